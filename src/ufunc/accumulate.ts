// Running results of a binary ufunc along an axis, and what reduceat shares with them.

import { asArray } from "../array/convert.js";
import { copyArray, copyInto } from "../array/copy.js";
import { overwrites } from "../array/overlapping.js";
import type { DType, DTypeLike } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { quietly, reportErrors, watchLevel } from "../core/errstate.js";
import { type AxisArgument, keepOrderAxes, shapeText, stridesInOrder } from "../core/layout.js";
import { makeArray, type NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { runAccumulate } from "../kernel/running.js";
import { allFinite } from "./all-finite.js";
import { castFlags, outputFlags } from "./cast-flags.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { LONG_ACCUMULATION } from "./plain-reduce.js";
import {
  checkBinary,
  convertsOutput,
  oneOut,
  readable,
  singleAxis,
  singleOut,
  truthful,
} from "./reduction-arguments.js";
import { canRaise, checkSteps } from "./reduction-errors.js";
import { reductionKernel } from "./reduction-kernels.js";
import { accumulationLoop } from "./reduction-loop.js";
import { checkAccumulatedShape, checkSlicedShape } from "./reduction-shapes.js";
import { reportCall } from "./report.js";
import { loopOutput, wantedDtype } from "./resolve.js";
import { kernelOperand } from "./run-loop.js";

/** Options of `ufunc.accumulate` and `ufunc.reduceat`. */
export interface AccumulateOptions {
  /** The axis to go along; 0 by default. */
  axis?: AxisArgument | undefined;
  /**
   * The dtype to compute in and put out; small integers are added and multiplied as 64-bit ones by
   * default.
   */
  dtype?: DTypeLike | undefined;
  /** An array for the result, which is returned; a new one by default. */
  out?: NDArray | readonly [NDArray] | null | undefined;
}

/**
 * What `accumulate` and `reduceat` are given, read in NumPy's order: what arguments are, before how they go together.
 * `readMore` reads what stands between output and dtype.
 */
export function argumentsAlong<More>(
  info: UfuncInfo,
  method: "accumulate" | "reduceat",
  value: unknown,
  given: AccumulateOptions | undefined,
  readMore: () => More,
): { axis: number; more: More; operand: NDArray; out: NDArray | null; wanted: DType | null } {
  checkBinary(info, method);
  const names = ["axis", "dtype", "out"] as const;
  const known = options<AccumulateOptions>(`${info.name}.${method}`, given, names);
  const placed = oneOut(known.out);
  const more = readMore();
  const wanted = wantedDtype(known.dtype);
  const out = singleOut(placed);
  const operand = asArray(value);
  operand.live();
  return { axis: singleAxis(known.axis, operand.ndim, method), more, operand, out, wanted };
}

const none = () => null;

/** `ufunc.accumulate`: the running results along an axis. */
export function accumulateUfunc(
  info: UfuncInfo,
  value: unknown,
  given?: AccumulateOptions,
): NDArray {
  const { axis, operand, out, wanted } = argumentsAlong(info, "accumulate", value, given, none);
  const taken = truthful(info, operand);
  const loop = accumulationLoop(info, "accumulate", taken.dtype, wanted, out?.dtype ?? null);
  const place = alongAxis(operand, operand._shape, loop, out);
  const array = readable(taken, loop);
  checkSteps(info, loop, array, axis, [0]);
  // each step takes the result before it as the loop made it
  if (out !== null && convertsOutput(loop, out)) {
    const made = alongAxis(array, array._shape, loop, null);
    // what the output held is cast too
    for (const one of [array, out]) reportErrors(castFlags(one, loopOutput(loop)), "cast");
    quietly(() => accumulateInto(made, info, loop, array, axis));
    putAway(info, out, made, "accumulate");
    return out;
  }
  const input =
    out !== null && overwrites(out, array) ? copyArray(array, "K", info.name, "overlap") : array;
  accumulateInto(place, info, loop, input, axis);
  return place;
}

/**
 * Casts results to their output. NumPy looks for errors when all is done, and by then the cast has made it forget what
 * the steps raised.
 */
export function putAway(info: UfuncInfo, out: NDArray, made: NDArray, method: string): void {
  copyInto(out, made, info.name);
  reportErrors(outputFlags(made, out.dtype), method);
}

/** Runs the loop, and reports what it raised. */
function accumulateInto(
  result: NDArray,
  info: UfuncInfo,
  loop: Loop,
  array: NDArray,
  axis: number,
): void {
  if (array.size === 0) return;
  const types = [loop, array.dtype, result.dtype] as const;
  const run = (target: NDArray, watched: boolean): number => {
    const single = watched && array._shape[axis] === 2;
    const kernel = reductionKernel(info, ...types, false, null, watched, single);
    return runAccumulate(kernel, array._shape, axis, [
      kernelOperand(array, array._shape),
      kernelOperand(target, array._shape),
    ]);
  };
  const raises = canRaise(info, loop, array.dtype);
  // What sums and products meet shows in their ends, if there are many steps to look at.
  const isLate = raises && array.size >= LONG_ACCUMULATION && array.dtype === result.dtype;
  if (!isLate || !mayEndWell(info, loop)) {
    const flags = run(result, raises);
    if (flags !== 0) reportCall(flags, "accumulate");
    return;
  }
  run(result, false);
  if (!allFinite(lastAlong(result, axis))) {
    const again = newArray(result._shape, result.dtype, "C", false, true);
    reportCall(run(again, true), "accumulate");
  }
}

/** Whether errors of running results can be told by their last ones. */
function mayEndWell({ row }: UfuncInfo, { outputs }: Loop): boolean {
  return row.sticky === true && watchLevel() === 1 && "fdg".includes(outputs);
}

/** The last elements along an axis. */
function lastAlong(array: NDArray, axis: number): NDArray {
  const { _shape: shape, _strides: strides, dtype } = array;
  const offset = array.byteOffset + (shape[axis]! - 1) * strides[axis]!;
  const others = <T>(list: readonly T[]) => list.filter((_, at) => at !== axis);
  return makeArray(array.storage, offset, others(shape), others(strides), dtype, array);
}

/**
 * A given output of the right shape, or a fresh one in the input's order; along the axis that reduceat slices
 * the input says nothing of the order.
 */
export function alongAxis(
  array: NDArray,
  shape: readonly number[],
  loop: Loop,
  out: NDArray | null,
  sliced = -1,
): NDArray {
  const made = loopOutput(loop);
  if (out === null) {
    const strides = array._strides.map((stride, axis) => (axis === sliced ? 0 : stride));
    const axes = keepOrderAxes(shape, [strides]);
    return newArrayWithStrides(shape, stridesInOrder(shape, made.itemsize, axes), made);
  }
  // a line of the loop's own dtype needs no iterator, which has other words
  const isPlain = ({ dtype, flags }: NDArray) => dtype === made && flags.aligned;
  const isLine = sliced < 0 && shape.length === 1 && isPlain(out) && isPlain(array);
  if (out.ndim < shape.length && !isLine) {
    const lacking = `op_axes[0][${shape.length - 1 - out.ndim}] (==${out.ndim})`;
    throw new ValueError(
      `Iterator input ${lacking} is not a valid axis of op[0], which has ${out.ndim} dimensions  (expected ${shapeText(shape)}, got ${shapeText(out._shape)})`,
    );
  }
  if (out.ndim !== shape.length || (isLine && out._shape[0] !== shape[0])) {
    throw new ValueError(
      `provided out is the wrong size for the accumulation. (expected ${shapeText(shape)}, got ${shapeText(out._shape)})`,
    );
  }
  if (sliced < 0) checkAccumulatedShape(out._shape, shape);
  else checkSlicedShape(out._shape, array._shape, sliced, shape[sliced]!);
  return out;
}
