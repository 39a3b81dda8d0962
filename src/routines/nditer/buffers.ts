// The buffers of np.nditer: so many elements of an operand at a time, cast, in memory of their own that is allocated
// once. Filled when the walk reaches them, written back when it leaves.

import { copyInto } from "../../array/copy.js";
import { copyMasked } from "../../array/masked.js";
import { moveItems } from "../../array/move-items.js";
import type { DType } from "../../core/dtype.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { quietly } from "../../core/errstate.js";
import { makeArray, type NDArray, newArray } from "../../core/ndarray.js";
import { type Flags, reads, writes } from "./flags.js";
import type { Turns } from "./turns.js";
import type { Walker } from "./walker.js";

/** What elements of an operand are seen at: a place and a stride, in the operand's memory or in its buffer. */
export interface Piece {
  readonly memory: NDArray;
  readonly byteOffset: number;
  readonly stride: number;
  /** Bytes from the elements of one turn to those of the next, where a chunk has several. */
  readonly turn: number;
}

/** What a buffer was filled with. */
interface Filled {
  readonly points: Float64Array | null;
  readonly byteOffset: number;
  readonly stride: number;
  readonly count: number;
}

/** One operand's buffer. */
export class OperandBuffer {
  readonly #array: NDArray;
  readonly #dtype: DType;
  readonly #flags: Flags;
  readonly #operand: number;
  /** Elements of the buffer's dtype. */
  #cast: NDArray | null = null;
  /** The same elements in the operand's dtype, where they do not lie side by side. */
  #raw: NDArray | null = null;
  #filled: Filled | null = null;
  /** What it was filled with for turns that may follow. */
  #last: Filled | null = null;

  constructor(array: NDArray, dtype: DType, flags: Flags, operand: number) {
    this.#array = array;
    this.#dtype = dtype;
    this.#flags = flags;
    this.#operand = operand;
  }

  /** Reads the next `count` elements. */
  fill(walker: Walker, count: number, capacity: number): Piece {
    const { length, stride } = walker.straight(this.#operand);
    const from = walker.position % length;
    const isStraight = length === 1 ? count === 1 : from + count <= length;
    const byteOffset = walker.bytes[this.#operand] as number;
    // an operand that stands still needs one element, and must be written once
    const held = isStraight && stride === 0 ? 1 : count;
    const points = isStraight ? null : walker.offsets(this.#operand, count);
    const cast = this.#read({ points, byteOffset, stride, count: held }, capacity);
    const step = held === count ? this.#dtype.itemsize : 0;
    return { memory: cast, byteOffset: cast.byteOffset, stride: step, turn: 0 };
  }

  /**
   * Reads what turns of a sum need: the elements of one, along which it moves, or one for each of them. What the buffer
   * has held of just these before is kept.
   */
  keep(walker: Walker, turns: Turns, capacity: number): Piece {
    const across = walker.layout.axes[turns.axis]?.strides[this.#operand] as number;
    const last = this.#last;
    const byteOffset = walker.bytes[this.#operand] as number;
    const count = across === 0 ? turns.core : turns.turns;
    const isThere = last !== null && last.byteOffset === byteOffset && last.count === count;
    const { itemsize } = this.#dtype;
    if (isThere && this.#cast !== null) this.#filled = last;
    else if (across === 0) this.fill(walker, count, capacity);
    else this.#read({ points: null, byteOffset, stride: across, count }, capacity);
    this.#last = this.#filled;
    const cast = this.#cast as NDArray;
    return {
      memory: cast,
      byteOffset: cast.byteOffset,
      stride: across === 0 ? itemsize : 0,
      turn: across === 0 ? 0 : itemsize,
    };
  }

  /** Forgets what was kept. */
  forget(): void {
    this.#last = null;
  }

  #read(filled: Filled, capacity: number): NDArray {
    const { points, count } = filled;
    this.#cast ??= newArray([capacity], this.#dtype, "C", true, true);
    this.#filled = filled;
    this.#last = null;
    const target = this.#head(this.#cast, count);
    // as in NumPy, what casts raise on their way in and out of buffers is told nowhere
    if (reads(this.#flags)) {
      quietly(() => {
        if (points === null) copyInto(target, this.#line(count), "nditer");
        else {
          const raw = this.#rawHead(capacity, count);
          move(raw, ownPoints(raw), this.#array, points);
          copyInto(target, raw, "nditer");
        }
      });
    }
    return this.#cast;
  }

  /** Writes the elements back to where they came from; under a mask, only those where it is true. */
  writeBack(mask: NDArray | null): void {
    const filled = this.#filled;
    this.#filled = null;
    if (filled === null || this.#cast === null || !writes(this.#flags)) return;
    const source = this.#head(this.#cast, filled.count);
    quietly(() => {
      this.#write(source, filled, mask);
    });
  }

  #write(source: NDArray, filled: Filled, mask: NDArray | null): void {
    if (filled.points === null) {
      const target = this.#line(filled.count, filled);
      if (mask === null) copyInto(target, source, "nditer");
      else copyMasked(target, source, mask, "nditer");
      return;
    }
    const raw = this.#rawHead(this.#cast!.size, filled.count);
    if (mask === null) copyInto(raw, source, "nditer");
    else {
      move(raw, ownPoints(raw), this.#array, filled.points);
      copyMasked(raw, source, mask, "nditer");
    }
    move(this.#array, filled.points, raw, ownPoints(raw));
  }

  /** Forgets what was read, for elements that are not to be written back. */
  drop(): void {
    this.#filled = null;
    this.#last = null;
  }

  #line(count: number, at: { byteOffset: number; stride: number } | null = this.#filled): NDArray {
    const { storage, dtype } = this.#array;
    const byteOffset = at?.byteOffset ?? this.#array.byteOffset;
    return makeArray(storage, byteOffset, [count], [at?.stride ?? 0], dtype, this.#array);
  }

  #rawHead(capacity: number, count: number): NDArray {
    this.#raw ??= newArray([capacity], this.#array.dtype, "C", true, true);
    return this.#head(this.#raw, count);
  }

  #head(buffer: NDArray, count: number): NDArray {
    const { storage, byteOffset, dtype } = buffer;
    return makeArray(storage, byteOffset, [count], [dtype.itemsize], dtype, buffer);
  }
}

function ownPoints(array: NDArray): Float64Array {
  const points = new Float64Array(array.size);
  for (let i = 0; i < points.length; i++) points[i] = array.byteOffset + i * array.itemsize;
  return points;
}

function move(to: NDArray, toPoints: Float64Array, from: NDArray, fromPoints: Float64Array): void {
  moveItems(
    { views: to.storage.views, points: toPoints, strides: [] },
    { views: from.storage.views, points: fromPoints, strides: [] },
    [],
    to.dtype,
  );
}

const bool = toDtype("bool");

/** The mask elements of a piece as truth values. */
export function maskOf(piece: Piece, dtype: DType, count: number): NDArray {
  const { memory, byteOffset, stride } = piece;
  const given = makeArray(memory.storage, byteOffset, [count], [stride], dtype, memory);
  const mask = newArray([count], bool, "C", false, true);
  copyInto(mask, given, "nditer");
  return mask;
}
