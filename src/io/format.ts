// np.lib.format: NumPy's own names for the parts of the .npy format, each a thin word for what npy.ts and
// npy-header.ts do.

import { type DescrType, type DType, type DTypeLike, dtype as toDType } from "../core/dtype.js";
import { NDArray } from "../core/ndarray.js";
import { options as checked, isOptions } from "../core/options.js";
import { pythonType, shown } from "../core/python-values.js";
import { DTypeError, ValueError } from "../memory/errors.js";
import {
  type ByteReader,
  type OpenDescriptor,
  type WritableFile,
  withReader,
  withSink,
} from "./byte-streams.js";
import { open_memmap } from "./load-save.js";
import { factsOf, headerLimit, headerOf, type ReadOptions, readArray, writeArray } from "./npy.js";
import { descrText, dtypeOfDescr } from "./npy-descr.js";
import {
  ARRAY_ALIGN,
  formatHeader,
  GROWTH_AXIS_MAX_DIGITS,
  MAGIC_LEN,
  MAGIC_PREFIX,
  magic,
  type NpyVersion,
  readHeaderAfterMagic,
  readMagic,
} from "./npy-header.js";
import { parseLiteral } from "./python-literal.js";

/** An open file or a BytesIO, read on from where it stands. */
export type FormatSource = OpenDescriptor | ByteReader;

/** A header as NumPy hands it around. */
export interface HeaderData {
  readonly descr: DescrType;
  readonly fortran_order: boolean;
  readonly shape: readonly number[];
}

/**
 * Reads the magic string; returns the format version.
 *
 * @returns two numbers
 * @throws ValueError where there is none.
 * @example
 * ```ts
 * np.save("magic.npy", [1, 2]);
 * const { openSync, closeSync } = process.getBuiltinModule("node:fs");
 * const file = openSync("magic.npy", "r");
 * np.lib.format.read_magic(file); // => 1,0
 * closeSync(file);
 * ```
 */
export function read_magic(fp: FormatSource): NpyVersion {
  return withReader(fp, readMagic);
}

function readArrayHeader(
  fp: FormatSource,
  version: NpyVersion,
  given: ReadOptions | undefined,
): readonly [shape: readonly number[], fortran_order: boolean, dtype: DType] {
  const limit = headerLimit(checked<ReadOptions>("read_array_header", given, ["max_header_size"]));
  const header = withReader(fp, (reader) => readHeaderAfterMagic(reader, version, limit));
  const { shape, fortranOrder, dtype } = factsOf(header, "Python objects in dtype");
  return [shape, fortranOrder, dtype];
}

/**
 * Reads a header of version 1.0, after its magic string: shape, order and dtype.
 *
 * @returns the shape, whether the order is Fortran's, and the dtype
 * @throws ValueError for a header that is damaged or too long
 * @example
 * ```ts
 * const { openSync, closeSync } = process.getBuiltinModule("node:fs");
 * np.save("header.npy", np.zeros([2, 3]));
 * const file = openSync("header.npy", "r");
 * np.lib.format.read_magic(file);
 * np.lib.format.read_array_header_1_0(file); // => 2,3,false,float64
 * closeSync(file);
 * ```
 */
export function read_array_header_1_0(
  fp: FormatSource,
  options?: { max_header_size?: number | undefined },
) {
  return readArrayHeader(fp, [1, 0], options);
}

/**
 * Reads a header of version 2.0, after its magic string: shape, order and dtype.
 *
 * @returns the shape, whether the order is Fortran's, and the dtype
 * @throws ValueError for a header that is damaged or too long
 * @example
 * ```ts
 * const file = new np.lib.npyio.BytesIO();
 * np.lib.format.write_array_header_2_0(file, { descr: "<f8", fortran_order: false, shape: [2, 3] });
 * file.seek(0);
 * np.lib.format.read_magic(file); // => 2,0
 * np.lib.format.read_array_header_2_0(file); // => 2,3,false,float64
 * ```
 */
export function read_array_header_2_0(
  fp: FormatSource,
  options?: { max_header_size?: number | undefined },
) {
  return readArrayHeader(fp, [2, 0], options);
}

/** @throws TypeError for anything but an array */
function checkArray(array: unknown): void {
  if (array instanceof NDArray) return;
  throw new TypeError(
    `'${pythonType(array)}' object has no attribute 'flags' (an array is needed)`,
  );
}

function writeArrayHeader(fp: WritableFile, d: HeaderData, version: NpyVersion): void {
  if (!isOptions(d)) {
    throw new TypeError(
      `the header data must be an object { descr, fortran_order, shape } (got ${shown(d)})`,
    );
  }
  const { descr, fortran_order: fortranOrder, shape } = d;
  const header = formatHeader({ descr: descrText(descr), fortranOrder, shape }, version);
  withSink(fp, "", (sink) => sink.write(header.bytes));
}

/**
 * Writes a header of version 1.0, magic string included.
 *
 * @throws ValueError for a header that is too long for version 1.0, FileError when the file can't
 * be written
 * @example
 * ```ts
 * const file = new np.lib.npyio.BytesIO();
 * np.lib.format.write_array_header_1_0(file, { descr: "<f8", fortran_order: false, shape: [3] });
 * file.tell(); // => 128
 * ```
 */
export function write_array_header_1_0(fp: WritableFile, d: HeaderData): void {
  writeArrayHeader(fp, d, [1, 0]);
}

