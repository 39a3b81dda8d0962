// The scans of ../scans.ts for AVX2: how many bytes are true, where they are, lists of positions brought into range. What
// is left of whole registers is looked at one by one.

import { Assembler } from "../assembler.js";
import type { Lowered } from "../frame.js";
import { toInteger } from "../moves.js";
import { at, R8, R9, R10, R11, RAX, RCX, RDX, RSI, r32, r64, xmm, ymm } from "../operands.js";
import { ADDRESS, blockSlot, operandSlot } from "../reach.js";
import { begin, end, LENGTH_OF_AXIS, OUTPUT } from "../scans.js";

/** Whole turns of `step` elements, then one by one what is left; RCX counts. */
function scan(asm: Assembler, step: number, turn: () => void, single: () => void): void {
  const names = ["more", "rest", "one", "done"] as const;
  const [more, rest, one, done] = names.map((name) => asm.label(name));
  asm.emit("sub", r64(RCX), step);
  asm.jump("jl", rest!);
  asm.align(32);
  asm.bind(more!);
  turn();
  asm.emit("sub", r64(RCX), step);
  asm.jump("jge", more!);
  asm.bind(rest!);
  asm.emit("add", r64(RCX), step);
  asm.jump("jz", done!);
  asm.bind(one!);
  single();
  asm.emit("dec", r64(RCX));
  asm.jump("jnz", one!);
  asm.bind(done!);
}

const BYTES = 32;

/** EAX: a bit for each of the next 32 bytes that is 0. */
function zeros(asm: Assembler): void {
  asm.emit("vpcmpeqb", ymm(0), ymm(1), at(RSI));
  asm.emit("vpmovmskb", r32(RAX), ymm(0));
  asm.emit("add", r64(RSI), BYTES);
}

/** Jumps over what `write` writes if the next byte is 0. */
function ifTrue(asm: Assembler, write: () => void): void {
  const isFalse = asm.label("false");
  asm.emit("movzx", r32(RAX), { ...at(RSI), bits: 8 });
  asm.emit("add", r64(RSI), 1);
  asm.emit("test", r64(RAX), r64(RAX));
  asm.jump("jz", isFalse);
  write();
  asm.bind(isFalse);
}

/** How many bytes are not 0. */
export function lowerCount(listing: boolean): Lowered {
  const asm = new Assembler(listing, true);
  begin(asm);
  asm.emit("xor", r32(RDX), r32(RDX));
  asm.emit("vpxor", ymm(1), ymm(1), ymm(1));
  const turn = () => {
    zeros(asm);
    asm.emit("popcnt", r64(RAX), r64(RAX));
    asm.emit("add", r64(RDX), BYTES);
    asm.emit("sub", r64(RDX), r64(RAX));
  };
  scan(asm, BYTES, turn, () => ifTrue(asm, () => asm.emit("add", r64(RDX), 1)));
  asm.emit("mov", at(R9), r64(RDX));
  return end(asm);
}

/** The positions of the bytes that are not 0, as 32-bit integers, and how many there are. */
export function lowerPositions(listing: boolean): Lowered {
  const asm = new Assembler(listing, true);
  begin(asm);
  // RDX: the position of the next byte.
  asm.emit("xor", r32(RDX), r32(RDX));
  asm.emit("vpxor", ymm(1), ymm(1), ymm(1));
  asm.emit("mov", r32(R10), -1);
  const put = (register: number) => {
    asm.emit("mov", at(R8), r32(register));
    asm.emit("add", r64(R8), 4);
  };
  const turn = () => {
    const [next, none] = [asm.label("next"), asm.label("none")];
    zeros(asm);
    asm.emit("xor", r32(RAX), r32(R10));
    asm.jump("jz", none);
    asm.bind(next);
    asm.emit("tzcnt", r64(R11), r64(RAX));
    asm.emit("add", r64(R11), r64(RDX));
    put(R11);
    asm.emit("blsr", r64(RAX), r64(RAX));
    asm.jump("jnz", next);
    asm.bind(none);
    asm.emit("add", r64(RDX), BYTES);
  };
  scan(asm, BYTES, turn, () => {
    ifTrue(asm, () => put(RDX));
    asm.emit("add", r64(RDX), 1);
  });
  asm.emit("sub", r64(R8), operandSlot(OUTPUT, ADDRESS));
  asm.emit("shr", r64(R8), 2);
  asm.emit("mov", at(R9), r64(R8));
  return end(asm);
}

