// np.load, np.save and open_memmap: which kind of file it is, and options by NumPy's names. What files look
// like inside is npy.ts's, npz.ts's and memmap.ts's.

import { asArray } from "../array/convert.js";
import { type DType, type DTypeLike, readDType } from "../core/dtype.js";
import { sizeOf } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { options as checked } from "../core/options.js";
import { truthFlag } from "../core/python-values.js";
import type { ResolveDType } from "../core/types.js";
import { FileError, ValueError } from "../memory/errors.js";
import { type FilePath, resolvePath } from "../memory/files.js";
import { mapFile } from "../memory/mapping.js";
import {
  type ByteReader,
  peek,
  type ReadableFile,
  type WritableFile,
  withReader,
  withSink,
} from "./byte-streams.js";
import { lengthsOf } from "./map-extent.js";
import { arrayOver, type Memmap, type MemmapMode, memmap, npyModeOf } from "./memmap.js";
import {
  headerLimit,
  headerOf,
  type ReadOptions,
  readArray,
  readFacts,
  writeArray,
} from "./npy.js";
import { descrRepr } from "./npy-descr.js";
import { checkVersion, formatHeader, isNpy, MAGIC_PREFIX, type NpyVersion } from "./npy-header.js";
import { archiveAt, archiveIn, NpzFile } from "./npz.js";
import { warn } from "./warn.js";

/** What `np.save` takes beside the file and the array. */
export interface SaveOptions {
  /** Accepted for NumPy's sake: there are no arrays of objects here. True by default. */
  readonly allow_pickle?: boolean | undefined;
}

/**
 * Writes an array to a `.npy` file, which NumPy and many others read.
 *
 * The bytes go from the array's memory to the file; a non-contiguous array goes through a block of a few
 * MiB. A file that is mapped by this process is replaced rather than overwritten, so that the maps stay whole.
 *
 * @param file a path (`.npy` is added where it is missing), a URL, an open file, or an object with `write`.
 * @param arr an array, or what becomes one.
 * @throws FileError when the file can't be written.
 * @throws ValueError for records whose fields overlap or are out of order.
 *
 * @example
 * ```ts
 * np.save("a", np.array([[1, 2], [3, 4]]));
 * np.load("a.npy").at(1); // => [3 4]
 * ```
 */
export function save(file: WritableFile, arr: unknown, options?: SaveOptions): void {
  checked<SaveOptions>("save", options, ["allow_pickle"]);
  const array = asArray(arr);
  array.live().check();
  const header = headerOf(array); // before the file is touched
  const bytes = header.bytes.length + array.nbytes;
  withSink(file, ".npy", (sink) => writeArray(sink, array, header), bytes);
}

/** What `np.load` takes beside the file. */
export interface LoadOptions {
  /** Maps the file instead of reading it: `r`, `r+` or `c`. `null` (default) reads it. */
  readonly mmap_mode?: Exclude<MemmapMode, "w+" | "write"> | null | undefined;
  /** Lifts the limit on the header's size; pickles themselves can't be read. False by default. */
  readonly allow_pickle?: boolean | undefined;
  /** Accepted for NumPy's sake: it concerns pickles. True by default. */
  readonly fix_imports?: boolean | undefined;
  /** Accepted for NumPy's sake: it concerns pickles. `"ASCII"` by default. */
  readonly encoding?: "ASCII" | "latin1" | "bytes" | undefined;
  /** Longest header that is read; 10000 without it. */
  readonly max_header_size?: number | undefined;
}

const loadOptions = [
  "mmap_mode",
  "allow_pickle",
  "fix_imports",
  "encoding",
  "max_header_size",
] as const;

/**
 * Reads an array from a `.npy` file, straight into its memory, or maps the file with `mmap_mode`.
 *
 * Arrays in Fortran order stay in Fortran order, big-endian ones big-endian. A `.npz` file gives an
 * {@link NpzFile}, whose arrays are read when they are asked for (where the compiler can't see that
 * the path ends in `.npz`: `np.load<np.NpzFile>(path)`). A copy of the file's elements; with
 * `mmap_mode` a view of the file.
 *
 * @param file a path, a URL, an open file (read on from where it stands), bytes, or a BytesIO.
 * @throws FileError when the file can't be read, or is empty.
 * @throws ValueError when it is no .npy file, is cut short, or holds Python objects.
 * @example
 * ```ts
 * np.save("b.npy", np.array([[0, 1, 2], [3, 4, 5]]));
 * np.load("b.npy").shape; // => 2,3
 * const mapped = np.load("b.npy", { mmap_mode: "r" });
 * mapped.at(1, "1:"); // => [4 5]
 * mapped.close();
 * ```
 */
export function load(
  file: FilePath,
  options: LoadOptions & { readonly mmap_mode: NonNullable<LoadOptions["mmap_mode"]> },
): Memmap;
export function load(file: `${string}.npz`, options?: LoadOptions): NpzFile;
export function load<Loaded extends NDArray | NpzFile = NDArray>(
  file: ReadableFile,
  options?: LoadOptions,
): Loaded;
export function load(file: ReadableFile | FilePath, options?: LoadOptions): NDArray | NpzFile {
  const given = checked<LoadOptions>("load", options, loadOptions);
  const { mmap_mode } = given;
  if (given.encoding !== undefined && !["ASCII", "latin1", "bytes"].includes(given.encoding)) {
    throw new ValueError("encoding must be 'ASCII', 'latin1', or 'bytes'");
  }
  return withReader(file, (reader, path): NDArray | NpzFile => {
    const { prefix, whole } = peek(reader, MAGIC_PREFIX.length);
    if (prefix.length === 0) throw new FileError(`No data left in file: '${path}'`, "EOF");
    if (isZip(prefix)) return new NpzFile(path === "" ? archiveIn(whole) : archiveAt(path), given);
    if (!isNpy(prefix)) throw notNpy(path);
    if (!truthFlag(mmap_mode)) return readArray(whole, given);
    if (path === "") throw notAPath();
    // NumPy asks first whether pickles are allowed, which must be true or false
    truthFlag(given.allow_pickle);
    return openMapped(path, whole, mmap_mode, given);
  });
}

