// Moving elements: cast copies, raw copies at memmove speed, filling. Overlap between source and
// destination is the caller's to rule out, except for one contiguous run onto another.

import type { BufferViews } from "../memory/buffer-views.js";
import { viewsOf } from "../memory/buffer-views.js";
import { runMap } from "./engine.js";
import { castKernel } from "./kernel.js";
import { type ElementType, elementType, type NumericName } from "./lanes.js";
import type { Operand } from "./operand.js";

/** Fewer bytes than this are copied faster by a loop than through `TypedArray.set`. */
const MEMMOVE_BYTES = 512;
/** Typed arrays of bytes end at 2^32 in some engines. */
const BYTE_RUN = 2 ** 30;

/** The unsigned integer type that holds `bytes` bytes of raw element. */
const bitsOfWidth: Readonly<Record<number, NumericName>> = {
  1: "uint8",
  2: "uint16",
  4: "uint32",
  8: "uint64",
};

/** Bytes of the contiguous run that both operands are, or -1. */
function contiguousRun(shape: readonly number[], itemsize: number, x: Operand, y: Operand): number {
  let bytes = itemsize;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    if (x.byteStrides[axis] !== bytes || y.byteStrides[axis] !== bytes) return -1;
    bytes *= length;
  }
  return bytes;
}

function moveBytes(
  to: BufferViews,
  toOffset: number,
  from: BufferViews,
  fromOffset: number,
  bytes: number,
): void {
  const forward = to.buffer !== from.buffer || toOffset <= fromOffset;
  const runs = Math.ceil(bytes / BYTE_RUN);
  for (let run = 0; run < runs; run++) {
    // Overlapping runs are taken from the end that is not overwritten yet.
    const start = (forward ? run : runs - 1 - run) * BYTE_RUN;
    const length = Math.min(BYTE_RUN, bytes - start);
    const source = new Uint8Array(from.buffer as ArrayBuffer, fromOffset + start, length);
    new Uint8Array(to.buffer as ArrayBuffer, toOffset + start, length).set(source);
  }
}

/** Copies raw elements of any size: every bit survives, also NaN payloads. */
export function copyItems(
  shape: readonly number[],
  itemsize: number,
  to: Operand,
  from: Operand,
): void {
  if (itemsize === 0 || shape.includes(0)) return;
  const run = contiguousRun(shape, itemsize, to, from);
  if (run >= MEMMOVE_BYTES) {
    moveBytes(to.views, to.byteOffset, from.views, from.byteOffset, run);
    return;
  }
  const whole = bitsOfWidth[itemsize];
  if (whole !== undefined) {
    const type = elementType(whole);
    runMap(castKernel(type, type), shape, [from, to]);
    return;
  }
  const unit = itemsize % 8 === 0 ? 8 : itemsize % 4 === 0 ? 4 : itemsize % 2 === 0 ? 2 : 1;
  const type = elementType(bitsOfWidth[unit]!);
  copyUnits(shape, itemsize / unit, type, to, type, from);
}

/** Copies elements that are `count` consecutive smaller ones, as one more axis. */
function copyUnits(
  shape: readonly number[],
  count: number,
  toType: ElementType,
  to: Operand,
  fromType: ElementType,
  from: Operand,
): void {
  const inner = (operand: Operand): Operand => ({
    ...operand,
    byteStrides: [...operand.byteStrides, toType.itemsize],
  });
  runMap(castKernel(fromType, toType), [...shape, count], [inner(from), inner(to)]);
}

/**
 * Copies elements of one type to another, with NumPy's unsafe casting. Equal types are copied bit for bit,
 * types that differ only in byte order byte by byte.
 */
export function copyElements(
  shape: readonly number[],
  to: Operand,
  toType: ElementType,
  from: Operand,
  fromType: ElementType,
): void {
  if (toType === fromType) {
    copyItems(shape, toType.itemsize, to, from);
  } else if (toType.name === fromType.name) {
    const width = toType.itemsize / toType.components;
    swapItems(shape, width, toType.components, to, from);
  } else {
    runMap(castKernel(fromType, toType), shape, [from, to]);
  }
}

/** Copies elements made of `count` parts of `width` bytes (1, 2, 4 or 8), reversing the bytes of each part. */
export function swapItems(
  shape: readonly number[],
  width: number,
  count: number,
  to: Operand,
  from: Operand,
): void {
  const name = bitsOfWidth[width]!;
  if (count === 1) {
    runMap(castKernel(elementType(name, true), elementType(name)), shape, [from, to]);
  } else {
    copyUnits(shape, count, elementType(name), to, elementType(name, true), from);
  }
}

/** A JavaScript value for one element. */
export type FillValue = number | bigint | boolean | { readonly re: number; readonly im: number };

const scratch = viewsOf(new ArrayBuffer(64));

/** The scratch element holding a value, and its type: the widest that represents it exactly. */
function scratchElement(value: FillValue): NumericName {
  if (typeof value === "bigint") {
    if (value > 0x7fffffffffffffffn) {
      scratch.u64[0] = value;
      return "uint64";
    }
    scratch.i64[0] = value;
    return "int64";
  }
  if (typeof value === "object") {
    scratch.f64[0] = value.re;
    scratch.f64[1] = value.im;
    return "complex128";
  }
  scratch.f64[0] = Number(value);
  return "float64";
}

/** Sets every element to a value, cast as NumPy's unsafe casting does. */
export function fillElements(
  shape: readonly number[],
  to: Operand,
  toType: ElementType,
  value: FillValue,
): void {
  const type = elementType(scratchElement(value));
  const zeros = shape.map(() => 0);
  runMap(castKernel(type, toType), shape, [
    { views: scratch, byteOffset: 0, byteStrides: zeros },
    to,
  ]);
}
