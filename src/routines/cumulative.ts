// Running sums and products along an axis. Sums and products of everything are in reductions.ts.

import { asArray } from "../array/convert.js";
import { getIndex } from "../array/index-get.js";
import { assignValue } from "../array/index-set.js";
import { ravelArray, reshapeArray } from "../array/reshape.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { normalizeAxis } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { pythonIndex, truthFlag } from "../core/python-values.js";
import type { SumKey } from "../core/result-types.js";
import { slice } from "../core/slice.js";
import type { DTypeKey, Known, ResolveDType } from "../core/types.js";
import { accumulateUfunc } from "../ufunc/accumulate.js";
import type { UfuncInfo } from "../ufunc/loop-kernels.js";
import { NOT_PLAIN, plainAccumulate } from "../ufunc/plain-reduce.js";
import { wantedDtype } from "../ufunc/resolve.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import type { ValueKey } from "./creation.js";
import { full_like } from "./fresh.js";
import { concatenate } from "./joining.js";
import { checkOut } from "./out-array.js";
import { axisAndOptions } from "./reduction-arguments.js";

/** Options of `cumsum` and `cumprod`. */
export interface CumulativeOptions<T extends DTypeLike = DTypeLike> {
  /** The axis to run along; `null` (default) runs over the flattened array. */
  axis?: number | null | undefined;
  /**
   * The dtype to compute in and put out; small integers are added and multiplied as 64-bit ones by
   * default.
   */
  dtype?: T | undefined;
  /** An array for the result, which is returned; a new one by default. */
  out?: NDArray | null | undefined;
}

type RunningKey<A, T> = [T] extends [never] ? SumKey<ValueKey<A>> : ResolveDType<T>;

/** The options that name an output array, alone or after the axis. */
type Into<K extends DTypeKey> =
  | [options: CumulativeOptions & { out: NDArray<K> }]
  | [axis: number | null, options: CumulativeOptions & { out: NDArray<K> }];

/** The overloads that `cumsum` and `cumprod` share. */
export interface Cumulative {
  <K extends DTypeKey>(a: unknown, ...into: Into<K>): NDArray<K>;
  <const A, const T extends DTypeLike = never>(
    a: A,
    axis?: number | null | CumulativeOptions<T>,
    options?: CumulativeOptions<T>,
  ): NDArray<Known<RunningKey<A, T>>>;
}

/** {@link Cumulative} as a method. The array is `this`, so that all arrays have the same method. */
export interface CumulativeMethod {
  <K extends DTypeKey>(this: NDArray, ...into: Into<K>): NDArray<K>;
  <A extends NDArray, const T extends DTypeLike = never>(
    this: A,
    axis?: number | null | CumulativeOptions<T>,
    options?: CumulativeOptions<T>,
  ): NDArray<Known<RunningKey<A, T>>>;
}

/** Running results as `cumsum` and its like give them, the arguments as the user gave them. */
export function accumulated(
  routine: string,
  info: UfuncInfo,
  a: unknown,
  second: unknown,
  third: unknown,
): never {
  if (second === undefined && third === undefined) {
    const plain = plainAccumulate(info, a);
    if (plain !== NOT_PLAIN) return plain as never;
  }
  const { axis, dtype, out } = axisAndOptions<CumulativeOptions>(routine, second, third, [
    "axis",
    "dtype",
    "out",
  ]);
  const array = asArray(a);
  const flat = axis === null || array.ndim === 0;
  return accumulateUfunc(info, flat ? ravelArray(array) : array, {
    axis: flat ? (axis === null ? 0 : normalizeAxis(axis as number, 1)) : (axis as number),
    // as in NumPy, the byte order of the dtype asked for does not count
    ...(dtype === undefined || dtype === null
      ? {}
      : { dtype: (toDtype(dtype) as DType).newbyteorder("=") }),
    ...(out === undefined || out === null ? {} : { out }),
  }) as never;
}

/**
 * The running sums along an axis, or of the flattened array. A copy.
 *
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.cumsum([[1, 2], [3, 4]]); // => [ 1  3  6 10]
 * np.cumsum([[1, 2], [3, 4]], 0); // => [[1 2] [4 6]]
 * ```
 */
export const cumsum: Cumulative = (a: unknown, second?: unknown, third?: unknown): never =>
  accumulated("cumsum", infoOf(ufuncs.add), a, second, third);

