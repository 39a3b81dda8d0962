// Machine code that moves elements as raw bytes between places that a stride or a list gives: gather, scatter, rows
// of memory. Elements of any size, which one run has alike. Calling it, and cutting work, is run-moves.ts.
//
// Positions of lists are held against a limit before they are used: a list that names a place outside of its buffer
// stops the code, which says so.

import { Assembler, type Label } from "./assembler.js";
import { withoutAvx512 } from "./cpu.js";
import { type Lowered, nextLine } from "./frame.js";
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
  type Register,
  RSI,
  r8,
  r16,
  r32,
  r64,
  xmm,
  ymm,
  zmm,
} from "./operands.js";
import {
  ADDRESS,
  blockSlot,
  INNER_EXTENT,
  INNER_STRIDE,
  OUTER_EXTENT,
  OUTER_STRIDE,
  operandSlot,
} from "./reach.js";

/** Operands of the block: where elements go and come from, and the lists of their positions. */
export const TARGET = 0;
export const SOURCE = 1;
export const TARGET_LIST = 2;
export const SOURCE_LIST = 3;
/** Slots of the block: bytes of an element less those of one piece; greatest positions; where trouble is told. */
export const BEYOND = 2;
export const TARGET_LIMIT = 3;
export const SOURCE_LIMIT = 4;
export const TROUBLE = 5;

/** How elements are moved. */
export interface MoveShape {
  /** Bytes of one piece: 1, 2, 4, 8, 16, 32 or, where there is AVX-512, 64. */
  readonly piece: number;
  /** One piece is an element; a second one ends with it; or pieces follow each other up to its end. */
  readonly pieces: "one" | "two" | "many";
  readonly targetListed: boolean;
  readonly sourceListed: boolean;
}

/** How elements of so many bytes are moved. */
export function shapeFor(bytes: number, targetListed: boolean, sourceListed: boolean): MoveShape {
  let piece = 1;
  const most = withoutAvx512() ? 32 : 64;
  while (piece < most && piece * 2 <= bytes) piece *= 2;
  const pieces = piece === bytes ? "one" : bytes <= 2 * piece ? "two" : "many";
  return { piece, pieces, targetListed, sourceListed };
}

/** A piece through a register: `vector` numbers one that is free. */
export function movePiece(
  asm: Assembler,
  size: number,
  to: Memory,
  from: Memory,
  vector: number,
): void {
  if (size >= 16) {
    const file = { 16: xmm, 32: ymm, 64: zmm }[size as 16 | 32 | 64];
    const move = size === 64 ? "vmovdqu64" : "vmovdqu";
    asm.emit(move, file(vector), from);
    asm.emit(move, to, file(vector));
    return;
  }
  const through: Record<number, Register> = { 1: r8(RDX), 2: r16(RDX), 4: r32(RDX), 8: r64(RDX) };
  const loaded = size === 8 ? r64(RDX) : r32(RDX);
  asm.emit(size < 4 ? "movzx" : "mov", loaded, from);
  asm.emit("mov", to, through[size]!);
}

/** The element of this turn, from `from` to `to`, whose displacement and index may be added to. */
export function moveElement(
  asm: Assembler,
  { piece, pieces }: MoveShape,
  to: number,
  from: number,
): void {
  if (pieces !== "many") {
    movePiece(asm, piece, at(to), at(from), 0);
    if (pieces === "two") {
      const end = { index: R15, scale: 1 } as const;
      movePiece(asm, piece, at(to, 0, end), at(from, 0, end), 1);
    }
    return;
  }
  const more = asm.label("more");
  asm.emit("xor", r32(RBP), r32(RBP));
  asm.align(16);
  asm.bind(more);
  const place = { index: RBP, scale: 1 } as const;
  movePiece(asm, piece, at(to, 0, place), at(from, 0, place), 0);
  asm.emit("add", r64(RBP), piece);
  asm.emit("cmp", r64(RBP), r64(R15));
  asm.jump("jl", more);
  const end = { index: R15, scale: 1 } as const;
  movePiece(asm, piece, at(to, 0, end), at(from, 0, end), 0);
}

/** One side's registers: its address, its stride, its list and the greatest position in it. */
interface Side {
  readonly pointer: number;
  readonly stride: number;
  readonly list: number;
  readonly limit: Memory;
  readonly listed: boolean;
  /** General register with the current element's address. */
  readonly current: number;
}

