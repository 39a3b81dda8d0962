// Writes selected AVX2 instructions: constants are whole registers in memory, masks are registers.

import { type Allocation, allocate } from "../allocate.js";
import type { Assembler } from "../assembler.js";
import { formsOf } from "../instructions.js";
import { at, RSP, registerOf } from "../operands.js";
import { isUse, type VirtualInstruction } from "../virtual.js";
import { type Dialect, writeWith } from "../writing.js";
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

const avx2: Dialect = {
  scratch: { vector: SCRATCH, mask: [] },
  move: "vmovdqu",
  moveSlot(asm, register, id, slot, out) {
    const memory = at(RSP, slot * REGISTER_BYTES);
    const whole = registerOf(register.file, id);
    if (out) asm.emit("vmovdqu", memory, whole);
    else asm.emit("vmovdqu", whole, memory);
  },
  readPool: (asm, register, pool) => asm.emit("vmovdqu", register, pool),
  inPlace: (pool) => pool,
  takesPool(mnemonic, operands, at, pool) {
    const operand = operands[at]!;
    if (typeof operand !== "object" || !isUse(operand)) return false;
    return formsOf(mnemonic)
      .ofLength(operand.file === "ymm" ? 1 : 0)
      .some(
        (row) =>
          row.prefix === "VEX" &&
          row.operands.length === operands.length &&
          row.slots[at] === "rm" &&
          row.operands[at]!.register === operand.file &&
          row.operands[at]!.memory === pool.bits,
      );
  },
  test: (asm, mask) => asm.emit("vptest", mask, mask),
};

/** Writes the instructions in order. */
export function writeVirtual(
  asm: Assembler,
  code: readonly VirtualInstruction[],
  allocation: Allocation,
): void {
  writeWith(avx2, asm, code, allocation);
}
