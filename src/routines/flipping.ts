// Elements in another order along axes: flip and rot90 are views, roll is a copy.

import { transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, copyInto, likeArray } from "../array/copy.js";
import { indexValues } from "../array/index-values.js";
import { ravelArray, reshapeArray } from "../array/reshape.js";
import { moveRuns, movesRuns, sizeBetween } from "../array/runs-of-bytes.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import {
  type AxisArgument,
  broadcastShapes,
  normalizeAxes,
  normalizeAxis,
} from "../core/layout.js";
import { isPacked, makeArray, makeView, NDArray } from "../core/ndarray.js";
import { pythonInt, pythonList } from "../core/python-values.js";
import type { DTypeKey } from "../core/types.js";
import { noteCopy } from "../memory/tracker.js";
import { integer, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";

/** The array read backwards along some axes. A view. */
function flipped<D extends DTypeKey>(
  array: NDArray<D>,
  axes: readonly number[],
  operation: string,
): NDArray<D> {
  const strides = array._strides.slice();
  let at = array.byteOffset;
  for (const axis of axes) {
    const length = array._shape[axis]!;
    if (length === 0) continue;
    at += (length - 1) * strides[axis]!;
    strides[axis] = -strides[axis]!;
  }
  // an empty array may lie anywhere; keep it inside its memory
  const start = array.size === 0 ? array.byteOffset : at;
  return makeView(array, start, array._shape.slice(), strides, array.dtype, operation);
}

/**
 * The elements in reverse order along axes, all of them by default. A view.
 *
 * @throws AxisError
 * @example
 * ```ts
 * np.flip([[1, 2], [3, 4]]); // => [[4 3] [2 1]]
 * np.flip([[1, 2], [3, 4]], 0); // => [[3 4] [1 2]]
 * ```
 */
export function flip<T>(
  m: T,
  axis?: AxisArgument | { axis?: AxisArgument | undefined },
): NDArray<ValueKey<T>> {
  const known = optionsOr<{ axis: AxisArgument }>("flip", ["axis"], "axis", axis);
  const array = asArray(m) as NDArray<ValueKey<T>>;
  return flipped(array, normalizeAxes(known.axis, array.ndim), "flip");
}

/**
 * The columns in reverse order. A view.
 *
 * @throws ValueError for fewer than two axes
 * @example
 * ```ts
 * np.fliplr([[1, 2], [3, 4]]); // => [[2 1] [4 3]]
 * ```
 */
export function fliplr<T>(m: T): NDArray<ValueKey<T>> {
  const array = asArray(m) as NDArray<ValueKey<T>>;
  if (array.ndim < 2) throw new ValueError(`Input must be >= 2-d. (got ${array.ndim})`);
  return flipped(array, [1], "fliplr");
}

/**
 * The rows in reverse order. A view.
 *
 * @throws ValueError for a 0-d array
 * @example
 * ```ts
 * np.flipud([[1, 2], [3, 4]]); // => [[3 4] [1 2]]
 * ```
 */
export function flipud<T>(m: T): NDArray<ValueKey<T>> {
  const array = asArray(m) as NDArray<ValueKey<T>>;
  if (array.ndim < 1) throw new ValueError("Input must be >= 1-d. (got 0)");
  return flipped(array, [0], "flipud");
}

/** Options of `rot90`. */
export interface Rot90Options {
  /** How many quarter turns, from the first of `axes` towards the second. 1 by default. */
  k?: number | undefined;
  /** The plane to turn in; `[0, 1]` by default. */
  axes?: readonly number[] | undefined;
}

/**
 * A matrix turned by quarter turns, anticlockwise. A view.
 *
 * @throws ValueError unless `axes` are two different axes
 * @example
 * ```ts
 * np.rot90([[1, 2], [3, 4]]); // => [[2 4] [1 3]]
 * np.rot90([[1, 2], [3, 4]], 2); // => [[4 3] [2 1]]
 * ```
 */
export function rot90<T>(
  m: T,
  k?: number | Rot90Options,
  given?: Rot90Options,
): NDArray<ValueKey<T>> {
  const known = optionsOr<Rot90Options>("rot90", ["k", "axes"], "k", k, given);
  const array = asArray(m) as NDArray<ValueKey<T>>;
  const [first, second] = plane(known.axes ?? [0, 1], array.ndim);
  const turns = ((integer(known.k ?? 1, "k") % 4) + 4) % 4;
  if (turns === 0) return flipped(array, [], "rot90");
  if (turns === 2) return flipped(array, [first, second], "rot90");
  const axes = Array.from({ length: array.ndim }, (_, axis) => axis);
  axes[first] = second;
  axes[second] = first;
  if (turns === 1) return transposeArray(flipped(array, [second], "rot90"), axes);
  return flipped(transposeArray(array, axes), [second], "rot90");
}

function plane(axes: readonly number[], ndim: number): [number, number] {
  if (axes.length !== 2) throw new ValueError(`len(axes) must be 2. (got ${axes.length})`);
  const [first, second] = axes as [number, number];
  if (first === second || Math.abs(first - second) === ndim) {
    throw new ValueError(`Axes must be different. (got ${first} and ${second} of ${ndim})`);
  }
  if (first >= ndim || first < -ndim || second >= ndim || second < -ndim) {
    throw new ValueError(`Axes=(${first}, ${second}) out of range for array of ndim=${ndim}.`);
  }
  return [normalizeAxis(first, ndim), normalizeAxis(second, ndim)];
}

/** How far to roll: along one axis or each of several. */
export type Shift = number | bigint | readonly (number | bigint)[] | NDArray;

/**
 * The elements moved along axes, those pushed over the end coming in at the beginning; without an axis moved as
 * if flattened. A copy.
 *
 * @throws AxisError, ValueError if shifts and axes do not go together
 * @example
 * ```ts
 * np.roll([1, 2, 3, 4], 1); // => [4 1 2 3]
 * np.roll([[1, 2], [3, 4]], 1, 0); // => [[3 4] [1 2]]
 * ```
 */
export function roll<T>(
  a: T,
  shift: Shift,
  axis?: AxisArgument | { axis?: AxisArgument | undefined },
): NDArray<ValueKey<T>> {
  const known = optionsOr<{ axis: AxisArgument }>("roll", ["axis"], "axis", axis);
  const array = asArray(a) as NDArray<ValueKey<T>>;
  if (known.axis === undefined || known.axis === null) {
    const flat = rolled(ravelArray(array), shift, 0);
    return reshapeArray(flat, array._shape);
  }
  return rolled(array, shift, known.axis);
}

function rolled<D extends DTypeKey>(
  array: NDArray<D>,
  shift: Shift,
  axis: number | readonly number[],
): NDArray<D> {
  const totals = shiftsByAxis(array, shift, axis);
  const result = likeArray(array, array.dtype);
  if (rollRuns(result, array, totals)) {
    noteCopy(result.nbytes, "gather", "roll");
    return result;
  }
  for (const piece of rolledPieces(array._shape, totals)) {
    const to = part(result, piece.to, piece.shape);
    copyInto(to, part(array, piece.from, piece.shape), "roll");
  }
  noteCopy(result.nbytes, "gather", "roll");
  return result;
}

/** Rolls a packed array along one axis: two runs of each line change places. False, with nothing done, for all others. */
function rollRuns(result: NDArray, array: NDArray, totals: readonly number[]): boolean {
  if (!isPacked(array) || !isPacked(result)) return false;
  const { _shape } = array;
  const axis = totals.findIndex((total) => total !== 0);
  if (axis < 0 || totals.some((total, other) => total !== 0 && other !== axis)) return false;
  const count = sizeBetween(_shape, 0, axis);
  const inner = sizeBetween(_shape, axis + 1, _shape.length);
  const last = totals[axis]! * inner;
  const first = _shape[axis]! * inner - last;
  const { itemsize } = array;
  const step = (first + last) * itemsize;
  const least = Math.min(first, last) * itemsize;
  if (!movesRuns(array, count, least)) return false;
  array.live();
  const { views } = result.storage;
  const at = result.byteOffset;
  const ahead = { views, offset: at + last * itemsize, step };
  return (
    moveRuns(ahead, array, 0, step, count, first * itemsize) &&
    moveRuns({ views, offset: at, step }, array, first, step, count, last * itemsize)
  );
}

/** For each axis by how much it is rolled in all: an axis may be named more than once. */
function shiftsByAxis(array: NDArray, shift: Shift, axis: number | readonly number[]): number[] {
  const alone = typeof axis !== "object" || (axis instanceof NDArray && axis.ndim === 0);
  const axes = (alone ? [axis] : pythonList(axis, "axis")).map((one) =>
    normalizeAxis(one as number, array.ndim),
  );
  const shifts = shiftValues(shift);
  const isScalar = [typeof shift !== "object" || shift instanceof Complex, alone];
  const [count = 1] = broadcastShapes(
    isScalar[0] ? [] : [shifts.length],
    isScalar[1] ? [] : [axes.length],
  );
  const totals = array._shape.map(() => 0);
  for (let i = 0; i < count; i++) {
    const along = axes[axes.length === 1 ? 0 : i]!;
    totals[along]! += shifts[shifts.length === 1 ? 0 : i]!;
  }
  return totals.map((total, along) => {
    const length = array._shape[along]! || 1;
    return ((total % length) + length) % length;
  });
}

function shiftValues(shift: Shift): number[] {
  if (shift instanceof NDArray) {
    if (shift.ndim > 1) {
      throw new ValueError("'shift' and 'axis' should be scalars or 1D sequences");
    }
    // floats lose their fraction
    const values = "iu".includes(shift.dtype.kind) ? shift : castArray(shift, int64);
    return Array.from(indexValues(values));
  }
  const isList =
    typeof shift === "object" && shift !== null && !((shift as unknown) instanceof Complex);
  const list: unknown = isList ? shift : [shift];
  if (!Array.isArray(list)) {
    throw new TypeError(
      "roll() takes shift as an integer or a list of integers, and its options after it",
    );
  }
  // as Python's int()
  return list.map((one) => Number(pythonInt(one instanceof Complex ? one.re : one)));
}

const int64 = toDtype("int64") as DType;

interface Piece {
  from: number[];
  to: number[];
  shape: number[];
}

/** Each rolled axis falls into two pieces; the array into all their combinations. */
function rolledPieces(shape: readonly number[], shifts: readonly number[]): Piece[] {
  let pieces: Piece[] = [{ from: [], to: [], shape: [] }];
  shape.forEach((length, axis) => {
    const shift = shifts[axis]!;
    const runs =
      shift === 0
        ? [{ from: 0, to: 0, length }]
        : [
            { from: 0, to: shift, length: length - shift },
            { from: length - shift, to: 0, length: shift },
          ];
    pieces = pieces.flatMap((piece) =>
      runs.map((run) => ({
        from: [...piece.from, run.from],
        to: [...piece.to, run.to],
        shape: [...piece.shape, run.length],
      })),
    );
  });
  return pieces;
}

function part(array: NDArray, start: readonly number[], shape: readonly number[]): NDArray {
  const at = start.reduce(
    (sum, index, axis) => sum + index * array._strides[axis]!,
    array.byteOffset,
  );
  return makeArray(array.storage, at, shape, array._strides, array.dtype, array);
}
