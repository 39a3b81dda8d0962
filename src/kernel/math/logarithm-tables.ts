// Logarithms without a division. x = 2^k m with m in [3/4, 3/2); a table has a reciprocal c of m, good
// to five bits, and log(x) = k log(2) - log(c) + log(1 + r) with r = c m - 1, which is exact beside 1 and small elsewhere.
// P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic" (1990).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { bitsOf, type FloatLane, laneOf, real, splitPolynomial } from "./format.js";
import { type LogBase, RECIPROCALS } from "./logarithm-numbers.js";
import { fastSum } from "./pairs.js";

/** Where the mantissa of a normal number stands in the tables: its first four bits (tables count modulo their length). */
export function tableIndex(b: Builder, x: Node): Node {
  const bits = bitsOf(b, x);
  return real(b.shr(bits, b.lit(bits, laneOf(x) === "f64" ? 48 : 19)));
}

/** The reciprocal of a mantissa. */
export function reciprocal(b: Builder, lane: FloatLane, index: Node): Node {
  return b.lookup(`log reciprocals ${lane}`, lane, RECIPROCALS, index);
}

/** A logarithm: the sum and what is to be added to it. */
export interface Parts {
  readonly sum: Node;
  readonly tail: Node;
}

/** The logarithm of 2^k (1 + r + more) / c to a base; `more` is small beside r. */
export function logByTable(
  b: Builder,
  base: LogBase,
  k: Node,
  r: Node,
  index: Node,
  more: Node | null,
): Parts {
  const lit = (value: number) => b.lit(r, value);
  const high = b.lookup(`log ${base.name} high`, r.lane, base.high, index);
  const low = b.lookup(`log ${base.name} low`, r.lane, base.low, index);
  const [two, twoLow] = base.ofTwo;
  const whole = two === 1 ? real(b.add(k, high)) : b.fma(k, lit(two), high);
  let rest = twoLow === 0 ? low : b.fma(k, lit(twoLow), low);
  let first = r;
  const [e, eLow] = base.ofE;
  if (e !== 1) {
    first = real(b.mul(r, lit(e)));
    rest = real(b.add(rest, b.fma(r, lit(eLow), b.fma(r, lit(e), b.neg(first)))));
  }
  if (more !== null) rest = real(b.add(rest, more));
  const [sum, error] = fastSum(b, whole, first);
  const square = real(b.mul(r, r));
  const q = splitPolynomial(b, r, square, base.q);
  return { sum, tail: b.fma(square, q, b.add(error, rest)) };
}
