// Machine code that reads masks and lists of positions: how many bytes are true, where they are, and lists of
// positions from either end brought into range. Calling it is run-moves.ts.

import { Assembler } from "./assembler.js";
import type { Lowered } from "./frame.js";
import { toInteger } from "./moves.js";
import { at, k, masked, R8, R9, RAX, RCX, RDX, RSI, r32, r64, ymm, zmm } from "./operands.js";
import { ADDRESS, blockSlot, INNER_EXTENT, operandSlot } from "./reach.js";

/** Operands of the block: what is read, what is written, where the answer goes. */
export const INPUT = 0;
export const OUTPUT = 1;
export const ANSWER = 2;
/** Slot of the block: the length of the axis that positions count along. */
export const LENGTH_OF_AXIS = 2;
/** Slot of the block: the position of the first byte of a mask. */
export const FIRST_POSITION = 2;

const [GUARD, FOUND, PART, ODD, TROUBLE] = [1, 2, 3, 4, 5];

/** Pointers of a scan: RSI reads, R8 writes, R9 answers, RCX counts what is left. */
export function begin(asm: Assembler): void {
  toInteger(asm, blockSlot(INNER_EXTENT));
  for (const operand of [INPUT, OUTPUT, ANSWER]) toInteger(asm, operandSlot(operand, ADDRESS));
  asm.emit("mov", r64(RSI), operandSlot(INPUT, ADDRESS));
  asm.emit("mov", r64(R8), operandSlot(OUTPUT, ADDRESS));
  asm.emit("mov", r64(R9), operandSlot(ANSWER, ADDRESS));
  asm.emit("mov", r64(RCX), blockSlot(INNER_EXTENT));
}

export function end(asm: Assembler): Lowered {
  asm.emit("vzeroupper");
  asm.emit("ret");
  return { code: asm.finish(), text: asm.text };
}

/** Whole turns of `step` elements, then one under an opmask: RAX is all ones, bzhi by what is left. */
function scan(asm: Assembler, step: number, turn: (guard: number) => void): void {
  const [more, rest, done] = [asm.label("more"), asm.label("rest"), asm.label("done")];
  asm.emit("sub", r64(RCX), step);
  asm.jump("jl", rest);
  asm.align(32);
  asm.bind(more);
  turn(0);
  asm.emit("sub", r64(RCX), step);
  asm.jump("jge", more);
  asm.bind(rest);
  asm.emit("add", r64(RCX), step);
  asm.jump("jz", done);
  asm.emit("mov", r64(RAX), -1n);
  asm.emit("bzhi", r64(RAX), r64(RAX), r64(RCX));
  asm.emit("kmovq", k(GUARD), r64(RAX));
  turn(GUARD);
  asm.bind(done);
}

/** The opmask of the true bytes of the next 64. */
function truths(asm: Assembler, guard: number): void {
  asm.emit("vmovdqu8", masked(zmm(0), guard), at(RSI));
  asm.emit("vptestmb", k(FOUND), zmm(0), zmm(0));
  asm.emit("add", r64(RSI), 64);
}

/** How many bytes are not 0. */
export function lowerCount(listing: boolean): Lowered {
  const asm = new Assembler(listing);
  begin(asm);
  asm.emit("xor", r32(RDX), r32(RDX));
  scan(asm, 64, (guard) => {
    truths(asm, guard);
    asm.emit("kmovq", r64(RAX), k(FOUND));
    asm.emit("popcnt", r64(RAX), r64(RAX));
    asm.emit("add", r64(RDX), r64(RAX));
  });
  asm.emit("mov", at(R9), r64(RDX));
  return end(asm);
}

/** Elements beyond the last position that room is needed for. */
export const POSITIONS_SLACK = 16;

