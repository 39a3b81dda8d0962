// arange: evenly stepped values by start, stop and step. Those by their number are in spaces.ts.

import { castArray } from "../array/copy.js";
import { copyElementsTo } from "../array/copy-packed.js";
import { scalarDtype } from "../array/discover.js";
import { readElement } from "../array/index-get.js";
import type { Datetime64, Timedelta64 } from "../core/datetime-scalar.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { DTypeError, ValueError, ZeroDivisionError } from "../core/errors.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { className, commonDType, result_type } from "../core/promotion.js";
import type { ResolveDType } from "../core/types.js";
import type { NumbersKey } from "../core/value-types.js";
import { roundFloat } from "../kernel/scalar.js";
import type { Unset, WithDType } from "./creation.js";
import { fillProgression } from "./progression.js";
import { isTimeBound, timeRange } from "./time-ranges.js";

/** A bound or step of `arange`. */
export type RangeNumber = number | bigint;

/** Options of `arange`. */
export interface ArangeOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype; what start, stop and step promote to by default. */
  dtype?: T | undefined;
  /** The first value; 0 by default. */
  start?: RangeNumber | undefined;
  /** The end, which is not included; the one that has no default. */
  stop?: RangeNumber | undefined;
  /** The difference of two values; 1 by default. */
  step?: RangeNumber | undefined;
  /** Accepted for the array API's sake: there is one device, `"cpu"` (default). */
  device?: "cpu" | null | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

const names = ["start", "stop", "step", "dtype", "device", "like"] as const;

type Bounds = (RangeNumber | NDArray)[];

/** A bound of a range of instants or spans: texts are read as the dtype says. */
type TimeBound = RangeNumber | string | Date | Datetime64 | Timedelta64;

/** The overloads of `arange`. */
export interface Arange {
  <const A extends RangeNumber, const B extends RangeNumber = A, const C extends RangeNumber = A>(
    start: A,
    stop?: B,
    step?: C,
  ): NDArray<NumbersKey<A, B, C>>;
  (stop: Timedelta64, options?: ArangeOptions<Unset>): NDArray<"timedelta64">;
  <const A extends Datetime64 | Date | Timedelta64>(
    start: A,
    stop: Datetime64 | Date | Timedelta64 | string | RangeNumber,
    step?: Timedelta64 | RangeNumber | ArangeOptions<Unset>,
    options?: ArangeOptions<Unset>,
  ): NDArray<A extends Timedelta64 ? "timedelta64" : "datetime64">;
  (...args: Bounds | [...bounds: Bounds, options: ArangeOptions<Unset>]): NDArray;
  <const T extends DTypeLike>(
    ...args:
      | [options: WithDType<ArangeOptions, T>]
      | [stop: RangeNumber | NDArray, ...bounds: Bounds, dtype: T | WithDType<ArangeOptions, T>]
      | [start: TimeBound, ...bounds: TimeBound[], dtype: T | WithDType<ArangeOptions, T>]
  ): NDArray<ResolveDType<T>>;
}

/**
 * Evenly stepped values from `start` (0) up to and without `stop`. A copy-free new array of one dimension.
 *
 * There are `ceil((stop - start) / step)` of them; term i is `start + i * step` in the dtype's arithmetic, so
 * that with a step such as 0.1 rounding may let `stop` itself in: `linspace` is the function for those. Instants and
 * spans of time give ranges of such, also texts where the dtype says what they are. Numbers
 * with an integer's value give int64, others float64; a dtype may be given last, or in the options.
 *
 * @throws ZeroDivisionError for a step of 0, ValueError if the length cannot be computed, TypeError for no numbers
 * @example
 * ```ts
 * np.arange(5); // => [0 1 2 3 4]
 * np.arange(2, 3, 0.25); // => [2.   2.25 2.5  2.75]
 * np.arange(5, 0, -2); // => [5 3 1]
 * np.arange(3, "float32"); // => [0. 1. 2.]
 * np.arange("2020-01-30", "2020-02-02", "datetime64[D]"); // => ['2020-01-30' '2020-01-31' '2020-02-01']
 * ```
 */
export const arange: Arange = (...args: unknown[]): never => {
  const only = args[0];
  if (args.length === 1 && typeof only === "number" && only > 0 && only <= RAMP) {
    if (Number.isInteger(only)) return firstIntegers(only) as never;
  }
  const timed = timedRange(args);
  if (timed !== null) return timed as never;
  const { start, stop, step, dtype } = rangeArguments(args);
  const wanted = dtype ?? rangeDtype(start, stop, step);
  if (!"biufc".includes(wanted.kind)) {
    throw new DTypeError(
      `arange() not supported for inputs with DType ${className(wanted)}. (it makes numbers)`,
    );
  }
  const length = rangeLength(start, stop, step);
  if (wanted.kind === "b" && length > 2) {
    throw new DTypeError(
      `arange() is only supported for booleans when the result has at most length 2. (this one has ${length})`,
    );
  }
  const native = wanted.isnative ? wanted : wanted.newbyteorder("=");
  const made = newArray([length], native);
  fillProgression(made, start.value, added(start, step).value);
  return (native === wanted ? made : castArray(made, wanted, "K", "arange")) as never;
};

