// Runs reductions as machine code: lines become lists of partial results (reduce.ts), which are added up here in
// NumPy's order and merged into the outputs.

import { addressOf } from "../../memory/address.js";
import { BufferViews } from "../../memory/buffer-views.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import type { Variant } from "../access.js";
import { bytesKernel, mergeKernel, partsKernel, stateType } from "../derived.js";
import { runLoops, runSingle } from "../js/run.js";
import { BUFFER_ELEMENTS, type ReduceKernel } from "../kernel.js";
import { nodeTable } from "../nodes.js";
import type { Operand } from "../operand.js";
import { lowerLines as linesForAvx2 } from "./avx2/reduce.js";
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
import { withoutAvx512 } from "./cpu.js";
import {
  halfOf,
  LEAF,
  LINES,
  leavesOf,
  type PairwiseSums,
  PIECE,
  precisions,
  REST,
  RESULTS_ROOM,
  rests,
  results,
} from "./pairwise.js";
import {
  LENGTHS,
  LENGTHS_BACK,
  LENGTHS_STEP,
  OUTER_EXTENT,
  RESTS,
  RESTS_STEP,
  RESULTS,
  RESULTS_STEP,
  STRETCHES,
  STRETCHES_LEFT,
} from "./reach.js";
import { type LineStep, lineStep, lowerLines } from "./reduce.js";
import { ACCESS_CLASSES } from "./strided.js";
import { callsFor } from "./threads.js";

/** Bytes of a buffer up to which any typed array can be made over all of it. */
const FAR = 2 ** 32;

/** Elements after which a line that may be decided already is looked at; each next stretch is so many times as long. */
const EARLY = 2 ** 12;
const LONGER = 4;

/** Lengths of lines: one if all are equally long, else one for each call. */
const lengths = new Int32Array(new ArrayBuffer(4 * MAX_BLOCKS));
const lengthViews = new BufferViews(lengths.buffer);

/** A reduction's machine code by access classes, and how its lines are added up. */
interface ReduceCode {
  /** What lines are reduced as: the kernel itself, or one of bytes for truth values. */
  readonly lines: ReduceKernel;
  readonly step: LineStep | null;
  readonly functions: Map<number, NativeCode | null>;
}

/** Whether a kernel sums complex elements as they lie in memory. */
function isSumOfParts(kernel: ReduceKernel): boolean {
  const { type } = kernel.operands[0]!;
  return (
    kernel.pairwise &&
    kernel.inputs === 1 &&
    kernel.element.length === 2 &&
    !type.swapped &&
    kernel.element.every(({ op, component }, part) => op === "load" && component === part) &&
    kernel.step.every(({ op }) => op === "add")
  );
}

