// Whether arrays are alike: isclose, allclose, array_equal, array_equiv. Element-by-element comparisons are ufuncs.

import { asArray, itemOf } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { fieldView } from "../array/reinterpret.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { ignoring, reportedAs } from "../core/errstate.js";
import {
  broadcastOperands,
  broadcastShapes,
  type OperandLayout,
  outputStrides,
  sameNumbers,
} from "../core/layout.js";
import { isPacked, makeView, NDArray, newArrayWithStrides, newPacked } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { promoteDTypes, resultDType } from "../core/promotion.js";
import { shown, truthFlag } from "../core/python-values.js";
import type { ScalarLike } from "../core/result-types.js";
import type { Body, Builder, Value } from "../kernel/builder.js";
import { type ErrorRule, INVALID, isInfinity, isOrdinary, lanesOf } from "../kernel/errors.js";
import type { Node } from "../kernel/ir.js";
import { absolute } from "../kernel/math/elementary.js";
import { callUfunc } from "../ufunc/call.js";
import type { UfuncInfo } from "../ufunc/loop-kernels.js";
import { PlainPlans } from "../ufunc/plain-plans.js";
import { NOT_PLAIN, plainReduce } from "../ufunc/plain-reduce.js";
import { reduceArray, scalarOf } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { isScalarValue } from "./arguments.js";

/** Options of `isclose` and `allclose`. */
export interface CloseOptions {
  /** The difference allowed, as a part of |b|. */
  rtol?: number | NDArray | readonly unknown[] | undefined;
  /** The difference allowed whatever b is. */
  atol?: number | NDArray | readonly unknown[] | undefined;
  /** Whether NaN is close to NaN. */
  equal_nan?: boolean | undefined;
}

const closeNames = ["rtol", "atol", "equal_nan"] as const;

/**
 * |x - y| <= atol + rtol |y| where y is finite, or x == y; NaN is close to NaN where asked for. The bound is computed
 * in the precision of y, `own`, which may be less than that of the difference.
 */
function closeBody(
  rtol: number,
  atol: number,
  equalNaN: boolean,
  half: boolean,
  own: string,
): Body {
  return (b, x, y) => {
    const rounded = (value: Value, to: string | false) => {
      if (to === "e") return b.real(b.cast(b.cast(value, "f16"), "f32"));
      return to === "f" ? b.real(b.cast(b.real(value), "f32")) : b.real(value);
    };
    const difference = rounded(absolute(b, b.sub(x, y)), half && "e");
    const size = rounded(absolute(b, y), own);
    const part = rounded(b.mul(b.lit(size, rtol), size), own);
    const narrow = rounded(b.add(b.lit(size, atol), part), own);
    const bound = own === "d" || half ? narrow : b.real(b.cast(narrow, b.lane(difference)));
    const within = b.and(b.le(difference, bound), isFiniteValue(b, y));
    const close = b.or(within, b.eq(x, y));
    return equalNaN ? b.or(close, b.and(b.isnan(x), b.isnan(y))) : close;
  };
}

/** |x - y| <= bound, or x == y. */
function withinBody(equalNaN: boolean, half: boolean): Body {
  return (b, x, y, bound) => {
    const size = absolute(b, b.sub(x!, y!));
    const difference = half ? b.real(b.cast(b.cast(size, "f16"), "f32")) : b.real(size);
    const limit = "re" in bound! ? bound.re : b.real(bound!);
    const close = b.or(b.le(difference, limit), b.eq(x!, y!));
    return equalNaN ? b.or(close, b.and(b.isnan(x!), b.isnan(y!))) : close;
  };
}

function isFiniteValue(b: Builder, y: Value) {
  const finite = (part: Value) => b.lt(b.abs(part), b.const(part, Number.POSITIVE_INFINITY));
  return "re" in y ? b.and(finite(y.re), finite(y.im)) : finite(y);
}

/** Overflows of differences between finite numbers: what else NumPy's steps raise, it ignores. */
function differenceErrors(half: boolean): ErrorRule {
  const differences = (b: Builder, [x, y]: readonly Value[]) =>
    lanesOf(b.sub(x!, y!)).map(
      (part) => (half ? b.cast(b.cast(part, "f16"), "f32") : part) as Node,
    );
  return {
    flags: (b, inputs) => {
      const [left, right] = [lanesOf(inputs[0]!), lanesOf(inputs[1]!)];
      const overflows = differences(b, inputs).map((made, i) => {
        const finite = b.and(isOrdinary(b, left[i]!), isOrdinary(b, right[i]!));
        return b.and(isInfinity(b, made), finite) as Node;
      });
      return { over: overflows.reduce((all, one) => b.or(all, one) as Node) };
    },
    suspects: differences,
    ofInputs: true,
  };
}

