// Which floating-point errors are reported, and under which name. Expectations are NumPy 2.4's.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { told } from "../support/told.js";

const { Complex } = np;
const inf = Number.POSITIVE_INFINITY;
const complex = (re: number, im: number, dtype: "complex64" | "complex128" = "complex128") =>
  np.array([new Complex(re, im)], dtype);

describe("complex numbers", () => {
  test("parts of sums and differences are judged each by itself", () => {
    const x = complex(Number.NaN, inf);
    expect(told(() => np.add(x, complex(0, -inf)))).toEqual(["invalid value: add"]);
    expect(told(() => np.subtract(x, complex(0, inf)))).toEqual(["invalid value: subtract"]);
    expect(told(() => np.add(x, complex(0, 1)))).toEqual([]);
    expect(told(() => np.add.reduce([new Complex(Number.NaN, inf), new Complex(0, -inf)]))).toEqual(
      ["invalid value: reduce"],
    );
  });

  test("products add the second part before the first is rounded", () => {
    const big = 1.1 * 2 ** 512;
    expect(told(() => np.square(complex(big, big)))).toEqual(["overflow: square"]);
    expect(told(() => np.multiply(complex(big, 1), complex(big, 1)))).toEqual([
      "overflow: multiply",
    ]);
    expect(told(() => np.multiply.reduce([new Complex(big, big), new Complex(big, big)]))).toEqual([
      "invalid value: reduce",
      "overflow: reduce",
    ]);
  });

  test("so does the only step of a running product", () => {
    const size = 2 ** 512;
    const x = [new Complex(1.05 * size, 0.496 * size), new Complex(size, 0.242 * size)];
    expect(told(() => np.cumprod(x))).toEqual([]);
    expect(told(() => np.cumprod([...x, 0]))).toEqual([
      "invalid value: accumulate",
      "overflow: accumulate",
    ]);
  });

  test("0 to a power whose real part is not positive is invalid", () => {
    const zero = complex(0, 0);
    expect(told(() => np.power(zero, complex(-1, 0)))).toEqual(["invalid value: power"]);
    expect(told(() => np.power(zero, complex(Number.NaN, 0)))).toEqual(["invalid value: power"]);
    expect(told(() => np.power(zero, complex(1, 0)))).toEqual([]);
    expect(told(() => np.power(zero, zero))).toEqual([]);
  });
});

