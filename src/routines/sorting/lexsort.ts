// Sorting by several keys.

import { asArray } from "../../array/convert.js";
import { getIndex } from "../../array/index-get.js";
import { type DType, dtype as toDtype } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import { normalizeAxis, sameNumbers } from "../../core/layout.js";
import { NDArray, newArray } from "../../core/ndarray.js";
import { BufferViews } from "../../memory/buffer-views.js";
import { integer, optionsOr } from "../arguments.js";
import { inLines, lastAxis, linesOf, nativeDtype } from "./array-lines.js";
import type { Line } from "./keys.js";
import { orderOfLine } from "./lines.js";

const int64 = toDtype("int64");

/**
 * The positions that would sort by several keys, the last of which is looked at first. Stable. An int64 copy.
 *
 * @param keys - arrays of one shape, or an array whose rows are the keys
 * @throws TypeError without keys, ValueError if their shapes differ
 * @example
 * ```ts
 * const surnames = np.array(["Hertz", "Galilei", "Hertz"]);
 * const names = np.array(["Heinrich", "Galileo", "Gustav"]);
 * np.lexsort([names, surnames]); // => [1 2 0]
 * ```
 */
export function lexsort(
  keys: unknown,
  axis: number | { axis?: number | undefined } = -1,
): NDArray<"int64"> {
  const known = optionsOr<{ axis: number }>("lexsort", ["axis"], "axis", axis);
  if (known.axis !== undefined) integer(known.axis, "axis");
  const list = keyList(keys);
  if (list.length === 0) {
    throw new TypeError("need sequence of keys with len > 0 in lexsort");
  }
  const [first] = list;
  if (list.some((one) => !sameNumbers(one._shape, first._shape))) {
    throw new ValueError("all keys need to be the same shape");
  }
  if (first.ndim === 0) {
    const asked = known.axis ?? -1;
    if (asked !== 0 && asked !== -1) normalizeAxis(asked, 0);
    return newArray([], int64, "C", true);
  }
  const along = normalizeAxis(known.axis ?? -1, first.ndim);
  const order = newArray(first._shape, int64);
  if (order.size === 0) return order;
  const columns = list.map((one) => linesOf(inLines(one, along), one.ndim - 1));
  const ordered = lastAxis(order, along);
  const step = ordered._strides[order.ndim - 1] / 4;
  const words = order.storage.views.i32;
  for (const place of linesOf(ordered, order.ndim - 1)) {
    let positions: Uint32Array | null = null;
    list.forEach((key, k) => {
      const line = columns[k].next().value as Line;
      positions = reordered(nativeDtype(key.dtype), line, positions);
    });
    const found = positions as unknown as Uint32Array;
    for (let i = 0, at = place.byteOffset / 4; i < found.length; i++, at += step) {
      words[at] = found[i];
      words[at + 1] = 0;
    }
  }
  return order;
}

function keyList(keys: unknown): NDArray[] {
  if (keys instanceof NDArray) {
    if (keys.ndim === 0) throw new TypeError("need sequence of keys with len > 0 in lexsort");
    return Array.from({ length: keys._shape[0] }, (_, i) => getIndex(keys, [i]));
  }
  if (!Array.isArray(keys)) {
    throw new TypeError("need sequence of keys with len > 0 in lexsort");
  }
  return keys.map((one) => asArray(one));
}

/** The positions ordered by one more key, which comes before those that ordered them so far. */
function reordered(dtype: DType, line: Line, before: Uint32Array | null): Uint32Array {
  if (before === null) return orderOfLine(dtype, line);
  const bytes = new Uint8Array(Math.max(8, line.length * dtype.itemsize));
  const size = dtype.itemsize;
  const source = line.views.u8;
  for (let i = 0; i < before.length; i++) {
    const from = line.byteOffset + before[i] * size;
    for (let k = 0; k < size; k++) bytes[i * size + k] = source[from + k];
  }
  const views = new BufferViews(bytes.buffer);
  const order = orderOfLine(dtype, { views, byteOffset: 0, length: line.length });
  return order.map((position) => before[position]);
}
