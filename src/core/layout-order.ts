// Memory order of results: the strides of a freshly allocated array that should lie like others
// ("K"), as NumPy's iterator and `empty_like` choose them.

import {
  freshStrides,
  isCContiguous,
  isFContiguous,
  type MemoryOrder,
  type OrderName,
  type Shape,
  type Strides,
  sameNumbers,
} from "./layout-shape.js";

/**
 * Axes from outermost to innermost in the order in which NumPy's iterator would walk the
 * operands: by falling absolute stride, the C order of the axes deciding where operands disagree
 * or nothing is known. `strides` holds one entry per operand, already broadcast to `shape`.
 *
 * Two axes are compared only by operands that move along both (stride not 0, length not 1). An
 * insertion sort and no library sort: the comparison is not transitive, and results must lie in
 * memory exactly as NumPy's do.
 */
export function keepOrderAxes(shape: Shape, strides: readonly Strides[]): number[] {
  const ndim = shape.length;
  // Innermost first while sorting, so that ties stay in C order.
  const sorted = new Array<number>(ndim);
  for (let position = 0; position < ndim; position++) {
    const axis = ndim - 1 - position;
    let place = position;
    for (let before = position - 1; before >= 0; before--) {
      const verdict = compareAxes(shape, strides, axis, sorted[before]);
      if (verdict > 0) break;
      if (verdict < 0) place = before;
    }
    for (let i = position; i > place; i--) sorted[i] = sorted[i - 1];
    sorted[place] = axis;
  }
  return sorted.reverse();
}

/**
 * Negative if `axis` must be walked inside `other`, positive if it may stay outside, 0 if no operand
 * moves along both. One operand that wants C order wins over all that don't.
 */
function compareAxes(
  shape: Shape,
  strides: readonly Strides[],
  axis: number,
  other: number,
): number {
  if (shape[axis] === 1 || shape[other] === 1) return 0;
  let verdict = 0;
  for (let operand = 0; operand < strides.length; operand++) {
    const mine = Math.abs(strides[operand][axis]);
    const theirs = Math.abs(strides[operand][other]);
    if (mine === 0 || theirs === 0) continue;
    if (theirs <= mine) return 1;
    verdict = -1;
  }
  return verdict;
}

/** Strides of fresh memory whose axes lie in the given order, outermost first. */
export function stridesInOrder(
  shape: Shape,
  itemsize: number,
  outermostFirst: readonly number[],
): number[] {
  const strides = new Array<number>(shape.length);
  let stride = itemsize;
  for (let position = outermostFirst.length - 1; position >= 0; position--) {
    const axis = outermostFirst[position];
    strides[axis] = stride;
    stride *= shape[axis];
  }
  // An empty result: NumPy leaves no stride in freshly allocated empty memory.
  if (stride === 0) strides.fill(0);
  return strides;
}

/** One operand as `outputStrides` sees it: its own shape and strides, not yet broadcast. */
export interface OperandLayout {
  readonly shape: Shape;
  readonly strides: Strides;
  readonly itemsize: number;
  /** Whether it is read through a cast or where no machine reads it whole, or is the `where` mask. */
  readonly buffered?: boolean;
}

/**
 * Strides that a ufunc's freshly allocated output of `shape` gets for `order`, given its operands
 * (those that exist: inputs, given outputs, the `where` mask).
 *
 * @param iterated - whether NumPy takes an iterator in any case, as for several outputs
 */
export function outputStrides(
  shape: Shape,
  itemsize: number,
  order: OrderName,
  operands: readonly OperandLayout[],
  iterated = false,
): number[] {
  if (order === "C" || order === "F") return freshStrides(shape, itemsize, order);
  if (shape.length < 2) return freshStrides(shape, itemsize, "C");
  const common = iterated ? null : commonOrder(operands);
  if (common !== null) return freshStrides(shape, itemsize, common);
  if (order === "A") {
    return freshStrides(shape, itemsize, allFortran(operands) ? "F" : "C");
  }
  const aligned = operands.map((one) => alignedStrides(one.shape, one.strides, shape.length));
  return stridesInOrder(shape, itemsize, keepOrderAxes(shape, aligned));
}

/**
 * The order in which one plain loop can walk all operands, null if it takes an iterator. NumPy then
 * skips its iterator, and prefers C where both orders would do (axes of length 1).
 */
function commonOrder(operands: readonly OperandLayout[]): MemoryOrder | null {
  let first: Shape | null = null;
  let allC = true;
  let allF = true;
  for (const { shape, strides, itemsize, buffered } of operands) {
    if (shape.length === 0) continue;
    if (buffered || (first !== null && !sameNumbers(first, shape))) return null;
    first = shape;
    allC = allC && isCContiguous(shape, strides, itemsize);
    allF = allF && isFContiguous(shape, strides, itemsize);
    if (!allC && !allF) return null;
  }
  return allC ? "C" : "F";
}

/**
 * Whether an iteration in "any" order is one in Fortran order. Before NumPy asks, it casts arrays of
 * one axis into contiguous ones, up to the first operand that is too large for that.
 */
function allFortran(operands: readonly OperandLayout[]): boolean {
  let castBefore = true;
  for (const { shape, strides, itemsize, buffered } of operands) {
    if (buffered && shape.length > 1) castBefore = false;
    if (buffered && shape.length === 1 && castBefore) continue;
    if (!isFContiguous(shape, strides, itemsize)) return false;
  }
  return true;
}

/**
 * Strides of a reduction's freshly allocated output: the axes that stay lie in the operand's order.
 * With `keepdims` the reduced axes stay, with length 1. `mask`: strides of a `where` mask, broadcast to `shape`.
 */
export function reductionStrides(
  shape: Shape,
  strides: Strides,
  axes: readonly number[],
  keepdims: boolean,
  itemsize: number,
  mask: Strides | null = null,
): number[] {
  const outer = keepOrderAxes(shape, mask === null ? [strides] : [strides, mask]);
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const full = stridesInOrder(kept, itemsize, outer);
  return keepdims ? full : full.filter((_, axis) => !axes.includes(axis));
}

/** Strides with leading axes added and those of length 1 zeroed. */
function alignedStrides(shape: Shape, strides: Strides, ndim: number): number[] {
  const lead = ndim - shape.length;
  const result = new Array<number>(ndim).fill(0);
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] !== 1) result[lead + axis] = strides[axis];
  }
  return result;
}

/**
 * Strides of a new array shaped like one array, as `empty_like` and `copy` choose them: for "K",
 * the axes stay in the order of their absolute strides.
 */
export function likeStrides(
  shape: Shape,
  strides: Strides,
  itemsize: number,
  newItemsize: number,
  order: OrderName,
): number[] {
  if (order === "C" || order === "F") return freshStrides(shape, newItemsize, order);
  if (isCContiguous(shape, strides, itemsize)) return freshStrides(shape, newItemsize, "C");
  if (isFContiguous(shape, strides, itemsize)) return freshStrides(shape, newItemsize, "F");
  if (order === "A") return freshStrides(shape, newItemsize, "C");
  return sortedStrides(shape, strides, newItemsize);
}

/** Strides of a packed array of `shape`, its axes in memory as those of other `strides` of as many axes lie. */
export function sortedStrides(shape: Shape, strides: Strides, newItemsize: number): number[] {
  const axes = Array.from(shape, (_, axis) => axis);
  axes.sort((a, b) => Math.abs(strides[b]) - Math.abs(strides[a]) || a - b);
  return stridesInOrder(shape, newItemsize, axes);
}
