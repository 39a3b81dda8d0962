// Complex functions composed of nodes, in double precision: the formulas of complex-functions.ts for ordinary numbers.
// Each says of which numbers it is none (`odd`: infinities, NaN, what would overflow on the way); those are JavaScript's,
// which knows C99's special values.

import type { Builder } from "../builder.js";
import type { Node } from "../ir.js";
import { exp, expm1 } from "./exponential.js";
import { bitsOf, flipSign, real, signBit } from "./format.js";
import { cosh, sinh } from "./hyperbolic.js";
import { arcsinh } from "./inverse-hyperbolic.js";
import { arctan2 } from "./inverse-trigonometry.js";
import { log, log1p, logOnePlus } from "./logarithm.js";
import { exactProduct, exactSum, fastSum } from "./pairs.js";
import { LARGE } from "./reduction.js";
import { hypot } from "./roots.js";
import { sineAndCosine } from "./trigonometry.js";

/** The parts of a result, and whether the operands are none that the formula is for. */
export interface ComplexNodes {
  readonly re: Node;
  readonly im: Node;
  readonly odd: Node;
}

/** A complex function of nodes of doubles: the parts of its operands. */
export type ComplexComposition = (b: Builder, ...parts: Node[]) => ComplexNodes;

/** Beyond this a square overflows; below its inverse it vanishes. */
const HUGE = 1e150;
const TINY = 1e-150;
/** Exponentials of less are finite, and so are their products with what is at most 1. */
const MOST = 709;
const MOST_OF_SINGLES = 88;

const notBelow = (b: Builder, x: Node, limit: number): Node =>
  b.not(b.lt(b.abs(x), b.lit(x, limit)));
const either = (b: Builder, ...all: Node[]): Node => all.reduce((sum, one) => b.or(sum, one));
const isZero = (b: Builder, x: Node): Node => b.eq(x, b.lit(x, 0));
const choose = (b: Builder, condition: Node, x: Node, y: Node): Node =>
  real(b.select(condition, x, y));
const withSignOf = (b: Builder, magnitude: Node, x: Node): Node =>
  flipSign(b, magnitude, signBit(b, bitsOf(b, x)));
const scaled = ({ re, im, odd }: ComplexNodes, b: Builder, factor: number): ComplexNodes => ({
  re: real(b.mul(re, b.lit(re, factor))),
  im: real(b.mul(im, b.lit(im, factor))),
  odd,
});

/** Whether an angle is too large to be reduced in the short way. */
const isFar = (b: Builder, x: Node): Node => notBelow(b, x, LARGE.f64);

function cexp(b: Builder, x: Node, y: Node): ComplexNodes {
  const e = exp(b, x);
  const { sine, cosine } = sineAndCosine(b, y);
  const odd = either(b, b.not(b.lt(x, b.lit(x, MOST))), isFar(b, y));
  return { re: real(b.mul(e, cosine)), im: real(b.mul(e, sine)), odd };
}

/** Exponents between which the logarithm's argument is left as it is. */
const NEAR = 10;

/** log|z| = (log(1 + (x² + y² - 1)) / 2, whose argument is a pair; numbers far from 1 are brought near to it first. */
function logAbs(b: Builder, x: Node, y: Node): { value: Node; odd: Node } {
  const [ax, ay] = [b.abs(x), b.abs(y)];
  const isLess = b.lt(ax, ay);
  const [big, small] = [choose(b, isLess, ay, ax), choose(b, isLess, ax, ay)];
  const zero = b.lit(x, 0);
  const exponent = b.exponent(big);
  const isNear = b.lt(b.abs(exponent), b.lit(x, NEAR));
  const e = choose(b, isNear, zero, exponent);
  const down = b.neg(e);
  const [p, q] = [b.scale(big, down), b.scale(small, down)];
  const [pp, pLost] = exactProduct(b, p, p);
  const [qq, qLost] = exactProduct(b, q, q);
  const [less, lessLost] = exactSum(b, pp, b.lit(x, -1));
  const [sum, lost] = exactSum(b, less, qq);
  const rest = real(b.add(b.add(lost, lessLost), b.add(pLost, qLost)));
  const [high, low] = fastSum(b, sum, rest);
  const half = real(b.mul(logOnePlus(b, high, low), b.lit(x, 0.5)));
  const finite = b.and(b.gt(big, zero), b.lt(big, b.lit(x, Infinity)));
  const isNumber = b.not(b.or(b.isnan(x), b.isnan(y)));
  return { value: b.fma(e, b.lit(x, Math.LN2), half), odd: b.not(b.and(finite, isNumber)) };
}

function clog(b: Builder, x: Node, y: Node): ComplexNodes {
  const { value, odd } = logAbs(b, x, y);
  return { re: value, im: arctan2(b, y, x), odd };
}

