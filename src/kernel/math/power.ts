// Powers of floats composed of nodes: x^y = 2^(y log2 x), with log2 x in two parts, for its error is multiplied by as
// much as 1074. Singles are computed in double precision, where one part is enough. Signs, zeros, infinities and NaN
// are looked after in code that is jumped over where there are none; special values are C99's (Annex F.9.4.4).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { bitsOf as floatBits, fromBits } from "../scalar.js";
import { raiseTwo } from "./exponential.js";
import { bitsOf, laneOf, polynomial, real, splitPolynomial } from "./format.js";
import { BINARY } from "./logarithm-numbers.js";
import { reciprocal, tableIndex } from "./logarithm-tables.js";
import { exactProduct, fastSum, type Pair } from "./pairs.js";

/** log2((1 + s) / (1 - s)) = (2 log2(e)) s + s z q(z), z = s²; scripts/minimax.py. */
const LOG2 = [
  0.9617966939259757, 0.5770780163555432, 0.4121985831222038, 0.3205988964720491,
  0.2623083086716403, 0.22194722313129284, 0.19253908569026984, 0.1663850286768869,
  0.185961257730026,
];

/** 2 log2(e). */
const TWO_LOG2_E = [2.8853900817779268, 4.0710547481862066e-17] as const;

/** For results in single precision: log2(1 + r) = r q(r) between the entries of the table of reciprocals. */
const LOG2_SHORT = [
  1.442695040861723, -0.7213475127495993, 0.48089856416684834, -0.3606986349109869,
  0.2884980239597947, -0.22264115764878725,
];

/** -log2 of those reciprocals; mantissas from 3/2 on are halved, which their exponents do not know. */
const LOG2_TABLE = BINARY.high.map((high, i) => high + BINARY.low[i]! + (i < 8 ? 0 : 1));

/** 2^r = 1 + r q(r) between sixteenths. */
const EXP2_SHORT = [0.6931471801620592, 0.24023433933010224, 0.05550573735736946];
/** Adding it rounds to sixteenths, which stand in the low bits of the sum: shifted left, they are added to exponents. */
const SIXTEENTH_ROUNDER = 1.5 * 2 ** 48;
const SIXTEENTH_SHIFT = 48;
/** 2^(i/16), less what the shifted sixteenths add to it beside the exponent. */
const SIXTEENTHS = Array.from({ length: 16 }, (_, i) => {
  const bits = floatBits("f64", 2 ** (i / 16));
  return Number(fromBits("f64", bits - (BigInt(i) << BigInt(SIXTEENTH_SHIFT))));
});

/** Exponents of 2 beyond those of all numbers; powers of two that are singles' are doubles' anyway. */
const MOST = { double: 4096, single: 1000 } as const;

/** How powers of one precision are made. */
interface Powers {
  readonly log: Logarithm;
  readonly raise: Raising;
  /** The largest magnitude of an exponent that needs no care. */
  readonly most: number;
}

/** log2 of the power: infinite or no number for all operands that need care, and huge only for powers that are out of range. */
type Logarithm = (b: Builder, x: Node, y: Node) => Pair;
/** 2 to the power of a bounded pair. */
type Raising = (b: Builder, exponent: Pair) => Node;

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
  const last = splitPolynomial(b, z, real(b.mul(z, z)), LOG2.slice(2));
  const later = b.fma(last, z, b.lit(x, LOG2[1]!));
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

function logOfDoubles(b: Builder, x: Node, y: Node): Pair {
  const [log, low] = log2Pair(b, x);
  const [product, lost] = exactProduct(b, y, log);
  return [product, b.fma(y, low, lost)];
}

function raiseDoubles(b: Builder, [high, low]: Pair): Node {
  const n = real(b.rint(high));
  return raiseTwo(b, n, real(b.add(b.sub(high, n), low)), true);
}

/** The same for a result in single precision: one part is enough. */
function logOfSingles(b: Builder, x: Node, y: Node): Pair {
  const index = tableIndex(b, x);
  const r = b.fma(b.mantissa(x), reciprocal(b, "f64", index), b.lit(x, -1));
  const whole = real(b.add(b.exponent(x), b.lookup("log2 short", "f64", LOG2_TABLE, index)));
  const log = b.fma(r, polynomial(b, r, LOG2_SHORT), whole);
  return [real(b.mul(y, log)), b.lit(x, 0)];
}

function raiseSingles(b: Builder, [exponent]: Pair): Node {
  const rounder = b.lit(exponent, SIXTEENTH_ROUNDER);
  const shifted = real(b.add(exponent, rounder));
  const n = real(b.sub(shifted, rounder));
  const r = real(b.sub(exponent, n));
  const sixteenths = bitsOf(b, shifted);
  const fraction = b.lookup("sixteenths", "f64", SIXTEENTHS, sixteenths);
  const whole = b.shl(sixteenths, b.lit(sixteenths, SIXTEENTH_SHIFT));
  const power = b.bitcast(b.add(bitsOf(b, fraction), whole), "f64");
  return b.fma(b.mul(power, r), polynomial(b, r, EXP2_SHORT), power);
}

/** x^y of any numbers. */
function general(b: Builder, x: Node, y: Node, { log, raise, most }: Powers): Node {
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
  const [high, tail] = log(b, magnitude, y);
  const bounded = b.limit(high, b.lit(x, most));
  const low = b.limit(tail, one);
  const atEnds = b.select(b.or(isEnd, isEndless), extreme, raise(b, [bounded, low]));
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

function powerIn(b: Builder, x: Node, y: Node, powers: Powers): Node {
  const { log, raise, most } = powers;
  const exponent = log(b, x, y);
  const isPlain = b.le(b.abs(exponent[0]), b.lit(x, most));
  return b.rarely(b.not(isPlain), general(b, x, y, powers), raise(b, exponent));
}

const doubles: Powers = { log: logOfDoubles, raise: raiseDoubles, most: MOST.double };
const singles: Powers = { log: logOfSingles, raise: raiseSingles, most: MOST.single };

/** x^y. */
export function power(b: Builder, x: Node, y: Node): Node {
  if (laneOf(x) === "f64") return powerIn(b, x, y, doubles);
  const [wide, exponent] = [real(b.cast(x, "f64")), real(b.cast(y, "f64"))];
  return real(b.cast(powerIn(b, wide, exponent, singles), "f32"));
}
