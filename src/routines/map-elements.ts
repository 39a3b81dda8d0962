// One pass over arrays that computes something from their elements, for functions that are no ufuncs: NumPy makes
// an array for every step of them, here one kernel does all steps.

import { elementTypeOf } from "../array/copy.js";
import type { DType } from "../core/dtype.js";
import { broadcastShapes, outputStrides } from "../core/layout.js";
import { type NDArray, newArrayWithStrides } from "../core/ndarray.js";
import type { Body, Builder, Value } from "../kernel/builder.js";
import { mapKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { ElementType } from "../kernel/lanes.js";
import { kernelOperand } from "../ufunc/run-loop.js";

/** What is computed, under a name that stands for its body: one name, one body. */
export interface ElementMap {
  readonly name: string;
  readonly body: Body;
}

const kernels = new Map<string, MapKernel>();

function kernelOf(map: ElementMap, inputs: readonly NDArray[], output: DType): MapKernel {
  const types = [...inputs.map((one) => one.dtype), output].map(
    (dtype) => elementTypeOf(dtype) as ElementType,
  );
  const key = `${map.name},${types.map((type) => type.code).join()}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    kernel = mapKernel({
      name: map.name,
      body: map.body,
      inputs: types.slice(0, -1),
      outputs: types.slice(-1),
    });
    kernels.set(key, kernel);
  }
  return kernel;
}

/** A fresh array of `dtype`, computed from numeric arrays that broadcast together; its memory in their order. */
export function mapElements(map: ElementMap, inputs: readonly NDArray[], dtype: DType): NDArray {
  const shape = broadcastShapes(...inputs.map((one) => one._shape));
  const layouts = inputs.map((one) => ({
    shape: one._shape,
    strides: one._strides,
    itemsize: one.itemsize,
  }));
  const strides = outputStrides(shape, dtype.itemsize, "K", layouts);
  const result = newArrayWithStrides(shape, strides, dtype);
  mapInto(map, inputs, result);
  return result;
}

/** As {@link mapElements}, into an array that may be one of the inputs, but not overlap them otherwise. */
export function mapInto(map: ElementMap, inputs: readonly NDArray[], result: NDArray): void {
  for (const one of inputs) one.live();
  if (result.size === 0) return;
  runMap(
    kernelOf(map, inputs, result.dtype),
    result._shape,
    [...inputs, result].map((one) => kernelOperand(one, result._shape)),
  );
}

/** Rounds what a step computed as an array of its dtype would have: halves are computed with as singles. */
export function stepRounding(dtype: DType): (b: Builder, value: Value) => Value {
  if (dtype.typeName !== "float16") return (_, value) => value;
  return (b, value) => b.cast(b.cast(value, "float16"), "f32");
}
