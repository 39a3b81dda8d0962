// Shapes as arguments: what NumPy takes for one, numbers, lists and arrays of integers, and how it refuses the rest.
// Whether the lengths are possible is said where memory is made (core/layout-shape.ts).

import { ValueError } from "../core/errors.js";
import { NDArray } from "../core/ndarray.js";
import { array_repr } from "../core/print.js";
import { isSequence, pythonIndex, pythonRepr } from "../core/python-values.js";

/** A shape as the user gives it: a number stands for one axis. */
export type ShapeLike = number | readonly number[] | NDArray;

/** The largest double below 2 ** 63: bigints up to there are no dimension that is too large, but too large a size. */
const LARGEST = 2 ** 63 - 1024;

/** The lengths of a shape argument. @throws TypeError for what is no shape, ValueError beyond 64 bits */
export function shapeOf(shape: unknown): number[] {
  if (typeof shape === "number" && Number.isSafeInteger(shape)) return [shape];
  if (Array.isArray(shape)) return lengthsOf(shape);
  if (shape === null || shape === undefined) {
    throw new TypeError("Use () not None as shape arguments (an empty list here)");
  }
  if (typeof shape === "string") return Array.from(shape, lengthOf);
  if (isSequence(shape)) return Array.from(shape, lengthOf);
  if (shape instanceof NDArray) return lengthsIn(shape);
  if (typeof shape === "bigint") return [lengthOf(shape)];
  if (typeof shape === "number" && Number.isInteger(shape)) return [lengthOf(shape)];
  throw refusal(pythonRepr(shape));
}

const refusal = (text: string): TypeError =>
  new TypeError(
    `expected a sequence of integers or a single integer, got '${text}' (as the shape: give a list of lengths)`,
  );

/** Of a list; `Array.from` takes 0.2 µs, which is more than all else that a small array costs. */
function lengthsOf(list: readonly unknown[]): number[] {
  if (list.length === 1) return [lengthOf(list[0])];
  if (list.length === 2) return [lengthOf(list[0]), lengthOf(list[1])];
  return Array.from(list, lengthOf);
}

function lengthsIn(shape: NDArray): number[] {
  const isInteger = shape.dtype.kind === "i" || shape.dtype.kind === "u";
  if (shape.ndim === 0) {
    if (!isInteger) throw refusal(array_repr(shape));
    return [lengthOf(shape.itemBigInt())];
  }
  if (shape.ndim > 1 && shape.shape[0]! > 0) {
    throw new TypeError(
      `only integer scalar arrays can be converted to a scalar index (the shape is an array of ${shape.ndim} dimensions)`,
    );
  }
  if (shape.size === 0) return [];
  if (shape.dtype.kind === "b") throw notInteger();
  if (!isInteger) {
    throw new TypeError(
      `'numpy.${scalarName(shape)}' object cannot be interpreted as an integer (the shape is an array of ${shape.dtype.name})`,
    );
  }
  return Array.from({ length: shape.size }, (_, i) => lengthOf(shape.itemBigInt(i)));
}

/** What NumPy calls an element of the array. */
function scalarName({ dtype: { typeName } }: NDArray): string {
  return typeName === "str" || typeName === "bytes" ? `${typeName}_` : typeName;
}

const notInteger = (): TypeError =>
  new TypeError("an integer is required (a length is true or false)");

function lengthOf(length: unknown): number {
  // adding 0 turns -0 into 0
  if (typeof length === "number" && Number.isSafeInteger(length)) return length + 0;
  if (typeof length === "boolean") throw notInteger();
  if (typeof length === "bigint" && length > LARGEST && length < 2n ** 63n) return LARGEST;
  const index = pythonIndex(length, "a length");
  if (Math.abs(index) >= 2 ** 63) {
    throw new ValueError(`Maximum allowed dimension exceeded (a length is ${String(length)})`);
  }
  return index;
}
