// Elementary functions as ufunc bodies use them: `exp(b, x)` for real and complex values. Today most are
// `call` nodes; one that is composed of nodes later changes here and in no ufunc.

import { type Builder, isComplex, type Value } from "../builder.js";
import type { ComplexName } from "./functions.js";

/** A function of one value. */
export type UnaryFunction = (b: Builder, x: Value) => Value;

/** `single`: the function of complex numbers that rounds on the way as single precision does. */
function unary(name: ComplexName, single: ComplexName = name): UnaryFunction {
  return (b, x) => {
    if (!isComplex(x)) return b.call(name, x.lane, x);
    const own = x.re.lane === "f32" ? single : name;
    return b.complex(
      b.call(`c${own}_re`, x.re.lane, x.re, x.im),
      b.call(`c${own}_im`, x.re.lane, x.re, x.im),
    );
  };
}

export const exp = unary("exp");
export const exp2 = unary("exp2", "exp2f");
export const expm1 = unary("expm1", "expm1f");
export const log = unary("log");
export const log2 = unary("log2");
export const log10 = unary("log10");
export const log1p = unary("log1p", "log1pf");
export const sin = unary("sin");
export const cos = unary("cos");
export const tan = unary("tan");
export const arcsin = unary("arcsin");
export const arccos = unary("arccos");
export const arctan = unary("arctan");
export const sinh = unary("sinh");
export const cosh = unary("cosh");
export const tanh = unary("tanh");
export const arcsinh = unary("arcsinh");
export const arccosh = unary("arccosh");
export const arctanh = unary("arctanh");

/** The square root; a node of its own for real values. */
export const sqrt: UnaryFunction = (b, x) => (isComplex(x) ? unary("sqrt")(b, x) : b.sqrt(x));

/** The cube root of a real value. */
export const cbrt: UnaryFunction = (b, x) => b.call("cbrt", b.real(x).lane, b.real(x));

/** sqrt(x² + y²) of real values, without overflow on the way. */
export function hypot(b: Builder, x: Value, y: Value): Value {
  return b.call("hypot", b.real(x).lane, b.real(x), b.real(y));
}

/** |x|; of a complex value its modulus, which is real. */
export function absolute(b: Builder, x: Value): Value {
  return isComplex(x) ? hypot(b, x.re, x.im) : b.abs(x);
}

/** The angle of the point (x, y): C's atan2(y, x). */
export function arctan2(b: Builder, y: Value, x: Value): Value {
  return b.call("arctan2", b.real(y).lane, b.real(y), b.real(x));
}

/** x to the power y. Integers wrap around; their exponents must not be negative. */
export function power(b: Builder, x: Value, y: Value): Value {
  if (isComplex(x) || isComplex(y)) {
    const parts = [b.re(x), b.im(x), b.re(y), b.im(y)] as const;
    const lane = parts[0].lane;
    const name = lane === "f32" ? "cpowf" : "cpow";
    return b.complex(b.call(`${name}_re`, lane, ...parts), b.call(`${name}_im`, lane, ...parts));
  }
  const kind = b.kind(x);
  if (kind === "f") return b.call("pow", x.lane, x, y);
  return b.call(x.lane === "i64" || x.lane === "u64" ? "ipow64" : "ipow", x.lane, x, y);
}

function integerCall(name: "gcd" | "lcm"): (b: Builder, x: Value, y: Value) => Value {
  return (b, x, y) => {
    const { lane } = b.real(x);
    const wide = lane === "i64" ? "I64" : lane === "u64" ? "U64" : "";
    return b.call(`${name}${wide}`, lane, b.real(x), b.real(y));
  };
}

/** The greatest common divisor of two integers. */
export const gcd = integerCall("gcd");
/** The least common multiple of two integers. */
export const lcm = integerCall("lcm");

/** log(exp(x) + exp(y)) without overflow, as NumPy. */
export function logaddexp(b: Builder, x: Value, y: Value): Value {
  return addLogarithms(b, x, y, exp, (v) => log1p(b, v), Math.LN2);
}

/** log2(2**x + 2**y) without overflow, as NumPy. */
export function logaddexp2(b: Builder, x: Value, y: Value): Value {
  const log2of1p = (v: Value) => b.mul(b.const(v, Math.LOG2E), log1p(b, v));
  return addLogarithms(b, x, y, exp2, log2of1p, 1);
}

function addLogarithms(
  b: Builder,
  x: Value,
  y: Value,
  raise: UnaryFunction,
  logOnePlus: (v: Value) => Value,
  ofTwo: number,
): Value {
  const difference = b.sub(x, y);
  const zero = b.const(x, 0);
  const larger = b.select(b.gt(difference, zero), x, y);
  const sum = b.add(larger, logOnePlus(raise(b, b.neg(b.abs(difference)))));
  // Equal operands, infinities among them, have no difference to speak of; NaN passes through.
  const equal = b.add(x, b.const(x, ofTwo));
  return b.select(b.eq(x, y), equal, b.select(b.isnan(difference), difference, sum));
}
