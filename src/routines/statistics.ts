// Means and variances. Averages with weights and quantiles are in quantiles.ts.

import { broadcastTo } from "../array/axes.js";
import { arrayFromValues, asArray } from "../array/convert.js";
import { castArray, copyArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { viewAs } from "../array/reinterpret.js";
import { reshapeArray } from "../array/reshape.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { reportErrors, scalarly, watched } from "../core/errstate.js";
import { type AxisArgument, normalizeAxis } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { promoteDTypes, resultDType } from "../core/promotion.js";
import { integerFlag, pythonType, shown } from "../core/python-values.js";
import { slice } from "../core/slice.js";
import { warnRuntime } from "../core/warn.js";
import type { Body } from "../kernel/builder.js";
import { DIVIDE, INVALID, OVER } from "../kernel/errors.js";
import type { NumericName } from "../kernel/lanes.js";
import { allFinite } from "../ufunc/all-finite.js";
import { whereMask } from "../ufunc/call-options.js";
import { NOT_PLAIN, plainReduce, plainReduceAlong } from "../ufunc/plain-reduce.js";
import { type ReduceOptions, reduceArray } from "../ufunc/reduce.js";
import type { ComputedElements } from "../ufunc/reduction-kernels.js";
import { wantedDtype } from "../ufunc/resolve.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { real } from "./complex-parts.js";
import { checkReducedShape, fusedSum, reportFusedSum } from "./fused-sum.js";
import { answer, axisAndOptions, withoutNullOut } from "./reduction-arguments.js";
import type { DTypeReduction, MeanOptions, VarOptions } from "./reduction-types.js";

const meanNames = ["axis", "dtype", "out", "keepdims", "where"] as const;
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

const int64 = toDtype("int64");
const float64 = toDtype("float64");
const float32 = toDtype("float32");
const float16 = toDtype("float16");

/**
 * How many elements go into each result: a number without a mask, else an int64 array of the result's shape.
 */
export function reducedCount(
  array: NDArray,
  axis: AxisArgument,
  keepdims: boolean,
  where: NDArray | null,
): number | NDArray {
  if (where === null) {
    // sums let axis 0 of a 0-d array pass, counts do not
    if (axis === undefined || axis === null) return array.size;
    const named = typeof axis === "number" ? [axis] : axis;
    return named.reduce((count, one) => count * array._shape[normalizeAxis(one, array.ndim)], 1);
  }
  const mask = broadcastTo(where, array._shape);
  return reduceArray(infoOf(ufuncs.add), mask, { axis: axis ?? null, dtype: int64, keepdims });
}

/** The mask of `where`. As in NumPy, that it fits the array is looked at before whether it is one of booleans. */
function maskFor(array: NDArray, where: unknown): NDArray | null {
  if (typeof where === "object" && where !== null) broadcastTo(asArray(where), array._shape);
  return whereMask(where);
}

function isAny(count: number | NDArray, test: (one: number) => boolean): boolean {
  if (typeof count === "number") return test(count);
  const least = count.size === 0 ? 1 : reduceArray(infoOf(ufuncs.minimum), count, { axis: null });
  return test(typeof least === "number" ? least : Number(least.item()));
}

/** `sums / counts`, written into `sums` whatever its dtype; `given` is whether that is an array of the caller's. */
export function divideBy(sums: NDArray, count: number | NDArray, given = false): NDArray {
  // NumPy divides one double or integer by an integer as Python would, other numbers as arrays
  const isScalar = !given && sums.ndim === 0 && "bBhHiIldD".includes(sums.dtype.char);
  const one = typeof count === "number" || sums.ndim > 0 ? count : Number(count.item());
  if (typeof one === "number" && applyToOne(sums, (sum) => quotient(sum, one, isScalar))) {
    return sums;
  }
  const by = typeof count === "number" ? countArray(count) : count;
  const divide = () => ufuncs.divide(sums, by, { out: sums, casting: "unsafe" });
  // of one whole number, the quotient is another one's type before it is cast; that of uint64 is no scalar's
  if (!given && sums.ndim === 0 && isWhole(sums.dtype)) {
    const apart = () => ufuncs.divide(sums, by);
    copyInto(sums, asArray(isScalar ? scalarly(apart) : apart()), "mean");
  } else if (isScalar) scalarly(divide);
  else divide();
  return sums;
}

/** `sum / count`, with the errors that the division raises. */
function quotient(sum: number, count: number, isScalar: boolean): number {
  const result = sum / count;
  if (!Number.isFinite(result) && Number.isFinite(sum)) {
    const found = count !== 0 ? OVER : sum === 0 ? INVALID : DIVIDE;
    reportErrors(found, isScalar ? "scalar divide" : "divide");
  }
  return result;
}

/** Replaces the one number of a float32 or float64 array of size 1; false for any other array. */
function applyToOne(array: NDArray, change: (value: number) => number): boolean {
  const { dtype, itemsize } = array;
  if (array.size !== 1 || dtype.kind !== "f" || itemsize < 4 || !dtype.isnative) return false;
  const { views } = array.storage;
  const at = array.byteOffset / itemsize;
  if (!Number.isInteger(at)) return false;
  const numbers = itemsize === 8 ? views.f64 : views.f32;
  // rounded to the dtype as it is stored
  numbers[at] = change(numbers[at]);
  return true;
}

// a strong dtype, as NumPy's counts have: a number would bend to the sums' dtype and lose digits
function countArray(count: number): NDArray {
  return arrayFromValues(count, Number.isInteger(count) ? int64 : float64, "C");
}

/**
 * The arithmetic mean, of all elements or along an axis: the sum divided by the number of elements. Integers are
 * summed as float64, float16 as float32.
 *
 * @returns a JavaScript value for the mean of everything, else an array. A copy. NaN (with a RuntimeWarning) where
 *   there are no elements.
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.mean([[1, 2], [3, 4]]); // => 2.5
 * np.mean([[1, 2], [3, 4]], 0); // => [2. 3.]
 * ```
 */
export const mean: DTypeReduction<"mean", MeanOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  if (second === undefined && third === undefined && a instanceof NDArray) {
    // doubles are added and divided as they are
    const sum = a.dtype === float64 ? plainReduce(infoOf(ufuncs.add), a) : NOT_PLAIN;
    if (sum !== NOT_PLAIN) return ((sum as number) / a.size) as never;
  }
  const plain = third === undefined ? plainMeans(a, second) : null;
  if (plain !== null) return plain as never;
  const given = axisAndOptions<MeanOptions>("mean", second, third, meanNames);
  return answer(meanOf(asArray(a), given), given.out) as never;
};

