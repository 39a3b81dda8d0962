// Conversions between lanes in AVX2 instructions. The meaning is scalar.ts's: floats out of an integer's range become its
// most negative value, through int32 for narrow integers and through int64 for uint32.

import { type Lane, laneInfo } from "../../lanes.js";
import { type CastWays, castBy } from "../casting.js";
import { suffix } from "../selection.js";
import type { VirtualRegister } from "../virtual.js";
import { boolOf, invert, maskFor, resize } from "./lanes.js";
import type { Selection } from "./selection.js";

/** Quiet predicates of VCMPPS. */
const [LESS, NOT_EQUAL, NOT_LESS, NOT_LESS_OR_UNORDERED, GREATER] = [17, 4, 29, 21, 30];

/** Bits of doubles that hold an integer in their low bits: 2^52, 2^84, and what of them is to be taken off. */
const TWO52 = 0x4330000000000000n;
const TWO84 = 0x4530000000000000n;

function toBool(s: Selection, from: Lane, x: VirtualRegister): VirtualRegister {
  const { kind, bytes } = laneInfo[from];
  if (kind !== "f") {
    const isZero = s.value(from, `vpcmpeq${suffix(from)}`, [x, s.repeated(from, 0n)]);
    return invert(s, boolOf(s, bytes, isZero));
  }
  const value = from === "f16" ? castLane(s, "f16", "f32", x) : x;
  const lane = from === "f64" ? "f64" : "f32";
  const p = lane === "f64" ? "pd" : "ps";
  // Not equal or unordered, so that NaN is true.
  const mask = s.value(lane, `vcmp${p}`, [value, s.constant(lane, 0), NOT_EQUAL]);
  return boolOf(s, laneInfo[lane].bytes, mask);
}

function fromBool(s: Selection, to: Lane, x: VirtualRegister): VirtualRegister {
  if (to === "f16") return castLane(s, "f32", "f16", fromBool(s, "f32", x));
  const one = laneInfo[to].wide ? 1n : 1;
  return s.value(to, "vpand", [maskFor(s, to, x), s.constant(to, one)]);
}

/** Integers of 64 bits: their halves as parts of two doubles whose difference and sum round once. */
function wideToDouble(s: Selection, signed: boolean, x: VirtualRegister): VirtualRegister {
  const low = s.value("u64", "vpand", [x, s.repeated("u64", 0xffffffffn)]);
  const lowPart = s.value("f64", "vpor", [low, s.repeated("u64", TWO52)]);
  // A sign bit turned round is 2^31 more in the high half.
  const magic = signed ? TWO84 | 0x80000000n : TWO84;
  const high = s.value("u64", "vpsrlq", [x, 32]);
  const highPart = s.value("f64", "vpxor", [high, s.repeated("u64", magic)]);
  const surplus = 2 ** 84 + 2 ** 52 + (signed ? 2 ** 63 : 0);
  const rest = s.value("f64", "vsubpd", [highPart, s.constant("f64", surplus)]);
  return s.value("f64", "vaddpd", [rest, lowPart]);
}

/**
 * Integers of 64 bits as singles: beyond 2^53, bits that can't be seen in a single but for being there are made one
 * that a double has room for.
 */
function wideToSingle(s: Selection, signed: boolean, x: VirtualRegister): VirtualRegister {
  const u64 = (mnemonic: string, sources: Parameters<Selection["value"]>[2]) =>
    s.value("u64", mnemonic, sources);
  const cut = u64("vpand", [x, s.repeated("u64", 0xfffn)]);
  const isExact = u64("vpcmpeqq", [cut, s.repeated("u64", 0n)]);
  const sticky = u64("vpandn", [isExact, s.repeated("u64", 0x800n)]);
  const kept = u64("vpor", [u64("vpandn", [s.repeated("u64", 0xfffn), x]), sticky]);
  // Unsigned: the top bits are not 0. Signed: they are not all alike.
  const moved = signed ? u64("vpaddq", [x, s.repeated("u64", 1n << 53n)]) : x;
  const top = u64("vpsrlq", [moved, signed ? 54 : 53]);
  const isSmall = u64("vpcmpeqq", [top, s.repeated("u64", 0n)]);
  const chosen = s.choose("u64", isSmall, x, kept);
  return s.value("f32", "vcvtpd2ps", [wideToDouble(s, signed, chosen)]);
}

function integerToFloat(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  if (to === "f16") return castLane(s, "f32", "f16", integerToFloat(s, from, "f32", x));
  const { bytes, kind } = laneInfo[from];
  if (bytes === 8) return (to === "f64" ? wideToDouble : wideToSingle)(s, kind === "i", x);
  if (from === "u32" && to === "f64") {
    const wide = s.value("f64", "vpor", [resize(s, "u32", "u64", x), s.repeated("u64", TWO52)]);
    return s.value("f64", "vsubpd", [wide, s.constant("f64", 2 ** 52)]);
  }
  if (from === "u32") {
    // Both halves are exact; their sum is rounded once.
    const half = (bits: VirtualRegister) => s.value("f32", "vcvtdq2ps", [bits]);
    const high = half(s.value("u32", "vpsrld", [x, 16]));
    const low = half(s.value("u32", "vpand", [x, s.repeated("u32", 0xffffn)]));
    return s.value("f32", "?fmadd.ps", [high, s.constant("f32", 2 ** 16), low]);
  }
  const whole = resize(s, from, "i32", x);
  return s.value(to, to === "f64" ? "vcvtdq2pd" : "vcvtdq2ps", [whole]);
}

