// Integers in a closed range [0, range], from as few bits as NumPy takes for it: halves, bytes or
// single bits of 32-bit draws for the narrow dtypes, 32-bit draws for ranges that fit, else 64-bit
// draws. Unbiased by D. Lemire's multiplication ("Fast random integer generation in an interval",
// ACM TOMACS 29(1), 2019), or, as RandomState must, by masked rejection.
// Draws land in the result itself and the rejected ones are closed up, so there is no branch to miss
// and no draw left over.

import type { BitStream } from "./bit-stream.js";

const WORD = 2 ** 32;
const NO_WORDS = new Int32Array(0);

/** The bits of a draw that one integer of a dtype takes: its size, or 1 for bool. */
export type DrawWidth = 1 | 8 | 16 | 32 | 64;

/** The upper 32 bits of the product of two unsigned words whose lower 32 bits are known. */
export function upperProduct(a: number, b: number, lower: number): number {
  // The product is rounded to 53 bits, which the division makes an error far below a half.
  return Math.floor((a * b - lower) / WORD + 0.5);
}

/** The smallest 2^k - 1 that is not below `range`. */
const maskOf = (range: number) => (range === 0 ? 0 : 0xffffffff >>> Math.clz32(range));

/** Draws integers for one call: the parts of a word not yet used last no longer than that. */
export class BoundedDraws {
  readonly #bits: BitStream;
  readonly #width: DrawWidth;
  readonly #masked: boolean;
  readonly #words: Int32Array;
  #word = 0;
  #partsLeft = 0;

  constructor(bits: BitStream, width: DrawWidth, masked: boolean) {
    this.#bits = bits;
    this.#width = width;
    this.#words = width < 32 ? new Int32Array(64) : NO_WORDS;
    this.#masked = masked;
  }

  /** Fills `values[start]` to `values[start + count - 1]` with integers in [0, range], range < 2^32. */
  fill(range: number, values: Int32Array, start: number, count: number): void {
    const width = this.#width === 64 ? 32 : this.#width;
    if (range === 0) values.fill(0, start, start + count);
    else if (range === 2 ** width - 1) this.#draw(width, values, start, count);
    else if (this.#masked) this.#fillMasked(width, range, values, start, count);
    else if (width === 32) this.#fillLemire32(range, values, start, count);
    else this.#fillLemireNarrow(width, range, values, start, count);
  }

  #fillMasked(width: DrawWidth, range: number, values: Int32Array, start: number, count: number) {
    const mask = maskOf(range);
    const end = start + count;
    for (let at = start; at < end; ) {
      this.#draw(width, values, at, end - at);
      let kept = at;
      for (let i = at; i < end; i++) {
        const value = values[i]! & mask;
        values[kept] = value;
        kept += value >>> 0 <= range ? 1 : 0;
      }
      at = kept;
    }
  }

