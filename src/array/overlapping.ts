// Whether two arrays can touch the same byte: by buffer and bounds here, exactly through core/overlap.ts.

import { byteBounds } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";

/** Whether the byte ranges that two arrays span overlap: never false when they share memory. */
export function mayOverlap(a: NDArray, b: NDArray): boolean {
  if (a.size === 0 || b.size === 0) return false;
  if (a.storage.buffer !== b.storage.buffer) return false;
  const [lowA, highA] = byteBounds(a.byteOffset, a._shape, a._strides, a.dtype.itemsize);
  const [lowB, highB] = byteBounds(b.byteOffset, b._shape, b._strides, b.dtype.itemsize);
  return lowA < highB && lowB < highA;
}
