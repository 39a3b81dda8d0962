// The frame of an AVX2 kernel function, and how it does the last elements of a line, which are fewer than a turn takes:
// they are copied to the stack, filled up with copies of the last one, and done there by the code of whole turns; then
// results are copied back. So there is one body and no guard in it.

import { BROADCAST, UNIT } from "../../access.js";
import type { OperandSpec } from "../../kernel.js";
import type { Assembler } from "../assembler.js";
import { movesPointer } from "../frame.js";
import {
  at,
  type Memory,
  R14,
  R15,
  RAX,
  RCX,
  RDX,
  type Register,
  RSP,
  r8,
  r16,
  r32,
  r64,
} from "../operands.js";
import {
  ADDRESS,
  blockSlot,
  INDEX,
  INNER_STRIDE,
  OUTER_STRIDE,
  operandSlot,
  type Reach,
  TURN_STEP,
} from "../reach.js";
import { NotLowered } from "../selection.js";
import { REGISTER_BYTES } from "./selection.js";

/** Registers that hold operands' addresses within a line, the caller's own first; R14 and R15 walk. */
const POINTERS = [6, 8, 9, 10, 11, 3, 5, 12, 13];
/** Registers that a function must leave as it found them (System V). */
const SAVED = [3, 5, 12, 13, 14, 15];

/** Operands as the inner loop sees them. */
export function reachesOf(operands: readonly OperandSpec[], access: readonly number[]): Reach[] {
  if (operands.length > POINTERS.length) throw new NotLowered("too many operands");
  return operands.map(({ type }, operand) => ({
    operand,
    type,
    access: access[operand]!,
    pointer: POINTERS[operand]!,
  }));
}

/** Bytes for one operand's elements of a turn: a pair of registers for complex ones. */
const BUFFER = 2 * REGISTER_BYTES;
const ROOM = BUFFER + 16;

/** Places on the stack for the last elements of lines. */
export class Tail {
  readonly #base: number;
  readonly #lanes: number;
  readonly #moving: readonly Reach[];

  constructor(reaches: readonly Reach[], lanes: number, base: number) {
    this.#base = base;
    this.#lanes = lanes;
    this.#moving = reaches.filter(({ access }) => access !== BROADCAST);
  }

  /** Bytes of it all. */
  get room(): number {
    return 8 + ROOM * this.#moving.length;
  }

  #place(operand: number, offset: number): Memory {
    const at_ = this.#moving.findIndex((one) => one.operand === operand);
    return at(RSP, this.#base + 8 + at_ * ROOM + offset);
  }

  /** How many elements lie on the stack; 0 while none do. */
  get count(): Memory {
    return at(RSP, this.#base);
  }

  /** Where a line's elements lie, and the stride between them, while some are on the stack. */
  #pointer(operand: number): Memory {
    return this.#place(operand, BUFFER);
  }

