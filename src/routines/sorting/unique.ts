// The distinct elements of arrays, with their positions and counts: unique and the array API's four forms of it.
// Set operations on two arrays are in sets.ts.

import { checkedAxis, moveAxes } from "../../array/axes.js";
import { asArray } from "../../array/convert.js";
import { getIndex } from "../../array/index-get.js";
import { ravelArray, reshapeArray } from "../../array/reshape.js";
import { contiguous } from "../../array/values.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { contiguousStrides } from "../../core/layout.js";
import { type NDArray, newArray, newArrayWithStrides } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { truthFlag } from "../../core/python-values.js";
import { slice } from "../../core/slice.js";
import { reduceArray } from "../../ufunc/reduce.js";
import { infoOf, ufuncs } from "../../ufunc/ufunc.js";
import type { ValueKey } from "../creation.js";
import { type Named, named } from "../named.js";
import { flatPositions } from "../nonzero.js";
import { takeAt } from "../taking.js";
import { comparisonOf } from "./compare.js";
import { mergeOrder } from "./merge.js";
import { orderArray, sort } from "./sorting.js";

/** Options of `unique`. */
export interface UniqueOptions {
  /** Also give the position of the first of each element. */
  return_index?: boolean | undefined;
  /** Also give for every element the position of its value among the distinct ones. */
  return_inverse?: boolean | undefined;
  /** Also give how often each element occurs. */
  return_counts?: boolean | undefined;
  /** Take the sub-arrays along an axis as elements; `null` (default) takes those of the flattened array. */
  axis?: number | null | undefined;
  /** Whether all NaN count as one (default). */
  equal_nan?: boolean | undefined;
  /** Accepted for NumPy's sake: the result is always sorted. */
  sorted?: boolean | undefined;
}

const uniqueNames = [
  "return_index",
  "return_inverse",
  "return_counts",
  "axis",
  "equal_nan",
  "sorted",
] as const;

const int64 = toDtype("int64");

/** Everything there is to know of the distinct elements. */
interface Distinct {
  readonly values: NDArray;
  /** Positions and counts, where they were asked for. */
  readonly where: Whereabouts | null;
}

interface Whereabouts {
  readonly index: NDArray<"int64">;
  readonly inverse: NDArray<"int64">;
  readonly counts: NDArray<"int64">;
}

interface Wanted {
  readonly equalNaN: boolean;
  readonly positions: boolean;
}

type Flag<O, K extends string> = O extends { readonly [P in K]: true } ? [NDArray<"int64">] : [];
type Extras<O> = [
  ...Flag<O, "return_index">,
  ...Flag<O, "return_inverse">,
  ...Flag<O, "return_counts">,
];
type UniqueResult<A, O> =
  Extras<O> extends [] ? NDArray<ValueKey<A>> : [NDArray<ValueKey<A>>, ...Extras<O>];

/**
 * The sorted distinct elements of an array; with options also where they occur first (`return_index`), which of them
 * every element is (`return_inverse`) and how often they occur (`return_counts`), in this order. Copies.
 *
 * @throws AxisError
 * @example
 * ```ts
 * np.unique([3, 1, 2, 3, 1]); // => [1 2 3]
 * const [values, counts] = np.unique(["b", "a", "b"], { return_counts: true });
 * counts; // => [1 2]
 * np.unique([[1, 0], [1, 0], [2, 3]], { axis: 0 }); // => [[1 0] [2 3]]
 * ```
 */
export function unique<A, const O extends UniqueOptions = Record<never, never>>(
  ar: A,
  given?: O & { readonly [K in Exclude<keyof O, keyof UniqueOptions>]: never },
): UniqueResult<A, O> {
  const known = options<UniqueOptions>("unique", given as UniqueOptions | undefined, uniqueNames);
  const array = asArray(ar);
  array.live();
  const wanted = {
    equalNaN: known.equal_nan !== false,
    positions:
      truthFlag(known.return_index) ||
      truthFlag(known.return_inverse) ||
      truthFlag(known.return_counts),
  };
  const axis = known.axis === undefined || known.axis === null ? null : known.axis;
  const found =
    axis === null || array.ndim === 1
      ? distinctElements(array, axis, wanted)
      : distinctRows(array, checkedAxis(axis, array.ndim));
  const results: NDArray[] = [found.values];
  const { where } = found;
  if (truthFlag(known.return_index)) results.push(where!.index);
  if (truthFlag(known.return_inverse)) results.push(where!.inverse);
  if (truthFlag(known.return_counts)) results.push(where!.counts);
  return (results.length === 1 ? results[0] : results) as never;
}

