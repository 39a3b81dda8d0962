// Reductions that are a ufunc's: sum, prod, min, max, any, all, ptp, and counts. Means and variances are in
// statistics.ts, positions in arg-reductions.ts, running sums in cumulative.ts.

import { asArray } from "../array/convert.js";
import { assertCastable, castArray } from "../array/copy.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { NDArray } from "../core/ndarray.js";
import { integerFlag, truthFlag } from "../core/python-values.js";
import type { UfuncInfo } from "../ufunc/loop-kernels.js";
import { NOT_PLAIN, plainReduce, plainReduceAlong } from "../ufunc/plain-reduce.js";
import { type ReduceOptions, reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { fusedSum } from "./fused-sum.js";
import { countTruth, truthOf } from "./nonzero.js";
import { answer, axisAndOptions, withoutNullOut } from "./reduction-arguments.js";
import type {
  DTypeReduction,
  ExtremeOptions,
  PtpOptions,
  Reduction,
  SumOptions,
  TruthOptions,
} from "./reduction-types.js";

const sumNames = ["axis", "dtype", "out", "keepdims", "initial", "where"] as const;
const extremeNames = ["axis", "out", "keepdims", "initial", "where"] as const;
const truthNames = ["axis", "out", "keepdims", "where"] as const;
const ptpNames = ["axis", "out", "keepdims"] as const;

const bool = toDtype("bool");
const int64 = toDtype("int64");
const float64 = toDtype("float64");

/** The reduction of everything or along one axis, where nothing else is asked for and the array is plain. */
function plain(info: UfuncInfo, a: unknown, second: unknown, third: unknown): unknown {
  if (third !== undefined) return NOT_PLAIN;
  if (second === undefined) return plainReduce(info, a);
  return typeof second === "number" ? plainReduceAlong(info, a, second) : NOT_PLAIN;
}

const infos = {
  sum: infoOf(ufuncs.add),
  prod: infoOf(ufuncs.multiply),
  max: infoOf(ufuncs.maximum),
  min: infoOf(ufuncs.minimum),
  any: infoOf(ufuncs.logical_or),
  all: infoOf(ufuncs.logical_and),
} as const;

function reduced(ufunc: object, array: NDArray, given: ReduceOptions & { out?: unknown }): unknown {
  const known = withoutNullOut(given as SumOptions) as ReduceOptions;
  return answer(reduceArray(infoOf(ufunc), array, known), known.out as NDArray | undefined);
}

/**
 * The sum of the elements, of all of them or along an axis. Integers smaller than 64 bits are added as 64-bit
 * integers; floats pairwise.
 *
 * @param a - an array, or what becomes one
 * @param axis - in second place or among the options: the axis or axes to sum along
 * @returns a JavaScript value for a full sum, else an array. A copy.
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.sum([[1, 2], [3, 4]]); // => 10
 * np.sum([[1, 2], [3, 4]], 0); // => [4 6]
 * np.sum([[1, 2], [3, 4]], { axis: 1, keepdims: true }); // => [[3] [7]]
 * ```
 */
export const sum: DTypeReduction<"sum", SumOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const value = plain(infos.sum, a, second, third);
  if (value !== NOT_PLAIN) return value as never;
  const given = axisAndOptions<SumOptions>("sum", second, third, sumNames);
  return reduced(ufuncs.add, asArray(a), given) as never;
};

/**
 * The product of the elements, of all of them or along an axis. Integers smaller than 64 bits are multiplied as
 * 64-bit integers, which wrap around.
 *
 * @returns a JavaScript value for a full product, else a new array (a copy)
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.prod([[1, 2], [3, 4]]); // => 24
 * np.prod([[1, 2], [3, 4]], 1); // => [ 2 12]
 * ```
 */
export const prod: DTypeReduction<"sum", SumOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const value = plain(infos.prod, a, second, third);
  if (value !== NOT_PLAIN) return value as never;
  const given = axisAndOptions<SumOptions>("prod", second, third, sumNames);
  return reduced(ufuncs.multiply, asArray(a), given) as never;
};

function extreme(
  routine: "max" | "min",
  ufunc: object,
  a: unknown,
  second: unknown,
  third: unknown,
): never {
  const value = plain(infos[routine], a, second, third);
  if (value !== NOT_PLAIN) return value as never;
  const given = axisAndOptions<ExtremeOptions>(routine, second, third, extremeNames);
  return reduced(ufunc, asArray(a), given) as never;
}

/**
 * The greatest element, of all or along an axis; a NaN wins.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws ValueError for an empty array (unless `initial` is given), AxisError
 * @example
 * ```ts
 * np.max([[1, 5], [3, 4]]); // => 5
 * np.max([[1, 5], [3, 4]], 0); // => [3 5]
 * ```
 */
export const max: Reduction<"same", ExtremeOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => extreme("max", ufuncs.maximum, a, second, third);

/** Another name of `max`. */
export const amax = max;

/**
 * The least element, of all or along an axis; a NaN wins.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws ValueError for an empty array (unless `initial` is given), AxisError
 * @example
 * ```ts
 * np.min([[1, 5], [3, 4]]); // => 1
 * np.min([[1, 5], [3, 4]], 1); // => [1 3]
 * ```
 */
export const min: Reduction<"same", ExtremeOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => extreme("min", ufuncs.minimum, a, second, third);

