// Integers of every dtype between bounds: one pair of bounds for all (`fillIntegers`), or bounds that
// change from element to element (`fillIntegersEach`). Results go straight into the result's memory;
// 64-bit ones as pairs of 32-bit words, because bigint elements cost several times the draw itself.

import { type BitStream, BLOCK, wordsOf } from "./bit-stream.js";
import { BoundedDraws, type DrawWidth } from "./bounded.js";

const WORD = 2 ** 32;
const WORD_MAX = WORD - 1;

/** A typed array of unsigned elements over the result's memory. */
export type UnsignedArray = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** How the integers of a call are drawn. */
export interface IntegerDraw {
  readonly width: DrawWidth;
  /** Masked rejection (RandomState) rather than Lemire's method (Generator). */
  readonly masked: boolean;
}

/** Fills `out` with integers in [low, low + range]. */
export function fillIntegers(
  bits: BitStream,
  { width, masked }: IntegerDraw,
  out: UnsignedArray,
  low: bigint,
  range: bigint,
): void {
  const draws = new BoundedDraws(bits, width, masked);
  if (!(out instanceof BigUint64Array)) {
    fillUpTo32(draws, out, Number(low), Number(range));
    return;
  }
  const words = wordsOf(out);
  const values = new Int32Array(BLOCK);
  for (let start = 0; start < out.length; start += BLOCK) {
    const count = Math.min(BLOCK, out.length - start);
    if (range <= WORD_MAX) {
      draws.fill(Number(range), values, 0, count);
      widen(values, words, 2 * start, count);
    } else {
      draws.fillWide(range, words, 2 * start, count);
    }
    addToPairs(words, 2 * start, count, low);
  }
}

function fillUpTo32(
  draws: BoundedDraws,
  out: Uint8Array | Uint16Array | Uint32Array,
  low: number,
  range: number,
): void {
  // 32-bit elements are drawn in place, narrower ones in a block beside them.
  const inPlace = out instanceof Uint32Array ? wordsOf(out) : null;
  const values = inPlace ?? new Int32Array(BLOCK);
  for (let start = 0; start < out.length; start += BLOCK) {
    const count = Math.min(BLOCK, out.length - start);
    const from = inPlace ? start : 0;
    draws.fill(range, values, from, count);
    if (inPlace && low === 0) continue;
    for (let i = 0; i < count; i++) out[start + i] = values[from + i]! + low;
  }
}

/** Unsigned words to pairs (low, high) from `words[at]`. */
function widen(values: Int32Array, words: Int32Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) {
    words[at + 2 * i] = values[i]!;
    words[at + 2 * i + 1] = 0;
  }
}

/** Adds `value` to `count` pairs (low, high) from `words[at]`, modulo 2^64. */
function addToPairs(words: Int32Array, at: number, count: number, value: bigint): void {
  if (value === 0n) return;
  const low = Number(value & 0xffffffffn);
  const high = Number((value >> 32n) & 0xffffffffn) | 0;
  for (let i = at; i < at + 2 * count; i += 2) {
    const sum = (words[i]! >>> 0) + low;
    words[i] = sum | 0;
    words[i + 1] = (words[i + 1]! + high + (sum > 0xffffffff ? 1 : 0)) | 0;
  }
}

/**
 * Fills `out[i]` with an integer in [low(i), low(i) + range(i)], for every `i` in order.
 */
export function fillIntegersEach(
  bits: BitStream,
  { width, masked }: IntegerDraw,
  out: UnsignedArray,
  low: (i: number) => bigint,
  range: (i: number) => bigint,
): void {
  const draws = new BoundedDraws(bits, width, masked);
  const pair = new Int32Array(2);
  const wide = out instanceof BigUint64Array;
  const words = wide ? wordsOf(out) : pair;
  for (let i = 0; i < out.length; i++) {
    const from = low(i);
    const span = range(i);
    if (span <= WORD_MAX) {
      draws.fill(Number(span), pair, 0, 1);
      pair[1] = 0;
    } else {
      draws.fillWide(span, pair, 0, 1);
    }
    if (wide) {
      addToPairs(pair, 0, 1, from);
      words[2 * i] = pair[0]!;
      words[2 * i + 1] = pair[1]!;
    } else {
      out[i] = pair[0]! + Number(from);
    }
  }
}
