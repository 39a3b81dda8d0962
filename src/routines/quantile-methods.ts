// The ways to find a quantile between two sorted elements, by their names in NumPy; the continuous ones are those of
// Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996).

import { asArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { reportErrors, scalarly } from "../core/errstate.js";
import type { NDArray } from "../core/ndarray.js";
import { pyValue } from "../core/py-repr.js";
import { OVER } from "../kernel/errors.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { where } from "./choosing.js";

/** Names of the methods. */
export type QuantileMethod =
  | "inverted_cdf"
  | "averaged_inverted_cdf"
  | "closest_observation"
  | "interpolated_inverted_cdf"
  | "hazen"
  | "weibull"
  | "linear"
  | "median_unbiased"
  | "normal_unbiased"
  | "lower"
  | "higher"
  | "midpoint"
  | "nearest";

/** Where the quantiles of parts q of n sorted elements lie. */
export interface QuantileRule {
  /** The places among the elements: integers if a quantile is always one of them. */
  readonly place: (n: number, q: NDArray) => NDArray;
  /** How far each is from the element before it to the next, of how far its place is; null for the elements. */
  readonly weight: ((rest: NDArray, place: NDArray) => NDArray) | null;
}

const int64 = toDtype("int64");

// Operands are arrays, so results are.
const floor = (x: NDArray): NDArray => ufuncs.floor(x) as NDArray;
const ceil = (x: NDArray): NDArray => ufuncs.ceil(x) as NDArray;
const times = (x: NDArray, by: number): NDArray => ufuncs.multiply(x, by) as NDArray;
const plus = (x: NDArray, y: NDArray | number): NDArray => ufuncs.add(x, y) as NDArray;
const equals = (x: NDArray, y: number): NDArray => ufuncs.equal(x, y) as NDArray;
const rest1 = (x: NDArray, by: number): NDArray => ufuncs.remainder(x, by) as NDArray;

const asIs = (rest: NDArray) => rest;

/** n q + (α + q (1 - α - β)) - 1. */
function between(alpha: number, beta: number): QuantileRule {
  return {
    place: (n, q) => plus(plus(times(q, n), plus(times(q, 1 - alpha - beta), alpha)), -1),
    weight: asIs,
  };
}

function element(place: (n: number, q: NDArray) => NDArray): QuantileRule {
  return { place: (n, q) => castArray(place(n, q), int64), weight: null };
}

/** The element at a place, or the next one unless `stays` says so. */
function boundary(place: NDArray, stays: (rest: NDArray, before: NDArray) => NDArray): NDArray {
  const before = floor(place);
  const rest = ufuncs.subtract(place, before) as NDArray;
  const found = where(stays(rest, before), before, plus(before, 1)) as NDArray;
  return ufuncs.maximum(found, 0) as NDArray;
}

const rules: Record<QuantileMethod, QuantileRule> = {
  inverted_cdf: element((n, q) => boundary(plus(times(q, n), -1), (rest) => equals(rest, 0))),
  averaged_inverted_cdf: {
    place: (n, q) => plus(times(q, n), -1),
    weight: (rest) => where(equals(rest, 0), 0.5, 1) as NDArray,
  },
  // the nearest order statistic of even number where two are as near
  closest_observation: element((n, q) =>
    boundary(
      plus(ufuncs.subtract(times(q, n), 1) as NDArray, -0.5),
      (rest, before) => ufuncs.logical_and(equals(rest, 0), equals(rest1(before, 2), 1)) as NDArray,
    ),
  ),
  interpolated_inverted_cdf: between(0, 1),
  hazen: between(0.5, 0.5),
  weibull: between(0, 0),
  linear: { place: (n, q) => times(q, n - 1), weight: asIs },
  median_unbiased: between(1 / 3, 1 / 3),
  normal_unbiased: between(3 / 8, 3 / 8),
  lower: element((n, q) => floor(times(q, n - 1))),
  higher: element((n, q) => ceil(times(q, n - 1))),
  midpoint: {
    place: (n, q) => times(plus(floor(times(q, n - 1)), ceil(times(q, n - 1))), 0.5),
    weight: (_, place) => where(equals(rest1(place, 1), 0), 0, 0.5) as NDArray,
  },
  nearest: element((n, q) => ufuncs.rint(times(q, n - 1)) as NDArray),
};

/** @throws ValueError listing the methods there are */
export function quantileRule(method: string): QuantileRule {
  const rule = rules[method as QuantileMethod];
  if (rule === undefined || !Object.hasOwn(rules, method)) {
    const known = Object.keys(rules).map((name) => `'${name}'`);
    throw new ValueError(
      `${pyValue(method)} is not a valid method. Use one of: dict_keys([${known.join(", ")}])`,
    );
  }
  return rule;
}

/** The positions of the elements that places lie between; beyond the ends both are the end. */
export function neighbours(
  places: NDArray,
  n: number,
): [before: NDArray<"int64">, behind: NDArray<"int64">] {
  const above = ufuncs.greater_equal(places, n - 1) as NDArray;
  const below = ufuncs.less(places, 0) as NDArray;
  const within = floor(places);
  const clamped = (position: NDArray) =>
    castArray(where(below, 0, where(above, -1, position)) as NDArray, int64);
  return [clamped(within), clamped(plus(within, 1))];
}

/** `high - low`. NumPy subtracts two values as scalars, which tell where an integer wraps around. */
function distanceOf(low: NDArray, high: NDArray): NDArray {
  if (low.ndim > 0) return ufuncs.subtract(high, low) as NDArray;
  return scalarly(() => {
    const distance = asArray(ufuncs.subtract(high, low));
    const wraps = distance.dtype.kind === "i" && asArray(ufuncs.less(distance, 0)).item() === true;
    if (wraps) reportErrors(OVER, "subtract");
    return distance;
  });
}

/** `distance * weight`, of two values as scalars. */
function scaled(distance: NDArray, weight: NDArray | number): NDArray {
  const multiply = () => ufuncs.multiply(distance, weight) as NDArray;
  return distance.ndim > 0 ? multiply() : scalarly(multiply);
}

/** The values a part of the way from `low` to `high`, rounded as NumPy rounds them. */
export function interpolated(
  low: NDArray,
  high: NDArray,
  weight: NDArray | number,
  out: NDArray | null,
): NDArray {
  const distance = distanceOf(low, high);
  const weak = typeof weight === "number";
  const near = weak ? scaled(distance, weight) : (ufuncs.multiply(distance, weight) as NDArray);
  const result = ufuncs.add(low, near, out === null ? {} : { out }) as NDArray;
  const back = scaled(distance, ufuncs.subtract(1, weight) as NDArray);
  const far = ufuncs.greater_equal(weight, 0.5) as NDArray | boolean;
  if (far === false) return result;
  const { dtype } = result;
  const native = dtype.isnative ? dtype : dtype.newbyteorder("=");
  ufuncs.subtract(high, back, {
    out: result,
    casting: "unsafe",
    // a difference of times is of what the operands are
    ...(native.unit === null ? { dtype: native } : {}),
    ...(far === true ? {} : { where: far }),
  });
  return result;
}
