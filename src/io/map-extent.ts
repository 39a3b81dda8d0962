// Which bytes of a file np.memmap maps for a shape, and what the system's call refuses of them, in NumPy's order. The
// file is opened, mapped and made an array elsewhere.

import type { DType } from "../core/dtype.js";
import { sizeOf } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { pythonIndex, pythonList } from "../core/python-values.js";
import { builtin } from "../memory/builtin.js";
import { OverflowError, ValueError, ZeroDivisionError } from "../memory/errors.js";
import { type FilePath, fileError, type MapMode, resolvePath } from "../memory/files.js";
import { libc } from "../memory/libc.js";
import { openDescriptor } from "./byte-streams.js";

/** A shape, and the bytes of the file that are mapped for it. */
export interface MapExtent {
  readonly shape: readonly number[];
  readonly from: number;
  readonly byteLength: number;
}

interface MapRequest {
  readonly shape: unknown;
  readonly file: FilePath | number;
  readonly offset: number;
  readonly dtype: DType;
  readonly mode: MapMode;
}

/**
 * What is mapped for a request.
 *
 * @param checkOrder looks at the order, which NumPy does once the file is mapped
 * @throws ValueError, OverflowError for what does not fit the file
 */
export function mapExtent(request: MapRequest, checkOrder: () => void): MapExtent {
  const { file, offset, dtype, mode } = request;
  const { itemsize } = dtype;
  const isNew = mode === "w+";
  const grows = isNew || mode === "r+";
  const fileSize = isNew ? 0 : sizeOfFile(file, mode);
  const wanted =
    request.shape === undefined || request.shape === null
      ? [wholeFile(fileSize - offset, offset, dtype)]
      : lengthsOf(request.shape);
  const isNegative = wanted.some((length) => length < 0);
  // refuses what is no shape
  if (!isNegative) sizeOf(wanted, itemsize);
  const size = wanted.reduce((product, length) => product * length, 1);
  const end = grows ? Math.max(1, offset + size * itemsize) : offset + size * itemsize;
  const mapped = refuseMap(end, offset, grows ? Math.max(fileSize, end) : fileSize, file);
  checkOrder();
  const shape = [...wanted];
  // one length of -1 stands for all that was mapped
  if (shape.length === 1 && shape[0] === -1 && itemsize > 0) {
    shape[0] = Math.trunc((mapped - offset) / itemsize);
  }
  if (shape.some((length) => length < 0)) {
    throw new ValueError(
      `negative dimensions are not allowed (${offset > fileSize ? "mmap offset is greater than file size: " : ""}offset ${offset}, and the file has ${fileSize} bytes)`,
    );
  }
  const bytes = sizeOf(shape, itemsize) * itemsize;
  // NumPy can't map an empty file: it makes it one byte long where it may
  if (bytes === 0 && grows && (offset === 0 || end < offset))
    return { shape, from: 0, byteLength: 1 };
  return { shape, from: offset, byteLength: bytes };
}

/** All elements from the offset on; less than none, where the file ends before it. */
function wholeFile(bytes: number, offset: number, { itemsize, name }: DType): number {
  if (itemsize === 0) {
    throw new ZeroDivisionError("integer modulo by zero: elements of no bytes can't be counted");
  }
  if (bytes % itemsize !== 0) {
    throw new ValueError(
      "Size of available data is not a multiple of the data-type size.: " +
        `${bytes} bytes from offset ${offset}, ${itemsize} for each ${name}`,
    );
  }
  return bytes / itemsize;
}

/**
 * Refuses what the system's call does: it begins at a page's start, and counts the length from there.
 *
 * @returns where in the file the map ends
 */
function refuseMap(end: number, offset: number, fileSize: number, file: FilePath | number): number {
  const { pageSize } = libc();
  let start = Math.floor(offset / pageSize) * pageSize;
  let length = end - start;
  if (length === 0 && start > 0) {
    length += pageSize;
    start -= pageSize;
  }
  const name = typeof file === "number" ? "the file" : `'${resolvePath(file)}'`;
  const asked = `: ${name} has ${fileSize} bytes, and bytes ${offset} to ${end} were asked for`;
  if (length < 0) {
    throw new OverflowError(
      `memory mapped length must be positive (it would end at byte ${end}, before its start at ${offset})`,
    );
  }
  if (start < 0) throw new OverflowError(`memory mapped offset must be positive (got ${offset})`);
  if (length > 0) {
    if (start + length > fileSize) {
      throw new ValueError(
        `mmap length is greater than file size${asked}; mode 'r+' would make the file longer`,
      );
    }
    return start + length;
  }
  if (fileSize === 0) throw new ValueError("cannot mmap an empty file");
  if (start >= fileSize) {
    throw new ValueError(`mmap offset is greater than file size${asked}`);
  }
  return fileSize;
}

/** A shape as a list of lengths; an integer is one of them. */
export function lengthsOf(given: unknown): number[] {
  const isOne =
    typeof given === "number" || typeof given === "bigint" || typeof given === "boolean";
  if (isOne || (given instanceof NDArray && given.ndim === 0)) return [pythonIndex(given, "shape")];
  return pythonList(given, "shape") as number[];
}

/** @throws FileError where there is no such file */
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
