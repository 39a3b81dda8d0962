// Reductions that leave NaN out: nansum, nanmax, nanmean and their like. Sums and products put 0 or 1 for NaN inside
// their kernel, so that no copy of the array is made.

import { asArray } from "../array/convert.js";
import { castArray, copyArray, copyInto } from "../array/copy.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { ignoring, watchLevel } from "../core/errstate.js";
import type { AxisArgument } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { promoteDTypes } from "../core/promotion.js";
import { integerFlag } from "../core/python-values.js";
import { warnRuntime } from "../core/warn.js";
import type { Body } from "../kernel/builder.js";
import { DIVIDE, INVALID } from "../kernel/errors.js";
import { allFinite } from "../ufunc/all-finite.js";
import { whereMask } from "../ufunc/call-options.js";
import type { UfuncInfo } from "../ufunc/loop-kernels.js";
import { PlainPlans } from "../ufunc/plain-plans.js";
import { type ReduceOptions, reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { type ArgOptions, argmax, argmin } from "./arg-reductions.js";
import { copyto } from "./assigning.js";
import { where } from "./choosing.js";
import { accumulated, type Cumulative } from "./cumulative.js";
import { checkReducedShape, fusedSum, reportFusedSum } from "./fused-sum.js";
import { answer, axisAndOptions, withoutNullOut } from "./reduction-arguments.js";
import type {
  DTypeReduction,
  ExtremeOptions,
  MeanOptions,
  Reduction,
  SumOptions,
  VarOptions,
} from "./reduction-types.js";
import {
  centerOf,
  degreesLost,
  divideBy,
  mean,
  realOf,
  squaredDeviation,
  varOf,
} from "./statistics.js";

const int64 = toDtype("int64");
const sumNames = ["axis", "dtype", "out", "keepdims", "initial", "where"] as const;

function canBeNaN(dtype: DType): boolean {
  return dtype.kind === "f" || dtype.kind === "c";
}

/** A reduction in which `value` stands for NaN. */
function withoutNaN(ufunc: object, value: number): UfuncInfo {
  const info = infoOf(ufunc);
  const element: Body = (b, x) => {
    const wide = b.lane(x) === "f16" ? b.cast(x, "f32") : x;
    return b.select(b.isnan(wide), b.const(wide, value), wide);
  };
  // what is remembered of the ufunc itself knows nothing of NaN
  const own = { kernels: new Map(), loops: new Map(), plain: new PlainPlans() };
  return { ...info, ...own, row: { ...info.row, element } };
}

const nanAdd = withoutNaN(ufuncs.add, 0);
const nanMultiply = withoutNaN(ufuncs.multiply, 1);

/**
 * NumPy sums up a copy in which it replaced NaN: where an axis is repeated by a stride of 0, or there are no elements,
 * that copy's layout, and with it the result's, is another one than the array's.
 */
function unrepeated(a: unknown, routine: string): NDArray {
  const array = asArray(a);
  const repeats = array._strides.some((stride, axis) => stride === 0 && array._shape[axis]! > 1);
  const isCopied = (repeats || array.size === 0) && canBeNaN(array.dtype);
  return isCopied ? copyArray(array, "K", routine) : array;
}

function reducedWithout(
  routine: string,
  info: UfuncInfo,
  a: unknown,
  second: unknown,
  third: unknown,
): never {
  const given = axisAndOptions<SumOptions>(routine, second, third, sumNames);
  const known = withoutNullOut(given) as ReduceOptions;
  return answer(reduceArray(info, unrepeated(a, routine), known), given.out) as never;
}

/**
 * The sum of the elements that are not NaN, of all or along an axis; 0 where there are none.
 *
 * @returns a JavaScript value for a full sum, else a new array (a copy)
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.nansum([1, NaN, 2]); // => 3
 * ```
 */
export const nansum: DTypeReduction<"sum", SumOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => reducedWithout("nansum", nanAdd, a, second, third);

/**
 * The product of the elements that are not NaN, of all or along an axis; 1 where there are none.
 *
 * @returns a JavaScript value for a full product, else a new array (a copy)
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.nanprod([2, NaN, 3]); // => 6
 * ```
 */
export const nanprod: DTypeReduction<"sum", SumOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => reducedWithout("nanprod", nanMultiply, a, second, third);

function extreme(routine: string, ufunc: object, a: unknown, second: unknown, third: unknown) {
  const names = ["axis", "out", "keepdims", "initial", "where"] as const;
  const given = axisAndOptions<ExtremeOptions>(routine, second, third, names);
  const known = withoutNullOut(given) as ReduceOptions;
  const result = reduceArray(infoOf(ufunc), asArray(a), known);
  const isOdd = result.size > 0 && canBeNaN(result.dtype) && !allFinite(result);
  if (isOdd && isAny(ufuncs.isnan(result) as NDArray)) {
    warnRuntime("All-NaN slice encountered");
  }
  return answer(result, given.out) as never;
}

function isAny(mask: NDArray): boolean {
  return reduceArray(infoOf(ufuncs.logical_or), mask, { axis: null }).item() === true;
}

/**
 * The greatest element that is not NaN, of all or along an axis. NaN (with a RuntimeWarning) where there is none.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws ValueError for an empty array (unless `initial` is given), AxisError
 * @example
 * ```ts
 * np.nanmax([1, NaN, 3]); // => 3
 * ```
 */
export const nanmax: Reduction<"same", ExtremeOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => extreme("nanmax", ufuncs.fmax, a, second, third);

/**
 * The least element that is not NaN, of all or along an axis. NaN (with a RuntimeWarning) where there is none.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws ValueError for an empty array (unless `initial` is given), AxisError
 * @example
 * ```ts
 * np.nanmin([1, NaN, 3]); // => 1
 * ```
 */
export const nanmin: Reduction<"same", ExtremeOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => extreme("nanmin", ufuncs.fmin, a, second, third);

const isNumber: Body = (b, x) => {
  const wide = b.lane(x) === "f16" ? b.cast(x, "f32") : x;
  return b.cast(b.not(b.isnan(wide)), "i64");
};

/** How many elements along the axes are not NaN. */
function numbersIn(
  array: NDArray,
  axis: AxisArgument,
  keepdims: boolean,
  mask: NDArray | null,
): NDArray {
  const spec = { name: "count_numbers", element: isNumber, loop: int64 };
  return fusedSum(spec, [array], axis, keepdims, mask);
}

function checkInexact(given: { dtype?: unknown; out?: NDArray | null | undefined }): void {
  const { dtype, out } = given;
  if (dtype !== undefined && dtype !== null && !canBeNaN(toDtype(dtype as string) as DType)) {
    throw new TypeError("If a is inexact, then dtype must be inexact");
  }
  if (out !== undefined && out !== null && !canBeNaN(out.dtype)) {
    throw new TypeError("If a is inexact, then out must be inexact");
  }
}

/**
 * The mean of the elements that are not NaN, of all or along an axis. NaN (with a RuntimeWarning) where there are
 * none.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.nanmean([1, NaN, 3]); // => 2
 * ```
 */
export const nanmean: DTypeReduction<"mean", MeanOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const names = ["axis", "dtype", "out", "keepdims", "where"] as const;
  const given = axisAndOptions<MeanOptions>("nanmean", second, third, names);
  const array = unrepeated(a, "nanmean");
  if (!canBeNaN(array.dtype)) return mean(array, given as never) as never;
  checkInexact(given);
  const known = withoutNullOut(given);
  const keepdims = integerFlag(known.keepdims, "keepdims");
  const counts = numbersIn(array, known.axis, keepdims, whereMask(known.where));
  const totals = reduceArray(nanAdd, array, known as ReduceOptions);
  const sums = ignoring(INVALID | DIVIDE, () => divideBy(totals, counts, hasOut(known)));
  if (isAny(ufuncs.equal(counts, 0) as NDArray)) warnRuntime("Mean of empty slice");
  return answer(sums, given.out) as never;
};