/** Works out where the next element of a side lies, `turn` elements after the list's register. */
function locate(asm: Assembler, side: Side, turn: number, trouble: Label): void {
  if (!side.listed) return;
  asm.emit("mov", r32(side.current), at(side.list, turn * 4));
  asm.emit("cmp", r64(side.current), side.limit);
  asm.jump("ja", trouble);
  asm.emit("imul", r64(side.current), r64(side.stride));
  asm.emit("add", r64(side.current), r64(side.pointer));
}

/** Elements that one turn of the loop moves. */
const UNROLLED = 4;

/** The machine code of a move: lines of elements, each line with the same lists. */
export function lowerMove(shape: MoveShape, listing: boolean): Lowered {
  const asm = new Assembler(listing);
  const saved = [RBX, RBP, R12, R13, R14, R15];
  const target: Side = {
    pointer: RSI,
    stride: R11,
    list: R9,
    limit: blockSlot(TARGET_LIMIT),
    listed: shape.targetListed,
    current: shape.targetListed ? R13 : RSI,
  };
  const source: Side = {
    pointer: R8,
    stride: RBX,
    list: R10,
    limit: blockSlot(SOURCE_LIMIT),
    listed: shape.sourceListed,
    current: shape.sourceListed ? R14 : R8,
  };
  const sides = [target, source];
  for (const register of saved) asm.emit("push", r64(register));
  for (const slot of [OUTER_EXTENT, INNER_EXTENT, BEYOND, TARGET_LIMIT, SOURCE_LIMIT, TROUBLE]) {
    toInteger(asm, blockSlot(slot));
  }
  for (const operand of [TARGET, SOURCE, TARGET_LIST, SOURCE_LIST]) {
    toInteger(asm, operandSlot(operand, ADDRESS));
    if (operand >= TARGET_LIST) continue;
    toInteger(asm, operandSlot(operand, OUTER_STRIDE));
    toInteger(asm, operandSlot(operand, INNER_STRIDE));
  }
  asm.emit("mov", r64(R11), operandSlot(TARGET, INNER_STRIDE));
  asm.emit("mov", r64(RBX), operandSlot(SOURCE, INNER_STRIDE));
  asm.emit("mov", r64(R15), blockSlot(BEYOND));
  const names = ["line", "one", "some", "four", "next", "trouble", "done"] as const;
  const [line, one, some, four, next, trouble, done] = names.map((name) => asm.label(name));
  const turns = (count: number) => {
    for (let turn = 0; turn < count; turn++) {
      for (const side of sides) locate(asm, side, turn, trouble!);
      moveElement(asm, shape, target.current, source.current);
      for (const side of sides) {
        if (!side.listed) asm.emit("add", r64(side.pointer), r64(side.stride));
      }
    }
    for (const side of sides) if (side.listed) asm.emit("add", r64(side.list), 4 * count);
  };
  asm.bind(line!);
  asm.emit("mov", r64(RSI), operandSlot(TARGET, ADDRESS));
  asm.emit("mov", r64(R8), operandSlot(SOURCE, ADDRESS));
  asm.emit("mov", r64(R9), operandSlot(TARGET_LIST, ADDRESS));
  asm.emit("mov", r64(R10), operandSlot(SOURCE_LIST, ADDRESS));
  asm.emit("mov", r64(RCX), blockSlot(INNER_EXTENT));
  asm.emit("sub", r64(RCX), UNROLLED);
  asm.jump("jl", some!);
  asm.align(32);
  asm.bind(four!);
  turns(UNROLLED);
  asm.emit("sub", r64(RCX), UNROLLED);
  asm.jump("jge", four!);
  asm.bind(some!);
  asm.emit("add", r64(RCX), UNROLLED);
  asm.jump("jz", next!);
  asm.bind(one!);
  turns(1);
  asm.emit("dec", r64(RCX));
  asm.jump("jnz", one!);
  asm.bind(next!);
  nextLine(asm, [TARGET, SOURCE], line!);
  asm.jump("jmp", done!);
  asm.bind(trouble!);
  asm.emit("mov", r64(RAX), blockSlot(TROUBLE));
  asm.emit("mov", r32(RCX), 1);
  asm.emit("mov", at(RAX), r32(RCX));
  asm.bind(done!);
  for (const register of saved.reverse()) asm.emit("pop", r64(register));
  asm.emit("vzeroupper");
  asm.emit("ret");
  return { code: asm.finish(), text: asm.text };
}

/** A double of the block becomes an integer where it lies. */
export function toInteger(asm: Assembler, slot: Memory): void {
  asm.emit("vcvttsd2si", r64(RAX), slot);
  asm.emit("mov", slot, r64(RAX));
}
