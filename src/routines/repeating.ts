// Elements as often as a list of counts says: the short way for lines, and lists of positions. Which axis is meant, and
// errors, are tiling.ts's business.

import { NDArray, newArray } from "../core/ndarray.js";
import type { DTypeKey } from "../core/types.js";
import { repeatNative, totalNative } from "../kernel/moves.js";

/** Elements from which machine code pays. */
const LONG = 64;

/** The line of 64-bit integers of this machine that an array is, or null. */
function lineOf(array: NDArray): { views: NDArray["storage"]["views"]; offset: number } | null {
  if (array.ndim !== 1 || array._strides[0] !== array.itemsize) return null;
  return { views: array.live().views, offset: array.byteOffset };
}

/** A long line repeated by a line of 64-bit counts; null for anything else, which the ordinary way is for. */
export function repeatLine<D extends DTypeKey>(
  array: NDArray<D>,
  repeats: unknown,
): NDArray<D> | null {
  if (!(repeats instanceof NDArray) || array.size < LONG || repeats.size !== array.size)
    return null;
  const { kind, itemsize, isnative } = repeats.dtype;
  if (kind !== "i" || itemsize !== 8 || !isnative || ![1, 2, 4, 8].includes(array.itemsize)) {
    return null;
  }
  const [counts, from] = [lineOf(repeats), lineOf(array as NDArray)];
  if (counts === null || from === null) return null;
  const total = totalNative(counts, array.size);
  if (total < LONG) return null;
  const result = newArray([total], array.dtype);
  const to = { views: result.storage.views, offset: result.byteOffset };
  const done = repeatNative(counts, from, to, array.size, total, array.itemsize);
  return done ? result : null;
}

/** Position i as often as count i says: `total` of them. */
export function repeatedPositions(counts: ArrayLike<number>, total: number): Int32Array {
  const list = new Int32Array(total);
  let next = 0;
  for (let i = 0; i < counts.length; i++) {
    for (const end = next + counts[i]!; next < end; next++) list[next] = i;
  }
  return list;
}
