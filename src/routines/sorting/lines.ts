// Sorting lines of elements in place, and the positions that would sort them. A line's elements lie side by side,
// aligned and in native byte order; which lines an array has is the business of sorting.ts.

import type { DType } from "../../core/dtype.js";
import type { BufferViews } from "../../memory/buffer-views.js";
import { comparisonOf } from "./compare.js";
import { keysOf, type Line, lessByKeys, reverseKeys } from "./keys.js";
import { mergeOrder } from "./merge.js";
import { radixOrder, radixSort32, radixSort64 } from "./radix.js";

/** Lines at least this long are sorted by digits. */
const RADIX_VALUES = 3000;
const RADIX_ORDER = 1200;
/** Lines up to this long are sorted by insertion. */
const INSERTION = 20;

/** The positions that would sort a line, as plain 32-bit numbers. Stable, also where the greatest comes first. */
export function orderOfLine(
  dtype: DType,
  line: Line,
  fields: readonly string[] | null = null,
  descending = false,
): Uint32Array {
  const n = line.length;
  const order = new Uint32Array(n);
  for (let i = 1; i < n; i++) order[i] = i;
  const words = keysOf(dtype, line);
  if (words === null || fields !== null) {
    const compare = comparisonOf(dtype, fields);
    const { views, byteOffset } = line;
    const size = dtype.itemsize;
    const sign = descending ? -1 : 1;
    mergeOrder(
      order,
      n,
      (a, b) => sign * compare(views, byteOffset + a * size, views, byteOffset + b * size) < 0,
    );
    return order;
  }
  if (descending) reverseKeys(dtype, words);
  if (n >= RADIX_ORDER) return radixOrder(words, order, n);
  mergeOrder(order, n, lessByKeys(words));
  return order;
}

/** Whether {@link sortLine} sorts this dtype: numbers of one part. */
export function sortsInPlace(dtype: DType): boolean {
  return "biuf".includes(dtype.kind);
}

/** Typed arrays of the numbers that fit a JavaScript number. */
export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Sorts a line of real numbers where it lies. */
export function sortLine(dtype: DType, line: Line): void {
  const { kind, itemsize } = dtype;
  const { views, byteOffset, length } = line;
  if (length < 2) return;
  if (kind === "f") {
    sortFloats(itemsize, line);
    return;
  }
  if (itemsize === 8) {
    sortWide(kind === "u", line);
    return;
  }
  const key = kind === "b" ? "u8" : (`${kind}${itemsize * 8}` as "u8");
  const numbers: Numbers = views[key];
  const start = byteOffset / itemsize;
  if (length <= INSERTION) insertionSort(numbers, start, length);
  else if (itemsize === 1 && length > 256) countingSort(numbers, start, length);
  else if (length < RADIX_VALUES) numbers.subarray(start, start + length).sort();
  else radixIntegers(numbers, start, length, kind === "i" ? 2 ** (8 * itemsize - 1) : 0);
}

/** Stable, and NaN goes to the end. */
function insertionSort(numbers: Numbers, start: number, length: number): void {
  for (let i = start + 1; i < start + length; i++) {
    const value = numbers[i];
    if (Number.isNaN(value)) continue;
    let k = i - 1;
    while (k >= start && !(numbers[k] <= value)) {
      numbers[k + 1] = numbers[k];
      k -= 1;
    }
    numbers[k + 1] = value;
  }
}

function countingSort(numbers: Numbers, start: number, length: number): void {
  const counts = new Uint32Array(256);
  for (let i = 0; i < length; i++) counts[numbers[start + i] & 255]++;
  const first = numbers instanceof Int8Array ? 128 : 0;
  let at = start;
  for (let k = 0; k < 256; k++) {
    const value = (k + first) & 255;
    const count = counts[value];
    numbers.fill(value, at, at + count);
    at += count;
  }
}

function radixIntegers(numbers: Numbers, start: number, length: number, offset: number): void {
  const words = new Uint32Array(length);
  for (let i = 0; i < length; i++) words[i] = numbers[start + i] + offset;
  const sorted = radixSort32(words, new Uint32Array(length), length);
  for (let i = 0; i < length; i++) numbers[start + i] = sorted[i] - offset;
}

/** 64-bit integers, as pairs of words: no bigint is made. */
function sortWide(unsigned: boolean, { views, byteOffset, length }: Line): void {
  if (length < RADIX_VALUES) {
    const numbers = unsigned ? views.u64 : views.i64;
    numbers.subarray(byteOffset / 8, byteOffset / 8 + length).sort();
    return;
  }
  const flip = unsigned ? 0 : 0x80000000;
  const from = views.u32;
  const start = byteOffset / 4;
  const pairs = new Uint32Array(2 * length);
  for (let i = 0; i < 2 * length; i += 2) {
    pairs[i] = from[start + i];
    pairs[i + 1] = from[start + i + 1] ^ flip;
  }
  const sorted = radixSort64(pairs, new Uint32Array(2 * length), length);
  for (let i = 0; i < 2 * length; i += 2) {
    from[start + i] = sorted[i];
    from[start + i + 1] = sorted[i + 1] ^ flip;
  }
}

function sortFloats(bytes: number, line: Line): void {
  const { views, byteOffset, length } = line;
  if (bytes !== 2 && length <= INSERTION) {
    insertionSort(bytes === 4 ? views.f32 : views.f64, byteOffset / bytes, length);
    return;
  }
  // NaN and zeros are put in their places apart: NaN behind all, zeros as they came, -0 and 0 being equal
  const numbers = movedToEnd(bytes, line);
  const zeros = zeroSigns(bytes, line, numbers);
  if (bytes === 2) sortHalves(views, byteOffset / 2, numbers);
  else if (bytes === 4) sortSingles(views, byteOffset / 4, numbers);
  else sortDoubles(views, byteOffset / 8, numbers);
  if (zeros !== null) restoreZeros(bytes, line, numbers, zeros);
}

