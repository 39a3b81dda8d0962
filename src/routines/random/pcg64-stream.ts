// PCG-64 (XSL-RR 128/64): a 128-bit linear congruential generator whose state is folded to 64 bits
// and rotated. M. E. O'Neill, "PCG: a family of simple fast space-efficient statistically good
// algorithms for random number generation", 2014. Only the engine: seeding is in bit-generator.ts.

import { type BitStream, BLOCK, wordsOf } from "./bit-stream.js";

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
/** MULTIPLIER * INVERSE is 1 modulo 2^128. */
const INVERSE = 0x07dda22b9397986098abc8b0716eac8dn;

/** The engine behind `np.random.PCG64`. */
export class Pcg64Stream implements BitStream {
  high = 0;
  /** The half of a 64-bit draw that the last 32-bit draw left over, if `hasHalf`. */
  half = 0;
  hasHalf = false;
  /** The state whose output comes next: one step ahead of NumPy's, which steps before it emits. */
  readonly #ahead = new Int32Array(4);
  readonly #increment = new Uint32Array(4);
  readonly #draw = new Int32Array(2);

  /** Starts as `pcg_setseq_128_srandom` does, from 8 words: initial state and sequence, high first. */
  constructor(seed: Uint32Array) {
    const state = joinWords(seed[2]!, seed[3]!, seed[0]!, seed[1]!);
    const sequence = joinWords(seed[6]!, seed[7]!, seed[4]!, seed[5]!);
    const increment = BigInt.asUintN(128, sequence << 1n) | 1n;
    this.setPosition((increment + state) * MULTIPLIER + increment, increment);
  }

