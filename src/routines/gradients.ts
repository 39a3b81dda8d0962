// Derivatives and integrals of samples: gradient, trapezoid, unwrap.

import { asArray } from "../array/convert.js";
import { castArray, copyInto, likeArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { assignValue } from "../array/index-set.js";
import { reshapeArray } from "../array/reshape.js";
import { isCastAllowed } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError, ZeroDivisionError } from "../core/errors.js";
import { reportedAs, scalarly } from "../core/errstate.js";
import { type AxisArgument, normalizeAxes } from "../core/layout.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { resultDType } from "../core/promotion.js";
import type { ScalarLike } from "../core/result-types.js";
import { slice } from "../core/slice.js";
import type { ComplexName, FloatName, Known } from "../core/types.js";
import { reduceArray, scalarOf } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import { copyto } from "./assigning.js";
import type { ValueKey } from "./creation.js";
import { cumsum } from "./cumulative.js";
import { diff } from "./differences.js";

const float64 = toDtype("float64") as DType;

type InexactKey<K> = K extends FloatName | ComplexName ? K : "float64";

/** Options of `gradient`. */
export interface GradientOptions {
  /** The axis or axes to differentiate along; all by default. */
  axis?: AxisArgument | undefined;
  /** The order of the differences at the two ends: 1 (default) or 2. */
  edge_order?: 1 | 2 | undefined;
}

/** A distance between samples: a number, or a 0-d array, which has a dtype; or the distances between neighbours. */
type Spacing = number | NDArray;

/**
 * The derivative of samples along each axis: central differences inside, one-sided ones at the ends. The distances
 * between samples follow: none for 1, one number for all axes, or one for each axis, a number or the coordinates
 * along it. A copy, float64 for integers; one array for each axis where there are several.
 *
 * @throws ValueError for fewer samples than `edge_order + 1`, coordinates of another length than the axis or an
 *   unknown order, TypeError for the wrong number of distances, AxisError
 * @example
 * ```ts
 * np.gradient([1, 2, 4, 7]); // => [1.  1.5 2.5 3. ]
 * np.gradient([1, 2, 4, 7], 2); // => [0.5  0.75 1.25 1.5 ]
 * np.gradient([1, 4, 9], [1, 2, 4], { edge_order: 2 }); // => [3.16666667 2.83333333 2.16666667]
 * const [rows, columns] = np.gradient([[1, 2, 6], [3, 4, 5]]);
 * rows; // => [[ 2.  2. -1.] [ 2.  2. -1.]]
 * columns; // => [[1.  2.5 4. ] [1.  1.  1. ]]
 * ```
 */
export function gradient(
  f: readonly (readonly unknown[])[],
  ...varargs: (unknown | GradientOptions)[]
): NDArray[];
export function gradient<A>(
  f: A,
  ...varargs: (unknown | GradientOptions)[]
): NDArray<Known<InexactKey<ValueKey<A>>>>;
export function gradient(f: unknown, ...varargs: unknown[]): NDArray | NDArray[] {
  const last = varargs.at(-1);
  const distances = isOptions(last) ? varargs.slice(0, -1) : varargs;
  const known = options<GradientOptions>("gradient", isOptions(last) ? last : undefined, [
    "axis",
    "edge_order",
  ]);
  const samples = asArray(f);
  const axes =
    known.axis === undefined || known.axis === null
      ? Array.from(samples._shape, (_, axis) => axis)
      : normalizeAxes(known.axis, samples.ndim);
  const spacings = spacingsOf(distances, axes, samples);
  const given: unknown = known.edge_order === undefined ? 1 : known.edge_order;
  const order = typeof given === "boolean" ? Number(given) : given;
  if (typeof order !== "number") {
    throw new TypeError(`edge_order must be 1 or 2 (got ${String(order)})`);
  }
  if (order > 2) throw new ValueError(`'edge_order' greater than 2 not supported (got ${order})`);
  const { source, dtype } = differentiable(samples);
  const results = axes.map((axis, i) => {
    if (source._shape[axis]! < order + 1) {
      throw new ValueError(
        `Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required. (axis ${axis} has ${source._shape[axis]})`,
      );
    }
    return new Derivative(source, axis, spacings[i]!, dtype).along(order);
  });
  return results.length === 1 ? results[0]! : results;
}

