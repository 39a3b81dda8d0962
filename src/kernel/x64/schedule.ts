// The order of straight-line code: what others wait for longest comes first, as long as the values that live at a time
// have registers. Processors look ahead themselves, but not far enough for two turns of a long body, one after the other.
// What instructions mean is nobody's business here but how long their results take.

import {
  isPlace,
  PSEUDO,
  pieces,
  usesOf,
  type VirtualInstruction,
  type VirtualRegister,
} from "./virtual.js";

/** Cycles until a result is there, by the beginning of the name; about those of recent processors. */
const LATENCIES: readonly (readonly [RegExp, number])[] = [
  [/^\?fn?m/, 4],
  [/^v(mul|scalef|max|min)/, 4],
  [/^vdiv/, 18],
  [/^vsqrt/, 22],
  [/^v(add|sub|getexp|getmant|rndscale)p/, 3],
  [/^vp?range/, 2],
  [/^v(perm|pcmp|cmp|fpclass)/, 5],
  [/^vcvt/, 6],
  [/^vpgather/, 30],
  [/^k/, 1],
];

function latencyOf({ mnemonic, operands }: VirtualInstruction): number {
  const found = LATENCIES.find(([name]) => name.test(mnemonic));
  const own = found === undefined ? 1 : found[1];
  return operands.some(isPlace) ? own + 7 : own;
}

/** Instructions that stay together: one, or what is jumped over together. */
interface Piece {
  readonly code: readonly VirtualInstruction[];
  readonly reads: ReadonlySet<VirtualRegister>;
  readonly writes: ReadonlySet<VirtualRegister>;
  readonly latency: number;
  /** Those that have to wait for it. */
  readonly later: Set<number>;
  /** How many it waits for. */
  waits: number;
  /** The longest way from its beginning to the end of the code. */
  height: number;
  /** When its operands are there. */
  ready: number;
}

function pieceOf(code: readonly VirtualInstruction[]): Piece {
  const reads = new Set<VirtualRegister>();
  const writes = new Set<VirtualRegister>();
  for (const instruction of code) {
    for (const register of usesOf(instruction)) reads.add(register);
    if (instruction.defines !== null) writes.add(instruction.defines);
  }
  const latency = code.length > 1 ? 1 : latencyOf(code[0]!);
  return { code, reads, writes, latency, later: new Set(), waits: 0, height: 0, ready: 0 };
}

/** Whether an instruction does more than to compute a register from registers and memory: a store, a status bit. */
const isEffect = ({ defines }: VirtualInstruction) => defines === null;

/** Whether a piece uses general registers in a way that an order is needed for. */
const isBound = ({ code }: Piece) =>
  code.length === 1 &&
  (code[0]!.mnemonic === "lea" ||
    (code[0]!.defines === null &&
      !code[0]!.mnemonic.startsWith(PSEUDO) &&
      !code[0]!.operands.some((one) => isPlace(one))));

/** Lets pieces wait for what they need; false if their order must stay. */
function connect(all: readonly Piece[]): boolean {
  const written = new Map<VirtualRegister, number>();
  const readSince = new Map<VirtualRegister, number[]>();
  const loads: number[] = [];
  let stored = -1;
  const wait = (at: number, before: number) => {
    const { later } = all[before]!;
    if (before === at || later.has(at)) return;
    later.add(at);
    all[at]!.waits++;
  };
  for (let at = 0; at < all.length; at++) {
    const piece = all[at]!;
    if (isBound(piece)) return false;
    for (const register of piece.reads) {
      const from = written.get(register);
      if (from !== undefined) wait(at, from);
      const readers = readSince.get(register);
      if (readers === undefined) readSince.set(register, [at]);
      else readers.push(at);
    }
    for (const register of piece.writes) {
      const from = written.get(register);
      if (from !== undefined) wait(at, from);
      for (const reader of readSince.get(register) ?? []) wait(at, reader);
      written.set(register, at);
      readSince.delete(register);
    }
    // Results are stored in their order, once all elements have been read: they may lie on each other.
    if (piece.code.some(isEffect)) {
      for (const load of loads) wait(at, load);
      if (stored >= 0) wait(at, stored);
      stored = at;
    } else if (piece.code[0]!.operands.some(isPlace)) loads.push(at);
  }
  for (let at = all.length - 1; at >= 0; at--) {
    const piece = all[at]!;
    for (const one of piece.later) piece.height = Math.max(piece.height, all[one]!.height);
    piece.height += piece.latency;
  }
  return true;
}