  /** NumPy's state: the one that gave the last output. */
  get state(): bigint {
    return BigInt.asUintN(128, (join(this.#ahead) - this.increment) * INVERSE);
  }

  get increment(): bigint {
    return join(this.#increment);
  }

  setPosition(state: bigint, increment: bigint): void {
    splitWords(state * MULTIPLIER + increment, this.#ahead);
    splitWords(increment, this.#increment);
    this.hasHalf = false;
    this.half = 0;
  }

  /** Takes `delta` steps at once. F. Brown, "Random number generation with arbitrary strides", 1994. */
  advance(delta: bigint): void {
    let factor = MULTIPLIER;
    let term = this.increment;
    let state = this.state;
    for (let rest = BigInt.asUintN(128, delta); rest > 0n; rest >>= 1n) {
      if (rest & 1n) state = BigInt.asUintN(128, state * factor + term);
      term = BigInt.asUintN(128, (factor + 1n) * term);
      factor = BigInt.asUintN(128, factor * factor);
    }
    this.setPosition(state, this.increment);
  }

  next64(): number {
    this.fill64(this.#draw, 0, 1);
    this.high = this.#draw[1]!;
    return this.#draw[0]!;
  }

  next32(): number {
    if (this.hasHalf) {
      this.hasHalf = false;
      return this.half;
    }
    const low = this.next64();
    this.hasHalf = true;
    this.half = this.high >>> 0;
    return low >>> 0;
  }

  nextDouble(): number {
    const low = this.next64();
    return this.toDouble(low, this.high);
  }

  toDouble(low: number, high: number): number {
    return ((high >>> 0) * 2097152 + (low >>> 11)) * 2 ** -53;
  }

  /**
   * Output: the halves of the state combined by exclusive or, rotated right by its top six bits.
   *
   * Step: state = state * multiplier + increment, modulo 2^128, in words of 32 bits. A column's low
   * word comes from `Math.imul`, exactly. Its carry is the column's sum less that word, divided by
   * 2^32: the sum in doubles is off by less than 2^13, so the rounded quotient is exact.
   *
   * The output does not wait for the step, so the processor overlaps the two. All in one function,
   * because V8 does not inline one of this size, and that doubles the time.
   */
  fill64(words: Int32Array, start: number, count: number): void {
    // The multiplier's words. Constants of the module would be fetched and unboxed at every use.
    const M0 = 0x9fccf645;
    const M1 = 0x4385df64;
    const M2 = 0x1fc65da4;
    const M3 = 0x2360ed05;
    const WORD = 2 ** -32;
    const state = this.#ahead;
    const increment = this.#increment;
    const i0 = increment[0]!;
    const i1 = increment[1]!;
    const i2 = increment[2]!;
    const i3 = increment[3]!;
    const end = start + 2 * count;
    for (let at = start; at < end; at += 2) {
      const s0 = state[0]!;
      const s1 = state[1]!;
      const s2 = state[2]!;
      const s3 = state[3]!;

      let high = s3 ^ s1;
      let low = s2 ^ s0;
      const rotation = s3 >>> 26;
      // A rotation by 32 or more exchanges the halves; a branch would be mispredicted half the time.
      const exchange = (high ^ low) & -(rotation >>> 5);
      high ^= exchange;
      low ^= exchange;
      const shift = rotation & 31;
      words[at] = (low >>> shift) | ((high << 1) << (31 - shift));
      words[at + 1] = (high >>> shift) | ((low << 1) << (31 - shift));

      const d0 = s0 >>> 0;
      const d1 = s1 >>> 0;
      const d2 = s2 >>> 0;

      const word0 = (Math.imul(s0, M0) + i0) | 0;
      const carry0 = (d0 * M0 + i0 - (word0 >>> 0)) * WORD;
      const into1 = (carry0 + 0.5) | 0;

      const word1 = (Math.imul(s0, M1) + Math.imul(s1, M0) + into1 + i1) | 0;
      const carry1 = (d0 * M1 + d1 * M0 + (carry0 + i1) - (word1 >>> 0)) * WORD;
      const into2 = (carry1 + 0.5) | 0;

      const word2 = (Math.imul(s0, M2) + Math.imul(s1, M1) + Math.imul(s2, M0) + into2 + i2) | 0;
      const carry2 = (d0 * M2 + d1 * M1 + d2 * M0 + (carry1 + i2) - (word2 >>> 0)) * WORD;
      const into3 = (carry2 + 0.5) | 0;

      const word3 =
        Math.imul(s0, M3) + Math.imul(s1, M2) + Math.imul(s2, M1) + Math.imul(s3, M0) + into3 + i3;
      state[0] = word0;
      state[1] = word1;
      state[2] = word2;
      state[3] = word3 | 0;
    }
  }

  fill32(words: Int32Array, start: number, count: number): void {
    const end = start + count;
    let at = start;
    if (at < end && this.hasHalf) words[at++] = this.next32();
    const pairs = (end - at) >>> 1;
    this.fill64(words, at, pairs);
    at += 2 * pairs;
    if (pairs > 0) this.half = words[at - 1]! >>> 0;
    if (at < end) words[at] = this.next32();
  }

  fillDouble(out: Float64Array, count = out.length): void {
    // The words are drawn into the array's own memory and turned into doubles in place.
    const words = wordsOf(out);
    for (let start = 0; start < count; start += BLOCK) {
      const end = Math.min(count, start + BLOCK);
      this.fill64(words, 2 * start, end - start);
      for (let i = start; i < end; i++) {
        out[i] = ((words[2 * i + 1]! >>> 0) * 2097152 + (words[2 * i]! >>> 11)) * 2 ** -53;
      }
    }
  }
}

type Words = [number, number, number, number];

/** Four 32-bit words, least significant first, as one integer. */
function joinWords(w0: number, w1: number, w2: number, w3: number): bigint {
  return (BigInt(w3) << 96n) | (BigInt(w2) << 64n) | (BigInt(w1) << 32n) | BigInt(w0);
}

const join = (words: Iterable<number>) => {
  const [w0, w1, w2, w3] = Uint32Array.from(words) as unknown as Words;
  return joinWords(w0, w1, w2, w3);
};

function splitWords(value: bigint, into: Int32Array | Uint32Array): void {
  for (let i = 0; i < 4; i++) into[i] = Number((value >> BigInt(32 * i)) & 0xffffffffn);
}
