// What loadtxt and genfromtxt have in common: options as Python checks them, and how few axes a result has.

import { squeezeArray, transposeArray } from "../../array/axes.js";
import type { NDArray } from "../../core/ndarray.js";
import { ValueError } from "../../memory/errors.js";
import { atleast_1d, atleast_2d } from "../../routines/at-least.js";

/** @throws ValueError for anything but 0, 1 and 2 */
export function checkNdmin(ndmin: unknown): asserts ndmin is 0 | 1 | 2 {
  if (ndmin !== 0 && ndmin !== 1 && ndmin !== 2) {
    throw new ValueError(`Illegal value of ndmin keyword: ${String(ndmin)} (0, 1 or 2)`);
  }
}

/** Drops axes of length 1 above `ndmin` axes, and adds what is missing. A view. */
export function withNdmin(array: NDArray, ndmin: 0 | 1 | 2): NDArray {
  const result = array.ndim > ndmin ? squeezeArray(array) : array;
  if (result.ndim >= ndmin) return result;
  return ndmin === 1 ? atleast_1d(result) : transposeArray(atleast_2d(result));
}

/** The encoding option: Python's name, and whether converters are given bytes. */
export function encodingOf(given: string | null | undefined): {
  readonly encoding: string | null;
  readonly asBytes: boolean;
} {
  if (given === "bytes") return { encoding: null, asBytes: true };
  return { encoding: given ?? null, asBytes: false };
}
