// Whether any of an array's whole numbers is negative, told by the least of them.

import { elementTypeOf } from "../array/copy.js";
import { isAligned, isPacked, type NDArray } from "../core/ndarray.js";
import { reduceKernel } from "../kernel/describe.js";
import type { ReduceKernel } from "../kernel/kernel.js";
import { type ElementType, elementType } from "../kernel/lanes.js";
import { runReduce } from "../kernel/reductions.js";
import { viewsOf } from "../memory/buffer-views.js";

/** Elements up to which they are looked at one by one. */
const FEW = 512;

function isNearPacked(array: NDArray): boolean {
  return array.storage.views.byteLength < 2 ** 31 && isPacked(array) && isAligned(array);
}

/** The upper words of packed elements, or the elements themselves, one after the other. */
function anyNegativeOfFew(array: NDArray): boolean {
  const { dtype, itemsize, size, byteOffset } = array;
  const { views } = array.storage;
  if (dtype.kind !== "i") return false;
  const words = itemsize === 1 ? views.i8 : itemsize === 2 ? views.i16 : views.i32;
  const step = itemsize === 8 ? 2 : 1;
  let at = byteOffset / Math.min(itemsize, 4) + step - 1;
  let bits = 0;
  for (let i = 0; i < size; i++, at += step) bits |= words[at]!;
  return bits < 0;
}

const kernels = new Map<ElementType, ReduceKernel>();
const scratch = viewsOf(new ArrayBuffer(8));

/** Whether any element of an array of integers or booleans is negative. */
export function anyNegative(array: NDArray): boolean {
  if (array.size <= FEW && array.dtype.isbuiltin === 1 && isNearPacked(array)) {
    return anyNegativeOfFew(array);
  }
  const type = elementTypeOf(array.dtype) as ElementType;
  let kernel = kernels.get(type);
  if (kernel === undefined) {
    kernel = reduceKernel({
      name: "any_negative",
      body: (b, least, x) => b.min(least, x),
      inputs: [type],
      loop: "int64",
      output: elementType("int64"),
    });
    kernels.set(type, kernel);
  }
  scratch.i64[0] = 0n;
  const shape = array._shape;
  runReduce(kernel, shape, Array.from(shape.keys()), [
    { views: array.storage.views, byteOffset: array.byteOffset, byteStrides: array._strides },
    { views: scratch, byteOffset: 0, byteStrides: shape.map(() => 0) },
  ]);
  return scratch.i64[0] < 0n;
}
