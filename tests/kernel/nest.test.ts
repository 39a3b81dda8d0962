// Loop nests: the same loops as NumPy's iterator (recorded by tests/oracle/layout.py), every element
// once, and the promises about reduced and ordered axes.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broadcastOperands, broadcastStrides } from "../../src/core/layout.js";
import {
  type Nest,
  type NestOperand,
  nestText,
  planNest,
  singleLoop,
  withInnerLoop,
} from "../../src/kernel/nest.js";

const SEED = 20;

interface Problem {
  shape: number[];
  operands: NestOperand[];
}

/** Per element in C order of `shape`, the byte of each operand. */
function walk(shape: readonly number[], strides: readonly (readonly number[])[], from: number[]) {
  let rows = [from];
  for (let axis = 0; axis < shape.length; axis++) {
    rows = rows.flatMap((row) =>
      Array.from({ length: shape[axis] }, (_, i) =>
        row.map((byte, operand) => byte + i * strides[operand][axis]),
      ),
    );
  }
  return rows.map(String);
}

function walkProblem({ shape, operands }: Problem): string[] {
  return walk(
    shape,
    operands.map((operand) => operand.strides),
    operands.map(() => 0),
  );
}

function walkNest(nest: Nest): string[] {
  return walk(nest.shape, nest.strides, [...nest.offsets]);
}

/** Operands that are permuted, stepped, reversed or stretched views of packed memory. */
const problem: fc.Arbitrary<Problem> = fc
  .array(fc.constantFrom(0, 1, 1, 2, 2, 3, 4), { maxLength: 5 })
  .chain((shape) => {
    const ndim = shape.length;
    const operand = fc
      .record({
        itemsize: fc.constantFrom(1, 2, 8),
        order: fc.shuffledSubarray([...shape.keys()], { minLength: ndim, maxLength: ndim }),
        natural: fc.boolean(),
        kinds: fc.array(fc.constantFrom("plain", "plain", "plain", "back", "step", "stretch"), {
          minLength: ndim,
          maxLength: ndim,
        }),
      })
      .map(({ itemsize, order, natural, kinds }) => {
        const strides = new Array<number>(ndim).fill(0);
        let stride = itemsize;
        for (const axis of natural ? [...order].sort((a, b) => b - a) : order) {
          const kind = kinds[axis];
          const step = kind === "step" ? 2 : 1;
          if (kind === "stretch") continue;
          strides[axis] = kind === "back" ? -stride : stride * step;
          stride *= Math.max(1, shape[axis]) * step;
        }
        return { strides, itemsize };
      });
    return fc.record({
      shape: fc.constant(shape),
      operands: fc.array(operand, { minLength: 1, maxLength: 3 }),
    });
  });

const someAxes = (shape: number[], flags: boolean[]) => [...shape.keys()].filter((i) => flags[i]);
const flags = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
const runs = { seed: SEED, numRuns: 1500 };

