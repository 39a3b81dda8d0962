// Machine code that gathers by indices: elements or rows of a packed array, one after the other, at integers of 4 or 8
// bytes that count from either end of an axis. An index out of bounds stops the code, which says so. Calling it is
// run-moves.ts.

import { Assembler, type Label } from "./assembler.js";
import { type Lowered, nextLine } from "./frame.js";
import {
  BEYOND,
  type MoveShape,
  moveElement,
  movePiece,
  SOURCE,
  SOURCE_LIST,
  TARGET,
  TROUBLE,
  toInteger,
} from "./moves.js";
import { at, R8, R10, R11, R12, R14, R15, RAX, RBP, RBX, RCX, RSI, r32, r64 } from "./operands.js";
import {
  ADDRESS,
  blockSlot,
  INNER_EXTENT,
  INNER_STRIDE,
  OUTER_EXTENT,
  OUTER_STRIDE,
  operandSlot,
} from "./reach.js";

/** Slot of the block: positions of the axis. */
export const AXIS_LENGTH = 6;

/** Registers: where the next element goes, the source, the next index, its value, bytes of an element, the length. */
const [TO, FROM, LIST, CURRENT, BYTES, LENGTH] = [RSI, R8, R10, R14, R11, R12];
/** Elements that one turn of the loop moves. */
const UNROLLED = 4;

/** The machine code of lines of elements that the same indices name in each. */
export function lowerGather(shape: MoveShape, indexBytes: 4 | 8, listing: boolean): Lowered {
  const asm = new Assembler(listing);
  const saved = [RBX, RBP, R12, R14, R15];
  for (const register of saved) asm.emit("push", r64(register));
  for (const slot of [OUTER_EXTENT, INNER_EXTENT, BEYOND, TROUBLE, AXIS_LENGTH]) {
    toInteger(asm, blockSlot(slot));
  }
  for (const operand of [TARGET, SOURCE, SOURCE_LIST]) {
    toInteger(asm, operandSlot(operand, ADDRESS));
    toInteger(asm, operandSlot(operand, OUTER_STRIDE));
    toInteger(asm, operandSlot(operand, INNER_STRIDE));
  }
  asm.emit("mov", r64(BYTES), operandSlot(SOURCE, INNER_STRIDE));
  asm.emit("mov", r64(LENGTH), blockSlot(AXIS_LENGTH));
  asm.emit("mov", r64(R15), blockSlot(BEYOND));
  const names = ["line", "one", "some", "four", "next", "trouble", "done"] as const;
  const [line, one, some, four, next, trouble, done] = names.map((name) => asm.label(name));
  const strays: { readonly stray: Label; readonly known: Label }[] = [];
  const { piece, pieces } = shape;
  const isNumber = pieces === "one" && piece <= 8;
  const element = (turn: number) => {
    const from = at(LIST, turn * indexBytes);
    asm.emit(indexBytes === 8 ? "mov" : "movsxd", r64(CURRENT), from);
    const [stray, known] = [asm.label("stray"), asm.label("known")];
    asm.emit("cmp", r64(CURRENT), r64(LENGTH));
    asm.jump("jae", stray);
    asm.bind(known);
    strays.push({ stray, known });
    if (isNumber) {
      const place = at(FROM, 0, { index: CURRENT, scale: piece as 1 | 2 | 4 | 8 });
      movePiece(asm, piece, at(TO, turn * piece), place, 0);
      return;
    }
    asm.emit("imul", r64(CURRENT), r64(BYTES));
    asm.emit("add", r64(CURRENT), r64(FROM));
    moveElement(asm, shape, TO, CURRENT);
    asm.emit("add", r64(TO), r64(BYTES));
  };
  const turns = (count: number) => {
    for (let turn = 0; turn < count; turn++) element(turn);
    asm.emit("add", r64(LIST), indexBytes * count);
    if (isNumber) asm.emit("add", r64(TO), piece * count);
  };
  asm.bind(line!);
  asm.emit("mov", r64(TO), operandSlot(TARGET, ADDRESS));
  asm.emit("mov", r64(FROM), operandSlot(SOURCE, ADDRESS));
  asm.emit("mov", r64(LIST), operandSlot(SOURCE_LIST, ADDRESS));
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
  // Beyond the end as it stands: counted from the end, or out of bounds.
  for (const { stray, known } of strays) {
    asm.bind(stray);
    asm.emit("add", r64(CURRENT), r64(LENGTH));
    asm.emit("cmp", r64(CURRENT), r64(LENGTH));
    asm.jump("jae", trouble!);
    asm.jump("jmp", known);
  }
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
