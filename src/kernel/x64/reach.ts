// How lanes come from memory and go back: consecutive, repeated or at a stride, one lane or a complex pair, in
// either byte order, whole registers or the lanes of an opmask. What is computed with them is operations.ts.

import { BROADCAST, STRIDED, UNIT } from "../access.js";
import { type ElementType, type Lane, laneInfo } from "../lanes.js";
import { at, k, type Memory, RDI, RDX, type Register } from "./operands.js";
import { NotLowered, type Selection, suffix } from "./selection.js";
import { EVERY_FOURTH, EVERY_SECOND, loadApart, type Spread, storeApart } from "./strided.js";
import type { VirtualRegister } from "./virtual.js";

/** Opmask of the elements that exist in this turn. */
export const GUARD = k(1);
/** The same for consecutive complex elements, which are two lanes each. */
export const PAIR_GUARD = k(2);
/** Number of elements of the line so far. */
export const INDEX = RDX;

// The block: outer and inner extent and what reductions need beside them, then for each operand its address, its
// outer and inner stride, and room for the bytes that a turn moves it by. All come as doubles.
export const OUTER_EXTENT = 0;
export const INNER_EXTENT = 1;
/** Reductions: where the length of the current line stands, and bytes from one such length to the next. */
export const LENGTHS = 1;
export const LENGTHS_STEP = 2;
/** Reductions: where a line's result goes, and bytes from one to the next. */
export const RESULTS = 3;
export const RESULTS_STEP = 4;
/** Pairwise sums: where a line's last elements go, and bytes from one line's to the next. */
export const RESTS = 5;
export const RESTS_STEP = 6;
/** Reductions: the length of the current line. */
export const LENGTH = 7;
/** The floating-point errors that were raised, as bits of errors.ts: an integer, 0 at the beginning. */
export const STATUS = 8;
/** Reductions: stretches of a line, those that are left of the current one, bytes back to a line's first length. */
export const STRETCHES = 9;
export const STRETCHES_LEFT = 10;
export const LENGTHS_BACK = 11;
export const BLOCK_OPERANDS = 12;
export const BLOCK_PER_OPERAND = 4;
export const ADDRESS = 0;
export const OUTER_STRIDE = 1;
export const INNER_STRIDE = 2;
export const TURN_STEP = 3;

/** A slot of the block, once its doubles have become integers. */
export function blockSlot(slot: number): Memory {
  return at(RDI, slot * 8);
}

/** The slot of one number of an operand. */
export function operandSlot(operand: number, field: number): Memory {
  return blockSlot(BLOCK_OPERANDS + operand * BLOCK_PER_OPERAND + field);
}

/** An operand as the inner loop sees it. */
export interface Reach {
  readonly operand: number;
  readonly type: ElementType;
  /** Access class of access.ts. */
  readonly access: number;
  /** General register with the address of the line, or of the current element where it is strided. */
  readonly pointer: number;
}

/** The same bytes, each lane's in the other order. */
function swapBytes(s: Selection, lane: Lane, x: VirtualRegister): VirtualRegister {
  const { bytes } = laneInfo[lane];
  const pattern = new Uint8Array(64);
  for (let i = 0; i < 64; i++) pattern[i] = (i & 15) ^ (bytes - 1);
  return s.into(s.register(lane), "vpshufb", [x, s.use(s.vector(pattern), x.file)]);
}

/** Reads and writes the elements of operands for one selection. */
export class MemoryAccess {
  readonly #s: Selection;
  /** Whole registers of results go past the caches (their address is aligned). */
  readonly #streams: boolean;
  /** Elements by which consecutive operands are reached beyond the current ones: those of turns to come. */
  ahead = 0;

  constructor(s: Selection, streams: boolean) {
    this.#s = s;
    this.#streams = streams;
  }

