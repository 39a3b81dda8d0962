// np.datetime64(value, unit) and np.timedelta64(value, unit): one value as an instant or a span of time. The objects
// they give are in datetime-scalar.ts, the scalar types in scalar-class.ts.

import { NaT } from "./datetime-calendar.js";
import { countOf, type TimeKind, unitOfValue } from "./datetime-cast.js";
import { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import { type DatetimeUnit, genericUnit, parseUnit } from "./datetime-unit.js";
import { DTypeError, ValueError } from "./errors.js";
import type { ScalarClass } from "./scalar-class.js";

/** A unit: `"D"`, `"25s"`, or `["s", 25]`. */
export type UnitLike = string | readonly [base: string, count: number];

/** What `np.datetime64` makes an instant of. */
export type DatetimeLike = string | number | bigint | boolean | Date | Datetime64 | null;

/** What `np.timedelta64` makes a span of. */
export type TimedeltaLike = string | number | bigint | boolean | Timedelta64 | null;

/**
 * The scalar type of instants: names the dtype `datetime64`, and makes one {@link Datetime64} of an ISO 8601 text
 * (also `"NaT"`, `"now"` and `"today"`), a JavaScript `Date`, or a count of `unit` since 1970.
 *
 * @example
 * ```ts
 * np.datetime64("2020-01-31"); // => 2020-01-31
 * np.datetime64("2020-01-31", "h"); // => 2020-01-31T00
 * np.datetime64(18292, "D"); // => 2020-01-31
 * np.datetime64(new Date(0)); // => 1970-01-01T00:00:00.000
 * ```
 */
export interface Datetime64Class extends ScalarClass<"datetime64"> {
  /**
   * One instant; without a value, NaT.
   *
   * @throws ValueError for text that is no date, or a count without a unit; DTypeError for an unknown unit.
   */
  (value?: DatetimeLike, unit?: UnitLike): Datetime64;
  [Symbol.hasInstance](value: unknown): value is Datetime64;
}

/**
 * The scalar type of spans of time: names the dtype `timedelta64`, and makes one {@link Timedelta64} of a count of
 * `unit`, another span, or `"NaT"`.
 *
 * @example
 * ```ts
 * np.timedelta64(3, "h"); // => 3 hours
 * np.timedelta64(np.timedelta64(3, "h"), "m"); // => 180 minutes
 * np.timedelta64("NaT"); // => NaT
 * ```
 */
export interface Timedelta64Class extends ScalarClass<"timedelta64"> {
  /**
   * One span; without a value, zero.
   *
   * @throws ValueError for what is no integer; DTypeError for an unknown unit, or years given in days.
   */
  (value?: TimedeltaLike, unit?: UnitLike): Timedelta64;
  [Symbol.hasInstance](value: unknown): value is Timedelta64;
}

/** A 0-d array of times counts as its element. */
function unwrapped(value: unknown, kind: TimeKind): unknown {
  const array = (value ?? {}) as { ndim?: unknown; dtype?: { kind?: unknown }; item?: unknown };
  if (array.ndim !== 0 || array.dtype?.kind !== kind || typeof array.item !== "function") {
    return value;
  }
  return (array as { item(): unknown }).item();
}

function unitOf(args: readonly unknown[], value: unknown, kind: TimeKind): DatetimeUnit {
  if (args.length > 2) {
    throw new DTypeError(`function takes at most 2 arguments (${args.length} given)`);
  }
  if (args.length === 2 && args[1] !== undefined) return parseUnit(args[1]);
  return value === null || value === undefined ? genericUnit : unitOfValue(value, kind);
}

/** What `np.datetime64(...args)` gives. */
export function makeDatetime(...args: readonly unknown[]): Datetime64 {
  const value = unwrapped(args[0], "M");
  const unit = unitOf(args, value, "M");
  if (value instanceof Timedelta64) {
    throw new ValueError(
      "Could not convert object to NumPy datetime (a span of time is no instant: add it to one)",
    );
  }
  return Datetime64.of(countOf(value, unit, "M"), unit);
}

/** What `np.timedelta64(...args)` gives. */
export function makeTimedelta(...args: readonly unknown[]): Timedelta64 {
  const value = unwrapped(args[0], "m");
  const unit = unitOf(args, value, "m");
  if (value instanceof Datetime64) {
    throw new ValueError(
      "Could not convert object to NumPy timedelta (an instant is no span of time: subtract another)",
    );
  }
  if (args.length === 0 || value === undefined) return Timedelta64.of(0n, unit);
  return Timedelta64.of(value === null ? NaT : countOf(value, unit, "m"), unit);
}
