// Partial results of reductions, and the pairwise sums that NumPy makes of them: which stretches of a line are added up
// first, and in which order their sums are. The stretches themselves are added by machine code.

import { BufferViews } from "../../memory/buffer-views.js";

/** Elements that NumPy adds up with eight accumulators before it adds sums. */
export const LEAF = 128;
/** Elements whose partial sums are in the list at once. */
export const PIECE = 2 ** 20;
/** Lines whose results are in the list at once. */
export const LINES = 1024;
/** Bytes of a register: the room for what is left of one line. */
export const REST = 64;
/** Partial results; a leaf holds more than half of its greatest length. */
export const RESULTS_ROOM = (PIECE / LEAF) * 2;
export const results = new BufferViews(new ArrayBuffer(RESULTS_ROOM * 8));
export const rests = new BufferViews(new ArrayBuffer(LINES * REST));

/** Where a pairwise sum of more than a leaf is cut: near the middle, at a multiple of eight. */
export function halfOf(n: number): number {
  const half = Math.floor(n / 2);
  return half - (half % 8);
}

interface Leaves {
  readonly count: number;
  readonly views: BufferViews;
  /** Elements before each leaf. */
  readonly starts: Int32Array;
  /** Which leaves' sums are added, in order, two numbers each: the second to the first. */
  readonly pairs: Int32Array;
  /** Elements of the last leaf. */
  readonly last: number;
}

const leaves = new Map<number, Leaves>();

/** Lists the leaves of a sum, and which are added to which; returns the one that ends as their sum. */
function addLeaves(n: number, lengths: number[], pairs: number[]): number {
  if (n <= LEAF) return lengths.push(n) - 1;
  const half = halfOf(n);
  const left = addLeaves(half, lengths, pairs);
  pairs.push(left, addLeaves(n - half, lengths, pairs));
  return left;
}

/** The lengths of the leaves of a pairwise sum, as code reads them; those of a few sums are remembered. */
export function leavesOf(n: number): Leaves {
  let found = leaves.get(n);
  if (found === undefined) {
    const lengths: number[] = [];
    const pairs: number[] = [];
    addLeaves(n, lengths, pairs);
    const list = new Int32Array(new ArrayBuffer(Math.max(64, lengths.length * 4)));
    list.set(lengths);
    const starts = new Int32Array(lengths.length);
    for (let i = 1; i < lengths.length; i++) starts[i] = starts[i - 1]! + lengths[i - 1]!;
    found = {
      count: lengths.length,
      views: new BufferViews(list.buffer),
      starts,
      pairs: Int32Array.from(pairs),
      last: lengths.at(-1)!,
    };
    if (leaves.size >= 8) leaves.delete(leaves.keys().next().value!);
    leaves.set(n, found);
  }
  return found;
}

/** Adds up the lists of partial sums in the order of NumPy's recursion, in one precision. */
export class PairwiseSums {
  readonly sums: Float64Array | Float32Array;
  readonly #rests: Float64Array | Float32Array;
  readonly #single: boolean;
  #next = 0;

  constructor(single: boolean) {
    this.#single = single;
    this.sums = single ? results.f32 : results.f64;
    this.#rests = single ? rests.f32 : rests.f64;
  }

  add(x: number, y: number): number {
    return this.#single ? Math.fround(x + y) : x + y;
  }

  /** The sum of `n` elements whose leaves' sums are the list. */
  total(n: number): number {
    this.#next = 0;
    return this.#tree(n);
  }

  #tree(n: number): number {
    if (n <= LEAF) return this.leaf(n, this.#next++, 0);
    const half = halfOf(n);
    const left = this.#tree(half);
    return this.add(left, this.#tree(n - half));
  }

  /** The sums of lines of equal length, leaf by leaf in the list, into the beginning of the list. */
  totals(lines: number, leaves: number, pairs: Int32Array, last: number): void {
    const { sums } = this;
    const single = this.#single;
    if (last % 8 !== 0) {
      for (let line = 0; line < lines; line++) {
        const at = (line + 1) * leaves - 1;
        sums[at] = this.leaf(last, at, line);
      }
    }
    for (let pair = 0; pair < pairs.length; pair += 2) {
      let left = pairs[pair]!;
      let right = pairs[pair + 1]!;
      for (let line = 0; line < lines; line++) {
        const sum = sums[left]! + sums[right]!;
        sums[left] = single ? Math.fround(sum) : sum;
        left += leaves;
        right += leaves;
      }
    }
    for (let line = 1; line < lines; line++) sums[line] = sums[line * leaves]!;
  }

  /** The sum of one leaf: of its eight accumulators, then of what is left of its line. */
  leaf(n: number, at: number, line: number): number {
    let sum = n < 8 ? -0 : this.sums[at]!;
    const rest = (line * REST) / this.#rests.BYTES_PER_ELEMENT;
    for (let i = 0; i < n % 8; i++) sum = this.add(sum, this.#rests[rest + i]!);
    return sum;
  }
}

export const precisions = { f32: new PairwiseSums(true), f64: new PairwiseSums(false) };
