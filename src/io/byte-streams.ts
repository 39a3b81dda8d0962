// Where files' bytes come from and go to: paths, descriptors, memory, and objects with a write method.
// All are read and written front to back. What the bytes mean is not known here.

import { pythonType } from "../core/python-values.js";
import { builtin } from "../memory/builtin.js";
import { DTypeError, FileError } from "../memory/errors.js";
import { codeOf, type FilePath, fileError, resolvePath, setSpaceAside } from "../memory/files.js";
import { isMapped } from "../memory/mapping.js";
import type { ByteSource } from "./npy-header.js";

/** An object that takes bytes; it must have done with them when `write` returns. */
export interface ByteSink {
  /**
   * Takes the next bytes. The array is a view of the data: whoever keeps it makes a copy.
   *
   * @returns nothing that is looked at
   * @throws whatever the sink throws: the caller gets it
   * @example
   * ```ts
   * const parts: number[] = [];
   * np.save({ write: (bytes: Uint8Array) => void parts.push(bytes.length) }, [1, 2]);
   * parts.length > 0; // => true
   * ```
   */
  write(bytes: Uint8Array): unknown;
  /**
   * Writes over bytes that were written: `position` counts from where this writing began. Not everything can.
   *
   * @returns nothing that is looked at
   * @throws whatever the sink throws: the caller gets it
   * @example
   * ```ts
   * const file = new np.lib.npyio.BytesIO();
   * np.savez(file, { a: [1] });
   * file.getvalue()[14] !== 0; // => true
   * ```
   */
  patch?(position: number, bytes: Uint8Array): unknown;
}

/** Bytes, read from where the last read ended. */
export interface ByteReader extends ByteSource {
  /** Fills as much of `target` as there is; returns how many bytes that was. */
  readInto(target: Uint8Array): number;
  /** How many bytes are left; null where nobody knows (a pipe). */
  readonly remaining: number | null;
  /** Whether `remaining` is what somebody claims, and nothing is known to be there. */
  readonly isClaim?: boolean;
}

/** An open file: its descriptor, or an object that has one (a FileHandle). */
export type OpenDescriptor = number | { readonly fd: number };

// far below what one system call moves (2 GiB) and what a typed array spans in Node 20 (4 GiB)
const largestPiece = 2 ** 24;

/** Typed arrays over a range of a buffer of any length, in order. */
export function* pieces(
  buffer: ArrayBufferLike,
  byteOffset: number,
  byteLength: number,
): Generator<Uint8Array> {
  for (let at = 0; at < byteLength; at += largestPiece) {
    const length = Math.min(largestPiece, byteLength - at);
    yield new Uint8Array(buffer, byteOffset + at, length);
  }
}

/**
 * A file in memory, as Python's `io.BytesIO`: `np.save` writes to it, `np.load` reads from it.
 *
 * @example
 * ```ts
 * const file = new np.lib.npyio.BytesIO();
 * np.save(file, np.array([0, 1, 2]));
 * file.getvalue().length; // => 152
 * file.seek(0);
 * np.load(file); // => [0 1 2]
 * ```
 */
export class BytesIO implements ByteReader, ByteSink {
  #bytes: Uint8Array<ArrayBuffer>;
  #length: number;
  #at = 0;

