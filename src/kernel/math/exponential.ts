// exp, exp2 and expm1 composed of nodes. x = n ln 2 + r with |r| <= ln(2)/2, e^x = 2^n e^r; e^r by a polynomial. As in
// W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980), chapter 6.

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import {
  type ByLane,
  bitsOf,
  forLane,
  type Parts,
  polynomial,
  ROUNDER,
  real,
  splitPolynomial,
} from "./format.js";
import { exactProduct, fastSum, type Pair } from "./pairs.js";

/** ln 2 in full parts: its products with whole numbers are taken off in fused steps, the first of them exactly. */
export const LN2: Parts = {
  f32: [0.6931471824645996, -1.9046542121259336e-9],
  f64: [Math.LN2, 2.3190468138462996e-17],
};

/** e^r = 1 + r + r² q(r); scripts/minimax.py. */
export const EXP: Parts = {
  f32: [0.5, 0.16666516661643982, 0.04166645556688309, 0.008369090035557747, 0.0013935733586549759],
  f64: [
    0.5000000000000013, 0.16666666666666685, 0.041666666666511594, 0.008333333333316045,
    0.001388888894785691, 0.00019841269898289082, 2.480148918461251e-5, 2.7557233346625435e-6,
    2.7631521154919834e-7, 2.5112462617515585e-8,
  ],
};

/** One coefficient more, for e^r - 1. */
const EXPM1: Parts = {
  f32: EXP.f32,
  f64: [
    0.5, 0.16666666666666685, 0.041666666666666685, 0.008333333333315953, 0.0013888888888873387,
    0.00019841269898664002, 2.4801587348801684e-5, 2.7557232867218365e-6, 2.755725230901437e-7,
    2.51126574919651e-8, 2.0921578115245877e-9,
  ],
};

/** 2^r = 1 + r q(r). */
const EXP2: Parts = {
  f32: [
    0.6931471824645996, 0.24022650718688965, 0.05550358071923256, 0.009618077427148819,
    0.0013391644461080432, 0.000154563516844064,
  ],
  f64: [
    Math.LN2,
    0.24022650695910136,
    0.055504108664822936,
    0.009618129107592435,
    0.0013333558146164347,
    0.00015403530459040215,
    1.5252734036962858e-5,
    1.321543439661632e-6,
    1.017798553520224e-7,
    7.073924982319006e-9,
    4.4655596816064505e-10,
  ],
};

/** Results of e^x beyond this are infinite; expm1 and its like go no further. */
const OVERFLOW: ByLane<number> = { f32: 89, f64: 710 };

/** x as n ln 2 + r. */
function reduceByLn2(b: Builder, x: Node) {
  const rounder = b.lit(x, forLane(x, ROUNDER));
  const shifted = b.fma(x, b.lit(x, Math.LOG2E), rounder);
  const n = real(b.sub(shifted, rounder));
  const [first, second] = forLane(x, LN2).map((part) => b.lit(x, -part)) as [Node, Node];
  const high = b.fma(n, first, x);
  return { shifted, n, high, r: b.fma(n, second, high), second };
}

/** The same for bounded x: n, r and what rounding took from r. */
export function splitByLn2(b: Builder, x: Node): readonly [Node, Node, Node] {
  const { n, high, r, second } = reduceByLn2(b, x);
  return [n, r, b.fma(n, second, b.sub(high, r))];
}

/** e^x - 1 as a pair, for x from 0 to 64 in double precision. */
export function expm1Pair(b: Builder, x: Node): Pair {
  const { shifted, n, high, r, second } = reduceByLn2(b, x);
  const tail = b.fma(n, second, b.sub(high, r));
  const [square, squareLow] = exactProduct(b, r, r);
  const tiny = b.fma(squareLow, b.lit(x, 0.5), tail);
  const small = b.fma(square, splitPolynomial(b, r, square, forLane(x, EXPM1)), tiny);
  // n stands in the low bits: moved up it is an exponent.
  const exponent = b.shl(bitsOf(b, shifted), b.lit("i64", 52));
  const power = b.bitcast(b.add(exponent, bitsOf(b, b.lit(x, 1))), "f64");
  const [whole, first] = fastSum(b, power, b.lit(x, -1));
  const large = b.fma(power, r, whole);
  const rounding = b.fma(power, r, b.sub(whole, large));
  return fastSum(b, large, b.fma(power, small, b.add(first, rounding)));
}

/** e^x. */
export function exp(b: Builder, x: Node): Node {
  const { n, r } = reduceByLn2(b, x);
  // The remainder of infinities and of very large numbers is of no use, but must be small.
  const bounded = b.limit(r, b.lit(x, 0.5));
  return b.scale(polynomial(b, bounded, [1, 1, ...forLane(x, EXP)]), n);
}

/** 2^x. */
export function exp2(b: Builder, x: Node): Node {
  const n = real(b.rint(x));
  return raiseTwo(b, n, b.sub(x, n) as Node);
}

/** 2^(n + r) for |r| up to a half, or a little more; `inHaste` at the end of a long chain. */
export function raiseTwo(b: Builder, n: Node, r: Node, inHaste = false): Node {
  const [first, ...rest] = forLane(r, EXP2) as [number, ...number[]];
  const later = inHaste ? splitPolynomial(b, r, real(b.mul(r, r)), rest) : polynomial(b, r, rest);
  const q = b.fma(later, r, b.lit(r, first));
  return b.scale(b.fma(q, r, b.lit(r, 1)), n);
}

/** x itself where it is so small, or NaN, that f(x) = x; `result` elsewhere. */
export function unlessTiny(b: Builder, x: Node, tiny: ByLane<number>, result: Node): Node {
  return real(b.select(b.ge(b.abs(x), b.lit(x, forLane(x, tiny))), result, x));
}

/** e^x - 1 = 2^n (e^r - 1) + (2^n - 1). */
export function expm1(b: Builder, x: Node): Node {
  const [n, r, tail] = splitByLn2(b, b.limit(x, b.lit(x, forLane(x, OVERFLOW))));
  const [square, squareLow] = exactProduct(b, r, r);
  const tiny = b.fma(squareLow, b.lit(x, 0.5), tail);
  const small = b.fma(square, polynomial(b, r, forLane(x, EXPM1)), tiny);
  // By halves, for 2^n may be beyond the largest number. The error of the first sum goes with the small terms.
  const power = b.scale(b.lit(x, 0.5), n);
  const [whole, first] = fastSum(b, power, b.lit(x, -0.5));
  const high = b.fma(power, r, whole);
  const second = b.fma(power, r, b.sub(whole, high));
  const half = b.add(high, b.fma(power, small, b.add(first, second)));
  return unlessTiny(b, x, { f32: 2 ** -25, f64: 2 ** -54 }, real(b.add(half, half)));
}
