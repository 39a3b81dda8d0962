// log and its relatives composed of nodes. x = 2^k (1 + f) with 1 + f in [3/4, 3/2); with s = f / (2 + f) and
// z = s², log(1 + f) = f - (f²/2 - s (f²/2 + z q(z))). The algorithm is that of FDLIBM's e_log.c (K. C. Ng, 1993).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { unlessTiny } from "./exponential.js";
import { forLane, LN2_SHORT, laneOf, type Parts, polynomial, real } from "./format.js";
import { exactProduct, fastSum } from "./pairs.js";

/** log((1 + s) / (1 - s)) = 2 s + s z q(z); scripts/minimax.py. */
const LOG: Parts = {
  f32: [0.6666695475578308, 0.3995724320411682, 0.30371206998825073],
  f64: [
    0.6666666666667298, 0.3999999999604431, 0.28571429413547733, 0.222221371495749,
    0.18186407648844521, 0.1524921016940927, 0.15375492547298783,
  ],
};

/** One coefficient more, where the operand has an error already. */
const LONG_LOG: Parts = {
  f32: LOG.f32,
  f64: [
    0.666666666666666, 0.4000000000005667, 0.2857142855582956, 0.22222224296516227,
    0.18181665859844565, 0.15391112895803089, 0.1317357638500592, 0.138432390054763,
  ],
};

/** What logarithms are made of. */
interface Reduced {
  /** x = 2^k (1 + f); infinite for zeros and infinities. */
  readonly k: Node;
  /** NaN for negative numbers. */
  readonly f: Node;
}

function reduceByPowers(b: Builder, x: Node): Reduced {
  const m = b.mantissa(x);
  const one = b.lit(x, 1);
  const low = b.exponent(x);
  // A mantissa below 1 belongs to the next exponent.
  const k = real(b.select(b.lt(m, one), b.add(low, one), low));
  return { k, f: real(b.sub(m, one)) };
}

/** log(1 + f) - f + more. */
function logTail(b: Builder, f: Node, more: Node, q: Parts): Node {
  const s = real(b.div(f, b.add(f, b.lit(f, 2))));
  const z = real(b.mul(s, s));
  const half = real(b.mul(b.mul(f, b.lit(f, 0.5)), f));
  const inner = b.fma(z, polynomial(b, z, forLane(f, q)), half);
  return b.fma(s, inner, b.sub(more, half));
}

/** `value` where the exponent is finite; else `special`: the logarithm of 0, infinity or NaN. */
function unlessSpecial(b: Builder, k: Node, value: Node, special: Node): Node {
  return real(b.select(b.lt(b.abs(k), b.lit(k, Infinity)), value, special));
}

/** k ln 2 + log(1 + f + more), `more` being small beside f. */
function natural(b: Builder, { k, f }: Reduced, more: Node | null, special?: Node): Node {
  const [high, low] = forLane(k, LN2_SHORT).map((part) => b.lit(k, part)) as [Node, Node];
  const whole = real(b.mul(k, high));
  // The sum's rounding error goes with the small terms.
  const [sum, error] = fastSum(b, whole, f);
  const rest = real(b.mul(k, low));
  const isLong = special !== undefined;
  const tail = logTail(
    b,
    f,
    more === null ? rest : real(b.add(rest, more)),
    isLong ? LONG_LOG : LOG,
  );
  const value = real(b.add(sum, b.add(error, tail)));
  return special === undefined
    ? unlessSpecial(b, k, value, sum)
    : unlessSpecial(b, special, value, special);
}

/** The natural logarithm. */
export function log(b: Builder, x: Node): Node {
  return natural(b, reduceByPowers(b, x), null);
}

/** log(2 x), also where 2 x is infinite. */
export function logOfTwice(b: Builder, x: Node): Node {
  const { k, f } = reduceByPowers(b, x);
  return natural(b, { k: real(b.add(k, b.lit(k, 1))), f }, null);
}

