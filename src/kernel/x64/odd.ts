// Elements that a kernel's machine code is not for (see math/expand.ts): where it meets one, another engine runs the
// kernel anew over all of them. Which elements these are is not known here.

import { SUSPECT } from "../errors.js";
import { reachable } from "../ir.js";
import type { MapKernel } from "../kernel.js";
import { expandCalls } from "../math/expand.js";
import type { Operand } from "../operand.js";
import { raised } from "../raised.js";

/** How a kernel is left to another engine: never, where elements ask for it, or always. */
export type Leaving = "never" | "odd" | "always";

/** A kernel that may be left reads its outputs if it adds to them: another engine would do so once more. */
export function leavingOf(kernel: MapKernel): Leaving {
  const { odd, outputs } = expandCalls(kernel);
  if (odd === null) return "never";
  const results = new Set(outputs.map(({ operand }) => operand));
  const nodes = reachable(outputs.flatMap(({ roots }) => roots));
  return nodes.some((node) => node.op === "load" && results.has(node.operand)) ? "always" : "odd";
}

/** Whether a kernel that may be left is so at once: its outputs lie on inputs, which then would not be there any more. */
export function isLeft(leaving: Leaving, kernel: MapKernel, operands: readonly Operand[]): boolean {
  return leaving === "always" || (leaving === "odd" && lieOnInputs(kernel, operands));
}

function lieOnInputs(kernel: MapKernel, operands: readonly Operand[]): boolean {
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