  #stride(operand: number): Memory {
    return this.#place(operand, BUFFER + 8);
  }

  /** At the beginning of a line: nothing on the stack. */
  start(asm: Assembler): void {
    asm.emit("xor", r32(RAX), r32(RAX));
    asm.emit("mov", this.count, r64(RAX));
  }

  /** Copies the RCX elements that are left to the stack, those that `reads` names; RCX and the index become 0. */
  enter(asm: Assembler, reads: (operand: number) => boolean): void {
    asm.emit("mov", this.count, r64(RCX));
    for (const { operand, pointer, type, access } of this.#moving) {
      const isIndexed = access === UNIT && type.components === 1;
      const from = isIndexed
        ? at(pointer, 0, { index: INDEX, scale: type.itemsize as 1 | 2 | 4 | 8 })
        : at(pointer);
      asm.emit("lea", r64(RAX), from);
      asm.emit("mov", this.#pointer(operand), r64(RAX));
    }
    for (const reach of this.#moving) {
      const { operand, pointer, type } = reach;
      if (reads(operand)) {
        this.#begin(asm, reach);
        this.#loop(asm, () => {
          this.#moveItem(asm, type.itemsize, at(R15), at(RAX), () => {
            asm.emit("add", r64(RAX), r64(R14));
          });
          asm.emit("add", r64(R15), type.itemsize);
        });
        asm.emit("sub", r64(RAX), r64(R14));
        asm.emit("mov", r32(RCX), this.#lanes);
        asm.emit("sub", r64(RCX), this.count);
        this.#loop(asm, () => {
          this.#moveItem(asm, type.itemsize, at(R15), at(RAX), () => {});
          asm.emit("add", r64(R15), type.itemsize);
        });
      }
      asm.emit("lea", r64(pointer), this.#place(operand, 0));
      asm.emit("mov", r64(RAX), operandSlot(operand, INNER_STRIDE));
      asm.emit("mov", this.#stride(operand), r64(RAX));
      asm.emit("mov", r32(RAX), type.itemsize);
      asm.emit("mov", operandSlot(operand, INNER_STRIDE), r64(RAX));
    }
    asm.emit("xor", r32(INDEX), r32(INDEX));
    asm.emit("xor", r32(RCX), r32(RCX));
  }

  /** Copies results back where some are on the stack. */
  leave(asm: Assembler, outputs: ReadonlySet<number>): void {
    const none = asm.label("none");
    asm.emit("mov", r64(RCX), this.count);
    asm.emit("test", r64(RCX), r64(RCX));
    asm.jump("jz", none);
    for (const reach of this.#moving) {
      const { operand, type } = reach;
      asm.emit("mov", r64(RAX), this.#stride(operand));
      asm.emit("mov", operandSlot(operand, INNER_STRIDE), r64(RAX));
      if (!outputs.has(operand)) continue;
      this.#begin(asm, reach);
      this.#loop(asm, () => {
        this.#moveItem(asm, type.itemsize, at(RAX), at(R15), () => {
          asm.emit("add", r64(R15), type.itemsize);
        });
        asm.emit("add", r64(RAX), r64(R14));
      });
    }
    asm.bind(none);
  }

  /** RAX and R14 walk the elements of the line, R15 those on the stack, RCX counts. */
  #begin(asm: Assembler, { operand, type, access }: Reach): void {
    asm.emit("mov", r64(RAX), this.#pointer(operand));
    if (access === UNIT) asm.emit("mov", r32(R14), type.itemsize);
    else asm.emit("mov", r64(R14), operandSlot(operand, INNER_STRIDE));
    asm.emit("lea", r64(R15), this.#place(operand, 0));
    asm.emit("mov", r64(RCX), this.count);
  }

  #loop(asm: Assembler, turn: () => void): void {
    const again = asm.label("again");
    asm.bind(again);
    turn();
    asm.emit("dec", r64(RCX));
    asm.jump("jnz", again);
  }

  /** An element by way of RDX; `between` runs when all of it has been read. */
  #moveItem(asm: Assembler, itemsize: number, to: Memory, from: Memory, between: () => void): void {
    const through: Record<number, Register> = { 1: r8(RDX), 2: r16(RDX), 4: r32(RDX) };
    if (itemsize < 8) {
      asm.emit(itemsize < 4 ? "movzx" : "mov", r32(RDX), sized(from, itemsize));
      asm.emit("mov", sized(to, itemsize), through[itemsize]!);
      between();
      return;
    }
    for (let done = 0; done < itemsize; done += 8) {
      asm.emit("mov", r64(RDX), { ...from, displacement: from.displacement + done });
      asm.emit("mov", { ...to, displacement: to.displacement + done }, r64(RDX));
    }
    between();
  }
}

const sized = (memory: Memory, bytes: number): Memory => ({ ...memory, bits: bytes * 8 });

/** What a function's frame depends on. */
interface FrameSpec {
  readonly reaches: readonly Reach[];
  readonly lanes: number;
  /** Bytes on the stack. */
  readonly room: number;
  /** Slots of the block that belong to no operand and are read. */
  readonly slots: readonly number[];
}

/** Writes a function around `inside`: saved registers, room on the stack, the block's numbers as integers. */
export function writeFunction(asm: Assembler, spec: FrameSpec, inside: () => void): void {
  const { reaches, lanes, room, slots } = spec;
  const used = [...reaches.map(({ pointer }) => pointer), R14, R15];
  const saved = used.filter((register) => SAVED.includes(register));
  for (const register of saved) asm.emit("push", r64(register));
  if (room > 0) asm.emit("sub", r64(RSP), room);
  const toInteger = (slot: Memory) => {
    asm.emit("vcvttsd2si", r64(RAX), slot);
    asm.emit("mov", slot, r64(RAX));
  };
  for (const slot of slots) toInteger(blockSlot(slot));
  for (const { operand } of reaches) {
    for (const field of [ADDRESS, OUTER_STRIDE, INNER_STRIDE])
      toInteger(operandSlot(operand, field));
  }
  for (const reach of reaches.filter(movesPointer)) {
    asm.emit("imul", r64(RAX), operandSlot(reach.operand, INNER_STRIDE), lanes);
    asm.emit("mov", operandSlot(reach.operand, TURN_STEP), r64(RAX));
  }
  inside();
  if (room > 0) asm.emit("add", r64(RSP), room);
  for (const register of saved.reverse()) asm.emit("pop", r64(register));
  asm.emit("vzeroupper");
  asm.emit("ret");
}
