// Code as it is written: instructions, labels and jumps, a pool of constants behind the code. What it knows
// of instructions is the table; what the code computes is not its business.

import { InternalError } from "../../memory/errors.js";
import { type CodeSink, encode, formOf } from "./encode.js";
import { type AsmOperand, type Memory, poolEntry } from "./operands.js";
import { instructionText } from "./text.js";

/** A place in the code that jumps lead to. */
export interface Label {
  /** Byte offset in the code, or -1 until it is bound. */
  position: number;
  /** Places of 4-byte displacements that wait for it. */
  readonly waiting: number[];
  readonly name: string;
}

/** Condition codes of Jcc, by the manual's names. */
const conditions = {
  jmp: -1,
  jb: 2,
  jae: 3,
  jz: 4,
  jnz: 5,
  jbe: 6,
  ja: 7,
  jl: 12,
  jge: 13,
  jle: 14,
  jg: 15,
};

/** A jump instruction. */
export type Jump = keyof typeof conditions;

/** Recommended multi-byte no-operations, by length (the manual's NOP page). */
const NOPS = [
  [],
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
  [0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

/** Constants are laid out in pieces of a whole vector, so that any can be loaded as one. */
const POOL_ALIGNMENT = 64;

/** Writes one piece of machine code. */
export class Assembler implements CodeSink {
  #code = new Uint8Array(512);
  #length = 0;
  readonly #pool: Uint8Array[] = [];
  readonly #poolKeys = new Map<string, number>();
  /** Whole cache lines: what is read as a register lies in one. */
  #poolLength = 0;
  /** The next place for a constant of up to 8 bytes, in a line of such. */
  #nextShort = 0;
  readonly #poolUses: { place: number; entry: number; after: number }[] = [];
  readonly #text: string[] | null;

  readonly #withoutAvx512: boolean;

  /** `listing` keeps the text of every instruction for {@link text}; `withoutAvx512` for processors without AVX-512. */
  constructor(listing = false, withoutAvx512 = false) {
    this.#text = listing ? [] : null;
    this.#withoutAvx512 = withoutAvx512;
  }

  /** Bytes of code so far. */
  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#code.length) {
      const longer = new Uint8Array(this.#code.length * 2);
      longer.set(this.#code);
      this.#code = longer;
    }
    this.#code[this.#length++] = value;
  }

  int32(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.byte((value >> shift) & 255);
  }

  poolDisplacement(entry: number, bytesAfter: number): void {
    this.#poolUses.push({ place: this.#length, entry, after: bytesAfter });
    this.int32(0);
  }

  /** One instruction, destination first. */
  emit(mnemonic: string, ...operands: AsmOperand[]): void {
    const row = formOf(mnemonic, operands, this.#withoutAvx512);
    this.#text?.push(`  ${instructionText(row, operands)}`);
    encode(this, row, operands);
  }

  /** A label, to be bound once. */
  label(name: string): Label {
    return { position: -1, waiting: [], name };
  }

  /** The label is here. */
  bind(label: Label): void {
    if (label.position >= 0) throw new InternalError(`assembler: ${label.name} is bound twice`);
    label.position = this.#length;
    this.#text?.push(`${label.name}:`);
    for (const place of label.waiting) this.#patch(place, label.position - (place + 4));
    label.waiting.length = 0;
  }

  /** A jump to a label, short where the label is behind and near. */
  jump(kind: Jump, label: Label): void {
    this.#text?.push(`  ${kind} ${label.name}`);
    const condition = conditions[kind];
    const distance = label.position - (this.#length + 2);
    if (label.position >= 0 && distance >= -128) {
      this.byte(condition < 0 ? 0xeb : 0x70 | condition);
      this.byte(distance & 255);
      return;
    }
    if (condition < 0) this.byte(0xe9);
    else {
      this.byte(0x0f);
      this.byte(0x80 | condition);
    }
    if (label.position >= 0) this.int32(label.position - (this.#length + 4));
    else {
      label.waiting.push(this.#length);
      this.int32(0);
    }
  }

  /** Fills up with no-operations to a multiple of `bytes`. */
  align(bytes: number): void {
    let missing = (bytes - (this.#length % bytes)) % bytes;
    if (missing > 0) this.#text?.push(`  .align ${bytes}`);
    while (missing > 0) {
      const length = Math.min(missing, NOPS.length - 1);
      for (const value of NOPS[length]!) this.byte(value);
      missing -= length;
    }
  }

  /** A constant in the pool: the same bytes have one place. */
  constant(bytes: Uint8Array, more: Partial<Memory> = {}): Memory {
    const key = bytes.join();
    let entry = this.#poolKeys.get(key);
    if (entry === undefined) {
      entry = this.#placeFor(bytes.length);
      this.#poolKeys.set(key, entry);
      this.#pool.push(bytes);
    }
    return poolEntry(entry, more);
  }

  #placeFor(length: number): number {
    const isShort = length <= 8;
    if (isShort && this.#nextShort % POOL_ALIGNMENT !== 0) {
      this.#nextShort += 8;
      return this.#nextShort - 8;
    }
    const place = this.#poolLength;
    this.#poolLength += Math.ceil(length / POOL_ALIGNMENT) * POOL_ALIGNMENT;
    if (isShort) this.#nextShort = place + 8;
    return place;
  }

  /** The finished code with its constants. */
  finish(): Uint8Array {
    const start = Math.ceil(this.#length / POOL_ALIGNMENT) * POOL_ALIGNMENT;
    const result = new Uint8Array(start + this.#poolLength);
    for (const { place, entry, after } of this.#poolUses) {
      this.#patch(place, start + entry - (place + 4 + after));
    }
    result.set(this.#code.subarray(0, this.#length));
    let at = 0;
    const entries = [...this.#poolKeys.values()];
    for (const bytes of this.#pool) result.set(bytes, start + entries[at++]!);
    return result;
  }

  /** The listing, where it was asked for. */
  get text(): string {
    return (this.#text ?? []).join("\n");
  }

  #patch(place: number, value: number): void {
    for (let i = 0; i < 4; i++) this.#code[place + i] = (value >> (8 * i)) & 255;
  }
}