/** The positions of the bytes that are not 0, as 32-bit integers, and how many there are. */
export function lowerPositions(listing: boolean): Lowered {
  const asm = new Assembler(listing);
  begin(asm);
  const numbers = new Int32Array(16).map((_, i) => i);
  asm.emit("vmovdqu64", zmm(1), asm.constant(new Uint8Array(numbers.buffer)));
  const sixteen = new Uint8Array(Int32Array.of(16).buffer);
  asm.emit("vpbroadcastd", zmm(2), asm.constant(sixteen));
  scan(asm, 64, (guard) => {
    const none = asm.label("none");
    const after = asm.label("after");
    truths(asm, guard);
    asm.emit("kortestq", k(FOUND), k(FOUND));
    asm.jump("jz", none);
    for (let part = 0; part < 4; part++) {
      asm.emit("kshiftrq", k(PART), k(FOUND), 16 * part);
      asm.emit("vpcompressd", masked(zmm(3), PART), zmm(1));
      asm.emit("vmovdqu64", at(R8), zmm(3));
      // Only 16 of the bits are this part's.
      asm.emit("kmovq", r64(RAX), k(PART));
      asm.emit("and", r64(RAX), 0xffff);
      asm.emit("popcnt", r64(RAX), r64(RAX));
      asm.emit("lea", r64(R8), at(R8, 0, { index: RAX, scale: 4 }));
      asm.emit("vpaddd", zmm(1), zmm(1), zmm(2));
    }
    asm.jump("jmp", after);
    asm.bind(none);
    for (let part = 0; part < 4; part++) asm.emit("vpaddd", zmm(1), zmm(1), zmm(2));
    asm.bind(after);
  });
  asm.emit("sub", r64(R8), operandSlot(OUTPUT, ADDRESS));
  asm.emit("shr", r64(R8), 2);
  asm.emit("mov", at(R9), r64(R8));
  return end(asm);
}

/** The positions of the bytes that are not 0, as 64-bit integers, and nothing beyond the last of them. */
export function lowerLongPositions(listing: boolean): Lowered {
  const asm = new Assembler(listing);
  begin(asm);
  toInteger(asm, blockSlot(FIRST_POSITION));
  const numbers = new BigInt64Array(8).map((_, i) => BigInt(i));
  asm.emit("vpbroadcastq", zmm(1), blockSlot(FIRST_POSITION));
  asm.emit("vpaddq", zmm(1), zmm(1), asm.constant(new Uint8Array(numbers.buffer)));
  asm.emit("vpbroadcastq", zmm(2), asm.constant(new Uint8Array(BigInt64Array.of(8n).buffer)));
  asm.emit("mov", r64(RDX), -1n);
  scan(asm, 64, (guard) => {
    truths(asm, guard);
    for (let part = 0; part < 8; part++) {
      asm.emit("kshiftrq", k(PART), k(FOUND), 8 * part);
      asm.emit("vpcompressq", masked(zmm(3), PART), zmm(1));
      asm.emit("kmovq", r64(R9), k(PART));
      asm.emit("and", r64(R9), 0xff);
      asm.emit("popcnt", r64(R9), r64(R9));
      asm.emit("bzhi", r64(RAX), r64(RDX), r64(R9));
      asm.emit("kmovq", k(PART), r64(RAX));
      asm.emit("vmovdqu64", { ...at(R8), mask: PART }, zmm(3));
      asm.emit("lea", r64(R8), at(R8, 0, { index: R9, scale: 8 }));
      asm.emit("vpaddq", zmm(1), zmm(1), zmm(2));
    }
  });
  return end(asm);
}

/** Positions of 4 or 8 bytes, counted from either end, as 32-bit ones from the beginning; answers 1 if one is out. */
export function lowerInRange(bytes: 4 | 8, listing: boolean): Lowered {
  const asm = new Assembler(listing);
  const [size, vector] = bytes === 8 ? (["q", zmm] as const) : (["d", zmm] as const);
  begin(asm);
  toInteger(asm, blockSlot(LENGTH_OF_AXIS));
  asm.emit(`vpbroadcast${size}`, zmm(2), blockSlot(LENGTH_OF_AXIS));
  asm.emit("vpxorq", zmm(3), zmm(3), zmm(3));
  asm.emit("kxorq", k(TROUBLE), k(TROUBLE), k(TROUBLE));
  const bits = bytes * 8;
  scan(asm, 64 / bytes, (guard) => {
    asm.emit(`vmovdqu${bits}`, masked(zmm(0), guard), at(RSI));
    asm.emit(`vpcmp${size}`, k(ODD), vector(0), zmm(3), 1);
    asm.emit(`vpadd${size}`, masked(zmm(0), ODD, false), zmm(0), zmm(2));
    asm.emit(`vpcmpu${size}`, k(ODD), zmm(0), zmm(2), 5);
    // Where no position is, 0 is out of an empty axis only.
    if (guard !== 0) asm.emit("kandq", k(ODD), k(ODD), k(guard));
    asm.emit("korq", k(TROUBLE), k(TROUBLE), k(ODD));
    const to = { ...at(R8), mask: guard };
    if (bytes === 8) asm.emit("vpmovqd", ymm(0), zmm(0));
    asm.emit("vmovdqu32", to, bytes === 8 ? ymm(0) : zmm(0));
    asm.emit("add", r64(RSI), 64);
    asm.emit("add", r64(R8), bytes === 8 ? 32 : 64);
  });
  asm.emit("kmovq", r64(RAX), k(TROUBLE));
  asm.emit("mov", at(R9), r64(RAX));
  return end(asm);
}
