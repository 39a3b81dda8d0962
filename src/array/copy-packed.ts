// Copies and casts between arrays that are packed alike, the most frequent ones: nothing is planned for them, and what
// depends on the dtypes is remembered. All others are copy.ts's.

import type { DType } from "../core/dtype.js";
import { reportErrors, watched } from "../core/errstate.js";
import { sameNumbers } from "../core/layout.js";
import { isPacked, type NDArray } from "../core/ndarray.js";
import { castKernel } from "../kernel/describe.js";
import { runFew, runLine } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import { elementType, isNumericName } from "../kernel/lanes.js";
import { turnNative } from "../kernel/moves.js";
import type { BufferViews } from "../memory/buffer-views.js";

interface PackedCopy {
  readonly kernel: MapKernel;
  /** The kernel that looks for errors; the same where there are none. */
  readonly watching: MapKernel;
  /** Bytes from one element to the next. */
  readonly along: readonly number[];
}

/** Builtin dtypes have numbers below this, numbers in the other byte order such from here on. */
const SWAPPED = 32;
const DTYPES = 64;
/** By the numbers of both dtypes; null where there is no kernel. */
const copies: (PackedCopy | null | undefined)[] = new Array(DTYPES * DTYPES).fill(undefined);

function makeCopy(from: DType, to: DType): PackedCopy | null {
  if (!isNumericName(from.typeName) || !isNumericName(to.typeName)) return null;
  // what that loses is told
  if (from.kind === "c" && to.kind !== "c") return null;
  // What both swap is copied as it is.
  const swaps = from.isnative !== to.isnative || from.typeName !== to.typeName;
  const input = elementType(from.typeName, swaps && !from.isnative);
  const output = elementType(to.typeName, swaps && !to.isnative);
  const kernel = castKernel(input, output);
  const watching = input === output ? kernel : castKernel(input, output, false, true);
  return { kernel, watching, along: [from.itemsize, to.itemsize] };
}

/** A number for dtypes whose copies are remembered: those of numbers, and other builtin ones; -1 for others. */
function placeOf({ isbuiltin, isnative, num, typeName }: DType): number {
  if (isbuiltin === 1) return num;
  return isNumericName(typeName) && !isnative ? num + SWAPPED : -1;
}

function copyFor(from: DType, to: DType): PackedCopy | null {
  const [first, second] = [placeOf(from), placeOf(to)];
  if (first < 0 || second < 0) return null;
  const place = first * DTYPES + second;
  let copy = copies[place];
  if (copy === undefined) {
    copy = makeCopy(from, to);
    copies[place] = copy;
  }
  return copy;
}

/** Elements up to which a loop here costs less than to plan one and call machine code. */
const FEW = 256;
/** 32-bit indices reach this far. */
const NEAR = 2 ** 31;

/**
 * Copies a few elements of 4 or 8 bytes into an array of the same shape and builtin numeric dtype, which shares none of
 * them, whatever their strides; false, with nothing done, for all others.
 *
 * @param strides - the source's, broadcast to the shape
 */
