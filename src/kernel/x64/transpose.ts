// Machine code that copies a plane whose lines are another's columns: blocks of two registers by two, each turned round
// within registers, so that every line of the caches is read and written once and whole. It is of instructions that AVX2
// has, for every processor. Calling it is run-transpose.ts.

import { Assembler } from "./assembler.js";
import type { Lowered } from "./frame.js";
import { SOURCE, TARGET, toInteger } from "./moves.js";
import {
  at,
  type Memory,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  RAX,
  RBP,
  RBX,
  RCX,
  RDX,
  RSI,
  r32,
  r64,
  ymm,
} from "./operands.js";
import { turnedSide } from "./planes.js";
import {
  ADDRESS,
  blockSlot,
  INNER_EXTENT,
  OUTER_EXTENT,
  OUTER_STRIDE,
  operandSlot,
} from "./reach.js";

/** Bytes of a register. */
const REGISTER = 32;
/** Bytes of elements that are turned round. */
export type TurnedBytes = 4 | 8 | 16;

/** Registers: the place in the target and in the source, their strides, three times as much of each. */
const [TO, FROM, TO_STEP, FROM_STEP, TO_THREE, FROM_THREE] = [RSI, R8, R9, R10, R11, RBX];
/** From one block of the source to the next. */
const FROM_BLOCK = RBP;
/** Lines of the target that are left, elements of them; where the block of lines begins. */
const [LINES, ELEMENTS, TO_START, FROM_START] = [R12, R13, R14, R15];

/** The places of `count` lines from a register on: four at each of the registers given. */
function linesFrom(
  asm: Assembler,
  count: number,
  first: number,
  step: number,
  three: number,
  spare: number,
  displacement: number,
): Memory[] {
  const four = (base: number) => [
    at(base, displacement),
    at(base, displacement, { index: step, scale: 1 }),
    at(base, displacement, { index: step, scale: 2 }),
    at(base, displacement, { index: three, scale: 1 }),
  ];
  if (count <= 4) return four(first).slice(0, count);
  asm.emit("lea", r64(spare), at(first, 0, { index: step, scale: 4 }));
  return [...four(first), ...four(spare)];
}

/** Lines of `bytes`-byte elements in registers 0 to n - 1 become columns: returns the registers that hold them. */
function turn(asm: Assembler, bytes: TurnedBytes): number[] {
  const lanes = REGISTER / bytes;
  const range = (from: number) => Array.from({ length: lanes }, (_, i) => from + i);
  let [here, there] = [range(0), range(8)];
  const pair = (mnemonic: string, to: number, x: number, y: number) =>
    asm.emit(mnemonic, ymm(there[to]!), ymm(here[x]!), ymm(here[y]!));
  const swap = () => {
    [here, there] = [there, here];
  };
  if (bytes === 4) {
    // within each half: elements of two lines side by side
    for (let line = 0; line < 8; line += 2) {
      pair("vpunpckldq", line, line, line + 1);
      pair("vpunpckhdq", line + 1, line, line + 1);
    }
    swap();
    // of four lines: columns 0 to 3 of the first four lines, then of the others
    for (let half = 0; half < 8; half += 4) {
      for (let k = 0; k < 2; k++) {
        pair("vpunpcklqdq", half + 2 * k, half + k, half + k + 2);
        pair("vpunpckhqdq", half + 2 * k + 1, half + k, half + k + 2);
      }
    }
    swap();
  } else if (bytes === 8) {
    for (let line = 0; line < 4; line += 2) {
      pair("vpunpcklqdq", line, line, line + 1);
      pair("vpunpckhqdq", line + 1, line, line + 1);
    }
    swap();
  }
  // Halves of registers: columns of the lower lanes, then of the upper ones.
  const half = lanes / 2;
  for (let column = 0; column < half; column++) {
    const [x, y] = [ymm(here[column]!), ymm(here[column + half]!)];
    asm.emit("vperm2i128", ymm(there[column]!), x, y, 0x20);
    asm.emit("vperm2i128", ymm(there[column + half]!), x, y, 0x31);
  }
  return there;
}

/** One block at TO and FROM. */
function writeBlock(asm: Assembler, bytes: TurnedBytes): void {
  const lanes = REGISTER / bytes;
  /** The register's place `lanes` lines on, in another one. */
  const beyond = (to: number, from: number, step: number) => {
    asm.emit("imul", r64(to), r64(step), lanes);
    asm.emit("add", r64(to), r64(from));
  };
  for (let across = 0; across < 2; across++) {
    for (let along = 0; along < 2; along++) {
      let source: number = FROM;
      if (along === 1) {
        beyond(RDX, FROM, FROM_STEP);
        source = RDX;
      }
      const reads = linesFrom(asm, lanes, source, FROM_STEP, FROM_THREE, RAX, across * REGISTER);
      for (const [line, place] of reads.entries()) asm.emit("vmovdqu", ymm(line), place);
      const columns = turn(asm, bytes);
      let target: number = TO;
      if (across === 1) {
        beyond(RCX, TO, TO_STEP);
        target = RCX;
      }
      const writes = linesFrom(asm, lanes, target, TO_STEP, TO_THREE, RAX, along * REGISTER);
      for (const [line, place] of writes.entries()) {
        asm.emit("vmovdqu", place, ymm(columns[line]!));
      }
    }
  }
}

