// Float operations that AVX2 has no instructions for: extremes that let NaN win, scaling by powers of two, exponents and
// mantissas. What they mean, special values included, is float.ts's.

import { type Lane, laneInfo } from "../../lanes.js";
import { NotLowered } from "../selection.js";
import type { VirtualRegister } from "../virtual.js";
import { boolOf } from "./lanes.js";
import type { Selection, Source } from "./selection.js";

type Values = readonly VirtualRegister[];

/** `pd` or `ps`: halves are computed in single precision, so no node needs more. */
export function precision(lane: Lane): "pd" | "ps" {
  if (lane === "f16") throw new NotLowered("half precision arithmetic");
  return lane === "f64" ? "pd" : "ps";
}

/** Quiet predicates of VCMPPS; those with "not" are true of NaN. */
const QUIET = {
  equal: 0,
  unordered: 3,
  less: 17,
  notLess: 21,
  notGreaterOrEqual: 25,
  greater: 30,
};

/** What a float lane's bits and powers of two are. */
interface Format {
  readonly fraction: number;
  readonly bias: number;
  /** Letter of shifts of lanes as wide. */
  readonly size: "q" | "d";
  readonly bits: Lane;
  /** Exponents beyond it, up or down, change nothing more. */
  readonly most: number;
  /** A step down that rounds only where the result is 0 anyway. */
  readonly step: number;
}

const formats: Readonly<Record<"f32" | "f64", Format>> = {
  f64: { fraction: 52, bias: 1023, size: "q", bits: "u64", most: 2200, step: 968 },
  f32: { fraction: 23, bias: 127, size: "d", bits: "u32", most: 300, step: 102 },
};

/** Operations on one float lane. */
class Floats {
  readonly s: Selection;
  readonly lane: "f32" | "f64";
  readonly format: Format;
  readonly #p: "pd" | "ps";

  constructor(s: Selection, lane: Lane) {
    this.s = s;
    this.#p = precision(lane);
    this.lane = lane as "f32" | "f64";
    this.format = formats[this.lane];
  }

  op(name: string, ...sources: Source[]): VirtualRegister {
    return this.s.value(this.lane, `v${name}${this.#p}`, sources);
  }

  bits(name: string, ...sources: Source[]): VirtualRegister {
    return this.s.value(this.lane, name, sources);
  }

  constant(value: number): VirtualRegister {
    return this.s.constant(this.lane, value);
  }

  pattern(bits: bigint): VirtualRegister {
    return this.s.repeated(this.format.bits, bits);
  }

  compare(x: VirtualRegister, y: VirtualRegister, predicate: number): VirtualRegister {
    return this.op("cmp", x, y, predicate);
  }

  magnitude(x: VirtualRegister): VirtualRegister {
    return this.bits("vpand", x, this.pattern((1n << BigInt(this.width - 1)) - 1n));
  }

  get width(): number {
    return laneInfo[this.lane].bits;
  }

  /** 2^k for integers k that are the exponents of ordinary numbers. */
  power(k: VirtualRegister): VirtualRegister {
    const { bias, fraction, size } = this.format;
    const field = this.op("add", k, this.constant(1.5 * 2 ** fraction + bias));
    return this.bits(`vpsll${size}`, field, fraction);
  }

  /** Runs code for the lanes of a mask, if there are any. */
  rarely(mask: VirtualRegister, write: () => void): void {
    this.s.ifAny(boolOf(this.s, laneInfo[this.lane].bytes, mask), write);
  }
}

/** The extreme of two: -0 is below +0, and a NaN wins. */
export function extremeOfFloats(s: Selection, lane: Lane, name: "min" | "max", args: Values) {
  const f = new Floats(s, lane);
  const [x, y] = args as [VirtualRegister, VirtualRegister];
  // Of two zeros, and of numbers and NaN, the processor takes the second.
  const both = [f.op(name, x, y), f.op(name, y, x)] as const;
  const best = f.bits(name === "min" ? "vpor" : "vpand", ...both);
  const unordered = f.compare(x, y, QUIET.unordered);
  return s.choose(lane, unordered, f.op("add", x, y), best);
}

/** x 2^floor(y), rounded once; infinite powers win over NaN. */
export function scale(s: Selection, lane: Lane, [x, y]: Values): VirtualRegister {
  const f = new Floats(s, lane);
  const whole = f.op("round", y!, 9);
  const result = f.op("mul", x!, f.power(whole));
  // No exponent of an ordinary number, or none at all.
  const far = f.compare(f.magnitude(y!), f.constant(f.format.bias - 1), QUIET.notLess);
  f.rarely(far, () => s.overlay(result, far, scaleFar(f, x!, y!, whole)));
  return result;
}

