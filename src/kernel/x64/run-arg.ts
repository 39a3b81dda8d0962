// Runs arg-reductions as machine code: the extreme of each line, or of each stretch of a long one, then a search for the
// first element that is it.

import { addressOf } from "../../memory/address.js";
import { BufferViews } from "../../memory/buffer-views.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import { reduceKernel } from "../describe.js";
import { reachable } from "../ir.js";
import type { ArgKernel, ReduceKernel } from "../kernel.js";
import { type ElementType, elementType, type Lane } from "../lanes.js";
import type { Operand } from "../operand.js";
import { lowerLines as linesForAvx2 } from "./avx2/reduce.js";
import { lowerSearch as searchForAvx2 } from "./avx2/search.js";
import {
  compile,
  eachPlane,
  invoke,
  isWithin,
  type Loops,
  MAX_BLOCKS,
  openBlock,
  setOperand,
  setSlot,
} from "./call.js";
import { withoutAvx512 } from "./cpu.js";
import { LINES, REST, RESULTS_ROOM, rests, results } from "./pairwise.js";
import {
  INNER_EXTENT,
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
import { lineStep, lowerLines } from "./reduce.js";
import { LINES_READ, lowerSearch, POSITIONS } from "./search.js";
import { callsFor, threadCount } from "./threads.js";

/** Elements of a stretch: of a long line only the one that holds its extreme is searched. */
const STRETCH = 4096;

/** Bytes of lines that are searched together: those that their extremes were found in are in the cache still. */
const BATCH = 2 ** 19;

/** An arg-reduction's machine code. */
interface ArgCode {
  readonly extremes: NativeCode;
  readonly search: NativeCode;
  /** Bytes of an extreme in the list of results. */
  readonly bytes: number;
  readonly lane: Lane;
  readonly largest: boolean;
}

/** Whether the greatest element is searched for, or the least; null if it is neither. */
function directionOf(kernel: ArgKernel): "max" | "min" | null {
  const found = reachable([kernel.better]).filter(({ op }) => op === "gt" || op === "lt");
  const [node] = found;
  if (found.length !== 1 || node === undefined || kernel.element.length !== 1) return null;
  const order = node.args.map((arg) => (arg.op === "argument" ? arg.operand : -1));
  if (order[0] !== 1 || order[1] !== 0) return null;
  return node.op === "gt" ? "max" : "min";
}

/** The reduction to extremes that a search begins with; truth values are bytes in it. */
function extremesOf(type: ElementType, direction: "max" | "min"): ReduceKernel {
  const isBool = type.name === "bool";
  return reduceKernel({
    name: direction,
    body: (b, state, element) => b[direction](state!, element!),
    inputs: [type],
    loop: isBool ? "uint8" : type.name,
    output: isBool ? elementType("uint8") : type,
  });
}

function codeOf(kernel: ArgKernel): ArgCode | null {
  const known = kernel.compiled.native as ArgCode | "none" | null;
  if (known !== null) return known === "none" ? null : known;
  const made = makeCode(kernel);
  kernel.compiled.native = made ?? "none";
  return made;
}

function makeCode(kernel: ArgKernel): ArgCode | null {
  const { type } = kernel.operands[0]!;
  const direction = directionOf(kernel);
  if (direction === null || type.swapped || type.components === 2) return null;
  const reduction = extremesOf(type, direction);
  const step = lineStep(reduction);
  if (step === null) return null;
  const extremes = compile(kernel, "extremes", (listing) =>
    withoutAvx512()
      ? linesForAvx2(reduction, step, [0], listing)
      : lowerLines(reduction, step, [0], listing),
  );
  const search = compile(kernel, "search", (listing) =>
    (withoutAvx512() ? searchForAvx2 : lowerSearch)(type, listing),
  );
  if (extremes === null || search === null) return null;
  const lane = step.lane;
  const bytes = lane === "f32" ? 4 : type.itemsize;
  return { extremes, search, bytes, lane, largest: direction === "max" };
}

const lengths = new Int32Array(new ArrayBuffer(64));
const lengthViews = new BufferViews(lengths.buffer);
const stretchLengths = new Int32Array(new ArrayBuffer(4 * RESULTS_ROOM));
const stretchViews = new BufferViews(stretchLengths.buffer);

/** Fills a block of the reduction: `lines` lines of lengths that a list gives, `step` bytes apart in it. */
function setExtremes(
  block: number,
  { bytes }: ArgCode,
  lines: number,
  list: BufferViews,
  step: number,
  first: number,
): void {
  openBlock(block);
  setSlot(OUTER_EXTENT, lines);
  setSlot(STRETCHES, 1);
  setSlot(STRETCHES_LEFT, 1);
  setSlot(LENGTHS_BACK, 0);
  setSlot(LENGTHS, addressOf(list) + first * step);
  setSlot(LENGTHS_STEP, step);
  setSlot(RESULTS, addressOf(results) + first * bytes);
  setSlot(RESULTS_STEP, bytes);
  setSlot(RESTS, addressOf(rests));
  setSlot(RESTS_STEP, 0);
}

/** Fills a block of the search in `lines` lines whose extremes are in the list of results from `first` on. */
function setSearch(
  block: number,
  code: ArgCode,
  lines: number,
  length: number,
  first: number,
): void {
  openBlock(block);
  setSlot(OUTER_EXTENT, lines);
  setSlot(INNER_EXTENT, length);
  setSlot(RESULTS, addressOf(results) + first * code.bytes);
  setSlot(RESULTS_STEP, code.bytes);
}

/** Where two numbers from the list of extremes stand to each other: whether the later one is better. */
function bestOf(code: ArgCode, count: number): number {
  const views = {
    u8: results.u8,
    i8: results.i8,
    u16: results.u16,
    i16: results.i16,
    u32: results.u32,
    i32: results.i32,
    f32: results.f32,
    f64: results.f64,
    i64: results.i64,
    u64: results.u64,
  };
  const list = views[code.lane as keyof typeof views] as ArrayLike<number | bigint>;
  let best = 0;
  for (let i = 0; i < count; i++) {
    const value = list[i]!;
    // The first that is no number wins.
    if (Number.isNaN(value)) return i;
    if (code.largest ? value > list[best]! : value < list[best]!) best = i;
  }
  return best;
}

/** One long line: the extremes of its stretches, then a search in the first that has the best. */
function searchLong(code: ArgCode, length: number, read: Reader, write: Reader): void {
  const count = Math.ceil(length / STRETCH);
  stretchLengths.fill(STRETCH, 0, count);
  stretchLengths[count - 1] = length - (count - 1) * STRETCH;
  const calls = Math.min(count, callsFor(read.itemsize * length, MAX_BLOCKS));
  const share = Math.ceil(count / calls);
  let ready = 0;
  for (let first = 0; first < count; first += share) {
    setExtremes(ready++, code, Math.min(share, count - first), stretchViews, 4, first);
    setOperand(0, read.views, read.offset + first * STRETCH * read.itemsize, 0, read.itemsize);
  }
  invoke(code.extremes, ready);
  const best = bestOf(code, count);
  setSearch(0, code, 1, stretchLengths[best]!, best);
  const start = best * STRETCH;
  setOperand(LINES_READ, read.views, read.offset + start * read.itemsize, 0, read.itemsize);
  setOperand(POSITIONS, answer, 0, 0, 0);
  invoke(code.search);
  const position = start + answer.i32[0]!;
  write.views.dataView.setInt32(write.offset, (position % 2 ** 32) | 0, true);
  write.views.dataView.setInt32(write.offset + 4, Math.floor(position / 2 ** 32), true);
}

/**
 * Lines of truth values, whose extreme need not be found: a line in which the search finds none is all the same, and its
 * first element the answer.
 */
function searchTruths(
  code: ArgCode,
  lines: number,
  length: number,
  from: Operand,
  to: Operand,
): void {
  const [across, apart] = [from.byteStrides[0]!, to.byteStrides[0]!];
  const { dataView } = to.views;
  for (let line = 0; line < lines; line++) {
    dataView.setBigInt64(to.byteOffset + line * apart, 0n, true);
  }
  results.u8[0] = code.largest ? 1 : 0;
  setSearch(0, code, lines, length, 0);
  setSlot(RESULTS_STEP, 0);
  setOperand(LINES_READ, from.views, from.byteOffset, across, 1);
  setOperand(POSITIONS, to.views, to.byteOffset, apart, 0);
  invoke(code.search);
}

const answer = new BufferViews(new ArrayBuffer(REST));

/** Where lines begin. */
interface Reader {
  readonly views: BufferViews;
  readonly offset: number;
  readonly itemsize: number;
}

/**
 * An arg-reduction along the inner loop, whose output stands still there. False, with nothing done, if the kernel or an
 * operand is not for machine code.
 */
export function runNativeArg(
  kernel: ArgKernel,
  loops: Loops,
  operands: readonly Operand[],
): boolean {
  const [input, output] = operands as readonly [Operand, Operand];
  const { itemsize } = kernel.operands[0]!.type;
  const inner = loops.shape.length - 1;
  const length = loops.shape[inner]!;
  if (loops.strides[0]![inner] !== itemsize || length >= STRETCH * RESULTS_ROOM) return false;
  if (kernel.operands[1]!.type.swapped || !isWithin(kernel, loops, operands)) return false;
  const code = codeOf(kernel);
  if (code === null) return false;
  const lines = inner > 0 ? loops.shape[inner - 1]! : 1;
  const [across, apart] = [0, 1].map((k) => (inner > 0 ? loops.strides[k]![inner - 1]! : 0));
  const isTruth = kernel.operands[0]!.type.name === "bool";
  // a batch of lines for each thread, which searches where it has looked for extremes
  const isShared = apart! >= 8 && callsFor(itemsize * length * lines, MAX_BLOCKS) > 1;
  const parts = isShared ? Math.min(threadCount(), MAX_BLOCKS) : 1;
  const batch = Math.min(LINES, Math.max(1, Math.floor(BATCH / (length * itemsize))) * parts);
  eachPlane(loops, operands, ([from, to]) => {
    if (isTruth) {
      const read = { views: input.views, byteOffset: from!, byteStrides: [across!] };
      const write = { views: output.views, byteOffset: to!, byteStrides: [apart!] };
      searchTruths(code, lines, length, read, write);
      return;
    }
    for (let line = 0; line < lines; line += batch) {
      const readAt = from! + line * across!;
      const writeAt = to! + line * apart!;
      if (length > STRETCH) {
        for (let i = line; i < Math.min(lines, line + batch); i++) {
          const read = { views: input.views, offset: from! + i * across!, itemsize };
          searchLong(code, length, read, {
            ...read,
            views: output.views,
            offset: to! + i * apart!,
          });
        }
        continue;
      }
      const count = Math.min(batch, lines - line);
      const share = Math.ceil(count / parts);
      lengths[0] = length;
      let ready = 0;
      for (let at = 0; at < count; at += share) {
        setExtremes(ready++, code, Math.min(share, count - at), lengthViews, 0, at);
        const gap = across! - length * itemsize;
        setOperand(0, input.views, readAt + at * across!, gap, itemsize);
      }
      invoke(code.extremes, ready);
      ready = 0;
      for (let at = 0; at < count; at += share) {
        setSearch(ready++, code, Math.min(share, count - at), length, at);
        setOperand(LINES_READ, input.views, readAt + at * across!, across!, itemsize);
        setOperand(POSITIONS, output.views, writeAt + at * apart!, apart!, 0);
      }
      invoke(code.search, ready);
    }
  });
  return true;
}
