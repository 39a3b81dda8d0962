// What instruction selection for AVX2 writes to: instructions over virtual registers of 128 or 256 bits. There are no
// opmasks: a bool is a register whose lanes, as wide as the kernel's widest, are all ones or all zeros. Which
// instructions an operation is made of is operations.ts and the files beside it.

import { type Lane, laneInfo } from "../../lanes.js";
import { bitsOf, type Scalar } from "../../scalar.js";
import type { Assembler } from "../assembler.js";
import { type Memory, type Register, r64 } from "../operands.js";
import { NotLowered, suffix } from "../selection.js";
import {
  END,
  IF_ANY,
  LOOP,
  RAISE,
  type VirtualInstruction,
  type VirtualOperand,
  type VirtualRegister,
  type VirtualUse,
  WHILE_ANY,
} from "../virtual.js";

/** Bytes of a register. */
export const REGISTER_BYTES = 32;

/** The register file that holds `bits`. */
export function fileOf(bits: number): "xmm" | "ymm" {
  if (bits > REGISTER_BYTES * 8) throw new NotLowered("lanes of more than a register");
  return bits > 128 ? "ymm" : "xmm";
}

/** A source of an instruction: a register at its own width, or an operand as it is. */
export type Source = VirtualRegister | VirtualOperand;

const integerLanes = { 1: "u8", 2: "u16", 4: "u32", 8: "u64" } as const;

/** The code of one kernel as it is selected. */
export class Selection {
  readonly assembler: Assembler;
  /** Elements that one turn of the loop takes. */
  readonly lanes: number;
  /** Bytes of a lane of a bool. */
  readonly maskBytes: 1 | 2 | 4 | 8;
  /** Floats that are others with the sign changed: multiply-adds take those. */
  readonly negations = new Map<VirtualRegister, VirtualRegister>();
  #code: VirtualInstruction[] = [];
  #hoisted: VirtualInstruction[] = [];
  /** Loads of constants. */
  #loads: VirtualInstruction[] = [];
  #next = 0;
  readonly #constants = new Map<string, VirtualRegister>();
  readonly #tables = new Map<readonly Scalar[], Memory>();
  #memory = new Map<string, unknown>();

  constructor(assembler: Assembler, lanes: number) {
    this.assembler = assembler;
    this.lanes = lanes;
    this.maskBytes = (REGISTER_BYTES / lanes) as 1 | 2 | 4 | 8;
  }

  /** The unsigned integer lane that is as wide as a bool's. */
  get maskLane(): Lane {
    return integerLanes[this.maskBytes];
  }

  /** The register file of a lane type. */
  file(lane: Lane): "xmm" | "ymm" {
    return lane === "bool" ? "ymm" : fileOf(this.lanes * laneInfo[lane].bits);
  }

  /** A new virtual register. */
  fresh(file: "xmm" | "ymm"): VirtualRegister {
    return { virtual: this.#next++, class: "vector", file };
  }

  /** The use of a register, at another of its widths if `file` says so. */
  use(register: VirtualRegister, file: Register["kind"] = register.file): VirtualUse {
    return { register, file };
  }

  /** An instruction whose result is a new value of `lane`. */
  value(lane: Lane, mnemonic: string, sources: readonly Source[]): VirtualRegister {
    return this.into(this.fresh(this.file(lane)), mnemonic, sources);
  }

  /** An instruction whose result is a new register of a file; it may be written as a longer one. */
  of(
    file: "xmm" | "ymm",
    mnemonic: string,
    sources: readonly Source[],
    written: "xmm" | "ymm" = file,
  ): VirtualRegister {
    return this.into(this.fresh(file), mnemonic, sources, false, written);
  }

  /** An instruction whose result goes to `register`, whose old value it reads too if it `merges`. */
  into(
    register: VirtualRegister,
    mnemonic: string,
    sources: readonly Source[],
    merges = false,
    file: Register["kind"] = register.file,
  ): VirtualRegister {
    const operands = [{ register, file }, ...sources.map(operand)];
    this.#code.push({ mnemonic, operands, defines: register, merges });
    return register;
  }

  /** A new register with the same content, which may be written to. */
  copy(x: VirtualRegister): VirtualRegister {
    return this.of(x.file as "ymm", "vmovdqu", [x]);
  }

  /** An instruction on general registers, or one that writes memory. */
  general(mnemonic: string, ...operands: readonly Source[]): void {
    this.#code.push({ mnemonic, operands: operands.map(operand), defines: null, merges: false });
  }

  /** Lanes of y or, where the mask (of lanes as wide) is set, of x. */
  choose(lane: Lane, mask: VirtualRegister, x: VirtualRegister, y: VirtualRegister) {
    return this.value(lane, "vpblendvb", [y, x, mask]);
  }

  /** `register` becomes x where the mask (of lanes as wide) is set. */
  overlay(register: VirtualRegister, mask: VirtualRegister, x: VirtualRegister): void {
    this.into(register, "vpblendvb", [register, x, mask], true);
  }

  /** Code that runs only if some lane of the mask is set. What it computes is not to be used outside of it. */
  ifAny(mask: VirtualRegister, write: () => void): void {
    this.general(IF_ANY, mask);
    this.#apart(write);
    this.general(END);
  }

  /** Code that is run again as long as some lane of the mask that `write` answers is set. */
  repeatWhileAny(write: () => VirtualRegister): void {
    this.general(LOOP);
    this.general(WHILE_ANY, this.use(this.#apart(write)));
  }

  /** Sets bits of the call's status. */
  raise(bits: number): void {
    this.general(RAISE, bits);
  }

  /** What was selected for `key` in this piece of code before, or what `select` selects now. */
  remembered<T>(key: string, select: () => T): T {
    if (!this.#memory.has(key)) this.#memory.set(key, select());
    return this.#memory.get(key) as T;
  }

  /** Selects code whose values are not to be remembered after it. */
  #apart<T>(write: () => T): T {
    const memory = this.#memory;
    this.#memory = new Map(memory);
    try {
      return write();
    } finally {
      this.#memory = memory;
    }
  }

  /** One constant in all lanes, loaded before the loop. */
  constant(lane: Lane, value: Scalar): VirtualRegister {
    return this.repeated(lane, bitsOf(lane, value));
  }

  /** The same bits in all lanes, loaded before the loop; all or no bits for bool. */
  repeated(lane: Lane, bits: bigint): VirtualRegister {
    const held = lane === "bool" ? "u8" : lane;
    const pattern = lane === "bool" ? (bits === 0n ? 0n : 255n) : bits;
    const { bytes } = laneInfo[held];
    const key = `${suffix(held)} ${this.file(lane)} ${pattern}`;
    return this.#fixed(key, this.file(lane), () => {
      const content = new Uint8Array(REGISTER_BYTES);
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, pattern, true);
      for (let i = 0; i < REGISTER_BYTES; i++) content[i] = view.getUint8(i % bytes);
      return content;
    });
  }

