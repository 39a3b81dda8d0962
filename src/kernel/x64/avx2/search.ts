// The search of ../search.ts for AVX2: the first element of each line that is the line's extreme, which is known already.
// Lines that are no longer than a register are copied to the stack; of longer ones the last register overlaps the one
// before, in which nothing was found.

import { type ElementType, laneInfo } from "../../lanes.js";
import { Assembler } from "../assembler.js";
import type { Lowered } from "../frame.js";
import { at, R8, R9, R10, RAX, RCX, RDX, RSI, RSP, r8, r32, r64, ymm } from "../operands.js";
import { ADDRESS, blockSlot, INNER_EXTENT, operandSlot, RESULTS } from "../reach.js";
import { beginSearch, LINES_READ, nextSearch, POSITIONS } from "../search.js";
import { suffix } from "../selection.js";

/** ymm0 becomes a mask of the lanes that are the extreme in ymm1, or no numbers: then the extreme is none either. */
function compare(asm: Assembler, { lane }: ElementType): void {
  if (laneInfo[lane].kind !== "f") {
    if (lane === "bool") asm.emit("vpminub", ymm(0), ymm(0), ymm(2));
    asm.emit(`vpcmpeq${suffix(lane)}`, ymm(0), ymm(0), ymm(1));
    return;
  }
  const p = lane === "f64" ? "pd" : "ps";
  asm.emit(`vcmp${p}`, ymm(3), ymm(0), ymm(0), 3);
  asm.emit(`vcmp${p}`, ymm(0), ymm(0), ymm(1), 0);
  asm.emit("vpor", ymm(0), ymm(0), ymm(3));
}

/** The machine code for lines of consecutive elements of a type in this machine's byte order. */
export function lowerSearch(type: ElementType, listing: boolean): Lowered {
  const asm = new Assembler(listing, true);
  const { lane, itemsize } = type;
  const isHalf = lane === "f16";
  const lanes = isHalf ? 8 : 32 / itemsize;
  // Bits of the mask for each lane.
  const bits = 32 / lanes;
  const labels = ["line", "more", "last", "short", "copy", "found", "next"] as const;
  const [line, more, last, short, copy, found, next] = labels.map((name) => asm.label(name));
  beginSearch(asm);
  asm.emit("sub", r64(RSP), 32);
  if (lane === "bool")
    asm.emit("vpbroadcastb", ymm(2), { ...asm.constant(Uint8Array.of(1)), bits: 8 });
  /** EAX: the bits of the elements from RDX on that are the extreme. */
  const look = (base: number, indexed: boolean) => {
    const scale = itemsize as 1 | 2 | 4 | 8;
    const memory = indexed ? at(base, 0, { index: RDX, scale }) : at(base);
    asm.emit(isHalf ? "vcvtph2ps" : "vmovdqu", ymm(0), memory);
    compare(asm, type);
    asm.emit("vpmovmskb", r32(RAX), ymm(0));
  };
  asm.bind(line!);
  asm.emit("mov", r64(RSI), operandSlot(LINES_READ, ADDRESS));
  asm.emit("mov", r64(R8), operandSlot(POSITIONS, ADDRESS));
  asm.emit("mov", r64(R9), blockSlot(RESULTS));
  const size = isHalf ? "d" : suffix(lane);
  asm.emit(`vpbroadcast${size}`, ymm(1), { ...at(R9), bits: isHalf ? 32 : itemsize * 8 });
  asm.emit("mov", r64(RCX), blockSlot(INNER_EXTENT));
  asm.emit("xor", r32(RDX), r32(RDX));
  asm.emit("sub", r64(RCX), lanes);
  asm.jump("jl", short!);
  asm.align(32);
  asm.bind(more!);
  look(RSI, true);
  asm.emit("test", r64(RAX), r64(RAX));
  asm.jump("jnz", found!);
  asm.emit("cmp", r64(RDX), r64(RCX));
  asm.jump("jge", next!);
  asm.emit("add", r64(RDX), lanes);
  asm.emit("cmp", r64(RDX), r64(RCX));
  asm.jump("jle", more!);
  asm.bind(last!);
  asm.emit("mov", r64(RDX), r64(RCX));
  asm.jump("jmp", more!);
  // Fewer elements than lanes.
  asm.bind(short!);
  asm.emit("add", r64(RCX), lanes);
  asm.jump("jz", next!);
  asm.emit("imul", r64(RCX), r64(RCX), itemsize);
  asm.emit("xor", r32(R10), r32(R10));
  asm.bind(copy!);
  asm.emit("movzx", r32(RAX), { ...at(RSI, 0, { index: R10, scale: 1 }), bits: 8 });
  asm.emit("mov", { ...at(RSP, 0, { index: R10, scale: 1 }), bits: 8 }, r8(RAX));
  asm.emit("add", r64(R10), 1);
  asm.emit("cmp", r64(R10), r64(RCX));
  asm.jump("jl", copy!);
  look(RSP, false);
  if (isHalf) asm.emit("add", r64(RCX), r64(RCX));
  asm.emit("bzhi", r64(RAX), r64(RAX), r64(RCX));
  asm.emit("test", r64(RAX), r64(RAX));
  asm.jump("jz", next!);
  asm.bind(found!);
  asm.emit("tzcnt", r64(RAX), r64(RAX));
  if (bits > 1) asm.emit("shr", r64(RAX), Math.log2(bits));
  asm.emit("add", r64(RAX), r64(RDX));
  asm.emit("mov", at(R8), r64(RAX));
  asm.bind(next!);
  nextSearch(asm, line!);
  asm.emit("add", r64(RSP), 32);
  asm.emit("vzeroupper");
  asm.emit("ret");
  return { code: asm.finish(), text: asm.text };
}
