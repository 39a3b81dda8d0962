// Writes selected AVX2 instructions with the registers they were given; values that live on the stack are fetched into
// scratch registers and put back, constants without a register are read where they stand.

import { InternalError } from "../../../memory/errors.js";
import { type Allocation, allocate } from "../allocate.js";
import type { Assembler, Label } from "../assembler.js";
import { formsOf } from "../instructions.js";
import { type AsmOperand, at, type Memory, RSP, registerOf } from "../operands.js";
import { blockSlot, STATUS } from "../reach.js";
import {
  END,
  FUSED,
  IF_ANY,
  isPlace,
  isUse,
  LOOP,
  PSEUDO,
  RAISE,
  type VirtualInstruction,
  type VirtualOperand,
  type VirtualRegister,
  type VirtualUse,
  WHILE_ANY,
} from "../virtual.js";
import { REGISTER_BYTES } from "./selection.js";

/** Registers that allocation leaves free when values live on the stack: an instruction has four operands at most. */
const SCRATCH = [12, 13, 14, 15];

const range = (count: number) => Array.from({ length: count }, (_, i) => count - 1 - i);

/** All registers but the `kept` ones if they are enough; else some are left to values that live on the stack. */
export function allocateAll(
  before: readonly VirtualInstruction[],
  loop: readonly VirtualInstruction[],
  kept: readonly number[] = [],
): Allocation {
  const all = range(16).filter((id) => !kept.includes(id));
  const roomy = allocate(before, loop, { vector: all, mask: [] });
  if (roomy.short.size === 0) return roomy;
  return allocate(before, loop, {
    vector: all.filter((id) => !SCRATCH.includes(id)),
    mask: [],
  });
}

const fileOf = (register: VirtualRegister) => register.file as "ymm";

/** One instruction's scratch registers: which values are in them now. */
class Scratch {
  readonly #asm: Assembler;
  readonly #allocation: Allocation;
  #held: Map<VirtualRegister, number> | null = null;
  #next = 0;

  constructor(asm: Assembler, allocation: Allocation) {
    this.#asm = asm;
    this.#allocation = allocation;
  }

  /** The number of the register that holds a value here; fetched if it is to be read. */
  numberOf(register: VirtualRegister, read: boolean): number {
    const location = this.#allocation.locations.get(register);
    if (location === undefined) throw new InternalError("x64: a value was never defined");
    if ("register" in location) return location.register;
    this.#held ??= new Map();
    const held = this.#held.get(register);
    if (held !== undefined) return held;
    const scratch = SCRATCH[this.#next++]!;
    this.#held.set(register, scratch);
    if (read) {
      const memory = "pool" in location ? location.pool : at(RSP, location.slot * REGISTER_BYTES);
      this.#asm.emit("vmovdqu", registerOf(fileOf(register), scratch), memory);
    }
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
    if (!("slot" in location)) return;
    const from = registerOf(fileOf(register), this.#held!.get(register)!);
    this.#asm.emit("vmovdqu", at(RSP, location.slot * REGISTER_BYTES), from);
  }
}

/** A constant that an instruction can read where it stands. */
function fromPool(
  { mnemonic, operands }: VirtualInstruction,
  at: number,
  scratch: Scratch,
): Memory | null {
  const operand = operands[at]!;
  if (typeof operand !== "object" || !isUse(operand)) return null;
  const pool = scratch.poolOf(operand.register);
  if (pool === null) return null;
  const isTaken = formsOf(mnemonic)
    .ofLength(operand.file === "ymm" ? 1 : 0)
    .some(
      (row) =>
        row.prefix === "VEX" &&
        row.operands.length === operands.length &&
        row.slots[at] === "rm" &&
        row.operands[at]!.register === operand.file &&
        row.operands[at]!.memory === pool.bits,
    );
  return isTaken ? pool : null;
}

/**
 * A fused multiply-add x y + z in the form that overwrites an operand in the result's register; 132 adds the second
 * to first times third, 213 the third, 231 the first. Only the third operand can be memory.
 */
function writeFused(
  asm: Assembler,
  { mnemonic, operands }: VirtualInstruction,
  scratch: Scratch,
): void {
  const [, name, precision] = FUSED.exec(mnemonic)!;
  const [target, ...sources] = operands as readonly VirtualUse[];
  const result = scratch.numberOf(target!.register, false);
  const inPlace = sources.findIndex(({ register }) => {
    return scratch.poolOf(register) === null && scratch.numberOf(register, true) === result;
  });
  const inMemory = sources.findIndex(({ register }) => scratch.poolOf(register) !== null);
  const vector = (id: number) => registerOf(target!.file, id);
  const source = (at: number): AsmOperand => {
    const pool = at === inMemory ? scratch.poolOf(sources[at]!.register) : null;
    return pool ?? vector(scratch.numberOf(sources[at]!.register, true));
  };
  const emit = (form: number, second: number, third: number) =>
    asm.emit(`v${name}${form}${precision}`, vector(result), source(second), source(third));
  let first = inPlace;
  if (first < 0) {
    first = inMemory === 0 ? 1 : 0;
    asm.emit("vmovdqu", vector(result), source(first));
  }
  const y = first === 1 ? 0 : 1;
  if (first === 2) emit(231, inMemory === 0 ? 1 : 0, inMemory === 0 ? 0 : 1);
  else if (inMemory === y) emit(132, 2, y);
  else emit(213, y, 2);
}

/** Writes what is no instruction of the processor: loops, branches, and what depends on the registers. */
function writePseudo(
  asm: Assembler,
  instruction: VirtualInstruction,
  scratch: Scratch,
  open: Label[],
): void {
  const { mnemonic, operands, defines } = instruction;
  const test = () => {
    const mask = resolve(operands[0]!, scratch, true);
    asm.emit("vptest", mask, mask);
  };
  switch (mnemonic) {
    case END:
      asm.bind(open.pop()!);
      return;
    case LOOP:
      open.push(asm.label("again"));
      asm.bind(open.at(-1)!);
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
    default:
      writeFused(asm, instruction, scratch);
      scratch.save(defines!);
  }
}

function resolve(operand: VirtualOperand, scratch: Scratch, read: boolean): AsmOperand {
  if (typeof operand !== "object") return operand;
  if (isPlace(operand)) {
    const { memory, index } = operand;
    return index === undefined ? memory : { ...memory, index: scratch.numberOf(index, true) };
  }
  if (!isUse(operand)) return operand;
  return registerOf(operand.file, scratch.numberOf(operand.register, read));
}

/** Writes the instructions in order. */
export function writeVirtual(
  asm: Assembler,
  code: readonly VirtualInstruction[],
  allocation: Allocation,
): void {
  const open: Label[] = [];
  for (const instruction of code) {
    const { defines, merges, mnemonic, operands } = instruction;
    const scratch = new Scratch(asm, allocation);
    if (mnemonic.startsWith(PSEUDO)) {
      writePseudo(asm, instruction, scratch, open);
      continue;
    }
    if (defines?.constant && "pool" in allocation.locations.get(defines)!) continue;
    const resolved = operands.map((operand, i) => {
      const pool = i > 0 ? fromPool(instruction, i, scratch) : null;
      return pool ?? resolve(operand, scratch, i > 0 || defines === null || merges);
    });
    asm.emit(mnemonic, ...resolved);
    if (defines !== null) scratch.save(defines);
  }
}
