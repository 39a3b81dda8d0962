// Counting values into bins: bincount and histogram. Which bin a value is in is digitize, in
// sorting/searchsorted.ts.

import { asArray, itemOf } from "../array/convert.js";
import { castArray, castRefused } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { indexValues } from "../array/index-values.js";
import { ravelArray } from "../array/reshape.js";
import { contiguous } from "../array/values.js";
import { can_cast } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import type { FloatWidth } from "../core/float-digits.js";
import { floatScalarText } from "../core/float-text.js";
import { shapeText } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { resultDType } from "../core/promotion.js";
import { pythonFloat, pythonList } from "../core/python-values.js";
import { slice } from "../core/slice.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import { cumsum } from "./cumulative.js";
import { diff } from "./differences.js";
import { concatenate } from "./joining.js";
import { placesIn } from "./sorting/searchsorted.js";
import { argsort, sort } from "./sorting/sorting.js";
import { linspace } from "./spaces.js";
import { take } from "./taking.js";

const int64 = toDtype("int64");
const float64 = toDtype("float64");

/** Options of `bincount`. */
export interface BincountOptions {
  /** What each value counts, as an array of the same length. */
  weights?: unknown;
  /** Least number of bins. */
  minlength?: number | undefined;
}

/**
 * How often each of 0, 1, 2, … occurs among non-negative integers; with `weights`, the sums of their weights as
 * float64. A copy.
 *
 * @throws ValueError for negative values or weights of another length, TypeError for values that are no integers
 * @example
 * ```ts
 * np.bincount([0, 1, 1, 3, 2, 1, 7]); // => [1 3 1 1 0 0 0 1]
 * np.bincount([0, 1, 1], { weights: [0.5, 1, 2] }); // => [0.5 3. ]
 * ```
 */
export function bincount<const O extends BincountOptions = Record<never, never>>(
  x: unknown,
  given?: O & { readonly [K in Exclude<keyof O, keyof BincountOptions>]: never },
): NDArray<O extends { readonly weights: object } ? "float64" : "int64"> {
  const known = options<BincountOptions>("bincount", given as BincountOptions | undefined, [
    "weights",
    "minlength",
  ]);
  const array = integersOf(x);
  if (array.ndim !== 1) {
    throw new ValueError(
      `object ${array.ndim > 1 ? "too deep" : "of too small depth"} for desired array (values have one dimension, got shape ${shapeText(array._shape)})`,
    );
  }
  if (!"iub".includes(array.dtype.kind) && array.size > 0) {
    throw new TypeError(castRefused(array.dtype, int64, "safe", array.ndim));
  }
  const least = integer(known.minlength ?? 0, "minlength");
  if (least < 0) throw new ValueError("'minlength' must not be negative");
  const values = array.size === 0 ? new Float64Array(0) : indexValues(array);
  const { weights } = known;
  return binCounts(
    values,
    weights === undefined || weights === null ? null : asArray(weights),
    least,
  ) as never;
}

/** Lists are read as integers, 1.5 as 1; arrays have to be integers. */
function integersOf(x: unknown): NDArray {
  if (!Array.isArray(x)) return asArray(x);
  const array = asArray(x, int64);
  if (array.ndim < 2) return array;
  throw new ValueError(
    `setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1. (the values are nested ${array.ndim} deep)`,
  );
}

function binCounts(values: Float64Array, weights: NDArray | null, least: number): NDArray {
  let most = -1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < 0) throw new ValueError("'list' argument must have no negative elements");
    if (values[i] > most) most = values[i];
  }
  const length = Math.max(most + 1, least);
  // as in NumPy, nothing to count gives integers, weights or not
  if (weights === null || values.length === 0) {
    const counts = newArray([length], int64, "C", true);
    // a count of 2^32 of one value does not fit in an array of 2^33 bytes
    const words = counts.storage.views.u32;
    const start = counts.byteOffset / 4;
    for (let i = 0; i < values.length; i++) words[start + 2 * values[i]]++;
    return counts;
  }
  if (weights.ndim !== 1 || weights.size !== values.length) {
    throw new ValueError(
      `The weights and list don't have the same length. (got ${shapeText(weights._shape)} and ${values.length})`,
    );
  }
  if (!can_cast(weights.dtype, float64)) {
    throw new TypeError(castRefused(weights.dtype, float64, "safe", weights.ndim));
  }
  const amounts = contiguous(castArray(weights, float64), "C", "bincount");
  const from = amounts.storage.views.f64;
  const first = amounts.byteOffset / 8;
  const sums = newArray([length], float64, "C", true);
  const to = sums.storage.views.f64;
  const start = sums.byteOffset / 8;
  for (let i = 0; i < values.length; i++) to[start + values[i]] += from[first + i];
  return sums;
}

