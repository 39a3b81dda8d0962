// Reductions whose output is of times, or of another dtype than the loop, and those of nothing. Expectations are
// NumPy 2.4's.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { told } from "../support/told.js";

const inf = Number.POSITIVE_INFINITY;
const spans = (values: readonly number[], unit = "s") => np.array(values).astype(`m8[${unit}]`);
const instant = (unit = "s") => np.array("1970-01-01", `M8[${unit}]`);

describe("spans are added to an instant", () => {
  test("of an output, also by subtract, and with something to start from", () => {
    expect(String(np.add.reduce(spans([1, 2, 4]), { out: instant() }))).toBe("1970-01-01T00:00:07");
    expect(String(np.subtract.reduce(spans([1, 2, 4]), { out: instant() }))).toBe(
      "1969-12-31T23:59:55",
    );
    const initial = np.timedelta64(3, "s");
    expect(String(np.add.reduce(spans([1, 2, 4]), { out: instant(), initial }))).toBe(
      "1970-01-01T00:00:10",
    );
    expect(String(np.add.reduce(spans([]), { out: instant() }))).toBe("1970-01-01T00:00:00");
  });

  test("recounted, but for the first", () => {
    // one week and two: the first is copied to the output as it is, a day
    const weeks = spans([1, 2], "W");
    expect(String(np.subtract.reduce(weeks, { out: instant("D") }))).toBe("1969-12-19");
    expect(String(np.add.reduce(weeks, { out: instant("D") }))).toBe("1970-01-22");
    expect(String(np.add.reduce(weeks, { out: instant("D"), initial: null }))).toBe("1970-01-16");
  });

  test("but not to each of several", () => {
    const out = np.zeros(2, "M8[s]");
    expect(() => np.add.accumulate(spans([1, 2]), { out })).toThrow(
      "the resolved dtypes are not compatible with add.accumulate. Resolved (dtype('<M8[s]'), dtype('<m8[s]'), dtype('<M8[s]'))",
    );
  });

  test("whose shape is looked at all the same", () => {
    const weeks = spans([1, 2], "W").reshape([1, 2]);
    expect(() => np.add.reduce(weeks, { out: np.zeros(1, "M8[D]"), keepdims: true })).toThrow(
      "output parameter for reduction operation add has the wrong number of dimensions: Found 1 but expected 2 (must match the operand's when keepdims=True)",
    );
  });

  test("of a unit that takes them, which is found out before anything else", () => {
    expect(() => np.subtract.reduce(spans([]), { out: np.array("NaT", "M8") })).toThrow(
      "Cannot convert from specific units to generic units",
    );
    expect(() => np.maximum.reduceat(spans([1]), [], { out: np.zeros(0, "m8") })).toThrow(
      "Cannot convert from specific units to generic units",
    );
  });
});

describe("numbers computed in their own dtype go into an output of times", () => {
  test("of reduceat and accumulate", () => {
    const out = np.zeros(1, "m8[s]");
    const found = np.divide.reduceat([8.5, 2, 2], [0], { dtype: "f8", out });
    expect(String(found)).toBe("[2]");
    expect(String(np.power.accumulate([2], { dtype: "i8", out }))).toBe("[2]");
    // where there is no such loop, the output decides
    expect(() => np.divide.accumulate([2], { dtype: "i8", out })).toThrow(
      "the resolved dtypes are not compatible with divide.accumulate. Resolved (dtype('<m8[s]'), dtype('int64'), dtype('<m8[s]'))",
    );
  });

  test("also into instants", () => {
    const a = np.array([1, 2], "int8");
    const out = np.zeros(1, "M8[s]");
    const found = np.add.reduceat(a, [0], { dtype: "int8", out: [out] });
    expect(String(found)).toBe("['1970-01-01T00:00:03']");
    expect(found).toBe(out);
  });
});

describe("an array of no axes is reduced into an output of another dtype", () => {
  test("which is written before, unless the loop forgets it", () => {
    const one = np.array(0, "float16");
    const out = np.array(0, "uint16");
    expect(told(() => np.logaddexp.reduce(one, { out }))).toEqual([
      "invalid value: cast",
      "invalid value: reduce",
    ]);
    const wide = np.array(3.75);
    expect(told(() => np.maximum.reduce(wide, { out, initial: 1e300 }))).toEqual([
      "invalid value: cast",
    ]);
  });
});

test("what no float holds does not come back from an output of floats", () => {
  const out = np.zeros(1, "complex128");
  const a = np.array([new np.Complex(15, 0)]);
  const call = () => np.bitwise_and.reduce(a, { dtype: "uint64", keepdims: true, out });
  expect(told(call)).toEqual(["invalid value: reduce"]);
  expect(String(out)).toBe("[0.+0.j]");
});

test("what is wrong with an output is said of the last axis first", () => {
  const a = np.ones([2, 1, 1], "bool");
  const out = np.zeros([2, 2, 2], "bool");
  expect(() => np.logical_and.reduce(a, { keepdims: true, out })).toThrow(
    "non-broadcastable operand with shape (2,1,1) doesn't match the broadcast shape (2,2,2)",
  );
  expect(() => np.logical_and.reduce(np.ones([2, 2, 2], "bool"), { keepdims: true, out })).toThrow(
    "operand was set up as a reduction along axis 0, but the length of the axis is 2",
  );
});

test("a NaN becomes a time without an error, an infinity does not", () => {
  const into = (initial: number) => () =>
    np.maximum.reduce(np.zeros(0), { initial, out: np.zeros([], "M8[D]"), dtype: "f4" });
  expect(told(into(Number.NaN))).toEqual([]);
  expect(told(into(inf))).toEqual(["invalid value: cast", "invalid value: reduce"]);
  const out = np.zeros(2, "m8[s]");
  expect(told(() => np.add.accumulate([Number.NaN, 1], { dtype: "f8", out }))).toEqual([]);
});

test("integers that no half holds overflow, though a finite sum of logarithms comes of them", () => {
  const a = np.array([-(2 ** 40), 3]);
  expect(told(() => np.logaddexp.reduce(a, { dtype: "f2" }))).toEqual(["overflow: reduce"]);
});

describe("nothing is reduced into an output of another dtype", () => {
  const none = np.zeros([0, 1, 1], "uint16");

  test("which is written twice, as far as errors tell", () => {
    const out = np.zeros([1, 1], "uint16");
    const found = told(() => np.logaddexp2.reduce(none, { out }));
    expect(found).toEqual(["invalid value: cast", "invalid value: reduce"]);
    const small = np.zeros([1, 1], "float16");
    expect(
      told(() => np.maximum.reduce(none, { initial: 1e300, dtype: "f8", out: small })),
    ).toEqual(["overflow: cast", "overflow: reduce"]);
    expect(small.item()).toBe(inf);
  });

  test("and once with the value", () => {
    const out = np.zeros(1, "uint64");
    np.remainder.reduce(np.zeros(0), { dtype: "f4", initial: -4, keepdims: true, out });
    expect(out.itemBigInt(0)).toBe(18446744073709551612n);
  });
});
