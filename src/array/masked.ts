// Copying under a mask: only the elements where it is true. The basis of copyto's `where`, of tril and triu.

import { type DType, dtype as toDtype } from "../core/dtype.js";
import { reportErrors, watched } from "../core/errstate.js";
import { warnOfLostParts } from "../core/exceptions.js";
import { broadcastStrides } from "../core/layout.js";
import { makeArray, type NDArray, newArray } from "../core/ndarray.js";
import { castKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import type { ElementType } from "../kernel/lanes.js";
import { castArray, changesUnit, copyArray, elementTypeOf } from "./copy.js";
import { indexValues } from "./index-values.js";
import { moveItems } from "./move-items.js";
import { mayOverlap } from "./overlapping.js";
import { byteOffsets } from "./walk.js";

/**
 * Writes `source` into `target` where `mask` (bool) is true, both broadcast to the target's shape. Whether the
 * cast is allowed is the caller's business; source and mask are read as they were before.
 */
export function copyMasked(
  target: NDArray,
  source: NDArray,
  mask: NDArray,
  operation: string,
): void {
  target.live();
  source.live();
  mask.live();
  warnOfLostParts(source.dtype, target.dtype);
  if (target.size === 0) return;
  const from = readFirst(target, source, operation);
  const where = stretched(readFirst(target, mask, operation), target._shape);
  const types = kernelTypes(from.dtype, target.dtype);
  if (types === null) {
    moveMasked(target, from, where);
    return;
  }
  const operands = [stretched(from, target._shape), target, where];
  const watch = types[0] !== types[1] && watched.flags !== 0;
  const flags = runMap(
    castKernel(types[0], types[1], true, watch),
    target._shape,
    operands.map((one) => ({
      views: one.storage.views,
      byteOffset: one.byteOffset,
      byteStrides: one._strides,
    })),
  );
  if (flags !== 0) reportErrors(flags, "cast");
}

function readFirst(target: NDArray, operand: NDArray, operation: string): NDArray {
  return mayOverlap(target, operand) ? copyArray(operand, "K", operation, "overlap") : operand;
}

function stretched(array: NDArray, shape: readonly number[]): NDArray {
  const strides = broadcastStrides(array._shape, array._strides, shape);
  return makeArray(array.storage, array.byteOffset, shape, strides, array.dtype, array);
}

/** Element types that a kernel can move between; equal items of a kernel's width move as integers. */
function kernelTypes(from: DType, to: DType): [ElementType, ElementType] | null {
  if (changesUnit(from, to)) return null;
  const types = [elementTypeOf(from), elementTypeOf(to)] as const;
  if (types[0] !== null && types[1] !== null) return [types[0], types[1]];
  if (!from.equals(to) || ![1, 2, 4, 8].includes(from.itemsize)) return null;
  const raw = elementTypeOf(toDtype(`u${from.itemsize}`) as DType)!;
  return [raw, raw];
}

/** Gathers what is picked, casts it, and puts it in place: elements under no mask are not even converted. */
function moveMasked(target: NDArray, source: NDArray, mask: NDArray): void {
  const picked = indexValues(mask);
  const chosen = (array: NDArray) =>
    byteOffsets(array.byteOffset, array._shape, array._strides).filter((_, i) => picked[i] !== 0);
  const from = chosen(stretched(source, target._shape));
  const size = source.itemsize;
  const dense = newArray([from.length], source.dtype);
  const places = from.map((_, i) => dense.byteOffset + i * size);
  move(dense, places, source, from);
  const cast = source.dtype.equals(target.dtype) ? dense : castArray(dense, target.dtype);
  const values = from.map((_, i) => cast.byteOffset + i * cast.itemsize);
  move(target, chosen(target), cast, values);
}

function move(to: NDArray, toPoints: Float64Array, from: NDArray, fromPoints: Float64Array): void {
  moveItems(
    { views: to.storage.views, points: toPoints, strides: [] },
    { views: from.storage.views, points: fromPoints, strides: [] },
    [],
    to.dtype,
  );
}
