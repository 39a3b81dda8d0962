// Rearranging axes: always views, never a byte moved.

import { ValueError } from "../core/errors.js";
import {
  type AxisArgument,
  broadcastStrides,
  normalizeAxes,
  normalizeAxis,
  reductionAxes,
  reshapeStrides,
  shapeText,
  sizeOf,
  transposeAxes,
} from "../core/layout.js";
import { makeView, type NDArray } from "../core/ndarray.js";
import { pythonIndex } from "../core/python-values.js";
import type { DTypeKey } from "../core/types.js";

/** The axes in another order (all reversed where none is given). */
export function transposeArray<D extends DTypeKey>(
  array: NDArray<D>,
  axes?: readonly number[] | null,
): NDArray<D> {
  return permuted(array, transposeAxes(axes, array.ndim), "transpose");
}

function permuted<D extends DTypeKey>(
  array: NDArray<D>,
  axes: readonly number[],
  operation: string,
): NDArray<D> {
  return makeView(
    array,
    array.byteOffset,
    axes.map((axis) => array._shape[axis]!),
    axes.map((axis) => array._strides[axis]!),
    array.dtype,
    operation,
  );
}

/** Two axes exchanged. */
export function swapAxes<D extends DTypeKey>(
  array: NDArray<D>,
  first: number,
  second: number,
): NDArray<D> {
  const axes = Array.from(array._shape, (_, axis) => axis);
  const asked = [pythonIndex(first, "axis1"), pythonIndex(second, "axis2")] as const;
  const a = normalizeAxis(asked[0], array.ndim, "axis1");
  const b = normalizeAxis(second, array.ndim, "axis2");
  axes[a] = b;
  axes[b] = a;
  return permuted(array, axes, "swapaxes");
}

/** Axes moved to other places, the others keeping their order. */
export function moveAxes<D extends DTypeKey>(
  array: NDArray<D>,
  source: AxisArgument,
  destination: AxisArgument,
): NDArray<D> {
  const from = normalizeAxes(source, array.ndim, "source");
  const to = normalizeAxes(destination, array.ndim, "destination");
  if (from.length !== to.length) {
    throw new ValueError(
      "`source` and `destination` arguments must have the same number of elements",
    );
  }
  const axes = Array.from(array._shape, (_, axis) => axis).filter((axis) => !from.includes(axis));
  const pairs = to.map((place, i) => [place, from[i]!] as const).sort((a, b) => a[0] - b[0]);
  for (const [place, axis] of pairs) axes.splice(place, 0, axis);
  return permuted(array, axes, "moveaxis");
}

/**
 * Without axes of length 1 (all of them, or those named).
 *
 * @throws ValueError if a named axis is longer
 */
export function squeezeArray<D extends DTypeKey>(
  array: NDArray<D>,
  axis?: AxisArgument,
): NDArray<D> {
  let drop: number[];
  if (axis === undefined || axis === null) {
    drop = [];
    array._shape.forEach((length, i) => {
      if (length === 1) drop.push(i);
    });
  } else {
    drop = reductionAxes(axis, array.ndim);
    if (drop.some((i) => array._shape[i] !== 1)) {
      throw new ValueError(
        `cannot select an axis to squeeze out which has size not equal to one (shape ${shapeText(array._shape)}, axis ${drop.join(", ")})`,
      );
    }
  }
  // NumPy hands the array itself back where there is nothing to leave out
  if (drop.length === 0) return array;
  const kept = Array.from(array._shape, (_, i) => i).filter((i) => !drop.includes(i));
  return permuted(array, kept, "squeeze");
}

/** With new axes of length 1 at the given places of the result; their strides are those of a reshape. */
export function expandDims<D extends DTypeKey>(
  array: NDArray<D>,
  axis: number | readonly number[],
): NDArray<D> {
  // as in NumPy only lists name several axes: an array is one, or refused
  const wanted: readonly number[] = Array.isArray(axis) ? axis : [axis as number];
  const ndim = array.ndim + wanted.length;
  const places = normalizeAxes(wanted, ndim);
  const { _shape, _strides, itemsize } = array;
  const shape: number[] = [];
  let from = 0;
  for (let i = 0; i < ndim; i++) shape.push(places.includes(i) ? 1 : _shape[from++]!);
  const strides = reshapeStrides(_shape, _strides, itemsize, shape)!;
  return makeView(array, array.byteOffset, shape, strides, array.dtype, "expand_dims");
}

/** With new axes of length 1 and stride 0 in front of the given axes (`ndim` for behind the last). */
export function newAxes<D extends DTypeKey>(
  array: NDArray<D>,
  before: readonly number[],
  operation: string,
): NDArray<D> {
  const shape: number[] = [];
  const strides: number[] = [];
  for (let axis = 0; axis <= array.ndim; axis++) {
    for (const place of before) {
      if (place !== axis) continue;
      shape.push(1);
      strides.push(0);
    }
    if (axis === array.ndim) break;
    shape.push(array._shape[axis]!);
    strides.push(array._strides[axis]!);
  }
  return makeView(array, array.byteOffset, shape, strides, array.dtype, operation);
}

/**
 * A read-only view in a larger shape, axes of length 1 repeated by a stride of 0.
 *
 * @throws ValueError if the shapes do not broadcast
 */
export function broadcastTo<D extends DTypeKey>(
  array: NDArray<D>,
  shape: readonly number[],
  writeable = false,
): NDArray<D> {
  for (const length of shape) {
    if (length < 0) throw new ValueError("all elements of broadcast shape must be non-negative");
  }
  sizeOf(shape);
  return makeView(
    array,
    array.byteOffset,
    shape.slice(),
    broadcastStrides(array._shape, array._strides, shape),
    array.dtype,
    "broadcast_to",
    writeable && array.writeable,
  );
}

/** The axis as an index from the front, or the AxisError that NumPy raises for it. */
export function checkedAxis(axis: number, ndim: number): number {
  return normalizeAxis(axis, ndim);
}
