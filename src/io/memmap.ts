// np.memmap: arrays whose memory is a file, mapped by the kernel. How files are mapped and closed is
// memory/mapping.ts's; here a map gets a shape and a dtype, by NumPy's rules.

import { type DType, type DTypeLike, readDType } from "../core/dtype.js";
import { contiguousStrides, sizeOf } from "../core/layout.js";
import { type Base, NDArray } from "../core/ndarray.js";
import { options as checked } from "../core/options.js";
import { pyRepr, pyTuple } from "../core/py-repr.js";
import { pythonIndex, pythonList, pythonRepr, pythonType } from "../core/python-values.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import { builtin } from "../memory/builtin.js";
import { DTypeError, OverflowError, ValueError, ZeroDivisionError } from "../memory/errors.js";
import { type FilePath, fileError, type MapMode, resolvePath } from "../memory/files.js";
import { libc } from "../memory/libc.js";
import { type MappedStorage, mapFile } from "../memory/mapping.js";
import { type OpenDescriptor, openDescriptor } from "./byte-streams.js";

/** NumPy's names for the modes of a memory map. */
export type MemmapMode = MapMode | "readonly" | "copyonwrite" | "readwrite" | "write";

const modes: Readonly<Record<MemmapMode, MapMode>> = {
  r: "r",
  c: "c",
  "r+": "r+",
  "w+": "w+",
  readonly: "r",
  copyonwrite: "c",
  readwrite: "r+",
  write: "w+",
};

/** The mode behind one of NumPy's names. @throws ValueError for any other. */
export function mapModeOf(mode: unknown): MapMode {
  const known = Object.keys(modes);
  if (typeof mode !== "string" || !known.includes(mode)) {
    throw new ValueError(
      `mode must be one of [${known.map(pyRepr).join(", ")}] (got ${pythonRepr(mode)})`,
    );
  }
  return modes[mode as MemmapMode];
}

/**
 * The mode that a .npy file is mapped in: NumPy opens the file by it, so that only one of those that write will do.
 *
 * @throws ValueError, TypeError for any other
 */
export function npyModeOf(mode: unknown): MapMode {
  if (typeof mode !== "string") {
    throw new DTypeError(`argument of type '${pythonType(mode)}' is not iterable (mode)`);
  }
  if (mode.includes("w") && mode !== "w+") {
    throw new ValueError(`invalid mode: '${mode}b' (a new file is made with 'w+')`);
  }
  return mapModeOf(mode);
}

/**
 * An array over a mapped file, and every view of one. Made by `np.memmap`.
 *
 * @example
 * ```ts
 * const m = np.memmap("numbers.dat", { dtype: "int32", mode: "w+", shape: [3] });
 * m.set(":", [1, 2, 3]);
 * m.at("1:") instanceof np.Memmap; // => true
 * m.close();
 * ```
 */
export class Memmap<D extends DTypeKey = DTypeKey> extends NDArray<D> {
  readonly #map: MappedStorage;
  readonly #offset: number;

  /** @internal */
  constructor(
    map: MappedStorage,
    offset: number,
    byteOffset: number,
    shape: readonly number[],
    strides: readonly number[],
    dtype: DType<D>,
    base: Base,
    writeable: boolean,
  ) {
    super(map, byteOffset, shape, strides, dtype, base, writeable);
    this.#map = map;
    this.#offset = offset;
  }

  /** Byte of the file at which the mapped array (not this view of it) starts. */
  get offset(): number {
    return this.#offset;
  }

