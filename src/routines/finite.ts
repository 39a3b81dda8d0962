// Arrays asked about before they are used: whether all elements are finite, whether the memory is Fortran's.

import type { DTypeLike } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import type { OrderName } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import type { ResolveDType } from "../core/types.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import {
  type ArrayInput,
  type AsarrayOptions,
  asarray,
  dtypeAndOptions,
  type Unset,
  type ValueKey,
  type WithDType,
} from "./creation.js";

/** Options of `asarray_chkfinite`. */
export interface FiniteOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype of the array; by default that of the values. */
  dtype?: T | undefined;
  /** Memory order; `"K"` (default) keeps that of an array. */
  order?: OrderName | undefined;
}

/**
 * The value as an array, as `asarray`, after a look at every element: NaN and infinities are refused. A view or the
 * array itself where nothing must be copied.
 *
 * @throws ValueError if there is a NaN or an infinity
 * @example
 * ```ts
 * np.asarray_chkfinite([1, 2], "float32"); // => [1. 2.]
 * np.asarray_chkfinite([1, NaN]); // => ValueError: array must not contain infs or NaNs
 * ```
 */
export function asarray_chkfinite<const T>(
  a: T,
  options?: FiniteOptions<Unset>,
): NDArray<ValueKey<T>>;
export function asarray_chkfinite<const T extends DTypeLike>(
  a: ArrayInput,
  dtype: T | WithDType<FiniteOptions, T>,
  options?: FiniteOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function asarray_chkfinite(a: ArrayInput, second?: unknown, third?: unknown): NDArray {
  const [dtype, given] = dtypeAndOptions("asarray_chkfinite", second, third, ["dtype", "order"]);
  const array: NDArray = asarray(a, { dtype, order: given.order } as AsarrayOptions<Unset>);
  if (array.dtype.kind !== "f" && array.dtype.kind !== "c") return array;
  const finite = ufuncs.isfinite(array) as NDArray;
  if (reduceArray(infoOf(ufuncs.logical_and), finite, { axis: null }).item() === true) return array;
  throw new ValueError("array must not contain infs or NaNs");
}

/**
 * Whether an array is Fortran contiguous and not C contiguous (which one of fewer than two axes never is).
 *
 * @returns a boolean, no array
 * @throws TypeError unless `a` is an array
 * @example
 * ```ts
 * np.isfortran(np.zeros([2, 3], { order: "F" })); // => true
 * np.isfortran(np.zeros([2, 3])); // => false
 * ```
 */
export function isfortran(a: NDArray): boolean {
  const given: unknown = a;
  if (given instanceof NDArray) return given.flags.fnc;
  const kind = Array.isArray(given) ? "list" : typeof given;
  throw new TypeError(`'${kind}' object has no attribute 'flags' (isfortran takes an array)`);
}
