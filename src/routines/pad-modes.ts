// How np.pad fills a border: axis after axis, each from what the axes before it have made of the array. Edge
// and corner values follow from that order, as in NumPy.

import { copyDisjoint } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { assignValue } from "../array/index-set.js";
import { copyMasked } from "../array/masked.js";
import { reversedAlong, runAlong } from "../array/runs.js";
import { ValueError } from "../core/errors.js";
import { makeArray, type NDArray } from "../core/ndarray.js";
import { slice } from "../core/slice.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { sort } from "./sorting/sorting.js";
import { type End, linspace } from "./spaces.js";
import { meanOf } from "./statistics.js";

/** Something for the front and for the back of an axis. */
export type Pair<T> = [before: T, after: T];

/** An array with a border: `shape` is that of the array in the middle, `widths` those of the border. */
export interface Bordered {
  readonly padded: NDArray;
  readonly shape: readonly number[];
  readonly widths: readonly Pair<number>[];
}

/** Calls `fill` for each axis with the part of the array that is known, or becomes so, along it. */
function forEachAxis(
  { padded, shape, widths }: Bordered,
  fill: (region: NDArray, axis: number, width: Pair<number>, length: number) => void,
): void {
  for (let axis = 0; axis < shape.length; axis++) {
    if (widths[axis]![0] === 0 && widths[axis]![1] === 0) continue;
    // of later axes only the middle is written yet
    let region = padded;
    for (let later = axis + 1; later < shape.length; later++) {
      const start = widths[later]![0];
      region = runAlong(region, later, start, start + shape[later]!);
    }
    fill(region, axis, widths[axis]!, shape[axis]!);
  }
}

function frontOf(region: NDArray, axis: number, [before]: Pair<number>): NDArray {
  return runAlong(region, axis, 0, before);
}

function backOf(region: NDArray, axis: number, [before]: Pair<number>, length: number): NDArray {
  return runAlong(region, axis, before + length, region._shape[axis]!);
}

/** Writes `values`, of length 1 along the axis, all along the target. */
function spread(target: NDArray, axis: number, values: NDArray): void {
  const strides = values._strides.slice();
  strides[axis] = 0;
  const { storage, byteOffset, dtype } = values;
  copyDisjoint(target, makeArray(storage, byteOffset, target._shape, strides, dtype, values));
}

/** `mode: "constant"`. */
export function fillConstant(bordered: Bordered, values: readonly Pair<unknown>[]): void {
  forEachAxis(bordered, (region, axis, width, length) => {
    assignValue(frontOf(region, axis, width), values[axis]![0]);
    assignValue(backOf(region, axis, width, length), values[axis]![1]);
  });
}

/** `mode: "edge"`. */
export function fillEdge(bordered: Bordered): void {
  forEachAxis(bordered, fillWithEdges);
}

function fillWithEdges(region: NDArray, axis: number, width: Pair<number>, length: number): void {
  const [first, last] = edges(region, axis, width, length);
  spread(frontOf(region, axis, width), axis, first);
  spread(backOf(region, axis, width, length), axis, last);
}

function edges(
  region: NDArray,
  axis: number,
  [before]: Pair<number>,
  length: number,
): Pair<NDArray> {
  const end = before + length;
  return [runAlong(region, axis, before, before + 1), runAlong(region, axis, end - 1, end)];
}

/** `mode: "linear_ramp"`. */
export function fillRamp(bordered: Bordered, ends: readonly Pair<unknown>[]): void {
  forEachAxis(bordered, (region, axis, width, length) => {
    const [first, last] = edges(region, axis, width, length);
    const ramp = (end: unknown, edge: NDArray, num: number): NDArray =>
      linspace(end as End, withoutAxis(edge, axis), {
        num,
        endpoint: false,
        dtype: region.dtype,
        axis,
      });
    copyDisjoint(frontOf(region, axis, width), ramp(ends[axis]![0], first, width[0]));
    const back = backOf(region, axis, width, length);
    copyDisjoint(back, reversedAlong(ramp(ends[axis]![1], last, width[1]), axis));
  });
}

function withoutAxis(array: NDArray, axis: number): NDArray {
  const { storage, byteOffset, dtype } = array;
  const shape = array._shape.toSpliced(axis, 1);
  return makeArray(storage, byteOffset, shape, array._strides.toSpliced(axis, 1), dtype, array);
}

/** A statistic that a border may be filled with. */
export type Statistic = "maximum" | "minimum" | "mean" | "median";

/** `mode: "maximum"`, `"minimum"`, `"mean"`, `"median"`: of so many elements at each edge, all where null. */
export function fillStatistic(
  bordered: Bordered,
  statistic: Statistic,
  lengths: readonly Pair<number | null>[],
): void {
  const isExtreme = statistic === "maximum" || statistic === "minimum";
  // also along axes that are not padded
  const isNone = ([front, back]: Pair<number | null>, axis: number) =>
    [front, back].some(
      (one) => Math.min(one ?? bordered.shape[axis]!, bordered.shape[axis]!) === 0,
    );
  if (isExtreme && lengths.some(isNone)) {
    throw new ValueError("stat_length of 0 yields no value for padding");
  }
  forEachAxis(bordered, (region, axis, width, length) => {
    const start = width[0];
    const end = start + length;
    const [front, back] = lengths[axis]!.map((one) => Math.min(one ?? length, length));
    const first = statisticOf(runAlong(region, axis, start, start + front!), axis, statistic);
    const last =
      front === length && back === length
        ? first
        : statisticOf(runAlong(region, axis, end - back!, end), axis, statistic);
    spread(frontOf(region, axis, width), axis, first);
    spread(backOf(region, axis, width, length), axis, last);
  });
}

