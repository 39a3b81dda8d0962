// The `dtype` option of ufuncs where it names more or less than a number's dtype, with NumPy's answers.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const text = (make: () => unknown): string => {
  try {
    return String(make());
  } catch (error) {
    return (error as Error).message;
  }
};

const detailed = "The `dtype` and `signature` arguments to ufuncs only select the general DType";
const unmatched = "No loop matching the specified signature and casting was found for ufunc";
const spans = np.array([1, 2], "m8[s]");
const floats = np.array([1.5, 0, 2]);

describe("a dtype names a class alone", () => {
  it.each(["m8[s]", "M8[D]", ">f8", "S3", "V2"])("%s says more", (dtype) => {
    expect(text(() => np.add(floats, floats, { dtype: dtype as "f8" }))).toContain(detailed);
    expect(text(() => np.sum(spans, { dtype: dtype as "f8" }))).toContain(detailed);
    expect(text(() => np.maximum.accumulate(floats, { dtype: dtype as "f8" }))).toContain(detailed);
  });
});

describe("loops that are not there", () => {
  it.each([
    ["sin", np.sin, "M8"],
    ["equal", np.equal, "m8"],
    ["power", np.power, "S"],
    ["divide", np.divide, "M8"],
  ] as const)("%s has no such loop", (name, ufunc, dtype) => {
    const call = ufunc as unknown as (...args: unknown[]) => unknown;
    const operands = name === "sin" ? [floats] : [floats, floats];
    expect(text(() => call(...operands, { dtype }))).toBe(`${unmatched} ${name}`);
  });

  it("names the classes where one dtype throughout is expected", () => {
    expect(text(() => np.subtract(floats, floats, { dtype: "M8" }))).toBe(
      "ufunc 'subtract' did not contain a loop with signature matching types (<class 'numpy.dtypes.Float64DType'>, <class 'numpy.dtypes.Float64DType'>) -> <class 'numpy.dtypes.DateTime64DType'>",
    );
  });

  it("isnat is of times, whatever is asked for", () => {
    expect(text(() => np.isnat(floats, { dtype: "f4" }))).toContain("is only defined for");
  });
});

describe("loops of times", () => {
  it("what leads to times that no operand is, is looked past", () => {
    expect(text(() => np.add(floats, floats, { dtype: "m8" }))).toBe("[3. 0. 4.]");
    expect(text(() => np.maximum.reduce(np.array([1, 2]), { dtype: "M8" }))).toBe("2");
    expect(text(() => np.divide(np.array([1, 2]), 2, { dtype: "m8" }))).toBe("[0.5 1. ]");
  });

  it("choices and comparisons heed what is asked for, sums and quotients do not", () => {
    expect(text(() => np.maximum.reduce(spans, { dtype: "f8" }))).toBe("2");
    expect(np.maximum.accumulate(spans, { dtype: "f8" }).dtype.name).toBe("float64");
    expect(text(() => np.maximum(spans, spans, { dtype: "f8" }))).toContain("Cannot cast ufunc");
    expect(text(() => np.equal(spans, spans, { dtype: "f8" }))).toBe(`${unmatched} equal`);
    expect(text(() => np.add(spans, spans, { dtype: "f8" }))).toBe("[2 4]");
  });

  it("a comparison of texts answers booleans alone", () => {
    expect(text(() => np.equal(["a"], ["a"], { dtype: "?" }))).toBe("[ True]");
    expect(text(() => np.equal(["a"], ["a"], { dtype: "f8" }))).toBe(`${unmatched} equal`);
  });

  it("reductions of remainders report divisions by zero", () => {
    const said: string[] = [];
    np.errstate({ all: "call", call: (what) => said.push(what) }, () => {
      np.remainder.reduce(np.array([5, 0], "m8[s]"));
      np.remainder.reduce(np.array(["NaT", 0], "m8[s]"));
    });
    expect(said).toEqual(["divide by zero"]);
  });
});
