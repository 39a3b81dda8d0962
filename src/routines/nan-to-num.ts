// NaN and infinities replaced by numbers.

import { asArray } from "../array/convert.js";
import { copyArray, copyInto } from "../array/copy.js";
import { ValueError } from "../core/errors.js";
import { finfo } from "../core/finfo.js";
import { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { truthFlag } from "../core/python-values.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { isScalarValue } from "./arguments.js";
import { where } from "./choosing.js";
import { partOf } from "./complex-parts.js";
import type { ValueKey } from "./creation.js";

/** Options of `nan_to_num`. */
export interface NanToNumOptions {
  /** Whether to make a copy (default), or to write into the array; `null` copies what is no array. */
  copy?: boolean | null | undefined;
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
  if (typeof known.copy === "string") {
    throw new ValueError(
      "strings are not allowed for 'copy' keyword. Use True/False/None instead.",
    );
  }
  const copies = known.copy === undefined || (known.copy !== null && truthFlag(known.copy));
  const isMade = !(x instanceof NDArray);
  if (!copies && isMade && known.copy !== null) throw new ValueError(UNAVOIDABLE);
  const result = copies ? copyArray(array, "K", "nan_to_num") : array;
  if (!copies) array.assertWriteable("assignment destination");
  const { kind } = result.dtype;
  if (kind === "c") for (const part of ["re", "im"] as const) replace(partOf(result, part), known);
  else if (kind === "f") replace(result, known);
  return isScalarValue(x) ? result.item() : result;
}

const UNAVOIDABLE = `Unable to avoid copy while creating an array as requested.
If using \`np.array(obj, copy=False)\` replace it with \`np.asarray(obj)\` to allow a copy when needed (no behavior change in NumPy 1.x).
For more details, see https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword.`;

function replace(array: NDArray, known: NanToNumOptions): void {
  const limits = finfo(array.dtype);
  const most = known.posinf ?? limits.max;
  const least = known.neginf ?? limits.min;
  const infinity = Number.POSITIVE_INFINITY;
  const numbers = where(ufuncs.isnan(array), known.nan ?? 0, array);
  const bounded = where(ufuncs.equal(array, infinity), most, numbers);
  copyInto(array, where(ufuncs.equal(array, -infinity), least, bounded), "nan_to_num");
}
