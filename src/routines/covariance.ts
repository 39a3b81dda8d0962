// Covariances and correlations of several variables. Means and variances of one are in statistics.ts.

import { squeezeArray, transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, copyArray, refuseTimes } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { reshapeArray } from "../array/reshape.js";
import { Complex } from "../core/complex.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { RuntimeError, ValueError } from "../core/errors.js";
import { shapeText } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { resultDType } from "../core/promotion.js";
import { pythonType, truthFlag } from "../core/python-values.js";
import { warnRuntime } from "../core/warn.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { average } from "./averages.js";
import { partOf } from "./complex-parts.js";
import { diagonal } from "./diagonals.js";
import { concatenate } from "./joining.js";
import { dot } from "./products.js";

/** Options of `cov`. */
export interface CovOptions {
  /** More variables, as rows or columns like those of the first argument; none by default. */
  y?: unknown;
  /** Whether each row is a variable (default), or each column. */
  rowvar?: boolean | undefined;
  /** Whether to divide by the number of observations instead of one less; false by default. */
  bias?: boolean | undefined;
  /** What to take off the number of observations: 1 by default, 0 with `bias`. */
  ddof?: number | null | undefined;
  /** How often each observation was made, as integers; once by default. */
  fweights?: unknown;
  /** How much each observation counts; all alike by default. */
  aweights?: unknown;
  /** The dtype of the result: float64 at least by default. */
  dtype?: DTypeLike | null | undefined;
}

const names = ["y", "rowvar", "bias", "ddof", "fweights", "aweights", "dtype"] as const;

/**
 * The covariances of variables that were observed together: of each row of `m` with each other. A copy.
 *
 * @returns a matrix, an array without axes for one variable
 * @throws ValueError for more than two dimensions, a `ddof` that is no integer or negative weights; RuntimeError or
 *   TypeError for weights that do not fit
 * @example
 * ```ts
 * np.cov([[0, 1, 2], [2, 1, 0]]); // => [[ 1. -1.] [-1.  1.]]
 * np.cov([1, 2, 3, 4], { bias: true }); // => 1.25
 * ```
 */
export function cov(m: unknown, given?: CovOptions): NDArray {
  return covarianceOf("cov", asArray(m), options<CovOptions>("cov", given, names));
}

function covarianceOf(routine: string, first: NDArray, known: CovOptions): NDArray {
  const ddof = degreesOf(known);
  if (first.ndim > 2) throw new ValueError(`m has more than 2 dimensions (${first.ndim})`);
  const second = known.y === undefined || known.y === null ? null : asArray(known.y);
  if (second !== null && second.ndim > 2) {
    throw new ValueError(`y has more than 2 dimensions (${second.ndim})`);
  }
  refuseTimes(first, ...(second === null ? [] : [second]));
  const float64 = toDtype("float64") as DType;
  const dtype =
    known.dtype === undefined || known.dtype === null
      ? resultDType([first.dtype, ...(second === null ? [] : [second.dtype]), float64])
      : (toDtype(known.dtype) as DType);
  const byRow = known.rowvar === undefined || truthFlag(known.rowvar);
  let table = rows(first, dtype, byRow || first.ndim === 1, routine);
  if (table._shape[0] === 0) return reshapeArray(newArray([0], float64), [0, 0]);
  if (second !== null) {
    const more = rows(second, dtype, byRow || second._shape[0] === 1 || second.ndim < 2, routine);
    table = concatenate([table, more], 0) as NDArray;
  }
  const weights = weightsOf(known, table._shape[1]!);
  const [means, totals] = average(table, { axis: 1, weights, returned: true }) as [
    NDArray,
    NDArray,
  ];
  const counted: unknown = asArray(totals).item(0);
  const total = counted instanceof Complex ? counted.re : Number(counted);
  let factor: number;
  if (weights === null) factor = table._shape[1]! - ddof;
  else if (ddof === 0) factor = total;
  else if (known.aweights === undefined || known.aweights === null) factor = total - ddof;
  else {
    const squares = ufuncs.multiply(weights, asArray(known.aweights)) as NDArray;
    const sum = reduceArray(infoOf(ufuncs.add), squares, { axis: null });
    factor = total - (ddof * Number(sum.item())) / total;
  }
  if (factor <= 0) {
    warnRuntime("Degrees of freedom <= 0 for slice");
    factor = 0;
  }
  ufuncs.subtract(table, getIndex(means, [":", null]), { out: table });
  const weighted = weights === null ? table : (ufuncs.multiply(table, weights) as NDArray);
  const turned = ufuncs.conjugate(transposeArray(weighted)) as NDArray;
  const result = asArray(dot(table, turned));
  ufuncs.multiply(result, ufuncs.divide(1, asArray(factor, "float64")), { out: result });
  return squeezeArray(result);
}