const varNames = [
  "axis",
  "dtype",
  "out",
  "ddof",
  "keepdims",
  "where",
  "mean",
  "correction",
] as const;

/**
 * The variance of the elements that are not NaN, of all or along an axis; see `var`. NaN (with a RuntimeWarning)
 * where no degrees of freedom are left.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.nanvar([1, NaN, 3]); // => 1
 * ```
 */
export const nanvar: DTypeReduction<"real-mean", VarOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const given = axisAndOptions<VarOptions>("nanvar", second, third, varNames);
  return answer(nanvarOf("nanvar", unrepeated(a, "nanvar"), given), given.out) as never;
};

/**
 * The standard deviation of the elements that are not NaN, of all or along an axis: the square root of `nanvar`.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.nanstd([1, NaN, 3]); // => 1
 * ```
 */
export const nanstd: DTypeReduction<"real-mean", VarOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const given = axisAndOptions<VarOptions>("nanstd", second, third, varNames);
  const variance = nanvarOf("nanstd", unrepeated(a, "nanstd"), given);
  // as in NumPy, a scalar of any dtype is cast, and an array only to floats
  const scalar = variance.ndim === 0 && !hasOut(given);
  const casting = scalar ? "unsafe" : "same_kind";
  return answer(ufuncs.sqrt(variance, { out: variance, casting }), given.out) as never;
};

