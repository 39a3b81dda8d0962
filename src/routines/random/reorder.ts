// Arrays in random order: in place (shuffle), as a copy (permutation), and slice by slice (permuted).
// Which positions change places is drawn in shuffle.ts; here the bytes are moved.

import { swapAxes } from "../../array/axes.js";
import { copyArray, copyInto } from "../../array/copy.js";
import { getIndex } from "../../array/index-get.js";
import { byteOffsets } from "../../array/walk.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { isCContiguous, normalizeAxis } from "../../core/layout.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { type Positions, shuffleBy } from "./shuffle.js";

const int64 = toDtype("int64");

/** Equal blocks of bytes at equal distances, to be exchanged with each other. */
interface Blocks {
  readonly memory: NDArray;
  readonly byteOffset: number;
  readonly count: number;
  readonly stride: number;
  readonly bytes: number;
}

/** Puts blocks in random order. They are moved in words where they lie so. */
function shuffleBlocks(positions: Positions, blocks: Blocks): void {
  const { count, stride, bytes } = blocks;
  if (count < 2 || bytes === 0) {
    shuffleBy(positions, count, () => {});
    return;
  }
  const { buffer } = blocks.memory.live();
  const first = blocks.byteOffset + Math.min(0, stride * (count - 1));
  const length = Math.abs(stride) * (count - 1) + bytes;
  const inWords = first % 4 === 0 && stride % 4 === 0 && bytes % 4 === 0;
  const memory = inWords
    ? new Int32Array(buffer, first, length / 4)
    : new Uint8Array(buffer, first, length);
  const unit = memory.BYTES_PER_ELEMENT;
  const start = (blocks.byteOffset - first) / unit;
  const step = stride / unit;
  const size = bytes / unit;
  shuffleBy(positions, count, (i, j) => {
    const a = start + i * step;
    const b = start + j * step;
    for (let k = 0; k < size; k++) {
      const word = memory[a + k]!;
      memory[a + k] = memory[b + k]!;
      memory[b + k] = word;
    }
  });
}

/** Puts the sub-arrays along `axis` in random order, in place. */
export function shuffleArray(positions: Positions, array: NDArray, axis = 0): void {
  array.assertWriteable("array");
  if (array.ndim === 0) throw new TypeError("len() of unsized object: a 0-d array has no order");
  const along = normalizeAxis(axis, array.ndim);
  if (array.size === 0) return;
  const moved = swapAxes(array, 0, along);
  const [count, ...shape] = moved.shape as [number, ...number[]];
  const [stride, ...strides] = moved.strides as [number, ...number[]];
  const { itemsize, byteOffset } = moved;
  if (isCContiguous(shape, strides, itemsize)) {
    const bytes = (moved.size / count) * itemsize;
    shuffleBlocks(positions, { memory: moved, byteOffset, count, stride, bytes });
    return;
  }
  const spare = newArray(shape, array.dtype);
  shuffleBy(positions, count, (i, j) => {
    const a = getIndex(moved, [i]);
    const b = getIndex(moved, [j]);
    copyInto(spare, a, "shuffle");
    copyInto(a, b, "shuffle");
    copyInto(b, spare, "shuffle");
  });
}

/** Puts the items of a JavaScript array in random order, in place. */
export function shuffleList(positions: Positions, list: unknown[]): void {
  shuffleBy(positions, list.length, (i, j) => {
    [list[i], list[j]] = [list[j], list[i]];
  });
}

/** The integers 0 to `length - 1` in order, as int64. */
export function countUp(length: number): NDArray<"int64"> {
  const numbers = newArray([length], int64);
  const words = new Int32Array(numbers.storage.buffer, numbers.byteOffset, 2 * length);
  for (let i = 0; i < length; i++) {
    words[2 * i] = i;
    words[2 * i + 1] = i / 2 ** 32;
  }
  return numbers;
}

/** The integers 0 to `length - 1` in random order, as int64. */
export function permutedRange(positions: Positions, length: number): NDArray<"int64"> {
  const numbers = countUp(Math.max(0, length));
  if (numbers.size > 0) shuffleArray(positions, numbers);
  return numbers;
}

/** A copy of an array with the sub-arrays along `axis` in random order. */
export function permutedCopy(positions: Positions, array: NDArray, axis = 0): NDArray {
  const along = normalizeAxis(axis, array.ndim);
  if (array.ndim === 1) {
    // of nothing NumPy makes no copy
    if (array.size === 0) return array;
    const copy = copyArray(array, "K", "permutation");
    shuffleArray(positions, copy);
    return copy;
  }
  const order = permutedRange(positions, array.shape[along]!);
  const items: unknown[] = new Array(along).fill(":");
  return getIndex(array, [...items, order]);
}

/** Puts every slice along `axis` in random order of its own, in place; all elements without an axis. */
export function shuffleSlices(positions: Positions, array: NDArray, axis: number | null): void {
  const { itemsize } = array;
  if (axis === null) {
    const block = { memory: array, byteOffset: array.byteOffset, count: array.size };
    shuffleBlocks(positions, { ...block, stride: itemsize, bytes: itemsize });
    return;
  }
  const along = normalizeAxis(axis, array.ndim);
  const others = (lengths: readonly number[]) => lengths.filter((_, i) => i !== along);
  const starts = byteOffsets(array.byteOffset, others(array.shape), others(array.strides));
  for (const byteOffset of starts) {
    shuffleBlocks(positions, {
      memory: array,
      byteOffset,
      count: array.shape[along]!,
      stride: array.strides[along]!,
      bytes: itemsize,
    });
  }
}