function statisticOf(chunk: NDArray, axis: number, statistic: Statistic): NDArray {
  if (statistic === "maximum" || statistic === "minimum") {
    return reduceArray(infoOf(ufuncs[statistic]), chunk, { axis, keepdims: true });
  }
  const value =
    statistic === "mean" ? meanOf(chunk, { axis, keepdims: true }) : medianOf(chunk, axis);
  const whole = chunk.dtype.kind === "i" || chunk.dtype.kind === "u";
  return whole ? (ufuncs.rint(value) as NDArray) : value;
}

/** The median along an axis, which stays with length 1; NaN where one is among the values. */
function medianOf(chunk: NDArray, axis: number): NDArray {
  const sorted = sort(chunk, axis) as NDArray;
  const length = sorted._shape[axis]!;
  const middle = Math.floor(length / 2);
  const pair = runAlong(sorted, axis, length % 2 === 1 ? middle : middle - 1, middle + 1);
  const mean = meanOf(length === 0 ? sorted : pair, { axis });
  const median = getIndex(
    mean,
    chunk._shape.map((_, i) => (i === axis ? null : slice(null))),
  );
  if (length > 0 && "fc".includes(chunk.dtype.kind)) {
    // NaNs are sorted to the end
    const last = runAlong(sorted, axis, length - 1, length);
    copyMasked(median, last, ufuncs.isnan(last) as NDArray, "pad");
  }
  return median;
}

/** `mode: "wrap"`: the array over and over. */
export function fillWrapped(bordered: Bordered): void {
  forEachAxis(bordered, (region, axis, width, length) => {
    fillByIndex(region, axis, width, length, (place) => modulo(place, length));
  });
}

/**
 * `mode: "reflect"` and `"symmetric"`: the array mirrored at its edges, again and again. The edge is repeated
 * in "symmetric"; odd reflection mirrors the values at the edge value as well.
 */
export function fillReflected(bordered: Bordered, repeatEdge: boolean, odd: boolean): void {
  forEachAxis(bordered, (region, axis, width, length) => {
    if (length === 1) fillWithEdges(region, axis, width, length);
    else if (odd) growOddly(region, axis, width, length, repeatEdge);
    else {
      const period = repeatEdge ? 2 * length : 2 * (length - 1);
      fillByIndex(region, axis, width, length, (place) => {
        const at = modulo(place, period);
        if (at < length) return at;
        return repeatEdge ? period - 1 - at : period - at;
      });
    }
  });
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period;
}

/** Fills both sides from the middle; `indexOf` says from where, for places counted from the first element. */
function fillByIndex(
  region: NDArray,
  axis: number,
  [before, after]: Pair<number>,
  length: number,
  indexOf: (place: number) => number,
): void {
  fillPlaces(-before, 0);
  fillPlaces(length, length + after);

  /** Neighbours that come from neighbours are copied in one piece. */
  function fillPlaces(from: number, to: number): void {
    let start = from;
    while (start < to) {
      const first = indexOf(start);
      const step = start + 1 < to ? indexOf(start + 1) - first : 1;
      let stop = start + 1;
      while (stop < to && Math.abs(step) === 1 && indexOf(stop) - indexOf(stop - 1) === step)
        stop++;
      const target = runAlong(region, axis, before + start, before + stop);
      const low = before + (step < 0 ? first - (stop - start - 1) : first);
      const source = runAlong(region, axis, low, low + (stop - start));
      copyDisjoint(target, step < 0 ? reversedAlong(source, axis) : source);
      start = stop;
    }
  }
}

/**
 * Odd reflection grows the known part round by round, each time by as many whole periods as are known: the new
 * values are twice the edge less the mirrored ones, in the dtype's arithmetic.
 */
function growOddly(
  region: NDArray,
  axis: number,
  [before, after]: Pair<number>,
  length: number,
  repeatEdge: boolean,
): void {
  const period = repeatEdge ? length : length - 1;
  const skipped = repeatEdge ? 0 : 1;
  const total = region._shape[axis]!;
  let low = before;
  let high = total - after;
  while (low > 0 || high < total) {
    const known = Math.floor((high - low - skipped) / period) * period;
    const front = Math.min(known, low);
    const back = Math.min(known, total - high);
    const [first, last] = edges(region, axis, [low, 0], high - low);
    if (front > 0) {
      const mirrored = runAlong(region, axis, low + skipped, low + skipped + front);
      const target = runAlong(region, axis, low - front, low);
      copyDisjoint(target, reversedAlong(oddly(first, mirrored), axis));
    }
    if (back > 0) {
      const mirrored = runAlong(region, axis, high - skipped - back, high - skipped);
      const target = runAlong(region, axis, high, high + back);
      copyDisjoint(target, reversedAlong(oddly(last, mirrored), axis));
    }
    low -= front;
    high += back;
  }
}

function oddly(edge: NDArray, values: NDArray): NDArray {
  return ufuncs.subtract(ufuncs.multiply(edge, 2) as NDArray, values) as NDArray;
}
