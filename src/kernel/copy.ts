// Moving elements: cast copies, raw copies at memmove speed, filling. Overlap between source and
// destination is the caller's to rule out, except for one contiguous run onto another.

import { countOf } from "../core/layout.js";
import type { BufferViews } from "../memory/buffer-views.js";
import { viewsOf } from "../memory/buffer-views.js";
import { runMap, runsNative } from "./engine.js";
import { castKernel } from "./kernel.js";
import { type ElementType, elementType, type NumericName } from "./lanes.js";
import { moveLinesNative } from "./moves.js";
import { planNest } from "./nest.js";
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

const byte = elementType("uint8");
/** Elements from which it pays to look for rows. */
const ROWS_FROM = 64;
/** Rows and elements of a piece of a plane whose sides disagree about order. */
const TILE = 32;

/**
 * Copies elements as rows of at least `least` bytes that are contiguous on both sides, as machine code. False, with
 * nothing done, where that is not to be had or rows are shorter.
 */
function copyRows(
  shape: readonly number[],
  itemsize: number,
  to: Operand,
  from: Operand,
  least: number,
): boolean {
  if (!runsNative(ROWS_FROM) || countOf(shape) < ROWS_FROM) return false;
  const {
    shape: loops,
    strides,
    offsets,
  } = planNest(
    shape,
    [to, from].map(({ byteStrides }) => ({ strides: byteStrides, itemsize })),
  );
  const [target, source] = strides as [readonly number[], readonly number[]];
  let inner = loops.length;
  let bytes = itemsize;
  while (inner > 0 && target[inner - 1] === bytes && source[inner - 1] === bytes) {
    bytes *= loops[--inner]!;
  }
  if (bytes < least || inner === 0) return false;
  const [along, across] = [inner - 1, inner - 2];
  const count = loops[along]!;
  const lines = across < 0 ? 1 : loops[across]!;
  const side = (views: BufferViews, base: number, mine: readonly number[]) => ({
    views,
    base,
    stride: mine[along]!,
    across: across < 0 ? 0 : mine[across]!,
    list: null,
  });
  // A walk across many cache lines leaves them before its neighbour comes by.
  const isAcross = across >= 0 && Math.abs(source[along]!) > Math.abs(source[across]!);
  const step = isAcross && count * lines > TILE * TILE ? TILE : Infinity;
  const walk = (loop: number, toBase: number, fromBase: number): boolean => {
    if (loop < across) {
      for (let i = 0; i < loops[loop]!; i++) {
        if (!walk(loop + 1, toBase + i * target[loop]!, fromBase + i * source[loop]!)) return false;
      }
      return true;
    }
    const whole = [side(to.views, toBase, target), side(from.views, fromBase, source)] as const;
    for (let line = 0; line < lines; line += step) {
      for (let start = 0; start < count; start += step) {
        const [there, here] = whole.map((one) => ({
          ...one,
          base: one.base + (line > 0 ? line * one.across : 0) + start * one.stride,
        }));
        const size = [Math.min(step, count - start), Math.min(step, lines - line)] as const;
        if (!moveLinesNative(there!, here!, ...size, bytes)) return false;
      }
    }
    return true;
  };
  return walk(0, to.byteOffset + offsets[0]!, from.byteOffset + offsets[1]!);
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
    if (to.views.buffer !== from.views.buffer && runsNative(run)) {
      const bytes = { byteStrides: [1] };
      runMap(
        castKernel(byte, byte),
        [run],
        [
          { ...from, ...bytes },
          { ...to, ...bytes },
        ],
      );
      return;
    }
    moveBytes(to.views, to.byteOffset, from.views, from.byteOffset, run);
    return;
  }
  const whole = bitsOfWidth[itemsize];
  if (copyRows(shape, itemsize, to, from, whole === undefined ? itemsize : itemsize * 2)) return;
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
