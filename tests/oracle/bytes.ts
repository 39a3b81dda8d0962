// Reading answers' bytes: walks a described dtype and compares two elements of it.

import type { DWire, Tolerance } from "./case.js";

/** A simple dtype of an answer taken apart. */
export interface Simple {
  readonly kind: string;
  readonly size: number;
  readonly little: boolean;
}

export function simple(text: string): Simple {
  const kind = text[1]!;
  // a unit may follow the size: M8[D]
  const size = Number.parseInt(text.slice(2), 10) * (kind === "U" ? 4 : 1);
  return { kind, size, little: text[0] !== ">" };
}

export function itemsize(dtype: DWire): number {
  if (typeof dtype === "string") return simple(dtype).size;
  if ("sub" in dtype) return itemsize(dtype.sub[0]) * dtype.sub[1].reduce((a, b) => a * b, 1);
  return dtype.itemsize;
}

export function decode(text: string): DataView {
  const buffer = Buffer.from(text, "base64");
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function readFloat(view: DataView, at: number, size: number, little: boolean): number {
  if (size === 2) return halfToNumber(view.getUint16(at, little));
  return size === 4 ? view.getFloat32(at, little) : view.getFloat64(at, little);
}

/** An integer or boolean element as a bigint. */
export function readInteger(view: DataView, at: number, { kind, size, little }: Simple): bigint {
  const bits = BigInt(size * 8);
  let value = 0n;
  for (let i = 0; i < size; i++) {
    value |= BigInt(view.getUint8(at + i)) << BigInt(8 * (little ? i : size - 1 - i));
  }
  return kind === "i" ? BigInt.asIntN(Number(bits), value) : value;
}

const EPSILON: Readonly<Record<number, number>> = { 2: 2 ** -10, 4: 2 ** -23, 8: 2 ** -52 };
const SMALLEST: Readonly<Record<number, number>> = { 2: 2 ** -24, 4: 2 ** -149, 8: 5e-324 };
const LARGEST: Readonly<Record<number, number>> = {
  2: 65504,
  4: 3.4028234663852886e38,
  8: Number.MAX_VALUE,
};

/** One unit in the last place at this size. */
function unitInLastPlace(value: number, size: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return SMALLEST[size]!;
  let power = 2 ** Math.floor(Math.log2(magnitude));
  if (power > magnitude) power /= 2;
  return Math.max(power * EPSILON[size]!, SMALLEST[size]!);
}

/** Whether two real floats are the same answer; `scale` replaces the magnitude ulps are taken at. */
function sameFloat(
  a: number,
  b: number,
  size: number,
  tol: Tolerance,
  bound: number | null,
  scale?: number,
): boolean {
  const computed = Math.min(size, tol.loop ?? size);
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))) return true;
  // Two zeros of unlike sign differ, unless the operation leaves the sign open.
  if (a === b) return tol.zeroSign === true || bound !== null;
  if (bound !== null) {
    // Past the largest number a different order of summing may overflow or cancel infinities.
    if (!(bound * 4 <= LARGEST[computed]!)) return true;
    return Math.abs(a - b) <= (tol.factor ?? 1) * EPSILON[computed]! * bound + SMALLEST[computed]!;
  }
  if (tol.ulp === undefined) return false;
  if (!Number.isFinite(a) || !Number.isFinite(b)) {
    // The last finite number and infinity are neighbours.
    const finite = Number.isFinite(a) ? a : b;
    const other = Number.isFinite(a) ? b : a;
    if (!Number.isFinite(finite) || Number.isNaN(other)) return false;
    return (
      Math.abs(finite) >= LARGEST[computed]! * (1 - tol.ulp * EPSILON[computed]!) &&
      finite > 0 === other > 0
    );
  }
  const magnitude = Math.max(Math.abs(scale ?? a), tol.absolute === true ? 1 : 0);
  return Math.abs(a - b) <= tol.ulp * unitInLastPlace(magnitude, computed);
}

function sameComplex(
  a: DataView,
  b: DataView,
  at: number,
  dtype: Simple,
  tol: Tolerance,
  bound: number | null,
): boolean {
  const half = dtype.size / 2;
  const read = (view: DataView, offset: number): number =>
    readFloat(view, at + offset, half, dtype.little);
  const [ar, ai, br, bi] = [read(a, 0), read(a, half), read(b, 0), read(b, half)];
  if (tol.anyNaN === true && Number.isNaN(ar + ai) && Number.isNaN(br + bi)) return true;
  const endless = !Number.isFinite(ar + ai) && !Number.isFinite(br + bi);
  if (tol.overflow === true && endless) return true;
  const modulus = Math.hypot(ar, ai);
  const scale = Number.isFinite(modulus) ? modulus : undefined;
  return sameFloat(ar, br, half, tol, bound, scale) && sameFloat(ai, bi, half, tol, bound, scale);
}

function sameBytes(a: DataView, b: DataView, at: number, length: number): boolean {
  for (let i = at; i < at + length; i++) if (a.getUint8(i) !== b.getUint8(i)) return false;
  return true;
}

/**
 * A float out of range cast to uint32: NumPy's vector loop answers 0 or 2^31, its scalar loop the low
 * bits, so that the answer depends on the array's length and strides.
 */
function isUndefinedCast(a: DataView, at: number, one: Simple, tol: Tolerance): boolean {
  if (tol.fromFloat !== true) return false;
  const value = readInteger(a, at, one);
  return value === 0n || value === 0x80000000n;
}

/**
 * Whether the element at byte `at` is the same answer on both sides. Padding between fields is not
 * compared: NumPy does not define it.
 */
export function sameElement(
  a: DataView,
  b: DataView,
  at: number,
  dtype: DWire,
  tol: Tolerance,
  bound: number | null,
): boolean {
  if (typeof dtype !== "string") {
    if ("sub" in dtype) {
      const step = itemsize(dtype.sub[0]);
      const count = step === 0 ? 0 : itemsize(dtype) / step;
      for (let i = 0; i < count; i++) {
        if (!sameElement(a, b, at + i * step, dtype.sub[0], tol, bound)) return false;
      }
      return true;
    }
    return dtype.formats.every((format, i) =>
      sameElement(a, b, at + dtype.offsets[i]!, format, tol, bound),
    );
  }
  const one = simple(dtype);
  if (sameBytes(a, b, at, one.size)) return true;
  if (one.kind === "f") {
    const [x, y] = [readFloat(a, at, one.size, one.little), readFloat(b, at, one.size, one.little)];
    return sameFloat(x, y, one.size, tol, bound);
  }
  if (one.kind === "u" && one.size === 4) return isUndefinedCast(a, at, one, tol);
  return one.kind === "c" && sameComplex(a, b, at, one, tol, bound);
}
