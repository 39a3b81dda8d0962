// Counting values into bins: histogram. Counting integers is bincount, in binning.ts; which bin a value is in is
// digitize, in sorting/searchsorted.ts.

import { asArray, itemOf } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { indexValues } from "../array/index-values.js";
import { ravelArray } from "../array/reshape.js";
import { contiguous } from "../array/values.js";
import { isCastAllowed } from "../core/casting.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { floatScalarText } from "../core/float-text.js";
import { shapeText } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { resultDType } from "../core/promotion.js";
import { pythonFloat, pythonList, shown, truthFlag } from "../core/python-values.js";
import { slice } from "../core/slice.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { optionsOr } from "./arguments.js";
import { type BinEstimator, checkEstimator, estimatedBins } from "./bin-estimators.js";
import { partOf } from "./complex-parts.js";
import { cumsum } from "./cumulative.js";
import { diff } from "./differences.js";
import { concatenate } from "./joining.js";
import { placesIn } from "./sorting/searchsorted.js";
import { argsort, sort } from "./sorting/sorting.js";
import { linspace } from "./spaces.js";
import { take } from "./taking.js";

const int64 = toDtype("int64");
const float64 = toDtype("float64");
const complex128 = toDtype("complex128");

/** Options of `histogram`. */
export interface HistogramOptions {
  /** How many bins of equal width (10 by default), the name of an estimator of how many, or their edges. */
  bins?: number | readonly number[] | NDArray | BinEstimator | undefined;
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
  bins?: HistogramOptions["bins"] | HistogramOptions,
  given?: HistogramOptions,
): [hist: NDArray, bin_edges: NDArray] {
  const names = ["bins", "range", "density", "weights"] as const;
  const known = optionsOr<HistogramOptions>("histogram", names, "bins", bins, given);
  const data = asArray(a);
  const array = flatData(data);
  const weights = weightsOf(known.weights, data);
  const found = binsOf(array, known, weights);
  const { edges } = found;
  const hist = countedInto(found, array, weights);
  if (!truthFlag(known.density)) return [hist, edges];
  const widths = castArray(diff(edges) as NDArray, float64);
  const total = reduceArray(infoOf(ufuncs.add), hist, { axis: null });
  return [ufuncs.divide(ufuncs.divide(hist, widths), total) as NDArray, edges];
}

function flatData(data: NDArray): NDArray {
  return ravelArray(data.dtype.kind === "b" ? castArray(data, toDtype("uint8")) : data);
}

/** The edges of bins; the ends of the first and the last one where all are of equal width. */
interface Bins {
  readonly edges: NDArray;
  readonly ends: readonly [first: number | NDArray, last: number | NDArray] | null;
}

/** Bins that are given, counted, or named. */
function binsOf(array: NDArray, known: HistogramOptions, weights: NDArray | null): Bins {
  const asked: unknown = known.bins === undefined ? 10 : known.bins;
  const bins = asked instanceof NDArray && asked.ndim === 0 ? asked.item() : asked;
  const range = known.range ?? null;
  if (typeof bins === "string") {
    return equalBins(array, estimatedCount(bins, array, range, weights), range);
  }
  if (typeof bins === "object" && bins !== null) return givenBins(asArray(bins));
  const isInteger = Number.isInteger(bins) || typeof bins === "bigint" || typeof bins === "boolean";
  if (!isInteger) {
    throw new TypeError(`\`bins\` must be an integer, a string, or an array (got ${shown(bins)})`);
  }
  return equalBins(array, Number(bins), range);
}

/** The number of bins that an estimator finds. @throws ValueError for an unknown one, TypeError beside weights */
function estimatedCount(
  name: string,
  array: NDArray,
  range: readonly [number, number] | null,
  weights: NDArray | null,
): number {
  checkEstimator(name);
  if (weights !== null) {
    throw new TypeError(
      "Automated estimation of the number of bins is not supported for weighted data",
    );
  }
  const ends = outerEdges(array, range);
  let kept = array;
  if (range !== null) {
    const above = ufuncs.greater_equal(array, ends[0]) as NDArray;
    const below = ufuncs.less_equal(array, ends[1]) as NDArray;
    kept = getIndex(array, [ufuncs.logical_and(above, below) as NDArray]);
  }
  const [first, last] = ends.map((end) => Number(end instanceof NDArray ? itemOf(end) : end));
  const countsIn = (count: number) =>
    countedInto(equalBins(kept, count, [first!, last!]), kept, null);
  return estimatedBins(name, kept, last! - first!, countsIn);
}