  /** Starts with a copy of the bytes given, at their beginning. */
  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    if (!ArrayBuffer.isView(bytes)) {
      throw new TypeError(`a bytes-like object is required, not '${pythonType(bytes)}'`);
    }
    this.#bytes = Uint8Array.from(bytes);
    this.#length = bytes.length;
  }

  /**
   * Writes at the position, over what is there and beyond the end. Returns the number of bytes.
   *
   * @returns a number: the bytes written, which are a copy
   * @throws nothing
   * @example
   * ```ts
   * const file = new np.lib.npyio.BytesIO();
   * file.write(new Uint8Array([1, 2, 3])); // => 3
   * ```
   */
  write(bytes: Uint8Array): number {
    const end = this.#at + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length, 256));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#at);
    this.#at = end;
    this.#length = Math.max(this.#length, end);
    return bytes.length;
  }

  /**
   * A copy of up to `length` bytes from the position; all that are left, without it.
   *
   * @throws nothing
   * @example
   * ```ts
   * const file = new np.lib.npyio.BytesIO(new Uint8Array([1, 2, 3]));
   * file.read(2); // => 1,2
   * file.read(); // => 3
   * ```
   */
  read(length: number = this.remaining): Uint8Array {
    const bytes = this.#bytes.slice(this.#at, Math.min(this.#length, this.#at + length));
    this.#at += bytes.length;
    return bytes;
  }

  /**
   * Fills an array with the bytes from the position on: a copy of them.
   *
   * @returns a number: the bytes there were
   * @throws nothing
   * @example
   * ```ts
   * const file = new np.lib.npyio.BytesIO(new Uint8Array([1, 2, 3]));
   * const target = new Uint8Array(2);
   * file.readInto(target); // => 2
   * target; // => 1,2
   * ```
   */
  readInto(target: Uint8Array): number {
    const end = Math.min(this.#length, this.#at + target.length);
    target.set(this.#bytes.subarray(this.#at, end));
    const count = Math.max(0, end - this.#at);
    this.#at += count;
    return count;
  }

  /** Bytes from the position to the end. */
  get remaining(): number {
    return Math.max(0, this.#length - this.#at);
  }

  /**
   * Moves the position, counted from the start.
   *
   * @throws RangeError for a negative position
   * @example
   * ```ts
   * const file = new np.lib.npyio.BytesIO(new Uint8Array([1, 2, 3]));
   * file.seek(2);
   * file.read(); // => 3
   * ```
   */
  seek(position: number): number {
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new RangeError(`negative seek value ${position}`);
    }
    this.#at = position;
    return position;
  }

  /** @internal A sink that writes here, and can go back to where it began. */
  patchable(): ByteSink {
    const start = this.#at;
    return {
      write: (bytes) => this.write(bytes),
      patch: (position, bytes) => this.#bytes.set(bytes, start + position),
    };
  }

  /**
   * The position.
   *
   * @example
   * ```ts
   * const file = new np.lib.npyio.BytesIO(new Uint8Array([1, 2, 3]));
   * file.read(2);
   * file.tell(); // => 2
   * ```
   */
  tell(): number {
    return this.#at;
  }

  /**
   * A copy of all bytes, wherever the position is.
   *
   * @example
   * ```ts
   * new np.lib.npyio.BytesIO(new Uint8Array([1, 2])).getvalue(); // => 1,2
   * ```
   */
  getvalue(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads a file that is open; from its start if `position` is 0, from where it stands if it is null. */
export class DescriptorReader implements ByteReader {
  readonly #fd: number;
  readonly #path: string;
  readonly #size: number | null;
  #at: number | null;

  constructor(fd: number, path: string, position: 0 | null) {
    const stat = builtin("node:fs").fstatSync(fd);
    this.#fd = fd;
    this.#path = path;
    this.#size = stat.isFile() && position !== null ? stat.size : null;
    this.#at = position;
  }

  readInto(target: Uint8Array): number {
    const fs = builtin("node:fs");
    let count = 0;
    try {
      while (count < target.length) {
        const read = fs.readSync(this.#fd, target, count, target.length - count, this.#at);
        if (read === 0) break;
        count += read;
        if (this.#at !== null) this.#at += read;
      }
    } catch (error) {
      throw fileError(error, this.#path);
    }
    return count;
  }

  read(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, this.readInto(bytes));
  }

  get remaining(): number | null {
    return this.#size === null || this.#at === null ? null : Math.max(0, this.#size - this.#at);
  }
}

/** Writes a file that is open, from where it stands. */
export class DescriptorWriter implements ByteSink {
  readonly #fd: number;
  readonly #path: string;
  /** Bytes so far. */
  written = 0;
  /** Only where the file is written from its first byte. */
  readonly patch?: (position: number, bytes: Uint8Array) => void;

  constructor(fd: number, path: string, fromStart = false) {
    this.#fd = fd;
    this.#path = path;
    if (fromStart) {
      this.patch = (position, bytes) => {
        builtin("node:fs").writeSync(fd, bytes, 0, bytes.length, position);
      };
    }
  }

  write(bytes: Uint8Array): void {
    const fs = builtin("node:fs");
    try {
      for (let at = 0; at < bytes.length; ) {
        const count = fs.writeSync(this.#fd, bytes, at, bytes.length - at);
        at += count;
        this.written += count;
      }
    } catch (error) {
      throw fileError(error, this.#path, "what was written before is in the file");
    }
  }
}

/** @throws FileError for a number that no open file can have */
export function openDescriptor(fd: number): number {
  if (Number.isInteger(fd) && fd >= 0 && fd < 2 ** 31) return fd;
  throw new FileError(`[Errno 9] Bad file descriptor: ${fd}`, "EBADF");
}

function descriptorOf(file: unknown): number | null {
  if (typeof file === "number") return openDescriptor(file);
  const { fd } = (typeof file === "object" && file !== null ? file : {}) as { fd?: unknown };
  return typeof fd === "number" ? openDescriptor(fd) : null;
}

/** What can be read: a path, an open file, bytes in memory, or a BytesIO. */
export type ReadableFile =
  | string
  | URL
  | OpenDescriptor
  | ArrayBuffer
  | ArrayBufferView
  | ByteReader;

/** Runs `use` on a reader of the file, and closes what was opened for it. */
export function withReader<Result>(
  file: ReadableFile,
  use: (reader: ByteReader, path: string) => Result,
): Result {
  if (typeof file === "string" || file instanceof URL) {
    const path = resolvePath(file);
    const fd = openOr(path, "r");
    try {
      return use(new DescriptorReader(fd, path, 0), path);
    } finally {
      builtin("node:fs").closeSync(fd);
    }
  }
  const fd = descriptorOf(file);
  if (fd !== null) return use(new DescriptorReader(fd, `(descriptor ${fd})`, null), "");
  if (file instanceof ArrayBuffer) return use(new BytesReader(new Uint8Array(file)), "");
  if (ArrayBuffer.isView(file)) {
    return use(new BytesReader(new Uint8Array(file.buffer, file.byteOffset, file.byteLength)), "");
  }
  if (typeof (file as Partial<ByteReader> | null)?.readInto === "function") {
    return use(file as ByteReader, "");
  }
  throw notAFile(file, "a path, a URL, an open file, bytes, or a BytesIO");
}

function notAFile(file: unknown, known: string): DTypeError {
  return new DTypeError(`expected ${known}, not ${file === null ? "null" : typeof file}`);
}

function openOr(path: string, flags: "r" | "wx" | number): number {
  try {
    return builtin("node:fs").openSync(path, flags, 0o666);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Bytes in memory, looked at in place. */
class BytesReader implements ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(length: number): Uint8Array {
    const piece = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += piece.length;
    return piece;
  }

  readInto(target: Uint8Array): number {
    const piece = this.read(target.length);
    target.set(piece);
    return piece.length;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }
}

/** The first bytes, and a reader that gives them again before the rest. */
export function peek(
  reader: ByteReader,
  length: number,
): { prefix: Uint8Array; whole: ByteReader } {
  const prefix = reader.read(length);
  let left = prefix;
  const whole: ByteReader = {
    read(wanted) {
      if (left.length === 0) return reader.read(wanted);
      const bytes = new Uint8Array(wanted);
      return bytes.subarray(0, whole.readInto(bytes));
    },
    readInto(target) {
      const again = left.subarray(0, target.length);
      target.set(again);
      left = left.subarray(again.length);
      return again.length + reader.readInto(target.subarray(again.length));
    },
    get isClaim() {
      return reader.isClaim === true;
    },
    get remaining() {
      return reader.remaining === null ? null : reader.remaining + left.length;
    },
  };
  return { prefix, whole };
}

/** All that a reader still has. */
export function allOf(reader: ByteReader): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let part = reader.read(1 << 20); part.length > 0; part = reader.read(1 << 20)) {
    parts.push(part);
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What can be written: a path, an open file, or an object with a write method. */
export type WritableFile = string | URL | OpenDescriptor | ByteSink;

/**
 * Runs `use` on a sink that writes the file, and closes what was opened for it. A path gets `extension`
 * if it lacks it; a file that is created is removed again when `use` fails.
 *
 * @param bytes how many there will be, if that is known: space is set aside.
 */
export function withSink(
  file: WritableFile,
  extension: string,
  use: (sink: ByteSink) => void,
  bytes = 0,
): void {
  if (typeof file === "string" || file instanceof URL) {
    const path = resolvePath(file);
    writePath(path.endsWith(extension) ? path : path + extension, use, bytes);
    return;
  }
  const fd = descriptorOf(file);
  if (fd !== null) {
    use(new DescriptorWriter(fd, `(descriptor ${fd})`));
    return;
  }
  const sink = file as Partial<ByteSink> | null;
  if (typeof sink?.write !== "function") {
    throw notAFile(file, "a path, a URL, an open file, or an object with a write method");
  }
  if ("writableHighWaterMark" in sink) {
    throw new DTypeError(
      "a stream keeps the bytes it is given and may write them when the array has changed: " +
        "write to a path, an open file, or a BytesIO",
    );
  }
  use(sink instanceof BytesIO ? sink.patchable() : (sink as ByteSink));
}

// a file that is there is overwritten in place and cut to length at the end: its blocks need not be found
// anew, and it stays whole when the space can't be had
function writePath(path: string, use: (sink: ByteSink) => void, bytes: number): void {
  const fs = builtin("node:fs");
  const before = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
  if (before !== undefined && isMapped(before)) {
    replaceFile(path, use);
    return;
  }
  const { O_WRONLY, O_CREAT } = fs.constants;
  const fd = openOr(path, O_WRONLY | O_CREAT);
  try {
    const regular = before === undefined || before.isFile();
    if (regular && bytes >= worthSettingAside) setSpaceAside(fd, bytes, path);
    const writer = new DescriptorWriter(fd, path, regular);
    try {
      use(writer);
    } finally {
      if (regular && writer.written > 0) fs.ftruncateSync(fd, writer.written);
    }
  } catch (error) {
    if (before === undefined) fs.unlinkSync(path);
    throw error;
  } finally {
    fs.closeSync(fd);
  }
}

// below, the call costs more than it saves, and the C library need not be bound
const worthSettingAside = 2 ** 20;

/**
 * Writes a new file and gives it the name. The old one is mapped by an array, which may be what is being
 * written: emptied under the map, its pages would be gone. So the array keeps the old file, nameless.
 */
function replaceFile(path: string, use: (sink: ByteSink) => void): void {
  const fs = builtin("node:fs");
  const target = fs.realpathSync(path);
  const fresh = `${target}.${process.pid}.tmp`;
  const fd = openOr(fresh, "wx");
  try {
    fs.fchmodSync(fd, fs.statSync(target).mode);
    use(new DescriptorWriter(fd, fresh, true));
    fs.renameSync(fresh, target);
  } catch (error) {
    fs.unlinkSync(fresh);
    throw codeOf(error) === undefined || error instanceof FileError
      ? error
      : fileError(error, path);
  } finally {
    fs.closeSync(fd);
  }
}

export type { FilePath };
