// The Mersenne Twister MT19937. M. Matsumoto, T. Nishimura, "Mersenne Twister: a 623-dimensionally
// equidistributed uniform pseudorandom number generator", ACM TOMACS 8(1), 1998. Only the engine.

import type { BitStream } from "./bit-stream.js";

const LENGTH = 624;
const MIDDLE = 397;

/** One word of the recurrence: the top bit of one word, the rest of the next, twisted. */
function twisted(upper: number, lower: number): number {
  const joined = (upper & 0x80000000) | (lower & 0x7fffffff);
  return (joined >>> 1) ^ (-(joined & 1) & 0x9908b0df);
}

function tempered(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}

/** The engine behind `np.random.MT19937` and `np.random.RandomState`. */
export class Mt19937Stream implements BitStream {
  high = 0;
  /** The 624 words of the state. */
  readonly key = new Int32Array(LENGTH);
  /** The next word to use; 624 means that new ones are due. */
  position = LENGTH;

  /** Starts from one word: the reference implementation's `init_genrand`. */
  seedInteger(seed: number): void {
    const key = this.key;
    let word = seed | 0;
    for (let i = 0; i < LENGTH; i++) {
      key[i] = word;
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i + 1) | 0;
    }
    this.position = LENGTH;
  }

  /** Starts from an array of words: the reference implementation's `init_by_array`. */
  seedArray(words: ArrayLike<number>): void {
    this.seedInteger(19650218);
    const key = this.key;
    let i = 1;
    const next = () => {
      if (++i < LENGTH) return;
      key[0] = key[LENGTH - 1]!;
      i = 1;
    };
    for (let step = 0, j = 0; step < Math.max(LENGTH, words.length); step++) {
      const before = key[i - 1]!;
      key[i] = ((key[i]! ^ Math.imul(before ^ (before >>> 30), 1664525)) + words[j]! + j) | 0;
      j = (j + 1) % words.length;
      next();
    }
    for (let step = 1; step < LENGTH; step++) {
      const before = key[i - 1]!;
      key[i] = ((key[i]! ^ Math.imul(before ^ (before >>> 30), 1566083941)) - i) | 0;
      next();
    }
    key[0] = 0x80000000;
  }

  /** Starts from 624 words of a seed sequence. */
  seedState(words: Uint32Array): void {
    this.key.set(words);
    this.key[0] = 0x80000000;
    this.position = LENGTH - 1;
  }

  #refresh(): void {
    const key = this.key;
    let i = 0;
    for (; i < LENGTH - MIDDLE; i++) key[i] = key[i + MIDDLE]! ^ twisted(key[i]!, key[i + 1]!);
    for (; i < LENGTH - 1; i++) {
      key[i] = key[i + MIDDLE - LENGTH]! ^ twisted(key[i]!, key[i + 1]!);
    }
    key[LENGTH - 1] = key[MIDDLE - 1]! ^ twisted(key[LENGTH - 1]!, key[0]!);
    this.position = 0;
  }

  next32(): number {
    if (this.position >= LENGTH) this.#refresh();
    return tempered(this.key[this.position++]!) >>> 0;
  }

  next64(): number {
    this.high = this.next32() | 0;
    return this.next32() | 0;
  }

  nextDouble(): number {
    const high = this.next32();
    return this.toDouble(this.next32(), high);
  }

  toDouble(low: number, high: number): number {
    return ((high >>> 5) * 67108864 + (low >>> 6)) * 2 ** -53;
  }

  fill32(words: Int32Array, start: number, count: number): void {
    const key = this.key;
    const end = start + count;
    for (let at = start; at < end; ) {
      if (this.position >= LENGTH) this.#refresh();
      let position = this.position;
      const stop = Math.min(end, at + LENGTH - position);
      for (; at < stop; at++) words[at] = tempered(key[position++]!);
      this.position = position;
    }
  }

  fill64(words: Int32Array, start: number, count: number): void {
    this.fill32(words, start, 2 * count);
    // The first 32-bit draw is the upper half.
    for (let at = start; at < start + 2 * count; at += 2) {
      const high = words[at]!;
      words[at] = words[at + 1]!;
      words[at + 1] = high;
    }
  }

  fillDouble(out: Float64Array, count = out.length): void {
    const key = this.key;
    for (let at = 0; at < count; ) {
      let position = this.position;
      const stop = Math.min(count, at + ((LENGTH - position) >>> 1));
      for (; at < stop; at++) {
        const high = tempered(key[position]!) >>> 5;
        const low = tempered(key[position + 1]!) >>> 6;
        out[at] = (high * 67108864 + low) * 2 ** -53;
        position += 2;
      }
      this.position = position;
      // The next draw takes one word or none of this state, and the rest of a new one.
      if (at < count) out[at++] = this.nextDouble();
    }
  }
}
