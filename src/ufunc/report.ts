// Reporting the floating-point errors that a kernel found in a ufunc's call.

import { reportErrors } from "../core/errstate.js";
import { CAST_SHIFT } from "../kernel/errors.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";

/** Whether NumPy's loop clears the processor's flags when it is done, and with them what casts before it raised. */
export function forgetsCasts({ row }: UfuncInfo, loop: Loop): boolean {
  return row.forgets?.includes(loop.inputs[0]!) === true;
}

const OPERATION = (1 << CAST_SHIFT) - 1;

/**
 * Reports what casts of the inputs raised, then what the ufunc did.
 *
 * @param castsFirst - whether NumPy casts such inputs before its loop, and not in it
 * @param forgets - whether that loop ends by forgetting what was raised before: see {@link forgetsCasts}
 * @throws FloatingPointError if so set
 */
export function reportCall(flags: number, name: string, castsFirst = true, forgets = false): void {
  if (!castsFirst) {
    reportAs(forgets ? flags & OPERATION : flags, name);
    return;
  }
  if (flags >> CAST_SHIFT !== 0) reportErrors(flags >> CAST_SHIFT, "cast");
  if ((flags & OPERATION) !== 0) reportErrors(flags & OPERATION, name);
}

/** Reports all of it under one name, as reductions do. @throws FloatingPointError if so set */
export function reportAs(flags: number, name: string): void {
  reportErrors((flags & OPERATION) | (flags >> CAST_SHIFT), name);
}
