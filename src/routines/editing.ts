// Putting elements in and taking them out along an axis: insert, delete, trim_zeros. New arrays, but for
// trim_zeros, which gives views.

import { moveAxes, newAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { copyArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { outside } from "../array/index-lookup.js";
import { fitted, setIndex } from "../array/index-set.js";
import { indexValues } from "../array/index-values.js";
import { ravelArray } from "../array/reshape.js";
import { runAlong } from "../array/runs.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { quietly } from "../core/errstate.js";
import { type AxisArgument, normalizeAxes, normalizeAxis } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { promoteDTypes } from "../core/promotion.js";
import { resolveSlice, Slice } from "../core/slice.js";
import type { DTypeKey } from "../core/types.js";
import { noteCopy } from "../memory/tracker.js";
import { checkOutputCast } from "../ufunc/resolve.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { truthOf } from "./nonzero.js";

/** Positions along an axis: one, several, a slice, or a mask. */
export type Positions =
  | number
  | bigint
  | Slice
  | boolean
  | readonly (number | bigint | boolean)[]
  | NDArray
  | ArrayBufferView;

/** The axis to edit along; without one the array is flattened first. */
export type EditAxis = number | null | { axis?: number | null | undefined };

/** The array along whose axis is edited, and the memory order of the result. */
interface Subject<D extends DTypeKey> {
  array: NDArray<D>;
  axis: number;
  order: "C" | "F";
}

function subjectOf<T>(routine: string, arr: T, given: EditAxis | undefined): Subject<ValueKey<T>> {
  const { axis } = optionsOr<{ axis: number | null }>(routine, ["axis"], "axis", given);
  const array = asArray(arr) as NDArray<ValueKey<T>>;
  const order = array.flags.fnc ? "F" : "C";
  if (axis === undefined || axis === null) {
    const flat = array.ndim === 1 ? array : ravelArray(array);
    return { array: flat, axis: 0, order };
  }
  return { array, axis: normalizeAxis(axis, array.ndim), order };
}

function freshLike<D extends DTypeKey>(subject: Subject<D>, length: number): NDArray<D> {
  const shape = subject.array._shape.slice();
  shape[subject.axis] = length;
  return newArray(shape, subject.array.dtype, subject.order);
}

const int64: DType = toDtype("int64");

/** Positions as an integer or boolean array; an empty list has no dtype of its own. */
function positionArray(obj: Exclude<Positions, Slice>): NDArray {
  return Array.isArray(obj) && obj.length === 0 ? asArray(obj, "int64") : asArray(obj);
}

function outOfBounds(obj: unknown, axis: number, length: number): IndexError {
  const text = Array.isArray(obj) ? `[${obj.join(", ")}]` : String(obj);
  return new IndexError(`index ${text} is out of bounds for axis ${axis} with size ${length}`);
}

/**
 * The array with values put in before the given positions, which count in the array as it was. A
 * new array. A copy.
 *
 * @throws IndexError for a position out of bounds, ValueError if the values do not fit, UFuncTypeError for several
 * positions as unsigned integers
 * @example
 * ```ts
 * np.insert([1, 2, 3], 1, 9); // => [1 9 2 3]
 * np.insert([1, 2, 3], [0, 2], [8, 9]); // => [8 1 2 9 3]
 * np.insert([[1, 2], [3, 4]], 1, [8, 9], 1); // => [[1 8 2] [3 9 4]]
 * ```
 */
export function insert<T>(
  arr: T,
  obj: Positions,
  values: unknown,
  axis?: EditAxis,
): NDArray<ValueKey<T>> {
  const subject = subjectOf("insert", arr, axis);
  const length = subject.array._shape[subject.axis]!;
  const places = insertionPlaces(obj, length);
  if (places.dtype.kind !== "i" && places.dtype.kind !== "u") {
    const refusal = noPosition(places, obj, subject.axis, length);
    // at a single one, values that are none are refused before
    if (refusal.name === "TypeError" && places.dtype.kind === "f")
      asArray(values, subject.array.dtype);
    throw refusal;
  }
  if (places.size === 1) return insertOne(subject, places, values, obj);
  // NumPy moves them on by what is inserted before them, with signed counts
  const moved = promoteDTypes(int64, places.dtype);
  checkOutputCast("add", 0, { nin: 2, nout: 1 }, moved, places.dtype, "same_kind");
  return insertMany(subject, Array.from(indexValues(places)), values);
}

function insertionPlaces(obj: Positions, length: number): NDArray {
  if (obj instanceof Slice) {
    const { start, length: count, step } = resolveSlice(obj, length);
    return asArray(
      Array.from({ length: count }, (_, i) => start + i * step),
      "int64",
    );
  }
  const given = positionArray(obj);
  if (given.dtype.kind === "b") {
    if (given.ndim !== 1) {
      throw new ValueError("boolean array argument obj to insert must be one dimensional");
    }
    const found: number[] = [];
    indexValues(given).forEach((flag, i) => {
      if (flag === 1) found.push(i);
    });
    return asArray(found, "int64");
  }
  if (given.ndim > 1) {
    throw new ValueError("index array argument obj to insert must be one dimensional or scalar");
  }
  return given;
}

/** NumPy's refusal of positions that are no integers: of a single one it looks first whether it is out of bounds. */
function noPosition(places: NDArray, obj: Positions, axis: number, length: number): Error {
  const got = `(got dtype ${places.dtype.name})`;
  if (places.size !== 1) {
    return new IndexError(`arrays used as indices must be of integer (or boolean) type ${got}`);
  }
  const place = places.dtype.kind === "f" ? Number(places.item()) : 0;
  if (place < -length || place > length) return outOfBounds(obj, axis, length);
  return new TypeError(`slice indices must be integers or None or have an __index__ method ${got}`);
}

/** All values before one position. */
function insertOne<D extends DTypeKey>(
  subject: Subject<D>,
  places: NDArray,
  values: unknown,
  obj: Positions,
): NDArray<D> {
  const { array, axis } = subject;
  const length = array._shape[axis]!;
  let place = indexValues(places)[0]!;
  if (place < -length || place > length) throw outOfBounds(obj, axis, length);
  if (place < 0) place += length;
  let given = asArray(values, array.dtype);
  const missing = array.ndim - given.ndim;
  if (missing > 0) given = newAxes(given, new Array<number>(missing).fill(0), "insert");
  // for a single position the values' first axis runs along the axis
  if (places.ndim === 0) given = moveAxes(given, 0, axis);
  const count = given._shape[axis]!;
  const result = freshLike(subject, length + count);
  copyInto(runAlong(result, axis, 0, place), runAlong(array, axis, 0, place), "insert");
  const target = runAlong(result, axis, place, place + count);
  copyInto(target, fitted(given, target._shape), "insert");
  copyInto(
    runAlong(result, axis, place + count, length + count),
    runAlong(array, axis, place, length),
    "insert",
  );
  noteCopy(result.nbytes, "gather", "insert");
  return result;
}

/** One value for each position; those for one position stay in the order given. */
function insertMany<D extends DTypeKey>(
  subject: Subject<D>,
  places: readonly number[],
  values: unknown,
): NDArray<D> {
  const { array, axis } = subject;
  const length = array._shape[axis]!;
  const total = length + places.length;
  const from = places.map((place) => (place < 0 ? place + length : place));
  const order = from.map((_, i) => i).sort((a, b) => from[a]! - from[b]! || a - b);
  const targets = new Array<number>(places.length);
  order.forEach((which, before) => {
    targets[which] = from[which]! + before;
  });
  const bad = targets.find((target) => target < -total || target >= total);
  if (bad !== undefined) throw outOfBounds(bad, 0, total);
  // as NumPy, which counts places that are still negative from the end of the result
  targets.forEach((target, i) => {
    if (target < 0) targets[i] = target + total;
  });
  // an array that is put nowhere is not cast
  const read = () => asArray(values, array.dtype);
  const given = places.length === 0 && values instanceof NDArray ? quietly(read) : read();
  const result = freshLike(subject, total);
  const colons = new Array<string>(axis).fill(":");
  setIndex(result, [...colons, asArray(targets, "int64")], given);
  if (new Set(targets).size < targets.length) {
    const rest = asArray(Array.from({ length: total }, (_, at) => !targets.includes(at)));
    setIndex(result, [...colons, rest], array);
    noteCopy(result.nbytes, "gather", "insert");
    return result;
  }
  let at = 0;
  let taken = 0;
  const inPlace = order.slice().sort((a, b) => targets[a]! - targets[b]!);
  for (const which of [...inPlace, -1]) {
    const next = which < 0 ? total : targets[which]!;
    const count = next - at;
    if (count > 0) {
      copyInto(
        runAlong(result, axis, at, next),
        runAlong(array, axis, taken, taken + count),
        "insert",
      );
      taken += count;
    }
    at = next + 1;
  }
  noteCopy(result.nbytes, "gather", "insert");
  return result;
}

/**
 * The array without the elements (or slices along an axis) at the given positions. A new array. A
 * copy.
 *
 * @throws IndexError for a position out of bounds
 * @example
 * ```ts
 * np.delete([1, 2, 3], 1); // => [1 3]
 * np.delete([[1, 2], [3, 4]], [0], 1); // => [[2] [4]]
 * ```
 */
function delete_<T>(arr: T, obj: Positions, axis?: EditAxis): NDArray<ValueKey<T>> {
  const subject = subjectOf("delete", arr, axis);
  const length = subject.array._shape[subject.axis]!;
  if (obj instanceof Slice) {
    const { start, length: count, step } = resolveSlice(obj, length);
    const gone = Array.from({ length: count }, (_, i) => start + i * step).sort((a, b) => a - b);
    return without(subject, gone);
  }
  const given = positionArray(obj);
  if (given.dtype.kind === "b") return withoutMasked(subject, given);
  if (given.dtype.kind !== "i" && given.dtype.kind !== "u") {
    throw new IndexError(
      `arrays used as indices must be of integer (or boolean) type (got dtype ${given.dtype.name})`,
    );
  }
  const places = Array.from(indexValues(given), (place) => {
    if (place < -length || place >= length) {
      throw given.size === 1 ? outOfBounds(place, subject.axis, length) : outside(given, length, 0);
    }
    return place < 0 ? place + length : place;
  });
  if (places.length === 1) return without(subject, places);
  if (subject.array.ndim === 1 && places.length < length / 16) {
    return without(
      subject,
      [...new Set(places)].sort((a, b) => a - b),
    );
  }
  const keep = newArray([length], toDtype("bool"));
  const flags = keep.storage.views.u8;
  flags.fill(1, keep.byteOffset, keep.byteOffset + length);
  for (const place of places) flags[keep.byteOffset + place] = 0;
  return kept(subject, keep);
}

export { delete_ as delete };

/** The array without the elements at ascending places. */
function without<D extends DTypeKey>(subject: Subject<D>, gone: readonly number[]): NDArray<D> {
  const { array, axis, order } = subject;
  if (gone.length === 0) return copyArray(array, order, "delete");
  const length = array._shape[axis]!;
  array.live();
  const result = freshLike(subject, length - gone.length);
  let at = 0;
  let from = 0;
  for (const place of [...gone, length]) {
    if (place > from) {
      const count = place - from;
      copyInto(
        runAlong(result, axis, at, at + count),
        runAlong(array, axis, from, place),
        "delete",
      );
      at += count;
    }
    from = place + 1;
  }
  noteCopy(result.nbytes, "gather", "delete");
  return result;
}

function withoutMasked<D extends DTypeKey>(subject: Subject<D>, mask: NDArray): NDArray<D> {
  const length = subject.array._shape[subject.axis]!;
  if (mask.ndim !== 1 || mask.size !== length) {
    throw new ValueError(
      `boolean array argument obj to delete must be one dimensional and match the axis length of ${length} (got shape ${mask._shape.join(", ")})`,
    );
  }
  return kept(subject, ufuncs.logical_not(mask) as NDArray);
}

function kept<D extends DTypeKey>(subject: Subject<D>, keep: NDArray): NDArray<D> {
  return getIndex(subject.array, [...new Array<string>(subject.axis).fill(":"), keep]);
}

/** Options of `trim_zeros`. */
export interface TrimOptions {
  /** `"f"` trims the front, `"b"` the back, `"fb"` (default) both. */
  trim?: string | undefined;
  /** The axes to trim along; all of them by default. */
  axis?: AxisArgument | undefined;
}

/** The type of which a literal's type is one value. */
type Widened<E> = E extends string
  ? string
  : E extends number
    ? number
    : E extends boolean
      ? boolean
      : E;

/**
 * The array without the zeros at its edges. A view; a list of values gives a list.
 *
 * @throws ValueError for another `trim`
 * @example
 * ```ts
 * np.trim_zeros(np.array([0, 0, 1, 0, 2, 0])); // => [1 0 2]
 * np.trim_zeros(np.array([0, 1, 0]), "f"); // => [1 0]
 * np.trim_zeros([0, 1, 0]); // => 1
 * ```
 */
export function trim_zeros<D extends DTypeKey>(
  filt: NDArray<D>,
  trim?: string | TrimOptions,
  given?: TrimOptions,
): NDArray<D>;
export function trim_zeros<E extends number | bigint | boolean | string>(
  filt: readonly E[],
  trim?: string | TrimOptions,
  given?: TrimOptions,
): Widened<E>[];
export function trim_zeros(
  filt: unknown,
  trim?: string | TrimOptions,
  given?: TrimOptions,
): NDArray | unknown[];
export function trim_zeros(
  filt: unknown,
  second?: string | TrimOptions,
  given?: TrimOptions,
): unknown {
  const known = optionsOr<TrimOptions>("trim_zeros", ["trim", "axis"], "trim", second, given);
  const trim = String(known.trim ?? "fb").toLowerCase();
  if (!["f", "b", "fb", "bf"].includes(trim)) {
    throw new ValueError(`unexpected character(s) in \`trim\`: '${String(known.trim)}'`);
  }
  const array = asArray(filt);
  const axes = normalizeAxes(known.axis, array.ndim, "axis");
  const [low, high] = nonzeroBounds(array);
  let trimmed = array;
  for (const axis of axes) {
    const length = array._shape[axis]!;
    // where everything is zero, trimming the front leaves nothing
    const start = trim.includes("f") ? (low === null ? length : low[axis]!) : 0;
    const stop = trim.includes("b") ? (high === null ? 0 : high[axis]! + 1) : length;
    const slice = new Slice(start, Math.max(start, stop), null);
    trimmed = getIndex(trimmed, [...new Array<string>(axis).fill(":"), slice]);
  }
  if (Array.isArray(filt) && array.ndim === 1) {
    const start = (trimmed.byteOffset - array.byteOffset) / array.itemsize;
    return filt.slice(start, start + trimmed.size);
  }
  return trimmed;
}

/** The least and greatest position along each axis of what is not zero; null where everything is. */
function nonzeroBounds(array: NDArray): [number[] | null, number[] | null] {
  const flags = indexValues(truthOf(array));
  const low = array._shape.slice();
  const high = array._shape.map(() => -1);
  const counter = array._shape.map(() => 0);
  for (let i = 0; i < flags.length; i++) {
    if (flags[i] === 1) {
      for (let k = 0; k < counter.length; k++) {
        if (counter[k]! < low[k]!) low[k] = counter[k]!;
        if (counter[k]! > high[k]!) high[k] = counter[k]!;
      }
    }
    for (let k = counter.length - 1; k >= 0; k--) {
      if (++counter[k]! < array._shape[k]!) break;
      counter[k] = 0;
    }
  }
  const none = array.ndim > 0 && high.some((at) => at < 0);
  return none ? [null, null] : [low, high];
}
