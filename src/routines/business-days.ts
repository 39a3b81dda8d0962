// Business days: whether a day is one, how many lie between two, and the day some number of them away. Calendars are
// in business-calendar.ts.

import { asArray, itemOf } from "../array/convert.js";
import { castArray, castRefused, copyInto } from "../array/copy.js";
import { reshapeArray } from "../array/reshape.js";
import { exactNumber } from "../array/values.js";
import { byteOffsets } from "../array/walk.js";
import { isCastAllowed } from "../core/casting.js";
import { fieldsFromValue, NaT } from "../core/datetime-calendar.js";
import type { Datetime64 } from "../core/datetime-scalar.js";
import { datetimeUnit } from "../core/datetime-unit.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { ValueError } from "../core/errors.js";
import { broadcastOperands, broadcastStrides, outputStrides, shapeText } from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { isTime, pythonType } from "../core/python-values.js";
import { nativeOrder } from "../core/scalar-types.js";
import type { DTypeKey } from "../core/types.js";
import { BusdayCalendar, type DatesLike, instantsOf, type Weekmask } from "./business-calendar.js";

/** What every function of business days takes. */
export interface BusdayOptions<D extends DTypeKey = DTypeKey> {
  /** The valid days of the week; Monday to Friday by default. */
  weekmask?: Weekmask | undefined;
  /** Dates that are no business days; none by default. */
  holidays?: DatesLike | undefined;
  /** A calendar, in place of both; none by default. */
  busdaycal?: BusdayCalendar | null | undefined;
  /** An array for the result; it is returned. A new one by default. */
  out?: NDArray<D> | undefined;
}

/** Options of {@link busday_offset}. */
export interface BusdayOffsetOptions extends BusdayOptions {
  /** What becomes of a date that is no business day: an error (`"raise"`) by default. */
  roll?: Roll | undefined;
}

/** Ways to a business day. */
export type Roll =
  | "raise"
  | "nat"
  | "forward"
  | "following"
  | "backward"
  | "preceding"
  | "modifiedfollowing"
  | "modifiedpreceding";

const rolls: readonly Roll[] = [
  "raise",
  "nat",
  "forward",
  "following",
  "backward",
  "preceding",
  "modifiedfollowing",
  "modifiedpreceding",
];

const bool = toDtype("bool") as DType;
const int64 = toDtype("int64") as DType;
const daily = toDtype("datetime64[D]") as DType;
const little = nativeOrder === "<";
const names = ["weekmask", "holidays", "busdaycal", "out"] as const;

/** Which argument a calendar is, by position. */
const calendarPlace: Readonly<Record<string, number>> = {
  is_busday: 4,
  busday_count: 5,
  busday_offset: 6,
};

function calendarFor(routine: string, known: BusdayOptions): BusdayCalendar {
  const { busdaycal, weekmask, holidays } = known;
  // both are read first, and then found to be too much
  const own = new BusdayCalendar(weekmask === undefined ? "1111100" : weekmask, holidays);
  if (busdaycal === undefined || busdaycal === null) return own;
  if (!(busdaycal instanceof BusdayCalendar)) {
    throw new TypeError(
      `${routine}() argument ${calendarPlace[routine]} must be numpy.busdaycalendar, not ${pythonType(busdaycal)}`,
    );
  }
  if (weekmask === undefined && holidays === undefined) return busdaycal;
  throw new ValueError(
    `Cannot supply both the weekmask/holidays and the busdaycal parameters to ${routine}()`,
  );
}

/** By whichever of the functions. */
function outRefused(): ValueError {
  return new ValueError("busday_offset: must provide a NumPy array for 'out'");
}

