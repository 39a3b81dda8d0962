// One instant or time span from one unit to another, and JavaScript values as counts of a unit: what elements of
// datetime64 and timedelta64 arrays are written from. Whole arrays are converted by kernels.

import {
  fieldsFromValue,
  floorDivide,
  NaT,
  valueFromFields,
  withoutUnit,
} from "./datetime-calendar.js";
import { parseDatetime } from "./datetime-parse.js";
import { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import {
  conversionFactor,
  type DatetimeUnit,
  datetimeUnit,
  genericUnit,
  unitCastError,
  unitCastLevel,
} from "./datetime-unit.js";
import { OverflowError, ValueError } from "./errors.js";

/** Which of the two kinds a count is: instants since 1970 or spans of time. */
export type TimeKind = "M" | "m";

const milliseconds = datetimeUnit("ms");

/** A count of one unit as a count of another, rounded down. @throws OverflowError, ValueError */
export function castCount(
  value: bigint,
  from: DatetimeUnit,
  to: DatetimeUnit,
  kind: TimeKind,
): bigint {
  if (value === NaT || from === to || from.base === "generic") return value;
  if (kind === "M" && to.base !== "generic") {
    return valueFromFields(fieldsFromValue(value, from), to);
  }
  const [num, den] = conversionFactor(from, to);
  return floorDivide(BigInt.asIntN(64, value * num), den);
}

/** A JavaScript value as the count that an element of a datetime64 or timedelta64 stores. @throws ValueError, … */
export function countOf(value: unknown, unit: DatetimeUnit, kind: TimeKind): bigint {
  return kind === "M" ? instantCount(value, unit) : spanCount(value, unit);
}

function instantCount(value: unknown, unit: DatetimeUnit): bigint {
  if (value === null || value === undefined) return NaT;
  if (value instanceof Datetime64) return recounted(value, unit, "M");
  if (value instanceof Timedelta64) return value.value;
  if (typeof value === "string") {
    // without a unit any text but that of NaT is refused, whatever it says
    if (unit.base === "generic" && !/^(nat)?$/i.test(value)) throw withoutUnit();
    const { fields } = parseDatetime(value);
    return fields === null ? NaT : valueFromFields(fields, unit);
  }
  if (value instanceof Date) return recounted(instantOfDate(value), unit, "M");
  if (unit.base === "generic" && isWhole(value)) throw integerNeedsUnit();
  const whole = wholeNumber(value);
  if (whole === null) {
    throw new ValueError(
      `Could not convert object to NumPy datetime (an ISO 8601 text, a Date, an integer or a Datetime64 is needed, got ${described(value)})`,
    );
  }
  return whole;
}

/** NumPy's refusal of a count without a unit. */
export function integerNeedsUnit(): ValueError {
  return new ValueError(
    "Converting an integer to a NumPy datetime requires a specified unit (such as datetime64[D])",
  );
}

function spanCount(value: unknown, unit: DatetimeUnit): bigint {
  if (value === null || value === undefined) return NaT;
  if (value instanceof Timedelta64) return recounted(value, unit, "m");
  if (value instanceof Datetime64) return value.value;
  const whole = typeof value === "string" ? spanFromText(value) : wholeNumber(value);
  if (whole === null) {
    throw new ValueError(
      `Could not convert object to NumPy timedelta (an integer or a Timedelta64 is needed, got ${described(value)})`,
    );
  }
  return whole;
}

function described(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : typeof value;
}

/** @throws DTypeError where only an unsafe cast would do */
function recounted(value: Datetime64 | Timedelta64, unit: DatetimeUnit, kind: TimeKind): bigint {
  const own = value.dtype.unit!;
  if (unitCastLevel(own, unit, kind === "m") === "unsafe") {
    if (value.value === NaT) return NaT;
    throw unitCastError(own, unit);
  }
  return castCount(value.value, own, unit, kind);
}

const greatest = 2n ** 63n - 1n;

function isWhole(value: unknown): value is number | bigint | boolean {
  return typeof value === "number"
    ? Number.isInteger(value)
    : typeof value === "bigint" || typeof value === "boolean";
}

function wholeNumber(value: unknown): bigint | null {
  if (!isWhole(value)) return null;
  const whole = BigInt(value);
  if (whole > greatest || whole < NaT) {
    throw new OverflowError(`int too big to convert (${whole} does not fit 64 bits)`);
  }
  return whole;
}

/** Digits with a sign, as C reads them: beyond 64 bits the nearest that fits. */
function spanFromText(text: string): bigint | null {
  if (text === "" || text.toLowerCase() === "nat") return NaT;
  if (!/^[ \t\n\v\f\r]*[+-]?\d+$/.test(text)) return null;
  const whole = BigInt(text.trim().replace(/^\+/, ""));
  return whole > greatest ? greatest : whole < NaT ? NaT : whole;
}

/** A JavaScript Date in milliseconds; an invalid one is NaT. */
export function instantOfDate(date: Date): Datetime64 {
  const time = date.getTime();
  return Datetime64.of(Number.isNaN(time) ? NaT : BigInt(time), milliseconds);
}

/** The unit that a value has by itself: that of a Date or scalar, the precision of a text; none for a number. */
export function unitOfValue(value: unknown, kind: TimeKind): DatetimeUnit {
  if (value instanceof Datetime64 || value instanceof Timedelta64) return value.dtype.unit!;
  if (kind === "M" && typeof value === "string") return datetimeUnit(parseDatetime(value).base);
  return value instanceof Date ? milliseconds : genericUnit;
}

/** What Python's `item()` would make of a value, which its errors name. */
export function pythonTimeType(value: Datetime64 | Timedelta64): string {
  const base = value.dtype.unit!.base;
  if (value.isNaT) return "NoneType";
  if (value instanceof Timedelta64) {
    if (base === "generic" || base === "Y" || base === "M") return "int";
    if (["ns", "ps", "fs", "as"].includes(base)) return "int";
    const days = castCount(value.value, value.dtype.unit!, datetimeUnit("D"), "m");
    return days > -1000000000n && days < 1000000000n ? "datetime.timedelta" : "int";
  }
  if (base === "generic" || ["ns", "ps", "fs", "as"].includes(base)) return "int";
  const { year } = fieldsFromValue(value.value, value.dtype.unit!);
  if (year < 1n || year > 9999n) return "int";
  return ["Y", "M", "W", "D"].includes(base) ? "datetime.date" : "datetime.datetime";
}
