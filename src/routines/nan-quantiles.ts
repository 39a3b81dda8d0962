// Medians and quantiles that leave NaN out: nanmedian, nanquantile, nanpercentile. Each line without its NaN goes to
// quantiles.ts.

import { moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { copyArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { assignValue, setIndex } from "../array/index-set.js";
import { ravelArray } from "../array/reshape.js";
import { type NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { truthFlag } from "../core/python-values.js";
import { warnRuntime } from "../core/warn.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { empty_like } from "./fresh.js";
import { nanmean } from "./nan-reductions.js";
import { checkOut } from "./out-array.js";
import {
  type AlongAxis,
  alongAxes,
  type MedianOptions,
  medianAlong,
  medianNames,
  type Quantile,
  quantileAlong,
  quantileArguments,
  selectedAlong,
  weightedQuantile,
} from "./quantiles.js";
import { answer, axisAndOptions } from "./reduction-arguments.js";
import type { Reduction } from "./reduction-types.js";
import { positionsIn, quantileWeights } from "./weighted-quantiles.js";

/** What becomes of one line without NaN; null for one that has nothing else. */
type OfLine = (line: NDArray | null, dtype: NDArray["dtype"]) => NDArray;

const canBeNaN = (array: NDArray): boolean => "fcMm".includes(array.dtype.kind);

function withoutNaN(line: NDArray): NDArray | null {
  if (!canBeNaN(line)) return line;
  const kept = getIndex(line, [numbersOf(line)]);
  return kept.size === 0 ? null : kept;
}

/** Which elements are numbers, or times. */
function numbersOf(line: NDArray): NDArray {
  return ufuncs.logical_not(ufuncs.isnan(line)) as NDArray;
}

/** Each line along an axis by itself, as NumPy's `apply_along_axis` lays out what comes of them. */
function byLine(of: OfLine, leading: number): AlongAxis {
  return (array, axis, out) => {
    if (axis === null || array.ndim === 1) {
      const found = of(withoutNaN(ravelArray(array)), array.dtype);
      if (out !== null) copyInto(out, found, "nanquantile");
      return found;
    }
    const moved = moveAxes(array, axis, array.ndim - 1);
    const outer = moved._shape.slice(0, -1);
    let gathered: NDArray | null = null;
    for (const at of positionsIn(outer)) {
      const found = of(withoutNaN(getIndex(moved, [...at, "..."])), array.dtype);
      gathered ??= newArray([...outer, ...found._shape], found.dtype);
      setIndex(gathered, [...at, "..."], found);
    }
    const whole = gathered!;
    const last = Array.from({ length: leading }, (_, i) => (axis < 0 ? axis : outer.length) + i);
    const result = moveAxes(
      whole,
      last,
      last.map((_, i) => i),
    );
    if (out !== null) assignValue(out, result);
    return result;
  };
}

function allNaN(): void {
  warnRuntime("All-NaN slice encountered");
}

/**
 * The median of the elements that are not NaN, of all or along an axis; see `median`. NaN (with a RuntimeWarning)
 * where there are none.
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws AxisError
 * @example
 * ```ts
 * np.nanmedian([1, NaN, 3, 8]); // => 3
 * np.nanmedian([[10, NaN, 4], [3, 2, 1]], 1); // => [7. 2.]
 * ```
 */
export const nanmedian: Reduction<"mean", MedianOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => {
  const known = axisAndOptions<MedianOptions>("nanmedian", second, third, medianNames);
  const array = asArray(a);
  if (known.out !== undefined && known.out !== null) checkOut(known.out);
  if (array.size === 0) return nanmean(array, ofNothing(known) as never) as never;
  let isMasked = false;
  const found = alongAxes(array, known, (one, axis, out) => {
    const isSeveral = axis !== null && one.ndim > 1;
    const isShort = isSeveral && one._shape.at(axis)! < LONG_LINE;
    const compute = byLine((line, dtype) => {
      if (line !== null) {
        return isShort && "fc".includes(line.dtype.kind)
          ? halfOfMiddle(line)
          : medianAlong(line, null, null);
      }
      allNaN();
      isMasked = true;
      return assigned(newArray([], dtype));
    }, 0);
    const medians = laidAsSums(compute(one, axis, out, null), one, axis, out);
    // what a masked array holds is a view, unless something is masked in it
    return out === null && isSeveral && !isMasked ? getIndex(medians, ["..."]) : medians;
  });
  return answer(found, known.out) as never;
};

/** Elements of a line from which NumPy takes its median like any other's. */
const LONG_LINE = 600;

/**
 * The median of a line as NumPy finds those of short lines: half the sum of the two in the middle, of one element twice.
 * Where that sum overflows, so does the median.
 */
function halfOfMiddle(line: NDArray): NDArray {
  const half = line.size >> 1;
  const first = line.size % 2 === 1 ? half : half - 1;
  const part = selectedAlong(line, 0, first === half ? [half] : [first, half], "K");
  const middle = getIndex(part, [asArray([first, half])]);
  const sum = reduceArray(infoOf(ufuncs.add), middle, { axis: 0 });
  return ufuncs.divide(sum, 2, { out: sum, casting: "unsafe" }) as NDArray;
}

/** NumPy sorts a copy and takes the means of what is in its middle: they lie as a reduction of that copy does. */
function laidAsSums(
  found: NDArray,
  array: NDArray,
  axis: number | null,
  out: NDArray | null,
): NDArray {
  if (out !== null || axis === null || found.ndim === 0) return found;
  const sums = reduceArray(infoOf(ufuncs.logical_or), copyArray(array, "K", "nanmedian"), { axis });
  const strides = sums._strides.map((stride) => stride * found.itemsize);
  const result = newArrayWithStrides(found._shape, strides, found.dtype);
  copyInto(result, found, "nanmedian");
  return result;
}

/** Of nothing NumPy takes the mean. */
function ofNothing({ axis, keepdims, out }: MedianOptions): MedianOptions {
  return {
    axis: axis ?? null,
    ...(truthFlag(keepdims) ? { keepdims: true } : {}),
    ...(out ? { out } : {}),
  };
}

function assigned(array: NDArray): NDArray {
  assignValue(array, array.dtype.unit === null ? Number.NaN : "NaT");
  return array;
}

function nanQuantiles(
  routine: string,
  a: unknown,
  q: unknown,
  second: unknown,
  third: unknown,
  whole: number,
): never {
  const { array, parts, known, method } = quantileArguments(routine, a, q, second, third, whole);
  if (known.out !== undefined && known.out !== null) checkOut(known.out);
  const given = quantileWeights(array, known.weights, known.axis, method);
  if (array.size === 0) return nanmean(array, ofNothing(known) as never) as never;
  const weak = typeof q === "number" || typeof q === "bigint";
  const compute = byLine((line, dtype) => {
    if (line !== null) return quantileAlong(line, null, parts, method, weak, null);
    allNaN();
    // NumPy asks it for a scalar, and of an array gets a view
    return getIndex(nothing(parts, dtype), ["..."]);
  }, parts.ndim);
  const found = alongAxes(
    array,
    known,
    (one, axis, out, weights) =>
      weights === null
        ? compute(one, axis, out, null)
        : weightedLines(one, axis, parts, weights, out),
    given,
  );
  return answer(found, known.out) as never;
}

/** The quantiles of a line that holds nothing but NaN. */
function nothing(parts: NDArray, dtype: NDArray["dtype"]): NDArray {
  return assigned(newArray(parts._shape, dtype.isnative ? dtype : dtype.newbyteorder("=")));
}

/** The quantiles of each line with weights; what comes of several lines is an array as the one given. */
function weightedLines(
  array: NDArray,
  axis: number | null,
  parts: NDArray,
  weights: NDArray,
  out: NDArray | null,
): NDArray {
  const ofLine = (line: NDArray, own: NDArray): NDArray => {
    const kept = canBeNaN(line) ? [numbersOf(line)] : ["..."];
    const numbers = getIndex(line, kept);
    if (numbers.size === 0) return nothing(parts, line.dtype);
    return weightedQuantile(numbers, null, parts, getIndex(own, kept), null);
  };
  if (axis === null || array.ndim === 1) {
    const found = ofLine(ravelArray(array), ravelArray(weights));
    if (out !== null) assignValue(out, found);
    return found;
  }
  const lines = moveAxes(array, axis, array.ndim - 1);
  const weighed = moveAxes(weights, axis, array.ndim - 1);
  const outer = lines._shape.slice(0, -1);
  const result = out ?? (empty_like(lines, { shape: [...parts._shape, ...outer] }) as NDArray);
  for (const at of positionsIn(outer)) {
    const found = ofLine(getIndex(lines, [...at, "..."]), getIndex(weighed, [...at, "..."]));
    setIndex(result, ["...", ...at], found);
  }
  return result;
}

/**
 * The q-th quantiles (q from 0 to 1) of the elements that are not NaN, of all or along an axis; see `quantile`. NaN
 * (with a RuntimeWarning) where there are none.
 *
 * @returns a JavaScript value for one q of all elements, else a new array (a copy)
 * @throws ValueError if q is not within 0 and 1, or for an unknown method; TypeError for complex numbers; AxisError
 * @example
 * ```ts
 * np.nanquantile([10, NaN, 4, 3, 2, 1], 0.5); // => 3
 * ```
 */
export const nanquantile: Quantile = (
  a: unknown,
  q: unknown,
  second?: unknown,
  third?: unknown,
): never => nanQuantiles("nanquantile", a, q, second, third, 1);

/**
 * The q-th percentiles (q from 0 to 100) of the elements that are not NaN: `nanquantile` of q / 100.
 *
 * @returns a JavaScript value for one q of all elements, else a new array (a copy)
 * @throws ValueError if q is not within 0 and 100, or for an unknown method; TypeError for complex numbers; AxisError
 * @example
 * ```ts
 * np.nanpercentile([10, NaN, 4, 3, 2, 1], 50); // => 3
 * ```
 */
export const nanpercentile: Quantile = (
  a: unknown,
  q: unknown,
  second?: unknown,
  third?: unknown,
): never => nanQuantiles("nanpercentile", a, q, second, third, 100);
