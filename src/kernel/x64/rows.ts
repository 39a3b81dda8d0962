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
}

/** The files of vector registers, by length. */
const FILES = ["xmm", "ymm", "zmm"] as const;
/** The whole of a vector register, half of it, and so on, as divisors of its length. */
const SHARES: Readonly<Record<string, number>> = { V: 1, H: 2, Q: 4, E: 8 };

/** Bits of a vector register of a length. */
const bitsOf = (length: number) => 128 << length;

/** The register file that holds a share of a vector register: none is shorter than xmm. */
const fileOf = (share: number, length: number) => FILES[Math.max(0, length - Math.log2(share))]!;

/** Whether a row stands for one of each vector length. */
export const isOfAllLengths = (row: string) => row.includes(".VL.");

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

const operandsByText: readonly Map<string, OperandPattern>[] = FILES.map(() => new Map());

/** What an operand of a row accepts at a vector length: there are far more rows than different operands. */
function operandOf(text: string, length: number, source: string): OperandPattern {
  const known = operandsByText[length]!;
  let found = known.get(text);
  if (found === undefined) {
    found = parseOperand(text, length, source);
    known.set(text, found);
  }
  return found;
}

/*
 * No regular expression reads a row: V8 compiles each of them when it is first used, and the first kernel of a process
 * would wait for a dozen.
 */

const isDigit = (letter: string | undefined) =>
  letter !== undefined && letter >= "0" && letter <= "9";

/** The file of a register as rows name it (`xmm2`, `k1`, `r64`, `V1`); null for what is none. */
function registerFile(part: string, length: number): RegisterFile | null {
  if (part in kindNumbers) return part as RegisterFile;
  // the digit says only which operand it is
  const name = isDigit(part.at(-1)) ? part.slice(0, -1) : part;
  if (name in SHARES) return fileOf(SHARES[name]!, length);
  return name in kindNumbers ? (name as RegisterFile) : null;
}

function parseOperand(text: string, length: number, source: string): OperandPattern {
  const decorations = text.indexOf("{");
  const found = { memory: 0, broadcast: 0, immediate: 0 };
  let register: RegisterFile | null = null;
  let vector: OperandPattern["vector"] = null;
  for (const part of (decorations < 0 ? text : text.slice(0, decorations)).split("/")) {
    if (part.startsWith("vm")) {
      const last = part.at(-1)!;
      vector = last === "V" ? FILES[length]! : (`${last}mm` as "xmm");
    } else if (part.startsWith("imm")) found.immediate = Number(part.slice(3));
    else if (part.endsWith("bcst")) found.broadcast = Number(part.slice(1, -4));
    else if (part.startsWith("m")) {
      const size = part.slice(1);
      found.memory = size in SHARES ? bitsOf(length) / SHARES[size]! : Number(size);
    } else {
      register = registerFile(part, length);
      if (register === null) fail(source, `unknown operand ${text}`);
    }
  }
  if (Number.isNaN(found.memory + found.broadcast + found.immediate)) {
    fail(source, `unknown operand ${text}`);
  }
  const masked = text.includes("{k1}");
  return { register, ...found, vector, masked, zeroing: text.includes("{z}") };
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

function parsePrefix(text: string, ofAll: number, source: string) {
  const [prefix, ...parts] = text.split(".");
  let length: 0 | 1 | 2 = 0;
  let simd = 0;
  let map = 0;
  let wide = false;
  for (const part of parts) {
    if (part === "VL") length = ofAll as 0 | 1 | 2;
    else if (part in LENGTHS) length = LENGTHS[part]!;
    else if (part in MAPS) map = MAPS[part]!;
    else if (part === "66" || part === "F2" || part === "F3") simd = Number.parseInt(part, 16);
    else if (part === "W1") wide = true;
    else if (part !== "W0" && part !== "WIG") fail(source, `unknown part ${part}`);
  }
  return { prefix: prefix as "VEX" | "EVEX", length, simd, map, wide };
}

/** Whether a token is a byte as the manual writes it. */
const isByte = (token: string | undefined) =>
  token?.length === 2 && !Number.isNaN(Number(`0x${token}`));

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
    else if (map === 1 && (token === "38" || token === "3A") && isByte(tokens[1]))
      map = token === "38" ? 2 : 3;
    else if (token !== "+") break;
    tokens.shift();
  }
  return { prefix: "legacy" as const, length: 0 as const, simd, map, wide };
}

/** A part of a row as it stands between bars. */
const trimmed = (part: string) => part.trim();

/**
 * One row: `MNEMONIC operands | encoding`, both as the manual writes them
 * (`VADDPD zmm1{k1}{z}, zmm2, zmm3/m512/m64bcst | EVEX.512.66.0F.W1 58 /r`); one that stands for all vector lengths as it
 * is at `length`: 0, 1 or 2.
 */
export function parseRow(source: string, length = 0): InstructionRow {
  const [form, encoding, tuple] = source.split("|").map(trimmed);
  const space = form!.indexOf(" ");
  const mnemonic = (space < 0 ? form! : form!.slice(0, space)).toLowerCase();
  const operands: OperandPattern[] = [];
  if (space >= 0) {
    for (const text of form!.slice(space).split(",")) {
      operands.push(operandOf(text.trim(), length, source));
    }
  }
  const tokens = encoding!.split(" ");
  const isVex = tokens[0]!.includes("VEX");
  const prefix = isVex ? parsePrefix(tokens.shift()!, length, source) : parseLegacy(tokens);
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
    else if (token === "ib") immediateBytes = 1;
    else if (token === "id" || token === "cd") immediateBytes = 4;
    else if (token === "io") immediateBytes = 8;
    else if (token === "/is4") is4 = true;
    else if (token.length === 2 && token[0] === "/" && isDigit(token[1])) {
      hasModRM = true;
      extension = Number(token[1]);
    } else if (isByte(token)) fixed = Number.parseInt(token, 16);
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
  };
}