/** Vector instructions that begin in a cycle. */
const WIDTH = 2;

/** Opmasks that there are always registers for. */
const MASKS = 3;

/** Which values live at a point of the code. */
class Living {
  readonly #left = new Map<VirtualRegister, number>();
  readonly #made = new Set<VirtualRegister>();
  readonly #now = { vector: new Set<VirtualRegister>(), mask: new Set<VirtualRegister>() };
  readonly #room: number;

  constructor(all: readonly Piece[], room: number) {
    this.#room = room;
    for (const { reads, writes, code } of all) {
      // What is made within code that is jumped over is of no concern outside.
      if (code.length === 1) for (const register of writes) this.#made.add(register);
      for (const one of reads) this.#left.set(one, (this.#left.get(one) ?? 0) + 1);
    }
  }

  isFull(): boolean {
    return this.#now.vector.size >= this.#room || this.#now.mask.size >= MASKS;
  }

  /** How many more values would live after a piece, of the classes that have no room. */
  growth({ reads, writes }: Piece): number {
    const isFull = {
      vector: this.#now.vector.size >= this.#room,
      mask: this.#now.mask.size >= MASKS,
    };
    let more = 0;
    for (const one of reads) {
      if (isFull[one.class] && this.#now[one.class].has(one) && this.#left.get(one) === 1) more--;
    }
    for (const one of writes) {
      if (isFull[one.class] && this.#made.has(one) && !this.#now[one.class].has(one)) more++;
    }
    return more;
  }

  pass({ reads, writes }: Piece): void {
    for (const one of reads) {
      const left = this.#left.get(one)! - 1;
      this.#left.set(one, left);
      if (left === 0) this.#now[one.class].delete(one);
    }
    for (const one of writes) {
      if (this.#made.has(one) && (this.#left.get(one) ?? 0) > 0) this.#now[one.class].add(one);
    }
  }
}

/** Which of the pieces that could be next is: what others wait for longest, or while there is no room what needs least. */
function choose(open: readonly number[], all: readonly Piece[], living: Living, now: number) {
  const isFull = living.isFull();
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < open.length; i++) {
    const piece = all[open[i]!]!;
    const other = all[open[best]!]!;
    const grows = isFull ? Math.max(living.growth(piece), -1) : 0;
    const [is, was] = [piece.ready <= now, other.ready <= now];
    const isHigher = isFull || is === was ? piece.height > other.height : is;
    if (i > 0 && (grows === least ? !isHigher : grows > least)) continue;
    best = i;
    least = grows;
  }
  return best;
}

/**
 * The same code in another order. `room` is for how many vectors there are registers; where more live at a time, what
 * ends lives comes first.
 */
export function scheduled(
  code: readonly VirtualInstruction[],
  room: number,
): readonly VirtualInstruction[] {
  const all = pieces(code).map(pieceOf);
  if (!connect(all)) return code;
  const living = new Living(all, room);
  const result: VirtualInstruction[] = [];
  const open: number[] = [];
  all.forEach(({ waits }, at) => {
    if (waits === 0) open.push(at);
  });
  for (let slot = 0; open.length > 0; slot++) {
    const now = Math.floor(slot / WIDTH);
    const piece = all[open.splice(choose(open, all, living, now), 1)[0]!]!;
    result.push(...piece.code);
    living.pass(piece);
    const done = Math.max(now, piece.ready) + piece.latency;
    for (const one of piece.later) {
      const waiting = all[one]!;
      waiting.ready = Math.max(waiting.ready, done);
      if (--waiting.waits === 0) open.push(one);
    }
  }
  return result;
}