  /** All bits, or none, in every lane of a bool. */
  allBits(set: boolean): VirtualRegister {
    return this.repeated("bool", set ? 1n : 0n);
  }

  /** A register of given bytes, repeated up to 32, loaded before the loop. */
  vector(bytes: Uint8Array, file: "xmm" | "ymm"): VirtualRegister {
    const content = new Uint8Array(REGISTER_BYTES);
    for (let i = 0; i < REGISTER_BYTES; i++) content[i] = bytes[i % bytes.length]!;
    return this.#fixed(`v ${file} ${content.join()}`, file, () => content);
  }

  #fixed(key: string, file: "xmm" | "ymm", content: () => Uint8Array): VirtualRegister {
    let register = this.#constants.get(key);
    if (register === undefined) {
      const memory = this.assembler.constant(content(), { bits: file === "ymm" ? 256 : 128 });
      const made = { ...this.fresh(file), constant: memory };
      // Before all else: what is hoisted may ask for it in code that is jumped over.
      register = this.#before(() => this.into(made, "vmovdqu", [{ memory }]));
      this.#constants.set(key, register);
    }
    return register;
  }

  /** Where a table of constants stands. */
  table(lane: Lane, entries: readonly Scalar[]): Memory {
    let memory = this.#tables.get(entries);
    if (memory === undefined) {
      const { bytes } = laneInfo[lane];
      const content = new Uint8Array(Math.max(REGISTER_BYTES, entries.length * bytes));
      const view = new DataView(new ArrayBuffer(8));
      entries.forEach((entry, at) => {
        view.setBigUint64(0, bitsOf(lane, entry), true);
        content.set(new Uint8Array(view.buffer, 0, bytes), at * bytes);
      });
      memory = this.assembler.constant(content);
      this.#tables.set(entries, memory);
    }
    return memory;
  }

  /** Puts the address of memory into a general register. */
  address(register: number, memory: Memory): void {
    this.general("lea", r64(register), { memory: { ...memory, bits: 64 } });
  }

  /** What `write` selects goes before the loop. */
  hoist<T>(write: () => T): T {
    const loop = this.#code;
    const memory = this.#memory;
    this.#code = this.#hoisted;
    this.#memory = new Map();
    try {
      return write();
    } finally {
      this.#code = loop;
      this.#memory = memory;
    }
  }

  #before<T>(write: () => T): T {
    const code = this.#code;
    this.#code = this.#loads;
    try {
      return write();
    } finally {
      this.#code = code;
    }
  }

  /** The code before the loop. */
  get hoisted(): readonly VirtualInstruction[] {
    return [...this.#loads, ...this.#hoisted];
  }

  /** The code selected since the last call, without what was hoisted. */
  take(): readonly VirtualInstruction[] {
    const code = this.#code;
    this.#code = [];
    this.#memory = new Map();
    return code;
  }
}

function operand(source: Source): VirtualOperand {
  return typeof source === "object" && "virtual" in source
    ? { register: source, file: source.file }
    : source;
}
