// Writes selected instructions with the registers they were given; values that live on the stack are fetched
// into scratch registers and put back.

import { InternalError } from "../../memory/errors.js";
import type { Allocation } from "./allocate.js";
import type { Assembler, Label } from "./assembler.js";
import { formsOf } from "./instructions.js";
import {
  type AsmOperand,
  at,
  k,
  type Memory,
  masked,
  type Register,
  RSP,
  r64,
  registerOf,
  zmm,
} from "./operands.js";
import { blockSlot, STATUS } from "./reach.js";
import {
  AGAIN,
  END,
  FUSED,
  IF_ANY,
  isPlace,
  isUse,
  LOOP,
  PSEUDO,
  RAISE,
  REPEAT,
  type VirtualInstruction,
  type VirtualOperand,
  type VirtualRegister,
  type VirtualUse,
  WHILE_ANY,
} from "./virtual.js";

/** Registers that allocation leaves free when values live on the stack. */
export const SCRATCH = { vector: [28, 29, 30, 31], mask: [4, 5, 6] };

const SLOT = 64;
const SUFFIXES: Readonly<Record<number, string>> = { 8: "b", 16: "w", 32: "d", 64: "q" };

/** One instruction's scratch registers: which values are in them now. */
class Scratch {
  readonly #asm: Assembler;
  readonly #allocation: Allocation;
  #held: Map<VirtualRegister, number> | null = null;
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
    this.#held ??= new Map();
    const held = this.#held.get(register);
    if (held !== undefined) return held;
    const scratch = SCRATCH[register.class][this.#next[register.class]++]!;
    this.#held.set(register, scratch);
    if (read && "pool" in location) {
      const { pool } = location;
      this.#asm.emit(`vpbroadcast${SUFFIXES[pool.bits]}`, registerOf(register.file, scratch), pool);
    } else if (read && "slot" in location)
      this.#move(register.class, scratch, location.slot, false);
    return scratch;
  }

  /** Where a constant stands that has no register. */
  poolOf(register: VirtualRegister): Memory | null {
    const location = this.#allocation.locations.get(register);
    if (location === undefined || !("pool" in location)) return null;
    return this.#held?.has(register) ? null : location.pool;
  }

  /** Puts a result that lives on the stack there. */
  save(register: VirtualRegister): void {
    const location = this.#allocation.locations.get(register)!;
    if ("slot" in location) {
      this.#move(register.class, this.#held!.get(register)!, location.slot, true);
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

/** A constant that an instruction can read where it stands, as an element repeated over all lanes. */
function fromPool(
  mnemonic: string,
  operands: readonly VirtualOperand[],
  at: number,
  scratch: Scratch,
): Memory | null {
  const operand = operands[at]!;
  if (typeof operand !== "object" || !isUse(operand) || operand.mask) return null;
  const pool = scratch.poolOf(operand.register);
  const isTaken =
    pool !== null &&
    formsOf(mnemonic)
      .ofLength(2)
      .some(
        (row) =>
          row.operands.length === operands.length &&
          row.slots[at] === "rm" &&
          row.operands[at]!.broadcast === pool.bits,
      );
  return isTaken ? { ...pool, broadcast: true, bits: 0 } : null;
}

/**
 * A fused multiply-add x y + z in the form that overwrites an operand in the result's register; 132 adds the second
 * to first times third, 213 the third, 231 the first. Only the third operand can be memory.
 */
function writeFused(
  asm: Assembler,
  name: string,
  precision: string,
  operands: readonly VirtualOperand[],
  scratch: Scratch,
): void {
  const [target, ...sources] = operands as readonly VirtualUse[];
  const result = scratch.numberOf(target!.register, false);
  const inPlace = sources.findIndex(({ register }) => {
    return scratch.poolOf(register) === null && scratch.numberOf(register, true) === result;
  });
  const inMemory = sources.findIndex(({ register }) => scratch.poolOf(register) !== null);
  const vector = (id: number): Register => registerOf(target!.file, id);
  const source = (at: number): AsmOperand => {
    const pool = at === inMemory ? scratch.poolOf(sources[at]!.register) : null;
    if (pool !== null) return { ...pool, broadcast: true, bits: 0 };
    return vector(scratch.numberOf(sources[at]!.register, true));
  };
  const emit = (form: number, second: number, third: number) =>
    asm.emit(`v${name}${form}${precision}`, vector(result), source(second), source(third));
  let first = inPlace;
  if (first < 0) {
    first = inMemory === 0 ? 1 : 0;
    asm.emit("vmovdqu64", vector(result), source(first));
  }
  const y = first === 1 ? 0 : 1;
  if (first === 2) emit(231, inMemory === 0 ? 1 : 0, inMemory === 0 ? 0 : 1);
  else if (inMemory === y) emit(132, 2, y);
  else emit(213, y, 2);
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
  const register = registerOf(operand.file, scratch.numberOf(operand.register, read));
  return operand.mask ? masked(register, maskOf(operand.mask), operand.zeroing ?? false) : register;
}

/** Writes what is no instruction of the processor: loops, branches, and what depends on the registers. */
function writePseudo(
  asm: Assembler,
  { mnemonic, operands, defines }: VirtualInstruction,
  scratch: Scratch,
  open: Label[],
): void {
  const test = () => {
    const mask = resolve(operands[0]!, scratch, true);
    asm.emit("kortestq", mask, mask);
  };
  switch (mnemonic) {
    case END:
      asm.bind(open.pop()!);
      return;
    case REPEAT:
    case LOOP:
      open.push(asm.label("again"));
      asm.bind(open.at(-1)!);
      return;
    case AGAIN:
      asm.emit("dec", r64(operands[0] as number));
      asm.jump("jnz", open.pop()!);
      return;
    case WHILE_ANY:
      test();
      asm.jump("jnz", open.pop()!);
      return;
    case IF_ANY:
      test();
      open.push(asm.label("quiet"));
      asm.jump("jz", open.at(-1)!);
      return;
    case RAISE:
      asm.emit("or", { ...blockSlot(STATUS), bits: 64 }, operands[0] as number);
      return;
    default: {
      const [, name, precision] = FUSED.exec(mnemonic)!;
      writeFused(asm, name!, precision!, operands, scratch);
      scratch.save(defines!);
    }
  }
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
    const scratch = new Scratch(asm, allocation);
    if (mnemonic.startsWith(PSEUDO)) {
      writePseudo(asm, instruction, scratch, open);
      continue;
    }
    // A constant that has no register is read where it stands.
    if (defines?.constant && "pool" in allocation.locations.get(defines)!) continue;
    const operands = instruction.operands.map((operand, i) => {
      const pool = i > 0 ? fromPool(mnemonic, instruction.operands, i, scratch) : null;
      return pool ?? resolve(operand, scratch, i > 0 || defines === null || merges);
    });
    asm.emit(mnemonic, ...operands);
    if (defines !== null) scratch.save(defines);
  }
}
