// Shape and memory order of an expression's result: as if each function had put its result into an array of its
// own, which decides where order is kept ("K"), without any such array.

import {
  broadcastOperands,
  freshStrides,
  isCContiguous,
  likeStrides,
  type OperandLayout,
  outputStrides,
  type Shape,
  type Strides,
  sameNumbers,
} from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { pointAt, type Source } from "./source.js";
import type { FusedPlan } from "./typing.js";

/** Where the result's elements would lie. */
export interface ResultLayout {
  readonly shape: Shape;
  readonly strides: Strides;
  /** The same of every function on the way; null if all are of the result's shape. */
  readonly steps: readonly OperandLayout[] | null;
}

/** The layout of a plan's result; `inputs` are the arrays in its slots. @throws ValueError with the place */
export function resultLayout(
  plan: FusedPlan,
  inputs: readonly NDArray[],
  source: Source,
): ResultLayout {
  const shape = plainShape(inputs);
  if (shape !== null) {
    return { shape, strides: freshStrides(shape, plan.dtype.itemsize, "C"), steps: null };
  }
  const steps = opLayouts(plan, inputs, source);
  return { ...steps[steps.length - 1], steps };
}

/** The shape of all inputs that have axes, if they share one and are laid out row by row. */
function plainShape(inputs: readonly NDArray[]): Shape | null {
  let shape: Shape | null = null;
  for (const input of inputs) {
    if (input.ndim === 0) continue;
    if (shape === null) shape = input._shape;
    else if (!sameNumbers(shape, input._shape)) return null;
    if (input.ndim > 1 && !isCContiguous(input._shape, input._strides, input.itemsize)) return null;
  }
  return shape ?? [];
}

function opLayouts(plan: FusedPlan, inputs: readonly NDArray[], source: Source): OperandLayout[] {
  const layouts: OperandLayout[] = [];
  plan.ops.forEach(({ node, resolved }, op) => {
    const { itemsize } = resolved.output;
    const operands = argumentLayouts(plan, op, inputs, layouts);
    try {
      const shape = broadcastOperands(operands.map((one) => one.shape));
      const strides = ownStrides(node.apply.layout, shape, itemsize, operands);
      layouts.push({ shape, strides, itemsize });
    } catch (error) {
      throw pointAt(error, source, node.span);
    }
  });
  return layouts;
}

function ownStrides(
  kind: "ufunc" | "iterator" | "copy",
  shape: Shape,
  itemsize: number,
  operands: readonly OperandLayout[],
): Strides {
  if (kind === "ufunc") return outputStrides(shape, itemsize, "K", operands);
  if (kind === "copy") {
    const [from] = operands;
    return likeStrides(shape, from.strides, from.itemsize, itemsize, "K");
  }
  // "buffered" keeps out the short cut that ufuncs take around the iterator
  const iterated = operands.map((one) => ({ ...one, buffered: true }));
  return outputStrides(shape, itemsize, "K", iterated);
}

function argumentLayouts(
  plan: FusedPlan,
  op: number,
  inputs: readonly NDArray[],
  results: readonly OperandLayout[],
): OperandLayout[] {
  const { args, resolved } = plan.ops[op];
  return args.map((arg, i) => {
    const to = resolved.inputs[i];
    if (arg.from === "op") {
      const buffered = plan.ops[arg.op].resolved.output !== to;
      return { ...results[arg.op], buffered };
    }
    const { _shape, _strides, itemsize, dtype } =
      arg.from === "slot" ? inputs[arg.slot] : arg.value;
    return { shape: _shape, strides: _strides, itemsize, buffered: dtype !== to };
  });
}

/**
 * Proves that a result of this layout may be written into an array: the operands broadcast to it, it is not
 * stretched itself.
 *
 * @throws ValueError as a ufunc's `out`
 */
export function checkOutputShape(
  plan: FusedPlan,
  inputs: readonly NDArray[],
  layout: ResultLayout,
  out: NDArray,
  source: Source,
): void {
  if (sameNumbers(layout.shape, out._shape)) return;
  const steps = layout.steps ?? opLayouts(plan, inputs, source);
  const last = plan.ops.length - 1;
  try {
    const operands = argumentLayouts(plan, last, inputs, steps);
    broadcastOperands(
      operands.map((one) => one.shape),
      [out._shape],
    );
  } catch (error) {
    throw pointAt(error, source, plan.ops[last].node.span);
  }
}