/** Ranges up to here are copied from one that is kept. */
const RAMP = 512;
let ramp: NDArray | null = null;

/** The integers from 0 on. */
function firstIntegers(count: number): NDArray {
  if (ramp === null) {
    ramp = newArray([RAMP], int64, "C", false, true);
    fillProgression(ramp, 0, 1);
  }
  const made = newArray([count], int64);
  copyElementsTo(made.storage.views, made.byteOffset, ramp, count);
  return made;
}

/** The range, if it is one of instants or spans of time: a bound is, or the dtype asked for. */
function timedRange(args: readonly unknown[]): NDArray | null {
  const last = args[args.length - 1];
  const hasOptions = isOptions(last) && !("names" in last && "formats" in last);
  const known = hasOptions ? (last as ArangeOptions) : {};
  const positional = hasOptions ? args.slice(0, -1) : [...args];
  let asked: unknown = known.dtype;
  const end = positional.at(-1);
  const ends = [...positional, known.start, known.stop, known.step].some(isTimeBound);
  if (asked === undefined && positional.length > 0 && !isBound(end) && !isTimeBound(end)) {
    const isName = typeof end !== "string" || isTimed(end);
    if (!isName && !ends) return null;
    // a text beside times is one of them
    if (isName) asked = positional.pop();
  }
  const wanted =
    asked === undefined || asked === null ? null : (toDtype(asked as DTypeLike) as DType);
  if (wanted === null ? !ends : wanted.unit === null) return null;
  options<ArangeOptions>("arange", hasOptions ? known : undefined, names);
  const [first, second, third] =
    positional.length === 1 && known.stop === undefined
      ? [undefined, positional[0], undefined]
      : positional;
  const made = timeRange(
    {
      start: named("start", first, known.start),
      stop: named("stop", second, known.stop),
      step: named("step", third, known.step),
    },
    wanted,
  );
  return wanted === null || wanted.isnative || wanted.unit!.base === "generic"
    ? made
    : castArray(made, wanted, "K", "arange");
}

