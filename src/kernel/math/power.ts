// Powers of floats composed of nodes: x^y = 2^(y log2 x), with log2 x in two parts, for its error is multiplied by as
// much as 1074. Singles are computed in double precision, where one part is enough. Signs, zeros, infinities and NaN
// are looked after in code that is jumped over where there are none; special values are C99's (Annex F.9.4.4).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { raiseTwo } from "./exponential.js";
import { laneOf, polynomial, real } from "./format.js";
import { exactProduct, fastSum, type Pair } from "./pairs.js";

/** log2((1 + s) / (1 - s)) = (2 log2(e)) s + s z q(z), z = s²; scripts/minimax.py. */
const LOG2 = [
  0.9617966939259757, 0.5770780163555432, 0.4121985831222038, 0.3205988964720491,
  0.2623083086716403, 0.22194722313129284, 0.19253908569026984, 0.1663850286768869,
  0.185961257730026,
];
const LOG2_SHORT = [
  0.9617966945784316, 0.5770777895621505, 0.41222426860989253, 0.31933173113875085,
  0.29041534170568994,
];

/** 2 log2(e). */
const TWO_LOG2_E = [2.8853900817779268, 4.0710547481862066e-17] as const;

/** 2^r = 1 + r q(r), for results in single precision. */
const EXP2_SHORT = [
  0.6931472067121469, 0.24022651083335234, 0.05550327210951697, 0.00961803608890782,
  0.0013400433468363727, 0.00015467320297134744,
];

/** The exponent and the mantissa, in [3/4, 3/2). */
function split(b: Builder, x: Node): Pair {
  const m = b.mantissa(x);
  const one = b.lit(x, 1);
  const low = b.exponent(x);
  return [real(b.select(b.lt(m, one), b.add(low, one), low)), m];
}

/** log2 of a positive number in two parts, good to about 2^-64. */
function log2Pair(b: Builder, x: Node): Pair {
  const [k, m] = split(b, x);
  const one = b.lit(x, 1);
  const f = real(b.sub(m, one));
  const [down, downLow] = fastSum(b, one, m);
  const inverse = real(b.div(one, down));
  const s = real(b.mul(f, inverse));
  const rest = b.fma(b.neg(s), downLow, b.fma(b.neg(s), down, f));
  const sLow = real(b.mul(rest, inverse));
  const [z, zLost] = exactProduct(b, s, s);
  const zLow = b.fma(b.add(s, s), sLow, zLost);
  const later = polynomial(b, z, LOG2.slice(1));
  const first = b.lit(x, LOG2[0]!);
  const q = b.fma(z, later, first);
  const qLow = b.fma(z, later, b.sub(first, q));
  const [u, uLost] = exactProduct(b, z, q);
  const uLow = b.fma(z, qLow, b.fma(zLow, q, uLost));
  const [v, vLost] = fastSum(b, b.lit(x, TWO_LOG2_E[0]), u);
  const vLow = b.add(b.add(vLost, b.lit(x, TWO_LOG2_E[1])), uLow);
  const [product, lost] = exactProduct(b, s, v);
  const low = b.fma(s, vLow, b.fma(sLow, v, lost));
  const [sum, left] = fastSum(b, k, product);
  return [sum, real(b.add(left, low))];
}

/** x^y of doubles, x being positive and finite, y finite. */
function powerOfDoubles(b: Builder, x: Node, y: Node): Node {
  const [log, low] = log2Pair(b, x);
  const [product, lost] = exactProduct(b, y, log);
  const n = real(b.rint(product));
  const r = b.add(b.sub(product, n), b.fma(y, low, lost));
  // Where the power is far out of range the remainder is of no use, but must be small.
  return raiseTwo(b, n, b.limit(r, b.lit(x, 1)));
}

/** The same for a result in single precision. */
function powerOfSingles(b: Builder, x: Node, y: Node): Node {
  const [k, m] = split(b, x);
  const one = b.lit(x, 1);
  const s = real(b.div(b.sub(m, one), b.add(m, one)));
  const z = real(b.mul(s, s));
  const log = b.fma(s, polynomial(b, z, [TWO_LOG2_E[0], ...LOG2_SHORT]), k);
  const product = real(b.mul(y, log));
  const n = real(b.rint(product));
  const r = b.limit(b.sub(product, n), one);
  return b.scale(b.fma(polynomial(b, r, EXP2_SHORT), r, one), n);
}

type Kernel = (b: Builder, x: Node, y: Node) => Node;

/** x^y of any numbers. */
function general(b: Builder, x: Node, y: Node, kernel: Kernel): Node {
  const [zero, one, infinity] = [0, 1, Infinity].map((value) => b.lit(x, value)) as [
    Node,
    Node,
    Node,
  ];
  const magnitude = b.abs(x);
  const isBig = b.gt(magnitude, one);
  const isUp = b.gt(y, zero);
  // 0, infinity, or 1 in the middle, to a power that matters only by its sign; and infinite powers.
  const extreme = b.select(b.eq(isBig, isUp), infinity, zero);
  const isEnd = b.or(b.eq(magnitude, zero), b.eq(magnitude, infinity));
  const isEndless = b.eq(b.abs(y), infinity);
  const atEnds = b.select(b.or(isEnd, isEndless), extreme, kernel(b, magnitude, y));
  const half = b.mul(y, b.lit(y, 0.5));
  const isWhole = b.eq(b.floor(y), y);
  const isOdd = b.and(isWhole, b.ne(b.floor(half), half));
  const isNegative = b.lt(b.bitcast(x, "i64"), b.lit("i64", 0));
  const signed = b.select(b.and(isNegative, isOdd), b.neg(atEnds), atEnds);
  const isInvalid = b.and(b.and(isNegative, b.not(isEnd)), b.not(isWhole));
  const valid = b.select(isInvalid, b.lit(x, NaN), signed);
  const ordered = b.select(b.or(b.isnan(x), b.isnan(y)), b.add(x, y), valid);
  const isOne = b.or(b.eq(x, one), b.eq(y, zero));
  const isUnit = b.and(b.eq(magnitude, one), isEndless);
  return real(b.select(b.or(isOne, isUnit), one, ordered));
}

function powerIn(b: Builder, x: Node, y: Node, kernel: Kernel): Node {
  const infinity = b.lit(x, Infinity);
  const isPlain = b.and(b.and(b.gt(x, b.lit(x, 0)), b.lt(x, infinity)), b.lt(b.abs(y), infinity));
  return b.rarely(b.not(isPlain), general(b, x, y, kernel), kernel(b, x, y));
}

/** x^y. */
export function power(b: Builder, x: Node, y: Node): Node {
  if (laneOf(x) === "f64") return powerIn(b, x, y, powerOfDoubles);
  const [wide, exponent] = [real(b.cast(x, "f64")), real(b.cast(y, "f64"))];
  return real(b.cast(powerIn(b, wide, exponent, powerOfSingles), "f32"));
}
