// Arrays from values and from memory: np.array and its kin, zeros, ones, empty, full and their likes. Ranges
// are in ranges.ts, matrices such as eye and tri in matrices.ts.

import { arrayFromValues, asArray, isMemory, valueToCopy, viewOfMemory } from "../array/convert.js";
import { assertCastable, castArray, copyArray, likeArray, sizedFor } from "../array/copy.js";
import { assignValue } from "../array/index-set.js";
import { contiguous as toContiguous } from "../array/values.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { likeStrides, type OrderName, sizeOf } from "../core/layout.js";
import { makeArray, makeView, NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { isOptions, oneOf, options } from "../core/options.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import type { ValueKey } from "../core/value-types.js";
import { external } from "../memory/allocator.js";
import type { AnyBuffer } from "../memory/buffer-views.js";

export type { ValueKey } from "../core/value-types.js";

/** What `np.array` takes: nested arrays, scalars, typed arrays, buffers, arrays. */
export type ArrayInput = unknown;

/** Options of `array`. */
export interface ArrayOptions<T extends DTypeLike = DTypeLike> {
  dtype?: T;
  /** `true` (default) always copies, `null` only if it must, `false` never (ValueError if it must). */
  copy?: boolean | null;
  /** Memory order: `"K"` (default) keeps that of an array, and is `"C"` for everything else. */
  order?: OrderName;
  subok?: boolean;
  /** Least number of axes; new ones are put in front. */
  ndmin?: number;
}

/** A `dtype` option that is not given. */
export type Unset = null | undefined;

/** Options `O` with a dtype among them, which the compiler then knows. */
export type WithDType<O, T> = Omit<O, "dtype"> & { dtype: T };

const arrayNames = ["dtype", "copy", "order", "subok", "ndmin"] as const;
const orderNames = ["C", "F", "A", "K"] as const;

/**
 * A new array of the values of nested arrays, typed arrays or another array. A copy.
 *
 * @param second - the dtype, or the options; without a dtype the smallest that holds every value
 * @throws ValueError for a ragged nest; OverflowError for an integer that does not fit
 * @example
 * ```ts
 * np.array([[1, 2, 3], [4, 5, 6]]); // => [[1 2 3] [4 5 6]]
 * np.array([1, 2.5]).dtype; // => float64
 * np.array([1, 2], "float32"); // => [1. 2.]
 * np.array([[1, 2, 3], [4, 5, 6]], { order: "F" }).strides; // => 8,16
 * ```
 */
export function array<const T>(object: T, options?: ArrayOptions<Unset>): NDArray<ValueKey<T>>;
export function array<const T extends DTypeLike>(
  object: ArrayInput,
  dtype: T | WithDType<ArrayOptions, T>,
  options?: ArrayOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function array(object: ArrayInput, second?: unknown, third?: unknown): NDArray {
  const [dtype, given] = dtypeAndOptions("array", second, third, arrayNames);
  const order = orderIn(given.order, "K");
  const made = convert(object, dtype, given.copy === undefined ? true : given.copy, order, "array");
  return atLeast(made, given.ndmin ?? 0);
}

/** A dtype given in second place or among the options, and the checked options. */
export function dtypeAndOptions<K extends string>(
  routine: string,
  second: unknown,
  third: unknown,
  names: readonly K[],
): [DType | null, ArrayOptions] {
  const positional = second !== undefined && !isPlainOptions(second);
  const given = (positional ? third : second) as Record<K, unknown> | undefined;
  const known = options(routine, given, names) as ArrayOptions;
  const asked = positional ? (second as DTypeLike) : known.dtype;
  return [asked === undefined || asked === null ? null : (toDtype(asked) as DType), known];
}

/** Whether a second argument is an options object and not a dtype in its dictionary form. */
function isPlainOptions(value: unknown): boolean {
  return isOptions(value) && !("names" in value && "formats" in value);
}

function orderIn(given: unknown, fallback: OrderName): OrderName {
  return given === undefined || given === null ? fallback : oneOf("order", given, orderNames);
}

function convert(
  object: unknown,
  dtype: DType | null,
  copy: boolean | null,
  order: OrderName,
  operation: string,
): NDArray {
  if (!(object instanceof NDArray) && !isMemory(object)) {
    if (copy === false) {
      throw new ValueError(
        "Unable to avoid copy while creating an array as requested: JavaScript values have no memory to share (give a typed array, or leave copy out)",
      );
    }
    return arrayFromValues(object, dtype, order === "F" ? "F" : "C");
  }
  const source = object instanceof NDArray ? object : viewOfMemory(object);
  source.live();
  const wanted = dtype === null ? source.dtype : sizedFor(dtype, source.dtype);
  assertCastable(source.dtype, wanted);
  const same = wanted.equals(source.dtype);
  if (same && copy !== true && liesIn(source, order)) return source;
  if (copy === false) {
    throw new ValueError(
      `Unable to avoid copy while creating an array as requested: ${same ? `the memory order is not ${order}` : `the dtype would change from ${source.dtype} to ${wanted}`}`,
    );
  }
  // a cast keeps the order that "A" would give up, as in NumPy
  const laid = order === "A" ? "K" : order;
  return same ? copyArray(source, order, operation) : castArray(source, wanted, laid, operation);
}

function liesIn(source: NDArray, order: OrderName): boolean {
  const { flags } = source;
  if (order === "C") return flags.c_contiguous;
  if (order === "F") return flags.f_contiguous;
  return true;
}

/** The array with axes of length 1 in front until it has `ndmin`; their strides are those that NumPy gives. */
export function atLeast<D extends DTypeKey>(made: NDArray<D>, ndmin: number): NDArray<D> {
  const missing = ndmin - made.ndim;
  if (missing <= 0) return made;
  const { _shape, _strides, itemsize } = made;
  const outer = made.ndim === 0 || made.flags.fnc ? itemsize : _strides[0]! * _shape[0]!;
  return makeView(
    made,
    made.byteOffset,
    [...new Array<number>(missing).fill(1), ..._shape],
    [...new Array<number>(missing).fill(outer), ..._strides],
    made.dtype,
    "array",
  );
}

/** Options of `asarray`. */
export interface AsarrayOptions<T extends DTypeLike = DTypeLike> {
  dtype?: T;
  order?: OrderName;
  /** `null` (default) copies only if it must, `false` never, `true` always. */
  copy?: boolean | null;
}

const asarrayNames = ["dtype", "order", "copy"] as const;

/**
 * The value as an array, copied only if it must be: an array of the right dtype is returned itself, a typed array,
 * Buffer, ArrayBuffer or SharedArrayBuffer is looked at in place.
 *
 * @example
 * ```ts
 * const mine = new Float64Array([1, 2, 3]);
 * np.asarray(mine).set(0, 9);
 * mine[0]; // => 9
 * ```
 */
export function asarray<const T>(object: T, options?: AsarrayOptions<Unset>): NDArray<ValueKey<T>>;
export function asarray<const T extends DTypeLike>(
  object: ArrayInput,
  dtype: T | WithDType<AsarrayOptions, T>,
  options?: AsarrayOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function asarray(object: ArrayInput, second?: unknown, third?: unknown): NDArray {
  const [dtype, given] = dtypeAndOptions("asarray", second, third, asarrayNames);
  return convert(object, dtype, given.copy ?? null, orderIn(given.order, "K"), "asarray");
}

/** As `asarray`: memory maps are let through as they are. */
export const asanyarray = asarray;

/** Options of `ascontiguousarray` and `asfortranarray`. */
export interface ContiguousOptions<T extends DTypeLike = DTypeLike> {
  dtype?: T;
}

/** The overloads that `ascontiguousarray` and `asfortranarray` share. */
export interface Contiguous {
  <const T>(object: T, options?: ContiguousOptions<Unset>): NDArray<ValueKey<T>>;
  <const T extends DTypeLike>(
    object: ArrayInput,
    dtype: T | { dtype: T },
  ): NDArray<ResolveDType<T>>;
}

function contiguous(routine: string, object: unknown, second: unknown, order: "C" | "F"): never {
  const [dtype] = dtypeAndOptions(routine, second, undefined, ["dtype"]);
  const made = atLeast(asArray(object, dtype ?? undefined), 1);
  return toContiguous(made, order, routine) as never;
}

/** The value as an array contiguous in C order, of at least one axis. The array itself if it is so already. */
export const ascontiguousarray: Contiguous = (object: ArrayInput, second?: unknown): never =>
  contiguous("ascontiguousarray", object, second, "C");

/** The value as an array contiguous in Fortran order, of at least one axis. The array itself if it is so already. */
export const asfortranarray: Contiguous = (object: ArrayInput, second?: unknown): never =>
  contiguous("asfortranarray", object, second, "F");

/** Options of `copy`. */
export interface CopyOptions {
  order?: OrderName;
  subok?: boolean;
}

/** A copy of an array, its memory in `order` (`"K"`, the default: as the original). */
export function copy<const T>(a: T, given?: CopyOptions | OrderName): NDArray<ValueKey<T>> {
  const known =
    typeof given === "string" ? { order: given } : options("copy", given, ["order", "subok"]);
  return copyArray(asArray(a), orderIn(known.order, "K"), "copy") as NDArray<ValueKey<T>>;
}

/** Options of the functions that make arrays of a shape. */
export interface ShapeOptions<T extends DTypeLike = DTypeLike> {
  dtype?: T;
  order?: "C" | "F";
}

const shapeNames = ["dtype", "order"] as const;
const float64 = toDtype("float64") as DType;

/** A shape as the user gives it: a number stands for one axis. */
export type ShapeLike = number | readonly number[];

/** The axes of a shape argument. @throws TypeError for anything but numbers */
export function shapeOf(shape: unknown): number[] {
  if (typeof shape === "number" || typeof shape === "bigint") return [Number(shape)];
  if (Array.isArray(shape) || ArrayBuffer.isView(shape)) {
    // what is neither is left as it is, for the check of the lengths to name it
    return Array.from(shape as ArrayLike<number | bigint>, (length) =>
      typeof length === "bigint" || typeof length === "boolean" ? Number(length) : length,
    );
  }
  throw new TypeError(
    `expected a sequence of integers or a single integer, got '${String(shape)}' as the shape`,
  );
}

function fresh(
  routine: string,
  shape: ShapeLike,
  second: unknown,
  third: unknown,
  zeroed: boolean,
): NDArray {
  const [dtype, given] = dtypeAndOptions(routine, second, third, shapeNames);
  const order = given.order === undefined ? "C" : oneOf("order", given.order, ["C", "F"]);
  return newArray(shapeOf(shape), sizedFresh(dtype ?? float64), order, zeroed);
}

/** NumPy makes strings without a length one character long. */
function sizedFresh(dtype: DType): DType {
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
 * A new array of zeros. Its pages cost nothing until they are touched.
 *
 * @throws ValueError for negative lengths, MemoryError if the memory cannot be had
 * @example
 * ```ts
 * np.zeros([2, 3]); // => [[0. 0. 0.] [0. 0. 0.]]
 * np.zeros(2, "int32"); // => [0 0]
 * ```
 */
export const zeros: FromShape = (shape: ShapeLike, second?: unknown, third?: unknown): never =>
  fresh("zeros", shape, second, third, true) as never;

/**
 * A new array whose elements are whatever the memory holds: write every one before reading.
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
 * A new array of ones.
 *
 * @throws ValueError for negative lengths, MemoryError if the memory cannot be had
 * @example
 * ```ts
 * np.ones(3); // => [1. 1. 1.]
 * ```
 */
export const ones: FromShape = (shape: ShapeLike, second?: unknown, third?: unknown): never => {
  const made = fresh("ones", shape, second, third, false);
  assignValue(made, 1);
  return made as never;
};

/**
 * A new array filled with one value (or with an array, broadcast).
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
  const [dtype, given] = dtypeAndOptions("full", second, third, shapeNames);
  const order = given.order === undefined ? "C" : oneOf("order", given.order, ["C", "F"]);
  const axes = shapeOf(shape);
  sizeOf(axes);
  const value = valueToCopy(fill_value, dtype);
  const wanted = dtype === null ? value.dtype : sizedFor(dtype, value.dtype);
  const made = newArray(axes, wanted, order);
  assignValue(made, value);
  return made;
}

/** Options of the `_like` functions. */
export interface LikeOptions<T extends DTypeLike = DTypeLike> {
  dtype?: T;
  /** Memory order; `"K"` (default) keeps that of the prototype. */
  order?: OrderName;
  subok?: boolean;
  /** Another shape than the prototype's. */
  shape?: ShapeLike | null;
}

const likeNames = ["dtype", "order", "subok", "shape"] as const;

function like(routine: string, prototype: ArrayInput, second: unknown, third: unknown): NDArray {
  const [asked, known] = dtypeAndOptions(routine, second, third, likeNames);
  const given = known as LikeOptions;
  const zeroed = routine === "zeros_like";
  const model = asArray(prototype);
  const dtype = sizedFresh(asked ?? model.dtype);
  const order = orderIn(given.order, "K");
  if (given.shape === undefined || given.shape === null) {
    return likeArray(model, dtype, order, zeroed);
  }
  const axes = shapeOf(given.shape);
  // the order of axes can be kept only if there are as many, and some order is there to keep
  const { c_contiguous, f_contiguous } = model.flags;
  const keep = order === "K" && axes.length === model.ndim && !c_contiguous;
  const fortran = order === "F" || ((order === "A" || keep) && f_contiguous && !c_contiguous);
  if (fortran || !keep) return newArray(axes, dtype, fortran ? "F" : "C", zeroed);
  const strides = likeStrides(axes, model._strides, model.itemsize, dtype.itemsize, order);
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
 * A new array of zeros with the shape, dtype and memory order of another.
 *
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
 * A new uninitialised array with the shape, dtype and memory order of another.
 *
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
 * A new array of ones with the shape, dtype and memory order of another.
 *
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
  assignValue(made, 1);
  return made as never;
};

/**
 * A new array filled with one value, with the shape, dtype and memory order of another.
 *
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

/** Options of `frombuffer`. */
export interface FrombufferOptions<T extends DTypeLike = DTypeLike> {
  dtype?: T;
  /** Elements to take; -1 (default) takes all. */
  count?: number;
  /** Byte to begin at. */
  offset?: number;
}

/** Memory that `frombuffer` can look at. */
export type BufferLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | NDArray;

/**
 * A one-dimensional view of a buffer's bytes as elements of a dtype (float64 by default). Nothing is copied.
 *
 * @throws ValueError if the buffer is too short or not a whole number of elements
 * @example
 * ```ts
 * np.frombuffer(new Uint8Array([1, 0, 2, 0]), "<u2"); // => [1 2]
 * ```
 */
export function frombuffer(
  buffer: BufferLike,
  options?: FrombufferOptions<Unset>,
): NDArray<"float64">;
export function frombuffer<const T extends DTypeLike>(
  buffer: BufferLike,
  dtype: T | WithDType<FrombufferOptions, T>,
  options?: FrombufferOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function frombuffer(buffer: BufferLike, second?: unknown, third?: unknown): NDArray {
  const names = ["dtype", "count", "offset"] as const;
  const [asked, known] = dtypeAndOptions("frombuffer", second, third, names);
  const dtype = asked ?? float64;
  const { count = -1, offset = 0 } = known as FrombufferOptions;
  if (buffer instanceof NDArray) return bufferOfArray(buffer, dtype, count, offset);
  if (!isMemory(buffer) && !ArrayBuffer.isView(buffer)) {
    throw new TypeError(
      `a bytes-like object is required, not '${typeof buffer}' (give a typed array, Buffer, ArrayBuffer or SharedArrayBuffer)`,
    );
  }
  const whole = ArrayBuffer.isView(buffer) ? buffer.buffer : buffer;
  const start = ArrayBuffer.isView(buffer) ? buffer.byteOffset : 0;
  const length = elementCount(buffer.byteLength, dtype, count, offset);
  const storage = external(whole as AnyBuffer, start, buffer.byteLength);
  return makeArray(storage, start + offset, [length], [dtype.itemsize], dtype, buffer);
}

function bufferOfArray(array: NDArray, dtype: DType, count: number, offset: number): NDArray {
  const storage = array.live();
  if (!array.flags.c_contiguous) {
    throw new ValueError("ndarray is not C-contiguous (take ascontiguousarray of it first)");
  }
  const length = elementCount(array.nbytes, dtype, count, offset);
  const base = array.base instanceof NDArray ? array.base : array;
  const start = array.byteOffset + offset;
  return makeArray(storage, start, [length], [dtype.itemsize], dtype, base, array.writeable);
}

function elementCount(bytes: number, dtype: DType, count: number, offset: number): number {
  if (dtype.itemsize === 0) throw new ValueError("itemsize cannot be zero in type");
  if (offset < 0 || offset > bytes) {
    throw new ValueError(
      `offset must be non-negative and no greater than buffer length (${bytes}) (got ${offset})`,
    );
  }
  const left = bytes - offset;
  if (count < 0) {
    if (left % dtype.itemsize !== 0) {
      throw new ValueError(
        `buffer size must be a multiple of element size (${left} bytes, elements of ${dtype.itemsize})`,
      );
    }
    return left / dtype.itemsize;
  }
  if (left < count * dtype.itemsize) {
    throw new ValueError(
      `buffer is smaller than requested size (${left} bytes left, ${count * dtype.itemsize} wanted)`,
    );
  }
  return count;
}
