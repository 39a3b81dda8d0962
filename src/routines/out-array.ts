// The `out` of routines that are no ufuncs: an array that is alive and may be written, or an error in NumPy's words.

import { NDArray } from "../core/ndarray.js";
import { shown } from "../core/python-values.js";

/** Proves that `out` can take a result; `sentence` is what NumPy says of something that is no array. */
export function checkOut(
  out: unknown,
  sentence = "return arrays must be of ArrayType",
): asserts out is NDArray {
  if (!(out instanceof NDArray)) throw new TypeError(`${sentence} (got ${shown(out)} as 'out')`);
  out.live();
  out.assertWriteable("output array");
}
