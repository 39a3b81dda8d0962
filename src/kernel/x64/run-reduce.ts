// Runs reductions as machine code: lines become lists of partial results (reduce.ts), which are added up here in
// NumPy's order and merged into the outputs.

import { addressOf } from "../../memory/address.js";
import { BufferViews } from "../../memory/buffer-views.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import type { Variant } from "../access.js";
import { mergeKernel, stateType } from "../derived.js";
import { runLoops, runSingle } from "../js/run.js";
import { BUFFER_ELEMENTS, type ReduceKernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import {
  accessClass,
  compile,
  eachPlane,
  invoke,
  isWithin,
  type Loops,
  MAX_BLOCKS,
  MAX_OPERANDS,
  openBlock,
  setOperand,
  setSlot,
} from "./call.js";
import {
  LENGTHS,
  LENGTHS_STEP,
  OUTER_EXTENT,
  RESTS,
  RESTS_STEP,
  RESULTS,
  RESULTS_STEP,
} from "./reach.js";
import { type LineStep, lineStep, lowerLines } from "./reduce.js";
import { ACCESS_CLASSES } from "./strided.js";
import { callsFor } from "./threads.js";

/** Elements that NumPy adds up with eight accumulators before it adds sums. */
const LEAF = 128;
/** Elements whose partial sums are in the list at once. */
const PIECE = 2 ** 20;
/** Lines whose results are in the list at once. */
const LINES = 1024;
/** Bytes of a register: the room for what is left of one line. */
const REST = 64;

/** Partial results; a leaf holds more than half of its greatest length. */
const results = new BufferViews(new ArrayBuffer((PIECE / LEAF) * 2 * 8));
const rests = new BufferViews(new ArrayBuffer(LINES * REST));
/** Lengths of lines: one if all are equally long, else one for each call. */
const lengths = new Int32Array(new ArrayBuffer(4 * MAX_BLOCKS));
const lengthViews = new BufferViews(lengths.buffer);

/** A reduction's machine code by access classes, and how its lines are added up. */
interface ReduceCode {
  readonly step: LineStep | null;
  readonly functions: Map<number, NativeCode | null>;
}

function codeOf(kernel: ReduceKernel): ReduceCode {
  let code = kernel.compiled.native as ReduceCode | null;
  if (code === null) {
    code = { step: lineStep(kernel), functions: new Map() };
    kernel.compiled.native = code;
  }
  return code;
}

/** Where a pairwise sum of more than a leaf is cut: near the middle, at a multiple of eight. */
function halfOf(n: number): number {
  const half = Math.floor(n / 2);
  return half - (half % 8);
}

interface Leaves {
  readonly count: number;
  readonly views: BufferViews;
  /** Elements before each leaf. */
  readonly starts: Int32Array;
}

const leaves = new Map<number, Leaves>();

function addLeaves(n: number, lengths: number[]): void {
  if (n <= LEAF) {
    lengths.push(n);
    return;
  }
  const half = halfOf(n);
  addLeaves(half, lengths);
  addLeaves(n - half, lengths);
}

/** The lengths of the leaves of a pairwise sum, as code reads them; those of a few sums are remembered. */
function leavesOf(n: number): Leaves {
  let found = leaves.get(n);
  if (found === undefined) {
    const lengths: number[] = [];
    addLeaves(n, lengths);
    const list = new Int32Array(new ArrayBuffer(Math.max(64, lengths.length * 4)));
    list.set(lengths);
    const starts = new Int32Array(lengths.length);
    for (let i = 1; i < lengths.length; i++) starts[i] = starts[i - 1]! + lengths[i - 1]!;
    found = { count: lengths.length, views: new BufferViews(list.buffer), starts };
    if (leaves.size >= 8) leaves.delete(leaves.keys().next().value!);
    leaves.set(n, found);
  }
  return found;
}

/** Adds up the lists of partial sums in the order of NumPy's recursion, in one precision. */
class PairwiseSums {
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

  /** The sum of one leaf: of its eight accumulators, then of what is left of its line. */
  leaf(n: number, at: number, line: number): number {
    let sum = n < 8 ? -0 : this.sums[at]!;
    const rest = (line * REST) / this.#rests.BYTES_PER_ELEMENT;
    for (let i = 0; i < n % 8; i++) sum = this.add(sum, this.#rests[rest + i]!);
    return sum;
  }
}

const precisions = { f32: new PairwiseSums(true), f64: new PairwiseSums(false) };

/** Lines, or stretches of one line, that one call combines. */
interface Lines {
  readonly line: number;
  /** Elements before the first stretch. */
  readonly start: number;
  readonly count: number;
  readonly lengths: BufferViews;
  /** Place of the first length. */
  readonly first: number;
  /** Elements of each line if they are all equally long; -1 for stretches, which follow each other. */
  readonly inner: number;
}

/** One reduction as it runs: its code, and where its operands are. */
class Run {
  readonly #kernel: ReduceKernel;
  readonly #run: NativeCode;
  readonly #operands: readonly Operand[];
  readonly #loops: Loops;
  readonly #pairwise: PairwiseSums | null;
  readonly #itemsize: number;
  #offsets: readonly number[] = [];

  constructor(
    kernel: ReduceKernel,
    step: LineStep,
    run: NativeCode,
    loops: Loops,
    operands: readonly Operand[],
  ) {
    this.#kernel = kernel;
    this.#run = run;
    this.#loops = loops;
    this.#operands = operands;
    this.#pairwise = step.op === "pairwise" ? precisions[step.lane as "f32" | "f64"] : null;
    this.#itemsize = stateType(kernel).itemsize;
  }

  #outerStride(operand: number): number {
    const mine = this.#loops.strides[operand]!;
    return mine.length > 1 ? mine[mine.length - 2]! : 0;
  }

  /**
   * Makes a call on lines ready. `at` is the place of its first line in the lists of results and rests.
   */
  #prepare(index: number, lines: Lines, at: number, rest: number): void {
    const { line, start, count, inner } = lines;
    const isList = inner < 0;
    openBlock(index);
    setSlot(OUTER_EXTENT, count);
    setSlot(LENGTHS, addressOf(lines.lengths) + lines.first * 4);
    setSlot(LENGTHS_STEP, isList ? 4 : 0);
    setSlot(RESULTS, addressOf(results) + at * this.#itemsize);
    setSlot(RESULTS_STEP, this.#itemsize);
    setSlot(RESTS, addressOf(rests) + rest * REST);
    setSlot(RESTS_STEP, isList ? 0 : REST);
    for (let k = 0; k < this.#kernel.inputs; k++) {
      const mine = this.#loops.strides[k]!;
      const along = mine[mine.length - 1]!;
      const across = this.#outerStride(k);
      const offset = this.#offsets[k]! + line * across + start * along;
      // After a line, code stands at its end: the next one begins there, or so much further on.
      const gap = isList ? 0 : across - inner * along;
      setOperand(k, this.#operands[k]!.views, offset, gap, along);
    }
  }

  /** Merges `count` of the results, from one on, into the outputs from `line` on. */
  #merge(line: number, count: number, from = 0): void {
    const output = this.#kernel.output;
    const stride = this.#outerStride(output);
    const list: Operand = {
      views: results,
      byteOffset: from * this.#itemsize,
      byteStrides: [this.#itemsize],
    };
    const target: Operand = {
      views: this.#operands[output]!.views,
      byteOffset: this.#offsets[output]! + line * stride,
      byteStrides: [stride],
    };
    const merge = mergeKernel(this.#kernel);
    const strides = [this.#itemsize, stride];
    if (runSingle(merge, "map", count, [list, target], strides)) return;
    // A buffer too large for the short way.
    const lines = strides.map((step) => [step]);
    runLoops(merge, "map", { shape: [count], strides: lines, offsets: [0, 0] }, [list, target]);
  }

  /** Into how many calls `elements` of the inputs are to be cut. */
  #calls(elements: number): number {
    let bytes = 0;
    for (let k = 0; k < this.#kernel.inputs; k++) bytes += this.#kernel.operands[k]!.type.itemsize;
    return callsFor(bytes * elements, MAX_BLOCKS);
  }

  /** Many lines in few calls, a result for each. */
  #lines(outer: number, inner: number): void {
    const calls = this.#calls(outer * inner);
    if (calls > outer && this.#pairwise === null) {
      for (let line = 0; line < outer; line++) this.#segments(line, inner, this.#calls(inner));
      return;
    }
    lengths[0] = inner;
    for (let line = 0; line < outer; line += LINES) {
      const count = Math.min(LINES, outer - line);
      const share = Math.ceil(count / Math.min(count, calls));
      let ready = 0;
      for (let at = 0; at < count; at += share) {
        const some = Math.min(share, count - at);
        const lines = {
          line: line + at,
          start: 0,
          count: some,
          lengths: lengthViews,
          first: 0,
          inner,
        };
        this.#prepare(ready++, lines, at, at);
      }
      invoke(this.#run, ready);
      const pairwise = this.#pairwise;
      if (pairwise !== null && inner % 8 !== 0) {
        for (let i = 0; i < count; i++) pairwise.sums[i] = pairwise.leaf(inner, i, i);
      }
      this.#merge(line, count);
    }
  }

  /** One line in several calls, whose results are combined in order: for steps whose order does not show. */
  #segments(line: number, inner: number, calls: number): void {
    const part = Math.ceil(inner / calls);
    let ready = 0;
    for (let start = 0; start < inner; start += part) {
      lengths[ready] = Math.min(part, inner - start);
      const lines = { line, start, count: 1, lengths: lengthViews, first: ready, inner: -1 };
      this.#prepare(ready, lines, ready, 0);
      ready++;
    }
    invoke(this.#run, ready);
    for (let i = 0; i < ready; i++) this.#merge(line, 1, i);
  }

  /** The pairwise sum of a stretch of a line, in pieces whose lists of partial sums have room. */
  #stretch(pairwise: PairwiseSums, line: number, start: number, n: number): number {
    if (n > PIECE) {
      const half = halfOf(n);
      const left = this.#stretch(pairwise, line, start, half);
      return pairwise.add(left, this.#stretch(pairwise, line, start + half, n - half));
    }
    const { count, views, starts } = leavesOf(n);
    const calls = Math.min(count, this.#calls(n));
    for (let call = 0; call < calls; call++) {
      const first = Math.floor((count * call) / calls);
      const end = Math.floor((count * (call + 1)) / calls);
      const from = start + starts[first]!;
      const lines = { line, start: from, count: end - first, lengths: views, first, inner: -1 };
      // Only the last leaf has a rest that counts.
      this.#prepare(call, lines, first, calls - 1 - call);
    }
    invoke(this.#run, calls);
    return pairwise.total(n);
  }

  /** Long lines, one after another; converted elements in pieces of NumPy's buffer. */
  #longLines(pairwise: PairwiseSums, outer: number, inner: number): void {
    const piece = this.#kernel.buffered ? BUFFER_ELEMENTS : inner;
    for (let line = 0; line < outer; line++) {
      for (let start = 0; start < inner; start += piece) {
        const sum = this.#stretch(pairwise, line, start, Math.min(piece, inner - start));
        pairwise.sums[0] = sum;
        this.#merge(line, 1);
      }
    }
  }

  /** All lines of a plane whose operands begin at `offsets`. */
  plane(offsets: readonly number[], outer: number, inner: number): void {
    this.#offsets = offsets;
    if (this.#pairwise !== null && inner > LEAF) this.#longLines(this.#pairwise, outer, inner);
    else this.#lines(outer, inner);
  }
}

/**
 * A reduction whose inner loop is reduced. False, with nothing done, if the kernel or an operand is not for
 * machine code.
 */
export function runNativeReduce(
  kernel: ReduceKernel,
  variant: Variant,
  loops: Loops,
  operands: readonly Operand[],
): boolean {
  const { step, functions } = codeOf(kernel);
  if (step === null || (variant === "rows" && step.op === "pairwise")) return false;
  if (operands.length > MAX_OPERANDS || !isWithin(kernel, loops, operands)) return false;
  const depth = loops.shape.length;
  const inner = loops.shape[depth - 1]!;
  const outer = depth > 1 ? loops.shape[depth - 2]! : 1;
  if (inner >= 2 ** 31) return false;
  const classes: number[] = [];
  let key = 0;
  for (let k = 0; k < kernel.inputs; k++) {
    const access = accessClass(kernel.operands[k]!.type.itemsize, loops.strides[k]![depth - 1]!);
    classes.push(access);
    key = key * ACCESS_CLASSES + access;
  }
  let run = functions.get(key);
  if (run === undefined) {
    run = compile(kernel, `lines ${classes.join("")}`, (listing) =>
      lowerLines(kernel, step, classes, listing),
    );
    functions.set(key, run);
  }
  if (run === null) return false;
  const reduction = new Run(kernel, step, run, loops, operands);
  eachPlane(loops, operands, (offsets) => {
    reduction.plane(offsets, outer, inner);
  });
  return true;
}
