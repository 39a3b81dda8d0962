// Differences between neighbours. Sums over them are in cumulative.ts.

import { broadcastTo } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { ravelArray } from "../array/reshape.js";
import { can_cast } from "../core/casting.js";
import { ValueError } from "../core/errors.js";
import { normalizeAxis } from "../core/layout.js";
import { makeView, NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { slice } from "../core/slice.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { concatenate } from "./joining.js";

/** Options of `diff`. */
export interface DiffOptions {
  /** How often to take differences. */
  n?: number | undefined;
  /** The axis to take them along: the last by default. */
  axis?: number | undefined;
  /** Values to put in front first: a scalar, or an array that fits along the other axes. */
  prepend?: unknown;
  /** Values to put behind first. */
  append?: unknown;
}

/**
 * The differences `a[i + 1] - a[i]` along an axis, `n` times over; of booleans, whether neighbours differ. A copy.
 *
 * @throws ValueError for a 0-d array or a negative `n`, AxisError
 * @example
 * ```ts
 * np.diff([1, 2, 4, 7, 0]); // => [ 1  2  3 -7]
 * np.diff([1, 2, 4, 7, 0], 2); // => [  1   1 -10]
 * np.diff([[1, 3], [6, 10]], { axis: 0 }); // => [[5 7]]
 * ```
 */
export function diff<A>(a: A, n?: number | DiffOptions, given?: DiffOptions): NDArray<ValueKey<A>> {
  if (n === undefined && given === undefined && a instanceof NDArray && a._shape.length === 1) {
    return stepsOf(a) as never;
  }
  const names = ["n", "axis", "prepend", "append"] as const;
  const known = optionsOr<DiffOptions>("diff", names, "n", n, given);
  const times = integer(known.n ?? 1, "n");
  if (times < 0) throw new ValueError(`order must be non-negative but got ${times}`);
  const array = asArray(a);
  if (times === 0) return array as never;
  if (array.ndim === 0) {
    throw new ValueError("diff requires input that is at least one dimensional");
  }
  const axis = normalizeAxis(known.axis === undefined ? -1 : known.axis, array.ndim);
  const parts = [array];
  if (known.prepend !== undefined) parts.unshift(lengthened(known.prepend, array, axis));
  if (known.append !== undefined) parts.push(lengthened(known.append, array, axis));
  let result = parts.length === 1 ? array : (concatenate(parts, axis) as NDArray);
  const isTruth = result.dtype.kind === "b";
  const before = new Array<unknown>(axis).fill(":");
  // an axis that is empty stays so
  for (let i = 0; i < times && (i === 0 || result._shape[axis]! > 0); i++) {
    const later = getIndex(result, [...before, slice(1, null)]);
    const earlier = getIndex(result, [...before, slice(null, -1)]);
    result = (
      isTruth ? ufuncs.not_equal(later, earlier) : ufuncs.subtract(later, earlier)
    ) as NDArray;
  }
  return result as never;
}

/** The differences of a line. */
function stepsOf(line: NDArray): unknown {
  const shape = [Math.max(0, line._shape[0]! - 1)];
  const { _strides, byteOffset, dtype } = line;
  // an empty array may lie anywhere; keep it inside its memory
  const second = line._size === 0 ? byteOffset : byteOffset + _strides[0]!;
  const later = makeView(line, second, shape, _strides, dtype, "at");
  const earlier = makeView(line, byteOffset, shape, _strides, dtype, "at");
  if (dtype.kind === "b") return ufuncs.not_equal(later, earlier);
  return ufuncs.subtract(later, earlier);
}

/** A scalar as a slice of length 1 along the axis. */
function lengthened(value: unknown, array: NDArray, axis: number): NDArray {
  const part = asArray(value);
  if (part.ndim > 0) return part;
  const shape = array._shape.slice();
  shape[axis] = 1;
  return broadcastTo(part, shape);
}

/** Options of `ediff1d`. */
export interface Ediff1dOptions {
  /** Values to put behind the differences. */
  to_end?: unknown;
  /** Values to put before them. */
  to_begin?: unknown;
}

/**
 * The differences between neighbours of the flattened array. A copy.
 *
 * @throws TypeError if values to add do not fit the array's dtype
 * @example
 * ```ts
 * np.ediff1d([1, 2, 4], { to_begin: -99, to_end: [88, 99] }); // => [-99   1   2  88  99]
 * ```
 */
export function ediff1d<A>(ary: A, given?: Ediff1dOptions): NDArray<ValueKey<A>> {
  const known = options<Ediff1dOptions>("ediff1d", given, ["to_end", "to_begin"]);
  const array = ravelArray(asArray(ary));
  const parts: NDArray[] = [];
  const differences = (): NDArray => {
    const later = getIndex(array, [slice(1, null)]);
    return ufuncs.subtract(later, getIndex(array, [slice(null, -1)])) as NDArray;
  };
  for (const name of ["to_begin", "to_end"] as const) {
    if (known[name] === undefined || known[name] === null) continue;
    const added = asArray(known[name]);
    if (!can_cast(added.dtype, array.dtype, "same_kind")) {
      throw new TypeError(
        `dtype of \`${name}\` must be compatible with input \`ary\` under the \`same_kind\` rule.`,
      );
    }
    parts.push(castArray(ravelArray(added), array.dtype));
  }
  const begins = known.to_begin !== undefined && known.to_begin !== null;
  parts.splice(begins ? 1 : 0, 0, differences());
  if (parts.length === 1) return parts[0] as never;
  return castArray(concatenate(parts, 0) as NDArray, array.dtype) as never;
}
