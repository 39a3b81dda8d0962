// Elements more than once: repeat, tile, resize. Copies.

import { asArray } from "../array/convert.js";
import { castRefused, copyArray, copyInto } from "../array/copy.js";
import { repeatFew } from "../array/gather-few.js";
import { indexValues } from "../array/index-values.js";
import { ravelArray, reshapeArray } from "../array/reshape.js";
import { moveRuns, movesRuns, sizeBetween } from "../array/runs-of-bytes.js";
import { isCastAllowed } from "../core/casting.js";
import type { DType } from "../core/dtype.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { contiguousStrides, normalizeAxis, sizeOf } from "../core/layout.js";
import { isPacked, makeArray, NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { promoteDTypes } from "../core/promotion.js";
import { pythonList } from "../core/python-values.js";
import type { DTypeKey } from "../core/types.js";
import { noteCopy, tracker } from "../memory/tracker.js";
import { integer, optionsOr } from "./arguments.js";
import { atLeast, type ValueKey } from "./creation.js";
import { repeatedPositions, repeatLine } from "./repeating.js";
import { type ShapeLike, shapeOf } from "./shapes.js";
import { takeAt } from "./taking.js";

const int64 = toDtype("int64");

/** How often each element is repeated: one number for all, or one for each. */
export type Repeats = number | bigint | readonly (number | bigint)[] | NDArray | ArrayBufferView;

/** Options of `repeat`. */
export interface RepeatOptions {
  /** The axis along which to repeat; without one the array is flattened first. */
  axis?: number | null | undefined;
}

/**
 * Each element (or each slice along an axis) several times over. A new array in C order. A copy.
 *
 * @throws ValueError for negative counts, or as many counts as do not fit the axis; AxisError
 * @example
 * ```ts
 * np.repeat([1, 2], 2); // => [1 1 2 2]
 * np.repeat([[1, 2], [3, 4]], [1, 2], 0); // => [[1 2] [3 4] [3 4]]
 * ```
 */
export function repeat<T>(
  a: T,
  repeats: Repeats,
  axis?: number | null | RepeatOptions,
): NDArray<ValueKey<T>> {
  // who watches memory is told of a flattened view
  const isUsual = axis === undefined && typeof repeats === "number" && tracker.listener === null;
  if (isUsual && a instanceof NDArray) {
    const few = repeatFew(a, repeats);
    if (few !== null) return few as never;
  }
  const known = optionsOr<RepeatOptions>("repeat", ["axis"], "axis", axis);
  const given = asArray(a) as NDArray<ValueKey<T>>;
  const flat = known.axis === undefined || known.axis === null;
  // a scalar is a vector of one element here
  const array = flat || given.ndim === 0 ? ravelArray(given) : given;
  const along = normalizeAxis(flat ? 0 : known.axis!, array.ndim);
  const line = repeatLine(array, repeats);
  if (line !== null) {
    noteCopy(line.nbytes, "gather", "repeat");
    return line;
  }
  const counts = repeatCounts(repeats);
  const length = array._shape[along]!;
  if (counts.length === 1) return repeatEvenly(array, along, counts[0]!);
  if (counts.length !== length) {
    throw new ValueError(
      `operands could not be broadcast together with shape (${length},) (${counts.length},)`,
    );
  }
  return repeatEach(array, along, counts);
}

function repeatCounts(repeats: Repeats): ArrayLike<number> {
  if (typeof repeats === "number" || typeof repeats === "bigint")
    return [Math.trunc(Number(repeats))];
  if (Array.isArray(repeats) && repeats.every((one) => typeof one === "number")) {
    // as Python's int()
    return repeats.map((one) => Math.trunc(one));
  }
  const array = asArray(repeats);
  if (array.ndim > 1) {
    throw new ValueError(
      repeats instanceof NDArray
        ? `object too deep for desired array (repeats has ${array.ndim} axes)`
        : `setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1. (repeats has ${array.ndim} axes)`,
    );
  }
  if (!isCastAllowed(array.dtype, int64, "safe")) {
    throw new TypeError(castRefused(array.dtype, int64, "safe", array.ndim));
  }
  return indexValues(array);
}

function repeatEvenly<D extends DTypeKey>(
  array: NDArray<D>,
  axis: number,
  count: number,
): NDArray<D> {
  const shape = array._shape.slice();
  shape[axis]! *= count;
  const rows = repeatRows(array, axis, count, shape);
  if (rows !== null) return rows;
  const result = newArray(shape, array.dtype);
  // the axis as two: which element, and which time
  const twice = <N>(list: readonly N[], first: N, second: N) => [
    ...list.slice(0, axis),
    first,
    second,
    ...list.slice(axis + 1),
  ];
  const length = array._shape[axis]!;
  const step = result._strides[axis]!;
  const spread = twice(shape, length, count);
  const to = makeArray(
    result.storage,
    result.byteOffset,
    spread,
    twice(result._strides, step * count, step),
    array.dtype,
    result,
  );
  const from = makeArray(
    array.storage,
    array.byteOffset,
    spread,
    twice(array._strides, array._strides[axis]!, 0),
    array.dtype,
    array,
  );
  array.live();
  copyInto(to, from, "repeat");
  noteCopy(result.nbytes, "gather", "repeat");
  return result;
}

/** Times that a row is repeated at once, at most. */
const SOME = 16;

/** Rows of a packed array, each so many times over; `null` for all other arrays, and for single elements. */
function repeatRows<D extends DTypeKey>(
  array: NDArray<D>,
  axis: number,
  times: number,
  shape: readonly number[],
): NDArray<D> | null {
  if (times < 1 || times > SOME || axis === array.ndim - 1 || !isPacked(array)) return null;
  const { _shape, _dtype } = array;
  const count = sizeBetween(_shape, 0, axis + 1);
  const bytes = array.nbytes / count;
  if (!movesRuns(array, count, bytes)) return null;
  array.live();
  const result = newArray(shape, _dtype as DType<D>);
  const { views } = result.storage;
  for (let time = 0; time < times; time++) {
    const to = { views, offset: result.byteOffset + time * bytes, step: times * bytes };
    if (!moveRuns(to, array, 0, bytes, count, bytes)) return null;
  }
  noteCopy(result.nbytes, "gather", "repeat");
  return result;
}

function repeatEach<D extends DTypeKey>(
  array: NDArray<D>,
  axis: number,
  counts: ArrayLike<number>,
): NDArray<D> {
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i]! < 0) throw new ValueError("repeats may not contain negative values.");
    total += counts[i]!;
  }
  array.live();
  // what no memory can hold is refused before the list is made
  sizeOf([...array._shape.slice(0, axis), total, ...array._shape.slice(axis + 1)]);
  const list = repeatedPositions(counts, total);
  return takeAt(array, list, [total], axis, "repeat") as NDArray<D>;
}

