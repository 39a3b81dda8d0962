// Which errors a reduction's steps may raise, which elements they refuse, and how errors are told.

import { getIndex } from "../array/index-get.js";
import type { DType } from "../core/dtype.js";
import { reportErrors, watchLevel } from "../core/errstate.js";
import type { NDArray } from "../core/ndarray.js";
import { slice } from "../core/slice.js";
import { CAST_SHIFT, FIRST_SHIFT, SUSPECT } from "../kernel/errors.js";
import { allFinite } from "./all-finite.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { reportCall } from "./report.js";
import { loopOutput } from "./resolve.js";

/**
 * Reports what a reduction raised: the casts of its first elements, which are copied beforehand and cast once more
 * among the others, and its steps.
 */
export function reportSteps(
  flags: number,
  name: string,
  forgets: boolean,
  castsFirst: boolean,
): void {
  const first = flags >> FIRST_SHIFT;
  reportErrors(first, "cast");
  reportCall((flags & (SUSPECT - 1)) | (first << CAST_SHIFT), name, castsFirst, forgets);
}

/**
 * Whether a reduction is to be gone through once more, step by step, for its errors. Sums and products that met an
 * infinity or a NaN end in one.
 */
export function mayRaise(info: UfuncInfo, loop: Loop, input: DType, result: NDArray): boolean {
  if (!canRaise(info, loop, input)) return false;
  const float = "fc".includes(loopOutput(loop).kind);
  // what is cut to a half may have become an infinity that a step leaves behind
  const isCut = loop.outputs === "e" && input.char !== "e";
  if (!float || isCut || watchLevel() === 2 || info.row.sticky !== true) return true;
  return !allFinite(result);
}

/** Whether there is anything to look for in a reduction's steps. */
export function canRaise(info: UfuncInfo, loop: Loop, input: DType): boolean {
  if (watchLevel() === 0) return false;
  // whether a number is zero can be told without an error
  if (info.row.absorbing !== undefined) return false;
  if (info.row.errors?.quiet === true && input.char === loop.outputs) return false;
  const floats = "fc".includes(loopOutput(loop).kind) || "fc".includes(input.kind);
  return floats || info.row.divides === true;
}

/**
 * Refuses elements by their values: those that are second operands of a step, which the first of a slice is not.
 *
 * @param axis - along which slices begin at `starts`; `null` where every element is in a step
 */
export function checkSteps(
  info: UfuncInfo,
  loop: Loop,
  array: NDArray,
  axis: number | null,
  starts: ArrayLike<number>,
): void {
  const { check } = info.row;
  if (check === undefined) return;
  let taken = array;
  if (axis !== null) {
    const length = array._shape[axis]!;
    const inside = new Set<number>();
    for (let i = 0; i < starts.length; i++) {
      const next = starts[i + 1] ?? length;
      for (let at = starts[i]! + 1; at < next; at++) inside.add(at);
    }
    const items = array._shape.map((_, at) => (at === axis ? [...inside] : slice(null)));
    taken = getIndex(array, items);
  }
  check([array, taken], loop, (one) => one);
}
