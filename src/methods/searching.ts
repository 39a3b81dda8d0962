// Sorting, searching and picking as methods: a.sort(), a.take([0, 2]), a.clip(0, 1). Each is the function of the
// same name; those that work in place say so.

import { assignValue } from "../array/index-set.js";
import { NDArray } from "../core/ndarray.js";
import type { RealKey, ScalarLike } from "../core/result-types.js";
import type { DTypeKey } from "../core/types.js";
import { type ChooseOptions, choose } from "../routines/choosing.js";
import { type ClipOptions, clip, type RoundOptions, round } from "../routines/clipping.js";
import { imag, real } from "../routines/complex-parts.js";
import { type DiagonalOptions, diagonal, type TraceOptions, trace } from "../routines/diagonals.js";
import { nonzero } from "../routines/nonzero.js";
import { type PutOptions, put } from "../routines/putting.js";
import type { ReducedItem, ReducedKey } from "../routines/reduction-types.js";
import {
  argpartition,
  type PartitionOptions,
  partitionInPlace,
} from "../routines/sorting/partition.js";
import { type SearchOptions, searchsorted } from "../routines/sorting/searchsorted.js";
import { argsort, type SortOptions, sortInPlace } from "../routines/sorting/sorting.js";
import { type CompressOptions, compress, type TakeOptions, take } from "../routines/taking.js";
import type { OneOrMore } from "../routines/tuple-types.js";
import { defineFluent } from "./define.js";