describe("planNest", () => {
  it("makes the loops of NumPy's iterator", () => {
    type Layout = [shape: number[], strides: number[], itemsize: number];
    const file = new URL("../oracle/golden/layout.json.gz", import.meta.url);
    const golden = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
      nest: [operands: Layout[], walks: [number[], number[], number][]][];
    };
    expect(golden.nest.length).toBeGreaterThan(200);
    for (const [layouts, walks] of golden.nest) {
      const shape = broadcastOperands(layouts.map((one) => one[0]));
      const operands = layouts.map(([own, strides, itemsize]) => ({
        strides: broadcastStrides(own, strides, shape),
        itemsize,
      }));
      const nest = planNest(shape, operands);
      const mine = operands.map((_, i) => [nest.shape, nest.strides[i], nest.offsets[i]]);
      expect(mine, JSON.stringify(layouts)).toEqual(walks);
    }
  });

  it("visits each element once, with all operands in step", () => {
    fc.assert(
      fc.property(problem, (one) => {
        const nest = planNest(one.shape, one.operands);
        expect(walkNest(nest).sort()).toEqual(walkProblem(one).sort());
      }),
      runs,
    );
  });

  it("leaves no loop that could still be merged, and none of length 1", () => {
    fc.assert(
      fc.property(problem, (one) => {
        const nest = planNest(one.shape, one.operands);
        if (nest.shape.length === 1) return;
        expect(nest.shape.every((count) => count > 1)).toBe(true);
        for (let loop = 1; loop < nest.shape.length; loop++) {
          const merges = nest.strides.every(
            (mine) => mine[loop - 1] === mine[loop] * nest.shape[loop],
          );
          expect(merges).toBe(false);
        }
      }),
      runs,
    );
  });

  it("never merges reduced axes with others", () => {
    fc.assert(
      fc.property(problem, flags, (one, chosen) => {
        const reduced = someAxes(one.shape, chosen);
        const nest = planNest(one.shape, one.operands, { reduced });
        expect(walkNest(nest).sort()).toEqual(walkProblem(one).sort());
        for (let loop = 0; loop < nest.shape.length; loop++) {
          for (const axis of nest.axes[loop]) {
            expect(reduced.includes(axis)).toBe(nest.reduced[loop]);
          }
        }
      }),
      runs,
    );
  });

  it("keeps the order along ordered axes", () => {
    fc.assert(
      fc.property(problem, (one) => {
        const nest = planNest(one.shape, one.operands, { ordered: [...one.shape.keys()] });
        expect(walkNest(nest)).toEqual(walkProblem(one));
      }),
      runs,
    );
    fc.assert(
      fc.property(problem, flags, (one, chosen) => {
        const ordered = someAxes(one.shape, chosen);
        const { axes, flipped } = planNest(one.shape, one.operands, { ordered });
        const walked = axes.flat().filter((axis) => ordered.includes(axis));
        expect(walked).toEqual([...walked].sort((a, b) => a - b));
        expect(flipped.filter((axis) => ordered.includes(axis))).toEqual([]);
      }),
      runs,
    );
  });

  it("has one loop even without axes or elements", () => {
    const scalar = planNest([], [{ strides: [], itemsize: 4 }]);
    expect(scalar).toMatchObject({ shape: [1], strides: [[4]], offsets: [0] });
    const empty = planNest([3, 0], [{ strides: [8, -8], itemsize: 8 }]);
    expect(empty).toMatchObject({ shape: [0], offsets: [0], flipped: [] });
  });
});

describe("singleLoop", () => {
  it("finds a forward loop exactly when the operands allow one", () => {
    let found = 0;
    fc.assert(
      fc.property(problem, (one) => {
        const steps: number[] = [];
        const count = singleLoop(one.shape, one.operands, steps);
        const nest = planNest(one.shape, one.operands);
        if (count >= 0) {
          found++;
          const walked = walk(
            [count],
            steps.map((step) => [step]),
            one.operands.map(() => 0),
          );
          expect(walked.sort()).toEqual(walkProblem(one).sort());
        } else {
          // A nest of one loop is then one that walks backwards or in neither C nor F order.
          const plain =
            one.shape.length < 3 && one.operands.every((a) => a.strides.every((s) => s >= 0));
          if (plain) expect(nest.shape.length).toBeGreaterThan(1);
        }
      }),
      runs,
    );
    expect(found).toBeGreaterThan(100);
  });
});

describe("a nest's text", () => {
  it("shows loops, axes, steps and where it starts", () => {
    const shape = [4, 3, 5];
    const nest = planNest(
      shape,
      [
        { strides: [40, -160, 8], itemsize: 8 },
        { strides: [0, -8, 0], itemsize: 8 },
      ],
      { reduced: [0, 2] },
    );
    expect(nestText(nest)).toBe(
      "start at -320 -16\nfor 3 (axis 1, flipped): +160 +8\n  for 20 (axes 0, 2, reduced): +8 +0",
    );
    expect(nestText(withInnerLoop(nest, 0))).toBe(
      "start at -320 -16\nfor 20 (axes 0, 2, reduced): +8 +0\n  for 3 (axis 1, flipped): +160 +8",
    );
  });
});
