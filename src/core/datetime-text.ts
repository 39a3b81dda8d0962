// Instants and time spans as text: ISO 8601 to the precision of a unit, in UTC or local time, and NumPy's words for
// spans ("5 days"). Only texts; arrays of them are made in routines/.

import { type CalendarFields, fieldsFromValue, NaT } from "./datetime-calendar.js";
import { type DatetimeUnit, rankOf, type UnitName } from "./datetime-unit.js";

/** Whose clock a text shows: the value as it is, the same marked as UTC, or this machine's. */
export type TextZone = "naive" | "UTC" | "local";

/** Digits of the second's fraction that a unit shows. */
const fractionDigits: Readonly<Partial<Record<UnitName, number>>> = {
  ms: 3,
  us: 6,
  ns: 9,
  ps: 12,
  fs: 15,
  as: 18,
};

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

/** A year in C's `%04d`: the sign is one of the four. */
function yearText(year: bigint): string {
  return year < 0n ? `-${String(-year).padStart(3, "0")}` : String(year).padStart(4, "0");
}

/** The text of an instant, to the precision of its own unit. @throws ValueError without a unit */
export function datetimeText(value: bigint, unit: DatetimeUnit): string {
  if (value === NaT) return "NaT";
  return fieldsText(fieldsFromValue(value, unit), unit.base);
}

/** Fields as ISO 8601 down to a unit. */
export function fieldsText(
  fields: CalendarFields,
  base: UnitName,
  zone: TextZone = "naive",
): string {
  const rank = rankOf(base);
  const date =
    zone === "local" && rank >= rankOf("D") ? localFields(fields) : { fields, offset: null };
  const at = date.fields;
  let text = yearText(at.year);
  if (rank >= rankOf("M")) text += `-${pad(at.month, 2)}`;
  if (rank >= rankOf("W")) text += `-${pad(at.day, 2)}`;
  if (rank <= rankOf("D")) return text;
  text += `T${pad(at.hour, 2)}`;
  if (rank >= rankOf("m")) text += `:${pad(at.minute, 2)}`;
  if (rank >= rankOf("s")) text += `:${pad(at.second, 2)}`;
  const digits = fractionDigits[base] ?? 0;
  if (digits > 0) {
    text += `.${`${pad(at.us, 6)}${pad(at.ps, 6)}${pad(at.as, 6)}`.slice(0, digits)}`;
  }
  if (zone === "naive") return text;
  return text + (zone === "UTC" ? "Z" : offsetText(date.offset));
}

function offsetText(minutes: number | null): string {
  if (minutes === null) return "";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60), 2)}${pad(size % 60, 2)}`;
}

/** The fields by this machine's clock; before 1970 and from 10000 on it is not asked, as in NumPy. */
function localFields(fields: CalendarFields): { fields: CalendarFields; offset: number | null } {
  if (fields.year < 1970n || fields.year >= 10000n) return { fields, offset: null };
  const { month, day, hour, minute } = fields;
  const date = new Date(Date.UTC(Number(fields.year), month - 1, day, hour, minute));
  return {
    fields: {
      ...fields,
      year: BigInt(date.getFullYear()),
      month: date.getMonth() + 1,
      day: date.getDate(),
      hour: date.getHours(),
      minute: date.getMinutes(),
    },
    offset: -date.getTimezoneOffset(),
  };
}

/** The longest unit that shows an instant whole; hours never without minutes, and days at least. */
export function wholeUnit(fields: CalendarFields): UnitName {
  if (fields.as % 1000 !== 0) return "as";
  if (fields.as !== 0) return "fs";
  if (fields.ps % 1000 !== 0) return "ps";
  if (fields.ps !== 0) return "ns";
  if (fields.us % 1000 !== 0) return "us";
  if (fields.us !== 0) return "ms";
  if (fields.second !== 0) return "s";
  return fields.minute !== 0 || fields.hour !== 0 ? "m" : "D";
}

const lengths: Readonly<Record<UnitName, number>> = {
  Y: 22,
  M: 25,
  W: 28,
  D: 28,
  h: 31,
  m: 34,
  s: 37,
  ms: 41,
  us: 44,
  ns: 47,
  ps: 50,
  fs: 53,
  as: 56,
  generic: 4,
};

/** Characters that NumPy sets aside for the text of an instant of a unit, the mark of its zone among them. */
export function datetimeTextLength(base: UnitName, zone: TextZone = "naive"): number {
  if (rankOf(base) <= rankOf("D") || base === "generic") return lengths[base];
  return lengths[base] + (zone === "local" ? 5 : 1);
}

/** Characters that NumPy sets aside for the text of a time span. */
export const timedeltaTextLength = 21;

const words: Readonly<Record<UnitName, string>> = {
  Y: "years",
  M: "months",
  W: "weeks",
  D: "days",
  h: "hours",
  m: "minutes",
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  ps: "picoseconds",
  fs: "femtoseconds",
  as: "attoseconds",
  generic: "generic time units",
};

/** The text of a time span: `5 days`. */
export function timedeltaText(value: bigint, unit: DatetimeUnit): string {
  if (value === NaT) return "NaT";
  return `${BigInt.asIntN(64, value * BigInt(unit.count))} ${words[unit.base]}`;
}
