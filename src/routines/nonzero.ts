// Where elements are not zero, as lists of positions. Choosing values by a condition is in choosing.ts.

import { asArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { fieldView } from "../array/reinterpret.js";
import { ravelArray } from "../array/reshape.js";
import { contiguous } from "../array/values.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { makeView, type NDArray, newArray } from "../core/ndarray.js";
import { slice } from "../core/slice.js";
import { ufuncs } from "../ufunc/ufunc.js";
import type { OneOrMore } from "./tuple-types.js";

const bool = toDtype("bool");
const int64 = toDtype("int64");

/** The truth of every element as bytes in C order, from the second on the first byte that counts. */
function truthBytes(array: NDArray): Uint8Array {
  const truth = truthOf(array);
  const flat = contiguous(truth, "C", "nonzero");
  return new Uint8Array(flat.live().buffer as ArrayBuffer, flat.byteOffset, flat.size);
}

/** Which elements are not zero, as a boolean array. A record is zero where all its fields are. */
export function truthOf(array: NDArray): NDArray {
  const { dtype } = array;
  if (dtype.kind === "b") return array;
  if (dtype.names === null) return castArray(array, bool, "C", "nonzero");
  let truth: NDArray = newArray(array._shape, bool, "C", true);
  for (const [name, { dtype: type }] of dtype.fields!) {
    if (!dtype.names.includes(name) || type.itemsize === 0) continue;
    // a sub-array counts by its bytes
    const field = type.subdtype === null ? fieldView(array, name) : bytesOfField(array, name);
    truth = ufuncs.logical_or(truth, truthOf(field)) as NDArray;
  }
  return truth;
}

/** The bytes of a field as plain bytes without fields. */
function bytesOfField(array: NDArray, name: string): NDArray {
  const { dtype, offset } = array.dtype.fields!.get(name)!;
  const raw = toDtype(`V${dtype.itemsize}`) as DType;
  return makeView(array, array.byteOffset + offset, array._shape, array._strides, raw, "nonzero");
}

/** How many bytes are not 0. */
function countTrue(truth: Uint8Array): number {
  let count = 0;
  let i = 0;
  // four bytes at a time; each byte of the sum counts up to 255 of them
  if (truth.byteOffset % 4 === 0) {
    const words = new Uint32Array(truth.buffer, truth.byteOffset, truth.length >>> 2);
    for (let start = 0; start < words.length; start += 255) {
      const end = Math.min(start + 255, words.length);
      let sums = 0;
      for (let k = start; k < end; k++) {
        const word = words[k];
        // the low bit of each byte: whether any of its bits is set
        let any = word | (word >>> 4);
        any |= any >>> 2;
        any |= any >>> 1;
        sums += any & 0x01010101;
      }
      count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
    }
    i = words.length * 4;
  }
  for (; i < truth.length; i++) count += truth[i] === 0 ? 0 : 1;
  return count;
}

/** How many elements of a boolean array are true. */
export function countTruth(array: NDArray): number {
  return countTrue(truthBytes(array));
}

/** The flat positions (C order) of the elements that are not zero, as plain numbers. */
export function flatPositions(array: NDArray): Float64Array {
  const truth = truthBytes(array);
  const found = new Float64Array(countTrue(truth));
  let next = 0;
  // written without asking, kept where it counts: no branch is mispredicted
  for (let i = 0; i < truth.length && next < found.length; i++) {
    found[next] = i;
    next += truth[i] === 0 ? 0 : 1;
  }
  return found;
}

/** The positions of all elements that are not zero, one row each, in C order. */
function positionTable(array: NDArray): NDArray<"int64"> {
  const truth = truthBytes(array);
  const { ndim } = array;
  const table = newArray([countTrue(truth), ndim], int64);
  const words = table.storage.views.i32;
  let at = table.byteOffset / 4;
  if (ndim === 1) {
    const end = at + 2 * table.size;
    for (let i = 0; i < truth.length && at < end; i++) {
      words[at] = i;
      words[at + 1] = 0;
      at += truth[i] === 0 ? 0 : 2;
    }
    return table;
  }
  const shape = array._shape;
  const last = ndim - 1;
  const counter = new Array<number>(ndim).fill(0);
  const row = shape[last];
  for (let start = 0; start < truth.length; start += row) {
    for (let i = 0; i < row; i++) {
      if (truth[start + i] === 0) continue;
      for (let axis = 0; axis < last; axis++, at += 2) {
        words[at] = counter[axis];
        words[at + 1] = 0;
      }
      words[at] = i;
      words[at + 1] = 0;
      at += 2;
    }
    for (let axis = last - 1; axis >= 0; axis--) {
      if (++counter[axis] < shape[axis]) break;
      counter[axis] = 0;
    }
  }
  return table;
}

/**
 * The positions of the elements that are not zero (not false, not empty): one int64 array for each axis, in C order.
 * They pick those elements: `a.at(...np.nonzero(a))`. Copies.
 *
 * @throws ValueError for a 0-d array
 * @example
 * ```ts
 * const [rows, columns] = np.nonzero([[3, 0], [0, 5]]);
 * rows; // => [0 1]
 * columns; // => [0 1]
 * ```
 */
export function nonzero(a: unknown): OneOrMore<NDArray<"int64">> {
  const array = asArray(a);
  array.live();
  if (array.ndim === 0) {
    throw new ValueError(
      "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead. If the context of this error is of the form `arr[nonzero(cond)]`, just use `arr[cond]`.",
    );
  }
  const table = positionTable(array);
  const columnStep = int64.itemsize;
  const rowStep = columnStep * array.ndim;
  return Array.from(array._shape, (_, axis) =>
    makeView(
      table,
      table.byteOffset + (table.size === 0 ? 0 : axis * columnStep),
      [table._shape[0]],
      [rowStep],
      int64,
      "nonzero",
    ),
  ) as OneOrMore<NDArray<"int64">>;
}

/**
 * The positions, in the flattened array, of the elements that are not zero. A copy.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.flatnonzero([[3, 0], [0, 5]]); // => [0 3]
 * ```
 */
export function flatnonzero(a: unknown): NDArray<"int64"> {
  return nonzero(ravelArray(asArray(a)))[0];
}

/**
 * The positions of the elements that are not zero, one row of indices each. A copy.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.argwhere([[3, 0], [0, 5]]); // => [[0 0] [1 1]]
 * ```
 */
export function argwhere(a: unknown): NDArray<"int64"> {
  const array = asArray(a);
  array.live();
  if (array.ndim === 0) {
    const found = newArray([truthBytes(array)[0] === 0 ? 0 : 1, 1], int64, "C", true);
    return getIndex(found, [":", slice(0)]);
  }
  // one axis after the other, as NumPy stacks the lists of nonzero
  const table = positionTable(array);
  const lists = newArray([array.ndim, table._shape[0]!], int64);
  copyInto(lists.T, table);
  return lists.T;
}
