// One instruction to bytes: finds the row of the table that takes the operands, and encodes it (legacy, VEX or
// EVEX). No labels, no layout of code: that is assembler.ts.
//
// Source of the encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2.

import { InternalError } from "../../memory/errors.js";
import { formsOf } from "./instructions.js";
import type { AsmOperand, Memory, Register } from "./operands.js";
import { type InstructionRow, kindsOf, type OperandPattern } from "./rows.js";
import { operandText } from "./text.js";

/** Where bytes of code go. */
export interface CodeSink {
  byte(value: number): void;
  /** Four bytes, lowest first. */
  int32(value: number): void;
  /** A displacement that is known only when the constant pool has its place. */
  poolDisplacement(entry: number, bytesAfter: number): void;
}

function fitsImmediate(value: number | bigint, bits: number, row: InstructionRow): boolean {
  const number = Number(value);
  if (bits === 64) return true;
  // General instructions extend the sign; predicates and shuffles take a byte as it is.
  if (row.prefix !== "legacy") return number >= 0 && number < 2 ** bits;
  return number >= -(2 ** (bits - 1)) && number < 2 ** (bits - 1);
}

function accepts(pattern: OperandPattern, operand: AsmOperand, row: InstructionRow): boolean {
  if (typeof operand !== "object") {
    return pattern.immediate > 0 && fitsImmediate(operand, pattern.immediate, row);
  }
  if (operand.mask !== 0 && !pattern.masked) return false;
  if (operand.kind !== "mem") {
    if (operand.zeroing && operand.mask !== 0 && !pattern.zeroing) return false;
    return pattern.register === operand.kind && (row.prefix === "EVEX" || operand.id < 16);
  }
  if (operand.vector !== null || pattern.vector !== null) {
    if (operand.vector !== pattern.vector) return false;
    return row.prefix === "EVEX" || operand.index < 16;
  }
  if (operand.broadcast) return pattern.broadcast > 0;
  return pattern.memory > 0 && (operand.bits === 0 || operand.bits === pattern.memory);
}

/** Whether the processor has AVX2 only: no form of AVX-512 is found any more, so that none can run there. */
export const target = { isAvx2: false };

/**
 * The first row of the table that takes these operands.
 *
 * @throws InternalError when there is none.
 */
export function formOf(
  mnemonic: string,
  operands: readonly AsmOperand[],
  withoutAvx512 = false,
): InstructionRow {
  for (const row of formsOf(mnemonic).of(kindsOf(operands), withoutAvx512 || target.isAvx2)) {
    let fits = true;
    for (let i = 0; fits && i < operands.length; i++) {
      fits = accepts(row.operands[i]!, operands[i]!, row);
    }
    if (fits) return row;
  }
  throw new InternalError(
    `assembler: no form of ${mnemonic} takes (${operands.map((operand) => operandText(operand)).join(", ")})`,
  );
}

/** A row's operands sorted into the places of its encoding. */
interface Placed {
  reg: number;
  vvvv: number;
  rm: Register | Memory | null;
  is4: number;
  mask: number;
  zeroing: boolean;
  immediate: number | bigint;
  inOpcode: number;
}

function place(row: InstructionRow, operands: readonly AsmOperand[]): Placed {
  const placed: Placed = {
    reg: Math.max(0, row.extension),
    vvvv: 0,
    rm: null,
    is4: 0,
    mask: 0,
    zeroing: false,
    immediate: 0,
    inOpcode: 0,
  };
  const { slots } = row;
  for (let i = 0; i < slots.length; i++) {
    const operand = operands[i]!;
    if (typeof operand !== "object") {
      placed.immediate = operand;
      continue;
    }
    if (operand.mask !== 0) placed.mask = operand.mask;
    const slot = slots[i]!;
    if (operand.kind === "mem") {
      if (slot === "rm") placed.rm = operand;
      continue;
    }
    if (operand.zeroing) placed.zeroing = true;
    if (slot === "rm") placed.rm = operand;
    else if (slot === "reg") placed.reg = operand.id;
    else if (slot === "vvvv") placed.vvvv = operand.id;
    else if (slot === "is4") placed.is4 = operand.id;
    else placed.inOpcode = operand.id;
  }
  return placed;
}

const bit = (value: number, at: number): number => (value >> at) & 1;

/** The high bits of ModRM.rm's registers: B, X, and X of EVEX for a register, V' for a vector index. */
function highBits(rm: Register | Memory | null): { b: number; x: number; indexHigh: number } {
  if (rm === null) return { b: 0, x: 0, indexHigh: 0 };
  if (rm.kind !== "mem") return { b: bit(rm.id, 3), x: bit(rm.id, 4), indexHigh: 0 };
  const base = Math.max(0, rm.base);
  const index = Math.max(0, rm.index);
  return { b: bit(base, 3), x: bit(index, 3), indexHigh: rm.vector ? bit(index, 4) : 0 };
}

function legacyPrefix(out: CodeSink, row: InstructionRow, placed: Placed): void {
  if (row.simd !== 0) out.byte(row.simd);
  const { b, x } = highBits(placed.rm);
  const high = row.inOpcode ? bit(placed.inOpcode, 3) : b;
  const isMem = placed.rm?.kind === "mem";
  const rex = (row.wide ? 8 : 0) | (bit(placed.reg, 3) << 2) | ((isMem ? x : 0) << 1) | high;
  // Without it, the byte registers 4 to 7 are others.
  const needsRex = placed.reg >= 4 && row.operands.some((operand) => operand.register === "r8");
  if (rex !== 0 || needsRex) out.byte(0x40 | rex);
  if (row.map > 0) out.byte(0x0f);
  if (row.map > 1) out.byte(row.map === 2 ? 0x38 : 0x3a);
}

