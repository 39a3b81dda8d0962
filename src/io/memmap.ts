// np.memmap: arrays whose memory is a file, mapped by the kernel. How files are mapped and closed is
// memory/mapping.ts's; here a map gets a shape and a dtype, by NumPy's rules.

import { type DType, type DTypeLike, readDType } from "../core/dtype.js";
import { contiguousStrides, type OrderName } from "../core/layout.js";
import { type Base, NDArray } from "../core/ndarray.js";
import { options as checked } from "../core/options.js";
import { readOrder } from "../core/order.js";
import { pyRepr } from "../core/py-repr.js";
import { pythonRepr, pythonType } from "../core/python-values.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import { DTypeError, ValueError } from "../memory/errors.js";
import type { FilePath, MapMode } from "../memory/files.js";
import { type MappedStorage, mapFile } from "../memory/mapping.js";
import type { OpenDescriptor } from "./byte-streams.js";
import { mapExtent } from "./map-extent.js";

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
  const request = { shape: given.shape, file, offset, dtype, mode };
  let order: OrderName = "C";
  const { shape, from, byteLength } = mapExtent(request, () => {
    order = readOrder(given.order, "C");
  });
  const map = mapFile(file, { mode, offset: from, byteLength });
  return arrayOver(
    map,
    map.byteOffset,
    offset,
    shape,
    dtype,
    (order as OrderName) === "F" ? "F" : "C",
  );
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
