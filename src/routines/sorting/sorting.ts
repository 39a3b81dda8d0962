// Sorted arrays and the positions that sort them: sort and argsort. How one line is sorted is in lines.ts.

import { checkedAxis } from "../../array/axes.js";
import { asArray } from "../../array/convert.js";
import { copyArray, copyInto } from "../../array/copy.js";
import { ravelArray } from "../../array/reshape.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import { normalizeAxis } from "../../core/layout.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { pythonType } from "../../core/python-values.js";
import { optionsOr } from "../arguments.js";
import type { ValueKey } from "../creation.js";
import { gatherItems, inLines, lastAxis, liesInLines, lineOf, linesOf } from "./array-lines.js";
import { comparisonOf } from "./compare.js";
import type { Line } from "./keys.js";
import { orderOfLine, sortLine, sortsInPlace } from "./lines.js";

/** Names of sorts. All of them are the same stable sort here. */
export type SortKind = "quicksort" | "mergesort" | "heapsort" | "stable";

/** Options of `sort` and `argsort`. */
export interface SortOptions {
  /** The axis to sort along, the last by default; `null` sorts the flattened array. */
  axis?: number | null | undefined;
  /** Accepted for NumPy's sake: every sort is stable. `"stable"` by default. */
  kind?: SortKind | null | undefined;
  /**
   * Fields of a structured array to sort by, in this order; the others decide between equals. All
   * fields, in their order, by default.
   */
  order?: string | readonly string[] | null | undefined;
  /** Accepted for NumPy's sake: every sort is stable. True by default. */
  stable?: boolean | null | undefined;
  /** Greatest first; NaN stands behind all else all the same, and equal elements keep their order. Not by default. */
  descending?: boolean | null | undefined;
}

const sortNames = ["axis", "kind", "order", "stable", "descending"] as const;
const int64 = toDtype("int64");

/** What a sort is asked for. */
export interface Sorting {
  axis: number | null;
  fields: readonly string[] | null;
  descending: boolean;
}

function sortingOf(routine: string, second: unknown, third: unknown): Sorting {
  const known = optionsOr<SortOptions>(routine, sortNames, "axis", second, third);
  const { kind, stable, order, descending } = known;
  if (kind !== undefined && kind !== null) {
    if ((stable ?? null) !== null || (descending ?? null) !== null) {
      throw new ValueError(
        "`kind` and keyword parameters can't be provided at the same time. Use only one of them.",
      );
    }
    checkKind(kind);
  }
  const fields = order === undefined || order === null ? null : [order].flat();
  return {
    axis: known.axis === undefined ? -1 : known.axis,
    fields,
    descending: descending === true,
  };
}

function checkKind(kind: unknown): void {
  if (typeof kind === "string" && "qhms".includes(kind.slice(0, 1).toLowerCase() || "?")) return;
  if (typeof kind !== "string") {
    throw new TypeError(`sort kind must be str, not ${pythonType(kind)}`);
  }
  throw new ValueError(`sort kind must be one of 'quick', 'heap', or 'stable' (got '${kind}')`);
}

/**
 * A sorted copy along an axis (the last by default). NaN is put last, -0 and 0 are equal, complex numbers go by
 * real, then imaginary parts, text by code points, records field by field. Stable, whatever `kind` says.
 *
 * @throws AxisError, ValueError for an unknown kind or field
 * @example
 * ```ts
 * np.sort([[3, 1, 2], [9, 7, 8]]); // => [[1 2 3] [7 8 9]]
 * np.sort([[3, 1], [2, 4]], 0); // => [[2 1] [3 4]]
 * np.sort([[3, 1], [2, 4]], null); // => [1 2 3 4]
 * np.sort([2, NaN, 3], { descending: true }); // => [ 3.  2. nan]
 * ```
 */
