// Where the text readers' text comes from: paths (also .gz), open files, bytes, and lines that somebody
// iterates. Text comes in pieces, so that a file of any length takes the memory of one.

import type { Gunzip } from "fflate";
import { elements } from "../../array/values.js";
import { NDArray } from "../../core/ndarray.js";
import { pythonType } from "../../core/python-values.js";
import { builtin } from "../../memory/builtin.js";
import { DTypeError, FileError, ValueError } from "../../memory/errors.js";
import { resolvePath } from "../../memory/files.js";
import { type ByteReader, BytesIO, type OpenDescriptor, withReader } from "../byte-streams.js";
import { crc32 } from "../crc32.js";
import { fflate } from "../fflate.js";
import { decodeAll, decoderOf } from "./encodings.js";

/** What the text readers read: a path (`.gz` is unpacked), an open file, bytes, or lines. */
export type TextFile =
  | string
  | URL
  | OpenDescriptor
  | ArrayBuffer
  | ArrayBufferView
  | ByteReader
  | Iterable<string | Uint8Array>;

/** Text in pieces. */
export interface TextSource {
  /** The next piece; null at the end. */
  next(): string | null;
  /** Passes over lines without reading them, where each piece is one. */
  skip?(lines: number): void;
  /** Whether each piece is one line, as an iterable's items are. */
  readonly byLine: boolean;
  /** Bytes of the whole, where that is known: how much there will be. */
  readonly totalBytes: number | null;
  /** Bytes read so far. */
  readonly bytesRead: number;
}

const pieceBytes = 1 << 18;

/**
 * Runs `use` on a file's text.
 *
 * @param encoding Python's name; null for UTF-8 (paths and open files) or latin-1 (bytes, as NumPy has it)
 */
export function withText<Result>(
  file: unknown,
  encoding: string | null,
  refuse: (file: unknown) => Error,
  use: (source: TextSource) => Result,
): Result {
  if (typeof file === "string" || file instanceof URL) {
    const path = findFile(file);
    return withReader(path, (reader) => {
      const bytes = path.endsWith(".gz") ? new GzipReader(reader) : reader;
      return use(new PieceSource(bytes, encoding ?? "utf-8", path.endsWith(".gz")));
    });
  }
  if (isDescriptor(file)) {
    return withReader(file, (reader) => use(new PieceSource(reader, encoding ?? "utf-8", false)));
  }
  if (file instanceof NDArray && file.ndim === 0) throw refuse(file);
  if (file instanceof NDArray) return use(new LineSource(textsOf(file), encoding ?? "latin1"));
  if (isBytes(file)) {
    return withReader(file, (reader) =>
      use(new LineSource(byteLines(reader), encoding ?? "latin1")),
    );
  }
  if (isIterable(file)) return use(new LineSource(file, encoding ?? "latin1"));
  throw refuse(file);
}

/** Python's name of what is no file, for an error. */
export function fileKind(file: unknown): string {
  return `<class '${pythonType(file)}'>`;
}

function isDescriptor(file: unknown): file is OpenDescriptor {
  return typeof file === "number" || typeof (file as { fd?: unknown } | null)?.fd === "number";
}

function isBytes(file: unknown): file is ArrayBuffer | ArrayBufferView | ByteReader {
  return (
    file instanceof BytesIO ||
    file instanceof ArrayBuffer ||
    ArrayBuffer.isView(file) ||
    typeof (file as Partial<ByteReader> | null)?.readInto === "function"
  );
}

