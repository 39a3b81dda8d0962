// Reporting the floating-point errors that a kernel found in a ufunc's call.

import { reportErrors } from "../core/errstate.js";
import { CAST_SHIFT } from "../kernel/errors.js";

const OPERATION = (1 << CAST_SHIFT) - 1;

/**
 * Reports what casts of the inputs raised, then what the ufunc did.
 *
 * @param castsFirst - whether NumPy casts such inputs before its loop, and not in it
 * @throws FloatingPointError if so set
 */
export function reportCall(flags: number, name: string, castsFirst = true): void {
  if (!castsFirst) {
    reportAs(flags, name);
    return;
  }
  if (flags >> CAST_SHIFT !== 0) reportErrors(flags >> CAST_SHIFT, "cast");
  if ((flags & OPERATION) !== 0) reportErrors(flags & OPERATION, name);
}

/** Reports all of it under one name, as reductions do. @throws FloatingPointError if so set */
export function reportAs(flags: number, name: string): void {
  reportErrors((flags & OPERATION) | (flags >> CAST_SHIFT), name);
}
