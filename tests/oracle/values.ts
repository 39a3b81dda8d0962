// Random element values, written as bytes: small numbers, awkward ones (nan, infinities, -0,
// denormals, integer limits) and random bits. Every byte written is a valid value of its dtype.

import type { Layout } from "./dtypes.js";
import type { Random } from "./random.js";

/**
 * What an array's numbers look like: `small` integers and quarters, `unit` floats in [-1, 1],
 * `positive`, `special` values among small ones, random `bits`, or `distinct` numbers.
 */
export type Values = "small" | "unit" | "positive" | "special" | "bits" | "distinct";

const CODE_POINTS = [..."abcXYZ019 .-+'\"\\\n\té漢😀", "\u0000", "\u007f"];
const BYTES = [..."abcXYZ019 .-+'\"\\\n\t"].map((text) => text.charCodeAt(0)).concat(0, 255, 127);
const NUMBER_TEXTS = [
  "1",
  "-2",
  "3.5",
  "nan",
  "inf",
  "1e3",
  "True",
  "0",
  " 7 ",
  "12",
  "x",
  "",
  "1+2j",
  "-j",
  "(3)",
  "5j",
];

function smallNumber(random: Random): number {
  return random.chance(0.7) ? random.int(-9, 20) : random.int(-40, 40) / 4;
}

function specialFloat(random: Random, size: number): number {
  const limits: Record<number, readonly number[]> = {
    2: [65504, -65504, 2 ** -24, 6.1e-5, 2048.5],
    4: [3.4028234663852886e38, 1.401298464324817e-45, -1.1754943508222875e-38, 16777217],
    8: [Number.MAX_VALUE, Number.MIN_VALUE, -2.2250738585072014e-308, 2 ** 53],
  };
  return random.pick([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0,
    ...(limits[size] ?? []),
  ]);
}

function floatValue(random: Random, size: number, values: Values, position: number): number {
  switch (values) {
    case "unit":
      return random.unit() * 2 - 1;
    case "positive":
      return random.chance(0.5) ? random.int(1, 12) : random.unit() * 10 ** random.int(-2, 2);
    case "special":
      return random.chance(0.4) ? specialFloat(random, size) : smallNumber(random);
    case "bits":
      return random.normal() * 10 ** random.int(size === 2 ? -4 : -30, size === 2 ? 4 : 30);
    case "distinct":
      return (((position * 7919) % 2039) - 1000) / 4;
    default:
      return smallNumber(random);
  }
}

function integerValue(
  random: Random,
  size: number,
  signed: boolean,
  values: Values,
  position: number,
): bigint {
  const bits = BigInt(size * 8);
  if (values === "bits") {
    return (BigInt(random.bits()) << 32n) | BigInt(random.bits());
  }
  if (values === "special" && random.chance(0.35)) {
    const half = 1n << (bits - 1n);
    return random.pick(signed ? [half, half - 1n, -half, -1n, 0n] : [2n * half - 1n, half, 1n, 0n]);
  }
  if (values === "positive") return BigInt(random.int(1, 12));
  if (values === "unit") return BigInt(random.int(signed ? -1 : 0, 1));
  if (values === "distinct") return BigInt((position * 37) % 127);
  return BigInt(random.int(signed ? -9 : 0, 20));
}

const NOT_A_TIME = -(2n ** 63n);

/** A count of some unit since 1970: near it, around 2020 in days or nanoseconds, or any; now and then NaT. */
function timeValue(random: Random, values: Values, position: number): bigint {
  if (values === "distinct") return BigInt(((position * 7919) % 2039) - 1000);
  if (random.chance(values === "special" ? 0.3 : 0.08)) return NOT_A_TIME;
  if (values === "bits") {
    const any = BigInt.asIntN(64, (BigInt(random.bits()) << 32n) | BigInt(random.bits()));
    // years beyond 2 ** 54 are too many days for C's integers
    return any >> BigInt(random.int(10, 50));
  }
  if (values === "special") return BigInt(random.pick([18262, -719528, 0, -1, 1577836800]));
  if (values === "unit") return BigInt(random.int(-1, 1));
  if (values === "positive") return BigInt(random.int(1, 400));
  return BigInt(random.int(-60, 60));
}

