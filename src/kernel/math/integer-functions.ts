// Integer functions that need loops: powers, greatest common divisors. Narrow integers are numbers, 64-bit
// ones int32 halves in and out (the high half through `R.hi` of js/helpers.ts).

import { fromBig, fromSafe, isSafe, toBig, toBigUnsigned } from "../wide.js";

/** x to the power y modulo 2^32, for y >= 0. The caller wraps to the lane. */
export function powerNarrow(x: number, y: number): number {
  let base = x | 0;
  let exponent = y;
  let result = 1;
  while (exponent > 0) {
    if (exponent & 1) result = Math.imul(result, base);
    base = Math.imul(base, base);
    exponent = Math.floor(exponent / 2);
  }
  return result;
}

/** The same modulo 2^64; the exponent's high half only matters for bases 0, 1 and -1 and even ones. */
export function powerWide(xl: number, xh: number, yl: number, yh: number): number {
  if (yh === 0 && isSmall(xl, xh)) {
    const exact = xl ** (yl >>> 0);
    if (Math.abs(exact) <= Number.MAX_SAFE_INTEGER) return fromSafe(exact);
  }
  let base = toBig(xl, xh);
  let exponent = toBigUnsigned(yl, yh);
  let result = 1n;
  while (exponent > 0n) {
    if (exponent & 1n) result = BigInt.asIntN(64, result * base);
    base = BigInt.asIntN(64, base * base);
    exponent >>= 1n;
  }
  return fromBig(result);
}

const isSmall = (lo: number, hi: number): boolean => hi === lo >> 31;

/** The greatest common divisor of absolute values. */
export function gcdNarrow(x: number, y: number): number {
  let a = Math.abs(x);
  let b = Math.abs(y);
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** The least common multiple of absolute values; 0 if either is 0. */
export function lcmNarrow(x: number, y: number): number {
  const divisor = gcdNarrow(x, y);
  return divisor === 0 ? 0 : Math.imul(Math.abs(x) / divisor, Math.abs(y));
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

function gcdBig(x: bigint, y: bigint): bigint {
  let a = x;
  let b = y;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function gcdOf(x: bigint, y: bigint): number {
  return fromBig(gcdBig(magnitude(x), magnitude(y)));
}

function lcmOf(x: bigint, y: bigint): number {
  const divisor = gcdBig(magnitude(x), magnitude(y));
  return fromBig(divisor === 0n ? 0n : (magnitude(x) / divisor) * magnitude(y));
}

export function gcdI64(xl: number, xh: number, yl: number, yh: number): number {
  if (isSafe(xh) && isSafe(yh)) {
    return fromSafe(gcdNarrow(xh * 4294967296 + (xl >>> 0), yh * 4294967296 + (yl >>> 0)));
  }
  return gcdOf(toBig(xl, xh), toBig(yl, yh));
}

export function gcdU64(xl: number, xh: number, yl: number, yh: number): number {
  if (xh >= 0 && yh >= 0) return gcdI64(xl, xh, yl, yh);
  return gcdOf(toBigUnsigned(xl, xh), toBigUnsigned(yl, yh));
}

export function lcmI64(xl: number, xh: number, yl: number, yh: number): number {
  return lcmOf(toBig(xl, xh), toBig(yl, yh));
}

export function lcmU64(xl: number, xh: number, yl: number, yh: number): number {
  return lcmOf(toBigUnsigned(xl, xh), toBigUnsigned(yl, yh));
}
