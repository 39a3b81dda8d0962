// Medians and quantiles: values of the sorted elements. Means are in statistics.ts and averages.ts.

import { moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { reshapeArray } from "../array/reshape.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { type AxisArgument, reductionAxes } from "../core/layout.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { resultDType } from "../core/promotion.js";
import { slice } from "../core/slice.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { where } from "./choosing.js";
import { checkReducedShape } from "./fused-sum.js";
import { neighbours, type QuantileMethod, quantileOf, quantileRule } from "./quantile-methods.js";
import { answer, axisAndOptions } from "./reduction-arguments.js";
import type { Reduction } from "./reduction-types.js";
import { selectedLines } from "./sorting/select.js";
import { meanOf } from "./statistics.js";

/** Options of `median`. */
export interface MedianOptions {
  axis?: AxisArgument | undefined;
  out?: NDArray | null | undefined;
  /** Accepted for NumPy's sake: the array is never changed. */
  overwrite_input?: boolean | undefined;
  keepdims?: boolean | undefined;
}

const medianNames = ["axis", "out", "overwrite_input", "keepdims"] as const;

/** The elements that are reduced together, as lines along a last axis, and the shape of the result. */
interface ReducedLines {
  readonly lines: NDArray;
  readonly shape: readonly number[];
}

function reducedLines(array: NDArray, axis: AxisArgument, keepdims: boolean): ReducedLines {
  array.live();
  const axes = reductionAxes(axis, array.ndim);
  const kept = array._shape.filter((_, i) => !axes.includes(i));
  const last = axes.map((_, i) => array.ndim - axes.length + i);
  const moved = axes.length === 0 ? array : moveAxes(array, axes, last);
  const count = axes.reduce((product, one) => product * array._shape[one], 1);
  const lines = reshapeArray(moved, [...kept, count]);
  const shape = keepdims ? array._shape.map((length, i) => (axes.includes(i) ? 1 : length)) : kept;
  return { lines, shape };
}

/**
 * The median, of all elements or along an axis: the middle one of the sorted elements, or the mean of the two in the
 * middle. NaN where there is a NaN, or (with a RuntimeWarning) where there are no elements.
 *
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
  return finished("median", medianOf(asArray(a), known.axis, known.keepdims === true), known.out);
};

function finished(routine: string, result: NDArray, out: NDArray | null | undefined): never {
  if (out === undefined || out === null) return answer(result, null) as never;
  checkReducedShape(routine, out, result._shape);
  copyInto(out, result, routine);
  return out as never;
}

function medianOf(array: NDArray, axis: AxisArgument, keepdims: boolean): NDArray {
  const { lines: elements, shape } = reducedLines(array, axis, keepdims);
  const count = elements._shape[elements.ndim - 1];
  if (count === 0) return reshapeArray(meanOf(elements, { axis: -1 }), shape);
  const half = count >> 1;
  const first = count % 2 === 1 ? half : half - 1;
  const lines = selectedLines(elements, -1, first === half ? [half] : [first, half]);
  const middle = slice(first, half + 1);
  const result = meanOf(getIndex(lines, ["...", middle]), { axis: -1 });
  return reshapeArray(withNaN(result, lines), shape);
}

/** NaN where a line ends with one. */
function withNaN(result: NDArray, lines: NDArray): NDArray {
  if (lines.dtype.kind !== "f" && lines.dtype.kind !== "c") return result;
  const ends = getIndex(lines, ["...", -1]);
  const isNaNLine = ufuncs.isnan(ends) as NDArray;
  copyInto(result, where(isNaNLine, ends, result), "median");
  return result;
}

/** Options of `quantile` and `percentile`. */
export interface QuantileOptions extends MedianOptions {
  /** How a quantile between two elements is found: `"linear"` between them by default. */
  method?: QuantileMethod | undefined;
}

const quantileNames = ["axis", "out", "overwrite_input", "method", "keepdims"] as const;

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
 * @throws ValueError if q is not within 0 and 1, or for an unknown method; AxisError
 * @example
 * ```ts
 * np.quantile([10, 7, 4, 3, 2, 1], 0.5); // => 3.5
 * np.quantile([[10, 7, 4], [3, 2, 1]], [0, 0.5], 1); // => [[4. 1.] [7. 2.]]
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
 * @throws ValueError if q is not within 0 and 100, or for an unknown method; AxisError
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

function quantiles(
  routine: string,
  a: unknown,
  q: unknown,
  second: unknown,
  third: unknown,
  whole: number,
): never {
  const known = axisAndOptions<QuantileOptions>(routine, second, third, quantileNames);
  const array = asArray(a);
  if (array.dtype.kind === "c") throw new TypeError("a must be an array of real numbers");
  const given = asArray(q);
  const parts = Array.from(doublesOf(given), (one) => one / whole);
  if (parts.some((one) => !(one >= 0 && one <= 1))) {
    const most =
      whole === 1
        ? "Quantiles must be in the range [0, 1]"
        : "Percentiles must be in the range [0, 100]";
    throw new ValueError(most);
  }
  const method = known.method ?? "linear";
  const rule = quantileRule(method);
  const { lines: elements, shape } = reducedLines(array, known.axis, known.keepdims === true);
  const count = elements._shape[elements.ndim - 1];
  if (count === 0 && parts.length > 0)
    throw new IndexError("index -1 is out of bounds for axis 0 with size 0");
  // as in NumPy: 0 and 1 as integers pick elements as they are
  const picks =
    rule.discrete || (method === "linear" && whole === 1 && "iub".includes(given.dtype.kind));
  const wanted = new Set(parts.flatMap((part) => neighbours(count, part, rule)));
  const lines = selectedLines(
    elements,
    -1,
    [...wanted].sort((x, y) => x - y),
  );
  const dtype = picks ? array.dtype : quantileDtype(lines.dtype, q, given.dtype);
  const result = newArray([...given._shape, ...shape], dtype);
  const rows = reshapeArray(result, [parts.length, ...shape]);
  parts.forEach((part, i) => {
    const found = withNaN(quantileOf(lines, count, part, rule, dtype), lines);
    copyInto(getIndex(rows, [i]), reshapeArray(found, shape), routine);
  });
  return finished(routine, result, known.out);
}

/** A number as q is weak: it leaves a float's dtype as it is. */
function quantileDtype(dtype: DType, q: unknown, given: DType): DType {
  if ("iub".includes(dtype.kind)) return toDtype("float64") as DType;
  if (typeof q === "number") return resultDType([dtype]);
  return resultDType([dtype, given.kind === "f" ? given : toDtype("float64")]);
}

function doublesOf(array: NDArray): Float64Array {
  const values = castArray(array, toDtype("float64"), "C", "quantile");
  const start = values.byteOffset / 8;
  return values.storage.views.f64.slice(start, start + values.size);
}