/** Half-precision bits of a float64, rounded to nearest even. */
export function halfBits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundEven(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  const fixed =
    size >= 2 ** (exponent + 1) ? exponent + 1 : size < 2 ** exponent ? exponent - 1 : exponent;
  return sign | (((fixed + 15) << 10) + roundEven((size / 2 ** fixed - 1) * 1024));
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest > 0.5 || (rest === 0.5 && floor % 2 === 1)) return floor + 1;
  return floor;
}

/** Writes a float of 2, 4 or 8 bytes. */
export function writeFloat(
  view: DataView,
  at: number,
  size: number,
  value: number,
  little: boolean,
): void {
  if (size === 2) view.setUint16(at, halfBits(value), little);
  else if (size === 4) view.setFloat32(at, value, little);
  else view.setFloat64(at, value, little);
}

function writeInteger(
  view: DataView,
  at: number,
  size: number,
  value: bigint,
  little: boolean,
): void {
  if (size === 8) view.setBigInt64(at, BigInt.asIntN(64, value), little);
  else if (size === 4) view.setInt32(at, Number(BigInt.asIntN(32, value)), little);
  else if (size === 2) view.setInt16(at, Number(BigInt.asIntN(16, value)), little);
  else view.setInt8(at, Number(BigInt.asIntN(8, value)));
}

/** Writes one random value of the dtype at a byte offset. */
export function writeValue(
  random: Random,
  view: DataView,
  at: number,
  layout: Layout,
  values: Values,
  position: number,
): void {
  if (layout.sub !== undefined) {
    const { base, count } = layout.sub;
    for (let i = 0; i < count; i++) {
      writeValue(random, view, at + i * base.itemsize, base, values, position + i);
    }
    return;
  }
  if (layout.fields !== undefined) {
    for (const field of layout.fields) {
      writeValue(random, view, at + field.offset, field.layout, values, position);
    }
    return;
  }
  writeSimple(random, view, at, layout, values, position);
}

function writeSimple(
  random: Random,
  view: DataView,
  at: number,
  { kind, itemsize, little }: Layout,
  values: Values,
  position: number,
): void {
  if (kind === "b") view.setUint8(at, random.int(0, 1));
  else if (kind === "M" || kind === "m") {
    view.setBigInt64(at, timeValue(random, values, position), little);
  } else if (kind === "i" || kind === "u") {
    writeInteger(
      view,
      at,
      itemsize,
      integerValue(random, itemsize, kind === "i", values, position),
      little,
    );
  } else if (kind === "f") {
    writeFloat(view, at, itemsize, floatValue(random, itemsize, values, position), little);
  } else if (kind === "c") {
    const size = itemsize / 2;
    writeFloat(view, at, size, floatValue(random, size, values, position), little);
    writeFloat(view, at + size, size, floatValue(random, size, values, position), little);
  } else writeText(random, view, at, kind, itemsize, little);
}

function writeText(
  random: Random,
  view: DataView,
  at: number,
  kind: string,
  itemsize: number,
  little: boolean,
): void {
  const width = kind === "U" ? itemsize / 4 : itemsize;
  const number = random.chance(0.3) ? random.pick(NUMBER_TEXTS) : null;
  const length = random.int(0, width);
  for (let i = 0; i < width; i++) {
    let code = 0;
    if (kind === "V") code = random.int(0, 255);
    else if (number !== null) code = number.charCodeAt(i) || 0;
    else if (i < length) {
      code = kind === "U" ? random.pick(CODE_POINTS).codePointAt(0)! : random.pick(BYTES);
    }
    if (kind === "U") view.setUint32(at + i * 4, code, little);
    else view.setUint8(at + i, code);
  }
}
