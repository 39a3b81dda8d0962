// Piecewise linear interpolation.

import { asArray } from "../array/convert.js";
import { castArray, castRefused, refuseTimes } from "../array/copy.js";
import { can_cast } from "../core/casting.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { watchLevel } from "../core/errstate.js";
import { shapeText } from "../core/layout.js";
import { type NDArray, NDArray as NDArrayClass, newArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { allFinite } from "../ufunc/all-finite.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { partOf } from "./complex-parts.js";
import { answer } from "./reduction-arguments.js";

/** Options of `interp`. */
export interface InterpOptions {
  /** The value left of the first point; that of the first point by default. */
  left?: number | Complex | undefined;
  /** The value right of the last point; that of the last point by default. */
  right?: number | Complex | undefined;
  /** A period of `x`, by which positions are taken; `left` and `right` are then of no use. */
  period?: number | undefined;
}

const float64 = toDtype("float64") as DType;
const complex128 = toDtype("complex128") as DType;

/**
 * The values at `x` of the function that is linear between the points `(xp, fp)`; `xp` must ascend. A copy.
 *
 * @throws ValueError if there are no points, or not as many values as points; TypeError for complex or text places
 * @example
 * ```ts
 * np.interp(2.5, [1, 2, 3], [3, 2, 0]); // => 1
 * np.interp([0, 1, 1.5, 2.72, 3.14], [1, 2, 3], [3, 2, 0]); // => [3.   3.   2.5  0.56 0.  ]
 * ```
 */
export function interp(x: number, xp: unknown, fp: unknown, options?: InterpOptions): number;
export function interp(x: unknown, xp: unknown, fp: unknown, options?: InterpOptions): NDArray;
export function interp(x: unknown, xp: unknown, fp: unknown, given?: InterpOptions): unknown {
  const known = options<InterpOptions>("interp", given, ["left", "right", "period"]);
  const values = asArray(fp);
  const isComplex = values.dtype.kind === "c";
  const period = known.period ?? null;
  if (period === 0) throw new ValueError("period must be a non-zero value");
  const at = period === null ? null : asArray(x);
  const sources = period === null ? null : asArray(xp);
  if (sources !== null) {
    refuseTimes(at!, sources, values);
    checkCurve(sources, values);
  }
  checkDepth(values, isComplex ? complex128 : float64);
  if (period !== null) reportPeriods([at!, sources!], Number(period));
  const points = doubles(sources ?? sampled(xp));
  const wanted = at ?? asArray(x);
  if (period === null) checkCast(wanted, float64);
  checkLengths(points.length, values.size);
  const result = isComplex
    ? complexInterp(wanted, points, values, known)
    : realInterp(wanted, points, doubles(values), known, {
        end: realEnd,
        ofNaN: null,
        exact: true,
      });
  return x instanceof NDArrayClass ? result : answer(result, null);
}

/** What the remainders raise that NumPy takes of places where there is a period. */
function reportPeriods(places: readonly NDArray[], period: number): void {
  if (watchLevel() === 0) return;
  for (const one of places) {
    if (!allFinite(one)) ufuncs.remainder(castArray(one, float64), Math.abs(period));
  }
}

function realEnd(value: number | Complex): number {
  if (value instanceof Complex) throw new TypeError("must be real number, not complex");
  return Number(value);
}

/** @throws ValueError where the points of a period are no curve */
function checkCurve(xp: NDArray, fp: NDArray): void {
  if (xp.ndim !== 1 || fp.ndim !== 1) throw new ValueError("Data points must be 1-D sequences");
  if (xp.size === fp.size) return;
  throw new ValueError(`fp and xp are not of the same length (got ${fp.size} and ${xp.size})`);
}

function checkLengths(points: number, values: number): void {
  if (points === 0) throw new ValueError("array of sample points is empty");
  if (points === values) return;
  throw new ValueError(`fp and xp are not of the same length. (got ${values} and ${points})`);
}

/** @throws ValueError unless there is one axis, TypeError for what is not cast safely */
function checkDepth(array: NDArray, dtype: DType): void {
  if (array.ndim !== 1) {
    const depth = array.ndim > 1 ? "too deep" : "of too small depth";
    throw new ValueError(
      `object ${depth} for desired array (points lie along one axis, got shape ${shapeText(array._shape)})`,
    );
  }
  checkCast(array, dtype);
}

function checkCast(array: NDArray, dtype: DType): void {
  if (can_cast(array.dtype, dtype)) return;
  throw new TypeError(castRefused(array.dtype, dtype, "safe", array.ndim));
}

/** The places of the points: an array, or a flat list of numbers. */
function sampled(xp: unknown): NDArray {
  if (Array.isArray(xp)) {
    if (xp.some((one) => Array.isArray(one) || (one instanceof NDArrayClass && one.ndim > 0))) {
      throw new ValueError(
        "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1. (points lie along one axis)",
      );
    }
    return asArray(xp, float64);
  }
  const array = asArray(xp);
  checkDepth(array, float64);
  return array;
}

function doubles(array: NDArray): Float64Array {
  const values = castArray(array, float64, "C", "interp");
  const start = values.byteOffset / 8;
  return values.storage.views.f64.slice(start, start + values.size);
}

function complexInterp(
  at: NDArray,
  points: Float64Array,
  values: NDArray,
  known: InterpOptions,
): NDArray {
  const wide = castArray(values, complex128);
  const result = newArray(at._shape, complex128);
  const to = result.storage.views.f64;
  for (const [k, part] of (["re", "im"] as const).entries()) {
    const found = realInterp(at, points, doubles(partOf(wide, part)), known, {
      end: (value) => (value instanceof Complex ? value[part] : part === "re" ? value : 0),
      ofNaN: part === "re" ? null : 0,
      exact: false,
    });
    const from = found.storage.views.f64;
    const start = found.byteOffset / 8;
    for (let i = 0; i < found.size; i++) to[result.byteOffset / 8 + 2 * i + k] = from[start + i];
  }
  return result;
}

/** How one part of the values is interpolated. */
interface Way {
  /** The part of a value given for an end. */
  readonly end: (value: number | Complex) => number;
  /** What NaN as a position gives: itself for `null`. */
  readonly ofNaN: number | null;
  /** Whether slopes are quotients; NumPy takes those of complex values as products with 1 / dx. */
  readonly exact: boolean;
}

function realInterp(
  at: NDArray,
  points: Float64Array,
  values: Float64Array,
  known: InterpOptions,
  way: Way,
): NDArray {
  const wanted = doubles(at);
  let [xp, fp] = [points, values];
  let { left, right } = known;
  if (known.period !== undefined && known.period !== null) {
    const { period } = known;
    if (period === 0) throw new ValueError("period must be a non-zero value");
    [xp, fp] = periodic(points, values, Math.abs(period));
    for (let i = 0; i < wanted.length; i++) wanted[i] = pythonModulo(wanted[i], Math.abs(period));
    left = undefined;
    right = undefined;
  }
  const result = newArray(at._shape, float64);
  const to = result.storage.views.f64;
  const start = result.byteOffset / 8;
  const before = left === undefined || left === null ? fp[0] : way.end(left);
  const behind = right === undefined || right === null ? fp[fp.length - 1] : way.end(right);
  let interval = 0;
  for (let i = 0; i < wanted.length; i++) {
    const x = wanted[i];
    if (Number.isNaN(x) && xp.length > 1) {
      to[start + i] = way.ofNaN ?? x;
      continue;
    }
    interval = intervalOf(x, xp, interval);
    if (interval < 0) to[start + i] = before;
    else if (interval === xp.length) to[start + i] = behind;
    else to[start + i] = between(x, interval, xp, fp, way.exact);
  }
  return result;
}

function pythonModulo(value: number, by: number): number {
  const rest = value % by;
  return rest !== 0 && rest < 0 !== by < 0 ? rest + by : rest;
}

/** The points of one period, sorted, with one more on either side. */
function periodic(
  points: Float64Array,
  values: Float64Array,
  period: number,
): [Float64Array, Float64Array] {
  const folded = points.map((point) => pythonModulo(point, period));
  const order = Array.from(folded, (_, i) => i).sort((a, b) => folded[a] - folded[b]);
  const count = order.length;
  const xp = new Float64Array(count + 2);
  const fp = new Float64Array(count + 2);
  order.forEach((position, i) => {
    xp[i + 1] = folded[position];
    fp[i + 1] = values[position];
  });
  xp[0] = xp[count] - period;
  fp[0] = fp[count];
  xp[count + 1] = xp[1] + period;
  fp[count + 1] = fp[1];
  return [xp, fp];
}

/**
 * Which point is the last not beyond `x`: -1 before the first, their number behind the last. The search begins at the
 * interval found before, which decides what is found among points that do not ascend.
 */
function intervalOf(x: number, xp: Float64Array, before: number): number {
  const count = xp.length;
  if (x > xp[count - 1]) return count;
  if (x < xp[0]) return -1;
  if (count <= 4) {
    let i = 1;
    while (i < count && x >= xp[i]) i += 1;
    return i - 1;
  }
  const guess = Math.max(1, Math.min(before, count - 3));
  let low = 0;
  let high = count;
  if (x < xp[guess]) {
    if (x >= xp[guess - 1]) return guess - 1;
    high = guess - 1;
    if (guess > NEAR && x >= xp[guess - NEAR]) low = guess - NEAR;
  } else {
    if (x < xp[guess + 1]) return guess;
    if (x < xp[guess + 2]) return guess + 1;
    low = guess + 2;
    if (guess < count - NEAR - 1 && x < xp[guess + NEAR]) high = guess + NEAR;
  }
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (x >= xp[middle]) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How many points near the last interval are looked at before all of them are. */
const NEAR = 8;

/** The value at one place between two points. */
function between(
  x: number,
  low: number,
  xp: Float64Array,
  fp: Float64Array,
  exact: boolean,
): number {
  if (low === xp.length - 1 || xp[low] === x) return fp[low];
  const rise = fp[low + 1] - fp[low];
  const run = xp[low + 1] - xp[low];
  const slope = exact ? rise / run : rise * (1 / run);
  const fromLeft = slope * (x - xp[low]) + fp[low];
  if (!Number.isNaN(fromLeft)) return fromLeft;
  const fromRight = slope * (x - xp[low + 1]) + fp[low + 1];
  return Number.isNaN(fromRight) && fp[low] === fp[low + 1] ? fp[low] : fromRight;
}
