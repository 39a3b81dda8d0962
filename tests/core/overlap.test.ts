// The overlap solver against brute force over every byte, and against its promises: an answer that
// is exact, a bound on work that gives "unknown" and never a guess.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findInternalOverlap,
  findOverlap,
  hasInternalOverlap,
  type MemoryExtent,
  mayShareMemory,
  needsCopy,
  sharesMemory,
  TooHardError,
} from "../../src/core/overlap.js";

const SEED = 20;

/** The bytes of each element, every element in C order. */
function elementBytes(extent: MemoryExtent): number[][] {
  let starts = [extent.offset];
  for (let axis = 0; axis < extent.shape.length; axis++) {
    const steps = Array.from({ length: extent.shape[axis] }, (_, i) => i * extent.strides[axis]);
    starts = starts.flatMap((start) => steps.map((step) => start + step));
  }
  return starts.map((start) => Array.from({ length: extent.itemsize }, (_, i) => start + i));
}

function bruteShares(a: MemoryExtent, b: MemoryExtent): boolean {
  const bytes = new Set(elementBytes(a).flat());
  return elementBytes(b).some((element) => element.some((byte) => bytes.has(byte)));
}

function bruteInternal(a: MemoryExtent): boolean {
  const bytes = elementBytes(a).flat();
  return new Set(bytes).size !== bytes.length;
}

const axis = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -40, max: 40 }));
const extent: fc.Arbitrary<MemoryExtent> = fc
  .record({
    offset: fc.integer({ min: 0, max: 60 }),
    axes: fc.array(axis, { maxLength: 4 }),
    itemsize: fc.constantFrom(1, 2, 3, 4, 8),
    // Strides with a common divisor: the interleaved views that bounds alone can't tell apart.
    scale: fc.constantFrom(1, 1, 2, 3, 8),
  })
  .map(({ offset, axes, itemsize, scale }) => ({
    offset,
    shape: axes.map(([length]) => length),
    strides: axes.map(([, stride]) => stride * scale),
    itemsize,
  }));

/** Slices of one contiguous array, as programs make them. */
const sliced: fc.Arbitrary<MemoryExtent> = fc
  .array(fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 3 }), fc.boolean()), {
    minLength: 3,
    maxLength: 3,
  })
  .map((parts) => {
    const base = [4 * 36, 4 * 6, 4];
    const axes = parts.map(([start, length, step, backward], i) => {
      const count = Math.min(length, Math.ceil((6 - start) / step));
      const last = start + Math.max(0, count - 1) * step;
      return {
        first: (backward ? last : start) * base[i],
        count,
        stride: (backward ? -step : step) * base[i],
      };
    });
    return {
      offset: axes.reduce((sum, { first }) => sum + first, 0),
      shape: axes.map(({ count }) => count),
      strides: axes.map(({ stride }) => stride),
      itemsize: 4,
    };
  });

const runs = { seed: SEED, numRuns: 3000 };