/** Another name of `min`. */
export const amin = min;

function truth(
  routine: "any" | "all",
  ufunc: object,
  a: unknown,
  second: unknown,
  third: unknown,
): never {
  const value = plain(infos[routine], a, second, third);
  if (value !== NOT_PLAIN) return value as never;
  const given = axisAndOptions<TruthOptions>(routine, second, third, truthNames);
  const array = asArray(a);
  const isText = array.dtype.kind === "U" || array.dtype.kind === "S";
  const isVoid = array.dtype.kind === "V";
  const known = isText ? castArray(array, bool, "K", routine) : isVoid ? truthOf(array) : array;
  return reduced(ufunc, known, given) as never;
}

/**
 * Whether any element is true (not zero), of all or along an axis.
 *
 * @returns a boolean for all elements, else a new bool array (a copy)
 * @throws AxisError
 * @example
 * ```ts
 * np.any([[true, false], [false, false]]); // => true
 * np.any([[true, false], [false, false]], 1); // => [ True False]
 * ```
 */
export const any: Reduction<"bool", TruthOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => truth("any", ufuncs.logical_or, a, second, third);

/**
 * Whether all elements are true (not zero), of all or along an axis.
 *
 * @returns a boolean for all elements, else a new bool array (a copy)
 * @throws AxisError
 * @example
 * ```ts
 * np.all([[true, false], [true, true]]); // => false
 * np.all([[true, false], [true, true]], 0); // => [ True False]
 * ```
 */
export const all: Reduction<"bool", TruthOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => truth("all", ufuncs.logical_and, a, second, third);

/**
 * The greatest less the least element ("peak to peak"), of all or along an axis.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws ValueError for an empty array, AxisError
 * @example
 * ```ts
 * np.ptp([[1, 5], [3, 4]], 0); // => [2 1]
 * ```
 */
export const ptp: Reduction<"same", PtpOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  if (second === undefined && third === undefined && a instanceof NDArray && a.dtype === float64) {
    const [most, least] = [plainReduce(infos.max, a), plainReduce(infos.min, a)];
    if (most !== NOT_PLAIN && least !== NOT_PLAIN) {
      const spread = (most as number) - (least as number);
      if (Number.isFinite(spread)) return spread as never;
    }
  }
  const given = axisAndOptions<PtpOptions>("ptp", second, third, ptpNames);
  const { out, ...rest } = withoutNullOut(given);
  const array = asArray(a);
  const most = reduceArray(infoOf(ufuncs.maximum), array, withoutNullOut(given) as ReduceOptions);
  const least = reduceArray(infoOf(ufuncs.minimum), array, rest as ReduceOptions);
  const into = out === undefined || out === null ? {} : { out };
  return answer(ufuncs.subtract(most, least, into) as NDArray, out) as never;
};

/** Options of `count_nonzero`. */
export interface CountOptions {
  /** The axis or axes to count along; all for `null` (default). */
  axis?: number | readonly number[] | null | undefined;
  /** Whether reduced axes stay, with length 1; false by default. */
  keepdims?: boolean | undefined;
}

/**
 * How many elements are not zero (false, the empty string), of all or along an axis.
 *
 * @returns a number for all elements, else a new int64 array (a copy)
 * @throws AxisError
 * @example
 * ```ts
 * np.count_nonzero([[0, 1, 7], [3, 0, 0]]); // => 3
 * np.count_nonzero([[0, 1, 7], [3, 0, 0]], 1); // => [2 1]
 * ```
 */
export const count_nonzero: Reduction<"int64", CountOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const counted = asArray(a);
  const names = ["axis", "keepdims"] as const;
  const given = axisAndOptions<CountOptions>("count_nonzero", second, third, names, () => {
    // as in NumPy, the cast comes before the axis is looked at
    assertCastable(counted.dtype, bool as DType, counted.ndim);
  });
  const whole = given.axis === null && !truthFlag(given.keepdims);
  // the count of records along axes is of their cast to booleans, which there is none of
  if (!whole) assertCastable(counted.dtype, bool as DType, counted.ndim);
  const array = whole && counted.dtype.names !== null ? truthOf(counted) : counted;
  if (whole && (array.dtype.kind === "b" || array.dtype.names !== null)) {
    return countTruth(array) as never;
  }
  return answer(
    countOf(array, given.axis, !whole && integerFlag(given.keepdims, "keepdims")),
    null,
  ) as never;
};

/** How many elements along the axes are true, as an int64 array. */
export function countOf(
  array: NDArray,
  axis: number | readonly number[] | null | undefined,
  keepdims: boolean,
): NDArray {
  const isNumber = "biufc".includes(array.dtype.kind);
  // NumPy counts in a copy of booleans: where axes do not move in memory its order is the result's
  const still = array._strides.some((stride, i) => stride === 0 && array._shape[i]! > 1);
  const direct = array.dtype.kind === "b" || (isNumber && !still && array.size > 0);
  const values = direct ? array : castArray(array, bool, "K", "count_nonzero");
  const spec = { name: "count_nonzero", element: counted, loop: int64 };
  return fusedSum(spec, [values], axis, keepdims, null);
}

const counted: Parameters<typeof fusedSum>[0]["element"] = (b, x) => b.cast(b.truth(x), "i64");
