// Averages with weights. Plain means are in statistics.ts, medians in quantiles.ts.

import { broadcastTo, transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { reshapeArray } from "../array/reshape.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError, ZeroDivisionError } from "../core/errors.js";
import { scalarly } from "../core/errstate.js";
import { type AxisArgument, normalizeAxes, sameNumbers, shapeText } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { resultDType } from "../core/promotion.js";
import { integerFlag, truthFlag } from "../core/python-values.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { answer, axisAndOptions, type WithAxis } from "./reduction-arguments.js";
import { meanOf, reducedCount } from "./statistics.js";

/** Options of `average`. */
export interface AverageOptions {
  axis?: AxisArgument | undefined;
  /** The weight of each element: an array of the same shape, or of the length of the axis. */
  weights?: unknown;
  /** Whether to give the sum of the weights too. */
  returned?: boolean | undefined;
  keepdims?: boolean | undefined;
}

/** Results of `average` with `returned`. */
type Averages = [average: unknown, sum_of_weights: unknown];

/**
 * The weighted average of the elements, of all of them or along an axis: sum(a · weights) / sum(weights).
 *
 * @returns a JavaScript value for all elements, else a new array (a copy)
 * @throws AxisError; ZeroDivisionError if weights add up to 0; ValueError or TypeError if they do
 * not fit the array
 * @example
 * ```ts
 * np.average([1, 2, 3, 4]); // => 2.5
 * np.average([1, 2, 3], { weights: [3, 1, 0] }); // => 1.25
 * np.average([[0, 1], [2, 3]], { axis: 1, weights: [0.25, 0.75] }); // => [0.75 2.75]
 * ```
 */
export function average(
  a: unknown,
  options: AverageOptions & { returned: true },
): [average: unknown, sum_of_weights: unknown];
export function average(
  a: unknown,
  options?: AverageOptions & { axis?: null | undefined; keepdims?: false | undefined },
): number;
export function average(a: unknown, options: AverageOptions): NDArray;
export function average(a: unknown, axis: AxisArgument, options?: AverageOptions): NDArray;
export function average(a: unknown, second?: unknown, third?: unknown): unknown {
  const names = ["axis", "weights", "returned", "keepdims"] as const;
  const known = axisAndOptions<AverageOptions>("average", second, third, names);
  const array = asArray(a);
  const [result, total] = averageOf(array, known);
  if (!truthFlag(known.returned)) return answer(result, null);
  const totals = sameNumbers(total._shape, result._shape)
    ? total
    : castArray(broadcastTo(total, result._shape), total.dtype, "C", "average");
  return [answer(result, null), answer(totals, null)] satisfies Averages;
}

function averageOf(array: NDArray, known: WithAxis<AverageOptions>): [NDArray, NDArray] {
  const keepdims = integerFlag(known.keepdims, "keepdims");
  const axes = known.axis === null ? null : normalizeAxes(known.axis, array.ndim, "axis");
  if (known.weights === undefined || known.weights === null) {
    const mean = meanOf(array, { axis: axes, keepdims });
    if (mean.dtype.unit !== null) {
      throw new ValueError(
        "Could not convert object to NumPy timedelta (the sum of weights is no span of time: use np.mean)",
      );
    }
    if (mean.size === 0) throw new ZeroDivisionError("division by zero");
    const count = reducedCount(array, axes, keepdims, null) as number;
    return [mean, castArray(asArray(count), mean.dtype)];
  }
  const weights = weightsFor(array, asArray(known.weights), axes);
  const kinds = [array.dtype, weights.dtype];
  const whole = "iub".includes(array.dtype.kind);
  const dtype = resultDType(whole ? [...kinds, toDtype("float64")] : kinds);
  const add = infoOf(ufuncs.add);
  const settings = { axis: axes, dtype, keepdims };
  const total = reduceArray(add, weights, settings);
  const none = reduceArray(infoOf(ufuncs.logical_or), ufuncs.equal(total, 0) as NDArray, {
    axis: null,
  });
  if (none.item() === true) {
    throw new ZeroDivisionError("Weights sum to zero, can't be normalized");
  }
  const products = ufuncs.multiply(array, weights, { dtype }) as NDArray;
  const sums = reduceArray(add, products, settings);
  const divide = () => ufuncs.divide(sums, total) as NDArray;
  return [total.ndim === 0 ? scalarly(divide) : divide(), total];
}

/** The weights in a shape that broadcasts to the array's. @throws TypeError, ValueError for one that does not */
export function weightsFor(
  array: NDArray,
  weights: NDArray,
  axes: readonly number[] | null,
): NDArray {
  if (sameNumbers(array._shape, weights._shape)) return weights;
  if (axes === null) {
    throw new TypeError("Axis must be specified when shapes of a and weights differ.");
  }
  const lengths = axes.map((one) => array._shape[one]!);
  if (!sameNumbers(lengths, weights._shape)) {
    throw new ValueError(
      `Shape of weights must be consistent with shape of a along specified axis. (got ${shapeText(weights._shape)} for ${shapeText(lengths)})`,
    );
  }
  const ascending = axes.map((_, i) => i).sort((i, j) => axes[i]! - axes[j]!);
  const shape = array._shape.map((length, axis) => (axes.includes(axis) ? length : 1));
  return reshapeArray(transposeArray(weights, ascending), shape);
}
