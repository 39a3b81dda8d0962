// Reading through an index: views for basic indexing, copies for advanced. Assignment is index-set.ts.

import { codecOf } from "../core/element.js";
import { IndexError, ValueError } from "../core/errors.js";
import { sizeOf, stridesInOrder } from "../core/layout.js";
import { makeView, NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { pythonIndex } from "../core/python-values.js";
import { type BasicItem, parseIndex, resolveSlice, Slice } from "../core/slice.js";
import type { DTypeKey } from "../core/types.js";
import { noteCopy } from "../memory/tracker.js";
import { copyArray } from "./copy.js";
import { gatherAxis } from "./gather-axis.js";
import { gatherFew, gatherTrue } from "./gather-few.js";
import { isNear, shortPositions } from "./index-lookup.js";
import { type AdvancedPart, type IndexPlan, planIndex } from "./index-plan.js";
import { moveBlocks, moveElements } from "./move.js";
import { progression } from "./picks.js";
import { maskPositions } from "./truth.js";
import { byteOffsets } from "./walk.js";

/** `array[items]`: a view where strides can express it, else a copy. */
export function getIndex<D extends DTypeKey>(
  array: NDArray<D>,
  items: readonly unknown[],
): NDArray<D> {
  const only = items.length === 1 ? items[0] : undefined;
  if (typeof only === "string") {
    const view = basicView(array, parseIndex(only));
    if (view !== null) return view;
  } else if (only instanceof NDArray) {
    const many = gatherFirst(array, only);
    if (many !== null) return many;
    const few = only._dtype.kind === "b" ? gatherTrue(array, only) : gatherFew(array, only);
    if (few !== null) {
      noteCopy(few.nbytes, "advanced-index", "at");
      return few as NDArray<D>;
    }
    const line = gatherLine(array, only);
    if (line !== null) return line;
  }
  const plan = planIndex(array, items);
  if (plan.advanced !== null) return gather(array, plan, plan.advanced);
  const view = makeView(array, plan.byteOffset, plan.shape, plan.strides, array.dtype, "at");
  return plan.copies ? copyArray(view, "K", "at", "advanced-index") : view;
}

/** The view that integers and slices mean, one for each axis from the first on; `null` for others, and for mistakes. */
function basicView<D extends DTypeKey>(
  array: NDArray<D>,
  items: readonly BasicItem[],
): NDArray<D> | null {
  const { _shape, _strides } = array;
  const ndim = _shape.length;
  if (items.length > ndim) return null;
  const shape: number[] = [];
  const strides: number[] = [];
  let at = array.byteOffset;
  for (let axis = 0; axis < ndim; axis++) {
    const length = _shape[axis]!;
    const stride = _strides[axis]!;
    const item = axis < items.length ? items[axis]! : null;
    if (typeof item === "number") {
      if (item >= length || item < -length) return null;
      at += (item < 0 ? item + length : item) * stride;
    } else if (item instanceof Slice) {
      const range = resolveSlice(item, length);
      at += range.start * stride;
      shape.push(range.length);
      strides.push(stride * range.step);
    } else if (axis < items.length) return null;
    else {
      shape.push(length);
      strides.push(stride);
    }
  }
  return makeView(array, at, shape, strides, array.dtype, "at");
}

/** The common case: positions along the first axis of a packed array. `null` for all others, and for mistakes. */
function gatherFirst<D extends DTypeKey>(array: NDArray<D>, index: NDArray): NDArray<D> | null {
  if (array.ndim === 0 || index.ndim === 0) return null;
  // strides of axes of length 1 are anything, and the result's follow them
  for (let axis = 1; axis < array.ndim; axis++) if (array._shape[axis] === 1) return null;
  return gatherAxis(array, index, 0, "at") as NDArray<D> | null;
}

/** The common case: a mask or 64 or 32-bit positions along the only axis. `null` for all others, and for mistakes. */
function gatherLine<D extends DTypeKey>(array: NDArray<D>, index: NDArray): NDArray<D> | null {
  if (array.ndim !== 1 || index.ndim !== 1 || !isNear(array)) return null;
  const length = array._shape[0]!;
  const isMask = index.dtype.kind === "b";
  if (isMask && index.size !== length) return null;
  const list = isMask ? maskPositions(index) : shortPositions(index, length);
  if (list === null) return null;
  const source = array.live();
  const { dtype } = array;
  const fresh = newArray([list.length], dtype);
  if (fresh.storage.buffer.byteLength >= 2 ** 31) return null;
  if (list.length > 0 && dtype.itemsize > 0) {
    const from = { base: array.byteOffset, stride: array._strides[0]!, list, count: list.length };
    const to = progression(fresh.byteOffset, dtype.itemsize, list.length);
    moveElements(fresh.storage.views, to, source.views, from, dtype.itemsize, true);
  }
  noteCopy(fresh.nbytes, "advanced-index", "at");
  return fresh;
}

/**
 * The elements picked by an advanced index, in fresh memory. As in NumPy the picked points come first in
 * memory and the basic axes keep the order of their strides among themselves; where the points' axes stand further back the
 * result is a transposed view of that memory. Where there are no basic axes, the points lie as the index arrays do.
 */
function gather<D extends DTypeKey>(
  array: NDArray<D>,
  plan: IndexPlan,
  advanced: AdvancedPart,
): NDArray<D> {
  const source = array.live();
  const { itemsize } = array.dtype;
  const picks = advanced.picks();
  const far = picks === null ? advanced.points() : null;
  // as NumPy has it also where the length of an axis leaves its stride open
  const blockAxes = axesByStride(plan.strides);
  const blockStrides = stridesInOrder(plan.shape, itemsize, blockAxes);
  const blockBytes = sizeOf(plan.shape, itemsize) * itemsize;
  const pointStrides: number[] = [];
  let step = blockBytes;
  for (let i = advanced.shape.length - 1; i >= 0; i--) {
    pointStrides[i] = step;
    step *= advanced.shape[i]!;
  }
  const shape = [...advanced.shape, ...plan.shape];
  const order = advanced.order();
  const strides =
    order === null
      ? [...pointStrides, ...blockStrides]
      : stridesInOrder(advanced.shape, itemsize, order);
  // NumPy leaves no stride in freshly allocated empty memory
  if (shape.includes(0)) strides.fill(0);
  const fresh = newArrayWithStrides(shape, strides, array.dtype);
  const to =
    order === null || fresh.size === 0
      ? progression(fresh.byteOffset, blockBytes, sizeOf(advanced.shape))
      : byteOffsets(fresh.byteOffset, shape, strides);
  const from =
    picks === null
      ? far!.map((offset) => offset + plan.byteOffset)
      : { ...picks, base: plan.byteOffset + picks.base };
  // both sides walk the block in the order of the result's memory, so that runs are found
  const along = (list: readonly number[]) => blockAxes.map((axis) => list[axis]!);
  moveBlocks(
    { views: fresh.storage.views, points: to, strides: along(blockStrides), apart: true },
    { views: source.views, points: from, strides: along(plan.strides) },
    along(plan.shape),
    itemsize,
  );
  noteCopy(fresh.nbytes, "advanced-index", "at");
  return pointsAt(fresh, advanced.shape.length, advanced.position);
}

/** Axes from outermost to innermost in memory. */
function axesByStride(strides: readonly number[]): number[] {
  return strides
    .map((_, axis) => axis)
    .sort((a, b) => Math.abs(strides[b]!) - Math.abs(strides[a]!) || a - b);
}

/** Moves the first `count` axes behind the next `position` ones. */
function pointsAt<D extends DTypeKey>(
  array: NDArray<D>,
  count: number,
  position: number,
): NDArray<D> {
  if (position === 0 || count === 0) return array;
  const axes: number[] = [];
  for (let i = 0; i < position; i++) axes.push(count + i);
  for (let i = 0; i < count; i++) axes.push(i);
  for (let i = count + position; i < array.ndim; i++) axes.push(i);
  return makeView(
    array,
    array.byteOffset,
    axes.map((axis) => array._shape[axis]!),
    axes.map((axis) => array._strides[axis]!),
    array.dtype,
    "at",
  );
}

/**
 * Byte of the element at integer positions; no argument for an array of one element, one flat position (C
 * order) for an array of any shape, or one per axis.
 *
 * @throws IndexError, and ValueError where `item()` is asked of several elements
 */
export function elementOffset(array: NDArray, positions: readonly (number | bigint)[]): number {
  const { _shape: shape, _strides: strides } = array;
  const ndim = shape.length;
  let at = array.byteOffset;
  if (positions.length === ndim && ndim > 0) {
    for (let axis = 0; axis < ndim; axis++) {
      at += checkedPosition(positions[axis]!, shape[axis]!, axis) * strides[axis]!;
    }
    return at;
  }
  if (positions.length === 1) {
    let flat = checkedPosition(positions[0]!, array.size, 0, true);
    for (let axis = ndim - 1; axis >= 0; axis--) {
      at += (flat % shape[axis]!) * strides[axis]!;
      flat = Math.floor(flat / shape[axis]!);
    }
    return at;
  }
  throw new ValueError(
    `incorrect number of indices for array: ${positions.length} given for ${ndim} dimensions`,
  );
}

function checkedPosition(
  given: number | bigint,
  length: number,
  axis: number,
  flat = false,
): number {
  const position = pythonIndex(given, "an argument of item()");
  if (position < -length || position >= length) {
    throw new IndexError(
      flat
        ? `index ${position} is out of bounds for size ${length}`
        : `index ${position} is out of bounds for axis ${axis} with size ${length}`,
    );
  }
  return position < 0 ? position + length : position;
}

/** Reads the element at a byte of the array. */
export function readElement(array: NDArray, byte: number): unknown {
  return codecOf(array.dtype).read(array.touch().views.dataView, byte);
}
