// Quantiles of elements that have weights: where the running sum of the sorted elements' weights reaches a part of the
// whole. Those of equal weights are in quantiles.ts.

import { moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, copyArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { setIndex } from "../array/index-set.js";
import { flattenArray, reshapeArray } from "../array/reshape.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { type AxisArgument, normalizeAxes, sameNumbers } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { pyTuple, pyValue } from "../core/py-repr.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { copyto } from "./assigning.js";
import { weightsFor } from "./averages.js";
import { cumsum } from "./cumulative.js";
import { empty_like } from "./fresh.js";
import { any } from "./reductions.js";
import { placesIn } from "./sorting/searchsorted.js";
import { argsort } from "./sorting/sorting.js";
import { take, take_along_axis } from "./taking.js";

const float64 = toDtype("float64");

/**
 * The weights that quantiles were given, with as many dimensions as the array; null for none.
 *
 * @throws ValueError for a method that takes none, for weights of another shape or below 0
 */
export function quantileWeights(
  array: NDArray,
  given: unknown,
  axis: AxisArgument,
  method: unknown,
): NDArray | null {
  if (given === undefined || given === null) return null;
  checkWeightedMethod(given, method);
  const axes = axis === null || axis === undefined ? null : normalizeAxes(axis, array.ndim, "axis");
  const weights = weightsFor(array, asArray(given), axes);
  if (any(ufuncs.less(weights, 0)) === true) throw new ValueError("Weights must be non-negative.");
  return weights;
}

/** @throws ValueError for weights beside a method that takes none */
export function checkWeightedMethod(weights: unknown, method: unknown): void {
  if (weights === undefined || weights === null || method === "inverted_cdf") return;
  const text = typeof method === "string" ? method : pyValue(method);
  throw new ValueError(`Only method 'inverted_cdf' supports weights. Got: ${text}.`);
}

/** Every position of an array of this shape. */
export function* positionsIn(shape: readonly number[]): Generator<number[]> {
  const count = shape.reduce((product, one) => product * one, 1);
  for (let i = 0; i < count; i++) {
    const at: number[] = [];
    for (let k = shape.length - 1, rest = i; k >= 0; k--) {
      at.unshift(rest % shape[k]!);
      rest = Math.floor(rest / shape[k]!);
    }
    yield at;
  }
}

/** The quantiles of parts of weights along an axis (of all elements for null), into `out` if there is one. */
export function weightedAlong(
  array: NDArray,
  axis: number | null,
  parts: NDArray,
  weights: NDArray,
  out: NDArray | null,
): NDArray {
  const along = axis ?? 0;
  const given = moveAxes(axis === null ? flattenArray(array) : copyArray(array, "C"), along, 0);
  const weighed = moveAxes(axis === null ? flattenArray(weights) : weights, along, 0);
  const order = argsort(given, 0, { kind: "stable" });
  const sorted = take_along_axis(given, order, 0) as NDArray;
  const own = sameNumbers(weighed._shape, sorted._shape)
    ? (take_along_axis(weighed, order, 0) as NDArray)
    : getIndex(reshapeArray(weighed, [-1]), [order]);
  const canBeNaN = "fMm".includes(sorted.dtype.kind);
  const missing = canBeNaN ? (ufuncs.isnan(getIndex(sorted, [-1, "..."])) as NDArray) : null;
  const reached = shares(own, parts);
  const shape = [...parts._shape, ...sorted._shape.slice(1)];
  if (out !== null && !sameNumbers(out._shape, shape)) {
    throw new ValueError(
      `Wrong shape of argument 'out', shape=${pyTuple(shape)} is required; got shape=${pyTuple(out._shape)}.`,
    );
  }
  const result = out ?? (empty_like(sorted, { shape }) as NDArray);
  for (const at of positionsIn(sorted._shape.slice(1))) {
    const line = [":", ...at];
    const found = placesIn(getIndex(reached, line), parts, "left");
    const places = ufuncs.minimum(found, sorted._shape[0]! - 1);
    setIndex(result, ["...", ...at], take(getIndex(sorted, line), places, { axis: 0 }));
  }
  if (missing === null || any(missing) !== true) return result;
  if (result.ndim === 0 && out === null) return getIndex(sorted, [-1]);
  copyto(result, getIndex(sorted, [-1, "..."]), { where: missing });
  return result;
}

/** The running sums of weights as parts of the whole, -1 where nothing has been added up yet. */
function shares(weights: NDArray, parts: NDArray): NDArray {
  let sums = cumsum(weights, 0, { dtype: float64 }) as NDArray;
  ufuncs.divide(sums, getIndex(sums, [-1, "..."]), { out: sums });
  if (any(ufuncs.isnan(getIndex(sums, [-1]))) === true) {
    throw new ValueError("Weights included NaN, inf or were all zero.");
  }
  if (parts.dtype.kind === "f") sums = castArray(sums, parts.dtype);
  if (any(ufuncs.equal(getIndex(sums, [0, "..."]), 0)) === true) {
    setIndex(sums, [ufuncs.equal(sums, 0)], -1);
  }
  return sums;
}