declare module "../core/ndarray.js" {
  interface NDArray<D extends DTypeKey> {
    /**
     * Sorts the array itself along an axis (the last by default). In place; `np.sort` makes a copy.
     *
     * @throws ValueError if the array is read-only, or for a kind there is not; AxisError
     * @example
     * ```ts
     * const a = np.array([3, 1, 2]);
     * a.sort();
     * a; // => [1 2 3]
     * ```
     */
    sort(axis?: number | SortOptions, options?: SortOptions): void;
    /**
     * The positions that would sort the array along an axis, the last by default: int64, of the
     * array's shape. A copy. See `np.argsort`.
     *
     * @throws AxisError, ValueError for a kind there is not
     * @example
     * ```ts
     * np.array([3, 1, 2]).argsort(); // => [1 2 0]
     * ```
     */
    argsort(axis?: number | null | SortOptions, options?: SortOptions): NDArray<"int64">;
    /**
     * Partitions the array itself around element `kth`. In place; `np.partition` makes a copy.
     *
     * @throws ValueError if `kth` is out of bounds, or the array is read-only; AxisError
     * @example
     * ```ts
     * const a = np.array([3, 1, 2, 0]);
     * a.partition(1);
     * a.item(1); // => 1
     * ```
     */
    partition(kth: unknown, axis?: number | PartitionOptions, options?: PartitionOptions): void;
    /**
     * The positions that would partition the array around element `kth` along an axis, the last by
     * default: int64, of the array's shape. A copy. See `np.argpartition`.
     *
     * @throws ValueError if `kth` is out of bounds, AxisError
     * @example
     * ```ts
     * np.array([30, 10, 20]).argpartition(0).item(0); // => 1
     * ```
     */
    argpartition(
      kth: unknown,
      axis?: number | null | PartitionOptions,
      options?: PartitionOptions,
    ): NDArray<"int64">;
    /**
     * The positions of the elements that are not zero: one int64 array for each axis. Copies. See
     * `np.nonzero`.
     *
     * @throws ValueError for a 0-d array
     * @example
     * ```ts
     * np.array([3, 0, 4]).nonzero()[0]; // => [0 2]
     * ```
     */
    nonzero(): OneOrMore<NDArray<"int64">>;
    /**
     * The elements (or slices along an axis) at the given positions. A copy, of the array's dtype.
     * See `np.take`.
     *
     * @throws IndexError for a position out of bounds unless `mode` says otherwise, AxisError
     * @example
     * ```ts
     * np.array([10, 20, 30]).take([2, 0]); // => [30 10]
     * ```
     */
    take(indices: unknown, axis?: number | null | TakeOptions, options?: TakeOptions): NDArray<D>;
    /**
     * `np.put` into the array: in place.
     *
     * @returns nothing
     * @throws IndexError for a position out of bounds unless `mode` says otherwise, ValueError if
     * the array is read-only
     * @example
     * ```ts
     * const a = np.arange(5);
     * a.put([0, 2], [-1, -2]);
     * a; // => [-1 1 -2 3 4]
     * ```
     */
    put(indices: unknown, values: unknown, options?: PutOptions): void;
    /**
     * The elements (or slices along an axis) where a condition holds. A copy, of the array's dtype.
     * See `np.compress`.
     *
     * @throws ValueError for a condition that has not one dimension, IndexError for one that is
     * longer than the axis
     * @example
     * ```ts
     * np.array([1, 2, 3]).compress([true, false, true]); // => [1 3]
     * ```
     */
    compress(
      condition: unknown,
      axis?: number | null | CompressOptions,
      options?: CompressOptions,
    ): NDArray<D>;
    /**
     * From several arrays, each element from the one whose number stands in this array. A copy. See
     * `np.choose`.
     *
     * @throws ValueError for a number without an array unless `mode` says otherwise
     * @example
     * ```ts
     * np.array([0, 1, 0]).choose([[1, 2, 3], [10, 20, 30]]); // => [ 1 20  3]
     * ```
     */
    choose(choices: unknown, options?: ChooseOptions): NDArray;
    /**
     * The elements limited to a range. A copy, of the dtype that array and bounds promote to. See
     * `np.clip`.
     *
     * @throws ValueError for bounds whose shapes do not fit
     * @example
     * ```ts
     * np.arange(5).clip(1, 3); // => [1 1 2 3 3]
     * ```
     */
    clip(min?: unknown, max?: unknown, options?: ClipOptions): NDArray;
    /**
     * The elements rounded to so many decimals, halves to even. A copy, of the array's dtype. See
     * `np.round`.
     *
     * @throws TypeError for decimals that are no integer
     * @example
     * ```ts
     * np.array([1.25, 2.5]).round(); // => [1. 2.]
     * ```
     */
    round(decimals?: number | RoundOptions, options?: RoundOptions): NDArray<D>;
    /**
     * Where values would have to be put in to keep the array sorted: a number for one value, else
     * an int64 array of the values' shape, a copy. See `np.searchsorted`.
     *
     * @throws ValueError for a side there is not, or an array that has not one dimension
     * @example
     * ```ts
     * np.array([1, 3, 5]).searchsorted(4); // => 2
     * ```
     */
    searchsorted(v: ScalarLike | string, options?: SearchOptions): number;
    searchsorted(v: unknown, options?: SearchOptions): NDArray<"int64">;
    /**
     * `np.diagonal` of the array: a read-only view.
     *
     * @throws ValueError for fewer than two axes, AxisError
     * @example
     * ```ts
     * np.array([[1, 2], [3, 4]]).diagonal(); // => [1 4]
     * ```
     */
    diagonal(offset?: number | DiagonalOptions, options?: DiagonalOptions): NDArray<D>;
    /**
     * The sum along a diagonal: a JavaScript value for a matrix, else a new array. See `np.trace`.
     *
     * @returns a number for a matrix, else a new array (a copy)
     * @throws ValueError for fewer than two axes, AxisError
     * @example
     * ```ts
     * np.array([[1, 2], [3, 4]]).trace(); // => 5
     * ```
     */
    trace<A extends NDArray>(
      this: A,
      offset?: number | TraceOptions,
      options?: TraceOptions,
    ): ReducedItem<ReducedKey<"sum", A>>;
    /** The real parts: a view of a complex array, a real array itself. */
    get real(): NDArray<RealKey<D>>;
    set real(value: unknown);
    /** The imaginary parts: a view of a complex array, read-only zeros for a real one. */
    get imag(): NDArray<RealKey<D>>;
    set imag(value: unknown);
  }
}

defineFluent({
  sort: sortInPlace,
  argsort,
  partition: partitionInPlace,
  argpartition,
  nonzero,
  take,
  put,
  compress: (array: NDArray, condition: unknown, ...rest: [CompressOptions?]) =>
    compress(condition, array, ...rest),
  choose,
  clip,
  round,
  searchsorted,
  diagonal,
  trace,
});

for (const [name, part] of [
  ["real", real],
  ["imag", imag],
] as const) {
  Object.defineProperty(NDArray.prototype, name, {
    get(this: NDArray) {
      return (part as (array: NDArray) => NDArray)(this);
    },
    set(this: NDArray, value: unknown) {
      if (name === "imag" && this.dtype.kind !== "c") {
        throw new TypeError("array does not have imaginary part to set (its dtype is real)");
      }
      this.assertWriteable();
      assignValue((part as (array: NDArray) => NDArray)(this), value);
    },
    configurable: true,
    enumerable: false,
  });
}
