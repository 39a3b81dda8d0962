// np.random.RandomState, the old interface, whose streams NumPy has frozen: MT19937, the polar method,
// masked rejection. The functions of np.random belong to one RandomState (see random.ts).

import { asArray } from "../../array/convert.js";
import type { DTypeLike } from "../../core/dtype.js";
import { IndexError, ValueError } from "../../core/errors.js";
import type { NDArray } from "../../core/ndarray.js";
import { isOptions, options } from "../../core/options.js";
import { pythonList, shown } from "../../core/python-values.js";
import type { ResolveDType } from "../../core/types.js";
import {
  type IntegerParameter,
  isArrayLike,
  type Parameter,
  readArguments,
  type Size,
  shapeOfSize,
} from "./arguments.js";
import {
  BitGenerator,
  MT19937,
  type MT19937State,
  type PCG64State,
  type Seed,
} from "./bit-generator.js";
import type { BitStream } from "./bit-stream.js";
import { type ChoiceWords, choose } from "./choice.js";
import { Distributions } from "./distributions.js";
import { type Drawn, drawFloats, type IntegerKey, type IntegerSpec } from "./fresh.js";
import { fillExponentialByLog, fillGauss, type GaussCache } from "./gauss.js";
import { drawIntegers } from "./integer-draws.js";
import { permutedCopy, permutedRange, shuffleArray, shuffleList } from "./reorder.js";
import { Positions, permutedPositions } from "./shuffle.js";
import { randomBytes } from "./uniform.js";

/** RandomState's state as NumPy's tuple. */
export type LegacyState = readonly [
  bit_generator: "MT19937",
  key: NDArray<"uint32">,
  pos: number,
  has_gauss: number,
  cached_gaussian: number,
];

/** RandomState's state as NumPy's dictionary. */
export type RandomStateState = (MT19937State | PCG64State) & { has_gauss: number; gauss: number };

/** Options of `randint`. */
export interface RandintOptions<T extends IntegerSpec = IntegerSpec> {
  /** Upper bound, excluded; without it the range is [0, low). */
  high?: IntegerParameter | null | undefined;
  size?: Size | null | undefined;
  /** An integer dtype or bool; int64 by default. */
  dtype?: T | undefined;
}

type IntegerIn<O> = O extends { dtype: infer T extends DTypeLike }
  ? Extract<ResolveDType<T>, "bool" | IntegerKey>
  : "int64";

/** Options of RandomState's `choice`. */
export interface LegacyChoiceOptions {
  size?: Size | null | undefined;
  /** Whether an item may be taken more than once; true by default. */
  replace?: boolean | undefined;
  /** Probability of each item; all the same by default. */
  p?: Parameter | null | undefined;
}

const words: ChoiceWords = {
  noPopulation: "a must be greater than 0 unless no samples are taken",
  empty: "'a' cannot be empty unless no samples are taken",
  tooLarge: "Cannot take a larger sample than population when 'replace=False'",
  p1d: "'p' must be 1-dimensional",
  sameSize: "'a' and 'p' must have same size",
  nan: "probabilities contain NaN",
  negative: "probabilities are not non-negative",
  sum: "probabilities do not sum to 1",
};

/**
 * The random numbers of NumPy before 1.17, and of the functions of `np.random` to this day: the same seed
 * gives the same numbers as in NumPy. For new code {@link default_rng} is better and faster.
 *
 * @param seed - an integer below 2^32, an array of them, a SeedSequence, a bit generator; `null` takes
 * entropy from the operating system
 * @throws ValueError, TypeError for what is no seed
 * @example
 * ```ts
 * const state = new np.random.RandomState(42);
 * state.rand(3); // => [0.37454012 0.95071431 0.73199394]
 * state.randint(0, 10, 5); // => [4 6 9 2 6]
 * ```
 */
export class RandomState extends Distributions {
  readonly #bitGenerator: BitGenerator;
  readonly #bits: BitStream;
  readonly #gauss: GaussCache = { value: 0, waiting: false };
  protected readonly ordersBounds = false;

  constructor(seed: Seed | BitGenerator = null) {
    super();
    if (seed instanceof BitGenerator) {
      this.#bitGenerator = seed;
    } else {
      const twister = new MT19937(0);
      twister.seedLegacy(seed);
      this.#bitGenerator = twister;
    }
    this.#bits = this.#bitGenerator.stream;
  }

