// Runs repeats.ts as machine code: proves what it reads and writes, and does the last few elements itself.

import { BufferViews } from "../../memory/buffer-views.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import { invoke, openBlock, setOperand, setSlot } from "./call.js";
import { INNER_EXTENT } from "./reach.js";
import { ANSWER, COPIES, COUNTS, ELEMENTS, lowerRepeat, lowerTotal, ROOM } from "./repeats.js";
import { codeFor } from "./run-moves.js";

/** A line of elements that follow each other. */
export interface LineOfItems {
  readonly views: BufferViews;
  readonly offset: number;
}

const REGISTER = 64;
const answers = new BufferViews(new ArrayBuffer(2 * REGISTER));

function isWithin({ views, offset }: LineOfItems, bytes: number): boolean {
  // A detached buffer has length 0.
  return offset >= 0 && offset + bytes <= views.buffer.byteLength;
}

function call(
  code: NativeCode,
  count: number,
  counts: LineOfItems,
  from: LineOfItems,
  to: LineOfItems,
  room: number,
): void {
  openBlock(0);
  setSlot(INNER_EXTENT, count);
  setSlot(ROOM, room - REGISTER);
  [counts, from, to].forEach(({ views, offset }, at) => {
    setOperand([COUNTS, ELEMENTS, COPIES][at]!, views, offset, 0, 0);
  });
  setOperand(ANSWER, answers, 0, 0, 0);
  invoke(code);
}

/** The sum of 64-bit counts; -1 if one is negative or beyond 32 bits, or that is not for machine code. */
export function runNativeTotal(counts: LineOfItems, count: number): number {
  if (count === 0 || !isWithin(counts, count * 8)) return -1;
  call(codeFor("total", lowerTotal), count, counts, counts, counts, 0);
  const words = answers.u32;
  let total = 0;
  for (let lane = 0; lane < 8; lane++) {
    if (words[16 + 2 * lane + 1] !== 0) return -1;
    total += words[2 * lane]! + words[2 * lane + 1]! * 2 ** 32;
  }
  return total;
}

/**
 * Repeats `count` elements of 1, 2, 4 or 8 bytes, each as often as its 64-bit count says, which together are `total`. False,
 * with nothing done, if that is not for machine code. The counts must be those that {@link runNativeTotal} added up.
 */
export function runNativeRepeat(
  counts: LineOfItems,
  from: LineOfItems,
  to: LineOfItems,
  count: number,
  total: number,
  bytes: 1 | 2 | 4 | 8,
): boolean {
  const room = total * bytes;
  if (!isWithin(counts, count * 8) || !isWithin(from, count * bytes) || !isWithin(to, room)) {
    return false;
  }
  if (room < REGISTER || counts.views.buffer === to.views.buffer) return false;
  const code = codeFor(`repeat ${bytes}`, (listing) => lowerRepeat(bytes, listing));
  call(code, count, counts, from, to, room);
  const [left, written] = [answers.u32[0]!, answers.u32[2]! + answers.u32[3]! * 2 ** 32];
  const [source, target, list] = [from, to, counts].map(({ views }) => views.dataView);
  let next = to.offset + written;
  for (let i = count - left; i < count; i++) {
    const last = next + list!.getUint32(counts.offset + i * 8, true) * bytes;
    for (let at = from.offset + i * bytes; next < last; next += bytes) {
      for (let byte = 0; byte < bytes; byte++) {
        target!.setUint8(next + byte, source!.getUint8(at + byte));
      }
    }
  }
  return true;
}
