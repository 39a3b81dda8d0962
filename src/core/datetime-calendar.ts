// Instants as calendar fields: from a count of a unit since 1970 to year, month, day and time, and back. Counts
// are bigints that wrap at 64 bits, as NumPy's do; arrays are converted by kernels, which have the same formulas.

import { type DatetimeUnit, rankOf, type UnitName } from "./datetime-unit.js";
import { ValueError } from "./errors.js";

/** The count that stands for "not a time". */
export const NaT = -(2n ** 63n);

/** A date and time of the Gregorian calendar, extended in both directions. */
export interface CalendarFields {
  year: bigint;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Microseconds, picoseconds within them, attoseconds within those. */
  us: number;
  ps: number;
  as: number;
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

/** The quotient, rounded down. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const floorMod = (a: bigint, b: bigint): bigint => a - floorDivide(a, b) * b;

/** Whether a year has 366 days. */
export function isLeapYear(year: bigint): boolean {
  return (year & 3n) === 0n && (year % 100n !== 0n || year % 400n === 0n);
}

/** The days of a month, counted from 1. */
export function daysInMonth(year: bigint, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a date; NumPy's formula, so that dates too far away wrap as they do there. */
export function daysFromFields(fields: Pick<CalendarFields, "year" | "month" | "day">): bigint {
  let year = wrap(fields.year - 1970n);
  let days = wrap(year * 365n);
  // the product, which may have wrapped, decides
  if (days >= 0n) {
    // NumPy's compiler takes for granted that no year is negative here: it shifts, and divides without a sign
    year = wrap(year + 1n);
    days += year >> 2n;
    year = wrap(year + 68n);
    days -= year / 100n;
    year = wrap(year + 300n);
    days += BigInt.asUintN(64, year) / 400n;
  } else {
    year = wrap(year - 2n);
    days += year / 4n;
    year = wrap(year - 28n);
    days -= year / 100n;
    days += year / 400n;
  }
  for (let month = 1; month < fields.month; month++)
    days += BigInt(daysInMonth(fields.year, month));
  return wrap(days + BigInt(fields.day - 1));
}

const daysTo2000 = 10957n;
const daysIn400Years = 146097n;

/** Year, month and day of a count of days since 1970-01-01. */
function setDays(fields: CalendarFields, count: bigint): void {
  const since2000 = wrap(count - daysTo2000);
  let days = Number(floorMod(since2000, daysIn400Years));
  let year = 400n * floorDivide(since2000, daysIn400Years);
  const centuries = days >= 366 ? Math.floor((days - 1) / 36524) : 0;
  if (centuries > 0) days -= 36524 * centuries + 1;
  // every century but the first begins with a year that is no leap year
  const fours = centuries > 0 ? Math.floor((days + 1) / 1461) : Math.floor(days / 1461);
  if (fours > 0) days -= 1461 * fours - (centuries > 0 ? 1 : 0);
  year += BigInt(100 * centuries + 4 * fours) + 2000n;
  for (
    let inYear = isLeapYear(year) ? 366 : 365;
    days >= inYear;
    inYear = isLeapYear(year) ? 366 : 365
  ) {
    days -= inYear;
    year += 1n;
  }
  fields.year = wrap(year);
  let month = 1;
  for (; days >= daysInMonth(year, month); month++) days -= daysInMonth(year, month);
  fields.month = month;
  fields.day = days + 1;
}

/** How many of a unit a day has, from hours on. */
const perDay: Readonly<Partial<Record<UnitName, bigint>>> = {
  h: 24n,
  m: 1440n,
  s: 86400n,
  ms: 86400n * 10n ** 3n,
  us: 86400n * 10n ** 6n,
  ns: 86400n * 10n ** 9n,
  ps: 86400n * 10n ** 12n,
  fs: 86400n * 10n ** 15n,
  as: 86400n * 10n ** 18n,
};

const attosecondsPerDay = 86400n * 10n ** 18n;

/** @throws ValueError for a count that has no unit */
export function fieldsFromValue(value: bigint, unit: DatetimeUnit): CalendarFields {
  const fields: CalendarFields = {
    year: 1970n,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    us: 0,
    ps: 0,
    as: 0,
  };
  if (unit.base === "generic") {
    throw new ValueError(
      "Cannot convert a NumPy datetime value other than NaT with generic units (give it one with astype or view: datetime64[D])",
    );
  }
  const count = wrap(value * BigInt(unit.count));
  switch (unit.base) {
    case "Y":
      fields.year = wrap(1970n + count);
      return fields;
    case "M":
      fields.year = 1970n + floorDivide(count, 12n);
      fields.month = Number(floorMod(count, 12n)) + 1;
      return fields;
    case "W":
      setDays(fields, wrap(count * 7n));
      return fields;
    case "D":
      setDays(fields, count);
      return fields;
    default: {
      const parts = perDay[unit.base]!;
      setDays(fields, floorDivide(count, parts));
      setTime(fields, floorMod(count, parts) * (attosecondsPerDay / parts));
      return fields;
    }
  }
}

function setTime(fields: CalendarFields, attoseconds: bigint): void {
  const second = Number(attoseconds / 10n ** 18n);
  const rest = attoseconds % 10n ** 18n;
  fields.hour = Math.floor(second / 3600);
  fields.minute = Math.floor(second / 60) % 60;
  fields.second = second % 60;
  fields.us = Number(rest / 10n ** 12n);
  fields.ps = Number((rest / 10n ** 6n) % 10n ** 6n);
  fields.as = Number(rest % 10n ** 6n);
}

function timeOf(fields: CalendarFields): bigint {
  const seconds = BigInt(fields.hour * 3600 + fields.minute * 60 + fields.second);
  const parts = (BigInt(fields.us) * 10n ** 6n + BigInt(fields.ps)) * 10n ** 6n + BigInt(fields.as);
  return seconds * 10n ** 18n + parts;
}

/** NumPy's refusal of an instant that nobody named a unit for. */
export function withoutUnit(): ValueError {
  return new ValueError(
    "Cannot create a NumPy datetime other than NaT with generic units (name a unit: datetime64[D])",
  );
}

/** The count of a unit, rounded down, that calendar fields are. @throws ValueError where there is no unit */
export function valueFromFields(fields: CalendarFields, unit: DatetimeUnit): bigint {
  if (unit.base === "generic") {
    throw withoutUnit();
  }
  const count = wrap(countOf(fields, unit.base));
  return floorDivide(count, BigInt(unit.count));
}

function countOf(fields: CalendarFields, base: UnitName): bigint {
  if (base === "Y") return fields.year - 1970n;
  if (base === "M") return 12n * (fields.year - 1970n) + BigInt(fields.month - 1);
  const days = daysFromFields(fields);
  if (base === "W") return floorDivide(days, 7n);
  if (rankOf(base) <= rankOf("D")) return days;
  const parts = perDay[base]!;
  return days * parts + timeOf(fields) / (attosecondsPerDay / parts);
}

/** Attoseconds of a unit of fixed length; null for years, months and no unit. */
export function attosecondsIn(base: UnitName): bigint | null {
  if (base === "W") return 7n * attosecondsPerDay;
  if (base === "D") return attosecondsPerDay;
  const parts = perDay[base];
  return parts === undefined ? null : attosecondsPerDay / parts;
}

/** Attoseconds since 1970 of an instant, as an integer without limits: what instants of any units compare by. */
export function attoseconds(value: bigint, unit: DatetimeUnit): bigint {
  const fields = fieldsFromValue(value, unit);
  return daysFromFields(fields) * attosecondsPerDay + timeOf(fields);
}
