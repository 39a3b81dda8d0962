// Instants and spans as the objects that Python's `item()` makes of them, of which files of text have the texts: dates,
// datetimes, timedeltas, and integers where those cannot hold them.

import { attosecondsIn, fieldsFromValue } from "../../core/datetime-calendar.js";
import { pythonTimeType } from "../../core/datetime-cast.js";
import { type Datetime64, Timedelta64 } from "../../core/datetime-scalar.js";

/** What Python writes of an instant or a span. */
export interface PythonTime {
  readonly type: string;
  readonly text: string;
  readonly repr: string;
}

const two = (value: number | bigint): string => String(value).padStart(2, "0");
const perMicrosecond = 10n ** 12n;

/** The object that an instant or span is in Python; the integer, where it is one. */
export function pythonTime(value: Datetime64 | Timedelta64): PythonTime | bigint {
  const type = pythonTimeType(value);
  if (type === "int") return value.value;
  if (type === "NoneType") return { type, text: "None", repr: "None" };
  return value instanceof Timedelta64 ? span(value, type) : instant(value, type);
}

function instant(value: Datetime64, type: string): PythonTime {
  const { year, month, day, hour, minute, second, us } = fieldsFromValue(
    value.value,
    value.dtype.unit!,
  );
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  if (type === "datetime.date") {
    return { type, text: date, repr: `datetime.date(${year}, ${month}, ${day})` };
  }
  const fraction = us === 0 ? "" : `.${String(us).padStart(6, "0")}`;
  const parts = [year, month, day, hour, minute];
  if (second !== 0 || us !== 0) parts.push(second);
  if (us !== 0) parts.push(us);
  return {
    type,
    text: `${date} ${two(hour)}:${two(minute)}:${two(second)}${fraction}`,
    repr: `datetime.datetime(${parts.join(", ")})`,
  };
}

function span(value: Timedelta64, type: string): PythonTime {
  const unit = value.dtype.unit!;
  const size = attosecondsIn(unit.base)! * BigInt(unit.count);
  const all = (value.value * size) / perMicrosecond;
  const perDay = 86_400_000_000n;
  const rest = ((all % perDay) + perDay) % perDay;
  const days = (all - rest) / perDay;
  const seconds = rest / 1_000_000n;
  const us = rest % 1_000_000n;
  const named = [
    ...(days === 0n ? [] : [`days=${days}`]),
    ...(seconds === 0n ? [] : [`seconds=${seconds}`]),
    ...(us === 0n ? [] : [`microseconds=${us}`]),
  ];
  const inDays = days === 0n ? "" : `${days} day${days === 1n || days === -1n ? "" : "s"}, `;
  const time = `${seconds / 3600n}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return {
    type,
    text: `${inDays}${time}${us === 0n ? "" : `.${String(us).padStart(6, "0")}`}`,
    repr: `datetime.timedelta(${named.join(", ") || "0"})`,
  };
}
