// Several arrays in one .npz file: a zip archive of .npy files. The container is zip-reader.ts's and zip-writer.ts's, what is in an
// entry npy.ts's.

import { asArray } from "../array/convert.js";
import type { NDArray } from "../core/ndarray.js";
import { isOptions } from "../core/options.js";
import { builtin } from "../memory/builtin.js";
import { DisposedError, ValueError } from "../memory/errors.js";
import { fileError, resolvePath } from "../memory/files.js";
import { type ByteReader, type ByteSink, type WritableFile, withSink } from "./byte-streams.js";
import { headerOf, type ReadOptions, readArray, writeArray } from "./npy.js";
import type { RandomAccess, ZipEntry } from "./zip-format.js";
import { readDirectory, readEntryContents } from "./zip-reader.js";
import { ZipWriter } from "./zip-writer.js";

/**
 * The arrays of a `.npz` file, each read when it is asked for. Made by `np.load`.
 *
 * A file that was opened by path stays open until `close()`, the end of a `using` block, or the object's end.
 *
 * @example
 * ```ts
 * np.savez("both", { x: np.array([0, 1, 2]), y: np.array([1.5]) });
 * const both = np.load("both.npz");
 * both.files; // => x,y
 * both.get("x"); // => [0 1 2]
 * const { y } = both.f;
 * y; // => [1.5]
 * both.close();
 * ```
 */
export class NpzFile implements Iterable<string> {
  /** Names of the arrays, in the order of the file. */
  readonly files: readonly string[];
  /** The arrays as properties, read when they are asked for. */
  readonly f: Readonly<Record<string, NDArray>>;
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  readonly #options: ReadOptions;
  #archive: OpenArchive | null;

