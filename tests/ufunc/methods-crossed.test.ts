// Corners of the methods of ufuncs, found by crossing every parameter of each with odd values. Expectations are
// NumPy 2.4's.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { told } from "../support/told.js";

const inf = Number.POSITIVE_INFINITY;
/** Calls that no type allows. */
const loose = np as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>;

describe("at", () => {
  test("a list of booleans is a mask", () => {
    const a = np.zeros([2, 2]);
    np.add.at(a, [true, false], 1);
    expect(String(a)).toBe("[[1. 1.] [0. 0.]]".replace("] [", "]\n ["));
    expect(() => np.add.at(a, [true], 1)).toThrow("boolean index did not match indexed array");
  });

  test("an operand that lies over the target is read first, the target itself too", () => {
    const a = np.arange(4, "float64");
    np.subtract.at(a, [0, 0], a.at(":2"));
    expect(String(a)).toBe("[-1.  1.  2.  3.]");
    const b = np.array([3, 5]);
    np.add.at(b, [0, 0], b);
    expect(String(b)).toBe("[11  5]");
  });

  test("an operand that does not fit is refused in the words of at", () => {
    const words = "array is not broadcastable to correct shape";
    expect(() => np.add.at(np.zeros(3), [0, 1], np.zeros(3))).toThrow(words);
    expect(() => np.add.at(np.zeros(3), 0, np.zeros(1))).toThrow(words);
    expect(() => np.add.at(np.zeros([2, 2]), [0], np.zeros([3, 1, 2]))).toThrow(words);
  });

  test("indices are looked at after the loop, and named with all their digits", () => {
    expect(() => np.add.at(np.zeros(2), [0.5], 1)).toThrow("only integers, slices");
    expect(() => np.nextafter.at(np.zeros(2, "complex64"), [7], 1)).toThrow("not supported");
    expect(() => np.add.at(np.zeros(2), np.array(7781455189812318436n), 1)).toThrow(
      "index 7781455189812318436 is out of bounds",
    );
  });

  test("nothing is written to what is read-only, after all else was found to be right", () => {
    const a = np.zeros(2);
    a.setflags({ write: false });
    const words = "operand array with iterator write flag set is read-only";
    expect(() => np.add.at(a, [0], 1)).toThrow(words);
    expect(() => np.add.at(a, [7], 1)).not.toThrow(words);
  });

  test("texts count by their truth, or are compared", () => {
    const a = np.array(["ab", "", "c"], "S4");
    np.logical_xor.at(a, [0, 1, 1], 1);
    expect(String(a)).toBe("[b'Fals' b'Fals' b'c']");
    const b = np.array(["ab", "b"], "S4");
    np.equal.at(b, [1], np.array("b", "S1"));
    expect(String(b)).toBe("[b'ab' b'True']");
  });
});

describe("reduceat", () => {
  test("a list of indices is read as integers, an array is cast safely", () => {
    expect(np.add.reduceat([1, 2], [])).toHaveProperty("size", 0);
    expect(String(loose["add"]!["reduceat"]!([1, 2, 3], ["1"]))).toBe("[5]");
    expect(() => np.add.reduceat([1, 2], np.array([0.5]))).toThrow("Cannot cast array data");
  });

  test("indices of other depths are refused before anything else", () => {
    const { reduceat } = loose["add"]!;
    const call = (indices: unknown) => () => reduceat!.call(np.add, [1, 2], indices, { out: 3 });
    expect(call(null)).toThrow("object of too small depth for desired array");
    expect(call("x")).toThrow("object of too small depth for desired array");
    expect(call(np.zeros([1, 1], "int64"))).toThrow("object too deep for desired array");
    expect(call([[0]])).toThrow("would exceed the maximum number of dimension of 1.");
  });

  test("an output that is the input is written after it was read", () => {
    const a = np.array([[5], [1], [4], [2]]);
    np.fmin.reduceat(a, [1, 1, 1, 0], { out: a });
    expect(a.ravel().tolist()).toEqual([1, 1, 1, 1]);
  });

  test("of a cast output, the cast is what is told of", () => {
    const out = np.zeros(1, "float32");
    expect(told(() => np.divide.reduceat([1, 0], [0], { out }))).toEqual([]);
    const whole = np.zeros(1, "int32");
    expect(told(() => np.divide.reduceat([1, 0], [0], { out: whole }))).toEqual([
      "invalid value: cast",
      "invalid value: reduceat",
    ]);
  });
});

