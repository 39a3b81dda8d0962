// Calling machine code: the block of numbers it reads, the proof that all it will touch lies in its operands'
// buffers, the code's installation. What the code does is not known here.

import { addressOf } from "../../memory/address.js";
import type { BufferViews } from "../../memory/buffer-views.js";
import { installCode } from "../../memory/code-memory.js";
import { libc } from "../../memory/libc.js";
import { BROADCAST, STRIDED, UNIT } from "../access.js";
import { dumping, dumps } from "../dump.js";
import type { Kernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { raised } from "../raised.js";
import type { Lowered } from "./frame.js";
import {
  ADDRESS,
  BLOCK_OPERANDS,
  BLOCK_PER_OPERAND,
  INNER_STRIDE,
  OUTER_STRIDE,
  STATUS,
} from "./reach.js";
import { NotLowered } from "./selection.js";

/** Compiled code, called with the address of its block. */
export type NativeFunction = (block: bigint) => void;

/** Operands of a call, at most. */
export const MAX_OPERANDS = 16;

/** The block of all calls: code reads it at its start and calls nothing that could come back here. */
// Never a short typed array of its own: V8 moves those.
export const block = new Float64Array(
  new ArrayBuffer((BLOCK_OPERANDS + BLOCK_PER_OPERAND * MAX_OPERANDS) * 8),
);
let blockAddress = 0n;

/** The block's integers. */
const words = new Int32Array(block.buffer);

/** Runs code on the block as it is filled. The errors that it raises are added to those of the call. */
export function invoke(run: NativeFunction): void {
  if (blockAddress === 0n) blockAddress = libc().address(block.buffer);
  words[STATUS * 2] = 0;
  words[STATUS * 2 + 1] = 0;
  run(blockAddress);
  raised.flags |= words[STATUS * 2]!;
}

/** An operand's numbers in the block. */
export function setOperand(
  operand: number,
  views: BufferViews,
  offset: number,
  outerStride: number,
  innerStride: number,
): void {
  const base = BLOCK_OPERANDS + operand * BLOCK_PER_OPERAND;
  block[base + ADDRESS] = addressOf(views) + offset;
  block[base + OUTER_STRIDE] = outerStride;
  block[base + INNER_STRIDE] = innerStride;
}

/** How an operand is reached in the inner loop. Alignment and byte order do not matter to machine code. */
export function accessClass(itemsize: number, innerStride: number): number {
  return innerStride === itemsize ? UNIT : innerStride === 0 ? BROADCAST : STRIDED;
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
    if (first < 0 || end > views.buffer.byteLength) return false;
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
): NativeFunction | null {
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
