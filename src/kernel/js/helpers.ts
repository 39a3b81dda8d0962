// Functions that generated code calls by name: conversions and 64-bit arithmetic too long to write inline.
// 64-bit integers come as int32 halves; a function with a 64-bit result returns the low half and leaves
// the high one in `R.hi`, so that nothing is allocated.

import { halfTable, numberToHalf } from "../../core/half.js";
import { exponentOf, fma32, fma64, limitMagnitude, mantissaOf, scaleFloat } from "../float.js";
import { rint } from "../scalar.js";
import { fromBig, fromSafe, isSafe, R, toBig, toBigUnsigned } from "../wide.js";

const doubles = new Float64Array(1);
const doubleHalves = new Int32Array(doubles.buffer);
const singles = new Float32Array(1);
const singleBits = new Int32Array(singles.buffer);

const TWO32 = 4294967296;
const TWO63 = 2 ** 63;

/** The high half of an unsigned 32 by 32 bit product. */
function mulHigh(x: number, y: number): number {
  const xl = x & 65535;
  const xh = x >>> 16;
  const yl = y & 65535;
  const yh = y >>> 16;
  const mid = Math.imul(xh, yl) + (Math.imul(xl, yl) >>> 16);
  const mid2 = Math.imul(xl, yh) + (mid & 65535);
  return (Math.imul(xh, yh) + (mid >>> 16) + (mid2 >>> 16)) | 0;
}

function floatToI64(x: number): number {
  if (x >= -TWO63 && x < TWO63) {
    return fromSafe(Math.trunc(x));
  }
  R.hi = -2147483648;
  return 0;
}

/** As compilers do it on x86-64: through the signed conversion, shifted by 2^63 from there on. */
function floatToU64(x: number): number {
  if (x < TWO63) return floatToI64(x);
  if (!(x >= TWO63)) return floatToI64(x);
  const low = floatToI64(x - TWO63);
  R.hi ^= -2147483648;
  return low;
}

/** Single rounding: the bits that a double cannot hold survive as one sticky bit. */
function i64ToF32(lo: number, hi: number): number {
  const sticky = hi >= -2097152 && hi < 2097152 ? lo : (lo & 4095) === 0 ? lo : (lo & ~4095) | 2048;
  return Math.fround(hi * TWO32 + (sticky >>> 0));
}

function u64ToF32(lo: number, hi: number): number {
  const high = hi >>> 0;
  const sticky = high < 2097152 ? lo : (lo & 4095) === 0 ? lo : (lo & ~4095) | 2048;
  return Math.fround(high * TWO32 + (sticky >>> 0));
}

function f64ToBits(x: number): number {
  doubles[0] = x;
  R.hi = doubleHalves[1]!;
  return doubleHalves[0]!;
}

function f64FromBits(lo: number, hi: number): number {
  doubleHalves[0] = lo;
  doubleHalves[1] = hi;
  return doubles[0]!;
}

function f32ToBits(x: number): number {
  singles[0] = x;
  return singleBits[0]!;
}

function f32FromBits(bits: number): number {
  singleBits[0] = bits;
  return singles[0]!;
}

function divI64(xl: number, xh: number, yl: number, yh: number): number {
  if ((yl | yh) === 0) {
    R.hi = 0;
    return 0;
  }
  if (isSafe(xh) && isSafe(yh)) {
    const x = xh * TWO32 + (xl >>> 0);
    const y = yh * TWO32 + (yl >>> 0);
    return fromSafe((x - (x % y)) / y);
  }
  return fromBig(toBig(xl, xh) / toBig(yl, yh));
}

function remI64(xl: number, xh: number, yl: number, yh: number): number {
  if ((yl | yh) === 0) {
    R.hi = 0;
    return 0;
  }
  if (isSafe(xh) && isSafe(yh)) {
    return fromSafe((xh * TWO32 + (xl >>> 0)) % (yh * TWO32 + (yl >>> 0)));
  }
  return fromBig(toBig(xl, xh) % toBig(yl, yh));
}

function divU64(xl: number, xh: number, yl: number, yh: number): number {
  if ((xh >= 0 && yh >= 0) || (yl | yh) === 0) return divI64(xl, xh, yl, yh);
  return fromBig(toBigUnsigned(xl, xh) / toBigUnsigned(yl, yh));
}

function remU64(xl: number, xh: number, yl: number, yh: number): number {
  if ((xh >= 0 && yh >= 0) || (yl | yh) === 0) return remI64(xl, xh, yl, yh);
  return fromBig(toBigUnsigned(xl, xh) % toBigUnsigned(yl, yh));
}

function shl64(lo: number, hi: number, countLow: number, countHigh: number): number {
  if (countHigh !== 0 || countLow >>> 0 >= 64) {
    R.hi = 0;
    return 0;
  }
  if (countLow >= 32) {
    R.hi = lo << (countLow - 32);
    return 0;
  }
  R.hi = countLow === 0 ? hi : (hi << countLow) | (lo >>> (32 - countLow));
  return lo << countLow;
}

function shr64(lo: number, hi: number, countLow: number, countHigh: number): number {
  if (countHigh !== 0 || countLow >>> 0 >= 64) {
    R.hi = 0;
    return 0;
  }
  if (countLow >= 32) {
    R.hi = 0;
    return (hi >>> (countLow - 32)) | 0;
  }
  R.hi = (hi >>> countLow) | 0;
  return countLow === 0 ? lo : (lo >>> countLow) | (hi << (32 - countLow));
}

function sar64(lo: number, hi: number, countLow: number, countHigh: number): number {
  if (countHigh !== 0 || countLow >>> 0 >= 64) {
    R.hi = hi >> 31;
    return hi >> 31;
  }
  if (countLow >= 32) {
    R.hi = hi >> 31;
    return hi >> (countLow - 32);
  }
  R.hi = hi >> countLow;
  return countLow === 0 ? lo : (lo >>> countLow) | (hi << (32 - countLow));
}

const { fround, imul, sqrt, floor, ceil, trunc, min, max, abs } = Math;

const fixed = {
  R,
  fround,
  imul,
  sqrt,
  floor,
  ceil,
  trunc,
  rint,
  min,
  max,
  abs,
  mulHigh,
  floatToI64,
  floatToU64,
  i64ToF32,
  u64ToF32,
  f64ToBits,
  f64FromBits,
  f32ToBits,
  f32FromBits,
  divI64,
  remI64,
  divU64,
  remU64,
  shl64,
  shr64,
  sar64,
  fma64,
  fma32,
  scaleFloat,
  exponentOf,
  mantissaOf,
  limitMagnitude,
  toHalf: numberToHalf,
};

/** Names that generated code may use. */
export type HelperName = keyof typeof fixed | "halves";

/** The value behind a helper's name. */
export function helper(name: HelperName): unknown {
  return name === "halves" ? halfTable() : fixed[name];
}
