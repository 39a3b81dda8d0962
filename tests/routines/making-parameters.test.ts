// Parameters of what makes arrays that nobody would give, or not so: NumPy's answers, found by crossing them.
import * as np from "strided";
import { describe, expect, test } from "vitest";

const said = (action: () => unknown): string => {
  try {
    return String(action());
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};
const odd = (value: unknown) => value as never;
const zero = odd(np.array(0));

test("arrays in a list swap their bytes for company", () => {
  const swapped = np.zeros(1, ">f8");
  expect(String(np.array([swapped, swapped]).dtype)).toBe("float64");
  expect(String(np.array([swapped]).dtype)).toBe(">f8");
});

describe("indices", () => {
  test("counts spans of time", () => {
    expect(String(np.indices([2, 3], "m8[D]").at(1))).toBe("[[0 1 2]\n [0 1 2]]");
  });
  test("counts no instants", () => {
    expect(said(() => np.indices([2, 3], "M8[D]"))).toMatch(
      "ValueError: arange requires both a start and a stop for NumPy datetime64 ranges",
    );
  });
  test("has no lengths in an array without axes", () => {
    expect(said(() => np.indices(odd(np.array(2))))).toMatch("iteration over a 0-d array");
  });
});

test("flags are asked for their truth", () => {
  expect(String(np.linspace(0, 1, { num: 2, endpoint: zero }))).toBe("[0.  0.5]");
  expect(np.linspace(0, 1, { num: 3, retstep: zero })).toHaveLength(3);
  expect(np.meshgrid([1, 2], [3, 4], { sparse: zero })[0].shape).toEqual([2, 2]);
  expect(np.indices([2], { sparse: zero }).shape).toEqual([1, 2]);
  const a = np.zeros(3);
  expect(np.asarray(a, { copy: odd(0) })).toBe(a);
  expect(np.array(a, { copy: zero })).toBe(a);
  expect(said(() => np.zeros_like([1], { subok: odd(0.5) }))).toMatch(
    "TypeError: 'float' object cannot be interpreted as an integer",
  );
});

describe("fromiter", () => {
  test("takes all of them for -1 only", () => {
    expect(np.fromiter([1, 2], "i4", -5).size).toBe(0);
    expect(said(() => np.fromiter([1], "i4", odd({ count: null })))).toMatch("'NoneType' object");
  });
  test("casts elements of arrays, whatever is lost", () => {
    expect(String(np.fromiter(np.array([-1]), "u1"))).toBe("[255]");
    expect(String(np.fromiter(np.array([np.complex(1, 2)]), "f8"))).toBe("[1.]");
    expect(said(() => np.fromiter(np.zeros([1, 1]), "f8"))).toMatch(
      "array element with a sequence",
    );
  });
  test("owns what elements with axes lie in", () => {
    expect(np.fromiter([1, 2], "2i4").flags.owndata).toBe(true);
  });
});

describe("array", () => {
  test("ndmax is found out before anything is converted", () => {
    expect(said(() => np.array(np.zeros([1, 1]), "i4", { ndmax: 1 }))).toMatch(
      "ValueError: object too deep for desired array",
    );
    expect(np.array(np.zeros([1, 1]), { ndmax: 1 }).ndim).toBe(2);
    expect(said(() => np.array([1], { copy: false, ndmax: 0 }))).toMatch(
      "would exceed the maximum number of dimension of 0",
    );
  });
  test("ndmin fits into C's integers", () => {
    expect(said(() => np.array(1, { ndmin: 2 ** 40 }))).toMatch(
      "OverflowError: Python int too large",
    );
  });
});

describe("require", () => {
  test("a text is as many requirements as it has letters", () => {
    expect(np.require([1], { requirements: odd("") }).size).toBe(1);
    expect(said(() => np.require([1], { requirements: odd("CX") }))).toMatch("X is no requirement");
  });
  test("what is made of a list lies as it was asked for", () => {
    expect(np.require([[1.5], [2.5]], { requirements: ["F"] }).strides).toEqual([8, 16]);
  });
});

test("lengths are no truth values, and no diagonal is null", () => {
  expect(said(() => np.eye(odd(true)))).toMatch("TypeError: an integer is required");
  expect(said(() => np.vander([1, 2], odd(true)))).toMatch("TypeError: an integer is required");
  expect(said(() => np.eye(2, { k: odd(null) }))).toMatch("TypeError");
  expect(said(() => np.diag(np.zeros([1, 1, 1]), odd("x")))).toMatch("Input must be 1- or 2-d.");
});

test("arange divides arrays by zero, and numbers not", () => {
  expect(said(() => np.arange(12, odd(np.array(3)), 0))).toMatch(
    "ValueError: Maximum allowed size",
  );
  expect(said(() => np.arange(3, 3, zero))).toMatch("ValueError: arange: cannot compute length");
  expect(said(() => np.arange(1, 2, 0))).toMatch("ZeroDivisionError");
});

test("geomspace refuses in NumPy's order", () => {
  const space = np.geomspace as (...args: unknown[]) => unknown;
  expect(said(() => space(1, 2, { num: "x" }))).toMatch("could not convert string to float: 'x'");
  expect(said(() => space("x", 2))).toMatch("The DType <class 'numpy.dtypes.StrDType'> could not");
});

test("frombuffer counts in integers", () => {
  expect(said(() => np.frombuffer(new Uint8Array(8), { count: odd(null) }))).toMatch("'NoneType'");
});

describe("walks", () => {
  const walk = (options: object) => said(() => np.nditer(np.zeros([2, 2]), options));
  test("nditer reads its order and casting as all functions do", () => {
    expect(said(() => np.nditer(np.zeros(2), { order: odd("c") }).itersize)).toBe("2");
    expect(walk({ order: 3 })).toMatch("TypeError: order must be str, not int");
    expect(walk({ casting: null })).toMatch("TypeError: casting must be str, not NoneType");
    expect(walk({ flags: [null] })).toMatch("TypeError: expected bytes, NoneType found");
    expect(walk({ op_dtypes: ["x"] })).toMatch("Field elements must be 2- or 3-tuples, got ''x''");
    expect(walk({ itershape: "x", op_axes: [null] })).toMatch("'str' object cannot be interpreted");
  });
  test("nested_iters reads its options before its axes", () => {
    const nested = np.nested_iters as (...args: unknown[]) => unknown;
    const a = np.zeros([2, 2]);
    expect(said(() => nested([a], "x", { order: "CF" }))).toMatch("order must be one of");
    expect(said(() => nested([a], [[1.5], [0]]))).toMatch("ValueError: An axis is out of bounds");
  });
  test("ndindex finds a negative length before one that is no integer", () => {
    expect(said(() => np.ndindex(-1, 1.5))).toMatch("ValueError: negative dimensions");
  });
  test("grids have as many points as an integer counts", () => {
    const grid = (stop: number) => said(() => np.mgrid(np.slice(0, stop), np.slice(0, 2)));
    expect(grid(Number.NaN)).toMatch("ValueError: cannot convert float NaN to integer");
    expect(grid(Number.POSITIVE_INFINITY)).toMatch("OverflowError: cannot convert float infinity");
  });
});
