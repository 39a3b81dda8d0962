// Arrays in .npy files: the data after the header, read straight into the array's memory and written from
// it, never through a copy of the whole. Headers are npy-header.ts's, memory-mapped files memmap.ts's.

import { transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { copyInto } from "../array/copy.js";
import { reshapeArray } from "../array/reshape.js";
import type { DType } from "../core/dtype.js";
import { contiguousStrides, sizeOf } from "../core/layout.js";
import { handOver, makeArray, makeView, type NDArray, newArray } from "../core/ndarray.js";
import { pyTuple } from "../core/py-repr.js";
import { truthFlag } from "../core/python-values.js";
import { allocate } from "../memory/allocator.js";
import { ValueError } from "../memory/errors.js";
import type { Storage } from "../memory/storage.js";
import { noteCopy } from "../memory/tracker.js";
import { type ByteReader, type ByteSink, pieces } from "./byte-streams.js";
import { descrRepr, dtypeOfDescr, ObjectDTypeError } from "./npy-descr.js";
import {
  type FormattedHeader,
  formatHeader,
  MAX_HEADER_SIZE,
  type NpyHeader,
  type NpyVersion,
  readHeader,
} from "./npy-header.js";
import { comparable } from "./text/arguments.js";
import { warn } from "./warn.js";

/** How an array is read. */
export interface ReadOptions {
  /** Accepted for NumPy's sake: with it the header's length is not limited, but pickles can't be read. */
  readonly allow_pickle?: boolean | undefined;
  readonly max_header_size?: number | undefined;
}

/** What the header of a .npy file says, with its dtype made. */
export interface ArrayFacts extends Pick<NpyHeader, "shape" | "fortranOrder" | "dataOffset"> {
  readonly dtype: DType;
}

/** The header size that options allow. */
export function headerLimit(options: ReadOptions): number {
  const { allow_pickle, max_header_size = MAX_HEADER_SIZE } = options;
  if (truthFlag(allow_pickle)) return Number.MAX_SAFE_INTEGER;
  // any number that a length can be compared with: nothing is longer than NaN
  const limit = comparable(max_header_size, "max_header_size");
  return Number.isNaN(limit) ? Number.MAX_SAFE_INTEGER : limit;
}

/**
 * Reads a header, with its dtype.
 *
 * @param objects what to say of arrays of Python objects.
 */
export function readFacts(reader: ByteReader, limit: number, objects: string): ArrayFacts {
  return factsOf(readHeader(reader, limit), objects);
}

/** A header with its dtype made. */
export function factsOf(header: NpyHeader, objects: string): ArrayFacts {
  const { shape, fortranOrder, dataOffset, descr, warning } = header;
  if (warning !== null) warn(warning);
  let dtype: DType;
  try {
    dtype = dtypeOfDescr(descr);
  } catch (error) {
    if (error instanceof ObjectDTypeError) throw new ValueError(objects, { cause: error });
    throw error;
  }
  if (dtype.subdtype !== null) {
    throw new ValueError(
      `descr is not a valid dtype descriptor: ${String(dtype)}; an array's elements can't be arrays`,
    );
  }
  return { shape, fortranOrder, dataOffset, dtype };
}

/**
 * Reads an array, header and data.
 *
 * @throws ValueError where the header is not one, or the data are cut short (nothing is allocated then,
 * where the file's length is known).
 */
export function readArray(reader: ByteReader, options: ReadOptions = {}): NDArray {
  const objects = options.allow_pickle
    ? "Object arrays are pickled Python objects, which strided can't read: save the array from Python " +
      "with a dtype other than object"
    : "Object arrays cannot be loaded when allow_pickle=False; strided can't read pickled Python objects";
  const { shape, dtype, fortranOrder } = readFacts(reader, headerLimit(options), objects);
  const wanted = sizeOf(shape, dtype.itemsize) * dtype.itemsize;
  const { remaining } = reader;
  if (remaining !== null && remaining < wanted) throw cutShort(shape, dtype, remaining);
  if (reader.isClaim === true || remaining === null) {
    return shaped(readUnproven(reader, shape, dtype, wanted), shape, fortranOrder);
  }
  const array = newArray([sizeOf(shape)], dtype);
  const got = fill(reader, array.storage, 0, wanted);
  if (got < wanted) throw cutShort(shape, dtype, got);
  return shaped(array, shape, fortranOrder);
}

/** The elements read, as NumPy shapes them: a view of the one axis that they were read to. */
function shaped(elements: NDArray, shape: readonly number[], fortranOrder: boolean): NDArray {
  const lengths = fortranOrder ? [...shape].reverse() : shape;
  const array = reshapeArray(elements, lengths);
  return handOver(fortranOrder ? transposeArray(array) : array);
}

/** Reads bytes to a storage's bytes from `start` to `end`; returns where they ended. */
function fill(reader: ByteReader, storage: Storage, start: number, end: number): number {
  let at = start;
  for (const piece of pieces(storage.buffer, storage.byteOffset + start, end - start)) {
    const count = reader.readInto(piece);
    at += count;
    if (count < piece.length) break;
  }
  return at;
}

const firstPart = 2 ** 20;

/**
 * Where nobody knows whether the data are there (a packed member of an archive, a pipe), memory is had as they come:
 * each time four times as much, so that a lie costs no more than four times what is true.
 */
function readUnproven(
  reader: ByteReader,
  shape: readonly number[],
  dtype: DType,
  wanted: number,
): NDArray {
  let part: Storage | null = null;
  let got = 0;
  for (let size = firstPart; size < wanted; size *= 4) {
    const larger = allocate(size);
    if (part !== null) moveInto(part, larger, got);
    part = larger;
    got = fill(reader, part, got, size);
    if (got < size) {
      part.dispose();
      throw cutShort(shape, dtype, got);
    }
  }
  let array: NDArray;
  try {
    array = newArray([sizeOf(shape)], dtype);
  } catch (error) {
    part?.dispose();
    throw error;
  }
  if (part !== null) moveInto(part, array.storage, got);
  got = fill(reader, array.storage, got, wanted);
  if (got < wanted) throw cutShort(shape, dtype, got);
  return array;
}

/** Moves the first bytes of one storage to another, and gives the first one back. */
function moveInto(from: Storage, to: Storage, bytes: number): void {
  let at = to.byteOffset;
  for (const piece of pieces(from.buffer, from.byteOffset, bytes)) {
    new Uint8Array(to.buffer, at, piece.length).set(piece);
    at += piece.length;
  }
  from.dispose();
}

function cutShort(shape: readonly number[], dtype: DType, bytes: number): ValueError {
  return new ValueError(
    `Failed to read all data for array. Expected ${pyTuple(shape)} = ${sizeOf(shape)} elements, ` +
      `could only read ${Math.floor(bytes / dtype.itemsize)} elements. (file seems not fully written?)`,
  );
}

/** The header that an array is written with. */
export function headerOf(array: NDArray, version: NpyVersion | null = null): FormattedHeader {
  const { c_contiguous, f_contiguous } = array.flags;
  const header = formatHeader(
    {
      descr: descrRepr(array.dtype),
      fortranOrder: f_contiguous && !c_contiguous,
      shape: array.shape,
    },
    version,
  );
  if (header.warning !== null) warn(header.warning);
  return header;
}

/** Writes an array, header and data. */
export function writeArray(
  sink: ByteSink,
  value: unknown,
  header: FormattedHeader = headerOf(asArray(value)),
): void {
  const array = asArray(value);
  array.live().check();
  writeData(sink, array, "K", header.bytes);
}

/**
 * Writes an array's elements as bare bytes: in C order, or `K` in the order of its memory. What is to stand before
 * them is written when all memory that is needed was had.
 */
export function writeData(
  sink: ByteSink,
  array: NDArray,
  order: "C" | "K" = "C",
  before: Uint8Array | null = null,
): void {
  if (array.nbytes === 0) {
    if (before !== null) sink.write(before);
    return;
  }
  const { c_contiguous, f_contiguous } = array.flags;
  if (c_contiguous || (f_contiguous && order === "K")) {
    if (before !== null) sink.write(before);
    for (const piece of pieces(array.storage.buffer, array.byteOffset, array.nbytes)) {
      sink.write(piece);
    }
  } else {
    writeInBlocks(sink, array, before);
  }
}

// as NumPy's: enough to hide what a write costs, little enough to stay in a cache
const blockBytes = 2 ** 22;

/** Writes a non-contiguous array in C order through one block of memory. */
function writeInBlocks(sink: ByteSink, array: NDArray, before: Uint8Array | null): void {
  const { shape, strides, dtype, itemsize } = array;
  // axes from `axis` + 1 on fit into a block together; of `axis` itself as many steps as there is room for
  let axis = shape.length - 1;
  let rowBytes = itemsize;
  while (axis > 0 && rowBytes * shape[axis]! <= blockBytes) rowBytes *= shape[axis--]!;
  const rows = Math.min(shape[axis]!, Math.max(1, Math.floor(blockBytes / rowBytes)));
  const rowShape = shape.slice(axis + 1);
  const block = newArray([rows, ...rowShape], dtype);
  if (before !== null) sink.write(before);
  const blockStrides = contiguousStrides([rows, ...rowShape], itemsize, "C");
  for (const start of outerOffsets(array, axis)) {
    for (let row = 0; row < shape[axis]!; row += rows) {
      const count = Math.min(rows, shape[axis]! - row);
      const source = makeView(
        array,
        start + row * strides[axis]!,
        [count, ...rowShape],
        strides.slice(axis),
        dtype,
        "save",
      );
      const target = makeArray(
        block.storage,
        block.byteOffset,
        [count, ...rowShape],
        blockStrides,
        dtype,
        block,
      );
      copyInto(target, source, "save");
      for (const piece of pieces(block.storage.buffer, block.byteOffset, count * rowBytes)) {
        sink.write(piece);
      }
    }
  }
  noteCopy(array.nbytes, "contiguous", "save");
  block.dispose();
}

/** Byte offsets of all positions along the first `axes` axes, in C order. */
function* outerOffsets(array: NDArray, axes: number): Generator<number> {
  const { shape, strides } = array;
  const counter = new Array<number>(axes).fill(0);
  for (let at = array.byteOffset; ; ) {
    yield at;
    let k = axes - 1;
    for (; k >= 0; k--) {
      at += strides[k]!;
      if (++counter[k]! < shape[k]!) break;
      at -= shape[k]! * strides[k]!;
      counter[k] = 0;
    }
    if (k < 0) return;
  }
}
