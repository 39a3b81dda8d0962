// Choosing, picking and writing by condition and position, through the public API; the expected values are NumPy's.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const values = (array: unknown) => (array as np.NDArray).tolist();

describe("where, select, choose", () => {
  it("where takes from x or y, broadcast, in their common dtype", () => {
    const a = np.array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(values(np.where(a.greater(2), a, -1))).toEqual([
      [-1, -1, 3],
      [4, 5, 6],
    ]);
    expect(values(np.where([[true], [false]], [1, 2], [3.5, 4.5]))).toEqual([
      [1, 2],
      [3.5, 4.5],
    ]);
    expect(np.where(true, np.array([1], "float32"), 2.5).dtype.name).toBe("float32");
    expect(np.where([true], np.array([1], "int8"), np.array([1], "uint8")).dtype.name).toBe(
      "int16",
    );
    expect(values(np.where([0, 2, 0.5], "yes", "no"))).toEqual(["no", "yes", "yes"]);
    expect(np.where(true, 1, 2).shape).toEqual([]);
    // as in NumPy 2, an integer that does not fit wraps around here
    expect(values(np.where([true, false], np.array([1, 2], "uint8"), 300))).toEqual([1, 44]);
    expect(() => np.where([true, false], [1, 2, 3], 0)).toThrow(
      "operands could not be broadcast together with shapes (2,) (3,) ()",
    );
    expect(() => (np.where as (...args: unknown[]) => unknown)([true], 1)).toThrow(
      "either both or neither of x and y should be given",
    );
  });

  it("where of one argument gives positions", () => {
    const [rows, columns] = np.where([
      [0, 3],
      [4, 0],
    ]);
    expect(values(rows)).toEqual([0, 1]);
    expect(values(columns)).toEqual([1, 0]);
  });

  it("select and choose", () => {
    const x = np.arange(6);
    expect(values(np.select([x.less(3), x.greater(3)], [x, np.square(x)], 42))).toEqual([
      0, 1, 2, 42, 16, 25,
    ]);
    expect(() => np.select([], [])).toThrow("select with an empty condition list is not possible");
    const choices = [
      [0, 1, 2, 3],
      [10, 11, 12, 13],
      [20, 21, 22, 23],
      [30, 31, 32, 33],
    ];
    expect(values(np.choose([2, 3, 1, 0], choices))).toEqual([20, 31, 12, 3]);
    expect(values(np.choose([2, 4, 1, -1], choices, { mode: "wrap" }))).toEqual([20, 1, 12, 33]);
    expect(values(np.choose([2, 4, 1, -1], choices, { mode: "clip" }))).toEqual([20, 31, 12, 3]);
    expect(() =>
      np.choose(
        [0, 4],
        choices.map((row) => row.slice(0, 2)),
      ),
    ).toThrow("invalid entry in choice array");
  });
});

describe("nonzero and its like", () => {
  it("lists positions in C order, as views of one table", () => {
    const a = np.array([
      [3, 0, 0],
      [0, 4, 0],
      [5, 6, 0],
    ]);
    const [rows, columns] = a.nonzero();
    expect(values(rows)).toEqual([0, 1, 2, 2]);
    expect(values(columns)).toEqual([0, 1, 0, 1]);
    expect(rows.strides).toEqual([16]);
    expect(values(a.at(rows, columns))).toEqual([3, 4, 5, 6]);
    expect(values(np.flatnonzero(a.T))).toEqual([0, 2, 4, 5]);
    expect(values(np.argwhere(["", "x"]))).toEqual([[1]]);
    expect(values(np.nonzero([0.5, Number.NaN, -0, 0])[0])).toEqual([0, 1]);
    expect(() => np.nonzero(3)).toThrow("Calling nonzero on 0d arrays is not allowed.");
  });
});