  /** @internal Views of a memory map are memory maps. */
  makeView<E extends DTypeKey>(
    byteOffset: number,
    shape: readonly number[],
    strides: readonly number[],
    dtype: DType<E>,
    base: Base,
    writeable: boolean,
  ): Memmap<E> {
    return new Memmap(this.#map, this.#offset, byteOffset, shape, strides, dtype, base, writeable);
  }

  /** @internal What its repr calls it. */
  get reprName(): string {
    return "memmap";
  }

  /** Absolute path of the file; null if it was given as a descriptor. */
  get filename(): string | null {
    return this.#map.path;
  }

  /** How the file was opened: `r`, `r+`, `w+` or `c`. */
  get mode(): MapMode {
    return this.#map.mode;
  }

  /**
   * Writes changes to the disk and waits until they are there. (Other processes see them before.)
   *
   * @throws DisposedError after `close`; FileError when the disk can't be written, or the file was
   * truncated.
   * @example
   * ```ts
   * const m = np.memmap("flushed.dat", { dtype: "uint8", mode: "w+", shape: [2] });
   * m.set(0, 7);
   * m.flush();
   * np.memmap("flushed.dat", { mode: "r" }); // => [7 0]
   * ```
   */
  flush(): void {
    this.#map.flush();
  }

  /**
   * Flushes and closes the file: this array and every view of it throw from then on. A second call does
   * nothing. Raw typed arrays that were taken from the map read zeros.
   *
   * @throws FileError when the changes can't be written
   * @example
   * ```ts
   * const m = np.memmap("closed.dat", { dtype: "uint8", mode: "w+", shape: [2] });
   * m.close();
   * m.at(0); // => DisposedError
   * ```
   */
  close(): void {
    this.#map.close();
  }

  /**
   * Closes the map; on a view, gives up the view.
   *
   * @throws FileError when the changes can't be written
   * @example
   * ```ts
   * const m = np.memmap("disposed.dat", { dtype: "uint8", mode: "w+", shape: [2] });
   * m.at(":").dispose();
   * m.item(0); // => 0
   * m.dispose();
   * ```
   */
  override dispose(): void {
    if (this.base instanceof NDArray) super.dispose();
    else this.close();
  }
}

/** How a file is mapped. */
export interface MemmapOptions<S extends DTypeLike = DTypeLike> {
  /** The elements' dtype; uint8 without it. */
  readonly dtype?: S | undefined;
  /** `r` read-only, `r+` (default) read and write, `w+` create or empty first, `c` changes stay in memory. */
  readonly mode?: MemmapMode | undefined;
  /** Byte of the file at which the array starts; any. 0 by default. */
  readonly offset?: number | undefined;
  /** Without it, all that the file has, in one axis. */
  readonly shape?: number | readonly number[] | undefined;
  /** Order of the elements in the file: `C` (default) or `F`; `A` and `K` are `C`. */
  readonly order?: "C" | "F" | "A" | "K" | undefined;
}

/**
 * An array over a file, mapped into memory by the kernel: nothing is read until it is touched, what is
 * changed is changed in the file, and the array may be larger than memory.
 *
 * The result and its views have `filename`, `offset`, `mode`, `flush()` and, beyond NumPy, `close()` and
 * `using`. Modes `r+` and `w+` make the file longer where the shape needs it, and reserve the disk space.
 *
 * @param filename a path, a URL, the bytes of a path, or an open file.
 * @throws FileError when the file can't be opened or the disk is full.
 * @throws ValueError when file, shape and dtype do not fit each other.
 * @throws DependencyError where the optional package koffi is not installed.
 *
 * @example
 * ```ts
 * const file = "data.bin";
 * const made = np.memmap(file, { dtype: "float32", mode: "w+", shape: [3, 4] });
 * made.set([0, ":"], 5);
 * made.close();
 * const again = np.memmap(file, { dtype: "float32", mode: "r", offset: 8, shape: [4] });
 * again; // => [5. 5. 0. 0.]
 * again.flags.writeable; // => false
 * again.close();
 * again.item(0); // => DisposedError
 * ```
 */
export function memmap<const S extends DTypeLike = "uint8">(
  filename: FilePath | OpenDescriptor,
  options?: MemmapOptions<S>,
): Memmap<ResolveDType<S>> {
  const known = ["dtype", "mode", "offset", "shape", "order"] as const;
  const given = checked<MemmapOptions<S>>("memmap", options, known);
  const mode = mapModeOf(given.mode === undefined ? "r+" : given.mode);
  const { offset = 0 } = given;
  const order = given.order ?? "C";
  if (mode === "w+" && (given.shape === undefined || given.shape === null)) {
    throw new ValueError("shape must be given if mode == 'w+'");
  }
  if (!Number.isSafeInteger(offset)) {
    throw new DTypeError(`offset must be an integer (got ${String(offset)})`);
  }
  const dtype = readDType(
    given.dtype === undefined ? "uint8" : (given.dtype ?? "float64"),
  ) as DType<ResolveDType<S>>;
  const file =
    typeof filename === "object" && filename !== null && "fd" in filename ? filename.fd : filename;
  if (mode !== "w+") sizeOfFile(file, mode); // a file that is missing is told of first
  const shape = shapeOf(given.shape, file, offset, dtype, mode);
  refuseNegativeOffset(offset);
  const length = lengthOf(file, shape, offset, dtype, mode);
  if (typeof order !== "string") {
    throw new DTypeError(`order must be str, not ${pythonType(order)}`);
  }
  if (!["C", "F", "A", "K"].includes(order)) {
    // the file is mapped by then
    const grows = mode === "r+" || mode === "w+";
    if (!grows && offset + length > sizeOfFile(file, mode)) {
      throw new ValueError("mmap length is greater than file size");
    }
    throw new ValueError(`order must be one of 'C', 'F', 'A', or 'K' (got ${pyRepr(order)})`);
  }
  const map = mapFile(file, { mode, offset, byteLength: length });
  return arrayOver(map, map.byteOffset, offset, shape, dtype, order === "F" ? "F" : "C");
}

// in NumPy memmap is the class: `m instanceof np.memmap`, and its members can be found on its prototype
memmap.prototype = Memmap.prototype;

/** The array that owns a map: its base is the map, as NumPy's is. */
export function arrayOver<D extends DTypeKey>(
  map: MappedStorage,
  byteOffset: number,
  offset: number,
  shape: readonly number[],
  dtype: DType<D>,
  order: "C" | "F",
): Memmap<D> {
  const { base, shape: inner } = dtype.subdtype ?? { base: dtype, shape: [] };
  // elements that are arrays become axes
  const outer = contiguousStrides(shape, dtype.itemsize, order);
  const strides = [...outer, ...contiguousStrides(inner, base.itemsize, "C")];
  const lengths = [...shape, ...inner];
  const element = base as DType<D>;
  return new Memmap(map, offset, byteOffset, lengths, strides, element, map, map.writable);
}

function shapeOf(
  given: number | readonly number[] | undefined,
  file: FilePath | number,
  offset: number,
  dtype: DType,
  mode: MapMode,
): readonly number[] {
  if (given !== undefined && given !== null) {
    const shape = lengthsOf(given);
    refuseNegativeOffset(offset);
    refuseNegative(shape, file, offset, dtype, mode);
    sizeOf(shape, dtype.itemsize); // refuses what is no shape
    return shape;
  }
  const bytes = sizeOfFile(file, mode) - offset;
  if (dtype.itemsize === 0) {
    throw new ZeroDivisionError("integer modulo by zero: elements of no bytes can't be counted");
  }
  if (bytes % dtype.itemsize !== 0) {
    throw new ValueError(
      "Size of available data is not a multiple of the data-type size.: " +
        `${bytes} bytes from offset ${offset}, ${dtype.itemsize} for each ${dtype.name}`,
    );
  }
  if (bytes < 0) {
    if (bytes + offset === 0 && (mode === "r" || mode === "c")) {
      throw new ValueError("cannot mmap an empty file");
    }
    refuseNegativeLength(bytes + offset, offset);
    throw new ValueError(
      "negative dimensions are not allowed (mmap offset is greater than file size: " +
        `offset ${offset}, and the file has ${bytes + offset} bytes)`,
    );
  }
  return [bytes / dtype.itemsize];
}

/** A shape as a list of lengths; an integer is one of them. */
export function lengthsOf(given: unknown): number[] {
  const isOne =
    typeof given === "number" || typeof given === "bigint" || typeof given === "boolean";
  if (isOne || (given instanceof NDArray && given.ndim === 0)) return [pythonIndex(given, "shape")];
  return pythonList(given, "shape") as number[];
}

function refuseNegativeOffset(offset: number): void {
  if (offset < 0) throw new OverflowError(`memory mapped offset must be positive (got ${offset})`);
}

/** NumPy leaves a negative shape to the system call, which sees what is left of it. */
function refuseNegative(
  shape: readonly number[],
  file: FilePath | number,
  offset: number,
  dtype: DType,
  mode: MapMode,
): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (!(size < 0)) return;
  const end = offset + size * dtype.itemsize;
  const grows = mode === "r+" || mode === "w+";
  refuseNegativeLength(grows ? Math.max(1, end) : end, offset);
  if (!grows && end > sizeOfFile(file, mode)) {
    throw new ValueError(`mmap length is greater than file size (shape ${pyTuple(shape)})`);
  }
}

