// reduceat: the stretches of an axis, each combined into an output of its own. One line's are combined together, as machine
// code; others one after another.

import { countNative, runsNative } from "./choice.js";
import { firstKernel } from "./derived.js";
import { runIndexedMap, runMap } from "./engine.js";
import type { MapKernel, ReduceKernel } from "./kernel.js";
import type { ElementType } from "./lanes.js";
import type { Operand } from "./operand.js";
import { raised } from "./raised.js";
import { runReduceLines } from "./reductions.js";
import { advanced, checkOperands, withLength } from "./walk.js";
import { runNativeMove } from "./x64/run-moves.js";
import { runNativeStretches } from "./x64/run-reduce.js";

/**
 * `ufunc.reduceat`: output i along `axis` combines elements `indices[i]` up to `indices[i + 1]` (the end for
 * the last), or is the element at `indices[i]` if that is not before the next. Indices are in range.
 */
export function runReduceAt(
  kernel: ReduceKernel,
  shape: readonly number[],
  axis: number,
  indices: ArrayLike<number>,
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  let flags = 0;
  const length = shape[axis]!;
  const output = operands[kernel.output]!;
  const outStep = output.byteStrides[axis]!;
  const still = output.byteStrides.slice();
  still[axis] = 0;
  const one = withLength(shape, axis, 1);
  const first = firstKernel(kernel);
  if (reduceStretches(kernel, first, shape, indices, operands)) return raised.flags;
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]!;
    const end = i + 1 < indices.length ? indices[i + 1]! : length;
    const out: Operand = {
      views: output.views,
      byteOffset: output.byteOffset + i * outStep,
      byteStrides: still,
    };
    const inputs = operands
      .slice(0, kernel.inputs)
      .map((operand) => advanced(operand, axis, start));
    flags |= runMap(first, one, [...inputs, out]);
    if (end - start > 1) {
      const rest = inputs.map((operand) => advanced(operand, axis, 1));
      flags |= runReduceLines(kernel, withLength(shape, axis, end - start - 1), axis, [
        ...rest,
        out,
      ]);
    }
  }
  return flags;
}

/** Stretches from which they are combined together. */
const MANY_STRETCHES = 4;

/** Stores the elements at the given places as the first of their stretches. */
function storeFirsts(first: MapKernel, starts: Int32Array, input: Operand, output: Operand): void {
  const count = starts.length;
  const [from, to] = first.operands.map(({ type }) => type) as [ElementType, ElementType];
  const [stride, apart] = [input.byteStrides[0]!, output.byteStrides[0]!];
  const isMove = from === to && first.outputs[0]!.roots.every(({ op }) => op === "load");
  if (isMove && stride > 0) {
    const source = { views: input.views, base: input.byteOffset, stride, list: starts, across: 0 };
    const target = { views: output.views, base: output.byteOffset, stride: apart, list: null };
    if (runNativeMove({ ...target, across: 0 }, source, count, 1, from.itemsize)) return;
  }
  const places = Float64Array.from(starts, (start) => start * stride);
  runIndexedMap(first, count, [input, output], [places, null]);
}

/** {@link runReduceAt} of one line whose stretches follow each other. False, with nothing done, for all others. */
function reduceStretches(
  kernel: ReduceKernel,
  first: MapKernel,
  shape: readonly number[],
  indices: ArrayLike<number>,
  operands: readonly Operand[],
): boolean {
  const count = indices.length;
  if (shape.length !== 1 || kernel.inputs !== 1 || kernel.where >= 0) return false;
  if (kernel.errors !== null || count < MANY_STRETCHES || !runsNative(shape[0]!)) return false;
  if (shape[0]! >= 2 ** 31) return false;
  const lengths = new Int32Array(count);
  const starts = new Int32Array(count);
  const [input, output] = [operands[0]!, operands[kernel.output]!];
  for (let i = 0; i < count; i++) {
    const start = indices[i]!;
    const length = (i + 1 < count ? indices[i + 1]! : shape[0]!) - start;
    if (length <= 0) return false;
    lengths[i] = length - 1;
    starts[i] = start;
  }
  raised.flags = 0;
  storeFirsts(first, starts, input, output);
  const start = indices[0]! + 1;
  return countNative(runNativeStretches(kernel, start, lengths, [input, output]));
}
