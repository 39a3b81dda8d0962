// np.fromfile, ndarray.tofile and np.fromstring: elements as bare bytes, or as text with a separator. Files
// with headers are npy.ts's, tables of text loadtxt.ts's.

import { asArray } from "../array/convert.js";
import { elements } from "../array/values.js";
import { type DType, type DTypeLike, dtype as toDType } from "../core/dtype.js";
import { freshStrides } from "../core/layout.js";
import { makeArray, NDArray, newArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { pythonType } from "../core/python-values.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import { DTypeError, FileError, ValueError } from "../memory/errors.js";
import { defineFluent } from "../methods/define.js";
import { dtypeAndOptions, type Unset, type WithDType } from "../routines/creation.js";
import {
  type ByteReader,
  type ByteSink,
  pieces,
  type ReadableFile,
  type WritableFile,
  withReader,
  withSink,
} from "./byte-streams.js";
import { writeData } from "./npy.js";
import { sizeArgument, textArgument } from "./text/arguments.js";
import { encodeText } from "./text/encodings.js";
import { readFormat, writeFormat } from "./text/percent.js";
import { grammarOf, readSeparated, TextCursor } from "./text/separated.js";

/** What `np.fromfile` takes beside the file. */
export interface FromfileOptions<T extends DTypeLike = DTypeLike> {
  /** Of the elements; float64 without it. */
  readonly dtype?: T | undefined;
  /** Elements to read; -1 (default) reads all. */
  readonly count?: number | undefined;
  /** Between elements of a text; without it the file holds bare bytes. */
  readonly sep?: string | undefined;
  /** Byte to begin at, from where the file stands: 0 without it; not in texts. */
  readonly offset?: number | undefined;
}

/**
 * An array of the elements in a file of bare bytes, or of text with a separator. A new array of one axis: a copy.
 *
 * Fewer than `count` elements make a shorter array. `np.load` reads files that know their own dtype.
 *
 * @param file a path, a URL, an open file (read on from where it stands), bytes, or a BytesIO.
 * @throws FileError when the file can't be read.
 * @throws ValueError for text that is no such number.
 * @throws TypeError for an offset in a text.
 *
 * @example
 * ```ts
 * np.array([1, 2, 3], "<i2").tofile("numbers.bin");
 * np.fromfile("numbers.bin", "<i2"); // => [1 2 3]
 * np.fromfile("numbers.bin", "<i2", { offset: 2, count: 1 }); // => [2]
 * np.array([1, 2.5]).tofile("numbers.txt", { sep: "; " });
 * np.fromfile("numbers.txt", { sep: ";" }); // => [1. 2.5]
 * np.fromfile("numbers.txt", { sep: "," }); // => ValueError
 * ```
 */
export function fromfile(file: ReadableFile, options?: FromfileOptions<Unset>): NDArray<"float64">;
export function fromfile<const T extends DTypeLike>(
  file: ReadableFile,
  dtype: T | WithDType<FromfileOptions, T>,
  options?: FromfileOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function fromfile(file: ReadableFile, second?: unknown, third?: unknown): NDArray {
  const names = ["dtype", "count", "sep", "offset"] as const;
  const [asked, known] = dtypeAndOptions("fromfile", second, third, names);
  const { count: length = -1, sep: separator = "", offset: start = 0 } = known as FromfileOptions;
  const dtype = asked ?? toDType("float64");
  const count = sizeArgument(length, "count");
  const sep = textArgument("fromfile", 4, separator);
  const offset = sizeArgument(start, "offset", "long");
  if (sep !== "" && offset !== 0) {
    throw new DTypeError("'offset' argument only permitted for binary files");
  }
  return withReader(file, (reader) => {
    if (dtype.itemsize === 0) return newArray([nonNegative(count)], dtype);
    if (sep !== "") return textFrom(reader, dtype, count, sep);
    skip(reader, offset);
    return bytesFrom(reader, dtype, count, offset);
  });
}

function nonNegative(length: number): number {
  if (length < 0) throw new ValueError("negative dimensions are not allowed");
  return length;
}

function skip(reader: ByteReader, offset: number): void {
  if (offset < 0) throw new FileError(`[Errno 22] Invalid argument (offset ${offset})`, "EINVAL");
  const block = new Uint8Array(Math.min(offset, 2 ** 16));
  for (let left = offset; left > 0; ) {
    const count = reader.readInto(block.subarray(0, Math.min(left, block.length)));
    if (count === 0) {
      // NumPy computes how much is left, and finds less than nothing
      beyond = left;
      return;
    }
    left -= count;
  }
  beyond = 0;
}

let beyond = 0;

function bytesFrom(reader: ByteReader, dtype: DType, count: number, offset: number): NDArray {
  const size = dtype.itemsize;
  const { base, shape } = dtype.subdtype ?? { base: dtype, shape: [] };
  if (count < 0 && offset > 0 && beyond >= size) {
    throw new ValueError(
      `negative dimensions are not allowed (the offset ${offset} is behind the end)`,
    );
  }
  const { remaining } = reader;
  if (remaining === null) return bytesOfPipe(reader, dtype, count);
  const there = Math.floor(remaining / size);
  const length = count < 0 ? there : Math.min(count, there);
  const array = newArray([length, ...shape], base);
  const got = fill(reader, array);
  if (got === array.nbytes && length === Math.max(count, length)) return array;
  // the strides are those of the array that was asked for
  const asked = [count < 0 ? length : count, ...shape];
  const strides = freshStrides(asked, base.itemsize, "C");
  const laid = [Math.floor(got / size), ...shape];
  return makeArray(array.storage, array.byteOffset, laid, strides, base, null);
}

function fill(reader: ByteReader, array: NDArray): number {
  let got = 0;
  for (const piece of pieces(array.storage.buffer, array.byteOffset, array.nbytes)) {
    const count = reader.readInto(piece);
    got += count;
    if (count < piece.length) break;
  }
  return got;
}

const pipeBlock = 2 ** 18;

/** Where nobody knows how much there is: blocks until the end, then one array. */
function bytesOfPipe(reader: ByteReader, dtype: DType, count: number): NDArray {
  const size = dtype.itemsize;
  const { base, shape } = dtype.subdtype ?? { base: dtype, shape: [] };
  const wanted = count < 0 ? Number.POSITIVE_INFINITY : count * size;
  const blocks: Uint8Array[] = [];
  let got = 0;
  while (got < wanted) {
    const block = reader.read(Math.min(pipeBlock, wanted - got));
    if (block.length === 0) break;
    blocks.push(block);
    got += block.length;
  }
  const length = Math.floor(got / size);
  const array = newArray([length, ...shape], base);
  let at = 0;
  for (const block of blocks) {
    const part = block.subarray(0, Math.min(block.length, array.nbytes - at));
    new Uint8Array(array.storage.buffer, array.byteOffset + at, part.length).set(part);
    at += part.length;
  }
  return array;
}

function textFrom(reader: ByteReader, dtype: DType, count: number, sep: string): NDArray {
  const grammar = grammarOf(dtype, true);
  if (grammar === null) {
    throw new ValueError(
      `Unable to read character files of that array type (dtype ${String(dtype)})`,
    );
  }
  const block = new Uint8Array(pipeBlock);
  const more = () => {
    const length = reader.readInto(block);
    return length === 0 ? null : Buffer.from(block.subarray(0, length)).toString("latin1");
  };
  // bytes are read as latin-1, and so must the separator be
  const separator = Buffer.from(sep, "utf8").toString("latin1");
  return readSeparated(new TextCursor("", more), dtype, grammar, separator, count, true);
}

/** What `np.fromstring` takes beside the text. */
export interface FromstringOptions<T extends DTypeLike = DTypeLike> {
  /** Of the elements; float64 without it. */
  readonly dtype?: T | undefined;
  /** Elements to read; -1 (default) reads all. */
  readonly count?: number | undefined;
  /** Between elements: a blank stands for any white space; without it (the default `""`) there is an error. */
  readonly sep?: string | undefined;
  /** Accepted for NumPy's sake. */
  readonly like?: unknown;
}

/**
 * An array of the numbers in a text, which are separated by `sep`. A new array of one axis: a copy.
 *
 * @throws ValueError for text that is no such number, and without a separator (bytes are read by `np.frombuffer`).
 * @throws TypeError for what is no text.
 *
 * @example
 * ```ts
 * np.fromstring("1 2", { dtype: "int64", sep: " " }); // => [1 2]
 * np.fromstring("1, 2.5", { sep: "," }); // => [1. 2.5]
 * np.fromstring("1 x", { sep: " " }); // => ValueError
 * ```
 */
export function fromstring(
  string: string | Uint8Array,
  options?: FromstringOptions<Unset>,
): NDArray<"float64">;
export function fromstring<const T extends DTypeLike>(
  string: string | Uint8Array,
  dtype: T | WithDType<FromstringOptions, T>,
  options?: FromstringOptions<Unset>,
): NDArray<ResolveDType<T>>;
export function fromstring(
  string: string | Uint8Array,
  second?: unknown,
  third?: unknown,
): NDArray {
  const names = ["dtype", "count", "sep", "like"] as const;
  const [asked, known] = dtypeAndOptions("fromstring", second, third, names);
  const { count: length = -1, sep: separator = "" } = known as FromstringOptions;
  const dtype = asked ?? toDType("float64");
  const text = textOf(string);
  const count = sizeArgument(length, "count");
  const sep = textArgument("fromstring", 4, separator);
  if (sep === "") {
    throw new ValueError("The binary mode of fromstring is removed, use frombuffer instead");
  }
  if (dtype.itemsize === 0) throw new ValueError("zero-valued itemsize");
  const grammar = grammarOf(dtype, false);
  if (grammar === null) {
    throw new ValueError(
      `don't know how to read character strings with that array type (dtype ${String(dtype)})`,
    );
  }
  return readSeparated(new TextCursor(text), dtype, grammar, sep, count, false);
}

/** A text itself, or the bytes of one. */
function textOf(given: unknown): string {
  if (typeof given === "string") return given;
  if (given instanceof NDArray) {
    given.live();
    if (!given.flags.c_contiguous) throw new ValueError("ndarray is not C-contiguous");
    return Buffer.from(given.tobytes()).toString("latin1");
  }
  if (given instanceof Uint8Array) return Buffer.from(given).toString("latin1");
  throw new DTypeError(`a bytes-like object is required, not '${pythonType(given)}'`);
}

/** What `tofile` takes beside the file. */
export interface TofileOptions {
  /** Between elements of a text; without it bare bytes are written. */
  readonly sep?: string | undefined;
  /** Python's `%` format of an element in a text; `"%s"` without it. */
  readonly format?: string | undefined;
}

/** The array's elements in C order into a file. */
function tofile(array: NDArray, fid: WritableFile, second?: string | TofileOptions): void {
  const given = isOptions(second) || second === undefined ? second : { sep: second as string };
  const known = options<TofileOptions>("tofile", given as TofileOptions, ["sep", "format"]);
  const { sep: separator = "", format: conversion = "%s" } = known;
  const sep = textArgument("tofile", 2, separator);
  const format = textArgument("tofile", 3, conversion);
  array.live();
  if (sep === "") withSink(fid, "", (sink) => writeData(sink, array), array.nbytes);
  else withSink(fid, "", (sink) => writeText(sink, asArray(array), sep, format));
}

const textBlock = 2 ** 16;

function writeText(sink: ByteSink, array: NDArray, sep: string, formatText: string): void {
  const format = readFormat(formatText === "" ? "%s" : formatText, true);
  const dtypes = [array.dtype];
  let text = "";
  let first = true;
  for (const value of elements(array)) {
    const element = writeFormat(format, [value], dtypes);
    text += first ? element : sep + element;
    first = false;
    if (text.length >= textBlock) {
      sink.write(encodeText(text, "ascii"));
      text = "";
    }
  }
  if (text !== "") sink.write(encodeText(text, "ascii"));
}

defineFluent({ tofile });

declare module "../core/ndarray.js" {
  interface NDArray<D extends DTypeKey> {
    /**
     * Writes the elements in C order to a file, as bare bytes or, with a separator, as text. Returns no array and
     * makes no copy.
     *
     * @throws FileError when the file can't be written
     * @example
     * ```ts
     * np.array([1, 2]).tofile("two.txt", ",");
     * np.fromfile("two.txt", { sep: "," }); // => [1. 2.]
     * ```
     */
    tofile(fid: WritableFile, options?: string | TofileOptions): void;
  }
}
