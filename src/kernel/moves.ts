// Moving raw elements and reading masks as machine code, for the floors above: each answers that it did nothing where
// machine code is not to be had, and the caller has a loop of its own.

import type { BufferViews } from "../memory/buffer-views.js";
import { countNative, runsNative } from "./choice.js";
import {
  type IndexLine,
  type MoveLine,
  type PackedLine,
  runNativeCount,
  runNativeGather,
  runNativeInRange,
  runNativeLongPositions,
  runNativeMove,
  runNativePositions,
} from "./x64/run-moves.js";
import { type LineOfItems, runNativeRepeat, runNativeTotal } from "./x64/run-repeats.js";
import { runNativeTurn } from "./x64/run-transpose.js";

/** Where elements lie: element i at byte `base + stride * (list === null ? i : list[i])`. */
export interface Places {
  readonly base: number;
  readonly stride: number;
  readonly list: Int32Array | null;
  readonly count: number;
}

/** Bytes from which moving them is worth a call. */
const LONG_RUN = 1024;

/** Whether so many elements of so many bytes are to be moved as machine code. */
export function movesNative(count: number, bytes: number): boolean {
  return count * bytes >= LONG_RUN && runsNative(count * bytes);
}

/**
 * Moves elements of `bytes` bytes, as many as the places are, between buffers that are not the same. False, with nothing
 * done, where a place is outside of its buffer or machine code is not to be had.
 */
export function moveNative(
  toViews: BufferViews,
  to: Places,
  fromViews: BufferViews,
  from: Places,
  bytes: number,
): boolean {
  const target = { views: toViews, base: to.base, stride: to.stride, list: to.list, across: 0 };
  const { base, stride, list } = from;
  const source = { views: fromViews, base, stride, list, across: 0 };
  return countNative(runNativeMove(target, source, to.count, 1, bytes));
}

/** Moves lines of elements that strides alone tell of; see {@link moveNative}. */
export function moveLinesNative(
  to: MoveLine,
  from: MoveLine,
  count: number,
  lines: number,
  bytes: number,
): boolean {
  return countNative(runNativeMove(to, from, count, lines, bytes));
}

/** Whether {@link gatherNative} of so many elements is to be had. */
export function gathersNative(count: number): boolean {
  return runsNative(count);
}

/**
 * Gathers, in each of `lines` lines that follow each other, `count` elements by the same indices, into memory that nobody
 * else reads yet. False where an index is out of bounds, or machine code is not to be had.
 */
export function gatherNative(
  to: PackedLine,
  from: PackedLine,
  indices: IndexLine,
  count: number,
  lines: number,
  bytes: number,
): boolean {
  return countNative(runNativeGather(to, from, indices, count, lines, bytes));
}

/** How many of `count` bytes are not 0; -1 where machine code is not to be had. */
export function countTrueNative(views: BufferViews, offset: number, count: number): number {
  return runsNative(count) ? runNativeCount(views, offset, count) : -1;
}

/** The positions of those of `count` bytes that are not 0; null where machine code is not to be had. */
export function positionsNative(
  views: BufferViews,
  offset: number,
  count: number,
): Int32Array | null {
  return runsNative(count) ? runNativePositions(views, offset, count) : null;
}

/**
 * {@link positionsNative} as 64-bit integers, into memory that `place` finds for as many as there are. False, with nothing
 * written, where machine code is not to be had.
 */
export function longPositionsNative(
  views: BufferViews,
  offset: number,
  count: number,
  place: (found: number) => PackedLine,
): boolean {
  return runsNative(count) && countNative(runNativeLongPositions(views, offset, count, place));
}

/**
 * Positions of 4 or 8 bytes along an axis of `length`, counted from either end, as such from the beginning. Null where one
 * is out of bounds, or where machine code is not to be had.
 */
export function inRangeNative(
  views: BufferViews,
  offset: number,
  count: number,
  bytes: 4 | 8,
  length: number,
): Int32Array | null {
  return runsNative(count) ? runNativeInRange(views, offset, count, bytes, length) : null;
}

/** The sum of `count` 64-bit counts; -1 if one is negative or beyond 32 bits, or machine code is not to be had. */
export function totalNative(counts: LineOfItems, count: number): number {
  return runsNative(count) ? runNativeTotal(counts, count) : -1;
}

/**
 * Repeats `count` elements that follow each other, each as often as its 64-bit count says; `total` is what
 * {@link totalNative} said of the counts. False, with nothing done, where machine code is not to be had.
 */
export function repeatNative(
  counts: LineOfItems,
  from: LineOfItems,
  to: LineOfItems,
  count: number,
  total: number,
  bytes: number,
): boolean {
  if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8) return false;
  return countNative(runNativeRepeat(counts, from, to, count, total, bytes));
}

/**
 * Copies a few elements that follow each other in each line of the target, and in each column of the source. False, with
 * nothing done, for other sizes and where machine code is not to be had.
 */
export function turnNative(
  to: BufferViews,
  toOffset: number,
  toStride: number,
  from: BufferViews,
  fromOffset: number,
  fromStride: number,
  lines: number,
  elements: number,
  bytes: number,
): boolean {
  if (!runsNative(lines * elements)) return false;
  return countNative(
    runNativeTurn(to, toOffset, toStride, from, fromOffset, fromStride, lines, elements, bytes),
  );
}
