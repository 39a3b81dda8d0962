// Integers of every dtype between bounds: one pair of bounds for all (`fillIntegers`), or bounds that
// change from element to element (`fillIntegersEach`). Results go straight into the result's memory;
// 64-bit ones as pairs of 32-bit words, because bigint elements cost several times the draw itself.

import { BLOCK, wordsOf } from "./bit-stream.js";
import type { BoundedDraws } from "./bounded.js";

const WORD = 2 ** 32;
const WORD_MAX = WORD - 1;

/** A typed array of unsigned elements over the result's memory. */
export type UnsignedArray = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** Fills `out` with integers in [low, low + range]. */
export function fillIntegers(
  draws: BoundedDraws,
  out: UnsignedArray,
  low: bigint,
  range: bigint,
): void {
  if (!(out instanceof BigUint64Array)) {
    fillUpTo32(draws, out, Number(low), Number(range));
    return;
  }
  const words = wordsOf(out);
  const values = new Int32Array(BLOCK);
  const isWord = low >= -(2n ** 31n) && low + range < 2n ** 31n;
  for (let start = 0; start < out.length; start += BLOCK) {
    const count = Math.min(BLOCK, out.length - start);
    if (isWord) {
      draws.fill(Number(range), values, 0, count);
      widenSigned(values, words, 2 * start, count, Number(low));
    } else if (range <= WORD_MAX) {
      draws.fill(Number(range), values, 0, count);
      widenUnsigned(values, words, 2 * start, count);
      addToPairs(words, 2 * start, count, low);
    } else {
      draws.fillWide(range, words, 2 * start, count);
      addToPairs(words, 2 * start, count, low);
    }
  }
}

/** One integer in [low, high], both safe integers. */
export function drawInteger(draws: BoundedDraws, low: number, high: number): number {
  const words = new Int32Array(2);
  const range = high - low;
  if (range <= WORD_MAX) draws.fill(range, words, 0, 1);
  else draws.fillWide(BigInt(high) - BigInt(low), words, 0, 1);
  const drawn = (words[1]! >>> 0) * WORD + (words[0]! >>> 0);
  // The sum is a safe integer even where the draw is not.
  return drawn <= Number.MAX_SAFE_INTEGER ? low + drawn : sumOfWide(low, words);
}

function sumOfWide(low: number, words: Int32Array): number {
  const drawn = (BigInt(words[1]! >>> 0) << 32n) | BigInt(words[0]! >>> 0);
  return Number(BigInt(low) + drawn);
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

/** Sums of words and `low` that are signed 32-bit integers to pairs (low, high) from `words[at]`. */
function widenSigned(
  values: Int32Array,
  words: Int32Array,
  at: number,
  count: number,
  low: number,
) {
  for (let i = 0; i < count; i++) {
    const value = (values[i]! + low) | 0;
    words[at + 2 * i] = value;
    words[at + 2 * i + 1] = value >> 31;
  }
}

/** Unsigned words to pairs (low, high) from `words[at]`. */
function widenUnsigned(values: Int32Array, words: Int32Array, at: number, count: number) {
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
  draws: BoundedDraws,
  out: UnsignedArray,
  low: (i: number) => bigint,
  range: (i: number) => bigint,
): void {
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
