// From JavaScript values to arrays: nested arrays are written into fresh memory, typed arrays and buffers
// are looked at in place. np.array and np.asarray are made of these.

import { Complex } from "../core/complex.js";
import { type TimeKind, unitOfValue } from "../core/datetime-cast.js";
import { commonUnit, type DatetimeUnit, genericUnit } from "../core/datetime-unit.js";
import { type DType, type DTypeLike, dtype as toDtype, withUnit } from "../core/dtype.js";
import { codecOf, type ElementCodec } from "../core/element.js";
import { DTypeError, ValueError } from "../core/errors.js";
import { type MemoryOrder, makeArray, NDArray, newArray } from "../core/ndarray.js";
import { weakKind } from "../core/weak-scalar.js";
import { allocate, external } from "../memory/allocator.js";
import type { AnyBuffer } from "../memory/buffer-views.js";
import { castArray, copyInto, sizedFor } from "./copy.js";
import { discover, isRecordValue, typedArrayDtype } from "./discover.js";

/** What can become an array. */
export type ArrayLike =
  | NDArray
  | number
  | bigint
  | boolean
  | string
  | object
  | ArrayBufferView
  | readonly ArrayLike[];

const float64 = toDtype("float64");
const int64 = toDtype("int64");

/**
 * An array of `value`: the array itself where it is one of the right dtype, a view of a typed array or buffer,
 * else a new array.
 */
export function asArray(value: unknown, dtype?: DTypeLike | DType): NDArray {
  const wanted = dtype === undefined ? null : toDtype(dtype);
  if (value instanceof NDArray) {
    return wanted === null || wanted.equals(value.dtype) ? value : castArray(value, wanted);
  }
  if (isMemory(value)) {
    const view = viewOfMemory(value);
    return wanted === null || wanted.equals(view.dtype) ? view : castArray(view, wanted);
  }
  return arrayFromValues(value, wanted, "C");
}

/** Whether a value is memory that can be looked at in place. */
export function isMemory(value: unknown): value is ArrayBufferView | AnyBuffer {
  return (
    (ArrayBuffer.isView(value) && !(value instanceof DataView)) ||
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer)
  );
}

/** A one-dimensional array over the caller's memory: nothing is copied, and `base` is the caller's object. */
export function viewOfMemory(value: ArrayBufferView | AnyBuffer): NDArray {
  const isView = ArrayBuffer.isView(value);
  const dtype = isView ? typedArrayDtype(value) : toDtype("uint8");
  const buffer = isView ? value.buffer : value;
  const byteOffset = isView ? value.byteOffset : 0;
  const storage = external(buffer as AnyBuffer, byteOffset, value.byteLength);
  return makeArray(
    storage,
    byteOffset,
    [value.byteLength / dtype.itemsize],
    [dtype.itemsize],
    dtype,
    value,
  );
}

/**
 * A new array written from nested JavaScript values; `scratch` for the library's own use, untracked.
 *
 * @throws ValueError for ragged nests, OverflowError and others where a value does not fit
 */
export function arrayFromValues(
  value: unknown,
  dtype: DType | null,
  order: MemoryOrder,
  scratch = false,
): NDArray {
  if (dtype !== null && dtype.subdtype !== null) {
    return castArray(
      arrayFromValues(value, dtype.subdtype.base, order, true),
      dtype,
      order,
      "array",
    );
  }
  const record = dtype !== null && dtype.fields !== null ? dtype : null;
  const found = discover(value, record, dtype !== null && dtype.itemsize > 0);
  const wanted = sized(dtype, found.dtype, value) ?? float64;
  const array = newArray(found.shape, wanted, order, false, scratch);
  new Writer(array, record).write(value, 0, array.byteOffset);
  return array;
}

/**
 * One JavaScript value as a 0-d array, for the library's own use: not told to the tracker as an array.
 *
 * @throws OverflowError, ValueError, TypeError if the value does not fit
 */
export function scalarArray(value: unknown, dtype: DType): NDArray {
  const storage = allocate(dtype.itemsize, { scratch: true });
  const array = makeArray(storage, storage.byteOffset, [], [], dtype, null);
  codecOf(dtype).write(storage.views.dataView, storage.byteOffset, value);
  return array;
}

/**
 * A value that is to be copied into arrays of `dtype`, as `full` and `copyto` take it: an integer must fit the
 * dtype, everything else has the dtype it has by itself and is cast.
 *
 * @throws OverflowError for an integer that does not fit
 */
