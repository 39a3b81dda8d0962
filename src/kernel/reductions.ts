// Reductions: elements combined into outputs that begin as an initial value, or as their first elements. In which order
// they are combined is decided here, and by the lowerings.

import { countOf } from "../core/layout.js";
import type { Variant } from "./access.js";
import { countNative, reducesNative, runsNative } from "./choice.js";
import { combineKernel, firstKernel, linesKernel, shortKernel } from "./derived.js";
import { dumping } from "./dump.js";
import { runMap } from "./engine.js";
import { CAST_SHIFT, DIVIDE, FIRST_SHIFT, INVALID, OVER, UNDER } from "./errors.js";
import { foldLines } from "./fold.js";
import type { Node } from "./ir.js";
import { runLoops, runSingle } from "./js/run.js";
import { BUFFER_ELEMENTS, type MapKernel, type ReduceKernel } from "./kernel.js";
import type { Nest } from "./nest.js";
import type { Operand } from "./operand.js";
import { raised } from "./raised.js";
import {
  advanced,
  checkOperands,
  line,
  plan,
  singleLoop,
  steps,
  withAxisInside,
  withLength,
} from "./walk.js";
import type { Loops } from "./x64/call.js";
import { runNativeLoops } from "./x64/run.js";
import { runNativeReduce } from "./x64/run-reduce.js";
import { callsFor } from "./x64/threads.js";

const NONE: readonly number[] = [];

/**
 * Combines elements into outputs that already hold their initial values. `shape` is the input's; the
 * output's strides are 0 along `axes`. Order of additions as NumPy's.
 */
export function runReduce(
  kernel: ReduceKernel,
  shape: readonly number[],
  axes: readonly number[],
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  raised.flags = 0;
  if (axes.length === shape.length && !dumping) {
    const count = singleLoop(shape, operands);
    if (count === 0) return 0;
    if (count > 0) {
      if (!reducesNative(count)) {
        if (runSingle(kernel, "reduce", count, operands, steps)) return raised.flags;
      } else if (decidesEarly(kernel, count, operands)) return raised.flags;
      else if (kernel.errors === null && runNativeReduce(kernel, "reduce", line(count), operands)) {
        countNative(true);
        return raised.flags;
      }
    }
  }
  runNest(kernel, countOf(shape), plan(kernel, shape, operands, axes, NONE), operands);
  return raised.flags;
}

/**
 * {@link runReduce} along one axis, of one line of elements after the other. As it adds up and rounds once for a line,
 * where rows are combined with each other it does so at every step.
 */
export function runReduceLines(
  kernel: ReduceKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): number {
  const isSame = shape.length === 1 || shape[axis] === 1 || !minds(kernel);
  if (isSame) return runReduce(kernel, shape, [axis], operands);
  checkOperands(kernel, operands);
  raised.flags = 0;
  const nest = plan(kernel, shape, operands, [axis], NONE);
  runNest(kernel, countOf(shape), withAxisInside(nest, axis, operands), operands);
  return raised.flags;
}

/** Whether it matters to the last bit in which loops elements are combined: sums, and states wider than the output. */
function minds({ pairwise, finish }: ReduceKernel): boolean {
  return pairwise || finish[0]!.op !== "argument";
}

/** Combines the elements of a nest; what that raises is in `raised`. */
function runNest(
  kernel: ReduceKernel,
  count: number,
  nest: Nest,
  operands: readonly Operand[],
): void {
  if (nest.shape[0] === 0) return;
  const variant = reduceVariant(kernel, nest);
  const native = variant === "combine" ? runsNative(count) : reducesNative(count);
  if (native && kernel.errors === null) {
    if (reduceShortLines(kernel, variant, nest, operands)) return;
    if (reduceSeveralLines(kernel, variant, nest, operands)) return;
    if (variant === "reduce" && countNative(foldLines(kernel, nest, operands))) return;
    const done =
      variant === "combine"
        ? runNativeLoops(combineKernel(kernel), nest, operands)
        : runNativeReduce(kernel, variant, nest, operands);
    if (done) {
      countNative(true);
      return;
    }
  }
  runLoops(kernel, variant, nest, operands);
}

/** Elements that often decide a reduction which may stop. */
const FIRST_LOOK = 32;

/** Whether a reduction of one line that may stop does so at its first elements, which need no machine code. */
function decidesEarly(kernel: ReduceKernel, count: number, operands: readonly Operand[]): boolean {
  if (kernel.absorbing === null || count <= FIRST_LOOK) return false;
  const { views, byteOffset } = operands[kernel.output]!;
  if (kernel.operands[kernel.output]!.type.name !== "bool") return false;
  return (
    runSingle(kernel, "reduce", FIRST_LOOK, operands, steps) &&
    (views.u8[byteOffset] !== 0) === kernel.absorbing
  );
}

