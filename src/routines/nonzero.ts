// Where elements are not zero, as lists of positions. Choosing values by a condition is in choosing.ts.

import { asArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { fieldView } from "../array/reinterpret.js";
import { ravelArray } from "../array/reshape.js";
import { countTrue, truePositions, truthBytes } from "../array/truth.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { makeView, type NDArray, newArray } from "../core/ndarray.js";
import { slice } from "../core/slice.js";
import { castKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import { elementType } from "../kernel/lanes.js";
import { longPositionsNative } from "../kernel/moves.js";
import { viewsOf } from "../memory/buffer-views.js";
import { ufuncs } from "../ufunc/ufunc.js";
import type { OneOrMore } from "./tuple-types.js";

const bool = toDtype("bool");
const int64 = toDtype("int64");

/** Elements from which positions are written as machine code. */
const LARGE = 512;

/** The truth of every element as bytes in C order, from the second on the first byte that counts. */
function truthOfAll(array: NDArray): Uint8Array {
  return truthBytes(truthOf(array), "nonzero");
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

/** How many elements of a boolean array are true. */
export function countTruth(array: NDArray): number {
  return countTrue(truthOfAll(array));
}

/** The flat positions (C order) of the elements that are not zero, as plain numbers. */
export function flatPositions(array: NDArray): Int32Array {
  return truePositions(truthOfAll(array));
}

/** The positions of all elements that are not zero, one row each, in C order. */
function positionTable(array: NDArray): NDArray<"int64"> {
  const { ndim } = array;
  const truth = truthOfAll(array);
  const line = ndim === 1 ? longPositions(truth) : null;
  if (line !== null) return line;
  const found = truePositions(truth);
  const table = newArray([found.length, ndim], int64);
  const words = table.storage.views.i32;
  const at = table.byteOffset / 4;
  if (ndim === 1) writeLine(table, found);
  else if (ndim === 2) writePlane(words, at, found, array._shape[1]);
  else writeRows(words, at, found, array._shape);
  return table;
}

/** The positions of many true bytes as a table of one column; null where there are few, or no machine code. */
function longPositions(truth: Uint8Array): NDArray<"int64"> | null {
  if (truth.length < LARGE) return null;
  let table: NDArray<"int64"> | null = null;
  const done = longPositionsNative(
    viewsOf(truth.buffer),
    truth.byteOffset,
    truth.length,
    (found) => {
      table = newArray([found, 1], int64);
      return { views: table.storage.views, offset: table.byteOffset };
    },
  );
  return done ? table : null;
}

const widening = castKernel(elementType("int32"), elementType("int64"));

function writeLine(table: NDArray, found: Int32Array): void {
  if (found.length === 0) return;
  const { views } = table.storage;
  runMap(
    widening,
    [found.length],
    [
      { views: viewsOf(found.buffer), byteOffset: found.byteOffset, byteStrides: [4] },
      { views, byteOffset: table.byteOffset, byteStrides: [8] },
    ],
  );
}

/** Positions come sorted: the row is known from the one before, without a division. */
function writePlane(words: Int32Array, start: number, found: Int32Array, columns: number): void {
  let row = 0;
  let begin = 0;
  for (let i = 0, at = start; i < found.length; i++, at += 4) {
    const position = found[i];
    while (position - begin >= columns) {
      begin += columns;
      row += 1;
    }
    words[at] = row;
    words[at + 1] = 0;
    words[at + 2] = position - begin;
    words[at + 3] = 0;
  }
}

function writeRows(
  words: Int32Array,
  start: number,
  found: Int32Array,
  shape: readonly number[],
): void {
  const { length: ndim } = shape;
  for (let i = 0; i < found.length; i++) {
    let rest = found[i];
    for (let axis = ndim - 1; axis >= 0; axis--) {
      const at = start + 2 * (i * ndim + axis);
      const next = Math.floor(rest / shape[axis]);
      words[at] = rest - next * shape[axis];
      words[at + 1] = 0;
      rest = next;
    }
  }
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
    const found = newArray([truthOfAll(array)[0] === 0 ? 0 : 1, 1], int64, "C", true);
    return getIndex(found, [":", slice(0)]);
  }
  // one axis after the other, as NumPy stacks the lists of nonzero
  const table = positionTable(array);
  const lists = newArray([array.ndim, table._shape[0]!], int64);
  copyInto(lists.T, table);
  return lists.T;
}
