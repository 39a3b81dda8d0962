// The ways to find a quantile between two sorted elements, by their names in NumPy; the continuous ones are those of
// Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996).

import { castArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import type { DType } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { ufuncs } from "../ufunc/ufunc.js";

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

/** Where the quantile of a part q of n sorted elements lies. */
export interface QuantileRule {
  /** Whether it is always one of the elements. */
  readonly discrete: boolean;
  /** Its place among the elements, which may lie between two. */
  readonly place: (n: number, q: number) => number;
  /** How far it is from the element before it to the next: 0 to 1. */
  readonly weight: (rest: number, place: number) => number;
}

const asIs = (rest: number) => rest;

/** n q + (α + q (1 - α - β)) - 1. */
function between(alpha: number, beta: number): QuantileRule {
  return {
    discrete: false,
    place: (n, q) => n * q + (alpha + q * (1 - alpha - beta)) - 1,
    weight: asIs,
  };
}

function element(place: (n: number, q: number) => number): QuantileRule {
  return { discrete: true, place, weight: asIs };
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The element at a place, or the next one unless `stays` says so. */
function boundary(place: number, stays: (rest: number) => boolean): number {
  const floor = Math.floor(place);
  return Math.max(0, stays(place - floor) ? floor : floor + 1);
}

const rules: Record<QuantileMethod, QuantileRule> = {
  inverted_cdf: element((n, q) => boundary(n * q - 1, (rest) => rest === 0)),
  averaged_inverted_cdf: {
    discrete: false,
    place: (n, q) => n * q - 1,
    weight: (rest) => (rest === 0 ? 0.5 : 1),
  },
  closest_observation: element((n, q) => {
    const place = n * q - 1 - 0.5;
    // the nearest order statistic of even number where two are as near
    return boundary(place, (rest) => rest === 0 && Math.abs(Math.floor(place) % 2) === 1);
  }),
  interpolated_inverted_cdf: between(0, 1),
  hazen: between(0.5, 0.5),
  weibull: between(0, 0),
  linear: { discrete: false, place: (n, q) => (n - 1) * q, weight: asIs },
  median_unbiased: between(1 / 3, 1 / 3),
  normal_unbiased: between(3 / 8, 3 / 8),
  lower: element((n, q) => Math.floor((n - 1) * q)),
  higher: element((n, q) => Math.ceil((n - 1) * q)),
  midpoint: {
    discrete: false,
    place: (n, q) => 0.5 * (Math.floor((n - 1) * q) + Math.ceil((n - 1) * q)),
    weight: (_, place) => (place % 1 === 0 ? 0 : 0.5),
  },
  nearest: element((n, q) => roundToEven((n - 1) * q)),
};

/** @throws ValueError listing the methods there are */
export function quantileRule(method: string): QuantileRule {
  const rule = rules[method as QuantileMethod];
  if (rule === undefined || !Object.hasOwn(rules, method)) {
    throw new ValueError(
      `'${method}' is not a valid method. Use one of: dict_keys([${Object.keys(rules)
        .map((name) => `'${name}'`)
        .join(", ")}])`,
    );
  }
  return rule;
}

/** The positions of the two elements that a quantile lies between; beyond the ends both are the end. */
export function neighbours(
  n: number,
  q: number,
  rule: QuantileRule,
): [before: number, behind: number] {
  const place = rule.place(n, q);
  if (rule.discrete) return [place, place];
  if (place >= n - 1) return [n - 1, n - 1];
  return place < 0 ? [0, 0] : [Math.floor(place), Math.floor(place) + 1];
}

/**
 * The quantile of a part q of each line (the last axis, of `n` elements), whose neighbours stand as in the sorted
 * line, in a dtype. As in NumPy infinities make NaN wherever there is anything to interpolate; integers are taken as
 * float64, so that their differences do not wrap around.
 */
export function quantileOf(
  lines: NDArray,
  n: number,
  q: number,
  rule: QuantileRule,
  dtype: DType,
): NDArray {
  const at = (position: number) => getIndex(lines, ["...", position]);
  const [before, behind] = neighbours(n, q, rule);
  if (rule.discrete) return castArray(at(before), dtype);
  const isWhole = "iub".includes(lines.dtype.kind);
  const a = isWhole ? castArray(at(before), dtype) : at(before);
  const b = isWhole ? castArray(at(behind), dtype) : at(behind);
  const distance = castArray(ufuncs.subtract(b, a) as NDArray, dtype);
  const place = rule.place(n, q);
  // beyond the last element the distance is 0 and the weight of no account
  const weight = rule.weight(place - (place >= n - 1 ? -1 : before), place);
  if (weight < 0.5) {
    return ufuncs.add(a, ufuncs.multiply(distance, weight) as NDArray) as NDArray;
  }
  return ufuncs.subtract(b, ufuncs.multiply(distance, 1 - weight) as NDArray) as NDArray;
}