/** Moves NaN to the end of the line, the order of the others kept; returns how many others there are. */
export function movedToEnd(bytes: number, { views, byteOffset, length }: Line): number {
  const unit = bytes === 2 ? 2 : 4;
  const words = bytes === 2 ? views.u16 : views.u32;
  const per = bytes / unit;
  const start = byteOffset / unit;
  const isNaNAt = (at: number): boolean => {
    const top = words[at + per - 1];
    if (bytes === 2) return (top & 0x7fff) > 0x7c00;
    const magnitude = top & 0x7fffffff;
    if (bytes === 4) return magnitude > 0x7f800000;
    return magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && words[at] !== 0);
  };
  let first = 0;
  while (first < length && !isNaNAt(start + first * per)) first += 1;
  if (first === length) return length;
  const nans: number[] = [];
  let to = first;
  for (let i = first; i < length; i++) {
    const at = start + i * per;
    const isOne = isNaNAt(at);
    for (let k = 0; k < per; k++) {
      if (isOne) nans.push(words[at + k]);
      else words[start + to * per + k] = words[at + k];
    }
    if (!isOne) to += 1;
  }
  for (let k = 0; k < nans.length; k++) words[start + to * per + k] = nans[k];
  return to;
}

/** The sign bits of the zeros in their order, if there are zeros of both signs. */
function zeroSigns(bytes: number, line: Line, length: number): Uint8Array | null {
  const { views, byteOffset } = line;
  const words = bytes === 2 ? views.u16 : views.u32;
  const per = bytes === 8 ? 2 : 1;
  const start = byteOffset / (bytes / per);
  const sign = bytes === 2 ? 0x8000 : 0x80000000;
  let count = 0;
  let negative = 0;
  for (let i = 0, at = start; i < length; i++, at += per) {
    const top = words[at + per - 1];
    if (((top << 1) & (bytes === 2 ? 0xffff : -1)) !== 0 || (per === 2 && words[at] !== 0))
      continue;
    count += 1;
    if (top === sign) negative += 1;
  }
  if (negative === 0 || negative === count) return null;
  const signs = new Uint8Array(count);
  let next = 0;
  for (let i = 0, at = start; i < length; i++, at += per) {
    const top = words[at + per - 1];
    if (((top << 1) & (bytes === 2 ? 0xffff : -1)) !== 0 || (per === 2 && words[at] !== 0))
      continue;
    signs[next++] = top === sign ? 1 : 0;
  }
  return signs;
}

function restoreZeros(bytes: number, line: Line, length: number, signs: Uint8Array): void {
  const { views, byteOffset } = line;
  const words = bytes === 2 ? views.u16 : views.u32;
  const per = bytes === 8 ? 2 : 1;
  const start = byteOffset / (bytes / per);
  const sign = bytes === 2 ? 0x8000 : 0x80000000;
  let first = 0;
  // negative numbers come first: those with the sign bit that are not zero
  let end = length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    const at = start + middle * per;
    const top = words[at + per - 1];
    const isNegative = top >= sign && (top !== sign || (per === 2 && words[at] !== 0));
    if (isNegative) first = middle + 1;
    else end = middle;
  }
  for (let i = 0; i < signs.length; i++) {
    words[start + (first + i) * per + per - 1] = signs[i] === 1 ? sign : 0;
  }
}

function sortHalves(views: BufferViews, start: number, length: number): void {
  const bits = views.u16;
  const keys = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    const one = bits[start + i];
    keys[i] = one < 0x8000 ? one | 0x8000 : ~one;
  }
  keys.sort();
  for (let i = 0; i < length; i++) {
    const key = keys[i];
    bits[start + i] = key >= 0x8000 ? key & 0x7fff : ~key;
  }
}

function sortSingles(views: BufferViews, start: number, length: number): void {
  if (length < RADIX_VALUES) {
    views.f32.subarray(start, start + length).sort();
    return;
  }
  const bits = views.u32;
  const keys = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const one = bits[start + i];
    keys[i] = one < 0x80000000 ? one | 0x80000000 : ~one;
  }
  const sorted = radixSort32(keys, new Uint32Array(length), length);
  for (let i = 0; i < length; i++) {
    const key = sorted[i];
    bits[start + i] = key >= 0x80000000 ? key & 0x7fffffff : ~key;
  }
}

function sortDoubles(views: BufferViews, start: number, length: number): void {
  if (length < RADIX_VALUES) {
    views.f64.subarray(start, start + length).sort();
    return;
  }
  const bits = views.u32;
  const keys = new Uint32Array(2 * length);
  const from = 2 * start;
  for (let i = 0; i < 2 * length; i += 2) {
    const top = bits[from + i + 1];
    const mask = top < 0x80000000 ? 0 : -1;
    keys[i] = bits[from + i] ^ mask;
    keys[i + 1] = top ^ (mask | 0x80000000);
  }
  const sorted = radixSort64(keys, new Uint32Array(2 * length), length);
  for (let i = 0; i < 2 * length; i += 2) {
    const top = sorted[i + 1];
    const mask = top >= 0x80000000 ? 0 : -1;
    bits[from + i] = sorted[i] ^ mask;
    bits[from + i + 1] = top ^ (mask | 0x80000000);
  }
}
