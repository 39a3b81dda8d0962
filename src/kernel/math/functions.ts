// Functions of the IR's `call` node, by name: what is not composed of nodes yet. Floats come and go as
// doubles (the caller rounds to the lane), narrow integers as numbers (the caller wraps), 64-bit integers
// as int32 halves. A lowering that cannot call one of these leaves the kernel to another engine.

import * as complex from "./complex-functions.js";
import { cpowErrors, cpowfErrors } from "./complex-power-errors.js";
import * as integer from "./integer-functions.js";
import { copysign, exp2, hypot, pow } from "./real-functions.js";

/** Whatever a `call` node may name. */
export type KernelFunction = (...args: number[]) => number;

/** Complex functions of one operand, by NumPy's name. */
const complexUnary = {
  exp: complex.cexp,
  exp2: complex.cexp2,
  expm1: complex.cexpm1,
  exp2f: complex.cexp2f,
  expm1f: complex.cexpm1f,
  log1pf: complex.clog1pf,
  log: complex.clog,
  log2: complex.clog2,
  log10: complex.clog10,
  log1p: complex.clog1p,
  sqrt: complex.csqrt,
  sin: complex.csin,
  cos: complex.ccos,
  tan: complex.ctan,
  arcsin: complex.casin,
  arccos: complex.cacos,
  arctan: complex.catan,
  sinh: complex.csinh,
  cosh: complex.ccosh,
  tanh: complex.ctanh,
  arcsinh: complex.casinh,
  arccosh: complex.cacosh,
  arctanh: complex.catanh,
} satisfies Record<string, (x: number, y: number) => unknown>;

/** Names of the complex functions of one operand. */
export type ComplexName = keyof typeof complexUnary;

const { C } = complex;

const functions: Record<string, KernelFunction> = {
  exp: Math.exp,
  exp2,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  arctan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  cbrt: Math.cbrt,
  pow: pow as KernelFunction,
  hypot: hypot as KernelFunction,
  copysign: copysign as KernelFunction,
  ipow: integer.powerNarrow as KernelFunction,
  ipow64: integer.powerWide as KernelFunction,
  gcd: integer.gcdNarrow as KernelFunction,
  gcdI64: integer.gcdI64 as KernelFunction,
  gcdU64: integer.gcdU64 as KernelFunction,
  lcm: integer.lcmNarrow as KernelFunction,
  lcmI64: integer.lcmI64 as KernelFunction,
  lcmU64: integer.lcmU64 as KernelFunction,
};

// A complex function is two call nodes, `cexp_re` and `cexp_im`; the second finds the first one's work done.
let latest: unknown = null;
let latestX = 0;
let latestY = 0;

function once(f: (x: number, y: number) => unknown, x: number, y: number): void {
  if (latest === f && Object.is(x, latestX) && Object.is(y, latestY)) return;
  f(x, y);
  latest = f;
  latestX = x;
  latestY = y;
}

for (const [name, f] of Object.entries(complexUnary)) {
  functions[`c${name}_re`] = ((x: number, y: number) => {
    once(f, x, y);
    return C.re;
  }) as KernelFunction;
  functions[`c${name}_im`] = ((x: number, y: number) => {
    once(f, x, y);
    return C.im;
  }) as KernelFunction;
}

for (const [name, power] of [
  ["cpow", complex.cpow],
  ["cpowf", complex.cpowf],
] as const) {
  for (const part of ["re", "im"] as const) {
    functions[`${name}_${part}`] = ((ar: number, ai: number, br: number, bi: number) => {
      latest = null;
      power(ar, ai, br, bi);
      return C[part];
    }) as KernelFunction;
  }
}

for (const [name, errors] of [
  ["cpow", cpowErrors],
  ["cpowf", cpowfErrors],
] as const) {
  functions[`${name}_errors`] = ((ar: number, ai: number, br: number, bi: number) => {
    latest = null;
    return errors(ar, ai, br, bi);
  }) as KernelFunction;
}

/** All functions by name. */
export const kernelFunctions: Readonly<Record<string, KernelFunction>> = functions;
