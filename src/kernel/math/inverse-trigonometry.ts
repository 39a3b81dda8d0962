// arctan, arctan2, arcsin and arccos composed of nodes. arctan x = arctan c + arctan((x - c) / (1 + x c)) for the
// nearest of some c, as in W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980), chapter 11;
// the c are chosen so that their arctangents are almost exactly floats. arcsin near 1 is that of sqrt((1 - x) / 2).

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import {
  type ByLane,
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

/** Two to each power of two from 1/8 to 16; before them 0, after them infinity, which is treated apart. */
const CENTERS: Parts = {
  f32: [
    0, 0.15610560774803162, 0.21858201920986176, 0.31145527958869934, 0.43613335490226746,
    0.6181288361549377, 0.8673293590545654, 1.220004916191101, 1.723196268081665,
    2.4145538806915283, 3.4345016479492188, 4.80820894241333, 6.860835075378418, 9.605195999145508,
    13.717241287231445, 1,
  ],
  f64: [
    0, 0.15610118710177845, 0.2185463135071847, 0.3113914953810405, 0.4360695124675594,
    0.61803398875018, 0.8672954016951726, 1.2198039027194387, 1.7231796783285185,
    2.4142135623735026, 3.4340578300584754, 4.807987240800154, 6.8600570957852725,
    9.604121959738269, 13.715765940253117, 1,
  ],
};

/** Their arctangents. */
const ANGLES: Parts = {
  f32: [
    0, 0.15485578775405884, 0.2151973843574524, 0.30193281173706055, 0.41126278042793274,
    0.553642988204956, 0.7144690155982971, 0.8841767311096191, 1.0449753999710083,
    1.1781470775604248, 1.2874664068222046, 1.3657418489456177, 1.426060676574707,
    1.4670597314834595, 1.4980241060256958, 1.5707963705062866,
  ],
  f64: [
    0,
    0.1548514722713322,
    0.21516330656134197,
    0.30187466669888846,
    0.4112091396358711,
    0.5535743588972516,
    0.7144496360954261,
    0.8840959433227431,
    1.0449712205207486,
    1.1780972450962321,
    1.2874317180331885,
    1.3657326565242864,
    1.4260444908142573,
    1.46704821357731,
    1.4980163058527236,
    Math.PI / 2,
  ],
};

/** arctan t = t + t z q(z), z = t², |t| <= 1/8; scripts/minimax.py. */
const ARCTAN: Parts = {
  f32: [-0.33333325386047363, 0.19996978342533112, -0.13954861462116241],
  f64: [
    -0.3333333333333254, 0.1999999999902226, -0.142857138832493, 0.1111103468375819,
    -0.09083547477470681, 0.07341517251543518,
  ],
};

/** pi/2 and what is missing. */
const HALF_PI: Parts = {
  f32: [1.5707963705062866, -4.371138828673793e-8],
  f64: [Math.PI / 2, 6.123233995736766e-17],
};

/** The entry of CENTERS for a magnitude: by its exponent and the first bit of its fraction. */
function segmentOf(b: Builder, magnitude: Node): Node {
  const lane = bitsLane[laneOf(magnitude)];
  const [shift, bias] = laneOf(magnitude) === "f64" ? [51, 1023] : [22, 127];
  const place = b.sub(
    b.shr(bitsOf(b, magnitude), b.lit(lane, shift)),
    b.lit(lane, (bias - 3) * 2 - 1),
  );
  return real(b.max(b.min(place, b.lit(lane, 15)), b.lit(lane, 0)));
}

/**
 * The angle whose tangent is y / x, for magnitudes that are neither zero nor infinite both; about y / x is `ratio`.
 * `isExact` adds what rounding took from the tangent.
 */
function angle(b: Builder, y: Node, x: Node, ratio: Node, isExact: boolean): Node {
  const lane = laneOf(y);
  const segment = segmentOf(b, ratio);
  const last = b.eq(segment, b.lit(segment, 15));
  const center = b.lookup(`arctan centers ${lane}`, lane, CENTERS[lane], segment);
  const above = b.select(last, b.neg(x), b.fma(b.neg(center), x, y));
  const below = b.select(last, y, b.fma(center, y, x));
  const inverse = b.div(b.lit(y, 1), below);
  const t = real(isExact ? b.mul(above, inverse) : b.div(above, below));
  const z = real(b.mul(t, t));
  const ofHalfPi = b.select(last, b.lit(y, HALF_PI[lane][1]!), b.lit(y, 0));
  const missing = isExact ? b.fma(b.fma(b.neg(t), below, above), inverse, ofHalfPi) : ofHalfPi;
  const rest = b.fma(b.mul(t, z), polynomial(b, z, ARCTAN[lane]), missing);
  const base = b.lookup(`arctan angles ${lane}`, lane, ANGLES[lane], segment);
  return real(b.add(base, b.add(t, rest)));
}

/** The arctangent. */
export function arctan(b: Builder, x: Node): Node {
  const magnitude = b.abs(x);
  return flipSign(b, angle(b, magnitude, b.lit(x, 1), magnitude, false), signBit(b, bitsOf(b, x)));
}

/** Quotients of numbers between these neither overflow nor lose bits on the way. */
const SAFE: ByLane<readonly [number, number]> = {
  f32: [2 ** -60, 2 ** 60],
  f64: [2 ** -500, 2 ** 500],
};

/** The angle of magnitudes of any size, 0 and infinity too; not of NaN. */
function extremeAngle(b: Builder, y: Node, x: Node): Node {
  const [zero, one, infinity] = [0, 1, Infinity].map((value) => b.lit(x, value)) as [
    Node,
    Node,
    Node,
  ];
  const areEndless = b.and(b.eq(x, infinity), b.eq(y, infinity));
  const [fx, fy] = [x, y].map((value) => real(b.select(areEndless, one, value))) as [Node, Node];
  const ratio = real(b.div(fy, fx));
  // Both divided by the power of two that leaves the larger near 1.
  const down = b.neg(b.exponent(b.select(b.gt(fy, fx), fy, fx)));
  const near = angle(b, b.scale(fy, down), b.scale(fx, down), ratio, true);
  const flat = b.select(b.lt(ratio, b.lit(x, 2 ** -30)), ratio, near);
  const steep = b.select(b.gt(ratio, b.lit(x, 2 ** 60)), b.lit(x, Math.PI / 2), flat);
  return real(b.select(b.eq(y, zero), zero, steep));
}

/** The angle of the point (x, y). */
export function arctan2(b: Builder, y: Node, x: Node): Node {
  const [ay, ax] = [b.abs(y), b.abs(x)];
  const [low, high] = forLane(x, SAFE).map((bound) => b.lit(x, bound)) as [Node, Node];
  const isSafe = (value: Node) => b.and(b.ge(value, low), b.le(value, high));
  const isPlain = b.and(isSafe(ay), isSafe(ax));
  const common = angle(b, ay, ax, real(b.div(ay, ax)), laneOf(x) === "f64");
  const unordered = b.or(b.isnan(x), b.isnan(y));
  const extreme = b.select(unordered, b.add(x, y), extremeAngle(b, ay, ax));
  const first = b.rarely(b.not(isPlain), extreme, common);
  // On the left the angle is taken from pi.
  const [half, missing] = forLane(x, HALF_PI).map((part) => b.lit(x, 2 * part)) as [Node, Node];
  const left = b.sub(half, b.sub(first, missing));
  const isZero = b.eq(ay, b.lit(x, 0));
  const isSigned = b.lt(bitsOf(b, x), b.lit(bitsLane[laneOf(x)], 0));
  // -0 is left of 0 only where y has nothing to say.
  const isLeft = b.or(b.lt(x, b.lit(x, 0)), b.and(isSigned, isZero));
  return flipSign(b, real(b.select(isLeft, left, first)), signBit(b, bitsOf(b, y)));
}

/** arcsin s = s + s z q(z), z = s², s <= 1/2. */
const ARCSIN: Parts = {
  f32: [
    0.16666753590106964, 0.07495276629924774, 0.04547145217657089, 0.024178795516490936,
    0.04216250032186508,
  ],
  f64: [
    0.16666666666665406, 0.07500000000335101, 0.04464285683105815, 0.03038195899692208,
    0.0223717618113127, 0.01735964424884176, 0.013885856581683516, 0.01216504090053214,
    0.006546235643823274, 0.019478022070293, -0.016145358394133603, 0.03185833708891584,
  ],
};

interface Chord {
  /** Whether the magnitude is above 1/2, and s the sine of half the angle from 1. */
  readonly isSteep: Node;
  readonly s: Node;
  /** arcsin s - s, with what rounding took from s. */
  readonly rest: Node;
}

function chordOf(b: Builder, magnitude: Node): Chord {
  const half = b.lit(magnitude, 0.5);
  const isSteep = b.gt(magnitude, half);
  const z = real(
    b.select(isSteep, b.fma(b.neg(magnitude), half, half), b.mul(magnitude, magnitude)),
  );
  const root = b.sqrt(z);
  const s = real(b.select(isSteep, root, magnitude));
  // One step of Newton's: what the square of the root lacks, by twice the root.
  const lacking = b.div(b.fma(b.neg(root), root, z), b.add(root, root));
  const isRounded = b.and(isSteep, b.gt(z, b.lit(z, 0)));
  const tail = b.select(isRounded, lacking, b.lit(z, 0));
  const q = polynomial(b, z, forLane(z, ARCSIN));
  return { isSteep, s, rest: b.fma(b.mul(s, z), q, tail) };
}

/** The arcsine. */
export function arcsin(b: Builder, x: Node): Node {
  const { isSteep, s, rest } = chordOf(b, b.abs(x));
  const [half, missing] = forLane(x, HALF_PI).map((part) => b.lit(x, part)) as [Node, Node];
  const two = b.lit(x, -2);
  // pi/2 - 2 (s + rest), the larger terms first.
  const high = b.fma(s, two, half);
  const lost = b.fma(s, two, b.sub(half, high));
  const steep = b.add(high, b.add(b.fma(rest, two, missing), lost));
  const angle = real(b.select(isSteep, steep, b.add(s, rest)));
  return flipSign(b, angle, signBit(b, bitsOf(b, x)));
}

/** The arccosine: twice the chord's angle near 1, that from pi near -1, and pi/2 less the arcsine between. */
export function arccos(b: Builder, x: Node): Node {
  const { isSteep, s, rest } = chordOf(b, b.abs(x));
  const [half, missing] = forLane(x, HALF_PI).map((part) => b.lit(x, part)) as [Node, Node];
  const isNegative = b.lt(x, b.lit(x, 0));
  const factor = real(b.select(isSteep, b.lit(x, 2), b.lit(x, 1)));
  // base + sign factor (s + rest)
  const toward = real(b.select(b.eq(isSteep, isNegative), b.neg(factor), factor));
  const whole = real(b.select(isNegative, b.add(half, half), b.lit(x, 0)));
  const wholeMissing = b.select(isNegative, b.add(missing, missing), b.lit(x, 0));
  const base = real(b.select(isSteep, whole, half));
  const baseMissing = b.select(isSteep, wholeMissing, missing);
  const high = b.fma(s, toward, base);
  const lost = b.fma(s, toward, b.sub(base, high));
  return real(b.add(high, b.add(b.fma(rest, toward, baseMissing), lost)));
}
