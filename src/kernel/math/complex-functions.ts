// Complex elementary functions on doubles, with C99's special values (Annex G). Each sets `C.re` and `C.im`.
// Formulas: W. Kahan, "Branch cuts for complex elementary functions" (1987), and Annex G's tables.

import { copysign, hypot } from "./real-functions.js";

/** The parts of a result. */
export interface Result {
  re: number;
  im: number;
}

/** The one result object, valid until the next call. */
export const C: Result = { re: 0, im: 0 };

const { sin, cos, tan, exp, expm1, log, log1p, sqrt, abs, atan2, asinh, sinh, cosh } = Math;
const LN2 = Math.LN2;
/** Beyond this a square overflows. */
const HUGE = 1e150;
const TINY = 1e-300;

function set(re: number, im: number): Result {
  C.re = re;
  C.im = im;
  return C;
}

export function cexp(x: number, y: number): Result {
  if (y === 0) return set(exp(x), y);
  if (x === -Infinity && !Number.isFinite(y)) return set(0, Number.isNaN(y) ? 0 : copysign(0, y));
  if (x === Infinity && !Number.isFinite(y)) return set(x, NaN);
  if (x > 709) {
    // exp(x) may overflow where its product with a small cosine does not.
    const half = exp(x / 2);
    return set(half * cos(y) * half, half * sin(y) * half);
  }
  const e = exp(x);
  return set(e * cos(y), e * sin(y));
}

/** log|z|, accurate also where |z| is near 1. */
function logAbs(x: number, y: number): number {
  let big = abs(x);
  let small = abs(y);
  if (small > big) [big, small] = [small, big];
  if (big > 0.5 && big < 1.5 && small < 1.5) {
    const t = (big - 1) * (big + 1) + small * small;
    if (t > -0.5 && t < 2) return 0.5 * log1p(t);
  }
  if (big > HUGE && big < Infinity) return log(hypot(x / 2, y / 2)) + LN2;
  // a subnormal modulus has few bits
  if (big < TINY && big > 0) return log(hypot(x * 2 ** 54, y * 2 ** 54)) - 54 * LN2;
  return log(hypot(x, y));
}

export function clog(x: number, y: number): Result {
  return set(logAbs(x, y), atan2(y, x));
}

export function csqrt(x: number, y: number): Result {
  if (x === 0 && y === 0) return set(0, y);
  if (y === Infinity || y === -Infinity) return set(Infinity, y);
  if (Number.isNaN(x)) return set(NaN, NaN);
  if (x === Infinity) return set(x, Number.isNaN(y) ? y : copysign(0, y));
  if (x === -Infinity)
    return set(Number.isNaN(y) ? NaN : 0, Number.isNaN(y) ? Infinity : copysign(Infinity, y));
  let [a, b, scale] = [x, y, 1];
  if (abs(x) > HUGE || abs(y) > HUGE) [a, b, scale] = [x / 4, y / 4, 2];
  else if (abs(x) < 1e-150 && abs(y) < 1e-150)
    [a, b, scale] = [x * 2 ** 108, y * 2 ** 108, 2 ** -54];
  const t = sqrt((abs(a) + hypot(a, b)) / 2);
  if (a >= 0) return set(t * scale, (b / (2 * t)) * scale);
  return set((abs(b) / (2 * t)) * scale, copysign(t * scale, y));
}

export function csinh(x: number, y: number): Result {
  if (y === 0) return set(sinh(x), y);
  if (x === 0)
    return set(Number.isFinite(y) ? copysign(0, x * cos(y)) : x, Number.isFinite(y) ? sin(y) : NaN);
  // The sign of this infinity is unspecified; glibc's is plus, here and in csin and casin.
  if (!Number.isFinite(y)) return set(abs(x) === Infinity ? Infinity : NaN, NaN);
  if (Number.isNaN(x)) return set(NaN, NaN);
  if (abs(x) > 709 && Number.isFinite(x)) {
    const half = exp(abs(x) / 2);
    return set(copysign(half * 0.5, x) * cos(y) * half, half * 0.5 * sin(y) * half);
  }
  return set(sinh(x) * cos(y), cosh(x) * sin(y));
}

export function ccosh(x: number, y: number): Result {
  if (y === 0) return set(cosh(x), Number.isNaN(x) ? y : copysign(0, x) * copysign(1, y));
  if (x === 0) return set(Number.isFinite(y) ? cos(y) : NaN, Number.isFinite(y) ? x * sin(y) : 0);
  if (!Number.isFinite(y)) return set(abs(x) === Infinity ? Infinity : NaN, NaN);
  if (Number.isNaN(x)) return set(NaN, NaN);
  if (abs(x) > 709 && Number.isFinite(x)) {
    const half = exp(abs(x) / 2);
    return set(half * 0.5 * cos(y) * half, copysign(half * 0.5, x) * sin(y) * half);
  }
  return set(cosh(x) * cos(y), sinh(x) * sin(y));
}

