// Runs moves and scans (moves.ts, scans.ts) as machine code: proves what they reach, cuts them into calls, fills the
// blocks. What is moved, and why, is the floors' above.

import { addressOf } from "../../memory/address.js";
import { allocate } from "../../memory/allocator.js";
import { BufferViews, viewsOf } from "../../memory/buffer-views.js";
import { installCode } from "../../memory/code-memory.js";
import { InternalError } from "../../memory/errors.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import { dumping, dumps } from "../dump.js";
import * as scansForAvx2 from "./avx2/scans.js";
import { invoke, MAX_BLOCKS, openBlock, setOperand, setSlot } from "./call.js";
import { withoutAvx512 } from "./cpu.js";
import type { Lowered } from "./frame.js";
import { AXIS_LENGTH, lowerGather } from "./gathers.js";
import {
  BEYOND,
  lowerMove,
  type MoveShape,
  SOURCE,
  SOURCE_LIMIT,
  SOURCE_LIST,
  shapeFor,
  TARGET,
  TARGET_LIMIT,
  TARGET_LIST,
  TROUBLE,
} from "./moves.js";
import { INNER_EXTENT, OUTER_EXTENT } from "./reach.js";
import * as scansForAvx512 from "./scans.js";
import { ANSWER, FIRST_POSITION, INPUT, LENGTH_OF_AXIS, OUTPUT, POSITIONS_SLACK } from "./scans.js";
import { callsFor } from "./threads.js";

/** Where code tells what it found: one word for each block, a cache line apart. */
const answers = new BufferViews(new ArrayBuffer(MAX_BLOCKS * 64));
/** The lowerings that this processor can run. */
const scans = () => (withoutAvx512() ? scansForAvx2 : scansForAvx512);

const codes = new Map<string, NativeCode>();
const moves = new Map<number, NativeCode>();

/** The code of that name, which is made when it is first asked for. */
export function codeFor(name: string, lower: (listing: boolean) => Lowered): NativeCode {
  let code = codes.get(name);
  if (code === undefined) {
    const lowered = lower(dumping);
    dumps("asm", () => `# ${name}\n${lowered.text}`);
    code = installCode(lowered.code);
    codes.set(name, code);
  }
  return code;
}

const pieceCounts = ["one", "two", "many"];

function moveFor(shape: MoveShape): NativeCode {
  const { piece, pieces, targetListed, sourceListed } = shape;
  const lists = (targetListed ? 2 : 0) + (sourceListed ? 1 : 0);
  const key = (piece * 3 + pieceCounts.indexOf(pieces)) * 4 + lists;
  let code = moves.get(key);
  if (code === undefined) {
    const sides = `${targetListed ? " to list" : ""}${sourceListed ? " from list" : ""}`;
    const name = `move ${piece} ${pieces}${sides}`;
    code = codeFor(name, (listing) => lowerMove(shape, listing));
    moves.set(key, code);
  }
  return code;
}

/** One side of a move: element i of a line lies at `base + stride * (list === null ? i : list[i])`. */
export interface MoveLine {
  readonly views: BufferViews;
  readonly base: number;
  readonly stride: number;
  readonly list: Int32Array | null;
  /** Bytes from line to line. */
  readonly across: number;
}

/** The greatest position that a list may have, or -1 if the line's elements are not all in the buffer. */
function limitOf(side: MoveLine, count: number, lines: number, bytes: number): number {
  const { views, base, stride, list, across } = side;
  const last = base + across * (lines - 1);
  const low = Math.min(base, last);
  // A detached buffer has length 0.
  const room = views.buffer.byteLength - bytes - Math.max(base, last);
  if (low < 0 || room < 0) return -1;
  if (stride === 0) return 2 ** 32;
  const limit = stride > 0 ? Math.floor(room / stride) : Math.floor(low / -stride);
  return list === null && limit < count - 1 ? -1 : limit;
}

/** A list's memory, whose address V8 must not move; null if it is too short for that or for the elements. */
function listViews(list: Int32Array | null, count: number): BufferViews | null {
  if (list === null) return answers;
  // Asking a short typed array for its buffer moves its elements out of V8's heap, once.
  const views = viewsOf(list.buffer);
  return list.length >= count ? views : null;
}

/**
 * Moves `lines` lines of `count` elements of `bytes` bytes. The sides must not share memory. False, with nothing done,
 * where that is not for machine code.
 *
 * @throws InternalError for a list that names a place outside of its side's buffer
 */
