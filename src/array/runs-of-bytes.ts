// Packed arrays as runs of bytes that follow each other: joined side by side, rolled, repeated, moved by machine code without
// a plan. Each function answers that it did nothing where that is not for it, and then copy.ts's ways run.

import type { NDArray } from "../core/ndarray.js";
import { moveLinesNative, movesNative } from "../kernel/moves.js";
import type { BufferViews } from "../memory/buffer-views.js";
import { copiesElements, copyElementsTo } from "./copy-packed.js";

/** Runs of bytes at equal distances. */
export interface Runs {
  readonly views: BufferViews;
  readonly offset: number;
  /** Bytes from one run to the next. */
  readonly step: number;
}

/** Whether `count` runs of so many bytes of packed arrays of a dtype can be moved by {@link moveRuns}. */
export function movesRuns(array: NDArray, count: number, bytes: number): boolean {
  return copiesElements(array._dtype) && (count === 1 || movesNative(count, bytes));
}

/** Moves runs of elements of `source`, whose first begins at element `start`, to memory that it does not share. */
export function moveRuns(
  to: Runs,
  source: NDArray,
  start: number,
  step: number,
  count: number,
  bytes: number,
): boolean {
  const { itemsize } = source._dtype;
  const { views } = source.storage;
  if (count === 1) {
    copyElementsTo(to.views, to.offset, source, bytes / itemsize, start);
    return true;
  }
  const base = source.byteOffset + start * itemsize;
  return moveLinesNative(
    { views: to.views, base: to.offset, stride: to.step, list: null, across: 0 },
    { views, base, stride: step, list: null, across: 0 },
    count,
    1,
    bytes,
  );
}

/** The product of the lengths of some axes. */
export function sizeBetween(shape: readonly number[], from: number, to: number): number {
  let size = 1;
  for (let axis = from; axis < to; axis++) size *= shape[axis]!;
  return size;
}
