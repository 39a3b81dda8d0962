// Elements picked by position along an axis: take, compress, extract, take_along_axis. Writing by position is
// in putting.ts.

import { checkedAxis } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { moveBlocks } from "../array/move.js";
import { ravelArray, reshapeArray } from "../array/reshape.js";
import { dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { normalizeAxis, sameNumbers, shapeText } from "../core/layout.js";
import { isAligned, type NDArray, newArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { noteCopy } from "../memory/tracker.js";
import { optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { flatPositions } from "./nonzero.js";
import {
  type PositionList,
  positionArray,
  positionsFromBothEnds,
  positionValues,
  type TakeMode,
  takeMode,
} from "./positions.js";
import { fillProgression } from "./progression.js";

/** Options of `take`. */
export interface TakeOptions {
  /** The axis to pick along; `null` (default) picks from the flattened array. */
  axis?: number | null | undefined;
  /** An array of the result's shape; it is returned. A new one by default. */
  out?: NDArray | null | undefined;
  /** Positions out of bounds: `"raise"` (default), `"wrap"` around, or `"clip"` to the last. */
  mode?: TakeMode | undefined;
}

const takeNames = ["axis", "out", "mode"] as const;

/**
 * The elements at the given positions along an axis: the result has the shape of `indices` in that axis' place.
 * A copy in C order.
 *
 * @throws IndexError for a position out of bounds, TypeError for positions that are no integers
 * @example
 * ```ts
 * np.take([4, 3, 5, 7], [0, -1]); // => [4 7]
 * np.take([[1, 2], [3, 4]], [1, 0, 1], 1); // => [[2 1 2] [4 3 4]]
 * np.take([4, 3, 5], 7, { mode: "clip" }); // => 5
 * ```
 */
export function take<A>(
  a: A,
  indices: unknown,
  axis?: number | null | TakeOptions,
  given?: TakeOptions,
): NDArray<ValueKey<A>> {
  const known = optionsOr<TakeOptions>("take", takeNames, "axis", axis, given);
  const array = asArray(a);
  array.live();
  const positions = positionArray(indices);
  const flat = known.axis === undefined || known.axis === null;
  const source = flat || array.ndim === 0 ? ravelArray(array) : array;
  const along = flat ? 0 : normalizeAxis(known.axis as number, source.ndim);
  const result = takeArray(source, positions, along, takeMode(known.mode));
  const { out } = known;
  if (out === undefined || out === null) return result as never;
  out.live();
  out.assertWriteable("output array");
  if (!sameNumbers(out._shape, result._shape)) {
    throw new ValueError(
      `output array does not match result of ndarray.take (expected shape (${result._shape.join(", ")}), got (${out._shape.join(", ")}))`,
    );
  }
  copyInto(out, result, "take");
  return out as never;
}

/** {@link take} of an array along an axis. */
export function takeArray(
  source: NDArray,
  positions: NDArray,
  axis: number,
  mode: TakeMode,
): NDArray {
  const length = source._shape[axis];
  if (length === 0 && positions.size > 0 && source.size === 0) {
    const others = source._shape.every((one, i) => i === axis || one > 0);
    if (others)
      throw new IndexError(
        `cannot do a non-empty take from an empty axes. (axis ${axis} of shape ${shapeText(source._shape)} has no elements)`,
      );
  }
  const lines = source._shape.slice(0, axis).reduce((count, one) => count * one, 1);
  // as in NumPy, positions are looked at as lines are read
  const wanted =
    lines === 0 ? positionValues(positions) : positionsFromBothEnds(positions, length, mode, axis);
  return takeAt(source, wanted, positions._shape, axis);
}

/** The elements at positions that are in range, in a shape that replaces the axis. */
export function takeAt(
  source: NDArray,
  wanted: PositionList,
  shape: readonly number[],
  axis: number,
): NDArray {
  const { _shape, _strides, dtype, itemsize } = source;
  const result = newArray([..._shape.slice(0, axis), ...shape, ..._shape.slice(axis + 1)], dtype);
  noteCopy(result.nbytes, "gather", "take");
  if (result.size === 0) return result;
  if (source.ndim === 1 && takeSingles(result, source, wanted)) return result;
  const inner = _shape.slice(axis + 1).reduce((size, one) => size * one, itemsize);
  const from = new Float64Array(wanted.length);
  const to = new Float64Array(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    from[i] = source.byteOffset + wanted[i] * _strides[axis];
    to[i] = result.byteOffset + i * inner;
  }
  const lead = shape.length;
  const others = (list: readonly number[], skip: number) => [
    ...list.slice(0, axis),
    ...list.slice(axis + skip),
  ];
  moveBlocks(
    { views: result.storage.views, points: to, strides: others(result._strides, lead) },
    { views: source.live().views, points: from, strides: others(_strides, 1) },
    others(_shape, 1),
    itemsize,
  );
  return result;
}

const windowLimit = 2 ** 31;

/** One axis of elements of 1, 2, 4 or 8 bytes, through typed arrays. */
function takeSingles(result: NDArray, source: NDArray, wanted: PositionList): boolean {
  const { itemsize, byteOffset } = source;
  const step = source._strides[0];
  const unit = itemsize === 8 ? 4 : itemsize;
  if (unit !== 1 && unit !== 2 && unit !== 4) return false;
  if (itemsize > 1 && (!isAligned(source) || byteOffset % unit !== 0 || step % unit !== 0)) {
    return false;
  }
  const from = source.live().views;
  const to = result.storage.views;
  if (from.buffer.byteLength > windowLimit || to.buffer.byteLength > windowLimit) return false;
  const place = {
    start: byteOffset / unit,
    stride: step / unit,
    to: result.byteOffset / unit,
  };
  if (itemsize === 8) gatherPairs(to.i32, from.i32, wanted, place);
  else if (unit === 4) gatherElements(to.i32, from.i32, wanted, place);
  else if (unit === 2) gatherElements(to.u16, from.u16, wanted, place);
  else gatherElements(to.u8, from.u8, wanted, place);
  return true;
}

interface GatherPlace {
  readonly start: number;
  readonly stride: number;
  readonly to: number;
}

// The places are below 2^31: as int32 they stay out of floating point.

function gatherElements(
  target: Int32Array | Uint16Array | Uint8Array,
  source: Int32Array | Uint16Array | Uint8Array,
  wanted: PositionList,
  place: GatherPlace,
): void {
  const start = place.start | 0;
  const stride = place.stride | 0;
  const to = place.to | 0;
  const count = wanted.length;
  for (let i = 0; i < count; i++) target[to + i] = source[(start + wanted[i] * stride) | 0];
}

/** Elements of 8 bytes as two words each: a double would not keep every bit pattern. */
function gatherPairs(
  target: Int32Array,
  source: Int32Array,
  wanted: PositionList,
  place: GatherPlace,
): void {
  const start = place.start | 0;
  const stride = place.stride | 0;
  const count = wanted.length;
  let at = place.to | 0;
  for (let i = 0; i < count; i++) {
    const from = (start + wanted[i] * stride) | 0;
    target[at] = source[from];
    target[at + 1] = source[from + 1];
    at = (at + 2) | 0;
  }
}

/** Options of `compress`. */
export interface CompressOptions {
  /** The axis to pick along; the flattened array for `null` (default). */
  axis?: number | null | undefined;
  /** An array of the result's shape, which is returned; a new one by default. */
  out?: NDArray | null | undefined;
}

/**
 * The slices along an axis where `condition`, one truth value each, is true. A copy.
 *
 * @throws ValueError if the condition has several axes, IndexError if it is true beyond the axis
 * @example
 * ```ts
 * np.compress([false, true], [[1, 2], [3, 4]], { axis: 0 }); // => [[3 4]]
 * ```
 */
export function compress<A>(
  condition: unknown,
  a: A,
  axis?: number | null | CompressOptions,
  given?: CompressOptions,
): NDArray<ValueKey<A>> {
  const known = optionsOr<CompressOptions>("compress", ["axis", "out"], "axis", axis, given);
  const mask = asArray(condition);
  if (mask.ndim !== 1) {
    throw new ValueError(`condition must be a 1-d array (got ${mask.ndim} dimensions)`);
  }
  const positions = positionsAsArray(flatPositions(mask));
  return take(a, positions, {
    axis: known.axis ?? null,
    ...(known.out === undefined ? {} : { out: known.out }),
  });
}

function positionsAsArray(positions: Float64Array): NDArray {
  const array = newArray([positions.length], toDtype("int64"));
  copyInto(array, asArray(positions));
  return array;
}

/**
 * The elements of the flattened array where the flattened condition is true. A copy.
 *
 * @throws IndexError if the condition is true beyond the array
 * @example
 * ```ts
 * np.extract([[true, false], [false, true]], [[1, 2], [3, 4]]); // => [1 4]
 * ```
 */
export function extract<A>(condition: unknown, arr: A): NDArray<ValueKey<A>> {
  const positions = positionsAsArray(flatPositions(ravelArray(asArray(condition))));
  return take(arr, positions);
}

/**
 * For every line along an axis the elements that `indices` names in that line: what `argsort` and its like give
 * becomes values. A copy.
 *
 * @throws ValueError if the arrays have not as many axes, IndexError for positions out of bounds or no integers
 * @example
 * ```ts
 * const a = np.array([[30, 10, 20], [5, 6, 4]]);
 * np.take_along_axis(a, [[1], [2]], 1); // => [[10] [ 4]]
 * ```
 */
export function take_along_axis<A>(
  arr: A,
  indices: unknown,
  axis: number | null | { axis?: number | null | undefined } = -1,
): NDArray<ValueKey<A>> {
  const [source, index] = alongAxis("take_along_axis", asArray(arr), asArray(indices), axis);
  return getIndex(source, index) as never;
}

/** The array (flattened for `null`) and the index that reaches into each of its lines. */
export function alongAxis(
  routine: string,
  arr: NDArray,
  indices: NDArray,
  given: number | null | { axis?: number | null | undefined },
): [NDArray, unknown[]] {
  const axis = isOptions(given)
    ? axisIn(options<{ axis: number | null }>(routine, given as { axis: number | null }, ["axis"]))
    : (given as number | null);
  if (axis === null) {
    if (indices.ndim !== 1) {
      throw new ValueError("when axis=None, `indices` must have a single dimension.");
    }
    return [ravelArray(arr), [checkedIntegers(indices)]];
  }
  const along = checkedAxis(axis, arr.ndim);
  checkedIntegers(indices);
  if (arr.ndim !== indices.ndim) {
    throw new ValueError(
      `\`indices\` and \`arr\` must have the same number of dimensions (got ${indices.ndim} and ${arr.ndim})`,
    );
  }
  const index = arr._shape.map((length, i) =>
    i === along ? indices : lineNumbers(length, i, arr.ndim),
  );
  return [arr, index];
}

function axisIn({ axis }: { axis?: number | null | undefined }): number | null {
  return axis === undefined ? -1 : axis;
}

function checkedIntegers(indices: NDArray): NDArray {
  if (indices.dtype.kind === "i" || indices.dtype.kind === "u") return indices;
  throw new IndexError(`\`indices\` must be an integer array (got dtype ${indices.dtype.name})`);
}

/** 0, 1, … along one axis of a shape that is 1 everywhere else. */
function lineNumbers(length: number, axis: number, ndim: number): NDArray {
  const numbers = newArray([length], toDtype("int64"));
  fillProgression(numbers, 0, 1);
  const shape = new Array<number>(ndim).fill(1);
  shape[axis] = length;
  return reshapeArray(numbers, shape);
}
