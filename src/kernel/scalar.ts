// What kernel arithmetic means, one value at a time: the reference that every lowering is tested against.
// Slow and plain on purpose. 64-bit integers are bigints, everything else is a number (bool: 0 or 1).

import { halfToNumber, numberToHalf } from "../core/half.js";
import { type Lane, laneInfo } from "./lanes.js";

/** One value of a lane: bigint for i64 and u64, number for the rest. */
export type Scalar = number | bigint;

/** Brings an exact integer into an integer lane, modulo 2^bits. */
export function wrapInteger(lane: Lane, value: bigint): Scalar {
  const { kind, bits, wide } = laneInfo[lane];
  const wrapped = kind === "i" ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return wide ? wrapped : Number(wrapped);
}

/** Rounds a number to the nearest value of a float lane. Half precision rounds from single, as NumPy computes. */
export function roundFloat(lane: Lane, value: number): number {
  if (lane === "f64") return value;
  if (lane === "f32") return Math.fround(value);
  return halfToNumber(numberToHalf(Math.fround(value)));
}

const two31 = 2 ** 31;
const two63 = 2 ** 63;

function toInt64(x: number): bigint {
  const whole = Math.trunc(x);
  return whole >= -two63 && whole < two63 ? BigInt(whole) : -(2n ** 63n);
}

/** Float to integer as x86-64's conversions give it: out of range and NaN become the most negative value. */
function floatToInteger(x: number, to: Lane): Scalar {
  switch (to) {
    case "i64":
      return toInt64(x);
    case "u64":
      if (x >= two63) return BigInt.asUintN(64, toInt64(x - two63) ^ (1n << 63n));
      return BigInt.asUintN(64, toInt64(x));
    case "u32":
      return wrapInteger("u32", toInt64(x));
    default: {
      const whole = Math.trunc(x);
      const int32 = whole >= -two31 && whole < two31 ? whole : -two31;
      return wrapInteger(to, BigInt(int32));
    }
  }
}

/** Rounds an integer to single precision in one step, which Math.fround(Number(x)) is not. */
function integerToF32(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  if (magnitude < 1n << 53n) return Math.fround(Number(value));
  // A sticky bit far below single precision keeps ties honest through the rounding to double.
  const sticky = (magnitude & 0xfffn) === 0n ? 0n : 0x800n;
  const rounded = Math.fround(Number((magnitude & ~0xfffn) | sticky));
  return value < 0n ? -rounded : rounded;
}

/** A value of one lane as a value of another, with NumPy's (C's, on x86-64) meaning. */
export function castScalar(from: Lane, to: Lane, value: Scalar): Scalar {
  if (from === to) return value;
  const source = laneInfo[from];
  const target = laneInfo[to];
  if (target.kind === "b") return Number(value) === 0 ? 0 : 1;
  if (source.kind === "f") {
    const x = Number(value);
    if (target.kind !== "f") return floatToInteger(x, to);
    return to === "f16" ? halfToNumber(numberToHalf(x)) : roundFloat(to, x);
  }
  if (target.kind !== "f") return wrapInteger(to, BigInt(value));
  if (to === "f64") return Number(value);
  const single = integerToF32(BigInt(value));
  return to === "f16" ? halfToNumber(numberToHalf(single)) : single;
}

const bytes = new DataView(new ArrayBuffer(8));

/** The bits of a value, as an unsigned integer. */
export function bitsOf(lane: Lane, value: Scalar): bigint {
  switch (lane) {
    case "f64":
      bytes.setFloat64(0, Number(value));
      return bytes.getBigUint64(0);
    case "f32":
      bytes.setFloat32(0, Number(value));
      return BigInt(bytes.getUint32(0));
    case "f16":
      return BigInt(numberToHalf(Number(value)));
    default:
      return BigInt.asUintN(laneInfo[lane].bits, BigInt(value));
  }
}

/** The value of a lane that has these bits. */
export function fromBits(lane: Lane, bits: bigint): Scalar {
  switch (lane) {
    case "f64":
      bytes.setBigUint64(0, bits);
      return bytes.getFloat64(0);
    case "f32":
      bytes.setUint32(0, Number(bits));
      return bytes.getFloat32(0);
    case "f16":
      return halfToNumber(Number(bits));
    case "bool":
      return bits === 0n ? 0 : 1;
    default:
      return wrapInteger(lane, bits);
  }
}

/** Rounds to the nearest integer, ties to even, keeping the sign of zero. */
export function rint(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 4503599627370496) || x === 0) return x;
  const rounded = magnitude + 4503599627370496 - 4503599627370496;
  return x < 0 ? -rounded : rounded;
}
