// linspace, logspace, geomspace: a number of values between two ends, evenly spaced on a line or on a scale
// of logarithms.

import { expandDims, moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { assignValue } from "../array/index-set.js";
import { indexValues } from "../array/index-values.js";
import { reshapeArray } from "../array/reshape.js";
import { Complex } from "../core/complex.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { broadcastShapes } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { resultDType } from "../core/promotion.js";
import { pythonFloat, truthFlag } from "../core/python-values.js";
import type { ResolveDType } from "../core/types.js";
import { scalarOf } from "../ufunc/reduce.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import { fillProgression } from "./progression.js";

/** Options of `linspace`. */
export interface LinspaceOptions<T extends DTypeLike = DTypeLike> {
  /** How many values; 50 by default. */
  num?: number | undefined;
  /** Whether `stop` is the last value (default) or left out. */
  endpoint?: boolean | undefined;
  /** Return `[samples, step]`. False by default. */
  retstep?: boolean | undefined;
  /** The dtype; float64 (complex128 of complex ends) by default. */
  dtype?: T | null | undefined;
  /** Where the samples' axis stands if the ends are arrays; 0 by default. */
  axis?: number | undefined;
  /** Accepted for the array API's sake: there is one device, `"cpu"` (default). */
  device?: "cpu" | null | undefined;
}

const float64 = toDtype("float64") as DType;
const linspaceNames = ["num", "endpoint", "retstep", "dtype", "axis", "device"] as const;

/** What may be an end of a space. */
export type End =
  | number
  | bigint
  | boolean
  | Complex
  | NDArray
  | ArrayBufferView
  | readonly unknown[];

type Real = number | bigint | boolean;

/**
 * `num` evenly spaced values from `start` to `stop`, both included unless `endpoint` is false. The ends may be
 * arrays: then the result has one more axis. Integers give float64; a new array.
 *
 * Value i is `start + i * step`, and the last is exactly `stop`; where the step is too small to be
 * told from zero, `start + i / div * (stop - start)`. A new array, no view.
 *
 * @throws ValueError for a negative number of values
 * @example
 * ```ts
 * np.linspace(2, 3, 5); // => [2.   2.25 2.5  2.75 3.  ]
 * np.linspace(2, 3, { num: 5, endpoint: false }); // => [2.  2.2 2.4 2.6 2.8]
 * const [samples, step] = np.linspace(0, 1, { num: 3, retstep: true });
 * step; // => 0.5
 * ```
 */
export function linspace(start: Real, stop: Real, num?: number): NDArray<"float64">;
export function linspace<const T extends DTypeLike>(
  start: End,
  stop: End,
  num: number,
  options: LinspaceOptions<T> & { dtype: T; retstep?: false },
): NDArray<ResolveDType<T>>;
export function linspace<const T extends DTypeLike>(
  start: End,
  stop: End,
  options: LinspaceOptions<T> & { dtype: T; retstep?: false },
): NDArray<ResolveDType<T>>;
export function linspace(
  start: Real,
  stop: Real,
  num: number | (LinspaceOptions<never> & { retstep?: false | undefined }),
  options?: LinspaceOptions<never> & { retstep?: false | undefined },
): NDArray<"float64">;
export function linspace(
  start: Real,
  stop: Real,
  num: number | (LinspaceOptions<never> & { retstep: true }),
  options?: LinspaceOptions<never> & { retstep: true },
): [samples: NDArray<"float64">, step: number];
export function linspace(
  start: End,
  stop: End,
  num?: number | (LinspaceOptions & { retstep?: false | undefined }),
  options?: LinspaceOptions & { retstep?: false | undefined },
): NDArray;
export function linspace(
  start: End,
  stop: End,
  num: number | (LinspaceOptions & { retstep: true }),
  options?: LinspaceOptions & { retstep: true },
): [samples: NDArray, step: NDArray | number | Complex];
export function linspace(start: End, stop: End, second?: unknown, third?: unknown): unknown {
  const known = optionsOr<LinspaceOptions>("linspace", linspaceNames, "num", second, third);
  const dtype = dtypeIn(known.dtype);
  const { samples, step, dtype: own } = evenly(start, stop, known);
  const moved = moveFirst(samples, known.axis);
  // spans of time are signed integers to NumPy
  if (dtype !== null && "ium".includes((dtype.subdtype?.base ?? dtype).kind)) {
    ufuncs.floor(moved, { out: moved });
  }
  const result = castTo(moved, dtype ?? own, "linspace");
  if (!truthFlag(known.retstep)) return result;
  return [result, step instanceof NDArray && step.ndim === 0 ? scalarOf(step) : step];
}

function dtypeIn(given: DTypeLike | null | undefined): DType | null {
  return given === undefined || given === null ? null : (toDtype(given) as DType);
}

function castTo(array: NDArray, dtype: DType | null, operation: string): NDArray {
  return dtype === null || dtype.equals(array.dtype)
    ? array
    : castArray(array, dtype, "K", operation);
}

function moveFirst(samples: NDArray, axis: number | undefined): NDArray {
  if ((axis as unknown) === null)
    throw new TypeError("'NoneType' object is not iterable (axis is null)");
  const isFirst = axis === undefined || (!Array.isArray(axis) && integer(axis, "axis") === 0);
  return isFirst ? samples : moveAxes(samples, 0, axis);
}

interface Samples {
  /** Along the first axis. */
  samples: NDArray;
  step: NDArray | number;
  /** The dtype that the ends have together. */
  dtype: DType;
}

function evenly(start: End, stop: End, known: LinspaceOptions): Samples {
  const num = integer(known.num === undefined ? 50 : known.num, "num");
  if (num < 0) throw new ValueError(`Number of samples, ${num}, must be non-negative.`);
  const endpoint = known.endpoint === undefined || truthFlag(known.endpoint);
  const div = endpoint ? num - 1 : num;
  if (isReal(start) && isReal(stop)) {
    const line = betweenNumbers(Number(start), Number(stop), num, div, endpoint);
    // NumPy computes in a view of its counts, but where there is no step
    return div > 0 ? { ...line, samples: getIndex(line.samples, ["..."]) } : line;
  }
  return betweenArrays(start, stop, num, div, endpoint);
}

function isReal(value: unknown): value is Real {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

function betweenNumbers(
  start: number,
  stop: number,
  num: number,
  div: number,
  endpoint: boolean,
): Samples {
  const samples = newArray([num], float64);
  const to = samples.storage.views.f64;
  const at = samples.byteOffset / 8;
  const delta = stop - start;
  const step = div > 0 ? delta / div : Number.NaN;
  if (div <= 0) for (let i = 0; i < num; i++) to[at + i] = i * delta + start;
  else if (step === 0) for (let i = 0; i < num; i++) to[at + i] = (i / div) * delta + start;
  else for (let i = 0; i < num; i++) to[at + i] = i * step + start;
  if (endpoint && num > 1) to[at + num - 1] = stop;
  return { samples, step, dtype: float64 };
}

function betweenArrays(
  start: End,
  stop: End,
  num: number,
  div: number,
  endpoint: boolean,
): Samples {
  const [from, to] = [endOf(start), endOf(stop)];
  // the weak 0.5 makes integers float64 and leaves floats and complex numbers as they are
  const common = resultDType([...[from, to].map(promoted), 0.5]);
  const delta = ufuncs.subtract(asArray(to), asArray(from), { dtype: common }) as NDArray;
  const counts = newArray([num], common);
  fillProgression(counts, 0, 1);
  let samples = reshapeArray(counts, [num, ...new Array<number>(delta.ndim).fill(1)]);
  let step: NDArray | number = Number.NaN;
  if (div > 0) {
    step = ufuncs.divide(delta, div) as NDArray;
    const still = indexValues(ufuncs.equal(step, 0) as NDArray).some((zero) => zero === 1);
    const factors = still ? (ufuncs.divide(samples, div) as NDArray) : samples;
    const factor = still ? delta : step;
    // in the place of the counts for scalars, which leaves a view of them
    if (delta.ndim === 0) ufuncs.multiply(factors, factor, { out: samples });
    else samples = ufuncs.multiply(factors, factor) as NDArray;
  } else samples = ufuncs.multiply(samples, delta) as NDArray;
  ufuncs.add(samples, from, { out: samples });
  if (endpoint && num > 1) assignValue(getIndex(samples, [-1]), to);
  return { samples, step, dtype: asOne(from, to, common) };
}

/** One array beside a weak number keeps its byte order. */
function asOne(from: NDArray | WeakEnd, to: NDArray | WeakEnd, common: DType): DType {
  if (from instanceof NDArray === to instanceof NDArray) return common;
  const { dtype } = (from instanceof NDArray ? from : to) as NDArray;
  return dtype.num === common.num ? dtype : common;
}

type WeakEnd = number | bigint | Complex;

/** Numbers beside arrays stay weak: they take the arrays' dtype. */
function endOf(end: End): NDArray | WeakEnd {
  if (typeof end === "number" || typeof end === "bigint" || end instanceof Complex) return end;
  return asArray(end);
}

function promoted(end: NDArray | WeakEnd): DType | WeakEnd {
  return end instanceof NDArray ? end.dtype : end;
}

/** Options of `logspace`. */
export interface LogspaceOptions<T extends DTypeLike = DTypeLike> {
  /** Number of values; 50 by default. */
  num?: number | undefined;
  /** Whether `stop` is the last value; true by default. */
  endpoint?: boolean | undefined;
  /** The base of the powers, or an array of bases; 10 by default. */
  base?: End | undefined;
  /** The dtype; float64 (complex128 of complex ends) by default. */
  dtype?: T | null | undefined;
  /** Where the axis of the values goes if the ends are arrays; 0 by default. */
  axis?: number | undefined;
}

const logspaceNames = ["num", "endpoint", "base", "dtype", "axis"] as const;

/**
 * `num` values spaced evenly on a scale of logarithms: from `base ** start` to `base ** stop`. A
 * new array. No view.
 *
 * @throws ValueError for a negative number of values
 * @example
 * ```ts
 * np.logspace(0, 3, 4); // => [   1.   10.  100. 1000.]
 * np.logspace(0, 3, { num: 4, base: 2 }); // => [1. 2. 4. 8.]
 * ```
 */
export function logspace<const T extends DTypeLike>(
  start: End,
  stop: End,
  options: LogspaceOptions<T> & { dtype: T },
): NDArray<ResolveDType<T>>;
export function logspace(
  start: Real,
  stop: Real,
  num?: number | LogspaceOptions<never>,
  options?: LogspaceOptions<never>,
): NDArray<"float64">;
export function logspace(
  start: End,
  stop: End,
  num?: number | LogspaceOptions,
  options?: LogspaceOptions,
): NDArray;
export function logspace(start: End, stop: End, second?: unknown, third?: unknown): NDArray {
  const known = optionsOr<LogspaceOptions>("logspace", logspaceNames, "num", second, third);
  const { base: given = 10, dtype: asked, ...linear } = known;
  let base = endOf(given);
  let ends: [End, End] = [start, stop];
  if (base instanceof NDArray && base.ndim > 0) {
    // an array of bases takes part in the broadcasting of the ends
    const shapes = [asArray(start)._shape, asArray(stop)._shape, base._shape];
    const { length } = broadcastShapes(...shapes);
    ends = [withAxes(start, length), withAxes(stop, length)];
    base = expandDims(withAxes(base, length), linear.axis ?? 0);
  }
  const line = evenly(...ends, linear);
  const exponents = moveFirst(line.samples, linear.axis);
  const powers = ufuncs.power(base as NDArray, exponents) as NDArray;
  return castTo(powers, dtypeIn(asked), "logspace");
}

/** A value as an array of at least `ndim` axes. */
function withAxes(value: End, ndim: number): NDArray {
  const array = asArray(value);
  const missing = ndim - array.ndim;
  if (missing <= 0) return array;
  return expandDims(
    array,
    Array.from({ length: missing }, (_, axis) => axis),
  );
}

/** Options of `geomspace`. */
export interface GeomspaceOptions<T extends DTypeLike = DTypeLike> {
  /** Number of values; 50 by default. */
  num?: number | undefined;
  /** Whether `stop` is the last value; true by default. */
  endpoint?: boolean | undefined;
  /** The dtype; float64 (complex128 of complex ends) by default. */
  dtype?: T | null | undefined;
  /** Where the axis of the values goes if the ends are arrays; 0 by default. */
  axis?: number | undefined;
}

const geomspaceNames = ["num", "endpoint", "dtype", "axis"] as const;

/**
 * `num` values from `start` to `stop` of which each is a constant multiple of the one before. Of
 * complex ends the values lie on a spiral. A new array. No view.
 *
 * @throws ValueError if an end is 0
 * @example
 * ```ts
 * np.geomspace(1, 1000, 4); // => [   1.   10.  100. 1000.]
 * np.geomspace(-1, -16, { num: 5 }); // => [ -1.  -2.  -4.  -8. -16.]
 * ```
 */
export function geomspace<const T extends DTypeLike>(
  start: End,
  stop: End,
  options: GeomspaceOptions<T> & { dtype: T },
): NDArray<ResolveDType<T>>;
export function geomspace(
  start: Real,
  stop: Real,
  num?: number | GeomspaceOptions<never>,
  options?: GeomspaceOptions<never>,
): NDArray<"float64">;
export function geomspace(
  start: End,
  stop: End,
  num?: number | GeomspaceOptions,
  options?: GeomspaceOptions,
): NDArray;
export function geomspace(start: End, stop: End, second?: unknown, third?: unknown): NDArray {
  const known = optionsOr<GeomspaceOptions>("geomspace", geomspaceNames, "num", second, third);
  const dtype = dtypeIn(known.dtype);
  const endpoint = known.endpoint === undefined || truthFlag(known.endpoint);
  const [from, to] = [asArray(start), asArray(stop)];
  for (const end of [from, to]) {
    // what is no number equals none
    if (!"biufcm".includes(end.dtype.kind)) continue;
    if (indexValues(ufuncs.equal(end, 0) as NDArray).some((zero) => zero === 1)) {
      throw new ValueError("Geometric sequence cannot include zero (give ends other than 0)");
    }
  }
  const asked: unknown = known.num === undefined ? 50 : known.num;
  // NumPy asks for the number's dtype before it asks for an integer
  if (asked === null || typeof asked === "string") pythonFloat(asked);
  const num = integer(asked, "num");
  const common = resultDType([from.dtype, to.dtype, 0.5, dtype ?? float64]);
  const [first, last] = [castArray(from, common), castArray(to, common)];
  // turned so that the first value is positive and real: then no rounding leaves stray imaginary parts
  const turn = ufuncs.sign(first) as NDArray;
  const logs = [first, last].map((end) => ufuncs.log10(ufuncs.divide(end, turn)) as NDArray);
  const { samples: exponents } = evenly(logs[0]!, logs[1]!, { num, endpoint });
  const samples = castTo(ufuncs.power(10, exponents) as NDArray, common, "geomspace");
  // powers of logarithms need not meet the ends exactly
  if (num > 0) copyInto(getIndex(samples, [0, "..."]), ufuncs.divide(first, turn) as NDArray);
  if (num > 1 && endpoint) {
    copyInto(getIndex(samples, [-1, "..."]), ufuncs.divide(last, turn) as NDArray);
  }
  ufuncs.multiply(samples, turn, { out: samples });
  return castTo(moveFirst(samples, known.axis), dtype, "geomspace");
}
