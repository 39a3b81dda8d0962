// Whether all of an array's floats are finite, told by a sum: one that is not finite tells the rest.

import { elementTypeOf } from "../array/copy.js";
import type { NDArray } from "../core/ndarray.js";
import { reduceKernel } from "../kernel/describe.js";
import type { ReduceKernel } from "../kernel/kernel.js";
import { type ElementType, elementType } from "../kernel/lanes.js";
import { runReduce } from "../kernel/reductions.js";
import { viewsOf } from "../memory/buffer-views.js";

const float64 = elementType("float64");
const kernels = new Map<ElementType, ReduceKernel>();
const scratch = viewsOf(new ArrayBuffer(8));

/** Whether no float of the array is infinite or NaN. May answer false for sums beyond the largest number. */
export function allFinite(array: NDArray): boolean {
  const type = elementTypeOf(array.dtype) as ElementType;
  if (array.size === 1 && type === float64 && array.byteOffset % 8 === 0) {
    return Number.isFinite(array.storage.views.f64[array.byteOffset / 8]);
  }
  let kernel = kernels.get(type);
  if (kernel === undefined) {
    kernel = reduceKernel({
      name: "all_finite",
      body: (b, sum, x) => b.add(sum, x),
      element: (b, x) => ("re" in x! ? b.add(b.abs(x.re), b.abs(x.im)) : x!),
      inputs: [type],
      loop: "float64",
      // any order will do, and there is machine code for this one
      pairwise: true,
      output: elementType("float64"),
    });
    kernels.set(type, kernel);
  }
  scratch.f64[0] = 0;
  const shape = array._shape;
  runReduce(kernel, shape, Array.from(shape.keys()), [
    { views: array.storage.views, byteOffset: array.byteOffset, byteStrides: array._strides },
    { views: scratch, byteOffset: 0, byteStrides: shape.map(() => 0) },
  ]);
  return Number.isFinite(scratch.f64[0]);
}
