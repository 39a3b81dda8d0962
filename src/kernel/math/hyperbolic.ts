// sinh, cosh and tanh composed of nodes. tanh x is a quotient of exponentials. With |x| = n ln 2 + r, a = 2^(n-1) - 2^(-n-1) and c = 2^(n-1) + 2^(-n-1):
// sinh |x| = a cosh r + c sinh r and cosh x = c cosh r + a sinh r, whose largest terms are summed with their errors.

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { EXP, expm1Pair, LN2, splitByLn2, unlessTiny } from "./exponential.js";
import {
  type ByLane,
  bitsOf,
  flipSign,
  forLane,
  laneOf,
  type Parts,
  polynomial,
  ROUNDER,
  real,
  signBit,
} from "./format.js";
import { exactSum, fastSum, type Pair, quotient } from "./pairs.js";

/** sinh r = r + r z q(z), z = r²; scripts/minimax.py. */
const SINH: Parts = {
  f32: [0.16666540503501892, 0.008366838097572327],
  f64: [
    0.16666666666666677, 0.008333333333321428, 0.00019841269886631242, 2.7557243702649166e-6,
    2.510921428216453e-8,
  ],
};

/** cosh r = 1 + z q(z). */
const COSH: Parts = {
  f32: [0.5, 0.04166645556688309, 0.0013935775496065617],
  f64: [
    0.5, 0.041666666666666685, 0.0013888888888873296, 2.4801587349152193e-5, 2.7557251880530763e-7,
    2.0921746128555634e-9,
  ],
};

/** Beyond this cosh is infinite. */
const OVERFLOW: ByLane<number> = { f32: 89.5, f64: 710.6 };
/** Beyond this tanh is 1. */
const SATURATED: ByLane<number> = { f32: 10, f64: 22 };
/** Below this sinh x and tanh x are x. */
const TINY: ByLane<number> = { f32: 2 ** -13, f64: 2 ** -28 };

interface Waves {
  readonly n: Node;
  readonly r: Node;
  /** sinh r - r and cosh r - 1. */
  readonly sine: Node;
  readonly cosine: Node;
}

/** Both functions of the remainder of a magnitude that is bounded; what rounding took from r is in `sine`. */
function wavesOf(b: Builder, x: Node): Waves {
  const [n, r, tail] = splitByLn2(b, x);
  const z = real(b.mul(r, r));
  const sine = b.fma(b.mul(z, r), polynomial(b, z, forLane(r, SINH)), tail);
  return { n, r, sine, cosine: real(b.mul(z, polynomial(b, z, forLane(r, COSH)))) };
}

/** p cosh r + q sinh r, p being the larger, or 0, and a pair. */
function combine(b: Builder, [p, pLow]: Pair, [q]: Pair, { r, sine, cosine }: Waves): Pair {
  const high = b.fma(q, r, p);
  const lost = b.fma(q, r, b.sub(p, high));
  const small = b.fma(p, cosine, b.fma(q, sine, lost));
  return fastSum(b, high, real(b.add(small, pLow)));
}

/** The difference and the sum of powers of two, which are 1 or far apart: a and c. */
function differenceAndSum(b: Builder, up: Node, down: Node): readonly [Pair, Pair] {
  return [fastSum(b, up, real(b.neg(down))), fastSum(b, up, down)];
}

/** Powers of two for sinh and cosh, halved once more so that they are finite. */
function halves(b: Builder, n: Node): readonly [Pair, Pair] {
  const quarter = b.lit(n, 0.25);
  return differenceAndSum(b, b.scale(quarter, n), b.scale(quarter, b.neg(n)));
}

/** The sine, in the hyperbolic sense. */
export function sinh(b: Builder, x: Node): Node {
  const magnitude = b.limit(b.abs(x), b.lit(x, forLane(x, OVERFLOW)));
  const waves = wavesOf(b, magnitude);
  const [a, c] = halves(b, waves.n);
  const [half] = combine(b, a, c, waves);
  const signed = flipSign(b, real(b.add(half, half)), signBit(b, bitsOf(b, x)));
  return unlessTiny(b, x, TINY, signed);
}

/** The hyperbolic cosine. */
export function cosh(b: Builder, x: Node): Node {
  const waves = wavesOf(b, b.limit(b.abs(x), b.lit(x, forLane(x, OVERFLOW))));
  const [a, c] = halves(b, waves.n);
  const [half] = combine(b, c, a, waves);
  return real(b.select(b.isnan(x), x, b.add(half, half)));
}

/** tanh x = x + x z q(z), z = x², for x up to 0.6, in single precision. */
const TANH = [
  -0.33333295583724976, 0.133318692445755, -0.05377962067723274, 0.02078266814351082,
  -0.0058802831918001175,
];

/** e^r as a polynomial in s = -r / 2. */
const EXP_OF_HALF = [1, 1, ...EXP.f32].map((one, i) => one * (-2) ** i);

/** -ln(2) / 2 in parts. */
const HALF_LN2 = LN2.f32.map((part) => -part / 2) as [number, number];

/**
 * A polynomial, or 1 - 2 t / (1 + t) with t = e^(-2 x): of a magnitude in single precision. For NaN and what is tiny the
 * polynomial is right.
 */
function shortTangent(b: Builder, x: Node): Node {
  const lit = (value: number) => b.lit(x, value);
  const z = real(b.mul(x, x));
  const near = b.fma(b.mul(z, x), polynomial(b, z, TANH), x);
  // -2 x = n ln 2 + r, s = -r / 2.
  const bounded = b.limit(x, lit(SATURATED.f32));
  const rounder = lit(ROUNDER.f32);
  const n = real(b.sub(b.fma(bounded, lit(-2 * Math.LOG2E), rounder), rounder));
  const [first, second] = HALF_LN2.map(lit) as [Node, Node];
  const s = b.fma(b.neg(n), second, b.fma(b.neg(n), first, bounded));
  const t = b.scale(polynomial(b, s, EXP_OF_HALF), n);
  const one = lit(1);
  const far = b.sub(one, b.div(b.add(t, t), b.add(t, one)));
  return real(b.select(b.ge(x, lit(0.6)), far, near));
}

/** In double precision with E = e^(2 |x|) - 1 as a pair E / (E + 2). */
export function tanh(b: Builder, x: Node): Node {
  const sign = signBit(b, bitsOf(b, x));
  if (laneOf(x) === "f32") return flipSign(b, shortTangent(b, b.abs(x)), sign);
  const magnitude = b.limit(b.abs(x), b.lit(x, forLane(x, SATURATED)));
  const [e, low] = expm1Pair(b, real(b.add(magnitude, magnitude)));
  const [down, lost] = exactSum(b, e, b.lit(x, 2));
  const value = quotient(b, [e, low], [down, real(b.add(lost, low))]);
  return unlessTiny(b, x, TINY, flipSign(b, value, sign));
}