function nanvarOf(routine: string, array: NDArray, given: VarOptions): NDArray {
  if (!canBeNaN(array.dtype)) {
    return varOf(routine, array, given);
  }
  checkInexact(given);
  const known = withoutNullOut(given);
  const keepdims = integerFlag(known.keepdims, "keepdims");
  const mask = whereMask(known.where);
  const asked =
    known.dtype === undefined || known.dtype === null ? null : (toDtype(known.dtype) as DType);
  const kept = numbersIn(array, known.axis, true, mask);
  const center =
    known.mean === undefined
      ? meanOfKept(array, known, asked, mask, kept)
      : centerOf(array, known, asked, mask);
  // times have nothing in common with numbers: NumPy's sentence says so
  if (center.dtype.unit !== null) ufuncs.subtract(array, center);
  const deviation = promoteDTypes(array.dtype, center.dtype);
  // NumPy writes the deviations where the elements were
  const square = squaredDeviation(deviation, array.dtype);
  const element: Body = (b, x, mean_) => {
    const wide = b.lane(x!) === "f16" ? b.cast(x!, "f32") : x!;
    const squared = b.real(square(b, x!, mean_!) as never);
    return b.select(b.isnan(wide), b.const(squared, 0), squared);
  };
  // squares are added in the output's dtype where that is the wider one
  const own = realOf(array.dtype);
  const loop = asked ?? (hasOut(known) ? realOf(promoteDTypes(own, known.out!.dtype)) : own);
  const variant = deviation.char + array.dtype.char;
  const spec = { name: "nanvar", variant, element, loop, likeFirst: true };
  const sums = fusedSum(spec, [array, center], known.axis, keepdims, mask);
  reportNumbers(array, center, sums, mask);
  reportFusedSum(spec, [array, center], sums, known.axis, keepdims, mask);
  const numbers = numbersIn(array, known.axis, keepdims, mask);
  const freedom = ufuncs.subtract(numbers, degreesLost(known)) as NDArray;
  ignoring(INVALID | DIVIDE, () => divideBy(sums, freedom, hasOut(known)));
  const bad = ufuncs.less_equal(freedom, 0) as NDArray;
  if (isAny(bad)) {
    warnRuntime("Degrees of freedom <= 0 for slice.");
    copyInto(sums, where(bad, Number.NaN, sums), routine);
  }
  const { out } = known;
  if (out === undefined || out === null) return sums;
  checkReducedShape("add", out, sums._shape, keepdims);
  copyInto(out, sums, routine);
  return out;
}

