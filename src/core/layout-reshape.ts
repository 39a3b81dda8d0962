// Reshaping: the unknown dimension, and whether the new shape can be a view of the same memory.

import { ValueError } from "../memory/errors.js";
import {
  contiguousStrides,
  countOf,
  isCContiguous,
  isFContiguous,
  MAX_NDIM,
  type MemoryOrder,
  type Shape,
  type Strides,
  sameNumbers,
  sizeOf,
} from "./layout-shape.js";

/**
 * The shape that `newShape` means for an array of `size` elements: one negative entry (NumPy takes
 * any) is worked out.
 *
 * @throws ValueError when the sizes don't match or two dimensions are unknown
 */
export function resolveShape(newShape: Shape, size: number): number[] {
  const result = newShape.slice();
  let unknown = -1;
  for (let axis = 0; axis < result.length; axis++) {
    if (!(result[axis] < 0)) continue;
    if (unknown >= 0) throw new ValueError("can only specify one unknown dimension");
    if (Number.isInteger(result[axis])) {
      unknown = axis;
      result[axis] = 1;
    }
  }
  // Compared as exact numbers: a product that only rounds to `size` must not pass.
  const known = exactSize(result);
  if (unknown < 0) {
    if (known !== size) throw cannotReshape(newShape, size);
    return result;
  }
  if (known === null || known === 0 || size % known !== 0) throw cannotReshape(newShape, size);
  result[unknown] = size / known;
  return result;
}

/** Elements of a shape, or null if some axes alone hold more than a double counts exactly. */
function exactSize(shape: Shape): number | null {
  let extent = 1;
  let empty = false;
  let counts = shape.length <= MAX_NDIM;
  for (const length of shape) {
    if (!Number.isInteger(length)) counts = false;
    if (length === 0) empty = true;
    else extent *= length;
  }
  // The checked count has the sentences for axes that are not integers, and for too many axes.
  if (!counts) sizeOf(shape);
  if (extent > Number.MAX_SAFE_INTEGER) return null;
  return empty ? 0 : extent;
}

/** NumPy leaves out unknown dimensions in front and calls the others `newaxis`. */
function cannotReshape(newShape: Shape, size: number): ValueError {
  let first = 0;
  while (first < newShape.length && newShape[first] < 0) first++;
  const parts = newShape.slice(first).map((length) => (length < 0 ? "newaxis" : String(length)));
  const text = newShape.length === 1 && parts.length === 1 ? `${parts[0]},` : parts.join(",");
  return new ValueError(`cannot reshape array of size ${size} into shape (${text})`);
}

/** The order that `order: "A"` means for an array: Fortran's if it is laid out so and not C's. */
export function reshapeOrder(
  shape: Shape,
  strides: Strides,
  itemsize: number,
  order: MemoryOrder | "A",
): MemoryOrder {
  if (order !== "A") return order;
  const fortran =
    isFContiguous(shape, strides, itemsize) && !isCContiguous(shape, strides, itemsize);
  return fortran ? "F" : "C";
}

/**
 * Strides with which the array's memory reads as `newShape` (all its entries known, same size),
 * elements taken in `order`; null when only a copy can do it. NumPy's strides to the byte, also
 * for axes of length 1 and for empty arrays.
 *
 * @param keepSame - whether the strides stay as they are if the shape does; NumPy works them out anew
 *   where a length was left to be found (-1)
 */
export function reshapeStrides(
  shape: Shape,
  strides: Strides,
  itemsize: number,
  newShape: Shape,
  order: MemoryOrder | "A" = "C",
  keepSame = true,
): number[] | null {
  if (keepSame && sameNumbers(shape, newShape)) return strides.slice();
  const way = reshapeOrder(shape, strides, itemsize, order);
  const packed =
    way === "C" ? isCContiguous(shape, strides, itemsize) : isFContiguous(shape, strides, itemsize);
  if (packed || countOf(shape) <= 1) return contiguousStrides(newShape, itemsize, way);
  return splitAndMerge(shape, strides, itemsize, newShape, way);
}

/**
 * Walk both shapes together, taking the smallest runs of axes with equal products. Within a run
 * the old axes must be equally spaced as one axis; that axis is then split into the new ones.
 */
function splitAndMerge(
  shape: Shape,
  strides: Strides,
  itemsize: number,
  newShape: Shape,
  order: MemoryOrder,
): number[] | null {
  const oldLengths: number[] = [];
  const oldStrides: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    oldLengths.push(shape[axis]);
    oldStrides.push(strides[axis]);
  }
  const result = new Array<number>(newShape.length);
  let oldEnd = 0;
  let newEnd = 0;
  while (oldEnd < oldLengths.length) {
    const oldStart = oldEnd;
    const newStart = newEnd;
    let oldCount = oldLengths[oldEnd++];
    let newCount = newShape[newEnd++];
    while (oldCount !== newCount) {
      if (newCount < oldCount) newCount *= newShape[newEnd++];
      else oldCount *= oldLengths[oldEnd++];
    }
    if (!evenlySpaced(oldLengths, oldStrides, oldStart, oldEnd, order)) return null;
    if (order === "C") {
      let stride = oldStrides[oldEnd - 1];
      for (let axis = newEnd - 1; axis >= newStart; axis--) {
        result[axis] = stride;
        stride *= newShape[axis];
      }
    } else {
      let stride = oldStrides[oldStart];
      for (let axis = newStart; axis < newEnd; axis++) {
        result[axis] = stride;
        stride *= newShape[axis];
      }
    }
  }
  // What is left over has length 1; NumPy continues from the last stride.
  let last = newEnd > 0 ? result[newEnd - 1] : itemsize;
  if (order === "F" && newEnd > 0) last *= newShape[newEnd - 1];
  for (let axis = newEnd; axis < newShape.length; axis++) result[axis] = last;
  return result;
}

/** Whether axes `start` to `end` step through memory as one axis would. */
function evenlySpaced(
  lengths: Shape,
  strides: Strides,
  start: number,
  end: number,
  order: MemoryOrder,
): boolean {
  for (let axis = start; axis < end - 1; axis++) {
    if (order === "C") {
      if (strides[axis] !== lengths[axis + 1] * strides[axis + 1]) return false;
    } else if (strides[axis + 1] !== lengths[axis] * strides[axis]) return false;
  }
  return true;
}
