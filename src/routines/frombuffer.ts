// np.frombuffer: the bytes of a buffer as elements, in place.

import { isMemory } from "../array/convert.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { OverflowError, ValueError } from "../core/errors.js";
import { contiguousStrides } from "../core/layout.js";
import { makeArray, NDArray } from "../core/ndarray.js";
import { pythonType } from "../core/python-values.js";
import type { ResolveDType } from "../core/types.js";
import { external } from "../memory/allocator.js";
import type { AnyBuffer } from "../memory/buffer-views.js";
import { integer } from "./arguments.js";
import { dtypeAndOptions, type Unset, type WithDType } from "./creation.js";

const float64 = toDtype("float64") as DType;

/** Options of `frombuffer`. */
export interface FrombufferOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype of the bytes; float64 by default. */
  dtype?: T | undefined;
  /** Elements to take; -1 (default) takes all. */
  count?: number | undefined;
  /** Byte to begin at. 0 by default. */
  offset?: number | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

/** Memory that `frombuffer` can look at. */
export type BufferLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | NDArray;

/**
 * A one-dimensional view of a buffer's bytes as elements of a dtype (float64 by default). Nothing is copied.
 *
 * @throws ValueError if the buffer is too short or not a whole number of elements
 * @example
 * ```ts
 * np.frombuffer(new Uint8Array([1, 0, 2, 0]), "<u2"); // => [1 2]
 * ```
 */
export function frombuffer(
  buffer: BufferLike,
  options?: FrombufferOptions<Unset>,
): NDArray<"float64">;
export function frombuffer<const T extends DTypeLike>(
  buffer: BufferLike,
  dtype: T | WithDType<FrombufferOptions, T>,
  options?: FrombufferOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function frombuffer(buffer: BufferLike, second?: unknown, third?: unknown): NDArray {
  const names = ["dtype", "count", "offset", "like"] as const;
  const [asked, known] = dtypeAndOptions("frombuffer", second, third, names);
  const dtype = asked ?? float64;
  const given = known as FrombufferOptions;
  const { count: elements = -1, offset: start = 0 } = given;
  const count = sizeOf(elements, "count");
  const offset = sizeOf(start, "offset");
  if (dtype.itemsize === 0) throw new ValueError("itemsize cannot be zero in type");
  if (buffer instanceof NDArray) return bufferOfArray(buffer, dtype, count, offset);
  if (!isMemory(buffer) && !ArrayBuffer.isView(buffer)) {
    throw new TypeError(
      `a bytes-like object is required, not '${pythonType(buffer)}' (give a typed array, Buffer, ArrayBuffer or SharedArrayBuffer)`,
    );
  }
  const whole = ArrayBuffer.isView(buffer) ? buffer.buffer : buffer;
  const first = ArrayBuffer.isView(buffer) ? buffer.byteOffset : 0;
  const length = elementCount(buffer.byteLength, dtype, count, offset);
  const storage = external(whole as AnyBuffer, first, buffer.byteLength);
  const { shape, strides, element } = layoutOf(dtype, length);
  return makeArray(storage, first + offset, shape, strides, element, buffer);
}

/** A number of elements or bytes. @throws OverflowError for one that C has none for */
function sizeOf(given: unknown, name: string): number {
  const size = integer(given, name);
  if (size < 2 ** 63 && size >= -(2 ** 63)) return size;
  // the largest that C has is rounded up
  if (typeof given === "bigint" && given < 2n ** 63n) return size;
  throw new OverflowError(`Python int too large to convert to C ssize_t (${name})`);
}

function bufferOfArray(array: NDArray, dtype: DType, count: number, offset: number): NDArray {
  const storage = array.live();
  if (!array.flags.c_contiguous) {
    throw new ValueError("ndarray is not C-contiguous (take ascontiguousarray of it first)");
  }
  const length = elementCount(array.nbytes, dtype, count, offset);
  const base = array.base instanceof NDArray ? array.base : array;
  const start = array.byteOffset + offset;
  const { shape, strides, element } = layoutOf(dtype, length);
  return makeArray(storage, start, shape, strides, element, base, array.writeable);
}

/** Elements that are arrays become axes. */
function layoutOf(dtype: DType, length: number) {
  const { base: element, shape: inner } = dtype.subdtype ?? { base: dtype, shape: [] };
  const strides = [dtype.itemsize, ...contiguousStrides(inner, element.itemsize, "C")];
  return { shape: [length, ...inner], strides, element };
}

function elementCount(bytes: number, dtype: DType, count: number, offset: number): number {
  if (offset < 0 || offset > bytes) {
    throw new ValueError(
      `offset must be non-negative and no greater than buffer length (${bytes}) (got ${offset})`,
    );
  }
  const left = bytes - offset;
  if (count < 0) {
    if (left % dtype.itemsize !== 0) {
      throw new ValueError(
        `buffer size must be a multiple of element size (${left} bytes, elements of ${dtype.itemsize})`,
      );
    }
    return left / dtype.itemsize;
  }
  if (left < count * dtype.itemsize) {
    throw new ValueError(
      `buffer is smaller than requested size (${left} bytes left, ${count * dtype.itemsize} wanted)`,
    );
  }
  return count;
}