describe("reductions", () => {
  test("sums look at the additions of pairwise sums", () => {
    // the ninth number meets the first, the second is added last
    const x = np.zeros(16, "float32");
    x.set(0, inf);
    x.set(1, Number.NaN);
    x.set(8, -inf);
    expect(told(() => np.sum(x))).toEqual(["invalid value: reduce"]);
    const y = np.zeros(16, "float32");
    y.set(0, inf);
    y.set(1, Number.NaN);
    y.set(9, -inf);
    expect(told(() => np.sum(y))).toEqual([]);
  });

  test("first elements are cast before the others", () => {
    const high = np.array([1e300, 1, 2]);
    expect(told(() => np.maximum.reduce(high, { dtype: "f4" }))).toEqual(["overflow: cast"]);
    expect(told(() => np.maximum.reduce([1, 1e300], { dtype: "f4" }))).toEqual([]);
    expect(told(() => np.maximum.reduce(high, { dtype: "f2" }))).toEqual([
      "overflow: cast",
      "overflow: reduce",
    ]);
    expect(told(() => np.maximum.reduce(high, { dtype: "f4", initial: 0 }))).toEqual([]);
    expect(told(() => np.fmin.accumulate(high, { dtype: "f4" }))).toEqual(["overflow: cast"]);
    expect(told(() => np.fmin.reduceat(high, [0, 1], { dtype: "f4" }))).toEqual(["overflow: cast"]);
  });

  test("products of halves are rounded at the end of NumPy's loop", () => {
    const x = np.ones([2, 2, 3], "f2");
    x.set([0, 0], 300);
    x.set([1, 1], 0);
    expect(told(() => np.prod(x.at(":", ":", "::2")))).toEqual([]);
    expect(np.prod(x.at(":", ":", "::2"))).toBe(0);
    expect(told(() => np.prod(np.array([300, 300, 1], "f2")))).toEqual(["overflow: reduce"]);
  });

  test("what a mask leaves out is cast too", () => {
    const x = np.array([Number.NaN, 1]);
    const where = [false, true];
    expect(told(() => np.bitwise_or.reduce(x, { dtype: "u2", where }))).toEqual([
      "invalid value: reduce",
    ]);
    expect(told(() => np.add.reduce([1e300], { dtype: "f4", where: [false] }))).toEqual([
      "overflow: reduce",
    ]);
    expect(told(() => np.add.reduce(np.array(1e300), { axis: null, dtype: "f4" }))).toEqual([
      "overflow: cast",
    ]);
  });

  test("quotients of single values have names of their own", () => {
    const none = np.zeros(0);
    expect(told(() => np.mean(none))).toEqual(["invalid value: scalar divide"]);
    expect(told(() => np.mean(none, { out: np.array(0, "float64") }))).toEqual([
      "invalid value: divide",
    ]);
    expect(told(() => np.mean(np.zeros(0, "float32")))).toEqual(["invalid value: divide"]);
    expect(told(() => np.mean(none, { dtype: "u2" }))).toEqual([
      "invalid value: cast",
      "invalid value: scalar divide",
    ]);
    expect(told(() => np.average(np.zeros([0, 1], "complex128")))).toEqual([
      "invalid value: scalar divide",
    ]);
  });

  test("functions without NaN divide by nothing silently", () => {
    expect(told(() => np.nanmean([Number.NaN]))).toEqual([]);
    expect(told(() => np.nanstd(np.zeros([1, 0, 1], "complex64")))).toEqual([]);
    expect(told(() => np.nanmedian(np.zeros([0, 1])))).toEqual([]);
  });

  test("variances tell overflows of the sum of squares", () => {
    const x = np.array([1e154, -1e154, 1e154, -1e154]);
    expect(told(() => np.var(x))).toEqual(["overflow: reduce"]);
    expect(told(() => np.nanvar(np.append(x, Number.NaN)))).toEqual(["overflow: reduce"]);
    expect(told(() => np.var(np.array(new Complex(1e200, 0))))).toEqual([]);
  });
});

describe("casts", () => {
  test("some loops forget what casts before them raised", () => {
    const [flat, deep] = [np.array([1e300]), np.array([[1e300]])];
    expect(told(() => np.minimum(flat, 0, { dtype: "f4" }))).toEqual(["overflow: cast"]);
    expect(told(() => np.fmax(deep, 0, { dtype: "f4", casting: "unsafe" }))).toEqual([]);
    expect(told(() => np.less(deep, 0, { signature: "ff->?", casting: "unsafe" }))).toEqual([]);
    expect(told(() => np.sign(deep, { dtype: "f4", casting: "unsafe" }))).toEqual([]);
    expect(told(() => np.conjugate(deep, { dtype: "f4", casting: "unsafe" }))).toEqual([
      "overflow: conjugate",
    ]);
  });

  test("at forgets all but what becomes of its last result", () => {
    const large = () => np.array([2n ** 64n - 1n, 3n], "u8");
    const ones = np.array([1, 1], "f4");
    expect(told(() => np.maximum.at(large(), [0, 1], ones))).toEqual([]);
    expect(told(() => np.maximum.at(large(), [1, 0], ones))).toEqual(["invalid value: at"]);
  });

  test("only aligned operands have loops with indices", () => {
    const bytes = new Uint8Array(5);
    const x = new np.ndarray([1], { dtype: "f2", buffer: bytes, offset: 1 });
    x.set(0, 60000);
    expect(told(() => np.multiply.at(x, [0], np.array([2], "f2")))).toEqual(["overflow: at"]);
    expect(told(() => np.multiply.at(x.copy(), [0], np.array([2], "f2")))).toEqual([]);
    expect(told(() => np.divide.at(complex(0, 0), [0], complex(0, 0)))).toEqual([
      "invalid value: at",
    ]);
  });
});

