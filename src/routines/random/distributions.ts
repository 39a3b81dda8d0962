// The distributions that Generator and RandomState share but for the draws they are made of: normal,
// uniform and exponential numbers with a place and a scale, which may be arrays.

import { elements } from "../../array/values.js";
import { OverflowError, ValueError } from "../../core/errors.js";
import type { NDArray } from "../../core/ndarray.js";
import { add, multiply, subtract } from "../../ufunc/exports.js";
import {
  drawnShape,
  floatParameter,
  type Parameter,
  readArguments,
  type Size,
  shapeOfSize,
} from "./arguments.js";
import { drawFloats } from "./fresh.js";
import { moveAndScale, scaleAll } from "./uniform.js";

/** The arguments of `normal` by name. */
export interface NormalOptions {
  /** Mean; 0 by default. */
  loc?: Parameter | undefined;
  /** Standard deviation; 1 by default. */
  scale?: Parameter | undefined;
  size?: Size | null | undefined;
}

/** The arguments of `uniform` by name. */
export interface UniformOptions {
  /** Lower bound, included; 0 by default. */
  low?: Parameter | undefined;
  /** Upper bound, excluded; 1 by default. */
  high?: Parameter | undefined;
  size?: Size | null | undefined;
}

/** The arguments of `exponential` by name. */
export interface ExponentialOptions {
  /** Mean; 1 by default. */
  scale?: Parameter | undefined;
  size?: Size | null | undefined;
}

/** A number if neither a size nor an array is among the arguments, else an array. */
export type FloatDrawn<O> = O extends { size: Size }
  ? NDArray<"float64">
  : O[keyof O] extends number | null | undefined
    ? number
    : NDArray<"float64">;

type Floats = number | NDArray<"float64">;

/** Draws standard numbers into memory. */
type Fill = (out: Float64Array) => void;

/** The distributions that the old and the new generators have in common. */
export abstract class Distributions {
  protected abstract fillUniform(out: Float64Array): void;
  protected abstract fillNormal(out: Float64Array): void;
  protected abstract fillExponential(out: Float64Array): void;
  /** Whether `uniform` refuses bounds in the wrong order. */
  protected abstract readonly ordersBounds: boolean;

  /**
   * Normal (Gaussian) numbers. A number without `size` and arrays; else a float64 array of shape
   * `size`, or of what `loc` and `scale` broadcast to. The array is new, no view.
   *
   * @throws ValueError "scale < 0"
   * @example
   * ```ts
   * const rng = np.random.default_rng(1);
   * rng.normal(10, 2, [2, 2]).shape; // => 2,2
   * rng.normal([0, 100], 1).shape; // => 2
   * ```
   */
  normal(loc?: number, scale?: number, size?: null): number;
  normal(loc: Parameter, scale: Parameter, size: Size): NDArray<"float64">;
  normal<const O extends NormalOptions>(options: O): FloatDrawn<O>;
  normal<const O extends NormalOptions>(loc: Parameter, options: O): FloatDrawn<O>;
  normal<const O extends NormalOptions>(
    loc: Parameter,
    scale: Parameter,
    options: O,
  ): FloatDrawn<O>;
  normal(loc: Parameter, scale?: Parameter): NDArray<"float64">;
  normal(...given: unknown[]): Floats {
    const read = readArguments<NormalOptions>("normal", given, ["loc", "scale", "size"]);
    const loc = floatParameter(read.loc ?? 0);
    const scale = floatParameter(read.scale ?? 1);
    refuseNegative("scale", scale);
    return this.#placed(loc, scale, read.size, (out) => this.fillNormal(out));
  }

