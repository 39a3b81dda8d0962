// np.random.SeedSequence: what seeds may be, spawning, and the words generators start from. The hash
// itself is in seed-hash.ts.

import { elements } from "../../array/values.js";
import { type DTypeLike, dtype as toDtype } from "../../core/dtype.js";
import { MemoryError, ValueError } from "../../core/errors.js";
import { NDArray, newArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { pythonIndex, pythonList } from "../../core/python-values.js";
import { fillFromPool, mixedPool } from "./seed-hash.js";

/** What a seed may be made of: non-negative integers, and arrays of them nested to any depth. */
export type Entropy = number | bigint | NDArray | Iterable<Entropy>;

/** More sequences than this are a mistake, and take long before memory runs out. */
const MOST_CHILDREN = 2 ** 22;
/** Mixing takes the square of the pool's size. */
const LARGEST_POOL = 2 ** 12;
const MINIMUM_POOL = 4;
const uint32 = toDtype("uint32");
const uint64 = toDtype("uint64");

/** The 32-bit words of a seed, least significant first; each integer takes at least one. */
function entropyWords(entropy: Entropy, words: number[] = []): number[] {
  if (typeof entropy === "number" || typeof entropy === "bigint") {
    let rest = seedInteger(entropy);
    do {
      words.push(Number(rest & 0xffffffffn));
      rest >>= 32n;
    } while (rest > 0n);
  } else if (isIterable(entropy)) {
    const parts = entropy instanceof NDArray ? elements(entropy) : entropy;
    for (const part of parts as Iterable<Entropy>) {
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
        `seed ${value} is beyond 2**53 and may have been rounded: write a bigint`,
      );
    }
  }
  if (value < 0) throw new ValueError(`expected non-negative integer: got ${value}`);
  return BigInt(value);
}

function isIterable(value: unknown): value is NDArray | Iterable<Entropy> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function notEntropy(value: unknown): TypeError {
  return new TypeError(
    `SeedSequence expects int or sequence of ints for entropy not ${String(value)}`,
  );
}

/** `words` times 32 bits from the operating system. */
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
  readonly spawn_key?: Iterable<number> | undefined;
  /** Words of 32 bits in the pool; at least 4. */
  readonly pool_size?: number | undefined;
  /** Children spawned so far. */
  readonly n_children_spawned?: number | undefined;
}

/**
 * Mixes entropy of any kind into the initial state of bit generators, the same state for the same
 * entropy everywhere; `spawn` makes independent children for parallel streams. Without entropy it takes
 * 128 bits from the operating system, which `entropy` then shows.
 *
 * @throws TypeError for entropy that is not integers; ValueError for negative integers
 * @example
 * ```ts
 * const sequence = new np.random.SeedSequence(12345);
 * sequence.generate_state(2); // => [2688385916 3048105090]
 * sequence.spawn(2).length; // => 2
 * ```
 */
export class SeedSequence {
  /** What was given, or what the operating system gave. */
  readonly entropy: Entropy;
  /** Which child of which child it is; empty for a first one. */
  readonly spawn_key: readonly number[];
  /** Number of 32-bit words that the entropy is mixed into. */
  readonly pool_size: number;
  readonly #pool: Int32Array;
  #childrenSpawned: number;

  constructor(entropy: Entropy | null = null, settings?: SeedSequenceOptions) {
    const {
      spawn_key = [],
      pool_size = MINIMUM_POOL,
      n_children_spawned = 0,
    } = options("SeedSequence", settings, ["spawn_key", "pool_size", "n_children_spawned"]);
    if (pythonIndex(pool_size, "pool_size") > LARGEST_POOL) {
      throw new MemoryError(
        `Unable to allocate an entropy pool of ${pool_size} words; ${LARGEST_POOL} are more than enough`,
      );
    }
    if (pool_size < MINIMUM_POOL) {
      throw new ValueError(
        `The size of the entropy pool should be at least ${MINIMUM_POOL}: got ${pool_size}`,
      );
    }
    this.pool_size = pool_size;
    this.entropy = entropy ?? systemEntropy(pool_size);
    this.spawn_key = pythonList(spawn_key, "spawn_key").map((one) => pythonIndex(one, "spawn_key"));
    this.#childrenSpawned = n_children_spawned;
    const own = entropyWords(this.entropy);
    const path = entropyWords(this.spawn_key);
    // The children of short seeds must not collide with longer seeds: the pool is filled first.
    if (path.length > 0) while (own.length < pool_size) own.push(0);
    this.#pool = mixedPool([...own, ...path], pool_size);
  }

