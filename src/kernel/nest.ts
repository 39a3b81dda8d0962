// The loop nest: in which order, and in how few loops, a kernel walks its operands. Pure arithmetic
// on shapes and strides, as NumPy's iterator does it; nothing here knows dtypes, code or memory.
//
// Steps. Axes of length 1 are dropped. An axis along which no operand moves forward and some move
// backward is walked from its other end. Axes are sorted by falling stride, C order deciding where
// operands disagree. Neighbouring axes that every operand can walk as one become one loop. What is
// left, outermost loop first, is the nest: its last loop is the inner one.

import { countOf, keepOrderAxes, type Shape, type Strides } from "../core/layout.js";

/** The part of an operand that a nest depends on. */
export interface NestOperand {
  /** Byte strides, already broadcast to the nest's shape (0 along reduced and stretched axes). */
  readonly strides: Strides;
  readonly itemsize: number;
}

/** What a kernel needs beyond "every element once, in any order". */
export interface NestOptions {
  /** Axes along which outputs depend on each other (reduce, accumulate): never merged with others. */
  readonly reduced?: readonly number[];
  /**
   * Axes whose direction and C order among themselves matter (accumulate, the first index of an
   * extreme, elements written to a stream): neither flipped nor swapped with each other.
   */
  readonly ordered?: readonly number[];
  /** False leaves every axis walked in its own direction: float sums show the order of additions. */
  readonly flip?: boolean;
}

/** A loop nest; every list of loops goes from the outermost to the innermost. */
export interface Nest {
  /** Iterations of each loop. There is at least one loop, so that there is always an inner one. */
  readonly shape: readonly number[];
  /** Per operand, the bytes it moves at each step of each loop. */
  readonly strides: readonly (readonly number[])[];
  /** Per operand, the bytes from its first element to the place where the nest begins. */
  readonly offsets: readonly number[];
  /** Per loop, the original axes it walks, outermost first; those of length 1 are in none. */
  readonly axes: readonly (readonly number[])[];
  /** Per loop, whether its axes are reduced. */
  readonly reduced: readonly boolean[];
  /** Original axes that are walked backwards. */
  readonly flipped: readonly number[];
}

const NONE: readonly number[] = [];

/**
 * Plan the loops over `shape`. A nest without elements is one loop of 0 iterations, one of a single
 * element is one loop of 1 in which each operand seems contiguous.
 */
export function planNest(
  shape: Shape,
  operands: readonly NestOperand[],
  options: NestOptions = {},
): Nest {
  const count = countOf(shape);
  if (count <= 1) return trivialNest(count, operands, options.reduced ?? NONE);
  const strides = operands.map((operand) => operand.strides.slice());
  const offsets = new Array<number>(operands.length).fill(0);
  const flipped =
    options.flip === false
      ? []
      : flipBackwardAxes(shape, strides, offsets, options.ordered ?? NONE);
  const order = keepOrderAxes(shape, strides).filter((axis) => shape[axis] !== 1);
  restoreOrder(order, options.ordered ?? NONE);
  return mergeAxes(shape, strides, order, options.reduced ?? NONE, offsets, flipped);
}

function trivialNest(
  count: number,
  operands: readonly NestOperand[],
  reduced: readonly number[],
): Nest {
  // What stands still along the reduced axes (a reduction's output) must stand still here too.
  const isStill = ({ strides }: NestOperand) =>
    reduced.length > 0 && reduced.every((axis) => strides[axis] === 0);
  return {
    shape: [count],
    strides: operands.map((operand) => [isStill(operand) ? 0 : operand.itemsize]),
    offsets: operands.map(() => 0),
    axes: [NONE],
    reduced: [reduced.length > 0],
    flipped: NONE,
  };
}

/**
 * Turn round each axis along which operands only move backward, so that memory is walked forward.
 * Strides and offsets are changed in place; the axes turned are returned.
 */
function flipBackwardAxes(
  shape: Shape,
  strides: readonly number[][],
  offsets: number[],
  ordered: readonly number[],
): number[] {
  const flipped: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1 || !onlyBackward(strides, axis) || ordered.includes(axis)) continue;
    flipped.push(axis);
    for (let operand = 0; operand < strides.length; operand++) {
      offsets[operand] += strides[operand][axis] * (shape[axis] - 1);
      strides[operand][axis] = 0 - strides[operand][axis];
    }
  }
  return flipped;
}

function onlyBackward(strides: readonly Strides[], axis: number): boolean {
  let backward = false;
  for (const mine of strides) {
    if (mine[axis] > 0) return false;
    if (mine[axis] < 0) backward = true;
  }
  return backward;
}

/** Put the ordered axes back into C order, within the places that sorting gave them. */
function restoreOrder(order: number[], ordered: readonly number[]): void {
  if (ordered.length < 2) return;
  const inOrder = order.filter((axis) => ordered.includes(axis)).sort((a, b) => a - b);
  let next = 0;
  for (let position = 0; position < order.length; position++) {
    if (ordered.includes(order[position])) order[position] = inOrder[next++];
  }
}

