// Reads the instruction table: one row of the manual's notation becomes what an encoder needs to know.
// Which instructions there are is instructions.ts.

import { InternalError } from "../../memory/errors.js";
import type { AsmOperand, RegisterFile } from "./operands.js";

/** What one operand of a row accepts. */
export interface OperandPattern {
  /** A register of this file, or null if only memory or an immediate will do. */
  readonly register: RegisterFile | null;
  /** Memory of this many bits; 0 if none. */
  readonly memory: number;
  /** A broadcast element of this many bits; 0 if none. */
  readonly broadcast: number;
  /** A vector of addresses: the file of its register, and bits per element. */
  readonly vector: "xmm" | "ymm" | "zmm" | null;
  /** An immediate of this many bits; 0 if it is none. */
  readonly immediate: number;
  /** Whether it carries an opmask. */
  readonly masked: boolean;
  readonly zeroing: boolean;
}

/** Where an operand goes in the encoding. */
export type OperandSlot = "reg" | "rm" | "vvvv" | "imm" | "is4" | "opcode";

/** One form of an instruction. */
export interface InstructionRow {
  readonly mnemonic: string;
  readonly operands: readonly OperandPattern[];
  readonly slots: readonly OperandSlot[];
  readonly prefix: "legacy" | "VEX" | "EVEX";
  /** Vector length: 0 for 128 bits or none, 1 for 256, 2 for 512. */
  readonly length: 0 | 1 | 2;
  /** Mandatory prefix: 0, 0x66, 0xF3 or 0xF2. */
  readonly simd: number;
  /** Opcode map: 0 (one byte), 1 (0F), 2 (0F38), 3 (0F3A). */
  readonly map: number;
  readonly wide: boolean;
  readonly opcode: number;
  /** ModRM.reg, where it is part of the opcode; -1 otherwise. */
  readonly extension: number;
  readonly immediateBytes: number;
  /** A byte that always follows the opcode, or -1. */
  readonly fixed: number;
  /** Register number is part of the opcode byte (`+rd`). */
  readonly inOpcode: boolean;
  readonly hasModRM: boolean;
  /** One-byte displacements count in elements (tuple type T1S). */
  readonly scalar: boolean;
  /** The row as it stands in the table. */
  readonly source: string;
}

/** What may stand between the slashes of an operand; the group is its file, its size in bits or x, y, z. */
const PARTS = {
  register: /^(r8|r16|r32|r64|[xyz]mm|k)\d?$/,
  vector: /^vm(?:32|64)([xyz])$/,
  broadcast: /^m(\d+)bcst$/,
  memory: /^m(\d+)$/,
  immediate: /^imm(\d+)$/,
};

const KINDS = ["r8", "r16", "r32", "r64", "xmm", "ymm", "zmm", "k", "mem"] as const;
const kindNumbers: Readonly<Record<string, number>> = Object.fromEntries(
  KINDS.map((kind, at) => [kind, at + 1]),
);
/** Kinds of operands are digits of this base; immediates are the last one. */
const KIND_BASE = KINDS.length + 2;
const IMMEDIATE = KIND_BASE - 1;

/** A number for the kinds of operands that an instruction is given: few of its rows need a closer look then. */
export function kindsOf(operands: readonly AsmOperand[]): number {
  let kinds = 0;
  for (const operand of operands) {
    kinds =
      kinds * KIND_BASE + (typeof operand === "object" ? kindNumbers[operand.kind]! : IMMEDIATE);
  }
  return kinds;
}

/** The longest vector register among the kinds that {@link kindsOf} names: 0, 1 or 2. */
export function lengthOf(kinds: number): number {
  let longest = 0;
  for (let rest = kinds; rest > 0; rest = Math.floor(rest / KIND_BASE)) {
    const kind = rest % KIND_BASE;
    if (kind === kindNumbers["zmm"]) return 2;
    if (kind === kindNumbers["ymm"]) longest = 1;
  }
  return longest;
}

