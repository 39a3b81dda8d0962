// Picking a few elements along a line by positions or by a mask: what lists of places, and calls of machine code, would
// cost more than. All else is index-get.ts's and move.ts's.

import { type DType, dtype as toDtype } from "../core/dtype.js";
import { isPacked, type NDArray, newArray, newPacked } from "../core/ndarray.js";

/** Positions read at a time. */
const FEW = 512;
/** 32-bit indices reach this far. */
const NEAR = 2 ** 31;

const places = new Int32Array(FEW);

const int64 = toDtype("int64") as DType;
const float64 = toDtype("float64") as DType;

/** Whether an array is a line of numbers of 4 or 8 bytes that 32-bit words reach. */
function isLine(array: NDArray): boolean {
  const { itemsize, isbuiltin, kind } = array._dtype;
  if (array._shape.length !== 1 || isbuiltin !== 1 || (itemsize !== 8 && itemsize !== 4))
    return false;
  if (kind === "S" || kind === "U" || kind === "V") return false;
  return (
    ((array.byteOffset | array._strides[0]!) & 3) === 0 && array.storage.views.byteLength < NEAR
  );
}

/** Elements `places` of a line, as many as the result has. */
function pick(source: NDArray, result: NDArray): NDArray {
  const from = source.storage.views.i32;
  const to = result.storage.views.i32;
  const start = source.byteOffset >> 2;
  const step = source._strides[0]! >> 2;
  const count = result._size;
  let at = result.byteOffset >> 2;
  if (source._dtype.itemsize === 4) {
    for (let i = 0; i < count; i++) to[at++] = from[start + places[i]! * step]!;
    return result;
  }
  for (let i = 0; i < count; i++) {
    const place = (start + Math.imul(places[i]!, step)) | 0;
    to[at] = from[place]!;
    to[at + 1] = from[place + 1]!;
    at += 2;
  }
  return result;
}

/**
 * The elements of a line at 64-bit integer positions, counted from either end; `null` where one is out of bounds and
 * for all other arrays. The caller tells of the copy.
 */
export function gatherFew(source: NDArray, positions: NDArray): NDArray | null {
  if (!isLine(source) || placesOf(positions, source._shape[0]!) < 0) return null;
  source.live();
  return pick(source, newPacked(positions, source.dtype));
}

/** Reads positions into `places`, as such from the beginning; how many they are, or -1 where they are not for here. */
function placesOf(positions: NDArray, length: number): number {
  const { _size: count, _dtype: dtype } = positions;
  if (count > FEW || dtype !== int64 || !isPacked(positions)) return -1;
  const { views } = positions.live();
  if ((positions.byteOffset & 3) !== 0 || views.byteLength >= NEAR || length >= NEAR) return -1;
  const words = views.i32;
  let at = positions.byteOffset >> 2;
  const last = length - 1;
  let upper = 0;
  let range = 0;
  for (let i = 0; i < count; i++, at += 2) {
    const low = words[at]!;
    const sign = low >> 31;
    const place = (low + (length & sign)) | 0;
    // the upper word only repeats the sign
    upper |= words[at + 1]! ^ sign;
    range |= place | (last - place);
    places[i] = place;
  }
  return upper === 0 && range >= 0 ? count : -1;
}

/**
 * Writes a number at 64-bit integer positions of a packed array of float64, counted from either end of its elements;
 * false, with nothing done, where one is out of bounds and for all other arrays.
 */
export function putFew(target: NDArray, positions: NDArray, value: number): boolean {
  if (target._dtype !== float64 || !isPacked(target) || !target.writeable) return false;
  const count = placesOf(positions, target._size);
  if (count < 0 || (target.byteOffset & 7) !== 0) return false;
  const { views } = target.live();
  if (views.byteLength >= NEAR) return false;
  const to = views.f64;
  const start = target.byteOffset >> 3;
  for (let i = 0; i < count; i++) to[start + places[i]!] = value;
  return true;
}

/** Each element of a packed array so many times over, if that makes few; `null` for all other arrays. */
export function repeatFew(array: NDArray, times: number): NDArray | null {
  const { _dtype: dtype, _size: size } = array;
  const { itemsize, isbuiltin, kind } = dtype;
  if (isbuiltin !== 1 || !isPacked(array) || !Number.isInteger(times) || times < 1) return null;
  if ((itemsize !== 8 && itemsize !== 4) || size * times > FEW || "SUV".includes(kind)) return null;
  const { views } = array.live();
  if ((array.byteOffset & 3) !== 0 || views.byteLength >= NEAR) return null;
  const result = newArray([size * times], dtype);
  const from = views.i32;
  const to = result.storage.views.i32;
  let at = result.byteOffset >> 2;
  let place = array.byteOffset >> 2;
  for (let i = 0; i < size; i++) {
    const low = from[place++]!;
    if (itemsize === 4) {
      for (let k = 0; k < times; k++) to[at++] = low;
      continue;
    }
    const high = from[place++]!;
    for (let k = 0; k < times; k++, at += 2) {
      to[at] = low;
      to[at + 1] = high;
    }
  }
  return result;
}

/** The elements of a line where a mask of its length is true; `null` for all other arrays. */
export function gatherTrue(source: NDArray, mask: NDArray): NDArray | null {
  const { _size: length, _dtype: dtype } = mask;
  if (length > FEW || dtype.kind !== "b" || mask._shape.length !== 1 || !isLine(source))
    return null;
  if (source._shape[0] !== length) return null;
  const { views } = mask.live();
  if (views.byteLength >= NEAR) return null;
  const bytes = views.u8;
  const step = mask._strides[0]!;
  let count = 0;
  for (let i = 0, at = mask.byteOffset; i < length; i++, at += step) {
    places[count] = i;
    if (bytes[at] !== 0) count += 1;
  }
  source.live();
  return pick(source, newArray([count], source.dtype));
}
