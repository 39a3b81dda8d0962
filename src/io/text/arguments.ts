// Arguments of readers and writers as Python's own functions check them, and texts put together as Python does.

import { NDArray } from "../../core/ndarray.js";
import { pythonIndex, pythonType, truthFlag } from "../../core/python-values.js";
import { DTypeError, OverflowError, ValueError } from "../../memory/errors.js";

/** A text, the `place`th argument of a function written in C. @throws TypeError for anything else */
export function textArgument(routine: string, place: number, value: unknown): string {
  if (typeof value !== "string") {
    throw new DTypeError(`${routine}() argument ${place} must be str, not ${pythonType(value)}`);
  }
  if (value.includes("\0")) throw new ValueError("embedded null character");
  return value;
}

/**
 * An integer that a C type of 64 bits holds, as a number.
 *
 * @throws TypeError for what is no integer, OverflowError for one that is too large
 */
export function sizeArgument(value: unknown, name: string, type = "ssize_t"): number {
  const size = pythonIndex(value, name);
  if (size >= 2 ** 63 && BigInt(value as bigint) >= 2n ** 63n) throw tooLarge(value, type);
  if (size < -(2 ** 63)) throw tooLarge(value, type);
  return size;
}

function tooLarge(value: unknown, type: string): OverflowError {
  return new OverflowError(`Python int too large to convert to C ${type} (got ${String(value)})`);
}

/** Python's `len(value)`. @throws TypeError for what has none */
export function lengthOf(value: unknown): number {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (typeof value === "object" && value !== null) {
    const { ndim, shape } = value as { ndim?: unknown; shape?: readonly number[] };
    if (ndim === 0) throw new DTypeError("len() of unsized object");
    if (shape !== undefined) return shape[0]!;
    if (pythonType(value) === "dict") return Object.keys(value).length;
  }
  throw new DTypeError(`object of type '${pythonType(value)}' has no len()`);
}

/** A number that Python compares with another. @throws TypeError for what has no order among numbers */
export function comparable(value: unknown, name: string): number {
  const one = value instanceof NDArray && value.size === 1 ? value.item() : value;
  if (typeof one === "number" || typeof one === "bigint" || typeof one === "boolean") {
    return Number(one);
  }
  truthFlag(value instanceof NDArray ? value : 0);
  throw new DTypeError(
    `'<' not supported between instances of '${pythonType(value)}' and 'int' (${name})`,
  );
}