/** Whether a form needs AVX-512: its encoding, or opmasks. */
export function isOfAvx512({ prefix, operands }: InstructionRow): boolean {
  return prefix === "EVEX" || operands.some(({ register }) => register === "k");
}

/** Whether memory is among the kinds that {@link kindsOf} names. */
export function hasMemory(kinds: number): boolean {
  for (let rest = kinds; rest > 0; rest = Math.floor(rest / KIND_BASE)) {
    if (rest % KIND_BASE === kindNumbers["mem"]) return true;
  }
  return false;
}

/** Whether a row takes as many operands of the kinds that {@link kindsOf} names. */
export function takesKinds({ operands }: InstructionRow, kinds: number): boolean {
  let rest = kinds;
  for (let i = operands.length - 1; i >= 0; i--) {
    const { immediate, memory, register, vector } = operands[i]!;
    const kind = rest % KIND_BASE;
    rest = Math.floor(rest / KIND_BASE);
    const taken =
      kind === IMMEDIATE
        ? immediate > 0
        : kind === kindNumbers["mem"]
          ? memory > 0 || vector !== null
          : register !== null && kind === kindNumbers[register];
    if (!taken) return false;
  }
  return rest === 0;
}

function fail(source: string, why: string): never {
  throw new InternalError(`instruction table: ${why} in "${source}"`);
}

const operandsByText = new Map<string, OperandPattern>();

/** What an operand of a row accepts: there are far more rows than different operands. */
function operandOf(text: string, source: string): OperandPattern {
  let found = operandsByText.get(text);
  if (found === undefined) {
    found = parseOperand(text, source);
    operandsByText.set(text, found);
  }
  return found;
}

function parseOperand(text: string, source: string): OperandPattern {
  const masked = text.includes("{k1}");
  const zeroing = text.includes("{z}");
  const found: Partial<Record<keyof typeof PARTS, string>> = {};
  for (const part of text.replace(/\{k1\}|\{z\}/g, "").split("/")) {
    const known = Object.entries(PARTS).find(([, shape]) => shape.test(part));
    if (known === undefined) fail(source, `unknown operand ${text}`);
    const [name, shape] = known as [keyof typeof PARTS, RegExp];
    found[name] = shape.exec(part)![1]!;
  }
  const bits = (name: keyof typeof PARTS) => Number(found[name] ?? 0);
  return {
    register: (found.register as RegisterFile | undefined) ?? null,
    memory: bits("memory"),
    broadcast: bits("broadcast"),
    vector: found.vector === undefined ? null : (`${found.vector}mm` as "xmm"),
    immediate: bits("immediate"),
    masked,
    zeroing,
  };
}

/** Which operand goes where. The memory operand, or else the last register, is ModRM.rm. */
function slotsOf(
  operands: readonly OperandPattern[],
  row: { extension: number; inOpcode: boolean; is4: boolean; hasModRM: boolean },
): OperandSlot[] {
  const registers = operands.flatMap((operand, at) => (operand.immediate === 0 ? [at] : []));
  const is4 = row.is4 ? registers.pop()! : -1;
  let rm = registers.find((at) => operands[at]!.memory > 0 || operands[at]!.vector !== null) ?? -1;
  if (rm < 0) rm = registers.at(-1) ?? -1;
  let free: OperandSlot[] = row.extension >= 0 ? ["vvvv"] : ["reg", "vvvv"];
  // A masked store names the mask before the source.
  if (rm === registers[0] && registers.length === 3) free = ["vvvv", "reg"];
  return operands.map((operand, at): OperandSlot => {
    if (operand.immediate > 0) return "imm";
    if (at === is4) return "is4";
    if (row.inOpcode) return "opcode";
    return at === rm ? "rm" : free.shift()!;
  });
}