const SIMD_CODES: Readonly<Record<number, number>> = { 0: 0, 102: 1, 243: 2, 242: 3 };

function vexPrefix(out: CodeSink, row: InstructionRow, placed: Placed): void {
  const { b, x: high } = highBits(placed.rm);
  const x = placed.rm?.kind === "mem" ? high : 0;
  const r = bit(placed.reg, 3);
  const low = ((~placed.vvvv & 15) << 3) | (row.length << 2) | SIMD_CODES[row.simd]!;
  if (b === 0 && x === 0 && !row.wide && row.map === 1) {
    out.byte(0xc5);
    out.byte(((r ^ 1) << 7) | low);
    return;
  }
  out.byte(0xc4);
  out.byte(((r ^ 1) << 7) | ((x ^ 1) << 6) | ((b ^ 1) << 5) | row.map);
  out.byte((row.wide ? 0x80 : 0) | low);
}

function evexPrefix(out: CodeSink, row: InstructionRow, placed: Placed): void {
  const { b, x, indexHigh } = highBits(placed.rm);
  const { reg, vvvv, mask, zeroing, rm } = placed;
  const broadcast = rm?.kind === "mem" && rm.broadcast;
  const inverted = (value: number, to: number) => (value ^ 1) << to;
  out.byte(0x62);
  out.byte(
    inverted(bit(reg, 3), 7) | inverted(x, 6) | inverted(b, 5) | inverted(bit(reg, 4), 4) | row.map,
  );
  out.byte((row.wide ? 0x80 : 0) | ((~vvvv & 15) << 3) | 4 | SIMD_CODES[row.simd]!);
  const vHigh = rm?.kind === "mem" && rm.vector !== null ? indexHigh : bit(vvvv, 4);
  out.byte(
    (zeroing && mask !== 0 ? 0x80 : 0) |
      (row.length << 5) |
      (broadcast ? 0x10 : 0) |
      inverted(vHigh, 3) |
      mask,
  );
}

/** The unit in which an EVEX one-byte displacement counts: the bytes that the operand reads. */
function displacementUnit(row: InstructionRow, memory: Memory): number {
  if (row.prefix !== "EVEX") return 1;
  const pattern = row.operands[row.slots.indexOf("rm")]!;
  if (memory.vector !== null || row.scalar) return row.wide ? 8 : 4;
  return (memory.broadcast ? pattern.broadcast : pattern.memory) / 8;
}

function modRM(out: CodeSink, row: InstructionRow, placed: Placed): void {
  const reg = (placed.reg & 7) << 3;
  const rm = placed.rm!;
  if (rm.kind !== "mem") {
    out.byte(0xc0 | reg | (rm.id & 7));
    return;
  }
  if (rm.pool >= 0) {
    out.byte(reg | 5);
    out.poolDisplacement(rm.pool, row.immediateBytes);
    return;
  }
  const unit = displacementUnit(row, rm);
  const { base, index, displacement } = rm;
  const scaled = displacement / unit;
  const short = Number.isInteger(scaled) && scaled >= -128 && scaled <= 127;
  // rbp and r13 as a base always have a displacement: mode 0 means something else for them.
  let mode = displacement === 0 && (base & 7) !== 5 ? 0 : short ? 1 : 2;
  if (base < 0) mode = 0;
  const needsSib = index >= 0 || base < 0 || (base & 7) === 4;
  out.byte((mode << 6) | reg | (needsSib ? 4 : base & 7));
  if (needsSib) {
    const scale = { 1: 0, 2: 1, 4: 2, 8: 3 }[rm.scale];
    const indexBits = index < 0 ? 4 : index & 7;
    out.byte((scale << 6) | (indexBits << 3) | (base < 0 ? 5 : base & 7));
  }
  if (mode === 1) out.byte(scaled & 255);
  else if (mode === 2 || base < 0) out.int32(displacement);
}

function immediate(out: CodeSink, value: number | bigint, bytes: number): void {
  if (bytes === 1) {
    out.byte(Number(value) & 255);
    return;
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let i = 0; i < bytes; i++) {
    out.byte(Number(rest & 255n));
    rest >>= 8n;
  }
}

/** Encodes one instruction in the form that {@link formOf} found. Destination first, as in the manual. */
export function encode(out: CodeSink, row: InstructionRow, operands: readonly AsmOperand[]): void {
  const placed = place(row, operands);
  if (row.prefix === "VEX") vexPrefix(out, row, placed);
  else if (row.prefix === "EVEX") evexPrefix(out, row, placed);
  else legacyPrefix(out, row, placed);
  out.byte(row.opcode + (row.inOpcode ? placed.inOpcode & 7 : 0));
  if (row.fixed >= 0) out.byte(row.fixed);
  if (row.hasModRM) modRM(out, row, placed);
  if (row.prefix === "VEX" && row.slots.includes("is4")) out.byte(placed.is4 << 4);
  else if (row.immediateBytes > 0) immediate(out, placed.immediate, row.immediateBytes);
}
