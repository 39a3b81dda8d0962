// The lines of an array along an axis, as the sorts of lines.ts take them: elements side by side, aligned, in native
// byte order. What is done with a line is not known here.

import { moveAxes } from "../../array/axes.js";
import { castArray, copyInto } from "../../array/copy.js";
import type { DType } from "../../core/dtype.js";
import { isAligned, type NDArray, newArray } from "../../core/ndarray.js";
import { noteCopy } from "../../memory/tracker.js";
import type { Line } from "./keys.js";

/** Copies items of a line, in the given order, to a byte of another array. */
export function gatherItems(
  to: NDArray,
  at: number,
  line: Line,
  order: Uint32Array,
  itemsize: number,
): void {
  const target = to.storage.views.u8;
  const source = line.views.u8;
  for (let i = 0; i < order.length; i++) {
    const from = line.byteOffset + order[i] * itemsize;
    const place = at + i * itemsize;
    for (let k = 0; k < itemsize; k++) target[place + k] = source[from + k];
  }
}

/** The array with an axis moved to the end. */
export function lastAxis(array: NDArray, axis: number): NDArray {
  return axis === array.ndim - 1 ? array : moveAxes(array, axis, -1);
}

/** Whether the lines along an axis lie as `sortLine` takes them. */
export function liesInLines(array: NDArray, axis: number): boolean {
  const { dtype } = array;
  return (
    array._strides[axis] === dtype.itemsize &&
    dtype.isnative &&
    isAligned(array) &&
    array.storage.buffer.byteLength < 2 ** 31
  );
}

/** A copy with the axis last, its lines as `sortLine` takes them: native, aligned, side by side. */
export function inLines(array: NDArray, axis: number): NDArray {
  const moved = lastAxis(array, axis);
  const native = nativeDtype(array.dtype);
  if (native !== array.dtype) return castArray(moved, native, "C", "sort");
  const copy = newArray(moved._shape, native);
  copyInto(copy, moved, "sort");
  noteCopy(copy.nbytes, "contiguous", "sort");
  return copy;
}

/** Numbers in native byte order; text and records as they are. */
export function nativeDtype(dtype: DType): DType {
  return "biufcMm".includes(dtype.kind) && !dtype.isnative ? dtype.newbyteorder("=") : dtype;
}

/** `length` elements side by side from a byte of an array's memory. */
export function lineOf(array: NDArray, byteOffset: number, length: number): Line {
  return { views: array.live().views, byteOffset, length };
}

/** The lines along an axis, in C order of the other axes. */
export function* linesOf(array: NDArray, axis: number): Generator<Line> {
  const { _shape, _strides } = array;
  const length = _shape[axis];
  const shape = _shape.filter((_, i) => i !== axis);
  const strides = _strides.filter((_, i) => i !== axis);
  const counter = new Array<number>(shape.length).fill(0);
  const count = shape.reduce((product, one) => product * one, 1);
  let at = array.byteOffset;
  for (let i = 0; i < count; i++) {
    yield lineOf(array, at, length);
    for (let k = shape.length - 1; k >= 0; k--) {
      at += strides[k];
      if (++counter[k] < shape[k]) break;
      at -= shape[k] * strides[k];
      counter[k] = 0;
    }
  }
}
