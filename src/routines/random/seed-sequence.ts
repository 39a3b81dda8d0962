// NumPy's SeedSequence: entropy of any kind and length hashed into a small pool, and as many
// well-mixed words out of it as a generator's state needs. The hash is M. E. O'Neill's `seed_seq_fe`.

import { ValueError } from "../../memory/errors.js";

/** What a seed may be made of: integers, and arrays of integers nested to any depth. */
export type Entropy = number | bigint | Iterable<Entropy>;

const MINIMUM_POOL = 4;

/**
 * Hash state shared by the words of one pass: each word changes the multiplier of the next.
 * `factor` is the multiplier's own multiplier.
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

const inputHash = () => new WordHash(0x43b0d7e5, 0x931e8875);
const outputHash = () => new WordHash(0x8b51f9dd, 0x58f38ded);

function mix(x: number, y: number): number {
  const value = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0;
  return value ^ (value >>> 16);
}

/** The 32-bit words of a seed, least significant first; each integer takes at least one. */
export function entropyWords(entropy: Entropy, words: number[] = []): number[] {
  if (typeof entropy === "number" || typeof entropy === "bigint") {
    let rest = seedInteger(entropy);
    do {
      words.push(Number(rest & 0xffffffffn));
      rest >>= 32n;
    } while (rest > 0n);
  } else if (isIterable(entropy)) {
    for (const part of entropy) {
      if (typeof part === "number" && !Number.isInteger(part)) {
        throw new TypeError(`seed must be integer: got ${part}`);
      }
      entropyWords(part, words);
    }
  } else {
    throw notEntropy(entropy);
  }
  return words;
}

function seedInteger(value: number | bigint): bigint {
  if (typeof value === "number") {
    if (!Number.isInteger(value)) throw notEntropy(value);
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(
        `seed ${value} is beyond 2**53 and may have been rounded: write it as a bigint`,
      );
    }
  }
  if (value < 0) throw new ValueError(`expected non-negative integer: got ${value}`);
  return BigInt(value);
}

function isIterable(value: unknown): value is Iterable<Entropy> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function notEntropy(value: unknown): TypeError {
  return new TypeError(
    `SeedSequence expects int or sequence of ints for entropy not ${String(value)}`,
  );
}

/** 128 bits from the operating system. */
function systemEntropy(words: number): bigint {
  let value = 0n;
  for (const word of crypto.getRandomValues(new Uint32Array(words))) {
    value = (value << 32n) | BigInt(word);
  }
  return value;
}

/** The optional arguments of {@link SeedSequence}. */
export interface SeedSequenceOptions {
  /** Path of a spawned child below its ancestor. */
  readonly spawn_key?: Iterable<number>;
  /** Words of 32 bits in the pool; at least 4. */
  readonly pool_size?: number;
  /** Children spawned so far. */
  readonly n_children_spawned?: number;
}

/** Mixes sources of entropy in a reproducible way to set the initial state of bit generators. */
export class SeedSequenceCore {
  readonly entropy: Entropy;
  readonly spawn_key: readonly number[];
  readonly pool_size: number;
  readonly #pool: Int32Array;
  #childrenSpawned: number;

  constructor(entropy: Entropy | null, settings: SeedSequenceOptions) {
    const { spawn_key = [], pool_size = MINIMUM_POOL, n_children_spawned = 0 } = settings;
    if (pool_size < MINIMUM_POOL) {
      throw new ValueError(
        `The size of the entropy pool should be at least ${MINIMUM_POOL}: got ${pool_size}`,
      );
    }
    this.pool_size = pool_size;
    this.entropy = entropy ?? systemEntropy(pool_size);
    this.spawn_key = [...spawn_key];
    this.#childrenSpawned = n_children_spawned;
    this.#pool = this.#mixed(this.#assembled());
  }

  /** How many children {@link SeedSequenceCore.spawn} has made. */
  get n_children_spawned(): number {
    return this.#childrenSpawned;
  }

  /** The arguments that make this sequence again. */
  get state(): {
    entropy: Entropy;
    spawn_key: readonly number[];
    pool_size: number;
    n_children_spawned: number;
  } {
    return {
      entropy: this.entropy,
      spawn_key: this.spawn_key,
      pool_size: this.pool_size,
      n_children_spawned: this.#childrenSpawned,
    };
  }

  protected get poolWords(): Uint32Array {
    return Uint32Array.from(this.#pool);
  }

  /** Numbers the next `count` children: their spawn keys. */
  protected takeChildKeys(count: number): number[][] {
    const keys = Array.from({ length: count }, (_, i) => [
      ...this.spawn_key,
      this.#childrenSpawned + i,
    ]);
    this.#childrenSpawned += count;
    return keys;
  }

  /** `count` 32-bit words; 64-bit words are pairs of them, the low half first. */
  words(count: number): Uint32Array {
    const hash = outputHash();
    const words = new Uint32Array(count);
    for (let i = 0; i < count; i++) words[i] = hash.hash(this.#pool[i % this.pool_size]!);
    return words;
  }

  #assembled(): number[] {
    const own = entropyWords(this.entropy);
    const spawned = entropyWords(this.spawn_key);
    // Children of short seeds must not collide with longer seeds: fill the pool first.
    if (spawned.length > 0) while (own.length < this.pool_size) own.push(0);
    return own.concat(spawned);
  }

  #mixed(entropy: readonly number[]): Int32Array {
    const pool = new Int32Array(this.pool_size);
    const hash = inputHash();
    for (let i = 0; i < pool.length; i++) pool[i] = hash.hash(entropy[i] ?? 0);
    for (let source = 0; source < pool.length; source++) {
      for (let target = 0; target < pool.length; target++) {
        if (source !== target) pool[target] = mix(pool[target]!, hash.hash(pool[source]!));
      }
    }
    for (const word of entropy.slice(pool.length)) {
      for (let target = 0; target < pool.length; target++) {
        pool[target] = mix(pool[target]!, hash.hash(word));
      }
    }
    return pool;
  }
}
