// Calling machine code: the block of numbers it reads, the proof that all it will touch lies in its operands'
// buffers, the code's installation. What the code does is not known here.

import { addressOf } from "../../memory/address.js";
import type { BufferViews } from "../../memory/buffer-views.js";
import { installCode, makeUsual } from "../../memory/code-memory.js";
import { libc } from "../../memory/libc.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import { BROADCAST, UNIT } from "../access.js";
import { dumping, dumps } from "../dump.js";
import type { Kernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { raised } from "../raised.js";
import type { Lowered } from "./frame.js";
import {
  ADDRESS,
  BLOCK_OPERANDS,
  BLOCK_PER_OPERAND,
  INNER_EXTENT,
  INNER_STRIDE,
  OUTER_EXTENT,
  OUTER_STRIDE,
  STATUS,
} from "./reach.js";
import { NotLowered } from "./selection.js";
import { strideClass } from "./strided.js";
import { runShared } from "./threads.js";

/** Operands of a call, at most. */
export const MAX_OPERANDS = 16;

/** Calls that can be made ready side by side. */
export const MAX_BLOCKS = 64;
/** Doubles from one block to the next: whole cache lines. */
const BLOCK_DOUBLES = Math.ceil((BLOCK_OPERANDS + BLOCK_PER_OPERAND * MAX_OPERANDS) / 8) * 8;

/** The blocks of all calls: code reads its block at its start and calls nothing that could come back here. */
// Never a short typed array of its own: V8 moves those.
const blocks = new Float64Array(new ArrayBuffer(BLOCK_DOUBLES * MAX_BLOCKS * 8));
/** Their integers. */
const words = new Int32Array(blocks.buffer);
let blocksAddress = 0n;

/** Where the block that is being filled begins. */
let current = 0;

/** Makes one of the blocks the one to be filled. */
export function openBlock(index: number): void {
  current = index * BLOCK_DOUBLES;
}

/** A number of the open block that belongs to no operand. */
export function setSlot(slot: number, value: number): void {
  blocks[current + slot] = value;
}

/**
 * Runs code on the first `count` blocks as they are filled, on as many threads as there are. The errors that the code
 * raises are added to those of the call.
 */
export function invoke(run: NativeCode, count = 1): void {
  if (blocksAddress === 0n) blocksAddress = libc().address(blocks.buffer);
  for (let i = 0; i < count; i++) blocks[i * BLOCK_DOUBLES + STATUS] = 0;
  if (count === 1) (run.usual ?? makeUsual(run, blocksAddress))();
  else runShared(run, Number(blocksAddress), BLOCK_DOUBLES * 8, count);
  for (let i = 0; i < count; i++) raised.flags |= words[(i * BLOCK_DOUBLES + STATUS) * 2]!;
}

/** As {@link invoke} of the first block alone. */
export function invokeFirst(run: NativeCode): void {
  if (blocksAddress === 0n) blocksAddress = libc().address(blocks.buffer);
  blocks[STATUS] = 0;
  (run.usual ?? makeUsual(run, blocksAddress))();
  raised.flags |= words[STATUS * 2]!;
}

/** Fills a block for `count` elements of a single loop, from `start` on. */
export function setLine(
  index: number,
  count: number,
  operands: readonly Operand[],
  steps: readonly number[],
  start: number,
): void {
  let base = index * BLOCK_DOUBLES;
  blocks[base + OUTER_EXTENT] = 1;
  blocks[base + INNER_EXTENT] = count;
  base += BLOCK_OPERANDS;
  for (let k = 0; k < operands.length; k++) {
    const { views, byteOffset } = operands[k]!;
    const step = steps[k]!;
    const address = views.address === 0 ? addressOf(views) : views.address;
    blocks[base + ADDRESS] = address + byteOffset + start * step;
    blocks[base + OUTER_STRIDE] = 0;
    blocks[base + INNER_STRIDE] = step;
    base += BLOCK_PER_OPERAND;
  }
}

/** The first block, for `count` elements of a single loop. */
export function setExtent(count: number): void {
  blocks[OUTER_EXTENT] = 1;
  blocks[INNER_EXTENT] = count;
}

/** An operand of a single loop in the first block. */
export function setPlace(operand: number, views: BufferViews, offset: number, step: number): void {
  const base = BLOCK_OPERANDS + operand * BLOCK_PER_OPERAND;
  const address = views.address === 0 ? addressOf(views) : views.address;
  blocks[base + ADDRESS] = address + offset;
  blocks[base + OUTER_STRIDE] = 0;
  blocks[base + INNER_STRIDE] = step;
}

/** An operand's numbers in the open block. */
export function setOperand(
  operand: number,
  views: BufferViews,
  offset: number,
  outerStride: number,
  innerStride: number,
): void {
  const base = current + BLOCK_OPERANDS + operand * BLOCK_PER_OPERAND;
  blocks[base + ADDRESS] = addressOf(views) + offset;
  blocks[base + OUTER_STRIDE] = outerStride;
  blocks[base + INNER_STRIDE] = innerStride;
}

/** How an operand is reached in the inner loop. Alignment and byte order do not matter to machine code. */
export function accessClass(itemsize: number, innerStride: number): number {
  if (innerStride === itemsize) return UNIT;
  return innerStride === 0 ? BROADCAST : strideClass(itemsize, innerStride);
}

/** A nest of loops, outermost first, with each operand's byte strides and the bytes from its own beginning. */
export interface Loops {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
  readonly offsets: readonly number[];
}

/** Whether everything that a nest reaches lies within the buffers, which must be attached. */
export function isWithin(kernel: Kernel, loops: Loops, operands: readonly Operand[]): boolean {
  for (let k = 0; k < operands.length; k++) {
    const { views, byteOffset } = operands[k]!;
    let first = byteOffset + loops.offsets[k]!;
    let end = first + kernel.operands[k]!.type.itemsize;
    for (let loop = 0; loop < loops.shape.length; loop++) {
      const reach = loops.strides[k]![loop]! * (loops.shape[loop]! - 1);
      if (reach < 0) first += reach;
      else end += reach;
    }
    // A detached buffer has length 0.
    if (first < 0 || end > views.attachedBytes) return false;
  }
  return true;
}

/** Visits the planes of a nest (its two inner loops) with each operand's offset in its buffer. */
export function eachPlane(
  loops: Loops,
  operands: readonly Operand[],
  visit: (offsets: readonly number[]) => void,
): void {
  const outerLoops = Math.max(0, loops.shape.length - 2);
  const offsets = operands.map((operand, k) => operand.byteOffset + loops.offsets[k]!);
  const position = new Array<number>(outerLoops).fill(0);
  for (;;) {
    visit(offsets);
    let loop = outerLoops - 1;
    for (; loop >= 0; loop--) {
      position[loop]!++;
      for (let k = 0; k < offsets.length; k++) offsets[k]! += loops.strides[k]![loop]!;
      if (position[loop]! < loops.shape[loop]!) break;
      for (let k = 0; k < offsets.length; k++) {
        offsets[k]! -= loops.strides[k]![loop]! * position[loop]!;
      }
      position[loop] = 0;
    }
    if (loop < 0) return;
  }
}

/** Code for a kernel, or null where the lowering has none. */
export function compile(
  kernel: Kernel,
  about: string,
  lower: (listing: boolean) => Lowered,
): NativeCode | null {
  try {
    const { code, text } = lower(dumping);
    dumps("asm", () => `# ${kernel.name} #${kernel.id} ${about}\n${text}`);
    return installCode(code);
  } catch (error) {
    if (!(error instanceof NotLowered)) throw error;
    dumps(
      "asm",
      () => `# ${kernel.name} #${kernel.id} ${about}: no machine code (${error.message})`,
    );
    return null;
  }
}
