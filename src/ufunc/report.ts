// Reporting the floating-point errors that a kernel found in a ufunc's call.

import { reportErrors } from "../core/errstate.js";
import { CAST_SHIFT } from "../kernel/errors.js";

const OPERATION = (1 << CAST_SHIFT) - 1;

/** Reports what casts of the inputs raised, then what the ufunc did. @throws FloatingPointError if so set */
export function reportCall(flags: number, name: string): void {
  if (flags >> CAST_SHIFT !== 0) reportErrors(flags >> CAST_SHIFT, "cast");
  if ((flags & OPERATION) !== 0) reportErrors(flags & OPERATION, name);
}