  /** @internal Where the bits come from. */
  get bit_generator(): BitGenerator {
    return this.#bitGenerator;
  }

  /**
   * Starts over from a seed.
   *
   * @throws ValueError "Seed must be between 0 and 2**32 - 1"; TypeError for other bit generators
   * @example
   * ```ts
   * np.random.seed(0);
   * np.random.rand(); // => 0.5488135039273248
   * ```
   */
  seed(seed: Seed = null): void {
    if (!(this.#bitGenerator instanceof MT19937)) {
      throw new TypeError(
        `can only re-seed a MT19937 BitGenerator, this is a ${this.#bitGenerator}`,
      );
    }
    this.#bitGenerator.seedLegacy(seed);
    this.#resetGauss();
  }

  #resetGauss(): void {
    this.#gauss.value = 0;
    this.#gauss.waiting = false;
  }

  /**
   * The whole state: NumPy's tuple, or with `{ legacy: false }` its dictionary.
   *
   * @returns a list or an object, with the words as a new array (a copy)
   * @throws TypeError for an unknown option
   * @example
   * ```ts
   * new np.random.RandomState(1).get_state()[0]; // => MT19937
   * ```
   */
  get_state(settings?: { legacy?: true | undefined }): LegacyState;
  get_state(settings: { legacy: boolean }): LegacyState | RandomStateState;
  get_state(settings?: { legacy?: boolean | undefined }): LegacyState | RandomStateState {
    const { legacy = true } = options("get_state", settings, ["legacy"]);
    const state = this.#bitGenerator.state;
    const has_gauss = this.#gauss.waiting ? 1 : 0;
    const gauss = this.#gauss.value;
    if (!legacy || state.bit_generator !== "MT19937") return { ...state, has_gauss, gauss };
    return ["MT19937", state.state.key, state.state.pos, has_gauss, gauss];
  }

  /**
   * Takes a state of {@link RandomState.get_state}.
   *
   * @throws ValueError for the state of another bit generator
   * @example
   * ```ts
   * const state = np.random.get_state();
   * const first = np.random.rand();
   * np.random.set_state(state);
   * np.random.rand() === first; // => true
   * ```
   */
  set_state(state: LegacyState | RandomStateState | readonly unknown[]): void {
    if (!isOptions(state)) {
      if (typeof state !== "object" || state === null) {
        throw new TypeError(`state must be a dict or a tuple. (got ${shown(state)})`);
      }
      const parts = pythonList(state, "state") as unknown as LegacyState;
      const [kind, key, pos, has_gauss = 0, gauss = 0] = parts;
      if (kind !== "MT19937") {
        throw new ValueError(
          `set_state can only be used with legacy MT19937 state instances: got ${String(kind)}`,
        );
      }
      this.#bitGenerator.state = { bit_generator: kind, state: { key, pos } };
      this.#gauss.waiting = Boolean(has_gauss);
      this.#gauss.value = Number(gauss);
      return;
    }
    const { has_gauss, gauss, ...bits } = state as RandomStateState;
    this.#bitGenerator.state = bits;
    this.#gauss.waiting = Boolean(has_gauss);
    this.#gauss.value = Number(gauss);
  }

