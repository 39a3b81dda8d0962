// Lists of index positions: of triangles and diagonals. One index array for each axis, as advanced indexing
// takes them.

import { asArray } from "../array/convert.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { MAX_NDIM } from "../core/layout.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { pythonType } from "../core/python-values.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import { ones } from "./fresh.js";
import { nonzero } from "./nonzero.js";
import { fillProgression } from "./progression.js";
import type { OneOrMore, PartsOf } from "./tuple-types.js";

/** Options of `tril_indices` and `triu_indices`. */
export interface TriangleOptions {
  /** Which diagonal bounds the triangle. 0, the main one, by default. */
  k?: number | undefined;
  /** Number of columns; as many as rows by default. */
  m?: number | null | undefined;
}

/** Positions along the rows and along the columns. */
export type RowsAndColumns = [rows: NDArray<"int64">, columns: NDArray<"int64">];

const int64 = toDtype("int64");

/**
 * The positions at and below the k-th diagonal of a matrix of `n` rows. New arrays.
 *
 * @returns two new int64 arrays, rows and columns: no views
 * @throws ValueError for sizes that are too large, TypeError for what is no integer
 * @example
 * ```ts
 * const a = np.array([[1, 2], [3, 4]]);
 * a.at(...np.tril_indices(2)); // => [1 3 4]
 * ```
 */
export function tril_indices(
  n: number,
  k?: number | TriangleOptions,
  given?: TriangleOptions,
): RowsAndColumns {
  return trianglePositions("tril_indices", n, k, given, true);
}

/**
 * The positions at and above the k-th diagonal of a matrix of `n` rows. New arrays.
 *
 * @returns two new int64 arrays, rows and columns: no views
 * @throws ValueError for sizes that are too large, TypeError for what is no integer
 * @example
 * ```ts
 * np.triu_indices(2)[1]; // => [0 1 1]
 * ```
 */
export function triu_indices(
  n: number,
  k?: number | TriangleOptions,
  given?: TriangleOptions,
): RowsAndColumns {
  return trianglePositions("triu_indices", n, k, given, false);
}

/**
 * As `tril_indices`, for the shape of an array of two dimensions.
 *
 * @returns two new int64 arrays, rows and columns: no views
 * @throws ValueError for others
 * @example
 * ```ts
 * np.tril_indices_from(np.zeros([2, 2]))[1]; // => [0 0 1]
 * ```
 */
export function tril_indices_from(
  arr: unknown,
  k: number | { k?: number | undefined } = 0,
): RowsAndColumns {
  return fromMatrix("tril_indices_from", arr, k, true);
}

/**
 * As `triu_indices`, for the shape of an array of two dimensions.
 *
 * @returns two new int64 arrays, rows and columns: no views
 * @throws ValueError for others
 * @example
 * ```ts
 * np.triu_indices_from(np.zeros([2, 2]))[1]; // => [0 1 1]
 * ```
 */
export function triu_indices_from(
  arr: unknown,
  k: number | { k?: number | undefined } = 0,
): RowsAndColumns {
  return fromMatrix("triu_indices_from", arr, k, false);
}

function fromMatrix(
  routine: string,
  arr: unknown,
  given: number | { k?: number | undefined },
  lower: boolean,
): RowsAndColumns {
  const { k = 0 } = optionsOr<{ k: number }>(routine, ["k"], "k", given);
  const array = asArray(arr);
  if (array.ndim !== 2) {
    throw new ValueError(`input array must be 2-d (got ${array.ndim} dimensions)`);
  }
  return triangle(array._shape[0]!, array._shape[1]!, integer(k, "k"), lower);
}

function trianglePositions(
  routine: string,
  n: number,
  k: number | TriangleOptions | undefined,
  given: TriangleOptions | undefined,
  lower: boolean,
): RowsAndColumns {
  const known = optionsOr<TriangleOptions>(routine, ["k", "m"], "k", k, given);
  const rows = integer(n, "n");
  return triangle(rows, integer(known.m ?? rows, "m"), integer(known.k ?? 0, "k"), lower);
}

