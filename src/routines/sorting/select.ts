// Elements put where they would stand in the sorted line, without sorting the rest of it: what medians and quantiles
// need. Whole sorts are in lines.ts.

import { checkedAxis } from "../../array/axes.js";
import type { DType } from "../../core/dtype.js";
import type { NDArray } from "../../core/ndarray.js";
import { inLines, linesOf } from "./array-lines.js";
import type { Line } from "./keys.js";
import { movedToEnd, type Numbers, sortLine, sortsInPlace } from "./lines.js";
import { sort } from "./sorting.js";

/** Lines at least this long are worth selecting from. */
const SELECTION = 64;

/**
 * A copy of an array, its axis last, in which the elements at the given positions (from 0 up, ascending) of each line
 * are those of the sorted line, and NaN stands behind all else.
 */
export function selectedLines(array: NDArray, axis: number, positions: readonly number[]): NDArray {
  const along = checkedAxis(axis, array.ndim);
  const { dtype } = array;
  if (!sortsInPlace(dtype)) return sort(inLines(array, along)) as NDArray;
  const work = inLines(array, along);
  for (const line of linesOf(work, work.ndim - 1)) selectInLine(work.dtype, line, positions);
  return work;
}

function selectInLine(dtype: DType, line: Line, positions: readonly number[]): void {
  const { kind, itemsize } = dtype;
  const isWide = itemsize === 8 && kind !== "f";
  if (
    line.length < SELECTION ||
    positions.length > 8 ||
    isWide ||
    (kind === "f" && itemsize === 2)
  ) {
    sortLine(dtype, line);
    return;
  }
  const key = kind === "b" ? "u8" : (`${kind}${itemsize * 8}` as "f64");
  const numbers: Numbers = line.views[key];
  const start = line.byteOffset / itemsize;
  const count = kind === "f" ? movedToEnd(itemsize, line) : line.length;
  let from = start;
  for (const position of positions) {
    // beyond the numbers there is NaN, which stands right already
    if (position >= count) break;
    select(numbers, from, start + count - 1, start + position);
    from = start + position;
  }
}

/** Hoare's selection: afterwards nothing before `place` is greater than what stands there, nothing behind is less. */
function select(numbers: Numbers, first: number, last: number, place: number): void {
  let low = first;
  let high = last;
  // a line that is split badly again and again is sorted instead
  let patience = 64;
  while (low < high) {
    if (high - low < 24 || --patience === 0) {
      numbers.subarray(low, high + 1).sort();
      return;
    }
    const pivot = middleOfThree(numbers[low], numbers[(low + high) >>> 1], numbers[high]);
    let i = low - 1;
    let j = high + 1;
    for (;;) {
      do i += 1;
      while (numbers[i] < pivot);
      do j -= 1;
      while (numbers[j] > pivot);
      if (i >= j) break;
      const value = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = value;
    }
    if (place <= j) high = j;
    else low = j + 1;
  }
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
