// Index arrays and masks as places: which multiples of which stride they pick. Bounds are checked here. Where their
// axes stand in a result is index-plan.ts.

import { IndexError } from "../core/errors.js";
import {
  broadcastStrides,
  contiguousStrides,
  keepOrderAxes,
  shapeText,
  sizeOf,
} from "../core/layout.js";
import { isAligned, makeView, type NDArray } from "../core/ndarray.js";
import { inRangeNative } from "../kernel/moves.js";
import { exactIndices, signedValues } from "./index-values.js";
import { type Picks, scaledPicks } from "./picks.js";
import { maskPositions } from "./truth.js";

/** What one index array or mask picks. */
export interface Lookup {
  /** Places relative to the array's first element, in C order of `shape`. @throws IndexError out of bounds */
  readonly picks: () => Picks;
  /** The byte offsets of the same places, in doubles: for memory that 32-bit offsets do not reach. */
  readonly far: () => Float64Array;
  readonly shape: readonly number[];
  /** How the index array lies in memory: what the order of a result's axes is derived from. */
  readonly strides: readonly number[];
  /** Its index arrays as errors list them: a mask counts as one for each of its axes. */
  readonly listed: readonly string[];
}

/** Memory within which byte offsets are 32-bit integers. */
const near = 2 ** 31;

/** Positions from which machine code pays. */
const large = 128;

/** Whether everything that can be picked from an array lies within reach of 32-bit offsets. */
export function isNear(array: NDArray): boolean {
  return array.storage.buffer.byteLength < near;
}

/** The position that an index means along an axis. @throws IndexError out of bounds */
export function checkedIndex(
  value: number,
  length: number,
  axis: number,
  exact: number | bigint = value,
): number {
  if (value < -length || value >= length) {
    throw new IndexError(`index ${exact} is out of bounds for axis ${axis} with size ${length}`);
  }
  return value < 0 ? value + length : value;
}

export function integerLookup(indices: NDArray, array: NDArray, axis: number): Lookup {
  const length = array._shape[axis]!;
  const stride = array._strides[axis]!;
  const picks = (): Picks => {
    const list = shortPositions(indices, length) ?? checkedPositions(indices, length, axis);
    return { base: 0, stride, list, count: list.length };
  };
  const far = (): Float64Array =>
    signedValues(indices).map((value) => {
      if (value < -length || value >= length) throw outside(indices, length, axis);
      return (value < 0 ? value + length : value) * stride;
    });
  const { _shape: shape, _strides: strides } = indices;
  return { picks, far, shape, strides, listed: [shapeText(shape)] };
}

function checkedPositions(indices: NDArray, length: number, axis: number): Int32Array {
  const values = signedValues(indices);
  const list = new Int32Array(values.length);
  for (let i = 0; i < list.length; i++) {
    const value = values[i]!;
    if (value < -length || value >= length) throw outside(indices, length, axis);
    list[i] = value < 0 ? value + length : value;
  }
  return list;
}

/** The error for the first position out of bounds, which NumPy looks for in the order of memory. */
export function outside(indices: NDArray, length: number, axis: number): IndexError {
  const wrong = (position: number | bigint) => position < -length || position >= length;
  const value = exactIndices(indices.ndim < 2 ? indices : inMemoryOrder(indices)).find(wrong);
  return new IndexError(`index ${value} is out of bounds for axis ${axis} with size ${length}`);
}

/** The same elements, the axes from the slowest to the fastest and all of them forward. */
function inMemoryOrder(array: NDArray): NDArray {
  const { _shape: shape, _strides: strides } = array;
  const axes = keepOrderAxes(shape, [strides]);
  const start = strides.reduce(
    (at, stride, i) => at + Math.min(0, stride) * Math.max(0, shape[i]! - 1),
    array.byteOffset,
  );
  return makeView(
    array,
    start,
    axes.map((axis) => shape[axis]!),
    axes.map((axis) => Math.abs(strides[axis]!)),
    array.dtype,
    "at",
  );
}

/**
 * The order of the points' axes in memory, outermost first, as the iterator over the index arrays walks them; null for
 * C order.
 */
