// What instruction selection writes to: a list of instructions over virtual registers, with the few things
// that every operation needs (widths, constants, masks). Which instructions an operation is made of is
// operations.ts and casts.ts.

import { type Lane, laneInfo } from "../lanes.js";
import { bitsOf, type Scalar } from "../scalar.js";
import type { Assembler } from "./assembler.js";
import { type Memory, type Register, r64 } from "./operands.js";
import {
  AGAIN,
  END,
  IF_ANY,
  LOOP,
  RAISE,
  REPEAT,
  type VirtualInstruction,
  type VirtualOperand,
  type VirtualRegister,
  type VirtualUse,
  WHILE_ANY,
} from "./virtual.js";

/** The kernel has something that this lowering does not write; another engine runs it. */
export class NotLowered extends Error {
  override readonly name = "NotLowered";
}

/** Where an instruction's result goes, if not to a new register. */
interface Target {
  /** Opmask that guards the destination. */
  readonly mask?: VirtualRegister | Register | undefined;
  /** The register whose lanes stay where the mask is off; without it they become 0. */
  readonly over?: VirtualRegister | undefined;
  /** The mask chooses between the sources and guards nothing (VPBLENDM). */
  readonly chooses?: true;
}

const files = ["xmm", "ymm", "zmm"] as const;

/** The register file that holds `bits`: the shortest vector that is long enough. */
export function fileOf(bits: number): "xmm" | "ymm" | "zmm" {
  return files[Math.max(0, Math.ceil(Math.log2(bits / 128)))]!;
}

/** The suffix of instructions for elements of so many bytes: b, w, d, q. */
export function suffix(lane: Lane): "b" | "w" | "d" | "q" {
  return ({ 1: "b", 2: "w", 4: "d", 8: "q" } as const)[laneInfo[lane].bytes];
}

/** The code of one kernel as it is selected. */
export class Selection {
  readonly assembler: Assembler;
  /** Elements that one turn of the loop takes. */
  readonly lanes: number;
  #code: VirtualInstruction[] = [];
  #hoisted: VirtualInstruction[] = [];
  #next = 0;
  readonly #constants = new Map<string, VirtualRegister>();
  readonly #tables = new Map<readonly Scalar[], Map<string, Memory>>();
  #memory = new Map<string, unknown>();
  /** Floats that are others with the sign changed: multiply-adds take those. */
  readonly negations = new Map<VirtualRegister, VirtualRegister>();

  constructor(assembler: Assembler, lanes: number) {
    this.assembler = assembler;
    this.lanes = lanes;
  }

