// What the caller of a random function said: arguments in NumPy's order and an options object after
// them, the size of the result, and the parameters of distributions, which may be arrays.

import { asArray, isMemory } from "../../array/convert.js";
import { elements } from "../../array/values.js";
import { ValueError } from "../../core/errors.js";
import {
  broadcastShapes,
  broadcastStrides,
  contiguousStrides,
  sameNumbers,
  tupleText,
} from "../../core/layout.js";
import { NDArray } from "../../core/ndarray.js";
import { isOptions, options } from "../../core/options.js";

/** The shape of a result: a length, a list of lengths, or an integer array of them. */
export type Size = number | readonly number[] | NDArray | ArrayBufferView;

/** A parameter of a distribution: a number, or anything that makes an array to broadcast. */
export type Parameter = number | NDArray | ArrayBufferView | readonly Parameter[];

/** A bound of random integers. */
export type IntegerParameter =
  | number
  | bigint
  | NDArray
  | ArrayBufferView
  | readonly IntegerParameter[];

/**
 * Arguments given in the order of `names`, the last of which may be an options object instead.
 *
 * @throws TypeError for too many arguments, an unknown name, or a name given twice
 */
export function readArguments<T extends object>(
  routine: string,
  given: readonly unknown[],
  names: readonly (keyof T & string)[],
): Partial<T> {
  const last = given[given.length - 1];
  const named = isOptions(last);
  const result: Record<string, unknown> = named ? { ...options(routine, last as T, names) } : {};
  const positional = named ? given.length - 1 : given.length;
  if (positional > names.length) {
    throw new TypeError(
      `${routine}() takes at most ${names.length} arguments (${positional} given): ${names.join(", ")}`,
    );
  }
  for (let i = 0; i < positional; i++) {
    if (given[i] === undefined) continue;
    const name = names[i]!;
    if (Object.hasOwn(result, name)) {
      throw new TypeError(`${routine}() got multiple values for argument '${name}'`);
    }
    result[name] = given[i];
  }
  return result as Partial<T>;
}

/**
 * The lengths of a `size`, `null` where none was given.
 *
 * @throws TypeError for what is not integers, ValueError for negative lengths
 */
export function shapeOfSize(size: Size | null | undefined): number[] | null {
  if (size === null || size === undefined) return null;
  const shape =
    typeof size === "number"
      ? [size]
      : (Array.isArray(size) ? size : [...elements(asArray(size))]).map(Number);
  if (!shape.every(Number.isInteger)) {
    throw new TypeError(
      `expected a sequence of integers or a single integer, got '${String(size)}'`,
    );
  }
  if (shape.some((length) => length < 0)) {
    throw new ValueError(`negative dimensions are not allowed: got size ${tupleText(shape)}`);
  }
  return shape;
}

/** Whether a parameter is one value rather than an array of them. */
export function isScalar(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** A float parameter: a number, or a float64 array. An array without axes counts as a number. */
export function floatParameter(value: Parameter): number | NDArray<"float64"> {
  if (isScalar(value)) return Number(value);
  const array = asArray(value, "float64") as NDArray<"float64">;
  return array.ndim === 0 ? array.item() : array;
}

/** Whether a value is something that `asArray` sees as an array of at least one axis. */
export function isArrayLike(value: unknown): boolean {
  if (value instanceof NDArray) return value.ndim > 0;
  return Array.isArray(value) || isMemory(value);
}

/**
 * The shape of a result drawn with array parameters: `size`, or what the parameters broadcast to.
 * `resultFirst` is the place NumPy gives the result among the operands, for the error's words.
 *
 * @throws ValueError if the parameters do not broadcast to `size`
 */
export function drawnShape(
  size: readonly number[] | null,
  parameters: readonly (readonly number[])[],
  resultFirst: boolean,
): readonly number[] {
  if (size === null) return broadcastShapes(...parameters);
  const shape = resultFirst
    ? broadcastShapes(size, ...parameters)
    : broadcastShapes(...parameters, size);
  if (!sameNumbers(shape, size)) {
    throw new ValueError(
      `Output size ${tupleText(size)} is not compatible with broadcast dimensions of inputs ${tupleText(shape)}.`,
    );
  }
  return size;
}

/** Reads the elements of `shape`, given in C order, as if broadcast to `toShape`: by flat position. */
export function broadcastReader<T>(
  values: ArrayLike<T>,
  shape: readonly number[],
  toShape: readonly number[],
): (position: number) => T {
  if (values.length === 1) return () => values[0]!;
  if (sameNumbers(shape, toShape)) return (position) => values[position]!;
  const strides = broadcastStrides(shape, contiguousStrides(shape, 1, "C"), toShape);
  return (position) => {
    let rest = position;
    let at = 0;
    for (let axis = toShape.length - 1; axis >= 0; axis--) {
      at += (rest % toShape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / toShape[axis]!);
    }
    return values[at]!;
  };
}
