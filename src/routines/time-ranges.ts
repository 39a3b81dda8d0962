// arange over instants and spans of time. Which calls mean one, and everything about numbers, is in ranges.ts.

import { NaT } from "../core/datetime-calendar.js";
import {
  countOf,
  instantOfDate,
  integerNeedsUnit,
  type TimeKind,
  unitOfValue,
} from "../core/datetime-cast.js";
import { Datetime64, Timedelta64 } from "../core/datetime-scalar.js";
import { commonUnit, type DatetimeUnit, genericUnit } from "../core/datetime-unit.js";
import { type DType, dtype as toDtype, withUnit } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { makeArray, NDArray, newArray } from "../core/ndarray.js";
import { fillProgression } from "./progression.js";

const int64 = toDtype("int64") as DType;

/** The bounds of a range as they were given; `undefined` for what was left out. */
export interface TimeBounds {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;
}

/** Whether a value makes a range one of instants or spans. */
export function isTimeBound(value: unknown): boolean {
  if (value instanceof NDArray) return value.ndim === 0 && value.dtype.unit !== null;
  return value instanceof Datetime64 || value instanceof Timedelta64 || value instanceof Date;
}

function unwrapped(value: unknown): unknown {
  if (value instanceof Date) return instantOfDate(value);
  if (!(value instanceof NDArray)) return value;
  return value.dtype.unit === null ? value : (value as NDArray & { item(): unknown }).item();
}

/**
 * The counts from `start` up to and without `stop`. A new array.
 *
 * @param wanted - the dtype asked for, if any
 * @throws ValueError where a bound is missing or no time, or the step is 0
 */
export function timeRange(given: TimeBounds, wanted: DType | null): NDArray {
  const start = unwrapped(given.start);
  const stop = unwrapped(given.stop);
  const step = unwrapped(given.step);
  if (stop === undefined || stop === null) {
    throw new TypeError("arange() requires stop to be specified.");
  }
  const kind = kindOf(start, stop, wanted);
  if (kind === "M" && (start === undefined || start === null)) {
    throw new ValueError("arange requires both a start and a stop for NumPy datetime64 ranges");
  }
  if (kind === "M" && (wanted === null || wanted.unit!.base === "generic") && isCount(start)) {
    throw integerNeedsUnit();
  }
  if (kind === "M" && start instanceof Timedelta64) {
    throw new ValueError(
      "Could not convert object to NumPy datetime (a range of instants starts with one, not a span)",
    );
  }
  if (step instanceof Datetime64) {
    throw new ValueError("cannot use a datetime as a step in arange (use a timedelta64)");
  }
  // beside an instant, a count or a span says how long the range is
  const relative = kind === "M" && !(stop instanceof Datetime64) && typeof stop !== "string";
  const kinds: readonly TimeKind[] = [kind, relative ? "m" : kind, "m"];
  const values = [start, stop, step];
  const unit = unitFor(values, kinds, wanted?.unit ?? genericUnit);
  const counts = values.map((value, i) =>
    value === undefined || value === null ? null : countOf(value, unit, kinds[i]!),
  );
  if (counts[1] === null) throw new TypeError("arange() requires stop to be specified.");
  const first = counts[0] ?? 0n;
  const last = relative ? first + counts[1]! : counts[1]!;
  const stride = counts[2] ?? 1n;
  if (stride === 0n) throw new ValueError("arange: step cannot be zero");
  if ([counts[0], counts[1], counts[2]].includes(NaT)) {
    throw new ValueError("arange: cannot use NaT (not-a-time) datetime values");
  }
  const dtype = withUnit(toDtype(kind === "M" ? "M8" : "m8") as DType, unit);
  const made = newArray([rangeLength(first, last, stride)], int64);
  fillProgression(made, first, first + stride);
  return makeArray(made.storage, made.byteOffset, made._shape, made._strides, dtype, null);
}

const isCount = (value: unknown): boolean =>
  typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

function kindOf(start: unknown, stop: unknown, wanted: DType | null): TimeKind {
  if (wanted !== null) return wanted.kind as TimeKind;
  return start instanceof Datetime64 || stop instanceof Datetime64 ? "M" : "m";
}

/** The unit asked for, or the one that all bounds are whole multiples of. */
function unitFor(
  values: readonly unknown[],
  kinds: readonly TimeKind[],
  asked: DatetimeUnit,
): DatetimeUnit {
  if (asked.base !== "generic") return asked;
  let common = genericUnit;
  values.forEach((value, i) => {
    if (value === undefined || value === null) return;
    const strict = kinds[i] === "m";
    common = commonUnit(unitOfValue(value, kinds[i]!), common, strict, strict);
  });
  return common;
}

function rangeLength(first: bigint, last: bigint, stride: bigint): number {
  const span = stride > 0n ? last - first : first - last;
  if (span <= 0n) return 0;
  const size = stride > 0n ? stride : -stride;
  return Number((span + size - 1n) / size);
}
