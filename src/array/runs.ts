// Pieces of an array along one axis, as layouts over the same memory: for code that fills or reads an array
// piece by piece. They are no views that a user sees, and are not told of as such.

import { makeArray, type NDArray } from "../core/ndarray.js";
import type { DTypeKey } from "../core/types.js";

/** The elements from `start` up to `stop` along an axis. */
export function runAlong<D extends DTypeKey>(
  array: NDArray<D>,
  axis: number,
  start: number,
  stop: number,
): NDArray<D> {
  const shape = array._shape.slice();
  shape[axis] = Math.max(0, stop - start);
  const at = array.byteOffset + start * array._strides[axis]!;
  return makeArray(array.storage, at, shape, array._strides, array.dtype, array);
}

/** The same elements in reverse order along an axis. */
export function reversedAlong<D extends DTypeKey>(array: NDArray<D>, axis: number): NDArray<D> {
  const strides = array._strides.slice();
  const last = Math.max(0, array._shape[axis]! - 1);
  const at = array.byteOffset + last * strides[axis]!;
  strides[axis] = -strides[axis]!;
  return makeArray(array.storage, at, array._shape, strides, array.dtype, array);
}
