// Sums of something computed from each element, without an array for it in between: variances, counts, sums that
// skip NaN. One reduction kernel reads the arrays and adds up.

import { elementTypeOf } from "../array/copy.js";
import type { DType } from "../core/dtype.js";
import { DTypeError, ValueError } from "../core/errors.js";
import { watchLevel } from "../core/errstate.js";
import {
  type AxisArgument,
  broadcastStrides,
  outputStrides,
  reductionAxes,
  reductionStrides,
  sameNumbers,
  shapeText,
} from "../core/layout.js";
import { type NDArray, newArrayWithStrides } from "../core/ndarray.js";
import type { Body } from "../kernel/builder.js";
import { reduceKernel } from "../kernel/describe.js";
import type { ReduceKernel } from "../kernel/kernel.js";
import type { ElementType, NumericName } from "../kernel/lanes.js";
import { runReduce } from "../kernel/reductions.js";
import { allFinite } from "../ufunc/all-finite.js";
import { checkReducedAxes, checkReductionShapes } from "../ufunc/reduction-shapes.js";
import { reportAs, reportCall } from "../ufunc/report.js";
import { kernelOperand } from "../ufunc/run-loop.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { checkOut } from "./out-array.js";

/** What is summed: `element` is computed from the inputs' elements and cast to `loop`, the dtype of the sum. */
export interface FusedSum {
  readonly name: string;
  readonly element: Body;
  /** Distinguishes bodies of one name and the same dtypes. */
  readonly variant?: string;
  readonly loop: DType;
  /** Whether the first input alone decides the order of the result's memory. */
  readonly likeFirst?: boolean;
}

const kernels = new Map<string, ReduceKernel>();

function kernelOf(
  sum: FusedSum,
  inputs: readonly NDArray[],
  masked: boolean,
  watched = false,
): ReduceKernel {
  const types = inputs.map((one) => numericType(sum.name, one));
  const codes = types.map((type) => type.code).join();
  const key = `${sum.name},${sum.variant ?? ""},${sum.loop.char},${codes}${masked ? "?" : ""}${watched ? "!" : ""}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    kernel = reduceKernel({
      name: sum.name,
      body: (b, state, element) => b.add(state, element),
      element: sum.element,
      inputs: types,
      loop: sum.loop.typeName as NumericName,
      output: elementTypeOf(sum.loop) as ElementType,
      where: masked,
      pairwise: true,
      errors: watched ? { rule: infoOf(ufuncs.add).row.errors!, under: false } : null,
    });
    kernels.set(key, kernel);
  }
  return kernel;
}

/** How an array's elements lie in memory. @throws DTypeError for strings and records */
export function numericType(routine: string, array: NDArray): ElementType {
  const type = elementTypeOf(array.dtype);
  if (type === null) {
    throw new DTypeError(
      `ufunc '${routine}' did not contain a loop with signature matching types ${array.dtype.repr()} (it is defined for numbers and booleans)`,
    );
  }
  return type;
}

/**
 * The sums along `axis` of the elements computed from `inputs`, which broadcast to the first one's shape. Always an
 * array (0-d for all axes), its memory in the input's order.
 */
export function fusedSum(
  sum: FusedSum,
  inputs: readonly NDArray[],
  axis: AxisArgument,
  keepdims: boolean,
  where: NDArray | null,
): NDArray {
  const first = inputs[0];
  for (const one of inputs) one.live();
  const shape = first._shape;
  const axes = reductionAxes(axis, first.ndim);
  if (where !== null) checkReductionShapes(null, shape, axes, keepdims, where._shape);
  const result = reducedArray(layoutsOf(sum, inputs), axes, keepdims, where, sum.loop);
  if (first.size > 0) run(sum, inputs, result, axes, keepdims, where, false);
  return result;
}

function run(
  sum: FusedSum,
  inputs: readonly NDArray[],
  result: NDArray,
  axes: readonly number[],
  keepdims: boolean,
  where: NDArray | null,
  watched: boolean,
): number {
  const shape = inputs[0]._shape;
  const operands = inputs.map((one) => kernelOperand(one, shape));
  operands.push(spreadOver(result, shape, axes, keepdims));
  if (where !== null) operands.push(maskOperand(where, shape));
  return runReduce(kernelOf(sum, inputs, where !== null, watched), shape, axes, operands);
}

/** Reports what a sum that {@link fusedSum} made raised: not what was raised on the way to its elements. */
export function reportFusedSum(
  sum: FusedSum,
  inputs: readonly NDArray[],
  sums: NDArray,
  axis: AxisArgument,
  keepdims: boolean,
  where: NDArray | null,
): void {
  if (watchLevel() === 0 || !"fc".includes(sum.loop.kind) || allFinite(sums)) return;
  if (inputs[0].size === 0) return;
  const axes = reductionAxes(axis, inputs[0].ndim);
  const again = reducedArray(layoutsOf(sum, inputs), axes, keepdims, where, sum.loop);
  const flags = run(sum, inputs, again, axes, keepdims, where, true);
  // the casts of no axis are made beforehand
  if (inputs[0].ndim === 0) reportCall(flags, "reduce");
  else reportAs(flags, "reduce");
}

function maskOperand(where: NDArray, shape: readonly number[]) {
  return {
    views: where.live().views,
    byteOffset: where.byteOffset,
    byteStrides: broadcastStrides(where._shape, where._strides, shape),
  };
}

/**
 * A fresh array of zeros for the result of reducing `axes` of `array`, its memory in that array's order; `layouts`
 * are the operands whose order decides where there are more.
 */
function reducedArray(
  layouts: readonly NDArray[],
  axes: readonly number[],
  keepdims: boolean,
  where: NDArray | null,
  dtype: DType,
): NDArray {
  const shape = layouts[0]._shape;
  // alone, also an empty array has an order of its own
  const own =
    layouts.length === 1
      ? layouts[0]._strides
      : outputStrides(shape, dtype.itemsize, "K", layouts.map(layoutOf));
  const mask = where === null ? null : broadcastStrides(where._shape, where._strides, shape);
  const strides = reductionStrides(shape, own, axes, keepdims, dtype.itemsize, mask);
  const kept = keepdims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));
  return newArrayWithStrides(kept, strides, dtype, true);
}

/** The operands whose order decides that of the result. */
function layoutsOf(sum: FusedSum, inputs: readonly NDArray[]): readonly NDArray[] {
  return sum.likeFirst === true ? inputs.slice(0, 1) : inputs;
}

function layoutOf(array: NDArray) {
  return { shape: array._shape, strides: array._strides, itemsize: array.itemsize };
}

/** A reduction's result as an operand over the shape of its input: it stands still along the reduced axes. */
export function spreadOver(
  result: NDArray,
  shape: readonly number[],
  axes: readonly number[],
  keepdims: boolean,
) {
  let next = 0;
  const byteStrides = shape.map((_, axis) => {
    if (!axes.includes(axis)) return result._strides[next++];
    if (keepdims) next += 1;
    return 0;
  });
  return { views: result.storage.views, byteOffset: result.byteOffset, byteStrides };
}

/** @throws ValueError if an output array has not the shape of a reduction's result */
export function checkReducedShape(
  name: string,
  out: NDArray,
  shape: readonly number[],
  keepdims: boolean,
): void {
  checkOut(out);
  checkReducedAxes(name, out, shape.length, keepdims);
  if (!sameNumbers(out._shape, shape)) {
    throw new ValueError(
      `non-broadcastable output operand with shape ${shapeText(out._shape)} doesn't match the reduction's shape ${shapeText(shape)}`,
    );
  }
}
