// Whether two arrays touch the same byte, for arrays: the buffers are compared here, the rest is the pure
// arithmetic of core/overlap.ts.

import { byteBounds } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { type MemoryExtent, needsCopy } from "../core/overlap.js";

/** Where an array lies within its buffer. */
export function extentOf(array: NDArray): MemoryExtent {
  return {
    offset: array.byteOffset,
    shape: array._shape,
    strides: array._strides,
    itemsize: array.dtype.itemsize,
  };
}

/** Whether the byte ranges that two arrays span overlap: never false when they share memory. */
export function mayOverlap(a: NDArray, b: NDArray): boolean {
  if (a.size === 0 || b.size === 0) return false;
  if (a.storage.buffer !== b.storage.buffer) return false;
  const [lowA, highA] = byteBounds(a.byteOffset, a._shape, a._strides, a.dtype.itemsize);
  const [lowB, highB] = byteBounds(b.byteOffset, b._shape, b._strides, b.dtype.itemsize);
  return lowA < highB && lowB < highA;
}

/**
 * Whether writing `output` element by element could change an element of `input` before it is read: they share
 * memory and are not the very same elements.
 */
export function overwrites(output: NDArray, input: NDArray): boolean {
  return (
    output.storage.buffer === input.storage.buffer && needsCopy(extentOf(output), extentOf(input))
  );
}