export function ctanh(x: number, y: number): Result {
  if (Number.isNaN(x)) return set(x, y === 0 ? y : NaN);
  if (abs(x) === Infinity)
    return set(copysign(1, x), Number.isFinite(y) ? copysign(0, sin(y) * cos(y)) : copysign(0, y));
  if (!Number.isFinite(y)) return set(x === 0 ? x : NaN, NaN);
  if (abs(x) > 22) {
    const e = exp(-abs(x));
    return set(copysign(1, x), 4 * sin(y) * cos(y) * e * e);
  }
  const t = tan(y);
  const beta = 1 + t * t;
  const s = sinh(x);
  const rho = sqrt(1 + s * s);
  const denominator = 1 + beta * s * s;
  return set((beta * rho * s) / denominator, t / denominator);
}

// sin z = -i sinh iz, cos z = cosh iz, tan z = -i tanh iz.
export function csin(x: number, y: number): Result {
  if (abs(y) === Infinity && !Number.isFinite(x)) return set(NaN, Infinity);
  csinh(-y, x);
  return set(C.im, -C.re);
}

export function ccos(x: number, y: number): Result {
  return ccosh(-y, x);
}

export function ctan(x: number, y: number): Result {
  ctanh(-y, x);
  return set(C.im, -C.re);
}

export function casin(x: number, y: number): Result {
  if (abs(x) === Infinity && Number.isNaN(y)) return set(NaN, Infinity);
  // asin z = -i asinh iz
  casinh(-y, x);
  return set(C.im, -C.re);
}

export function casinh(x: number, y: number): Result {
  if (Number.isNaN(x) || Number.isNaN(y)) {
    if (abs(x) === Infinity) return set(x, y);
    if (y === 0) return set(x, y);
    if (abs(y) === Infinity) return set(Infinity, NaN);
    return set(NaN, NaN);
  }
  if (abs(x) > HUGE || abs(y) > HUGE) {
    if (abs(x) === Infinity || abs(y) === Infinity) {
      const angle = abs(x) === Infinity ? (abs(y) === Infinity ? Math.PI / 4 : 0) : Math.PI / 2;
      return set(copysign(Infinity, x), copysign(angle, y));
    }
    return set(copysign(logAbs(x, y) + LN2, x), atan2(y, abs(x)));
  }
  // With w = iz: Re asin w = atan2(Re w, Re(sqrt(1-w) sqrt(1+w))), Im asin w = asinh(Im(conj(sqrt(1-w)) sqrt(1+w))).
  csqrt(1 + y, -x);
  const [ar, ai] = [C.re, C.im];
  csqrt(1 - y, x);
  const [br, bi] = [C.re, C.im];
  return set(asinh(ar * bi - ai * br), atan2(y, ar * br - ai * bi));
}

export function cacos(x: number, y: number): Result {
  if (Number.isNaN(x) || Number.isNaN(y)) {
    if (abs(x) === Infinity) return set(NaN, -Infinity);
    if (abs(y) === Infinity) return set(NaN, -y);
    if (x === 0) return set(Math.PI / 2, NaN);
    return set(NaN, NaN);
  }
  if (abs(x) > HUGE || abs(y) > HUGE) {
    return set(atan2(abs(y), x), copysign(logAbs(x, y) + LN2, -y));
  }
  csqrt(1 - x, -y);
  const [ar, ai] = [C.re, C.im];
  csqrt(1 + x, y);
  const [br, bi] = [C.re, C.im];
  return set(2 * atan2(ar, br), asinh(br * ai - bi * ar));
}

export function cacosh(x: number, y: number): Result {
  // acosh z = ±i acos z, on the side whose real part is not negative.
  cacos(x, y);
  const { re, im } = C;
  if (Number.isNaN(re) && Number.isNaN(im)) return set(NaN, NaN);
  if (Number.isNaN(re)) return set(abs(im), re);
  if (Number.isNaN(im)) return set(NaN, x === 0 ? re : im);
  return set(abs(im), copysign(re, y));
}

export function catanh(x: number, y: number): Result {
  if (Number.isNaN(x) || Number.isNaN(y)) {
    if (abs(x) === Infinity) return set(copysign(0, x), NaN);
    if (x === 0) return set(x, NaN);
    if (abs(y) === Infinity) return set(copysign(0, x), copysign(Math.PI / 2, y));
    return set(NaN, NaN);
  }
  if (x === 0) return set(x, Math.atan(y));
  if (y === 0 && abs(x) <= 1) return set(Math.atanh(x), y);
  if (abs(x) > 1e7 || abs(y) > 1e7) {
    // atanh z = ±iπ/2 + 1/z + …
    const endless = abs(x) === Infinity || abs(y) === Infinity;
    const re = endless ? 0 : inverseReal(x, y);
    const im = endless ? 0 : inverseReal(y, x);
    return set(copysign(re, x), copysign(Math.PI / 2 - im, y));
  }
  const ax = abs(x);
  // beside ±1 the square of a small y would be lost
  const near = ax === 1 && abs(y) < 1 / HUGE;
  const re = near ? (LN2 - log(abs(y))) / 2 : log1p((4 * ax) / ((1 - ax) * (1 - ax) + y * y)) / 4;
  const im = atan2(2 * y, (1 - ax) * (1 + ax) - y * y) / 2;
  return set(copysign(re, x), im);
}