  /** How many children `spawn` has made. */
  get n_children_spawned(): number {
    return this.#childrenSpawned;
  }

  /** The mixed entropy: `pool_size` words. */
  get pool(): NDArray<"uint32"> {
    const pool = newArray([this.pool_size], uint32);
    unsignedWords(pool).set(this.#pool);
    return pool;
  }

  /** The arguments that make this sequence again. */
  get state(): {
    entropy: Entropy;
    spawn_key: readonly number[];
    pool_size: number;
    n_children_spawned: number;
  } {
    const { entropy, spawn_key, pool_size, n_children_spawned } = this;
    return { entropy, spawn_key, pool_size, n_children_spawned };
  }

  /**
   * `n_words` words for a generator's initial state, `"uint32"` or `"uint64"`.
   *
   * @returns a new array (no view)
   * @throws ValueError for another dtype
   * @example
   * ```ts
   * new np.random.SeedSequence(42).generate_state(2); // => [3444837047 2669555309]
   * ```
   */
  generate_state(n_words: number): NDArray<"uint32">;
  generate_state<T extends "uint32" | "uint64">(n_words: number, dtype: T): NDArray<T>;
  generate_state(n_words: number, dtype: DTypeLike = "uint32"): NDArray {
    const wanted = toDtype(dtype);
    if (!wanted.equals(uint32) && !wanted.equals(uint64)) {
      throw new ValueError(`only support uint32 or uint64: got ${wanted.name}`);
    }
    const state = newArray([pythonIndex(n_words, "n_words")], wanted);
    fillFromPool(this.#pool, unsignedWords(state));
    return state;
  }

  /** @internal `count` 32-bit words; a 64-bit word is a pair of them, the low half first. */
  words(count: number): Uint32Array {
    const words = new Uint32Array(count);
    fillFromPool(this.#pool, words);
    return words;
  }

  /**
   * `n_children` sequences with entropy of their own, different for every call.
   *
   * @returns seed sequences: no array
   * @returns a list of seed sequences: no arrays
   * @throws TypeError for what is no integer
   * @example
   * ```ts
   * new np.random.SeedSequence(42).spawn(2).map((one) => one.spawn_key); // => 0,1
   * ```
   */
  spawn(n_children: number): SeedSequence[] {
    const first = this.#childrenSpawned;
    const count = Math.max(0, pythonIndex(n_children, "n_children"));
    if (count > MOST_CHILDREN) {
      throw new MemoryError(
        `Unable to allocate ${count} seed sequences; spawn at most ${MOST_CHILDREN}`,
      );
    }
    this.#childrenSpawned += count;
    return Array.from(
      { length: count },
      (_, i) =>
        new SeedSequence(this.entropy, {
          spawn_key: [...this.spawn_key, first + i],
          pool_size: this.pool_size,
        }),
    );
  }

  /** Its class and arguments, as NumPy's repr has them. */
  toString(): string {
    const lines = [`    entropy=${String(this.entropy)},`];
    if (this.spawn_key.length > 0) {
      lines.push(
        `    spawn_key=(${this.spawn_key.join(", ")}${this.spawn_key.length === 1 ? "," : ""}),`,
      );
    }
    if (this.pool_size !== MINIMUM_POOL) lines.push(`    pool_size=${this.pool_size},`);
    if (this.n_children_spawned !== 0) {
      lines.push(`    n_children_spawned=${this.n_children_spawned},`);
    }
    return `SeedSequence(\n${lines.join("\n")}\n)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** The memory of a fresh array of words. */
function unsignedWords(array: NDArray): Uint32Array {
  return new Uint32Array(array.storage.buffer, array.byteOffset, array.nbytes / 4);
}
