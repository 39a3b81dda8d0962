// Lists of positions along an axis, as take, put and choose read them: checked, wrapped or clipped.

import { asArray } from "../array/convert.js";
import { indexValues } from "../array/index-values.js";
import { IndexError, ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";

/** What becomes of positions out of bounds. */
export type TakeMode = "raise" | "wrap" | "clip";

/** @throws ValueError for anything but the three modes */
export function takeMode(mode: unknown): TakeMode {
  if (mode === undefined) return "raise";
  if (mode === "raise" || mode === "wrap" || mode === "clip") return mode;
  throw new ValueError(
    `clipmode must be one of 'clip', 'raise', or 'wrap' (got '${String(mode)}')`,
  );
}

/** The positions as an array of integers (or booleans). @throws TypeError for other dtypes */
export function positionArray(indices: unknown): NDArray {
  const array = asArray(indices);
  array.live();
  if ("iub".includes(array.dtype.kind) || array.size === 0) return array;
  throw new TypeError(
    `Cannot cast array data from ${array.dtype.repr()} to dtype('int64') according to the rule 'safe'`,
  );
}

/** The values of an array of positions as plain numbers. */
export function positionValues(array: NDArray): Float64Array {
  return array.size === 0 ? new Float64Array(0) : indexValues(array);
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
