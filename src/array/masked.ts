// Copying under a mask: only the elements where it is true. The basis of copyto's `where`, of tril and triu.

import { type DType, dtype as toDtype } from "../core/dtype.js";
import { broadcastStrides } from "../core/layout.js";
import { makeArray, type NDArray } from "../core/ndarray.js";
import { runMap } from "../kernel/engine.js";
import { castKernel } from "../kernel/kernel.js";
import type { ElementType } from "../kernel/lanes.js";
import { castArray, copyArray, elementTypeOf } from "./copy.js";
import { indexValues } from "./index-values.js";
import { moveBlocks } from "./move.js";
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
  if (target.size === 0) return;
  const from = readFirst(target, source, operation);
  const where = stretched(readFirst(target, mask, operation), target._shape);
  const types = kernelTypes(from.dtype, target.dtype);
  if (types === null) {
    moveMasked(target, from, where);
    return;
  }
  const operands = [stretched(from, target._shape), target, where];
  runMap(
    castKernel(types[0], types[1], true),
    target._shape,
    operands.map((one) => ({
      views: one.storage.views,
      byteOffset: one.byteOffset,
      byteStrides: one._strides,
    })),
  );
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
  const types = [elementTypeOf(from), elementTypeOf(to)] as const;
  if (types[0] !== null && types[1] !== null) return [types[0], types[1]];
  if (!from.equals(to) || ![1, 2, 4, 8].includes(from.itemsize)) return null;
  const raw = elementTypeOf(toDtype(`u${from.itemsize}`) as DType)!;
  return [raw, raw];
}

function moveMasked(target: NDArray, source: NDArray, mask: NDArray): void {
  const from = stretched(
    source.dtype.equals(target.dtype) ? source : castArray(source, target.dtype),
    target._shape,
  );
  const picked = indexValues(mask);
  const chosen = (array: NDArray) =>
    byteOffsets(array.byteOffset, array._shape, array._strides).filter((_, i) => picked[i] !== 0);
  moveBlocks(
    { views: target.storage.views, points: chosen(target), strides: [] },
    { views: from.storage.views, points: chosen(from), strides: [] },
    [],
    target.dtype.itemsize,
  );
}
