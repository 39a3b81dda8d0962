// Reductions whose elements are of another dtype than what they make, such as spans times floats: a call of the ufunc
// for every step, as no kernel has a loop for them.

import { copyInto } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { reshapeArray } from "../array/reshape.js";
import { reportedAs } from "../core/errstate.js";
import type { NDArray } from "../core/ndarray.js";
import { slice } from "../core/slice.js";
import { callUfunc } from "./call.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";

/** Whether a reduction's steps take spans and floats. */
export function needsSteps(loop: Loop): boolean {
  return loop.inputs === "md";
}

/** Reduces `input` along `axes` into `result`, which holds what to start from unless it starts `fromFirst`. */
export function reduceBySteps(
  info: UfuncInfo,
  input: NDArray,
  result: NDArray,
  axes: readonly number[],
  fromFirst: boolean,
  where: NDArray | null,
): void {
  const kept = input._shape.filter((_, axis) => !axes.includes(axis));
  const target = reshapeArray(result, kept);
  const counts = axes.map((axis) => input._shape[axis]!);
  const steps = counts.reduce((product, count) => product * count, 1);
  for (let step = 0; step < steps; step++) {
    let rest = step;
    const items: unknown[] = input._shape.map(() => slice(null));
    for (let i = axes.length - 1; i >= 0; i--) {
      items[axes[i]!] = rest % counts[i]!;
      rest = Math.floor(rest / counts[i]!);
    }
    const elements = getIndex(input, items);
    if (fromFirst && step === 0) copyInto(target, elements, info.name);
    else {
      const mask = where === null ? {} : { where: getIndex(where, items) };
      const options = { out: target, casting: "unsafe", ...mask };
      reportedAs("reduce", () => callUfunc(info, [target, elements, options]));
    }
  }
}