/** Whether NumPy's last step for an empty result is the repetition of rows, whose memory has no strides. */
function endsInRepeat(lengths: readonly number[], times: readonly number[]): boolean {
  if (lengths.length !== 2 || !times.includes(0)) return false;
  const [rows, columns] = lengths as [number, number];
  const [, across] = times as [number, number];
  // what was repeated is a table of one line, which has the result's shape only here
  return across === 1 && rows === 1 && columns > 0;
}

/**
 * The whole array several times over along each axis; missing axes are added in front. A new array
 * in C order. A copy.
 *
 * @throws ValueError for negative counts
 * @example
 * ```ts
 * np.tile([1, 2], 2); // => [1 2 1 2]
 * np.tile([1, 2], [2, 1]); // => [[1 2] [1 2]]
 * ```
 */
export function tile<T>(A: T, reps: number | readonly number[]): NDArray<ValueKey<T>> {
  const array = asArray(A) as NDArray<ValueKey<T>>;
  const counts = (typeof reps === "object" ? pythonList(reps, "reps") : [reps]).map((one) =>
    integer(one, "reps"),
  );
  const ndim = Math.max(array.ndim, counts.length);
  const times = [...new Array<number>(ndim - counts.length).fill(1), ...counts];
  if (counts.every((count) => count === 1)) {
    const copy = atLeast(copyArray(array, "K", "tile"), ndim);
    // what is no array NumPy reshapes in the end
    return A instanceof NDArray ? copy : reshapeArray(copy, copy._shape);
  }
  const whole = atLeast(array, ndim);
  const lengths = whole._shape;
  const shape = lengths.map((length, axis) => length * times[axis]!);
  // of nothing there is nothing to copy
  if (whole.size === 0) return reshapeArray(whole, shape);
  if (turnsNegativeOnceEmpty(times)) return reshapeArray(newArray([0], array.dtype), shape);
  sizeOf(shape);
  // an empty result has strides too: NumPy gives it its shape by a reshape
  const strides = endsInRepeat(lengths, times)
    ? new Array<number>(ndim).fill(0)
    : contiguousStrides(shape, array.itemsize, "C");
  const result = newArrayWithStrides(shape, strides, array.dtype);
  if (fillByCopies(result, array, times)) {
    noteCopy(result.nbytes, "gather", "tile");
    return reshapeArray(result, shape);
  }
  // each axis as two: which time, and which element
  const to = makeArray(
    result.storage,
    result.byteOffset,
    lengths.flatMap((length, axis) => [times[axis]!, length]),
    result._strides.flatMap((stride, axis) => [stride * lengths[axis]!, stride]),
    array.dtype,
    result,
  );
  const source = makeArray(
    array.storage,
    array.byteOffset,
    to._shape,
    whole._strides.flatMap((stride) => [0, stride]),
    array.dtype,
    array,
  );
  array.live();
  copyInto(to, source, "tile");
  noteCopy(result.nbytes, "gather", "tile");
  return reshapeArray(result, shape);
}

