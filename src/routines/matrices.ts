// Matrices of a pattern: ones on a diagonal or below it, powers. Grids of coordinates are in grids.ts, lists
// of index positions in index-lists.ts, triangles of given matrices in triangles.ts.

import { asArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { assignValue } from "../array/index-set.js";
import { ravelArray } from "../array/reshape.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { makeView, type NDArray, newArray } from "../core/ndarray.js";
import { readFreshOrder } from "../core/order.js";
import { promoteDTypes } from "../core/promotion.js";
import { truthFlag } from "../core/python-values.js";
import type { Promote } from "../core/result-types.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import { dtypeAndOptions, type ValueKey } from "./creation.js";
import { sizedFresh } from "./fresh.js";

/** Options of `eye`. */
export interface EyeOptions<T extends DTypeLike = DTypeLike> {
  /** Number of columns; as many as rows by default. */
  M?: number | null | undefined;
  /** Which diagonal: above the main one if positive, below it if negative. 0 by default. */
  k?: number | undefined;
  /** The dtype; float64 by default. */
  dtype?: T | undefined;
  /** Memory order: `"C"` (default), rows first, or `"F"`, columns first. */
  order?: "C" | "F" | undefined;
  /** Accepted for the array API's sake: there is one device, `"cpu"` (default). */
  device?: "cpu" | null | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

const eyeNames = ["M", "k", "dtype", "order", "device", "like"] as const;
const float64 = toDtype("float64") as DType;

/** The overloads of matrices made from their size: float64 unless a dtype is given. */
export interface FromSize<O, OT> {
  (N: number, M?: number | null, k?: number): NDArray<"float64">;
  (N: number, options: O): NDArray<"float64">;
  (N: number, M: number | null, options: O): NDArray<"float64">;
  (N: number, M: number | null, k: number, options: O): NDArray<"float64">;
  <const T extends DTypeLike>(N: number, dtype: T | (OT & { dtype: T })): NDArray<ResolveDType<T>>;
  <const T extends DTypeLike>(
    N: number,
    M: number | null,
    dtype: T | (OT & { dtype: T }),
  ): NDArray<ResolveDType<T>>;
  <const T extends DTypeLike>(
    N: number,
    M: number | null,
    k: number,
    dtype: T | (OT & { dtype: T }),
  ): NDArray<ResolveDType<T>>;
}

interface MatrixArguments {
  rows: number;
  columns: number;
  k: number;
  dtype: DType;
  order: "C" | "F";
}

/** Rows, columns, diagonal and dtype, in their places or by name. */
function matrixArguments(
  routine: string,
  names: readonly string[],
  args: readonly unknown[],
): MatrixArguments {
  const numbers: unknown[] = [];
  let next = 1;
  while (next < args.length && next < 3 && isPlace(args[next])) numbers.push(args[next++]);
  const [dtype, given] = dtypeAndOptions(routine, args[next], args[next + 1], names);
  const known = given as EyeOptions;
  const rows = integer(args[0], "N");
  const columns = numbers[0] ?? known.M ?? null;
  // lengths are no truth values
  if (typeof args[0] === "boolean" || typeof columns === "boolean") {
    throw new TypeError(`an integer is required (N is ${args[0]}, M is ${columns ?? args[0]})`);
  }
  return {
    rows,
    columns: columns === null ? rows : integer(columns, "M"),
    k: integer(numbers[1] ?? (known.k === undefined ? 0 : known.k), "k"),
    dtype: dtype ?? float64,
    order: readFreshOrder(known.order),
  };
}

/** null and undefined stand for the default of a number; as a dtype they come behind the numbers. */
function isPlace(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || value === null;
}

/**
 * A matrix with ones on a diagonal and zeros elsewhere. A new array of shape `[N, M]`. No view.
 *
 * @throws ValueError for negative sizes
 * @example
 * ```ts
 * np.eye(2); // => [[1. 0.] [0. 1.]]
 * np.eye(2, 3, { k: 1, dtype: "int64" }); // => [[0 1 0] [0 0 1]]
 * ```
 */
export const eye: FromSize<EyeOptions<never>, EyeOptions> = (...args: unknown[]): never => {
  const { rows, columns, k, dtype, order } = matrixArguments("eye", eyeNames, args);
  const made = newArray([rows, columns], sizedFresh(dtype), order, true);
  assignValue(diagonalOf(made, k, "eye", true), 1);
  return made as never;
};

/**
 * The square identity matrix. A new array of shape `[n, n]`, float64 unless a dtype is given. No
 * view.
 *
 * @throws ValueError for a negative size, TypeError for what is no integer
 * @example
 * ```ts
 * np.identity(2); // => [[1. 0.] [0. 1.]]
 * ```
 */
export function identity(n: number): NDArray<"float64">;
export function identity<const T extends DTypeLike>(
  n: number,
  dtype: T | { dtype: T; like?: NDArray | null | undefined },
): NDArray<ResolveDType<T>>;
export function identity(n: number, second?: unknown): NDArray {
  const [dtype] = dtypeAndOptions("identity", second, undefined, ["dtype", "like"]);
  return eye(n, { dtype: dtype ?? float64 });
}

/** The k-th diagonal of the first two axes of a matrix, as a view. */
export function diagonalOf<D extends DTypeKey>(
  matrix: NDArray<D>,
  k: number,
  operation: string,
  writeable = false,
): NDArray<D> {
  const [rows, columns] = matrix._shape as [number, number];
  const [down, right] = matrix._strides as [number, number];
  const length = Math.max(0, k >= 0 ? Math.min(rows, columns - k) : Math.min(rows + k, columns));
  // a diagonal beyond the matrix is empty: its place must not lie beyond the memory
  const start = length === 0 ? 0 : k >= 0 ? k * right : -k * down;
  return makeView(
    matrix,
    matrix.byteOffset + start,
    [length],
    [down + right],
    matrix.dtype,
    operation,
    writeable && matrix.writeable,
  );
}

/**
 * Of a matrix its k-th diagonal, as a read-only view; of a vector the matrix that has it as its k-th diagonal,
 * as a new array.
 *
 * @throws ValueError for other numbers of dimensions
 * @example
 * ```ts
 * np.diag([[1, 2], [3, 4]]); // => [1 4]
 * np.diag([5, 6]); // => [[5 0] [0 6]]
 * ```
 */
export function diag<T>(v: T, k: number | { k?: number | undefined } = 0): NDArray<ValueKey<T>> {
  const { k: given = 0 } = optionsOr<{ k: number }>("diag", ["k"], "k", k);
  const array = asArray(v) as NDArray<ValueKey<T>>;
  if (array.ndim !== 1 && array.ndim !== 2) {
    throw new ValueError(`Input must be 1- or 2-d. (got ${array.ndim} dimensions)`);
  }
  const offset = integer(given, "k");
  if (array.ndim === 2) return diagonalOf(array, offset, "diag");
  return onDiagonal(array, offset, "diag");
}

function onDiagonal<D extends DTypeKey>(
  values: NDArray<D>,
  k: number,
  operation: string,
): NDArray<D> {
  const side = values.size + Math.abs(k);
  const made = newArray([side, side], values.dtype, "C", true);
  copyInto(diagonalOf(made, k, operation, true), values, operation);
  return made;
}

/**
 * The matrix with the flattened input on its k-th diagonal. A new array. A copy of the input's
 * elements.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.diagflat([[1], [2]]); // => [[1 0] [0 2]]
 * ```
 */
export function diagflat<T>(
  v: T,
  k: number | { k?: number | undefined } = 0,
): NDArray<ValueKey<T>> {
  const { k: given = 0 } = optionsOr<{ k: number }>("diagflat", ["k"], "k", k);
  const flat = ravelArray(asArray(v) as NDArray<ValueKey<T>>);
  return onDiagonal(flat, integer(given, "k"), "diagflat");
}

/** Options of `tri`. */
export interface TriOptions<T extends DTypeLike = DTypeLike> {
  /** Number of columns; as many as rows by default. */
  M?: number | null | undefined;
  /** Which diagonal is the last with ones: 0, the main one, by default. */
  k?: number | undefined;
  /** The dtype; float64 by default. */
  dtype?: T | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

/**
 * A matrix with ones at and below the k-th diagonal and zeros above. A new array of shape `[N, M]`.
 * No view.
 *
 * @throws TypeError for what is no integer
 * @example
 * ```ts
 * np.tri(2, 3); // => [[1. 0. 0.] [1. 1. 0.]]
 * np.tri(3, 3, -1, "int64"); // => [[0 0 0] [1 0 0] [1 1 0]]
 * ```
 */
export const tri: FromSize<TriOptions<never>, TriOptions> = (...args: unknown[]): never => {
  const { rows, columns, k, dtype } = matrixArguments("tri", ["M", "k", "dtype", "like"], args);
  const mask = lowerTriangle(Math.max(0, rows), Math.max(0, columns), k);
  return (dtype.kind === "b" ? mask : castArray(mask, dtype, "C", "tri")) as never;
};

/** True at and below the k-th diagonal. */
export function lowerTriangle(rows: number, columns: number, k: number): NDArray<"bool"> {
  const mask = newArray([rows, columns], toDtype("bool"), "C", true);
  const { storage, byteOffset, size } = mask;
  const bytes = new Uint8Array(storage.buffer as ArrayBuffer, byteOffset, size);
  for (let row = Math.max(0, -k); row < rows && columns > 0; row++) {
    bytes.fill(1, row * columns, row * columns + Math.min(columns, row + k + 1));
  }
  return mask;
}

/** Options of `vander`. */
export interface VanderOptions {
  /** Number of columns; as many as values by default. */
  N?: number | null | undefined;
  /** Powers from left to right: rising with true, falling (default) with false. */
  increasing?: boolean | undefined;
}

/**
 * The Vandermonde matrix of a vector: column after column its powers. A new array of shape
 * `[x.length, N]`. A copy.
 *
 * @throws ValueError unless x has one dimension
 * @example
 * ```ts
 * np.vander([1, 2, 3]); // => [[1 1 1] [4 2 1] [9 3 1]]
 * np.vander([2, 3], 3, { increasing: true }); // => [[1 2 4] [1 3 9]]
 * ```
 */
export function vander<T>(
  x: T,
  N?: number | null | VanderOptions,
  given?: VanderOptions,
): NDArray<Promote<ValueKey<T>, "int64">> {
  const known = optionsOr<VanderOptions>("vander", ["N", "increasing"], "N", N, given);
  const array = asArray(x);
  if (array.ndim !== 1) {
    throw new ValueError(
      `x must be a one-dimensional array or sequence. (got ${array.ndim} dimensions)`,
    );
  }
  // a length is no truth value
  if (typeof known.N === "boolean") throw new TypeError(`an integer is required (N is ${known.N})`);
  const count = integer(known.N ?? array.size, "N");
  const dtype = promoteDTypes(array.dtype, toDtype("int64") as DType);
  const made = newArray([array.size, count], dtype);
  const [down, right] = made._strides as [number, number];
  for (let power = 0; power < count; power++) {
    const column = columnAt(made, truthFlag(known.increasing) ? power : count - 1 - power);
    if (power === 0) assignValue(column, 1);
    else if (power === 1) copyInto(column, array, "vander");
    else {
      const before = columnAt(made, truthFlag(known.increasing) ? power - 1 : count - power);
      ufuncs.multiply(before, array, { out: column, casting: "unsafe" });
    }
  }
  return made as never;

  function columnAt(matrix: NDArray, index: number): NDArray {
    const at = matrix.byteOffset + index * right;
    return makeView(matrix, at, [array.size], [down], dtype, "vander");
  }
}
