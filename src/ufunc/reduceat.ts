// Reductions of a binary ufunc over slices of an axis that begin at given positions.

import { asArray } from "../array/convert.js";
import { castRefused, copyArray, copyInto } from "../array/copy.js";
import { indexValues } from "../array/index-values.js";
import { overwrites } from "../array/overlapping.js";
import { isCastAllowed } from "../core/casting.js";
import { dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { shapeText } from "../core/layout.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { CAST_SHIFT } from "../kernel/errors.js";
import { runReduceAt } from "../kernel/reduce-at.js";
import { type AccumulateOptions, accumulateNames, alongAxis } from "./accumulate.js";
import { castFlags } from "./cast-flags.js";
import type { UfuncInfo } from "./loop-kernels.js";
import {
  checkBinary,
  convertsOutput,
  operandArray,
  singleAxis,
  singleOut,
} from "./reduction-arguments.js";
import { checkSteps, mayRaise } from "./reduction-errors.js";
import { reductionKernel } from "./reduction-kernels.js";
import { accumulationLoop } from "./reduction-loop.js";
import { reportCall } from "./report.js";
import { loopOutput, wantedDtype } from "./resolve.js";
import { kernelOperand } from "./run-loop.js";

const int64 = toDtype("int64");

/** `ufunc.reduceat`: reductions over the slices that begin at each of the indices. */
export function reduceatUfunc(
  info: UfuncInfo,
  value: unknown,
  indices: unknown,
  given?: AccumulateOptions,
): NDArray {
  checkBinary(info, "reduceat");
  const known = options<AccumulateOptions>(`${info.name}.reduceat`, given, accumulateNames);
  const array = operandArray(info, value);
  array.live();
  const wanted = wantedDtype(known.dtype);
  if (array.ndim === 0) throw new TypeError("cannot reduceat on a scalar");
  const axis = singleAxis(known.axis, array.ndim, "reduceat");
  const starts = checkedStarts(info.name, indices, array._shape[axis]!);
  const out = singleOut(known.out);
  const loop = accumulationLoop(info, "reduceat", array.dtype, wanted, out?.dtype ?? null);
  const shape = array._shape.slice();
  shape[axis] = starts.length;
  const place = alongAxis(array, shape, loop, out, axis);
  const converts = out !== null && convertsOutput(loop, out);
  const result = converts ? alongAxis(array, shape, loop, null, axis) : place;
  checkSteps(info, loop, array, axis, starts);
  const input =
    out !== null && overwrites(out, array) ? copyArray(array, "K", info.name, "overlap") : array;
  if (result.size === 0) return place;
  const run = (target: NDArray, watched: boolean): number => {
    const types = [loop, input.dtype, target.dtype] as const;
    const kernel = reductionKernel(info, ...types, false, null, watched);
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
    copyInto(out, result, info.name);
    flags |= castFlags(result, out.dtype);
  }
  if (flags !== 0) reportCall(flags, "reduceat");
  return place;
}

/** The positions that reduceat is given. @throws IndexError, TypeError, ValueError */
export function checkedStarts(name: string, indices: unknown, length: number): Float64Array {
  const array = asArray(indices);
  if (array.ndim !== 1) {
    throw new ValueError(
      `object too deep for desired array (the indices of reduceat are one-dimensional, got shape ${shapeText(array._shape)})`,
    );
  }
  if (!isCastAllowed(array.dtype, int64, "safe")) {
    throw new TypeError(castRefused(array.dtype, int64, "safe", array.ndim));
  }
  const starts = indexValues(array);
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    if (start < 0 || start >= length) {
      throw new IndexError(`index ${start} out-of-bounds in ${name}.reduceat [0, ${length})`);
    }
  }
  return starts;
}