/**
 * Writes a header of version 2.0, magic string included.
 *
 * @throws ValueError for a header that is too long, FileError when the file can't be written
 * @example
 * ```ts
 * const file = new np.lib.npyio.BytesIO();
 * np.lib.format.write_array_header_2_0(file, { descr: "<f8", fortran_order: false, shape: [3] });
 * file.tell(); // => 128
 * ```
 */
export function write_array_header_2_0(fp: WritableFile, d: HeaderData): void {
  writeArrayHeader(fp, d, [2, 0]);
}

/**
 * What an array's header says.
 *
 * @returns the dtype's description, whether the order is Fortran's, and the shape
 * @throws TypeError for what is no array
 * @example
 * ```ts
 * np.lib.format.header_data_from_array_1_0(np.zeros([2, 3], "f4")).descr; // => <f4
 * ```
 */
export function header_data_from_array_1_0(array: NDArray): HeaderData {
  checkArray(array);
  const { c_contiguous, f_contiguous } = array.flags;
  return {
    shape: array.shape,
    fortran_order: f_contiguous && !c_contiguous,
    descr: dtype_to_descr(array.dtype),
  };
}

/**
 * How a header describes a dtype: a string, or a list of fields.
 *
 * @returns a string, or a list of fields
 * @throws DTypeError for what is no dtype
 * @example
 * ```ts
 * np.lib.format.dtype_to_descr("float64"); // => <f8
 * ```
 */
export function dtype_to_descr(dtype: DTypeLike): DescrType {
  const made: DType = toDType(dtype);
  return made.names === null ? made.str : made.descr;
}

/**
 * The dtype that a header's description means; padding between fields is recognised.
 *
 * @throws ValueError for what describes no dtype
 * @example
 * ```ts
 * np.lib.format.descr_to_dtype("<f8"); // => float64
 * ```
 */
export function descr_to_dtype(descr: DescrType): DType {
  try {
    return dtypeOfDescr(parseLiteral(descrText(descr)).value);
  } catch (error) {
    // that it stands in a header is what a file is told of
    if (error instanceof ValueError && error.cause instanceof DTypeError) throw error.cause;
    throw error;
  }
}

/**
 * The dtype without metadata: strided's dtypes have none, so it is the dtype itself. Returns no array.
 *
 * @throws TypeError for what is no dtype
 * @example
 * ```ts
 * np.lib.format.drop_metadata("i4"); // => int32
 * ```
 */
export function drop_metadata(dtype: DTypeLike): DType {
  return toDType(dtype);
}

/**
 * Reads an array, header and data, from an open file or a BytesIO. A new array: a copy of the
 * file's bytes.
 *
 * @throws ValueError for a file that is damaged, cut short or holds Python objects, FileError when
 * it can't be read
 * @example
 * ```ts
 * const file = new np.lib.npyio.BytesIO();
 * np.lib.format.write_array(file, np.array([1, 2, 3]));
 * file.seek(0);
 * np.lib.format.read_array(file); // => [1 2 3]
 * ```
 */
export function read_array(fp: FormatSource, options?: ReadOptions): NDArray {
  const given = checked<ReadOptions>("read_array", options, ["allow_pickle", "max_header_size"]);
  return withReader(fp, (reader) => readArray(reader, given));
}

/**
 * Writes an array, header and data, to an open file or an object with `write`.
 *
 * @throws ValueError for a version there is not, FileError when the file can't be written
 * @example
 * ```ts
 * const file = new np.lib.npyio.BytesIO();
 * np.lib.format.write_array(file, np.array([1, 2, 3]));
 * file.tell(); // => 152
 * ```
 */
export function write_array(
  fp: WritableFile,
  array: NDArray,
  options?: { version?: NpyVersion | null | undefined; allow_pickle?: boolean | undefined },
): void {
  const given = checked<NonNullable<typeof options>>("write_array", options, [
    "version",
    "allow_pickle",
  ]);
  checkArray(array);
  const header = headerOf(array, given.version ?? null);
  withSink(fp, "", (sink) => writeArray(sink, array, header));
}

/**
 * Whether something is an open file.
 *
 * @example
 * ```ts
 * np.lib.format.isfileobj("a path"); // => false
 * ```
 */
export function isfileobj(file: unknown): boolean {
  return typeof file === "number" || typeof (file as { fd?: unknown } | null)?.fd === "number";
}

/** `np.lib.format`. */
export const format = {
  ARRAY_ALIGN,
  /**
   * Bytes that NumPy reads at once from a file that is none of the system's; here for NumPy's sake.
   */
  BUFFER_SIZE: 2 ** 18,
  /** The keys of a .npy header. */
  EXPECTED_KEYS: new Set(["descr", "fortran_order", "shape"]),
  GROWTH_AXIS_MAX_DIGITS,
  MAGIC_LEN,
  /** The bytes that every .npy file begins with. */
  MAGIC_PREFIX: Uint8Array.from(MAGIC_PREFIX),
  descr_to_dtype,
  drop_metadata,
  dtype_to_descr,
  header_data_from_array_1_0,
  isfileobj,
  magic,
  open_memmap,
  read_array,
  read_array_header_1_0,
  read_array_header_2_0,
  read_magic,
  write_array,
  write_array_header_1_0,
  write_array_header_2_0,
} as const;