const infos = new Map<string, UfuncInfo>();
/** What was asked for last: to make a name of two numbers takes longer than to compare a hundred elements. */
let last: { asked: readonly unknown[]; info: UfuncInfo } | null = null;

function closeInfo(
  rtol: number,
  atol: number,
  equalNaN: boolean,
  own: string,
  bounded: boolean,
): UfuncInfo {
  if (last !== null) {
    const { asked, info } = last;
    const same = asked[0] === rtol && asked[1] === atol && asked[2] === equalNaN;
    if (same && asked[3] === own && asked[4] === bounded) return info;
  }
  const info = namedInfo(rtol, atol, equalNaN, own, bounded);
  // 0 and -0 are equal, and as tolerances the same
  last = { asked: [rtol, atol, equalNaN, own, bounded], info };
  return info;
}

function namedInfo(
  rtol: number,
  atol: number,
  equalNaN: boolean,
  own: string,
  bounded: boolean,
): UfuncInfo {
  for (const [name, value] of Object.entries({ rtol, atol })) {
    if (typeof value === "number") continue;
    throw new TypeError(
      `ufunc 'isfinite' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe'' (${name} must be a number, got ${shown(value)})`,
    );
  }
  const key = `${rtol},${atol},${equalNaN},${bounded ? "number" : own}`;
  let info = infos.get(key);
  if (info === undefined) {
    const loops = [..."efdFD"].map((char) => ({
      inputs: char.repeat(bounded ? 3 : 2),
      outputs: "?",
      body: bounded
        ? withinBody(equalNaN, char === "e")
        : closeBody(rtol, atol, equalNaN, char === "e", own),
      errors: differenceErrors(char === "e"),
    }));
    const row = {
      nin: bounded ? 3 : 2,
      nout: 1,
      result: "bool",
      identity: null,
      loops,
      doc: "",
      example: ["", ""],
    } as const;
    info = { name: "isclose", row, kernels: new Map(), loops: new Map(), plain: new PlainPlans() };
    // tolerances are part of the code: a program that invents new ones all the time must not fill the memory
    if (infos.size > 64) infos.clear();
    infos.set(key, info);
  }
  return info;
}

const float64 = toDtype("float64");
const bool = toDtype("bool");

/**
 * Which elements of two arrays are close to each other: |a - b| <= atol + rtol · |b|. Not symmetric in a and b.
 * A copy, made in one pass. A difference of finite numbers that overflows is reported, as `np.errstate` says.
 *
 * @throws ValueError if the shapes do not broadcast
 * @example
 * ```ts
 * np.isclose([1e10, 1e-7], [1.00001e10, 1e-8]); // => [ True False]
 * np.isclose([NaN], [NaN], { equal_nan: true }); // => [ True]
 * np.isclose(0.1 + 0.2, 0.3); // => true
 * ```
 */
export function isclose(a: ScalarLike, b: ScalarLike, options?: CloseOptions): boolean;
export function isclose(a: unknown, b: unknown, options?: CloseOptions): NDArray<"bool">;
export function isclose(a: unknown, b: unknown, given?: CloseOptions): unknown {
  const close = closeArray("isclose", a, b, given);
  if (close._shape.length > 0) {
    return makeView(close, close.byteOffset, close._shape, close._strides, close._dtype, "at");
  }
  return isScalarValue(a) && isScalarValue(b) ? scalarOf(close) : getIndex(close, []);
}

function closeArray(
  routine: string,
  a: unknown,
  b: unknown,
  given: CloseOptions | undefined,
): NDArray<"bool"> {
  const known = options<CloseOptions>(routine, given, closeNames);
  const x = asArray(a);
  const y = asArray(b);
  if (isMany(known.rtol) || isMany(known.atol)) return closeInSteps(a, b, known);
  if (isScalarValue(a) !== isScalarValue(b)) return closeToNumber(a, b, known);
  if (x.dtype.unit !== null || y.dtype.unit !== null) refuseTimes(x, y);
  const inexact = resultDType([y.dtype, 1.5]);
  const dtype = promoteDTypes(x.dtype, inexact);
  const common: DType = dtype.kind === "f" || dtype.kind === "c" ? dtype : float64;
  const { rtol = 1e-5, atol = 1e-8 } = known as Tolerances;
  const info = closeInfo(rtol, atol, truthFlag(known.equal_nan), ownPrecision(inexact), false);
  const out = closeResult(x, y);
  return closeCall(info, [x, castArray(y, common), { out }]);
}

