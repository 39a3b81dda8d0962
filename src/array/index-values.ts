// The values of an integer or boolean array as plain numbers in C order: what index arithmetic works on.

import { IndexError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { isAligned } from "../core/ndarray.js";
import { byteOffsets } from "./walk.js";

/**
 * The elements in C order as doubles (a fresh array). 64-bit integers beyond 2^53 lose precision, which is of
 * no matter here: as indices they are out of bounds either way.
 */
export function indexValues(array: NDArray): Float64Array {
  const views = array.live().views;
  const { kind } = array.dtype;
  if (kind !== "i" && kind !== "u" && kind !== "b") {
    throw new IndexError(
      `arrays used as indices must be of integer (or boolean) type (got an array of dtype ${array.dtype})`,
    );
  }
  const out = new Float64Array(array.size);
  if (array.size === 0) return out;
  const read = readerOf(array);
  const { _shape: shape, _strides: strides } = array;
  const ndim = shape.length;
  if (ndim === 0) {
    out[0] = read(views.dataView, array.byteOffset);
    return out;
  }
  const inner = shape[ndim - 1]!;
  const step = strides[ndim - 1]!;
  if (fillFast(array, out)) return out;
  const counter = new Array<number>(ndim).fill(0);
  let at = array.byteOffset;
  const view = views.dataView;
  for (let done = 0; done < out.length; done += inner) {
    for (let i = 0; i < inner; i++) out[done + i] = read(view, at + i * step);
    for (let k = ndim - 2; k >= 0; k--) {
      at += strides[k]!;
      if (++counter[k]! < shape[k]!) break;
      at -= shape[k]! * strides[k]!;
      counter[k] = 0;
    }
  }
  return out;
}

/** As {@link indexValues}, unsigned 64-bit integers wrapped to signed ones as NumPy casts index arrays: 2^64 - 1 is -1. */
export function signedValues(array: NDArray): Float64Array {
  const values = indexValues(array);
  if (array.dtype.kind !== "u" || array.itemsize < 8) return values;
  return values.some((value) => value >= 2 ** 63)
    ? Float64Array.from(exactIndices(array), Number)
    : values;
}

/** The elements in C order as 64-bit integers, all digits right: what errors name. */
export function exactIndices(array: NDArray): bigint[] {
  if (array.itemsize < 8) return Array.from(indexValues(array), BigInt);
  const little = array.dtype.byteorder !== ">";
  const view = array.live().views.dataView;
  const offsets = byteOffsets(array.byteOffset, array._shape, array._strides);
  return Array.from(offsets, (at) => view.getBigInt64(at, little));
}

/** One axis of native, aligned elements: read through a typed array. */
function fillFast(array: NDArray, out: Float64Array): boolean {
  const { dtype } = array;
  if (array.ndim !== 1 || !dtype.isnative || !isAligned(array)) return false;
  const views = array.storage.views;
  if (views.buffer.byteLength > 2 ** 31) return false;
  const size = dtype.itemsize;
  const start = array.byteOffset / size;
  const step = array._strides[0]! / size;
  if (!Number.isInteger(step)) return false;
  if (size === 8) {
    // two halves of 32 bits: no bigint is made
    const words = views.i32;
    const unsigned = dtype.kind === "u";
    for (let i = 0, at = 2 * start; i < out.length; i++, at += 2 * step) {
      const high = words[at + 1]!;
      out[i] = (unsigned ? high >>> 0 : high) * 4294967296 + (words[at]! >>> 0);
    }
    return true;
  }
  const key = dtype.kind === "b" ? "u8" : (`${dtype.kind}${size * 8}` as "i32");
  const source = views[key];
  for (let i = 0, at = start; i < out.length; i++, at += step) out[i] = source[at]!;
  return true;
}

function readerOf(array: NDArray): (view: DataView, at: number) => number {
  const little = array.dtype.byteorder !== ">";
  if (array.dtype.kind === "b") return (view, at) => (view.getUint8(at) === 0 ? 0 : 1);
  switch (`${array.dtype.kind}${array.dtype.itemsize}`) {
    case "i1":
      return (view, at) => view.getInt8(at);
    case "u1":
      return (view, at) => view.getUint8(at);
    case "i2":
      return (view, at) => view.getInt16(at, little);
    case "u2":
      return (view, at) => view.getUint16(at, little);
    case "i4":
      return (view, at) => view.getInt32(at, little);
    case "u4":
      return (view, at) => view.getUint32(at, little);
    case "i8":
      return (view, at) => Number(view.getBigInt64(at, little));
    default:
      return (view, at) => Number(view.getBigUint64(at, little));
  }
}
