// Instructions as text in Intel's syntax, as GNU `as` reads it after `.intel_syntax noprefix`.

import { type AsmOperand, type Memory, registerName } from "./operands.js";
import type { InstructionRow } from "./rows.js";

const SIZES: Readonly<Record<number, string>> = {
  8: "byte",
  16: "word",
  32: "dword",
  64: "qword",
  128: "xmmword",
  256: "ymmword",
  512: "zmmword",
};

function memoryText(memory: Memory): string {
  if (memory.pool >= 0) return `[rip + pool + ${memory.pool}]`;
  const parts: string[] = [];
  if (memory.base >= 0) parts.push(registerName("r64", memory.base));
  if (memory.index >= 0) {
    parts.push(`${registerName(memory.vector ?? "r64", memory.index)}*${memory.scale}`);
  }
  if (memory.displacement !== 0 || parts.length === 0) parts.push(`${memory.displacement}`);
  return `[${parts.join(" + ").replaceAll("+ -", "- ")}]`;
}

/** An operand; `bits` is the size of the memory it names and `lanes` how often a broadcast repeats. */
export function operandText(operand: AsmOperand, bits = 0, lanes = 0): string {
  if (typeof operand !== "object") return String(operand);
  const mask =
    operand.mask === 0
      ? ""
      : `{k${operand.mask}}${operand.kind !== "mem" && operand.zeroing ? "{z}" : ""}`;
  if (operand.kind !== "mem") return registerName(operand.kind, operand.id) + mask;
  const size = SIZES[operand.bits || bits];
  const prefix = size === undefined ? "" : `${size} ptr `;
  const broadcast = operand.broadcast && lanes > 0 ? `{1to${lanes}}` : "";
  return `${prefix}${memoryText(operand)}${broadcast}${mask}`;
}

/** An instruction as a line of assembler; memory is named with the size that the form reads. */
export function instructionText(row: InstructionRow, operands: readonly AsmOperand[]): string {
  const vector = 128 << row.length;
  const texts = operands.map((operand, at) => {
    const { memory, broadcast } = row.operands[at]!;
    if (typeof operand !== "object" || operand.kind !== "mem" || operand.vector !== null) {
      return operandText(operand);
    }
    if (!operand.broadcast) return operandText(operand, memory);
    // As many elements as the operand would hold if they all lay in memory.
    return operandText(operand, broadcast, (memory || vector) / broadcast);
  });
  return `${row.mnemonic} ${texts.join(", ")}`.trimEnd();
}
