// np.random.Generator and default_rng: the new interface to random numbers. Arguments and results are
// here; what is drawn is in the files beside this one.

import { asArray } from "../../array/convert.js";
import { copyArray, copyInto } from "../../array/copy.js";
import type { DTypeLike } from "../../core/dtype.js";
import { AxisError, ValueError } from "../../core/errors.js";
import { sameNumbers } from "../../core/layout.js";
import { NDArray } from "../../core/ndarray.js";
import { oneOf, options } from "../../core/options.js";
import { shown } from "../../core/python-values.js";
import type { ResolveDType } from "../../core/types.js";
import {
  type IntegerParameter,
  isArrayLike,
  type Parameter,
  readArguments,
  type Size,
  shapeOfSize,
} from "./arguments.js";
import { BitGenerator, PCG64, type Seed } from "./bit-generator.js";
import type { BitStream } from "./bit-stream.js";
import { type ChoiceWords, choose } from "./choice.js";
import { Distributions } from "./distributions.js";
import {
  type Drawn,
  drawFloats,
  drawStandard,
  type FloatKey,
  type FloatSpec,
  type IntegerKey,
  type IntegerSpec,
} from "./fresh.js";
import { drawIntegers } from "./integer-draws.js";
import { RandomState } from "./random-state.js";
import {
  permutedCopy,
  permutedRange,
  shuffleArray,
  shuffleList,
  shuffleSlices,
} from "./reorder.js";
import { Positions, samplePositions } from "./shuffle.js";
import { fillExponentialByInversion, fillFloat, randomBytes } from "./uniform.js";
import {
  fillStandardExponential,
  fillStandardExponentialFloat,
  fillStandardNormal,
  fillStandardNormalFloat,
} from "./ziggurat.js";

/** Options of the standard distributions. */
export interface StandardOptions<T extends FloatSpec = FloatSpec> {
  size?: Size | null | undefined;
  /** `"float64"` (default) or `"float32"`, which takes half the bits of a draw. */
  dtype?: T | undefined;
  /** A contiguous array of that dtype to fill; it is returned. */
  out?: NDArray | null | undefined;
}

/** Options of `standard_exponential`. */
export interface StandardExponentialOptions<T extends FloatSpec = FloatSpec>
  extends StandardOptions<T> {
  /** `"zig"` (default), the ziggurat method, or `"inv"`, by the logarithm of one uniform number. */
  method?: "zig" | "inv" | undefined;
}

/** Options of `integers`. */
export interface IntegersOptions<T extends IntegerSpec = IntegerSpec> {
  /** Upper bound; without it the range is [0, low). */
  high?: IntegerParameter | null | undefined;
  size?: Size | null | undefined;
  /** An integer dtype or bool; int64 by default. */
  dtype?: T | undefined;
  /** Whether `high` itself may be drawn; false by default. */
  endpoint?: boolean | undefined;
}

/** The dtype named in options, `Fallback` where there is none. */
type KeyIn<O, Fallback> = O extends { dtype: infer T extends DTypeLike }
  ? Extract<ResolveDType<T>, "bool" | FloatKey | IntegerKey>
  : Fallback;

type FloatDraw<O> = Drawn<O, Extract<KeyIn<O, "float64">, FloatKey>>;
type IntegerDraw<O> = Drawn<O, Extract<KeyIn<O, "int64">, "bool" | IntegerKey>>;
type IntegerArray<O> = NDArray<Extract<KeyIn<O, "int64">, "bool" | IntegerKey>>;

/** Options of `choice`. */
export interface ChoiceOptions {
  size?: Size | null | undefined;
  /** Whether an item may be taken more than once; true by default. */
  replace?: boolean | undefined;
  /** Probability of each item; all the same by default. */
  p?: Parameter | null | undefined;
  /** Axis along which the items lie; 0 by default. */
  axis?: number | undefined;
  /** Whether a sample without replacement is in random order; true by default, false is faster. */
  shuffle?: boolean | undefined;
}