export function pointOrder(lookups: readonly Lookup[], shape: readonly number[]): number[] | null {
  if (shape.length < 2) return null;
  const layouts = lookups.map((one) => broadcastStrides(one.shape, one.strides, shape));
  const axes = keepOrderAxes(shape, layouts);
  return axes.every((axis, i) => axis === i) ? null : axes;
}

/** The common case in one pass: 64 or 32-bit integers side by side, all in range; `null` for any other. */
export function shortPositions(indices: NDArray, length: number): Int32Array | null {
  const { dtype, size } = indices;
  if (dtype.kind !== "i" || !dtype.isnative || length > 0x7fffffff) return null;
  if (dtype.itemsize !== 8 && dtype.itemsize !== 4) return null;
  if (!isAligned(indices) || !isNear(indices) || !indices.flags.c_contiguous) return null;
  const { views } = indices.live();
  if (size >= large) {
    const found = inRangeNative(views, indices.byteOffset, size, dtype.itemsize, length);
    if (found !== null) return found;
  }
  const words = views.i32;
  const start = indices.byteOffset >> 2;
  const list = new Int32Array(size);
  const isIn =
    dtype.itemsize === 8
      ? readWide(words, start, list, length)
      : readNarrow(words, start, list, length);
  return isIn ? list : null;
}

function readWide(words: Int32Array, start: number, list: Int32Array, length: number): boolean {
  for (let i = 0, at = start; i < list.length; i++, at += 2) {
    const low = words[at]!;
    if (words[at + 1] !== low >> 31) return false;
    const position = low < 0 ? (low + length) | 0 : low;
    if (position < 0 || position >= length) return false;
    list[i] = position;
  }
  return true;
}

function readNarrow(words: Int32Array, start: number, list: Int32Array, length: number): boolean {
  for (let i = 0; i < list.length; i++) {
    const value = words[start + i]!;
    const position = value < 0 ? (value + length) | 0 : value;
    if (position < 0 || position >= length) return false;
    list[i] = position;
  }
  return true;
}

export function maskLookup(mask: NDArray, array: NDArray, axis: number): Lookup {
  const flat = maskPositions(mask);
  const shape = mask._shape;
  const strides = array._strides.slice(axis, axis + mask.ndim);
  const picks = (): Picks => maskPicks(flat, shape, strides);
  const listed = new Array<string>(Math.max(1, mask.ndim)).fill(`(${flat.length},)`);
  // positions from 2^31 on lie in 32 bits as negative numbers
  const far = (): Float64Array =>
    shape.length === 0
      ? new Float64Array(flat.length)
      : unfolded(flat, shape, strides, new Float64Array(flat.length));
  return { picks, far, shape: [flat.length], strides: [8], listed };
}

/** Flat positions of a shape as places; where one stride steps through all axes, they are it. */
function maskPicks(flat: Int32Array, shape: readonly number[], strides: readonly number[]): Picks {
  const last = shape.length - 1;
  if (last < 0 || flat.length === 0) {
    return { base: 0, stride: 0, list: flat, count: flat.length };
  }
  const inner = strides[last]!;
  if (last === 0) return { base: 0, stride: inner, list: flat, count: flat.length };
  const steps = contiguousStrides(shape, 1, "C");
  const isOne = shape.every((length, k) => length === 1 || strides[k] === inner * steps[k]!);
  if (isOne) return { base: 0, stride: inner, list: flat, count: flat.length };
  return scaledPicks(unfolded(flat, shape, strides, new Int32Array(flat.length)));
}

/** Byte offsets of flat positions, row by row: they are sorted. */
function unfolded<List extends Int32Array | Float64Array>(
  flat: Int32Array,
  shape: readonly number[],
  strides: readonly number[],
  offsets: List,
): List {
  const last = shape.length - 1;
  const row = shape[last]!;
  const inner = strides[last]!;
  let begin = 0;
  let end = 0;
  let lineOffset = 0;
  for (let i = 0; i < flat.length; i++) {
    const position = flat[i]! >>> 0;
    if (position >= end) {
      const line = Math.floor(position / row);
      begin = line * row;
      end = begin + row;
      lineOffset = 0;
      for (let k = last - 1, rest = line; k >= 0; k--) {
        const next = Math.floor(rest / shape[k]!);
        lineOffset += (rest - next * shape[k]!) * strides[k]!;
        rest = next;
      }
    }
    offsets[i] = lineOffset + (position - begin) * inner;
  }
  return offsets;
}