/** Lines of fewer elements than this are combined side by side. */
const SHORT_LINE = 8;
/** Lines from which that pays. */
const MANY_LINES = 64;

const shortKernels = new WeakMap<ReduceKernel, Map<number, MapKernel>>();

/** Many short lines: one elementwise kernel, for which each element of a line is an operand. */
function reduceShortLines(
  kernel: ReduceKernel,
  variant: Variant,
  { shape, strides, offsets }: Nest,
  operands: readonly Operand[],
): boolean {
  const inner = shape.length - 1;
  const length = shape[inner]!;
  if (variant !== "reduce" || length >= SHORT_LINE || inner === 0) return false;
  if (shape[inner - 1]! < MANY_LINES || kernel.inputs !== 1 || kernel.where >= 0) return false;
  // Four complex numbers are eight: their sum is no longer a plain one.
  if (kernel.element.length !== 1) return false;
  const known = shortKernels.get(kernel) ?? new Map<number, MapKernel>();
  shortKernels.set(kernel, known);
  let short = known.get(length);
  if (short === undefined) {
    short = shortKernel(kernel, length);
    known.set(length, short);
  }
  const [input, output] = [operands[0]!, operands[kernel.output]!];
  const step = strides[0]![inner]!;
  const spread = Array.from({ length }, (_, i): Operand => {
    return { ...input, byteOffset: input.byteOffset + i * step };
  });
  const outer = (mine: readonly number[]) => mine.slice(0, inner);
  const loops = {
    shape: shape.slice(0, inner),
    strides: [...spread.map(() => outer(strides[0]!)), outer(strides[kernel.output]!)],
    offsets: [...spread.map(() => offsets[0]!), offsets[kernel.output]!],
  };
  return countNative(runNativeLoops(short, loops, [...spread, output]));
}

/** Lines that are combined at once: what is read of them comes from as many places of memory, and the outputs once. */
const LINES_AT_ONCE = 4;
/** Elements of lines from which that pays. */
const LONG_LINE = 64;
/**
 * Bytes of lines from which it pays on one thread as well: those of 8 KB take as long one by one, of 26 KB half as long
 * again.
 */
const OUTER_LINE = 2 ** 14;
/** Bytes of elements below which longer code is not worth its making. */
const MUCH = 2 ** 20;

/** How a nest's lines are combined several at once: whole groups of them, and those that are left. */
interface Grouped {
  readonly groups: Loops;
  readonly rest: Loops | null;
}

const linesKernels = new WeakMap<ReduceKernel, MapKernel>();
const grouped = new WeakMap<Nest, Grouped>();

function groupLines({ shape, strides, offsets }: Nest, input: number, output: number): Grouped {
  const loop = shape.length - 2;
  const lines = shape[loop]!;
  const [from, to] = [strides[input]!, strides[output]!];
  const step = from[loop]!;
  const wide = from.map((stride, at) => (at === loop ? stride * LINES_AT_ONCE : stride));
  const count = Math.floor(lines / LINES_AT_ONCE);
  const groups = {
    shape: shape.map((length, at) => (at === loop ? count : length)),
    strides: [...Array.from({ length: LINES_AT_ONCE }, () => wide), to],
    offsets: [
      ...Array.from({ length: LINES_AT_ONCE }, (_, i) => offsets[input]! + i * step),
      offsets[output]!,
    ],
  };
  const left = lines % LINES_AT_ONCE;
  const rest = {
    shape: shape.map((length, at) => (at === loop ? left : length)),
    strides: [from, to],
    offsets: [offsets[input]! + (lines - left) * step, offsets[output]!],
  };
  return { groups, rest: left > 0 ? rest : null };
}

/** A reduction along the loop around a kept inner one, several lines at once. */
function reduceSeveralLines(
  kernel: ReduceKernel,
  variant: Variant,
  nest: Nest,
  operands: readonly Operand[],
): boolean {
  const { shape, reduced } = nest;
  const loop = shape.length - 2;
  if (variant !== "combine" || kernel.inputs !== 1 || kernel.where >= 0 || loop < 0) return false;
  if (reduced.indexOf(true) !== loop || shape[loop + 1]! < LONG_LINE) return false;
  if (shape[loop]! < 2 * LINES_AT_ONCE) return false;
  const lineBytes = shape[loop + 1]! * kernel.operands[0]!.type.itemsize;
  const bytes = lineBytes * shape[loop]!;
  if (callsFor(bytes, 2) === 1 && (lineBytes < OUTER_LINE || bytes < MUCH)) return false;
  let lines = linesKernels.get(kernel);
  if (lines === undefined) {
    lines = linesKernel(kernel, LINES_AT_ONCE);
    linesKernels.set(kernel, lines);
  }
  let loops = grouped.get(nest);
  if (loops === undefined) {
    loops = groupLines(nest, 0, kernel.output);
    grouped.set(nest, loops);
  }
  const [input, output] = [operands[0]!, operands[kernel.output]!];
  const spread = Array.from({ length: LINES_AT_ONCE }, () => input);
  if (!runNativeLoops(lines, loops.groups, [...spread, output])) return false;
  if (loops.rest !== null && !runNativeLoops(combineKernel(kernel), loops.rest, [input, output]))
    runLoops(combineKernel(kernel), "map", loops.rest, [input, output]);
  return countNative(true);
}

