// At least so many axes: atleast_1d, atleast_2d, atleast_3d. Views; nothing is copied.

import { newAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { reshapeArray } from "../array/reshape.js";
import type { NDArray } from "../core/ndarray.js";
import type { DTypeKey } from "../core/types.js";
import type { ValueKey } from "./creation.js";
import type { ArraysOf } from "./tuple-types.js";

/** Before which axes vectors and matrices are given new ones, for each number of axes wanted. */
const places: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [],
  2: [[0]],
  3: [[0, 1], [2]],
};

/** The array itself, or a view of it with axes of length 1 where NumPy puts them. */
export function atLeast<D extends DTypeKey>(array: NDArray<D>, ndim: 1 | 2 | 3): NDArray<D> {
  if (array.ndim === 0) return reshapeArray(array, new Array<number>(ndim).fill(1));
  const added = places[ndim]![array.ndim - 1];
  return added === undefined ? array : newAxes(array, added, `atleast_${ndim}d`);
}

/** One array for one argument, a list of arrays for several. */
export interface AtLeast {
  <const T>(array: T): NDArray<ValueKey<T>>;
  <const X extends readonly unknown[]>(...arrays: X): ArraysOf<X>;
}

function forEach(arrays: readonly unknown[], ndim: 1 | 2 | 3): never {
  const views = arrays.map((one) => atLeast(asArray(one), ndim));
  return (views.length === 1 ? views[0] : views) as never;
}

/**
 * Scalars as arrays of one axis; other arrays as they are. Views.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.atleast_1d(3); // => [3]
 * ```
 */
export const atleast_1d: AtLeast = (...arrays: unknown[]): never => forEach(arrays, 1);

/**
 * Scalars and vectors as matrices of one row; other arrays as they are. Views.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.atleast_2d([1, 2]); // => [[1 2]]
 * ```
 */
export const atleast_2d: AtLeast = (...arrays: unknown[]): never => forEach(arrays, 2);

/**
 * Arrays of fewer than three axes with three: a vector of length N has the shape `[1, N, 1]`, a matrix
 * `[M, N, 1]`. Views.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.atleast_3d([1, 2]).shape; // => 1,2,1
 * ```
 */
export const atleast_3d: AtLeast = (...arrays: unknown[]): never => forEach(arrays, 3);