  #fillLemire32(range: number, values: Int32Array, start: number, count: number) {
    const excluded = range + 1;
    const threshold = (WORD - excluded) % excluded;
    const end = start + count;
    for (let at = start; at < end; ) {
      this.#bits.fill32(values, at, end - at);
      let kept = at;
      for (let i = at; i < end; i++) {
        const draw = values[i]!;
        const lower = Math.imul(draw, excluded) >>> 0;
        values[kept] = upperProduct(draw >>> 0, excluded, lower);
        kept += lower >= threshold ? 1 : 0;
      }
      at = kept;
    }
  }

  #fillLemireNarrow(
    width: DrawWidth,
    range: number,
    values: Int32Array,
    start: number,
    count: number,
  ) {
    const excluded = range + 1;
    const size = 2 ** width;
    const threshold = (size - excluded) % excluded;
    const end = start + count;
    for (let at = start; at < end; ) {
      this.#draw(width, values, at, end - at);
      let kept = at;
      for (let i = at; i < end; i++) {
        const product = Math.imul(values[i]!, excluded);
        values[kept] = product >>> width;
        kept += (product & (size - 1)) >= threshold ? 1 : 0;
      }
      at = kept;
    }
  }

  /** `count` draws of `width` bits; a 32-bit word gives several narrow ones, lowest bits first. */
  #draw(width: DrawWidth, values: Int32Array, start: number, count: number): void {
    if (width === 32) {
      this.#bits.fill32(values, start, count);
      return;
    }
    const end = start + count;
    let at = this.#unpack(width, values, start, end);
    while (at < end) {
      const words = this.#words;
      const wanted = Math.ceil(((end - at) * width) / 32);
      const drawn = Math.min(words.length, wanted);
      this.#bits.fill32(words, 0, drawn);
      for (let i = 0; i < drawn; i++) {
        this.#word = words[i]!;
        this.#partsLeft = 32 / width;
        at = this.#unpack(width, values, at, end);
      }
    }
  }

  /** Parts of the current word into `values` from `at`; returns where they end. */
  #unpack(width: DrawWidth, values: Int32Array, start: number, end: number): number {
    const mask = 2 ** width - 1;
    const stop = Math.min(end, start + this.#partsLeft);
    let word = this.#word;
    for (let at = start; at < stop; at++) {
      values[at] = word & mask;
      word >>>= width;
    }
    this.#word = word;
    this.#partsLeft -= stop - start;
    return stop;
  }

  /**
   * Fills pairs (low, high) from `words[start]` with `count` integers in [0, range], where `range` is
   * at least 2^32 and below 2^64.
   */
  fillWide(range: bigint, words: Int32Array, start: number, count: number): void {
    if (range === 2n ** 64n - 1n) this.#bits.fill64(words, start, count);
    else if (this.#masked) this.#fillMasked64(range, words, start, count);
    else this.#fillLemire64(range, words, start, count);
  }

  #fillMasked64(range: bigint, words: Int32Array, start: number, count: number) {
    const rangeLow = lowWord(range);
    const rangeHigh = highWord(range);
    const mask = maskOf(rangeHigh);
    const end = start + 2 * count;
    for (let at = start; at < end; ) {
      this.#bits.fill64(words, at, (end - at) / 2);
      let kept = at;
      for (let i = at; i < end; i += 2) {
        const low = words[i]!;
        const high = (words[i + 1]! & mask) >>> 0;
        words[kept] = low;
        words[kept + 1] = high;
        if (high < rangeHigh || (high === rangeHigh && low >>> 0 <= rangeLow)) kept += 2;
      }
      at = kept;
    }
  }

  #fillLemire64(range: bigint, words: Int32Array, start: number, count: number) {
    const excluded = range + 1n;
    const threshold = (2n ** 64n - excluded) % excluded;
    const thresholdLow = lowWord(threshold);
    const thresholdHigh = highWord(threshold);
    const bLow = lowWord(excluded);
    const bHigh = highWord(excluded);
    const end = start + 2 * count;
    for (let at = start; at < end; ) {
      this.#bits.fill64(words, at, (end - at) / 2);
      let kept = at;
      for (let i = at; i < end; i += 2) {
        // The 128-bit product of the draw and the size of the range, by columns of 32 bits.
        const aLow = words[i]! >>> 0;
        const aHigh = words[i + 1]! >>> 0;
        const low00 = Math.imul(aLow, bLow) >>> 0;
        const low01 = Math.imul(aLow, bHigh) >>> 0;
        const low10 = Math.imul(aHigh, bLow) >>> 0;
        const low11 = Math.imul(aHigh, bHigh) >>> 0;
        const column1 = upperProduct(aLow, bLow, low00) + low01 + low10;
        const column2 =
          upperProduct(aLow, bHigh, low01) +
          upperProduct(aHigh, bLow, low10) +
          low11 +
          Math.floor(column1 / WORD);
        words[kept] = column2 | 0;
        words[kept + 1] = (upperProduct(aHigh, bHigh, low11) + Math.floor(column2 / WORD)) | 0;
        const rest = column1 >>> 0;
        if (rest > thresholdHigh || (rest === thresholdHigh && low00 >= thresholdLow)) kept += 2;
      }
      at = kept;
    }
  }
}

const lowWord = (value: bigint) => Number(value & 0xffffffffn);
const highWord = (value: bigint) => Number((value >> 32n) & 0xffffffffn);
