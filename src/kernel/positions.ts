// Where along an axis the best element is.

import { contiguousStrides, countOf } from "../core/layout.js";
import { BufferViews } from "../memory/buffer-views.js";
import { countNative, reducesNative } from "./choice.js";
import { searchKernel } from "./derived.js";
import { castKernel } from "./describe.js";
import { dumping } from "./dump.js";
import { runMap } from "./engine.js";
import { runLoops, runSingle } from "./js/run.js";
import type { ArgKernel, MapKernel } from "./kernel.js";
import { elementType } from "./lanes.js";
import type { Operand } from "./operand.js";
import {
  advanced,
  checkOperands,
  isWalkedAcross,
  line,
  plan,
  steps,
  withAxisInside,
  withLength,
} from "./walk.js";
import { runNativeLoops } from "./x64/run.js";
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
  if (shape.length === 1) {
    steps[0] = operands[0]!.byteStrides[0]!;
    steps[1] = 0;
    if (!native && runSingle(kernel, "arg", shape[0]!, operands, steps)) return;
    if (native && !dumping && countNative(runNativeArg(kernel, line(shape[0]!), operands))) return;
  }
  const length = shape[axis]!;
  const isShort = length < SHORT_LINE && countOf(shape) >= MANY_LINES * length;
  if (native && (isShort || isWalkedAcross(shape, axis, operands.slice(0, 1)))) {
    if (runArgAcross(kernel, shape, axis, operands)) return;
  }
  const nest = plan(kernel, shape, operands, [axis], [axis]);
  if (nest.shape[0] === 0) return;
  const along = withAxisInside(nest, axis, operands);
  if (native && countNative(runNativeArg(kernel, along, operands))) return;
  runLoops(kernel, "arg", along, operands);
}

const searchKernels = new WeakMap<ArgKernel, MapKernel>();

/** Many lines of fewer elements than this are searched side by side. */
const SHORT_LINE = 8;
const MANY_LINES = 64;

/** Lines that are walked together: so many positions are made ready. */
const LINES = 2 ** 13;
const numbers = new BufferViews(new ArrayBuffer(8 * LINES));
/** The position that the first of them stands for, once they are made. */
let firstNumber = -1;

function numberFrom(first: number): void {
  if (first === firstNumber) return;
  for (let i = 0; i < LINES; i++) {
    numbers.u32[2 * i] = first + i;
    numbers.u32[2 * i + 1] = Math.floor((first + i) / 2 ** 32);
  }
  firstNumber = first;
}

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
  const first = withLength(shape, axis, 1);
  const state = step.operands[4]!.type;
  const still = (strides: readonly number[]) => withLength(strides, axis, 0);
  const best: Operand = {
    views: new BufferViews(new ArrayBuffer(countOf(first) * state.itemsize)),
    byteOffset: 0,
    byteStrides: still(contiguousStrides(first, state.itemsize, "C")),
  };
  const position: Operand = {
    views: numbers,
    byteOffset: 0,
    byteStrides: shape.map((_, one) => (one === axis ? 8 : 0)),
  };
  const found = { ...output, byteStrides: still(output.byteStrides) };
  const width = castKernel(kernel.operands[0]!.type, state);
  runMap(width, first, [input, best]);
  const whole = castKernel(elementType("int64"), kernel.operands[1]!.type);
  numberFrom(0);
  runMap(whole, first, [{ ...position, byteOffset: 0 }, found]);
  const length = shape[axis]!;
  for (let start = 0; start < length; start += LINES) {
    numberFrom(start);
    const lines = Math.min(LINES, length - start);
    const element = advanced(input, axis, start);
    const all = [element, position, best, found, best, found];
    const box = withLength(shape, axis, lines);
    const nest = plan(step, box, all, [axis], [axis]);
    // The state must go on from line to line.
    const isAcross = nest.reduced.at(-1) === false;
    if (!isAcross || !runNativeLoops(step, nest, all)) {
      for (let i = 0; i < lines; i++) {
        const one = (operand: Operand) => advanced(operand, axis, i);
        runMap(step, first, [one(element), one(position), best, found, best, found]);
      }
    }
  }
  return true;
}
