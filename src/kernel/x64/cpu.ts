// What this processor can do, asked of it by its own CPUID instruction, and whether machine code can be run at
// all, and with which vector instructions. Which engine follows from that is choice.ts's business.

import { installCode } from "../../memory/code-memory.js";
import { ValueError } from "../../memory/errors.js";
import { libc } from "../../memory/libc.js";
import { Assembler } from "./assembler.js";
import { target } from "./encode.js";
import { at, RAX, RBX, RCX, RDI, r32, r64 } from "./operands.js";

/** Bits of CPUID's answers, as [word of the block, bit] (the manual, CPUID, leaves 1 and 7). */
const bits = {
  fma: [2, 12],
  popcnt: [2, 23],
  osxsave: [2, 27],
  avx: [2, 28],
  f16c: [2, 29],
  bmi1: [4, 3],
  avx2: [4, 5],
  bmi2: [4, 8],
  avx512f: [4, 16],
  avx512dq: [4, 17],
  avx512bw: [4, 30],
  avx512vl: [4, 31],
} as const;

/** Vector instructions that code is written with, the best first. */
export const vectorNames = ["avx512", "avx2"] as const;

/** Name of a set of vector instructions. */
export type VectorName = (typeof vectorNames)[number];

/** What a set of vector instructions needs of the processor, and of the system: registers that it saves (XCR0). */
const demands: Readonly<
  Record<VectorName, { features: readonly (keyof typeof bits)[]; state: number; names: string }>
> = {
  avx512: {
    features: ["osxsave", "popcnt", "bmi1", "bmi2", "avx512f", "avx512dq", "avx512bw", "avx512vl"],
    // SSE, AVX, opmasks and both halves of the 512-bit registers.
    state: 0b1110_0110,
    names: "512-bit",
  },
  avx2: {
    features: ["osxsave", "popcnt", "bmi1", "bmi2", "avx", "avx2", "fma", "f16c"],
    state: 0b110,
    names: "256-bit",
  },
};

/** Names of the processor's features that matter to kernels. */
export type CpuFeature = keyof typeof bits;

/** Whether kernels can run as machine code here, and if not, why. */
export interface NativeStatus {
  readonly available: boolean;
  /** The vector instructions of its code; null where there is none. */
  readonly vectors: VectorName | null;
  readonly reason: string | null;
  readonly features: readonly CpuFeature[];
}

/** Code that writes CPUID's leaves 1 and 7 and XCR0 into 32-bit words, eight bytes apart. */
function probe(): Uint8Array {
  const asm = new Assembler();
  const leaf = (number: number, word: number) => {
    asm.emit("mov", r32(RAX), number);
    asm.emit("xor", r32(RCX), r32(RCX));
    asm.emit("cpuid");
    asm.emit("mov", at(RDI, word * 8), r64(RBX));
    asm.emit("mov", at(RDI, (word + 1) * 8), r64(RCX));
  };
  asm.emit("push", r64(RBX));
  leaf(1, 1);
  leaf(7, 4);
  // XGETBV exists where OSXSAVE (bit 27) is set; elsewhere the word stays 0.
  const done = asm.label("done");
  asm.emit("mov", r64(RCX), at(RDI, 16));
  asm.emit("and", r64(RCX), 1 << 27);
  asm.jump("jz", done);
  asm.emit("xor", r32(RCX), r32(RCX));
  asm.emit("xgetbv");
  asm.emit("mov", at(RDI, 48), r64(RAX));
  asm.bind(done);
  asm.emit("pop", r64(RBX));
  asm.emit("ret");
  return asm.finish();
}

function ask(): NativeStatus {
  const { platform, arch } = globalThis.process;
  const wanted = readWanted();
  const none = (reason: string, features: readonly CpuFeature[] = []): NativeStatus => {
    return { available: false, vectors: null, reason, features };
  };
  if (arch !== "x64" || platform !== "linux") {
    return none(`machine code is written for x86-64 Linux; this is ${platform} ${arch}`);
  }
  const words = new Uint32Array(new ArrayBuffer(256));
  try {
    installCode(probe()).call(libc().address(words.buffer));
  } catch (error) {
    return none(error instanceof Error ? error.message : String(error));
  }
  const features = (Object.keys(bits) as CpuFeature[]).filter((name) => {
    const [word, bit] = bits[name];
    return ((words[word * 2]! >>> bit) & 1) === 1;
  });
  const lacks = (vectors: VectorName) => {
    const { features: needed, state, names } = demands[vectors];
    const missing = needed.filter((name) => !features.includes(name));
    if (missing.length > 0) return `the processor has no ${missing.join(", ")}`;
    return (words[12]! & state) === state ? null : `the system does not save ${names} registers`;
  };
  const vectors = (wanted === null ? vectorNames : [wanted]).find((name) => lacks(name) === null);
  target.isAvx2 = vectors === "avx2";
  if (vectors !== undefined) return { available: true, vectors, reason: null, features };
  if (wanted === null) return none(lacks("avx2")!, features);
  throw new ValueError(`STRIDED_CPU=${wanted}: such code cannot run here: ${lacks(wanted)}`);
}

/** The vector instructions that STRIDED_CPU asks for; null leaves the choice to what can be had. */
function readWanted(): VectorName | null {
  const forced = globalThis.process.env["STRIDED_CPU"];
  if (forced === undefined || forced === "") return null;
  if ((vectorNames as readonly string[]).includes(forced)) return forced as VectorName;
  throw new ValueError(
    `STRIDED_CPU=${forced}: there is no code for such a processor; known: ${vectorNames.join(", ")}`,
  );
}

let status: NativeStatus | null = null;

/** Whether kernels can run as machine code here; asked once. */
export function nativeStatus(): NativeStatus {
  status ??= ask();
  return status;
}

/** Whether code is to be written without AVX-512: with registers of 256 bits and no opmasks. */
export function withoutAvx512(): boolean {
  return nativeStatus().vectors === "avx2";
}
