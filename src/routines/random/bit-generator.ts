// The public bit generators: np.random.PCG64 and np.random.MT19937 with their seeding and state. Their
// engines are in pcg64-stream.ts and mt19937-stream.ts; distributions are Generator's and RandomState's.

import { asArray } from "../../array/convert.js";
import { elements } from "../../array/values.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { pythonInt, pythonType } from "../../core/python-values.js";
import { isScalar, type Size, shapeOfSize } from "./arguments.js";
import type { BitStream } from "./bit-stream.js";
import { Mt19937Stream } from "./mt19937-stream.js";
import { Pcg64Stream } from "./pcg64-stream.js";
import { type Entropy, SeedSequence } from "./seed-sequence.js";

/** What a generator may be seeded with; `null` takes entropy from the operating system. */
export type Seed = Entropy | SeedSequence | null;

/** The state of a {@link PCG64}: NumPy's dictionary. */
export interface PCG64State {
  bit_generator: "PCG64";
  state: { state: bigint; inc: bigint };
  has_uint32: number;
  uinteger: number;
}

/** The state of an {@link MT19937}: NumPy's dictionary. */
export interface MT19937State {
  bit_generator: "MT19937";
  state: { key: NDArray<"uint32">; pos: number };
}

/**
 * Base of the bit generators: sources of random bits, with a state and a way to seed more of the kind.
 *
 * @example
 * ```ts
 * new np.random.PCG64(1) instanceof np.random.BitGenerator; // => true
 * ```
 */
export abstract class BitGenerator {
  /** @internal The engine. */
  abstract readonly stream: BitStream;
  /** The sequence that the first state came from; `null` where an old-style seed set it. */
  seed_seq: SeedSequence | null;

  constructor(seed: Seed = null) {
    if (new.target === BitGenerator) {
      throw new TypeError(
        "BitGenerator is a base class and cannot be instantized (np.random.PCG64 is one that can)",
      );
    }
    this.seed_seq = seed instanceof SeedSequence ? seed : new SeedSequence(seed);
  }

  /** The state, as NumPy's dictionary; assigning it puts the generator there. */
  abstract get state(): PCG64State | MT19937State;
  abstract set state(value: unknown);

  protected abstract make(seed: SeedSequence): BitGenerator;

  /** @internal One raw draw. */
  protected abstract rawDraw(): bigint;
  /** Bits of a raw draw. */
  protected abstract readonly rawWidth: 32 | 64;

  /**
   * The generator's own draws, 64 bits wide (32 of MT19937), as a uint64 array; a bigint without `size`.
   * `{ output: false }` only moves the state on.
   *
   * @returns a bigint, or a new uint64 array (no view), or nothing
   * @throws ValueError for a negative size, TypeError for an unknown option
   * @example
   * ```ts
   * new np.random.PCG64(1).random_raw(2); // => [ 9441442522235856127 17532960557476522086]
   * ```
   */
  random_raw(): bigint;
  random_raw(size: Size): NDArray<"uint64">;
  random_raw(size: Size | null, settings: { output: false }): null;
  random_raw(
    size?: Size | null,
    settings?: { output?: boolean | undefined },
  ): NDArray<"uint64"> | bigint | null {
    const { output = true } = options("random_raw", settings, ["output"]);
    const shape = shapeOfSize(size);
    if (shape === null) {
      const draw = this.rawDraw();
      return output ? draw : null;
    }
    const count = shape.reduce((product, length) => product * length, 1);
    if (!output) {
      for (let i = 0; i < count; i++) this.rawDraw();
      return null;
    }
    const drawn = newArray(shape, toDtype("uint64"));
    const words = new Int32Array(drawn.storage.buffer, drawn.byteOffset, 2 * count);
    if (this.rawWidth === 64) this.stream.fill64(words, 0, count);
    else for (let i = 0; i < count; i++) words.set([this.stream.next32(), 0], 2 * i);
    return drawn;
  }

  /**
   * Independent generators of the same kind.
   *
   * @returns bit generators: no array
   * @throws TypeError if the state did not come from a seed sequence
   * @example
   * ```ts
   * new np.random.PCG64(1).spawn(2).length; // => 2
   * ```
   */
  spawn(n_children: number): this[] {
    if (this.seed_seq === null) {
      throw new TypeError("The underlying SeedSequence does not implement spawning.");
    }
    return this.seed_seq.spawn(n_children).map((child) => this.make(child) as this);
  }

  /** Its class, as NumPy's str has it. */
  toString(): string {
    return this.constructor.name;
  }
}

/** Odd and near the golden ratio of 2^128: what one jump advances a PCG64 by. */
const JUMP = 0x9e3779b97f4a7c15f39cc0605cedc835n;

/**
 * PCG-64 (XSL-RR 128/64), the generator behind `np.random.default_rng`: a period of 2^128, and the very
 * bits of NumPy's.
 *
 * @param seed - a non-negative integer, an array of them, or a SeedSequence
 * @example
 * ```ts
 * const bits = new np.random.PCG64(42);
 * bits.random_raw(); // => 14276969152011380360
 * new np.random.Generator(bits).integers(10, { size: 3 }); // => [6 4 4]
 * ```
 */
export class PCG64 extends BitGenerator {
  /** @internal */
  readonly stream: Pcg64Stream;
  protected readonly rawWidth = 64;

  constructor(seed: Seed = null) {
    super(seed);
    this.stream = new Pcg64Stream(this.seed_seq!.words(8));
  }