/**
 * The edges of the bins that `histogram` would count into. A copy.
 *
 * @throws ValueError for bins that do not rise, a range that is not finite, weights of another shape
 * @example
 * ```ts
 * np.histogram_bin_edges([1, 2, 4], { bins: 3 }); // => [1. 2. 3. 4.]
 * np.histogram_bin_edges([1, 1, 2, 5, 9], { bins: "sturges" }); // => [1. 3. 5. 7. 9.]
 * ```
 */
export function histogram_bin_edges(
  a: unknown,
  bins?: HistogramOptions["bins"] | Omit<HistogramOptions, "density">,
  given?: Omit<HistogramOptions, "density">,
): NDArray {
  const names = ["bins", "range", "weights"] as const;
  const known = optionsOr<HistogramOptions>("histogram_bin_edges", names, "bins", bins, given);
  const data = asArray(a);
  return binsOf(flatData(data), known, weightsOf(known.weights, data)).edges;
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
    checkFinite("supplied", [first, last], (end) =>
      Number.isInteger(end) ? String(end) : floatScalarText(end as number, 8),
    );
    return first === last ? [first - 0.5, last + 0.5] : [first, last];
  }
  if (array.size === 0) return [0, 1];
  const first = reduceArray(infoOf(ufuncs.minimum), array, { axis: null });
  const last = reduceArray(infoOf(ufuncs.maximum), array, { axis: null });
  checkFinite("autodetected", [itemOf(first), itemOf(last)], (end) =>
    end instanceof Complex ? String(end) : floatScalarText(Number(end), 8),
  );
  if ((ufuncs.not_equal(first, last) as NDArray).item() === true) return [first, last];
  return [ufuncs.subtract(first, 0.5) as NDArray, ufuncs.add(last, 0.5) as NDArray];
}

function checkFinite(
  which: string,
  ends: readonly unknown[],
  text: (end: unknown) => string,
): void {
  const isNumber = (end: unknown) =>
    end instanceof Complex
      ? Number.isFinite(end.re) && Number.isFinite(end.im)
      : Number.isFinite(Number(end));
  if (ends.every(isNumber)) return;
  throw new ValueError(`${which} range of [${ends.map(text).join(", ")}] is not finite`);
}

function equalBins(array: NDArray, count: number, range: readonly [number, number] | null): Bins {
  if (count < 1) throw new ValueError(`\`bins\` must be positive, when an integer (got ${count})`);
  const ends = outerEdges(array, range);
  const [low, high] = ends;
  const common = resultDType(
    [low, high, array].map((one) => (one instanceof NDArray ? one.dtype : one)),
  );
  const dtype: DType = "iu".includes(common.kind) ? resultDType([common, 0.5]) : common;
  const edges = linspace(low, high, count + 1, { dtype }) as NDArray;
  const before = getIndex(edges, [slice(null, -1)]);
  if (isAnyTrue(ufuncs.greater_equal(before, getIndex(edges, [slice(1, null)])) as NDArray)) {
    throw new ValueError(`Too many bins for data range. Cannot create ${count} finite-sized bins.`);
  }
  return { edges, ends };
}

/** What falls into each bin: how many values, or the sum of their weights. */
function countedInto({ edges, ends }: Bins, array: NDArray, weights: NDArray | null): NDArray {
  // weights that are no numbers can only be added up
  const added = weights !== null && !isCastAllowed(weights.dtype, complex128, "safe");
  if (ends === null || added) return betweenEdges(array, edges, weights);
  const count = edges.size - 1;
  if (edges.dtype.kind === "c") {
    const outer = ends.map((end) => asArray(end)) as [NDArray, NDArray];
    return countsOf(complexPlaces(array, outer, edges, count), count, weights);
  }
  const [first, last] = ends.map((one) => (one instanceof NDArray ? Number(itemOf(one)) : one)) as [
    number,
    number,
  ];
  return countsOf(placesOf(doublesOf(array), first, last, doublesOf(edges)), count, weights);
}

/** The bin of each number, -1 beyond the ends. */
function placesOf(
  values: Float64Array,
  first: number,
  last: number,
  bounds: Float64Array,
): Float64Array {
  const count = bounds.length - 1;
  const width = last - first;
  return values.map((value) => {
    if (!(value >= first && value <= last)) return -1;
    const bin = Math.min(Math.trunc(((value - first) / width) * count), count - 1);
    // the division may be off by the last bit: the edges decide
    if (value < bounds[bin]) return bin - 1;
    return value >= bounds[bin + 1] && bin !== count - 1 ? bin + 1 : bin;
  });
}

function isAnyTrue(truths: NDArray): boolean {
  return reduceArray(infoOf(ufuncs.logical_or), truths, { axis: null }).item() === true;
}

