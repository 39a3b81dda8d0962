// Running results along an axis. What becomes of an element and the result before it is the kernel's.

import { countOf } from "../core/layout.js";
import { countNative, runsNative } from "./choice.js";
import { chainKernel, firstKernel } from "./derived.js";
import { dumping } from "./dump.js";
import { runMap } from "./engine.js";
import { runLoops, runSingle } from "./js/run.js";
import type { ReduceKernel } from "./kernel.js";
import { type Nest, withInnerLoop } from "./nest.js";
import type { Operand } from "./operand.js";
import { raised } from "./raised.js";
import {
  advanced,
  checkOperands,
  isWalkedAcross,
  plan,
  steps,
  withAxisInside,
  withLength,
} from "./walk.js";
import { runNativeLoops } from "./x64/run.js";
import { runNativeAccumulate } from "./x64/run-accumulate.js";

/** Running results along `axis`: `out[0] = in[0]`, then `out[i] = op(out[i - 1], in[i])`. */
export function runAccumulate(
  kernel: ReduceKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  if (shape[axis]! <= 1) {
    return runMap(firstKernel(kernel), shape, operands.slice(0, kernel.inputs + 1));
  }
  raised.flags = 0;
  const native = runsNative(countOf(shape));
  if (shape.length === 1) {
    const strides = operands.map(({ byteStrides }) => byteStrides);
    const loops = { shape, strides, offsets: operands.map(() => 0) };
    if (native && countNative(runNativeAccumulate(kernel, loops, operands))) return raised.flags;
    steps[0] = operands[0]!.byteStrides[0]!;
    steps[1] = operands[1]!.byteStrides[0]!;
    if (!dumping && runSingle(kernel, "accumulate", shape[0]!, operands, steps)) {
      return raised.flags;
    }
  }
  if (isWalkedAcross(shape, axis, operands)) {
    runChain(kernel, shape, axis, operands, native);
    return raised.flags;
  }
  const nest = plan(kernel, shape, operands, [axis], [axis]);
  if (nest.shape[0] === 0) return raised.flags;
  const along = withAxisInside(nest, axis, operands);
  if (!native || !countNative(runNativeAccumulate(kernel, along, operands))) {
    runLoops(kernel, "accumulate", along, operands);
  }
  return raised.flags;
}

/** Running results line by line: each line of outputs from the one before, in the order of memory. */
function runChain(
  kernel: ReduceKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
  native: boolean,
): void {
  const inputs = operands.slice(0, kernel.inputs + 1);
  // what the first line raises is kept for the others to add to
  runMap(firstKernel(kernel), withLength(shape, axis, 1), inputs);
  const rest = operands.map((operand) => advanced(operand, axis, 1));
  const nest = plan(kernel, withLength(shape, axis, shape[axis]! - 1), rest, [axis], [axis]);
  if (nest.shape[0] === 0) return;
  const along = withAxisInside(nest, axis, operands);
  // The axis just outside of the innermost of the others.
  const lines = withInnerLoop(along, along.shape.length - 2);
  if (native && countNative(runNativeChain(kernel, lines, operands, rest))) return;
  runLoops(kernel, "chain", lines, rest);
}

/** {@link runChain} as machine code, `rest` being the operands without their first lines; false if that is not for it. */
function runNativeChain(
  kernel: ReduceKernel,
  { shape, strides, offsets }: Nest,
  operands: readonly Operand[],
  rest: readonly Operand[],
): boolean {
  if (kernel.errors !== null || kernel.where >= 0) return false;
  const { output } = kernel;
  const twice = <T>(list: readonly T[]): T[] => [...list.slice(0, output + 1), list[output]!];
  const loops = { shape, strides: twice(strides), offsets: twice(offsets) };
  const all = [...rest.slice(0, output), operands[output]!, rest[output]!];
  return runNativeLoops(chainKernel(kernel), loops, all);
}
