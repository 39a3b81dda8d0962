// log and its relatives composed of nodes. x = 2^k (1 + f) with 1 + f in [3/4, 3/2). Doubles go by tables
// (logarithm-tables.ts). Singles: with s = f / (2 + f) and z = s², log(1 + f) = f - (f²/2 - s (f²/2 + z q(z))). The algorithm is that of FDLIBM's e_log.c (K. C. Ng, 1993).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { unlessTiny } from "./exponential.js";
import { bitsOf, LN2_SHORT, laneOf, polynomial, real, signBit } from "./format.js";
import { BINARY, DECIMAL, type LogBase, NATURAL } from "./logarithm-numbers.js";
import { logByTable, type Parts, reciprocal, tableIndex } from "./logarithm-tables.js";
import { fastSum } from "./pairs.js";

/** log((1 + s) / (1 - s)) = 2 s + s z q(z); scripts/minimax.py. */
const LOG = [0.6666695475578308, 0.3995724320411682, 0.30371206998825073];

/** What logarithms are made of. */
interface Reduced {
  /** In [3/4, 3/2): 1 + f. */
  readonly m: Node;
  /** x = 2^k (1 + f); infinite for zeros and infinities. */
  readonly k: Node;
  /** NaN for negative numbers. */
  readonly f: Node;
}

function reduceByPowers(b: Builder, x: Node): Reduced {
  const m = b.mantissa(x);
  return { k: exponentFor(b, x, m), m, f: real(b.sub(m, b.lit(x, 1))) };
}

/** The exponent of 2 that belongs to a mantissa in [3/4, 3/2): one below 1 belongs to the next. */
function exponentFor(b: Builder, x: Node, m: Node): Node {
  return real(b.sub(b.exponent(x), b.exponent(m)));
}

/** log(1 + f) - f + more. */
function logTail(b: Builder, f: Node, more: Node): Node {
  const s = real(b.div(f, b.add(f, b.lit(f, 2))));
  const z = real(b.mul(s, s));
  const half = real(b.mul(b.mul(f, b.lit(f, 0.5)), f));
  const inner = b.fma(z, polynomial(b, z, LOG), half);
  return b.fma(s, inner, b.sub(more, half));
}

/** `value` where the exponent is finite; else `special`: the logarithm of 0, infinity or NaN. */
function unlessSpecial(b: Builder, k: Node, value: Node, special: Node): Node {
  return real(b.select(b.lt(b.abs(k), b.lit(k, Infinity)), value, special));
}

/** Both parts; where the first is infinite the second is no number. */
function sumOf(b: Builder, { sum, tail }: Parts): Node {
  return real(b.add(sum, b.limit(tail, b.lit(tail, 1))));
}

/** log(2^k m) in double precision. */
function logOfDouble(b: Builder, k: Node, m: Node, base: LogBase): Node {
  const index = tableIndex(b, m);
  const r = b.fma(m, reciprocal(b, index), b.lit(m, -1));
  return sumOf(b, logByTable(b, base, k, r, index, null));
}

/** k ln 2 + log(1 + f + more), `more` being small beside f; of singles. */
function natural(
  b: Builder,
  { k, f }: Omit<Reduced, "m">,
  more: Node | null,
  special?: Node,
): Node {
  const [high, low] = LN2_SHORT.f32.map((part) => b.lit(k, part)) as [Node, Node];
  const whole = real(b.mul(k, high));
  // The sum's rounding error goes with the small terms.
  const [sum, error] = fastSum(b, whole, f);
  const rest = real(b.mul(k, low));
  const tail = logTail(b, f, more === null ? rest : real(b.add(rest, more)));
  const value = real(b.add(sum, b.add(error, tail)));
  return special === undefined
    ? unlessSpecial(b, k, value, sum)
    : unlessSpecial(b, special, value, special);
}