/** Whether a text is the name of a dtype of times. */
function isTimed(text: string): boolean {
  return /^(?:[<>|=]?[Mm]8?|datetime64|timedelta64)(?:\[|$)/.test(text);
}

/** A bound with the dtype that it has by itself. */
interface Bound {
  value: RangeNumber;
  dtype: DType;
  isArray?: true;
}

interface RangeArguments {
  start: Bound;
  stop: Bound;
  step: Bound;
  dtype: DType | null;
}

function rangeArguments(args: readonly unknown[]): RangeArguments {
  const last = args[args.length - 1];
  const hasOptions = isOptions(last) && !("names" in last && "formats" in last);
  const known = options<ArangeOptions>(
    "arange",
    hasOptions ? (last as ArangeOptions) : undefined,
    names,
  );
  const positional = hasOptions ? args.slice(0, -1) : [...args];
  while (positional.length > 0 && positional[positional.length - 1] === undefined) positional.pop();
  let asked: unknown = known.dtype;
  if (positional.length > 0 && !isBound(positional[positional.length - 1])) {
    if (asked !== undefined) {
      throw new TypeError("arange() got multiple values for argument 'dtype'");
    }
    asked = positional.pop();
  }
  if (positional.length > 3) {
    throw new TypeError(
      `arange() takes up to 3 numbers (start, stop, step) and a dtype, but ${positional.length} numbers were given`,
    );
  }
  const [start, stop, step] =
    positional.length === 1 && known.stop === undefined
      ? [undefined, positional[0], undefined]
      : positional;
  const end = named("stop", stop, known.stop);
  if (end === undefined) throw new TypeError("arange() requires stop to be specified.");
  return {
    start: boundOf(named("start", start, known.start) ?? 0),
    stop: boundOf(end),
    step: boundOf(named("step", step, known.step) ?? 1),
    dtype: asked === undefined || asked === null ? null : (toDtype(asked as DTypeLike) as DType),
  };
}

function named(name: string, positional: unknown, option: unknown): unknown {
  if (positional !== undefined && option !== undefined) {
    throw new TypeError(`arange() got multiple values for argument '${name}'`);
  }
  return positional ?? option;
}

function isBound(value: unknown): boolean {
  return (
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    value instanceof NDArray
  );
}

function boundOf(value: unknown): Bound {
  if (typeof value === "number" || typeof value === "bigint") {
    return { value, dtype: scalarDtype(value) };
  }
  if (typeof value === "boolean") return { value: Number(value), dtype: scalarDtype(value) };
  if (value instanceof NDArray && value.ndim === 0 && "biuf".includes(value.dtype.kind)) {
    const item = readElement(value, value.byteOffset) as RangeNumber | boolean;
    return {
      value: typeof item === "boolean" ? Number(item) : item,
      dtype: value.dtype,
      isArray: true,
    };
  }
  throw new TypeError(
    `arange() takes real numbers as start, stop and step (got ${value instanceof NDArray ? `an array of shape (${value.shape.join(", ")}) and dtype ${value.dtype.name}` : String(value)})`,
  );
}

const int64 = toDtype("int64") as DType;

function rangeDtype(...bounds: Bound[]): DType {
  return commonDType([int64, ...bounds.map((one) => one.dtype)]);
}

function rangeLength(from: Bound, to: Bound, by: Bound): number {
  const [start, stop, step] = [from.value, to.value, by.value];
  const difference = added(to, { ...from, value: -start });
  const span = difference.value;
  // Python divides its own numbers; NumPy divides arrays, to infinity
  if (Number(step) === 0 && ![from, to, by].some((one) => one.isArray)) {
    const whole = [start, stop].every((bound) => Number.isInteger(Number(bound)));
    const kind = whole ? "" : "float ";
    throw new ZeroDivisionError(`${kind}division by zero (arange() needs a step other than 0)`);
  }
  const steps = Number(step) === 0 ? Number(span) / 0 : divided(difference, by);
  if (Number.isNaN(steps)) {
    throw new ValueError(
      `arange: cannot compute length (start ${start}, stop ${stop}, step ${step})`,
    );
  }
  const length = Math.ceil(steps);
  if (length > Number.MAX_SAFE_INTEGER || length === -Infinity) {
    throw new ValueError(
      `Maximum allowed size exceeded (start ${start}, stop ${stop}, step ${step})`,
    );
  }
  // an underflow to 0 of a positive quotient still leaves the first value
  if (steps === 0 && Number(span) !== 0) return Object.is(steps, -0) ? 0 : 1;
  return Math.max(0, length);
}

/** The dtype that two bounds are computed in, beside an array NumPy's; `null` of Python's own numbers. */
function computedIn(a: Bound, b: Bound): DType | null {
  if (a.isArray !== true && b.isArray !== true) return null;
  return result_type(...[a, b].map((one) => (one.isArray === true ? one.dtype : one.value)));
}

/** A number as one of a dtype: halves and singles round. */
function rounded(value: RangeNumber, { kind, itemsize }: DType): RangeNumber {
  if (kind !== "f") return value;
  return roundFloat(itemsize === 8 ? "f64" : itemsize === 4 ? "f32" : "f16", Number(value));
}

function added(a: Bound, b: Bound): Bound {
  const dtype = computedIn(a, b);
  if (dtype === null) return { ...a, value: sum(a.value, b.value) };
  const total = sum(rounded(a.value, dtype), rounded(b.value, dtype));
  return { value: rounded(total, dtype), dtype, isArray: true };
}

function divided(a: Bound, b: Bound): number {
  const dtype = computedIn(a, b);
  if (dtype === null) return quotient(a.value, b.value);
  const exact = quotient(rounded(a.value, dtype), rounded(b.value, dtype));
  return Number(rounded(exact, dtype));
}

/** A sum as Python has it: of integers exact, else of doubles. */
function sum(a: RangeNumber, b: RangeNumber): RangeNumber {
  if (typeof a === "number" && typeof b === "number") {
    const total = a + b;
    const exact =
      Number.isSafeInteger(total) || !Number.isSafeInteger(a) || !Number.isSafeInteger(b);
    return exact ? total : BigInt(a) + BigInt(b);
  }
  const whole = Number.isInteger(Number(a)) && Number.isInteger(Number(b));
  return whole ? BigInt(a) + BigInt(b) : Number(a) + Number(b);
}

/** A quotient as Python's true division has it: of integers the double nearest to the exact one. */
function quotient(a: RangeNumber, b: RangeNumber): number {
  const exact = typeof a === "bigint" || typeof b === "bigint";
  if (!exact || !Number.isInteger(Number(a)) || !Number.isInteger(Number(b))) {
    return Number(a) / Number(b);
  }
  // 64 bits more than the whole part, and a last bit that stands for all that follow it, round correctly
  const scaled = (BigInt(a) << 128n) / BigInt(b);
  const rest = (BigInt(a) << 128n) % BigInt(b) === 0n ? 0n : 1n;
  return Number(scaled | rest) / 2 ** 128;
}