const standardNames = ["size", "dtype", "out"] as const;

const words: ChoiceWords = {
  noPopulation: "a must be a positive integer unless no samples are taken",
  empty: "a cannot be empty unless no samples are taken",
  tooLarge: "Cannot take a larger sample than population when replace is False",
  p1d: "p must be 1-dimensional",
  sameSize: "a and p must have same size",
  nan: "Probabilities contain NaN",
  negative: "Probabilities are not non-negative",
  sum: "Probabilities do not sum to 1. See Notes section of docstring for more information.",
};

/**
 * Random numbers from a bit generator, in NumPy's very streams: the same seed gives the same numbers as
 * in NumPy. Made by {@link default_rng}.
 *
 * A `size` is a number or a shape; without one a draw is a JavaScript value. Arguments may be given in
 * NumPy's order or by name in an options object.
 *
 * @example
 * ```ts
 * const rng = new np.random.Generator(new np.random.PCG64(12345));
 * rng.random(); // => 0.22733602246716966
 * rng.integers(0, 10, 5); // => [7 3 2 7 6]
 * ```
 */
export class Generator extends Distributions {
  readonly #bitGenerator: BitGenerator;
  readonly #bits: BitStream;
  protected readonly ordersBounds = true;

  /** @throws TypeError for anything but a bit generator */
  constructor(bit_generator: BitGenerator) {
    super();
    if (!(bit_generator instanceof BitGenerator)) {
      throw new TypeError(
        `Generator takes a bit generator such as new np.random.PCG64(seed), got ${String(bit_generator)}: np.random.default_rng(seed) makes both`,
      );
    }
    this.#bitGenerator = bit_generator;
    this.#bits = bit_generator.stream;
  }

  /** Where the bits come from. Its state is the generator's whole state. */
  get bit_generator(): BitGenerator {
    return this.#bitGenerator;
  }

  /**
   * Generators with independent streams, for parallel work.
   *
   * @returns generators: no array
   * @throws TypeError if the bit generator was not seeded by a seed sequence
   * @example
   * ```ts
   * np.random.default_rng(42).spawn(2).length; // => 2
   * ```
   */
  spawn(n_children: number): Generator[] {
    return this.#bitGenerator.spawn(n_children).map((bits) => new Generator(bits));
  }

