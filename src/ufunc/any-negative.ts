// Whether any of an array's whole numbers is negative, told by the least of them.

import { elementTypeOf } from "../array/copy.js";
import type { NDArray } from "../core/ndarray.js";
import { runReduce } from "../kernel/engine.js";
import { type ReduceKernel, reduceKernel } from "../kernel/kernel.js";
import { type ElementType, elementType } from "../kernel/lanes.js";
import { viewsOf } from "../memory/buffer-views.js";

const kernels = new Map<ElementType, ReduceKernel>();
const scratch = viewsOf(new ArrayBuffer(8));

/** Whether any element of an array of integers or booleans is negative. */
export function anyNegative(array: NDArray): boolean {
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
