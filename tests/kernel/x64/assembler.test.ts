// The assembler against GNU `as`: every row of the instruction table, with registers low and high, all
// kinds of memory, masks and broadcasts. Without binutils the committed bytes (reference.txt) decide.
// STRIDED_WRITE_REFERENCE=1 writes them anew from what GNU `as` says.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Assembler } from "../../../src/kernel/x64/assembler.js";
import { instructionRows } from "../../../src/kernel/x64/instructions.js";
import {
  type AsmOperand,
  at,
  k,
  masked,
  r8,
  r16,
  r32,
  r64,
  xmm,
  ymm,
  zmm,
} from "../../../src/kernel/x64/operands.js";
import { type InstructionRow, isOfAvx512 } from "../../../src/kernel/x64/rows.js";

const files = { r8, r16, r32, r64, xmm, ymm, zmm, k };
const REFERENCE = new URL("./reference.txt", import.meta.url);

/** Memory places whose encodings differ: no displacement, one byte, four, rbp and r13, rsp and r12, an index. */
const places = [
  at(7),
  at(0, 64),
  at(9, -4096),
  at(5),
  at(13),
  at(4, 8),
  at(12, 8192),
  at(6, 1),
  at(3, 128, { index: 10, scale: 4 }),
  at(13, 0, { index: 1, scale: 8 }),
];

/** Operands for one row: variation `n` turns through registers and places. */
function operandsFor(row: InstructionRow, n: number): AsmOperand[] | null {
  const high = row.prefix === "EVEX" && n % 3 === 2 ? 16 : 0;
  const wantsMemory = n % 2 === 1;
  const used: AsmOperand[] = [];
  let registers = 0;
  let sawMemory = false;
  for (const pattern of row.operands) {
    let operand: AsmOperand;
    if (pattern.immediate > 0) {
      operand = (pattern.immediate > 8 ? [4096, -70000, 1 << 30, 257] : [5, 1, 7, 3])[n % 4]!;
    } else if (pattern.vector !== null) {
      const index = 6 + high;
      operand = { ...places[n % 8]!, index, scale: 8, vector: pattern.vector };
    } else if (pattern.memory > 0 && (wantsMemory || pattern.register === null)) {
      sawMemory = true;
      const place = places[(n >> 1) % places.length]!;
      const broadcast = pattern.broadcast > 0 && n % 4 === 3;
      operand = { ...place, broadcast, bits: broadcast ? 0 : pattern.memory };
    } else if (pattern.register === null) return null;
    else {
      const count = pattern.register === "k" ? 8 : 16;
      const base = [1, 11, 5, 14][(n + registers) % 4]!;
      operand = files[pattern.register](
        ((base + registers++ * 3) % count) +
          (count === 16 && /mm/.test(pattern.register) ? high : 0),
      );
    }
    // Gathers and scatters must have a mask.
    const mustMask = row.operands.some(({ vector }) => vector !== null);
    if (pattern.masked && typeof operand === "object" && (n % 4 >= 2 || mustMask)) {
      const zeroing = pattern.zeroing && n % 8 >= 4 && operand.kind !== "mem";
      operand = operand.kind === "mem" ? { ...operand, mask: 2 } : masked(operand, 3, zeroing);
    }
    used.push(operand);
  }
  return wantsMemory && !sawMemory ? null : used;
}

/** Variations whose bytes are committed: registers, memory, masks, broadcasts. */
const COMMITTED = new Set([0, 3, 6]);

interface Sample {
  readonly variation: number;
  readonly text: string;
  readonly bytes: string;
  /** The text as GNU as must read it to choose the same among encodings that mean the same. */
  readonly gnu: string;
}

function gnuText(row: InstructionRow, text: string): string {
  if (row.prefix === "EVEX") return `{evex} ${text}`;
  // Left alone, it turns registers round where that is shorter.
  if (row.prefix === "VEX") return text.includes("[") ? text : `{load} ${text}`;
  if (row.operands.some(({ immediate }) => immediate === 64)) return text.replace("mov", "movabs");
  const reads = row.slots[1] === "rm" || row.mnemonic === "test";
  return reads && row.mnemonic !== "test" ? `{load} ${text}` : text;
}

function samples(): Sample[] {
  const found = new Map<string, Sample>();
  for (const row of instructionRows()) {
    for (let n = 0; n < 16; n++) {
      const operands = operandsFor(row, n);
      if (operands === null) continue;
      const assembler = new Assembler(true, !isOfAvx512(row));
      assembler.emit(row.mnemonic, ...operands);
      const text = assembler.text.trim();
      const code = assembler.finish().subarray(0, assembler.length);
      const bytes = Buffer.from(code).toString("hex");
      const key = `${row.prefix} ${text}`;
      if (!found.has(key)) found.set(key, { variation: n, text, bytes, gnu: gnuText(row, text) });
    }
  }
  return [...found.values()];
}

const all = samples();
const hasBinutils = spawnSync("as", ["--version"]).status === 0;

/** What GNU `as` makes of each line, from its listing. */
function gnu(lines: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "strided-as-"));
  try {
    const file = join(folder, "code.s");
    writeFileSync(file, `.intel_syntax noprefix\n${lines.join("\n")}\n`);
    const listing = execFileSync(
      "as",
      ["-aln", "--listing-lhs-width=8", "-o", join(folder, "code.o"), file],
      { encoding: "utf8", maxBuffer: 1 << 28 },
    );
    const bytes: string[] = new Array<string>(lines.length).fill("");
    for (const match of listing.matchAll(/^\s*(\d+)\s+[0-9a-f]{4,}\s+((?:[0-9A-F]{2,8} ?)+)/gm)) {
      bytes[Number(match[1]) - 2] += match[2]!.replaceAll(" ", "").toLowerCase();
    }
    return bytes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the instruction table", () => {
  test.runIf(hasBinutils)("every row is encoded as GNU as encodes it", () => {
    const expected = gnu(all.map((sample) => sample.gnu));
    const wrong = all
      .map((sample, i) => ({ ...sample, expected: expected[i] }))
      .filter((sample) => sample.bytes !== sample.expected);
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  test.skipIf(hasBinutils)("GNU as is not here: the committed bytes decide alone", () => {});

  test("immediates that a byte would turn negative take four bytes", () => {
    const assembler = new Assembler(true);
    assembler.emit("sub", r64(1), 127);
    assembler.emit("sub", r64(1), 128);
    assembler.emit("sub", r64(1), -128);
    const code = Buffer.from(assembler.finish().subarray(0, assembler.length)).toString("hex");
    expect(code).toBe("4883e97f" + "4881e980000000" + "4883e980");
  });

  test("every row is encoded as in the committed bytes", () => {
    const committed = all.filter(({ variation }) => COMMITTED.has(variation));
    if (process.env["STRIDED_WRITE_REFERENCE"] === "1" && hasBinutils) {
      const bytes = gnu(committed.map((sample) => sample.gnu));
      const lines = committed.map(({ text }, i) => `${bytes[i]}  ${text}\n`);
      writeFileSync(REFERENCE, lines.join(""));
    }
    const lines = committed.map(({ text, bytes }) => `${bytes}  ${text}\n`);
    expect(lines.join("")).toBe(readFileSync(REFERENCE, "utf8"));
  });
});
