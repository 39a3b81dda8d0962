// NaN and infinities replaced by numbers.

import { asArray } from "../array/convert.js";
import { copyArray, copyInto } from "../array/copy.js";
import { finfo } from "../core/finfo.js";
import type { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { isScalarValue } from "./arguments.js";
import { where } from "./choosing.js";
import { partOf } from "./complex-parts.js";
import type { ValueKey } from "./creation.js";

/** Options of `nan_to_num`. */
export interface NanToNumOptions {
  /** Whether to make a copy (default), or to write into the array. */
  copy?: boolean | undefined;
  /** What NaN becomes. */
  nan?: number | undefined;
  /** What positive infinity becomes: the greatest number of the dtype by default. */
  posinf?: number | null | undefined;
  /** What negative infinity becomes: the least number of the dtype by default. */
  neginf?: number | null | undefined;
}

/**
 * NaN replaced by 0 (or `nan`), infinities by the greatest and least numbers of the dtype (or `posinf`, `neginf`). A
 * copy, unless `copy` is `false`.
 *
 * @throws ValueError for lists of unequal lengths, TypeError for an unknown option
 * @example
 * ```ts
 * np.nan_to_num([NaN, 1, -Infinity], { neginf: -99 }); // => [  0.   1. -99.]
 * ```
 */
export function nan_to_num(x: number, options?: NanToNumOptions): number;
export function nan_to_num<A>(x: A, options?: NanToNumOptions): NDArray<ValueKey<A>>;
export function nan_to_num(x: unknown, given?: NanToNumOptions): unknown {
  const known = options<NanToNumOptions>("nan_to_num", given, ["copy", "nan", "posinf", "neginf"]);
  const array = asArray(x);
  const result = known.copy === false ? array : copyArray(array, "K", "nan_to_num");
  if (known.copy === false) array.assertWriteable("assignment destination");
  const { kind } = result.dtype;
  if (kind === "c") for (const part of ["re", "im"] as const) replace(partOf(result, part), known);
  else if (kind === "f") replace(result, known);
  return isScalarValue(x) ? result.item() : result;
}

function replace(array: NDArray, known: NanToNumOptions): void {
  const limits = finfo(array.dtype);
  const most = known.posinf ?? limits.max;
  const least = known.neginf ?? limits.min;
  const infinity = Number.POSITIVE_INFINITY;
  const numbers = where(ufuncs.isnan(array), known.nan ?? 0, array);
  const bounded = where(ufuncs.equal(array, infinity), most, numbers);
  copyInto(array, where(ufuncs.equal(array, -infinity), least, bounded), "nan_to_num");
}