/** Fills a tile of a packed array that is repeated along the first axis alone: copies one after the other. */
function fillByCopies(result: NDArray, array: NDArray, times: readonly number[]): boolean {
  const [first] = times as readonly [number];
  if (first < 1 || first > SOME || !isPacked(array) || !movesRuns(array, 1, array.nbytes)) {
    return false;
  }
  for (let axis = 1; axis < times.length; axis++) if (times[axis] !== 1) return false;
  array.live();
  const { views } = result.storage;
  for (let time = 0; time < first; time++) {
    const offset = result.byteOffset + time * array.nbytes;
    moveRuns({ views, offset, step: 0 }, array, 0, 0, 1, array.nbytes);
  }
  return true;
}

/** Whether a negative count comes after a 0: then NumPy finds a shape that it cannot give to nothing. */
function turnsNegativeOnceEmpty(times: readonly number[]): boolean {
  const negative = times.findIndex((count) => count < 0);
  return negative > 0 && times.slice(0, negative).includes(0);
}

/**
 * An array of another shape filled with the elements in C order, over and over if there are too few. A copy.
 *
 * @throws ValueError for negative lengths
 * @example
 * ```ts
 * np.resize([1, 2, 3], [2, 4]); // => [[1 2 3 1] [2 3 1 2]]
 * ```
 */
export function resize<T>(a: T, new_shape: ShapeLike): NDArray<ValueKey<T>> {
  const flat = ravelArray(asArray(a) as NDArray<ValueKey<T>>);
  const shape = shapeOf(new_shape);
  if (shape.some((length) => length < 0)) {
    throw new ValueError("all elements of `new_shape` must be non-negative");
  }
  const total = sizeOf(shape);
  if (flat.size === 0 || total === 0) return newArray(shape, flat.dtype, "C", true);
  const dtype = promoteDTypes(flat.dtype, flat.dtype) as DType<ValueKey<T>>;
  const result = newArray(shape, dtype);
  const run = (start: number, count: number) =>
    makeArray(
      result.storage,
      result.byteOffset + start * dtype.itemsize,
      [count],
      [dtype.itemsize],
      dtype,
      result,
    );
  const first = Math.min(total, flat.size);
  copyInto(
    run(0, first),
    makeArray(flat.storage, flat.byteOffset, [first], flat._strides, flat.dtype, flat),
    "resize",
  );
  // what is filled already is copied on, twice as much each time
  for (let done = first; done < total; ) {
    const count = Math.min(done, total - done);
    copyInto(run(done, count), run(0, count), "resize");
    done += count;
  }
  noteCopy(result.nbytes, "gather", "resize");
  return reshapeArray(result, shape);
}
