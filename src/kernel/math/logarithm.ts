// log and its relatives composed of nodes. x = 2^k (1 + f) with 1 + f in [3/4, 3/2), whose logarithm goes by tables
// (logarithm-tables.ts), or to bases 2 and 10 in single precision by one polynomial.

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { bitsOf, forLane, laneOf, polynomial, real, signBit } from "./format.js";
import { BINARY, DECIMAL, type LogBase, NATURAL, NATURAL_SINGLE } from "./logarithm-numbers.js";
import { logByTable, type Parts, reciprocal, tableIndex } from "./logarithm-tables.js";
import { fastSum } from "./pairs.js";

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

/** Both parts; where the first is infinite the second is no number. */
function sumOf(b: Builder, { sum, tail }: Parts): Node {
  return real(b.add(sum, b.limit(tail, b.lit(tail, 1))));
}

/** log(2^k m) to a base of the lane's precision. */
function logOf(b: Builder, k: Node, m: Node, base: LogBase, more: Node | null = null): Node {
  const index = tableIndex(b, m);
  const r = b.fma(m, reciprocal(b, laneOf(m), index), b.lit(m, -1));
  return sumOf(b, logByTable(b, base, k, r, index, more));
}

const naturalFor = (x: Node): LogBase => forLane(x, { f32: NATURAL_SINGLE, f64: NATURAL });

/** The natural logarithm. */
export function log(b: Builder, x: Node): Node {
  const { k, m } = reduceByPowers(b, x);
  return logOf(b, k, m, naturalFor(x));
}

/** log(x) + more, `more` being small beside it. */
export function logAndMore(b: Builder, x: Node, more: Node): Node {
  const { k, m } = reduceByPowers(b, x);
  return logOf(b, k, m, naturalFor(x), more);
}

/** log(2 x), also where 2 x is infinite. */
export function logOfTwice(b: Builder, x: Node): Node {
  const { k, m } = reduceByPowers(b, x);
  return logOf(b, real(b.add(k, b.lit(k, 1))), m, naturalFor(x));
}

/** log(1 + x + low), `low` being what is missing from x: all digits of x count. */
export function logOnePlus(b: Builder, x: Node, low: Node | null): Node {
  const one = b.lit(x, 1);
  const u = real(b.add(x, one));
  const down = real(b.sub(b.exponent(b.mantissa(u)), b.exponent(u)));
  const k = real(b.neg(down));
  // f = 2^-k (1 + x) - 1, and its rounding error.
  const scale = b.scale(one, down);
  const base = b.sub(scale, one);
  const whole = b.fma(x, scale, base);
  const error = b.fma(x, scale, b.sub(base, whole));
  // Of 0 and infinity there is no f, and none is needed.
  const f = b.limit(whole, b.lit(x, 0.5));
  const [first, lost] = low === null ? [f, null] : fastSum(b, f, real(b.mul(low, scale)));
  const more = lost === null ? error : real(b.add(lost, error));
  const index = tableIndex(b, u);
  const c = reciprocal(b, laneOf(x), index);
  const r = b.fma(first, c, b.sub(c, one));
  return sumOf(b, logByTable(b, naturalFor(x), k, r, index, real(b.mul(more, c))));
}

/** log(1 + x). */
export function log1p(b: Builder, x: Node): Node {
  const value = logOnePlus(b, x, null);
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
  if (laneOf(x) === "f64") return logOf(b, k, m, BINARY);
  return b.fma(polynomial(b, f, LOG2_SINGLE), f, k);
}

/** The logarithm to base 10. */
export function log10(b: Builder, x: Node): Node {
  const { k, m, f } = reduceByPowers(b, x);
  if (laneOf(x) === "f64") return logOf(b, k, m, DECIMAL);
  const [high, low] = TEN_OF_TWO.map((part) => b.lit(x, part)) as [Node, Node];
  return b.fma(k, high, b.fma(polynomial(b, f, LOG10_SINGLE), f, b.mul(k, low)));
}
