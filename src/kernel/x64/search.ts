// Machine code that finds, in each of several lines, the first element that is the line's extreme, which is known
// already: what arg-reductions end with. Running it is run-arg.ts.

import { type ElementType, laneInfo } from "../lanes.js";
import { Assembler, type Label } from "./assembler.js";
import { addTo, countLines, type Lowered } from "./frame.js";
import { toInteger } from "./moves.js";
import {
  at,
  k,
  masked,
  R8,
  R9,
  RAX,
  RCX,
  RDX,
  type Register,
  RSI,
  r32,
  r64,
  zmm,
} from "./operands.js";
import {
  ADDRESS,
  blockSlot,
  INNER_EXTENT,
  OUTER_EXTENT,
  OUTER_STRIDE,
  operandSlot,
  RESULTS,
  RESULTS_STEP,
} from "./reach.js";
import { suffix } from "./selection.js";

/** Operands of the block: the lines, and where their positions go. */
export const LINES_READ = 0;
export const POSITIONS = 1;

const [GUARD, FOUND, ODD] = [1, 2, 3];
const [HALF, OTHER_HALF] = [6, 7];

/** Registers that are looked through together, before it is known in which of them the extreme is. */
const TOGETHER = 4;

/** Whether elements are compared as they lie in memory. */
function isPlain(lane: ElementType["lane"]): boolean {
  return lane !== "f16" && lane !== "bool";
}

/**
 * RDX past all stretches of {@link TOGETHER} registers before the one with the extreme in zmm1, unless that is NaN. On to
 * `found` with the mask of a whole stretch where an opmask has room for it.
 */
function skip(asm: Assembler, { lane, itemsize }: ElementType, found: Label): void {
  const labels = ["more", "here", "left", "single"] as const;
  const [more, here, left, single] = labels.map((name) => asm.label(name));
  const isFloat = laneInfo[lane].kind === "f";
  const name = isFloat ? `vcmp${lane === "f64" ? "pd" : "ps"}` : `vpcmp${suffix(lane)}`;
  const elements = (TOGETHER * 64) / itemsize;
  const masks = Array.from({ length: TOGETHER }, (_, i) => k(FOUND + i));
  if (isFloat) {
    asm.emit(name, k(ODD), zmm(1), zmm(1), 3);
    asm.emit("kortestq", k(ODD), k(ODD));
    asm.jump("jnz", single!);
  }
  asm.emit("sub", r64(RCX), elements);
  asm.jump("jl", left!);
  asm.align(32);
  asm.bind(more!);
  for (const [i, mask] of masks.entries()) {
    const scale = itemsize as 1 | 2 | 4 | 8;
    asm.emit(name, mask, zmm(1), at(RSI, 64 * i, { index: RDX, scale }), 0);
  }
  asm.emit("korq", k(HALF), masks[0]!, masks[1]!);
  asm.emit("korq", k(OTHER_HALF), masks[2]!, masks[3]!);
  asm.emit("kortestq", k(HALF), k(OTHER_HALF));
  asm.jump("jnz", here!);
  asm.emit("add", r64(RDX), elements);
  asm.emit("sub", r64(RCX), elements);
  asm.jump("jge", more!);
  if (elements <= 64) {
    asm.jump("jmp", left!);
    asm.bind(here!);
    for (const [i, mask] of masks.entries()) {
      if (i === 0) continue;
      asm.emit("kshiftlq", mask, mask, (64 / itemsize) * i);
      asm.emit("korq", k(FOUND), k(FOUND), mask);
    }
    asm.jump("jmp", found);
  } else asm.bind(here!);
  asm.bind(left!);
  asm.emit("add", r64(RCX), elements);
  asm.bind(single!);
}

/** Opmask FOUND of the elements that are the extreme in zmm1, or no numbers: then the extreme is none either. */
function compare(asm: Assembler, { lane }: ElementType): void {
  const { kind } = laneInfo[lane];
  if (kind !== "f") {
    const size = suffix(lane);
    if (lane === "bool") asm.emit("vpminub", zmm(0), zmm(0), zmm(2));
    asm.emit(`vpcmp${size}`, k(FOUND), zmm(0), zmm(1), 0);
    return;
  }
  const p = lane === "f64" ? "pd" : "ps";
  asm.emit(`vcmp${p}`, k(FOUND), zmm(0), zmm(1), 0);
  asm.emit(`vcmp${p}`, k(ODD), zmm(0), zmm(0), 3);
  asm.emit("korq", k(FOUND), k(FOUND), k(ODD));
}

