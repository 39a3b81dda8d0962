// Writes selected AVX-512 instructions: constants are read repeated over all lanes, masks are opmasks.

import type { Allocation } from "./allocate.js";
import type { Assembler } from "./assembler.js";
import { formsOf } from "./instructions.js";
import { at, k, RSP, zmm } from "./operands.js";
import type { VirtualInstruction } from "./virtual.js";
import { type Dialect, writeWith } from "./writing.js";

/** Registers that allocation leaves free when values live on the stack. */
export const SCRATCH = { vector: [28, 29, 30, 31], mask: [4, 5, 6] };

const SLOT = 64;
const SUFFIXES: Readonly<Record<number, string>> = { 8: "b", 16: "w", 32: "d", 64: "q" };

const avx512: Dialect = {
  scratch: SCRATCH,
  move: "vmovdqu64",
  moveSlot(asm, register, id, slot, out) {
    const memory = at(RSP, slot * SLOT);
    const isVector = register.class === "vector";
    const whole = isVector ? zmm(id) : k(id);
    const mnemonic = isVector ? "vmovdqu64" : "kmovq";
    if (out) asm.emit(mnemonic, memory, whole);
    else asm.emit(mnemonic, whole, memory);
  },
  readPool: (asm, register, pool) => asm.emit(`vpbroadcast${SUFFIXES[pool.bits]}`, register, pool),
  inPlace: (pool) => ({ ...pool, broadcast: true, bits: 0 }),
  takesPool: (mnemonic, operands, at, pool) =>
    formsOf(mnemonic)
      .ofLength(2)
      .some(
        (row) =>
          row.operands.length === operands.length &&
          row.slots[at] === "rm" &&
          row.operands[at]!.broadcast === pool.bits,
      ),
  test: (asm, mask) => asm.emit("kortestq", mask, mask),
};

/** Writes the instructions in order. */
export function writeVirtual(
  asm: Assembler,
  code: readonly VirtualInstruction[],
  allocation: Allocation,
): void {
  writeWith(avx512, asm, code, allocation);
}
