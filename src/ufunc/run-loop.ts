// One loop of a ufunc over operands that call.ts has settled: its kernel, what an overlap or a mask asks for, and the
// errors that it raised.

import { copyArray, copyInto, likeArray } from "../array/copy.js";
import { copyMasked } from "../array/masked.js";
import { mayOverlap, overwrites } from "../array/overlapping.js";
import { countTrue, truthBytes } from "../array/truth.js";
import { reportErrors, watchLevel } from "../core/errstate.js";
import { broadcastStrides, sameNumbers } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { runMap } from "../kernel/engine.js";
import { CAST_SHIFT } from "../kernel/errors.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { Operand as KernelOperand } from "../kernel/operand.js";
import type { Settings } from "./call-options.js";
import { castFlags } from "./cast-flags.js";
import { kernelFor, type UfuncInfo, type Watch } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { forgetsCasts, reportCall } from "./report.js";
import { loopInput, loopOutput } from "./resolve.js";

/** The operand, or a copy of it if an output would overwrite elements not yet read. */
export function readFirst(
  operand: NDArray,
  outputs: readonly (NDArray | null)[],
  name: string,
): NDArray {
  for (const output of outputs) {
    if (output !== null && overwrites(output, operand)) {
      return copyArray(operand, "K", name, "overlap");
    }
  }
  return operand;
}

/**
 * Whether errors are looked for, and an output is cast and overwrites an input: NumPy computes into an array of its own
 * and casts that, so that the errors of the cast are not the ufunc's.
 */
export function isComputedApart(
  loop: Loop,
  inputs: readonly NDArray[],
  settings: Settings,
): boolean {
  if (watchLevel() === 0 || loop.dtypes !== undefined) return false;
  // inputs of one axis that are cast have been before that
  const flat = settings.where === null && inputs.every((one) => one.ndim < 2);
  const read = inputs.filter((one, i) => !flat || one.dtype.char === loopInput(loop, i).char);
  return settings.out.some((one, i) => {
    if (one === null || one.dtype.char === loopOutput(loop, i).char) return false;
    return "biufc".includes(one.dtype.kind) && read.some((input) => overwrites(one, input));
  });
}

export function runLoopApart(
  info: UfuncInfo,
  loop: Loop,
  shape: readonly number[],
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
  where: NDArray | null,
): void {
  const computed = outputs.map((one, i) => likeArray(one, loopOutput(loop, i), "K"));
  if (where !== null) computed.forEach((one, i) => void copyInto(one, outputs[i]!, info.name));
  runLoop(info, loop, shape, inputs, computed, where, false);
  computed.forEach((one, i) => {
    if (where === null) copyInto(outputs[i]!, one, info.name);
    else copyMasked(outputs[i]!, one, where, info.name);
  });
}

export function runLoop(
  info: UfuncInfo,
  loop: Loop,
  shape: readonly number[],
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
  where: NDArray | null,
  given: boolean,
): void {
  const level = watchLevel();
  const inPlace =
    level !== 0 && given && outputs.some((one) => inputs.some((input) => mayOverlap(one, input)));
  const watch = inPlace ? ((level + 2) as Watch) : level;
  const kernel = loopKernel(info, loop, inputs, outputs, where, watch);
  const operands = [...inputs, ...outputs];
  if (where !== null) operands.push(where);
  const masked = where === null ? 0 : maskedFlags(loop, inputs, given ? outputs : []);
  const found = runMap(
    kernel,
    shape,
    operands.map((one) => kernelOperand(one, shape)),
  );
  const forgets =
    forgetsCasts(info, loop) && (masked === 0 || countTrue(truthBytes(where!, info.name)) > 0);
  const all = forgets ? found : found | masked;
  const flags = loop.settled?.(all, inputs, outputs[0]!.size, inPlace || where !== null) ?? all;
  if (flags !== 0) reportLoop(info, loop, inputs, where === null, forgets, flags);
}

/** Reports what a loop raised; casts that NumPy makes before its loop by their own name. */
function reportLoop(
  info: UfuncInfo,
  loop: Loop,
  inputs: readonly NDArray[],
  unmasked: boolean,
  forgets: boolean,
  flags: number,
): void {
  const early = castsEarly(loop, inputs);
  const isMixed = unmasked && early.includes(true) && early.includes(false);
  if (!isMixed) {
    reportCall(flags, info.name, unmasked && !early.includes(false), forgets);
    return;
  }
  const raised = inputs.map((one, i) => castFlags(one, loopInput(loop, i)));
  const of = (when: boolean) =>
    raised.reduce((all, one, i) => all | (early[i] === when ? one : 0), 0);
  if (of(true) !== 0) reportErrors(of(true), "cast");
  const own = flags & ((1 << CAST_SHIFT) - 1);
  reportCall(own | (of(false) << CAST_SHIFT), info.name, false, forgets);
}

/**
 * Which inputs NumPy casts before its loop: those without axes, and of one axis as long as none before takes a buffer.
 * Undefined for what is not cast.
 */
function castsEarly(loop: Loop, inputs: readonly NDArray[]): (boolean | undefined)[] {
  let simple = true;
  return inputs.map((one, i) => {
    if (one.dtype.char === loopInput(loop, i).char) return undefined;
    if (one.ndim === 0) return true;
    simple = simple && one.ndim === 1;
    return simple;
  });
}

/**
 * What NumPy's casts raise beside a mask: those of all elements, and of what the outputs held. A loop that forgets them
 * does so only if the mask lets it run.
 */
function maskedFlags(loop: Loop, inputs: readonly NDArray[], outputs: readonly NDArray[]): number {
  if (watchLevel() === 0) return 0;
  const taken = inputs.map((one, i) => castFlags(one, loopInput(loop, i)));
  const held = outputs.map((one, i) => castFlags(one, loopOutput(loop, i)));
  return [...taken, ...held].reduce((all, one) => all | one, 0);
}

export function loopKernel(
  info: UfuncInfo,
  loop: Loop,
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
  where: NDArray | null,
  watch: Watch,
): MapKernel {
  const [taken, made] = [inputs, outputs].map((arrays) => arrays.map((one) => one.dtype));
  return kernelFor(info, loop, taken!, made!, where !== null, watch);
}

/** An array as the kernels take it, broadcast to the shape they run over. */
export function kernelOperand(array: NDArray, shape: readonly number[]): KernelOperand {
  return {
    views: array.storage.views,
    byteOffset: array.byteOffset,
    byteStrides: sameNumbers(array._shape, shape)
      ? array._strides
      : broadcastStrides(array._shape, array._strides, shape),
  };
}
