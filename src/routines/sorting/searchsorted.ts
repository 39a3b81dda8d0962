// Places in sorted arrays: searchsorted and digitize. Sorting itself is in sorting.ts.

import { asArray } from "../../array/convert.js";
import { castArray, refuseTimes } from "../../array/copy.js";
import { indexValues } from "../../array/index-values.js";
import { contiguous } from "../../array/values.js";
import { type DType, dtype as toDtype } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import { isAligned, NDArray, newArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { promoteDTypes } from "../../core/promotion.js";
import { pythonType, truthFlag } from "../../core/python-values.js";
import type { ScalarLike } from "../../core/result-types.js";
import { optionsOr } from "../arguments.js";
import { comparisonOf } from "./compare.js";

/** Options of `searchsorted`. */
export interface SearchOptions {
  /** The first suitable place (`"left"`, default) or the last (`"right"`). */
  side?: "left" | "right" | undefined;
  /** Positions that sort the array, if it is not sorted itself. None by default. */
  sorter?: unknown;
}

const int64 = toDtype("int64");

/**
 * The places at which values would be put into a sorted array to keep it sorted. NaN is greater than all.
 *
 * @returns a number for a scalar, else an int64 array of the shape of `v`. A copy.
 * @throws ValueError if `a` has not one dimension, or for an unknown side or a sorter that does not fit
 * @example
 * ```ts
 * np.searchsorted([11, 12, 13, 14, 15], 13); // => 2
 * np.searchsorted([11, 12, 13, 14, 15], [-10, 20, 12, 13], { side: "right" }); // => [0 5 2 3]
 * ```
 */
export function searchsorted(
  a: unknown,
  v: ScalarLike | string,
  side?: "left" | "right" | SearchOptions,
  options?: SearchOptions,
): number;
export function searchsorted(
  a: unknown,
  v: unknown,
  side?: "left" | "right" | SearchOptions,
  options?: SearchOptions,
): NDArray<"int64">;
export function searchsorted(
  a: unknown,
  v: unknown,
  side?: "left" | "right" | SearchOptions,
  given?: SearchOptions,
): unknown {
  const known = optionsOr<SearchOptions>("searchsorted", ["side", "sorter"], "side", side, given);
  const array = asArray(a);
  const from: unknown = known.side === undefined ? "left" : known.side;
  if (from !== "left" && from !== "right") {
    if (typeof from !== "string") {
      throw new TypeError(`search side must be str, not ${pythonType(from)}`);
    }
    throw new ValueError(
      /^[lr]/i.test(from)
        ? `search side must be one of 'left' or 'right' (got '${from}')`
        : `search side must be 'left' or 'right' (got '${from}')`,
    );
  }
  const values = asArray(v);
  const places = placesIn(array, values, from, known.sorter ?? null);
  return values.ndim === 0 && !(v instanceof NDArray) ? Number(places.item()) : places;
}

/** {@link searchsorted} for arrays. */
export function placesIn(
  array: NDArray,
  values: NDArray,
  side: "left" | "right",
  sorter: unknown = null,
): NDArray<"int64"> {
  if (array.ndim !== 1) {
    throw new ValueError(
      `object ${array.ndim === 0 ? "of too small depth" : "too deep"} for desired array (the sorted array has one dimension, got ${array.ndim})`,
    );
  }
  const order = sorter === null ? null : sorterValues(sorter, array.size);
  const dtype = promoteDTypes(array.dtype, values.dtype);
  for (const one of [array.dtype, values.dtype]) {
    if (one.unit === null || one.kind === dtype.kind) continue;
    throw new TypeError(
      `Cannot cast array data from ${one.repr()} to ${dtype.repr()} according to the rule 'safe'`,
    );
  }
  const common = dtype.typeName === "float16" ? toDtype("float32") : dtype;
  const sorted = comparable(array, common);
  const wanted = contiguous(comparable(values, common), "C", "searchsorted");
  const found = newArray(values._shape, int64);
  const words = found.storage.views.i32;
  const search = searcher(common, sorted, wanted, side, order);
  let at = found.byteOffset / 4;
  for (let i = 0; i < wanted.size; i++, at += 2) {
    words[at] = search(i);
    words[at + 1] = 0;
  }
  return found;
}

function sorterValues(sorter: unknown, length: number): Float64Array {
  const array = asArray(sorter);
  if (array.dtype.kind !== "i" && array.dtype.kind !== "u" && array.size > 0) {
    throw new TypeError(`sorter must only contain integers (got dtype ${array.dtype.name})`);
  }
  if (array.ndim !== 1 || array.size !== length) {
    throw new ValueError(`sorter.size must equal a.size (got ${array.size} and ${length})`);
  }
  const order = indexValues(array);
  if (order.some((position) => position < 0 || position >= length)) {
    throw new ValueError("Sorter index out of range.");
  }
  return order;
}

/** The array in the common dtype: itself if it is so already, aligned and in native byte order. */
function comparable(array: NDArray, dtype: DType): NDArray {
  array.live();
  const isSame = array.dtype === dtype || array.dtype.equals(dtype);
  return isSame && array.dtype.isnative && isAligned(array) ? array : castArray(array, dtype, "C");
}

type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint8Array;

/** The search for value i among the sorted elements. */
function searcher(
  dtype: DType,
  sorted: NDArray,
  wanted: NDArray,
  side: "left" | "right",
  order: Float64Array | null,
): (i: number) => number {
  const narrow = "biuf".includes(dtype.kind) && !(dtype.kind !== "f" && dtype.itemsize === 8);
  const near = [sorted, wanted].every((one) => one.storage.buffer.byteLength < 2 ** 31);
  if (!narrow || !near || order !== null) {
    return searchBy(passTest(dtype, sorted, wanted, side), sorted.size, order);
  }
  const key = dtype.kind === "b" ? "u8" : (`${dtype.kind}${dtype.itemsize * 8}` as "f64");
  const { itemsize } = dtype;
  const elements: Numbers = sorted.storage.views[key];
  const values: Numbers = wanted.storage.views[key];
  const first = sorted.byteOffset / itemsize;
  const step = sorted._strides[0] / itemsize;
  const start = wanted.byteOffset / itemsize;
  const search = side === "left" ? firstNotBelow : firstAbove;
  return (i) => search(elements, first, step, sorted.size, values[start + i]);
}

// In both searches a comparison with NaN among the elements is false, as it must be: NaN stands behind everything.

function firstNotBelow(
  elements: Numbers,
  first: number,
  step: number,
  length: number,
  value: number,
): number {
  let low = 0;
  let high = length;
  if (Number.isNaN(value)) {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Number.isNaN(elements[first + middle * step])) high = middle;
      else low = middle + 1;
    }
    return low;
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (elements[first + middle * step] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(
  elements: Numbers,
  first: number,
  step: number,
  length: number,
  value: number,
): number {
  if (Number.isNaN(value)) return length;
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (elements[first + middle * step] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function searchBy(
  passes: (position: number, i: number) => boolean,
  length: number,
  order: Float64Array | null,
): (i: number) => number {
  return (i) => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (passes(order === null ? middle : order[middle], i)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Whether the place of value i lies behind the element at a position. */
function passTest(
  dtype: DType,
  sorted: NDArray,
  wanted: NDArray,
  side: "left" | "right",
): (position: number, i: number) => boolean {
  const compare = comparisonOf(dtype);
  const [step] = sorted._strides;
  const size = wanted.itemsize;
  return (position, i) => {
    const verdict = compare(
      sorted.storage.views,
      sorted.byteOffset + position * step,
      wanted.storage.views,
      wanted.byteOffset + i * size,
    );
    return side === "left" ? verdict < 0 : verdict <= 0;
  };
}

/**
 * For every value the number of the bin that it falls into: `bins[i-1] <= x < bins[i]`, or with `right`
 * `bins[i-1] < x <= bins[i]`; bins may also fall. Of a number a number, else an int64 copy.
 *
 * @throws ValueError if the bins are not monotonic, TypeError for complex values
 * @example
 * ```ts
 * np.digitize([0.2, 6.4, 3.0, 1.6], [0.0, 1.0, 2.5, 4.0, 10.0]); // => [1 4 3 2]
 * ```
 */
export function digitize(
  x: number,
  bins: unknown,
  options?: { right?: boolean | undefined },
): number;
export function digitize(
  x: unknown,
  bins: unknown,
  options?: { right?: boolean | undefined },
): NDArray<"int64">;
export function digitize(
  x: unknown,
  bins: unknown,
  given?: { right?: boolean | undefined },
): unknown {
  const known = options<{ right?: boolean | undefined }>("digitize", given, ["right"]);
  const values = asArray(x);
  const edges = asArray(bins);
  refuseTimes(edges);
  if (values.dtype.kind === "c") throw new TypeError("x may not be complex");
  const direction = monotony(edges);
  if (direction === 0) {
    throw new ValueError("bins must be monotonically increasing or decreasing");
  }
  const side = truthFlag(known.right) ? "left" : "right";
  const rising = direction > 0 ? edges : reversed(edges);
  const places = placesIn(rising, values, side);
  if (direction < 0) {
    const words = places.storage.views.i32;
    const start = places.byteOffset / 4;
    for (let i = 0; i < places.size; i++) words[start + 2 * i] = edges.size - words[start + 2 * i];
  }
  return values.ndim === 0 && !(x instanceof NDArray) ? Number(places.item()) : places;
}

function reversed(array: NDArray): NDArray {
  const copy = castArray(array, array.dtype, "C", "digitize");
  return new NDArray(
    copy.storage,
    copy.byteOffset + (copy.size === 0 ? 0 : (copy.size - 1) * copy.itemsize),
    copy._shape,
    [-copy.itemsize],
    copy.dtype,
    copy,
    false,
  );
}

/** 1 for bins that never fall, -1 for bins that never rise, 0 for others. */
function monotony(bins: NDArray): number {
  if (bins.ndim !== 1) {
    throw new ValueError(
      `object of too small depth for desired array (bins have one dimension, got ${bins.ndim})`,
    );
  }
  const values = castArray(bins, toDtype("float64"), "C", "digitize");
  const start = values.byteOffset / 8;
  const numbers = values.storage.views.f64.subarray(start, start + values.size);
  let i = 1;
  while (i < numbers.length && numbers[i] === numbers[i - 1]) i += 1;
  if (i >= numbers.length) return 1;
  const rising = numbers[i - 1] < numbers[i];
  for (; i < numbers.length; i++) {
    if (rising ? numbers[i - 1] > numbers[i] : numbers[i - 1] < numbers[i]) return 0;
  }
  return rising ? 1 : -1;
}