/** Proves that dates are days, or longer, and that the result has a place in the output. @throws TypeError */
function checkDtypes(dates: readonly NDArray[], counts: number, dtype: DType, out: NDArray | null) {
  dates.forEach((one, position) => {
    if (isCastAllowed(one.dtype, daily, "safe")) return;
    throw new TypeError(
      `Iterator operand ${position} dtype could not be cast from ${one.dtype.repr()} to dtype('<M8[D]') according to the rule 'safe' (cast it with astype)`,
    );
  });
  if (out === null || isCastAllowed(dtype, out.dtype, "safe")) return;
  throw new TypeError(
    `Iterator requested dtype could not be cast from ${dtype.repr()} to ${out.dtype.repr()}, the operand ${dates.length + counts} dtype, according to the rule 'safe'`,
  );
}

/** @throws ValueError unless an output is as long as the result along every axis, from the last one on */
function checkOutput(out: NDArray | null, shape: readonly number[]): void {
  if (out === null) return;
  for (let axis = 0; axis < shape.length; axis++) {
    const own = out._shape[out.ndim - 1 - axis] ?? 1;
    if (own === shape[shape.length - 1 - axis]) continue;
    throw new ValueError(
      `output operand requires a reduction along dimension ${axis}, but the reduction is not enabled. The dimension size of ${own} does not match the expected output shape. (out has shape ${shapeText(out._shape)}, ${shapeText(shape)} is needed)`,
    );
  }
}

/** Calls `each` with the counts of all operands, and stores what it gives as elements of `dtype`. */
function mapped(
  calendar: BusdayCalendar,
  dates: readonly NDArray[],
  counts: readonly NDArray[],
  dtype: DType,
  given: NDArray | undefined,
  each: (...counts: bigint[]) => unknown,
): unknown {
  const out = given ?? null;
  if (calendar.daysInWeek === 0) {
    throw new ValueError("the business day weekmask must have at least one valid business day");
  }
  if (given !== undefined && out === null) throw outRefused();
  if (out !== null) {
    if (!(out instanceof NDArray)) throw outRefused();
    out.live();
    out.assertWriteable("operand array with iterator write flag set");
  }
  const shape = broadcastOperands(
    [...dates, ...counts, ...(out === null ? [] : [out])].map((one) => one._shape),
    [],
  );
  checkOutput(out, shape);
  checkDtypes(dates, counts.length, dtype, out);
  const inputs = [...dates.map((one) => castArray(one, daily)), ...counts];
  const layouts = [...dates, ...counts].map(({ _shape, _strides, itemsize, dtype: from }) => {
    const buffered = from !== daily && from !== int64;
    return { shape: _shape, strides: _strides, itemsize, buffered };
  });
  const strides = outputStrides(shape, dtype.itemsize, "K", layouts);
  const made = newArrayWithStrides(shape, strides, dtype);
  const starts = inputs.map((one) => {
    return byteOffsets(one.byteOffset, shape, broadcastStrides(one._shape, one._strides, shape));
  });
  const views = inputs.map((one) => one.live().views.dataView);
  const { write } = codecOf(dtype);
  const view = made.storage.views.dataView;
  byteOffsets(made.byteOffset, shape, strides).forEach((at, i) => {
    const counts = views.map((from, k) => from.getBigInt64(starts[k]![i]!, little));
    write(view, at, each(...counts));
  });
  if (out === null) return made.ndim === 0 ? exactNumber(itemOf(made), dtype) : made;
  copyInto(out, reshapeArray(made, out._shape), "busday");
  return out;
}

/**
 * Whether dates are business days. NaT is none.
 *
 * @returns a boolean for one date, else a new array (a copy)
 * @throws ValueError for texts that are no dates, a week without a valid day, or both a calendar and its parts
 * @throws TypeError for instants of a time of day
 * @example
 * ```ts
 * np.is_busday(["2024-01-05", "2024-01-06"]); // => [ True False]
 * np.is_busday("2024-01-01", { holidays: ["2024-01-01"] }); // => false
 * ```
 */
