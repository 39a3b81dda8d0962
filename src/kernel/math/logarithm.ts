// log and its relatives composed of nodes. x = 2^k (1 + f) with 1 + f in [3/4, 3/2); with s = f / (2 + f) and
// z = s², log(1 + f) = f - (f²/2 - s (f²/2 + z q(z))). The algorithm is that of FDLIBM's e_log.c (K. C. Ng, 1993).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { forLane, LN2_SHORT, type Parts, polynomial, real } from "./format.js";

/** log((1 + s) / (1 - s)) = 2 s + s z q(z); scripts/minimax.py. */
const LOG: Parts = {
  f32: [0.6666695475578308, 0.3995724320411682, 0.30371206998825073],
  f64: [
    0.6666666666667298, 0.3999999999604431, 0.28571429413547733, 0.222221371495749,
    0.18186407648844521, 0.1524921016940927, 0.15375492547298783,
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

/** log(1 + f) - f. */
function logTail(b: Builder, f: Node, more?: Node): Node {
  const s = real(b.div(f, b.add(f, b.lit(f, 2))));
  const z = real(b.mul(s, s));
  const half = real(b.mul(b.mul(f, b.lit(f, 0.5)), f));
  const inner = b.fma(z, polynomial(b, z, forLane(f, LOG)), half);
  return b.fma(s, inner, more === undefined ? b.neg(half) : b.sub(more, half));
}

/** The natural logarithm. */
export function log(b: Builder, x: Node): Node {
  const { k, f } = reduceByPowers(b, x);
  const [high, low] = forLane(x, LN2_SHORT).map((part) => b.lit(x, part)) as [Node, Node];
  const whole = real(b.mul(k, high));
  // The sum's rounding error goes with the small terms.
  const sum = real(b.add(whole, f));
  const error = b.add(b.sub(whole, sum), f);
  const tail = logTail(b, f, real(b.mul(k, low)));
  const isPlain = b.lt(b.abs(k), b.lit(x, Infinity));
  return real(b.select(isPlain, b.add(sum, b.add(error, tail)), sum));
}
