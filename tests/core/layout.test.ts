// Shape and stride arithmetic: brute force over element addresses, and the words of its errors.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  broadcastOperands,
  broadcastShapes,
  broadcastStrides,
  byteBounds,
  contiguousStrides,
  countOf,
  freshStrides,
  isCContiguous,
  isFContiguous,
  keepOrderAxes,
  normalizeAxes,
  normalizeAxis,
  reductionAxes,
  reshapeStrides,
  resolveShape,
  shapeText,
  sizeOf,
  transposeAxes,
  tupleText,
} from "../../src/core/layout.js";
import { AxisError } from "../../src/memory/errors.js";

const SEED = 20;
const runs = { seed: SEED, numRuns: 2000 };

/** Addresses of the elements, taken in C or Fortran order. */
function addresses(
  shape: readonly number[],
  strides: readonly number[],
  order: "C" | "F" = "C",
): number[] {
  const axes = order === "C" ? [...shape.keys()] : [...shape.keys()].reverse();
  let found = [0];
  for (const axis of axes) {
    found = found.flatMap((start) =>
      Array.from({ length: shape[axis] }, (_, i) => start + i * strides[axis]),
    );
  }
  return found;
}

/** Views: permuted, stepped and reversed axes of packed memory, or any strides at all. */
const view = fc
  .record({
    shape: fc.array(fc.constantFrom(0, 1, 2, 2, 3, 4, 6), { maxLength: 4 }),
    steps: fc.array(fc.constantFrom(1, 1, 1, 1, 2, -1), { minLength: 4, maxLength: 4 }),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
    natural: fc.boolean(),
  })
  .map(({ shape, steps, order, natural }) => {
    const strides = new Array<number>(shape.length);
    let stride = 8;
    for (const axis of natural ? [3, 2, 1, 0] : order) {
      if (axis >= shape.length) continue;
      strides[axis] = stride * steps[axis];
      stride *= Math.max(1, shape[axis]) * Math.abs(steps[axis]);
    }
    return { shape, strides };
  });

/** A shape with the same number of elements. */
function factorings(size: number, picks: readonly number[]): number[] {
  if (size === 0) return [0, ...picks.slice(0, 2).map((pick) => pick % 4)];
  const lengths: number[] = [];
  let rest = size;
  for (const pick of picks) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((d) => rest % d === 0);
    const length = divisors[pick % divisors.length];
    lengths.push(length);
    rest /= length;
  }
  return rest === 1 ? lengths : [...lengths, rest];
}

describe("reshapeStrides", () => {
  it("reads the same elements in the same order, and finds a view whenever there is one", () => {
    let views = 0;
    let copies = 0;
    fc.assert(
      fc.property(
        view,
        fc.array(fc.nat(11), { maxLength: 4 }),
        fc.constantFrom("C" as const, "F" as const),
        ({ shape, strides }, picks, order) => {
          const newShape = factorings(countOf(shape), picks);
          const result = reshapeStrides(shape, strides, 8, newShape, order);
          const wanted = addresses(shape, strides, order);
          if (result !== null) {
            views++;
            expect(addresses(newShape, result, order)).toEqual(wanted);
            return;
          }
          copies++;
          // No strides can do it: those that fit the first step along each axis miss elsewhere.
          const only = newShape.map((length, axis) => {
            const skip = order === "C" ? newShape.slice(axis + 1) : newShape.slice(0, axis);
            return length > 1 ? wanted[countOf(skip)] - wanted[0] : 0;
          });
          const offset = wanted[0];
          const tried = addresses(newShape, only, order).map((address) => address + offset);
          expect(tried).not.toEqual(wanted);
        },
      ),
      runs,
    );
    expect(views).toBeGreaterThan(500);
    expect(copies).toBeGreaterThan(100);
  });

  it("takes the order of the array for A", () => {
    expect(reshapeStrides([2, 3], [8, 16], 8, [3, 2], "A")).toEqual([8, 24]);
    expect(reshapeStrides([2, 3], [24, 8], 8, [3, 2], "A")).toEqual([16, 8]);
    expect(reshapeStrides([2, 3], [8, 16], 8, [3, 2], "C")).toBeNull();
  });

  it("keeps the strides when the shape does not change", () => {
    expect(reshapeStrides([2, 1, 2], [96, 7, -24], 8, [2, 1, 2])).toEqual([96, 7, -24]);
    expect(reshapeStrides([2, 0], [-8, 5], 8, [2, 0], "F")).toEqual([-8, 5]);
  });
});