/** The natural logarithm. */
export function log(b: Builder, x: Node): Node {
  const reduced = reduceByPowers(b, x);
  if (laneOf(x) === "f64") return logOfDouble(b, reduced.k, reduced.m, NATURAL);
  return natural(b, reduced, null);
}

/** log(2 x), also where 2 x is infinite. */
export function logOfTwice(b: Builder, x: Node): Node {
  const { k, m, f } = reduceByPowers(b, x);
  const next = real(b.add(k, b.lit(k, 1)));
  return laneOf(x) === "f64" ? logOfDouble(b, next, m, NATURAL) : natural(b, { k: next, f }, null);
}

/** log(1 + x + low), `low` being what is missing from x: all digits of x count. */
export function logOnePlus(b: Builder, x: Node, low: Node | null): Node {
  const one = b.lit(x, 1);
  const u = real(b.add(x, one));
  const m = b.mantissa(u);
  const down = real(b.sub(b.exponent(m), b.exponent(u)));
  const k = real(b.neg(down));
  // f = 2^-k (1 + x) - 1, and its rounding error.
  const scale = b.scale(one, down);
  const base = b.sub(scale, one);
  const whole = b.fma(x, scale, base);
  const error = b.fma(x, scale, b.sub(base, whole));
  // Of 0 and infinity there is no f, and none is needed.
  const f = laneOf(x) === "f64" ? b.limit(whole, b.lit(x, 0.5)) : whole;
  const special = real(b.add(k, m));
  const [first, lost] = low === null ? [f, null] : fastSum(b, f, real(b.mul(low, scale)));
  const more = lost === null ? error : real(b.add(lost, error));
  if (laneOf(x) === "f32") return natural(b, { k, f: first }, more, special);
  const index = tableIndex(b, u);
  const c = reciprocal(b, index);
  const r = b.fma(first, c, b.sub(c, one));
  return sumOf(b, logByTable(b, NATURAL, k, r, index, real(b.mul(more, c))));
}

/** log(1 + x). */
export function log1p(b: Builder, x: Node): Node {
  const value = logOnePlus(b, x, null);
  if (laneOf(x) === "f32") return unlessTiny(b, x, { f32: 2 ** -25, f64: 0 }, value);
  // Nothing but the sign of -0 is lost.
  return b.bitcast(b.or(bitsOf(b, value), signBit(b, bitsOf(b, x))), x.lane);
}

/** log10(2) of singles; products of the first part with exponents are exact. */
const TEN_OF_TWO = [0.301025390625, 4.605039066518657e-6];

/** log2(1 + f) = f q(f) and log10(1 + f) = f q(f), in single precision. */
const LOG2_SINGLE = [
  1.4426950216293335, -0.7213475704193115, 0.48090219497680664, -0.3606734871864319,
  0.2883415222167969, -0.24013996124267578, 0.20956282317638397, -0.1907510906457901,
  0.14927121996879578, -0.06238168478012085,
];
const LOG10_SINGLE = [
  0.4342944920063019, -0.21714754402637482, 0.14476436376571655, -0.10854094475507736,
  0.08679996430873871, -0.0732007548213005, 0.0648183673620224, -0.05103311687707901,
  0.022212496027350426,
];

/** The logarithm to base 2. */
export function log2(b: Builder, x: Node): Node {
  const { k, m, f } = reduceByPowers(b, x);
  if (laneOf(x) === "f64") return logOfDouble(b, k, m, BINARY);
  return b.fma(polynomial(b, f, LOG2_SINGLE), f, k);
}

/** The logarithm to base 10. */
export function log10(b: Builder, x: Node): Node {
  const { k, m, f } = reduceByPowers(b, x);
  if (laneOf(x) === "f64") return logOfDouble(b, k, m, DECIMAL);
  const [high, low] = TEN_OF_TWO.map((part) => b.lit(x, part)) as [Node, Node];
  return b.fma(k, high, b.fma(polynomial(b, f, LOG10_SINGLE), f, b.mul(k, low)));
}
