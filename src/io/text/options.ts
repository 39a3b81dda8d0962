// What loadtxt and genfromtxt have in common: options as Python checks them, and how few axes a result has.

import { squeezeArray, transposeArray } from "../../array/axes.js";
import { NDArray } from "../../core/ndarray.js";
import { isOptions } from "../../core/options.js";
import { pythonRepr, pythonText, pythonType } from "../../core/python-values.js";
import { DTypeError, ValueError } from "../../memory/errors.js";
import { atleast_1d, atleast_2d } from "../../routines/at-least.js";

/** How few axes a result has. @throws ValueError for anything but 0, 1 and 2 */
export function ndminOf(given: unknown): 0 | 1 | 2 {
  const value = given instanceof NDArray && given.ndim === 0 ? given.item() : given;
  const ndmin = typeof value === "boolean" ? Number(value) : value;
  if (ndmin === 0 || ndmin === 1 || ndmin === 2) return ndmin;
  throw new ValueError(`Illegal value of ndmin keyword: ${textOf(given)} (0, 1 or 2)`);
}

/** What a warning calls the source of a text: its path, or its lines. */
export function sourceText(source: unknown): string {
  return source instanceof URL ? source.pathname : textOf(source).slice(0, 1000);
}

/** Python's `str(value)`. */
export function textOf(value: unknown): string {
  if (value instanceof NDArray) return String(value);
  return typeof value === "string" ? value : pythonRepr(value);
}

/** Whether Python can walk a value: texts, lists, dictionaries, arrays of some axes. */
export function isWalkable(value: unknown): boolean {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof NDArray) return value.ndim > 0;
  return isOptions(value) || Symbol.iterator in value;
}

/** A text, or the text that bytes are; anything else as it is. */
export function decoded<T>(value: T): T | string {
  return value instanceof Uint8Array ? pythonText(value) : value;
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

/** What a file is opened with. @throws TypeError for an encoding that is no text */
export function refuseEncoding(fname: unknown, encoding: unknown): void {
  if (encoding === null || typeof encoding === "string") return;
  if (typeof fname !== "string" && !(fname instanceof URL)) return;
  const opens = String(fname).endsWith(".gz") ? "TextIOWrapper" : "open";
  throw new DTypeError(
    `${opens}() argument 'encoding' must be str or None, not ${pythonType(encoding)}`,
  );
}
