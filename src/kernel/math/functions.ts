// Functions of the IR's `call` node: what is not composed of nodes yet. Floats come and go as numbers
// (rounded to their lane by the caller), 64-bit integers as int32 halves.

/** Whatever a `call` node may name. Arguments and result are numbers; see each function. */
export type KernelFunction = (...args: number[]) => number;

const { exp, expm1, log, log2, log10, log1p, sin, cos, tan, asin, acos, atan, atan2 } = Math;
const { sinh, cosh, tanh, asinh, acosh, atanh, cbrt } = Math;

/** C99's pow: 1 to any power and anything to the power 0 are 1, even with NaN. */
function pow(x: number, y: number): number {
  if (x === 1 || y === 0) return 1;
  if (x === -1 && (y === Infinity || y === -Infinity)) return 1;
  return x ** y;
}

/** Without overflow or underflow on the way; infinite if either part is, even with NaN. */
function hypot(x: number, y: number): number {
  return Math.hypot(x, y);
}

function exp2(x: number): number {
  return 2 ** x;
}

/** All functions by name. */
export const floatFunctions: Readonly<Record<string, KernelFunction>> = {
  exp,
  exp2,
  expm1,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  arcsin: asin,
  arccos: acos,
  arctan: atan,
  arctan2: atan2,
  sinh,
  cosh,
  tanh,
  arcsinh: asinh,
  arccosh: acosh,
  arctanh: atanh,
  cbrt,
  pow,
  hypot,
};