/** Whether halves are multiplied: NumPy's loop rounds the product when it has come to its end. */
function isHalfProduct({ step, finish }: ReduceKernel): boolean {
  const [product] = step;
  if (step.length !== 1 || product!.op !== "mul" || product!.lane !== "f32") return false;
  return finish[0]!.op !== "argument" && product!.args.every(({ op }) => op === "argument");
}

/** How a reduction's inner loops run: lines shorter than half of NumPy's buffer are summed several at a time. */
function reduceVariant(kernel: ReduceKernel, nest: Nest): Variant {
  const last = nest.reduced.length - 1;
  if (!nest.reduced[last]) return "combine";
  const two = last > 0 && nest.reduced[last - 1]! && nest.shape[last]! * 2 <= BUFFER_ELEMENTS;
  const gathers = kernel.pairwise || isHalfProduct(kernel);
  return gathers && kernel.where < 0 && two ? "rows" : "reduce";
}

/**
 * As {@link runReduce} for outputs without initial values: each begins as its first element (`maximum`,
 * `initial: None`). No reduced axis may be empty. The kernel must have no mask.
 */
export function runReduceFromFirst(
  kernel: ReduceKernel,
  shape: readonly number[],
  axes: readonly number[],
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  if (shape.length === 1 && axes.length === 1) {
    const flags = reduceLineFromFirst(kernel, shape[0]!, operands);
    if (flags >= 0) return flags;
  }
  let rest = shape.slice();
  for (const axis of axes) rest[axis] = 1;
  const first = copiesFirst(kernel, rest, operands)
    ? 0
    : runMap(firstKernel(kernel), rest, operands.slice(0, kernel.inputs + 1));
  let flags = ((first | (first >> CAST_SHIFT)) & (DIVIDE | OVER | UNDER | INVALID)) << FIRST_SHIFT;
  // What remains is the box beyond the first index of each reduced axis in turn, the innermost one first: of complex
  // numbers that are NaN in part, the first in memory is the greatest.
  const { byteStrides } = operands[0]!;
  const size = (axis: number) => Math.abs(byteStrides[axis]!);
  const inward = axes.slice().sort((a, b) => size(a) - size(b) || b - a);
  for (const axis of inward) {
    if (shape[axis]! > 1) {
      flags |= runReduce(
        kernel,
        withLength(rest, axis, shape[axis]! - 1),
        axes,
        operands.map((operand) => advanced(operand, axis, 1)),
      );
    }
    rest = withLength(rest, axis, shape[axis]!);
  }
  return flags;
}

/** Copies the one first element to the one output, where that is all: no kernel is made for it. */
function copiesFirst(
  { first, inputs, errors, operands: [from, to] }: ReduceKernel,
  outputs: readonly number[],
  [input, output]: readonly Operand[],
): boolean {
  const [{ op, lane }] = first as readonly [Node];
  // any byte but 0 is true, and becomes 1
  const isPlain = inputs === 1 && first.length === 1 && op === "load" && lane !== "bool";
  if ((errors?.first ?? null) !== null) return false;
  if (!isPlain || from!.type !== to!.type || outputs.some((length) => length !== 1)) return false;
  if (Math.max(input!.views.byteLength, output!.views.byteLength) > 2 ** 32) return false;
  const source = input!.views.u8;
  const target = output!.views.u8;
  for (let i = 0; i < from!.type.itemsize; i++) {
    target[output!.byteOffset + i] = source[input!.byteOffset + i]!;
  }
  return true;
}

/** {@link runReduceFromFirst} of one short line; -1, with nothing done, for all others. */
function reduceLineFromFirst(
  kernel: ReduceKernel,
  count: number,
  operands: readonly Operand[],
): number {
  if (dumping || kernel.errors !== null || kernel.inputs !== 1 || kernel.where >= 0) return -1;
  if (reducesNative(count)) return -1;
  const [input, output] = operands as readonly [Operand, Operand];
  raised.flags = 0;
  steps[0] = input.byteStrides[0]!;
  steps[1] = 0;
  if (!runSingle(firstKernel(kernel), "map", 1, operands, steps)) return -1;
  if (count > 1) {
    const rest = { ...input, byteOffset: input.byteOffset + input.byteStrides[0]! };
    runSingle(kernel, "reduce", count - 1, [rest, output], steps);
  }
  return raised.flags;
}
