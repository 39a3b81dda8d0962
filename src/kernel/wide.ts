// 64-bit integers as two int32 halves, for code that must not allocate bigints: a function with a 64-bit
// result returns the low half and leaves the high one in `R.hi`.

/** The high half of the latest 64-bit result. */
export const R = { hi: 0 };

/** The signed value of two halves. */
export const toBig = (lo: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0);

/** The unsigned value of two halves. */
export const toBigUnsigned = (lo: number, hi: number): bigint =>
  (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);

/** A value modulo 2^64 as halves. */
export function fromBig(value: bigint): number {
  const bits = BigInt.asIntN(64, value);
  R.hi = Number(bits >> 32n);
  return Number(BigInt.asIntN(32, bits));
}

/** Whether a signed value is below 2^53 in magnitude: then doubles hold it exactly. */
export const isSafe = (hi: number): boolean => hi >= -2097152 && hi < 2097152;

/** A whole number within 64 bits (so a double of any size up to 2^63) as halves. */
export function fromSafe(whole: number): number {
  const high = Math.floor(whole / 4294967296);
  R.hi = high | 0;
  return (whole - high * 4294967296) | 0;
}