export function is_busday(
  dates: string | Date | Datetime64 | null,
  options?: BusdayOptions & { out?: undefined },
): boolean;
export function is_busday<D extends DTypeKey = "bool">(
  dates: DatesLike,
  options?: BusdayOptions<D>,
): NDArray<D>;
export function is_busday(dates: unknown, given?: BusdayOptions): unknown {
  const known = options("is_busday", given, names);
  const calendar = calendarFor("is_busday", known);
  return mapped(calendar, [instantsOf(dates)], [], bool, known.out, (day) => {
    return day !== NaT && calendar.isValid(Number(day));
  });
}

/**
 * How many business days there are from the first date on, and before the second; negative where the second is
 * earlier.
 *
 * @returns a number for two single dates, else a new int64 array (a copy)
 * @throws ValueError for NaT, texts that are no dates, or a week without a valid day
 * @throws TypeError for instants of a time of day
 * @example
 * ```ts
 * np.busday_count("2024-01", "2024-02"); // => 23
 * np.busday_count(["2024-01-01", "2024-02-05"], "2024-02-01"); // => [23 -2]
 * ```
 */
export function busday_count(
  begindates: string | Date | Datetime64,
  enddates: string | Date | Datetime64,
  options?: BusdayOptions & { out?: undefined },
): number;
export function busday_count<D extends DTypeKey = "int64">(
  begindates: DatesLike,
  enddates: DatesLike,
  options?: BusdayOptions<D>,
): NDArray<D>;
export function busday_count(begin: unknown, end: unknown, given?: BusdayOptions): unknown {
  const known = options("busday_count", given, names);
  const calendar = calendarFor("busday_count", known);
  const between = [instantsOf(begin), instantsOf(end)];
  return mapped(calendar, between, [], int64, known.out, (from, to) => {
    if (from === NaT || to === NaT) {
      throw new ValueError("Cannot compute a business day count with a NaT (not-a-time) date");
    }
    return countBetween(calendar, Number(from), Number(to));
  });
}

function countBetween(calendar: BusdayCalendar, begin: number, end: number): number {
  // backward, the earlier date is not counted and the later one is
  if (begin > end) return -countBetween(calendar, end + 1, begin + 1);
  const weeks = Math.floor((end - begin) / 7);
  let count = weeks * calendar.daysInWeek;
  let day = begin + weeks * 7;
  count -= calendar.holidaysBefore(day) - calendar.holidaysBefore(begin);
  for (; day < end; day++) if (calendar.isValid(day)) count += 1;
  return count;
}

/**
 * The dates that are some number of business days away. A date that is no business day is first brought to one, as
 * `roll` says.
 *
 * @returns one instant for a single date and offset, else a new datetime64[D] array (a copy)
 * @throws ValueError for dates that are no business days (unless `roll` says otherwise), texts that are no dates, or a
 *   week without a valid day
 * @throws TypeError for instants of a time of day
 * @example
 * ```ts
 * np.busday_offset("2024-01-05", 1); // => 2024-01-08
 * np.busday_offset("2024-01-06", 0, { roll: "backward" }); // => 2024-01-05
 * np.busday_offset("2024-03", [0, 1], { roll: "forward" }); // => ['2024-03-01' '2024-03-04']
 * ```
 */
export function busday_offset(
  dates: string | Date | Datetime64,
  offsets: number | bigint,
  options?: BusdayOffsetOptions & { out?: undefined },
): Datetime64;
export function busday_offset(
  dates: DatesLike,
  offsets: NDArray | readonly number[] | number | bigint,
  options?: BusdayOffsetOptions,
): NDArray<"datetime64">;
export function busday_offset(
  dates: unknown,
  offsets: unknown,
  given?: BusdayOffsetOptions,
): unknown {
  const known = options("busday_offset", given, ["roll", ...names]);
  const roll = rollOf(known.roll);
  const calendar = calendarFor("busday_offset", known);
  const counts = countsOf(offsets);
  return mapped(calendar, [instantsOf(dates)], [counts], daily, known.out, (day, offset) => {
    const start = day === NaT ? null : rolled(calendar, Number(day), roll);
    if (start === null) {
      if (roll !== "raise") return null;
      throw new ValueError(
        day === NaT
          ? "NaT input in busday_offset"
          : "Non-business day date in busday_offset (roll says what to do with it)",
      );
    }
    const isFar = offset > FARTHEST || offset < -FARTHEST;
    return isFar ? movedFar(calendar, start, offset) : moved(calendar, start, Number(offset));
  });
}