describe("resolveShape", () => {
  it("works out the unknown dimension", () => {
    expect(resolveShape([-1, 3], 6)).toEqual([2, 3]);
    expect(resolveShape([-2, 3], 6)).toEqual([2, 3]);
    expect(resolveShape([3, -1], 0)).toEqual([3, 0]);
    expect(resolveShape([], 1)).toEqual([]);
  });

  it.each([
    [[4, 2], 6, "cannot reshape array of size 6 into shape (4,2)"],
    [[4], 6, "cannot reshape array of size 6 into shape (4,)"],
    [[], 6, "cannot reshape array of size 6 into shape ()"],
    [[-1, 4], 6, "cannot reshape array of size 6 into shape (4)"],
    [[0, -1], 6, "cannot reshape array of size 6 into shape (0,newaxis)"],
    [[0, -1], 0, "cannot reshape array of size 0 into shape (0,newaxis)"],
    [[-1, -1], 6, "can only specify one unknown dimension"],
    [[2.5, 2], 5, "'float' object cannot be interpreted as an integer"],
    [
      [2 ** 40, 2 ** 40, 0],
      0,
      "cannot reshape array of size 0 into shape (1099511627776,1099511627776,0)",
    ],
    [
      new Array(65).fill(1),
      1,
      "maximum supported dimension for an ndarray is currently 64, found 65",
    ],
  ])("refuses %j of %d elements", (newShape, size, message) => {
    expect(() => resolveShape(newShape, size)).toThrow(message);
  });
});

describe("sizeOf", () => {
  it("counts", () => {
    expect([sizeOf([]), sizeOf([3, 4]), sizeOf([3, 0], 8), sizeOf([2, 3], 0)]).toEqual([
      1, 12, 0, 6,
    ]);
  });

  it.each([
    [[2, -1], "negative dimensions are not allowed"],
    [[2 ** 53], "array is too big"],
    [[2 ** 63], "Maximum allowed dimension exceeded"],
    [[Number.POSITIVE_INFINITY], "Maximum allowed dimension exceeded"],
    [[2 ** 40, 2 ** 40], "array is too big; `arr.size * arr.dtype.itemsize` is larger"],
    [[0, 2 ** 52], "array is too big"],
    [[1.5], "'float' object cannot be interpreted as an integer"],
    [[Number.NaN], "'float' object cannot be interpreted as an integer"],
    [new Array(65).fill(1), "maximum supported dimension for an ndarray is currently 64, found 65"],
  ])("refuses %j", (shape, message) => {
    expect(() => sizeOf(shape, 8)).toThrow(message);
  });
});

describe("contiguity", () => {
  it("agrees with the addresses", () => {
    fc.assert(
      fc.property(view, ({ shape, strides }) => {
        const size = countOf(shape);
        const packed = Array.from({ length: size }, (_, i) => 8 * i).join();
        expect(isCContiguous(shape, strides, 8)).toBe(addresses(shape, strides).join() === packed);
        expect(isFContiguous(shape, strides, 8)).toBe(
          addresses(shape, strides, "F").join() === packed,
        );
      }),
      runs,
    );
  });

  it("packs in both orders; fresh empty memory has no strides", () => {
    expect(contiguousStrides([2, 3, 4], 8, "C")).toEqual([96, 32, 8]);
    expect(contiguousStrides([2, 3, 4], 8, "F")).toEqual([8, 16, 48]);
    expect(contiguousStrides([2, 0, 3], 8, "C")).toEqual([24, 24, 8]);
    expect(freshStrides([2, 0, 3], 8, "C")).toEqual([0, 0, 0]);
  });

  it("bounds exactly the bytes touched", () => {
    fc.assert(
      fc.property(view, ({ shape, strides }) => {
        const touched = addresses(shape, strides);
        const [low, high] = byteBounds(0, shape, strides, 8);
        if (touched.length === 0) expect([low, high]).toEqual([0, 0]);
        else expect([low, high]).toEqual([Math.min(...touched), Math.max(...touched) + 8]);
      }),
      runs,
    );
  });
});

