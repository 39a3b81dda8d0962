// Reductions through the public API; the expected values are NumPy's.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const cube = () => np.array(Array.from({ length: 24 }, (_, i) => i)).reshape([2, 3, 4]);
const values = (array: unknown) => (array as np.NDArray).tolist();

describe("sum and prod", () => {
  it("reduce everything to a value, an axis or several to an array", () => {
    expect(np.sum(cube())).toBe(276);
    expect(values(np.sum(cube(), 0))).toEqual([
      [12, 14, 16, 18],
      [20, 22, 24, 26],
      [28, 30, 32, 34],
    ]);
    expect(values(np.sum(cube(), [0, -1]))).toEqual([60, 92, 124]);
    expect(values(np.sum(cube(), { axis: [1, 2], keepdims: true }))).toEqual([[[66]], [[210]]]);
    expect(values(cube().sum(2))).toEqual([
      [6, 22, 38],
      [54, 70, 86],
    ]);
    expect(
      np.prod([
        [1, 2],
        [3, 4],
      ]),
    ).toBe(24);
    expect(np.sum(np.zeros([0, 3]))).toBe(0);
    expect(np.prod([])).toBe(1);
  });

  it("grow small integers to 64 bits and keep floats", () => {
    expect(np.sum(np.array([200, 100], "uint8"))).toBe(300);
    expect(np.array([[200], [100]], "uint8").sum(0).dtype?.name ?? "value").toBe("uint64");
    expect(np.sum(np.array([[1, 1]], "int16"), 1).dtype.name).toBe("int64");
    expect(np.sum(np.array([[true, true]]), 0).dtype.name).toBe("int64");
    expect(np.sum(np.array([[1]], "float16"), 0).dtype.name).toBe("float16");
    expect(np.sum(np.array([[1, 2]], "int8"), { axis: 0, dtype: "float32" }).dtype.name).toBe(
      "float32",
    );
  });

  it("take initial, where and out", () => {
    expect(np.sum([1, 2, 3], { initial: 10 })).toBe(16);
    expect(np.sum([1, 2, 3], { where: [true, false, true] })).toBe(4);
    const out = np.zeros(3, "float32");
    expect(np.sum(np.ones([2, 3]), 0, { out })).toBe(out);
    expect(values(out)).toEqual([2, 2, 2]);
  });

  it("refuse what NumPy refuses", () => {
    expect(() => np.sum(cube(), 3)).toThrow("axis 3 is out of bounds for array of dimension 3");
    expect(() => np.sum(cube(), [0, 0])).toThrow("duplicate value in 'axis'");
    expect(() => np.sum(cube(), 1.5)).toThrow("cannot be interpreted as an integer");
    // @ts-expect-error no such option
    expect(() => np.sum(cube(), { axes: 0 })).toThrow(
      "sum() got an unexpected keyword argument 'axes' (known: axis, dtype, out, keepdims, initial, where)",
    );
    expect(() => np.sum(cube(), 0, { axis: 1 })).toThrow("multiple values for argument 'axis'");
    expect(() => np.sum(cube(), 0, { out: np.zeros(3) })).toThrow(
      "output parameter for reduction operation add has the wrong number of dimensions: Found 1 but expected 2",
    );
  });

  it("refuse to round a 64-bit sum", () => {
    const big = np.array([2n ** 62n, 1n]);
    expect(() => big.sum()).toThrow(RangeError);
    expect(big.sum({ keepdims: true }).itemBigInt()).toBe(2n ** 62n + 1n);
  });

  it("sum an array of one element along an axis of one", () => {
    expect(values(np.prod(np.full([1, 1, 1], -4), -3))).toEqual([[-4]]);
    expect(values(np.sum(np.full([1, 1], 7), { axis: 1, keepdims: true }))).toEqual([[7]]);
  });
});

