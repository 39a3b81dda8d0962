// Results in fresh memory or in the caller's `out`, filled window by window: no temporary array, and
// indices that stay small integers however large the result is.

import { type DType, type DTypeLike, dtype as toDtype } from "../../core/dtype.js";
import { DTypeError, ValueError } from "../../core/errors.js";
import { sameNumbers, tupleText } from "../../core/layout.js";
import { isAligned, NDArray, newArray } from "../../core/ndarray.js";
import type { ItemOf } from "../../core/types.js";

/** What float draws can be. */
export type FloatKey = "float32" | "float64";

/** Typed arrays that draws are written to. */
export type FloatMemory = Float32Array | Float64Array;

/** Elements per window: what stays in the second-level cache between the steps of a draw. */
const WINDOW = 1 << 14;

type Maker<T> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T;

/** Calls `fill` for consecutive windows over the elements of a contiguous array. */
export function fillWindows<T>(
  array: NDArray,
  kind: Maker<T> & { readonly BYTES_PER_ELEMENT: number },
  fill: (window: T) => void,
): void {
  const { buffer } = array.live();
  for (let start = 0; start < array.size; start += WINDOW) {
    const length = Math.min(WINDOW, array.size - start);
    fill(new kind(buffer, array.byteOffset + start * kind.BYTES_PER_ELEMENT, length));
  }
}

const float64 = toDtype("float64");
const float32 = toDtype("float32");

/** One float64 number without `shape`, else a fresh array of them. */
export function drawFloats(
  shape: readonly number[] | null,
  fill: (window: Float64Array) => void,
): number | NDArray<"float64"> {
  if (shape === null) {
    const one = new Float64Array(1);
    fill(one);
    return one[0]!;
  }
  const array = newArray(shape, float64);
  fillWindows(array, Float64Array, fill);
  return array;
}

/** How a standard distribution fills memory in either precision. */
export interface StandardFill {
  readonly routine: string;
  readonly double: (window: Float64Array) => void;
  readonly single: (window: Float32Array) => void;
}

/**
 * A draw with Generator's `size`, `dtype` and `out`.
 *
 * @throws TypeError for another dtype or an `out` of another; ValueError for an `out` of another shape
 * or one that is not contiguous, aligned and writeable
 */
export function drawStandard(
  { routine, double, single }: StandardFill,
  shape: readonly number[] | null,
  spec: DTypeLike | undefined,
  out: NDArray | null | undefined,
): number | NDArray {
  const dtype = spec === undefined ? float64 : toDtype(spec);
  const isDouble = dtype.equals(float64);
  if (!isDouble && !dtype.equals(float32)) {
    throw new DTypeError(
      `Unsupported dtype ${dtype.repr()} for ${routine}: use float64 or float32`,
    );
  }
  if (out !== null && out !== undefined) {
    checkOut(out, dtype, shape);
    if (isDouble) fillWindows(out, Float64Array, double);
    else fillWindows(out, Float32Array, single);
    return out;
  }
  if (isDouble) return drawFloats(shape, double);
  if (shape === null) {
    const one = new Float32Array(1);
    single(one);
    return one[0]!;
  }
  const array = newArray(shape, float32);
  fillWindows(array, Float32Array, single);
  return array;
}

function checkOut(out: unknown, dtype: DType, shape: readonly number[] | null): void {
  if (!(out instanceof NDArray)) {
    throw new TypeError(`out must be an array: got ${typeof out}`);
  }
  const { flags } = out;
  if (!flags.forc || !out.writeable || !out.dtype.isnative || !isAligned(out)) {
    throw new ValueError(
      "Supplied output array must be contiguous, writable, aligned, and in machine byte-order.",
    );
  }
  if (!out.dtype.equals(dtype)) {
    throw new DTypeError(
      `Supplied output array has the wrong type. Expected ${dtype.name}, got ${out.dtype.name}`,
    );
  }
  if (shape !== null && !sameNumbers(shape, out.shape)) {
    throw new ValueError(
      `size must match out.shape when used together: size is ${tupleText(shape)}, out.shape is ${tupleText(out.shape)}`,
    );
  }
}

/** What a draw gives: a value where no size was given, else an array. */
export type Drawn<O, D extends "bool" | FloatKey | IntegerKey> = O extends { size: infer S }
  ? S extends null | undefined
    ? ItemOf<D>
    : NDArray<D>
  : O extends { out: NDArray }
    ? NDArray<D>
    : ItemOf<D>;

/** What integer draws can be. */
export type IntegerKey =
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64";

/** dtypes that are not spelt out: scalar classes, typed array constructors, dtype objects. */
type DTypeObject = Exclude<DTypeLike, string | null | undefined>;

type NativeOrder = "" | "<" | "=" | "|";

/** How a float dtype may be spelt, so that a misspelt one does not compile. */
export type FloatSpec = FloatKey | `${NativeOrder}f${4 | 8}` | "single" | "double" | DTypeObject;

/** How an integer dtype or bool may be spelt, so that a misspelt one does not compile. */
export type IntegerSpec =
  | IntegerKey
  | "bool"
  | "int"
  | "uint"
  | `${NativeOrder}${"i" | "u"}${1 | 2 | 4 | 8}`
  | "?"
  | DTypeObject;