export function copyFew(target: NDArray, source: NDArray, strides: readonly number[]): boolean {
  const { _dtype, _shape, _strides } = target;
  const { itemsize } = _dtype;
  const ndim = _shape.length;
  if (target._size > FEW || source._dtype !== _dtype || ndim === 0 || ndim > 3) return false;
  if ((itemsize !== 8 && itemsize !== 4) || !copiesElements(_dtype)) return false;
  const [to, from] = [target.storage.views, source.storage.views];
  if (to.byteLength >= NEAR || from.byteLength >= NEAR) return false;
  let bits = target.byteOffset | source.byteOffset;
  for (let axis = 0; axis < ndim; axis++) bits |= _strides[axis]! | strides[axis]!;
  if ((bits & 3) !== 0) return false;
  const inner = ndim - 1;
  const middle = ndim - 2;
  const words = itemsize === 8 ? 1 : 0;
  const [there, here] = [to.i32, from.i32];
  const planes = ndim > 2 ? _shape[0]! : 1;
  const lines = ndim > 1 ? _shape[middle]! : 1;
  const count = _shape[inner]!;
  if (ndim === 2 && _strides[1] === itemsize && strides[0] === itemsize) {
    const [start, first, step] = [target.byteOffset, source.byteOffset, strides[1]!];
    if (turnNative(to, start, _strides[0]!, from, first, step, lines, count, itemsize)) return true;
  }
  const toPlane = ndim > 2 ? _strides[0]! >> 2 : 0;
  const fromPlane = ndim > 2 ? strides[0]! >> 2 : 0;
  const toLine = ndim > 1 ? _strides[middle]! >> 2 : 0;
  const fromLine = ndim > 1 ? strides[middle]! >> 2 : 0;
  const toStep = _strides[inner]! >> 2;
  const fromStep = strides[inner]! >> 2;
  for (let plane = 0; plane < planes; plane++) {
    for (let line = 0; line < lines; line++) {
      let at = (target.byteOffset >> 2) + plane * toPlane + line * toLine;
      let place = (source.byteOffset >> 2) + plane * fromPlane + line * fromLine;
      for (let i = 0; i < count; i++, at += toStep, place += fromStep) {
        there[at] = here[place]!;
        if (words === 1) there[at + 1] = here[place + 1]!;
      }
    }
  }
  return true;
}

/** The kernel that copies numbers of one dtype as another; null where there is none here. */
export function packedKernel(from: DType, to: DType): MapKernel | null {
  const copy = copyFor(from, to);
  if (copy === null) return null;
  return watched.flags === 0 ? copy.kernel : copy.watching;
}

/** Whether elements of a dtype can be copied by {@link copyElementsTo}: builtin numbers. */
export function copiesElements(dtype: DType): boolean {
  return dtype.isbuiltin === 1 && copyFor(dtype, dtype) !== null;
}

/** Copies `count` elements of a packed array of such a dtype, from `start` on, to memory that it does not share. */
export function copyElementsTo(
  views: BufferViews,
  byte: number,
  source: NDArray,
  count: number = source._size,
  start = 0,
): void {
  const { _dtype } = source;
  const byteOffset = source.byteOffset + start * _dtype.itemsize;
  const { kernel, along } = copyFor(_dtype, _dtype)!;
  const from = source.storage.views;
  if (runFew(kernel, count, along, from, byteOffset, views, byte, null, 0) < 0) {
    const byteStrides: readonly number[] = [];
    const input = { views: from, byteOffset, byteStrides };
    runLine(kernel, count, [input, { views, byteOffset: byte, byteStrides }], along);
  }
}

/**
 * Copies the elements of an array into one that shares none of them, if both are packed, of one shape and of
 * numeric dtypes; false, with nothing done, for all others.
 *
 * @throws FloatingPointError for floats out of range, if so set
 */
export function copyPacked(target: NDArray, source: NDArray): boolean {
  const from = source._dtype;
  const to = target._dtype;
  if (!isPacked(target) || !isPacked(source)) return false;
  if (!sameNumbers(target._shape, source._shape)) return false;
  const copy = copyFor(from, to);
  if (copy === null) return false;
  const kernel = watched.flags === 0 ? copy.kernel : copy.watching;
  const { along } = copy;
  const [there, here] = [target.storage.views, source.storage.views];
  const [at, start] = [target.byteOffset, source.byteOffset];
  let flags = runFew(kernel, source._size, along, here, start, there, at, null, 0);
  if (flags < 0) {
    const input = { views: here, byteOffset: start, byteStrides: source._strides };
    const output = { views: there, byteOffset: at, byteStrides: target._strides };
    flags = runLine(kernel, source._size, [input, output], along);
  }
  if (flags !== 0) reportErrors(flags, "cast");
  return true;
}
