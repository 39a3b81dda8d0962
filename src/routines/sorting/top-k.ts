// The greatest or least elements along an axis, and sorts that end in another dtype.

import { checkedAxis } from "../../array/axes.js";
import { asArray } from "../../array/convert.js";
import { castArray } from "../../array/copy.js";
import { getIndex } from "../../array/index-get.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import type { NDArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { slice } from "../../core/slice.js";
import { integer } from "../arguments.js";
import type { ValueKey } from "../creation.js";
import { take_along_axis } from "../taking.js";
import { orderArray, sort } from "./sorting.js";

/** Options of `top_k`. */
export interface TopKOptions {
  /** The axis to look along: the last by default. */
  axis?: number | undefined;
  /** Which elements to take: `"largest"` by default. */
  mode?: "largest" | "smallest" | undefined;
  /** Accepted for NumPy's sake: the result is always sorted (default true). */
  sorted?: boolean | undefined;
}

/**
 * The `k` greatest (or least) elements along an axis, in this order, and their positions. NaN is taken last in both
 * modes; of equal elements the first ones are taken. Copies: values of the array's dtype, positions int64.
 *
 * @throws ValueError for a negative `k`, one greater than the axis is long, or an unknown mode, AxisError
 * @example
 * ```ts
 * const [values, positions] = np.top_k([[1, 2, 5], [6, 4, 3]], 2);
 * values; // => [[5 2] [6 4]]
 * positions; // => [[2 1] [0 1]]
 * np.top_k([3, NaN, 1], 2, { mode: "smallest" })[0]; // => [1. 3.]
 * ```
 */
export function top_k<A>(
  a: A,
  k: number,
  given?: TopKOptions,
): [values: NDArray<ValueKey<A>>, indices: NDArray<"int64">] {
  const known = options<TopKOptions>("top_k", given, ["axis", "mode", "sorted"]);
  const count = integer(k, "k");
  if (count < 0) throw new ValueError(`k(=${count}) provided must be a non-negative integer.`);
  const asked: unknown = known.axis;
  if (asked === null) {
    throw new ValueError("axis=None is not supported. Please provide a valid axis.");
  }
  const mode: unknown = known.mode ?? "largest";
  if (mode !== "largest" && mode !== "smallest") {
    throw new ValueError(`mode(="${String(mode)}") must be either "largest" or "smallest".`);
  }
  const array = asArray(a);
  const axis = checkedAxis(integer(asked ?? -1, "axis"), array.ndim);
  if (count > array._shape[axis]!) {
    throw new ValueError(
      `kth(=${count - 1}) out of bounds (${array._shape[axis]}) (there are fewer than k=${count} elements along axis ${axis})`,
    );
  }
  const order = orderArray(array, axis, null, mode === "largest");
  const first = [...new Array<unknown>(axis).fill(":"), slice(0, count)];
  const positions = getIndex(order, first).copy() as NDArray<"int64">;
  return [take_along_axis(array, positions, axis) as never, positions];
}

/**
 * A sorted copy along the last axis, as complex numbers: by real, then by imaginary parts. complex64 for integers of
 * 8 and 16 bits, complex128 for other real numbers.
 *
 * @throws AxisError for a 0-d array
 * @example
 * ```ts
 * np.sort_complex([5, 3, 6]); // => [3.+0.j 5.+0.j 6.+0.j]
 * ```
 */
export function sort_complex(a: unknown): NDArray<"complex64" | "complex128"> {
  const sorted: NDArray = sort(asArray(a));
  if (sorted.dtype.kind === "c") return sorted as never;
  const small = "iu".includes(sorted.dtype.kind) && sorted.itemsize <= 2;
  return castArray(sorted, toDtype(small ? "complex64" : "complex128"), "K", "sort_complex");
}
