// The ufuncs under test and how exact each must be. `ulp` is how far a float result may be from
// NumPy's (both sides round; NumPy's own loops are up to 4 ulp off); absent means equal to the bit.

import type { Values } from "../values.js";

export interface UfuncRow {
  readonly name: string;
  readonly nin: 1 | 2;
  readonly nout: 1 | 2;
  /** For real floats. */
  readonly ulp?: number;
  /** For complex, of the modulus. */
  readonly complexUlp?: number;
  /** Results near 0 are off by an ulp of 1: they are logarithms of what was rounded near 1. */
  readonly absolute?: boolean;
  /** Complex intermediate products may overflow or not, by their rounding: fused or apart. */
  readonly product?: boolean;
  /** Of large complex numbers NumPy's answer is off by more than rounding: none are drawn. */
  readonly tame?: boolean;
  /** Answers a bool. */
  readonly test?: boolean;
  /** The complex result's error grows with the exponent. */
  readonly power?: boolean;
  /** What to draw operands from, beside anything. */
  readonly values?: readonly Values[];
  /** Which of two zeros a loop returns is not defined. */
  readonly zeroSign?: boolean;
  /** May be reduced, accumulated…: exactly, or as rounding sums. */
  readonly reduce?: "exact" | "rounded";
}

const unary = (names: string, row: Omit<UfuncRow, "name" | "nin" | "nout"> = {}): UfuncRow[] =>
  names.split(" ").map((name) => ({ name, nin: 1, nout: 1, ...row }));
const binary = (names: string, row: Omit<UfuncRow, "name" | "nin" | "nout"> = {}): UfuncRow[] =>
  names.split(" ").map((name) => ({ name, nin: 2, nout: 1, ...row }));

export const UFUNCS: readonly UfuncRow[] = [
  ...binary("add", { reduce: "rounded" }),
  ...binary("subtract", {}),
  ...binary("multiply", { product: true, reduce: "rounded", values: ["unit", "small"] }),
  ...binary("divide", { complexUlp: 4 }),
  ...binary("floor_divide remainder fmod", {}),
  ...binary("power float_power", { ulp: 4, power: true, values: ["positive", "unit"] }),
  ...binary("equal not_equal less less_equal greater greater_equal", { test: true }),
  ...binary("logical_and logical_or logical_xor", { test: true, reduce: "exact" }),
  ...binary("bitwise_and bitwise_or bitwise_xor", { reduce: "exact" }),
  ...binary("left_shift right_shift", { values: ["unit", "small"] }),
  ...binary("maximum minimum fmax fmin", { zeroSign: true, reduce: "exact" }),
  ...binary("arctan2", { ulp: 4 }),
  ...binary("hypot", { ulp: 4 }),
  ...binary("logaddexp logaddexp2", { ulp: 8, absolute: true }),
  ...binary("copysign nextafter heaviside"),
  ...binary("gcd lcm", { values: ["small", "bits"] }),
  ...binary("ldexp", { values: ["small"] }),
  ...unary("bitwise_count"),
  ...unary("negative positive absolute fabs sign conjugate reciprocal invert", { complexUlp: 4 }),
  ...unary("square", { product: true }),
  ...unary("logical_not", { test: true }),
  ...unary("sqrt", { complexUlp: 8, values: ["positive"] }),
  ...unary("cbrt", { ulp: 4 }),
  ...unary("exp expm1", { ulp: 4, complexUlp: 16, values: ["unit"] }),
  ...unary("exp2", { ulp: 4, power: true, values: ["unit"] }),
  ...unary("log log2 log10", { ulp: 4, complexUlp: 16, absolute: true, values: ["positive"] }),
  ...unary("log1p", { ulp: 4, complexUlp: 16, absolute: true, values: ["positive"] }),
  ...unary("sin cos tan", { ulp: 4, complexUlp: 16, values: ["unit"] }),
  ...unary("arcsin arccos", { ulp: 4, complexUlp: 32, values: ["unit"] }),
  ...unary("arctan", { ulp: 4, complexUlp: 32, values: ["unit"] }),
  ...unary("sinh cosh tanh", { ulp: 4, complexUlp: 16, values: ["unit"] }),
  ...unary("arcsinh arccosh", { ulp: 4, complexUlp: 32, values: ["unit", "positive"] }),
  ...unary("arctanh", { ulp: 4, complexUlp: 32, values: ["unit"] }),
  ...unary("deg2rad rad2deg degrees radians", { ulp: 2 }),
  ...unary("floor ceil trunc rint"),
  ...unary("spacing"),
  ...unary("isfinite isinf isnan signbit", { test: true }),
];

/** Ufuncs of two results. */
export const TWO_RESULTS: readonly UfuncRow[] = [
  { name: "divmod", nin: 2, nout: 2 },
  { name: "modf", nin: 1, nout: 2 },
  { name: "frexp", nin: 1, nout: 2 },
];
