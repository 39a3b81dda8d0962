// The unit that a datetime64 or timedelta64 counts in: reading and writing it, what two units have in common,
// and how many of one make another. Values are converted in datetime-cast.ts; nothing here knows of dtypes.

import { DTypeError, OverflowError, ValueError } from "../memory/errors.js";
import { pyRepr } from "./py-repr.js";

/** The names of units, the longest first, and of no unit at all. */
export const unitNames = [
  "Y",
  "M",
  "W",
  "D",
  "h",
  "m",
  "s",
  "ms",
  "us",
  "ns",
  "ps",
  "fs",
  "as",
  "generic",
] as const;

/** The name of a unit: years, months, weeks, days, hours, minutes, seconds and their parts, or none. */
export type UnitName = (typeof unitNames)[number];

/** What a datetime64 counts: so many of a unit. Equal ones are the same object. */
export interface DatetimeUnit {
  /** The unit's name. */
  readonly base: UnitName;
  /** How many of it: 25 for `[25s]`. */
  readonly count: number;
  /** As in a dtype: `[D]`, `[25s]`; empty where there is no unit. */
  readonly text: string;
}

const units = new Map<string, DatetimeUnit>();

/** The unit of `count` times `base`. */
export function datetimeUnit(base: UnitName, count = 1): DatetimeUnit {
  const text = base === "generic" ? "" : `[${count === 1 ? "" : count}${base}]`;
  let unit = units.get(text);
  if (unit === undefined) {
    unit = Object.freeze({ base, count: base === "generic" ? 1 : count, text });
    units.set(text, unit);
  }
  return unit;
}

/** No unit: a timedelta64 that is only a count, a datetime64 that can only be NaT. */
export const genericUnit: DatetimeUnit = datetimeUnit("generic");

/** The place of a unit among {@link unitNames}: larger for shorter units. */
export function rankOf(base: UnitName): number {
  return unitNames.indexOf(base);
}

/** The unit without brackets, as `np.datetime64(value, unit)` takes it: `D`, `25s`, `generic`. */
export function unitWord(unit: DatetimeUnit): string {
  return unit.base === "generic" ? "generic" : unit.text.slice(1, -1);
}

/** Whether a unit is years or months, which have no fixed length. */
export function isCalendar(unit: DatetimeUnit): boolean {
  return unit.base === "Y" || unit.base === "M";
}

// --- reading ------------------------------------------------------------------------------------

const largestCount = 2 ** 31 - 1;

function badMetadata(text: string, position?: number): DTypeError {
  const where = position === undefined ? "" : ` at position ${position}`;
  return new DTypeError(
    `Invalid datetime metadata string ${quoted(text)}${where} (a unit is written like [D] or [25s]; units are ${unitNames.join(", ")})`,
  );
}

function quoted(text: string): string {
  return `"${text}"`;
}

function baseOf(name: string): UnitName | undefined {
  return name === "μs" ? "us" : unitNames.find((one) => one === name);
}

/**
 * Reads what follows `M8` in a dtype: nothing, or `[D]`, `[25s]`, `[D/7]`.
 *
 * @throws DTypeError, ValueError
 */
export function parseUnitSuffix(text: string): DatetimeUnit {
  if (text === "") return genericUnit;
  if (text.length < 3) throw badMetadata(text);
  if (text[0] !== "[") throw badMetadata(text, 1);
  const [, digits = "", name = ""] = /^([ ]*[+-]?\d+)?([^\]/]*)/.exec(text.slice(1))!;
  const count = readCount(digits);
  if (count === null) throw badMetadata(text, 1);
  const end = 1 + digits.length + name.length;
  if (name === "") throw badMetadata(text, 1 + digits.length);
  if (end === text.length) throw badMetadata(text, end);
  const base = baseOf(name);
  if (base === undefined) {
    throw new DTypeError(
      `Invalid datetime unit in metadata string ${quoted(text)} (units are ${unitNames.join(", ")})`,
    );
  }
  let close = end;
  let divisor = 1;
  if (text[end] === "/") {
    const written = /^ *[+-]?\d+/.exec(text.slice(end + 1))?.[0] ?? "";
    close = end + 1 + written.length;
    divisor = Number(written);
    if (close === text.length) throw badMetadata(text, close);
    if (written === "" || text[close] !== "]" || divisor <= 0) throw badMetadata(text, end + 1);
  }
  const unit = divided(base, count, divisor, text);
  if (close + 1 !== text.length) throw badMetadata(text, close + 1);
  return unit;
}

function readCount(digits: string): number | null {
  if (digits === "") return 1;
  const count = Number(digits);
  return count >= 0 && count <= largestCount ? count : null;
}

/**
 * Reads a unit as `np.datetime64(value, unit)` takes it: `"D"`, `"25s"`, `"[25s]"`, or `["s", 25]`.
 *
 * @throws DTypeError
 */
