// What dtype and shape a nest of JavaScript values has, as np.array would say. Nothing is allocated or
// written here (see convert.ts).

import { Complex } from "../core/complex.js";
import { type DType, dtype } from "../core/dtype.js";
import { isRecordObject } from "../core/element.js";
import { DTypeError, OverflowError, ValueError } from "../core/errors.js";
import { MAX_NDIM } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { promote_types } from "../core/promotion.js";
import { isSequence, isTime } from "../core/python-values.js";

/** Shape and dtype of nested values; `dtype` is null where there is no element to tell. */
export interface Discovered {
  shape: number[];
  dtype: DType | null;
}

const bool = dtype("bool");
const int64 = dtype("int64");
const uint64 = dtype("uint64");
const float64 = dtype("float64");
const complex128 = dtype("complex128");
const milliseconds = dtype("datetime64[ms]");

/**
 * Shape and dtype of nested arrays, typed arrays, NDArrays and scalars.
 *
 * @param record - the structured dtype asked for, if any: then records (arrays of as many values as fields) are
 *   elements, not axes.
 * @param shapeOnly - the dtype is known: no value has to have one by itself
 * @throws ValueError if the nest is ragged
 */
export function discover(
  value: unknown,
  record: DType | null = null,
  shapeOnly = false,
): Discovered {
  const state: State = { shape: null, dtype: null, record, shapeOnly };
  walk(value, 0, state, []);
  if (state.limit !== undefined) throw ragged(state.shape!);
  // a nest that is ragged is told of before a value that is too large
  if (state.tooLarge !== undefined) scalarDtype(state.tooLarge);
  return { shape: state.shape ?? [], dtype: state.dtype };
}

interface State {
  /** Known once the first element is reached. */
  shape: number[] | null;
  dtype: DType | null;
  record: DType | null;
  shapeOnly: boolean;
  tooLarge?: bigint;
  /** Depth from which on the nest is ragged: nothing deeper is looked at. */
  limit?: number;
}

function walk(value: unknown, depth: number, state: State, path: number[]): void {
  if (state.limit !== undefined && depth >= state.limit) return;
  if (value instanceof NDArray) {
    finish([...path, ...value._shape], state);
    join(value.dtype, state);
    return;
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView) && !isScalarBytes(state)) {
    finish([...path, (value as Uint8Array).length], state);
    join(typedArrayDtype(value), state);
    return;
  }
  if (
    Array.isArray(value) &&
    !(state.record !== null && isRecordValue(state.record, value, depth))
  ) {
    const known = state.shape;
    if (known !== null && (depth >= known.length || known[depth] !== value.length)) {
      cut(known, depth, state);
      return;
    }
    // also what stops at arrays that contain themselves
    if (depth >= MAX_NDIM) {
      throw new ValueError(
        `setting an array element with a sequence. The requested array would exceed the maximum number of dimension of ${MAX_NDIM}.`,
      );
    }
    path.push(value.length);
    if (value.length === 0) finish(path.slice(), state);
    for (const item of value) walk(item, depth + 1, state, path);
    path.pop();
    return;
  }
  finish(path, state);
  if (state.record !== null || state.shapeOnly) return;
  if (typeof value === "bigint" && !fits64(value)) state.tooLarge ??= value;
  else join(scalarDtype(value), state);
}

function isScalarBytes(state: State): boolean {
  return state.record !== null && state.record.fields === null;
}

function finish(path: readonly number[], state: State): void {
  if (state.shape === null) {
    state.shape = path.slice();
    return;
  }
  const { shape } = state;
  const differs = shape.findIndex((length, axis) => length !== path[axis]);
  if (differs >= 0) cut(shape, differs, state);
  else if (shape.length !== path.length) cut(shape, shape.length, state);
}

/** From here on the nest is ragged. NumPy looks at the rest of it, which may be so sooner, before it says so. */
function cut(shape: number[], depth: number, state: State): void {
  if (state.limit !== undefined && state.limit <= depth) return;
  state.limit = Math.max(depth, 1);
  state.shape = shape.slice(0, state.limit);
}

function ragged(agreed: readonly number[]): ValueError {
  const text = agreed.length === 1 ? `(${agreed[0]},)` : `(${agreed.join(", ")})`;
  return new ValueError(
    `setting an array element with a sequence. The requested array has an inhomogeneous shape after ${agreed.length} dimensions. The detected shape was ${text} + inhomogeneous part.`,
  );
}

