// Arrays as JavaScript values and raw bytes: item, tolist, tobytes, iteration. Reading only.

import type { DType } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { ValueError } from "../core/errors.js";
import { isCContiguous, isFContiguous, type OrderName } from "../core/layout.js";
import { makeView, type NDArray, newArray } from "../core/ndarray.js";
import { noteCopy } from "../memory/tracker.js";
import { fillFresh } from "./copy.js";
import { flattenArray } from "./reshape.js";

/** The array as nested JavaScript arrays (a bare value if it is 0-d). */
export function toNested(array: NDArray): unknown {
  const codec = codecOf(array.dtype);
  const view = array.live().views.dataView;
  const { _shape: shape, _strides: strides } = array;
  const walk = (axis: number, at: number): unknown => {
    if (axis === shape.length) return codec.read(view, at);
    const list = new Array<unknown>(shape[axis]!);
    for (let i = 0; i < list.length; i++) list[i] = walk(axis + 1, at + i * strides[axis]!);
    return list;
  };
  return walk(0, array.byteOffset);
}

/** A copy of the elements' bytes, packed in `order`. */
export function toBytes(array: NDArray, order: OrderName = "C"): Uint8Array<ArrayBuffer> {
  // NumPy knows no "K" here
  const flat = flattenArray(array, order === "K" ? "C" : order);
  // the bytes leave our hands, so their memory must never be reused
  flat.storage.exported = true;
  return new Uint8Array(flat.storage.buffer as ArrayBuffer, flat.byteOffset, flat.nbytes);
}

/**
 * A 64-bit integer as the number it must be.
 *
 * @throws RangeError naming `itemBigInt` if a number cannot hold it
 */
export function exactNumber(value: unknown, dtype: DType): unknown {
  if (typeof value !== "bigint") return value;
  throw new RangeError(
    `the ${dtype.name} value ${value} is not exact as a JavaScript number; read it with itemBigInt() (of a reduction: pass keepdims: true first)`,
  );
}

/** Views of the sub-arrays along the first axis, one after the other. */
export function* subarrays(array: NDArray): Generator<NDArray> {
  if (array.ndim === 0) throw new TypeError("iteration over a 0-d array");
  const shape = array._shape.slice(1);
  const strides = array._strides.slice(1);
  for (let i = 0; i < array._shape[0]!; i++) {
    yield makeView(
      array,
      array.byteOffset + i * array._strides[0]!,
      shape,
      strides,
      array.dtype,
      "iteration",
    );
  }
}

/** The elements in C order as JavaScript values, one after the other; nothing is collected. */
export function* elements(array: NDArray): Generator<unknown> {
  const codec = codecOf(array.dtype);
  const { _shape: shape, _strides: strides } = array;
  const counter = new Array<number>(shape.length).fill(0);
  let at = array.byteOffset;
  array.live();
  for (let i = 0; i < array.size; i++) {
    yield codec.read(array.touch().views.dataView, at);
    for (let k = shape.length - 1; k >= 0; k--) {
      at += strides[k]!;
      if (++counter[k]! < shape[k]!) break;
      at -= shape[k]! * strides[k]!;
      counter[k] = 0;
    }
  }
}

/** The array itself if it lies contiguously in `order`, else a copy that does. */
export function contiguous(array: NDArray, order: "C" | "F", operation: string): NDArray {
  const { _shape, _strides, itemsize } = array;
  const lies = order === "C" ? isCContiguous : isFContiguous;
  if (lies(_shape, _strides, itemsize)) return array;
  const copy = newArray(_shape, array.dtype, order);
  fillFresh(copy, array, "copyto");
  noteCopy(copy.nbytes, "contiguous", operation);
  return copy;
}

/** The one element of an array of size 1. @throws ValueError for any other size */
export function onlyElement(array: NDArray): number {
  if (array.size !== 1) {
    throw new ValueError(
      `can only convert an array of size 1 to a Python scalar (this one has size ${array.size}; give item() the position)`,
    );
  }
  return array.byteOffset;
}

/** What JavaScript makes of an array where it wants a primitive value. */
export function toPrimitive(array: NDArray, hint: "string" | "number" | "default"): unknown {
  const value = array.size === 1 && hint !== "string" ? readOnly(array) : null;
  const plain = ["number", "bigint", "boolean", "string"].includes(typeof value);
  if (plain) return value;
  if (hint === "number") {
    throw new TypeError(
      `only 0-dimensional arrays can be converted to Python scalars (this one has shape (${array._shape.join(", ")}) and dtype ${array.dtype.name}); use a ufunc, or item()`,
    );
  }
  return array.toString();
}

function readOnly(array: NDArray): unknown {
  return codecOf(array.dtype).read(array.live().views.dataView, array.byteOffset);
}