function codeOf(kernel: ReduceKernel): ReduceCode {
  let code = kernel.compiled.native as ReduceCode | null;
  if (code === null) {
    const isTruth = kernel.absorbing !== null && kernel.step[0]!.lane === "bool";
    const isParts = !isTruth && isSumOfParts(kernel);
    const lines = isTruth ? bytesKernel(kernel) : isParts ? partsKernel(kernel) : kernel;
    let step = lineStep(lines);
    if (isParts && step !== null) step = { lane: step.lane, op: "pairs" };
    code = { lines, step, functions: new Map() };
    kernel.compiled.native = code;
  }
  return code;
}

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
  /** Stretches of each line of equal length, whose lengths are listed; 1 by default. */
  readonly stretches?: number;
  /** Elements between stretches that do not follow each other at once; then each has a rest of its own. */
  readonly skip?: number;
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
    const sums = precisions[step.lane as "f32" | "f64"];
    this.#pairwise = step.op === "pairwise" ? sums[0] : step.op === "pairs" ? sums[1] : null;
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
    const apart = lines.skip !== undefined;
    const stretches = lines.stretches ?? (isList && !apart ? count : 1);
    const step = isList || stretches > 1 ? 4 : 0;
    openBlock(index);
    setSlot(OUTER_EXTENT, isList ? count : count * stretches);
    setSlot(STRETCHES, stretches);
    setSlot(STRETCHES_LEFT, stretches);
    setSlot(LENGTHS_BACK, apart ? 0 : -step * stretches);
    setSlot(LENGTHS, addressOf(lines.lengths) + lines.first * 4);
    setSlot(LENGTHS_STEP, step);
    setSlot(RESULTS, addressOf(results) + at * this.#itemsize);
    setSlot(RESULTS_STEP, this.#itemsize);
    setSlot(RESTS, addressOf(rests) + rest * REST);
    setSlot(RESTS_STEP, REST);
    for (let k = 0; k < this.#kernel.inputs; k++) {
      const mine = this.#loops.strides[k]!;
      const along = mine[mine.length - 1]!;
      const across = this.#outerStride(k);
      const offset = this.#offsets[k]! + line * across + start * along;
      // After a line, code stands at its end: the next one begins there, or so much further on.
      const gap = isList ? (lines.skip ?? 0) * along : across - inner * along;
      setOperand(k, this.#operands[k]!.views, offset, gap, along);
    }
  }

  /** Merges `count` of the results, from one on, into the outputs from `line` on. */
  #merge(line: number, count: number, from = 0): void {
    const output = this.#kernel.output;
    const stride = this.#outerStride(output);
    if (count === 1 && this.#mergeOne(this.#offsets[output]! + line * stride, from)) return;
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

  /** Merges one float into the output at a place, where that takes no more than one operation: no kernel is made for it. */
  #mergeOne(place: number, from: number): boolean {
    const { operands, output, step } = this.#kernel;
    const { op, lane, args } = step[0]!;
    const { type } = operands[output]!;
    const { itemsize } = type;
    if ((lane !== "f64" && lane !== "f32") || this.#pairwise?.parts === 2) return false;
    if (type !== stateType(this.#kernel) || place % itemsize !== 0) return false;
    if (args.length !== 2 || !args.every((arg, at) => arg.op === "argument" && arg.operand === at))
      return false;
    const { views } = this.#operands[output]!;
    const { reference } = nodeTable[op];
    if (reference === undefined || views.byteLength > FAR) return false;
    const at = place / itemsize;
    views[lane][at] = Number(reference([views[lane][at]!, results[lane][from]!], lane, lane));
    return true;
  }

  /** Into how many calls `elements` of the inputs are to be cut. */
  #calls(elements: number): number {
    let bytes = 0;
    for (let k = 0; k < this.#kernel.inputs; k++) bytes += this.#kernel.operands[k]!.type.itemsize;
    return callsFor(bytes * elements, MAX_BLOCKS);
  }

  /** Many lines in few calls, a result for each. */
  #lines(outer: number, inner: number): void {
    if (this.#kernel.absorbing !== null && inner > EARLY) {
      for (let line = 0; line < outer; line++) this.#untilAbsorbed(line, inner);
      return;
    }
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
      if (pairwise?.settles) for (let i = 0; i < count; i++) pairwise.settle(inner, i, i);
      this.#merge(line, count);
    }
  }

  /** One line in stretches, until one of them decides. */
  #untilAbsorbed(line: number, inner: number): void {
    for (let start = 0, stretch = EARLY; start < inner; start += stretch, stretch *= LONGER) {
      lengths[0] = Math.min(stretch, inner - start);
      const lines = { line, start, count: 1, lengths: lengthViews, first: 0, inner: -1 };
      this.#prepare(0, lines, 0, 0);
      invoke(this.#run);
      this.#merge(line, 1);
      if ((results.u8[0] !== 0) === this.#kernel.absorbing) return;
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
  #stretch(pairwise: PairwiseSums, line: number, start: number, n: number): number[] {
    if (n > PIECE) {
      const half = halfOf(n);
      const left = this.#stretch(pairwise, line, start, half);
      const right = this.#stretch(pairwise, line, start + half, n - half);
      return left.map((sum, part) => pairwise.add(sum, right[part]!));
    }
    const leaves = leavesOf(n);
    const { count, views, starts } = leaves;
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
    pairwise.totals(1, leaves);
    return Array.from(pairwise.sums.subarray(0, pairwise.parts));
  }

  /** Long lines, one after another; converted elements in pieces of NumPy's buffer. */
  #longLines(pairwise: PairwiseSums, outer: number, inner: number): void {
    const piece = this.#kernel.buffered ? BUFFER_ELEMENTS : inner;
    if (outer > 1 && inner <= piece && inner <= PIECE / 4) {
      this.#manyLongLines(pairwise, outer, inner);
      return;
    }
    for (let line = 0; line < outer; line++) {
      for (let start = 0; start < inner; start += piece) {
        const sum = this.#stretch(pairwise, line, start, Math.min(piece, inner - start));
        pairwise.sums.set(sum);
        this.#merge(line, 1);
      }
    }
  }

  /** Lines of several leaves each, as many in a call as the lists have room for. */
  #manyLongLines(pairwise: PairwiseSums, outer: number, inner: number): void {
    const leaves = leavesOf(inner);
    const { count: stretches, views } = leaves;
    const most = Math.min(LINES, Math.floor(RESULTS_ROOM / stretches));
    for (let line = 0; line < outer; line += most) {
      const count = Math.min(most, outer - line);
      const share = Math.ceil(count / Math.min(count, this.#calls(count * inner)));
      let ready = 0;
      for (let at = 0; at < count; at += share) {
        const some = Math.min(share, count - at);
        const lines = { line: line + at, start: 0, count: some, lengths: views, first: 0 };
        this.#prepare(ready++, { ...lines, inner, stretches }, at * stretches, at);
      }
      invoke(this.#run, ready);
      pairwise.totals(count, leaves);
      this.#merge(line, count);
    }
  }

  /** Stretches of one line that begin one element apart, a result for each. */
  stretches(offsets: readonly number[], start: number, list: Int32Array): void {
    this.#offsets = offsets;
    const pairwise = this.#pairwise;
    for (let at = 0, from = start; at < list.length; at += LINES) {
      const count = Math.min(LINES, list.length - at);
      for (let i = 0; i < count; i++) stretchLengths[i] = list[at + i]!;
      const lengths = stretchViews;
      this.#prepare(
        0,
        { line: 0, start: from, count, lengths, first: 0, inner: -1, skip: 1 },
        0,
        0,
      );
      invoke(this.#run);
      for (let i = 0; i < count; i++) {
        const n = list[at + i]!;
        if (pairwise?.settles) pairwise.settle(n, i, i);
        from += n + 1;
      }
      this.#merge(at, count);
    }
  }

  /** As {@link stretches}, for pairwise sums of stretches of any length: the leaves of many are one list. */
  longStretches(offsets: readonly number[], start: number, list: Int32Array): void {
    this.#offsets = offsets;
    const most = this.#kernel.buffered ? 0 : MOST_TOGETHER;
    for (let at = 0, from = start; at < list.length; ) {
      let end = at;
      let leaves = 0;
      let next = from;
      // Between two stretches lies the first element of the second: a leaf of its own, which is not looked at.
      while (end < list.length && list[end]! <= most) {
        const n = list[end]!;
        if (leaves + Math.ceil((2 * n) / LEAF) + 2 > LINES) break;
        if (end > at) stretchLengths[leaves++] = 1;
        leaves = listLeaves(n, leaves);
        next += n + 1;
        end++;
      }
      if (end === at) {
        this.#longStretch(from, list[at]!, at);
        next += list[at]! + 1;
        end++;
      } else {
        const lines = { line: 0, start: from, count: leaves, lengths: stretchViews, first: 0 };
        this.#prepare(0, { ...lines, inner: -1, skip: 0 }, 0, 0);
        if (leaves > 0) invoke(this.#run);
        this.#sumLeaves(list, at, end);
        this.#merge(at, end - at);
      }
      at = end;
      from = next;
    }
  }

  /** The sums of stretches from their leaves, into the beginning of the list: none is written before it was read. */
  #sumLeaves(list: Int32Array, first: number, end: number): void {
    const pairwise = this.#pairwise!;
    const { settles, sums } = pairwise;
    let leaf = 0;
    const sumOf = (n: number): number => {
      if (n > LEAF) {
        const half = halfOf(n);
        const left = sumOf(half);
        return pairwise.add(left, sumOf(n - half));
      }
      if (settles) pairwise.settle(n, leaf, leaf);
      return sums[leaf++]!;
    };
    for (let i = first; i < end; i++) {
      if (i > first) leaf++;
      sums[i - first] = list[i]! === 0 ? -0 : sumOf(list[i]!);
    }
  }

  /** One stretch of any length, into the output at `at`. */
  #longStretch(start: number, n: number, at: number): void {
    const pairwise = this.#pairwise!;
    const piece = this.#kernel.buffered ? BUFFER_ELEMENTS : n;
    for (let from = 0; from < n; from += piece) {
      pairwise.sums.set(this.#stretch(pairwise, 0, start + from, Math.min(piece, n - from)));
      this.#merge(at, 1);
    }
  }

  /** All lines of a plane whose operands begin at `offsets`. */
  plane(offsets: readonly number[], outer: number, inner: number): void {
    this.#offsets = offsets;
    if (this.#pairwise !== null && inner > LEAF) this.#longLines(this.#pairwise, outer, inner);
    else this.#lines(outer, inner);
  }
}

/** Elements of stretches whose leaves are listed with others'; longer ones are shared among threads. */
const MOST_TOGETHER = 2 ** 14;

/** The lengths of stretches. */
const stretchLengths = new Int32Array(new ArrayBuffer(4 * LINES));
const stretchViews = new BufferViews(stretchLengths.buffer);

/** Lists the lengths of the leaves of a pairwise sum from a place on; returns the place behind them. */
function listLeaves(n: number, at: number): number {
  if (n > LEAF) {
    const half = halfOf(n);
    return listLeaves(n - half, listLeaves(half, at));
  }
  if (n === 0) return at;
  stretchLengths[at] = n;
  return at + 1;
}

/** The code for a kernel's lines whose inputs move by the given strides, or null. */
function functionFor(kernel: ReduceKernel, strides: readonly number[]): NativeCode | null {
  const { lines, step, functions } = codeOf(kernel);
  if (step === null) return null;
  const classes: number[] = [];
  let key = 0;
  for (let k = 0; k < kernel.inputs; k++) {
    const access = accessClass(lines.operands[k]!.type.itemsize, strides[k]!);
    classes.push(access);
    key = key * ACCESS_CLASSES + access;
  }
  let run = functions.get(key);
  if (run === undefined) {
    run = compile(kernel, `lines ${classes.join("")}`, (listing) =>
      (withoutAvx512() ? linesForAvx2 : lowerLines)(lines, step, classes, listing),
    );
    functions.set(key, run);
  }
  return run;
}

/**
 * Combines stretches of a line into outputs that hold their first elements: stretch i has `list[i]` elements, the first
 * begins at element `start`, each next one element after the end of the one before. False, with nothing done, if that is
 * not for machine code.
 */
export function runNativeStretches(
  kernel: ReduceKernel,
  start: number,
  list: Int32Array,
  operands: readonly Operand[],
): boolean {
  const { step } = codeOf(kernel);
  let longest = 0;
  let total = start;
  for (let i = 0; i < list.length; i++) {
    const n = list[i]!;
    if (n > longest) longest = n;
    total += n + 1;
  }
  if (step === null || operands.length > MAX_OPERANDS) return false;
  const isLong = step.op === "pairwise" && longest > LEAF;
  if (step.op === "pairs") return false;
  const along = operands.map(({ byteStrides }) => byteStrides[0]!);
  const reach = along.map((stride, k) => (k === kernel.output ? [stride, 0] : [0, stride]));
  const zeros = operands.map(() => 0);
  const whole = { shape: [list.length, total - 1], strides: reach, offsets: zeros };
  if (!isWithin(kernel, whole, operands)) return false;
  const run = functionFor(kernel, along);
  if (run === null) return false;
  const loops = { shape: [list.length, 1], strides: reach, offsets: zeros };
  const offsets = operands.map(({ byteOffset }) => byteOffset);
  const reduction = new Run(kernel, step, run, loops, operands);
  if (isLong) reduction.longStretches(offsets, start, list);
  else reduction.stretches(offsets, start, list);
  return true;
}

/** The same loops with each element of the inner one as two. */
function withParts({ shape, strides, offsets }: Loops): Loops {
  const last = shape.length - 1;
  return {
    shape: shape.map((count, loop) => (loop === last ? count * 2 : count)),
    strides: strides.map((mine) => mine.map((step, loop) => (loop === last ? step / 2 : step))),
    offsets,
  };
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
  const { step } = codeOf(kernel);
  if (step === null || variant === "rows") return false;
  if (operands.length > MAX_OPERANDS || !isWithin(kernel, loops, operands)) return false;
  const depth = loops.shape.length;
  const inner = loops.shape[depth - 1]!;
  const outer = depth > 1 ? loops.shape[depth - 2]! : 1;
  const parts = step.op === "pairs" ? 2 : 1;
  if (inner * parts >= 2 ** 31) return false;
  // Complex elements are walked as twice as many numbers, which must follow each other.
  const { itemsize } = kernel.operands[0]!.type;
  if (parts === 2 && loops.strides[0]![depth - 1] !== itemsize) return false;
  const walked = parts === 1 ? loops : withParts(loops);
  const run = functionFor(
    kernel,
    walked.strides.map((mine) => mine[depth - 1]!),
  );
  if (run === null) return false;
  const reduction = new Run(kernel, step, run, walked, operands);
  eachPlane(walked, operands, (offsets) => {
    reduction.plane(offsets, outer, inner * parts);
  });
  return true;
}
