// Questions about datetime64 dtypes, and arrays of instants as text. What a unit is lies in core/datetime-unit.ts, how
// an instant is written in core/datetime-text.ts.

import { asArray, itemOf } from "../array/convert.js";
import { likeArray } from "../array/copy.js";
import { byteOffsets } from "../array/walk.js";
import { type Casting, readCasting } from "../core/casting.js";
import { fieldsFromValue } from "../core/datetime-calendar.js";
import type { DatetimeLike } from "../core/datetime-class.js";
import type { Datetime64 } from "../core/datetime-scalar.js";
import { datetimeTextLength, fieldsText, type TextZone, wholeUnit } from "../core/datetime-text.js";
import { parseBase, rankOf, type UnitName } from "../core/datetime-unit.js";
import { type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { DTypeError, ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { pyRepr, shown } from "../core/py-repr.js";

/**
 * What a datetime64 or timedelta64 dtype counts.
 *
 * @returns the unit's name (`"generic"` for none) and how many of it
 * @throws DTypeError for a dtype of any other kind
 * @example
 * ```ts
 * np.datetime_data("datetime64[25s]"); // => s,25
 * np.datetime_data(np.dtype("timedelta64"))[0]; // => generic
 * ```
 */
export function datetime_data(dtype: DTypeLike): [unit: string, count: number] {
  const { unit } = toDtype(dtype) as { unit: { base: string; count: number } | null };
  if (unit === null) {
    throw new DTypeError(
      "cannot get datetime metadata from non-datetime type (give a dtype such as datetime64[D])",
    );
  }
  return [unit.base, unit.count];
}

/** Options of {@link datetime_as_string}. */
export interface DatetimeAsStringOptions {
  /** The unit to write down to: the dtype's by default, `"auto"` for the longest that loses nothing. */
  unit?: string | null | undefined;
  /** `"naive"` (default) writes the value as it is, `"UTC"` marks it with Z, `"local"` is by this machine's clock. */
  timezone?: TextZone | null | undefined;
  /** Whether precision may be lost; `"same_kind"` by default. */
  casting?: Casting | undefined;
}

const zones: readonly TextZone[] = ["naive", "UTC", "local"];
const autoLength = 62;

/**
 * Instants as ISO 8601 text.
 *
 * @returns a new array of strings of the same shape, its axes in the same order; of a 0-d array or a single instant,
 *   a string
 * @throws DTypeError for arrays of anything else, or where the casting rule does not let precision go
 * @throws ValueError for an unknown time zone or casting rule
 * @example
 * ```ts
 * const days = np.array(["2020-01-31", "NaT"], "datetime64[D]");
 * np.datetime_as_string(days); // => ['2020-01-31' 'NaT']
 * np.datetime_as_string(days, { unit: "h", timezone: "UTC" }); // => ['2020-01-31T00Z' 'NaT']
 * np.datetime_as_string(np.datetime64("2020-01-31"), { unit: "M" }); // => 2020-01
 * ```
 */
export function datetime_as_string(arr: Datetime64, options?: DatetimeAsStringOptions): string;
export function datetime_as_string(
  arr: NDArray | readonly DatetimeLike[],
  options?: DatetimeAsStringOptions,
): NDArray<"str">;
export function datetime_as_string(
  arr: unknown,
  given?: DatetimeAsStringOptions,
): NDArray<"str"> | string {
  const known = options("datetime_as_string", given, ["unit", "timezone", "casting"]);
  if (arr === null) throw new DTypeError("input must have type NumPy datetime (got null)");
  const array = asArray(arr);
  const casting = known.casting === undefined ? "same_kind" : readCasting(known.casting);
  if (array.dtype.kind !== "M") {
    throw new DTypeError(
      `input must have type NumPy datetime (got an array of dtype ${array.dtype}: cast it with astype)`,
    );
  }
  const own = array.dtype.unit!.base;
  const asked: unknown = known.unit;
  if (asked !== undefined && asked !== null && typeof asked !== "string") {
    throw new TypeError(`bad argument type for built-in operation (unit is ${shown(asked)})`);
  }
  const auto = known.unit === "auto";
  const unit =
    auto || known.unit === undefined || known.unit === null ? own : parseBase(known.unit);
  if (!auto && known.unit) checkUnit(own, unit, casting);
  const zone = readZone(known.timezone);
  const length = auto ? autoLength : datetimeTextLength(unit, zone);
  const texts = likeArray(array, toDtype(`U${length}`));
  write(texts, array, (value) => instantText(value, auto ? null : unit, zone, casting));
  return (array.ndim === 0 ? itemOf(texts) : texts) as NDArray<"str"> | string;
}

function readZone(given: unknown): TextZone {
  if (given === undefined) return "naive";
  if (given === null) return "local";
  const zone = zones.find((one) => one === given);
  if (zone !== undefined) return zone;
  throw new ValueError(
    `Unsupported timezone input string "${String(given)}" (known: ${zones.join(", ")})`,
  );
}

/** @throws DTypeError where the rule does not let the unit change */
function checkUnit(own: UnitName, unit: UnitName, casting: Casting): void {
  const level = own === unit ? 0 : own === "generic" ? 2 : unit === "generic" ? 4 : 3;
  const lossless = level === 3 && rankOf(own) < rankOf(unit) ? 2 : level;
  if (lossless <= ["no", "equiv", "safe", "same_kind", "unsafe"].indexOf(casting)) return;
  throw new DTypeError(
    `Cannot create a datetime string as units '${unit}' from a NumPy datetime with units '${own}' according to the rule ${pyRepr(casting)}`,
  );
}

function instantText(
  value: Datetime64,
  unit: UnitName | null,
  zone: TextZone,
  casting: Casting,
): string {
  // by force even no unit can be written to: then nothing is known of the time
  if (value.isNaT || unit === "generic") return "NaT";
  const fields = fieldsFromValue(value.value, value.dtype.unit!);
  let base = unit ?? wholeUnit(fields);
  if (unit === null && zone === "local" && rankOf(base) < rankOf("m")) base = "m";
  if (zone === "local" && rankOf(base) <= rankOf("D") && casting !== "unsafe") {
    throw new DTypeError(
      "Cannot create a local timezone-based date string from a NumPy datetime without forcing 'unsafe' casting (a day begins elsewhere at another time)",
    );
  }
  return fieldsText(fields, base, zone);
}

function write(texts: NDArray, array: NDArray, text: (value: Datetime64) => string): void {
  const from = array.live().views.dataView;
  const to = texts.storage.views.dataView;
  const { read } = codecOf(array.dtype);
  const codec = codecOf(texts.dtype);
  const targets = byteOffsets(texts.byteOffset, texts._shape, texts._strides);
  byteOffsets(array.byteOffset, array._shape, array._strides).forEach((at, i) => {
    codec.write(to, targets[i]!, text(read(from, at) as Datetime64));
  });
}