test("the distance to the next number is infinite behind the largest", () => {
  const most = np.finfo("f4").max;
  expect(told(() => np.spacing(np.array([most], "f4")))).toEqual(["overflow: spacing"]);
  expect(told(() => np.spacing(np.array([inf], "f4")))).toEqual([]);
  expect(told(() => np.nextafter(np.array([most], "f4"), inf))).toEqual(["overflow: nextafter"]);
  expect(told(() => np.nextafter([inf], inf))).toEqual([]);
  expect(told(() => np.spacing(np.array([65504, inf], "f2")))).toEqual([
    "invalid value: spacing",
    "overflow: spacing",
  ]);
});

describe("spans of time", () => {
  const span = (...values: (bigint | string)[]) =>
    np.array(values.map(String), "timedelta64[s]") as np.NDArray;

  test("quotients", () => {
    expect(told(() => np.divide(span("NaT"), span(0n)))).toEqual([]);
    expect(told(() => np.divide(span(0n), span(0n)))).toEqual(["invalid value: divide"]);
    expect(told(() => np.divide(span(7n), span(0n)))).toEqual(["divide by zero: divide"]);
    expect(told(() => np.divide(span(7n), [0]))).toEqual([]);
    expect(told(() => np.divide(span(7n), np.array([0], "f8")))).toEqual([
      "divide by zero: divide",
    ]);
    expect(told(() => np.multiply(span(7n), [1e300]))).toEqual(["invalid value: multiply"]);
    expect(told(() => np.multiply(span(7n), np.array([inf])))).toEqual([]);
  });

  test("whole quotients and remainders", () => {
    expect(told(() => np.floor_divide(span("NaT"), span(0n)))).toEqual([
      "invalid value: floor_divide",
    ]);
    expect(told(() => np.divmod(span("NaT"), span(0n)))).toEqual(["invalid value: divmod"]);
    expect(told(() => np.divmod(span(7n), span(0n)))).toEqual(["divide by zero: divmod"]);
    expect(told(() => np.remainder(span("NaT"), span(0n)))).toEqual([]);
    expect(told(() => np.remainder(span(7n), span(0n)))).toEqual(["divide by zero: remainder"]);
  });
});

describe("functions of several steps", () => {
  const half = (...values: number[]) => np.array(values, "float16");

  test("round", () => {
    expect(told(() => np.round(half(60000), 1))).toEqual(["overflow: multiply"]);
    expect(told(() => np.round(complex(1e308, 0), 3))).toEqual(["overflow: multiply"]);
    expect(told(() => np.round(half(1.25), 1))).toEqual([]);
  });

  test("gradient", () => {
    expect(told(() => np.gradient(half(0, 1, 60000), 0.5))).toEqual(["overflow: scalar divide"]);
    expect(told(() => np.gradient(np.array([0, 1], "f4"), 0))).toEqual([
      "divide by zero: scalar divide",
    ]);
    const deep = np.array([[0], [1]], "f4");
    expect(told(() => np.gradient(deep, 0, { axis: 0 }))).toEqual(["divide by zero: divide"]);
  });

  test("i0, sinc and interp", () => {
    expect(told(() => np.i0(half(20)))).toEqual(["overflow: exp"]);
    expect(told(() => np.i0([inf]))).toEqual(["invalid value: divide"]);
    expect(told(() => np.sinc(inf))).toEqual(["invalid value: sin"]);
    expect(told(() => np.interp([inf], [0, 1], [0, 1], { period: 2 }))).toEqual([
      "invalid value: remainder",
    ]);
  });

  test("quantiles", () => {
    const x = np.array([-(2n ** 63n), 2n ** 63n - 1n], "i8");
    expect(told(() => np.quantile(x, 0.5))).toEqual(["overflow: scalar subtract"]);
    expect(told(() => np.quantile([-inf, inf], 0.5))).toEqual([
      "invalid value: add",
      "invalid value: subtract",
    ]);
  });

  test("functions of masked arrays fill in what no half can hold", () => {
    const a = np.zeros(1, [["a", "f2"]]);
    const b = np.zeros(1, [
      ["a", "f2"],
      ["b", "f8"],
    ] as never);
    expect(told(() => np.lib.recfunctions.stack_arrays([a, b]))).toEqual(["overflow: cast"]);
    expect(told(() => np.lib.recfunctions.append_fields(b, "c", np.zeros(1)))).toEqual([
      "overflow: cast",
    ]);
    const c = np.zeros(1, [["b", "f8"]]);
    expect(told(() => np.lib.recfunctions.append_fields(c, "c", np.zeros(1)))).toEqual([]);
  });
});