function isIterable(file: unknown): file is Iterable<unknown> {
  return typeof (file as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === "function";
}

const zipped = [".gz", ".bz2", ".xz"];

/** NumPy looks for the packed file where the plain one is missing. */
function findFile(file: string | URL): string {
  const fs = builtin("node:fs");
  const path = resolvePath(file);
  const names = zipped.some((end) => path.endsWith(end))
    ? [path]
    : [path, ...zipped.map((end) => path + end)];
  const found = names.find((name) => fs.existsSync(name));
  if (found === undefined) {
    throw new FileError(
      `${file instanceof URL ? path : file} not found. (lines of text are given as an array: text.split("\\n"))`,
      "ENOENT",
    );
  }
  if (found.endsWith(".bz2") || found.endsWith(".xz")) {
    throw new ValueError(`strided unpacks .gz files only: unpack '${found}' first`);
  }
  return found;
}

/** The elements of an array of texts in C order. */
function* textsOf(array: NDArray): Generator<string> {
  if (array.size > 0 && (array.ndim !== 1 || !"US".includes(array.dtype.kind))) {
    throw new DTypeError(
      `non-string returned while reading data (the array has ${array.ndim} axes of ${array.dtype.name})`,
    );
  }
  for (const text of elements(array)) yield text as string;
}

/** Lines of bytes, each with its line feed, as a binary file of Python's gives them. */
function* byteLines(reader: ByteReader): Generator<Uint8Array> {
  let rest: Uint8Array[] = [];
  for (;;) {
    const piece = reader.read(Math.min(pieceBytes, reader.remaining ?? pieceBytes));
    if (piece.length === 0) break;
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      rest.push(piece.slice(start, end + 1));
      yield joined(rest);
      rest = [];
      start = end + 1;
    }
    if (start < piece.length) rest.push(piece.slice(start));
  }
  if (rest.length > 0) yield joined(rest);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

class LineSource implements TextSource {
  readonly byLine = true;
  readonly totalBytes = null;
  readonly bytesRead = 0;
  readonly #lines: Iterator<unknown>;
  readonly #encoding: string;

  constructor(lines: Iterable<unknown>, encoding: string) {
    this.#lines = lines[Symbol.iterator]();
    this.#encoding = encoding;
  }

  skip(lines: number): void {
    for (let i = 0; i < lines; i++) if (this.#lines.next().done === true) return;
  }

  next(): string | null {
    const { done, value } = this.#lines.next();
    if (done === true) return null;
    if (typeof value === "string") return value;
    if (value instanceof Uint8Array) return decodeAll(value, this.#encoding);
    throw new DTypeError(`non-string returned while reading data (got ${pythonType(value)})`);
  }
}

/** Text of a file, its line ends all line feeds (Python's universal newlines). */
class PieceSource implements TextSource {
  readonly byLine = false;
  readonly totalBytes: number | null;
  bytesRead = 0;
  readonly #reader: ByteReader;
  readonly #decoder: ReturnType<typeof decoderOf>;
  readonly #block = new Uint8Array(pieceBytes);
  #ended = false;
  #heldReturn = false;

  constructor(reader: ByteReader, encoding: string, packed: boolean) {
    this.#reader = reader;
    this.#decoder = decoderOf(encoding);
    this.totalBytes = packed ? null : reader.remaining;
  }

  next(): string | null {
    while (!this.#ended) {
      const count = this.#reader.readInto(this.#block);
      this.bytesRead += count;
      this.#ended = count < this.#block.length;
      const text = this.#unified(this.#decoder.decode(this.#block.subarray(0, count), this.#ended));
      if (text !== "") return text;
    }
    return null;
  }

  #unified(piece: string): string {
    let text = this.#heldReturn ? `\r${piece}` : piece;
    this.#heldReturn = false;
    if (!text.includes("\r")) return text;
    if (!this.#ended && text.endsWith("\r")) {
      text = text.slice(0, -1);
      this.#heldReturn = true;
    }
    return text.replace(/\r\n?/g, "\n");
  }
}

/** The contents of a gzip file, unpacked piece by piece, with its checksum and length proved at the end. */
class GzipReader implements ByteReader {
  readonly remaining = null;
  readonly #packed: ByteReader;
  readonly #input = new Uint8Array(1 << 14);
  readonly #ready: Uint8Array[] = [];
  readonly #gunzip: Gunzip;
  #tail = new Uint8Array(0);
  #ended = false;
  #members = 1;
  #crc = 0;
  #length = 0;

  constructor(packed: ByteReader) {
    this.#packed = packed;
    this.#gunzip = new (fflate().Gunzip)((bytes) => {
      this.#crc = crc32(bytes, this.#crc);
      this.#length += bytes.length;
      if (bytes.length > 0) this.#ready.push(bytes);
    });
    this.#gunzip.onmember = () => {
      this.#members += 1;
    };
  }

  read(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, this.readInto(bytes));
  }

  readInto(target: Uint8Array): number {
    let count = 0;
    while (count < target.length) {
      const ready = this.#ready[0];
      if (ready === undefined) {
        if (this.#ended) break;
        this.#more();
        continue;
      }
      const part = ready.subarray(0, target.length - count);
      target.set(part, count);
      count += part.length;
      if (part.length === ready.length) this.#ready.shift();
      else this.#ready[0] = ready.subarray(part.length);
    }
    return count;
  }

  #more(): void {
    const length = this.#packed.readInto(this.#input);
    this.#ended = length < this.#input.length;
    const bytes = this.#input.slice(0, length);
    this.#tail = Buffer.concat([this.#tail, bytes]).subarray(-8);
    try {
      this.#gunzip.push(bytes, this.#ended);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new FileError(
        message.includes("EOF")
          ? "Compressed file ended before the end-of-stream marker was reached"
          : `Not a gzipped file (${message})`,
        "EINVAL",
        { cause: error },
      );
    }
    if (this.#ended && this.#members === 1) this.#prove();
  }

  #prove(): void {
    if (this.#tail.length < 8) return;
    const view = new DataView(this.#tail.buffer, this.#tail.byteOffset, 8);
    if (view.getUint32(0, true) !== this.#crc) {
      const hex = (n: number) => `0x${n.toString(16)}`;
      throw new FileError(
        `CRC check failed ${hex(view.getUint32(0, true))} != ${hex(this.#crc)}: the .gz file is damaged`,
        "EINVAL",
      );
    }
    if (view.getUint32(4, true) !== this.#length % 2 ** 32) {
      throw new FileError("Incorrect length of data produced: the .gz file is damaged", "EINVAL");
    }
  }
}

/**
 * The lines of a source, each with its line feed.
 *
 * @param skipped how many lines to pass over; of what is given as lines, they are not even decoded
 */
export function* linesOf(source: TextSource, skipped = 0): Generator<string> {
  if (source.byLine) {
    source.skip?.(skipped);
    for (let line = source.next(); line !== null; line = source.next()) yield line;
    return;
  }
  let rest = "";
  let left = skipped;
  for (let piece = source.next(); piece !== null; piece = source.next()) {
    const text = rest + piece;
    if (text.length > longestLine) throw lineTooLong();
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      if (left > 0) left -= 1;
      else yield text.slice(start, end + 1);
      start = end + 1;
    }
    rest = text.slice(start);
  }
  if (rest !== "" && left <= 0) yield rest;
}

/** Characters in a line beyond which a file is taken for no text: JavaScript's strings end not far beyond. */
export const longestLine = 2 ** 27;

/** What is said of such a line. */
export function lineTooLong(): ValueError {
  return new ValueError(
    `line too long to handle while reading file. (more than ${longestLine} characters without a line end)`,
  );
}