  /** An element's lanes: one, or real and imaginary part. */
  load(reach: Reach, tail: boolean): readonly VirtualRegister[] {
    const { lane, components, swapped } = reach.type;
    if (lane === "bool") return [this.#loadBool(reach, tail)];
    let lanes: VirtualRegister[];
    if (reach.access === BROADCAST) lanes = this.#loadRepeated(reach);
    else if (reach.access === UNIT) {
      lanes = components === 2 ? this.#loadPairs(reach, tail) : [this.#loadUnit(reach, tail)];
    } else lanes = this.#loadApart(reach, tail);
    return swapped ? lanes.map((x) => swapBytes(this.#s, lane, x)) : lanes;
  }

  /** Stores lanes; `where` is an opmask of the elements to write, or null for all there are. */
  store(
    reach: Reach,
    values: readonly VirtualRegister[],
    tail: boolean,
    where: VirtualRegister | null,
  ): void {
    const s = this.#s;
    const { lane, components, swapped } = reach.type;
    if (lane === "bool") {
      const bytes = s.into(s.bytes(), "vmovdqu8", [s.repeated("u8", 1n)], { mask: values[0]! });
      if (reach.access === UNIT) this.#storeUnit(reach, bytes, tail, where);
      else this.#storeApart(reach, [bytes], tail, where);
      return;
    }
    const lanes = swapped ? values.map((x) => swapBytes(s, lane, x)) : values;
    if (reach.access !== UNIT) this.#storeApart(reach, lanes, tail, where);
    else if (components === 2) this.#storePairs(reach, lanes, tail, where);
    else if (this.#streams && !tail) s.store("vmovntdq", this.#place(reach), null, lanes[0]!);
    else this.#storeUnit(reach, lanes[0]!, tail, where);
  }

  /** The place of a consecutive operand's current elements, `bytes` further on. */
  #place({ pointer, type }: Reach, bytes = 0): Memory {
    const { components } = type;
    const scale = laneInfo[type.lane].bytes;
    // Sixteen bytes are beyond what an index counts in: such operands move their pointer.
    if (components === 2) return at(pointer, bytes);
    return at(pointer, bytes + this.ahead * scale, { index: INDEX, scale });
  }

  /**
   * The instruction that moves the consecutive elements of a turn. Half a register (a turn takes eight elements at least)
   * has one without an opmask: bytes stored under one take tens of cycles on some processors.
   */
  #move(lane: Lane, isGuarded: boolean): string {
    const { bytes, bits } = laneInfo[lane];
    return isGuarded || this.#s.lanes * bytes >= 16 ? `vmovdqu${bits}` : "vmovq";
  }

  #storeUnit(
    reach: Reach,
    value: VirtualRegister,
    tail: boolean,
    where: VirtualRegister | null,
  ): void {
    const mask = where ?? (tail ? GUARD : null);
    this.#s.store(this.#move(reach.type.lane, mask !== null), this.#place(reach), mask, value);
  }

  #loadUnit(reach: Reach, tail: boolean): VirtualRegister {
    const { lane } = reach.type;
    const memory = this.#place(reach);
    const mask = tail ? { mask: GUARD } : {};
    return this.#s.value(lane, this.#move(lane, tail), [{ memory }], mask);
  }

  #loadBool(reach: Reach, tail: boolean): VirtualRegister {
    const s = this.#s;
    let bytes: VirtualRegister;
    if (reach.access === UNIT) {
      const memory = this.#place(reach);
      const mask = tail ? { mask: GUARD } : {};
      bytes = s.into(s.bytes(), this.#move("bool", tail), [{ memory }], mask);
    } else if (reach.access === BROADCAST) {
      bytes = s.into(s.bytes(), "vpbroadcastb", [{ memory: at(reach.pointer) }]);
    } else [bytes] = this.#loadApart(reach, tail) as [VirtualRegister];
    return s.value("bool", "vptestmb", [bytes, bytes]);
  }

