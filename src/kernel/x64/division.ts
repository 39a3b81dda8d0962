// Division and remainders, which have no instructions on integers and none that is exact on floats: quotients are
// estimated in double precision and corrected.

import { type Lane, laneInfo } from "../lanes.js";
import { castLane } from "./casts.js";
import { GUARD } from "./reach.js";
import { NotLowered, type Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";

type Values = readonly VirtualRegister[];

/** Predicates of VCMPPD that are false of NaN, and of VPCMPQ. */
const FLOAT = { lt: 17, ge: 29 } as const;
const INTEGER = { lt: 1, ge: 5 } as const;

/** Bytes are computed as 16-bit integers where there is no instruction for them. */
export function inWords(
  s: Selection,
  lane: Lane,
  args: Values,
  compute: (lane: Lane, args: Values) => VirtualRegister,
): VirtualRegister {
  if (laneInfo[lane].bytes > 1) return compute(lane, args);
  const word = laneInfo[lane].kind === "i" ? "i16" : "u16";
  const wide = args.map((x) => castLane(s, lane, word, x));
  return castLane(s, word, lane, compute(word, wide));
}

/** A quotient toward zero with its remainder. */
interface Division {
  readonly quotient: VirtualRegister;
  readonly remainder: VirtualRegister;
}

/**
 * Magnitudes of 64 bits, y not 0. The first estimate misses by no more than some thousands, the second by one. Where
 * x < y the estimate is right, though the remainder may look negative.
 */
export function divideMagnitudes(s: Selection, x: VirtualRegister, y: VirtualRegister): Division {
  const u64 = (mnemonic: string, sources: Values | (VirtualRegister | number)[]) =>
    s.value("u64", mnemonic, sources as Values);
  const f64 = (mnemonic: string, sources: Values) => s.value("f64", mnemonic, sources);
  const floatY = f64("vcvtuqq2pd", [y]);
  const estimate = u64("vcvttpd2uqq", [f64("vdivpd", [f64("vcvtuqq2pd", [x]), floatY])]);
  const left = u64("vpsubq", [x, u64("vpmullq", [estimate, y])]);
  const missed = u64("vcvttpd2qq", [f64("vdivpd", [f64("vcvtqq2pd", [left]), floatY])]);
  const better = u64("vpaddq", [estimate, missed]);
  const rest = u64("vpsubq", [left, u64("vpmullq", [missed, y])]);
  const one = s.repeated("u64", 1n);
  const isNegative = s.value("bool", "vpcmpq", [rest, s.repeated("u64", 0n), INTEGER.lt]);
  s.value("u64", "vpsubq", [better, one], { mask: isNegative, over: better });
  s.value("u64", "vpaddq", [rest, y], { mask: isNegative, over: rest });
  const isLarge = s.value("bool", "vpcmpuq", [rest, y, INTEGER.ge]);
  s.value("u64", "vpaddq", [better, one], { mask: isLarge, over: better });
  s.value("u64", "vpsubq", [rest, y], { mask: isLarge, over: rest });
  const isLess = s.value("bool", "vpcmpuq", [x, y, INTEGER.lt]);
  s.into(better, "vmovdqu64", [s.repeated("u64", 0n)], { mask: isLess, over: better });
  s.into(rest, "vmovdqu64", [x], { mask: isLess, over: rest });
  return { quotient: better, remainder: rest };
}

/** x or -x where the mask of all ones says so. */
function negateBy(s: Selection, x: VirtualRegister, ones: VirtualRegister): VirtualRegister {
  return s.value("i64", "vpsubq", [s.value("i64", "vpxorq", [x, ones]), ones]);
}

function divideWide(s: Selection, lane: Lane, [x, y]: Values): Division {
  const nonzero = s.value("bool", "vptestmq", [y!, y!]);
  const zeroed = (value: VirtualRegister) => s.value(lane, "vmovdqu64", [value], { mask: nonzero });
  if (lane === "u64") {
    const { quotient, remainder } = divideMagnitudes(s, x!, y!);
    return { quotient: zeroed(quotient), remainder: zeroed(remainder) };
  }
  const [ax, ay] = [x!, y!].map((one) => s.value("u64", "vpabsq", [one]));
  const { quotient, remainder } = divideMagnitudes(s, ax!, ay!);
  const signs = (value: VirtualRegister) =>
    s.value("i64", "vpsravq", [value, s.repeated("i64", 63n)]);
  const sign = signs(s.value("i64", "vpxorq", [x!, y!]));
  return {
    quotient: zeroed(negateBy(s, quotient, sign)),
    remainder: zeroed(negateBy(s, remainder, signs(x!))),
  };
}

/** Integers up to 32 bits: their quotients are exact in double precision. */
function divideNarrow(s: Selection, lane: Lane, [x, y]: Values): Division {
  const nonzero = s.value("bool", `vptestm${suffix(lane)}`, [y!, y!]);
  const parts = [castLane(s, lane, "f64", x!), castLane(s, lane, "f64", y!)];
  const whole = castLane(s, "f64", "i64", s.value("f64", "vdivpd", parts, { mask: nonzero }));
  const quotient = castLane(s, "i64", lane, whole);
  const product = inWords(s, lane, [quotient, y!], (word, wide) =>
    s.value(word, `vpmull${suffix(word)}`, wide),
  );
  const rest = s.value(lane, `vpsub${suffix(lane)}`, [x!, product]);
  const mnemonic = `vmovdqu${laneInfo[lane].bits}`;
  return { quotient, remainder: s.value(lane, mnemonic, [rest], { mask: nonzero }) };
}

/** The quotient toward zero of integers and its remainder; by zero both are 0. */
export function divideIntegers(s: Selection, lane: Lane, args: Values): Division {
  const key = `${lane} ${args.map(({ virtual }) => virtual).join(" / ")}`;
  const divide = laneInfo[lane].wide ? divideWide : divideNarrow;
  return s.remembered(key, () => divide(s, lane, args));
}

/**
 * C's fmod, exactly: as long as the quotient is too large to be exact, multiples of y times a power of two are taken
 * off. Each step's remainder is a float, for it is a multiple of the same power of two as y and smaller.
 */
export function floatRemainder(s: Selection, lane: Lane, [x, y]: Values): VirtualRegister {
  if (lane === "f16") throw new NotLowered("half precision arithmetic");
  const [p, bits, digits] = lane === "f64" ? ["pd", 64, 50] : ["ps", 32, 21];
  const value = (mnemonic: string, sources: readonly (VirtualRegister | number)[]) =>
    s.value(lane, `${mnemonic}${p}`, sources);
  const compare = (a: VirtualRegister, b: VirtualRegister, predicate: number) =>
    s.value("bool", `vcmp${p}`, [a, b, predicate]);
  const sign = 1n << BigInt(bits - 1);
  const [ax, ay] = [x!, y!].map((one) =>
    s.value(lane, "vpandq", [one, s.repeated(lane, sign - 1n)]),
  ) as [VirtualRegister, VirtualRegister];
  const rest = s.value(lane, "vmovdqu64", [ax]);
  const exponent = value("vgetexp", [ay]);
  const zero = s.constant(lane, 0);
  s.repeatWhileAny(() => {
    const apart = value("vsub", [value("vgetexp", [rest]), exponent]);
    // The larger of two, numbers winning over NaN.
    const up = value("vrange", [value("vsub", [apart, s.constant(lane, digits)]), zero, 5]);
    const divisor = value("vscalef", [ay, up]);
    const whole = value("vrndscale", [value("vdiv", [rest, divisor]), 11]);
    const next = s.value(lane, `?fnmadd.${p}`, [whole, divisor, rest]);
    const isNegative = compare(next, zero, FLOAT.lt);
    s.value(lane, `vadd${p}`, [next, divisor], { mask: isNegative, over: next });
    s.into(rest, "vmovdqu64", [next], { over: rest });
    return s.value("bool", "kandq", [compare(rest, ay, FLOAT.ge), GUARD]);
  });
  s.into(rest, `vmovdqu${bits}`, [ax], { mask: compare(ax, ay, FLOAT.lt), over: rest });
  const signOfX = s.value(lane, "vpandq", [x!, s.repeated(lane, sign)]);
  return s.value(lane, "vporq", [rest, signOfX]);
}