/** Means up to which sums are divided one by one. */
const FEW = 4096;

/** The means of a plain array of float64 or float32 along one axis, where sums are finite; `null` for all others. */
function plainMeans(a: unknown, axis: unknown): NDArray | null {
  if (typeof axis !== "number" || !(a instanceof NDArray)) return null;
  if (a.dtype !== float64 && a.dtype !== float32) return null;
  const length = a._shape[axis < 0 ? axis + a.ndim : axis];
  if (length === undefined || a.size > FEW * length) return null;
  const sums = plainReduceAlong(infoOf(ufuncs.add), a, axis);
  if (sums === NOT_PLAIN) return null;
  const { storage, byteOffset, itemsize, size } = sums;
  const numbers = itemsize === 8 ? storage.views.f64 : storage.views.f32;
  const start = byteOffset / itemsize;
  const count = a.size / size;
  // not finite, or too small to be told from 0: errors are the ufunc's to report
  for (let i = start; i < start + size; i++) {
    const mean = numbers[i]! / count;
    if (mean === 0 ? numbers[i] !== 0 : !Number.isFinite(mean)) return null;
  }
  for (let i = start; i < start + size; i++) numbers[i] = numbers[i]! / count;
  return sums;
}

/** The mean as an array (0-d for all axes); of elements computed on the way, as {@link reduceArray} takes them. */
export function meanOf(
  array: NDArray,
  given: MeanOptions,
  computed: ComputedElements | null = null,
): NDArray {
  const known = withoutNullOut(given);
  const where = maskFor(array, known.where);
  const count = reducedCount(array, known.axis, integerFlag(known.keepdims, "keepdims"), where);
  wantedDtype(known.dtype);
  if (isAny(count, (one) => one === 0)) warnRuntime("Mean of empty slice");
  const asked = known.dtype === undefined || known.dtype === null ? null : toDtype(known.dtype);
  const isHalf = asked === null && array.dtype.kind === "f" && array.itemsize === 2;
  const dtype = asked ?? (isHalf ? float32 : isWhole(array.dtype) ? float64 : null);
  const options = { ...known, axis: known.axis ?? null, ...(dtype === null ? {} : { dtype }) };
  const sums = reduceArray(infoOf(ufuncs.add), array, options as ReduceOptions, computed);
  divideBy(sums, count, known.out !== undefined && known.out !== null);
  return isHalf && known.out === undefined ? castArray(sums, float16, "K", "mean") : sums;
}