/** The samples to take differences of, and the dtype of what comes out. */
function differentiable(samples: NDArray): { source: NDArray; dtype: DType } {
  const { kind } = samples.dtype;
  if (kind === "m") return { source: samples, dtype: samples.dtype };
  if (kind === "M") {
    const dtype = toDtype(samples.dtype.str.replace("M", "m")) as DType;
    return { source: samples, dtype: dtype.newbyteorder("=") };
  }
  if (kind === "f" || kind === "c") return { source: samples, dtype: samples.dtype };
  // differences of integers would wrap around
  const source = "iu".includes(kind) ? castArray(samples, float64, "K", "gradient") : samples;
  return { source, dtype: float64 };
}

function spacingsOf(
  given: readonly unknown[],
  axes: readonly number[],
  samples: NDArray,
): Spacing[] {
  if (given.length === 0) return axes.map(() => 1);
  const all = given.map(spacing);
  if (all.length === 1 && (typeof all[0] === "number" || all[0]!.ndim === 0)) {
    return axes.map(() => all[0]!);
  }
  if (all.length !== axes.length) {
    throw new TypeError(
      `invalid number of arguments (${all.length} distances for ${axes.length} axes; give one for all, or one for each)`,
    );
  }
  return all.map((one, i) =>
    typeof one === "number" || one.ndim === 0 ? one : betweenNeighbours(one, samples, axes[i]!),
  );
}

function spacing(given: unknown): Spacing {
  if (typeof given === "number") return given;
  const array = asArray(given);
  if (array === given && array.ndim === 0) givenArrays.add(array);
  return array;
}

/** The differences of coordinates, one number where they are all the same. */
function betweenNeighbours(coordinates: NDArray, samples: NDArray, axis: number): NDArray {
  if (coordinates.ndim !== 1) {
    throw new ValueError(
      `distances must be either scalars or 1d (got shape (${coordinates._shape.join(", ")}))`,
    );
  }
  if (coordinates._shape[0] !== samples._shape[axis]) {
    throw new ValueError(
      `when 1d, distances must match the length of the corresponding dimension (got ${coordinates._shape[0]} for axis ${axis} of length ${samples._shape[axis]})`,
    );
  }
  const whole = "iu".includes(coordinates.dtype.kind);
  const steps: NDArray = diff(whole ? castArray(coordinates, float64) : coordinates);
  const first = getIndex(steps, [0]);
  const same = ufuncs.equal(steps, first) as NDArray;
  const uniform = reduceArray(infoOf(ufuncs.logical_and), same, { axis: null });
  return uniform.item() === true ? first : steps;
}

/** The derivative along one axis. */
class Derivative {
  readonly #samples: NDArray;
  readonly #axis: number;
  readonly #spacing: Spacing;
  readonly #out: NDArray;

  constructor(samples: NDArray, axis: number, spacing: Spacing, dtype: DType) {
    this.#samples = samples;
    this.#axis = axis;
    this.#spacing = spacing;
    this.#out = likeArray(samples, dtype, "K");
  }

  along(order: number): NDArray {
    this.#inside();
    if (order === 1) {
      this.#edge(0, 1, 0);
      this.#edge(-1, -1, -2);
    } else {
      this.#curvedStart();
      this.#curvedEnd();
    }
    return this.#out;
  }

  #pick(array: NDArray, item: unknown): NDArray {
    const before = new Array<unknown>(this.#axis).fill(":");
    return getIndex(array, [...before, item]);
  }

