// np.pad against values that NumPy printed: every mode, widths in every form, the sentences.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const list = (a: np.NDArray): unknown => a.tolist();
const a = [0, 1, 2];

describe("pad", () => {
  it("takes widths in every form", () => {
    const b = np.arange(6).reshape(2, 3);
    expect(np.pad(b, 1).shape).toEqual([4, 5]);
    expect(np.pad(b, [1, 2]).shape).toEqual([5, 6]);
    expect(
      np.pad(b, [
        [1, 2],
        [3, 4],
      ]).shape,
    ).toEqual([5, 10]);
    expect(np.pad(b, [[1], [2]]).shape).toEqual([4, 7]);
    expect(np.pad(b, { 0: 1 }).shape).toEqual([4, 3]);
    expect(np.pad(b, { "-1": [1, 2] } as never).shape).toEqual([2, 6]);
    expect(np.pad(b.T, 1).strides).toEqual([8, 40]);
    expect(np.pad(5, 1).shape).toEqual([]);
  });

  it("constant", () => {
    expect(list(np.pad(a, [1, 2], "constant", { constant_values: [8, 9] }))).toEqual([
      8, 0, 1, 2, 9, 9,
    ]);
    expect(
      list(
        np.pad([[1]], 1, {
          constant_values: [
            [1, 2],
            [3, 4],
          ],
        }),
      ),
    ).toEqual([
      [3, 1, 4],
      [3, 1, 4],
      [3, 2, 4],
    ]);
    expect(list(np.pad(a, 1, { constant_values: 1.7 }))).toEqual([1, 0, 1, 2, 1]);
    expect(list(np.pad([], 1))).toEqual([0, 0]);
  });

  it("edge, wrap, reflect, symmetric, over several periods", () => {
    expect(list(np.pad(a, 2, "edge"))).toEqual([0, 0, 0, 1, 2, 2, 2]);
    expect(list(np.pad(a, 4, "wrap"))).toEqual([2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
    expect(list(np.pad(a, 5, "reflect"))).toEqual([1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1]);
    expect(list(np.pad(a, 4, "symmetric"))).toEqual([2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0]);
    expect(list(np.pad(a, 4, "reflect", { reflect_type: "odd" }))).toEqual([
      -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6,
    ]);
    expect(list(np.pad(a, 4, "symmetric", { reflect_type: "odd" }))).toEqual([
      -2, -2, -1, 0, 0, 1, 2, 2, 3, 4, 4,
    ]);
    expect(list(np.pad([7], 2, "reflect"))).toEqual([7, 7, 7, 7, 7]);
    expect(list(np.pad(["a", "b"], 1, "wrap"))).toEqual(["b", "a", "b", "a"]);
    expect(
      list(
        np.pad(
          [
            [1, 2],
            [3, 4],
          ],
          1,
          "reflect",
        ),
      ),
    ).toEqual([
      [4, 3, 4, 3],
      [2, 1, 2, 1],
      [4, 3, 4, 3],
      [2, 1, 2, 1],
    ]);
  });

  it("linear_ramp and statistics", () => {
    expect(list(np.pad(a, [3, 0], "linear_ramp", { end_values: [-5, 5] }))).toEqual([
      -5, -4, -2, 0, 1, 2,
    ]);
    expect(list(np.pad([1.5, 2], 2, "linear_ramp"))).toEqual([0, 0.75, 1.5, 2, 1, 0]);
    expect(list(np.pad([1, 5, 3], 1, "maximum"))).toEqual([5, 1, 5, 3, 5]);
    expect(list(np.pad([1, 5, 3], 1, "minimum", { stat_length: [1, 2] }))).toEqual([1, 1, 5, 3, 3]);
    expect(list(np.pad([1, 2, 9], 1, "mean", { stat_length: 2 }))).toEqual([2, 1, 2, 9, 6]);
    expect(list(np.pad([1, 9, 2], 1, "median"))).toEqual([2, 1, 9, 2, 2]);
    expect(np.pad([1, Number.NaN], 1, "median").item(0)).toBeNaN();
  });

  it("a function of one's own", () => {
    const seen: unknown[] = [];
    const padded = np.pad(
      [[1, 2]],
      1,
      (vector, width, axis, kwargs) => {
        seen.push([vector.size, width, axis]);
        vector.set(0, kwargs["value"]);
      },
      { value: 7 },
    );
    expect(list(padded)).toEqual([
      [7, 7, 7, 7],
      [7, 1, 2, 0],
      [7, 0, 0, 0],
    ]);
    expect(seen).toContainEqual([4, [1, 1], 1]);
    expect(seen.length).toBe(4 + 3);
  });

  it("refuses in NumPy's words", () => {
    expect(() => np.pad(a, 1.5)).toThrow("`pad_width` must be of integral type.");
    expect(() => np.pad(a, -1)).toThrow("index can't contain negative values");
    expect(() => np.pad(a, [1, 2, 3])).toThrow("requested shape (1,2)");
    expect(() => np.pad(a, 1, "foo" as never)).toThrow("mode 'foo' is not supported");
    expect(() => np.pad(a, 1, "edge", { stat_length: 2 })).toThrow(
      "unsupported keyword arguments for mode 'edge': {'stat_length'}",
    );
    expect(() => np.pad([], 1, "edge")).toThrow(
      "can't extend empty axis 0 using modes other than 'constant' or 'empty'",
    );
    expect(() => np.pad(a, 1, "maximum", { stat_length: 0 })).toThrow(
      "stat_length of 0 yields no value for padding",
    );
    // one or two values are cast as arrays are, more are integers of Python
    expect(np.pad(np.zeros(1, "int8"), 1, { constant_values: 300 }).tolist()).toEqual([44, 0, 44]);
    const each = [
      [300, 0],
      [0, 0],
    ];
    expect(() => np.pad(np.zeros([1, 1], "int8"), 1, { constant_values: each })).toThrow(
      "Python integer 300 out of bounds for int8",
    );
    expect(() => np.pad(a, 1, "edge", { foo: 1 } as never)).toThrow("unexpected keyword argument");
  });
});
