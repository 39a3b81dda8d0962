// Which days are business days: a mask of the week and a list of holidays. What is asked of a calendar is in
// business-days.ts.

import { arrayFromValues, asArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { elements } from "../array/values.js";
import { isCastAllowed } from "../core/casting.js";
import type { DatetimeLike } from "../core/datetime-class.js";
import type { Datetime64 } from "../core/datetime-scalar.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { NDArray } from "../core/ndarray.js";
import { optionsOr } from "./arguments.js";

/** The valid days of a week, Monday first: `"1111100"`, `"Mon Tue Wed"`, or seven truth values. */
export type Weekmask = string | readonly (boolean | number)[] | NDArray;

/** Dates: an array of them, or texts, Dates and instants. */
export type DatesLike = NDArray | readonly DatetimeLike[] | DatetimeLike;

/** Options of `busdaycalendar`. */
export interface BusdayCalendarOptions {
  /** The valid days of the week; Monday to Friday by default. */
  weekmask?: Weekmask | undefined;
  /** Dates that are no business days; none by default. */
  holidays?: NDArray | readonly DatetimeLike[] | undefined;
}

const daily = toDtype("datetime64[D]") as DType as DType<"datetime64">;
const anyInstant = toDtype("datetime64") as DType;

/** Values as an array of instants of whatever unit. */
export function instantsOf(value: unknown): NDArray {
  return value instanceof NDArray ? value : arrayFromValues(value, anyInstant, "C");
}

const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The truth values of a mask of the week. @throws ValueError */
function readWeekmask(given: unknown): boolean[] {
  if (typeof given === "string") return readWeekText(given);
  if (Array.isArray(given) || given instanceof NDArray) {
    const mask = asArray(given);
    if (mask.ndim !== 1 || mask.size !== 7) {
      throw new ValueError(
        `A business day weekmask array must have length 7 (Monday to Sunday; got ${mask.size})`,
      );
    }
    return [...elements(castArray(mask, toDtype("bool")))] as boolean[];
  }
  throw new ValueError(
    `Couldn't convert object into a business day weekmask (seven truth values or a text such as "1111100" are needed, got ${typeof given})`,
  );
}

function readWeekText(text: string): boolean[] {
  if (/^[01]{7}$/.test(text)) return Array.from(text, (digit) => digit === "1");
  const names: readonly string[] = text.match(/[A-Za-z]{3}|\S/g) ?? [];
  if (names.some((name) => !dayNames.includes(name))) {
    throw new ValueError(
      `Invalid business day weekmask string "${text}" (seven of 0 and 1, or days of ${dayNames.join(", ")})`,
    );
  }
  return dayNames.map((name) => names.includes(name));
}

/** The day of the week of a day since 1970, Monday as 0. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/**
 * A calendar of business days, which the `busday` functions take in place of a week mask and holidays. Immutable.
 *
 * @example
 * ```ts
 * const calendar = np.busdaycalendar("1111100", { holidays: ["2024-01-01", "2024-12-25"] });
 * calendar.holidays; // => ['2024-01-01' '2024-12-25']
 * np.is_busday("2024-12-25", { busdaycal: calendar }); // => false
 * ```
 */
export class BusdayCalendar {
  readonly #mask: readonly boolean[];
  readonly #holidays: Float64Array;
  readonly #set: ReadonlySet<number>;

  /** @internal Use `np.busdaycalendar`. */
  constructor(weekmask: unknown, holidays: unknown) {
    this.#mask = readWeekmask(weekmask);
    const days = holidays === undefined ? [] : readHolidays(holidays);
    // a holiday that is no business day anyway does not count
    const kept = days.filter((day) => this.#mask[weekday(day)]);
    this.#set = new Set(kept);
    this.#holidays = Float64Array.from(this.#set).sort();
  }

  /**
   * The valid days of the week, Monday first. A copy.
   *
   * @example
   * ```ts
   * np.busdaycalendar("Mon Tue").weekmask; // => [ True  True False False False False False]
   * ```
   */
  get weekmask(): NDArray<"bool"> {
    return asArray([...this.#mask]) as NDArray<"bool">;
  }

  /**
   * The holidays that fall on valid days, in order and each once. A copy.
   *
   * @example
   * ```ts
   * np.busdaycalendar({ holidays: ["2024-12-25", "2024-12-22"] }).holidays; // => ['2024-12-25']
   * ```
   */
  get holidays(): NDArray<"datetime64"> {
    return arrayFromValues([...this.#holidays], daily, "C") as NDArray<"datetime64">;
  }

  /** @internal How many days of a week are valid. */
  get daysInWeek(): number {
    return this.#mask.filter((one) => one).length;
  }

  /** @internal Whether a day since 1970 is a business day. */
  isValid(day: number): boolean {
    return this.#mask[weekday(day)] === true && !this.#set.has(day);
  }

  /** @internal How many holidays are before a day. */
  holidaysBefore(day: number): number {
    let low = 0;
    let high = this.#holidays.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#holidays[middle]! < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** NumPy's name of the class. */
  toString(): string {
    return "<numpy.busdaycalendar>";
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function readHolidays(given: unknown): number[] {
  const array = instantsOf(given);
  if (!isCastAllowed(array.dtype, daily, "safe")) {
    throw new ValueError(
      `Cannot safely convert provided holidays input into an array of dates (got ${array.dtype})`,
    );
  }
  if (array.ndim !== 1) {
    throw new ValueError(
      `holidays must be a provided as a one-dimensional array (got ${array.ndim} dimensions)`,
    );
  }
  const days = [...elements(castArray(array, daily))] as Datetime64[];
  return days.filter((day) => !day.isNaT).map((day) => Number(day.value));
}

/** `np.busdaycalendar`: called, or after `new`. */
export interface BusdayCalendarClass {
  /** @throws ValueError for a week without a valid day, or holidays that are no dates */
  (weekmask?: Weekmask | BusdayCalendarOptions, options?: BusdayCalendarOptions): BusdayCalendar;
  new (
    weekmask?: Weekmask | BusdayCalendarOptions,
    options?: BusdayCalendarOptions,
  ): BusdayCalendar;
  [Symbol.hasInstance](value: unknown): value is BusdayCalendar;
}

function makeCalendar(weekmask?: unknown, given?: unknown): BusdayCalendar {
  const holidaysGiven = Array.isArray(given) || given instanceof NDArray;
  const known = optionsOr<BusdayCalendarOptions>(
    "busdaycalendar",
    ["weekmask", "holidays"],
    "weekmask",
    weekmask,
    holidaysGiven ? { holidays: given } : given,
  );
  const made = new BusdayCalendar(
    known.weekmask === undefined ? "1111100" : known.weekmask,
    known.holidays,
  );
  if (made.daysInWeek > 0) return made;
  throw new ValueError("Cannot construct a numpy.busdaycal with a weekmask of all zeros");
}

/**
 * Makes a calendar of business days of a week mask and holidays.
 *
 * @returns a {@link BusdayCalendar}, which keeps a copy of both
 * @throws ValueError for a week without a valid day, or holidays that are no dates
 * @example
 * ```ts
 * np.busdaycalendar("Sun Mon Tue Wed Thu").weekmask; // => [ True  True  True  True False False  True]
 * ```
 */
export const busdaycalendar: BusdayCalendarClass = Object.defineProperties(
  function busdaycalendar(weekmask?: unknown, given?: unknown) {
    return makeCalendar(weekmask, given);
  } as unknown as BusdayCalendarClass,
  {
    toString: { value: () => "<class 'numpy.busdaycalendar'>" },
    [Symbol.hasInstance]: { value: (value: unknown) => value instanceof BusdayCalendar },
  },
);
