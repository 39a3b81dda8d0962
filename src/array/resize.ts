// An array given another size in place. The one function that changes which memory an array stands on: views taken
// before keep the memory from before, so nothing dangles. np.resize, which makes a new array, is a routine.

import { ValueError } from "../core/errors.js";
import { contiguousStrides, sizeOf } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { pythonIndex } from "../core/python-values.js";
import { allocate } from "../memory/allocator.js";
import type { Storage } from "../memory/storage.js";
import { noteCopy } from "../memory/tracker.js";

interface Changeable {
  storage: Storage;
  byteOffset: number;
  _shape: readonly number[];
  _strides: readonly number[];
  _size: number;
  _packing: 0 | 1 | 2;
}

/**
 * Gives `array` another shape: elements in memory order are kept, as many as fit, and new ones are zero.
 *
 * @throws ValueError for negative lengths, an array with gaps, or another size of memory it does not own
 */
export function resizeInPlace(array: NDArray, shape: readonly number[]): void {
  array.live();
  const { flags, dtype } = array;
  if (!flags.forc) {
    throw new ValueError(
      "resize only works on single-segment arrays (this one has gaps between its elements; use np.resize)",
    );
  }
  for (const length of shape) pythonIndex(length, "the new shape");
  if (shape.some((length) => length < 0)) {
    throw new ValueError(`negative dimensions not allowed (got (${shape.join(", ")}))`);
  }
  const bytes = sizeOf(shape, dtype.itemsize) * dtype.itemsize;
  const order = flags.fnc ? "F" : "C";
  const target = array as unknown as Changeable;
  if (bytes !== array.nbytes) {
    if (array.base !== null) {
      throw new ValueError(
        "cannot resize this array: it does not own its data (it is a view; resize its base, or use np.resize)",
      );
    }
    moveInto(array, target, bytes);
  }
  target._shape = [...shape];
  // also of nothing, as NumPy has it where an array keeps its header
  target._strides = contiguousStrides(shape, dtype.itemsize, order);
  target._size = shape.reduce((product, length) => product * length, 1);
  target._packing = 0;
}

/** Fresh memory of `bytes`, beginning with what there was. */
function moveInto(array: NDArray, target: Changeable, bytes: number): void {
  const fresh = allocate(bytes, { zeroed: true, shape: array._shape, dtype: array.dtype.name });
  const kept = Math.min(bytes, array.nbytes);
  const from = array.byteOffset;
  fresh.views.u8.set(array.storage.views.u8.subarray(from, from + kept), fresh.byteOffset);
  noteCopy(kept, "requested", "resize");
  target.storage = fresh;
  target.byteOffset = fresh.byteOffset;
}