export function sort<A>(
  a: A,
  axis?: number | null | SortOptions,
  given?: SortOptions,
): NDArray<ValueKey<A>> {
  const sorting = sortingOf("sort", axis, given);
  const array = asArray(a);
  array.live();
  const copy =
    sorting.axis === null
      ? copyArray(ravelArray(array), "C", "sort")
      : copyArray(array, "K", "sort");
  sortArray(copy, sorting);
  return copy as never;
}

/** `a.sort()`: in place. */
export function sortInPlace(
  array: NDArray,
  axis?: number | SortOptions,
  given?: SortOptions,
): void {
  const sorting = sortingOf("sort", axis, given);
  array.live();
  array.assertWriteable("sort array");
  sortArray(array, sorting);
}

/** Sorts every line along an axis in place. */
function sortArray(array: NDArray, { axis, fields, descending }: Sorting): void {
  const along = checkedAxis(axis ?? -1, array.ndim);
  if (array.size < 2 || array._shape[along] < 2) {
    if (fields !== null) orderOfLine(array.dtype, lineOf(array, 0, 0), fields);
    return;
  }
  const numeric = sortsInPlace(array.dtype) && fields === null && !descending;
  if (numeric && liesInLines(array, along)) {
    for (const line of linesOf(array, along)) sortLine(array.dtype, line);
    return;
  }
  const work = inLines(array, along);
  const lines = linesOf(work, work.ndim - 1);
  if (numeric) {
    for (const line of lines) sortLine(work.dtype, line);
    copyInto(lastAxis(array, along), work, "sort");
    return;
  }
  const sorted = newArray(work._shape, work.dtype);
  let at = sorted.byteOffset;
  for (const line of lines) {
    const order = orderOfLine(work.dtype, line, fields, descending);
    gatherItems(sorted, at, line, order, work.itemsize);
    at += line.length * work.itemsize;
  }
  copyInto(lastAxis(array, along), sorted, "sort");
}

/**
 * The positions that would sort an array along an axis (the last by default): `np.take_along_axis(a, order, axis)`
 * is sorted. Equal elements keep their order, as with NumPy's stable kinds; NumPy's default kind does not promise
 * any. An int64 copy.
 *
 * @throws AxisError, ValueError for an unknown kind or field
 * @example
 * ```ts
 * np.argsort([30, 10, 20]); // => [1 2 0]
 * np.argsort([[3, 1], [2, 4]], 0); // => [[1 0] [0 1]]
 * ```
 */
export function argsort(
  a: unknown,
  axis?: number | null | SortOptions,
  given?: SortOptions,
): NDArray<"int64"> {
  const sorting = sortingOf("argsort", axis, given);
  const array = asArray(a);
  array.live();
  if (array.ndim === 0) {
    normalizeAxis(sorting.axis ?? 0, 1);
    return newArray([1], int64, "C", true);
  }
  const source = sorting.axis === null ? ravelArray(array) : array;
  const along = checkedAxis(sorting.axis ?? -1, source.ndim);
  return orderArray(source, along, sorting.fields, sorting.descending);
}

/** {@link argsort} along an axis counted from the front. */
export function orderArray(
  array: NDArray,
  axis: number,
  fields: readonly string[] | null = null,
  descending = false,
): NDArray<"int64"> {
  const order = newArray(array._shape, int64);
  if (array.size === 0) {
    if (fields !== null) comparisonOf(array.dtype, fields);
    return order;
  }
  const work = liesInLines(array, axis) ? array : inLines(array, axis);
  const workAxis = work === array ? axis : work.ndim - 1;
  const ordered = lastAxis(order, axis);
  const words = order.storage.views.i32;
  const step = ordered._strides[order.ndim - 1] / 4;
  const places = linesOf(ordered, order.ndim - 1);
  for (const line of linesOf(work, workAxis)) {
    const positions = orderOfLine(work.dtype, line, fields, descending);
    let at = (places.next().value as Line).byteOffset / 4;
    for (let i = 0; i < positions.length; i++, at += step) {
      words[at] = positions[i];
      words[at + 1] = 0;
    }
  }
  return order;
}
