// Where along an axis the best element is.

import { contiguousStrides, countOf } from "../core/layout.js";
import { BufferViews } from "../memory/buffer-views.js";
import { countNative, reducesNative } from "./choice.js";
import { searchKernel } from "./derived.js";
import { runMap } from "./engine.js";
import { runLoops, runSingle } from "./js/run.js";
import { type ArgKernel, castKernel, type MapKernel } from "./kernel.js";
import { elementType } from "./lanes.js";
import type { Operand } from "./operand.js";
import {
  advanced,
  checkOperands,
  isWalkedAcross,
  plan,
  steps,
  withAxisInside,
  withLength,
} from "./walk.js";
import { runNativeArg } from "./x64/run-arg.js";

/**
 * The position of the best element along `axis`, which must not be empty: the first of equals; a NaN wins.
 * The output's stride along `axis` is 0.
 */
export function runArg(
  kernel: ArgKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): void {
  checkOperands(kernel, operands);
  const native = reducesNative(countOf(shape));
  if (shape.length === 1 && !native) {
    steps[0] = operands[0]!.byteStrides[0]!;
    steps[1] = 0;
    if (runSingle(kernel, "arg", shape[0]!, operands, steps)) return;
  }
  if (native && isWalkedAcross(shape, axis, operands.slice(0, 1))) {
    if (runArgAcross(kernel, shape, axis, operands)) return;
  }
  const nest = plan(kernel, shape, operands, [axis], [axis]);
  if (nest.shape[0] === 0) return;
  const along = withAxisInside(nest, axis, operands);
  if (native && countNative(runNativeArg(kernel, along, operands))) return;
  runLoops(kernel, "arg", along, operands);
}

const searchKernels = new WeakMap<ArgKernel, MapKernel>();

/** Positions of the best by walking the elements as they lie: each next line is held against the best so far. */
function runArgAcross(
  kernel: ArgKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): boolean {
  const [input, output] = operands as readonly [Operand, Operand];
  if (kernel.element.length !== 1 || kernel.element[0]!.lane === "bool") return false;
  let step = searchKernels.get(kernel);
  if (step === undefined) {
    step = searchKernel(kernel);
    searchKernels.set(kernel, step);
  }
  const line = withLength(shape, axis, 1);
  const state = step.operands[4]!.type;
  const strides = contiguousStrides(line, state.itemsize, "C");
  const best: Operand = {
    views: new BufferViews(new ArrayBuffer(countOf(line) * state.itemsize)),
    byteOffset: 0,
    byteStrides: strides,
  };
  const turn = new BufferViews(new ArrayBuffer(64));
  const still = shape.map(() => 0);
  const position: Operand = { views: turn, byteOffset: 0, byteStrides: still };
  const width = castKernel(kernel.operands[0]!.type, state);
  runMap(width, line, [input, best]);
  const whole = castKernel(elementType("int64"), kernel.operands[1]!.type);
  runMap(whole, line, [position, output]);
  for (let i = 1; i < shape[axis]!; i++) {
    turn.u32[0] = i;
    const element = advanced(input, axis, i);
    runMap(step, line, [element, position, best, output, best, output]);
  }
  return true;
}