/** `PK\x03\x04`, or of an archive without entries `PK\x05\x06`. */
function isZip(prefix: Uint8Array): boolean {
  const [p, k, third, fourth] = prefix;
  return (
    p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6))
  );
}

function notNpy(path: string): ValueError {
  const name = path === "" ? "the file" : `'${path}'`;
  return new ValueError(
    "This file contains pickled (object) data. If you trust the file you can load it unsafely using the " +
      "`allow_pickle=` keyword argument or `pickle.load()`. " +
      `(Or it is of another kind: ${name} does not begin as .npy files do. strided can't read pickles.)`,
  );
}

function notAPath(): ValueError {
  return new ValueError(
    "Filename must be a string or a path-like object.  Memmap cannot use existing file handles.",
  );
}

/** What `open_memmap` takes beside the path. */
export interface OpenMemmapOptions<S extends DTypeLike = DTypeLike> {
  /** `r+` (default), `r`, `c`, or `w+` to create the file. */
  readonly mode?: MemmapMode | undefined;
  /** Of a new file; float64 without it. */
  readonly dtype?: S | undefined;
  /** Of a new file, which needs one. */
  readonly shape?: number | readonly number[] | undefined;
  /** Whether a new file has Fortran order. */
  readonly fortran_order?: boolean | undefined;
  /** Format version of a new file; the oldest that will do, without it. */
  readonly version?: NpyVersion | null | undefined;
  readonly max_header_size?: number | undefined;
}

/**
 * Maps a `.npy` file: one that exists, or with mode `w+` a new one of `shape` zeros.
 *
 * @returns a view of the file: a Memmap
 * @throws FileError, ValueError, DependencyError as `np.memmap`.
 * @example
 * ```ts
 * const { open_memmap } = np.lib.format;
 * const made = open_memmap("c.npy", { mode: "w+", dtype: "int16", shape: [2, 3] });
 * made.fill(7);
 * made.close();
 * np.load("c.npy").at(1); // => [7 7 7]
 * ```
 */
export function open_memmap<const S extends DTypeLike = "float64">(
  filename: FilePath,
  options?: OpenMemmapOptions<S>,
): Memmap<ResolveDType<S>> {
  const given = checked<OpenMemmapOptions<S>>("open_memmap", options, [
    "mode",
    "dtype",
    "shape",
    "fortran_order",
    "version",
    "max_header_size",
  ]);
  if (
    typeof filename === "number" ||
    (typeof filename === "object" && filename !== null && "fd" in filename)
  ) {
    throw notAPath();
  }
  const mode: unknown = given.mode === undefined ? "r+" : given.mode;
  const path = resolvePath(filename);
  if (typeof mode !== "string") npyModeOf(mode);
  else if (mode.includes("w")) return createMapped(path, mode, given);
  return withReader(path, (reader) => openMapped(path, reader, mode, given)) as never;
}

function openMapped(
  path: string,
  reader: ByteReader,
  modeName: unknown,
  given: ReadOptions,
): Memmap {
  // a mode that is none is told of when the header is known
  const isEarly = typeof modeName !== "string" || modeName.includes("w");
  if (isEarly && npyModeOf(modeName) === "w+") {
    throw new ValueError("mode 'w+' would empty the file that is to be loaded");
  }
  const objects = "Array can't be memory-mapped: Python objects in dtype.";
  const { shape, dtype, fortranOrder, dataOffset } = readFacts(reader, headerLimit(given), objects);
  const mode = npyModeOf(modeName);
  const wanted = sizeOf(shape, dtype.itemsize) * dtype.itemsize;
  if (reader.remaining !== null && reader.remaining < wanted) {
    throw new ValueError(
      `mmap length is greater than file size: '${path}' has ${reader.remaining} bytes of data, and its ` +
        `header promises ${wanted}; the file was not fully written`,
    );
  }
  return memmap(path, {
    dtype,
    mode,
    offset: dataOffset,
    shape,
    order: fortranOrder ? "F" : "C",
  }) as Memmap;
}

function createMapped<S extends DTypeLike>(
  path: string,
  mode: string,
  given: OpenMemmapOptions<S>,
): Memmap<ResolveDType<S>> {
  checkVersion(given.version ?? null);
  const dtype = readDType(given.dtype ?? "float64") as DType<ResolveDType<S>>;
  npyModeOf(mode);
  if (given.shape === undefined || given.shape === null) {
    throw new ValueError("shape must be given if mode == 'w+'");
  }
  const shape = lengthsOf(given.shape);
  const bytes = sizeOf(shape, dtype.itemsize) * dtype.itemsize;
  const fortranOrder = truthFlag(given.fortran_order);
  const header = formatHeader(
    { descr: descrRepr(dtype), fortranOrder, shape },
    given.version ?? null,
  );
  if (header.warning !== null) warn(header.warning);
  // header and data in one map: a full disk is noticed before the old file is given up
  const offset = header.bytes.length;
  const map = mapFile(path, { mode: "w+", byteLength: offset + bytes });
  new Uint8Array(map.buffer, map.byteOffset, offset).set(header.bytes);
  return arrayOver(map, map.byteOffset + offset, offset, shape, dtype, fortranOrder ? "F" : "C");
}