  /** A new virtual register of a lane type: an opmask for bool. */
  register(lane: Lane): VirtualRegister {
    if (lane === "bool") return { virtual: this.#next++, class: "mask", file: "k" };
    const file = fileOf(this.lanes * laneInfo[lane].bits);
    return { virtual: this.#next++, class: "vector", file };
  }

  /** A new vector register of `lanes` bytes, whatever its lane. */
  bytes(): VirtualRegister {
    return { virtual: this.#next++, class: "vector", file: fileOf(this.lanes * 8) };
  }

  /** The use of a register, at another of its widths if `file` says so. */
  use(register: VirtualRegister, file: Register["kind"] = register.file): VirtualUse {
    return { register, file };
  }

  /** An instruction whose result is a new register of 512 bits. */
  wide(mnemonic: string, sources: readonly (VirtualRegister | VirtualOperand)[]): VirtualRegister {
    return this.into({ virtual: this.#next++, class: "vector", file: "zmm" }, mnemonic, sources);
  }

  /** An instruction whose result is a new value of `lane`. */
  value(
    lane: Lane,
    mnemonic: string,
    sources: readonly (VirtualRegister | VirtualOperand)[],
    target: Target = {},
  ): VirtualRegister {
    return this.into(target.over ?? this.register(lane), mnemonic, sources, target);
  }

  /** An instruction whose result is a new register of so many bits. */
  vectorOf(
    bits: number,
    mnemonic: string,
    sources: readonly (VirtualRegister | VirtualOperand)[],
    target: Target = {},
  ): VirtualRegister {
    const register = { virtual: this.#next++, class: "vector", file: fileOf(bits) } as const;
    return this.into(register, mnemonic, sources, target);
  }

  /** An instruction whose result goes to `register`. */
  into(
    register: VirtualRegister,
    mnemonic: string,
    sources: readonly (VirtualRegister | VirtualOperand)[],
    target: Target = {},
  ): VirtualRegister {
    const destination: VirtualUse = {
      register,
      file: register.file,
      ...(target.mask && { mask: target.mask, zeroing: !(target.over || target.chooses) }),
    };
    this.#code.push({
      mnemonic,
      operands: [destination, ...sources.map(operand)],
      defines: register,
      merges: target.over !== undefined,
    });
    return register;
  }

  /** An instruction that writes memory. */
  store(
    mnemonic: string,
    memory: Memory,
    mask: VirtualRegister | Register | null,
    source: VirtualRegister,
    index?: VirtualRegister,
  ): void {
    this.#code.push({
      mnemonic,
      operands: [{ memory, ...(mask && { mask }), ...(index && { index }) }, this.use(source)],
      defines: null,
      merges: false,
    });
  }

  /** Code that runs only if the opmask is not empty. What it computes is not to be used outside of it. */
  ifAny(mask: VirtualRegister, write: () => void): void {
    const plain = { defines: null, merges: false };
    this.#code.push({ mnemonic: IF_ANY, operands: [this.use(mask)], ...plain });
    this.#apart(write);
    this.#code.push({ mnemonic: END, operands: [], ...plain });
  }

  /** An instruction on general registers, or one that writes memory in its own way. */
  general(mnemonic: string, ...operands: readonly VirtualOperand[]): void {
    this.#code.push({ mnemonic, operands, defines: null, merges: false });
  }

  /**
   * Code that runs as often as a general register says, at least once; the register counts down to 0. What was
   * made before it and is read in it must be `used`.
   */
  repeat(counter: number, used: readonly VirtualRegister[], write: () => void): void {
    this.general(REPEAT);
    write();
    this.general(AGAIN, counter, ...used.map((register) => this.use(register)));
  }

  /** Code that is run again as long as the opmask that `write` answers is not empty. */
  repeatWhileAny(write: () => VirtualRegister): void {
    this.general(LOOP);
    this.general(WHILE_ANY, this.use(this.#apart(write)));
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

  /** Sets bits of the call's status. */
  raise(bits: number): void {
    this.#code.push({ mnemonic: RAISE, operands: [bits], defines: null, merges: false });
  }

  /** One constant in all lanes, loaded before the loop. */
  constant(lane: Lane, value: Scalar): VirtualRegister {
    return this.repeated(lane, bitsOf(lane, value));
  }

  /** The same bits in all lanes, loaded before the loop; all or no lanes for bool. */
  repeated(lane: Lane, bits: bigint): VirtualRegister {
    const key = `${lane === "bool" ? "k" : suffix(lane)} ${bits}`;
    let register = this.#constants.get(key);
    if (register === undefined) {
      register = lane === "bool" ? this.#fixedMask(bits !== 0n) : this.#fixedVector(lane, bits);
      this.#constants.set(key, register);
    }
    return register;
  }

  #fixedMask(all: boolean): VirtualRegister {
    const any: Register = { kind: "k", id: 0, mask: 0, zeroing: false };
    return this.hoist(() => this.value("bool", all ? "kxnorq" : "kxorq", [any, any]));
  }

  #fixedVector(lane: Lane, bits: bigint): VirtualRegister {
    const bytes = wordBytes(bits).subarray(0, laneInfo[lane].bytes);
    const memory = this.assembler.constant(bytes, { bits: bytes.length * 8 });
    const register = { ...this.register(lane), constant: memory };
    return this.hoist(() => this.into(register, `vpbroadcast${suffix(lane)}`, [{ memory }]));
  }

  /** Where a table of constants stands, repeated until there are `length` entries. */
  table(lane: Lane, entries: readonly Scalar[], length: number): Memory {
    const key = `${lane} ${length}`;
    let known = this.#tables.get(entries);
    if (known === undefined) {
      known = new Map();
      this.#tables.set(entries, known);
    }
    let memory = known.get(key);
    if (memory === undefined) {
      memory = this.assembler.constant(tableBytes(lane, entries, length));
      known.set(key, memory);
    }
    return memory;
  }

  /** Puts the address of memory into a general register. */
  address(register: number, memory: Memory): void {
    const operands = [r64(register), { memory: { ...memory, bits: 64 } }];
    this.#code.push({ mnemonic: "lea", operands, defines: null, merges: false });
  }

  /** A register of 64 given bytes, loaded before the loop; shorter uses see its first lanes. */
  vector(bytes: Uint8Array): VirtualRegister {
    const key = bytes.join();
    let register = this.#constants.get(key);
    if (register === undefined) {
      const memory = this.assembler.constant(bytes);
      register = this.hoist(() => this.wide("vmovdqu64", [{ memory }]));
      this.#constants.set(key, register);
    }
    return register;
  }

  /** An opmask with given bits, loaded before the loop. */
  lanesMask(bits: bigint): VirtualRegister {
    const key = `mask ${bits}`;
    let register = this.#constants.get(key);
    if (register === undefined) {
      const memory = this.assembler.constant(wordBytes(bits));
      register = this.hoist(() => this.value("bool", "kmovq", [{ memory }]));
      this.#constants.set(key, register);
    }
    return register;
  }

  /** A constant word in memory: 1. */
  wordOne(): Memory {
    return this.assembler.constant(wordBytes(1n));
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

  /** The code before the loop. */
  get hoisted(): readonly VirtualInstruction[] {
    return this.#hoisted;
  }

  /** The code selected since the last call, without what was hoisted. */
  take(): readonly VirtualInstruction[] {
    const code = this.#code;
    this.#code = [];
    this.#memory = new Map();
    return code;
  }
}

function operand(source: VirtualRegister | VirtualOperand): VirtualOperand {
  return typeof source === "object" && "virtual" in source
    ? { register: source, file: source.file }
    : source;
}

/** Entries of a table side by side, again and again until there are `length`; at least a register of bytes. */
function tableBytes(lane: Lane, entries: readonly Scalar[], length: number): Uint8Array {
  const { bytes } = laneInfo[lane];
  const content = new Uint8Array(Math.max(64, length * bytes));
  for (let at = 0; at < length; at++) {
    content.set(
      wordBytes(bitsOf(lane, entries[at % entries.length]!)).subarray(0, bytes),
      at * bytes,
    );
  }
  return content;
}

const word = new DataView(new ArrayBuffer(8));

/** The bytes of a word, lowest first. */
function wordBytes(bits: bigint): Uint8Array {
  word.setBigUint64(0, bits, true);
  return new Uint8Array(word.buffer.slice(0));
}