/** A fresh table whose rows are the variables. */
function rows(array: NDArray, dtype: DType, asTheyAre: boolean, routine: string): NDArray {
  const flat = array.ndim < 2 ? reshapeArray(array, [1, array.size]) : array;
  const table = asTheyAre ? flat : transposeArray(flat);
  return table.dtype.equals(dtype)
    ? copyArray(table, "K", routine)
    : castArray(table, dtype, "K", routine);
}

function degreesOf(known: CovOptions): number {
  if (known.ddof === undefined || known.ddof === null) return truthFlag(known.bias) ? 0 : 1;
  const given: unknown = known.ddof;
  const ddof = given instanceof NDArray && given.ndim === 0 ? given.item() : given;
  if (typeof ddof !== "number") {
    throw new TypeError(
      `int() argument must be a string, a bytes-like object or a real number, not '${pythonType(ddof)}'`,
    );
  }
  if (!Number.isInteger(ddof)) throw new ValueError(`ddof must be integer (got ${String(ddof)})`);
  return ddof;
}

/** The product of both kinds of weights, null where there are none. */
function weightsOf(known: CovOptions, count: number): NDArray | null {
  let weights: NDArray | null = null;
  for (const name of ["fweights", "aweights"] as const) {
    const given = known[name];
    if (given === undefined || given === null) continue;
    const one = castArray(asArray(given), toDtype("float64"));
    if (name === "fweights" && !isWhole(one)) throw new TypeError("fweights must be integer");
    if (one.ndim > 1) throw new RuntimeError(`cannot handle multidimensional ${name}`);
    if (one._shape[0] !== count) {
      throw new RuntimeError(
        `incompatible numbers of samples and ${name} (${count} and ${shapeText(one._shape)})`,
      );
    }
    if (anyTrue(ufuncs.less(one, 0))) throw new ValueError(`${name} cannot be negative`);
    weights = weights === null ? one : (ufuncs.multiply(weights, one) as NDArray);
  }
  return weights;
}

const isWhole = (array: NDArray): boolean =>
  !anyTrue(ufuncs.not_equal(array, ufuncs.rint(array) as NDArray));

function anyTrue(truths: unknown): boolean {
  const whole = asArray(truths);
  return reduceArray(infoOf(ufuncs.logical_or), whole, { axis: null }).item() === true;
}

/** Options of `corrcoef`. */
export interface CorrcoefOptions {
  /** More variables, as rows or columns like those of the first argument; none by default. */
  y?: unknown;
  /** Whether each row is a variable (default), or each column. */
  rowvar?: boolean | undefined;
  /** The dtype of the result: float64 at least by default. */
  dtype?: DTypeLike | null | undefined;
}

/**
 * The correlation coefficients of variables that were observed together: their covariances over the products of
 * their standard deviations. A copy.
 *
 * @returns a matrix, an array without axes for one variable
 * @throws ValueError for more than two dimensions
 * @example
 * ```ts
 * np.corrcoef([[0, 1, 2], [2, 1, 0]]); // => [[ 1. -1.] [-1.  1.]]
 * ```
 */
export function corrcoef(x: unknown, given?: CorrcoefOptions): NDArray {
  const known = options<CorrcoefOptions>("corrcoef", given, ["y", "rowvar", "dtype"]);
  const result = covarianceOf("corrcoef", asArray(x), known);
  if (result.ndim === 0) return asArray(ufuncs.divide(result, result));
  const variances = diagonal(result);
  const real = variances.dtype.kind === "c" ? partOf(variances, "re") : variances;
  const deviations = ufuncs.sqrt(real) as NDArray;
  ufuncs.divide(result, getIndex(deviations, [":", null]), { out: result });
  ufuncs.divide(result, getIndex(deviations, [null, ":"]), { out: result });
  const parts = result.dtype.kind === "c" ? [partOf(result, "re"), partOf(result, "im")] : [result];
  for (const part of parts) {
    ufuncs.minimum(part, 1, { out: part });
    ufuncs.maximum(part, -1, { out: part });
  }
  return result;
}
