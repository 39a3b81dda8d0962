// Lists of positions along an axis, as take, put and choose read them: checked, wrapped or clipped.

import { asArray, isMemory } from "../array/convert.js";
import { castArray, castRefused } from "../array/copy.js";
import { shortPositions } from "../array/index-lookup.js";
import { exactIndices, signedValues } from "../array/index-values.js";
import { isCastAllowed } from "../core/casting.js";
import { dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { NDArray } from "../core/ndarray.js";

const int64 = toDtype("int64");

/** What becomes of positions out of bounds. */
export type TakeMode = "raise" | "wrap" | "clip";

/** @throws ValueError for anything but the three modes */
export function takeMode(mode: unknown): TakeMode {
  if (mode === undefined || mode === null) return "raise";
  if (mode === "raise" || mode === "wrap" || mode === "clip") return mode;
  if (typeof mode === "number" && Number.isInteger(mode)) {
    const named = (["clip", "wrap", "raise"] as const)[mode];
    if (named !== undefined) return named;
    throw new ValueError(
      `integer clipmode must be RAISE, WRAP, or CLIP from 'numpy._core.multiarray' (got ${mode}; here the words "raise", "wrap" and "clip")`,
    );
  }
  if (typeof mode !== "string")
    throw new TypeError(`clipmode not understood (got ${String(mode)})`);
  throw new ValueError(
    /^[crw]/i.test(mode)
      ? `Use one of 'clip', 'raise', or 'wrap' for clip mode (got '${mode}')`
      : `clipmode must be one of 'clip', 'raise', or 'wrap' (got '${mode}')`,
  );
}

/**
 * The positions as an array of integers (or booleans). Numbers that are in no array yet are read as integers.
 *
 * @throws TypeError for arrays of other dtypes
 */
export function positionArray(
  indices: unknown,
  casting: "safe" | "same_kind" = "same_kind",
): NDArray {
  const array = asArray(indices);
  array.live();
  const { dtype } = array;
  const isEmptyList = array.size === 0 && !(indices instanceof NDArray);
  if (isCastAllowed(dtype, int64, casting) || isEmptyList) {
    return array;
  }
  if (indices instanceof NDArray || isMemory(indices))
    throw new TypeError(castRefused(array.dtype, int64, casting, array.ndim));
  return "cVU".includes(dtype.kind) ? asArray(indices, int64) : castArray(array, int64);
}

/** Positions that are in range. */
export type PositionList = Int32Array | Float64Array;

/** The values of an array of positions as plain numbers. */
export function positionValues(array: NDArray): Float64Array {
  return array.size === 0 ? new Float64Array(0) : signedValues(array);
}

/** The positions from 0 up to `length`, negative ones counted from the end. @throws IndexError out of bounds */
export function positionsFromBothEnds(
  array: NDArray,
  length: number,
  mode: TakeMode,
  axis: number,
): PositionList {
  // -1 is the last position, but is clipped to the first
  const short = mode === "clip" ? null : shortPositions(array, length);
  if (short !== null) return short;
  const values = positionValues(array);
  if (mode === "raise") refuseOutside(array, values, length, axis);
  const found = fromBothEnds(values, length, mode, axis);
  return length > 0x7fffffff ? found : Int32Array.from(found);
}

/** @throws IndexError that names the first position out of bounds with all its digits */
function refuseOutside(array: NDArray, values: Float64Array, length: number, axis: number): void {
  const at = values.findIndex((position) => position < -length || position >= length);
  if (at < 0) return;
  const exact = exactIndices(array)[at];
  throw new IndexError(`index ${exact} is out of bounds for axis ${axis} with size ${length}`);
}

/**
 * Positions from 0 up to `length`, in place.
 *
 * @param refuse - the error for a position out of bounds in mode `"raise"`
 */
export function withinBounds(
  positions: Float64Array,
  length: number,
  mode: TakeMode,
  refuse: (position: number) => Error,
): Float64Array {
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i];
    if (position >= 0 && position < length) continue;
    if (mode === "clip") positions[i] = position < 0 ? 0 : length - 1;
    else if (mode === "wrap") positions[i] = ((position % length) + length) % length;
    else throw refuse(position);
  }
  return positions;
}

/** As {@link withinBounds}, where negative positions count from the end. */
export function fromBothEnds(
  positions: Float64Array,
  length: number,
  mode: TakeMode,
  axis: number,
): Float64Array {
  if (mode !== "raise") return withinBounds(positions, length, mode, outOfRange);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i];
    if (position >= 0 && position < length) continue;
    if (position < 0 && position >= -length) positions[i] = position + length;
    else {
      throw new IndexError(
        `index ${position} is out of bounds for axis ${axis} with size ${length}`,
      );
    }
  }
  return positions;
}

function outOfRange(position: number): IndexError {
  return new IndexError(`index ${position} is out of bounds`);
}