/** Roots of numbers whose squares are numbers too. */
function csqrt(b: Builder, x: Node, y: Node): ComplexNodes {
  const [ax, ay] = [b.abs(x), b.abs(y)];
  const modulus = b.sqrt(b.fma(ax, ax, b.mul(ay, ay)));
  const t = b.sqrt(b.mul(b.add(ax, modulus), b.lit(x, 0.5)));
  const nothing = isZero(b, t);
  const other = choose(b, nothing, ay, real(b.div(ay, b.add(t, t))));
  const isRight = b.or(b.ge(x, b.lit(x, 0)), nothing);
  const re = choose(b, isRight, t, other);
  const im = withSignOf(b, choose(b, isRight, other, t), y);
  const isSmall = b.and(b.lt(ax, b.lit(x, TINY)), b.lt(ay, b.lit(x, TINY)));
  const vanishes = b.and(isSmall, b.not(b.and(isZero(b, x), isZero(b, y))));
  return { re, im, odd: either(b, notBelow(b, x, HUGE), notBelow(b, y, HUGE), vanishes) };
}

function waves(b: Builder, x: Node, y: Node) {
  const { sine, cosine } = sineAndCosine(b, y);
  const odd = b.or(notBelow(b, x, MOST), isFar(b, y));
  return { sinh: sinh(b, x), cosh: cosh(b, x), sin: sine, cos: cosine, odd };
}

function csinh(b: Builder, x: Node, y: Node): ComplexNodes {
  const { sinh, cosh, sin, cos, odd } = waves(b, x, y);
  return { re: real(b.mul(sinh, cos)), im: real(b.mul(cosh, sin)), odd };
}

function ccosh(b: Builder, x: Node, y: Node): ComplexNodes {
  const { sinh, cosh, sin, cos, odd } = waves(b, x, y);
  return { re: real(b.mul(cosh, cos)), im: real(b.mul(sinh, sin)), odd };
}

/** Beyond this tanh is 1, and its square is finite below the second number. */
const SATURATED = 22;
const SQUARED = 350;

/** tanh(x + iy) = (sinh x cosh x + i sin y cos y) / (sinh² x + cos² y). */
function ctanh(b: Builder, x: Node, y: Node): ComplexNodes {
  const { sinh, cosh, sin, cos } = waves(b, x, y);
  const down = b.fma(sinh, sinh, b.mul(cos, cos));
  const one = withSignOf(b, b.lit(x, 1), x);
  const isFull = b.gt(b.abs(x), b.lit(x, SATURATED));
  return {
    re: choose(b, isFull, one, real(b.div(b.mul(sinh, cosh), down))),
    im: real(b.div(b.mul(sin, cos), down)),
    odd: b.or(notBelow(b, x, SQUARED), isFar(b, y)),
  };
}

/** f(iz) / i of a function that is odd: sin from sinh, arcsin from arcsinh. */
function turned(f: ComplexComposition): ComplexComposition {
  return (b, x, y) => {
    const { re, im, odd } = f(b, real(b.neg(y!)), x!);
    return { re: im, im: real(b.neg(re)), odd };
  };
}

const ccos: ComplexComposition = (b, x, y) => ccosh(b, real(b.neg(y!)), x!);

function casinh(b: Builder, x: Node, y: Node): ComplexNodes {
  const one = b.lit(x, 1);
  const first = csqrt(b, real(b.add(one, y)), real(b.neg(x)));
  const second = csqrt(b, real(b.sub(one, y)), x);
  const across = b.fma(first.re, second.im, b.neg(b.mul(first.im, second.re)));
  const along = b.fma(first.re, second.re, b.neg(b.mul(first.im, second.im)));
  return {
    re: arcsinh(b, across),
    im: arctan2(b, y, along),
    odd: either(b, first.odd, second.odd),
  };
}

function cacos(b: Builder, x: Node, y: Node): ComplexNodes {
  const one = b.lit(x, 1);
  const first = csqrt(b, real(b.sub(one, x)), real(b.neg(y)));
  const second = csqrt(b, real(b.add(one, x)), y);
  const angle = arctan2(b, first.re, second.re);
  const across = b.fma(second.re, first.im, b.neg(b.mul(second.im, first.re)));
  return {
    re: real(b.add(angle, angle)),
    im: arcsinh(b, across),
    odd: either(b, first.odd, second.odd),
  };
}

function cacosh(b: Builder, x: Node, y: Node): ComplexNodes {
  const { re, im, odd } = cacos(b, x, y);
  return { re: b.abs(im), im: withSignOf(b, re, y), odd };
}

/** Beyond this a complex arctangent is all but pi/2. */
const WIDE = 1e7;