  #loadRepeated({ pointer, type }: Reach): VirtualRegister[] {
    const { lane, components } = type;
    return Array.from({ length: components }, (_, part) => {
      const memory = at(pointer, part * laneInfo[lane].bytes);
      return this.#s.value(lane, `vpbroadcast${suffix(lane)}`, [{ memory }]);
    });
  }

  /** Lane numbers for VPERMT2: of the two registers of pairs, or of the two registers of parts. */
  #permutation(lane: Lane, numbers: (i: number) => number): VirtualRegister {
    const bytes = new Uint8Array(64);
    const size = laneInfo[lane].bytes;
    for (let i = 0; i < 64 / size; i++) bytes[i * size] = numbers(i);
    return this.#s.vector(bytes);
  }

  #permute(
    lane: Lane,
    low: VirtualRegister,
    numbers: VirtualRegister,
    high: VirtualRegister,
  ): VirtualRegister {
    const s = this.#s;
    const copy = s.value(lane, "vmovdqu64", [low]);
    const mnemonic = lane === "f64" ? "vpermt2pd" : "vpermt2ps";
    return s.into(copy, mnemonic, [s.use(numbers, copy.file), high], { over: copy });
  }

  /** The opmasks of a turn's consecutive pairs: of the first register of lanes, and of the second. */
  #pairMasks(tail: boolean): readonly [Register | null, VirtualRegister | null] {
    const s = this.#s;
    if (!tail) return [null, null];
    return [PAIR_GUARD, s.value("bool", "kshiftrq", [PAIR_GUARD, s.lanes])];
  }

  #loadPairs(reach: Reach, tail: boolean): VirtualRegister[] {
    const s = this.#s;
    const { lane } = reach.type;
    const size = laneInfo[lane].bytes;
    const mnemonic = `vmovdqu${laneInfo[lane].bits}`;
    const masks = this.#pairMasks(tail);
    const [low, high] = masks.map((mask, half) => {
      const memory = this.#place(reach, half * s.lanes * size);
      return s.value(lane, mnemonic, [{ memory }], mask ? { mask } : {});
    });
    return [0, 1].map((part) => {
      const numbers = this.#permutation(lane, (i) => (i * 2 + part) % (2 * s.lanes));
      return this.#permute(lane, low!, numbers, high!);
    });
  }

  #storePairs(
    reach: Reach,
    [re, im]: readonly VirtualRegister[],
    tail: boolean,
    where: VirtualRegister | null,
  ): void {
    if (where !== null) throw new NotLowered("a masked complex result");
    const s = this.#s;
    const { lane } = reach.type;
    const size = laneInfo[lane].bytes;
    const masks = this.#pairMasks(tail);
    masks.forEach((mask, half) => {
      const start = (half * s.lanes) / 2;
      const numbers = this.#permutation(
        lane,
        (i) => (start + (i >> 1) + (i & 1) * s.lanes) % (2 * s.lanes),
      );
      const pairs = this.#permute(lane, re!, numbers, im!);
      const memory = this.#place(reach, half * s.lanes * size);
      s.store(`vmovdqu${laneInfo[lane].bits}`, memory, mask, pairs);
    });
  }

  #spread(reach: Reach, part: number): Spread {
    const { operand, pointer, type } = reach;
    const stride = operandSlot(operand, INNER_STRIDE);
    let { access } = reach;
    // Parts of complex elements are twice as far apart.
    if (type.components === 2) access = access === EVERY_SECOND ? EVERY_FOURTH : STRIDED;
    return { access, pointer, part: part * laneInfo[type.lane].bytes, stride, guard: GUARD };
  }

  #loadApart(reach: Reach, tail: boolean): VirtualRegister[] {
    const { lane, components } = reach.type;
    const bits = lane === "bool" ? "u8" : lane;
    return Array.from({ length: components }, (_, part) =>
      loadApart(this.#s, bits, this.#spread(reach, part), tail),
    );
  }

  #storeApart(
    reach: Reach,
    lanes: readonly VirtualRegister[],
    tail: boolean,
    where: VirtualRegister | null,
  ): void {
    if (reach.access === BROADCAST) throw new NotLowered("a still output");
    const { lane } = reach.type;
    const bits = lane === "bool" ? "u8" : lane;
    lanes.forEach((value, part) => {
      storeApart(this.#s, bits, this.#spread(reach, part), value, tail, where);
    });
  }
}
