// Sorting, searching and picking as methods: a.sort(), a.take([0, 2]), a.clip(0, 1). Each is the function of the
// same name; those that work in place say so.

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
     * @example
     * ```ts
     * const a = np.array([3, 1, 2]);
     * a.sort();
     * a; // => [1 2 3]
     * ```
     */
    sort(axis?: number | SortOptions, options?: SortOptions): void;
    /** `np.argsort` of the array. */
    argsort(axis?: number | null | SortOptions, options?: SortOptions): NDArray<"int64">;
    /** Partitions the array itself around element `kth`. In place; `np.partition` makes a copy. */
    partition(kth: unknown, axis?: number | PartitionOptions, options?: PartitionOptions): void;
    /** `np.argpartition` of the array. */
    argpartition(
      kth: unknown,
      axis?: number | null | PartitionOptions,
      options?: PartitionOptions,
    ): NDArray<"int64">;
    /** `np.nonzero` of the array. */
    nonzero(): OneOrMore<NDArray<"int64">>;
    /** `np.take` of the array. */
    take(indices: unknown, axis?: number | null | TakeOptions, options?: TakeOptions): NDArray<D>;
    /** `np.put` into the array: in place. */
    put(indices: unknown, values: unknown, options?: PutOptions): void;
    /** `np.compress` of the array. */
    compress(
      condition: unknown,
      axis?: number | null | CompressOptions,
      options?: CompressOptions,
    ): NDArray<D>;
    /** `np.choose` with the array as positions. */
    choose(choices: unknown, options?: ChooseOptions): NDArray;
    /** `np.clip` of the array. */
    clip(min?: unknown, max?: unknown, options?: ClipOptions): NDArray;
    /** `np.round` of the array. */
    round(decimals?: number | RoundOptions, options?: RoundOptions): NDArray<D>;
    /** `np.searchsorted` in the array. */
    searchsorted(v: ScalarLike | string, options?: SearchOptions): number;
    searchsorted(v: unknown, options?: SearchOptions): NDArray<"int64">;
    /** `np.diagonal` of the array: a read-only view. */
    diagonal(offset?: number | DiagonalOptions, options?: DiagonalOptions): NDArray<D>;
    /** `np.trace` of the array. */
    trace<A extends NDArray>(
      this: A,
      offset?: number | TraceOptions,
      options?: TraceOptions,
    ): ReducedItem<ReducedKey<"sum", A>>;
    /** The real parts: a view of a complex array, a real array itself. */
    readonly real: NDArray<RealKey<D>>;
    /** The imaginary parts: a view of a complex array, read-only zeros for a real one. */
    readonly imag: NDArray<RealKey<D>>;
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
    configurable: true,
    enumerable: false,
  });
}