function isWhole(dtype: DType): boolean {
  return dtype.kind === "b" || dtype.kind === "i" || dtype.kind === "u";
}

/**
 * The variance, of all elements or along an axis: the mean of |x - mean(x)|², with `ddof` taken off the number of
 * elements. No array is made for the deviations.
 *
 * @returns a JavaScript value for the variance of everything, else an array. A copy. NaN (with a RuntimeWarning)
 *   where no degrees of freedom are left.
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.var([1, 2, 3, 4]); // => 1.25
 * np.var([[1, 2], [3, 6]], { axis: 1, ddof: 1 }); // => [0.5 4.5]
 * ```
 */
export const var_: DTypeReduction<"real-mean", VarOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const given = axisAndOptions<VarOptions>("var", second, third, varNames);
  return answer(varOf("var", asArray(a), given), given.out) as never;
};

/**
 * The standard deviation, of all elements or along an axis: the square root of the variance.
 *
 * @returns a JavaScript value for the deviation of everything, else an array. A copy.
 * @throws AxisError, ValueError, TypeError in NumPy's words
 * @example
 * ```ts
 * np.std([2, 4, 4, 4, 5, 5, 7, 9]); // => 2
 * np.std([[1, 3], [2, 6]], 1); // => [1. 2.]
 * ```
 */
export const std: DTypeReduction<"real-mean", VarOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const given = axisAndOptions<VarOptions>("std", second, third, varNames);
  const variance = varOf("std", asArray(a), given);
  if (given.out === undefined && applyToOne(variance, Math.sqrt)) {
    return answer(variance, null) as never;
  }
  // as in NumPy, a scalar of any dtype is cast, and an array only to floats
  const scalar = variance.ndim === 0 && (given.out === undefined || given.out === null);
  const casting = scalar ? "unsafe" : "same_kind";
  return answer(ufuncs.sqrt(variance, { out: variance, casting }), given.out) as never;
};