/** What a search reads of its block, as integers. */
export function beginSearch(asm: Assembler): void {
  for (const slot of [OUTER_EXTENT, INNER_EXTENT, RESULTS, RESULTS_STEP]) {
    toInteger(asm, blockSlot(slot));
  }
  for (const operand of [LINES_READ, POSITIONS]) {
    toInteger(asm, operandSlot(operand, ADDRESS));
    toInteger(asm, operandSlot(operand, OUTER_STRIDE));
  }
}

/** Moves on to the next line, its position and its extreme, if there is one. */
export function nextSearch(asm: Assembler, line: Label): void {
  for (const operand of [LINES_READ, POSITIONS]) {
    addTo(asm, operandSlot(operand, ADDRESS), operandSlot(operand, OUTER_STRIDE));
  }
  addTo(asm, blockSlot(RESULTS), blockSlot(RESULTS_STEP));
  countLines(asm, line);
}

/** The machine code for lines of consecutive elements of a type in this machine's byte order. */
export function lowerSearch(type: ElementType, listing: boolean): Lowered {
  const asm = new Assembler(listing);
  const { lane, itemsize } = type;
  const isHalf = lane === "f16";
  const lanes = isHalf ? 16 : 64 / itemsize;
  const labels = ["line", "more", "rest", "found", "next"] as const;
  const [line, more, rest, found, next] = labels.map((name) => asm.label(name));
  beginSearch(asm);
  if (lane === "bool") asm.emit("vpbroadcastb", zmm(2), asm.constant(Uint8Array.of(1)));
  const load = (guard: number) => {
    const memory = at(RSI, 0, { index: RDX, scale: itemsize as 1 | 2 | 4 | 8 });
    const to = (file: (id: number) => Register) => (guard === 0 ? file(0) : masked(file(0), guard));
    if (isHalf) asm.emit("vcvtph2ps", to(zmm), memory);
    else asm.emit(`vmovdqu${itemsize * 8}`, to(zmm), memory);
    compare(asm, type);
  };
  asm.bind(line!);
  asm.emit("mov", r64(RSI), operandSlot(LINES_READ, ADDRESS));
  asm.emit("mov", r64(R8), operandSlot(POSITIONS, ADDRESS));
  asm.emit("mov", r64(R9), blockSlot(RESULTS));
  asm.emit(`vpbroadcast${isHalf ? "d" : suffix(lane)}`, zmm(1), at(R9));
  asm.emit("mov", r64(RCX), blockSlot(INNER_EXTENT));
  asm.emit("xor", r32(RDX), r32(RDX));
  if (isPlain(lane)) skip(asm, type, found!);
  asm.emit("sub", r64(RCX), lanes);
  asm.jump("jl", rest!);
  asm.align(32);
  asm.bind(more!);
  load(0);
  asm.emit("kortestq", k(FOUND), k(FOUND));
  asm.jump("jnz", found!);
  asm.emit("add", r64(RDX), lanes);
  asm.emit("sub", r64(RCX), lanes);
  asm.jump("jge", more!);
  asm.bind(rest!);
  asm.emit("add", r64(RCX), lanes);
  asm.jump("jz", next!);
  asm.emit("mov", r64(RAX), -1n);
  asm.emit("bzhi", r64(RAX), r64(RAX), r64(RCX));
  asm.emit("kmovq", k(GUARD), r64(RAX));
  load(GUARD);
  asm.emit("kandq", k(FOUND), k(FOUND), k(GUARD));
  asm.emit("kortestq", k(FOUND), k(FOUND));
  asm.jump("jz", next!);
  asm.bind(found!);
  asm.emit("kmovq", r64(RAX), k(FOUND));
  asm.emit("tzcnt", r64(RAX), r64(RAX));
  asm.emit("add", r64(RAX), r64(RDX));
  asm.emit("mov", at(R8), r64(RAX));
  asm.bind(next!);
  nextSearch(asm, line!);
  asm.emit("vzeroupper");
  asm.emit("ret");
  return { code: asm.finish(), text: asm.text };
}
