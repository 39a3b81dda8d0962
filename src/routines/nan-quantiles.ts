// Medians and quantiles that leave NaN out: nanmedian, nanquantile, nanpercentile. Each line without its NaN goes to
// quantiles.ts.

import { moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { copyArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { assignValue, setIndex } from "../array/index-set.js";
import { ravelArray } from "../array/reshape.js";
import { dtype as toDtype } from "../core/dtype.js";
import { type NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { warnRuntime } from "../core/warn.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { nanmean } from "./nan-reductions.js";
import { checkOut } from "./out-array.js";
import {
  type AlongAxis,
  alongAxes,
  type MedianOptions,
  medianAlong,
  medianNames,
  partsOf,
  type Quantile,
  type QuantileOptions,
  quantileAlong,
  quantileNames,
  realArray,
  selectedAlong,
} from "./quantiles.js";
import { answer, axisAndOptions } from "./reduction-arguments.js";
import type { Reduction } from "./reduction-types.js";

/** What becomes of one line without NaN; null for one that has nothing else. */
type OfLine = (line: NDArray | null, dtype: NDArray["dtype"]) => NDArray;

const canBeNaN = (array: NDArray): boolean => "fc".includes(array.dtype.kind);

function withoutNaN(line: NDArray): NDArray | null {
  if (!canBeNaN(line)) return line;
  const kept = getIndex(line, [ufuncs.logical_not(ufuncs.isnan(line)) as NDArray]);
  return kept.size === 0 ? null : kept;
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
    const count = outer.reduce((product, one) => product * one, 1);
    for (let i = 0; i < count; i++) {
      const at: number[] = [];
      for (let k = outer.length - 1, rest = i; k >= 0; k--) {
        at.unshift(rest % outer[k]!);
        rest = Math.floor(rest / outer[k]!);
      }
      const found = of(withoutNaN(getIndex(moved, [...at, "..."])), array.dtype);
      gathered ??= newArray([...outer, ...found._shape], found.dtype);
      setIndex(gathered, [...at, "..."], found);
    }
    const whole = gathered!;
    const last = Array.from({ length: leading }, (_, i) => outer.length + i);
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
  const found = alongAxes(array, known, (one, axis, out) => {
    const isShort = axis !== null && one.ndim > 1 && one._shape[axis]! < LONG_LINE;
    const compute = byLine((line, dtype) => {
      if (line !== null) {
        return isShort && canBeNaN(line) ? halfOfMiddle(line) : medianAlong(line, null, null);
      }
      allNaN();
      return assigned(newArray([], dtype));
    }, 0);
    return laidAsSums(compute(one, axis, out), one, axis, out);
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
    ...(keepdims === true ? { keepdims } : {}),
    ...(out ? { out } : {}),
  };
}

function assigned(array: NDArray): NDArray {
  assignValue(array, Number.NaN);
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
  let checked: [NDArray, NDArray] | null = null;
  const operands = () => {
    checked ??= [realArray(a), partsOf(q, whole)];
    return checked;
  };
  const known = axisAndOptions<QuantileOptions>(routine, second, third, quantileNames, operands);
  const [array, parts] = operands();
  if (known.out !== undefined && known.out !== null) checkOut(known.out);
  if (array.size === 0) return nanmean(array, ofNothing(known) as never) as never;
  const weak = typeof q === "number" || typeof q === "bigint";
  const method = known.method ?? "linear";
  const compute = byLine((line, dtype) => {
    if (line !== null) return quantileAlong(line, null, parts, method, weak, null);
    allNaN();
    const none = newArray(parts._shape, dtype.isnative ? dtype : toDtype(dtype.typeName));
    // NumPy asks it for a scalar, and of an array gets a view
    return getIndex(assigned(none), ["..."]);
  }, parts.ndim);
  return answer(alongAxes(array, known, compute), known.out) as never;
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