/** The steps of {@link isclose}, of which only the difference may raise what is told. */
function closeCall(info: UfuncInfo, args: readonly unknown[]): NDArray<"bool"> {
  return reportedAs("subtract", () => callUfunc(info, args)) as NDArray<"bool">;
}

interface Tolerances {
  readonly rtol?: number;
  readonly atol?: number;
}

const isMany = (tolerance: unknown): boolean =>
  tolerance instanceof NDArray || Array.isArray(tolerance);

/** With tolerances that are arrays, step by step. */
function closeInSteps(a: unknown, b: unknown, known: CloseOptions): NDArray<"bool"> {
  const taken = (one: unknown) => (isMany(one) ? asArray(one) : one);
  const { rtol = 1e-5, atol = 1e-8 } = known;
  const [x, given, most, part] = [a, b, atol, rtol].map((one) =>
    isScalarValue(one) ? one : taken(one),
  ) as [NDArray, NDArray, NDArray, NDArray];
  const dtype = given instanceof NDArray ? resultDType([given.dtype, 1.5]) : null;
  const isWhole = typeof given === "boolean" || typeof given === "bigint";
  const number = isWhole ? Number(given) : given;
  const whole = besides(number, x);
  const y = dtype === null || given.dtype.kind === "m" ? whole : castArray(given, dtype);
  return ignoring(INVALID, () => {
    const bound = ufuncs.add(most, ufuncs.multiply(part, ufuncs.absolute(besides(y, part))));
    const within = ufuncs.less_equal(ufuncs.absolute(ufuncs.subtract(x, y)), bound);
    const finite = ufuncs.bitwise_and(within, ufuncs.isfinite(y));
    const close = ufuncs.bitwise_or(finite, ufuncs.equal(x, y));
    if (!truthFlag(known.equal_nan)) return asArray(close) as NDArray<"bool">;
    const missing = ufuncs.bitwise_and(ufuncs.isnan(x), ufuncs.isnan(y));
    return asArray(ufuncs.bitwise_or(close, missing)) as NDArray<"bool">;
  });
}

/** A number as a float, which integers beside it take for one: whole numbers of JavaScript are none otherwise. */
function besides<T>(y: T, other: unknown): T | NDArray {
  const isInteger = other instanceof NDArray && "biu".includes(other.dtype.kind);
  return typeof y === "number" && isInteger ? asArray(y, float64) : y;
}

/**
 * Where one side is a number it bends to the other's dtype, as everywhere; the bound of a number is worked out in
 * doubles.
 */
function closeToNumber(a: unknown, b: unknown, known: CloseOptions): NDArray<"bool"> {
  const [x, y] = [asArray(a), asArray(b)];
  const { rtol = 1e-5, atol = 1e-8 } = known as Tolerances;
  const number = isScalarValue(a) ? x : y;
  const array = number === x ? y : x;
  if (array.dtype.unit !== null) refuseTimes(x, y);
  const weak = number.dtype.kind === "c" ? new Complex(0, 1) : 1.5;
  const common = resultDType([array.dtype, weak]) as DType;
  const info = closeInfo(
    rtol,
    atol,
    truthFlag(known.equal_nan),
    ownPrecision(common),
    number === y,
  );
  const [left, right] = [castArray(x, common), castArray(y, common)];
  const out = newArrayWithStrides(array._shape, closeResult(x, y)._strides, bool);
  if (number === x) return closeCall(info, [left, right, { out }]);
  const size = Number(itemOf(ufuncs.absolute(y) as NDArray));
  // next to nothing is close to what is not finite but itself
  const bound = Number.isFinite(size) ? atol + rtol * size : Number.NaN;
  return closeCall(info, [left, right, asArray(bound, common), { out }]);
}

const ownPrecision = (dtype: DType): string => ({ e: "e", f: "f", F: "f" })[dtype.char] ?? "d";

const isNumber = ({ dtype }: NDArray): boolean => "biufc".includes(dtype.kind);

