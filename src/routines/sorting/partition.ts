// Partitions: elements in the place they have in the sorted array. They are made by sorting; see sorting.ts.

import { checkedAxis } from "../../array/axes.js";
import { asArray } from "../../array/convert.js";
import { indexValues } from "../../array/index-values.js";
import { ravelArray } from "../../array/reshape.js";
import { ValueError } from "../../core/errors.js";
import type { NDArray } from "../../core/ndarray.js";
import { pythonType } from "../../core/python-values.js";
import { optionsOr } from "../arguments.js";
import type { ValueKey } from "../creation.js";
import { argsort, type Sorting, type SortOptions, sort, sortInPlace } from "./sorting.js";

/** Options of `partition` and `argpartition`. */
export type PartitionOptions = Omit<SortOptions, "stable" | "kind"> & {
  kind?: "introselect" | undefined;
};

const partitionNames = ["axis", "kind", "order", "descending"] as const;

function checkedPartition(
  routine: string,
  kth: unknown,
  array: NDArray,
  axis: number | null | PartitionOptions | undefined,
  given: PartitionOptions | undefined,
): Sorting {
  const known = optionsOr<PartitionOptions>(routine, partitionNames, "axis", axis, given);
  const kind: unknown = known.kind;
  if (kind !== undefined && kind !== "introselect") {
    if (typeof kind !== "string") {
      throw new TypeError(`select kind must be str, not ${pythonType(kind)}`);
    }
    throw new ValueError(`select kind must be 'introselect' (got '${kind}')`);
  }
  const asked = known.axis === undefined ? -1 : known.axis;
  const length = asked === null ? array.size : array._shape[checkedAxis(asked, array.ndim)];
  const places = asArray(kth);
  if (!"iu".includes(places.dtype.kind)) {
    throw new TypeError(`Partition index must be integer (got dtype ${places.dtype.name})`);
  }
  for (const place of array.size === 0 ? [] : indexValues(places)) {
    if (place < -length || place >= length) {
      throw new ValueError(`kth(=${place < 0 ? place + length : place}) out of bounds (${length})`);
    }
  }
  const { order, descending } = known;
  return {
    axis: asked,
    fields: order === undefined || order === null ? null : [order].flat(),
    descending: descending === true,
  };
}

function sortOptions({ axis, fields, descending }: Sorting): SortOptions {
  return { axis, order: fields, descending };
}

/**
 * A copy in which element `kth` stands where it would in the sorted array, smaller ones before it, greater ones
 * behind it. Here the whole array is sorted, which is one such arrangement; NumPy's is another.
 *
 * @throws ValueError if `kth` is out of bounds, TypeError if it is no integer, AxisError
 * @example
 * ```ts
 * np.partition([7, 1, 5, 3], 2).at(2); // => 5
 * ```
 */
export function partition<A>(
  a: A,
  kth: unknown,
  axis?: number | null | PartitionOptions,
  given?: PartitionOptions,
): NDArray<ValueKey<A>> {
  const array = asArray(a);
  const sorting = checkedPartition("partition", kth, array, axis, given);
  return sort(array, sortOptions(sorting)) as never;
}

/** `a.partition(kth)`: in place. */
export function partitionInPlace(
  array: NDArray,
  kth: unknown,
  axis?: number | PartitionOptions,
  given?: PartitionOptions,
): void {
  const sorting = checkedPartition("partition", kth, array, axis, given);
  sortInPlace(array, { ...sortOptions(sorting), axis: sorting.axis ?? -1 });
}

/**
 * The positions that would partition an array (see {@link partition}). Here those that would sort it; NumPy's are
 * others in general. An int64 copy.
 *
 * @throws ValueError if `kth` is out of bounds, TypeError if it is no integer, AxisError
 * @example
 * ```ts
 * np.argpartition([7, 1, 5, 3], 0).at(0); // => 1
 * ```
 */
export function argpartition(
  a: unknown,
  kth: unknown,
  axis?: number | null | PartitionOptions,
  given?: PartitionOptions,
): NDArray<"int64"> {
  const whole = asArray(a);
  const array = whole.ndim === 0 ? ravelArray(whole) : whole;
  return argsort(array, sortOptions(checkedPartition("argpartition", kth, array, axis, given)));
}