/** |Re(1/z)| without overflow. */
function inverseReal(x: number, y: number): number {
  const [ax, ay] = [abs(x), abs(y)];
  return ax >= ay ? 1 / (ax + (ay / ax) * ay) : ax / ay / (ay + (ax / ay) * ax);
}

export function catan(x: number, y: number): Result {
  // atan z = -i atanh iz
  catanh(-y, x);
  return set(C.im, -C.re);
}

export function clog2(x: number, y: number): Result {
  clog(x, y);
  return set(C.re * Math.LOG2E, C.im * Math.LOG2E);
}

export function clog10(x: number, y: number): Result {
  clog(x, y);
  return set(C.re * Math.LOG10E, C.im * Math.LOG10E);
}

/** Rounds to single precision what NumPy computes in it on the way. */
const single = Math.fround;
const double = (x: number): number => x;
type Rounding = (x: number) => number;

// NumPy computes these three by the plain formulas, here as there in the precision of the operand.

function log1pIn(round: Rounding, x: number, y: number): Result {
  const shifted = round(x + 1);
  return set(log(round(hypot(shifted, y))), atan2(y, shifted));
}

export function clog1p(x: number, y: number): Result {
  return log1pIn(double, x, y);
}

export function clog1pf(x: number, y: number): Result {
  return log1pIn(single, x, y);
}

function expm1In(round: Rounding, x: number, y: number): Result {
  const s = round(sin(y / 2));
  const re = round(round(expm1(x)) * round(cos(y))) - round(round(2 * s) * s);
  return set(re, round(exp(x)) * round(sin(y)));
}

export function cexpm1(x: number, y: number): Result {
  return expm1In(double, x, y);
}

export function cexpm1f(x: number, y: number): Result {
  return expm1In(single, x, y);
}

export function cexp2f(x: number, y: number): Result {
  const ln2 = single(LN2);
  return cexp(single(x * ln2), single(y * ln2));
}

export function cexp2(x: number, y: number): Result {
  return cexp(x * LN2, y * LN2);
}

function multiply(round: Rounding, ar: number, ai: number, br: number, bi: number): Result {
  const re = round(round(ar * br) - round(ai * bi));
  return set(re, round(round(ar * bi) + round(ai * br)));
}

/** The product as C99 has it (Annex G.5.1): infinite where a factor is, also where the formula gives NaN. */
function multiplyInfinities(
  round: Rounding,
  ar: number,
  ai: number,
  br: number,
  bi: number,
): Result {
  multiply(round, ar, ai, br, bi);
  if (!Number.isNaN(C.re) || !Number.isNaN(C.im)) return C;
  const endless = (x: number) => abs(x) === Infinity;
  // an infinite part becomes ±1, the part beside it ±0; NaN of the other factor becomes ±0
  const boxed = (x: number) => copysign(endless(x) ? 1 : 0, x);
  const plain = (x: number) => (Number.isNaN(x) ? copysign(0, x) : x);
  const first = endless(ar) || endless(ai);
  const second = endless(br) || endless(bi);
  if (!first && !second) return C;
  let [a, b] = first ? [boxed(ar), boxed(ai)] : [ar, ai];
  let [c, d] = second ? [boxed(br), boxed(bi)] : [br, bi];
  if (first) [c, d] = [plain(c), plain(d)];
  if (second) [a, b] = [plain(a), plain(b)];
  return set(Infinity * (a * c - b * d), Infinity * (a * d + b * c));
}

/** Powers as NumPy: small integer exponents by repeated multiplication, others by exp(b log a). */
function powIn(round: Rounding, ar: number, ai: number, br: number, bi: number): Result {
  if (br === 0 && bi === 0) return set(1, 0);
  if (ar === 0 && ai === 0) return br > 0 ? set(0, 0) : set(NaN, NaN);
  if (bi === 0 && Number.isInteger(br) && abs(br) < 100) {
    if (br === 1) return set(ar, ai);
    let mask = 1;
    const n = abs(br);
    let [rr, ri, pr, pi] = [1, 0, ar, ai];
    for (;;) {
      if (n & mask) {
        multiply(round, rr, ri, pr, pi);
        [rr, ri] = [C.re, C.im];
      }
      mask <<= 1;
      if (n < mask) break;
      multiply(round, pr, pi, pr, pi);
      [pr, pi] = [C.re, C.im];
    }
    if (br > 0) return set(rr, ri);
    return reciprocal(rr, ri);
  }
  clog(ar, ai);
  multiplyInfinities(round, br, bi, round(C.re), round(C.im));
  return cexp(C.re, C.im);
}

export function cpow(ar: number, ai: number, br: number, bi: number): Result {
  return powIn(double, ar, ai, br, bi);
}

export function cpowf(ar: number, ai: number, br: number, bi: number): Result {
  return powIn(single, ar, ai, br, bi);
}

function reciprocal(x: number, y: number): Result {
  if (abs(y) <= abs(x)) {
    const r = y / x;
    const d = x + y * r;
    return set(1 / d, -r / d);
  }
  const r = x / y;
  const d = x * r + y;
  return set(r / d, -1 / d);
}