  /** @internal */
  constructor(archive: OpenArchive, options: ReadOptions) {
    this.#archive = archive;
    this.#options = options;
    try {
      const entries = readDirectory(archive);
      this.#entries = new Map(entries.map((entry) => [keyOf(entry.name), entry]));
    } catch (error) {
      archive.close();
      throw error;
    }
    this.files = [...this.#entries.keys()];
    this.f = new Proxy(Object.create(null) as Record<string, NDArray>, {
      get: (_, key) => (typeof key === "string" ? this.get(key) : undefined),
      has: (_, key) => typeof key === "string" && this.has(key),
      ownKeys: () => [...this.files],
      getOwnPropertyDescriptor: (_, key) =>
        typeof key === "string" && this.has(key)
          ? { enumerable: true, configurable: true, value: this.get(key) }
          : undefined,
    });
  }

  /** Number of arrays. */
  get length(): number {
    return this.files.length;
  }

  /**
   * Whether there is an array of this name.
   *
   * @example
   * ```ts
   * np.savez("has.npz", { a: [1] });
   * np.load("has.npz").has("a"); // => true
   * ```
   */
  has(name: string): boolean {
    return this.#entries.has(keyOf(name));
  }

  /**
   * Reads an array; each call reads it anew.
   *
   * @returns a new array: a copy of what is in the file
   * @throws ValueError where there is no array of this name, or the file is damaged.
   * @throws DisposedError after `close`
   * @example
   * ```ts
   * np.savez("get.npz", { a: [1, 2] });
   * np.load("get.npz").get("a"); // => [1 2]
   * ```
   */
  get(name: string): NDArray {
    const entry = this.#entries.get(keyOf(name));
    if (entry === undefined) {
      throw new ValueError(
        `${name} is not a file in the archive; it has ${this.files.join(", ") || "none"}`,
      );
    }
    if (this.#archive === null) {
      throw new DisposedError("the .npz file was closed; load it again");
    }
    return readArray(readEntryContents(this.#archive, entry), this.#options);
  }

  /**
   * The names of the arrays.
   *
   * @example
   * ```ts
   * np.savez("keys.npz", { a: [1], b: [2] });
   * np.load("keys.npz").keys(); // => a,b
   * ```
   */
  keys(): readonly string[] {
    return this.files;
  }

  /**
   * The arrays, read one after the other.
   *
   * @returns a generator of new arrays: copies of what is in the file
   * @throws ValueError where the file is damaged, DisposedError after `close`
   * @example
   * ```ts
   * np.savez("values.npz", { a: [1], b: [2] });
   * [...np.load("values.npz").values()].map(String); // => [1],[2]
   * ```
   */
  *values(): Generator<NDArray> {
    for (const name of this.files) yield this.get(name);
  }

  /**
   * Names and arrays, read one after the other.
   *
   * @returns a generator of names and new arrays: copies of what is in the file
   * @throws ValueError where the file is damaged, DisposedError after `close`
   * @example
   * ```ts
   * np.savez("items.npz", { a: [1], b: [2] });
   * [...np.load("items.npz").items()].length; // => 2
   * ```
   */
  *items(): Generator<[name: string, array: NDArray]> {
    for (const name of this.files) yield [name, this.get(name)];
  }

  [Symbol.iterator](): Iterator<string> {
    return this.files[Symbol.iterator]();
  }

  /**
   * Closes the file. A second call does nothing.
   *
   * @throws nothing: reading after it is a DisposedError
   * @example
   * ```ts
   * np.savez("close.npz", { a: [1] });
   * const file = np.load("close.npz");
   * file.close();
   * file.get("a"); // => DisposedError
   * ```
   */
  close(): void {
    this.#archive?.close();
    this.#archive = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The names of the first five arrays, as NumPy writes them. */
  toString(): string {
    const names = this.files.slice(0, 5).join(", ");
    return `NpzFile with keys: ${names}${this.files.length > 5 ? "..." : ""}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function keyOf(name: string): string {
  return name.endsWith(".npy") ? name.slice(0, -4) : name;
}

/** An archive that can be closed. */
export interface OpenArchive extends RandomAccess {
  close(): void;
}

/** An archive in a file. */
export function archiveAt(path: string): OpenArchive {
  const fs = builtin("node:fs");
  let fd: number;
  try {
    fd = fs.openSync(resolvePath(path), "r");
  } catch (error) {
    throw fileError(error, path);
  }
  const archive: OpenArchive = {
    size: fs.fstatSync(fd).size,
    readAt(position, target) {
      let count = 0;
      while (count < target.length) {
        const read = fs.readSync(fd, target, count, target.length - count, position + count);
        if (read === 0) break;
        count += read;
      }
      return count;
    },
    close() {
      closeLater.unregister(archive);
      fs.closeSync(fd);
    },
  };
  closeLater.register(archive, fd, archive);
  return archive;
}

const closeLater = new FinalizationRegistry<number>((fd) => builtin("node:fs").closeSync(fd));

/** An archive whose bytes are all that a reader still has. */
export function archiveIn(reader: ByteReader): OpenArchive {
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
  return {
    size: bytes.length,
    readAt(position, target) {
      const piece = bytes.subarray(position, position + target.length);
      target.set(piece);
      return piece.length;
    },
    close() {},
  };
}

/**
 * Writes several arrays to one `.npz` file, uncompressed.
 *
 * @param file a path (`.npz` is added where it is missing), a URL, an open file, or an object with `write`.
 * @param args arrays, named `arr_0`, `arr_1` …; as the last one, an object of arrays by name.
 * @throws FileError when the file can't be written.
 *
 * @example
 * ```ts
 * np.savez("several", np.array([0, 1]), { total: np.array(3) });
 * const several = np.load("several.npz");
 * several.files; // => total,arr_0
 * several.close();
 * ```
 */
export function savez(file: WritableFile, ...args: readonly unknown[]): void {
  writeArchive(file, args, false);
}

/**
 * As `savez`, with the arrays compressed.
 *
 * @throws FileError when the file can't be written, ValueError for a name given twice
 * @example
 * ```ts
 * np.savez_compressed("packed.npz", { zeros: np.zeros(1000) });
 * np.load("packed.npz").get("zeros").shape; // => 1000
 * ```
 */
export function savez_compressed(file: WritableFile, ...args: readonly unknown[]): void {
  writeArchive(file, args, true);
}

function writeArchive(file: WritableFile, args: readonly unknown[], compress: boolean): void {
  const arrays = namedArrays(args);
  const ready = [...arrays].map(([name, value]) => {
    const array = asArray(value);
    array.live().check();
    return { name, array, header: headerOf(array) }; // before the file is touched
  });
  const stored = ready.reduce(
    (sum, { array, header }) => sum + header.bytes.length + array.nbytes,
    0,
  );
  const write = (sink: ByteSink) => {
    const zip = new ZipWriter(sink);
    for (const { name, array, header } of ready) {
      zip.add(`${name}.npy`, compress, (entry) => writeArray(entry, array, header));
    }
    zip.end();
  };
  withSink(file, ".npz", write, compress ? 0 : stored);
}

function namedArrays(args: readonly unknown[]): Map<string, unknown> {
  const last = args.at(-1);
  const named = isOptions(last) ? last : {};
  const positional = isOptions(last) ? args.slice(0, -1) : args;
  const arrays = new Map(Object.entries(named));
  if (typeof named["allow_pickle"] === "boolean") arrays.delete("allow_pickle");
  positional.forEach((value, i) => {
    const name = `arr_${i}`;
    if (arrays.has(name)) {
      throw new ValueError(`Cannot use un-named variables and keyword ${name}`);
    }
    arrays.set(name, value);
  });
  return arrays;
}