export function runNativeMove(
  to: MoveLine,
  from: MoveLine,
  count: number,
  lines: number,
  bytes: number,
): boolean {
  if (count === 0 || lines === 0 || bytes === 0) return true;
  const targetLimit = limitOf(to, count, lines, bytes);
  const sourceLimit = limitOf(from, count, lines, bytes);
  const toList = listViews(to.list, count);
  const fromList = listViews(from.list, count);
  if (targetLimit < 0 || sourceLimit < 0 || toList === null || fromList === null) return false;
  const shape = shapeFor(bytes, to.list !== null, from.list !== null);
  const run = moveFor(shape);
  // Several threads must not write one element: the order of a scatter shows where it writes a place twice.
  const isOrdered = to.list !== null || Math.abs(to.stride) < bytes;
  const calls = isOrdered ? 1 : callsFor(2 * bytes * count * lines, MAX_BLOCKS);
  const isWhole = runPieces(run, calls, count, lines, (part) => {
    setSlot(BEYOND, bytes - shape.piece);
    setSlot(TARGET_LIMIT, targetLimit);
    setSlot(SOURCE_LIMIT, sourceLimit);
    setSide(TARGET, to, part);
    setSide(SOURCE, from, part);
    const first = 4 * part.start;
    setOperand(TARGET_LIST, toList, (to.list?.byteOffset ?? 0) + first, 0, 0);
    setOperand(SOURCE_LIST, fromList, (from.list?.byteOffset ?? 0) + first, 0, 0);
  });
  if (!isWhole) throw new InternalError("a list of places names one outside of its memory");
  return true;
}

/** Where a call's part of a move begins. */
interface Part {
  readonly line: number;
  readonly start: number;
}

/** Runs a move in so many calls, of which `fill` fills the blocks; false if a list named a place outside. */
function runPieces(
  run: NativeCode,
  calls: number,
  count: number,
  lines: number,
  fill: (part: Part) => void,
): boolean {
  const byLine = lines >= calls;
  const part = byLine ? count : Math.ceil(count / calls / 64) * 64;
  const partLines = byLine ? Math.ceil(lines / calls) : lines;
  let next = 0;
  for (let line = 0; line < lines; line += partLines) {
    for (let start = 0; start < count; start += part) {
      answers.i32[next * 16] = 0;
      openBlock(next);
      setSlot(OUTER_EXTENT, Math.min(partLines, lines - line));
      setSlot(INNER_EXTENT, Math.min(part, count - start));
      setSlot(TROUBLE, addressOf(answers) + next * 64);
      fill({ line, start });
      next++;
    }
  }
  invoke(run, next);
  for (let i = 0; i < next; i++) if (answers.i32[i * 16] !== 0) return false;
  return true;
}

/** Packed elements of a line at which indices point, or where they go to. */
export interface PackedLine {
  readonly views: BufferViews;
  readonly offset: number;
}

/** Positions along an axis of `length`, counted from either end: integers of 4 or 8 bytes, one after the other. */
export interface IndexLine extends PackedLine {
  readonly bytes: 4 | 8;
  readonly length: number;
}

/** Machine code of gathers by their shape and the size of an index. */
const gathers = new Map<number, NativeCode>();

function gatherFor(shape: MoveShape, indexBytes: 4 | 8): NativeCode {
  const { piece, pieces } = shape;
  const key = (piece * 3 + pieceCounts.indexOf(pieces)) * 16 + indexBytes;
  let code = gathers.get(key);
  if (code === undefined) {
    const name = `gather ${piece} ${pieces} by ${indexBytes}`;
    code = codeFor(name, (listing) => lowerGather(shape, indexBytes, listing));
    gathers.set(key, code);
  }
  return code;
}

/**
 * Gathers, in each of `lines` lines that follow each other, `count` elements of `bytes` bytes by the same indices, into
 * memory that nobody else reads yet. False where one is out of bounds, some elements then being written, or where that
 * is not for machine code.
 */
export function runNativeGather(
  to: PackedLine,
  from: PackedLine,
  indices: IndexLine,
  count: number,
  lines: number,
  bytes: number,
): boolean {
  const { offset, length } = indices;
  if (count === 0 || lines === 0 || bytes === 0 || length === 0) return false;
  if (!holds(to, count * lines * bytes) || !holds(from, length * lines * bytes)) return false;
  if (!holds(indices, count * indices.bytes)) return false;
  const shape = shapeFor(bytes, false, true);
  const run = gatherFor(shape, indices.bytes);
  const calls = callsFor(2 * bytes * count * lines, MAX_BLOCKS);
  const [across, along] = [count * bytes, length * bytes];
  const fill = ({ line, start }: Part) => {
    setSlot(BEYOND, bytes - shape.piece);
    setSlot(AXIS_LENGTH, length);
    setOperand(TARGET, to.views, to.offset + line * across + start * bytes, across, bytes);
    setOperand(SOURCE, from.views, from.offset + line * along, along, bytes);
    setOperand(SOURCE_LIST, indices.views, offset + indices.bytes * start, 0, 0);
  };
  return runPieces(run, calls, count, lines, fill);
}

