// How lanes come from memory and go back in AVX2: consecutive, repeated or at a stride, one lane or a complex pair, in
// either byte order, always whole turns. What is computed with them is operations.ts.

import { BROADCAST, UNIT } from "../../access.js";
import { type Lane, laneInfo } from "../../lanes.js";
import { at, type Memory, R14, R15, RAX, r64 } from "../operands.js";
import { INDEX, INNER_STRIDE, operandSlot, type Reach } from "../reach.js";
import { NotLowered, suffix } from "../selection.js";
import type { VirtualRegister } from "../virtual.js";
import { boolOf, invert, maskFor, narrow, widen } from "./lanes.js";
import type { Selection } from "./selection.js";

/** The lane of an operand's bytes in memory. */
const storedLane = (lane: Lane): Lane => (lane === "bool" ? "u8" : lane);

/** The same bytes, each lane's in the other order. */
function swapBytes(s: Selection, lane: Lane, x: VirtualRegister): VirtualRegister {
  const { bytes } = laneInfo[lane];
  const pattern = Uint8Array.from({ length: 16 }, (_, i) => i ^ (bytes - 1));
  return s.value(lane, "vpshufb", [x, s.vector(pattern, s.file(lane))]);
}

/** The instruction that moves so many bytes. */
function moveOf(bytes: number): string {
  return bytes >= 16 ? "vmovdqu" : bytes === 8 ? "vmovq" : "vmovd";
}

/** The places of four elements from RAX on, R14 bytes apart; R15 is three strides. */
const four = [
  at(RAX),
  at(RAX, 0, { index: R14, scale: 1 }),
  at(RAX, 0, { index: R14, scale: 2 }),
  at(RAX, 0, { index: R15, scale: 1 }),
];

/** Reads and writes the elements of operands for one selection. */
export class MemoryAccess {
  readonly #s: Selection;
  /** Whole registers of results go past the caches (their address is aligned). */
  readonly #streams: boolean;
  /** Elements behind the current ones that consecutive operands are reached at: another turn's. */
  ahead = 0;

  constructor(s: Selection, streams: boolean) {
    this.#s = s;
    this.#streams = streams;
  }