describe("functions of complex numbers", () => {
  const none = Number.NaN;

  test("NaN beside an ordinary part is invalid where C's function says so", () => {
    expect(told(() => np.exp(complex(1, none)))).toEqual(["invalid value: exp"]);
    expect(told(() => np.exp(complex(none, 1)))).toEqual(["invalid value: exp"]);
    expect(told(() => np.exp(complex(none, 0)))).toEqual([]);
    expect(told(() => np.exp(complex(inf, none)))).toEqual([]);
    expect(told(() => np.sin(complex(none, 1)))).toEqual(["invalid value: sin"]);
    expect(told(() => np.sinh(complex(1, none)))).toEqual(["invalid value: sinh"]);
    expect(told(() => np.tan(complex(inf, none)))).toEqual(["invalid value: tan"]);
    expect(told(() => np.tanh(complex(none, inf)))).toEqual(["invalid value: tanh"]);
  });

  test("expm1 takes its parts by themselves", () => {
    expect(told(() => np.expm1(complex(800, none)))).toEqual(["overflow: expm1"]);
    expect(told(() => np.expm1(complex(none, inf)))).toEqual(["invalid value: expm1"]);
  });

  test("arctanh has two poles", () => {
    expect(told(() => np.arctanh(complex(-1, 0)))).toEqual(["divide by zero: arctanh"]);
    expect(told(() => np.arctanh(complex(1, 0)))).toEqual(["divide by zero: arctanh"]);
  });

  test("a modulus may be too large for the sign", () => {
    expect(told(() => np.sign(complex(1.7e308, 1.7e308)))).toEqual(["overflow: sign"]);
  });

  test("powers are those of their steps", () => {
    const power = (x: np.NDArray, y: np.NDArray) => told(() => np.power(x, y));
    expect(power(complex(1e-200, 0), complex(-2, 0))).toEqual([
      "divide by zero: power",
      "invalid value: power",
    ]);
    expect(power(complex(1e200, 1e200), complex(3, 0))).toEqual([
      "invalid value: power",
      "overflow: power",
    ]);
    expect(power(complex(0.5, 0), complex(inf, 0))).toEqual(["invalid value: power"]);
    expect(power(complex(0, 1), complex(0, 1.7e308))).toEqual(["overflow: power"]);
    expect(power(complex(none, 0), complex(2, 0))).toEqual([]);
  });
});

test("logarithms of sums subtract", () => {
  expect(told(() => np.logaddexp([1.7e308], [-1.7e308]))).toEqual(["overflow: logaddexp"]);
});