/** The mean of what is not NaN, with reduced axes of length 1. */
function meanOfKept(
  array: NDArray,
  known: VarOptions,
  dtype: DType | null,
  mask: NDArray | null,
  counts: NDArray,
): NDArray {
  const sums = reduceArray(nanAdd, array, {
    axis: known.axis ?? null,
    keepdims: true,
    ...(dtype === null ? {} : { dtype }),
    ...(mask === null ? {} : { where: mask }),
  });
  return ignoring(INVALID | DIVIDE, () => divideBy(sums, counts));
}

/**
 * The errors of deviations and their squares, which NumPy works out as arrays, with 0 for NaN; where all is well nothing
 * is worked out a second time.
 */
function reportNumbers(array: NDArray, center: NDArray, sums: NDArray, mask: NDArray | null): void {
  if (watchLevel() === 0 || allFinite(sums)) return;
  const missing = asArray(ufuncs.isnan(array));
  const deviations = castArray(where(missing, 0, array), array.dtype);
  const chosen = mask === null ? {} : { where: mask };
  const into = { out: deviations, ...chosen };
  ufuncs.subtract(deviations, center, { ...into, casting: "unsafe" });
  copyto(deviations, 0, { where: missing });
  const other = deviations.dtype.kind === "c" ? ufuncs.conjugate(deviations) : deviations;
  ufuncs.multiply(deviations, other as NDArray, into);
}

function hasOut({ out }: { readonly out?: unknown }): boolean {
  return out !== undefined && out !== null;
}

function position(
  routine: string,
  search: typeof argmin,
  stand: number,
  a: unknown,
  second: unknown,
  third: unknown,
): never {
  const given = axisAndOptions<ArgOptions>(routine, second, third, ["axis", "out", "keepdims"]);
  const array = asArray(a);
  if (!canBeNaN(array.dtype)) return search(array, given as never) as never;
  if (array.size > 0) {
    const counts = numbersIn(array, given.axis, false, null);
    if (isAny(ufuncs.equal(counts, 0) as NDArray)) {
      throw new ValueError("All-NaN slice encountered");
    }
  }
  const filled = castArray(where(ufuncs.isnan(array), stand, array), array.dtype);
  return search(filled, given as never) as never;
}

/**
 * The position of the greatest element that is not NaN; see `argmax`.
 *
 * @returns a number for all elements, else a new int64 array (a copy)
 * @throws ValueError where all elements are NaN or there are none, AxisError
 * @example
 * ```ts
 * np.nanargmax([NaN, 1, 3]); // => 2
 * ```
 */
export const nanargmax: Reduction<"int64", ArgOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => position("nanargmax", argmax, Number.NEGATIVE_INFINITY, a, second, third);

/**
 * The position of the least element that is not NaN; see `argmin`.
 *
 * @returns a number for all elements, else a new int64 array (a copy)
 * @throws ValueError where all elements are NaN or there are none, AxisError
 * @example
 * ```ts
 * np.nanargmin([NaN, 1, 3]); // => 1
 * ```
 */
export const nanargmin: Reduction<"int64", ArgOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => position("nanargmin", argmin, Number.POSITIVE_INFINITY, a, second, third);

/**
 * The running sums along an axis, or of the flattened array, NaN counting as 0. A copy.
 *
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.nancumsum([1, NaN, 3]); // => [1. 1. 4.]
 * ```
 */
export const nancumsum: Cumulative = (a: unknown, second?: unknown, third?: unknown): never =>
  accumulated("nancumsum", nanAdd, unrepeated(a, "nancumsum"), second, third);

/**
 * The running products along an axis, or of the flattened array, NaN counting as 1. A copy.
 *
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.nancumprod([2, NaN, 3]); // => [2. 2. 6.]
 * ```
 */
export const nancumprod: Cumulative = (a: unknown, second?: unknown, third?: unknown): never =>
  accumulated("nancumprod", nanMultiply, unrepeated(a, "nancumprod"), second, third);
