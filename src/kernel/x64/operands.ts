// What an instruction's operands can be: registers, memory, immediates. Values only; how they are encoded
// is encode.ts, which instruction takes which is instructions.ts.

/** The register files of x86-64 that kernels use, by the manual's names. */
export type RegisterFile = "r8" | "r16" | "r32" | "r64" | "xmm" | "ymm" | "zmm" | "k";

/** A register, with the decorations that an EVEX destination can carry. */
export interface Register {
  readonly kind: RegisterFile;
  readonly id: number;
  /** Opmask register that guards the destination's lanes; 0 is none. */
  readonly mask: number;
  /** Lanes that are masked off become zero; else they keep their value. */
  readonly zeroing: boolean;
}

/** A place in memory: `base + index * scale + displacement`, or an entry of the constant pool. */
export interface Memory {
  readonly kind: "mem";
  /** Register number, or -1 for none. */
  readonly base: number;
  /** Register number, or -1 for none; a vector register where `vector` says so. */
  readonly index: number;
  readonly scale: 1 | 2 | 4 | 8;
  readonly displacement: number;
  /** The index is a vector of addresses (gathers and scatters). */
  readonly vector: "xmm" | "ymm" | "zmm" | null;
  /** One element is read and repeated over all lanes (EVEX). */
  readonly broadcast: boolean;
  /** Byte offset in the constant pool; -1 for memory that registers reach. */
  readonly pool: number;
  /** Bits at the place, where the other operands do not tell; 0 otherwise. */
  readonly bits: number;
  readonly mask: number;
}

/** An operand of an instruction; a number is an immediate. */
export type AsmOperand = Register | Memory | number | bigint;

function file(kind: RegisterFile, count: number): (id: number) => Register {
  const registers = Array.from(
    { length: count },
    (_, id): Register => Object.freeze({ kind, id, mask: 0, zeroing: false }),
  );
  return (id) => registers[id]!;
}

/** The low byte of a general register. */
export const r8 = file("r8", 16);
/** The low 16 bits of a general register. */
export const r16 = file("r16", 16);
/** 64-bit general register by number, 0 (rax) to 15 (r15). */
export const r64 = file("r64", 16);
/** The low half of a general register; writing it clears the high half. */
export const r32 = file("r32", 16);
/** 128-bit vector register by number, 0 to 31. */
export const xmm = file("xmm", 32);
/** 256-bit vector register by number, 0 to 31. */
export const ymm = file("ymm", 32);
/** 512-bit vector register by number, 0 to 31. */
export const zmm = file("zmm", 32);
/** Opmask register by number, 0 to 7. */
export const k = file("k", 8);

const files: Readonly<Record<RegisterFile, (id: number) => Register>> = {
  r8,
  r16,
  r32,
  r64,
  xmm,
  ymm,
  zmm,
  k,
};

/** A register of a file by number. */
export function registerOf(kind: RegisterFile, id: number): Register {
  return files[kind](id);
}

/** Numbers of the general registers by name. */
export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RBX = 3;
export const RSP = 4;
export const RBP = 5;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R9 = 9;
export const R10 = 10;
export const R11 = 11;
export const R12 = 12;
export const R13 = 13;
export const R14 = 14;
export const R15 = 15;

/** A destination whose lanes are written only where the opmask register is set; others stay or become 0. */
export function masked(register: Register, mask: number, zeroing = true): Register {
  return { ...register, mask, zeroing };
}

const PLACE: Memory = {
  kind: "mem",
  base: -1,
  index: -1,
  scale: 1,
  displacement: 0,
  vector: null,
  broadcast: false,
  pool: -1,
  bits: 0,
  mask: 0,
};

/** Memory at a general register plus a displacement. */
export function at(base: number, displacement = 0, more: Partial<Memory> = {}): Memory {
  return { ...PLACE, base, displacement, ...more };
}

/** An entry of the constant pool that follows the code. */
export function poolEntry(offset: number, more: Partial<Memory> = {}): Memory {
  return { ...PLACE, pool: offset, ...more };
}

const names64 = ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"];
const names32 = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];

const names16 = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];
const names8 = ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"];

/** A register's name as assemblers write it. */
export function registerName(kind: RegisterFile, id: number): string {
  if (kind === "r64") return names64[id] ?? `r${id}`;
  if (kind === "r32") return names32[id] ?? `r${id}d`;
  if (kind === "r16") return names16[id] ?? `r${id}w`;
  if (kind === "r8") return names8[id] ?? `r${id}b`;
  return `${kind}${id}`;
}