function triangle(n: number, m: number, k: number, lower: boolean): RowsAndColumns {
  const rows = Math.max(0, n);
  const columns = Math.max(0, m);
  const from = (row: number) => (lower ? 0 : Math.max(0, row + k));
  const to = (row: number) => (lower ? Math.min(columns, row + k + 1) : columns);
  // counted first: the memory is asked for before any time is spent, so that absurd sizes fail at once
  if (rows * columns > Number.MAX_SAFE_INTEGER) newArray([rows, columns], int64);
  const first = lower ? Math.max(0, -k) : 0;
  const last = lower ? rows : Math.min(rows, columns - k);
  let count = 0;
  if (last - first > 0) {
    // rows from `whole` on (below) or before it (above) are full; the others form a staircase
    const whole = lower ? Math.min(rows, columns - k) : Math.min(rows, -k);
    const stairs = lower ? Math.max(first, whole) - first : last - Math.max(0, whole);
    const full = last - first - stairs;
    count = full * columns;
    if (stairs > 0) {
      const low = lower ? first : Math.max(0, whole);
      count += ((to(low) - from(low) + to(low + stairs - 1) - from(low + stairs - 1)) * stairs) / 2;
    }
  }
  const lists: RowsAndColumns = [newArray([count], int64), newArray([count], int64)];
  const [rowList, columnList] = lists;
  const rowWords = rowList.storage.views.i32;
  const columnWords = columnList.storage.views.i32;
  let rowAt = rowList.byteOffset / 4;
  let columnAt = columnList.byteOffset / 4;
  for (let row = first; row < last; row++) {
    const end = to(row);
    for (let column = from(row); column < end; column++, rowAt += 2, columnAt += 2) {
      rowWords[rowAt] = row;
      rowWords[rowAt + 1] = 0;
      columnWords[columnAt] = column;
      columnWords[columnAt + 1] = 0;
    }
  }
  return lists;
}

/**
 * The positions where a function such as `np.triu` leaves a square matrix of ones of size `n` true.
 *
 * @returns new int64 arrays (copies), one for each axis
 * @param maskFunction - called with the matrix and `k`
 * @throws what the function throws
 * @example
 * ```ts
 * const a = np.arange(9).reshape(3, 3);
 * a.at(...np.mask_indices(3, np.triu)); // => [0 1 2 4 5 8]
 * a.at(...np.mask_indices(3, np.triu, 1)); // => [1 2 5]
 * ```
 */
export function mask_indices(
  n: number,
  maskFunction: (matrix: NDArray<"int64">, k: number) => unknown,
  k: number | { k?: number | undefined } = 0,
): OneOrMore<NDArray<"int64">> {
  const known = optionsOr<{ k: number }>("mask_indices", ["k"], "k", k);
  const size = integer(n, "n");
  const matrix = ones([size, size], int64);
  if (typeof maskFunction !== "function") {
    throw new TypeError(
      `'${pythonType(maskFunction)}' object is not callable (the mask function of mask_indices)`,
    );
  }
  return nonzero(ufuncs.not_equal(asArray(maskFunction(matrix, known.k ?? 0)), 0));
}

/**
 * The positions of the main diagonal of an array of `ndim` axes of length `n`: the same index array for each.
 *
 * @returns a new int64 array, once for each axis: no view
 * @throws ValueError for more than 64 axes, TypeError for what is no integer
 * @example
 * ```ts
 * const a = np.zeros([2, 2]);
 * a.set(np.diag_indices(2), 1);
 * a; // => [[1. 0.] [0. 1.]]
 * ```
 */
export function diag_indices<const K extends number = 2>(
  n: number,
  ndim?: K | { ndim?: K | undefined },
): PartsOf<NDArray<"int64">, K>;
export function diag_indices(
  n: number,
  ndim: number | { ndim?: number | undefined } = 2,
): NDArray[] {
  const { ndim: count = 2 } = optionsOr<{ ndim: number }>("diag_indices", ["ndim"], "ndim", ndim);
  const list = newArray([Math.max(0, integer(n, "n"))], int64);
  fillProgression(list, 0, 1);
  const copies = integer(count, "ndim");
  if (copies > MAX_NDIM) {
    throw new ValueError(
      `maximum supported dimension for an ndarray is currently ${MAX_NDIM}, found ${copies}`,
    );
  }
  return new Array<NDArray<"int64">>(Math.max(0, copies)).fill(list);
}

/**
 * As `diag_indices`, for the shape of an array of at least two axes of one length.
 *
 * @returns a new int64 array, once for each axis: no view
 * @throws ValueError for fewer than two axes, or axes of different lengths
 * @example
 * ```ts
 * np.diag_indices_from(np.zeros([2, 2]))[0]; // => [0 1]
 * ```
 */
export function diag_indices_from(arr: unknown): OneOrMore<NDArray<"int64">> {
  const array = asArray(arr);
  if (array.ndim < 2) {
    throw new ValueError(`input array must be at least 2-d (got ${array.ndim} dimensions)`);
  }
  if (array._shape.some((length) => length !== array._shape[0])) {
    throw new ValueError(
      `All dimensions of input must be of equal length (got shape ${array._shape.join(", ")})`,
    );
  }
  return diag_indices(array._shape[0]!, array.ndim);
}