/** log(1 + x + low), `low` being what is missing from x: all digits of x count. */
export function logOnePlus(b: Builder, x: Node, low: Node | null): Node {
  const one = b.lit(x, 1);
  const u = real(b.add(x, one));
  const m = b.mantissa(u);
  const exponent = b.exponent(u);
  const k = real(b.select(b.lt(m, one), b.add(exponent, one), exponent));
  // f = 2^-k (1 + x) - 1, and its rounding error.
  const scale = b.scale(one, b.neg(k));
  const base = b.sub(scale, one);
  const f = b.fma(x, scale, base);
  const error = b.fma(x, scale, b.sub(base, f));
  const special = real(b.add(k, m));
  if (low === null) return natural(b, { k, f }, error, special);
  const [sum, lost] = fastSum(b, f, real(b.mul(low, scale)));
  return natural(b, { k, f: sum }, real(b.add(lost, error)), special);
}

/** log(1 + x). */
export function log1p(b: Builder, x: Node): Node {
  return unlessTiny(b, x, { f32: 2 ** -25, f64: 2 ** -54 }, logOnePlus(b, x, null));
}

/** A base's logarithms: of e, and of 2 with so few bits in the first part that products with exponents are exact. */
interface Base {
  readonly ofE: Parts;
  readonly ofTwo: Parts;
}

const TWO: Base = {
  ofE: {
    f32: [1.4426950216293335, 1.925963033500011e-8],
    f64: [Math.LOG2E, 2.0355273740931033e-17],
  },
  ofTwo: { f32: [1, 0], f64: [1, 0] },
};

const TEN: Base = {
  ofE: {
    f32: [0.4342944920063019, -1.0103049952192578e-8],
    f64: [Math.LOG10E, 1.098319650216765e-17],
  },
  ofTwo: {
    f32: [0.301025390625, 4.605039066518657e-6],
    f64: [0.30102999566361177, 3.694239077158931e-13],
  },
};

/** log(x) to a base: log(1 + f) in two parts, times log(e) in two parts. */
function toBase(b: Builder, x: Node, base: Base): Node {
  const { k, f } = reduceByPowers(b, x);
  const half = real(b.mul(b.mul(f, b.lit(f, 0.5)), f));
  const [high, error] = fastSum(b, f, b.neg(half) as Node);
  const s = real(b.div(f, b.add(f, b.lit(f, 2))));
  const z = real(b.mul(s, s));
  const low = b.fma(s, b.fma(z, polynomial(b, z, forLane(f, LOG)), half), error);
  const [e1, e2] = forLane(x, base.ofE).map((part) => b.lit(x, part)) as [Node, Node];
  const [t1, t2] = forLane(x, base.ofTwo).map((part) => b.lit(x, part)) as [Node, Node];
  const [product, lost] = exactProduct(b, high, e1);
  const tail = b.fma(low, e1, b.fma(high, e2, lost));
  const whole = base === TWO ? k : real(b.mul(k, t1));
  const [sum, rest] = fastSum(b, whole, product);
  const small = base === TWO ? tail : b.fma(k, t2, tail);
  return unlessSpecial(b, k, real(b.add(sum, b.add(rest, small))), sum);
}

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
  if (laneOf(x) === "f64") return toBase(b, x, TWO);
  const { k, f } = reduceByPowers(b, x);
  return b.fma(polynomial(b, f, LOG2_SINGLE), f, k);
}

/** The logarithm to base 10. */
export function log10(b: Builder, x: Node): Node {
  if (laneOf(x) === "f64") return toBase(b, x, TEN);
  const { k, f } = reduceByPowers(b, x);
  const [high, low] = TEN.ofTwo.f32.map((part) => b.lit(x, part)) as [Node, Node];
  return b.fma(k, high, b.fma(polynomial(b, f, LOG10_SINGLE), f, b.mul(k, low)));
}
