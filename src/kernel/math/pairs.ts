// Sums and products with their rounding errors: numbers of twice the precision as unevaluated sums of two.
// T. J. Dekker, "A floating-point technique for extending the available precision" (1971).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { real } from "./format.js";

/** A number as the sum of two: the second is small beside the first. */
export type Pair = readonly [high: Node, low: Node];

/** x + y, where |x| >= |y| or x is 0. */
export function fastSum(b: Builder, x: Node, y: Node): Pair {
  const sum = real(b.add(x, y));
  return [sum, real(b.add(b.sub(x, sum), y))];
}

/** x + y, whichever is larger. */
export function exactSum(b: Builder, x: Node, y: Node): Pair {
  const sum = real(b.add(x, y));
  const part = b.sub(sum, x);
  return [sum, real(b.add(b.sub(x, b.sub(sum, part)), b.sub(y, part)))];
}

/** x y. */
export function exactProduct(b: Builder, x: Node, y: Node): Pair {
  const product = real(b.mul(x, y));
  return [product, b.fma(x, y, b.neg(product))];
}

/** A quotient of pairs, as one float: rounded a little more than once. */
export function quotient(b: Builder, [x, xLow]: Pair, [y, yLow]: Pair): Node {
  const inverse = real(b.div(b.lit(y, 1), y));
  const first = real(b.mul(x, inverse));
  const rest = b.fma(b.neg(first), y, x);
  const both = b.add(rest, b.fma(b.neg(first), yLow, xLow));
  return b.fma(both, inverse, first);
}
