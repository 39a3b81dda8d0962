// `new np.ndarray(shape, …)` as NumPy has it: fresh memory, or an array laid over a buffer. The class itself knows
// only arrays over a storage; it is told here what to make of a shape.

import { isMemory } from "../array/convert.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { byteBounds, contiguousStrides, shapeText, sizeOf } from "../core/layout.js";
import {
  type Base,
  installConstructor,
  type MemoryOrder,
  makeArray,
  NDArray,
  type NDArrayOptions,
  newArray,
  newArrayWithStrides,
} from "../core/ndarray.js";
import { readOrder } from "../core/order.js";
import { pythonIndex, pythonType } from "../core/python-values.js";
import { external } from "../memory/allocator.js";
import type { AnyBuffer } from "../memory/buffer-views.js";
import type { Storage } from "../memory/storage.js";
import { readArguments } from "../routines/random/arguments.js";
import { shapeOf } from "../routines/shapes.js";

/** Memory to lay an array over, from a byte of its storage on. */
interface Ground {
  readonly storage: Storage;
  readonly start: number;
  readonly bytes: number;
  readonly base: Base;
  readonly writeable: boolean;
}

const names = ["shape", "dtype", "buffer", "offset", "strides", "order"] as const;

function construct(args: readonly unknown[]): NDArray {
  // the class hands on as many arguments as its other signature has
  const count = args.length - args.toReversed().findIndex((one) => one !== undefined);
  const named = args.slice(0, args.some((one) => one !== undefined) ? count : 0);
  const given = readArguments<NDArrayOptions & { shape: unknown }>("ndarray", named, names);
  if (given.shape === undefined || given.shape === null) {
    throw new TypeError("ndarray() missing required argument 'shape' (pos 1)");
  }
  const asked = shapeOf(given.shape);
  const dtype = toDtype(given.dtype ?? "float64") as DType;
  const rest = restOf(given, asked, dtype);
  const shape = rest ?? asked;
  const size = sizeOf(shape, dtype.itemsize);
  const order: MemoryOrder = readOrder(given.order, "C") === "F" ? "F" : "C";
  const strides = stridesOf(given.strides, shape);
  const buffer: unknown = given.buffer;
  if (buffer === undefined || buffer === null) {
    if (strides === null) return newArray(shape, dtype, order);
    checkStrides(strides, shape, dtype, 0, size * dtype.itemsize);
    return newArrayWithStrides(shape, strides, dtype);
  }
  const offset = pythonIndex(given.offset ?? 0, "offset");
  const ground = groundOf(buffer);
  const laid = strides ?? contiguousStrides(shape, dtype.itemsize, order);
  if (offset < 0) throw new ValueError(`offset must be non-negative (got ${offset})`);
  if (strides !== null) checkStrides(strides, shape, dtype, offset, ground.bytes);
  else if (rest === null && size * dtype.itemsize > ground.bytes - offset) {
    throw new TypeError(
      `buffer is too small for requested array (${ground.bytes} bytes, ${size * dtype.itemsize} wanted from byte ${offset} on)`,
    );
  }
  const at = ground.start + Math.min(offset, ground.bytes);
  if (dtype.subdtype === null) {
    return makeArray(ground.storage, at, shape, laid, dtype, ground.base, ground.writeable);
  }
  // elements that are arrays become axes
  const { base, shape: inner } = dtype.subdtype;
  const lengths = [...shape, ...inner];
  const steps =
    strides === null
      ? contiguousStrides(lengths, base.itemsize, order)
      : [...strides, ...contiguousStrides(inner, base.itemsize, "C")];
  return makeArray(ground.storage, at, lengths, steps, base, ground.base, ground.writeable);
}

/** A shape of -1 alone is as much as there is from the offset on; null for every other one. */
function restOf(given: NDArrayOptions, shape: readonly number[], dtype: DType): number[] | null {
  const isGiven = given.buffer !== undefined && given.buffer !== null;
  if (!isGiven || shape.length !== 1 || shape[0] !== -1 || dtype.itemsize === 0) return null;
  const offset = pythonIndex(given.offset ?? 0, "offset");
  if (given.strides !== undefined && given.strides !== null) return null;
  return [Math.trunc((groundOf(given.buffer).bytes - offset) / dtype.itemsize)];
}

function stridesOf(given: unknown, shape: readonly number[]): number[] | null {
  if (given === undefined || given === null) return null;
  const strides = shapeOf(given).map((one) => pythonIndex(one, "a stride"));
  if (strides.length === shape.length) return strides;
  throw new ValueError(
    `strides, if given, must be the same length as shape (strides ${shapeText(strides)}, shape ${shapeText(shape)})`,
  );
}

/** @throws ValueError if an element would lie outside the memory */
function checkStrides(
  strides: readonly number[],
  shape: readonly number[],
  dtype: DType,
  offset: number,
  bytes: number,
): void {
  const [low, high] = byteBounds(offset, shape, strides, dtype.itemsize);
  if (low >= 0 && high <= bytes) return;
  throw new ValueError(
    `strides is incompatible with shape of requested array and size of buffer (they span bytes ${low} to ${high} of ${bytes})`,
  );
}

function groundOf(buffer: unknown): Ground {
  if (buffer instanceof NDArray) {
    const storage = buffer.live();
    if (!buffer.flags.forc) throw new ValueError("ndarray is not contiguous");
    const base = buffer.base instanceof NDArray ? buffer.base : buffer;
    const { byteOffset: start, nbytes: bytes, writeable } = buffer;
    return { storage, start, bytes, base, writeable };
  }
  if (!isMemory(buffer) && !(buffer instanceof DataView)) {
    throw new TypeError(
      `a bytes-like object is required, not '${pythonType(buffer)}' (give a typed array, Buffer, ArrayBuffer or SharedArrayBuffer)`,
    );
  }
  const isView = ArrayBuffer.isView(buffer);
  const whole = (isView ? buffer.buffer : buffer) as AnyBuffer;
  const start = isView ? buffer.byteOffset : 0;
  const bytes = buffer.byteLength;
  return { storage: external(whole, start, bytes), start, bytes, base: buffer, writeable: true };
}

installConstructor(construct);
