// The frame of a kernel function: the block of numbers it is called with, the registers it keeps and saves,
// opmasks of elements. Shared by map.ts and reduce.ts, which write what is inside.

import { UNIT } from "../access.js";
import type { OperandSpec } from "../kernel.js";
import { type Allocation, allocate } from "./allocate.js";
import type { Assembler, Label } from "./assembler.js";
import { type Memory, RAX, RCX, RSP, r64, zmm } from "./operands.js";
import {
  ADDRESS,
  BLOCK_OPERANDS,
  BLOCK_PER_OPERAND,
  blockSlot,
  GUARD,
  INNER_STRIDE,
  OUTER_EXTENT,
  OUTER_STRIDE,
  operandSlot,
  PAIR_GUARD,
  type Reach,
  TURN_STEP,
} from "./reach.js";
import { NotLowered } from "./selection.js";
import { isApart, WALKERS } from "./strided.js";
import type { VirtualInstruction } from "./virtual.js";
import { SCRATCH } from "./write.js";

/** Code and, where asked for, its text. */
export interface Lowered {
  readonly code: Uint8Array;
  readonly text: string;
}

/** Registers that hold operands' addresses within a line, the caller's own first. */
const POINTERS = [6, 8, 9, 10, 11, 3, 5, 12, 13, 14, 15];
/** Registers that a function must leave as it found them (System V). */
const SAVED = new Set([3, 5, 12, 13, 14, 15]);
/** Counts the elements of a line that are left. */
export const COUNT = RCX;

/** Operands as the inner loop sees them. */
export function reachesOf(operands: readonly OperandSpec[], access: readonly number[]): Reach[] {
  const walks = access.some(isApart) ? WALKERS.length : 0;
  if (operands.length > POINTERS.length - walks) throw new NotLowered("too many operands");
  return operands.map(({ type }, operand) => ({
    operand,
    type,
    access: access[operand]!,
    pointer: POINTERS[operand]!,
  }));
}

/** Which operand a reach is of. */
export const operandOf = ({ operand }: Reach): number => operand;

/** Whether an operand's pointer moves from turn to turn; others are counted by the index. */
export function movesPointer({ access, type }: Reach): boolean {
  return isApart(access) || (access === UNIT && type.components === 2);
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => to - i);

const NONE = { vector: [], mask: [] };

/**
 * All registers if they are enough; else some of those that are too few are left to values that live on the stack. `kept`
 * are registers that the loop uses itself; where there are pairs, they have an opmask of their own.
 */
export function allocateAll(
  before: readonly VirtualInstruction[],
  loop: readonly VirtualInstruction[],
  kept: { readonly vector: readonly number[]; readonly mask: readonly number[] } = NONE,
  pairs = true,
): Allocation {
  const without = (numbers: readonly number[], others: readonly number[]) =>
    numbers.filter((number) => !others.includes(number));
  const all = {
    vector: without(range(0, 31), kept.vector),
    mask: without(range(pairs ? 3 : 2, 7), kept.mask),
  };
  const allocation = allocate(before, loop, all);
  const { short } = allocation;
  if (short.size === 0) return allocation;
  return allocate(before, loop, {
    vector: short.has("vector") ? without(all.vector, SCRATCH.vector) : all.vector,
    mask: short.has("mask") ? without(all.mask, SCRATCH.mask) : all.mask,
  });
}

/** What a function's frame depends on. */
interface FrameSpec {
  readonly reaches: readonly Reach[];
  readonly lanes: number;
  /** Values on the stack. */
  readonly slots: number;
}

/** Writes a function around `inside`: saved registers, room on the stack, the block's numbers as integers. */
export function writeFunction(asm: Assembler, spec: FrameSpec, inside: () => void): void {
  const { reaches, lanes, slots } = spec;
  const used = reaches.map(({ pointer }) => pointer);
  if (reaches.some(({ access }) => isApart(access))) used.push(...WALKERS);
  const saved = used.filter((register) => SAVED.has(register));
  const room = slots * 64;
  for (const register of saved) asm.emit("push", r64(register));
  if (room > 0) asm.emit("sub", r64(RSP), room);
  convertBlock(asm, reaches, lanes);
  inside();
  if (room > 0) asm.emit("add", r64(RSP), room);
  for (const register of saved.reverse()) asm.emit("pop", r64(register));
  asm.emit("vzeroupper");
  asm.emit("ret");
}

/** Turns the block's doubles into integers where they lie, and works out how far a turn moves pointers. */
function convertBlock(asm: Assembler, reaches: readonly Reach[], lanes: number): void {
  const end = BLOCK_OPERANDS + BLOCK_PER_OPERAND * reaches.length;
  // What is no double of the call's is converted too: the status is 0 as either, the rest is not read.
  for (let slot = 0; slot < end; slot += 8) {
    asm.emit("vcvttpd2qq", zmm(0), blockSlot(slot));
    asm.emit("vmovdqu64", blockSlot(slot), zmm(0));
  }
  for (const reach of reaches.filter(movesPointer)) {
    asm.emit("imul", r64(RAX), operandSlot(reach.operand, INNER_STRIDE), lanes);
    asm.emit("mov", operandSlot(reach.operand, TURN_STEP), r64(RAX));
  }
}

/** Sets every operand's pointer to the beginning of its line. */
export function startLine(asm: Assembler, reaches: readonly Reach[]): void {
  for (const { operand, pointer } of reaches) {
    asm.emit("mov", r64(pointer), operandSlot(operand, ADDRESS));
  }
}

/** Adds an amount to a number of the block. */
export function addTo(asm: Assembler, slot: Memory, amount: Memory): void {
  asm.emit("mov", r64(RAX), slot);
  asm.emit("add", r64(RAX), amount);
  asm.emit("mov", slot, r64(RAX));
}

/** One less in the block's count of lines; back to `line` while there are more. */
export function countLines(asm: Assembler, line: Label): void {
  asm.emit("mov", r64(RAX), blockSlot(OUTER_EXTENT));
  asm.emit("dec", r64(RAX));
  asm.emit("mov", blockSlot(OUTER_EXTENT), r64(RAX));
  asm.jump("jg", line);
}

/** Moves on to the next line of operands, if there is one. */
export function nextLine(asm: Assembler, operands: readonly number[], line: Label): void {
  for (const operand of operands) {
    addTo(asm, operandSlot(operand, ADDRESS), operandSlot(operand, OUTER_STRIDE));
  }
  countLines(asm, line);
}

/** Moves on the pointers that a turn moves. */
export function advancePointers(asm: Assembler, reaches: readonly Reach[]): void {
  for (const reach of reaches.filter(movesPointer)) {
    asm.emit("add", r64(reach.pointer), operandSlot(reach.operand, TURN_STEP));
  }
}

/** The opmasks for as many elements as a register says (which is used up where there are pairs). */
export function setGuards(asm: Assembler, elements: number, pairs: boolean): void {
  asm.emit("mov", r64(RAX), -1n);
  asm.emit("bzhi", r64(RAX), r64(RAX), r64(elements));
  asm.emit("kmovq", GUARD, r64(RAX));
  if (!pairs) return;
  asm.emit("add", r64(elements), r64(elements));
  asm.emit("mov", r64(RAX), -1n);
  asm.emit("bzhi", r64(RAX), r64(RAX), r64(elements));
  asm.emit("kmovq", PAIR_GUARD, r64(RAX));
}

/** Whether operands of consecutive pairs are read or written. */
export function hasPairs(reaches: readonly Reach[]): boolean {
  return reaches.some(({ access, type }) => access === UNIT && type.components === 2);
}