const MAPS: Readonly<Record<string, number>> = { "0F": 1, "0F38": 2, "0F3A": 3 };
const LENGTHS: Readonly<Record<string, 0 | 1 | 2>> = {
  "128": 0,
  LZ: 0,
  L0: 0,
  LIG: 0,
  "256": 1,
  L1: 1,
  "512": 2,
};

function parsePrefix(text: string, source: string) {
  const [prefix, ...parts] = text.split(".");
  let length: 0 | 1 | 2 = 0;
  let simd = 0;
  let map = 0;
  let wide = false;
  for (const part of parts) {
    if (part in LENGTHS) length = LENGTHS[part]!;
    else if (part in MAPS) map = MAPS[part]!;
    else if (part === "66" || part === "F2" || part === "F3") simd = Number.parseInt(part, 16);
    else if (part === "W1") wide = true;
    else if (part !== "W0" && part !== "WIG") fail(source, `unknown part ${part}`);
  }
  return { prefix: prefix as "VEX" | "EVEX", length, simd, map, wide };
}

/** Legacy encodings: `REX.W + 0F AF /r`, `F3 REX.W 0F B8 /r`. */
function parseLegacy(tokens: string[]) {
  let simd = 0;
  let map = 0;
  let wide = false;
  while (tokens.length > 0) {
    const token = tokens[0]!;
    if (token === "REX.W") wide = true;
    else if ((token === "66" || token === "F2" || token === "F3") && tokens.length > 1) {
      simd = Number.parseInt(token, 16);
    } else if (token === "0F") map = 1;
    else if (
      map === 1 &&
      (token === "38" || token === "3A") &&
      /^[0-9A-F]{2}$/.test(tokens[1] ?? "")
    )
      map = token === "38" ? 2 : 3;
    else if (token !== "+") break;
    tokens.shift();
  }
  return { prefix: "legacy" as const, length: 0 as const, simd, map, wide };
}

/**
 * One row: `MNEMONIC operands | encoding`, both as the manual writes them
 * (`VADDPD zmm1{k1}{z}, zmm2, zmm3/m512/m64bcst | EVEX.512.66.0F.W1 58 /r`).
 */
export function parseRow(source: string): InstructionRow {
  const [form, encoding, tuple] = source.split("|").map((part) => part.trim());
  const space = form!.indexOf(" ");
  const mnemonic = (space < 0 ? form! : form!.slice(0, space)).toLowerCase();
  const operands =
    space < 0
      ? []
      : form!
          .slice(space)
          .split(",")
          .map((text) => operandOf(text.replaceAll(" ", ""), source));
  const tokens = encoding!.split(/\s+/);
  const isVex = /^E?VEX/.test(tokens[0]!);
  const prefix = isVex ? parsePrefix(tokens.shift()!, source) : parseLegacy(tokens);
  const [byte = "", plus] = tokens.shift()!.split("+");
  const opcode = Number.parseInt(byte, 16);
  if (Number.isNaN(opcode)) fail(source, "no opcode");
  let extension = -1;
  let immediateBytes = 0;
  let hasModRM = false;
  let is4 = false;
  let fixed = -1;
  for (const token of tokens) {
    if (token === "/r") hasModRM = true;
    else if (/^\/[0-7]$/.test(token)) {
      hasModRM = true;
      extension = Number(token[1]);
    } else if (token === "ib") immediateBytes = 1;
    else if (token === "id" || token === "cd") immediateBytes = 4;
    else if (token === "io") immediateBytes = 8;
    else if (token === "/is4") is4 = true;
    else if (/^[0-9A-F]{2}$/.test(token)) fixed = Number.parseInt(token, 16);
    else fail(source, `unknown token ${token}`);
  }
  const inOpcode = plus !== undefined;
  return {
    mnemonic,
    operands,
    slots: slotsOf(operands, { extension, inOpcode, is4, hasModRM }),
    ...prefix,
    opcode,
    extension,
    immediateBytes: is4 ? 1 : immediateBytes,
    fixed,
    inOpcode,
    hasModRM,
    scalar: tuple === "T1S",
    source,
  };
}