export function parseUnit(given: unknown): DatetimeUnit {
  if (Array.isArray(given) && given.length === 2 && typeof given[0] === "string") {
    const [name, count] = given as [string, unknown];
    if (Number.isSafeInteger(count)) {
      return datetimeUnit(parseBase(name), count as number);
    }
  }
  if (typeof given !== "string") {
    throw new DTypeError(
      `Invalid object for specifying NumPy datetime metadata (a unit is a string such as "D" or "25s", got ${typeof given})`,
    );
  }
  if (given.startsWith("[")) return parseUnitSuffix(given);
  const [, digits = "", name = ""] = /^([ ]*[+-]?\d+)?(.*)$/s.exec(given)!;
  const count = readCount(digits);
  if (count === null || name === "" || /[\]/]/.test(name)) throw badMetadata(given);
  return datetimeUnit(parseBase(name), count);
}

/** The unit of this name alone. @throws DTypeError */
export function parseBase(name: string): UnitName {
  const base = baseOf(name);
  if (base === undefined) {
    throw new DTypeError(
      `Invalid datetime unit ${quoted(name)} in metadata (units are ${unitNames.join(", ")})`,
    );
  }
  return base;
}

/** Into what a part of a unit is tried to be turned: so many of a shorter one. */
const parts: Readonly<Partial<Record<UnitName, readonly (readonly [number, UnitName])[]>>> = {
  Y: [
    [12, "M"],
    [52, "W"],
    [365, "D"],
  ],
  M: [
    [4, "W"],
    [30, "D"],
    [720, "h"],
  ],
  W: [
    [7, "D"],
    [168, "h"],
    [10080, "m"],
  ],
  D: [
    [24, "h"],
    [1440, "m"],
    [86400, "s"],
  ],
  h: [
    [60, "m"],
    [3600, "s"],
  ],
  m: [
    [60, "s"],
    [60000, "ms"],
  ],
  s: [
    [1000, "ms"],
    [1000000, "us"],
  ],
  ms: [
    [1000, "us"],
    [1000000, "ns"],
  ],
  us: [
    [1000, "ns"],
    [1000000, "ps"],
  ],
  ns: [
    [1000, "ps"],
    [1000000, "fs"],
  ],
  ps: [
    [1000, "fs"],
    [1000000, "as"],
  ],
  fs: [[1000, "as"]],
};

/** A part of a unit, `[D/8]`, as a multiple of a shorter one. @throws ValueError where there is none */
function divided(base: UnitName, count: number, divisor: number, text: string): DatetimeUnit {
  if (divisor === 1) return datetimeUnit(base, count);
  if (base === "generic") throw new ValueError("Can't use 'den' divisor with generic units");
  for (const [times, shorter] of parts[base] ?? []) {
    if (times % divisor === 0) return datetimeUnit(shorter, count * (times / divisor));
  }
  throw new ValueError(
    `divisor (${divisor}) is not a multiple of a lower-unit in datetime metadata ${quoted(text)}`,
  );
}

// --- two units ----------------------------------------------------------------------------------

/** How many of the next shorter unit a unit has, from weeks on. */
const steps: Readonly<Partial<Record<UnitName, bigint>>> = {
  W: 7n,
  D: 24n,
  h: 60n,
  m: 60n,
  s: 1000n,
  ms: 1000n,
  us: 1000n,
  ns: 1000n,
  ps: 1000n,
  fs: 1000n,
};

/** NumPy's bound for the factor between two units: above, it calls it an overflow. */
const factorLimit = 1n << 56n;

