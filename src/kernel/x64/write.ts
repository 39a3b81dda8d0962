// Writes selected instructions with the registers they were given; values that live on the stack are fetched
// into scratch registers and put back.

import { InternalError } from "../../memory/errors.js";
import type { Allocation } from "./allocate.js";
import type { Assembler, Label } from "./assembler.js";
import { type AsmOperand, at, k, type Register, RSP, zmm } from "./operands.js";
import { blockSlot, STATUS } from "./reach.js";
import {
  END,
  IF_ANY,
  isPlace,
  isUse,
  RAISE,
  type VirtualInstruction,
  type VirtualOperand,
  type VirtualRegister,
} from "./virtual.js";

/** Registers that allocation leaves free when values live on the stack. */
export const SCRATCH = { vector: [28, 29, 30, 31], mask: [4, 5, 6] };

const SLOT = 64;

/** One instruction's scratch registers: which values are in them now. */
class Scratch {
  readonly #asm: Assembler;
  readonly #allocation: Allocation;
  readonly #held = new Map<VirtualRegister, number>();
  readonly #next = { vector: 0, mask: 0 };

  constructor(asm: Assembler, allocation: Allocation) {
    this.#asm = asm;
    this.#allocation = allocation;
  }

  /** The number of the register that holds a value here; fetched from the stack if it is to be read. */
  numberOf(register: VirtualRegister, read: boolean): number {
    const location = this.#allocation.locations.get(register);
    if (location === undefined) throw new InternalError("x64: a value was never defined");
    if ("register" in location) return location.register;
    const held = this.#held.get(register);
    if (held !== undefined) return held;
    const scratch = SCRATCH[register.class][this.#next[register.class]++]!;
    this.#held.set(register, scratch);
    if (read) this.#move(register.class, scratch, location.slot, false);
    return scratch;
  }

  /** Puts a result that lives on the stack there. */
  save(register: VirtualRegister): void {
    const location = this.#allocation.locations.get(register)!;
    if ("slot" in location) {
      this.#move(register.class, this.#held.get(register)!, location.slot, true);
    }
  }

  #move(kind: "vector" | "mask", scratch: number, slot: number, out: boolean): void {
    const memory = at(RSP, slot * SLOT);
    const register = kind === "vector" ? zmm(scratch) : k(scratch);
    const mnemonic = kind === "vector" ? "vmovdqu64" : "kmovq";
    if (out) this.#asm.emit(mnemonic, memory, register);
    else this.#asm.emit(mnemonic, register, memory);
  }
}

function resolve(operand: VirtualOperand, scratch: Scratch, read: boolean): AsmOperand {
  if (typeof operand !== "object") return operand;
  const maskOf = (mask: VirtualRegister | Register) =>
    "virtual" in mask ? scratch.numberOf(mask, true) : mask.id;
  if (isPlace(operand)) {
    const { memory, mask, index } = operand;
    if (mask === undefined && index === undefined) return memory;
    const vector = index && (index.file as "ymm");
    return {
      ...memory,
      ...(mask && { mask: maskOf(mask) }),
      ...(index && { index: scratch.numberOf(index, true), vector: vector! }),
    };
  }
  if (!isUse(operand)) return operand;
  return {
    kind: operand.file,
    id: scratch.numberOf(operand.register, read),
    mask: operand.mask ? maskOf(operand.mask) : 0,
    zeroing: operand.zeroing ?? false,
  };
}

/** Writes the instructions in order. */
export function writeVirtual(
  asm: Assembler,
  code: readonly VirtualInstruction[],
  allocation: Allocation,
): void {
  const open: Label[] = [];
  for (const instruction of code) {
    const { defines, merges, mnemonic } = instruction;
    if (mnemonic === END) {
      asm.bind(open.pop()!);
      continue;
    }
    if (mnemonic === RAISE) {
      asm.emit("or", { ...blockSlot(STATUS), bits: 64 }, instruction.operands[0] as number);
      continue;
    }
    const scratch = new Scratch(asm, allocation);
    const operands = instruction.operands.map((operand, i) =>
      resolve(operand, scratch, i > 0 || defines === null || merges),
    );
    if (mnemonic === IF_ANY) {
      const label = asm.label("quiet");
      asm.emit("kortestq", operands[0]!, operands[0]!);
      asm.jump("jz", label);
      open.push(label);
      continue;
    }
    asm.emit(mnemonic, ...operands);
    if (defines !== null) scratch.save(defines);
  }
}
