// The arithmetic of NumPy's SeedSequence: entropy of any length hashed into a small pool of words, and
// well-mixed words out of it. The hash is M. E. O'Neill's `seed_seq_fe`.

/**
 * Hash state shared by the words of one pass: each word changes the multiplier of the next. `factor` is
 * the multiplier's own multiplier.
 */
class WordHash {
  #constant: number;
  readonly #factor: number;

  constructor(constant: number, factor: number) {
    this.#constant = constant;
    this.#factor = factor;
  }

  hash(word: number): number {
    let value = word ^ this.#constant;
    this.#constant = Math.imul(this.#constant, this.#factor);
    value = Math.imul(value, this.#constant);
    return value ^ (value >>> 16);
  }
}

function mix(x: number, y: number): number {
  const value = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0;
  return value ^ (value >>> 16);
}

/** A pool of `size` words that depends on every bit of `entropy`. */
export function mixedPool(entropy: readonly number[], size: number): Int32Array {
  const pool = new Int32Array(size);
  const hash = new WordHash(0x43b0d7e5, 0x931e8875);
  for (let i = 0; i < size; i++) pool[i] = hash.hash(entropy[i] ?? 0);
  for (let source = 0; source < size; source++) {
    for (let target = 0; target < size; target++) {
      if (source !== target) pool[target] = mix(pool[target]!, hash.hash(pool[source]!));
    }
  }
  for (const word of entropy.slice(size)) {
    for (let target = 0; target < size; target++) {
      pool[target] = mix(pool[target]!, hash.hash(word));
    }
  }
  return pool;
}

/** Fills `words` from a pool. */
export function fillFromPool(pool: Int32Array, words: Uint32Array): void {
  const hash = new WordHash(0x8b51f9dd, 0x58f38ded);
  for (let i = 0; i < words.length; i++) words[i] = hash.hash(pool[i % pool.length]!);
}