  /**
   * Uniform floats in [0, 1) in an array of the given lengths; a number without any. The array is
   * new, no view.
   *
   * @throws ValueError for a negative length, TypeError for one that is no integer
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.rand(2, 2); // => [[0.37454012 0.95071431] [0.73199394 0.59865848]]
   * ```
   */
  rand(): number;
  rand(...lengths: number[]): NDArray<"float64">;
  rand(...lengths: number[]): number | NDArray<"float64"> {
    if (lengths.length === 0) return this.#bits.nextDouble();
    return drawFloats(lengthsOf("rand", lengths), (out) => this.#bits.fillDouble(out));
  }

  /**
   * Standard normal floats in an array of the given lengths; a number without any. The array is
   * new, no view.
   *
   * @throws ValueError for a negative length, TypeError for one that is no integer
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.randn(3); // => [ 0.49671415 -0.1382643   0.64768854]
   * ```
   */
  randn(): number;
  randn(...lengths: number[]): NDArray<"float64">;
  randn(...lengths: number[]): number | NDArray<"float64"> {
    return drawFloats(lengthsOf("randn", lengths), (out) => this.fillNormal(out));
  }

  /**
   * Uniform floats in [0, 1).
   *
   * @returns a number without `size`, else a new float64 array (no view)
   * @throws ValueError for a negative size, TypeError for one that is no integer
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.random_sample(2); // => [0.37454012 0.95071431]
   * ```
   */
  random_sample(size?: null): number;
  random_sample(size: Size | { size: Size }): NDArray<"float64">;
  random_sample(...given: unknown[]): number | NDArray<"float64"> {
    return drawFloats(sizeIn("random_sample", given), (out) => this.#bits.fillDouble(out));
  }

  /**
   * Uniform floats in [0, 1): another name for `random_sample`.
   *
   * @returns a number without `size`, else a new float64 array (no view)
   * @throws ValueError for a negative size, TypeError for one that is no integer
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.random(2); // => [0.37454012 0.95071431]
   * ```
   */
  random(size?: null): number;
  random(size: Size | { size: Size }): NDArray<"float64">;
  random(...given: unknown[]): number | NDArray<"float64"> {
    return drawFloats(sizeIn("random", given), (out) => this.#bits.fillDouble(out));
  }

  /**
   * Standard normal floats: mean 0, standard deviation 1, by the polar method.
   *
   * @returns a number without `size`, else a new float64 array (no view)
   * @throws ValueError for a negative size, TypeError for one that is no integer
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.standard_normal(2); // => [ 0.49671415 -0.1382643 ]
   * ```
   */
  standard_normal(size?: null): number;
  standard_normal(size: Size | { size: Size }): NDArray<"float64">;
  standard_normal(...given: unknown[]): number | NDArray<"float64"> {
    return drawFloats(sizeIn("standard_normal", given), (out) => this.fillNormal(out));
  }

  /**
   * Standard exponential floats: mean 1.
   *
   * @returns a number without `size`, else a new float64 array (no view)
   * @throws ValueError for a negative size, TypeError for one that is no integer
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.standard_exponential(2); // => [0.46926809 3.01012143]
   * ```
   */
  standard_exponential(size?: null): number;
  standard_exponential(size: Size | { size: Size }): NDArray<"float64">;
  standard_exponential(...given: unknown[]): number | NDArray<"float64"> {
    return drawFloats(sizeIn("standard_exponential", given), (out) => this.fillExponential(out));
  }

  /**
   * Uniform integers in [low, high), in [0, low) without `high`. Bounds may be arrays, which broadcast.
   *
   * @returns a number without `size` and arrays, else a new array (no view)
   * @throws ValueError "low >= high", "high is out of bounds for int8" and the like; TypeError for
   * a dtype that holds no integers; RangeError without a size if a number cannot hold every result
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.randint(0, 100, 5); // => [51 92 14 71 60]
   * np.random.randint(10, { size: [2, 3], dtype: "int8" }).shape; // => 2,3
   * ```
   */
  randint(low: number | bigint, high?: number | bigint | null, size?: null): number;
  randint(low: IntegerParameter, high: IntegerParameter | null, size: Size): NDArray<"int64">;
  randint<const O extends RandintOptions>(low: number | bigint, options: O): Drawn<O, IntegerIn<O>>;
  randint<const O extends RandintOptions>(
    low: number | bigint,
    high: number | bigint | null,
    options: O,
  ): Drawn<O, IntegerIn<O>>;
  randint<const O extends RandintOptions>(
    low: IntegerParameter,
    high: IntegerParameter | null,
    size: Size,
    options: O,
  ): NDArray<IntegerIn<O>>;
  randint<const O extends RandintOptions>(
    low: IntegerParameter,
    high: IntegerParameter | null,
    options: O,
  ): NDArray<IntegerIn<O>>;
  randint(low: IntegerParameter, high?: IntegerParameter | null): NDArray<"int64">;
  randint(...given: unknown[]): unknown {
    const read = readArguments<RandintOptions & { low: IntegerParameter }>("randint", given, [
      "low",
      "high",
      "size",
      "dtype",
    ]);
    if (read.low === undefined) throw new TypeError("randint() missing the argument 'low'");
    return drawIntegers(this.#bits, {
      routine: "randint",
      low: read.low,
      high: read.high,
      size: read.size,
      dtype: read.dtype,
      endpoint: false,
    });
  }

  /**
   * `length` random bytes.
   *
   * @throws TypeError for what is no number
   * @example
   * ```ts
   * new np.random.RandomState(42).bytes(4).length; // => 4
   * ```
   */
  bytes(length: number): Uint8Array {
    return randomBytes(this.#bits, length);
  }

  /**
   * A random sample of the integers 0 to `a - 1`, or of the items of the one-dimensional `a`. A copy.
   * Without `size` one item.
   *
   * @throws ValueError for an empty population, too large a sample without replacement, or
   * probabilities that are not
   * @example
   * ```ts
   * np.random.seed(1);
   * np.random.choice(5, 3); // => [3 4 0]
   * np.random.choice(["a", "b"], { size: 2, p: [0, 1] }); // => ['b' 'b']
   * ```
   */
  choice(a: number, size?: null): number;
  choice(a: number, size: Size, options?: LegacyChoiceOptions): NDArray<"int64">;
  choice(a: number, options: LegacyChoiceOptions & { size: Size }): NDArray<"int64">;
  choice(a: unknown, size: Size, options?: LegacyChoiceOptions): NDArray;
  choice(a: unknown, options: LegacyChoiceOptions & { size: Size }): NDArray;
  choice(a: unknown, options?: LegacyChoiceOptions): unknown;
  choice(a: unknown, ...given: unknown[]): unknown {
    const read = readArguments<LegacyChoiceOptions & { a: unknown }>(
      "choice",
      [a, ...given],
      ["a", "size", "replace", "p"],
    );
    if (isArrayLike(a) && asArray(a).ndim !== 1) throw new ValueError("a must be 1-dimensional");
    const chooser = {
      words,
      piece: true,
      uniform: (out: Float64Array) => this.#bits.fillDouble(out),
      positions: (population: number, shape: readonly number[]) =>
        this.randint(0, Math.max(population, 1), shape),
      distinct: (population: number, count: number) =>
        permutedPositions(new Positions(this.#bits, "masked"), population).subarray(0, count),
    };
    const { size, replace = true, p } = read;
    return choose(chooser, { a, size, replace, p, axis: 0 });
  }

  /**
   * Puts the sub-arrays of an array along the first axis, or the items of a JavaScript array, in random
   * order, in place.
   *
   * @throws ValueError if the array is read-only
   * @example
   * ```ts
   * const deck = np.array([1, 2, 3, 4, 5]);
   * new np.random.RandomState(1).shuffle(deck);
   * deck; // => [3 2 5 1 4]
   * ```
   */
  shuffle(x: NDArray | ArrayBufferView | unknown[]): void {
    const positions = new Positions(this.#bits, "masked");
    if (Array.isArray(x)) shuffleList(positions, x);
    else shuffleArray(positions, asArray(x));
  }

  /**
   * The integers 0 to `x - 1`, or a copy of the array `x`, in random order.
   *
   * @throws IndexError for a value that is no integer
   * @example
   * ```ts
   * np.random.seed(3);
   * np.random.permutation(5); // => [3 4 1 0 2]
   * ```
   */
  permutation(x: number | bigint): NDArray<"int64">;
  permutation<T extends NDArray>(x: T): T;
  permutation(x: unknown): NDArray;
  permutation(x: unknown): NDArray {
    const positions = new Positions(this.#bits, "masked");
    if (Number.isInteger(x) || typeof x === "bigint") return permutedRange(positions, Number(x));
    if (!isArrayLike(x)) {
      throw new IndexError(`x must be an integer or at least 1-dimensional: got ${String(x)}`);
    }
    return permutedCopy(positions, asArray(x));
  }

  protected fillUniform(out: Float64Array): void {
    this.#bits.fillDouble(out);
  }

  protected fillNormal(out: Float64Array): void {
    fillGauss(this.#bits, this.#gauss, out);
  }

  protected fillExponential(out: Float64Array): void {
    fillExponentialByLog(this.#bits, out);
  }

  /** Its class and its bit generator's, as NumPy's str has it. */
  override toString(): string {
    return `RandomState(${this.#bitGenerator})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** The lengths given one by one; no lengths at all are no size. */
function lengthsOf(routine: string, lengths: readonly unknown[]): number[] | null {
  if (lengths.length === 0) return null;
  for (const length of lengths) {
    if (typeof length !== "number" || !Number.isInteger(length)) {
      throw new TypeError(
        `${routine}() takes the lengths one by one, as integers: got ${String(length)}`,
      );
    }
  }
  return shapeOfSize(lengths as number[]);
}

function sizeIn(routine: string, given: readonly unknown[]): number[] | null {
  return shapeOfSize(
    readArguments<{ size?: Size | null | undefined }>(routine, given, ["size"]).size,
  );
}
