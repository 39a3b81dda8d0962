// arange, linspace, logspace and geomspace against values that NumPy printed, bit for bit.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const list = (a: np.NDArray): unknown => a.tolist();

describe("arange", () => {
  it("takes stop, start and stop, or start, stop and step", () => {
    expect(list(np.arange(3))).toEqual([0, 1, 2]);
    expect(list(np.arange(2, 5))).toEqual([2, 3, 4]);
    expect(list(np.arange(5, -2, -3))).toEqual([5, 2, -1]);
    expect(list(np.arange(3, { start: 1 }))).toEqual([1, 2]);
  });

  it("finds the dtype from the numbers", () => {
    expect(np.arange(3).dtype.name).toBe("int64");
    expect(np.arange(0, 1, 0.5).dtype.name).toBe("float64");
    expect(np.arange(3n).dtype.name).toBe("int64");
    expect(np.arange(np.array(3, "float32")).dtype.name).toBe("float64");
    expect(np.arange(3, "uint8").dtype.name).toBe("uint8");
    expect(np.arange(0, 3, 1, { dtype: ">i4" }).dtype.str).toBe(">i4");
  });

  it("steps in the dtype of arrays, to which numbers bend", () => {
    const step = np.array(0.25).astype("float32").multiply(0.18981).item();
    const found = np.arange(-5.5, -1.5, np.array(step, ">f4"));
    expect(found.dtype.name).toBe("float64");
    expect(found.at(1).item()).toBe(-5.452547550201416);
    const halves = np.arange(np.array(-6, "float16"), np.array(9, "int16"), 7.3);
    expect(list(halves)).toEqual([-6, 1.30078125, 8.6015625]);
  });

  it("computes first + i * (second - first), as NumPy does", () => {
    expect(list(np.arange(0, 1, 0.1))).toEqual([
      0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8, 0.9,
    ]);
    // the step as stored: 1.3 - 1 is not 0.3
    expect(list(np.arange(1, 2.2, 0.3))).toEqual([1, 1.3, 1.6, 1.9000000000000001, 2.2]);
    expect(list(np.arange(0, 3, 0.5, { dtype: "int64" }))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("wraps around in narrow integers, but not at its first two values", () => {
    expect(list(np.arange(250, 258, "uint8"))).toEqual([250, 251, 252, 253, 254, 255, 0, 1]);
    expect(() => np.arange(-3, 2, "uint8")).toThrow("Python integer -3 out of bounds for uint8");
  });

  it("is exact at 64 bits", () => {
    const a = np.arange(2n ** 62n, 2n ** 62n + 3n);
    expect(a.itemBigInt(2)).toBe(2n ** 62n + 2n);
    expect(np.arange(-(2n ** 63n), -(2n ** 63n) + 2n).itemBigInt(1)).toBe(-(2n ** 63n) + 1n);
    expect(np.arange(2 ** 53 - 2, 2n ** 53n + 2n).itemBigInt(-1)).toBe(2n ** 53n + 1n);
  });

  it("is empty where the step leads away", () => {
    expect(np.arange(3, 1).shape).toEqual([0]);
    expect(np.arange(0).dtype.name).toBe("int64");
  });

  it("refuses what NumPy refuses", () => {
    expect(() => np.arange(1, 2, 0)).toThrow(np.ZeroDivisionError);
    expect(() => np.arange(0, Number.NaN)).toThrow("arange: cannot compute length");
    expect(() => np.arange(0, 1e300)).toThrow("Maximum allowed size exceeded");
    expect(() => np.arange(3, "bool")).toThrow("only supported for booleans");
    expect(() => np.arange(3, "U5")).toThrow("arange() not supported for inputs with DType");
    expect(() => (np.arange as unknown as () => void)()).toThrow(
      "arange() requires stop to be specified.",
    );
    expect(() => np.arange(3, { stp: 2 } as never)).toThrow("known: start, stop, step, dtype");
  });
});

describe("linspace", () => {
  it("ends exactly at stop", () => {
    expect(list(np.linspace(0, 1, 4))).toEqual([0, 0.3333333333333333, 0.6666666666666666, 1]);
    expect(list(np.linspace(2, 3, 4, { endpoint: false }))).toEqual([2, 2.25, 2.5, 2.75]);
    expect(np.linspace(0, 1).size).toBe(50);
    expect(list(np.linspace(0.1, 0.9, 1))).toEqual([0.1]);
    expect(np.linspace(0, 1, 0).shape).toEqual([0]);
  });

  it("gives the step with retstep", () => {
    const [samples, step] = np.linspace(0, 10, { num: 5, retstep: true });
    expect([list(samples), step]).toEqual([[0, 2.5, 5, 7.5, 10], 2.5]);
    expect(np.linspace(0, 1, { num: 1, retstep: true })[1]).toBeNaN();
  });

  it("divides first where the step would vanish", () => {
    expect(list(np.linspace(0, 5e-324, 3))).toEqual([0, 0, 5e-324]);
  });

  it("floors for integer dtypes and keeps the dtype of floats", () => {
    expect(list(np.linspace(-2, 2, { num: 6, dtype: "int64" }))).toEqual([-2, -2, -1, 0, 1, 2]);
    expect(np.linspace(np.array([0], "float32"), 1).dtype.name).toBe("float32");
  });

  it("takes arrays, with the new axis where axis says", () => {
    const a = np.linspace([0, 10], [1, 20], 3);
    expect(list(a)).toEqual([
      [0, 10],
      [0.5, 15],
      [1, 20],
    ]);
    const b = np.linspace([0, 10], [1, 20], { num: 3, axis: -1 });
    expect(list(b)).toEqual([
      [0, 0.5, 1],
      [10, 15, 20],
    ]);
    expect(b.strides).toEqual([8, 16]);
    expect(list(np.linspace(0, np.complex(0, 2), 3))).toEqual(
      [0, 1, 2].map((y) => np.complex(0, y)),
    );
  });

  it("refuses a negative number of samples", () => {
    expect(() => np.linspace(0, 1, -1)).toThrow("Number of samples, -1, must be non-negative.");
    expect(() => np.linspace(0, 1, 2.5)).toThrow(
      "'float' object cannot be interpreted as an integer",
    );
  });
});

describe("logspace and geomspace", () => {
  it("space logarithms evenly", () => {
    expect(list(np.logspace(0, 3, 4))).toEqual([1, 10, 100, 1000]);
    expect(list(np.logspace(0, 3, { num: 4, base: 2 }))).toEqual([1, 2, 4, 8]);
    expect(list(np.logspace(0, 2, { num: 3, base: [2, 3], axis: -1 }))).toEqual([
      [1, 2, 4],
      [1, 3, 9],
    ]);
    expect(np.logspace(0, 1, { dtype: "int32", num: 2 }).dtype.name).toBe("int32");
  });

  it("hit both ends exactly", () => {
    expect(list(np.geomspace(1, 1000, 4))).toEqual([1, 10, 100, 1000]);
    expect(np.geomspace(7, 3).item(0)).toBe(7);
    expect(np.geomspace(7, 3).item(-1)).toBe(3);
    const negative = list(np.geomspace(-1, -16, 5)) as number[];
    for (const [i, value] of negative.entries()) expect(value).toBeCloseTo(-(2 ** i), 12);
    expect(() => np.geomspace(0, 3)).toThrow("Geometric sequence cannot include zero");
  });
});
