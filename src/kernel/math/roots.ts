// cbrt and hypot composed of nodes.

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import {
  bitsLane,
  bitsOf,
  flipSign,
  forLane,
  laneOf,
  type Parts,
  polynomial,
  real,
  signBit,
} from "./format.js";
import { exactProduct, fastSum } from "./pairs.js";

/** About x^(-1/3) on [3/4, 3/2); scripts/minimax.py. */
const INVERSE_ROOT: Parts = {
  f32: [1.6933702230453491, -1.1782557964324951, 0.6123311519622803, -0.1275079846382141],
  f64: [
    1.9573327483309664, -2.284217437223661, 2.4078843142333164, -1.5362815924226934,
    0.5323451686501575, -0.07706562898732405,
  ],
};

/** 2^(-j/3). */
const INVERSE_ROOTS_OF_TWO = [1, 2 ** (-1 / 3), 2 ** (-2 / 3), 1];

/**
 * The cube root. z near x^(-1/3) is improved by a step of third order, and y = x z² by Newton's, with y³ in two parts.
 */
export function cbrt(b: Builder, x: Node): Node {
  const magnitude = b.abs(x);
  const lit = (value: number) => b.lit(x, value);
  const m = b.mantissa(magnitude);
  const k = real(b.sub(b.exponent(magnitude), b.exponent(m)));
  const third = b.floor(b.fma(k, lit(1 / 3), lit(1 / 6)));
  const rest = b.fma(third, lit(-3), k);
  const index = b.cast(rest, bitsLane[laneOf(x)]);
  const value = b.scale(m, rest);
  const factor = b.lookup(`roots of 2 ${laneOf(x)}`, laneOf(x), INVERSE_ROOTS_OF_TWO, index);
  const guess = real(b.mul(polynomial(b, m, forLane(x, INVERSE_ROOT)), factor));
  const off = b.fma(b.mul(b.mul(guess, guess), b.neg(guess)), value, lit(1));
  const z = b.fma(b.mul(guess, off), b.fma(off, lit(2 / 9), lit(1 / 3)), guess);
  const square = real(b.mul(z, z));
  const y = real(b.mul(value, square));
  const [squared, lost] = exactProduct(b, y, y);
  const residue = b.fma(b.neg(lost), y, b.fma(b.neg(squared), y, value));
  const root = b.fma(b.mul(residue, lit(1 / 3)), square, y);
  // Of 0 and infinity there is no root but what the infinite power of two makes of it.
  return flipSign(b, b.scale(root, third), signBit(b, bitsOf(b, x)));
}

/** sqrt(x² + y²): singles in double precision, doubles scaled, with the squares' errors. An infinity wins over NaN. */
export function hypot(b: Builder, x: Node, y: Node): Node {
  const infinity = b.lit(x, Infinity);
  const [ax, ay] = [b.abs(x), b.abs(y)];
  const isEndless = b.or(b.eq(ax, infinity), b.eq(ay, infinity));
  return real(
    b.select(isEndless, infinity, laneOf(x) === "f32" ? inDoubles(b, x, y) : scaled(b, ax, ay)),
  );
}

function inDoubles(b: Builder, x: Node, y: Node): Node {
  const [wide, high] = [real(b.cast(x, "f64")), real(b.cast(y, "f64"))];
  return real(b.cast(b.sqrt(b.fma(wide, wide, b.mul(high, high))), "f32"));
}

function scaled(b: Builder, x: Node, y: Node): Node {
  const isLess = b.lt(x, y);
  const [large, small] = [real(b.select(isLess, y, x)), real(b.select(isLess, x, y))];
  // Zeros have no exponent.
  const e = b.limit(b.exponent(large), b.lit(x, 1100));
  const down = b.neg(e);
  const [p, q] = [b.scale(large, down), b.scale(small, down)];
  const [pp, pLost] = exactProduct(b, p, p);
  const [qq, qLost] = exactProduct(b, q, q);
  const [sum, lost] = fastSum(b, pp, qq);
  const rest = b.add(lost, b.add(pLost, qLost));
  const root = b.sqrt(sum);
  const residue = real(b.add(b.fma(b.neg(root), root, sum), rest));
  const better = b.add(root, b.div(residue, b.add(root, root)));
  // Zeros, and NaN: their quotient is NaN.
  return b.scale(b.select(b.gt(sum, b.lit(x, 0)), better, sum), e);
}
