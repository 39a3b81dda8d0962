// Arrays from values and from other arrays: np.array and its kin. Zeros and the like are in fresh.ts, buffers in
// frombuffer.ts, ranges in ranges.ts.

import { arrayFromValues, asArray, isMemory, viewOfMemory } from "../array/convert.js";
import { assertCastable, castArray, copyArray, sizedFor } from "../array/copy.js";
import { contiguous as toContiguous } from "../array/values.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { OverflowError, ValueError } from "../core/errors.js";
import { MAX_NDIM, type OrderName } from "../core/layout.js";
import { makeView, NDArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { readOrder } from "../core/order.js";
import { truthFlag } from "../core/python-values.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import type { ValueKey } from "../core/value-types.js";
import { integer } from "./arguments.js";

export type { ValueKey } from "../core/value-types.js";

/** What `np.array` takes: nested arrays, scalars, typed arrays, buffers, arrays. */
export type ArrayInput = unknown;

/** Options of `array`. */
export interface ArrayOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype; by default the smallest that holds every value. */
  dtype?: T | undefined;
  /** `true` (default) always copies, `null` only if it must, `false` never (ValueError if it must). */
  copy?: boolean | null | undefined;
  /** Memory order: `"K"` (default) keeps that of an array, and is `"C"` for everything else. */
  order?: OrderName | undefined;
  /** Accepted for NumPy's sake; strided has no subclasses to pass through. */
  subok?: boolean | undefined;
  /** Least number of axes, 0 by default; new ones are put in front. */
  ndmin?: number | undefined;
  /** How deep nested values may be read as axes; 64 by default. Values nested deeper are an error. */
  ndmax?: number | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

/** A `dtype` option that is not given. */
export type Unset = null | undefined;

/** Options `O` with a dtype among them, which the compiler then knows. */
export type WithDType<O, T> = Omit<O, "dtype"> & { dtype: T };

const arrayNames = ["dtype", "copy", "order", "subok", "ndmin", "ndmax", "like"] as const;

/**
 * A new array of the values of nested arrays, typed arrays or another array. A copy. With `copy:
 * null` or `copy: false` an array of the right dtype and order is returned itself.
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
  const copy = given.copy === undefined ? true : readCopy(given.copy);
  const order = readOrder(given.order, "K");
  const [least, most] = axisBounds(given);
  if (given.ndmax !== undefined) checkDepth(object, dtype, most);
  const made = convert(object, dtype, copy, order, "array");
  return atLeast(made, least, order === "F");
}

/** @throws ValueError where the values, or an array that is cast, have more axes than were asked for */
function checkDepth(object: ArrayInput, dtype: DType | null, most: number): void {
  if (object instanceof NDArray) {
    // one that is only copied may have as many as it has
    if (object.ndim <= most || (dtype ?? object.dtype).equals(object.dtype)) return;
    throw new ValueError(
      `object too deep for desired array (it has ${object.ndim} dimensions, ndmax is ${most})`,
    );
  }
  const depth = isMemory(object) ? 0 : depthOf(object);
  if (depth <= most) return;
  throw new ValueError(
    `setting an array element with a sequence. The requested array would exceed the maximum number of dimension of ${most}. (ndmax is ${most}, the values are nested ${depth} deep)`,
  );
}

function depthOf(value: unknown): number {
  if (value instanceof NDArray) return value.ndim;
  return Array.isArray(value) ? 1 + depthOf(value[0]) : 0;
}

/** The options `ndmin` and `ndmax`. */
function axisBounds({ ndmin = 0, ndmax = MAX_NDIM }: ArrayOptions): [number, number] {
  const least = integer(ndmin, "ndmin");
  const most = integer(ndmax, "ndmax");
  for (const bound of [least, most]) {
    if (Math.abs(bound) < 2 ** 31) continue;
    throw new OverflowError(
      `Python int too large to convert to C int (ndmin or ndmax is ${bound})`,
    );
  }
  if (most < 0 || most > MAX_NDIM) {
    throw new ValueError(`ndmax must be in the range [0, NPY_MAXDIMS (${MAX_NDIM})] (got ${most})`);
  }
  if (least > most) throw new ValueError(`ndmin must be <= ndmax (${most}) (got ${least})`);
  return [least, most];
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

function convert(
  object: unknown,
  dtype: DType | null,
  asked: unknown,
  order: OrderName,
  operation: string,
): NDArray {
  const copy = readCopy(asked);
  if (!(object instanceof NDArray) && !isMemory(object)) {
    if (copy === false) {
      throw copyNeeded(
        "JavaScript values have no memory to share (give a typed array, or leave copy out)",
      );
    }
    return arrayFromValues(object, dtype, order === "F" ? "F" : "C");
  }
  const source = object instanceof NDArray ? object : viewOfMemory(object);
  source.live();
  const wanted = dtype === null ? source.dtype : sizedFor(dtype, source.dtype, source);
  assertCastable(source.dtype, wanted, source.ndim);
  const same = wanted.equals(source.dtype);
  if (same && copy !== true && liesIn(source, order)) return source;
  if (copy === false) {
    if (same && dtype !== null) {
      throw new ValueError(
        `Unable to avoid copy while creating a new array. (the memory order is not ${order})`,
      );
    }
    throw copyNeeded(
      same
        ? `the memory order is not ${order}`
        : `the dtype would change from ${source.dtype} to ${wanted}`,
    );
  }
  // a cast keeps the order that "A" would give up, as in NumPy
  const laid = order === "A" ? "K" : order;
  return same ? copyArray(source, order, operation) : castArray(source, wanted, laid, operation);
}

/** The option `copy`: null copies where needed, other values as they are true. @throws ValueError for a text */
export function readCopy(copy: unknown): boolean | null {
  if (typeof copy === "string") {
    throw new ValueError(
      "strings are not allowed for 'copy' keyword. Use True/False/None instead.",
    );
  }
  return copy === null || copy === undefined ? null : truthFlag(copy);
}

/** NumPy's three sentences, and what stands in the way. */
function copyNeeded(why: string): ValueError {
  return new ValueError(
    `Unable to avoid copy while creating an array as requested.
If using \`np.array(obj, copy=False)\` replace it with \`np.asarray(obj)\` to allow a copy when needed (no behavior change in NumPy 1.x).
For more details, see https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword.
(${why})`,
  );
}

function liesIn(source: NDArray, order: OrderName): boolean {
  const { flags } = source;
  if (order === "C") return flags.c_contiguous;
  if (order === "F") return flags.f_contiguous;
  return true;
}

/** The array with axes of length 1 in front until it has `ndmin`; their strides are those that NumPy gives. */
export function atLeast<D extends DTypeKey>(
  made: NDArray<D>,
  ndmin: number,
  fortran = made.flags.fnc,
): NDArray<D> {
  const missing = ndmin - made.ndim;
  if (missing <= 0) return made;
  const { _shape, _strides, itemsize } = made;
  const outer = made.ndim === 0 || fortran || made.flags.fnc ? itemsize : _strides[0]! * _shape[0]!;
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
  /** The dtype; by default the value's own. */
  dtype?: T | undefined;
  /** Memory order; `"K"` (default) keeps what there is. */
  order?: OrderName | undefined;
  /** `null` (default) copies only if it must, `false` never, `true` always. */
  copy?: boolean | null | undefined;
  /** Accepted for the array API's sake: there is one device, `"cpu"` (default). */
  device?: "cpu" | null | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

const asarrayNames = ["dtype", "order", "copy", "device", "like"] as const;

/**
 * The value as an array, copied only if it must be: an array of the right dtype is returned itself, a typed array,
 * Buffer, ArrayBuffer or SharedArrayBuffer is looked at in place.
 *
 * @throws ValueError for lists of unequal lengths, or if `copy` is false and a copy is needed
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
  return convert(object, dtype, readCopy(given.copy), readOrder(given.order, "K"), "asarray");
}

/** As `asarray`: memory maps are let through as they are. */
export const asanyarray = asarray;

/** Options of `ascontiguousarray` and `asfortranarray`. */
export interface ContiguousOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype; by default the value's own. */
  dtype?: T | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
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
  if (second === undefined && object instanceof NDArray && object.ndim > 0) {
    return toContiguous(object, order, routine) as never;
  }
  const [dtype] = dtypeAndOptions(routine, second, undefined, ["dtype", "like"]);
  const stays = object instanceof NDArray && (dtype === null || dtype.equals(object.dtype));
  const made = stays ? object : convert(object, dtype, null, order, routine);
  return toContiguous(atLeast(made, 1), order, routine) as never;
}

/**
 * The value as an array contiguous in C order, of at least one axis. The array itself if it is so
 * already. Else a copy.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * const a = np.array([[1, 2], [3, 4]]);
 * np.ascontiguousarray(a) === a; // => true
 * np.ascontiguousarray(a.T).strides; // => 16,8
 * ```
 */
export const ascontiguousarray: Contiguous = (object: ArrayInput, second?: unknown): never =>
  contiguous("ascontiguousarray", object, second, "C");

/**
 * The value as an array contiguous in Fortran order, of at least one axis. The array itself if it
 * is so already. Else a copy.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.asfortranarray([[1, 2], [3, 4]]).strides; // => 8,16
 * ```
 */
export const asfortranarray: Contiguous = (object: ArrayInput, second?: unknown): never =>
  contiguous("asfortranarray", object, second, "F");

/** Options of `copy`. */
export interface CopyOptions {
  /** Memory order; `"K"` (default) keeps the original's. */
  order?: OrderName | undefined;
  /** Accepted for NumPy's sake; strided has no subclasses to pass through. */
  subok?: boolean | undefined;
}

/**
 * A copy of an array, its memory in `order` (`"K"`, the default: as the original).
 *
 * @throws ValueError for lists of unequal lengths, or an order there is not
 * @example
 * ```ts
 * const a = np.array([1, 2, 3]);
 * np.copy(a).set(0, 9);
 * a; // => [1 2 3]
 * ```
 */
export function copy<const T>(a: T, given?: CopyOptions | OrderName): NDArray<ValueKey<T>> {
  const known =
    typeof given === "string" ? { order: given } : options("copy", given, ["order", "subok"]);
  return copyArray(asArray(a), readOrder(known.order, "K"), "copy") as NDArray<ValueKey<T>>;
}
