// What this processor can do, asked of it by its own CPUID instruction, and whether machine code can be run at
// all. Which engine follows from that is engine.ts's business.

import { installCode } from "../../memory/code-memory.js";
import { libc } from "../../memory/libc.js";
import { Assembler } from "./assembler.js";
import { at, RAX, RBX, RCX, RDI, r32, r64 } from "./operands.js";

/** Bits of CPUID's answers, as [word of the block, bit] (the manual, CPUID, leaves 1 and 7). */
const bits = {
  fma: [2, 12],
  osxsave: [2, 27],
  avx2: [4, 5],
  bmi2: [4, 8],
  avx512f: [4, 16],
  avx512dq: [4, 17],
  avx512bw: [4, 30],
  avx512vl: [4, 31],
} as const;

/** Register state that the system saves: SSE, AVX, opmasks and both halves of the 512-bit registers (XCR0). */
const SAVED_STATE = 0b1110_0110;

/** Features whose instructions the lowering uses. */
const needed = ["osxsave", "bmi2", "avx512f", "avx512dq", "avx512bw", "avx512vl"] as const;

/** Names of the processor's features that matter to kernels. */
export type CpuFeature = keyof typeof bits;

/** Whether kernels can run as machine code here, and if not, why. */
export interface NativeStatus {
  readonly available: boolean;
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
  const none = (reason: string): NativeStatus => ({ available: false, reason, features: [] });
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
  const missing = needed.filter((name) => !features.includes(name));
  if (missing.length > 0) {
    return { available: false, reason: `the processor has no ${missing.join(", ")}`, features };
  }
  if ((words[12]! & SAVED_STATE) !== SAVED_STATE) {
    return { available: false, reason: "the system does not save 512-bit registers", features };
  }
  return { available: true, reason: null, features };
}

let status: NativeStatus | null = null;

/** Whether kernels can run as machine code here; asked once. */
export function nativeStatus(): NativeStatus {
  status ??= ask();
  return status;
}
