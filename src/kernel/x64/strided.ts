// Elements that lie apart from each other: how a turn's lanes come from them and go back. Small strides are read
// and written as consecutive registers whose lanes are moved; any other stride element by element, which is
// faster than the processor's own gathers. What the elements mean is reach.ts's business.

import { STRIDED } from "../access.js";
import { type Lane, laneInfo } from "../lanes.js";
import { at, type Memory, R14, R15, RAX, type Register, r64 } from "./operands.js";
import { fileOf, type Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";

/** Access classes of this lowering, beyond those of access.ts: consecutive, but backward. */
export const BACKWARD = 6;
/** Every second, third or fourth element. */
export const EVERY_SECOND = 7;
export const EVERY_FOURTH = 9;
/** Access classes count up to here. */
export const ACCESS_CLASSES = 10;

/** Whether an access class is one of elements apart from each other. */
export function isApart(access: number): boolean {
  return access === STRIDED || access >= BACKWARD;
}

/** The access class of a stride that is neither 0 nor that of consecutive elements. */
export function strideClass(itemsize: number, stride: number): number {
  if (stride === -itemsize) return BACKWARD;
  const step = stride / itemsize;
  return step === 2 || step === 3 || step === 4 ? EVERY_SECOND - 2 + step : STRIDED;
}

/** Where a turn's elements lie. */
export interface Spread {
  readonly access: number;
  /** General register with the address of the turn's first element. */
  readonly pointer: number;
  /** Bytes from the element's beginning to this part of it. */
  readonly part: number;
  /** Where the bytes from one element to the next stand. */
  readonly stride: Memory;
  /** Opmask of the elements that exist. */
  readonly guard: Register;
}

const bytesOf = (lane: Lane) => laneInfo[lane].bytes;

/** Numbers of lanes for a permutation. */
function lanesVector(s: Selection, lane: Lane, numbers: (i: number) => number): VirtualRegister {
  const bytes = new Uint8Array(64);
  const size = bytesOf(lane);
  for (let i = 0; i < s.lanes; i++) bytes[i * size] = numbers(i);
  return s.vector(bytes);
}

/** An opmask of the lanes that `has` names, loaded before the loop. */
function lanesMask(s: Selection, lanes: number, has: (i: number) => boolean): VirtualRegister {
  let bits = 0n;
  for (let i = 0; i < lanes; i++) if (has(i)) bits |= 1n << BigInt(i);
  return s.lanesMask(bits);
}

/** The lanes of one or two registers in another order. */
function permuted(
  s: Selection,
  lane: Lane,
  numbers: (i: number) => number,
  low: VirtualRegister,
  high: VirtualRegister | null,
): VirtualRegister {
  const order = s.use(lanesVector(s, lane, numbers), low.file);
  const size = suffix(lane);
  if (high === null) return s.value(lane, `vperm${size}`, [order, low]);
  const copy = s.value(lane, "vmovdqu64", [low]);
  const name = { b: "", w: "w", d: "ps", q: "pd" }[size];
  return s.into(copy, `vpermt2${name}`, [order, high], { over: copy });
}

/** The lanes of a register backward. */
function reversed(s: Selection, lane: Lane, x: VirtualRegister): VirtualRegister {
  const size = bytesOf(lane);
  if (size === 8) return permuted(s, lane, (i) => s.lanes - 1 - i, x, null);
  const pattern = new Uint8Array(64);
  for (let i = 0; i < 64; i++) pattern[i] = 16 - size - ((i & 15) - (i % size)) + (i % size);
  const turned = s.value(lane, "vpshufb", [x, s.use(s.vector(pattern), x.file)]);
  const quads = (s.lanes * size) / 8;
  if (quads <= 2) return turned;
  // Then the pieces of 16 bytes.
  const order = new Uint8Array(64);
  for (let i = 0; i < quads; i++) order[i * 8] = (quads - 2 - (i & ~1)) | (i & 1);
  return s.value(lane, "vpermq", [s.use(s.vector(order), x.file), turned]);
}

/** Whether whole turns are read and written as consecutive registers. */
function isDense(s: Selection, lane: Lane, access: number): boolean {
  const size = bytesOf(lane);
  if (access === STRIDED || s.lanes * size < 16) return false;
  // There is no permutation of bytes over whole registers in AVX512BW.
  return size > 1 || access === BACKWARD || access === EVERY_SECOND;
}

/** The lanes of a whole turn that a backward or small stride reaches. */
function loadDense(s: Selection, lane: Lane, { access, pointer, part }: Spread): VirtualRegister {
  const { bits, bytes: size } = laneInfo[lane];
  const width = s.lanes * size;
  const move = `vmovdqu${bits}`;
  if (access === BACKWARD) {
    return reversed(s, lane, s.value(lane, move, [{ memory: at(pointer, part + size - width) }]));
  }
  const step = access - EVERY_SECOND + 2;
  if (size === 1) return loadAlternate(s, lane, pointer, part);
  // Behind the last element nothing may be read: the last register ends with it.
  const back = (k: number) => (k === step - 1 ? step - 1 : 0);
  const lanes = Array.from({ length: s.lanes }, (_, i) => {
    const register = Math.floor((i * step) / s.lanes);
    return { register, lane: ((i * step) % s.lanes) + back(register) };
  });
  const loaded = Array.from({ length: step }, (_, k) => {
    const memory = at(pointer, part + k * width - back(k) * size);
    return s.value(lane, move, [{ memory }]);
  });
  const number = (i: number) => (lanes[i]!.register % 2) * s.lanes + lanes[i]!.lane;
  const result = permuted(s, lane, number, loaded[0]!, loaded[1]!);
  for (let k = 2; k < step; k++) {
    const mask = lanesMask(s, s.lanes, (i) => lanes[i]!.register === k);
    const order = s.use(
      lanesVector(s, lane, (i) => lanes[i]!.lane),
      result.file,
    );
    s.into(result, `vperm${suffix(lane)}`, [order, loaded[k]!], { mask, over: result });
  }
  return result;
}

/** Every second byte: pairs of bytes that are cut off. */
function loadAlternate(s: Selection, lane: Lane, pointer: number, part: number): VirtualRegister {
  const pairs = Math.min(s.lanes, 32);
  const halves = Array.from({ length: s.lanes / pairs }, (_, k) => {
    const isLast = (k + 1) * pairs === s.lanes;
    const mask = lanesMask(s, 64, (i) => i < 2 * pairs - 1);
    const memory = at(pointer, part + k * 64);
    const words = s.vectorOf(pairs * 16, "vmovdqu8", [{ memory }], isLast ? { mask } : {});
    return s.vectorOf(pairs * 8, "vpmovwb", [words]);
  });
  if (halves.length === 1) return halves[0]!;
  return s.value(lane, "vinserti64x4", [s.use(halves[0]!, "zmm"), halves[1]!, 1]);
}

/** Stores a whole turn's lanes at a backward or small stride. */
function storeDense(
  s: Selection,
  lane: Lane,
  { access, pointer, part }: Spread,
  x: VirtualRegister,
): void {
  const { bits, bytes: size } = laneInfo[lane];
  const width = s.lanes * size;
  const move = `vmovdqu${bits}`;
  if (access === BACKWARD) {
    s.store(move, at(pointer, part + size - width), null, reversed(s, lane, x));
    return;
  }
  if (size === 1) {
    const mask = lanesMask(s, 64, (i) => i % 2 === 0);
    const pairs = Math.min(s.lanes, 32);
    for (let k = 0; k * pairs < s.lanes; k++) {
      const half = k === 0 ? x : s.vectorOf(256, "vextracti64x4", [s.use(x, "zmm"), 1]);
      const words = s.vectorOf(pairs * 16, "vpmovzxbw", [s.use(half, fileOf(pairs * 8))]);
      s.store(move, at(pointer, part + k * 64), mask, words);
    }
    return;
  }
  const step = access - EVERY_SECOND + 2;
  for (let k = 0; k < step; k++) {
    const first = k * s.lanes;
    const mask = lanesMask(s, s.lanes, (i) => (first + i) % step === 0);
    const spread = permuted(s, lane, (i) => Math.floor((first + i) / step), x, null);
    s.store(move, at(pointer, part + k * width), mask, spread);
  }
}

/** Sets R14 to the stride and RAX to the first element. */
function startWalk(s: Selection, { pointer, part, stride }: Spread): void {
  s.general("mov", r64(R14), { memory: stride });
  s.general("lea", r64(RAX), { memory: at(pointer, part) });
}

/** The places of four elements from RAX on; R15 is three strides. */
const four = [
  at(RAX),
  at(RAX, 0, { index: R14, scale: 1 }),
  at(RAX, 0, { index: R14, scale: 2 }),
  at(RAX, 0, { index: R15, scale: 1 }),
];

/** Visits the places of a whole turn's elements, in order. */
function eachPlace(s: Selection, spread: Spread, visit: (place: Memory, i: number) => void): void {
  startWalk(s, spread);
  s.general("lea", r64(R15), { memory: at(R14, 0, { index: R14, scale: 2 }) });
  for (let i = 0; i < s.lanes; i++) {
    if (i > 0 && i % 4 === 0) {
      s.general("lea", r64(RAX), { memory: at(RAX, 0, { index: R14, scale: 4 }) });
    }
    visit(four[i % 4]!, i);
  }
}

/** The lanes of a whole turn, element by element: into registers of 16 bytes, which are then joined. */
function loadEach(s: Selection, lane: Lane, spread: Spread): VirtualRegister {
  const size = suffix(lane);
  const perPiece = 16 / bytesOf(lane);
  let pieces: VirtualRegister[] = [];
  eachPlace(s, spread, (memory, i) => {
    if (i % perPiece === 0) {
      pieces.push(s.vectorOf(128, `vpbroadcast${size}`, [{ memory }]));
    } else {
      pieces.push(s.vectorOf(128, `vpinsr${size}`, [pieces.pop()!, { memory }, i % perPiece]));
    }
  });
  for (let bits = 256; pieces.length > 1; bits *= 2) {
    const name = bits === 256 ? "vinserti32x4" : "vinserti64x4";
    const file = fileOf(bits);
    pieces = pieces.flatMap((low, i) =>
      i % 2 === 1 ? [] : [s.vectorOf(bits, name, [s.use(low, file), pieces[i + 1]!, 1])],
    );
  }
  return pieces[0]!;
}

/** Stores a whole turn's lanes element by element. */
function storeEach(s: Selection, lane: Lane, spread: Spread, x: VirtualRegister): void {
  const perPiece = 16 / bytesOf(lane);
  const name = `vpextr${suffix(lane)}`;
  const pieces = [x];
  for (let k = 1; k * perPiece < s.lanes; k++) {
    const half = k < 2 ? x : pieces[k & ~1]!;
    if (k % 2 === 1) pieces.push(s.vectorOf(128, "vextracti32x4", [s.use(half, "ymm"), 1]));
    else pieces.push(s.vectorOf(256, "vextracti64x4", [s.use(x, "zmm"), k / 2]));
  }
  eachPlace(s, spread, (memory, i) => {
    const piece = s.use(pieces[Math.floor(i / perPiece)]!, "xmm");
    s.general(name, { memory }, piece, i % perPiece);
  });
}

/** Runs `each` for the elements that exist: RAX is at the element, the opmask is its lane. */
function walkGuarded(
  s: Selection,
  { guard }: Spread,
  used: readonly VirtualRegister[],
  each: (lane: VirtualRegister) => void,
): void {
  s.general("kmovq", r64(R15), guard);
  s.general("popcnt", r64(R15), r64(R15));
  const one = s.value("bool", "kmovq", [{ memory: s.wordOne() }]);
  s.repeat(R15, [...used, one], () => {
    each(one);
    s.into(one, "kshiftlq", [one, 1], { over: one });
    s.general("add", r64(RAX), r64(R14));
  });
}

/** The lanes of elements apart from each other; of whole turns, or of those that the guard has. */
export function loadApart(
  s: Selection,
  lane: Lane,
  spread: Spread,
  tail: boolean,
): VirtualRegister {
  if (!tail) return (isDense(s, lane, spread.access) ? loadDense : loadEach)(s, lane, spread);
  startWalk(s, spread);
  const zero = s.repeated(lane, 0n);
  const result = s.value(lane, "vpxorq", [zero, zero]);
  walkGuarded(s, spread, [result], (mask) => {
    const memory = at(RAX);
    s.into(result, `vpbroadcast${suffix(lane)}`, [{ memory }], { mask, over: result });
  });
  return result;
}

/** Stores lanes at elements apart from each other: whole turns, or where `where` and the guard say. */
export function storeApart(
  s: Selection,
  lane: Lane,
  spread: Spread,
  x: VirtualRegister,
  tail: boolean,
  where: VirtualRegister | null,
): void {
  if (!tail && where === null) {
    (isDense(s, lane, spread.access) ? storeDense : storeEach)(s, lane, spread, x);
    return;
  }
  startWalk(s, spread);
  // Each lane in turn is stored as a part of the whole register, which the pointer is placed for.
  s.general("sub", r64(R14), bytesOf(lane));
  walkGuarded(s, spread, where === null ? [x] : [x, where], (one) => {
    const mask = where === null ? one : s.value("bool", "kandq", [one, where]);
    s.store(`vmovdqu${laneInfo[lane].bits}`, at(RAX), mask, x);
  });
}

/** Registers that code for elements apart from each other uses beside RAX. */
export const WALKERS = [R14, R15];