/** The variance as an array (0-d for all axes). */
export function varOf(routine: string, array: NDArray, given: VarOptions): NDArray {
  const known = withoutNullOut(given);
  const keepdims = integerFlag(known.keepdims, "keepdims");
  const where = maskFor(array, known.where);
  const count = reducedCount(array, known.axis, keepdims, where);
  const ddof = degreesLost(known);
  wantedDtype(known.dtype);
  if (isAny(count, (one) => one <= ddof)) warnRuntime("Degrees of freedom <= 0 for slice");
  const asked =
    known.dtype === undefined || known.dtype === null ? null : (toDtype(known.dtype) as DType);
  const sumDtype = asked ?? (isWhole(array.dtype) ? float64 : null);
  if (!isFused(array, known.mean, asked, known.out)) {
    return steppedVariance(array, known, sumDtype, degreesOf(count, ddof), where);
  }
  const center = centerOf(array, known, sumDtype, where);
  const deviation = promoteDTypes(array.dtype, center.dtype);
  const { out } = known;
  const loop = sumDtype ?? outDtype(out) ?? realOf(deviation);
  const element = squaredDeviation(deviation);
  const squares = { name: routine, variant: deviation.char, element, loop };
  const sums = fusedSum(squares, [array, center], known.axis, keepdims, where);
  const worked = () => {
    // what a mask leaves out of the sums is worked out too
    if (where === null || watched.flags === 0) return sums;
    return fusedSum(squares, [array, center], known.axis, keepdims, null);
  };
  reportDeviations(array, center, worked());
  reportFusedSum(squares, [array, center], sums, known.axis, keepdims, where);
  if (out === undefined || out === null) {
    divideBy(sums, degreesOf(count, ddof), false);
    return sums;
  }
  checkReducedShape("add", out, sums._shape, keepdims);
  // what is summed in one dtype is divided in that of the output
  copyInto(out, sums, routine);
  divideBy(out, degreesOf(count, ddof), true);
  return out;
}

/** Whether one kernel does it: of numbers, added up as floats, about means of their kind. */
function isFused(
  array: NDArray,
  given: unknown,
  asked: DType | null,
  out: NDArray | null | undefined,
): boolean {
  const isFloat = (dtype: DType) => "fc".includes(dtype.kind);
  if (!isFloat(array.dtype) && !isWhole(array.dtype)) return false;
  if (asked !== null && asked.kind !== "f") return false;
  if (out !== undefined && out !== null && !(out instanceof NDArray && isFloat(out.dtype)))
    return false;
  if (given === undefined || given === null) return true;
  const about = given instanceof NDArray ? given : asArray(given);
  if (!isFloat(about.dtype) && !isWhole(about.dtype)) return false;
  if (about.dtype.kind === "c" && array.dtype.kind !== "c") return false;
  if (array.dtype.kind === "b" && about.dtype.kind === "b") return false;
  return about.ndim <= array.ndim && fitsInto(about._shape, array._shape);
}

function fitsInto(shape: readonly number[], into: readonly number[]): boolean {
  return shape.every(
    (length, i) => length === 1 || length === into[i + into.length - shape.length],
  );
}

/** The variance as NumPy works it out, array by array: for dtypes and means that are not of the array's kind. */
function steppedVariance(
  array: NDArray,
  known: VarOptions,
  dtype: DType | null,
  degrees: number | NDArray,
  where: NDArray | null,
): NDArray {
  const center = known.mean ?? centerOf(array, known, dtype, where);
  const deviations = asArray(ufuncs.subtract(array, center as NDArray));
  const isReal = /[fium]/.test(array.dtype.kind);
  const squares = asArray(
    isReal
      ? ufuncs.square(deviations)
      : ufuncs.multiply(deviations, ufuncs.conjugate(deviations) as NDArray),
  );
  const added = !isReal && squares.dtype.kind === "c" ? asArray(real(squares)) : squares;
  const { out } = known;
  const sums = reduceArray(infoOf(ufuncs.add), added, {
    axis: known.axis ?? null,
    keepdims: known.keepdims,
    ...(dtype === null ? {} : { dtype }),
    ...(where === null ? {} : { where }),
    ...(out === undefined || out === null ? {} : { out }),
  });
  return divideBy(sums, degrees, out !== undefined && out !== null);
}

/**
 * The errors of deviations and their squares, which NumPy works out as arrays; where all is well nothing is worked out
 * a second time.
 */