function catanh(b: Builder, x: Node, y: Node): ComplexNodes {
  const one = b.lit(x, 1);
  const ax = b.abs(x);
  const less = real(b.sub(one, ax));
  const four = b.mul(ax, b.lit(x, 4));
  const ratio = real(b.div(four, b.fma(less, less, b.mul(y, y))));
  const re = real(b.mul(log1p(b, ratio), b.lit(x, 0.25)));
  const along = b.fma(b.neg(y), y, b.mul(less, b.add(one, ax)));
  const angle = arctan2(b, real(b.add(y, y)), along);
  // Beside ±1 the square of a small y would be lost.
  const beside = b.and(b.eq(ax, one), b.lt(b.abs(y), b.lit(x, TINY)));
  return {
    re: withSignOf(b, re, x),
    im: real(b.mul(angle, b.lit(x, 0.5))),
    odd: either(b, notBelow(b, x, WIDE), notBelow(b, y, WIDE), beside),
  };
}

/** Rounds to single precision what NumPy computes in it on the way. */
type Rounding = (b: Builder, x: Node) => Node;
const double: Rounding = (_b, x) => x;
const single: Rounding = (b, x) => real(b.cast(b.cast(x, "f32"), "f64"));

function clog1p(round: Rounding): ComplexComposition {
  return (b, x, y) => {
    const shifted = round(b, real(b.add(x!, b.lit(x!, 1))));
    const re = log(b, round(b, hypot(b, shifted, y!)));
    const odd = either(b, notBelow(b, x!, Infinity), notBelow(b, y!, Infinity));
    return { re, im: arctan2(b, y!, shifted), odd };
  };
}

function cexpm1(round: Rounding): ComplexComposition {
  return (b, x, y) => {
    const { sine: half } = sineAndCosine(b, real(b.mul(y!, b.lit(y!, 0.5))));
    const { sine, cosine } = sineAndCosine(b, y!);
    const s = round(b, half);
    const product = (p: Node, q: Node) => round(b, real(b.mul(p, q)));
    const first = product(round(b, expm1(b, x!)), round(b, cosine));
    const second = product(round(b, real(b.add(s, s))), s);
    const im = real(b.mul(round(b, exp(b, x!)), round(b, sine)));
    const odd = either(b, b.not(b.lt(x!, b.lit(x!, MOST))), isFar(b, y!));
    return { re: real(b.sub(first, second)), im, odd };
  };
}

function cexp2(round: Rounding, ln2: number): ComplexComposition {
  return (b, x, y) => {
    const times = (part: Node) => round(b, real(b.mul(part, b.lit(part, ln2))));
    return cexp(b, times(x!), times(y!));
  };
}

/**
 * exp(b log a). Whole exponents, which NumPy multiplies out, powers of 0 and those that are not finite are odd: the
 * others raise no errors.
 */
function cpow(round: Rounding, most: number): ComplexComposition {
  return (b, x, y, p, q) => {
    const { re: logRe, im: logIm, odd } = clog(b, x!, y!);
    const [re, im] = [round(b, logRe), round(b, logIm)];
    const times = (u: Node, v: Node) => round(b, real(b.mul(u, v)));
    const size = round(b, real(b.sub(times(p!, re), times(q!, im))));
    const angle = round(b, real(b.add(times(p!, im), times(q!, re))));
    const result = cexp(b, size, angle);
    const isWhole = b.and(isZero(b, q!), b.eq(b.floor(p!), p!));
    // what is below all numbers is an overflow too, though its exponential is zero
    const isLarge = b.or(b.not(b.lt(size, b.lit(size, most))), notBelow(b, size, Infinity));
    return { ...result, odd: either(b, odd, result.odd, isWhole, isLarge) };
  };
}

/** What complex functions are composed of, by the name of their `call` nodes without the part. */
export const complexCompositions: Readonly<Record<string, ComplexComposition | undefined>> = {
  cexp,
  cexp2: cexp2(double, Math.LN2),
  cexp2f: cexp2(single, Math.fround(Math.LN2)),
  cexpm1: cexpm1(double),
  cexpm1f: cexpm1(single),
  clog,
  clog2: (b, x, y) => scaled(clog(b, x!, y!), b, Math.LOG2E),
  clog10: (b, x, y) => scaled(clog(b, x!, y!), b, Math.LOG10E),
  clog1p: clog1p(double),
  clog1pf: clog1p(single),
  csqrt,
  csin: turned(csinh),
  ccos,
  ctan: turned(ctanh),
  carcsin: turned(casinh),
  carccos: cacos,
  carctan: turned(catanh),
  csinh,
  ccosh,
  ctanh,
  carcsinh: casinh,
  carccosh: cacosh,
  carctanh: catanh,
  cpow: cpow(double, MOST),
  cpowf: cpow(single, MOST_OF_SINGLES),
};
