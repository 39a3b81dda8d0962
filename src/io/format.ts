// np.lib.format: NumPy's own names for the parts of the .npy format, each a thin word for what npy.ts and
// npy-header.ts do.

import { type DescrType, type DType, type DTypeLike, dtype as toDType } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import { options as checked } from "../core/options.js";
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

/** Reads the magic string; returns the format version. @throws ValueError where there is none. */
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

/** Reads a header of version 1.0, after its magic string: shape, order and dtype. */
export function read_array_header_1_0(
  fp: FormatSource,
  options?: { max_header_size?: number | undefined },
) {
  return readArrayHeader(fp, [1, 0], options);
}

/** Reads a header of version 2.0, after its magic string: shape, order and dtype. */
export function read_array_header_2_0(
  fp: FormatSource,
  options?: { max_header_size?: number | undefined },
) {
  return readArrayHeader(fp, [2, 0], options);
}

function writeArrayHeader(fp: WritableFile, d: HeaderData, version: NpyVersion): void {
  const { descr, fortran_order: fortranOrder, shape } = d;
  const header = formatHeader({ descr: descrText(descr), fortranOrder, shape }, version);
  withSink(fp, "", (sink) => sink.write(header.bytes));
}

/** Writes a header of version 1.0, magic string included. */
export function write_array_header_1_0(fp: WritableFile, d: HeaderData): void {
  writeArrayHeader(fp, d, [1, 0]);
}

/** Writes a header of version 2.0, magic string included. */
export function write_array_header_2_0(fp: WritableFile, d: HeaderData): void {
  writeArrayHeader(fp, d, [2, 0]);
}

/** What an array's header says. */
export function header_data_from_array_1_0(array: NDArray): HeaderData {
  const { c_contiguous, f_contiguous } = array.flags;
  return {
    descr: dtype_to_descr(array.dtype),
    fortran_order: f_contiguous && !c_contiguous,
    shape: array.shape,
  };
}

/** How a header describes a dtype: a string, or a list of fields. */
export function dtype_to_descr(dtype: DTypeLike): DescrType {
  const made: DType = toDType(dtype);
  return made.names === null ? made.str : made.descr;
}

/** The dtype that a header's description means; padding between fields is recognised. */
export function descr_to_dtype(descr: DescrType): DType {
  return dtypeOfDescr(parseLiteral(descrText(descr)).value);
}

/** Reads an array, header and data, from an open file or a BytesIO. */
export function read_array(fp: FormatSource, options?: ReadOptions): NDArray {
  const given = checked<ReadOptions>("read_array", options, ["allow_pickle", "max_header_size"]);
  return withReader(fp, (reader) => readArray(reader, given));
}

/** Writes an array, header and data, to an open file or an object with `write`. */
export function write_array(
  fp: WritableFile,
  array: NDArray,
  options?: { version?: NpyVersion | null | undefined; allow_pickle?: boolean | undefined },
): void {
  const given = checked<NonNullable<typeof options>>("write_array", options, [
    "version",
    "allow_pickle",
  ]);
  const header = headerOf(array, given.version ?? null);
  withSink(fp, "", (sink) => writeArray(sink, array, header));
}

/** Whether something is an open file. */
export function isfileobj(file: unknown): boolean {
  return typeof file === "number" || typeof (file as { fd?: unknown } | null)?.fd === "number";
}

/** `np.lib.format`. */
export const format = {
  ARRAY_ALIGN,
  BUFFER_SIZE: 2 ** 18,
  EXPECTED_KEYS: new Set(["descr", "fortran_order", "shape"]),
  GROWTH_AXIS_MAX_DIGITS,
  MAGIC_LEN,
  MAGIC_PREFIX: Uint8Array.from(MAGIC_PREFIX),
  descr_to_dtype,
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
