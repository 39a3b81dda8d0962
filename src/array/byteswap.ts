// Bytes of elements turned round: each number by itself, so that a text's are those of its characters.

import type { DType } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import { byteOffsets } from "./walk.js";

/** Where the numbers of an element lie, as pairs of offset and size; bytes and raw elements have none. */
function unitsOf(dtype: DType, at: number, found: [offset: number, size: number][]): void {
  const { subdtype, fields, itemsize, kind } = dtype;
  if (subdtype !== null) {
    for (let i = 0; i < itemsize; i += subdtype.base.itemsize) {
      unitsOf(subdtype.base, at + i, found);
    }
    return;
  }
  if (fields !== null) {
    for (const name of dtype.names!) {
      const field = fields.get(name)!;
      unitsOf(field.dtype, at + field.offset, found);
    }
    return;
  }
  if (kind === "S" || kind === "V" || itemsize <= 1) return;
  const size = kind === "U" ? 4 : kind === "c" ? itemsize / 2 : itemsize;
  for (let i = 0; i < itemsize; i += size) found.push([at + i, size]);
}

/** Turns round the bytes of every number of an array, in place. */
export function swapBytesOf(array: NDArray): void {
  const units: [offset: number, size: number][] = [];
  unitsOf(array.dtype, 0, units);
  if (units.length === 0) return;
  const bytes = array.live().views.u8;
  for (const start of byteOffsets(array.byteOffset, array._shape, array._strides)) {
    for (const [offset, size] of units) {
      bytes.subarray(start + offset, start + offset + size).reverse();
    }
  }
}