export function reportDeviations(array: NDArray, center: NDArray, sums: NDArray): void {
  if (watched.flags === 0 || !"fc".includes(sums.dtype.kind) || allFinite(sums)) return;
  const deviations = asArray(ufuncs.subtract(array, center));
  if (deviations.dtype.kind !== "c") {
    ufuncs.square(deviations);
    return;
  }
  const packed = reshapeArray(copyArray(deviations, "C", "var"), [-1]);
  const parts = viewAs(packed, packed.itemsize === 8 ? float32 : float64);
  const squares = asArray(ufuncs.square(parts));
  ufuncs.add(getIndex(squares, [slice(0, null, 2)]), getIndex(squares, [slice(1, null, 2)]));
}

/** `ddof`, or `correction`. @throws ValueError if both are given */
export function degreesLost(known: VarOptions): number {
  const { correction, ddof = 0 } = known;
  if (correction !== undefined && ddof !== 0) {
    throw new ValueError("ddof and correction can't be provided simultaneously.");
  }
  const lost: unknown = correction ?? ddof;
  if (typeof lost === "number" || typeof lost === "bigint" || typeof lost === "boolean") {
    return Number(lost);
  }
  if (lost instanceof NDArray && lost.ndim === 0 && "biuf".includes(lost.dtype.kind)) {
    return Number(lost.item());
  }
  if (Array.isArray(lost)) asArray(lost);
  throw new TypeError(
    `'<=' not supported between instances of 'int' and '${pythonType(lost)}' (ddof must be a number, got ${shown(lost)})`,
  );
}

/** A given mean, or the mean in the dtype of the sums, with reduced axes of length 1. */
export function centerOf(
  array: NDArray,
  known: VarOptions,
  sumDtype: DType | null,
  where: NDArray | null,
): NDArray {
  const { mean: given } = known;
  if (given !== undefined && given !== null) {
    if (given instanceof NDArray) return given;
    return arrayFromValues(given, resultDType([array.dtype, given]), "C");
  }
  const sums = reduceArray(infoOf(ufuncs.add), array, {
    axis: known.axis ?? null,
    keepdims: true,
    ...(sumDtype === null ? {} : { dtype: sumDtype }),
    ...(where === null ? {} : { where }),
  });
  return divideBy(sums, reducedCount(array, known.axis, true, where));
}

function outDtype(out: NDArray | null | undefined): DType | null {
  if (out === undefined || out === null) return null;
  return out.dtype.kind === "f" || out.dtype.kind === "c" ? out.dtype.newbyteorder("=") : null;
}

/** The dtype of a complex number's parts; any other dtype itself, in native order. */
export function realOf(dtype: DType): DType {
  if (dtype.kind !== "c") return dtype.isnative ? dtype : dtype.newbyteorder("=");
  return dtype.itemsize === 8 ? float32 : float64;
}

/**
 * |x - center|², computed in the dtype of the difference and rounded as NumPy's steps round it; `own` is the dtype that
 * the difference is cast to, where NumPy has no other place for it.
 */
export function squaredDeviation(dtype: DType, own: DType = dtype): Body {
  const name = dtype.typeName as NumericName;
  const kept = own.typeName as NumericName;
  return (b, x, center) => {
    const wide = name === "float16" ? "float32" : name;
    const made = b.cast(b.sub(b.cast(x, wide), b.cast(center, wide)), kept);
    if (kept === "float16") {
      const difference = b.cast(made, "f32");
      return b.cast(b.cast(b.mul(difference, difference), kept), "f32");
    }
    const difference = made;
    if ("re" in difference) {
      return b.add(b.mul(difference.re, difference.re), b.mul(difference.im, difference.im));
    }
    return b.mul(difference, difference);
  };
}

/** The divisors: counts less `ddof`, not below 0. */
function degreesOf(count: number | NDArray, ddof: number): number | NDArray {
  if (typeof count === "number") return Math.max(count - ddof, 0);
  return ufuncs.maximum(ufuncs.subtract(count, ddof), 0) as NDArray;
}
