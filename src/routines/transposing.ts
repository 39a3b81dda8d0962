// Axes in another order: transpose, swapaxes, moveaxis and their kin. Always views, never a byte moved.

import { moveAxes, swapAxes, transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { AxisError, ValueError } from "../core/errors.js";
import { normalizeAxes, normalizeAxis } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { integer, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { shapeOf } from "./shapes.js";

/**
 * The axes in another order, reversed by default. A view.
 *
 * @throws ValueError if `axes` is no permutation of the axes, AxisError for one that is not there
 * @example
 * ```ts
 * np.transpose([[1, 2, 3]]).shape; // => 3,1
 * np.transpose(np.zeros([2, 3, 4]), [1, 0, 2]).shape; // => 3,2,4
 * ```
 */
export function transpose<T>(
  a: T,
  axes?: readonly number[] | null | { axes?: readonly number[] | null | undefined },
): NDArray<ValueKey<T>> {
  const known = optionsOr<{ axes: readonly number[] | null }>("transpose", ["axes"], "axes", axes);
  const order = known.axes === undefined || known.axes === null ? null : shapeOf(known.axes);
  return transposeArray(asArray(a) as NDArray<ValueKey<T>>, order);
}

/** As `transpose`: the array API's name. */
export const permute_dims = transpose;

/**
 * The last two axes exchanged: of a stack of matrices each one's transpose. A view.
 *
 * @throws ValueError for fewer than two axes
 * @example
 * ```ts
 * np.matrix_transpose(np.zeros([5, 2, 3])).shape; // => 5,3,2
 * ```
 */
export function matrix_transpose<T>(x: T): NDArray<ValueKey<T>> {
  const array = asArray(x) as NDArray<ValueKey<T>>;
  if (array.ndim < 2) {
    throw new ValueError(`Input array must be at least 2-dimensional, but it is ${array.ndim}`);
  }
  return swapAxes(array, -1, -2);
}

/**
 * Two axes exchanged. A view.
 *
 * @throws AxisError
 * @example
 * ```ts
 * np.swapaxes(np.zeros([2, 3, 4]), 0, 2).shape; // => 4,3,2
 * ```
 */
export function swapaxes<T>(a: T, axis1: number, axis2: number): NDArray<ValueKey<T>> {
  return swapAxes(asArray(a) as NDArray<ValueKey<T>>, axis1, axis2);
}

/**
 * Axes moved to other places, the others keeping their order. A view.
 *
 * @throws AxisError, ValueError if there are not as many destinations as sources
 * @example
 * ```ts
 * np.moveaxis(np.zeros([2, 3, 4]), 0, -1).shape; // => 3,4,2
 * np.moveaxis(np.zeros([2, 3, 4]), [0, 1], [-1, -2]).shape; // => 4,3,2
 * ```
 */
export function moveaxis<T>(
  a: T,
  source: number | readonly number[],
  destination: number | readonly number[],
): NDArray<ValueKey<T>> {
  const array = asArray(a) as NDArray<ValueKey<T>>;
  for (const axes of [source, destination] as readonly unknown[]) {
    if (axes === null || axes === undefined) {
      throw new TypeError("'NoneType' object is not iterable (moveaxis takes axes)");
    }
    if (axes === source) normalizeAxes(source, array.ndim, "source");
  }
  return moveAxes(array, source, destination);
}

/**
 * One axis moved in front of the axis `start`, which is counted before the move. A view; `moveaxis` is easier to
 * read.
 *
 * @throws AxisError
 * @example
 * ```ts
 * np.rollaxis(np.zeros([2, 3, 4]), 2).shape; // => 4,2,3
 * ```
 */
export function rollaxis<T>(
  a: T,
  axis: number,
  start: number | { start?: number | undefined } = 0,
): NDArray<ValueKey<T>> {
  const known = optionsOr<{ start: number }>("rollaxis", ["start"], "start", start);
  const array = asArray(a) as NDArray<ValueKey<T>>;
  const { ndim } = array;
  const from = normalizeAxis(axis, ndim);
  let to = integer(known.start ?? 0, "start");
  if (to < 0) to += ndim;
  if (to < 0 || to > ndim) {
    throw new AxisError(
      `'start' arg requires ${-ndim} <= start < ${ndim + 1}, but ${to} was passed in`,
    );
  }
  if (from < to) to -= 1;
  const axes = Array.from({ length: ndim }, (_, one) => one);
  axes.splice(from, 1);
  axes.splice(to, 0, from);
  return transposeArray(array, axes);
}
