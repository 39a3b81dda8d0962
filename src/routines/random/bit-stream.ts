// What a source of random bits is to the distributions: single draws, and blocks of draws that take
// exactly the same bits from the stream. It knows no distribution, and no array beyond typed arrays.
// A 64-bit draw is two 32-bit halves, never a bigint: the low half is returned, `high` holds the other.

/** A stream of random bits. */
export interface BitStream {
  /** The upper half of the last {@link BitStream.next64}. */
  readonly high: number;
  /** 32 random bits as an unsigned integer. */
  next32(): number;
  /** 64 random bits: returns the low half (signed), leaves the other in `high` (signed). */
  next64(): number;
  /** A double in [0, 1) with 53 random bits. */
  nextDouble(): number;
  /** What {@link BitStream.nextDouble} makes of the halves of one 64-bit draw. */
  toDouble(low: number, high: number): number;
  /** `count` draws of {@link BitStream.next32} into `words` from `start`. */
  fill32(words: Int32Array, start: number, count: number): void;
  /** `count` draws of {@link BitStream.next64} as pairs (low, high) from `words[start]`. */
  fill64(words: Int32Array, start: number, count: number): void;
  /** `count` draws of {@link BitStream.nextDouble} into `out` from its beginning; all of it by default. */
  fillDouble(out: Float64Array, count?: number): void;
}

/** Draws per block: small enough to stay in the first-level cache. */
export const BLOCK = 512;

/** The pairs of words in the memory of an array of 8-byte elements, or in a typed array's own. */
export function wordsOf(array: ArrayBufferView): Int32Array {
  return new Int32Array(array.buffer, array.byteOffset, array.byteLength / 4);
}
