// How the arrays of a plain call are walked together where they do not lie alike: the common shape, each operand's
// strides, how results lie. The layouts met last are remembered, each dtype combination its own few.

import { ValueError } from "../core/errors.js";
import {
  broadcastOperands,
  broadcastStrides,
  countOf,
  type OperandLayout,
  outputStrides,
} from "../core/layout.js";
import { isAligned, NDArray } from "../core/ndarray.js";
import type { PlainLayout, PlainPlan } from "./plain-plans.js";
import { loopInput } from "./resolve.js";

/** Layouts remembered by each plan. */
const REMEMBERED = 8;
/** Arrays of more axes are not for here. */
const MOST_AXES = 8;

const key: number[] = [];
let length = 0;

function write(operand: unknown): void {
  if (!(operand instanceof NDArray)) {
    key[length++] = -1;
    return;
  }
  const { _shape, _strides } = operand;
  key[length++] = isAligned(operand) ? _shape.length : _shape.length + MOST_AXES;
  for (let axis = 0; axis < _shape.length; axis++) {
    key[length++] = _shape[axis]!;
    key[length++] = _strides[axis]!;
  }
}

function isKnown(layout: PlainLayout | null | undefined): layout is PlainLayout {
  if (layout === null || layout === undefined || layout.key.length !== length) return false;
  for (let i = 0; i < length; i++) if (layout.key[i] !== key[i]) return false;
  return true;
}

/** The layout for the operands; `null` where they do not fit each other, or have no elements. */
export function layoutFor(
  plan: PlainPlan,
  nin: number,
  a: unknown,
  b: unknown,
): PlainLayout | null {
  if (a instanceof NDArray && a._shape.length >= MOST_AXES) return null;
  if (b instanceof NDArray && b._shape.length >= MOST_AXES) return null;
  length = 0;
  write(a);
  if (nin === 2) write(b);
  let place = 0;
  for (let i = 0; i < length; i++) place = (place * 31 + key[i]!) | 0;
  place = (place ^ (place >> 7)) & (REMEMBERED - 1);
  while (plan.layouts.length < REMEMBERED) plan.layouts.push(null);
  const known = plan.layouts[place];
  if (isKnown(known)) return known;
  const made = makeLayout(plan, nin === 2 ? [a, b] : [a]);
  if (made !== null) plan.layouts[place] = made;
  return made;
}

function makeLayout(plan: PlainPlan, operands: readonly unknown[]): PlainLayout | null {
  const arrays = operands.map((one) => (one instanceof NDArray ? one : null));
  const shape = commonShape(arrays);
  if (shape === null) return null;
  if (countOf(shape) === 0) return null;
  const layouts: OperandLayout[] = [];
  arrays.forEach((array, i) => {
    if (array === null) return;
    const { _shape, _strides, itemsize, dtype } = array;
    const buffered = dtype !== loopInput(plan.loop, i) || !isAligned(array);
    layouts.push({ shape: _shape, strides: _strides, itemsize, buffered });
  });
  const several = plan.outputs.length > 1;
  const inputs = arrays.map((array) =>
    array === null ? shape.map(() => 0) : broadcastStrides(array._shape, array._strides, shape),
  );
  const outputs = plan.outputs.map(({ itemsize }) =>
    outputStrides(shape, itemsize, "K", layouts, several),
  );
  return { key: key.slice(0, length), shape, strides: [...inputs, ...outputs] };
}

function commonShape(arrays: readonly (NDArray | null)[]): readonly number[] | null {
  try {
    return broadcastOperands(arrays.map((array) => (array === null ? [] : array._shape))).slice();
  } catch (error) {
    if (error instanceof ValueError) return null;
    throw error;
  }
}
