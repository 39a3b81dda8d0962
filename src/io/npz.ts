// Several arrays in one .npz file: a zip archive of .npy files. The container is zip-reader.ts's and zip-writer.ts's, what is in an
// entry npy.ts's.

import { asArray } from "../array/convert.js";
import type { NDArray } from "../core/ndarray.js";
import { isOptions } from "../core/options.js";
import { pyRepr } from "../core/py-repr.js";
import { truthFlag } from "../core/python-values.js";
import { builtin } from "../memory/builtin.js";
import { DisposedError, ValueError } from "../memory/errors.js";
import { fileError, resolvePath } from "../memory/files.js";
import {
  allOf,
  type ByteReader,
  type ByteSink,
  peek,
  type WritableFile,
  withSink,
} from "./byte-streams.js";
import { headerOf, type ReadOptions, readArray, writeArray } from "./npy.js";
import { isNpy, MAGIC_PREFIX, MAX_HEADER_SIZE } from "./npy-header.js";
import type { RandomAccess, ZipEntry } from "./zip-format.js";
import { readDirectory, readEntryContents } from "./zip-reader.js";
import { ZipWriter } from "./zip-writer.js";

/**
 * The zip archive behind a `.npz` file: what is in it, not unpacked. Made by `NpzFile.zip`.
 *
 * @example
 * ```ts
 * np.savez("two.npz", { a: [1], b: [2] });
 * np.load("two.npz").zip?.namelist(); // => a.npy,b.npy
 * ```
 */
export class NpzArchive {
  readonly #entries: readonly ZipEntry[];

  /** @internal */
  constructor(entries: readonly ZipEntry[]) {
    this.#entries = entries;
  }

  /**
   * Names of the members, in the order of the file.
   *
   * @throws nothing
   * @example
   * ```ts
   * np.savez("names.npz", { a: [1] });
   * np.load("names.npz").zip?.namelist(); // => a.npy
   * ```
   */
  namelist(): string[] {
    return this.#entries.map(({ name }) => name);
  }

  /**
   * Names, checksums and sizes of the members.
   *
   * @returns a JavaScript array of facts, one for each member; no view or copy of memory
   * @throws nothing
   * @example
   * ```ts
   * np.savez("facts.npz", { a: [1] });
   * np.load("facts.npz").zip?.infolist()[0]?.file_size; // => 136
   * ```
   */
  infolist(): readonly {
    readonly filename: string;
    readonly CRC: number;
    readonly compress_type: number;
    readonly compress_size: number;
    readonly file_size: number;
    readonly header_offset: number;
  }[] {
    return this.#entries.map((entry) => ({
      filename: entry.name,
      CRC: entry.crc,
      compress_type: entry.method,
      compress_size: entry.compressedSize,
      file_size: entry.size,
      header_offset: entry.headerOffset,
    }));
  }
}

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
 * both.get("z", null); // => null
 * const { y } = both.f;
 * y; // => [1.5]
 * both.close();
 * both.get("x"); // => DisposedError
 * ```
 */
export class NpzFile implements Iterable<string> {
  readonly #entries: readonly ZipEntry[];
  readonly #files: readonly string[];
  readonly #byName: ReadonlyMap<string, ZipEntry>;
  readonly #options: LoadingOptions;
  #archive: OpenArchive | null;
  readonly #arrays: Readonly<Record<string, NDArray>>;

  /** @internal */
  constructor(archive: OpenArchive, options: LoadingOptions) {
    if (typeof (archive as Partial<OpenArchive> | null | undefined)?.close !== "function") {
      throw new TypeError("an NpzFile is made by np.load, of a path, bytes or an open file");
    }
    this.#archive = archive;
    this.#options = options;
    try {
      this.#entries = readDirectory(archive);
    } catch (error) {
      archive.close();
      throw error;
    }
    const byName = new Map(this.#entries.map((entry) => [keyOf(entry.name), entry]));
    this.#files = [...byName.keys()];
    for (const entry of this.#entries) byName.set(entry.name, entry);
    this.#byName = byName;
    this.#arrays = new Proxy(Object.create(null) as Record<string, NDArray>, {
      get: (_, key) => (typeof key === "string" ? this.get(key) : undefined),
      has: (_, key) => typeof key === "string" && this.has(key),
      ownKeys: () => [...this.#files],
      getOwnPropertyDescriptor: (_, key) =>
        typeof key === "string" && this.has(key)
          ? { enumerable: true, configurable: true, value: this.get(key) }
          : undefined,
    });
  }

  /** Names of the arrays, in the order of the file. */
  get files(): readonly string[] {
    return this.#files;
  }

  /** The arrays as properties, read when they are asked for. */
  get f(): Readonly<Record<string, NDArray>> {
    return this.#arrays;
  }

  /** Descriptor of the open file; null if the bytes are in memory, and once closed. */
  get fid(): number | null {
    return this.#archive?.fd ?? null;
  }

  /** The zip archive: what its members are; null once closed. */
  get zip(): NpzArchive | null {
    return this.#archive === null ? null : new NpzArchive(this.#entries);
  }

  /** Whether `np.load` was told to trust the file's headers. */
  get allow_pickle(): boolean {
    return truthFlag(this.#options.allow_pickle);
  }

  /** Longest header that is read. */
  get max_header_size(): number {
    return this.#options.max_header_size ?? MAX_HEADER_SIZE;
  }

  /** NumPy's options for pickles, which strided can't read. */
  get pickle_kwargs(): { readonly encoding: string; readonly fix_imports: boolean } {
    const { encoding = "ASCII", fix_imports = true } = this.#options;
    return { encoding, fix_imports };
  }

  /** Number of arrays. */
  get length(): number {
    return this.#files.length;
  }

  /**
   * Whether there is an array of this name, with or without `.npy`.
   *
   * @example
   * ```ts
   * np.savez("has.npz", { a: [1] });
   * np.load("has.npz").has("a"); // => true
   * ```
   */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * Reads an array; each call reads it anew. Of a member that is no .npy file: its bytes. Where there is none of
   * this name: `fallback`, if that is given.
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
  get(name: string): NDArray;
  get<Fallback>(name: string, fallback: Fallback): NDArray | Fallback;
  get(name: string, ...fallback: readonly unknown[]): unknown {
    const entry = this.#byName.get(name);
    if (entry === undefined) {
      if (fallback.length > 0) return fallback[0];
      throw new ValueError(
        `${name} is not a file in the archive; it has ${this.files.join(", ") || "none"}`,
      );
    }
    if (this.#archive === null) {
      throw new DisposedError("the .npz file was closed; load it again");
    }
    const { prefix, whole } = peek(readEntryContents(this.#archive, entry), MAGIC_PREFIX.length);
    if (isNpy(prefix)) return readArray(whole, this.#options);
    return allOf(whole);
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
    const name = this.#archive?.path ?? "object";
    return `NpzFile ${pyRepr(name)} with keys: ${names}${this.files.length > 5 ? "..." : ""}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** What `np.load` was told. */
interface LoadingOptions extends ReadOptions {
  readonly encoding?: string | undefined;
  readonly fix_imports?: boolean | undefined;
}

function keyOf(name: string): string {
  return name.endsWith(".npy") ? name.slice(0, -4) : name;
}

/** An archive that can be closed. */
export interface OpenArchive extends RandomAccess {
  /** The open file and its path; null for bytes in memory. */
  readonly fd: number | null;
  readonly path: string | null;
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
    fd,
    path,
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
  const bytes = allOf(reader);
  return {
    fd: null,
    path: null,
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
 * @throws FileError when the file can't be written, ValueError for a name that is given twice.
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
