// Conversions between lanes in AVX-512 instructions. The meaning is scalar.ts's: floats out of an integer's range
// become its most negative value, through int32 for narrow integers and through int64 for uint32.

import { type Lane, laneInfo } from "../lanes.js";
import { type CastWays, castBy } from "./casting.js";
import { type Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";

const SIZE_NAMES: Readonly<Record<number, string>> = { 1: "b", 2: "w", 4: "d", 8: "q" };

/** An integer of another width: sign or zero extended, or cut off. */
function resize(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  const [have, want] = [laneInfo[from].bytes, laneInfo[to].bytes];
  if (have === want) return x;
  if (have < want) {
    const sign = laneInfo[from].kind === "i" ? "s" : "z";
    return s.value(to, `vpmov${sign}x${suffix(from)}${suffix(to)}`, [x]);
  }
  return s.value(to, `vpmov${SIZE_NAMES[have]}${SIZE_NAMES[want]}`, [x]);
}

function toBool(s: Selection, from: Lane, x: VirtualRegister): VirtualRegister {
  const { kind } = laneInfo[from];
  if (kind !== "f") return s.value("bool", `vptestm${suffix(from)}`, [x, x]);
  const value = from === "f16" ? castLane(s, "f16", "f32", x) : x;
  const lane = from === "f64" ? "f64" : "f32";
  const zero = s.constant(lane, 0);
  // 4: not equal or unordered, so that NaN is true.
  return s.value("bool", lane === "f64" ? "vcmppd" : "vcmpps", [value, zero, 4]);
}

/** 1 where the opmask is set, 0 elsewhere. */
function fromBool(s: Selection, to: Lane, x: VirtualRegister): VirtualRegister {
  if (to === "f16") return castLane(s, "f32", "f16", fromBool(s, "f32", x));
  const one = laneInfo[to].wide ? 1n : 1;
  const width = laneInfo[to].bits;
  return s.value(to, `vmovdqu${width}`, [s.constant(to, one)], { mask: x });
}

function integerToFloat(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  if (to === "f16") return castLane(s, "f32", "f16", integerToFloat(s, from, "f32", x));
  const precision = to === "f64" ? "pd" : "ps";
  const { bytes, kind } = laneInfo[from];
  if (bytes === 8) return s.value(to, `vcvt${kind === "u" ? "u" : ""}qq2${precision}`, [x]);
  if (bytes === 4) return s.value(to, `vcvt${kind === "u" ? "u" : ""}dq2${precision}`, [x]);
  return s.value(to, `vcvtdq2${precision}`, [resize(s, from, "i32", x)]);
}

/** From 2^63 on, the value less 2^63 is converted and its top bit set; below, as a signed integer. */
function floatToU64(s: Selection, precision: "pd" | "ps", from: Lane, x: VirtualRegister) {
  const two63 = s.constant(from, 2 ** 63);
  const large = s.value("bool", `vcmp${precision}`, [x, two63, 29]);
  const reduced = s.value(from, `vsub${precision}`, [x, two63]);
  const plain = s.value("u64", `vcvtt${precision}2qq`, [x]);
  const shifted = s.value("u64", `vcvtt${precision}2qq`, [reduced]);
  const topped = s.value("u64", "vpxorq", [shifted, s.repeated("u64", 1n << 63n)]);
  return s.value("u64", "vpblendmq", [plain, topped], { mask: large, chooses: true });
}

function floatToInteger(s: Selection, from: Lane, to: Lane, x: VirtualRegister): VirtualRegister {
  if (from === "f16") return floatToInteger(s, "f32", to, castLane(s, "f16", "f32", x));
  const precision = from === "f64" ? "pd" : "ps";
  if (to === "u64") return floatToU64(s, precision, from, x);
  if (to === "i64") return s.value(to, `vcvtt${precision}2qq`, [x]);
  if (to === "u32") {
    return resize(s, "i64", "u32", s.value("i64", `vcvtt${precision}2qq`, [x]));
  }
  return resize(s, "i32", to, s.value("i32", `vcvtt${precision}2dq`, [x]));
}

/**
 * A double as a single that a half can be rounded from as if from the double: cut off, its last bit set where
 * anything was cut off (rounding to odd).
 */
function singleForHalf(s: Selection, x: VirtualRegister): VirtualRegister {
  const magnitude = (value: VirtualRegister) =>
    s.value("f64", "vpandq", [value, s.repeated("f64", 2n ** 63n - 1n)]);
  const single = s.value("f32", "vcvtpd2ps", [x]);
  const back = s.value("f64", "vcvtps2pd", [single]);
  const one = s.repeated("i32", 1n);
  // The quiet predicates greater-than (30) and not-equal (12), both false of NaN.
  const isUp = s.value("bool", "vcmppd", [magnitude(back), magnitude(x), 30]);
  s.value("f32", "vpsubd", [single, one], { mask: isUp, over: single });
  const isInexact = s.value("bool", "vcmppd", [back, x, 12]);
  const odd = s.value("f32", "vporq", [single, one]);
  return s.into(single, "vmovdqu32", [odd], { mask: isInexact, over: single });
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
  if (laneInfo[from].kind === "f") {
    if (to === "u32" || to === "u64") return 8;
    if (laneInfo[to].kind !== "f") return 4;
    return from === "f16" ? 4 : 0;
  }
  // Narrow integers become floats through int32, and everything a half through single precision.
  return laneInfo[to].kind === "f" ? 4 : 0;
}