describe("findOverlap", () => {
  it("is exact on arbitrary strides", () => {
    let shared = 0;
    let boundsOnly = 0;
    fc.assert(
      fc.property(extent, extent, (a, b) => {
        const truth = bruteShares(a, b);
        if (truth) shared++;
        else if (mayShareMemory(a, b)) boundsOnly++;
        expect(sharesMemory(a, b)).toBe(truth);
        expect(sharesMemory(b, a)).toBe(truth);
      }),
      runs,
    );
    // The cases that matter, where bounds overlap and bytes do not, were really met.
    expect(shared).toBeGreaterThan(300);
    expect(boundsOnly).toBeGreaterThan(100);
  });

  it("is exact on slices, and one candidate is enough for nearly all of them", () => {
    let unknown = 0;
    fc.assert(
      fc.property(sliced, sliced, (a, b) => {
        const truth = bruteShares(a, b);
        expect(sharesMemory(a, b)).toBe(truth);
        const quick = findOverlap(a, b, 1);
        if (quick === "unknown") unknown++;
        else expect(quick).toBe(truth ? "shared" : "disjoint");
      }),
      runs,
    );
    expect(unknown).toBeLessThan(runs.numRuns / 20);
  });

  it("never guesses, whatever the bound on work", () => {
    fc.assert(
      fc.property(extent, extent, fc.nat(5), (a, b, maxWork) => {
        const answer = findOverlap(a, b, maxWork);
        if (answer !== "unknown") expect(answer).toBe(bruteShares(a, b) ? "shared" : "disjoint");
      }),
      runs,
    );
  });

  it("compares bounds only with no work allowed", () => {
    const even = { offset: 0, shape: [50], strides: [8], itemsize: 4 };
    const odd = { ...even, offset: 4 };
    expect(mayShareMemory(even, odd)).toBe(true);
    expect(sharesMemory(even, odd)).toBe(false);
    expect(() => sharesMemory(even, odd, 0)).toThrow(TooHardError);
    expect(() => sharesMemory(even, odd, 0)).toThrow("Exceeded max_work");
    expect(mayShareMemory(even, { ...even, offset: 400 })).toBe(false);
  });

  it("settles arrays of large dimension where brute force could not", () => {
    const cube = { offset: 0, shape: [1e5, 1e5, 1e4], strides: [9e9, 9e4, 9], itemsize: 8 };
    expect(findOverlap(cube, { ...cube, offset: 8, itemsize: 1 })).toBe("disjoint");
    expect(findOverlap(cube, { ...cube, offset: 8, itemsize: 2 })).toBe("shared");
  });

  it("keeps modular products exact beyond 2^53", () => {
    // p x = target - q y: the inverse of q modulo p times the target has 100 bits.
    const p = 2 ** 50 - 27;
    const q = 2 ** 50 + 123_456_789_013;
    const a = { offset: 0, shape: [3], strides: [p], itemsize: 1 };
    const meets = (target: number) =>
      findOverlap(a, { offset: target, shape: [3], strides: [-q], itemsize: 1 });
    for (let x = 0; x < 3; x++) {
      for (let y = 0; y < 3; y++) {
        expect(meets(p * x + q * y)).toBe("shared");
        expect(meets(p * x + q * y + 1)).toBe("disjoint");
      }
    }
  });

  it("refuses what a double can't count", () => {
    const huge = { offset: 0, shape: [2 ** 30, 2], strides: [2 ** 30, 1], itemsize: 1 };
    expect(() => findOverlap(huge, huge)).toThrow("Integer overflow in computing overlap");
    expect(() => findInternalOverlap(huge)).toThrow("Integer overflow in computing overlap");
  });

  it("gives up on a hard case within its bound and solves it without one", () => {
    // Many coefficients of the same size: bounded subset sum.
    const strides = [40009, 40013, 40031, 40037, 40039, 40063, 40087, 40093];
    const a = { offset: 0, shape: strides.map(() => 3), strides, itemsize: 1 };
    const b = { offset: 200_000, shape: [1], strides: [1], itemsize: 1 };
    expect(findOverlap(a, b, 5)).toBe("unknown");
    expect(findOverlap(a, b)).toBe(bruteShares(a, b) ? "shared" : "disjoint");
  });
});

describe("findInternalOverlap", () => {
  it("is exact on arbitrary strides", () => {
    let overlapping = 0;
    fc.assert(
      fc.property(extent, fc.nat(3), (a, maxWork) => {
        const truth = bruteInternal(a);
        if (truth) overlapping++;
        expect(hasInternalOverlap(a)).toBe(truth);
        const quick = findInternalOverlap(a, maxWork);
        if (quick !== "unknown") expect(quick).toBe(truth ? "shared" : "disjoint");
      }),
      runs,
    );
    expect(overlapping).toBeGreaterThan(300);
    expect(overlapping).toBeLessThan(2700);
  });

  it("knows a broadcast view and a sliding window", () => {
    const window = { offset: 0, shape: [8, 3], strides: [8, 8], itemsize: 8 };
    expect(hasInternalOverlap(window, 1)).toBe(true);
    expect(hasInternalOverlap({ ...window, strides: [24, 8] }, 1)).toBe(false);
    expect(hasInternalOverlap({ ...window, strides: [0, 8] }, 1)).toBe(true);
    expect(hasInternalOverlap({ ...window, shape: [1, 3], strides: [0, 8] }, 1)).toBe(false);
  });
});

describe("needsCopy", () => {
  it("says no only where reading first and writing as it goes give the same memory", () => {
    fc.assert(
      fc.property(sliced, sliced, (out, input) => {
        if (JSON.stringify(out.shape) !== JSON.stringify(input.shape)) return;
        if (needsCopy(out, input)) return;
        // Element i is written after it is read: no other element's input may be hit before.
        const writes = elementBytes(out);
        const reads = elementBytes(input);
        for (let i = 0; i < writes.length; i++) {
          for (let j = 0; j < reads.length; j++) {
            if (i !== j) expect(writes[i].some((byte) => reads[j].includes(byte))).toBe(false);
          }
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("lets an operation run in place, but not shifted by one", () => {
    const whole = { offset: 0, shape: [9], strides: [8], itemsize: 8 };
    expect(needsCopy(whole, whole)).toBe(false);
    expect(needsCopy({ ...whole, offset: 8 }, whole)).toBe(true);
    expect(needsCopy({ ...whole, strides: [0] }, { ...whole, strides: [0] })).toBe(true);
  });
});
