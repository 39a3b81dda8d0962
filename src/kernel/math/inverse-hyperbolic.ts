// arcsinh, arccosh and arctanh composed of nodes: logarithms of sums in two parts, so that no digits are lost on the
// way to them. The formulas are those of W. Kahan, "Branch cuts for complex elementary functions" (1987).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { unlessTiny } from "./exponential.js";
import {
  type ByLane,
  bitsOf,
  flipSign,
  forLane,
  laneOf,
  real,
  signBit,
  splitPolynomial,
} from "./format.js";
import { logAndMore, logOfTwice, logOnePlus } from "./logarithm.js";
import { exactProduct, exactSum, fastSum, type Pair } from "./pairs.js";

/** Beyond this 1 is nothing beside a square. */
const HUGE: ByLane<number> = { f32: 2 ** 14, f64: 2 ** 30 };
const TINY: ByLane<number> = { f32: 2 ** -13, f64: 2 ** -28 };

/** The square root of a pair, as a pair. */
function rootOfPair(b: Builder, [x, low]: Pair): Pair {
  const root = b.sqrt(x);
  const residue = b.add(b.fma(b.neg(root), root, x), low);
  return [root, real(b.div(residue, b.add(root, root)))];
}

/** x² + c, for |c| = 1. */
function squarePlus(b: Builder, x: Node, c: number): Pair {
  const [square, lost] = exactProduct(b, x, x);
  const [sum, error] = exactSum(b, square, b.lit(x, c));
  return [sum, real(b.add(error, lost))];
}

/** arcsinh x = log(1 + (|x| + x² / (1 + sqrt(x² + 1)))), with the sign of x. */
export function arcsinh(b: Builder, x: Node): Node {
  const magnitude = b.abs(x);
  const isHuge = b.gt(magnitude, b.lit(x, forLane(x, HUGE)));
  // The root's rounding error hardly shows in the sum's logarithm.
  const root = b.sqrt(b.fma(magnitude, magnitude, b.lit(x, 1)));
  const [square, squareLow] = exactProduct(b, magnitude, magnitude);
  const [down, downLow] = fastSum(b, root, b.lit(x, 1));
  const inverse = real(b.div(b.lit(x, 1), down));
  const first = real(b.mul(square, inverse));
  const rest = b.fma(b.neg(first), downLow, b.add(b.fma(b.neg(first), down, square), squareLow));
  const [sum, error] = fastSum(b, magnitude, first);
  const small = logOnePlus(b, sum, b.fma(rest, inverse, error));
  const value = b.rarely(isHuge, logOfTwice(b, magnitude), small);
  return unlessTiny(b, x, TINY, flipSign(b, value, signBit(b, bitsOf(b, x))));
}

/** arccosh x = log(1 + (t + sqrt(t (x + 1)))), t = x - 1; NaN below 1. */
export function arccosh(b: Builder, x: Node): Node {
  const isHuge = b.gt(x, b.lit(x, forLane(x, HUGE)));
  const t = exactSum(b, x, b.lit(x, -1));
  const square = squarePlus(b, x, -1);
  const [root, low] = rootOfPair(b, square);
  const isOne = b.eq(root, b.lit(x, 0));
  const rootLow = real(b.select(isOne, root, low));
  const [sum, error] = exactSum(b, root, t[0]);
  const small = logOnePlus(b, sum, real(b.add(b.add(error, rootLow), t[1])));
  const value = b.rarely(isHuge, logOfTwice(b, x), small);
  return real(b.select(b.ge(x, b.lit(x, 1)), value, b.lit(x, NaN)));
}

/** arctanh x = x + x z q(z), z = x², for |x| <= 1/2, in single precision; scripts/minimax.py. */
const ARCTANH = [
  0.33333298563957214, 0.20002584159374237, 0.14221739768981934, 0.11831019818782806,
  0.05111433565616608, 0.17700177431106567,
];

/** The polynomial, also for NaN, or log((1 + x) / (1 - x)) / 2 of a magnitude in single precision. */
function shortArctanh(b: Builder, x: Node): Node {
  const lit = (value: number) => b.lit(x, value);
  const z = real(b.mul(x, x));
  const near = b.fma(b.mul(z, x), splitPolynomial(b, z, real(b.mul(z, z)), ARCTANH), x);
  // 1 - x is exact. What rounding took from 1 + x is divided by about as much.
  const [up, low] = fastSum(b, lit(1), x);
  const log = logAndMore(b, real(b.div(up, b.sub(lit(1), x))), real(b.mul(low, lit(0.57))));
  return real(b.select(b.ge(x, lit(0.5)), b.mul(log, lit(0.5)), near));
}

/** arctanh x = log((1 + |x|) / (1 - |x|)) / 2 = log(1 + 2 |x| / (1 - |x|)) / 2, with the sign of x. */
export function arctanh(b: Builder, x: Node): Node {
  const magnitude = b.abs(x);
  const sign = signBit(b, bitsOf(b, x));
  if (laneOf(x) === "f32") return flipSign(b, shortArctanh(b, magnitude), sign);
  const one = b.lit(x, 1);
  const [down, downLow] = fastSum(b, one, real(b.neg(magnitude)));
  const twice = real(b.add(magnitude, magnitude));
  const inverse = real(b.div(one, down));
  const w = real(b.mul(twice, inverse));
  const rest = b.fma(b.neg(w), downLow, b.fma(b.neg(w), down, twice));
  const half = real(b.mul(logOnePlus(b, w, real(b.mul(rest, inverse))), b.lit(x, 0.5)));
  // At 1 there is nothing to correct.
  const value = b.select(b.eq(magnitude, one), b.lit(x, Infinity), half);
  return unlessTiny(b, x, TINY, flipSign(b, real(value), sign));
}
