// Partial results of reductions, and the pairwise sums that NumPy makes of them: which stretches of a line are added up
// first, and in which order their sums are. The stretches themselves are added by machine code.

import { BufferViews } from "../../memory/buffer-views.js";
import { withoutAvx512 } from "./cpu.js";
import { addPairsNative } from "./pair-sums.js";

/** Elements that NumPy adds up with eight accumulators before it adds sums. */
export const LEAF = 128;
/** Elements whose partial sums are in the list at once. */
export const PIECE = 2 ** 20;
/** Lines whose results are in the list at once. */
export const LINES = 1024;
/** Bytes of a register: the room for what is left of one line. */
export const REST = 64;
/** Partial results, of up to 16 bytes; a leaf holds more than half of its greatest length. */
export const RESULTS_ROOM = (PIECE / LEAF) * 2;
export const results = new BufferViews(new ArrayBuffer(RESULTS_ROOM * 16));
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
  /** The same in memory that code can read. */
  readonly pairViews: BufferViews;
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
    // Never a short typed array of its own: V8 moves those.
    const couples = new Int32Array(new ArrayBuffer(Math.max(64, pairs.length * 4)));
    couples.set(pairs);
    found = {
      count: lengths.length,
      views: new BufferViews(list.buffer),
      starts,
      pairs: couples.subarray(0, pairs.length),
      pairViews: new BufferViews(couples.buffer),
      last: lengths.at(-1)!,
    };
    if (leaves.size >= 8) leaves.delete(leaves.keys().next().value!);
    leaves.set(n, found);
  }
  return found;
}

/** Pairs of sums from which machine code adds them: JavaScript takes 2 ns for one, a call 0.1 µs. */
const MANY_PAIRS = 128;

/** Adds up the lists of partial sums in the order of NumPy's recursion, in one precision. */
export class PairwiseSums {
  readonly sums: Float64Array | Float32Array;
  readonly #rests: Float64Array | Float32Array;
  readonly #single: boolean;
  /** Numbers of a sum: two for complex ones, which take turns in the accumulators. */
  readonly parts: number;

  constructor(single: boolean, parts: number) {
    this.#single = single;
    this.parts = parts;
    this.sums = single ? results.f32 : results.f64;
    this.#rests = single ? rests.f32 : rests.f64;
  }

  add(x: number, y: number): number {
    return this.#single ? Math.fround(x + y) : x + y;
  }

  /** Whether sums of leaves are to be completed here: AVX-512 code adds the rests of real numbers itself. */
  get settles(): boolean {
    return this.parts === 2 || withoutAvx512();
  }

  /** Completes the sum of a leaf of `n` numbers, in its place in the list, by the rest of its line. */
  settle(n: number, at: number, line: number): void {
    if (!this.settles || (n >= 8 && n % 8 === 0)) return;
    const { parts, sums } = this;
    for (let part = 0; part < parts; part++) {
      sums[at * parts + part] = this.#leaf(n, at, line, part);
    }
  }

  /** The sums of lines of equal length, leaf by leaf in the list, into the beginning of the list. */
  totals(lines: number, { count, pairs, pairViews, last }: Leaves): void {
    if (this.settles) {
      for (let line = 0; line < lines; line++) this.settle(last, (line + 1) * count - 1, line);
    }
    const { parts, sums } = this;
    if (!this.#single && parts === 1 && lines * pairs.length >= 2 * MANY_PAIRS) {
      addPairsNative(results, lines, count, pairViews, pairs.length / 2);
      for (let line = 1; line < lines; line++) sums[line] = sums[line * count]!;
      return;
    }
    for (let part = 0; part < parts; part++) this.#addLeaves(lines, count, pairs, part);
  }

  #addLeaves(lines: number, leaves: number, pairs: Int32Array, part: number): void {
    const { sums, parts } = this;
    const single = this.#single;
    const step = leaves * parts;
    for (let pair = 0; pair < pairs.length; pair += 2) {
      let left = pairs[pair]! * parts + part;
      let right = pairs[pair + 1]! * parts + part;
      for (let line = 0; line < lines; line++) {
        const sum = sums[left]! + sums[right]!;
        sums[left] = single ? Math.fround(sum) : sum;
        left += step;
        right += step;
      }
    }
    for (let line = 1; line < lines; line++) sums[line * parts + part] = sums[line * step + part]!;
  }

  /** The sum of one leaf: of its eight accumulators, then of what is left of its line. */
  #leaf(n: number, at: number, line: number, part: number): number {
    const { parts } = this;
    let sum = n < 8 ? -0 : this.sums[at * parts + part]!;
    const rest = (line * REST) / this.#rests.BYTES_PER_ELEMENT;
    for (let i = part; i < n % 8; i += parts) sum = this.add(sum, this.#rests[rest + i]!);
    return sum;
  }
}

/** By lane: sums of real numbers, and of complex ones. */
export const precisions = {
  f32: [new PairwiseSums(true, 1), new PairwiseSums(true, 2)],
  f64: [new PairwiseSums(false, 1), new PairwiseSums(false, 2)],
} as const;