function distinctElements(array: NDArray, axis: number | null, wanted: Wanted): Distinct {
  if (axis !== null) checkedAxis(axis, array.ndim);
  const flat = ravelArray(array);
  if (!wanted.positions) {
    const sorted = sort(flat);
    // instants alone NumPy tells apart by their bits: NaT is one of them
    const oneNaN = wanted.equalNaN || sorted.dtype.kind === "M";
    return { values: takeStarts(sorted, runStarts(sorted, oneNaN)), where: null };
  }
  const order = positionsOf(orderArray(flat, 0));
  const sorted = takeAt(flat, order, [flat.size], 0);
  const starts = runStarts(sorted, wanted.equalNaN);
  const where = whereabouts(order, starts, array._shape);
  return { values: takeStarts(sorted, starts), where };
}

/** Position lists as doubles: what `takeAt` takes. */
function positionsOf(order: NDArray<"int64">): Float64Array {
  const words = order.storage.views.u32;
  const start = order.byteOffset / 4;
  return Float64Array.from({ length: order.size }, (_, i) => words[start + 2 * i]);
}

function takeStarts(sorted: NDArray, starts: Float64Array): NDArray {
  return takeAt(sorted, starts, [starts.length], 0);
}

function whereabouts(
  order: Float64Array,
  starts: Float64Array,
  shape: readonly number[],
  flat = true,
): Whereabouts {
  const index = newArray([starts.length], int64);
  const counts = newArray([starts.length], int64);
  const inverse = newArray([order.length], int64);
  const at = (array: NDArray, i: number) => array.byteOffset / 4 + 2 * i;
  const put = (array: NDArray, i: number, value: number) => {
    array.storage.views.i32[at(array, i)] = value;
    array.storage.views.i32[at(array, i) + 1] = 0;
  };
  for (let run = 0; run < starts.length; run++) {
    const end = run + 1 < starts.length ? starts[run + 1] : order.length;
    put(index, run, order[starts[run]]);
    put(counts, run, end - starts[run]);
    for (let i = starts[run]; i < end; i++) put(inverse, order[i], run);
  }
  // of the flattened array NumPy gives the inverse its shape by a view
  const shaped = shape.length === 1 && !flat ? inverse : reshapeArray(inverse, shape);
  return { index, inverse: shaped, counts };
}

/** Where each run of equal elements of a sorted array begins. */
function runStarts(sorted: NDArray, equalNaN: boolean): Float64Array {
  const n = sorted.size;
  if (n === 0) return new Float64Array(0);
  const isStart = new Uint8Array(n);
  isStart[0] = 1;
  if (sorted.dtype.kind === "V") {
    const compare = comparisonOf(sorted.dtype);
    const { views } = sorted.storage;
    const size = sorted.itemsize;
    for (let i = 1; i < n; i++) {
      const at = sorted.byteOffset + i * size;
      isStart[i] = compare(views, at - size, views, at) === 0 ? 0 : 1;
    }
  } else if (n > 1) {
    const differs = ufuncs.not_equal(
      getIndex(sorted, [slice(1, null)]),
      getIndex(sorted, [slice(null, -1)]),
    ) as NDArray;
    isStart.set(
      new Uint8Array(differs.storage.buffer as ArrayBuffer, differs.byteOffset, n - 1),
      1,
    );
  }
  if (equalNaN && "fcMm".includes(sorted.dtype.kind)) {
    const [first] = flatPositions(ufuncs.isnan(sorted) as NDArray);
    if (first !== undefined) {
      isStart[first] = 1;
      isStart.fill(0, first + 1);
    }
  }
  let count = 0;
  for (let i = 0; i < n; i++) count += isStart[i];
  const starts = new Float64Array(count);
  let next = 0;
  for (let i = 0; i < n; i++) if (isStart[i] === 1) starts[next++] = i;
  return starts;
}

