// Machine code that repeats the elements of a line, each as often as a list of 64-bit counts says, and that adds such
// counts up. Calling it is run-repeats.ts.

import { Assembler } from "./assembler.js";
import { withoutAvx512 } from "./cpu.js";
import type { Lowered } from "./frame.js";
import { toInteger } from "./moves.js";
import {
  at,
  k,
  masked,
  R8,
  R9,
  R10,
  R11,
  RAX,
  RCX,
  RDX,
  RSI,
  r32,
  r64,
  xmm,
  ymm,
  zmm,
} from "./operands.js";
import { ADDRESS, blockSlot, INNER_EXTENT, operandSlot } from "./reach.js";

/** Operands of the block: counts, elements, their copies, where the answer goes. */
export const COUNTS = 0;
export const ELEMENTS = 1;
export const COPIES = 2;
export const ANSWER = 3;
/** Slot of the block: bytes of room for copies, less a register. */
export const ROOM = 2;

function begin(asm: Assembler): void {
  toInteger(asm, blockSlot(INNER_EXTENT));
  toInteger(asm, blockSlot(ROOM));
  for (const operand of [COUNTS, ELEMENTS, COPIES, ANSWER]) {
    toInteger(asm, operandSlot(operand, ADDRESS));
  }
  asm.emit("mov", r64(R10), operandSlot(COUNTS, ADDRESS));
  asm.emit("mov", r64(RCX), blockSlot(INNER_EXTENT));
}

function end(asm: Assembler): Lowered {
  asm.emit("vzeroupper");
  asm.emit("ret");
  return { code: asm.finish(), text: asm.text };
}

/** {@link lowerTotal} without AVX-512: four sums, then one by one what is left; the other four are 0. */
function lowerTotalForAvx2(listing: boolean): Lowered {
  const asm = new Assembler(listing, true);
  const names = ["more", "rest", "one", "done"] as const;
  const [more, rest, one, done] = names.map((name) => asm.label(name));
  begin(asm);
  for (const id of [1, 2, 3]) asm.emit("vpxor", ymm(id), ymm(id), ymm(id));
  const add = () => {
    asm.emit("vpaddq", ymm(1), ymm(1), ymm(0));
    asm.emit("vpor", ymm(2), ymm(2), ymm(0));
  };
  asm.emit("sub", r64(RCX), 4);
  asm.jump("jl", rest!);
  asm.bind(more!);
  asm.emit("vmovdqu", ymm(0), at(R10));
  add();
  asm.emit("add", r64(R10), 32);
  asm.emit("sub", r64(RCX), 4);
  asm.jump("jge", more!);
  asm.bind(rest!);
  asm.emit("add", r64(RCX), 4);
  asm.jump("jz", done!);
  asm.bind(one!);
  asm.emit("vmovq", xmm(0), at(R10));
  add();
  asm.emit("add", r64(R10), 8);
  asm.emit("dec", r64(RCX));
  asm.jump("jnz", one!);
  asm.bind(done!);
  asm.emit("mov", r64(R9), operandSlot(ANSWER, ADDRESS));
  [1, 3, 2, 3].forEach((id, place) => {
    asm.emit("vmovdqu", at(R9, place * 32), ymm(id));
  });
  return end(asm);
}

