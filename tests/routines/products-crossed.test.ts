// Corners of products, found by crossing every parameter of each with odd values. Expectations are NumPy 2.4's.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { told } from "../support/told.js";

const inf = Number.POSITIVE_INFINITY;
/** Calls that no type allows. */
const loose = np as unknown as Record<string, (...args: unknown[]) => unknown>;

describe("spans of time", () => {
  const span = np.array([2, 3], "m8[s]");

  test("are multiplied and added up as counts, and become spans without a unit", () => {
    expect(String(np.dot(span, [4, 5]))).toBe("23 generic time units");
    expect(String(np.vdot(span, np.array([2, 3], "m8[D]")))).toBe("13 generic time units");
    expect(String(np.inner(span, [true, false]))).toBe("2 generic time units");
    expect(np.tensordot(span, np.array([4, 5]), 0).dtype.str).toBe("<m8");
    expect(String(np.convolve(span, [4, 5]))).toBe("[ 8 22 15]");
    expect(String(np.correlate(np.array(["NaT", "3"], "m8[s]"), np.array([4, 5])))).toBe("[15]");
  });

  test("single ones are multiplied by no counts, instants by nothing", () => {
    expect(() => np.dot(span, 3)).toThrow("cannot use operands with types dtype('<m8[s]') and");
    const instants = np.array(["2020", "2021"], "M8[Y]");
    expect(() => np.dot(instants, instants)).toThrow("dot not available for this type");
    expect(() => np.convolve(instants, instants)).toThrow("function not available for this data");
    expect(() => np.inner(instants, span)).toThrow("Cannot cast array data from dtype('<m8[s]')");
  });
});

test("texts are refused once the shapes fit", () => {
  expect(() => np.dot(np.array(["a"]), [1])).toThrow("data type must provide an itemsize");
  expect(() => np.dot(np.array(["a"]), [1, 2])).toThrow("not aligned");
});

test("outputs of dot are refused for what they are, then for their shape", () => {
  const a = np.ones([2, 2]);
  const call = (out: unknown) => () => loose["dot"]!(a, a, { out });
  expect(call(3)).toThrow("'out' must be an array");
  expect(call(np.ones([2, 2], "int64"))).toThrow("output array is not acceptable");
  expect(call(np.ones([1, 1]))).toThrow("output array has wrong dimensions");
  const closed = np.ones([2, 2]);
  closed.setflags({ write: false });
  expect(call(closed)).toThrow("output array is not acceptable");
  expect(String(loose["dot"]!(a, [1, 1], { out: null }))).toBe("[2. 2.]");
});

test("an empty list has the dtype of what comes before it", () => {
  expect(loose["inner"]!(np.ones([1, 0], "int8"), [])).toHaveProperty("dtype", np.dtype("int8"));
  expect(loose["inner"]!([], np.ones([1, 0], "int8"))).toHaveProperty("dtype", np.dtype("float64"));
});

test("errors of sums of products are told of, but by vdot and convolve", () => {
  const x = np.array([inf, 1], "float16");
  const zero = np.array([0, 1], "float16");
  const big = np.array([6e4, 6e4], "float16");
  expect(told(() => np.dot(x, zero))).toEqual(["invalid value: dot"]);
  expect(told(() => np.inner(big, big))).toEqual(["overflow: dot"]);
  expect(told(() => np.tensordot(big, big, 1))).toEqual(["overflow: dot"]);
  expect(told(() => np.matmul(big, big))).toEqual(["overflow: matmul"]);
  expect(told(() => np.vdot(big, big))).toEqual([]);
  expect(told(() => np.convolve(big, big))).toEqual([]);
  // a NaN that was there before hides what comes after, but no product
  const nan = np.array([Number.NaN, inf, -inf], "float16");
  expect(told(() => np.dot(nan, np.ones(3, "float16")))).toEqual([]);
  expect(told(() => np.dot(nan, np.array([1, 0, 1], "float16")))).toEqual(["invalid value: dot"]);
});

test("options of products are looked at in NumPy's order", () => {
  const call = (options: object) => () => loose["vecdot"]!([1], [2], options);
  expect(call({ signature: null })).toThrow("the signature object to ufunc must be a string");
  expect(call({ signature: "dd->d", dtype: null })).toThrow("cannot specify both 'signature' and");
  expect(call({ keepdims: 0, casting: "x" })).toThrow("'keepdims' must be a boolean");
  expect(call({ axis: true })).toThrow("an integer is required");
  expect(() => loose["matmul"]!(-7, np.ones([1, 1], "int8"), { dtype: "uint64" })).toThrow(
    "Python integer -7 out of bounds for uint64",
  );
  expect(() => np.convolve([1], [2], 1.5 as 1)).toThrow("convolve/correlate mode not understood");
  expect(() => loose["tensordot"]!([1], [2], "x")).toThrow("not enough values to unpack");
  expect(() => loose["trace"]!([[1]], { out: "x" })).toThrow("output must be an array");
});