/** How many of the shorter unit the longer has; 0 where that is too many for NumPy. Neither is a calendar unit. */
function unitFactor(longer: UnitName, shorter: UnitName): bigint {
  let factor = 1n;
  for (let at = rankOf(longer); at < rankOf(shorter); at++) {
    factor *= steps[unitNames[at]!]!;
    if (factor >= factorLimit) return 0n;
  }
  return factor;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

const daysIn400Years = 146097n;

/**
 * The fraction that a count of one unit is multiplied by to be one of another; years and months at their average
 * length. Without a unit on one side, 1.
 *
 * @throws OverflowError, ValueError
 */
export function conversionFactor(from: DatetimeUnit, to: DatetimeUnit): readonly [bigint, bigint] {
  if (from.base === "generic") return [1n, 1n];
  if (to.base === "generic") {
    throw new ValueError(
      "Cannot convert from specific units to generic units in NumPy datetimes or timedeltas (name a unit: datetime64[D])",
    );
  }
  const swapped = rankOf(from.base) > rankOf(to.base);
  const [longer, shorter] = swapped ? [to.base, from.base] : [from.base, to.base];
  let num = 1n;
  let den = 1n;
  if (longer !== shorter) {
    if (longer === "Y" && shorter === "M") num = 12n;
    else if (longer === "Y" || longer === "M") {
      num = daysIn400Years;
      den = 400n * (longer === "M" ? 12n : 1n);
      if (shorter === "W") den *= 7n;
      else num *= unitFactor("D", shorter);
    } else num = unitFactor(longer, shorter);
  }
  if (num === 0n) {
    throw new OverflowError(
      `Integer overflow while computing the conversion factor between NumPy datetime units ${longer} and ${shorter}`,
    );
  }
  if (swapped) [num, den] = [den, num];
  num = BigInt.asUintN(64, num * BigInt(from.count));
  den = BigInt.asUintN(64, den * BigInt(to.count));
  const shared = gcd(num, den);
  return shared === 0n ? [num, den] : [num / shared, den / shared];
}

/**
 * The unit that both units are whole multiples of. Beside datetime64, whose years are not taken for a length, a
 * calendar unit does not count.
 *
 * @param strict1 - whether the first is a timedelta64's, for which years are no number of days
 * @throws DTypeError, OverflowError
 */
export function commonUnit(
  a: DatetimeUnit,
  b: DatetimeUnit,
  strict1: boolean,
  strict2: boolean,
): DatetimeUnit {
  if (a.base === "generic") return b;
  if (b.base === "generic") return a;
  if (a === b && a.count > 0) return a;
  let [countA, countB] = [BigInt(a.count), BigInt(b.count)];
  let base = a.base;
  if (a.base !== b.base) {
    if (isCalendar(a) && isCalendar(b)) {
      if (a.base === "Y") countA *= 12n;
      else countB *= 12n;
      base = "M";
    } else if (isCalendar(a)) {
      // years bend to whatever unit the other has; as a factor NumPy takes that of weeks, for want of one
      if (strict1) throw incompatible(a, b);
      base = b.base;
      countA *= unitFactor("W", base);
    } else if (isCalendar(b)) {
      if (strict2) throw incompatible(a, b);
      base = a.base;
      countB *= unitFactor("W", base);
    } else {
      const first = rankOf(a.base) < rankOf(b.base);
      base = first ? b.base : a.base;
      const factor = first ? unitFactor(a.base, b.base) : unitFactor(b.base, a.base);
      if (factor === 0n) throw commonOverflow(a, b);
      if (first) countA *= factor;
      else countB *= factor;
      if (countA >= 1n << 63n || countB >= 1n << 63n) throw commonOverflow(a, b);
    }
  }
  if (countA === 0n || countB === 0n) throw commonOverflow(a, b);
  const count = gcd(countA, countB);
  if (count <= 0n || count > BigInt(largestCount)) throw commonOverflow(a, b);
  return datetimeUnit(base, Number(count));
}

/** Whether one of two units is a calendar unit and the other not. */
function nonlinear(a: DatetimeUnit, b: DatetimeUnit): boolean {
  return isCalendar(a) !== isCalendar(b);
}

function incompatible(a: DatetimeUnit, b: DatetimeUnit): DTypeError {
  return new DTypeError(
    `Cannot get a common metadata divisor for Numpy datetime metadata ${a.text} and ${b.text} because they have incompatible nonlinear base time units. (years and months have no fixed length: cast one of the two first)`,
  );
}

function commonOverflow(a: DatetimeUnit, b: DatetimeUnit): OverflowError {
  return new OverflowError(
    `Integer overflow getting a common metadata divisor for NumPy datetime metadata ${a.text} and ${b.text}.`,
  );
}

// --- casting rules ------------------------------------------------------------------------------

/** Whether a value of unit `from` is a whole number of `to`, both of one kind. */
function divides(to: DatetimeUnit, from: DatetimeUnit, strict: boolean): boolean {
  if (from.base === "generic") return true;
  if (to.base === "generic") return false;
  if (nonlinear(from, to)) return !strict;
  let [countFrom, countTo] = [BigInt(from.count), BigInt(to.count)];
  if (from.base !== to.base) {
    if (isCalendar(from)) {
      if (from.base === "Y") countFrom *= 12n;
      else countTo *= 12n;
    } else {
      const first = rankOf(from.base) < rankOf(to.base);
      const factor = first ? unitFactor(from.base, to.base) : unitFactor(to.base, from.base);
      if (factor === 0n) return false;
      if (first) countFrom *= factor;
      else countTo *= factor;
    }
  }
  return countTo !== 0n && countFrom % countTo === 0n;
}

/** How lossy a cast between units of one kind is: 0 for none, then safe, same kind, unsafe as in casting.ts. */
export function unitCastLevel(
  from: DatetimeUnit,
  to: DatetimeUnit,
  strict: boolean,
): "same" | "safe" | "same_kind" | "unsafe" {
  if (from === to) return "same";
  if (from.base === "generic") return "safe";
  if (to.base === "generic") return "unsafe";
  if (strict && nonlinear(from, to)) return "unsafe";
  const finer = rankOf(from.base) <= rankOf(to.base);
  return finer && divides(to, from, strict) ? "safe" : "same_kind";
}

/** NumPy's refusal to cast one time span, or instant, to another unit. */
export function unitCastError(from: DatetimeUnit, to: DatetimeUnit): DTypeError {
  return new DTypeError(
    `Cannot cast NumPy timedelta64 scalar from metadata ${from.text} to ${to.text} according to the rule 'same_kind' (${pyRepr(unitWord(from))} to ${pyRepr(unitWord(to))}; cast an array with astype to force it)`,
  );
}
