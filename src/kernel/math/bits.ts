// Functions of a float's bits: signs, neighbours, exponents. Composed of bitcasts, exact in every engine.

import type { Builder, Value } from "../builder.js";
import type { Node } from "../ir.js";
import { type Lane, laneInfo } from "../lanes.js";

interface Format {
  readonly bits: Lane;
  readonly fraction: number;
  readonly bias: number;
  readonly sign: bigint;
}

const formats: Partial<Record<Lane, Format>> = {
  f16: { bits: "i16", fraction: 10, bias: 15, sign: 0x8000n },
  f32: { bits: "i32", fraction: 23, bias: 127, sign: 0x8000_0000n },
  f64: { bits: "i64", fraction: 52, bias: 1023, sign: 0x8000_0000_0000_0000n },
};

function formatOf(x: Node): Format {
  return formats[x.lane]!;
}

/** Whether the sign bit is set, also of zeros and NaN. */
export function signbit(b: Builder, x: Value): Node {
  const node = b.real(x);
  const { bits } = formatOf(node);
  return b.lt(b.bitcast(node, bits), b.lit(bits, 0));
}

/** |x| with the sign of y. */
export function copysign(b: Builder, x: Value, y: Value): Node {
  const magnitude = b.abs(x);
  return b.select(signbit(b, y), b.neg(magnitude), magnitude) as Node;
}

/** The next representable value after x toward y. */
export function nextafter(b: Builder, x: Value, y: Value): Node {
  const [from, to] = [b.real(x), b.real(y)];
  const { bits } = formatOf(from);
  const zero = b.lit(from, 0);
  const raw = b.bitcast(from, bits);
  // Away from zero the bits count up, toward it down, whatever the sign.
  const away = b.eq(b.gt(to, from), b.gt(from, zero));
  const step = b.select(away, b.lit(bits, 1), b.lit(bits, -1));
  const moved = b.bitcast(b.add(raw, step), from.lane);
  const smallest = b.bitcast(b.lit(bits, 1), from.lane);
  const offZero = b.select(b.gt(to, zero), smallest, b.neg(smallest));
  const different = b.select(b.eq(from, zero), offZero, moved);
  // Of two zeros C gives the second, NumPy's half version the first.
  const result = b.select(b.eq(from, to), from.lane === "f16" ? from : to, different);
  // Machine code has no sum of halves, and NumPy's half version no other NaN.
  const neither = from.lane === "f16" ? b.lit(from, NaN) : b.add(from, to);
  return b.select(b.or(b.isnan(from), b.isnan(to)), neither, result) as Node;
}

/** Halves as single precision, which machine code computes in; other floats as they are. */
function computable(b: Builder, x: Node): Node {
  return x.lane === "f16" ? (b.cast(x, "f32") as Node) : x;
}

/**
 * The distance to the neighbour further from zero, negative for negative x; NaN for infinities. Halves are
 * NumPy's exception: the distance to the next larger value.
 */
export function spacing(b: Builder, x: Value): Node {
  const from = b.real(x);
  const infinity = b.lit(from, Infinity);
  const down = from.lane === "f16" ? b.lit("bool", false) : b.lt(from, b.lit(from, 0));
  const toward = b.select(down, b.neg(infinity), infinity);
  const next = computable(b, nextafter(b, from, toward));
  // the difference of neighbours is exact, also as a half
  const distance = b.real(b.cast(b.sub(next, computable(b, from)), from.lane));
  return b.select(b.eq(b.abs(from), infinity), b.lit(from, NaN), distance) as Node;
}

/** The whole part toward zero and the fraction, both with the sign of x: C's modf as (fraction, whole). */
export function modf(b: Builder, x: Value): readonly [Value, Value] {
  const node = b.real(x);
  const whole = b.trunc(node);
  const infinite = b.eq(b.abs(node), b.lit(node, Infinity));
  const fraction = b.select(infinite, b.lit(node, 0), b.sub(node, whole));
  return [copysign(b, fraction, node), whole];
}

/** x = m 2^e with 0.5 <= |m| < 1: (m, e as int32). Zeros, infinities and NaN come back with e = 0. */
export function frexp(b: Builder, x: Value): readonly [Value, Value] {
  const node = b.real(x);
  const float = computable(b, node);
  const exponent = b.add(b.exponent(float), b.lit(float, 1)) as Node;
  const mantissa = b.scale(float, b.neg(exponent) as Node);
  // Zero's exponent is minus infinity, infinity's infinity, NaN's NaN.
  const plain = b.lt(b.abs(exponent), b.lit(float, Infinity));
  const whole = b.cast(b.select(plain, exponent, b.lit(float, 0)), "i32");
  return [b.select(plain, b.cast(mantissa, node.lane), node), whole];
}

/** x 2^e for an integer e, rounded once. */
export function ldexp(b: Builder, x: Value, e: Value): Value {
  const node = b.real(x);
  const { bias, fraction } = formatOf(node);
  // Beyond three times the exponent's range nothing changes any more.
  const limit = 3 * (bias + fraction);
  const lane = b.lane(e);
  const near = b.min(b.max(e, b.lit(lane, -limit)), b.lit(lane, limit));
  const power = b.real(b.cast(b.cast(near, "i32"), node.lane));
  // A NaN stays what it is.
  return b.select(b.isnan(node), node, b.scale(node, power));
}

/** How many bits of |x| are set, as a u8: counted in pairs, nibbles, bytes, then added up by a product. */
export function bitCount(b: Builder, x: Value): Value {
  const { bits } = laneInfo[b.lane(x)];
  const lane = `u${bits}` as Lane;
  const ones = (1n << BigInt(bits)) - 1n;
  const every = (step: bigint, width: bigint) => ((ones / ((1n << width) - 1n)) * step) & ones;
  const mask = (pattern: bigint) => b.lit(lane, pattern);
  const shifted = (value: Value, by: number) => b.shr(value, b.lit(lane, by));
  let count: Value = b.cast(b.abs(x), lane);
  count = b.sub(count, b.and(shifted(count, 1), mask(every(1n, 2n))));
  const pairs = mask(every(3n, 4n));
  count = b.add(b.and(count, pairs), b.and(shifted(count, 2), pairs));
  count = b.and(b.add(count, shifted(count, 4)), mask(every(15n, 8n)));
  const sum = b.mul(count, mask(every(1n, 8n)));
  return b.cast(shifted(sum, bits - 8), "u8");
}