  /**
   * Uniform floats in [0, 1).
   *
   * @returns a number without `size`, else a new array (no view), or `out`
   * @throws TypeError for a dtype other than float64 and float32
   * @example
   * ```ts
   * np.random.default_rng(42).random(3); // => [0.77395605 0.43887844 0.85859792]
   * np.random.default_rng(42).random([2, 2], { dtype: "float32" }).dtype; // => float32
   * ```
   */
  random(size?: null): number;
  random(size: Size): NDArray<"float64">;
  random<const O extends StandardOptions>(options: O): FloatDraw<O>;
  random<const O extends StandardOptions>(size: Size, options: O): FloatDraw<O & { size: Size }>;
  random(...given: unknown[]): unknown {
    if (given.length === 0) return this.#bits.nextDouble();
    const fills = {
      routine: "random",
      double: (out: Float64Array) => this.#bits.fillDouble(out),
      single: (out: Float32Array) => fillFloat(this.#bits, out),
    };
    const read = readArguments<StandardOptions>("random", given, standardNames);
    return drawStandard(fills, shapeOfSize(read.size), read.dtype, read.out);
  }

  /**
   * Standard normal floats: mean 0, standard deviation 1, by the ziggurat method.
   *
   * @returns a number without `size`, else a new array (no view), or `out`
   * @throws TypeError for a dtype other than float64 and float32, ValueError for a negative size
   * @example
   * ```ts
   * np.random.default_rng(42).standard_normal(3); // => [ 0.30471708 -1.03998411  0.7504512 ]
   * ```
   */
  standard_normal(size?: null): number;
  standard_normal(size: Size): NDArray<"float64">;
  standard_normal<const O extends StandardOptions>(options: O): FloatDraw<O>;
  standard_normal<const O extends StandardOptions>(
    size: Size,
    options: O,
  ): FloatDraw<O & { size: Size }>;
  standard_normal(...given: unknown[]): unknown {
    if (given.length === 0) return drawFloats(null, (out) => this.fillNormal(out));
    const fills = {
      routine: "standard_normal",
      double: (out: Float64Array) => fillStandardNormal(this.#bits, out),
      single: (out: Float32Array) => fillStandardNormalFloat(this.#bits, out),
    };
    const read = readArguments<StandardOptions>("standard_normal", given, standardNames);
    return drawStandard(fills, shapeOfSize(read.size), read.dtype, read.out);
  }

  /**
   * Standard exponential floats: mean 1.
   *
   * @returns a number without `size`, else a new array (no view), or `out`
   * @throws TypeError for a dtype other than float64 and float32, ValueError for a negative size
   * @example
   * ```ts
   * np.random.default_rng(42).standard_exponential(2); // => [2.4042086 2.33618966]
   * ```
   */
  standard_exponential(size?: null): number;
  standard_exponential(size: Size): NDArray<"float64">;
  standard_exponential<const O extends StandardExponentialOptions>(options: O): FloatDraw<O>;
  standard_exponential<const O extends StandardExponentialOptions>(
    size: Size,
    options: O,
  ): FloatDraw<O & { size: Size }>;
  standard_exponential(...given: unknown[]): unknown {
    const read = readArguments<StandardExponentialOptions>("standard_exponential", given, [
      "size",
      "dtype",
      "method",
      "out",
    ]);
    const inverse = oneOf("method", read.method ?? "zig", ["zig", "inv"]) === "inv";
    const fills = {
      routine: "standard_exponential",
      double: (out: Float64Array) =>
        inverse ? fillExponentialByInversion(this.#bits, out) : this.fillExponential(out),
      single: (out: Float32Array) =>
        inverse
          ? fillExponentialByInversion(this.#bits, out)
          : fillStandardExponentialFloat(this.#bits, out),
    };
    return drawStandard(fills, shapeOfSize(read.size), read.dtype, read.out);
  }

  /**
   * Uniform integers in [low, high), in [0, low) without `high`; with `{ endpoint: true }` the upper
   * bound is included. Bounds may be arrays, which broadcast.
   *
   * @returns a number without `size` and arrays, else a new array (no view)
   * @throws ValueError "low >= high", "high is out of bounds for int8" and the like; TypeError for
   * a dtype that holds no integers; RangeError without a size if a number cannot hold every result
   * @example
   * ```ts
   * const rng = np.random.default_rng(42);
   * rng.integers(10, { size: 5 }); // => [0 7 6 4 4]
   * rng.integers(1, 6, { endpoint: true }); // => 6
   * rng.integers([0, 100], [10, 200]).shape; // => 2
   * rng.integers(0, 256, { size: [2, 2], dtype: "uint8" }).dtype; // => uint8
   * ```
   */
  integers(low: number | bigint, high?: number | bigint | null, size?: null): number;
  integers(low: IntegerParameter, high: IntegerParameter | null, size: Size): NDArray<"int64">;
  integers<const O extends IntegersOptions>(low: number | bigint, options: O): IntegerDraw<O>;
  integers<const O extends IntegersOptions>(
    low: number | bigint,
    high: number | bigint | null,
    options: O,
  ): IntegerDraw<O>;
  integers<const O extends IntegersOptions>(
    low: IntegerParameter,
    high: IntegerParameter | null,
    size: Size,
    options: O,
  ): IntegerArray<O>;
  integers<const O extends IntegersOptions>(
    low: IntegerParameter,
    high: IntegerParameter | null,
    options: O,
  ): IntegerArray<O>;
  integers(low: IntegerParameter, high?: IntegerParameter | null): NDArray<"int64">;
  integers(...given: unknown[]): unknown {
    const read = readArguments<IntegersOptions & { low: IntegerParameter }>("integers", given, [
      "low",
      "high",
      "size",
      "dtype",
      "endpoint",
    ]);
    if (read.low === undefined) throw new TypeError("integers() missing the argument 'low'");
    return drawIntegers(this.#bits, {
      routine: "integers",
      low: read.low,
      high: read.high,
      size: read.size,
      dtype: read.dtype,
      endpoint: read.endpoint ?? false,
    });
  }

  /**
   * `length` random bytes.
   *
   * @throws TypeError for what is no number
   * @example
   * ```ts
   * np.random.default_rng(42).bytes(4).length; // => 4
   * ```
   */
  bytes(length: number): Uint8Array {
    return randomBytes(this.#bits, length);
  }

  /**
   * A random sample of the integers 0 to `a - 1`, or of the items of `a` along `axis`. A copy. Without
   * `size` one item.
   *
   * @throws ValueError for an empty population, too large a sample without replacement, or
   * probabilities that are not
   * @example
   * ```ts
   * const rng = np.random.default_rng(3);
   * rng.choice(["red", "green", "blue"], 4).shape; // => 4
   * rng.choice(100, { size: 5, replace: false }).size; // => 5
   * rng.choice(3, { size: 2, p: [0, 1, 0] }); // => [1 1]
   * ```
   */
  choice(a: number, size?: null): number;
  choice(a: number, size: Size, options?: ChoiceOptions): NDArray<"int64">;
  choice(a: number, options: ChoiceOptions & { size: Size }): NDArray<"int64">;
  choice(a: unknown, size: Size, options?: ChoiceOptions): NDArray;
  choice(a: unknown, options: ChoiceOptions & { size: Size }): NDArray;
  choice(a: unknown, options?: ChoiceOptions): unknown;
  choice(a: unknown, ...given: unknown[]): unknown {
    const read = readArguments<ChoiceOptions & { a: unknown }>(
      "choice",
      [a, ...given],
      ["a", "size", "replace", "p", "axis", "shuffle"],
    );
    const chooser = {
      words,
      uniform: (out: Float64Array) => this.#bits.fillDouble(out),
      positions: (population: number, shape: readonly number[]) =>
        this.integers(0, Math.max(population, 1), shape),
      distinct: (population: number, count: number) =>
        samplePositions(
          new Positions(this.#bits, "lemire"),
          population,
          count,
          read.shuffle ?? true,
        ),
    };
    const { size, replace = true, p, axis = 0 } = read;
    return choose(chooser, { a, size, replace, p, axis });
  }

  /**
   * Puts the sub-arrays of an array along `axis`, or the items of a JavaScript array, in random order,
   * in place.
   *
   * @throws ValueError if the array is read-only, AxisError for an axis it has not
   * @example
   * ```ts
   * const deck = np.array([1, 2, 3, 4, 5]);
   * np.random.default_rng(1).shuffle(deck);
   * deck; // => [5 1 2 3 4]
   * ```
   */
  shuffle(
    x: NDArray | ArrayBufferView | unknown[],
    settings?: { axis?: number | undefined },
  ): void {
    const { axis = 0 } = options("shuffle", settings, ["axis"]);
    const positions = new Positions(this.#bits, "masked");
    if (!Array.isArray(x)) {
      shuffleArray(positions, asArray(x), axis);
      return;
    }
    if (axis !== 0) throw new ValueError("Axis argument is only supported on ndarray objects");
    shuffleList(positions, x);
  }

  /**
   * The integers 0 to `x - 1`, or a copy of the array `x`, in random order.
   *
   * @throws AxisError for an axis that `x` has not
   * @example
   * ```ts
   * np.random.default_rng(1).permutation(5); // => [4 0 1 2 3]
   * ```
   */
  permutation(x: number | bigint, options?: { axis?: number | undefined }): NDArray<"int64">;
  permutation<T extends NDArray>(x: T, options?: { axis?: number | undefined }): T;
  permutation(x: unknown, options?: { axis?: number | undefined }): NDArray;
  permutation(x: unknown, settings?: { axis?: number | undefined }): NDArray {
    const { axis = 0 } = options("permutation", settings, ["axis"]);
    const positions = new Positions(this.#bits, "masked");
    if (Number.isInteger(x) || typeof x === "bigint") return permutedRange(positions, Number(x));
    if (!isArrayLike(x)) throw new AxisError(axis, 0);
    return permutedCopy(positions, asArray(x), axis);
  }

  /**
   * A copy with every slice along `axis` in random order of its own, or without an axis with all elements
   * in random order.
   *
   * @throws ValueError for an `out` of another shape or dtype
   * @example
   * ```ts
   * np.random.default_rng(1).permuted([[1, 2, 3], [4, 5, 6]], { axis: 1 }).shape; // => 2,3
   * ```
   */
  permuted(
    x: unknown,
    settings?: { axis?: number | null | undefined; out?: NDArray | null | undefined },
  ): NDArray {
    const { axis = null, out = null } = options("permuted", settings, ["axis", "out"]);
    const source = asArray(x);
    if (out !== null && !((out as unknown) instanceof NDArray)) {
      throw new TypeError(`out must be a numpy array (got ${shown(out)})`);
    }
    if (out !== null && !(out.dtype.equals(source.dtype) && sameNumbers(out.shape, source.shape))) {
      throw new ValueError(
        `output array does not match size of input array: out is ${out.dtype.name} of shape (${out.shape.join(", ")}), x is ${source.dtype.name} of shape (${source.shape.join(", ")})`,
      );
    }
    out?.assertWriteable("out");
    if (source.ndim === 0 && axis === null) {
      throw new TypeError("len() of unsized object: a 0-d array has no order");
    }
    const result = out ?? copyArray(source, "K", "permuted");
    if (result !== source && out !== null) copyInto(result, source, "permuted");
    // all elements are shuffled as they lie in memory, where they lie in either order
    const lying = axis === null && result.flags.fnc ? result.T : result;
    const target = lying.flags.c_contiguous ? lying : copyArray(result, "C", "permuted");
    shuffleSlices(new Positions(this.#bits, "masked"), target, axis);
    if (target !== lying) copyInto(result, target, "permuted");
    return result;
  }

  protected fillUniform(out: Float64Array): void {
    this.#bits.fillDouble(out);
  }

  protected fillNormal(out: Float64Array): void {
    fillStandardNormal(this.#bits, out);
  }

  protected fillExponential(out: Float64Array): void {
    fillStandardExponential(this.#bits, out);
  }

  /** Its class and its bit generator's, as NumPy's str has it. */
  override toString(): string {
    return `Generator(${this.#bitGenerator})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * A generator with NumPy's default bit generator, PCG64. The same seed gives the same numbers as in
 * NumPy; without one it is seeded by the operating system. A Generator is returned as it is.
 *
 * @param seed - a non-negative integer, an array of them, a SeedSequence, a BitGenerator, a
 * Generator
 * @returns a Generator: no array
 * @throws TypeError or ValueError for a seed that is no non-negative integer
 * @example
 * ```ts
 * const rng = np.random.default_rng(42);
 * rng.random(); // => 0.7739560485559633
 * rng.integers(1, 7, { size: 4 }); // => [4 3 3 6]
 * ```
 */
export function default_rng(seed: Seed | BitGenerator | Generator | RandomState = null): Generator {
  if (seed instanceof Generator) return seed;
  if (seed instanceof RandomState) return new Generator(seed.bit_generator);
  return new Generator(seed instanceof BitGenerator ? seed : new PCG64(seed));
}
