// Integer operations in AVX2, with what it has no instructions for: products, extremes, magnitudes and signed shifts of
// 64 bits, comparisons of unsigned numbers, shifts of narrow lanes, quotients.

import { type Lane, laneInfo } from "../../lanes.js";
import { suffix } from "../selection.js";
import type { VirtualRegister } from "../virtual.js";
import { castLane } from "./casts.js";
import { resize } from "./lanes.js";
import type { Selection } from "./selection.js";

type Values = readonly VirtualRegister[];

const signBit = (lane: Lane): bigint => 1n << BigInt(laneInfo[lane].bits - 1);

/** Narrow integers are computed as wider ones where there is no instruction for them. */
export function inWider(
  s: Selection,
  lane: Lane,
  bytes: 2 | 4,
  args: Values,
  compute: (lane: Lane, args: Values) => VirtualRegister,
): VirtualRegister {
  if (laneInfo[lane].bytes >= bytes) return compute(lane, args);
  const wider = `${laneInfo[lane].kind}${bytes * 8}` as Lane;
  const wide = args.map((x) => resize(s, lane, wider, x));
  return resize(s, wider, lane, compute(wider, wide));
}

/** Products of 64 bits: that of the low halves, and those of low and high halves moved up. */
function multiplyWide(s: Selection, [x, y]: Values): VirtualRegister {
  const value = (mnemonic: string, sources: readonly (VirtualRegister | number)[]) =>
    s.value("u64", mnemonic, sources);
  const crossed = value("vpaddq", [
    value("vpmuludq", [value("vpsrlq", [x!, 32]), y!]),
    value("vpmuludq", [value("vpsrlq", [y!, 32]), x!]),
  ]);
  return value("vpaddq", [value("vpmuludq", [x!, y!]), value("vpsllq", [crossed, 32])]);
}

/** Products, modulo a power of two. */
export function multiply(s: Selection, lane: Lane, args: Values): VirtualRegister {
  if (laneInfo[lane].bytes === 8) return multiplyWide(s, args);
  return inWider(s, lane, 2, args, (word, wide) => s.value(word, `vpmull${suffix(word)}`, wide));
}

/** A mask of lanes of this type: whether x > y. */
export function isGreater(s: Selection, lane: Lane, x: VirtualRegister, y: VirtualRegister) {
  if (laneInfo[lane].kind === "i") return s.value(lane, `vpcmpgt${suffix(lane)}`, [x, y]);
  const top = s.repeated(lane, signBit(lane));
  const [a, b] = [x, y].map((one) => s.value(lane, "vpxor", [one, top]));
  return s.value(lane, `vpcmpgt${suffix(lane)}`, [a!, b!]);
}

/** A mask of lanes of this type: whether x = y. */
export function isEqual(s: Selection, lane: Lane, x: VirtualRegister, y: VirtualRegister) {
  return s.value(lane, `vpcmpeq${suffix(lane)}`, [x, y]);
}

export function extremeOf(s: Selection, lane: Lane, name: "min" | "max", [x, y]: Values) {
  const { bytes, kind } = laneInfo[lane];
  if (bytes < 8) {
    return s.value(lane, `vp${name}${kind === "i" ? "s" : "u"}${suffix(lane)}`, [x!, y!]);
  }
  const greater = isGreater(s, lane, x!, y!);
  return name === "max" ? s.choose(lane, greater, x!, y!) : s.choose(lane, greater, y!, x!);
}

/** x or -x where the mask is all ones. */
function negateBy(s: Selection, x: VirtualRegister, mask: VirtualRegister): VirtualRegister {
  return s.value("i64", "vpsubq", [s.value("i64", "vpxor", [x, mask]), mask]);
}

/** All ones where a 64-bit integer is negative. */
function signOf(s: Selection, x: VirtualRegister): VirtualRegister {
  return s.value("i64", "vpcmpgtq", [s.repeated("i64", 0n), x]);
}

export function magnitude(s: Selection, lane: Lane, x: VirtualRegister): VirtualRegister {
  const { bytes, kind } = laneInfo[lane];
  if (kind === "u") return x;
  return bytes < 8 ? s.value(lane, `vpabs${suffix(lane)}`, [x]) : negateBy(s, x, signOf(s, x));
}