/** A map begins at a page's start: from there its length is counted. */
function refuseNegativeLength(end: number, offset: number): void {
  const start = offset - (offset % libc().pageSize);
  if (end < start) {
    throw new OverflowError(
      `memory mapped length must be positive (it would end at byte ${end}, before its start at ${offset})`,
    );
  }
}

function sizeOfFile(file: FilePath | number, mode: MapMode): number {
  const fs = builtin("node:fs");
  if (typeof file === "number") return fs.fstatSync(openDescriptor(file)).size;
  const path = resolvePath(file);
  try {
    return fs.statSync(path).size;
  } catch (error) {
    throw fileError(error, path, `mode '${mode}' needs a file that exists; mode 'w+' creates one`);
  }
}

function lengthOf(
  file: FilePath | number,
  shape: readonly number[],
  offset: number,
  dtype: DType,
  mode: MapMode,
): number {
  const bytes = sizeOf(shape, dtype.itemsize) * dtype.itemsize;
  if (bytes > 0) return bytes;
  // NumPy can't map an empty file: it makes it one byte long where it may, and refuses where it may not
  if (mode === "r+" || mode === "w+") return offset === 0 ? 1 : 0;
  if (sizeOfFile(file, mode) === 0) throw new ValueError("cannot mmap an empty file");
  return 0;
}
