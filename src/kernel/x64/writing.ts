// Writes selected instructions with the registers they were given, whatever the vector extension; values that live on
// the stack are fetched into scratch registers and put back, constants without a register are read where they stand. How
// an extension moves and tests registers is write.ts's and avx2/write.ts's.

import { InternalError } from "../../memory/errors.js";
import type { Allocation } from "./allocate.js";
import type { Assembler, Label } from "./assembler.js";
import {
  type AsmOperand,
  type Memory,
  masked,
  type Register,
  r64,
  registerOf,
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

/** What differs between vector extensions. */
export interface Dialect {
  /** Registers that allocation leaves free when values live on the stack. */
  readonly scratch: { readonly vector: readonly number[]; readonly mask: readonly number[] };
  /** The instruction that copies a whole vector register. */
  readonly move: string;
  /** Reads a value from its slot on the stack into a register of its class, or writes it there. */
  readonly moveSlot: (
    asm: Assembler,
    register: VirtualRegister,
    id: number,
    slot: number,
    out: boolean,
  ) => void;
  /** Reads a constant into a register. */
  readonly readPool: (asm: Assembler, register: Register, pool: Memory) => void;
  /** A constant as an operand that is read where it stands. */
  readonly inPlace: (pool: Memory) => Memory;
  /** Whether an instruction takes a constant where it stands, as its operand `at`. */
  readonly takesPool: (
    mnemonic: string,
    operands: readonly VirtualOperand[],
    at: number,
    pool: Memory,
  ) => boolean;
  /** Sets the processor's flags by whether any lane of a mask is set. */
  readonly test: (asm: Assembler, mask: AsmOperand) => void;
}

/** One instruction's scratch registers: which values are in them now. */
class Scratch {
  readonly #asm: Assembler;
  readonly #allocation: Allocation;
  readonly #dialect: Dialect;
  #held: Map<VirtualRegister, number> | null = null;
  readonly #next = { vector: 0, mask: 0 };

  constructor(asm: Assembler, allocation: Allocation, dialect: Dialect) {
    this.#asm = asm;
    this.#allocation = allocation;
    this.#dialect = dialect;
  }

  /** The number of the register that holds a value here; fetched if it is to be read. */
  numberOf(register: VirtualRegister, read: boolean): number {
    const location = this.#allocation.locations.get(register);
    if (location === undefined) throw new InternalError("x64: a value was never defined");
    if ("register" in location) return location.register;
    this.#held ??= new Map();
    const held = this.#held.get(register);
    if (held !== undefined) return held;
    const scratch = this.#dialect.scratch[register.class][this.#next[register.class]++]!;
    this.#held.set(register, scratch);
    if (read && "pool" in location) {
      this.#dialect.readPool(this.#asm, registerOf(register.file, scratch), location.pool);
    } else if (read && "slot" in location) {
      this.#dialect.moveSlot(this.#asm, register, scratch, location.slot, false);
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
    const scratch = this.#held!.get(register)!;
    this.#dialect.moveSlot(this.#asm, register, scratch, location.slot, true);
  }
}

/** A constant that an instruction can read where it stands. */
function fromPool(
  { mnemonic, operands }: VirtualInstruction,
  at: number,
  scratch: Scratch,
  dialect: Dialect,
): Memory | null {
  const operand = operands[at]!;
  if (typeof operand !== "object" || !isUse(operand) || operand.mask) return null;
  const pool = scratch.poolOf(operand.register);
  const isTaken = pool !== null && dialect.takesPool(mnemonic, operands, at, pool);
  return isTaken ? dialect.inPlace(pool) : null;
}

/**
 * A fused multiply-add x y + z in the form that overwrites an operand in the result's register; 132 adds the second
 * to first times third, 213 the third, 231 the first. Only the third operand can be memory.
 */
function writeFused(
  asm: Assembler,
  { mnemonic, operands }: VirtualInstruction,
  scratch: Scratch,
  dialect: Dialect,
): void {
  const [, name, precision] = FUSED.exec(mnemonic)!;
  const [target, ...sources] = operands as readonly VirtualUse[];
  const result = scratch.numberOf(target!.register, false);
  const inPlace = sources.findIndex(({ register }) => {
    return scratch.poolOf(register) === null && scratch.numberOf(register, true) === result;
  });
  const inMemory = sources.findIndex(({ register }) => scratch.poolOf(register) !== null);
  const vector = (id: number): Register => registerOf(target!.file, id);
  const source = (at: number): AsmOperand => {
    const pool = at === inMemory ? scratch.poolOf(sources[at]!.register) : null;
    if (pool !== null) return dialect.inPlace(pool);
    return vector(scratch.numberOf(sources[at]!.register, true));
  };
  const emit = (form: number, second: number, third: number) =>
    asm.emit(`v${name}${form}${precision}`, vector(result), source(second), source(third));
  let first = inPlace;
  if (first < 0) {
    first = inMemory === 0 ? 1 : 0;
    asm.emit(dialect.move, vector(result), source(first));
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
    return {
      ...memory,
      ...(mask && { mask: maskOf(mask) }),
      ...(index && { index: scratch.numberOf(index, true), vector: index.file as "ymm" }),
    };
  }
  if (!isUse(operand)) return operand;
  const register = registerOf(operand.file, scratch.numberOf(operand.register, read));
  return operand.mask ? masked(register, maskOf(operand.mask), operand.zeroing ?? false) : register;
}

/** Writes what is no instruction of the processor: loops, branches, and what depends on the registers. */
function writePseudo(
  asm: Assembler,
  instruction: VirtualInstruction,
  scratch: Scratch,
  dialect: Dialect,
  open: Label[],
): void {
  const { mnemonic, operands, defines } = instruction;
  const test = () => dialect.test(asm, resolve(operands[0]!, scratch, true));
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
    default:
      writeFused(asm, instruction, scratch, dialect);
      scratch.save(defines!);
  }
}

/** Writes the instructions in order. */
export function writeWith(
  dialect: Dialect,
  asm: Assembler,
  code: readonly VirtualInstruction[],
  allocation: Allocation,
): void {
  const open: Label[] = [];
  for (const instruction of code) {
    const { defines, merges, mnemonic } = instruction;
    const scratch = new Scratch(asm, allocation, dialect);
    if (mnemonic.startsWith(PSEUDO)) {
      writePseudo(asm, instruction, scratch, dialect, open);
      continue;
    }
    // A constant that has no register is read where it stands.
    if (defines?.constant && "pool" in allocation.locations.get(defines)!) continue;
    const operands = instruction.operands.map((operand, i) => {
      const pool = i > 0 ? fromPool(instruction, i, scratch, dialect) : null;
      return pool ?? resolve(operand, scratch, i > 0 || defines === null || merges);
    });
    asm.emit(mnemonic, ...operands);
    if (defines !== null) scratch.save(defines);
  }
}
