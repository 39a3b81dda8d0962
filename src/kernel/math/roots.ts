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
const INVERSE_ROOTS = [1, 2 ** (-1 / 3), 2 ** (-2 / 3), 1];
const INVERSE_ROOTS_OF_TWO: Parts = { f32: INVERSE_ROOTS.map(Math.fround), f64: INVERSE_ROOTS };

/**
 * The cube root. With g near v^(-1/3) and e = 1 - v g³ it is v g² (1 - e)^(-2/3); doubles are improved by a step of
 * Newton's, with the cube in two parts.
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
  const factor = b.lookup(
    `roots of 2 ${laneOf(x)}`,
    laneOf(x),
    forLane(x, INVERSE_ROOTS_OF_TWO),
    index,
  );
  const guess = real(b.mul(polynomial(b, m, forLane(x, INVERSE_ROOT)), factor));
  const square = real(b.mul(guess, guess));
  const first = real(b.mul(value, square));
  const off = b.fma(b.neg(first), guess, lit(1));
  const y = b.fma(b.mul(first, off), b.fma(off, lit(5 / 9), lit(2 / 3)), first);
  const root = laneOf(x) === "f32" ? y : improved(b, y, value, square);
  // Of 0 and infinity there is no root but what the infinite power of two makes of it.
  return flipSign(b, b.scale(root, third), signBit(b, bitsOf(b, x)));
}

/** A step of Newton's toward the cube root of x; `inverse` is about the root of 1 / x². */
function improved(b: Builder, y: Node, x: Node, inverse: Node): Node {
  const [squared, lost] = exactProduct(b, y, y);
  const residue = b.fma(b.neg(lost), y, b.fma(b.neg(squared), y, x));
  return b.fma(residue, b.mul(inverse, b.lit(x, 1 / 3)), y);
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
