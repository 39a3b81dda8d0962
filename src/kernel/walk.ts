// In which loops a call walks its operands: one that takes all of them forward, or a planned nest. Pure arithmetic on
// shapes and strides, and what of it is remembered.

import { InternalError } from "../memory/errors.js";
import { dumping, dumps } from "./dump.js";
import { type Kernel, printKernel } from "./kernel.js";
import { type Nest, nestText, planNest, withInnerLoop } from "./nest.js";
import { rememberedNest } from "./nests.js";
import type { Operand } from "./operand.js";

/** Bytes from element to element of each operand, as the last {@link singleLoop} found them. */
export const steps: number[] = [];

/**
 * The one forward loop that walks all operands together, its steps in `steps`; -1 if there is none.
 * Allocates nothing: it is the first question of every call.
 */
export function singleLoop(shape: readonly number[], operands: readonly Operand[]): number {
  const ndim = shape.length;
  if (ndim === 1) {
    for (let k = 0; k < operands.length; k++) steps[k] = operands[k]!.byteStrides[0]!;
    return shape[0]!;
  }
  let count = 1;
  for (let axis = 0; axis < ndim; axis++) count *= shape[axis]!;
  if (count <= 1) {
    for (let k = 0; k < operands.length; k++) steps[k] = 0;
    return count;
  }
  for (let k = 0; k < operands.length; k++) {
    const strides = operands[k]!.byteStrides;
    let axis = ndim - 1;
    while (shape[axis] === 1) axis--;
    const step = strides[axis]!;
    let expected = step;
    for (; axis >= 0; axis--) {
      if (shape[axis] === 1) continue;
      if (strides[axis] !== expected) return -1;
      expected *= shape[axis]!;
    }
    steps[k] = step;
  }
  return count;
}

const lineShape: number[] = [0];
const lineStrides: number[][] = Array.from({ length: 16 }, () => [0]);
const lineOffsets: readonly number[] = new Array<number>(16).fill(0);
const lineLoops = { shape: lineShape, strides: lineStrides, offsets: lineOffsets };

/** The one loop that `singleLoop` found, as a nest; read before the next is made. */
export function line(count: number): typeof lineLoops {
  lineShape[0] = count;
  for (let k = 0; k < Math.min(steps.length, 16); k++) lineStrides[k]![0] = steps[k]!;
  return lineLoops;
}

/** Kernels whose IR was dumped: once is enough. */
const printed = new WeakSet<Kernel>();

export function plan(
  kernel: Kernel,
  shape: readonly number[],
  operands: readonly Operand[],
  reduced: readonly number[],
  ordered: readonly number[],
): Nest {
  const nest = rememberedNest(shape, operands, reduced, ordered, () =>
    planNest(
      shape,
      operands.map((operand, k) => ({
        strides: operand.byteStrides,
        itemsize: kernel.operands[k]!.type.itemsize,
      })),
      { reduced, ordered, flip: reduced.length === 0 },
    ),
  );
  if (dumping) {
    if (!printed.has(kernel)) dumps("ir", () => printKernel(kernel));
    printed.add(kernel);
    dumps("plan", () => `plan of ${kernel.name} over (${shape.join(", ")})\n${nestText(nest)}`);
  }
  return nest;
}

export function checkOperands(kernel: Kernel, operands: readonly Operand[]): void {
  if (operands.length !== kernel.operands.length) {
    throw new InternalError(
      `kernel ${kernel.name} has ${kernel.operands.length} operands, ${operands.length} were given`,
    );
  }
}

/** The operand from `skip` elements further along `axis`. */
export function advanced(operand: Operand, axis: number, skip: number): Operand {
  return {
    views: operand.views,
    byteOffset: operand.byteOffset + operand.byteStrides[axis]! * skip,
    byteStrides: operand.byteStrides,
  };
}

export function withLength(shape: readonly number[], axis: number, length: number): number[] {
  const changed = shape.slice();
  changed[axis] = length;
  return changed;
}

/** A nest with one more inner loop, of one turn, for an axis of length 1, which plans leave out. */
function withUnitLoop(nest: Nest, axis: number, operands: readonly Operand[]): Nest {
  return {
    ...nest,
    shape: [...nest.shape, 1],
    strides: nest.strides.map((mine, k) => [...mine, operands[k]!.byteStrides[axis]!]),
    axes: [...nest.axes, [axis]],
    reduced: [...nest.reduced, true],
  };
}

/** A nest whose inner loop is the one reduced axis. */
export function withAxisInside(nest: Nest, axis: number, operands: readonly Operand[]): Nest {
  const loop = nest.reduced.indexOf(true);
  return loop < 0 ? withUnitLoop(nest, axis, operands) : withInnerLoop(nest, loop);
}

/** Whether another axis lies closer in memory than `axis` for all operands, and is long enough to matter. */
export function isWalkedAcross(
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): boolean {
  return shape.some(
    (length, other) =>
      other !== axis &&
      length >= 8 &&
      operands.every(
        ({ byteStrides }) => Math.abs(byteStrides[other]!) < Math.abs(byteStrides[axis]!),
      ),
  );
}