/**
 * The machine code of a turned copy: OUTER_EXTENT lines of INNER_EXTENT elements, line by line of the target at its outer
 * stride, element by element of the source at its own. Where a side is no multiple of a block the last block begins
 * before the end of the one before it, and copies some elements twice.
 */
export function lowerTranspose(bytes: TurnedBytes, listing: boolean): Lowered {
  const asm = new Assembler(listing);
  const side = turnedSide(bytes);
  const saved = [RBX, RBP, R12, R13, R14, R15];
  for (const register of saved) asm.emit("push", r64(register));
  toInteger(asm, blockSlot(OUTER_EXTENT));
  toInteger(asm, blockSlot(INNER_EXTENT));
  for (const operand of [TARGET, SOURCE]) {
    toInteger(asm, operandSlot(operand, ADDRESS));
    toInteger(asm, operandSlot(operand, OUTER_STRIDE));
  }
  asm.emit("mov", r64(TO_STEP), operandSlot(TARGET, OUTER_STRIDE));
  asm.emit("mov", r64(FROM_STEP), operandSlot(SOURCE, OUTER_STRIDE));
  asm.emit("lea", r64(TO_THREE), at(TO_STEP, 0, { index: TO_STEP, scale: 2 }));
  asm.emit("lea", r64(FROM_THREE), at(FROM_STEP, 0, { index: FROM_STEP, scale: 2 }));
  asm.emit("mov", r64(TO_START), operandSlot(TARGET, ADDRESS));
  asm.emit("mov", r64(FROM_START), operandSlot(SOURCE, ADDRESS));
  asm.emit("mov", r64(LINES), blockSlot(OUTER_EXTENT));
  asm.emit("imul", r64(FROM_BLOCK), r64(FROM_STEP), side);
  const names = ["lines", "block", "last", "next", "lastLines", "done"] as const;
  const [lines, block, last, next, lastLines, done] = names.map((name) => asm.label(name));
  asm.bind(lines!);
  asm.emit("mov", r64(TO), r64(TO_START));
  asm.emit("mov", r64(FROM), r64(FROM_START));
  asm.emit("mov", r64(ELEMENTS), blockSlot(INNER_EXTENT));
  asm.align(32);
  asm.bind(block!);
  writeBlock(asm, bytes);
  asm.emit("sub", r64(ELEMENTS), side);
  asm.jump("jz", next!);
  asm.emit("cmp", r64(ELEMENTS), side);
  asm.jump("jl", last!);
  asm.emit("add", r64(TO), side * bytes);
  asm.emit("add", r64(FROM), r64(FROM_BLOCK));
  asm.jump("jmp", block!);
  // Fewer elements than a block: the last one, back from the end.
  asm.bind(last!);
  asm.emit("mov", r64(RAX), r64(ELEMENTS));
  asm.emit("imul", r64(RAX), r64(FROM_STEP));
  asm.emit("add", r64(FROM), r64(RAX));
  asm.emit("imul", r64(RAX), r64(ELEMENTS), bytes);
  asm.emit("add", r64(TO), r64(RAX));
  asm.emit("mov", r32(ELEMENTS), side);
  asm.jump("jmp", block!);
  asm.bind(next!);
  asm.emit("sub", r64(LINES), side);
  asm.jump("jz", done!);
  asm.emit("cmp", r64(LINES), side);
  asm.jump("jl", lastLines!);
  asm.emit("imul", r64(RAX), r64(TO_STEP), side);
  asm.emit("add", r64(TO_START), r64(RAX));
  asm.emit("add", r64(FROM_START), side * bytes);
  asm.jump("jmp", lines!);
  asm.bind(lastLines!);
  asm.emit("mov", r64(RAX), r64(LINES));
  asm.emit("imul", r64(RAX), r64(TO_STEP));
  asm.emit("add", r64(TO_START), r64(RAX));
  asm.emit("imul", r64(RAX), r64(LINES), bytes);
  asm.emit("add", r64(FROM_START), r64(RAX));
  asm.emit("mov", r32(LINES), side);
  asm.jump("jmp", lines!);
  asm.bind(done!);
  for (const register of saved.reverse()) asm.emit("pop", r64(register));
  asm.emit("vzeroupper");
  asm.emit("ret");
  return { code: asm.finish(), text: asm.text };
}