/** Numbers of days: values read as integers, arrays cast safely. @throws TypeError */
function countsOf(given: unknown): NDArray {
  if (isTime(given)) return castArray(asArray(given), int64);
  if (!(given instanceof NDArray)) return asArray(given, int64);
  if (given.dtype === int64) return given;
  if (isCastAllowed(given.dtype, int64, "safe")) return castArray(given, int64);
  throw new TypeError(castRefused(given.dtype, int64, "safe", given.ndim));
}

function rollOf(given: unknown): Roll {
  if (given === undefined) return "raise";
  const found = rolls.find((one) => one === given);
  if (found !== undefined) return found;
  if (typeof given !== "string") throw new TypeError("bad argument type for built-in operation");
  throw new ValueError(
    `Invalid business day roll parameter "${given}" (known: ${rolls.join(", ")})`,
  );
}

const days = datetimeUnit("D");

function sameMonth(a: number, b: number): boolean {
  const [x, y] = [a, b].map((day) => fieldsFromValue(BigInt(day), days));
  return x!.month === y!.month;
}

/** The business day that a day is brought to; null where there is none to be. */
function rolled(calendar: BusdayCalendar, day: number, roll: Roll): number | null {
  if (calendar.isValid(day)) return day;
  if (roll === "raise" || roll === "nat") return null;
  const next = (step: 1 | -1): number => {
    let at = day + step;
    while (!calendar.isValid(at)) at += step;
    return at;
  };
  const first = roll === "forward" || roll === "following" || roll === "modifiedfollowing" ? 1 : -1;
  const found = next(first);
  const turns = roll === "modifiedfollowing" || roll === "modifiedpreceding";
  return turns && !sameMonth(day, found) ? next(first === 1 ? -1 : 1) : found;
}

/** How many business days away days are counted in doubles. */
const FARTHEST = 2n ** 48n;

/** As {@link moved} in 64-bit integers, which wrap round as NumPy's. */
function movedFar(calendar: BusdayCalendar, start: number, offset: bigint): bigint {
  const perWeek = BigInt(calendar.daysInWeek);
  const step = offset < 0n ? -1n : 1n;
  let day = BigInt.asIntN(64, BigInt(start) + (offset / perWeek) * 7n);
  let left = offset % perWeek;
  if (left < 0n) left = -left;
  // days of the week go on from the start, far from any holiday
  let near = start - 7 * 2 ** 40;
  while (left > 0n) {
    day = BigInt.asIntN(64, day + step);
    near += Number(step);
    if (calendar.isValid(near)) left -= 1n;
  }
  return day;
}

/** The business day `offset` business days after (or before) another. */
function moved(calendar: BusdayCalendar, start: number, offset: number): number {
  const step = offset < 0 ? -1 : 1;
  const weeks = Math.trunc(Math.abs(offset) / calendar.daysInWeek);
  let left = Math.abs(offset) % calendar.daysInWeek;
  let day = start + step * weeks * 7;
  // what was jumped over, the new day included, may hold holidays
  left +=
    step > 0
      ? calendar.holidaysBefore(day + 1) - calendar.holidaysBefore(start + 1)
      : calendar.holidaysBefore(start) - calendar.holidaysBefore(day);
  while (left > 0) {
    day += step;
    if (calendar.isValid(day)) left -= 1;
  }
  return day;
}
