// JavaScript functions as ufuncs.

import * as np from "strided";
import { expect, test } from "vitest";

const add = np.frompyfunc((x: number, y: number) => x + y, 2, 1);

test("broadcasts, and finds the dtype from the values", () => {
  expect(add).toBeInstanceOf(np.ufunc);
  const sums = add([1, 2], [[10], [20]]) as np.NDArray;
  expect(sums.tolist()).toEqual([
    [11, 12],
    [21, 22],
  ]);
  expect(String(sums.dtype)).toBe("int64");
  expect(String((add([1.5], [1]) as np.NDArray).dtype)).toBe("float64");
  expect(add(1, 2)).toBe(3);
  const words = np.frompyfunc((x: number) => "ab".repeat(x), 1, 1)([1, 2]) as np.NDArray;
  expect(words.tolist()).toEqual(["ab", "abab"]);
  expect((add([], []) as np.NDArray).shape).toEqual([0]);
});

test("gives several results", () => {
  const both = np.frompyfunc((x: number) => [x, x > 1], 1, 2);
  const [same, large] = both([1, 2]) as np.NDArray[];
  expect(same!.tolist()).toEqual([1, 2]);
  expect(large!.tolist()).toEqual([false, true]);
  expect(() => np.frompyfunc(() => 1, 1, 2)([1])).toThrow(np.ValueError);
});

test("reduces, accumulates, pairs", () => {
  expect(add.reduce([1, 2, 3])).toBe(6);
  expect(add.reduce([1, 2, 3], { initial: 10 })).toBe(16);
  expect(
    (
      add.reduce(
        [
          [1, 2],
          [3, 4],
        ],
        { axis: 1 },
      ) as np.NDArray
    ).tolist(),
  ).toEqual([3, 7]);
  expect(
    add
      .accumulate([
        [1, 2],
        [3, 4],
      ])
      .tolist(),
  ).toEqual([
    [1, 2],
    [4, 6],
  ]);
  expect(add.outer([1, 2], [10, 20]).tolist()).toEqual([
    [11, 21],
    [12, 22],
  ]);
  expect(() => add.reduce([])).toThrow("zero-size array to reduction operation");
  expect(np.frompyfunc((x: number, y: number) => x * y, 2, 1, { identity: 1 }).reduce([])).toBe(1);
});

test("writes into out", () => {
  const out = np.zeros([2], "float32");
  expect(add([1, 2], 0.5, { out })).toBe(out);
  expect(out.tolist()).toEqual([1.5, 2.5]);
  expect(() => add([1.5], 1, { out: np.zeros([1], "int8") })).toThrow(
    "Cannot cast ufunc 'anonymous (vectorized)' output from dtype('float64') to dtype('int8')",
  );
});

test("refuses what NumPy refuses", () => {
  expect(() => np.frompyfunc(3 as never, 1, 1)).toThrow("function must be callable");
  expect(() => np.frompyfunc(() => 1, "a" as never, 1)).toThrow(
    "'str' object cannot be interpreted as an integer",
  );
  expect(() => add([1])).toThrow("takes from 2 to 3 positional arguments but 1 was given");
  expect(() => add([1, 2], [1, 2, 3])).toThrow(
    "operands could not be broadcast together with shapes (2,) (3,)",
  );
  expect(() => add.accumulate(3)).toThrow("cannot accumulate on a scalar");
});

const join = np.frompyfunc((x: number, y: number) => x * 10 + y, 2, 1);
const total = np.frompyfunc((x: number, y: number) => x + y, 2, 1, { identity: 0 });

test("reduceat combines slices", () => {
  expect(String(join.reduceat([0, 1, 2, 3, 4, 5], [0, 3, 1, 5]))).toBe("[  12    3 1234    5]");
  expect(String(join.reduceat(np.arange(6).reshape([2, 3]), [0, 1], { axis: 1 }))).toBe(
    "[[ 0 12]\n [ 3 45]]",
  );
  expect(() => join.reduceat([1, 2], [0, 7])).toThrow("index 7 out-of-bounds in");
});

test("at combines in place, one after the other", () => {
  const a = np.array([1, 2, 3]);
  join.at(a, [0, 0, 1], 5);
  expect(String(a)).toBe("[155  25   3]");
  np.frompyfunc((x: number) => -x, 1, 1).at(a, [2]);
  expect(String(a)).toBe("[155  25  -3]");
  expect(() => join.at(a, [0])).toThrow("second operand needed for ufunc");
  expect(() => np.frompyfunc(() => [1, 2], 1, 2).at(a, [0])).toThrow("Only single output ufuncs");
});

test("reduce over several axes, into out, with a mask", () => {
  const a = np.arange(6).reshape([2, 3]);
  expect(total.reduce(a, { axis: [0, 1] })).toBe(15);
  expect(total.reduce(a, { axis: null })).toBe(15);
  expect(String(total.reduce(a, { keepdims: true }))).toBe("[[3 5 7]]");
  expect(() => join.reduce(a, { axis: [0, 1] })).toThrow("is not reorderable");
  const out = np.zeros([3]);
  expect(total.reduce(a, { out })).toBe(out);
  expect(String(out)).toBe("[3. 5. 7.]");
  const where = [true, false, true];
  expect(() => total.reduce(a, { where })).toThrow("does not have an identity, so to use a where");
  expect(String(total.reduce(a, { where, initial: 1 }))).toBe("[4 1 8]");
});

test("where leaves what out had", () => {
  const out = np.zeros([3]);
  add([0, 1, 2], 2, { out, where: [true, false, true] });
  expect(String(out)).toBe("[2. 0. 4.]");
  expect(() => add([1], 2, { where: [true] })).toThrow(TypeError);
});