/** Doubles toward zero to int64, by halves; beyond its range the most negative integer. */
function doubleToI64(s: Selection, x: VirtualRegister): VirtualRegister {
  const whole = s.value("f64", "vroundpd", [x, 11]);
  const high = s.value("f64", "vroundpd", [
    s.value("f64", "vmulpd", [whole, s.constant("f64", 2 ** -32)]),
    9,
  ]);
  const low = s.value("f64", "?fnmadd.pd", [high, s.constant("f64", 2 ** 32), whole]);
  const highBits = s.value("f64", "vaddpd", [high, s.constant("f64", 1.5 * 2 ** 52)]);
  const lowBits = s.value("f64", "vaddpd", [low, s.constant("f64", 2 ** 52)]);
  const parts = s.value("i64", "vpor", [
    s.value("u64", "vpsllq", [highBits, 32]),
    s.value("u64", "vpand", [lowBits, s.repeated("u64", 0xffffffffn)]),
  ]);
  const magnitude = s.value("f64", "vpand", [x, s.repeated("u64", 2n ** 63n - 1n)]);
  const isOut = s.value("f64", "vcmppd", [
    magnitude,
    s.constant("f64", 2 ** 63),
    NOT_LESS_OR_UNORDERED,
  ]);
  return s.choose("i64", isOut, s.repeated("i64", 1n << 63n), parts);
}

/** From 2^63 on, the value less 2^63 is converted and its top bit set; below, as a signed integer. */
function doubleToU64(s: Selection, x: VirtualRegister): VirtualRegister {
  const two63 = s.constant("f64", 2 ** 63);
  const isLarge = s.value("f64", "vcmppd", [x, two63, NOT_LESS]);
  const reduced = s.value("f64", "vsubpd", [x, two63]);
  const bits = doubleToI64(s, s.choose("f64", isLarge, reduced, x));
  const top = s.value("u64", "vpand", [isLarge, s.repeated("u64", 1n << 63n)]);
  return s.value("u64", "vpxor", [bits, top]);
}

function floatToInteger(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  if (from === "f16") return floatToInteger(s, "f32", to, castLane(s, "f16", "f32", x));
  if (to === "u64" || to === "i64" || to === "u32") {
    const double = from === "f64" ? x : s.value("f64", "vcvtps2pd", [x]);
    if (to === "u64") return doubleToU64(s, double);
    const wide = doubleToI64(s, double);
    return to === "i64" ? wide : resize(s, "i64", "u32", wide);
  }
  return resize(s, "i32", to, s.value("i32", from === "f64" ? "vcvttpd2dq" : "vcvttps2dq", [x]));
}

/**
 * A double as a single that a half can be rounded from as if from the double: cut off, its last bit set where
 * anything was cut off (rounding to odd).
 */
function singleForHalf(s: Selection, x: VirtualRegister): VirtualRegister {
  const magnitude = (value: VirtualRegister) =>
    s.value("f64", "vpand", [value, s.repeated("u64", 2n ** 63n - 1n)]);
  const single = s.value("f32", "vcvtpd2ps", [x]);
  const back = s.value("f64", "vcvtps2pd", [single]);
  const isUp = s.value("f64", "vcmppd", [magnitude(back), magnitude(x), GREATER]);
  // A mask is -1: adding it is one less.
  const down = s.value("f32", "vpaddd", [single, maskFor(s, "f32", isUp)]);
  // Not equal, and false of NaN.
  const isInexact = s.value("f64", "vcmppd", [back, x, 12]);
  const odd = s.value("f32", "vpand", [maskFor(s, "f32", isInexact), s.repeated("u32", 1n)]);
  return s.value("f32", "vpor", [down, odd]);
}

const ways: CastWays<Selection> = {
  toBool,
  fromBool,
  floatToInteger,
  integerToFloat,
  resize,
  singleForHalf,
};

/** A value of one lane as a value of another. */
export function castLane(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  return castBy(ways, s, from, to, x);
}

/** Bytes per lane of the widest register between two lanes. */
export function castWidth(from: Lane, to: Lane): number {
  const [source, target] = [laneInfo[from].kind, laneInfo[to].kind];
  if (source === "f") {
    if (target !== "f" && target !== "b" && (to === "u32" || laneInfo[to].bytes === 8)) return 8;
    return 4;
  }
  return target === "f" ? 4 : 0;
}

/** The floats that an integer lane's conversion has no integer for. */
export function beyond(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  const lane = from === "f64" ? "f64" : "f32";
  const value = from === "f16" ? castLane(s, "f16", "f32", x) : x;
  const mnemonic = lane === "f64" ? "vcmppd" : "vcmpps";
  const compare = (limit: number, predicate: number) =>
    s.value(lane, mnemonic, [value, s.constant(lane, limit), predicate]);
  const isWide = to === "i64" || to === "u64" || to === "u32";
  // The quiet predicates not-greater-or-equal (25) and not-greater-than (26): true of NaN.
  let below: VirtualRegister;
  if (isWide) below = compare(-(2 ** 63), 25);
  else below = lane === "f64" ? compare(-(2 ** 31) - 1, 26) : compare(-(2 ** 31), 25);
  const limit = to === "u64" ? 2 ** 64 : isWide ? 2 ** 63 : 2 ** 31;
  const either = s.value(lane, "vpor", [below, compare(limit, NOT_LESS_OR_UNORDERED)]);
  return boolOf(s, laneInfo[lane].bytes, either);
}

/** Where a float is below 0: of lanes as wide as the float's. */
export function isBelowZero(s: Selection, lane: "f32" | "f64", x: VirtualRegister) {
  return s.value(lane, lane === "f64" ? "vcmppd" : "vcmpps", [x, s.constant(lane, 0), LESS]);
}