describe("broadcasting", () => {
  it("names the two shapes that clash", () => {
    expect(broadcastShapes([3], [2, 1])).toEqual([2, 3]);
    expect(broadcastShapes()).toEqual([]);
    expect(broadcastShapes([1], [0])).toEqual([0]);
    expect(() => broadcastShapes([3], [1], [2, 4])).toThrow(
      "shape mismatch: objects cannot be broadcast to a single shape.  " +
        "Mismatch is between arg 0 with shape (3,) and arg 2 with shape (2, 4).",
    );
    // The outermost axis decides which, not the order of the arguments.
    expect(() => broadcastShapes([1, 2], [1, 5], [3, 1], [4, 1])).toThrow(
      "Mismatch is between arg 2 with shape (3, 1) and arg 3 with shape (4, 1).",
    );
    expect(() => broadcastShapes([2], [3, 1], [3, 5])).toThrow(
      "Mismatch is between arg 0 with shape (2,) and arg 2 with shape (3, 5).",
    );
    expect(() => broadcastShapes([-1])).toThrow("negative dimensions are not allowed");
  });

  it.each([
    [[[3], [4]], [], null, "operands could not be broadcast together with shapes (3,) (4,) "],
    [
      [[3], [3]],
      [[4]],
      null,
      "operands could not be broadcast together with shapes (3,) (3,) (4,) ",
    ],
    [
      [[3], [3]],
      [null],
      [4],
      "operands could not be broadcast together with shapes (3,) (3,) (4,) ",
    ],
    [
      [[1, 3], [3]],
      [[3]],
      null,
      "non-broadcastable output operand with shape (3,) doesn't match the broadcast shape (1,3)",
    ],
    [
      [[3], [3]],
      [[]],
      null,
      "non-broadcastable output operand with shape () doesn't match the broadcast shape (3,)",
    ],
    [
      [[3], [3]],
      [[3]],
      [2, 3],
      "non-broadcastable output operand with shape (3,) doesn't match the broadcast shape (2,3)",
    ],
  ])("refuses inputs %j, outputs %j, where %j", (inputs, outputs, where, message) => {
    expect(() => broadcastOperands(inputs, outputs as (number[] | null)[], where)).toThrow(message);
  });

  it("lets an output widen the operation", () => {
    expect(broadcastOperands([[3], [1]], [[2, 3]])).toEqual([2, 3]);
    expect(broadcastOperands([[], []])).toEqual([]);
  });

  it("does not stretch the strides of a shape that does not fit", () => {
    expect(broadcastStrides([3, 1], [8, 8], [2, 3, 4])).toEqual([0, 8, 0]);
    expect(() => broadcastStrides([3], [8], [2, 4])).toThrow(
      "operands could not be broadcast together with remapped shapes [original->remapped]: " +
        "(3,)  and requested shape (2,4)",
    );
    expect(() => broadcastStrides([3], [8], [])).toThrow(
      "cannot broadcast a non-scalar to a scalar array",
    );
    expect(() => broadcastStrides([2, 3], [24, 8], [3])).toThrow(
      "input operand has more dimensions than allowed by the axis remapping",
    );
  });
});

describe("axes", () => {
  it("counts from the end", () => {
    expect([normalizeAxis(-1, 3), normalizeAxis(0, 3), normalizeAxis(-0, 3)]).toEqual([2, 0, 0]);
    expect(normalizeAxes([2, -3], 3)).toEqual([2, 0]);
    expect(normalizeAxes(null, 2)).toEqual([0, 1]);
    expect(reductionAxes([2, 0], 3)).toEqual([0, 2]);
    expect(reductionAxes(-1, 0)).toEqual([]);
    expect(transposeAxes(null, 3)).toEqual([2, 1, 0]);
    expect(transposeAxes([1, -1, 0], 3)).toEqual([1, 2, 0]);
  });

  it.each([
    [() => normalizeAxis(5, 2), "axis 5 is out of bounds for array of dimension 2"],
    [() => normalizeAxis(-3, 2, "source"), "source: axis -3 is out of bounds for array of dim"],
    [() => normalizeAxis(1.5, 2), "'float' object cannot be interpreted as an integer"],
    [() => normalizeAxes([0, 0], 2), "repeated axis"],
    [() => normalizeAxes([0, -2], 2, "source"), "repeated axis in `source` argument"],
    [() => reductionAxes([0, 0], 2), "duplicate value in 'axis'"],
    [() => reductionAxes([0], 0), "axis 0 is out of bounds for array of dimension 0"],
    [() => transposeAxes([0], 2), "axes don't match array"],
    [() => transposeAxes([0, 0], 2), "repeated axis in transpose"],
  ])("words its errors as NumPy: %s", (wrong, message) => {
    expect(wrong).toThrow(message);
  });

  it("throws AxisError with the axis and the number of dimensions", () => {
    try {
      normalizeAxis(5, 2);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AxisError);
      expect(error).toMatchObject({ axis: 5, ndim: 2 });
    }
  });
});

describe("keepOrderAxes", () => {
  it("walks by falling stride, C order where operands disagree", () => {
    expect(keepOrderAxes([2, 3, 4], [[8, 16, 48]])).toEqual([2, 1, 0]);
    expect(
      keepOrderAxes(
        [3, 3],
        [
          [8, 24],
          [24, 8],
        ],
      ),
    ).toEqual([0, 1]);
    // Only the second operand moves along both axes.
    expect(
      keepOrderAxes(
        [3, 3],
        [
          [0, 8],
          [8, -24],
        ],
      ),
    ).toEqual([1, 0]);
  });
});

describe("shapes as text", () => {
  it("are Python tuples", () => {
    expect([shapeText([]), shapeText([3]), shapeText([2, 3])]).toEqual(["()", "(3,)", "(2,3)"]);
    expect([tupleText([]), tupleText([3]), tupleText([2, 3])]).toEqual(["()", "(3,)", "(2, 3)"]);
  });
});