function scaleFar(f: Floats, x: VirtualRegister, y: VirtualRegister, whole: VirtualRegister) {
  const { s, lane, format } = f;
  const { bias, most, step } = format;
  let rest = f.op("max", f.constant(-most), f.op("min", f.constant(most), whole));
  let value = x;
  for (let turn = 0; turn < 2; turn++) {
    const isLow = f.compare(rest, f.constant(1 - bias), QUIET.less);
    const isHigh = f.compare(rest, f.constant(bias), QUIET.greater);
    const by = f.bits(
      "vpor",
      f.bits("vpand", isLow, f.constant(-step)),
      f.bits("vpand", isHigh, f.constant(bias)),
    );
    value = f.op("mul", value, f.power(by));
    rest = f.op("sub", rest, by);
  }
  value = f.op("mul", value, f.power(rest));
  // 2^infinity or 2^-infinity, which is what becomes of a NaN too.
  const factor = f.op("max", y, f.constant(0));
  const product = f.op("mul", x, factor);
  const won = s.choose(lane, f.compare(x, x, QUIET.unordered), factor, product);
  const known = s.choose(lane, f.compare(y, y, QUIET.unordered), y, won);
  const odd = f.compare(f.magnitude(y), f.constant(Infinity), QUIET.notLess);
  return s.choose(lane, odd, known, value);
}

/** Magnitudes that are no subnormal numbers, with where they have been multiplied by 2^(fraction + 2). */
function normal(f: Floats, magnitude: VirtualRegister) {
  const { bias, fraction } = f.format;
  const isTiny = f.compare(magnitude, f.constant(2 ** (1 - bias)), QUIET.less);
  const scaled = f.op("mul", magnitude, f.constant(2 ** (fraction + 2)));
  return { isTiny, value: f.s.choose(f.lane, isTiny, scaled, magnitude) };
}

/**
 * Where a float is no ordinary positive number: with the least of them moved up, infinities and NaN become the least
 * integers, and all that are not ordinary are below the others.
 */
function isOdd(f: Floats, x: VirtualRegister): VirtualRegister {
  const least = 1n << BigInt(f.format.fraction);
  const moved = f.bits(`vpadd${f.format.size}`, x, f.pattern(least));
  return f.bits(`vpcmpgt${f.format.size}`, f.pattern(2n * least), moved);
}

/** The exponent of ordinary numbers, from their bits. */
function exponentField(f: Floats, magnitude: VirtualRegister): VirtualRegister {
  const { bias, fraction, size } = f.format;
  const field = f.bits(`vpsrl${size}`, magnitude, fraction);
  const whole = f.bits("vpor", field, f.constant(2 ** fraction));
  return f.op("sub", whole, f.constant(2 ** fraction + bias));
}

/** floor(log2(|x|)): -infinity for zeros, infinity for infinities. */
export function exponent(s: Selection, lane: Lane, [x]: Values): VirtualRegister {
  const f = new Floats(s, lane);
  const magnitude = f.magnitude(x!);
  const result = exponentField(f, magnitude);
  f.rarely(isOdd(f, magnitude), () => {
    const { isTiny, value } = normal(f, magnitude);
    const surplus = f.bits("vpand", isTiny, f.constant(f.format.fraction + 2));
    s.into(result, "vmovdqu", [f.op("sub", exponentField(f, value), surplus)], true);
    s.overlay(result, f.compare(magnitude, f.constant(0), QUIET.equal), f.constant(-Infinity));
    s.overlay(result, f.compare(magnitude, f.constant(Infinity), QUIET.notLess), magnitude);
  });
  return result;
}

/** The digits of ordinary numbers in [3/4, 3/2): those whose first binary digit after the point is 1 are halved. */
function digits(f: Floats, magnitude: VirtualRegister): VirtualRegister {
  const { bias, fraction, size } = f.format;
  const unit = 1n << BigInt(fraction);
  const low = f.bits("vpand", magnitude, f.pattern(unit - 1n));
  const inTwo = f.bits("vpor", low, f.pattern(BigInt(bias) * unit));
  const first = f.bits("vpand", low, f.pattern(unit >> 1n));
  return f.bits(`vpsub${size}`, inTwo, f.bits(`vpsll${size}`, first, 1));
}

/** x 2^-k in [3/4, 3/2); 1 for zeros and infinity, NaN for negative numbers. */
export function mantissa(s: Selection, lane: Lane, [x]: Values): VirtualRegister {
  const f = new Floats(s, lane);
  const result = digits(f, x!);
  f.rarely(isOdd(f, x!), () => {
    const { value } = normal(f, f.magnitude(x!));
    s.into(result, "vmovdqu", [digits(f, value)], true);
    const isNone = f.compare(x!, f.constant(0), QUIET.notGreaterOrEqual);
    s.overlay(result, isNone, f.op("sqrt", x!));
  });
  return result;
}

/** The smaller magnitude of x and y, with the sign of x; for a NaN x that of y. `isPositive`: y is, and a number. */
export function limit(
  s: Selection,
  lane: Lane,
  x: VirtualRegister,
  y: VirtualRegister,
  isPositive: boolean,
): VirtualRegister {
  const f = new Floats(s, lane);
  const sign = f.bits("vpand", x, f.pattern(1n << BigInt(f.width - 1)));
  const ofX = f.magnitude(x);
  // Of a NaN and a number the processor takes the second.
  if (isPositive) return f.bits("vpor", sign, f.op("min", ofX, y));
  const least = f.op("min", ofX, f.magnitude(y));
  const isNone = f.compare(y, y, QUIET.unordered);
  return f.bits("vpor", sign, s.choose(lane, isNone, ofX, least));
}