  #sample(item: unknown): NDArray {
    return this.#pick(this.#samples, item);
  }

  #store(item: unknown, value: unknown): void {
    copyInto(this.#pick(this.#out, item), asArray(value), "gradient");
  }

  #inside(): void {
    const [left, middle, right] = [slice(null, -2), slice(1, -1), slice(2, null)];
    const steps = uneven(this.#spacing);
    if (steps === null) {
      const rise = apply("subtract", this.#sample(right), this.#sample(left));
      this.#store(middle, over(rise, times(2, this.#spacing)));
      return;
    }
    const before = getIndex(steps, [slice(0, -1)]);
    const after = getIndex(steps, [slice(1, null)]);
    const both = add(before, after);
    const weights = [
      over(negative(after), times(before, both)),
      over(apply("subtract", after, before), times(before, after)),
      over(before, times(after, both)),
    ].map((one) => this.#upright(one as NDArray));
    this.#store(middle, this.#weighted(weights, [left, middle, right]));
  }

  /** Weights along the axis, to be broadcast against the samples. */
  #upright(weights: NDArray): NDArray {
    const shape = this.#samples._shape.map((_, axis) => (axis === this.#axis ? -1 : 1));
    return reshapeArray(weights, shape);
  }

  #weighted(weights: readonly Spacing[], places: readonly unknown[]): NDArray {
    const [x, y, z] = weights.map((one, i) => times(one, this.#sample(places[i]))) as [
      NDArray,
      NDArray,
      NDArray,
    ];
    return add(add(x, y), z);
  }

  #edge(place: number, to: number, from: number): void {
    const steps = uneven(this.#spacing);
    const step = steps === null ? this.#spacing : getIndex(steps, [place]);
    const rise = apply("subtract", this.#sample(to), this.#sample(from));
    this.#store(place, over(rise, step));
  }

  #shares(...numbers: number[]): Spacing[] {
    return numbers.map((one) => over(one, this.#spacing));
  }

  #curvedStart(): void {
    const steps = uneven(this.#spacing);
    if (steps === null) {
      this.#store(0, this.#weighted(this.#shares(-1.5, 2, -0.5), [0, 1, 2]));
      return;
    }
    const [one, two] = [getIndex(steps, [0]), getIndex(steps, [1])];
    const both = add(one, two);
    const weights = [
      over(negative(add(times(2, one), two)), times(one, both)),
      over(both, times(one, two)),
      over(negative(one), times(two, both)),
    ];
    this.#store(0, this.#weighted(weights, [0, 1, 2]));
  }

  #curvedEnd(): void {
    const steps = uneven(this.#spacing);
    if (steps === null) {
      this.#store(-1, this.#weighted(this.#shares(0.5, -2, 1.5), [-3, -2, -1]));
      return;
    }
    const [one, two] = [getIndex(steps, [-2]), getIndex(steps, [-1])];
    const both = add(one, two);
    const weights = [
      over(two, times(one, both)),
      over(negative(add(two, one)), times(one, two)),
      over(add(times(2, two), one), times(two, both)),
    ];
    this.#store(-1, this.#weighted(weights, [-3, -2, -1]));
  }
}

/** The distances between neighbours where they differ, else `null`. */
function uneven(steps: Spacing): NDArray | null {
  return typeof steps === "number" || steps.ndim === 0 ? null : steps;
}

// Arithmetic of spacings: JavaScript numbers among themselves are Python floats, beside arrays they are weak. Where NumPy
// computes with scalars, errors are named accordingly.

type Operation = "add" | "subtract" | "multiply" | "divide";

/** Distances that were given as arrays of no axes, which are no scalars to NumPy. */
const givenArrays = new WeakSet<NDArray>();

function isScalar(x: Spacing): boolean {
  return typeof x === "number" || (x.ndim === 0 && !givenArrays.has(x));
}

function apply(operation: Operation, x: Spacing, y: Spacing): NDArray {
  const ufunc = ufuncs[operation] as (x: Spacing, y: Spacing) => unknown;
  const compute = () => asArray(ufunc(x, y));
  return isScalar(x) && isScalar(y) && meet(x, y) ? scalarly(compute) : compute();
}

/** Whether one scalar takes the other's dtype; else NumPy computes with them as with arrays. */
function meet(x: Spacing, y: Spacing): boolean {
  if (typeof x === "number" || typeof y === "number") return true;
  return isCastAllowed(x.dtype, y.dtype, "safe") || isCastAllowed(y.dtype, x.dtype, "safe");
}

function add(x: Spacing, y: Spacing): NDArray {
  return apply("add", x, y);
}

function times(x: Spacing, y: Spacing): Spacing {
  if (typeof x === "number" && typeof y === "number") return x * y;
  if (isScalar(x) && isScalar(y) && meet(x, y)) {
    const dtype = resultDType([x, y].map((one) => (typeof one === "number" ? one : one.dtype)));
    if (dtype.kind === "c") return complexProduct(x, y, dtype);
  }
  return apply(
    "multiply",
    typeof y === "number" ? floating(x) : x,
    typeof x === "number" ? floating(y) : y,
  );
}

/** NumPy rounds both products of each part for scalars, as reductions do; its loops over arrays one. */
function complexProduct(x: Spacing, y: Spacing, dtype: DType): NDArray {
  const factors = newArray([2], dtype);
  [x, y].forEach((one, i) => void assignValue(getIndex(factors, [i, "..."]), one));
  return reportedAs("scalar multiply", () =>
    reduceArray(infoOf(ufuncs.multiply), factors, { axis: null }),
  );
}

function over(x: Spacing, y: Spacing): Spacing {
  if (typeof x === "number" && typeof y === "number") {
    if (y === 0)
      throw new ZeroDivisionError("division by zero (the distance between samples is 0)");
    return x / y;
  }
  return apply("divide", x, y);
}

function negative(x: NDArray): NDArray {
  return asArray(ufuncs.negative(x));
}

/** Whole numbers are multiplied by Python floats here, which makes them floats. */
function floating(x: Spacing): Spacing {
  if (typeof x === "number" || !"biu".includes(x.dtype.kind) || x.ndim > 0) return x;
  return castArray(x, float64);
}

// --- trapezoid ----------------------------------------------------------------------------------

/** Options of `trapezoid`. */
export interface TrapezoidOptions {
  /** The coordinates of the samples: along the axis, or an array like the samples; none by default. */
  x?: unknown;
  /** The distance between samples where there are no coordinates: 1 by default. */
  dx?: unknown;
  /** The axis to integrate along: the last by default. */
  axis?: number | undefined;
}

/**
 * The integral of samples along an axis by the trapezoidal rule: the sum of the means of neighbours times their
 * distance. A JavaScript value for samples of one dimension, else a copy.
 *
 * @throws IndexError for an axis that is not there, ValueError if coordinates and samples do not fit
 * @example
 * ```ts
 * np.trapezoid([1, 2, 3]); // => 4
 * np.trapezoid([1, 2, 3], [4, 6, 8]); // => 8
 * np.trapezoid([[0, 1, 2], [3, 4, 5]], { axis: 0 }); // => [1.5 2.5 3.5]
 * ```
 */
export function trapezoid(
  y: unknown,
  x?: unknown | TrapezoidOptions,
  options_?: TrapezoidOptions,
): NDArray | number {
  const names = ["x", "dx", "axis"] as const;
  const known = optionsOr<TrapezoidOptions>("trapezoid", names, "x", x ?? undefined, options_);
  const samples = asArray(y);
  const given = known.x === undefined || known.x === null ? null : asArray(known.x);
  if (given?.ndim === 0) diff(given);
  const axis = integer(known.axis === undefined ? -1 : known.axis, "axis");
  const along = axis < 0 ? axis + samples.ndim : axis;
  const missing = along < 0 || along >= samples.ndim;
  const wanted = () =>
    new IndexError(
      `list assignment index out of range (axis ${axis} of samples of ${samples.ndim} dimensions)`,
    );
  let distance: unknown = known.dx ?? 1;
  if (given !== null) {
    const steps: NDArray = diff(given, given.ndim === 1 ? {} : { axis });
    if (missing) throw wanted();
    const upright = samples._shape.map((_, i) => (i === along ? steps.size : 1));
    distance = given.ndim === 1 ? reshapeArray(steps, upright) : steps;
  }
  if (missing) throw wanted();
  const before = new Array<unknown>(along).fill(":");
  const later = getIndex(samples, [...before, slice(1, null)]);
  const earlier = getIndex(samples, [...before, slice(null, -1)]);
  const heights = ufuncs.add(later, earlier) as NDArray;
  const areas = ufuncs.divide(ufuncs.multiply(distance as number, heights), 2);
  const sum = reduceArray(infoOf(ufuncs.add), asArray(areas), { axis });
  return sum.ndim === 0 ? (scalarOf(sum) as number) : sum;
}

// --- unwrap -------------------------------------------------------------------------------------

/** Options of `unwrap`. */
export interface UnwrapOptions {
  /** The least jump that is taken for a wrap; half a period by default, and never less in effect. */
  discont?: number | null | undefined;
  /** The axis to go along: the last by default. */
  axis?: number | undefined;
  /** What the values wrap around at: 2π by default. */
  period?: number | undefined;
}

/**
 * Values that wrap around, made continuous: where neighbours differ by more than half a period, whole periods are
 * added to what follows. A copy.
 *
 * @throws ValueError for a 0-d array, AxisError, TypeError for complex numbers
 * @example
 * ```ts
 * np.unwrap([0, 6, 12, 2, 8], { period: 16 }); // => [ 0  6 12 18 24]
 * ```
 */
export function unwrap<A>(
  p: A,
  discont?: number | null | UnwrapOptions,
  options_?: UnwrapOptions,
): NDArray {
  const names = ["discont", "axis", "period"] as const;
  const known = optionsOr<UnwrapOptions>("unwrap", names, "discont", discont, options_);
  const array = asArray(p);
  const axis = integer(known.axis === undefined ? -1 : known.axis, "axis");
  const period: ScalarLike | NDArray = known.period ?? 2 * Math.PI;
  const jumps: NDArray = diff(array, { axis });
  const dtype = resultDType([jumps.dtype, period]);
  const whole = "iu".includes(dtype.kind);
  const half = whole ? ufuncs.floor_divide(period, 2) : ufuncs.divide(period, 2);
  const ambiguous = !whole || asArray(ufuncs.remainder(period, 2)).item() === 0;
  const low = ufuncs.negative(half);
  const wrapped = ufuncs.add(ufuncs.remainder(ufuncs.subtract(jumps, low), period), low) as NDArray;
  if (ambiguous) {
    const atLow = ufuncs.logical_and(ufuncs.equal(wrapped, low), ufuncs.greater(jumps, 0));
    copyto(wrapped, half, { where: atLow as NDArray });
  }
  const correction = ufuncs.subtract(wrapped, jumps) as NDArray;
  const least = known.discont ?? ufuncs.divide(period, 2);
  const small = ufuncs.less(ufuncs.absolute(jumps), least) as NDArray;
  copyto(correction, 0, { where: small });
  const result = castArray(array, dtype, "K", "unwrap");
  const before = new Array<unknown>(axis < 0 ? axis + array.ndim : axis).fill(":");
  const later = [...before, slice(1, null)];
  const sums = ufuncs.add(getIndex(array, later), cumsum(correction, axis));
  copyInto(getIndex(result, later), sums as NDArray, "unwrap");
  return result;
}