/** The bin of each complex number, in lexicographic order; -1 beyond the ends. */
function complexPlaces(
  array: NDArray,
  [first, last]: readonly [NDArray, NDArray],
  edges: NDArray,
  count: number,
): Float64Array {
  const holds = (truths: unknown) => indexValues(truths as NDArray);
  const inside = holds(
    ufuncs.logical_and(ufuncs.greater_equal(array, first), ufuncs.less_equal(array, last)),
  );
  const values = castArray(array, edges.dtype);
  const part = ufuncs.divide(ufuncs.subtract(values, first), ufuncs.subtract(last, first));
  const scaled = doublesOf(partOf(ufuncs.multiply(part, count) as NDArray, "re"));
  const places = inside.map((one, i) =>
    one === 0 ? -1 : Math.min(Math.trunc(scaled[i]), count - 1),
  );
  const edgesAt = (offset: number) =>
    take(edges, castArray(asArray(places.map((one) => Math.max(one, 0) + offset)), int64));
  // the division may be off by the last bit: the edges decide
  holds(ufuncs.less(values, edgesAt(0))).forEach((falls, i) => {
    if (places[i] > 0 && falls !== 0) places[i] -= 1;
  });
  holds(ufuncs.greater_equal(values, edgesAt(1))).forEach((rises, i) => {
    if (places[i] >= 0 && rises !== 0 && places[i] !== count - 1) places[i] += 1;
  });
  return places;
}

/** As many values as NumPy counts at once: it rounds the sums of weights to their dtype after each block. */
const BLOCK = 65536;

/** How often each place occurs, or the sums of the weights there. */
function countsOf(places: Float64Array, count: number, weights: NDArray | null): NDArray {
  if (weights === null) {
    const counts = new Float64Array(count);
    for (const place of places) if (place >= 0) counts[place] += 1;
    return castArray(asArray(counts), int64);
  }
  const result = newArray([count], weights.dtype, "C", true);
  const parts =
    weights.dtype.kind === "c"
      ? (["re", "im"] as const).map((one) => [partOf(result, one), partOf(weights, one)] as const)
      : [[result, weights] as const];
  for (const [sums, added] of parts) addInBlocks(sums, places, doublesOf(added));
  return result;
}

function addInBlocks(sums: NDArray, places: Float64Array, amounts: Float64Array): void {
  const block = new Float64Array(sums.size);
  for (let start = 0; start < places.length; start += BLOCK) {
    block.fill(0);
    const end = Math.min(start + BLOCK, places.length);
    for (let i = start; i < end; i++) if (places[i] >= 0) block[places[i]] += amounts[i];
    ufuncs.add(sums, castArray(asArray(block), sums.dtype), { out: sums });
  }
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

function givenBins(edges: NDArray): Bins {
  if (edges.ndim !== 1) throw new ValueError("`bins` must be 1d, when an array");
  const falls = ufuncs.greater(
    getIndex(edges, [slice(null, -1)]),
    getIndex(edges, [slice(1, null)]),
  ) as NDArray;
  if (isAnyTrue(falls)) {
    throw new ValueError("`bins` must increase monotonically, when an array (sort the edges)");
  }
  return { edges, ends: null };
}

/** Counts, or sums of weights, by the places of the edges among sorted values. */
function betweenEdges(array: NDArray, edges: NDArray, weights: NDArray | null): NDArray {
  if (weights === null) return diff(edgePlaces(sort(array) as NDArray, edges)) as NDArray;
  const below = newArray(edges._shape, weights.dtype, "C", true);
  for (let start = 0; start < array.size; start += BLOCK) {
    const block = slice(start, start + BLOCK);
    addBelow(below, getIndex(array, [block]), getIndex(weights, [block]), edges);
  }
  return diff(below) as NDArray;
}

/** Where the edges are in sorted values: the last one after those that equal it, the others before. */
function edgePlaces(sorted: NDArray, edges: NDArray): NDArray {
  const inner = placesIn(sorted, getIndex(edges, [slice(null, -1)]), "left");
  const outer = placesIn(sorted, getIndex(edges, [slice(-1, null)]), "right");
  return concatenate([inner, outer], 0) as NDArray;
}

/** Adds the weights of the values below each edge. @throws UFuncTypeError where sums of weights are none */
function addBelow(below: NDArray, array: NDArray, weights: NDArray, edges: NDArray): void {
  const order = argsort(array);
  const ordered = take(weights, order) as NDArray;
  const zero = newArray([1], weights.dtype, "C", true);
  const running = concatenate([zero, cumsum(ordered) as NDArray], 0) as NDArray;
  const places = edgePlaces(take(array, order) as NDArray, edges);
  ufuncs.add(below, take(running, places) as NDArray, { out: below });
}
