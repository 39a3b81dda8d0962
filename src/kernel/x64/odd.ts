// Elements that a kernel's machine code is not for (see math/expand.ts): where it meets one, another engine runs the
// kernel anew over all of them. Which elements these are is not known here.

import { SUSPECT } from "../errors.js";
import type { MapKernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { raised } from "../raised.js";

/** Whether outputs lie on inputs, which then are not there any more for another engine. */
export function lieOnInputs(kernel: MapKernel, operands: readonly Operand[]): boolean {
  return kernel.outputs.some(({ operand }) => {
    const { views, byteOffset } = operands[operand]!;
    return operands.some(
      (one, k) =>
        k !== operand && one.byteOffset === byteOffset && one.views.buffer === views.buffer,
    );
  });
}

/** Whether a run met no element that is left to another engine. */
export function isSettled(): boolean {
  if ((raised.flags & SUSPECT) === 0) return true;
  // what was raised is told again
  raised.flags = 0;
  return false;
}