  /**
   * Uniform numbers in [low, high). A number without `size` and arrays; else a float64 array. The
   * array is new, no view.
   *
   * @throws OverflowError if the distance of the bounds is not finite
   * @example
   * ```ts
   * const rng = np.random.default_rng(1);
   * rng.uniform(-1, 1, [2, 500]).shape; // => 2,500
   * rng.uniform({ high: [1, 10, 100] }).shape; // => 3
   * ```
   */
  uniform(low?: number, high?: number, size?: null): number;
  uniform(low: Parameter, high: Parameter, size: Size): NDArray<"float64">;
  uniform<const O extends UniformOptions>(options: O): FloatDrawn<O>;
  uniform<const O extends UniformOptions>(low: Parameter, options: O): FloatDrawn<O>;
  uniform<const O extends UniformOptions>(
    low: Parameter,
    high: Parameter,
    options: O,
  ): FloatDrawn<O>;
  uniform(low: Parameter, high?: Parameter): NDArray<"float64">;
  uniform(...given: unknown[]): Floats {
    const read = readArguments<UniformOptions>("uniform", given, ["low", "high", "size"]);
    const low = floatParameter(read.low ?? 0);
    const range = difference(floatParameter(read.high ?? 1), low);
    checkRange(range, this.ordersBounds);
    return this.#placed(low, range, read.size, (out) => this.fillUniform(out));
  }

  /**
   * Exponential numbers of mean `scale`. A number without `size` and arrays; else a float64 array.
   * The array is new, no view.
   *
   * @throws ValueError "scale < 0"
   * @example
   * ```ts
   * np.random.seed(42);
   * np.random.exponential(2); // => 0.9385361799537182
   * ```
   */
  exponential(scale?: number, size?: null): number;
  exponential(scale: Parameter, size: Size): NDArray<"float64">;
  exponential<const O extends ExponentialOptions>(options: O): FloatDrawn<O>;
  exponential<const O extends ExponentialOptions>(scale: Parameter, options: O): FloatDrawn<O>;
  exponential(scale: Parameter): NDArray<"float64">;
  exponential(...given: unknown[]): Floats {
    const read = readArguments<ExponentialOptions>("exponential", given, ["scale", "size"]);
    const scale = floatParameter(read.scale ?? 1);
    refuseNegative("scale", scale);
    return this.#placed(null, scale, read.size, (out) => this.fillExponential(out));
  }

  /** `place + scale * standard`; without a place `scale * standard`. */
  #placed(place: Floats | null, scale: Floats, size: Size | null | undefined, fill: Fill): Floats {
    const shape = shapeOfSize(size);
    if (typeof scale === "number" && (place === null || typeof place === "number")) {
      return drawFloats(shape, (window) => {
        fill(window);
        if (place === null) scaleAll(window, scale);
        else if (place !== 0 || scale !== 1) moveAndScale(window, place, scale);
      });
    }
    const parameters = place === null ? [scale] : [place, scale];
    const shapes = parameters.map((value) => (typeof value === "number" ? [] : value.shape));
    const drawn = drawFloats(drawnShape(shape, shapes, true), fill) as NDArray<"float64">;
    multiply(drawn, scale, { out: drawn });
    if (place !== null) add(drawn, place, { out: drawn });
    return drawn;
  }
}

/** The numbers of a parameter, one after the other. */
function numbersOf(parameter: Floats): Iterable<number> {
  return typeof parameter === "number" ? [parameter] : (elements(parameter) as Iterable<number>);
}

/** Whether the sign bit is set, as it is in -0. */
const isNegative = (value: number) => value < 0 || Object.is(value, -0);

function refuseNegative(name: string, parameter: Floats): void {
  for (const value of numbersOf(parameter)) {
    if (isNegative(value))
      throw new ValueError(`${name} < 0: got ${Object.is(value, -0) ? "-0" : value}`);
  }
}

function difference(high: Floats, low: Floats): Floats {
  if (typeof high === "number" && typeof low === "number") return high - low;
  return subtract(high, low) as NDArray<"float64">;
}

function checkRange(range: Floats, ordered: boolean): void {
  for (const value of numbersOf(range)) {
    if (!Number.isFinite(value)) {
      throw new OverflowError(
        ordered && typeof range === "number"
          ? "high - low range exceeds valid bounds"
          : "Range exceeds valid bounds",
      );
    }
    if (ordered && isNegative(value)) throw new ValueError("high - low < 0");
  }
}