/** The result, laid in memory as that of NumPy's steps |x - y| <= tolerance(y) & isfinite(y) | x == y. */
function closeResult(x: NDArray, y: NDArray): NDArray<"bool"> {
  const alike = isPacked(x) && isPacked(y) && sameNumbers(x._shape, y._shape) && isNumber(y);
  // an axis of one element or none has no place among the others
  if (alike && x._shape.every((length) => length > 1)) return newPacked(x, bool);
  const shape = broadcastOperands([x._shape, y._shape], []);
  const fresh = (
    of: readonly number[],
    itemsize: number,
    ...operands: readonly OperandLayout[]
  ) => ({
    shape: of,
    strides: outputStrides(of, itemsize, "K", operands),
    itemsize,
  });
  const layout = (one: NDArray) => ({
    shape: one._shape,
    strides: one._strides,
    itemsize: one.itemsize,
  });
  // NumPy casts y, swapped bytes too, and goes on with the copy
  const isInexact = "fc".includes(y.dtype.kind);
  const own = isInexact && y.dtype.isnative ? layout(y) : layout(castArray(y, float64));
  const difference = fresh(shape, 8, layout(x), own);
  const within = fresh(shape, 1, difference, fresh(y._shape, 8, own));
  const close = fresh(shape, 1, within, fresh(y._shape, 1, own));
  const result = fresh(shape, 1, close, fresh(shape, 1, layout(x), own));
  return newArrayWithStrides(shape, result.strides, bool);
}

/** Times have no tolerance that is a number: NumPy's ufuncs say so, at the step that fails first. */
function refuseTimes(x: NDArray, y: NDArray): void {
  const other = y.dtype.kind === "m" ? y : castArray(y, resultDType([y.dtype, 1.5]));
  ufuncs.subtract(x, other);
  ufuncs.add(asArray(1.5), other);
}

/**
 * Whether all elements of two arrays are close to each other (see {@link isclose}).
 *
 * @throws ValueError if the shapes do not broadcast
 * @example
 * ```ts
 * np.allclose([0.1 + 0.2, 1], [0.3, 1]); // => true
 * ```
 */
export function allclose(a: unknown, b: unknown, given?: CloseOptions): boolean {
  return isAllTrue(closeArray("allclose", a, b, given));
}

const all = infoOf(ufuncs.logical_and);

function isAllTrue(array: NDArray): boolean {
  const value = plainReduce(all, array);
  return (value === NOT_PLAIN ? reduceArray(all, array, { axis: null }).item() : value) as boolean;
}

/**
 * Whether two arrays have the same shape and the same elements.
 *
 * @throws TypeError for an unknown option
 * @example
 * ```ts
 * np.array_equal([1, 2], [1, 2]); // => true
 * np.array_equal([1, NaN], [1, NaN]); // => false
 * np.array_equal([1, NaN], [1, NaN], { equal_nan: true }); // => true
 * ```
 */
export function array_equal(
  a1: unknown,
  a2: unknown,
  given?: { equal_nan?: boolean | undefined },
): boolean {
  const known = options<{ equal_nan?: boolean | undefined }>("array_equal", given, ["equal_nan"]);
  const pair = arraysOf(a1, a2);
  if (pair === null) return false;
  const [x, y] = pair;
  if (!sameNumbers(x._shape, y._shape)) return false;
  return sameElements(x, y, truthFlag(known.equal_nan));
}

/**
 * Whether two arrays have the same elements once their shapes are broadcast together.
 *
 * @throws TypeError for an unknown option
 * @example
 * ```ts
 * np.array_equiv([1, 2], [[1, 2], [1, 2]]); // => true
 * ```
 */
export function array_equiv(a1: unknown, a2: unknown): boolean {
  const pair = arraysOf(a1, a2);
  if (pair === null) return false;
  const [x, y] = pair;
  try {
    broadcastShapes(x._shape, y._shape);
  } catch {
    return false;
  }
  return sameElements(x, y, false);
}

/** Both as arrays; null if one is none, as a list of lists of different lengths. */
function arraysOf(a1: unknown, a2: unknown): [NDArray, NDArray] | null {
  try {
    return [asArray(a1), asArray(a2)];
  } catch (error) {
    if (error instanceof ValueError) return null;
    throw error;
  }
}

function sameElements(x: NDArray, y: NDArray, equalNaN: boolean): boolean {
  const names = x.dtype.names;
  if (names !== null || y.dtype.names !== null) {
    if (names === null || String(names) !== String(y.dtype.names)) return false;
    return names.every((name) => sameElements(fieldView(x, name), fieldView(y, name), equalNaN));
  }
  const isText = (one: NDArray) => one.dtype.kind === "U" || one.dtype.kind === "S";
  // bytes and text have nothing in common either
  const areAlike = isText(x) ? x.dtype.kind === y.dtype.kind : !isText(y);
  if (!areAlike) return x.size === 0 && y.size === 0;
  const equal = ufuncs.equal(x, y) as NDArray;
  if (!equalNaN || isText(x)) return isAllTrue(equal);
  const nan = ufuncs.logical_and(ufuncs.isnan(x), ufuncs.isnan(y));
  return isAllTrue(ufuncs.logical_or(equal, nan) as NDArray);
}
