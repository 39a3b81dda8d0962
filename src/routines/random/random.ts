// The namespace np.random: the classes, and the functions of one RandomState that the whole program
// shares, as in NumPy.

import { BitGenerator, MT19937, PCG64 } from "./bit-generator.js";
import { default_rng, Generator } from "./generator.js";
import { RandomState } from "./random-state.js";
import { SeedSequence } from "./seed-sequence.js";

let shared: RandomState | undefined;

/** The functions of `np.random` that belong to the shared RandomState. */
const sharedNames = [
  "seed",
  "get_state",
  "set_state",
  "rand",
  "randn",
  "randint",
  "random",
  "random_sample",
  "normal",
  "standard_normal",
  "uniform",
  "exponential",
  "standard_exponential",
  "choice",
  "shuffle",
  "permutation",
  "bytes",
] as const;

type SharedFunctions = Pick<RandomState, (typeof sharedNames)[number]>;

/** A method of the shared RandomState as a function; the state is made and seeded on first use. */
function sharedFunction(name: keyof SharedFunctions) {
  const call = (...given: unknown[]) => {
    shared ??= new RandomState();
    return (shared[name] as (...given: unknown[]) => unknown)(...given);
  };
  return Object.defineProperty(call, "name", { value: name });
}

const functions = Object.fromEntries(
  sharedNames.map((name) => [name, sharedFunction(name)]),
) as unknown as SharedFunctions;

/** The type of {@link random}. */
export interface Random extends SharedFunctions {
  /** Base of the bit generators. */
  readonly BitGenerator: typeof BitGenerator;
  /** Random numbers from a bit generator; {@link default_rng} makes one. */
  readonly Generator: typeof Generator;
  /** The Mersenne Twister. */
  readonly MT19937: typeof MT19937;
  /** The default bit generator. */
  readonly PCG64: typeof PCG64;
  /** NumPy's older interface, whose streams never change. */
  readonly RandomState: typeof RandomState;
  /** Seeds for bit generators from any integers. */
  readonly SeedSequence: typeof SeedSequence;
  /** A Generator of a seed. */
  readonly default_rng: typeof default_rng;
  /** Another name for `random_sample`. */
  readonly ranf: SharedFunctions["random_sample"];
  /** Another name for `random_sample`. */
  readonly sample: SharedFunctions["random_sample"];
}

/**
 * Random numbers, bit for bit those of NumPy. `default_rng(seed)` makes a Generator, the interface for
 * new code; `seed`, `rand`, `randn`, `randint` and the other functions share one RandomState, seeded by
 * the operating system until `seed` is called.
 *
 * @example
 * ```ts
 * const rng = np.random.default_rng(42);
 * rng.integers(0, 100, 3); // => [ 8 77 65]
 * np.random.seed(42);
 * np.random.rand(2); // => [0.37454012 0.95071431]
 * ```
 */
export const random: Random = {
  ...functions,
  BitGenerator,
  Generator,
  MT19937,
  PCG64,
  RandomState,
  SeedSequence,
  default_rng,
  ranf: functions.random_sample,
  sample: functions.random_sample,
};
