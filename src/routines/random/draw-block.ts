// Draws taken from a stream a block at a time by methods that may reject. A block never holds more
// draws than there are results still to make, and every result takes at least one draw, so nothing
// drawn is ever left over and the stream ends where NumPy's does.

import { type BitStream, BLOCK } from "./bit-stream.js";

/** A block of 64-bit draws as pairs (low, high): `words[at]`, `words[at + 1]` are the next one. */
export class DrawBlock64 {
  readonly words: Int32Array;
  at = 0;
  end = 0;
  /** Results still to be made, and so the draws that will be needed at least. */
  due = 0;
  readonly #bits: BitStream;

  /** For `results` results in all. */
  constructor(bits: BitStream, results: number) {
    this.#bits = bits;
    this.words = new Int32Array(2 * Math.min(BLOCK, results));
  }

  /** Makes sure of a draw. */
  ready(): void {
    if (this.at < this.end) return;
    const count = Math.min(this.words.length / 2, this.due);
    this.#bits.fill64(this.words, 0, count);
    this.at = 0;
    this.end = 2 * count;
  }

  /** A double out of the next draw. */
  nextDouble(): number {
    this.ready();
    const at = this.at;
    this.at = at + 2;
    return this.#bits.toDouble(this.words[at]!, this.words[at + 1]!);
  }
}

/** A block of 32-bit draws: `words[at]` is the next one. */
export class DrawBlock32 {
  readonly words: Int32Array;
  at = 0;
  end = 0;
  /** Results still to be made, and so the draws that will be needed at least. */
  due = 0;
  readonly #bits: BitStream;

  /** For `results` results in all. */
  constructor(bits: BitStream, results: number) {
    this.#bits = bits;
    this.words = new Int32Array(Math.min(BLOCK, results));
  }

  /** Makes sure of a draw. */
  ready(): void {
    if (this.at < this.end) return;
    const count = Math.min(this.words.length, this.due);
    this.#bits.fill32(this.words, 0, count);
    this.at = 0;
    this.end = count;
  }

  next(): number {
    this.ready();
    return this.words[this.at++]!;
  }

  /** A float in [0, 1) with 24 random bits, out of the next draw. */
  nextFloat(): number {
    return (this.next() >>> 8) * 2 ** -24;
  }
}