/** Counts beyond the width give 0 or the sign, negative ones too: they are large when read unsigned. */
export function shift(s: Selection, lane: Lane, left: boolean, args: Values): VirtualRegister {
  return inWider(s, lane, 4, args, (word, [x, count]) => {
    const size = suffix(word);
    if (left) return s.value(word, `vpsllv${size}`, [x!, count!]);
    if (word === "i32") return s.value(word, "vpsravd", [x!, count!]);
    if (word !== "i64") return s.value(word, `vpsrlv${size}`, [x!, count!]);
    // Bits that are all turned round for negative numbers are moved in as zeros.
    const sign = signOf(s, x!);
    const moved = s.value(word, "vpsrlvq", [s.value(word, "vpxor", [x!, sign]), count!]);
    return s.value(word, "vpxor", [moved, sign]);
  });
}

/** A quotient toward zero with its remainder. */
interface Division {
  readonly quotient: VirtualRegister;
  readonly remainder: VirtualRegister;
}

/** Magnitudes of 64 bits, y not 0: the first estimate misses by no more than some thousands, the second by one. */
function divideMagnitudes(s: Selection, x: VirtualRegister, y: VirtualRegister): Division {
  const u64 = (mnemonic: string, sources: Values) => s.value("u64", mnemonic, sources);
  const double = (from: Lane, value: VirtualRegister) => castLane(s, from, "f64", value);
  const floatY = double("u64", y);
  const quotientOf = (value: VirtualRegister) => s.value("f64", "vdivpd", [value, floatY]);
  const estimate = castLane(s, "f64", "u64", quotientOf(double("u64", x)));
  const left = u64("vpsubq", [x, multiplyWide(s, [estimate, y])]);
  const missed = castLane(s, "f64", "i64", quotientOf(double("i64", left)));
  let quotient = u64("vpaddq", [estimate, missed]);
  let rest = u64("vpsubq", [left, multiplyWide(s, [missed, y])]);
  // A mask is -1: adding it takes one off.
  const isNegative = signOf(s, rest);
  quotient = u64("vpaddq", [quotient, isNegative]);
  rest = u64("vpaddq", [rest, u64("vpand", [isNegative, y])]);
  const isSmall = isGreater(s, "u64", y, rest);
  const isLarge = s.value("u64", "vpxor", [isSmall, s.repeated("u64", 2n ** 64n - 1n)]);
  quotient = u64("vpsubq", [quotient, isLarge]);
  rest = u64("vpsubq", [rest, u64("vpand", [isLarge, y])]);
  const isLess = isGreater(s, "u64", y, x);
  return {
    quotient: u64("vpandn", [isLess, quotient]),
    remainder: s.choose("u64", isLess, x, rest),
  };
}

function divideWide(s: Selection, lane: Lane, [x, y]: Values): Division {
  const isZero = isEqual(s, lane, y!, s.repeated(lane, 0n));
  const zeroed = (value: VirtualRegister) => s.value(lane, "vpandn", [isZero, value]);
  if (lane === "u64") {
    const { quotient, remainder } = divideMagnitudes(s, x!, y!);
    return { quotient: zeroed(quotient), remainder: zeroed(remainder) };
  }
  const { quotient, remainder } = divideMagnitudes(
    s,
    magnitude(s, lane, x!),
    magnitude(s, lane, y!),
  );
  const sign = signOf(s, s.value("i64", "vpxor", [x!, y!]));
  return {
    quotient: zeroed(negateBy(s, quotient, sign)),
    remainder: zeroed(negateBy(s, remainder, signOf(s, x!))),
  };
}

/** Integers up to 32 bits: their quotients are exact in double precision. */
function divideNarrow(s: Selection, lane: Lane, [x, y]: Values): Division {
  const isZero = isEqual(s, lane, y!, s.repeated(lane, 0n));
  const zeroed = (value: VirtualRegister) => s.value(lane, "vpandn", [isZero, value]);
  const [a, b] = [x!, y!].map((one) => castLane(s, lane, "f64", one));
  const real = s.value("f64", "vdivpd", [a!, b!]);
  const whole = castLane(s, "f64", lane === "u32" ? "i64" : "i32", real);
  const quotient = zeroed(castLane(s, lane === "u32" ? "i64" : "i32", lane, whole));
  const rest = s.value(lane, `vpsub${suffix(lane)}`, [x!, multiply(s, lane, [quotient, y!])]);
  return { quotient, remainder: zeroed(rest) };
}

/** The quotient toward zero of integers and its remainder; by zero both are 0. `anew` where operands change. */
export function divideIntegers(s: Selection, lane: Lane, args: Values, anew = false): Division {
  if (anew) return (laneInfo[lane].wide ? divideWide : divideNarrow)(s, lane, args);
  const key = `${lane} ${args.map(({ virtual }) => virtual).join(" / ")}`;
  const divide = laneInfo[lane].wide ? divideWide : divideNarrow;
  return s.remembered(key, () => divide(s, lane, args));
}
