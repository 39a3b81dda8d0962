// Formats of instants and spans of time in arrays. Which format an element gets is decided in print-element.ts.

import type { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import type { Format } from "./print-number.js";

type Time = Datetime64 | Timedelta64;

const nat = "'NaT'";

/** Every element right-aligned in the width of the longest; as NumPy, looking at the first and last in time only. */
function aligned<T extends Time>(values: readonly T[], text: (value: T) => string): Format<T> {
  let least: T | null = null;
  let most: T | null = null;
  let width = 0;
  for (const value of values) {
    if (value.isNaT) {
      width = nat.length;
      continue;
    }
    if (least === null || value.value < least.value) least = value;
    if (most === null || value.value > most.value) most = value;
  }
  if (least !== null) width = Math.max(width, text(least).length, text(most!).length);
  return (value) => (value.isNaT ? nat : text(value)).padStart(width);
}

/** Instants, quoted. */
export function datetimeFormat(values: readonly Datetime64[]): Format<Datetime64> {
  return aligned(values, (value) => `'${value}'`);
}

/** Spans of time as their counts. */
export function timedeltaFormat(values: readonly Timedelta64[]): Format<Timedelta64> {
  return aligned(values, (value) => String(value.value));
}
