// Medians and quantiles: values of the sorted elements. Means are in statistics.ts and averages.ts.

import { moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, castRefused, copyArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { flattenArray, reshapeArray } from "../array/reshape.js";
import { elements } from "../array/values.js";
import { isCastAllowed } from "../core/casting.js";
import { dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { type AxisArgument, normalizeAxes, normalizeAxis } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { truthFlag } from "../core/python-values.js";
import { slice } from "../core/slice.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { where } from "./choosing.js";
import { interpolated, neighbours, type QuantileMethod, quantileRule } from "./quantile-methods.js";
import { answer, axisAndOptions } from "./reduction-arguments.js";
import type { Reduction } from "./reduction-types.js";
import { selectedLines } from "./sorting/select.js";
import { meanOf } from "./statistics.js";
import { take } from "./taking.js";
import { checkWeightedMethod, quantileWeights, weightedAlong } from "./weighted-quantiles.js";

/** Options of `median`. */
export interface MedianOptions {
  /** The axis or axes to reduce; all for `null` (default). */
  axis?: AxisArgument | undefined;
  /** An array for the result, which is returned; a new one by default. */
  out?: NDArray | null | undefined;
  /** Accepted for NumPy's sake: the array is never changed. False by default. */
  overwrite_input?: boolean | undefined;
  /** Whether reduced axes stay, with length 1; false by default. */
  keepdims?: boolean | undefined;
}

export const medianNames = ["axis", "out", "overwrite_input", "keepdims"] as const;

/** Computes along one axis (all elements for null), into `out` if there is one. */
export type AlongAxis = (
  array: NDArray,
  axis: number | null,
  out: NDArray | null,
  weights: NDArray | null,
) => NDArray;

/** @internal Carries a computation along one axis over to several axes, and keeps reduced axes where asked to. */
export function alongAxes(
  array: NDArray,
  known: { axis: AxisArgument; keepdims?: boolean | undefined; out?: NDArray | null | undefined },
  compute: AlongAxis,
  weights: NDArray | null = null,
): NDArray {
  array.live();
  const { ndim } = array;
  const keepdims = truthFlag(known.keepdims);
  const axes = known.axis === null ? null : normalizeAxes(known.axis, ndim);
  const isReduced = (axis: number) => axes === null || axes.includes(axis);
  const out = known.out ?? null;
  const inner =
    out !== null && keepdims
      ? getIndex(out, ["...", ...array._shape.map((_, i) => (isReduced(i) ? 0 : slice(null)))])
      : out;
  let found: NDArray;
  if (axes === null) found = compute(array, null, inner, weights);
  else if (axes.length === 1) found = compute(array, axes[0]!, inner, weights);
  else {
    const kept = array._shape.map((_, i) => i).filter((i) => !axes.includes(i));
    const first = kept.map((_, i) => i);
    const merge = (one: NDArray) =>
      reshapeArray(moveAxes(one, kept, first), [...kept.map((i) => one._shape[i]!), -1]);
    const merged = merge(array);
    // the last axis, as NumPy names it: what comes of two axes of quantiles depends on that
    found = compute(merged, -1, inner, weights === null ? null : merge(weights));
  }
  if (out !== null) return out;
  if (!keepdims) return found;
  return getIndex(found, [
    "...",
    ...array._shape.map((_, i) => (isReduced(i) ? null : slice(null))),
  ]);
}

/** An axis counted from the front; the first for all of them. */
function axisIn(array: NDArray, axis: number | null): number {
  return axis === null ? 0 : normalizeAxis(axis, array.ndim);
}

/** A copy in which the elements at the positions of an axis stand as in the sorted array. */
export function selectedAlong(
  array: NDArray,
  axis: number | null,
  positions: readonly number[],
  order: "C" | "K",
): NDArray {
  const whole = axis === null ? flattenArray(array) : array;
  const along = axis === null ? 0 : axisIn(whole, axis);
  const lines = selectedLines(whole, along, positions);
  const plain = along === whole.ndim - 1 && (order === "C" || whole.flags.c_contiguous);
  if (plain && lines.dtype.equals(whole.dtype)) return lines;
  const copy = copyArray(whole, order);
  copyInto(moveAxes(copy, along, copy.ndim - 1), lines);
  return copy;
}

const holdsNaN = (array: NDArray): boolean => "fcMm".includes(array.dtype.kind);

/** NaN where the last element of a line is one; a refused cast is told as that of `from`. */
function withNaN(result: NDArray, ends: NDArray, from = ends.dtype): NDArray {
  const isNaNLine = asArray(ufuncs.isnan(ends));
  if (reduceArray(infoOf(ufuncs.logical_or), isNaNLine, { axis: null }).item() === false) {
    return result;
  }
  if (!isCastAllowed(ends.dtype, result.dtype, "same_kind")) {
    throw new TypeError(castRefused(from, result.dtype, "same_kind", ends.ndim));
  }
  copyInto(result, where(isNaNLine, ends, result), "median");
  return result;
}

/**
 * The median, of all elements or along an axis: the middle one of the sorted elements, or the mean of the two in the
 * middle. NaN where there is a NaN, or (with a RuntimeWarning) where there are no elements.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws AxisError
 * @example
 * ```ts
 * np.median([[10, 7, 4], [3, 2, 1]]); // => 3.5
 * np.median([[10, 7, 4], [3, 2, 1]], 1); // => [7. 2.]
 * ```
 */
export const median: Reduction<"mean", MedianOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const known = axisAndOptions<MedianOptions>("median", second, third, medianNames);
  return answer(alongAxes(asArray(a), known, medianAlong), known.out) as never;
};

export function medianAlong(array: NDArray, axis: number | null, out: NDArray | null): NDArray {
  const count = axis === null ? array.size : array._shape.at(axis)!;
  const along = axis === null ? 0 : axisIn(array, axis);
  if (count === 0) {
    const none = axis === null ? flattenArray(array) : copyArray(array, "K");
    return meanOf(none, { axis: along, out });
  }
  const half = count >> 1;
  const first = count % 2 === 1 ? half : half - 1;
  const part = selectedAlong(array, axis, first === half ? [half] : [first, half], "K");
  const alongOf = (item: unknown) => part._shape.map((_, i) => (i === along ? item : slice(null)));
  const result = meanOf(getIndex(part, alongOf(slice(first, half + 1))), { axis: along, out });
  if (!holdsNaN(part)) return result;
  const ends = getIndex(part, alongOf(-1));
  // one element is a scalar to NumPy here, whose bytes have no order
  return withNaN(result, ends, ends.ndim === 0 ? ends.dtype.newbyteorder("=") : ends.dtype);
}

/** Options of `quantile` and `percentile`. */
export interface QuantileOptions extends MedianOptions {
  /** How a quantile between two elements is found: `"linear"` between them by default. */
  method?: QuantileMethod | undefined;
  /**
   * The weight of each element: an array of the same shape, or of the length of the axis. For `"inverted_cdf"` only. None
   * by default.
   */
  weights?: unknown;
}

export const quantileNames = [
  "axis",
  "out",
  "overwrite_input",
  "method",
  "keepdims",
  "weights",
] as const;

type QuantileResult<Q> = Q extends number ? number : NDArray;

/** What `quantile` and `percentile` take and give. */
export interface Quantile {
  <const Q>(
    a: unknown,
    q: Q,
    options?: QuantileOptions & {
      axis?: null | undefined;
      keepdims?: false | undefined;
      out?: null | undefined;
    },
  ): QuantileResult<Q>;
  (a: unknown, q: unknown, options: QuantileOptions): NDArray;
  (a: unknown, q: unknown, axis: AxisArgument, options?: QuantileOptions): NDArray;
}

/**
 * The q-th quantiles (q from 0 to 1), of all elements or along an axis: the value below which the part q of the
 * sorted elements lies. For several q they are along a new first axis. NaN where there is a NaN.
 *
 * @returns a JavaScript value for one q of all elements, else a new array (a copy)
 * @throws ValueError if q is not within 0 and 1, or for an unknown method; TypeError for complex numbers; AxisError
 * @example
 * ```ts
 * np.quantile([10, 7, 4, 3, 2, 1], 0.5); // => 3.5
 * np.quantile([[10, 7, 4], [3, 2, 1]], [0, 0.5], 1); // => [[4. 1.] [7. 2.]]
 * np.quantile([1, 2, 3], 0.5, { method: "inverted_cdf", weights: [1, 1, 5] }); // => 3
 * ```
 */
export const quantile: Quantile = (
  a: unknown,
  q: unknown,
  second?: unknown,
  third?: unknown,
): never => quantiles("quantile", a, q, second, third, 1);

/**
 * The q-th percentiles (q from 0 to 100): `quantile` of q / 100.
 *
 * @returns a JavaScript value for one q of all elements, else a new array (a copy)
 * @throws ValueError if q is not within 0 and 100, or for an unknown method; TypeError for complex numbers; AxisError
 * @example
 * ```ts
 * np.percentile([10, 7, 4, 3, 2, 1], 50); // => 3.5
 * ```
 */
export const percentile: Quantile = (
  a: unknown,
  q: unknown,
  second?: unknown,
  third?: unknown,
): never => quantiles("percentile", a, q, second, third, 100);

/** @internal What quantiles are called with, looked at in NumPy's order: the axis last. */
export function quantileArguments(
  routine: string,
  a: unknown,
  q: unknown,
  second: unknown,
  third: unknown,
  whole: number,
) {
  let checked: [array: NDArray, parts: NDArray] | null = null;
  const known = axisAndOptions<QuantileOptions>(routine, second, third, quantileNames, (given) => {
    checked = [realArray(a), partsOf(q, whole)];
    checkWeightedMethod(given.weights, methodOf(given));
  });
  const [array, parts] = checked ?? [realArray(a), partsOf(q, whole)];
  return { array, parts, known, method: methodOf(known) };
}

function methodOf({ method }: QuantileOptions): QuantileMethod {
  return method === undefined ? "linear" : method;
}

function quantiles(
  routine: string,
  a: unknown,
  q: unknown,
  second: unknown,
  third: unknown,
  whole: number,
): never {
  const { array, parts, known, method } = quantileArguments(routine, a, q, second, third, whole);
  // a number is weak: it leaves a float's dtype as it is
  const weak = typeof q === "number" || typeof q === "bigint";
  const given = quantileWeights(array, known.weights, known.axis, method);
  const compute: AlongAxis = (one, axis, out, weights) =>
    weights === null
      ? quantileAlong(one, axis, parts, method, weak, out)
      : weightedQuantile(one, axis, parts, weights, out);
  return answer(alongAxes(array, known, compute, given), known.out) as never;
}

/** @internal {@link weightedAlong}, as quantiles that leave NaN out need it too. */
export function weightedQuantile(
  array: NDArray,
  axis: number | null,
  parts: NDArray,
  weights: NDArray,
  out: NDArray | null,
): NDArray {
  checkParts(parts);
  return weightedAlong(array, axis, parts, weights, out);
}

function checkParts(parts: NDArray): void {
  if (parts.ndim > 2) throw new ValueError("q must be a scalar or 1d");
}

export function realArray(a: unknown): NDArray {
  const array = asArray(a);
  if (array.dtype.kind === "c") throw new TypeError("a must be an array of real numbers");
  return array;
}

/** The quantiles as parts of 1. @throws ValueError for those beyond */
export function partsOf(q: unknown, whole: number): NDArray {
  const given = asArray(q);
  const parts = whole === 1 ? given : (ufuncs.divide(given, whole) as NDArray);
  if (!areParts(parts)) {
    throw new ValueError(
      whole === 1
        ? "Quantiles must be in the range [0, 1] (np.percentile counts from 0 to 100)"
        : "Percentiles must be in the range [0, 100]",
    );
  }
  return parts;
}

function areParts(parts: NDArray): boolean {
  const inside = ufuncs.logical_and(
    ufuncs.greater_equal(parts, 0),
    ufuncs.less_equal(parts, 1),
  ) as NDArray;
  return numbersOf(inside).every(Boolean);
}

export function quantileAlong(
  array: NDArray,
  axis: number | null,
  parts: NDArray,
  method: string,
  weak: boolean,
  out: NDArray | null,
): NDArray {
  checkParts(parts);
  const count = axis === null ? array.size : array._shape.at(axis)!;
  const rule = quantileRule(method);
  const places = rule.place(count, parts);
  const picks = rule.weight === null || (method === "linear" && "iu".includes(places.dtype.kind));
  if (count === 0) refuseNothing(array, places, picks);
  const last = holdsNaN(array) ? [count - 1] : [];
  const select = (...positions: readonly NDArray[]): NDArray => {
    const listed = positions.flatMap((one) => numbersOf(one));
    const wanted: number[] = [
      ...new Set([...listed, ...last].map((one) => (one < 0 ? one + count : one))),
    ];
    const sorted = wanted.sort((x, y) => x - y);
    return moveAxes(selectedAlong(array, axis, sorted, "C"), axis ?? 0, 0);
  };
  let result: NDArray;
  let lines: NDArray;
  if (picks || rule.weight === null) {
    lines = select(places);
    result = take(lines, places, { axis: 0, ...(out === null ? {} : { out }) }) as NDArray;
  } else {
    const [before, behind] = neighbours(places, count);
    lines = select(before, behind);
    const rest = ufuncs.subtract(places, before) as NDArray;
    let weight = castArray(rule.weight(rest, places), places.dtype);
    if (weak) weight = castArray(weight, toDtype("float64"));
    else weight = reshapeArray(weight, [...places._shape, ...lines._shape.slice(1).map(() => 1)]);
    const [low, high] = [before, behind].map((one) => getIndex(lines, [one])) as [NDArray, NDArray];
    result = interpolated(low, high, weak && holdsNaN(low) ? Number(weight.item()) : weight, out);
  }
  if (out === null && result.ndim === 0 && !result.dtype.isnative) {
    // one quantile is a scalar to NumPy, and scalars have no byte order
    result = castArray(result, result.dtype.newbyteorder("="));
  }
  if (last.length === 0) return result;
  return withNaN(result, getIndex(lines, [-1]));
}

/** @throws IndexError for the first element that NumPy looks for where there are none */
function refuseNothing(array: NDArray, places: NDArray, picks: boolean): void {
  const outside = (position: unknown) =>
    new IndexError(`index ${position} is out of bounds for axis 0 with size 0`);
  if (holdsNaN(array)) throw outside(-1);
  if (places.size === 0) return;
  if (!picks) throw outside([...elements(neighbours(places, 0)[0])][0]);
  if (array.size === 0 && array._shape.filter((length) => length === 0).length > 1) {
    throw outside([...elements(places)][0]);
  }
  throw new IndexError("cannot do a non-empty take from an empty axes.");
}

/** The elements in C order. */
function numbersOf(array: NDArray): number[] {
  return [...elements(array)] as number[];
}