/**
 * The running products along an axis, or of the flattened array. A copy.
 *
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.cumprod([1, 2, 3, 4]); // => [ 1  2  6 24]
 * ```
 */
export const cumprod: Cumulative = (a: unknown, second?: unknown, third?: unknown): never =>
  accumulated("cumprod", infoOf(ufuncs.multiply), a, second, third);

/** Options of `cumulative_sum` and `cumulative_prod`. */
export interface CumulativeArrayOptions<T extends DTypeLike = DTypeLike>
  extends CumulativeOptions<T> {
  /** Whether the result begins with the identity (0 or 1), one element longer than the array. */
  include_initial?: boolean | undefined;
}

const arrayNames = ["axis", "dtype", "out", "include_initial"] as const;

/** @throws TypeError for what is no integer; several axes are refused later */
function axisAsNumber(routine: string, axis: unknown): number {
  if (Array.isArray(axis)) return axis as unknown as number;
  if (typeof axis === "boolean") throw new TypeError("an integer is required (the axis)");
  return pythonIndex(axis, `the axis of ${routine}`);
}

function runningArray(
  routine: string,
  ufunc: typeof ufuncs.add | typeof ufuncs.multiply,
  x: unknown,
  given: CumulativeArrayOptions | undefined,
): NDArray {
  const known = options<CumulativeArrayOptions>(routine, given, arrayNames);
  const asked = asArray(x);
  const array = asked.ndim === 0 ? reshapeArray(asked, [1]) : asked;
  if (array.ndim > 1 && (known.axis === undefined || known.axis === null)) {
    throw new ValueError(
      "For arrays which have more than one dimension ``axis`` argument is required.",
    );
  }
  const { dtype } = known;
  // before the axis, as accumulate reads them
  wantedDtype(dtype);
  const info = infoOf(ufunc);
  const settings = {
    axis: axisAsNumber(routine, known.axis ?? 0),
    ...(dtype === undefined || dtype === null ? {} : { dtype }),
  };
  if (!truthFlag(known.include_initial)) {
    const out = known.out === undefined || known.out === null ? {} : { out: known.out };
    return accumulateUfunc(info, array, { ...settings, ...out });
  }
  if (known.out === undefined || known.out === null) {
    const sums = accumulateUfunc(info, array, settings);
    const length = array._shape.slice();
    length[normalizeAxis(settings.axis, array.ndim)] = 1;
    const initial = full_like(sums, ufunc.identity, { shape: length });
    return concatenate([initial, sums], settings.axis) as NDArray;
  }
  const axis = normalizeAxis(settings.axis, array.ndim);
  const whole = known.out;
  checkOut(whole);
  const along = (item: unknown) => [...new Array<string>(axis).fill(":"), item];
  accumulateUfunc(info, array, { ...settings, out: getIndex(whole, along(slice(1, null))) });
  assignValue(getIndex(whole, along(slice(0, 1))), ufunc.identity);
  return whole;
}

/**
 * The running sums along an axis, as the array API defines them: the axis is required beyond one dimension, and
 * `include_initial` puts a zero in front. A copy.
 *
 * @throws ValueError without an axis for an array of several dimensions, AxisError
 * @example
 * ```ts
 * np.cumulative_sum([1, 2, 3], { include_initial: true }); // => [0 1 3 6]
 * ```
 */
export function cumulative_sum<A, const T extends DTypeLike = never>(
  x: A,
  options?: CumulativeArrayOptions<T>,
): NDArray<Known<RunningKey<A, T>>> {
  return runningArray("cumulative_sum", ufuncs.add, x, options) as never;
}

/**
 * The running products along an axis, as the array API defines them: the axis is required beyond one dimension,
 * and `include_initial` puts a one in front. A copy.
 *
 * @throws ValueError without an axis for an array of several dimensions, AxisError
 * @example
 * ```ts
 * np.cumulative_prod([2, 3, 4]); // => [ 2  6 24]
 * ```
 */
export function cumulative_prod<A, const T extends DTypeLike = never>(
  x: A,
  options?: CumulativeArrayOptions<T>,
): NDArray<Known<RunningKey<A, T>>> {
  return runningArray("cumulative_prod", ufuncs.multiply, x, options) as never;
}