/** Whether a line's bytes lie in its buffer; a detached one has length 0. */
function holds({ views, offset }: PackedLine, bytes: number): boolean {
  return offset >= 0 && offset + bytes <= views.attachedBytes;
}

function setSide(operand: number, side: MoveLine, { line, start }: Part): void {
  const skipped = side.list === null ? start * side.stride : 0;
  const offset = side.base + line * side.across + skipped;
  setOperand(operand, side.views, offset, side.across, side.stride);
}

/** Fills the block of a scan over `count` elements of `bytes` bytes; false if they are not all in the buffer. */
function setScan(input: BufferViews, offset: number, count: number, bytes: number): boolean {
  if (offset < 0 || offset + count * bytes > input.buffer.byteLength) return false;
  openBlock(0);
  setSlot(INNER_EXTENT, count);
  setOperand(INPUT, input, offset, 0, 0);
  setOperand(ANSWER, answers, 0, 0, 0);
  return true;
}

/** How many of `count` bytes are not 0; -1 where that is not for machine code. */
export function runNativeCount(input: BufferViews, offset: number, count: number): number {
  if (!setScan(input, offset, count, 1)) return -1;
  setOperand(OUTPUT, answers, 0, 0, 0);
  invoke(codeFor("count", scans().lowerCount));
  return answers.u32[0]! + answers.u32[1]! * 2 ** 32;
}

/** The positions of those of `count` bytes that are not 0; null where that is not for machine code. */
export function runNativePositions(
  input: BufferViews,
  offset: number,
  count: number,
): Int32Array | null {
  if (count >= 2 ** 31) return null;
  const found = runNativeCount(input, offset, count);
  if (found < 0 || !setScan(input, offset, count, 1)) return null;
  const room = allocate((found + POSITIONS_SLACK) * 4, { scratch: true });
  setOperand(OUTPUT, room.views, room.byteOffset, 0, 0);
  invoke(codeFor("positions", scans().lowerPositions));
  return new Int32Array(room.buffer as ArrayBuffer, room.byteOffset, found);
}

/**
 * The positions of those of `count` bytes that are not 0, as 64-bit integers into memory that `place` finds for so many.
 * False, with nothing done, where that is not for machine code.
 */
export function runNativeLongPositions(
  input: BufferViews,
  offset: number,
  count: number,
  place: (found: number) => PackedLine,
): boolean {
  if (withoutAvx512() || !holds({ views: input, offset }, count)) return false;
  const calls = callsFor(5 * count, MAX_BLOCKS);
  const part = Math.ceil(count / calls / 64) * 64;
  const fill = (block: number, to: BufferViews, at: number) => {
    const start = block * part;
    openBlock(block);
    setSlot(INNER_EXTENT, Math.min(part, count - start));
    setSlot(FIRST_POSITION, start);
    setOperand(INPUT, input, offset + start, 0, 0);
    setOperand(OUTPUT, to, at, 0, 0);
    setOperand(ANSWER, answers, block * 64, 0, 0);
  };
  const parts = Math.ceil(count / part);
  for (let block = 0; block < parts; block++) fill(block, answers, 0);
  invoke(codeFor("count", scans().lowerCount), parts);
  const before = [0];
  for (let block = 0; block < parts; block++) {
    before.push(before[block]! + answers.u32[block * 16]! + answers.u32[block * 16 + 1]! * 2 ** 32);
  }
  const found = before[parts]!;
  const to = place(found);
  if (found === 0) return true;
  if (!holds(to, found * 8)) return false;
  for (let block = 0; block < parts; block++) fill(block, to.views, to.offset + 8 * before[block]!);
  invoke(codeFor("long positions", scansForAvx512.lowerLongPositions), parts);
  return true;
}

/**
 * Positions of 4 or 8 bytes along an axis, counted from either end, as such from the beginning. Null where one is out of
 * bounds, or where that is not for machine code.
 */
export function runNativeInRange(
  input: BufferViews,
  offset: number,
  count: number,
  bytes: 4 | 8,
  length: number,
): Int32Array | null {
  if (length >= 2 ** 31 || !setScan(input, offset, count, bytes)) return null;
  const room = allocate(count * 4, { scratch: true });
  setSlot(LENGTH_OF_AXIS, length);
  setOperand(OUTPUT, room.views, room.byteOffset, 0, 0);
  invoke(codeFor(`in range ${bytes}`, (listing) => scans().lowerInRange(bytes, listing)));
  if (answers.u32[0] !== 0) return null;
  return new Int32Array(room.buffer as ArrayBuffer, room.byteOffset, count);
}
