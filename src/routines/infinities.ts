// Which infinity an element is: isneginf, isposinf.

import { asArray } from "../array/convert.js";
import type { NDArray } from "../core/ndarray.js";
import type { ScalarLike } from "../core/result-types.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { optionsOr } from "./arguments.js";

/** Options of `isneginf` and `isposinf`. */
export interface InfinityOptions {
  /** Where the answers go: a new array by default. */
  out?: NDArray | null | undefined;
}

function isInfinity(
  routine: string,
  x: unknown,
  second: unknown,
  third: unknown,
  negative: boolean,
): unknown {
  const { out } = optionsOr<InfinityOptions>(routine, ["out"], "out", second, third);
  const infinite = ufuncs.isinf(x as NDArray);
  const array = asArray(x);
  if (!"biuf".includes(array.dtype.kind)) {
    throw new TypeError(
      `This operation is not supported for ${array.dtype} values because it would be ambiguous. (${routine} takes real numbers)`,
    );
  }
  const sign = ufuncs.signbit(x as NDArray);
  const wanted = negative ? sign : ufuncs.logical_not(sign);
  return ufuncs.logical_and(infinite, wanted, out === undefined || out === null ? {} : { out });
}

/**
 * Which elements are negative infinity. A JavaScript value for a JavaScript value, `out` if given, else a bool copy.
 *
 * @throws TypeError for complex numbers, dates and text
 * @example
 * ```ts
 * np.isneginf([-Infinity, 0, Infinity]); // => [ True False False]
 * ```
 */
export function isneginf(x: ScalarLike): boolean;
export function isneginf(x: unknown, out?: NDArray | null | InfinityOptions): NDArray<"bool">;
export function isneginf(x: unknown, out?: unknown, options?: InfinityOptions): unknown {
  return isInfinity("isneginf", x, out, options, true);
}

/**
 * Which elements are positive infinity. A JavaScript value for a JavaScript value, `out` if given, else a bool copy.
 *
 * @throws TypeError for complex numbers, dates and text
 * @example
 * ```ts
 * np.isposinf([-Infinity, 0, Infinity]); // => [False False  True]
 * ```
 */
export function isposinf(x: ScalarLike): boolean;
export function isposinf(x: unknown, out?: NDArray | null | InfinityOptions): NDArray<"bool">;
export function isposinf(x: unknown, out?: unknown, options?: InfinityOptions): unknown {
  return isInfinity("isposinf", x, out, options, false);
}