function join(found: DType, state: State): void {
  state.dtype =
    state.dtype === null || (state.dtype === found && isPlain(found))
      ? found
      : promote_types(state.dtype, found);
}

const largestInt64 = 2n ** 63n - 1n;
const largestUint64 = 2n ** 64n - 1n;

function fits64(value: bigint): boolean {
  return value <= largestUint64 && value >= -largestInt64 - 1n;
}

/** Whether a dtype and itself have itself in common: bytes are swapped and fields moved for company. */
const isPlain = (one: DType): boolean => one.isnative && one.kind !== "V";

/** The dtype that one JavaScript value has by itself. */
export function scalarDtype(value: unknown): DType {
  switch (typeof value) {
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? int64 : float64;
    case "boolean":
      return bool;
    case "string":
      return dtype(`U${Math.max(1, codePoints(value))}`);
    case "bigint":
      if (!fits64(value)) {
        throw new OverflowError(
          `Python integer ${value} does not fit in 64 bits; strided has no object arrays`,
        );
      }
      return value > largestInt64 ? uint64 : int64;
    default:
      if (value instanceof Complex) return complex128;
      if (isTime(value)) return value.dtype;
      if (value instanceof Date) return milliseconds;
      if (value instanceof Uint8Array) return dtype(`V${value.length}`);
      throw new DTypeError(
        `cannot make an array element of ${value === null ? "null" : value === undefined ? "undefined (was an argument left out?)" : isRecordObject(value) ? "an object: give a structured dtype, as in { dtype: [['name', 'U10']] }" : Object.prototype.toString.call(value)}`,
      );
  }
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const byConstructor: Record<string, string> = {
  Int8Array: "int8",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
  Int16Array: "int16",
  Uint16Array: "uint16",
  Int32Array: "int32",
  Uint32Array: "uint32",
  Float16Array: "float16",
  Float32Array: "float32",
  Float64Array: "float64",
  BigInt64Array: "int64",
  BigUint64Array: "uint64",
};

/** The dtype of a typed array's (or Buffer's) elements. */
export function typedArrayDtype(view: ArrayBufferView): DType {
  const tag = Object.prototype.toString.call(view).slice(8, -1);
  const name = byConstructor[tag];
  if (name === undefined) throw new DTypeError(`cannot make an array over a ${tag}`);
  return dtype(name);
}

/**
 * Whether a value in a nest, `depth` arrays deep, is meant as one record of a structured dtype: it has the form of
 * one, or it can't be anything else, because it holds single values in a row of records, or beside lists.
 */
export function isRecordValue(record: DType, value: unknown, depth = 0): boolean {
  if (record.fields === null) return false;
  if (isRecordObject(value)) return true;
  if (!Array.isArray(value) || value.length === 0) return false;
  const single = value.filter(isSingle).length;
  const isRow = single === value.length && depth === 0;
  if (single > 0 && !isRow) return true;
  if (value.length !== record.names!.length) return false;
  return record.names!.every((name, i) =>
    fitsField(record.fields!.get(name)!.dtype, (value as unknown[])[i]),
  );
}

function isSingle(value: unknown): boolean {
  return !Array.isArray(value) && !(value instanceof NDArray) && !isRecordObject(value);
}

/** A nest of the sub-array's depth: deeper ones are rows of records that look like it. */
function fitsSubArray(base: DType, shape: readonly number[], value: unknown): boolean {
  if (shape.length === 0) return fitsField(base, value);
  if (!isSequence(value)) return false;
  if (value.length !== shape[0] && value.length !== 1) return false;
  return Array.from(value).every((item) => fitsSubArray(base, shape.slice(1), item));
}

function fitsField(field: DType, value: unknown): boolean {
  if (isRecordObject(value)) {
    const { names } = field.base;
    return names !== null && Object.keys(value as object).every((name) => names.includes(name));
  }
  if (field.subdtype !== null) {
    return !isSequence(value) || fitsSubArray(field.subdtype.base, field.subdtype.shape, value);
  }
  if (field.fields !== null) return isRecordValue(field, value) || !isSequence(value);
  return !Array.isArray(value);
}
