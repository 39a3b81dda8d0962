// Adds partial sums to each other in the order that a list says, as machine code: what pairwise sums end with. Which are
// added to which is pairwise.ts's business.

import type { BufferViews } from "../../memory/buffer-views.js";
import { Assembler } from "./assembler.js";
import { invoke, openBlock, setOperand, setSlot } from "./call.js";
import { withoutAvx512 } from "./cpu.js";
import { addTo, countLines, type Lowered } from "./frame.js";
import { toInteger } from "./moves.js";
import { at, R8, RAX, RCX, RDX, RSI, r32, r64, xmm } from "./operands.js";
import {
  ADDRESS,
  blockSlot,
  INNER_EXTENT,
  OUTER_EXTENT,
  OUTER_STRIDE,
  operandSlot,
} from "./reach.js";
import { codeFor } from "./run-moves.js";

/** Operands of the block: pairs of places in the list, and the list, of which each line has its own. */
const PAIRS = 0;
const SUMS = 1;

function lowerPairSums(listing: boolean): Lowered {
  const asm = new Assembler(listing, withoutAvx512());
  const [line, more] = [asm.label("line"), asm.label("more")];
  for (const slot of [OUTER_EXTENT, INNER_EXTENT]) toInteger(asm, blockSlot(slot));
  for (const operand of [PAIRS, SUMS]) {
    toInteger(asm, operandSlot(operand, ADDRESS));
    toInteger(asm, operandSlot(operand, OUTER_STRIDE));
  }
  asm.bind(line);
  asm.emit("mov", r64(RSI), operandSlot(PAIRS, ADDRESS));
  asm.emit("mov", r64(R8), operandSlot(SUMS, ADDRESS));
  asm.emit("mov", r64(RCX), blockSlot(INNER_EXTENT));
  asm.align(32);
  asm.bind(more);
  asm.emit("mov", r32(RAX), { ...at(RSI), bits: 32 });
  asm.emit("mov", r32(RDX), { ...at(RSI, 4), bits: 32 });
  const left = { ...at(R8, 0, { index: RAX, scale: 8 }), bits: 64 };
  asm.emit("vmovq", xmm(0), left);
  asm.emit("vaddsd", xmm(0), xmm(0), { ...at(R8, 0, { index: RDX, scale: 8 }), bits: 64 });
  asm.emit("vmovq", left, xmm(0));
  asm.emit("add", r64(RSI), 8);
  asm.emit("sub", r64(RCX), 1);
  asm.jump("jg", more);
  addTo(asm, operandSlot(SUMS, ADDRESS), operandSlot(SUMS, OUTER_STRIDE));
  countLines(asm, line);
  asm.emit("ret");
  return { code: asm.finish(), text: asm.text };
}

/**
 * In each of `lines` lists of `length` float64 sums that follow each other, adds for `count` pairs of places the second's sum
 * to the first's, in order. There is one line and one pair at least, and all places are within their list.
 */
export function addPairsNative(
  sums: BufferViews,
  lines: number,
  length: number,
  pairs: BufferViews,
  count: number,
): void {
  openBlock(0);
  setSlot(OUTER_EXTENT, lines);
  setSlot(INNER_EXTENT, count);
  setOperand(PAIRS, pairs, 0, 0, 0);
  setOperand(SUMS, sums, 0, length * 8, 0);
  invoke(codeFor("pair sums", lowerPairSums));
}
