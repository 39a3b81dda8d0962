// Special functions that are no ufuncs: sinc and i0.

import { asArray } from "../array/convert.js";
import { castArray, copyInto, likeArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { watchLevel } from "../core/errstate.js";
import { finfo } from "../core/finfo.js";
import type { NDArray } from "../core/ndarray.js";
import { resultDType } from "../core/promotion.js";
import type { ScalarLike } from "../core/result-types.js";
import type { ComplexName, FloatName, Known } from "../core/types.js";
import type { Body, Builder, Value } from "../kernel/builder.js";
import { exp, sin } from "../kernel/math/elementary.js";
import { allFinite } from "../ufunc/all-finite.js";
import { scalarOf } from "../ufunc/reduce.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { isScalarValue } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { type ElementMap, mapElements, stepRounding } from "./map-elements.js";

const float64 = toDtype("float64") as DType;

/** Floats and complex numbers keep their dtype, everything else becomes float64. */
type InexactKey<K> = K extends FloatName | ComplexName ? K : "float64";

const maps = new Map<string, ElementMap>();

function mapFor(name: string, dtype: DType, make: (dtype: DType) => Body): ElementMap {
  const key = `${name}_${dtype.char}`;
  let map = maps.get(key);
  if (map === undefined) {
    map = { name: key, body: make(dtype) };
    maps.set(key, map);
  }
  return map;
}

/** sin(y) / y of y = πx, with the dtype's epsilon for 0. */
function sincBody(dtype: DType): Body {
  const round = stepRounding(dtype);
  const tiny = dtype.kind === "f" ? finfo(dtype).eps : 1e-20;
  return (b, x) => {
    const y = b.select(b.truth(x!), x!, b.const(x!, tiny));
    return b.div(round(b, sin(b, y)), y);
  };
}

/**
 * The normalised sinc function sin(πx) / (πx), 1 at 0. A JavaScript value for a JavaScript value, else a copy.
 *
 * @throws TypeError unless x holds numbers
 * @example
 * ```ts
 * np.sinc([0, 0.5]); // => [1.         0.63661977]
 * ```
 */
export function sinc(x: ScalarLike): number;
export function sinc<A>(x: A): NDArray<Known<InexactKey<ValueKey<A>>>>;
export function sinc(x: unknown): unknown {
  // spans of time have no sine: NumPy's sentence says so
  const array = asArray(x);
  const scaled = asArray(ufuncs.multiply(Math.PI, array));
  if (array.dtype.unit !== null) resultDType([array.dtype, 1e-20]);
  const result = mapElements(mapFor("sinc", scaled.dtype, sincBody), [scaled], scaled.dtype);
  // NumPy works out the sine first: its errors, where there may be any
  if (watchLevel() !== 0 && !allFinite(result)) ufuncs.divide(ufuncs.sin(scaled), scaled);
  return isScalarValue(x) ? scalarOf(result) : result;
}

// Coefficients of Chebyshev series, the last of a series first, computed to 40 digits from the definitions
// (c[k] = 2/π ∫ f(cos t) cos(kt) dt): exp(-x) I0(x) over [0, 8] …
const nearZero: readonly number[] = [
  -4.4153416464793395e-18, 3.3307945188222384e-17, -2.431279846547955e-16, 1.715391285555133e-15,
  -1.1685332877993451e-14, 7.676185498604936e-14, -4.856446783111929e-13, 2.95505266312964e-12,
  -1.726826291441556e-11, 9.675809035373237e-11, -5.189795601635263e-10, 2.6598237246823866e-9,
  -1.300025009986248e-8, 6.046995022541919e-8, -2.670793853940612e-7, 1.1173875391201037e-6,
  -4.4167383584587505e-6, 1.6448448070728896e-5, -5.754195010082104e-5, 0.00018850288509584165,
  -0.0005763755745385824, 0.0016394756169413357, -0.004324309995050576, 0.010546460394594998,
  -0.02373741480589947, 0.04930528423967071, -0.09490109704804764, 0.17162090152220877,
  -0.3046826723431984, 0.6767952744094761,
];
// … and exp(-x) sqrt(x) I0(x) over [8, ∞], in 32/x - 2.
const farOut: readonly number[] = [
  -7.233180487874754e-18, -4.830504485944182e-18, 4.46562142029676e-17, 3.461222867697461e-17,
  -2.8276239805165836e-16, -3.425485619677219e-16, 1.7725601330565263e-15, 3.8116806693526224e-15,
  -9.554846698828307e-15, -4.150569347287222e-14, 1.54008621752141e-14, 3.8527783827421426e-13,
  7.180124451383666e-13, -1.7941785315068062e-12, -1.3215811840447713e-11, -3.1499165279632416e-11,
  1.1889147107846439e-11, 4.94060238822497e-10, 3.3962320257083865e-9, 2.266668990498178e-8,
  2.0489185894690638e-7, 2.8913705208347567e-6, 6.889758346916825e-5, 0.0033691164782556943,
  0.8044904110141088,
];

type Round = (b: Builder, value: Value) => Value;

/** The sum of a Chebyshev series at x (Clenshaw's recurrence), every step rounded to the dtype. */
function series(b: Builder, x: Value, coefficients: readonly number[], round: Round): Value {
  let newest = b.const(x, coefficients[0]!);
  newest = round(b, newest);
  let older = b.const(x, 0);
  let oldest = older;
  for (const one of coefficients.slice(1)) {
    oldest = older;
    older = newest;
    const product = round(b, b.mul(x, older));
    newest = round(b, b.add(round(b, b.sub(product, oldest)), round(b, b.const(x, one))));
  }
  return round(b, b.mul(b.const(x, 0.5), round(b, b.sub(newest, oldest))));
}

function i0Body(dtype: DType): Body {
  const round = stepRounding(dtype);
  return (b, given) => {
    const x = b.abs(given!);
    const growth = round(b, exp(b, x));
    const two = b.const(x, 2);
    const inner = round(b, b.sub(round(b, b.div(x, two)), two));
    const near = b.mul(growth, series(b, inner, nearZero, round));
    const outer = round(b, b.sub(round(b, b.div(b.const(x, 32), x)), two));
    const sum = round(b, b.mul(growth, series(b, outer, farOut, round)));
    const far = b.div(sum, round(b, b.sqrt(x)));
    return b.select(b.le(x, b.const(x, 8)), near, far);
  };
}

/** The errors of i0 beyond the reach of its first series: NumPy divides exp(x) times the second one by the root of x. */
function reportGrowth(x: NDArray): void {
  const far = getIndex(asArray(x), [asArray(ufuncs.greater(x, 8))]);
  ufuncs.divide(ufuncs.exp(far), ufuncs.sqrt(far));
}

/**
 * The modified Bessel function of the first kind and order 0, by Chebyshev series in two ranges (C. W. Clenshaw,
 * Chebyshev Series for Mathematical Functions, 1962). A copy; of a number a 0-d array, as in NumPy.
 *
 * @throws TypeError for complex numbers, ValueError for text that is no number
 * @example
 * ```ts
 * np.i0([0, 1, 2]); // => [1.         1.26606588 2.2795853 ]
 * ```
 */
export function i0<A>(
  x: A,
): NDArray<Known<ValueKey<A> extends FloatName ? ValueKey<A> : "float64">> {
  const given = asArray(x);
  if (given.dtype.kind === "c") {
    throw new TypeError(`i0 not supported for complex values (got dtype ${given.dtype.name})`);
  }
  const array = given.dtype.kind === "f" ? given : castArray(given, float64, "K", "i0");
  const dtype = array.dtype.newbyteorder("=");
  const result = mapElements(mapFor("i0", dtype, i0Body), [array], dtype);
  if (watchLevel() !== 0 && !allFinite(result)) reportGrowth(ufuncs.absolute(array) as NDArray);
  if (result.flags.c_contiguous) return result as never;
  // NumPy fills an array like |x|, in which axes of length 1 may lie elsewhere
  const like = likeArray(result, dtype);
  const isSame = like._strides.every((stride, i) => stride === result._strides[i]);
  if (!isSame) copyInto(like, result, "i0");
  return (isSame ? result : like) as never;
}
