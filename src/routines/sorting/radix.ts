// Radix sorts, least significant digits first: stable, and linear in the number of keys. Keys are unsigned 32-bit
// words whose order is the order wanted (see keys.ts); no dtypes and no arrays here.

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const MASK = BUCKETS - 1;
/** Digits of a 32-bit word. */
const DIGITS = 3;

const counts = new Uint32Array(BUCKETS * DIGITS);

/** Counts all digits of `n` words, `step` apart, in one scan. */
function countDigits(words: Uint32Array, from: number, step: number, n: number): void {
  counts.fill(0);
  for (let i = 0, at = from; i < n; i++, at += step) {
    const word = words[at];
    counts[word & MASK]++;
    counts[BUCKETS + ((word >>> DIGIT_BITS) & MASK)]++;
    counts[2 * BUCKETS + (word >>> (2 * DIGIT_BITS))]++;
  }
}

/** Whether all words have the same digit, so that its pass would change nothing. */
function isTrivial(digit: number, word: number, n: number): boolean {
  return counts[digit * BUCKETS + ((word >>> (digit * DIGIT_BITS)) & MASK)] === n;
}

/** Turns the counts of a digit into the places where each bucket begins. */
function startPlaces(digit: number): void {
  let place = 0;
  for (let i = digit * BUCKETS; i < (digit + 1) * BUCKETS; i++) {
    const count = counts[i];
    counts[i] = place;
    place += count;
  }
}

/** Sorts the first `n` words; the result is in one of the two arrays, which is returned. */
export function radixSort32(words: Uint32Array, scratch: Uint32Array, n: number): Uint32Array {
  if (n < 2) return words;
  countDigits(words, 0, 1, n);
  let from = words;
  let to = scratch;
  for (let digit = 0; digit < DIGITS; digit++) {
    if (isTrivial(digit, from[0], n)) continue;
    startPlaces(digit);
    const base = digit * BUCKETS;
    const shift = digit * DIGIT_BITS;
    for (let i = 0; i < n; i++) {
      const word = from[i];
      to[counts[base + ((word >>> shift) & MASK)]++] = word;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Sorts the first `n` pairs of words (low, high); the result is in one of the two arrays, which is returned. */
export function radixSort64(pairs: Uint32Array, scratch: Uint32Array, n: number): Uint32Array {
  if (n < 2) return pairs;
  let from = pairs;
  let to = scratch;
  for (let half = 0; half < 2; half++) {
    countDigits(from, half, 2, n);
    for (let digit = 0; digit < DIGITS; digit++) {
      if (isTrivial(digit, from[half], n)) continue;
      startPlaces(digit);
      const base = digit * BUCKETS;
      const shift = digit * DIGIT_BITS;
      for (let at = 0; at < 2 * n; at += 2) {
        const place = counts[base + ((from[at + half] >>> shift) & MASK)]++ << 1;
        to[place] = from[at];
        to[place + 1] = from[at + 1];
      }
      [from, to] = [to, from];
    }
  }
  return from;
}

/**
 * Orders positions by keys of several words, the least significant word first in the list: after it,
 * `words[k][order[i]]` ascends. `order` holds the positions to order; equal ones keep their order.
 */
export function radixOrder(
  words: readonly Uint32Array[],
  order: Uint32Array,
  n: number,
): Uint32Array {
  if (n < 2) return order;
  let from = order;
  let to: Uint32Array = new Uint32Array(n);
  let keys: Uint32Array = new Uint32Array(n);
  let nextKeys: Uint32Array = new Uint32Array(n);
  for (const word of words) {
    for (let i = 0; i < n; i++) keys[i] = word[from[i]];
    countDigits(keys, 0, 1, n);
    for (let digit = 0; digit < DIGITS; digit++) {
      if (isTrivial(digit, keys[0], n)) continue;
      startPlaces(digit);
      const base = digit * BUCKETS;
      const shift = digit * DIGIT_BITS;
      for (let i = 0; i < n; i++) {
        const key = keys[i];
        const place = counts[base + ((key >>> shift) & MASK)]++;
        nextKeys[place] = key;
        to[place] = from[i];
      }
      [from, to] = [to, from];
      [keys, nextKeys] = [nextKeys, keys];
    }
  }
  return from;
}