/** Options of `histogram`. */
export interface HistogramOptions {
  /** How many bins of equal width (10 by default), or their edges. */
  bins?: number | readonly number[] | NDArray | undefined;
  /** Least and greatest value; those of the data by default. Values beyond are left out. */
  range?: readonly [number, number] | null | undefined;
  /** Whether to divide by the number of values and the width of the bins, so that the integral is 1. */
  density?: boolean | null | undefined;
  /** What each value counts. */
  weights?: unknown;
}

/**
 * How many values fall into each bin, and the edges of the bins. All bins are half open, but for the last, which
 * holds both its edges. Copies.
 *
 * @throws ValueError for bins that do not rise, a range that is not finite, weights of another shape
 * @example
 * ```ts
 * const [hist, bin_edges] = np.histogram([1, 2, 1], [0, 1, 2, 3]);
 * hist; // => [0 2 1]
 * bin_edges; // => [0 1 2 3]
 * ```
 */
export function histogram(
  a: unknown,
  bins?: number | readonly number[] | NDArray | HistogramOptions,
  given?: HistogramOptions,
): [hist: NDArray, bin_edges: NDArray] {
  const names = ["bins", "range", "density", "weights"] as const;
  const known = optionsOr<HistogramOptions>("histogram", names, "bins", bins, given);
  const data = asArray(a);
  const array = ravelArray(data.dtype.kind === "b" ? castArray(data, toDtype("uint8")) : data);
  const weights = weightsOf(known.weights, data);
  const wanted = known.bins ?? 10;
  const counted =
    typeof wanted === "number" || typeof wanted === "bigint"
      ? equalBins(array, integer(wanted, "bins"), known.range ?? null, weights)
      : givenBins(array, asArray(wanted), weights);
  if (known.density !== true) return counted;
  const [hist, edges] = counted;
  const widths = castArray(diff(edges) as NDArray, float64);
  const total = reduceArray(infoOf(ufuncs.add), hist, { axis: null });
  return [ufuncs.divide(ufuncs.divide(hist, widths), total) as NDArray, edges];
}

function weightsOf(given: unknown, data: NDArray): NDArray | null {
  if (given === undefined || given === null) return null;
  const weights = asArray(given);
  if (shapeText(weights._shape) !== shapeText(data._shape)) {
    throw new ValueError("weights should have the same shape as a.");
  }
  return ravelArray(weights);
}

/** The ends of the first and the last bin: weak numbers, or of the array's dtype where they are its own. */
function outerEdges(
  array: NDArray,
  range: readonly [number, number] | null,
): [first: number | NDArray, last: number | NDArray] {
  if (range !== null) {
    const ends = pythonList(range, "range");
    if (ends.length !== 2) {
      throw new ValueError(
        ends.length < 2
          ? `not enough values to unpack (expected 2, got ${ends.length}) (range is the lower and the upper end)`
          : "too many values to unpack (expected 2) (range is the lower and the upper end)",
      );
    }
    const [first, last] = ends.map(pythonFloat) as [number, number];
    if (first > last)
      throw new ValueError(
        `max must be larger than min in range parameter. (got ${first} to ${last})`,
      );
    checkFinite("supplied", first, last, float64);
    return first === last ? [first - 0.5, last + 0.5] : [first, last];
  }
  if (array.size === 0) return [0, 1];
  const first = reduceArray(infoOf(ufuncs.minimum), array, { axis: null });
  const last = reduceArray(infoOf(ufuncs.maximum), array, { axis: null });
  const [least, most] = [Number(itemOf(first)), Number(itemOf(last))];
  checkFinite("autodetected", least, most, array.dtype);
  if (least !== most) return [first, last];
  return [ufuncs.subtract(first, 0.5) as NDArray, ufuncs.add(last, 0.5) as NDArray];
}

