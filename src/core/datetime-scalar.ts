// The values of datetime64 and timedelta64 elements: a count and what it counts, immutable and exact. What
// np.datetime64(…) accepts is in datetime-class.ts, conversion between units in datetime-cast.ts.

import { attoseconds, attosecondsIn, NaT } from "./datetime-calendar.js";
import { datetimeText, timedeltaText } from "./datetime-text.js";
import { type DatetimeUnit, unitWord } from "./datetime-unit.js";
import { type DType, scalarDType } from "./dtype-class.js";
import { DTypeError } from "./errors.js";

/** @throws TypeError for plain JavaScript that calls a constructor */
function checkMade(value: unknown, unit: DatetimeUnit | null | undefined): void {
  if (typeof value === "bigint" && typeof unit?.text === "string") return;
  throw new TypeError("instants and spans of time are made by np.datetime64 and np.timedelta64");
}

/**
 * An instant: so many of a unit since 1970, or NaT ("not a time"). What elements of datetime64 arrays are read as.
 * Immutable; made by `np.datetime64`.
 *
 * @example
 * ```ts
 * const day = np.datetime64("2020-01-31");
 * day.value; // => 18292
 * day.unit; // => D
 * day.toDate().getUTCDate(); // => 31
 * day < np.datetime64("2020-01-31T01:00"); // => true
 * ```
 */
export class Datetime64 {
  /** The count of units since 1970-01-01T00:00; -(2n ** 63n) is NaT. */
  readonly value: bigint;
  /** The dtype of an array of this and its unit. */
  readonly dtype: DType<"datetime64">;

  private constructor(value: bigint, unit: DatetimeUnit) {
    checkMade(value, unit);
    this.value = value;
    this.dtype = scalarDType("datetime64", "=", 8, unit) as DType as DType<"datetime64">;
    Object.freeze(this);
  }

  /** @internal Use `np.datetime64`. */
  static of(value: bigint, unit: DatetimeUnit): Datetime64 {
    return new Datetime64(value, unit);
  }

  /** What is counted: `"D"`, `"25s"`. */
  get unit(): string {
    return unitWord(this.dtype.unit!);
  }

  /** Whether this is no time. */
  get isNaT(): boolean {
    return this.value === NaT;
  }

  /**
   * The same instant as a JavaScript Date, rounded down to milliseconds; NaT is an invalid one.
   *
   * @returns a new Date, a copy
   * @throws ValueError for an instant without a unit
   * @example
   * ```ts
   * np.datetime64("2020-01-31T12", "h").toDate().toISOString(); // => 2020-01-31T12:00:00.000Z
   * ```
   */
  toDate(): Date {
    if (this.isNaT) return new Date(Number.NaN);
    const exact = attoseconds(this.value, this.dtype.unit!);
    const per = 10n ** 15n;
    const whole = exact / per;
    return new Date(Number(exact % per < 0n ? whole - 1n : whole));
  }

  /**
   * Whether both are the same instant, whatever their units. NaT equals nothing.
   *
   * @example
   * ```ts
   * np.datetime64("2020-01-31").equals(np.datetime64("2020-01-31T00:00")); // => true
   * ```
   */
  equals(other: Datetime64): boolean {
    return !this.isNaT && !other.isNaT && this.valueOf() === other.valueOf();
  }

  /** NumPy's `str`: ISO 8601 to the precision of the unit. */
  toString(): string {
    return datetimeText(this.value, this.dtype.unit!);
  }

  /**
   * NumPy's `repr`.
   *
   * @example
   * ```ts
   * np.datetime64("2020-01-31").repr(); // => np.datetime64('2020-01-31')
   * ```
   */
  repr(): string {
    const unit = this.dtype.unit!;
    const plain = !this.isNaT && unit.count === 1 && unit.base !== "h";
    return `np.datetime64('${this}'${plain ? "" : `,'${this.unit}'`})`;
  }

  /** The text of {@link toString}. */
  toJSON(): string {
    return this.toString();
  }

  /**
   * What `<` and `>` compare: attoseconds since 1970; of NaT, NaN.
   *
   * @throws ValueError for an instant without a unit
   * @example
   * ```ts
   * np.datetime64("2020-01-31") > np.datetime64("2020-01-30T23"); // => true
   * ```
   */
  valueOf(): bigint | number {
    return this.isNaT ? Number.NaN : attoseconds(this.value, this.dtype.unit!);
  }

  [Symbol.toPrimitive](hint: string): bigint | number | string {
    return hint === "number" ? this.valueOf() : this.toString();
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.repr();
  }
}

/**
 * A span of time: so many of a unit, or NaT. What elements of timedelta64 arrays are read as. Immutable; made by
 * `np.timedelta64`.
 *
 * @example
 * ```ts
 * const span = np.timedelta64(36, "h");
 * span; // => 36 hours
 * span.value; // => 36
 * span > np.timedelta64(1, "D"); // => true
 * ```
 */
export class Timedelta64 {
  /** How many of the unit; -(2n ** 63n) is NaT. */
  readonly value: bigint;
  /** The dtype of an array of this and its unit. */
  readonly dtype: DType<"timedelta64">;

  private constructor(value: bigint, unit: DatetimeUnit) {
    checkMade(value, unit);
    this.value = value;
    this.dtype = scalarDType("timedelta64", "=", 8, unit) as DType as DType<"timedelta64">;
    Object.freeze(this);
  }

  /** @internal Use `np.timedelta64`. */
  static of(value: bigint, unit: DatetimeUnit): Timedelta64 {
    return new Timedelta64(value, unit);
  }

  /** What is counted: `"D"`, `"25s"`, `"generic"`. */
  get unit(): string {
    return unitWord(this.dtype.unit!);
  }

  /** Whether this is no span of time. */
  get isNaT(): boolean {
    return this.value === NaT;
  }

  /** NumPy's `str`: `36 hours`. */
  toString(): string {
    return timedeltaText(this.value, this.dtype.unit!);
  }

  /**
   * NumPy's `repr`.
   *
   * @example
   * ```ts
   * np.timedelta64(36, "h").repr(); // => np.timedelta64(36,'h')
   * ```
   */
  repr(): string {
    const count = this.isNaT ? "'NaT'" : String(this.value);
    return `np.timedelta64(${count}${this.unit === "generic" ? "" : `,'${this.unit}'`})`;
  }

  /** The count, as a string where a number can't hold it; `"NaT"` of NaT. */
  toJSON(): number | string {
    if (this.isNaT) return "NaT";
    const count = Number(this.value);
    return Number.isSafeInteger(count) ? count : String(this.value);
  }

  /**
   * What `<` and `>` compare: attoseconds; of NaT, NaN.
   *
   * @throws DTypeError for years, months and counts without a unit, which have no fixed length
   * @example
   * ```ts
   * np.timedelta64(90, "m") > np.timedelta64(1, "h"); // => true
   * ```
   */
  valueOf(): bigint | number {
    if (this.isNaT) return Number.NaN;
    const unit = this.dtype.unit!;
    const length = attosecondsIn(unit.base);
    if (length === null) {
      throw new DTypeError(
        `a span of ${this} has no fixed length to compare by: np.less(a, b) compares spans of like units`,
      );
    }
    return this.value * BigInt(unit.count) * length;
  }

  [Symbol.toPrimitive](hint: string): bigint | number | string {
    return hint === "number" ? this.valueOf() : this.toString();
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.repr();
  }
}