export function valueToCopy(value: unknown, dtype: DType | null): NDArray {
  if (value instanceof NDArray || isMemory(value)) return asArray(value);
  const isOne =
    value instanceof Complex || (typeof value !== "object" && typeof value !== "string");
  if (dtype !== null && dtype.fields !== null) {
    // a number is cast to each field
    return arrayFromValues(value, isOne ? null : dtype, "C", true);
  }
  if (dtype !== null && dtype.unit !== null && value === null) return scalarArray(value, dtype);
  const sized = dtype !== null && dtype.itemsize > 0 && dtype.kind !== "V" && dtype.kind !== "M";
  if (weakKind(value) !== "int" || !sized) return arrayFromValues(value, null, "C", true);
  // a truth value is taken of an integer of 64 bits
  if (dtype.kind === "b") return scalarArray(value, int64);
  return scalarArray(value, dtype);
}

/** A flexible dtype without a size takes the size of what was found. */
function sized(dtype: DType | null, found: DType | null, value: unknown): DType | null {
  if (dtype === null) return found;
  if (dtype.unit?.base === "generic") return counted(dtype, value);
  if (dtype.itemsize > 0 || dtype.fields !== null) return dtype;
  if (dtype.kind === "V") {
    if (found !== null && found.kind === "V") return found;
    throw new DTypeError(`a void dtype needs a size, as in "V8" (for ${String(value)})`);
  }
  if (dtype.kind !== "U" && dtype.kind !== "S") return dtype;
  const length = Math.max(1, longestText(value, dtype.kind === "S"));
  return toDtype(`${dtype.kind}${length}`);
}

/** Instants and spans without a unit take the one that every value can be written in. */
function counted(dtype: DType, value: unknown): DType {
  const kind = dtype.kind as TimeKind;
  let common = genericUnit;
  const join = (unit: DatetimeUnit): void => {
    common = commonUnit(unit, common, kind === "m", kind === "m");
  };
  const visit = (one: unknown): void => {
    if (Array.isArray(one)) for (const item of one) visit(item);
    else if (one instanceof NDArray) join(sizedFor(dtype, one.dtype, one).unit!);
    else join(readableUnit(one));
  };
  // a text that is no instant says nothing of the unit, and is refused when it is read
  const readableUnit = (one: unknown): DatetimeUnit => {
    try {
      return unitOfValue(one, kind);
    } catch (error) {
      if (typeof one !== "string" || !(error instanceof ValueError)) throw error;
      return genericUnit;
    }
  };
  visit(value);
  return withUnit(dtype, common);
}

function longestText(value: unknown, bytes: boolean): number {
  if (Array.isArray(value)) {
    let longest = 0;
    for (const item of value) longest = Math.max(longest, longestText(item, bytes));
    return longest;
  }
  if (value instanceof NDArray) {
    const { kind, itemsize } = castTextDtype(value.dtype);
    return kind === "U" ? itemsize / 4 : itemsize;
  }
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === "boolean") return value ? 4 : 5;
  return [...String(value)].length;
}

function castTextDtype(dtype: DType): DType {
  return dtype.kind === "U" || dtype.kind === "S" ? dtype : toDtype("U32");
}

class Writer {
  readonly #array: NDArray;
  readonly #record: DType | null;
  readonly #codec: ElementCodec;
  readonly #view: DataView;

  constructor(array: NDArray, record: DType | null) {
    this.#array = array;
    this.#record = record;
    this.#codec = codecOf(array.dtype);
    this.#view = array.storage.views.dataView;
  }

  write(value: unknown, axis: number, at: number): void {
    const array = this.#array;
    if (axis === array.ndim) {
      // a 0-d array in a nest is cast as arrays are; a JavaScript number must fit
      if (value instanceof NDArray) this.#writeArray(value, axis, at);
      else this.#codec.write(this.#view, at, value);
      return;
    }
    if (value instanceof NDArray || isMemory(value)) {
      this.#writeArray(value, axis, at);
      return;
    }
    if (this.#record !== null && isRecordValue(this.#record, value, axis)) {
      this.#codec.write(this.#view, at, value);
      return;
    }
    const items = value as readonly unknown[];
    const step = array._strides[axis]!;
    for (let i = 0; i < items.length; i++) this.write(items[i], axis + 1, at + i * step);
  }

  #writeArray(value: NDArray | ArrayBufferView | AnyBuffer, axis: number, at: number): void {
    const array = this.#array;
    const source = value instanceof NDArray ? value : viewOfMemory(value);
    const target = makeArray(
      array.storage,
      at,
      array._shape.slice(axis),
      array._strides.slice(axis),
      array.dtype,
      array,
    );
    copyInto(target, source);
  }
}

/** The JavaScript value of a 0-d array. */
export function itemOf(array: NDArray): unknown {
  return codecOf(array.dtype).read(array.touch().views.dataView, array.byteOffset);
}