test("an output that overwrites an input is cast when all is computed", () => {
  const powers = (shape: number[]) => {
    const whole = np.full([5], 30000, "f2");
    const [x, out] = [whole.at(":4"), whole.at("1:")].map((one) => one.reshape(shape));
    return told(() => np.float_power(x, 2, { out: out! }));
  };
  expect(powers([1, 4])).toEqual(["overflow: cast"]);
  expect(powers([4])).toEqual(["overflow: float_power"]);
});

test("one divisor of spans for all is looked at beforehand", () => {
  const spans = np.array([5, 7], "timedelta64[s]");
  expect(told(() => np.divide(spans, [0]))).toEqual(["divide by zero: divide"]);
  expect(told(() => np.divide(spans, [0, 0]))).toEqual([]);
  const one = np.array([5], "timedelta64[s]");
  expect(told(() => np.divide(one, [0]))).toEqual([]);
  expect(told(() => np.divide(one, [[0]]))).toEqual(["divide by zero: divide"]);
  const none = np.array(["NaT", "NaT"], "timedelta64[s]");
  const zero = np.array([0], "timedelta64[s]");
  expect(told(() => np.floor_divide(none, zero))).toEqual(["divide by zero: floor_divide"]);
  expect(told(() => np.mean(np.zeros([0], "timedelta64[s]")))).toEqual(["divide by zero: divide"]);
});

test("products with one number are those of dot", () => {
  const x = np.array([1e308, 1e308]);
  expect(told(() => np.dot(x, 10))).toEqual(["overflow: dot"]);
  expect(told(() => np.dot(np.array([60000], "f2"), np.array(10, "f2")))).toEqual([
    "overflow: multiply",
  ]);
});

test("numbers of a text are read silently", () => {
  expect(told(() => np.fromstring("99999", { dtype: "f2", sep: " " }))).toEqual([]);
});

describe("what is not cast raises nothing", () => {
  test("copyto under a mask", () => {
    const x = np.zeros(1, "i8");
    const far = { casting: "unsafe", where: [false] } as const;
    expect(told(() => np.copyto(x, Number.NaN, far))).toEqual([]);
    expect(told(() => np.copyto(x, np.array([Number.NaN]), far))).toEqual([]);
    const several = { casting: "unsafe", where: [false, false] } as const;
    expect(told(() => np.copyto(np.zeros(2, "i8"), Number.NaN, several))).toEqual([
      "invalid value: cast",
    ]);
  });

  test("buffers of nditer tell nothing", () => {
    const options = { flags: ["buffered"], op_dtypes: ["u8"], casting: "unsafe" } as const;
    expect(told(() => [...np.nditer(np.array([Number.NaN]), options)])).toEqual([]);
  });

  test("values inserted nowhere", () => {
    expect(told(() => np.insert(np.zeros(1, "f2"), [], np.array([1e10])))).toEqual([]);
    expect(told(() => np.insert(np.zeros(1, "f2"), [], [1e10]))).toEqual(["overflow: cast"]);
  });

  test("but elements of no slice are cast", () => {
    const x = np.array([inf, 1, 3], "f2");
    expect(told(() => np.bitwise_xor.reduceat(x, [2, 1], { dtype: "i4" }))).toEqual([
      "invalid value: cast",
    ]);
  });
});

test("variances without NaN are worked out in the dtype of the elements", () => {
  const x = np.array([[19], [-65504]], "f2");
  expect(told(() => np.nanvar(x, { dtype: "f8" }))).toEqual(["overflow: multiply"]);
  expect(np.errstate({ all: "ignore" }, () => np.nanvar(x, { dtype: "f8" }))).toBe(inf);
});

test("running results with and without NaN do not share code", () => {
  const x = np.array([1, Number.NaN, 2]);
  const sums = () => [String(np.nancumsum(x)), String(np.cumsum(x))];
  expect(sums()).toEqual(["[1. 1. 3.]", "[ 1. nan nan]"]);
  expect(sums()).toEqual(["[1. 1. 3.]", "[ 1. nan nan]"]);
});
