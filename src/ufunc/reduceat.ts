// Reductions of a binary ufunc over slices of an axis that begin at given positions.

import { asArray, isMemory } from "../array/convert.js";
import { castRefused, copyArray, copyInto } from "../array/copy.js";
import { indexValues } from "../array/index-values.js";
import { mayOverlap } from "../array/overlapping.js";
import { isCastAllowed } from "../core/casting.js";
import { dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { reportErrors } from "../core/errstate.js";
import { shapeText } from "../core/layout.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { shown } from "../core/python-values.js";
import { CAST_SHIFT } from "../kernel/errors.js";
import { runReduceAt } from "../kernel/reduce-at.js";
import { type AccumulateOptions, alongAxis, argumentsAlong, putAway } from "./accumulate.js";
import { castFlags } from "./cast-flags.js";
import type { UfuncInfo } from "./loop-kernels.js";
import { convertsOutput, readable, truthful } from "./reduction-arguments.js";
import { checkSteps, mayRaise } from "./reduction-errors.js";
import { reductionKernel } from "./reduction-kernels.js";
import { accumulationLoop } from "./reduction-loop.js";
import { reportCall } from "./report.js";
import { loopOutput } from "./resolve.js";
import { kernelOperand } from "./run-loop.js";

const int64 = toDtype("int64");

/** `ufunc.reduceat`: reductions over the slices that begin at each of the indices. */
export function reduceatUfunc(
  info: UfuncInfo,
  value: unknown,
  indices: unknown,
  given?: AccumulateOptions,
): NDArray {
  const readMore = () => startsArray(indices);
  const read = argumentsAlong(info, "reduceat", value, given, readMore);
  const { axis, more: positions, operand, out, wanted } = read;
  const starts = checkedStarts(info.name, positions, operand._shape[axis]!);
  const taken = truthful(info, operand);
  const loop = accumulationLoop(info, "reduceat", taken.dtype, wanted, out?.dtype ?? null);
  const shape = operand._shape.slice();
  shape[axis] = starts.length;
  const place = alongAxis(operand, shape, loop, out, axis);
  const array = readable(taken, loop);
  const converts = out !== null && convertsOutput(loop, out);
  const result = converts ? alongAxis(array, shape, loop, null, axis) : place;
  checkSteps(info, loop, array, axis, starts);
  const input =
    out !== null && mayOverlap(out, array) ? copyArray(array, "K", info.name, "overlap") : array;
  if (result.size === 0) {
    reportErrors(castFlags(input, loopOutput(loop)), "cast");
    // nothing to cast, and yet units that do not go together are refused
    if (converts) copyInto(out, result, info.name);
    return place;
  }
  const run = (target: NDArray, watched: boolean): number => {
    const types = [loop, input.dtype, target.dtype] as const;
    const kernel = reductionKernel(info, ...types, false, null, watched, false, true);
    return runReduceAt(kernel, array._shape, axis, starts, [
      kernelOperand(input, array._shape),
      kernelOperand(target, shape),
    ]);
  };
  run(result, false);
  // NumPy casts all elements beforehand, also those of no slice
  let flags = castFlags(input, loopOutput(loop)) << CAST_SHIFT;
  if (mayRaise(info, loop, input.dtype, result)) {
    const again = newArray(result._shape, result.dtype, "C", false, true);
    flags |= run(again, true) & ((1 << CAST_SHIFT) - 1);
  }
  if (converts) {
    // what the output held is cast too
    reportErrors((flags >> CAST_SHIFT) | castFlags(out, loopOutput(loop)), "cast");
    putAway(info, out, result, "reduceat");
    return place;
  }
  if (flags !== 0) reportCall(flags, "reduceat");
  return place;
}

/** The positions that reduceat is given, as an array of integers. @throws TypeError, ValueError */
export function startsArray(indices: unknown): NDArray {
  if (Array.isArray(indices)) {
    if (indices.some((one) => Array.isArray(one))) {
      throw new ValueError(
        "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1. (the indices of reduceat are one-dimensional)",
      );
    }
    // values are read as integers, whatever they are
    return asArray(indices, int64);
  }
  const isArray = indices instanceof NDArray || isMemory(indices);
  const array = isArray ? asArray(indices) : null;
  if (array === null || array.ndim !== 1) {
    throw new ValueError(
      `object ${array === null || array.ndim === 0 ? "of too small depth" : "too deep"} for desired array (the indices of reduceat are one-dimensional, got ${array === null ? shown(indices) : `shape ${shapeText(array._shape)}`})`,
    );
  }
  if (!isCastAllowed(array.dtype, int64, "safe")) {
    throw new TypeError(castRefused(array.dtype, int64, "safe", array.ndim));
  }
  return array;
}

/** The positions that reduceat begins at. @throws IndexError for those that are not there */
export function checkedStarts(name: string, array: NDArray, length: number): Float64Array {
  const starts = indexValues(array);
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    if (start < 0 || start >= length) {
      throw new IndexError(`index ${start} out-of-bounds in ${name}.reduceat [0, ${length})`);
    }
  }
  return starts;
}
