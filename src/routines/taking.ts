// Elements picked by position along an axis: take, compress, extract, take_along_axis. Writing by position is
// in putting.ts.

import { checkedAxis } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castRefused, copyInto } from "../array/copy.js";
import { gatherAxis } from "../array/gather-axis.js";
import { gatherFew } from "../array/gather-few.js";
import { getIndex } from "../array/index-get.js";
import { moveBlocks } from "../array/move.js";
import { type Picks, progression } from "../array/picks.js";
import { ravelArray, reshapeArray } from "../array/reshape.js";
import { isCastAllowed } from "../core/casting.js";
import { dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { normalizeAxis, sameNumbers, shapeText } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
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
 * @throws IndexError for a position out of bounds, TypeError for positions that are no integers, ValueError for an
 *   unknown mode
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
  if (axis === undefined && given === undefined && a instanceof NDArray) {
    const line = indices instanceof NDArray && a.ndim === 1;
    const many = line ? gatherAxis(a, indices, 0, "take") : null;
    if (many !== null) return many as never;
    const few = indices instanceof NDArray ? gatherFew(a, indices) : null;
    if (few !== null) {
      noteCopy(few.nbytes, "gather", "take");
      return few as never;
    }
  }
  const known = optionsOr<TakeOptions>("take", takeNames, "axis", axis, given);
  const mode = takeMode(known.mode);
  const array = asArray(a);
  array.live();
  const flat = known.axis === undefined || known.axis === null;
  const source = flat || array.ndim === 0 ? ravelArray(array) : array;
  const along = flat ? 0 : normalizeAxis(known.axis as number, source.ndim);
  const positions = positionArray(indices);
  const { out } = known;
  if (out === undefined || out === null) {
    return takeArray(source, positions, along, mode) as never;
  }
  checkTakeOut(out, source, positions, along);
  copyInto(out, takeArray(source, positions, along, mode), "take");
  return out as never;
}

/** As NumPy, which reads `out` as an array of the source's dtype before it writes it. */
function checkTakeOut(out: NDArray, source: NDArray, positions: NDArray, axis: number): void {
  if (!(out instanceof NDArray)) {
    throw new TypeError(`output must be an array (got ${typeof out})`);
  }
  out.live();
  const { _shape } = source;
  const expected = [..._shape.slice(0, axis), ...positions._shape, ..._shape.slice(axis + 1)];
  if (!sameNumbers(out._shape, expected)) {
    throw new ValueError(
      `output array does not match result of ndarray.take (expected shape (${expected.join(", ")}), got (${out._shape.join(", ")}))`,
    );
  }
  if (!isCastAllowed(out.dtype, source.dtype, "safe")) {
    throw new TypeError(castRefused(out.dtype, source.dtype, "safe", out.ndim));
  }
  out.assertWriteable("output array");
}

/** {@link take} of an array along an axis. */
export function takeArray(
  source: NDArray,
  positions: NDArray,
  axis: number,
  mode: TakeMode,
): NDArray {
  if (mode === "raise") {
    const found = gatherAxis(source, positions, axis, "take");
    if (found !== null) return found;
  }
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
  operation = "take",
): NDArray {
  const { _shape, _strides, dtype, itemsize } = source;
  const result = newArray([..._shape.slice(0, axis), ...shape, ..._shape.slice(axis + 1)], dtype);
  noteCopy(result.nbytes, "gather", operation);
  if (result.size === 0) return result;
  const inner = _shape.slice(axis + 1).reduce((size, one) => size * one, itemsize);
  const lead = shape.length;
  const others = (list: readonly number[], skip: number) => [
    ...list.slice(0, axis),
    ...list.slice(axis + skip),
  ];
  moveBlocks(
    {
      views: result.storage.views,
      points: progression(result.byteOffset, inner, wanted.length),
      strides: others(result._strides, lead),
      apart: true,
    },
    {
      views: source.live().views,
      points: pickedFrom(source, wanted, axis),
      strides: others(_strides, 1),
    },
    others(_shape, 1),
    itemsize,
  );
  return result;
}

function pickedFrom(source: NDArray, wanted: PositionList, axis: number): Picks | Float64Array {
  const base = source.byteOffset;
  const stride = source._strides[axis];
  if (wanted instanceof Int32Array) return { base, stride, list: wanted, count: wanted.length };
  return wanted.map((position) => base + position * stride);
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
  const positions = asArray(flatPositions(mask));
  return take(a, positions, {
    axis: known.axis ?? null,
    ...(known.out === undefined ? {} : { out: known.out }),
  });
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
  return take(arr, asArray(flatPositions(ravelArray(asArray(condition)))));
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
  const [source, index] = alongAxis("take_along_axis", arr, indices, axis);
  return getIndex(source, index) as never;
}

/** The array (flattened for `null`) and the index that reaches into each of its lines. */
export function alongAxis(
  routine: string,
  given: unknown,
  listed: unknown,
  way: number | null | { axis?: number | null | undefined },
): [NDArray, unknown[]] {
  const axis = isOptions(way)
    ? axisIn(options<{ axis: number | null }>(routine, way as { axis: number | null }, ["axis"]))
    : (way as number | null);
  if (axis === null) {
    const indices = asArray(listed);
    if (indices.ndim !== 1) {
      throw new ValueError("when axis=None, `indices` must have a single dimension.");
    }
    return [ravelArray(asArray(given)), [checkedIntegers(indices)]];
  }
  const arr = asArray(given);
  const along = checkedAxis(axis, arr.ndim);
  const indices = checkedIntegers(asArray(listed));
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
