// Which loop a ufunc runs and what it says where there is none: NumPy 2's own answers.

import * as np from "strided";
import { expect, test } from "vitest";

/** The sentence of the error that an action ends in. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

const cls = (name: string) => `<class 'numpy.dtypes.${name}DType'>`;
const noLoop = (name: string, types: string) =>
  `ufunc '${name}' did not contain a loop with signature matching types ${types}`;

test("ufuncs of one dtype throughout name the classes of what they were given", () => {
  const half = np.zeros([1], "float16");
  expect(refusal(() => np.gcd(half, -3.125))).toBe(
    noLoop("gcd", `(${cls("Float16")}, ${cls("_PyFloat")}) -> None`),
  );
  expect(refusal(() => np.lcm(np.zeros([1], "complex128"), np.zeros([1], "bool")))).toBe(
    noLoop("lcm", `(${cls("Complex128")}, ${cls("Bool")}) -> None`),
  );
  expect(refusal(() => np.gcd.outer([1.5], [2]))).toBe(
    noLoop("gcd", `(${cls("Float64")}, ${cls("Int64")}) -> None`),
  );
  expect(refusal(() => np.gcd.at(np.zeros([1]), [0], 2))).toBe(
    noLoop("gcd", `(${cls("Float64")}, ${cls("Int64")}) -> None`),
  );
  expect(refusal(() => np.gcd.reduce([1.5]))).toBe(
    noLoop("gcd", `(None, ${cls("Float64")}) -> None`),
  );
  expect(refusal(() => np.gcd.reduce(np.ones([2], "int32"), { dtype: "float64" }))).toBe(
    noLoop("gcd", `(${cls("Float64")}, ${cls("Int32")}) -> ${cls("Float64")}`),
  );
});

test("a dtype or signature that such a ufunc has no loop of", () => {
  const float = np.zeros([1], "float32");
  const ofBool = `${cls("Float32")} -> ${cls("Bool")}`;
  expect(refusal(() => np.positive(float, { dtype: "bool" }))).toBe(noLoop("positive", ofBool));
  expect(refusal(() => np.sign(float, { dtype: "bool" }))).toBe(noLoop("sign", ofBool));
  expect(refusal(() => np.absolute(float, { dtype: "complex128" }))).toBe(
    noLoop("absolute", `${cls("Float32")} -> ${cls("Complex128")}`),
  );
  const complex = np.zeros([1], "complex64");
  expect(refusal(() => np.absolute(complex, { dtype: "complex64" }))).toContain(
    "No loop matching the specified signature",
  );
  expect(
    refusal(() => np.subtract(np.zeros([1], "bool"), complex, { signature: ["l", "?", "?"] })),
  ).toContain("No loop matching the specified signature");
  const less = { signature: ["l", null, null] } as const;
  expect(refusal(() => np.less(float, np.zeros([1], "uint64"), less))).toContain(
    "No loop matching",
  );
});

test("reductions look for a loop that gives back what it takes", () => {
  expect(np.ldexp.reduce(np.ones([2], "int32"))).toBe(2);
  expect(np.ldexp.reduce(np.ones([2], "int32"), { dtype: "float32" })).toBe(2);
  expect(refusal(() => np.ldexp.accumulate(np.ones([2], "int32")))).toBe(
    "the resolved dtypes are not compatible with ldexp.accumulate. Resolved (dtype('float64'), dtype('int32'), dtype('float64'))",
  );
  const spans = np.zeros([2], "datetime64[s]");
  expect(refusal(() => np.subtract.reduceat(spans, [0]))).toContain("subtract.reduceat. Resolved");
  expect(refusal(() => np.equal.reduce(np.ones([2], "int32"), { out: np.zeros([], "bool") }))).toBe(
    noLoop("equal", `(${cls("Bool")}, ${cls("Int32")}) -> None`),
  );
  expect(np.equal.reduce(np.ones([2], "int32"), { dtype: "bool" })).toBe(true);
});

test("a complex number beside a smaller float bends to it before it is refused", () => {
  const integers = np.zeros([1], "uint32");
  expect(
    refusal(() => np.floor_divide(new np.Complex(4, 2), integers, { dtype: "float16" })),
  ).toContain("input 0 from dtype('complex64') to dtype('float16')");
});

test("ldexp takes plain numbers as exponents and as mantissas", () => {
  expect(String(np.ldexp(np.ones([2], "float16"), 3).dtype)).toBe("float16");
  expect(String(np.ldexp(np.ones([2], "float32"), 3).dtype)).toBe("float32");
  expect(String(np.ldexp(6, np.ones([2], "uint32")).dtype)).toBe("float16");
  expect(String(np.ldexp(-8, np.ones([2], "bool")).dtype)).toBe("float64");
  expect(refusal(() => np.ldexp(np.ones([2], "float32"), 3.5))).toContain("not supported");
});

test("logic takes texts and records as whether they are empty", () => {
  expect(String(np.logical_and(np.array(["a", ""]), np.array(["b", "c"])))).toBe("[ True False]");
  expect(String(np.logical_or(np.array(["a", ""]), [0, 1.5]))).toBe("[ True  True]");
  expect(np.logical_and.reduce(np.array(["a", "b"]))).toBe(true);
  expect(String(np.logical_and(np.zeros([1], "V3"), true))).toBe("[False]");
  expect(refusal(() => np.logical_not(np.array(["a"])))).toContain("not supported");
});

test("reductions of texts by comparisons have no loop", () => {
  expect(refusal(() => np.equal.reduce(np.array(["a"])))).toContain("No loop matching");
  expect(refusal(() => np.equal(np.array(["a"]), 2.5))).toBe(
    noLoop("equal", `(${cls("Str")}, ${cls("_PyFloat")}) -> None`),
  );
});

test("fresh results lie as NumPy's iterator lays them where it takes one", () => {
  const { as_strided } = np.lib.stride_tricks;
  const fortran = as_strided(np.zeros([24]), { shape: [6, 4, 1], strides: [8, 48, 192] });
  expect(np.frexp(fortran)[0]!.strides).toEqual([8, 48, 8]);
  const bytes = new ArrayBuffer(64);
  const unaligned = np.frombuffer(bytes, { dtype: "float32", offset: 2, count: 6 });
  const tall = as_strided(unaligned, { shape: [6, 1, 1], strides: [4, 4, 4] });
  expect(np.isinf(tall, { order: "A" }).strides).toEqual([1, 6, 6]);
});

test("small integers divided by others raise nothing", () => {
  const told: string[] = [];
  const log = { write: (line: string) => told.push(line) };
  np.errstate({ divide: "log", call: log }, () => {
    for (const dtype of ["int8", "uint8"] as const) {
      for (const length of [1, 7, 8, 24, 33]) np.remainder(2, np.full([length], 3, dtype));
    }
  });
  expect(told).toEqual([]);
});

test("an output of a product that would be broadcast is refused axis by axis", () => {
  const out = np.zeros([1, 1]);
  expect(
    refusal(() => np.vecdot(np.zeros([3, 1, 2]), np.zeros([3, 2]), { keepdims: true, out })),
  ).toContain("non-broadcastable output operand with shape (1,1) [remapped to (1,1,newaxis)]");
});

test("texts are compared as their loop takes them before an output is looked at", () => {
  const text = np.array(["a"], ">U2");
  const loose = np.equal as unknown as (...args: unknown[]) => unknown;
  expect(() => loose(text, text, { casting: "no", out: np.zeros(1, "int64") })).toThrow(
    "Cannot cast ufunc 'equal' input 0 from dtype('>U2') to dtype('<U2') with casting rule 'no'",
  );
  expect(() => loose(text, np.array([true]), { out: np.zeros(1, "M8[s]") })).toThrow(
    "ufunc 'equal' did not contain a loop with signature matching types (<class 'numpy.dtypes.StrDType'>, <class 'numpy.dtypes.BoolDType'>) -> None",
  );
});
