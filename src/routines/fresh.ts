// New arrays of a shape, without values to begin with: zeros, ones, empty, full and their likes. Arrays from
// values are in creation.ts.

import { asArray, valueToCopy } from "../array/convert.js";
import { likeArray } from "../array/copy.js";
import { scalarDtype } from "../array/discover.js";
import { assignValue } from "../array/index-set.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { type OrderName, sizeOf, sortedStrides } from "../core/layout.js";
import { type NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { readFreshOrder, readOrder } from "../core/order.js";
import { integerFlag } from "../core/python-values.js";
import type { ResolveDType } from "../core/types.js";
import { runsNative, runsShared } from "../kernel/choice.js";
import {
  type ArrayInput,
  dtypeAndOptions,
  type Unset,
  type ValueKey,
  type WithDType,
} from "./creation.js";
import { type ShapeLike, shapeOf } from "./shapes.js";

/** Options of the functions that make arrays of a shape. */
export interface ShapeOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype; float64 by default (of `full` the value's). */
  dtype?: T | undefined;
  /** Memory order: `"C"` (default), rows first, or `"F"`, columns first. */
  order?: "C" | "F" | undefined;
  /** Accepted for the array API's sake: there is one device, `"cpu"` (default). */
  device?: "cpu" | null | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

const shapeNames = ["dtype", "order", "device", "like"] as const;
const float64 = toDtype("float64") as DType;

function fresh(
  routine: string,
  shape: ShapeLike,
  second: unknown,
  third: unknown,
  zeroed: boolean,
): NDArray {
  if (second === undefined && third === undefined) {
    return freshOf(shapeOf(shape), float64, "C", zeroed);
  }
  const [dtype, given] = dtypeAndOptions(routine, second, third, shapeNames);
  const order = readFreshOrder(given.order);
  return freshOf(shapeOf(shape), sizedFresh(dtype ?? float64), order, zeroed);
}

/**
 * Bytes of zeros that are written by a kernel where it has threads: fewer are written sooner, of more the system has
 * pages that are zero until they are touched (see memory/malloc.ts). One thread writes them no faster than the C library.
 */
const WRITTEN_FROM = 2 ** 20;
const WRITTEN_TO = 2 ** 25;

function freshOf(shape: readonly number[], dtype: DType, order: "C" | "F", zeroed: boolean) {
  const bytes =
    zeroed && "biufc".includes(dtype.kind) ? sizeOf(shape, dtype.itemsize) * dtype.itemsize : 0;
  const writes = bytes >= WRITTEN_FROM && bytes < WRITTEN_TO && runsShared(bytes);
  const made = newArray(shape, dtype, order, zeroed && !writes);
  if (writes) assignValue(made, 0);
  return made;
}

/** Elements from which a kernel fills an array sooner than V8 does. */
const LONG = 1024;

/** A new array of float64 or int64, filled with a number. */
function filled(made: NDArray, value: number): NDArray {
  if (made.size >= LONG && runsNative(made.size)) {
    assignValue(made, value);
    return made;
  }
  const { views } = made.storage;
  const start = made.byteOffset / 8;
  if (made.dtype === float64) views.f64.fill(value, start, start + made.size);
  else views.i64.fill(BigInt(value), start, start + made.size);
  return made;
}

/** NumPy makes strings without a length one character long. */
export function sizedFresh(dtype: DType): DType {
  const sizeless = dtype.itemsize === 0 && (dtype.kind === "U" || dtype.kind === "S");
  return sizeless ? (toDtype(`${dtype.kind}1`) as DType) : dtype;
}

/** The overloads that `zeros`, `ones` and `empty` share. */
export interface FromShape {
  (shape: ShapeLike, options?: ShapeOptions<Unset>): NDArray<"float64">;
  <const T extends DTypeLike>(
    shape: ShapeLike,
    dtype: T | WithDType<ShapeOptions, T>,
    options?: ShapeOptions<Unset>,
  ): NDArray<ResolveDType<T>>;
}

/**
 * A new array of zeros. Its pages cost nothing until they are touched. The memory is its own, no
 * view.
 *
 * @throws ValueError for negative lengths, MemoryError if the memory cannot be had, DTypeError for what is no dtype
 * @example
 * ```ts
 * np.zeros([2, 3]); // => [[0. 0. 0.] [0. 0. 0.]]
 * np.zeros(2, "int32"); // => [0 0]
 * ```
 */
export const zeros: FromShape = (shape: ShapeLike, second?: unknown, third?: unknown): never =>
  fresh("zeros", shape, second, third, true) as never;

/**
 * A new array whose elements are whatever the memory holds: write every one before reading. The
 * memory is its own, no view.
 *
 * @throws ValueError for negative lengths, MemoryError if the memory cannot be had
 * @example
 * ```ts
 * np.empty([2, 3]).shape; // => 2,3
 * ```
 */
export const empty: FromShape = (shape: ShapeLike, second?: unknown, third?: unknown): never =>
  fresh("empty", shape, second, third, false) as never;

/**
 * A new array of ones. The memory is its own, no view.
 *
 * @throws ValueError for negative lengths, MemoryError if the memory cannot be had
 * @example
 * ```ts
 * np.ones(3); // => [1. 1. 1.]
 * ```
 */
export const ones: FromShape = (shape: ShapeLike, second?: unknown, third?: unknown): never => {
  const made = fresh("ones", shape, second, third, false);
  if (made.dtype === float64) return filled(made, 1) as never;
  assignValue(made, valueToCopy(1, made.dtype));
  return made as never;
};

/**
 * A new array filled with one value (or with an array, broadcast). The value is copied.
 *
 * @throws ValueError if an array does not broadcast to the shape
 * @example
 * ```ts
 * np.full([2, 2], 7); // => [[7 7] [7 7]]
 * ```
 */
export function full<const V>(
  shape: ShapeLike,
  fill_value: V,
  options?: ShapeOptions<Unset>,
): NDArray<ValueKey<V>>;
export function full<const T extends DTypeLike>(
  shape: ShapeLike,
  fill_value: unknown,
  dtype: T | WithDType<ShapeOptions, T>,
  options?: ShapeOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function full(
  shape: ShapeLike,
  fill_value: unknown,
  second?: unknown,
  third?: unknown,
): NDArray {
  if (second === undefined && third === undefined && typeof fill_value === "number") {
    const dtype = scalarDtype(fill_value);
    return filled(newArray(shapeOf(shape), dtype), fill_value);
  }
  const [dtype, given] = dtypeAndOptions("full", second, third, shapeNames);
  const order = readFreshOrder(given.order);
  const axes = shapeOf(shape);
  sizeOf(axes);
  const value = valueToCopy(fill_value, dtype?.subdtype?.base ?? dtype);
  const wanted = dtype === null ? value.dtype : sizedFresh(dtype);
  const made = newArray(axes, wanted, order);
  assignValue(made, value);
  return made;
}

/** Options of the `_like` functions. */
export interface LikeOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype; the prototype's by default. */
  dtype?: T | undefined;
  /** Memory order; `"K"` (default) keeps that of the prototype. */
  order?: OrderName | undefined;
  /** Accepted for NumPy's sake; strided has no subclasses to pass through. */
  subok?: boolean | undefined;
  /** Another shape than the prototype's. The prototype's by default. */
  shape?: ShapeLike | null | undefined;
  /** Accepted for the array API's sake: there is one device, `"cpu"` (default). */
  device?: "cpu" | null | undefined;
}

const likeNames = ["dtype", "order", "subok", "shape", "device"] as const;

function like(routine: string, prototype: ArrayInput, second: unknown, third: unknown): NDArray {
  const [asked, known] = dtypeAndOptions(routine, second, third, likeNames);
  const given = known as LikeOptions;
  const zeroed = routine === "zeros_like";
  const model = asArray(prototype);
  integerFlag(given.subok, "subok");
  const dtype = sizedFresh(asked ?? model.dtype);
  const order = readOrder(given.order, "K");
  if (given.shape === undefined || given.shape === null) {
    return likeArray(model, dtype, order, zeroed);
  }
  const axes = shapeOf(given.shape);
  // the order of axes can be kept only if there are as many, and some order is there to keep
  const { c_contiguous, f_contiguous } = model.flags;
  const keep = order === "K" && axes.length === model.ndim && !c_contiguous;
  const fortran = order === "F" || ((order === "A" || keep) && f_contiguous && !c_contiguous);
  if (fortran || !keep) return newArray(axes, dtype, fortran ? "F" : "C", zeroed);
  const strides = sortedStrides(axes, model._strides, dtype.itemsize);
  return newArrayWithStrides(axes, strides, dtype, zeroed);
}

/** The overloads that `zeros_like`, `ones_like` and `empty_like` share. */
export interface FromPrototype {
  <const P>(prototype: P, options?: LikeOptions<Unset>): NDArray<ValueKey<P>>;
  <const T extends DTypeLike>(
    prototype: ArrayInput,
    dtype: T | WithDType<LikeOptions, T>,
    options?: LikeOptions<Unset>,
  ): NDArray<ResolveDType<T>>;
}

/**
 * A new array of zeros with the shape, dtype and memory order of another. No view of it.
 *
 * @throws ValueError for lists of unequal lengths, or an order there is not
 * @example
 * ```ts
 * np.zeros_like(np.array([[1, 2]])); // => [[0 0]]
 * ```
 */
export const zeros_like: FromPrototype = (
  prototype: ArrayInput,
  second?: unknown,
  third?: unknown,
): never => like("zeros_like", prototype, second, third) as never;

/**
 * A new uninitialised array with the shape, dtype and memory order of another. No view of it.
 *
 * @throws ValueError for lists of unequal lengths, or an order there is not
 * @example
 * ```ts
 * np.empty_like(np.zeros([2, 3])).shape; // => 2,3
 * ```
 */
export const empty_like: FromPrototype = (
  prototype: ArrayInput,
  second?: unknown,
  third?: unknown,
): never => like("empty_like", prototype, second, third) as never;

/**
 * A new array of ones with the shape, dtype and memory order of another. No view of it.
 *
 * @throws ValueError for lists of unequal lengths, or an order there is not
 * @example
 * ```ts
 * np.ones_like([1.5, 2.5]); // => [1. 1.]
 * ```
 */
export const ones_like: FromPrototype = (
  prototype: ArrayInput,
  second?: unknown,
  third?: unknown,
): never => {
  const made = like("ones_like", prototype, second, third);
  assignValue(made, valueToCopy(1, made.dtype));
  return made as never;
};

/**
 * A new array filled with one value, with the shape, dtype and memory order of another. No view of
 * it; the value is copied.
 *
 * @throws ValueError if the value cannot be converted or does not broadcast to the shape
 * @example
 * ```ts
 * np.full_like([1, 2, 3], 7); // => [7 7 7]
 * ```
 */
export function full_like<const P>(
  prototype: P,
  fill_value: unknown,
  options?: LikeOptions<Unset>,
): NDArray<ValueKey<P>>;
export function full_like<const T extends DTypeLike>(
  prototype: ArrayInput,
  fill_value: unknown,
  dtype: T | WithDType<LikeOptions, T>,
  options?: LikeOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function full_like(
  prototype: ArrayInput,
  fill_value: unknown,
  second?: unknown,
  third?: unknown,
): NDArray {
  const made = like("full_like", prototype, second, third);
  assignValue(made, valueToCopy(fill_value, made.dtype));
  return made;
}