/** The common shape of index arrays. @throws IndexError where they have none */
export function commonShape(lookups: readonly Lookup[]): number[] {
  if (lookups.length === 1) return lookups[0]!.shape.slice();
  const ndim = Math.max(...lookups.map((one) => one.shape.length));
  const shape = new Array<number>(ndim).fill(1);
  for (const one of lookups) {
    for (let i = 0; i < one.shape.length; i++) {
      const at = ndim - one.shape.length + i;
      const length = one.shape[i]!;
      if (length === 1) continue;
      if (shape[at] !== 1 && shape[at] !== length) {
        const all = lookups.flatMap((each) => each.listed).join(" ");
        throw new IndexError(
          `shape mismatch: indexing arrays could not be broadcast together with shapes ${all} `,
        );
      }
      shape[at] = length;
    }
  }
  return shape;
}

const nothing: Picks = { base: 0, stride: 0, list: new Int32Array(0), count: 0 };

/** Several index arrays together, broadcast to `shape`. As in NumPy bounds do not count where nothing is picked. */
export function joinLookups(lookups: readonly Lookup[], shape: readonly number[]): Picks {
  const total = sizeOf(shape);
  if (total === 0) return nothing;
  if (lookups.length === 1) return lookups[0]!.picks();
  const offsets = new Int32Array(total);
  for (const lookup of lookups) addBroadcast(offsets, shape, lookup);
  return scaledPicks(offsets);
}

function addBroadcast(total: Int32Array, shape: readonly number[], one: Lookup): void {
  const { base, list, stride } = one.picks();
  if (base !== 0) for (let i = 0; i < total.length; i++) total[i]! += base;
  const elements = contiguousStrides(one.shape, 1, "C");
  const steps = broadcastStrides(one.shape, elements, shape);
  const last = shape.length - 1;
  const inner = shape[last] ?? 1;
  const step = steps[last] ?? 0;
  const counter = new Array<number>(shape.length).fill(0);
  let at = 0;
  for (let done = 0; done < total.length; done += inner) {
    addRow(total, done, inner, list!, at, step, stride);
    for (let k = last - 1; k >= 0; k--) {
      at += steps[k]!;
      if (++counter[k]! < shape[k]!) break;
      at -= shape[k]! * steps[k]!;
      counter[k] = 0;
    }
  }
}

function addRow(
  total: Int32Array,
  start: number,
  count: number,
  list: Int32Array,
  from: number,
  step: number,
  stride: number,
): void {
  if (step === 0) {
    const offset = Math.imul(list[from]!, stride);
    for (let i = start; i < start + count; i++) total[i] = (total[i]! + offset) | 0;
    return;
  }
  for (let i = 0; i < count; i++) {
    total[start + i] = (total[start + i]! + Math.imul(list[from + i]!, stride)) | 0;
  }
}

/** The same in doubles, for memory beyond 32-bit offsets. */
export function joinFar(lookups: readonly Lookup[], shape: readonly number[]): Float64Array {
  const total = new Float64Array(sizeOf(shape));
  if (total.length === 0) return total;
  for (const one of lookups) {
    const offsets = one.far();
    const elements = contiguousStrides(one.shape, 1, "C");
    const steps = broadcastStrides(one.shape, elements, shape);
    const counter = new Array<number>(shape.length).fill(0);
    let at = 0;
    for (let i = 0; i < total.length; i++) {
      total[i]! += offsets[at]!;
      for (let k = shape.length - 1; k >= 0; k--) {
        at += steps[k]!;
        if (++counter[k]! < shape[k]!) break;
        at -= shape[k]! * steps[k]!;
        counter[k] = 0;
      }
    }
  }
  return total;
}
