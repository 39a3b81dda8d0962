// Counting integers: bincount. Counting values into bins is in histogram.ts; which bin a value is in is digitize, in
// sorting/searchsorted.ts.

import { asArray } from "../array/convert.js";
import { castArray, castRefused } from "../array/copy.js";
import { signedValues } from "../array/index-values.js";
import { contiguous } from "../array/values.js";
import { can_cast } from "../core/casting.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { shapeText } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { integer } from "./arguments.js";

const int64 = toDtype("int64");
const float64 = toDtype("float64");

/** Options of `bincount`. */
export interface BincountOptions {
  /** What each value counts, as an array of the same length. */
  weights?: unknown;
  /** Least number of bins. */
  minlength?: number | undefined;
}

/**
 * How often each of 0, 1, 2, … occurs among non-negative integers; with `weights`, the sums of their weights as
 * float64. A copy.
 *
 * @throws ValueError for negative values or weights of another length, TypeError for values that are no integers
 * @example
 * ```ts
 * np.bincount([0, 1, 1, 3, 2, 1, 7]); // => [1 3 1 1 0 0 0 1]
 * np.bincount([0, 1, 1], { weights: [0.5, 1, 2] }); // => [0.5 3. ]
 * ```
 */
export function bincount<const O extends BincountOptions = Record<never, never>>(
  x: unknown,
  given?: O & { readonly [K in Exclude<keyof O, keyof BincountOptions>]: never },
): NDArray<O extends { readonly weights: object } ? "float64" : "int64"> {
  const known = options<BincountOptions>("bincount", given as BincountOptions | undefined, [
    "weights",
    "minlength",
  ]);
  const array = integersOf(x);
  if (array.ndim !== 1) {
    throw new ValueError(
      `object ${array.ndim > 1 ? "too deep" : "of too small depth"} for desired array (values have one dimension, got shape ${shapeText(array._shape)})`,
    );
  }
  if (!"iub".includes(array.dtype.kind)) {
    throw new TypeError(castRefused(array.dtype, int64, "safe", array.ndim));
  }
  const asked: unknown = known.minlength === undefined ? 0 : known.minlength;
  if (asked === null) throw new TypeError("use 0 instead of None for minlength (got null)");
  const least = integer(asked, "minlength");
  if (least < 0) throw new ValueError("'minlength' must not be negative");
  const values = array.size === 0 ? new Float64Array(0) : signedValues(array);
  const { weights } = known;
  return binCounts(
    values,
    weights === undefined || weights === null ? null : asArray(weights),
    least,
  ) as never;
}

/** Lists are read as integers, 1.5 as 1; arrays have to be integers. */
function integersOf(x: unknown): NDArray {
  if (!Array.isArray(x)) return asArray(x);
  if (x.some((one) => Array.isArray(one) || (one instanceof NDArray && one.ndim > 0))) {
    throw new ValueError(
      "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1. (the values are a list in a list)",
    );
  }
  return asArray(x, int64);
}

function binCounts(values: Float64Array, weights: NDArray | null, least: number): NDArray {
  let most = -1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < 0) throw new ValueError("'list' argument must have no negative elements");
    if (values[i] > most) most = values[i];
  }
  const length = Math.max(most + 1, least);
  // as in NumPy, nothing to count gives integers, weights or not
  if (weights === null || values.length === 0) {
    const counts = newArray([length], int64, "C", true);
    // a count of 2^32 of one value does not fit in an array of 2^33 bytes
    const words = counts.storage.views.u32;
    const start = counts.byteOffset / 4;
    for (let i = 0; i < values.length; i++) words[start + 2 * values[i]]++;
    return counts;
  }
  if (!can_cast(weights.dtype, float64)) {
    throw new TypeError(castRefused(weights.dtype, float64, "safe", weights.ndim));
  }
  if (weights.ndim !== 1 || weights.size !== values.length) {
    throw new ValueError(
      `The weights and list don't have the same length. (got ${shapeText(weights._shape)} and ${values.length})`,
    );
  }
  const amounts = contiguous(castArray(weights, float64), "C", "bincount");
  const from = amounts.storage.views.f64;
  const first = amounts.byteOffset / 8;
  const sums = newArray([length], float64, "C", true);
  const to = sums.storage.views.f64;
  const start = sums.byteOffset / 8;
  for (let i = 0; i < values.length; i++) to[start + values[i]] += from[first + i];
  return sums;
}