describe("reduce", () => {
  test("what a reduction begins as passes through its output", () => {
    const byte = (): np.NDArray => np.zeros([], "uint8");
    const found = (value: unknown): string => String(value);
    expect(found(np.fmax.reduce([1.5, 2], { initial: -6, out: byte() }))).toBe("250");
    expect(found(np.subtract.reduce([300.5, 2, 5], { out: byte() }))).toBe("37");
    expect(found(np.logaddexp2.reduce(np.zeros(3, "uint8"), { out: byte() }))).toBe("2");
    const truth = { axis: 1, dtype: "?", out: np.zeros(1, "int64") } as const;
    expect(found(np.equal.reduce([[0.5, 0.25]], truth))).toBe("[0]");
  });

  test("and is told of", () => {
    const out = np.zeros([], "int32");
    const both = ["invalid value: cast", "invalid value: reduce"];
    expect(told(() => np.multiply.reduce([1.5, 2], { initial: inf, out }))).toEqual(both);
    expect(told(() => np.subtract.reduce([Number.NaN, 2], { out }))).toEqual(both);
    expect(told(() => np.subtract.reduce([7.5, inf], { out }))).toEqual(["invalid value: reduce"]);
  });

  test("arguments are looked at in NumPy's order", () => {
    const closed = np.zeros([]);
    closed.setflags({ write: false });
    const { reduce } = loose["add"]!;
    const call = (options: object) => () => reduce!.call(np.add, [1, 2], options);
    expect(call({ out: closed, keepdims: null })).toThrow("output array is read-only");
    expect(call({ out: 3, keepdims: null })).toThrow("return arrays must be of ArrayType");
    expect(call({ out: [null] })).toThrow("return arrays must be of ArrayType");
    expect(call({ out: [], dtype: "x" })).toThrow("exactly one entry per ufunc output");
    const power = () => np.power.reduce(np.array(["2020"], "M8[Y]"), { out: closed });
    expect(power).toThrow("output array is read-only");
  });

  test("texts are read as numbers of a dtype that is asked for", () => {
    expect(np.maximum.reduce(["1.5", "2"], { dtype: "float64" })).toBe(2);
    expect(() => np.maximum.reduce(["x"], { dtype: "float64" })).toThrow(
      "could not convert string to float",
    );
  });

  test("a list is no initial value", () => {
    const { reduce } = loose["add"]!;
    const call = (dtype: string) => () =>
      reduce!.call(np.add, np.zeros(2, dtype as "f8"), { initial: [1, 2] });
    expect(call("float64")).toThrow("setting an array element with a sequence.");
    expect(call("int64")).toThrow("int() argument must be a string");
    expect(call("complex64")).toThrow("must be real number, not list");
  });

  test("an output longer than the array is refused as the array is", () => {
    expect(() => np.minimum.reduce(np.zeros([2, 1, 1]), { out: np.zeros([2, 2]) })).toThrow(
      "non-broadcastable operand with shape (2,1,1) doesn't match the broadcast shape (2,2,2)",
    );
  });
});

describe("calls", () => {
  test("options are looked at in NumPy's order, memory orders in either case", () => {
    const call = (options: object) => () =>
      (np.add as (...args: unknown[]) => unknown)(1, [2], options);
    expect(call({ subok: 0, order: 3 })).toThrow("order must be str, not int");
    expect(call({ order: 3, casting: "x" })).toThrow("casting must be one of");
    expect(call({ out: 3, dtype: "x" })).toThrow("data type 'x' not understood");
    expect(call({ out: [1, 2], dtype: "x" })).toThrow("exactly one entry per ufunc output");
    expect(String(np.add(1, [2], { order: "f" as "F" }))).toBe("[3]");
  });

  test("texts that count by their truth lie in the result as they lay", () => {
    const a = np.lib.stride_tricks.as_strided(np.array(["a", ""]), {
      shape: [2, 2],
      strides: [0, 4],
    });
    const made = np.logical_xor.outer(a, [[true, false]]) as np.NDArray;
    expect(made.strides).toEqual([4, 2, 2, 1]);
  });

  test("what a comparison of texts answers is cast as the rule allows", () => {
    const out = np.zeros(1, "M8[D]");
    expect(() => np.equal(["a"], np.array(["b"]), { out })).toThrow(
      "Cannot cast ufunc 'equal' output from dtype('bool') to dtype('<M8[D]')",
    );
  });
});