/** The distinct sub-arrays along an axis, ordered by their elements in turn. */
function distinctRows(array: NDArray, axis: number): Distinct {
  const moved = moveAxes(array, axis, 0);
  const [rows, ...rest] = moved._shape;
  const width = rest.reduce((product, one) => product * one, 1);
  const table = contiguous(reshapeArray(moved, [rows, width]), "C", "unique");
  const order = rowOrder(table);
  const sorted = takeAt(table, order, [rows], 0);
  const starts = rowStarts(sorted);
  const shape = [starts.length, ...rest];
  const values = shape.includes(0)
    ? newArrayWithStrides(shape, contiguousStrides(shape, array.itemsize, "C"), array.dtype)
    : reshapeArray(takeAt(sorted, starts, [starts.length], 0), shape);
  return { values: moveAxes(values, 0, axis), where: whereabouts(order, starts, [rows], false) };
}

function rowOrder(table: NDArray): Float64Array {
  const [rows, width] = table._shape as [number, number];
  const compare = comparisonOf(table.dtype);
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  const { views } = table.live();
  const size = table.itemsize;
  const rowBytes = width * size;
  mergeOrder(order, rows, (later, earlier) => {
    const a = table.byteOffset + later * rowBytes;
    const b = table.byteOffset + earlier * rowBytes;
    for (let k = 0; k < rowBytes; k += size) {
      const verdict = compare(views, a + k, views, b + k);
      if (verdict !== 0) return verdict < 0;
    }
    return false;
  });
  return Float64Array.from(order);
}

function rowStarts(sorted: NDArray): Float64Array {
  const [rows, width] = sorted._shape as [number, number];
  if (rows < 2 || width === 0) return new Float64Array(Math.min(rows, 1));
  const differs = ufuncs.not_equal(
    getIndex(sorted, [slice(1, null)]),
    getIndex(sorted, [slice(null, -1)]),
  ) as NDArray;
  const changes = flatPositions(reduceArray(infoOf(ufuncs.logical_or), differs, { axis: 1 }));
  const starts = new Float64Array(changes.length + 1);
  for (let i = 0; i < changes.length; i++) starts[i + 1] = changes[i] + 1;
  return starts;
}

/**
 * The sorted distinct elements of an array; each NaN is one of its own. A copy.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.unique_values([3, 1, 3]); // => [1 3]
 * ```
 */
export function unique_values<A>(x: A): NDArray<ValueKey<A>> {
  return unique(x, { equal_nan: false }) as never;
}

/**
 * The sorted distinct elements and how often each occurs. Copies.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.unique_counts([3, 1, 3]).counts; // => [1 2]
 * ```
 */
export function unique_counts<A>(
  x: A,
): Named<
  [NDArray<ValueKey<A>>, NDArray<"int64">],
  { values: NDArray<ValueKey<A>>; counts: NDArray<"int64"> }
> {
  const results = unique(x, { equal_nan: false, return_counts: true });
  return named(results as never, ["values", "counts"]) as never;
}

/**
 * The sorted distinct elements and for every element which of them it is. Copies.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.unique_inverse([3, 1, 3]).inverse_indices; // => [1 0 1]
 * ```
 */
export function unique_inverse<A>(
  x: A,
): Named<
  [NDArray<ValueKey<A>>, NDArray<"int64">],
  { values: NDArray<ValueKey<A>>; inverse_indices: NDArray<"int64"> }
> {
  const results = unique(x, { equal_nan: false, return_inverse: true });
  return named(results as never, ["values", "inverse_indices"]) as never;
}

/**
 * The sorted distinct elements, where each occurs first, for every element which of them it is, and how often each
 * occurs. Copies.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * const all = np.unique_all([3, 1, 3]);
 * all.indices; // => [1 0]
 * all.counts; // => [1 2]
 * ```
 */
export function unique_all<A>(x: A): Named<
  [NDArray<ValueKey<A>>, NDArray<"int64">, NDArray<"int64">, NDArray<"int64">],
  {
    values: NDArray<ValueKey<A>>;
    indices: NDArray<"int64">;
    inverse_indices: NDArray<"int64">;
    counts: NDArray<"int64">;
  }
> {
  const results = unique(x, {
    equal_nan: false,
    return_index: true,
    return_inverse: true,
    return_counts: true,
  });
  return named(results as never, ["values", "indices", "inverse_indices", "counts"]) as never;
}
