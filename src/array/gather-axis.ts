// Elements, or whole blocks of them, at the positions of an index array along one axis of a packed array: the usual case,
// which machine code moves at once. All else, and every refusal, is the callers'.

import { isPacked, type NDArray, newArray, newPacked } from "../core/ndarray.js";
import { gatherNative, gathersNative } from "../kernel/moves.js";
import { noteCopy } from "../memory/tracker.js";

/** Positions from which machine code pays. */
const MANY = 32;

/**
 * A new array whose axis `axis` is replaced by the axes of `positions`, integers of 4 or 8 bytes counted from either end;
 * `null` for all other arrays, and where one is out of bounds.
 */
export function gatherAxis(
  source: NDArray,
  positions: NDArray,
  axis: number,
  operation: string,
): NDArray | null {
  const { _dtype: dtype, _size: count } = positions;
  const { itemsize } = dtype;
  if (dtype.kind !== "i" || !dtype.isnative || (itemsize !== 8 && itemsize !== 4)) return null;
  if (count < MANY || !gathersNative(count) || !isPacked(positions)) return null;
  if (!isPacked(source) || source._size === 0) return null;
  const element = source._dtype;
  // what lies between fields is not moved
  if (element.fields !== null || element.itemsize === 0) return null;
  const { _shape } = source;
  let lines = 1;
  for (let i = 0; i < axis; i++) lines *= _shape[i]!;
  let bytes = element.itemsize;
  for (let i = axis + 1; i < _shape.length; i++) bytes *= _shape[i]!;
  const length = _shape[axis]!;
  const { views } = source.live();
  const indices = {
    views: positions.live().views,
    offset: positions.byteOffset,
    bytes: itemsize as 4 | 8,
    length,
  };
  const result =
    _shape.length === 1
      ? newPacked(positions, element)
      : newArray(
          [..._shape.slice(0, axis), ...positions._shape, ..._shape.slice(axis + 1)],
          element,
        );
  const to = { views: result.storage.views, offset: result.byteOffset };
  const from = { views, offset: source.byteOffset };
  if (!gatherNative(to, from, indices, count, lines, bytes)) return null;
  noteCopy(result.nbytes, operation === "at" ? "advanced-index" : "gather", operation);
  return result;
}