function checkFinite(which: string, first: number, last: number, dtype: DType): void {
  if (Number.isFinite(first) && Number.isFinite(last)) return;
  const width = dtype.kind === "f" ? dtype.itemsize : 8;
  const text = (value: number) => floatScalarText(value, width as FloatWidth);
  throw new ValueError(`${which} range of [${text(first)}, ${text(last)}] is not finite`);
}

function equalBins(
  array: NDArray,
  count: number,
  range: readonly [number, number] | null,
  weights: NDArray | null,
): [NDArray, NDArray] {
  if (count < 1) throw new ValueError(`\`bins\` must be positive, when an integer (got ${count})`);
  const [low, high] = outerEdges(array, range);
  const [first, last] = [low, high].map((one) =>
    one instanceof NDArray ? Number(itemOf(one)) : one,
  );
  const common = resultDType(
    [low, high, array].map((one) => (one instanceof NDArray ? one.dtype : one)),
  );
  const dtype: DType = "iu".includes(common.kind) ? resultDType([common, 0.5]) : common;
  const edges = linspace(low, high, count + 1, { dtype }) as NDArray;
  const bounds = doublesOf(edges);
  const values = doublesOf(array);
  const amounts = weights === null ? null : doublesOf(weights);
  const isComplex = weights !== null && weights.dtype.kind === "c";
  if (isComplex) return givenBins(array, edges, weights);
  const sums = new Float64Array(count);
  const width = last - first;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= first && value <= last)) continue;
    let bin = Math.min(Math.trunc(((value - first) / width) * count), count - 1);
    // the division may be off by the last bit: the edges decide
    if (value < bounds[bin]) bin -= 1;
    else if (value >= bounds[bin + 1] && bin !== count - 1) bin += 1;
    sums[bin] += amounts === null ? 1 : amounts[i];
  }
  return [castArray(asArray(sums), weights === null ? int64 : weights.dtype), edges];
}

/** The elements as doubles, in memory that must not be written. */
function doublesOf(array: NDArray): Float64Array {
  const values = contiguous(
    array.dtype === float64 ? array : castArray(array, float64, "C", "histogram"),
    "C",
    "histogram",
  );
  const { byteOffset } = values;
  const view = values.live().buffer as ArrayBuffer;
  if (byteOffset % 8 === 0) return new Float64Array(view, byteOffset, values.size);
  return new Float64Array(view.slice(byteOffset, byteOffset + values.nbytes));
}

function givenBins(array: NDArray, edges: NDArray, weights: NDArray | null): [NDArray, NDArray] {
  if (edges.ndim !== 1) throw new ValueError("`bins` must be 1d, when an array");
  const falls = ufuncs.greater(
    getIndex(edges, [slice(null, -1)]),
    getIndex(edges, [slice(1, null)]),
  ) as NDArray;
  if (reduceArray(infoOf(ufuncs.logical_or), falls, { axis: null }).item() === true) {
    throw new ValueError("`bins` must increase monotonically, when an array (sort the edges)");
  }
  const order = weights === null ? null : argsort(array);
  const sorted = (order === null ? sort(array) : take(array, order)) as NDArray;
  const inner = placesIn(sorted, getIndex(edges, [slice(null, -1)]), "left");
  const outer = placesIn(sorted, getIndex(edges, [slice(-1, null)]), "right");
  const places = concatenate([inner, outer], 0) as NDArray;
  if (order === null) return [diff(places) as NDArray, edges];
  const ordered = take(weights!, order) as NDArray;
  const zero = castArray(newArray([1], int64, "C", true), ordered.dtype);
  const running = concatenate([zero, cumsum(ordered) as NDArray], 0) as NDArray;
  const sums = diff(take(running, places)) as NDArray;
  return [castArray(sums, resultDType([weights!.dtype])), edges];
}
