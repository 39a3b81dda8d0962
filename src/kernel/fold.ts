// Reductions whose step is a function and whose order hardly shows (the greatest common divisor, hypot): elements are
// combined side by side, in elementwise kernels, instead of one after another.

import { viewsOf } from "../memory/buffer-views.js";
import { foldKernels, mergeKernel, stateType } from "./derived.js";
import { runLoops } from "./js/run.js";
import type { MapKernel, ReduceKernel } from "./kernel.js";
import type { Operand } from "./operand.js";
import { eachPlane, type Loops } from "./x64/call.js";
import { runNativeLoops } from "./x64/run.js";

/** Elements of a line from which it is folded. */
const SHORTEST = 64;
/** Elements from which a line is walked by a row of states. */
const LONG = 2 ** 11;
/** States of that row: in the first-level cache, and many registers. */
const ROW = 256;
/** States of several lines that are folded together. */
const STATES = 2 ** 14;
/** Bytes of the widest state. */
const WIDEST = 8;

const states = viewsOf(new ArrayBuffer(STATES * WIDEST));

const NONE = [0, 0, 0];

/** Runs an elementwise kernel on operands and their strides. */
function run(
  kernel: MapKernel,
  shape: readonly number[],
  operands: readonly (readonly [Operand["views"], number, readonly number[]])[],
): void {
  const list = operands.map(([views, byteOffset, byteStrides]) => {
    return { views, byteOffset, byteStrides };
  });
  const loops = { shape, strides: list.map((one) => one.byteStrides), offsets: NONE };
  if (!runNativeLoops(kernel, loops, list)) runLoops(kernel, "map", loops, list);
}

/** Where lines of elements are. */
interface Lines {
  readonly views: Operand["views"];
  readonly offset: number;
  readonly along: number;
  readonly across: number;
}

class Fold {
  readonly #kernel: ReduceKernel;
  readonly #size: number;

  constructor(kernel: ReduceKernel) {
    this.#kernel = kernel;
    this.#size = stateType(kernel).itemsize;
  }

  /** One long line into a row of states; answers how many. */
  #walk({ views, offset, along }: Lines, length: number): number {
    const { first, step } = foldKernels(this.#kernel);
    const still = [0, this.#size];
    const apart = [along * ROW, along];
    run(
      first,
      [1, ROW],
      [
        [views, offset, apart],
        [states, 0, still],
      ],
    );
    const rows = Math.floor(length / ROW) - 1;
    run(
      step,
      [rows, ROW],
      [
        [views, offset + along * ROW, apart],
        [states, 0, still],
      ],
    );
    const rest = length % ROW;
    if (rest > 0) {
      run(
        step,
        [1, rest],
        [
          [views, offset + along * (length - rest), apart],
          [states, 0, still],
        ],
      );
    }
    return ROW;
  }

  /** Lines by halves, the second onto the first; answers how many states are left of each. */
  #halve({ views, offset, along, across }: Lines, lines: number, length: number): number {
    const { first, step } = foldKernels(this.#kernel);
    const half = length >> 1;
    const own = [half * this.#size, this.#size];
    const apart = [across, along];
    run(
      first,
      [lines, half],
      [
        [views, offset, apart],
        [states, 0, own],
      ],
    );
    run(
      step,
      [lines, half],
      [
        [views, offset + half * along, apart],
        [states, 0, own],
      ],
    );
    if (length % 2 === 1) {
      run(
        step,
        [lines, 1],
        [
          [views, offset + (length - 1) * along, apart],
          [states, 0, own],
        ],
      );
    }
    return half;
  }

  /** The states of each line into one, `apart` states after that of the line before, and into the outputs. */
  #finish(lines: number, count: number, [views, offset, stride]: Output): void {
    const { pair } = foldKernels(this.#kernel);
    const size = this.#size;
    const apart = count * size;
    const onto = (from: number, length: number) =>
      run(
        pair,
        [lines, length],
        [
          [states, from * size, [apart, size]],
          [states, 0, [apart, size]],
        ],
      );
    for (let left = count; left > 1; left >>= 1) {
      onto(left >> 1, left >> 1);
      if (left % 2 === 1) onto(left - 1, 1);
    }
    run(
      mergeKernel(this.#kernel),
      [1, lines],
      [
        [states, 0, [0, apart]],
        [views, offset, [0, stride]],
      ],
    );
  }

  /** Lines of equal length, each into an output of its own. */
  lines(from: Lines, lines: number, length: number, [views, offset, stride]: Output): void {
    if (length >= LONG) {
      for (let line = 0; line < lines; line++) {
        const count = this.#walk({ ...from, offset: from.offset + line * from.across }, length);
        this.#finish(1, count, [views, offset + line * stride, stride]);
      }
      return;
    }
    const most = Math.floor(STATES / (length >> 1));
    for (let line = 0; line < lines; line += most) {
      const some = Math.min(most, lines - line);
      const left = this.#halve({ ...from, offset: from.offset + line * from.across }, some, length);
      this.#finish(some, left, [views, offset + line * stride, stride]);
    }
  }
}

/** Outputs: where the first is, and bytes to the next. */
type Output = readonly [Operand["views"], number, number];

/**
 * A reduction whose inner loop is reduced, folded. False, with nothing done, if its order shows or its lines are too short
 * for that.
 */
export function foldLines(
  kernel: ReduceKernel,
  { shape, strides, offsets }: Loops,
  operands: readonly Operand[],
): boolean {
  if (!kernel.anyOrder || kernel.where >= 0 || kernel.inputs !== 1 || kernel.errors !== null) {
    return false;
  }
  const inner = shape.length - 1;
  const length = shape[inner]!;
  if (length < SHORTEST || kernel.element.length !== 1) return false;
  const lines = inner > 0 ? shape[inner - 1]! : 1;
  const outer = (mine: readonly number[]) => (inner > 0 ? mine[inner - 1]! : 0);
  const [read, write] = [strides[0]!, strides[kernel.output]!];
  const fold = new Fold(kernel);
  const [input, output] = [operands[0]!, operands[kernel.output]!];
  eachPlane({ shape, strides, offsets }, operands, (places) => {
    const from = { views: input.views, offset: places[0]!, along: read[inner]! };
    const to = [output.views, places[kernel.output]!, outer(write)] as const;
    fold.lines({ ...from, across: outer(read) }, lines, length, to);
  });
  return true;
}