describe("min, max, any, all, ptp, count_nonzero", () => {
  it("let NaN win", () => {
    expect(np.max([1, Number.NaN, 3])).toBeNaN();
    expect(np.min([1, Number.NaN, 3])).toBeNaN();
    expect(values(np.max(cube(), 1))).toEqual([
      [8, 9, 10, 11],
      [20, 21, 22, 23],
    ]);
    expect(values(cube().min([0, 2]))).toEqual([0, 4, 8]);
    expect(np.amax([3, 7])).toBe(7);
    expect(np.amin([3, 7])).toBe(3);
  });

  it("refuse empty arrays unless there is an initial value", () => {
    expect(() => np.max([])).toThrow(
      "zero-size array to reduction operation maximum which has no identity",
    );
    expect(np.max([], { initial: 5 })).toBe(5);
    expect(np.max(np.zeros([0, 3]), 1).shape).toEqual([0]);
  });

  it("any and all answer booleans, of text too", () => {
    expect(np.any([0, 0, 2])).toBe(true);
    expect(np.all([])).toBe(true);
    expect(np.any(["", "a"])).toBe(true);
    expect(np.all(["", "a"])).toBe(false);
    expect(
      values(
        np.all(
          [
            [1, 0],
            [1, 1],
          ],
          0,
        ),
      ),
    ).toEqual([true, false]);
    expect(np.any([Number.NaN])).toBe(true);
  });

  it("ptp and count_nonzero", () => {
    expect(np.ptp(cube())).toBe(23);
    expect(values(np.ptp(cube(), { axis: 1, keepdims: true }))).toEqual([
      [[8, 8, 8, 8]],
      [[8, 8, 8, 8]],
    ]);
    expect(np.count_nonzero(cube())).toBe(23);
    expect(
      values(
        np.count_nonzero(
          [
            ["a", ""],
            ["", ""],
          ],
          1,
        ),
      ),
    ).toEqual([1, 0]);
    expect(np.count_nonzero(np.array([0, -0, 0.5, Number.NaN]))).toBe(2);
  });
});

describe("argmin and argmax", () => {
  it("find the first of equals and NaN before all", () => {
    expect(np.argmax([1, 9, 9])).toBe(1);
    expect(np.argmin([2, 1, 1])).toBe(1);
    expect(np.argmax([1, Number.NaN, 9])).toBe(1);
    expect(
      values(
        np.argmax(
          [
            [1, 5],
            [7, 2],
          ],
          0,
        ),
      ),
    ).toEqual([1, 0]);
    expect(values(np.argmin(cube(), { axis: 2, keepdims: true }))).toEqual([
      [[0], [0], [0]],
      [[0], [0], [0]],
    ]);
    expect(values(cube().transpose().argmax(0))).toEqual([
      [3, 3],
      [3, 3],
      [3, 3],
    ]);
    expect(values(np.argmax(np.array([[3], [4]]).at("::-1"), 1))).toEqual([0, 0]);
  });

  it("refuse empty arrays, and outputs that do not fit", () => {
    expect(() => np.argmax([])).toThrow("attempt to get argmax of an empty sequence");
    expect(() => np.argmin(np.zeros([0, 2]), 0)).toThrow(
      "attempt to get argmin of an empty sequence",
    );
    expect(np.argmax(np.zeros([0, 3]), 1).shape).toEqual([0]);
    expect(() => np.argmax(np.ones([2, 3]), 0, { out: np.zeros(2, "int64") })).toThrow(
      "output array does not match result of np.argmax.",
    );
    expect(() => np.argmax(np.ones([2, 3]), 0, { out: np.zeros(3) })).toThrow(
      "Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'safe'",
    );
  });
});

describe("running sums", () => {
  it("flatten without an axis", () => {
    expect(
      values(
        np.cumsum([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual([1, 3, 6, 10]);
    expect(
      values(
        np.cumsum(
          [
            [1, 2],
            [3, 4],
          ],
          1,
        ),
      ),
    ).toEqual([
      [1, 3],
      [3, 7],
    ]);
    expect(values(np.array([1, 2, 3]).cumprod())).toEqual([1, 2, 6]);
    expect(values(np.cumsum(5))).toEqual([5]);
    expect(np.cumsum(np.array([1], "int8")).dtype.name).toBe("int64");
  });

  it("the array API's forms", () => {
    expect(values(np.cumulative_sum([1, 2, 3], { include_initial: true }))).toEqual([0, 1, 3, 6]);
    expect(
      values(
        np.cumulative_prod(
          [
            [2, 3],
            [4, 5],
          ],
          { axis: 0 },
        ),
      ),
    ).toEqual([
      [2, 3],
      [8, 15],
    ]);
    expect(() => np.cumulative_sum(np.ones([2, 2]))).toThrow(
      "For arrays which have more than one dimension ``axis`` argument is required.",
    );
  });
});