  /** The state as NumPy's dictionary: bigints, and what is left of a 64-bit draw. It may be set. */
  get state(): PCG64State {
    const { state, increment, half, hasHalf } = this.stream;
    return {
      bit_generator: "PCG64",
      state: { state, inc: increment },
      has_uint32: hasHalf ? 1 : 0,
      uinteger: half,
    };
  }

  set state(value: PCG64State) {
    checkKind(value, "PCG64");
    this.stream.setPosition(value.state.state, value.state.inc);
    this.stream.hasHalf = value.has_uint32 !== 0;
    this.stream.half = value.uinteger;
  }

  /**
   * Moves on by `delta` draws (modulo 2^128) at once. Returns the generator itself.
   *
   * @returns the generator itself: no array
   * @throws TypeError for what is no integer
   * @example
   * ```ts
   * new np.random.PCG64(1).advance(2).random_raw() === new np.random.PCG64(1).random_raw(3).itemBigInt(2); // => true
   * ```
   */
  advance(delta: number | bigint): this {
    if (typeof delta !== "bigint" && !Number.isInteger(delta)) {
      throw new TypeError(
        `'${pythonType(delta)}' object cannot be interpreted as an integer (delta is ${String(delta)})`,
      );
    }
    this.stream.advance(BigInt(delta));
    return this;
  }

  /**
   * A generator as if this one had drawn about 2^127 times `jumps` numbers.
   *
   * @returns a bit generator: no array
   * @throws ValueError for text that is no integer
   * @example
   * ```ts
   * new np.random.PCG64(1).jumped() instanceof np.random.PCG64; // => true
   * ```
   */
  jumped(jumps: number | bigint = 1): PCG64 {
    const other = new PCG64(this.seed_seq);
    other.state = this.state;
    // int(jumps), as in Python
    return other.advance(JUMP * BigInt(pythonInt(jumps)));
  }

  protected make(seed: SeedSequence): PCG64 {
    return new PCG64(seed);
  }

  protected rawDraw(): bigint {
    const low = this.stream.next64();
    return (BigInt(this.stream.high >>> 0) << 32n) | BigInt(low >>> 0);
  }
}

/**
 * The Mersenne Twister, the generator behind `np.random.RandomState` and the functions of `np.random`.
 * Made here it is seeded through a SeedSequence, as NumPy's class is; `RandomState(seed)` seeds it the
 * old way.
 *
 * @param seed - a non-negative integer, an array of them, or a SeedSequence
 * @example
 * ```ts
 * new np.random.MT19937(3).random_raw(); // => 3843294716
 * ```
 */
export class MT19937 extends BitGenerator {
  /** @internal */
  readonly stream = new Mt19937Stream();
  protected readonly rawWidth = 32;

  constructor(seed: Seed = null) {
    super(seed);
    this.stream.seedState(this.seed_seq!.words(624));
  }

  /**
   * @internal Seeds as RandomState does.
   * @throws ValueError, TypeError for what is no seed
   */
  seedLegacy(seed: Seed): void {
    if (seed === null || seed instanceof SeedSequence) {
      this.seed_seq = seed ?? new SeedSequence();
      this.stream.seedState(this.seed_seq.words(624));
      return;
    }
    if (isScalar(seed)) {
      this.stream.seedInteger(legacyWord(seed));
    } else {
      this.stream.seedArray(legacyWords(seed));
    }
    this.seed_seq = null;
  }

  /** The state as NumPy's dictionary: 624 words and the position in them. It may be set. */
  get state(): MT19937State {
    const key = newArray([624], toDtype("uint32"));
    new Int32Array(key.storage.buffer, key.byteOffset, 624).set(this.stream.key);
    return { bit_generator: "MT19937", state: { key, pos: this.stream.position } };
  }

  set state(value: { bit_generator: string; state: { key: unknown; pos: number } }) {
    checkKind(value, "MT19937");
    const key = [...elements(asArray(value.state.key))].map(Number);
    if (key.length !== 624) {
      throw new ValueError(`state key must have 624 words: got ${key.length}`);
    }
    this.stream.key.set(key);
    this.stream.position = value.state.pos;
  }

  protected make(seed: SeedSequence): MT19937 {
    return new MT19937(seed);
  }

  protected rawDraw(): bigint {
    return BigInt(this.stream.next32());
  }
}

function checkKind(value: unknown, kind: string): void {
  const given = (value as { bit_generator?: unknown } | null)?.bit_generator;
  if (given === kind) return;
  throw new ValueError(`state must be for a ${kind} RNG: got one for ${String(given)}`);
}

function legacyWord(seed: number | bigint): number {
  if (typeof seed === "number" && !Number.isInteger(seed)) {
    throw new TypeError(
      `Cannot cast scalar from dtype('float64') to dtype('int64') according to the rule 'safe': the seed ${seed} is not an integer`,
    );
  }
  if (seed < 0 || seed > 0xffffffff) {
    throw new ValueError(`Seed must be between 0 and 2**32 - 1: got ${seed}`);
  }
  return Number(seed);
}

function legacyWords(seed: Entropy): number[] {
  const array = asArray(seed);
  if (array.size === 0) throw new ValueError("Seed must be non-empty");
  if (array.dtype.kind !== "i" && array.dtype.kind !== "u" && array.dtype.kind !== "b") {
    throw new TypeError(
      `Cannot cast array data from dtype('${array.dtype.name}') to dtype('int64') according to the rule 'safe'`,
    );
  }
  if (array.ndim > 1) throw new ValueError(`Seed array must be 1-d: got ${array.ndim} dimensions`);
  return [...elements(array)].map((word) => legacyWord(word as number | bigint));
}
