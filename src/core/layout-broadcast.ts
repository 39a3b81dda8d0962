// Broadcasting: the common shape of several arrays, and the strides with which one of them is
// read in that shape. Each NumPy entry point words the failure differently, so each has its function.

import { InternalError, ValueError } from "../memory/errors.js";
import {
  type Shape,
  type Strides,
  sameNumbers,
  shapeText,
  sizeOf,
  tupleText,
} from "./layout-shape.js";

/** Common shape of `shapes`, null if there is none. */
function commonShape(shapes: readonly Shape[]): number[] | null {
  let ndim = 0;
  for (const shape of shapes) if (shape.length > ndim) ndim = shape.length;
  const common = new Array<number>(ndim).fill(1);
  for (const shape of shapes) {
    const lead = ndim - shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      const length = shape[axis];
      if (length === 1 || length === common[lead + axis]) continue;
      if (common[lead + axis] !== 1) return null;
      common[lead + axis] = length;
    }
  }
  return common;
}

/**
 * Shape that all `shapes` broadcast to.
 *
 * @throws ValueError as `np.broadcast_shapes` and `np.broadcast` word it
 */
export function broadcastShapes(...shapes: readonly Shape[]): number[] {
  for (const shape of shapes) sizeOf(shape);
  const common = commonShape(shapes);
  if (common !== null) {
    sizeOf(common);
    return common;
  }
  const [one, other] = firstClash(shapes);
  throw new ValueError(
    "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between " +
      `arg ${one} with shape ${tupleText(shapes[one])} and ` +
      `arg ${other} with shape ${tupleText(shapes[other])}.`,
  );
}

/** The two shapes that NumPy names: the first to disagree along the outermost axis that clashes. */
function firstClash(shapes: readonly Shape[]): [one: number, other: number] {
  const ndim = Math.max(...shapes.map((shape) => shape.length));
  for (let fromEnd = ndim; fromEnd > 0; fromEnd--) {
    const lengths = shapes.map((shape) => shape[shape.length - fromEnd] ?? 1);
    const one = lengths.findIndex((length) => length !== 1);
    const other = lengths.findIndex((length) => length !== 1 && length !== lengths[one]);
    if (other >= 0) return [one, other];
  }
  throw new InternalError(`shapes ${shapes.map(tupleText).join(" ")} do not clash`);
}

/**
 * Iteration shape of a ufunc call. `outputs` are the `out` arrays' shapes, null for one still to be
 * allocated; an output takes part in broadcasting but may not itself be stretched. `where` is the
 * mask's shape.
 *
 * @throws ValueError as NumPy's ufuncs word it
 */
export function broadcastOperands(
  inputs: readonly Shape[],
  outputs: readonly (Shape | null)[] = [],
  where: Shape | null = null,
): Shape {
  if (allSame(inputs, outputs, where)) return inputs[0];
  const shapes = [...inputs];
  for (const output of outputs) if (output !== null) shapes.push(output);
  if (where !== null) shapes.push(where);
  const common = commonShape(shapes);
  if (common === null) {
    throw new ValueError(
      `operands could not be broadcast together with shapes ${shapes.map(shapeText).join(" ")} `,
    );
  }
  for (const output of outputs) {
    if (output !== null && !sameNumbers(output, common)) {
      throw new ValueError(
        `non-broadcastable output operand with shape ${shapeText(output)} ` +
          `doesn't match the broadcast shape ${shapeText(common)}`,
      );
    }
  }
  sizeOf(common);
  return common;
}

function allSame(
  inputs: readonly Shape[],
  outputs: readonly (Shape | null)[],
  where: Shape | null,
): boolean {
  if (inputs.length === 0) return false;
  const first = inputs[0];
  for (let i = 1; i < inputs.length; i++) if (!sameNumbers(first, inputs[i])) return false;
  for (const output of outputs) if (output !== null && !sameNumbers(first, output)) return false;
  return where === null || sameNumbers(first, where);
}

/**
 * Strides that read an array as `toShape`: stretched axes, new leading axes and axes of length 1
 * get stride 0. As in `np.broadcast_to`.
 *
 * @throws ValueError when the shape doesn't broadcast to `toShape`
 */
export function broadcastStrides(shape: Shape, strides: Strides, toShape: Shape): number[] {
  const lead = toShape.length - shape.length;
  if (lead < 0) throw cannotBroadcast(shape, toShape);
  const result = new Array<number>(toShape.length);
  for (let axis = 0; axis < lead; axis++) result[axis] = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) result[lead + axis] = 0;
    else if (shape[axis] === toShape[lead + axis]) result[lead + axis] = strides[axis];
    else throw cannotBroadcast(shape, toShape);
  }
  return result;
}

function cannotBroadcast(shape: Shape, toShape: Shape): ValueError {
  if (toShape.length === 0) {
    return new ValueError(
      `cannot broadcast a non-scalar to a scalar array (its shape is ${shapeText(shape)})`,
    );
  }
  if (shape.length > toShape.length) {
    return new ValueError(
      "input operand has more dimensions than allowed by the axis remapping " +
        `(shape ${shapeText(shape)}, requested ${shapeText(toShape)})`,
    );
  }
  return new ValueError(
    "operands could not be broadcast together with remapped shapes [original->remapped]: " +
      `${shapeText(shape)}  and requested shape ${shapeText(toShape)}`,
  );
}