  /** An element's lanes: one, or real and imaginary part. */
  load(reach: Reach): readonly VirtualRegister[] {
    const { lane, components, swapped } = reach.type;
    const stored = storedLane(lane);
    let lanes: readonly VirtualRegister[];
    if (reach.access === BROADCAST) lanes = this.#loadRepeated(reach, stored);
    else if (reach.access !== UNIT) {
      lanes = parts(components, (part) => this.#loadEach(reach, stored, part));
    } else lanes = components === 2 ? this.#loadPairs(reach) : [this.#loadUnit(reach, stored)];
    if (lane === "bool") return [this.#truth(lanes[0]!)];
    return swapped ? lanes.map((x) => swapBytes(this.#s, lane, x)) : lanes;
  }

  /** Stores lanes; `where` is a bool of the elements to write, or null for all. */
  store(reach: Reach, values: readonly VirtualRegister[], where: VirtualRegister | null): void {
    const s = this.#s;
    const { lane, components, swapped } = reach.type;
    if (reach.access === BROADCAST) throw new NotLowered("a still output");
    let lanes = values;
    if (where !== null) {
      // What is there already is written again.
      const mask = maskFor(s, lane, where);
      const old = this.load(reach);
      lanes = values.map((x, part) => s.choose(lane, mask, x, old[part]!));
    }
    if (lane === "bool") lanes = [this.#truthBytes(lanes[0]!)];
    else if (swapped) lanes = lanes.map((x) => swapBytes(s, lane, x));
    const stored = storedLane(lane);
    if (reach.access !== UNIT) {
      lanes.forEach((x, part) => {
        this.#storeEach(reach, stored, part, x);
      });
    } else if (components === 2) this.#storePairs(reach, lanes);
    else {
      const mnemonic = this.#streams ? "vmovntdq" : moveOf(s.lanes * laneInfo[stored].bytes);
      s.general(mnemonic, { memory: this.#place(reach) }, lanes[0]!);
    }
  }

  /** The place of a consecutive operand's current elements, `bytes` further on. */
  #place({ pointer, type }: Reach, bytes = 0): Memory {
    // Sixteen bytes are beyond what an index counts in: such operands move their pointer.
    if (type.components === 2) return at(pointer, bytes);
    const scale = laneInfo[type.lane].bytes;
    return at(pointer, bytes + this.ahead * scale, { index: INDEX, scale });
  }

  #loadUnit(reach: Reach, lane: Lane): VirtualRegister {
    const mnemonic = moveOf(this.#s.lanes * laneInfo[lane].bytes);
    return this.#s.value(lane, mnemonic, [{ memory: this.#place(reach) }]);
  }

  #loadRepeated({ pointer, type }: Reach, lane: Lane): readonly VirtualRegister[] {
    return parts(type.components, (part) => {
      const memory = at(pointer, part * laneInfo[lane].bytes);
      return this.#s.value(lane, `vpbroadcast${suffix(lane)}`, [{ memory }]);
    });
  }

  /** Bytes that are not 0. */
  #truth(bytes: VirtualRegister): VirtualRegister {
    const s = this.#s;
    const wide = s.maskBytes === 1 ? bytes : widen(s, 1, s.maskBytes, false, bytes);
    const lane = s.maskLane;
    const isZero = s.value(lane, `vpcmpeq${suffix(lane)}`, [wide, s.allBits(false)]);
    return invert(s, boolOf(s, s.maskBytes, isZero));
  }

  /** 1 where a bool is true, else 0, as bytes. */
  #truthBytes(mask: VirtualRegister): VirtualRegister {
    const s = this.#s;
    // A mask is -1.
    const bytes = s.maskBytes === 1 ? mask : narrow(s, s.maskBytes, 1, mask);
    return s.value("u8", "vpabsb", [bytes]);
  }

  #loadPairs(reach: Reach): readonly VirtualRegister[] {
    const s = this.#s;
    const { lane } = reach.type;
    const size = laneInfo[lane].bytes;
    const [low, high] = [0, 1].map((half) =>
      s.value(lane, "vmovdqu", [{ memory: this.#place(reach, half * s.lanes * size) }]),
    ) as [VirtualRegister, VirtualRegister];
    return parts(2, (part) => {
      let mixed: VirtualRegister;
      if (size === 8) mixed = s.value(lane, `vpunpck${part === 0 ? "l" : "h"}qdq`, [low, high]);
      else mixed = s.value(lane, "vshufps", [low, high, part === 0 ? 0x88 : 0xdd]);
      // Quarters of both registers take turns.
      return low.file === "ymm" ? s.value(lane, "vpermq", [mixed, 0xd8]) : mixed;
    });
  }

  #storePairs(reach: Reach, lanes: readonly VirtualRegister[]): void {
    const s = this.#s;
    const { lane } = reach.type;
    const size = laneInfo[lane].bytes;
    const turned = lanes.map((x) =>
      s.file(lane) === "ymm" ? s.value(lane, "vpermq", [x, 0xd8]) : x,
    );
    const unit = size === 8 ? "qdq" : "dq";
    ["l", "h"].forEach((half, at) => {
      const pairs = s.value(lane, `vpunpck${half}${unit}`, turned);
      s.general("vmovdqu", { memory: this.#place(reach, at * s.lanes * size) }, pairs);
    });
  }

  /** Visits the places of a turn's elements, in order. */
  #eachPlace(
    { operand, pointer }: Reach,
    offset: number,
    visit: (place: Memory, i: number) => void,
  ): void {
    const s = this.#s;
    s.general("mov", r64(R14), { memory: operandSlot(operand, INNER_STRIDE) });
    s.general("lea", r64(RAX), { memory: at(pointer, offset) });
    s.general("lea", r64(R15), { memory: at(R14, 0, { index: R14, scale: 2 }) });
    for (let i = 0; i < s.lanes; i++) {
      if (i > 0 && i % 4 === 0) {
        s.general("lea", r64(RAX), { memory: at(RAX, 0, { index: R14, scale: 4 }) });
      }
      visit(four[i % 4]!, i);
    }
  }

  /** Element by element: into registers of 16 bytes, which are then joined. */
  #loadEach(reach: Reach, lane: Lane, part: number): VirtualRegister {
    const s = this.#s;
    const { bytes } = laneInfo[lane];
    const size = suffix(lane);
    const perPiece = 16 / bytes;
    const pieces: VirtualRegister[] = [];
    this.#eachPlace(reach, part * bytes, (memory, i) => {
      if (i % perPiece !== 0) {
        pieces.push(s.of("xmm", `vpinsr${size}`, [pieces.pop()!, { memory }, i % perPiece]));
      } else if (bytes < 4) pieces.push(s.of("xmm", `vpbroadcast${size}`, [{ memory }]));
      else pieces.push(s.of("xmm", moveOf(bytes), [{ memory }]));
    });
    const [low, high] = pieces as [VirtualRegister, VirtualRegister?];
    if (high === undefined) return low;
    return s.of("ymm", "vinserti128", [s.use(low, "ymm"), high, 1]);
  }

  #storeEach(reach: Reach, lane: Lane, part: number, x: VirtualRegister): void {
    const s = this.#s;
    const { bytes } = laneInfo[lane];
    const perPiece = 16 / bytes;
    const high = s.lanes > perPiece ? s.of("xmm", "vextracti128", [x, 1]) : x;
    this.#eachPlace(reach, part * bytes, (memory, i) => {
      const piece = s.use(i < perPiece ? x : high, "xmm");
      s.general(`vpextr${suffix(lane)}`, { memory }, piece, i % perPiece);
    });
  }
}

function parts<T>(count: number, make: (part: number) => T): T[] {
  return Array.from({ length: count }, (_, part) => make(part));
}
