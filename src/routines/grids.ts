// Grids of coordinates, and arrays made by calling a function on one or by walking an iterator.

import { broadcastTo } from "../array/axes.js";
import { asArray, itemOf } from "../array/convert.js";
import { assertCastable, castArray, copyArray, copyInto } from "../array/copy.js";
import { reshapeArray } from "../array/reshape.js";
import { type DType, type DTypeLike, readDType, dtype as toDtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { ValueError } from "../core/errors.js";
import { broadcastShapes, contiguousStrides, sameNumbers, sizeOf } from "../core/layout.js";
import { makeView, NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { className } from "../core/promotion.js";
import { isSequence, pythonType, truthFlag } from "../core/python-values.js";
import type { ResolveDType } from "../core/types.js";
import { integer, optionsOr } from "./arguments.js";
import { dtypeAndOptions, type Unset, type WithDType } from "./creation.js";
import { fillProgression } from "./progression.js";
import { shapeOf } from "./shapes.js";
import type { ArrayArgument, ArraysOf, ListOfLength } from "./tuple-types.js";

/** Options of `meshgrid`. */
export interface MeshgridOptions {
  /** Whether the grids have new memory (default) or are views of the inputs. */
  copy?: boolean | undefined;
  /** Leave the axes along which a coordinate stays the same at length 1. False by default. */
  sparse?: boolean | undefined;
  /** `"xy"` (default): the first coordinate runs along the second axis; `"ij"`: along the first. */
  indexing?: "xy" | "ij" | undefined;
}

/**
 * Coordinate grids of coordinate vectors: one array for each, all of the shape of the grid. New arrays, or
 * read-only views with `copy: false`.
 *
 * @throws ValueError for an indexing other than "xy" and "ij", TypeError for an unknown option
 * @example
 * ```ts
 * const [x, y] = np.meshgrid([1, 2, 3], [10, 20]);
 * x; // => [[1 2 3] [1 2 3]]
 * y; // => [[10 10 10] [20 20 20]]
 * np.meshgrid([1, 2, 3], [10, 20], { sparse: true })[1].shape; // => 2,1
 * ```
 */
export function meshgrid<const X extends readonly ArrayArgument[]>(...xi: X): ArraysOf<X>;
export function meshgrid<const X extends readonly ArrayArgument[]>(
  ...args: [...xi: X, options: MeshgridOptions]
): ArraysOf<X>;
export function meshgrid(...args: unknown[]): NDArray[] {
  const last = args[args.length - 1];
  const hasOptions = isOptions(last);
  const known = options<MeshgridOptions>("meshgrid", hasOptions ? last : undefined, [
    "copy",
    "sparse",
    "indexing",
  ]);
  const vectors = (hasOptions ? args.slice(0, -1) : args).map((one) => asArray(one));
  if (known.indexing !== undefined && !["xy", "ij"].includes(known.indexing)) {
    throw new ValueError(
      `Valid values for \`indexing\` are 'xy' and 'ij'. (got '${String(known.indexing)}')`,
    );
  }
  const swapped = known.indexing !== "ij" && vectors.length > 1;
  const grids = vectors.map((vector, i) => {
    const axis = swapped && i < 2 ? 1 - i : i;
    const shape = vectors.map((_, other) => (other === axis ? -1 : 1));
    return reshapeArray(vector, shape);
  });
  const shape = broadcastShapes(...grids.map((grid) => grid._shape));
  const full = truthFlag(known.sparse)
    ? grids
    : grids.map((grid) => (sameNumbers(grid._shape, shape) ? grid : broadcastTo(grid, shape)));
  const copies = known.copy === undefined || truthFlag(known.copy);
  return !copies ? full : full.map((grid) => copyArray(grid, "C", "meshgrid"));
}

/** Options of `indices`. */
export interface IndicesOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype of the positions; int64 by default. */
  dtype?: T | undefined;
  /** One array for each axis, of length 1 along all others. False by default. */
  sparse?: boolean | undefined;
}

/**
 * The position along each axis at each place of a grid: shape `[N, ...dimensions]`, or N arrays
 * with `sparse`. New arrays, int64 unless a dtype is given. No views.
 *
 * @throws ValueError for negative lengths, TypeError for an unknown option
 * @example
 * ```ts
 * const [row, column] = np.indices([2, 3]);
 * column; // => [[0 1 2] [0 1 2]]
 * ```
 */
export function indices(
  dimensions: readonly number[],
  options?: IndicesOptions<Unset> & { sparse?: false | undefined },
): NDArray<"int64">;
export function indices<const N extends readonly number[]>(
  dimensions: N,
  options: IndicesOptions<Unset> & { sparse: true },
): ListOfLength<N, NDArray<"int64">>;
export function indices<const N extends readonly number[], const T extends DTypeLike>(
  dimensions: N,
  options: WithDType<IndicesOptions, T> & { sparse: true },
): ListOfLength<N, NDArray<ResolveDType<T>>>;
export function indices<const T extends DTypeLike>(
  dimensions: readonly number[],
  dtype: T | (WithDType<IndicesOptions, T> & { sparse?: false | undefined }),
  options?: IndicesOptions<Unset> & { sparse?: false | undefined },
): NDArray<ResolveDType<T>>;
export function indices(
  dimensions: readonly number[],
  second?: unknown,
  third?: unknown,
): NDArray | NDArray[] {
  const [asked, given] = dtypeAndOptions("indices", second, third, ["dtype", "sparse"]);
  // None, as in NumPy, is the dtype of an array of which nothing is said
  const isNone = second === null || (given as IndicesOptions).dtype === null;
  const isSparse = truthFlag((given as IndicesOptions).sparse);
  const isFloat = isNone && !isSparse;
  const dtype = asked ?? (toDtype(isFloat ? "float64" : "int64") as DType);
  const isArray = dimensions instanceof NDArray && dimensions.ndim > 0;
  if (!isArray && (dimensions as unknown) instanceof NDArray) {
    throw new TypeError("iteration over a 0-d array (dimensions is a list of lengths)");
  }
  if (!isArray && !isSequence(dimensions)) {
    throw new TypeError(
      `'${pythonType(dimensions)}' object is not iterable (dimensions is a list of lengths, as in [2, 3])`,
    );
  }
  const shape = shapeOf(dimensions);
  if (dtype.kind === "M" && shape.length > 0) {
    throw new ValueError(
      "arange requires both a start and a stop for NumPy datetime64 ranges (spans of time are counted)",
    );
  }
  if (!"biufcm".includes(dtype.kind)) {
    throw new TypeError(`arange() not supported for inputs with DType ${className(dtype)}.`);
  }
  if (!isSparse) sizeOf([shape.length, ...shape], dtype.itemsize);
  if (dtype.kind === "b" && shape.some((length) => length > 2)) {
    throw new TypeError(
      `arange() is only supported for booleans when the result has at most length 2. (dimensions is ${shape.join(", ")})`,
    );
  }
  const along = shape.map((dimension, axis) => {
    const length = Math.max(0, dimension);
    const line = counting(length, dtype);
    return reshapeArray(
      line,
      shape.map((_, other) => (other === axis ? length : 1)),
    );
  });
  if (isSparse) return along;
  const made = newArray([shape.length, ...shape], dtype);
  along.forEach((line, axis) => {
    const at = made.byteOffset + axis * made._strides[0]!;
    copyInto(makeView(made, at, shape, made._strides.slice(1), dtype, "indices"), line, "indices");
  });
  return made;
}

const int64 = toDtype("int64") as DType;

function counting(length: number, dtype: DType): NDArray {
  const native = dtype.isnative ? dtype : dtype.newbyteorder("=");
  const line = newArray([length], native);
  // spans of time are counted as integers
  const counts = native.kind === "m" ? int64 : native;
  fillProgression(
    makeView(line, line.byteOffset, [length], line._strides, counts, "indices"),
    0,
    1,
  );
  return native === dtype ? line : castArray(line, dtype);
}

/** Options of `fromfunction`. */
export interface FromfunctionOptions {
  /** The dtype of the coordinates handed to the function; float64 by default. */
  dtype?: DTypeLike | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

/**
 * Calls a function once, with the coordinate grids of a shape, and returns what it returns: an array of
 * `f(i, j, …)` if it works on whole arrays.
 *
 * @returns what the function returns: with ufuncs a new array, no view
 * @throws TypeError for what is no function, or for an unknown option
 * @example
 * ```ts
 * np.fromfunction((i, j) => i.add(j), [2, 3], "int64"); // => [[0 1 2] [1 2 3]]
 * ```
 */
export function fromfunction<R>(
  fn: (...coordinates: NDArray[]) => R,
  shape: readonly number[],
  second?: DTypeLike | FromfunctionOptions,
  third?: FromfunctionOptions,
): R {
  const [dtype] = dtypeAndOptions("fromfunction", second, third, ["dtype", "like"]);
  const grid = indices(shape, dtype ?? "float64");
  if (typeof fn !== "function") {
    throw new TypeError(
      `'${pythonType(fn)}' object is not callable: fromfunction takes a function`,
    );
  }
  const coordinates = shape.map((_, axis) =>
    makeView(
      grid,
      grid.byteOffset + axis * grid._strides[0]!,
      shape.slice(),
      grid._strides.slice(1),
      grid.dtype,
      "fromfunction",
    ),
  );
  return fn(...coordinates);
}

/** Options of `fromiter`. */
export interface FromiterOptions {
  /** How many items to take; -1 (default) takes all, and has the result grow as it goes. */
  count?: number | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

/**
 * A one-dimensional array of the items of an iterable. A new array. A copy of the items.
 *
 * @throws ValueError if there are fewer than `count` items, or a string dtype has no length
 * @example
 * ```ts
 * np.fromiter(new Set([3, 1, 3, 2]), "int32"); // => [3 1 2]
 * ```
 */
export function fromiter<const T extends DTypeLike>(
  iter: Iterable<unknown>,
  dtype: T,
  count: number | FromiterOptions = -1,
): NDArray<ResolveDType<T>> {
  if (dtype === undefined || (isOptions(dtype) && "count" in dtype)) {
    throw new TypeError("fromiter() missing required argument 'dtype' (pos 2)");
  }
  const known = optionsOr<FromiterOptions>("fromiter", ["count", "like"], "count", count);
  const wanted = readDType(dtype);
  if (wanted.itemsize === 0 && "USV".includes(wanted.kind) && wanted.fields === null) {
    throw new ValueError(
      "Must specify length when using variable-size data-type. (as in 'U10' or 'S10')",
    );
  }
  if (typeof (iter as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== "function") {
    throw new TypeError(`'${typeof iter}' object is not iterable`);
  }
  const most = known.count === undefined ? -1 : integer(known.count, "count");
  // of negative numbers only -1 means all
  return collect(iter, wanted, most < -1 ? 0 : most) as never;
}

function collect(iter: Iterable<unknown>, dtype: DType, count: number): NDArray {
  const codec = codecOf(dtype);
  // of elements that are arrays the bytes are collected
  const raw = dtype.subdtype === null ? dtype : (toDtype(`V${dtype.itemsize}`) as DType);
  let made = newArray([count < 0 ? 16 : count], raw);
  let taken = 0;
  if (count !== 0) {
    for (const item of iter) {
      if (taken === made._shape[0]) made = grown(made);
      // the iterator is the user's code: the memory is looked up after it has run
      const at = made.byteOffset + taken * dtype.itemsize;
      if (item instanceof NDArray && raw === dtype) put(item, made, at);
      else
        codec.write(made.storage.views.dataView, at, item instanceof NDArray ? itemOf(item) : item);
      taken += 1;
      if (taken === count) break;
    }
  }
  if (taken < count) {
    throw new ValueError(
      `iterator too short: Expected ${count} but iterator had only ${taken} items.`,
    );
  }
  const result = taken === made._shape[0] && taken > 0 ? made : trimmed(made, taken);
  return unfolded(result, dtype);
}

/** Casts the one value of an array without axes, whatever is lost. @throws ValueError for an array with axes */
function put(item: NDArray, made: NDArray, at: number): void {
  if (item.ndim > 0) {
    throw new ValueError(
      "setting an array element with a sequence. (an item is an array with axes)",
    );
  }
  assertCastable(item.dtype, made.dtype, 0);
  copyInto(makeView(made, at, [], [], made.dtype, "fromiter"), item);
}

function grown(array: NDArray): NDArray {
  const larger = newArray([Math.ceil(array.size * 1.5)], array.dtype);
  copyInto(headOf(larger, array.size), array);
  return larger;
}

function trimmed(array: NDArray, length: number): NDArray {
  // NumPy shrinks the memory it has: an empty result keeps its stride
  const exact = newArrayWithStrides([length], [array.itemsize], array.dtype);
  copyInto(exact, headOf(array, length));
  return exact;
}

function headOf(array: NDArray, length: number): NDArray {
  return makeView(array, array.byteOffset, [length], array._strides, array.dtype, "fromiter");
}

/** Elements that are arrays become axes of the result. */
function unfolded(array: NDArray, { subdtype }: DType): NDArray {
  if (subdtype === null) return array;
  const inner = contiguousStrides(subdtype.shape, subdtype.base.itemsize, "C");
  const made = newArrayWithStrides(
    [...array._shape, ...subdtype.shape],
    [...array._strides, ...inner],
    subdtype.base,
  );
  copyInto(
    makeView(made, made.byteOffset, array._shape, array._strides, array.dtype, "fromiter"),
    array,
  );
  return made;
}
