// Straight-line code over virtual registers, as instruction selection writes it and register allocation
// reads it. What the instructions mean is nobody's business here.

import type { Memory, Register } from "./operands.js";

/** Vector registers, or opmask registers. */
export type RegisterClass = "vector" | "mask";

/** A value before it has a register. Each is defined once, but for `merged` destinations. */
export interface VirtualRegister {
  readonly virtual: number;
  readonly class: RegisterClass;
  /** Register file it is used in where an instruction names no other: its width. */
  readonly file: "xmm" | "ymm" | "zmm" | "k";
  /** Where the value stands in the constant pool, once for all lanes: it can be fetched anew at any time. */
  readonly constant?: Memory;
}

/** A use or definition of a virtual register in an instruction. */
export interface VirtualUse {
  readonly register: VirtualRegister;
  /** The register's other widths are the same register. */
  readonly file: Register["kind"];
  /** Opmask that guards a destination. */
  readonly mask?: VirtualRegister | Register;
  /** With a mask: lanes that are masked off become zero; else they keep their value. */
  readonly zeroing?: boolean;
}

/** Memory, which a virtual opmask may guard (a store) and a vector of offsets spread (gather, scatter). */
export interface VirtualMemory {
  readonly memory: Memory;
  readonly index?: VirtualRegister;
  readonly mask?: VirtualRegister | Register;
}

/** An operand of an instruction that has not been given registers yet. */
export type VirtualOperand = VirtualUse | VirtualMemory | Register | number;

/** One instruction. Operand 0 is the destination, unless `defines` says that there is none. */
export interface VirtualInstruction {
  readonly mnemonic: string;
  readonly operands: readonly VirtualOperand[];
  /** The register that the instruction defines; null for a store. */
  readonly defines: VirtualRegister | null;
  /** The destination's old value is read too (a merging mask, an accumulator). */
  readonly merges: boolean;
}

/** Instructions that are none of the processor's begin with this. */
export const PSEUDO = "?";
/** What follows, up to the matching {@link END}, is skipped if no bit of the opmask is set. */
export const IF_ANY = "?if";
/** The end of what {@link IF_ANY} skips. */
export const END = "?end";
/**
 * A fused multiply-add of (result, x, y, z): which of its forms is written depends on the registers. Its name is this
 * with the name of the operation, such as `?fmadd.pd`.
 */
export const FUSED = /^\?(fn?m(?:add|sub))\.(p[ds])$/;
/** The operand, a number, is set in the call's status. */
export const RAISE = "?raise";

/** The beginning of what {@link AGAIN} repeats. */
export const REPEAT = "?repeat";
/** Operand 0, a general register's number, counts down; while it is not 0 all is done again. */
export const AGAIN = "?again";

/** The beginning of what {@link WHILE_ANY} repeats. */
export const LOOP = "?loop";
/** What began with the matching {@link LOOP} is done again if any bit of the opmask is set. */
export const WHILE_ANY = "?while";

/** Whether an operand is a virtual register. */
export function isUse(operand: VirtualOperand): operand is VirtualUse {
  return typeof operand === "object" && "register" in operand;
}

/** Whether an operand is memory. */
export function isPlace(operand: VirtualOperand): operand is VirtualMemory {
  return typeof operand === "object" && "memory" in operand;
}

const isVirtual = (mask: VirtualRegister | Register | undefined): mask is VirtualRegister =>
  mask !== undefined && "virtual" in mask;

/** The virtual registers that an instruction reads. */
export function usesOf(instruction: VirtualInstruction): VirtualRegister[] {
  const uses: VirtualRegister[] = [];
  const { operands } = instruction;
  for (let at = 0; at < operands.length; at++) {
    const operand = operands[at]!;
    if (typeof operand !== "object") continue;
    if (isUse(operand)) {
      if (at > 0 || instruction.defines === null || instruction.merges) uses.push(operand.register);
      if (isVirtual(operand.mask)) uses.push(operand.mask);
    } else if (isPlace(operand)) {
      if (isVirtual(operand.mask)) uses.push(operand.mask);
      if (operand.index) uses.push(operand.index);
    }
  }
  return uses;
}

/** Where code that belongs together begins and ends, by the depth that it adds. */
const depths: Readonly<Record<string, number>> = {
  [IF_ANY]: 1,
  [REPEAT]: 1,
  [LOOP]: 1,
  [END]: -1,
  [AGAIN]: -1,
  [WHILE_ANY]: -1,
};

/** Code as pieces: single instructions, and what is skipped or repeated together. */
export function pieces(code: readonly VirtualInstruction[]): VirtualInstruction[][] {
  const found: VirtualInstruction[][] = [];
  let depth = 0;
  for (const instruction of code) {
    if (depth === 0) found.push([]);
    found.at(-1)!.push(instruction);
    depth += depths[instruction.mnemonic] ?? 0;
  }
  return found;
}

/** The instructions without those whose results nobody reads. No value may be carried from turn to turn. */
export function withoutUnused(
  code: readonly VirtualInstruction[],
  readLater: Set<VirtualRegister>,
): readonly VirtualInstruction[] {
  const kept: VirtualInstruction[] = [];
  for (let i = code.length - 1; i >= 0; i--) {
    const instruction = code[i]!;
    if (instruction.defines !== null && !readLater.has(instruction.defines)) continue;
    // What is read at the beginning of a loop is read later, in its next turn.
    if (instruction.mnemonic === WHILE_ANY) {
      for (let k = i - 1; code[k]!.mnemonic !== LOOP; k--) {
        for (const register of usesOf(code[k]!)) readLater.add(register);
      }
    }
    for (const register of usesOf(instruction)) readLater.add(register);
    kept.push(instruction);
  }
  return kept.reverse();
}