/** Eight sums of the counts, and eight times all of their bits. */
export function lowerTotal(listing: boolean): Lowered {
  if (withoutAvx512()) return lowerTotalForAvx2(listing);
  const asm = new Assembler(listing);
  const [more, rest, done] = ["more", "rest", "done"].map((name) => asm.label(name));
  begin(asm);
  for (const id of [1, 2]) asm.emit("vpxorq", zmm(id), zmm(id), zmm(id));
  const turn = (guard: number) => {
    asm.emit("vmovdqu64", masked(zmm(0), guard), at(R10));
    asm.emit("vpaddq", zmm(1), zmm(1), zmm(0));
    asm.emit("vporq", zmm(2), zmm(2), zmm(0));
  };
  asm.emit("sub", r64(RCX), 8);
  asm.jump("jl", rest!);
  asm.bind(more!);
  turn(0);
  asm.emit("add", r64(R10), 64);
  asm.emit("sub", r64(RCX), 8);
  asm.jump("jge", more!);
  asm.bind(rest!);
  asm.emit("add", r64(RCX), 8);
  asm.jump("jz", done!);
  asm.emit("mov", r64(RAX), -1n);
  asm.emit("bzhi", r64(RAX), r64(RAX), r64(RCX));
  asm.emit("kmovq", k(1), r64(RAX));
  turn(1);
  asm.bind(done!);
  asm.emit("mov", r64(R9), operandSlot(ANSWER, ADDRESS));
  asm.emit("vmovdqu64", at(R9), zmm(1));
  asm.emit("vmovdqu64", at(R9, 64), zmm(2));
  return end(asm);
}

/**
 * Elements of 1, 2, 4 or 8 bytes. A register of copies is written whatever the count, the next element's over those that are
 * too many: which small count comes next cannot be foreseen. Ends where such a register would reach beyond the room, and
 * answers how many elements are left, and how many bytes were written.
 */
export function lowerRepeat(bytes: 1 | 2 | 4 | 8, listing: boolean): Lowered {
  const isShort = withoutAvx512();
  const asm = new Assembler(listing, isShort);
  const [vector, move, width] = isShort
    ? ([ymm, "vmovdqu", 32] as const)
    : ([zmm, "vmovdqu64", 64] as const);
  const names = ["element", "many", "more", "next", "done"] as const;
  const [element, many, more, next, done] = names.map((name) => asm.label(name));
  const size = ({ 1: "b", 2: "w", 4: "d", 8: "q" } as const)[bytes];
  begin(asm);
  asm.emit("mov", r64(RSI), operandSlot(ELEMENTS, ADDRESS));
  asm.emit("mov", r64(R8), operandSlot(COPIES, ADDRESS));
  // The last place for a whole register.
  asm.emit("mov", r64(R11), blockSlot(ROOM));
  asm.emit("add", r64(R11), r64(R8));
  asm.align(32);
  asm.bind(element!);
  asm.emit("cmp", r64(R8), r64(R11));
  asm.jump("ja", done!);
  asm.emit(`vpbroadcast${size}`, vector(0), { ...at(RSI), bits: bytes * 8 });
  asm.emit("mov", r64(RDX), at(R10));
  asm.emit(move, at(R8), vector(0));
  asm.emit("lea", r64(R9), at(R8, 0, { index: RDX, scale: bytes }));
  asm.emit("cmp", r64(RDX), width / bytes);
  asm.jump("ja", many!);
  asm.bind(next!);
  asm.emit("mov", r64(R8), r64(R9));
  asm.emit("add", r64(RSI), bytes);
  asm.emit("add", r64(R10), 8);
  asm.emit("dec", r64(RCX));
  asm.jump("jnz", element!);
  asm.jump("jmp", done!);
  asm.bind(many!);
  // The last register of copies ends with them.
  asm.emit("lea", r64(RDX), at(R9, -width));
  // Counts in shared memory may have changed since they were added up.
  asm.emit("cmp", r64(RDX), r64(R11));
  asm.jump("ja", done!);
  asm.bind(more!);
  asm.emit(move, at(R8), vector(0));
  asm.emit("add", r64(R8), width);
  asm.emit("cmp", r64(R8), r64(RDX));
  asm.jump("jl", more!);
  asm.emit(move, at(RDX), vector(0));
  asm.jump("jmp", next!);
  asm.bind(done!);
  asm.emit("mov", r64(R9), operandSlot(ANSWER, ADDRESS));
  asm.emit("mov", at(R9), r64(RCX));
  asm.emit("sub", r64(R8), operandSlot(COPIES, ADDRESS));
  asm.emit("mov", at(R9, 8), r64(R8));
  asm.emit("xor", r32(RAX), r32(RAX));
  return end(asm);
}