/** Walk the axes from the outermost in, adding each to the loop outside it where all can. */
function mergeAxes(
  shape: Shape,
  strides: readonly Strides[],
  order: readonly number[],
  reducedAxes: readonly number[],
  offsets: readonly number[],
  flipped: readonly number[],
): Nest {
  const loops: number[] = [];
  const loopStrides: number[][] = strides.map(() => []);
  const axes: number[][] = [];
  const reduced: boolean[] = [];
  for (const axis of order) {
    const isReduced = reducedAxes.includes(axis);
    const last = loops.length - 1;
    if (
      last >= 0 &&
      reduced[last] === isReduced &&
      extendsLoop(loopStrides, strides, axis, shape)
    ) {
      loops[last] *= shape[axis];
      axes[last].push(axis);
      for (let operand = 0; operand < strides.length; operand++) {
        loopStrides[operand][last] = strides[operand][axis];
      }
    } else {
      loops.push(shape[axis]);
      axes.push([axis]);
      reduced.push(isReduced);
      for (let operand = 0; operand < strides.length; operand++) {
        loopStrides[operand].push(strides[operand][axis]);
      }
    }
  }
  return { shape: loops, strides: loopStrides, offsets, axes, reduced, flipped };
}

/** Whether, for every operand, the loop so far steps over exactly one run of `axis`. */
function extendsLoop(
  loopStrides: readonly Strides[],
  strides: readonly Strides[],
  axis: number,
  shape: Shape,
): boolean {
  for (let operand = 0; operand < strides.length; operand++) {
    const mine = loopStrides[operand];
    if (mine[mine.length - 1] !== strides[operand][axis] * shape[axis]) return false;
  }
  return true;
}

/** The same nest with one of its loops moved to the inside, the others keeping their order. */
export function withInnerLoop(nest: Nest, loop: number): Nest {
  const move = <T>(list: readonly T[]): T[] => [
    ...list.slice(0, loop),
    ...list.slice(loop + 1),
    list[loop],
  ];
  return {
    ...nest,
    shape: move(nest.shape),
    strides: nest.strides.map(move),
    axes: move(nest.axes),
    reduced: move(nest.reduced),
  };
}

/**
 * Iterations of the one forward loop that walks all operands, or -1 if there is none. Each operand's
 * step is written into `steps`. It allocates nothing: ask this first, since most calls are on small
 * arrays laid out alike, and plan a nest only when the answer is -1.
 */
export function singleLoop(
  shape: Shape,
  operands: readonly NestOperand[],
  steps: number[],
): number {
  const count = countOf(shape);
  if (count <= 1) {
    for (let operand = 0; operand < operands.length; operand++) {
      steps[operand] = operands[operand].itemsize;
    }
    return count;
  }
  if (isOneLoop(shape, operands, steps, shape.length - 1, -1)) return count;
  return isOneLoop(shape, operands, steps, 0, 1) ? count : -1;
}

/** Whether the axes, taken from `innermost` in the given direction, are one loop for all. */
function isOneLoop(
  shape: Shape,
  operands: readonly NestOperand[],
  steps: number[],
  innermost: number,
  direction: 1 | -1,
): boolean {
  const ndim = shape.length;
  for (let operand = 0; operand < operands.length; operand++) {
    const strides = operands[operand].strides;
    let axis = innermost;
    while (shape[axis] === 1) axis += direction;
    const step = strides[axis];
    if (step < 0) return false;
    let expected = step;
    for (; axis >= 0 && axis < ndim; axis += direction) {
      if (shape[axis] === 1) continue;
      if (strides[axis] !== expected) return false;
      expected *= shape[axis];
    }
    steps[operand] = step;
  }
  return true;
}

/**
 * A nest as text, one loop a line:
 *
 * ```
 * for 3 (axis 1): +8 +0
 *   for 20 (axes 0, 2, reduced): +24 +8
 * ```
 */
export function nestText(nest: Nest): string {
  const lines = nest.shape.map((count, loop) => {
    const axes = nest.axes[loop];
    const notes = [`${axes.length === 1 ? "axis" : "axes"} ${axes.join(", ") || "none"}`];
    if (nest.reduced[loop]) notes.push("reduced");
    if (axes.some((axis) => nest.flipped.includes(axis))) notes.push("flipped");
    const moves = nest.strides.map((mine) => (mine[loop] < 0 ? `${mine[loop]}` : `+${mine[loop]}`));
    return `${"  ".repeat(loop)}for ${count} (${notes.join(", ")}): ${moves.join(" ")}`;
  });
  if (nest.offsets.some((offset) => offset !== 0)) {
    lines.unshift(
      `start at ${nest.offsets.map((offset) => `+${offset}`).join(" ")}`.replaceAll("+-", "-"),
    );
  }
  return lines.join("\n");
}
