// Sizes and strides of one array: what a shape holds, where contiguous strides put it, which
// bytes it spans. Pure functions on plain number arrays; no NDArray and no memory here.

import { ValueError } from "../memory/errors.js";
import { pythonType } from "./python-values.js";

/** Lengths of the axes, outermost first. */
export type Shape = readonly number[];
/** Bytes between neighbours along each axis. */
export type Strides = readonly number[];
/** C: the last axis is contiguous. F: the first one. */
export type MemoryOrder = "C" | "F";
/** NumPy's `order` arguments: A and K look at the operands. */
export type OrderName = MemoryOrder | "A" | "K";

/** As many axes as NumPy allows. */
export const MAX_NDIM = 64;

/** Shape as NumPy's C code writes it: `(3,)`, `(2,3)`, `()`. */
export function shapeText(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(",")})`;
}

/** Shape as Python writes a tuple: `(3,)`, `(2, 3)`, `()`. */
export function tupleText(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/**
 * Number of elements of `shape`, which is checked: axes are non-negative integers, at most 64 of
 * them, and `itemsize` times the elements is exact in a double. As in NumPy an axis of length 0
 * does not excuse the other axes from the limit.
 *
 * @throws ValueError, or TypeError for an axis that is no integer
 */
export function sizeOf(shape: Shape, itemsize = 1): number {
  let extent = itemsize > 0 ? itemsize : 1;
  let empty = false;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis];
    if (!(length >= 0 && length <= Number.MAX_SAFE_INTEGER && Math.floor(length) === length)) {
      throw badLength(shape, axis);
    }
    if (length === 0) empty = true;
    else extent *= length;
  }
  if (extent > Number.MAX_SAFE_INTEGER) {
    throw new ValueError(
      "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible " +
        `size. (shape ${shapeText(shape)}, itemsize ${itemsize})`,
    );
  }
  if (shape.length > MAX_NDIM) {
    throw new ValueError(
      `maximum supported dimension for an ndarray is currently ${MAX_NDIM}, found ${shape.length}`,
    );
  }
  if (empty) return 0;
  return itemsize > 0 ? extent / itemsize : extent;
}

function badLength(shape: Shape, axis: number): Error {
  const length: unknown = shape[axis];
  const where = `(axis ${axis} of shape ${shapeText(shape)})`;
  if (typeof length !== "number" || Number.isNaN(length)) {
    return new TypeError(
      `'${pythonType(length)}' object cannot be interpreted as an integer ${where}`,
    );
  }
  if (length < 0 && Number.isInteger(length)) {
    return new ValueError(`negative dimensions are not allowed ${where}`);
  }
  if (!Number.isInteger(length) && Number.isFinite(length)) {
    return new TypeError(`'float' object cannot be interpreted as an integer ${where}`);
  }
  if (length < 2 ** 63) {
    return new ValueError(
      `array is too big; \`arr.size * arr.dtype.itemsize\` is larger than the maximum possible size. ${where}`,
    );
  }
  return new ValueError(`Maximum allowed dimension exceeded ${where}`);
}

/** Number of elements of a shape already known to be good: no checks. */
export function countOf(shape: Shape): number {
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) count *= shape[axis];
  return count;
}

/** Two shapes (or strides, or index lists) with the same numbers. */
export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Strides that pack `shape` without gaps. An axis of length 0 counts as 1, as NumPy does for
 * arrays over memory that exists; for fresh memory see `freshStrides`.
 */
export function contiguousStrides(shape: Shape, itemsize: number, order: MemoryOrder): number[] {
  const ndim = shape.length;
  const strides = new Array<number>(ndim);
  let stride = itemsize;
  if (order === "F") {
    for (let axis = 0; axis < ndim; axis++) {
      strides[axis] = stride;
      if (shape[axis] !== 0) stride *= shape[axis];
    }
  } else {
    for (let axis = ndim - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      if (shape[axis] !== 0) stride *= shape[axis];
    }
  }
  return strides;
}

/** `contiguousStrides` of newly allocated memory: NumPy gives an empty one strides of zero. */
export function freshStrides(shape: Shape, itemsize: number, order: MemoryOrder): number[] {
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 0) return new Array<number>(shape.length).fill(0);
  }
  return contiguousStrides(shape, itemsize, order);
}

/**
 * Whether the elements lie one after the other in C order. Strides of axes of length 1 are never
 * used, so they don't count; an empty array is contiguous in both orders.
 */
export function isCContiguous(shape: Shape, strides: Strides, itemsize: number): boolean {
  let packed = true;
  let expected = itemsize;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis];
    if (length === 1) continue;
    if (length === 0) return true;
    if (strides[axis] !== expected) packed = false;
    expected *= length;
  }
  return packed;
}

/** Whether the elements lie one after the other in Fortran order; see `isCContiguous`. */
export function isFContiguous(shape: Shape, strides: Strides, itemsize: number): boolean {
  let packed = true;
  let expected = itemsize;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis];
    if (length === 1) continue;
    if (length === 0) return true;
    if (strides[axis] !== expected) packed = false;
    expected *= length;
  }
  return packed;
}

/**
 * The bytes an array touches, as `[low, high)` in the coordinates of `offset` (the byte of element
 * 0). An empty array touches none: `[offset, offset]`.
 */
export function byteBounds(
  offset: number,
  shape: Shape,
  strides: Strides,
  itemsize: number,
): [low: number, high: number] {
  let low = offset;
  let high = offset + itemsize;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 0) return [offset, offset];
    const reach = strides[axis] * (shape[axis] - 1);
    if (reach < 0) low += reach;
    else high += reach;
  }
  return [low, high];
}
