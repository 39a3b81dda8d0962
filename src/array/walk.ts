// Walking a layout element by element: byte offsets in C order. For paths where kernels do not reach.

import { countOf } from "../core/layout.js";

/** The byte offset of every element of a layout, in C order. */
export function byteOffsets(
  start: number,
  shape: readonly number[],
  strides: readonly number[],
): Float64Array {
  const offsets = new Float64Array(countOf(shape));
  const counter = new Array<number>(shape.length).fill(0);
  let at = start;
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = at;
    for (let k = shape.length - 1; k >= 0; k--) {
      at += strides[k]!;
      if (++counter[k]! < shape[k]!) break;
      at -= shape[k]! * strides[k]!;
      counter[k] = 0;
    }
  }
  return offsets;
}
