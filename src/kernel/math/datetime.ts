// Counts of one unit of time as counts of another, as kernel bodies over 64-bit integers. The formulas are those of
// core/datetime-calendar.ts, which has them one value at a time.

import { NaT } from "../../core/datetime-calendar.js";
import { conversionFactor, type DatetimeUnit, isCalendar } from "../../core/datetime-unit.js";
import type { Builder, Value } from "../builder.js";

/** Whether a count is "not a time". */
export function isNaT(b: Builder, x: Value): Value {
  return b.eq(x, b.const(x, NaT));
}

/** `result`, but NaT where `x` is. */
function unlessNaT(b: Builder, x: Value, result: Value): Value {
  return b.select(isNaT(b, x), x, result);
}

/** x / y rounded down, for a positive constant y. */
function floorBy(b: Builder, x: Value, y: bigint): Value {
  if (y === 1n) return x;
  const negative = b.lt(x, b.const(x, 0));
  const shifted = b.sub(x, b.const(x, y - 1n));
  return b.div(b.select(negative, shifted, x), b.const(x, y));
}

function floorRest(b: Builder, x: Value, y: bigint): Value {
  return b.sub(x, b.mul(floorBy(b, x, y), b.const(x, y)));
}

function times(b: Builder, x: Value, y: bigint): Value {
  return y === 1n ? x : b.mul(x, b.const(x, y));
}

function plus(b: Builder, x: Value, y: bigint): Value {
  return b.add(x, b.const(x, y));
}

/** A count of `from` as a count of `to`, rounded down; NaT stays. Without a unit the count stays too. */
export function recount(
  b: Builder,
  x: Value,
  from: DatetimeUnit,
  to: DatetimeUnit,
  kind: "M" | "m",
): Value {
  if (from.base === "generic") return x;
  const [num, den] = conversionFactor(from, to);
  if (kind === "M" && isCalendar(from) !== isCalendar(to)) {
    const counted = isCalendar(from)
      ? fromCalendar(b, times(b, x, BigInt(from.count)), from, to)
      : toCalendar(b, times(b, x, BigInt(from.count)), from, to);
    return unlessNaT(b, x, floorBy(b, counted, BigInt(to.count)));
  }
  // the sign of the count before it is multiplied decides, as in NumPy: it shows where the product wraps
  const product = times(b, x, num);
  if (den === 1n) return unlessNaT(b, x, product);
  const negative = b.lt(x, b.const(x, 0));
  const shifted = b.sub(product, b.const(x, den - 1n));
  const quotient = b.div(b.select(negative, shifted, product), b.const(x, den));
  return unlessNaT(b, x, quotient);
}

const days: DatetimeUnit = { base: "D", count: 1, text: "[D]" };
const single = (unit: DatetimeUnit): DatetimeUnit => ({ ...unit, count: 1 });

/** Years or months since 1970 as a shorter unit. */
function fromCalendar(b: Builder, x: Value, from: DatetimeUnit, to: DatetimeUnit): Value {
  const years = from.base === "Y" ? x : floorBy(b, x, 12n);
  const month = from.base === "Y" ? null : floorRest(b, x, 12n);
  let count = daysBefore(b, years);
  if (month !== null) count = b.add(count, daysBeforeMonth(b, plus(b, years, 1970n), month));
  if (to.base === "W") return floorBy(b, count, 7n);
  const [perDay] = conversionFactor(days, single(to));
  return times(b, count, perDay);
}

/** Days from 1970 to the first of a year, counted from 1970. */
function daysBefore(b: Builder, years: Value): Value {
  const ordinary = times(b, years, 365n);
  const by = (shift: bigint, y: bigint) => b.div(plus(b, years, shift), b.const(years, y));
  // NumPy's compiler takes for granted that no year is negative in the first case: it shifts, and divides without a sign
  const unsigned = b.cast(plus(b, years, 369n), "u64");
  const after1970 = b.cast(b.div(unsigned, b.const(unsigned, 400)), "i64");
  const before1970 = b.div(plus(b, years, -30n), b.const(years, 400));
  // NumPy asks the product, which may have wrapped
  const after = b.ge(ordinary, b.const(years, 0));
  return b.add(
    ordinary,
    b.select(
      after,
      b.add(b.sub(floorBy(b, plus(b, years, 1n), 4n), by(69n, 100n)), after1970),
      b.add(b.sub(by(-2n, 4n), by(-30n, 100n)), before1970),
    ),
  );
}

/** Days of a year before a month, counted from 0. */
function daysBeforeMonth(b: Builder, year: Value, month: Value): Value {
  const isMultiple = (y: bigint) => b.eq(b.rem(year, b.const(year, y)), b.const(year, 0));
  const leap = b.and(isMultiple(4n), b.or(b.not(isMultiple(100n)), isMultiple(400n)));
  // as if February had 30 days, then less what it has not
  const even = b.div(plus(b, times(b, month, 367n), 5n), b.const(month, 12));
  const missing = b.select(leap, b.const(month, 1), b.const(month, 2));
  const afterFebruary = b.gt(month, b.const(month, 1));
  return b.select(afterFebruary, b.sub(even, missing), even);
}

const daysTo2000 = 10957n;
const daysIn400Years = 146097n;
// from March, where leap days come last, to January
const daysToMarch = 60n;

/** A shorter unit as years or months since 1970. */
function toCalendar(b: Builder, x: Value, from: DatetimeUnit, to: DatetimeUnit): Value {
  const count =
    from.base === "W" ? times(b, x, 7n) : floorBy(b, x, conversionFactor(days, single(from))[0]);
  const since2000 = plus(b, count, -daysTo2000);
  const cycles = floorBy(b, since2000, daysIn400Years);
  const inCycle = floorRest(b, since2000, daysIn400Years);
  // years that begin in March: from the 1st of March 1600, 400 years before that of the cycle
  const day = plus(b, inCycle, daysIn400Years - daysToMarch);
  const by = (value: Value, y: bigint) => b.div(value, b.const(value, y));
  const century = b.min(by(b.rem(day, b.const(day, daysIn400Years)), 36524n), b.const(day, 3));
  const wholeCycles = by(day, daysIn400Years);
  const inWhole = b.rem(day, b.const(day, daysIn400Years));
  const inCentury = b.sub(inWhole, times(b, century, 36524n));
  const four = by(inCentury, 1461n);
  const inFour = b.rem(inCentury, b.const(day, 1461n));
  const one = b.min(by(inFour, 365n), b.const(day, 3));
  const dayOfYear = b.sub(inFour, times(b, one, 365n));
  const marchYear = b.add(
    b.add(times(b, wholeCycles, 400n), times(b, century, 100n)),
    b.add(times(b, four, 4n), one),
  );
  // months since March of 1600
  const monthOfYear = by(plus(b, times(b, dayOfYear, 5n), 2n), 153n);
  const months = plus(b, b.add(times(b, marchYear, 12n), monthOfYear), 2n);
  const inCycleYear = plus(b, by(months, 12n), -400n);
  const year = b.add(plus(b, times(b, cycles, 400n), 30n), inCycleYear);
  if (to.base === "Y") return year;
  return b.add(times(b, year, 12n), b.rem(months, b.const(months, 12)));
}
