// The same elements in another shape: views where the strides allow it, else copies with the reason told.

import { ValueError } from "../core/errors.js";
import {
  contiguousStrides,
  freshStrides,
  keepOrderAxes,
  MAX_NDIM,
  type OrderName,
  reshapeOrder,
  reshapeStrides,
  resolveShape,
} from "../core/layout.js";
import { isPacked, makeArray, makeView, type NDArray, newArray } from "../core/ndarray.js";
import type { DTypeKey } from "../core/types.js";
import { noteCopy } from "../memory/tracker.js";
import { copyInto } from "./copy.js";

/**
 * `array` in `newShape`: a view if the strides can express it, else a copy (never with `copy: false`, always
 * with `copy: true`).
 */
export function reshapeArray<D extends DTypeKey>(
  array: NDArray<D>,
  newShape: readonly number[],
  order: "C" | "F" | "A" = "C",
  copy: boolean | null = null,
): NDArray<D> {
  if (order === "C" && copy !== true && isPacked(array)) {
    const packed = packedStrides(newShape, array);
    if (packed !== null) {
      return makeView(array, array.byteOffset, newShape.slice(), packed, array.dtype, "reshape");
    }
  }
  const shape = resolveShape(newShape, array.size);
  const { _shape, _strides, dtype } = array;
  const spelt = !newShape.some((length) => length < 0);
  const strides = reshapeStrides(_shape, _strides, dtype.itemsize, shape, order, spelt);
  if (strides !== null && copy !== true) {
    return makeView(array, array.byteOffset, shape, strides, dtype, "reshape");
  }
  if (copy === false) {
    throw new ValueError(
      `Unable to avoid creating a copy while reshaping. (strides (${_strides.join(", ")}) of shape (${_shape.join(", ")}) cannot be merged into shape (${shape.join(", ")}): make the array contiguous first, or reshape before transposing)`,
    );
  }
  const way = reshapeOrder(_shape, _strides, dtype.itemsize, order);
  const fresh = newArray(_shape, dtype, way);
  copyInto(fresh, array);
  noteCopy(fresh.nbytes, copy === true ? "requested" : "reshape", "reshape");
  return makeView(
    fresh,
    fresh.byteOffset,
    shape,
    contiguousStrides(shape, dtype.itemsize, way),
    dtype,
    "reshape",
  );
}

/** The strides of a packed array in a shape that is spelt out, of axes longer than 1; `null` for all others. */
function packedStrides(shape: readonly number[], array: NDArray): number[] | null {
  const strides = new Array<number>(shape.length);
  let count = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (!Number.isInteger(length) || length < 2) return null;
    strides[axis] = count * array.itemsize;
    count *= length;
  }
  return count === array.size && shape.length <= MAX_NDIM ? strides : null;
}

/** A fresh C-contiguous array, which nobody else has seen, under another shape: it still owns its memory. */
export function ownedAs<D extends DTypeKey>(
  fresh: NDArray<D>,
  shape: readonly number[],
): NDArray<D> {
  const strides = freshStrides(shape, fresh.dtype.itemsize, "C");
  return makeArray(fresh.storage, fresh.byteOffset, shape, strides, fresh.dtype, null);
}

/** A copy in one dimension, elements in `order`. */
export function flattenArray<D extends DTypeKey>(
  array: NDArray<D>,
  order: OrderName = "C",
): NDArray<D> {
  const walked = inOrder(array, order);
  const flat = newArray([array.size], array.dtype);
  const shaped = makeView(
    flat,
    flat.byteOffset,
    walked._shape,
    contiguousStrides(walked._shape, array.dtype.itemsize, "C"),
    array.dtype,
    "flatten",
  );
  copyInto(shaped, walked);
  noteCopy(flat.nbytes, "requested", "flatten");
  return flat;
}

/** One dimension, elements in `order`: a view if the memory is contiguous so, else a copy. */
export function ravelArray<D extends DTypeKey>(
  array: NDArray<D>,
  order: OrderName = "C",
): NDArray<D> {
  const walked = inOrder(array, order);
  const { itemsize } = array.dtype;
  const strides = reshapeStrides(walked._shape, walked._strides, itemsize, [array.size], "C");
  const contiguous = array.size <= 1 || (strides !== null && strides[0] === itemsize);
  if (strides !== null && contiguous) {
    return makeView(array, walked.byteOffset, [array.size], [itemsize], array.dtype, "ravel");
  }
  const flat = newArray([array.size], array.dtype);
  const shaped = makeView(
    flat,
    flat.byteOffset,
    walked._shape,
    contiguousStrides(walked._shape, itemsize, "C"),
    array.dtype,
    "ravel",
  );
  copyInto(shaped, walked);
  noteCopy(flat.nbytes, "reshape", "ravel");
  return flat;
}

/** The array with its axes arranged so that walking it in C order is walking the original in `order`. */
function inOrder<D extends DTypeKey>(array: NDArray<D>, order: OrderName): NDArray<D> {
  const { _shape, _strides, dtype } = array;
  if (order === "K") return inMemoryOrder(array);
  const way = order === "A" ? reshapeOrder(_shape, _strides, dtype.itemsize, "A") : order;
  return way === "F" ? array.T : array;
}

function inMemoryOrder<D extends DTypeKey>(array: NDArray<D>): NDArray<D> {
  const { _shape, _strides } = array;
  const axes = keepOrderAxes(_shape, [_strides]);
  return makeView(
    array,
    array.byteOffset,
    axes.map((axis) => _shape[axis]!),
    axes.map((axis) => _strides[axis]!),
    array.dtype,
    "ravel",
  );
}