describe("take and its like", () => {
  it("take along an axis, with every mode", () => {
    const a = np.array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(values(a.take([0, -1], 1))).toEqual([
      [1, 3],
      [4, 6],
    ]);
    expect(values(np.take(a, [[0, 5]]))).toEqual([[1, 6]]);
    expect(values(np.take(a, [-1, 4], { axis: 0, mode: "wrap" }))).toEqual([
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(values(np.take(a, [-1, 4], { axis: 0, mode: "clip" }))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(() => np.take([1, 2], 5)).toThrow("index 5 is out of bounds for axis 0 with size 2");
    expect(() => np.take([], [0])).toThrow("cannot do a non-empty take from an empty axes.");
    expect(() => np.take([1, 2], np.array([0.5]))).toThrow("according to the rule");
    // @ts-expect-error no such mode
    expect(() => np.take([1, 2], [0], { mode: "bounce" })).toThrow("clipmode must be one of");
    const out = np.zeros(2, "int32");
    expect(np.take([7, 8, 9], [2, 0], { out })).toBe(out);
    expect(values(out)).toEqual([9, 7]);
    expect(() => np.take([7, 8, 9], [2, 0], { out: np.zeros(3) })).toThrow(
      "output array does not match result of ndarray.take",
    );
  });

  it("compress, extract, take_along_axis", () => {
    const a = np.array([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(values(np.compress([false, true, true], a, 0))).toEqual([
      [3, 4],
      [5, 6],
    ]);
    expect(values(a.compress([true, false, true]))).toEqual([1, 3]);
    expect(() => np.compress([1, 0, 1, 1], [1, 2, 3])).toThrow(
      "index 3 is out of bounds for axis 0 with size 3",
    );
    expect(values(np.extract(a.greater(3), a))).toEqual([4, 5, 6]);
    const b = np.array([
      [30, 10, 20],
      [5, 6, 4],
    ]);
    expect(values(np.take_along_axis(b, np.argsort(b), 1))).toEqual([
      [10, 20, 30],
      [4, 5, 6],
    ]);
    expect(() => np.take_along_axis(b, np.array([0]), 0)).toThrow(
      "`indices` and `arr` must have the same number of dimensions",
    );
  });
});

describe("put and its like", () => {
  it("write in place, also into views", () => {
    const a = np.arange(6).reshape([2, 3]);
    np.put(a.T, [1, -1], [10, 20]);
    expect(values(a)).toEqual([
      [0, 1, 2],
      [10, 4, 20],
    ]);
    a.put([7], 9, { mode: "wrap" });
    expect(a.item(0, 1)).toBe(9);
    expect(() => np.put(a, [6], 1)).toThrow("index 6 is out of bounds for axis 0 with size 6");
    const b = np.arange(4);
    np.place(b, b.greater(1), [70, 80]);
    np.putmask(b, [true, false, false, true], [1, 2, 3, 4]);
    expect(values(b)).toEqual([1, 1, 70, 4]);
    expect(() => np.place(b, [1, 0, 1], 1)).toThrow("place: mask and data must be the same size");
    expect(() => np.place(np.arange(2), [1, 0], [])).toThrow("Cannot insert from an empty array!");
    const c = np.array([
      [10, 30, 20],
      [60, 40, 50],
    ]);
    np.put_along_axis(c, np.array([[1], [0]]), 99, 1);
    expect(values(c)).toEqual([
      [10, 99, 20],
      [99, 40, 50],
    ]);
  });
});

describe("clip and round", () => {
  it("clip keeps values within bounds, in one pass", () => {
    expect(values(np.clip([1, 5, 9], 2, 8))).toEqual([2, 5, 8]);
    expect(values(np.array([1, 5, 9]).clip(null, 4.5))).toEqual([1, 4.5, 4.5]);
    expect(values(np.clip(np.array([-5, 100, 7], "int8"), -200, 50))).toEqual([-5, 50, 7]);
    expect(np.clip([Number.NaN, 2], 0, 1).tolist()).toEqual([Number.NaN, 1]);
    expect(values(np.clip([1, 2, 3], [[1], [2]], 2))).toEqual([
      [1, 2, 2],
      [2, 2, 2],
    ]);
    expect(np.clip(5, 0, 3)).toBe(3);
    const a = np.array([1, 5, 9]);
    expect(np.clip(a, 2, 8, { out: a })).toBe(a);
    expect(values(a)).toEqual([2, 5, 8]);
    expect(() => np.clip(np.array([1], "uint8"), 300, 301)).toThrow(
      "Python integer 300 out of bounds for uint8",
    );
    const report = np.memory.track(() => np.clip(np.zeros(1000), 0, 1));
    expect(report.allocations.filter(({ bytes }) => bytes >= 8000).length).toBe(2);
  });

  it("round goes to even, before and behind the point", () => {
    expect(values(np.round([1.25, 2.675, -0.5], 1))).toEqual([1.2, 2.7, -0.5]);
    expect(values(np.around([0.5, 1.5, 2.5]))).toEqual([0, 2, 2]);
    expect(values(np.round([15, 25, -15], -1))).toEqual([20, 20, -20]);
    expect(np.round(2.71, 1)).toBe(2.7);
    expect(
      String(
        np
          .array([np.complex(1.555, 2.345)])
          .round(2)
          .item(),
      ),
    ).toBe("(1.56+2.35j)");
    expect(np.array([1.337], "float16").round(2).item()).toBe(1.33984375);
    const whole = np.array([1, 2]);
    expect(np.round(whole) === whole).toBe(false);
  });
});

describe("comparing arrays", () => {
  it("isclose and allclose", () => {
    expect(values(np.isclose([1e10, 1e-7], [1.00001e10, 1e-8]))).toEqual([true, false]);
    expect(np.isclose(0.1 + 0.2, 0.3)).toBe(true);
    expect(np.allclose([1, Number.NaN], [1, Number.NaN])).toBe(false);
    expect(np.allclose([1, Number.NaN], [1, Number.NaN], { equal_nan: true })).toBe(true);
    expect(np.allclose([Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY])).toBe(true);
    expect(np.allclose([1, 2], [1.5, 2], { rtol: 0, atol: 0.5 })).toBe(true);
  });

  it("array_equal and array_equiv", () => {
    expect(np.array_equal([1, 2], [[1, 2]])).toBe(false);
    expect(
      np.array_equiv(
        [1, 2],
        [
          [1, 2],
          [1, 2],
        ],
      ),
    ).toBe(true);
    expect(np.array_equal(["a"], ["a"])).toBe(true);
    expect(np.array_equal(["a"], [1])).toBe(false);
    const people = np.array([["Ann", 25]], {
      dtype: [
        ["name", "U10"],
        ["age", "i4"],
      ],
    });
    expect(np.array_equal(people, people.copy())).toBe(true);
  });

  it("parts of complex numbers", () => {
    const z = np.array([np.complex(1, 2), np.complex(-3, 0)]);
    z.imag.set(1, 5);
    expect(values(z.real)).toEqual([1, -3]);
    expect(values(np.imag(z))).toEqual([2, 5]);
    expect(values(np.isreal(z))).toEqual([false, false]);
    expect(np.imag([1, 2]).writeable).toBe(false);
    expect(np.angle(np.complex(0, 1), true)).toBe(90);
    expect(np.iscomplexobj(z)).toBe(true);
    expect(np.isscalar(3)).toBe(true);
    expect(np.isscalar(np.array(3))).toBe(false);
  });
});