/** Positions of 4 or 8 bytes, counted from either end, as 32-bit ones from the beginning; answers 1 if one is out. */
export function lowerInRange(bytes: 4 | 8, listing: boolean): Lowered {
  const asm = new Assembler(listing, true);
  const size = bytes === 8 ? "q" : "d";
  begin(asm);
  toInteger(asm, blockSlot(LENGTH_OF_AXIS));
  asm.emit("mov", r64(R10), blockSlot(LENGTH_OF_AXIS));
  asm.emit(`vpbroadcast${size}`, ymm(2), { ...blockSlot(LENGTH_OF_AXIS), bits: bytes * 8 });
  asm.emit("vpxor", ymm(3), ymm(3), ymm(3));
  // Lanes whose positions were all in range; RDX: whether one of the others was not.
  asm.emit("vpcmpeqd", ymm(4), ymm(4), ymm(4));
  asm.emit("xor", r32(RDX), r32(RDX));
  const turn = () => {
    asm.emit("vmovdqu", ymm(0), at(RSI));
    asm.emit(`vpcmpgt${size}`, ymm(1), ymm(3), ymm(0));
    asm.emit("vpand", ymm(1), ymm(1), ymm(2));
    asm.emit(`vpadd${size}`, ymm(0), ymm(0), ymm(1));
    asm.emit(`vpcmpgt${size}`, ymm(1), ymm(2), ymm(0));
    asm.emit("vpand", ymm(4), ymm(4), ymm(1));
    asm.emit(`vpcmpgt${size}`, ymm(1), ymm(3), ymm(0));
    asm.emit("vpandn", ymm(4), ymm(1), ymm(4));
    if (bytes === 8) {
      asm.emit("vpshufd", ymm(0), ymm(0), 0b1000);
      asm.emit("vpermq", ymm(0), ymm(0), 0b1000);
    }
    asm.emit("vmovdqu", at(R8), bytes === 8 ? xmm(0) : ymm(0));
    asm.emit("add", r64(RSI), BYTES);
    asm.emit("add", r64(R8), bytes === 8 ? 16 : BYTES);
  };
  scan(asm, BYTES / bytes, turn, () => {
    const [ahead, inside] = [asm.label("ahead"), asm.label("inside")];
    asm.emit(bytes === 8 ? "mov" : "movsxd", r64(RAX), { ...at(RSI), bits: bytes * 8 });
    asm.emit("test", r64(RAX), r64(RAX));
    asm.jump("jge", ahead);
    asm.emit("add", r64(RAX), r64(R10));
    asm.bind(ahead);
    // Read unsigned, what is still negative is large.
    asm.emit("cmp", r64(RAX), r64(R10));
    asm.jump("jb", inside);
    asm.emit("mov", r32(RDX), 1);
    asm.bind(inside);
    asm.emit("mov", at(R8), r32(RAX));
    asm.emit("add", r64(RSI), bytes);
    asm.emit("add", r64(R8), 4);
  });
  const fine = asm.label("fine");
  asm.emit("vpmovmskb", r32(RAX), ymm(4));
  asm.emit("mov", r32(RCX), -1);
  asm.emit("xor", r32(RAX), r32(RCX));
  asm.jump("jz", fine);
  asm.emit("mov", r32(RDX), 1);
  asm.bind(fine);
  asm.emit("mov", at(R9), r64(RDX));
  return end(asm);
}
