// Formats for the numbers of one array. Each looks at all elements shown, decides what they have in
// common (digits, widths, notation) and gives a function that writes one of them. Which format an
// element gets, and text, bytes and records, are in print-element.ts.

import { ValueError } from "../memory/errors.js";
import type { FloatWidth } from "./float-digits.js";
import {
  type PositionalLayout,
  positional,
  type ScientificLayout,
  scientific,
} from "./float-text.js";
import type { FloatMode, PrintOptions, SignMode } from "./print-options.js";
import { lengthOf } from "./py-repr.js";

/** Writes one element. */
export type Format<T> = (value: T) => string;

/** The options that the formats of numbers read. */
export type NumberOptions = Pick<PrintOptions, "precision" | "floatmode" | "suppress" | "sign"> &
  NonFiniteWords;

/** How values that are not finite are written: always by the options in force, never a call's own. */
export type NonFiniteWords = Pick<PrintOptions, "nanstr" | "infstr">;

/** `True` and `False`, of one length unless there is only one element. */
export function boolFormat(zeroDimensional: boolean): Format<boolean> {
  const yes = zeroDimensional ? "True" : " True";
  return (value) => (value ? yes : "False");
}

/** Integers right-aligned in the width of the longest. */
export function integerFormat(
  values: readonly (number | bigint)[],
  sign: SignMode,
): Format<number | bigint> {
  let most = values[0] ?? 0;
  let least = values[0] ?? 0;
  for (const value of values) {
    if (value > most) most = value;
    if (value < least) least = value;
  }
  // A blank column for the sign is there already when something is negative.
  const before = sign === "-" || (sign === " " && least < 0) ? "" : sign;
  const longest = String(most).length + (most >= 0 ? before.length : 0);
  // what is shown may be none of what was looked at
  const width = values.length === 0 ? 0 : Math.max(longest, String(least).length);
  return (value) => (value >= 0 ? before + value : String(value)).padStart(width);
}

// 10 ** (decimal digits that every float of this width holds), but 1e8 at most: from there on the
// digits left of the point would be made up.
const scientificFrom: Readonly<Record<FloatWidth, number>> = { 2: 1e3, 4: 1e6, 8: 1e8 };
// 0.0001 in each format
const scientificBelow: Readonly<Record<FloatWidth, number>> = {
  2: 1678 * 2 ** -24,
  4: Math.fround(0.0001),
  8: 0.0001,
};

/** Whether the quotient, rounded in the float's own format, is above 1000. */
function ratioIsLarge(most: number, least: number, width: FloatWidth): boolean {
  const ratio = most / least;
  // The float16 after 1000 is 1000.5; half way rounds to 1000.
  if (width === 2) return ratio > 1000.25;
  return (width === 4 ? Math.fround(ratio) : ratio) > 1000;
}

function needsScientific(values: readonly number[], width: FloatWidth, suppress: boolean): boolean {
  let most = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) {
    const size = Math.abs(value);
    if (size === 0) continue;
    if (size > most) most = size;
    if (size < least) least = size;
  }
  if (most === 0) return false;
  if (most >= scientificFrom[width]) return true;
  return !suppress && (least < scientificBelow[width] || ratioIsLarge(most, least, width));
}

interface FloatColumns {
  /** Writes a finite float, padded to the columns. */
  readonly write: Format<number>;
  /** Characters left of the point, sign included. */
  readonly left: number;
  /** Characters right of the point. */
  readonly right: number;
}

/** Floats aligned at the point, in one notation. */
export function floatFormat(
  values: readonly number[],
  width: FloatWidth,
  options: NumberOptions,
): Format<number> {
  const { floatmode, sign, suppress, nanstr, infstr } = options;
  const precision = floatmode === "unique" ? -1 : Number(options.precision);
  if (floatmode !== "unique" && precision < 0) {
    throw new ValueError(`precision must be >= 0 (got ${precision})`);
  }
  const plus = sign === "+";
  const finite = values.filter(Number.isFinite);
  const columns =
    finite.length === 0
      ? noColumns(width, precision, sign)
      : needsScientific(finite, width, suppress)
        ? scientificColumns(finite, width, floatmode, precision, sign)
        : positionalColumns(finite, width, floatmode, precision, sign);
  let total = columns.left + 1 + columns.right;
  if (finite.length < values.length) {
    const signed = sign !== "-" || values.includes(Number.NEGATIVE_INFINITY);
    total = Math.max(total, lengthOf(nanstr), lengthOf(infstr) + Number(signed));
  }
  const padded = withLeft(columns, total - 1 - columns.right);
  return (value) => {
    if (Number.isFinite(value)) return padded(value);
    const before = value < 0 ? "-" : plus ? "+" : "";
    const text = before + (Number.isNaN(value) ? nanstr : infstr);
    return " ".repeat(Math.max(0, total - lengthOf(text))) + text;
  };
}

/** Where nothing finite was looked at. */
function noColumns(width: FloatWidth, precision: number, sign: SignMode): FloatColumns {
  const left = signColumn([], sign);
  const layout: PositionalLayout = {
    precision,
    minDigits: -1,
    unique: true,
    fractional: true,
    trim: ".",
    plus: sign === "+",
    padLeft: left,
    padRight: 0,
  };
  return { write: (value) => positional(value, width, layout), left, right: 0 };
}

/** The same columns, wider on the left. */
function withLeft({ write, left }: FloatColumns, wanted: number): Format<number> {
  if (wanted <= left) return write;
  const more = " ".repeat(wanted - left);
  return (value) => more + write(value);
}

/** The longest parts of written floats, left and right of the point. */
function measure(texts: readonly string[]): { left: number; right: number } {
  let left = 0;
  let right = 0;
  for (const text of texts) {
    const point = text.indexOf(".");
    left = Math.max(left, point);
    right = Math.max(right, text.length - point - 1);
  }
  return { left, right };
}

/** With `sign: " "` there is always a column for the sign. */
function signColumn(values: readonly number[], sign: SignMode): number {
  const negative = values.some((value) => value < 0 || Object.is(value, -0));
  return sign === " " && !negative ? 1 : 0;
}

function scientificColumns(
  values: readonly number[],
  width: FloatWidth,
  floatmode: FloatMode,
  precision: number,
  sign: SignMode,
): FloatColumns {
  const unique = floatmode !== "fixed";
  const natural: ScientificLayout = {
    precision,
    minDigits: -1,
    unique,
    trim: unique ? "." : "k",
    plus: sign === "+",
    padLeft: -1,
    expDigits: -1,
  };
  const mantissas: string[] = [];
  let expDigits = 0;
  for (const value of values) {
    const text = scientific(value, width, natural);
    const e = text.indexOf("e");
    mantissas.push(text.slice(0, e));
    expDigits = Math.max(expDigits, text.length - e - 2);
  }
  const { left: widest, right: digits } = measure(mantissas);
  const left = widest + signColumn(values, sign);
  const layout: ScientificLayout = {
    ...natural,
    precision: digits,
    minDigits: digits,
    trim: "k",
    padLeft: left,
    expDigits,
  };
  return {
    write: (value) => scientific(value, width, layout),
    left,
    right: digits + 2 + expDigits,
  };
}

function positionalColumns(
  values: readonly number[],
  width: FloatWidth,
  floatmode: FloatMode,
  precision: number,
  sign: SignMode,
): FloatColumns {
  const unique = floatmode !== "fixed";
  const natural: PositionalLayout = {
    precision,
    minDigits: -1,
    unique,
    fractional: true,
    trim: unique ? "." : "k",
    plus: sign === "+",
    padLeft: -1,
    padRight: -1,
  };
  const { left: widest, right } = measure(values.map((value) => positional(value, width, natural)));
  const left = widest + signColumn(values, sign);
  const equal = floatmode === "fixed" || floatmode === "maxprec_equal";
  const layout: PositionalLayout = {
    ...natural,
    precision: equal ? right : precision,
    minDigits: equal ? right : 0,
    trim: equal ? "k" : ".",
    padLeft: left,
    padRight: right,
  };
  return { write: (value) => positional(value, width, layout), left, right };
}

/** A complex number's parts. */
export interface ComplexParts {
  readonly re: number;
  readonly im: number;
}

/** Complex numbers: real parts aligned among themselves, imaginary parts, always signed, too. */
export function complexFormat(
  values: readonly ComplexParts[],
  partWidth: FloatWidth,
  options: NumberOptions,
): Format<ComplexParts> {
  const real = floatFormat(
    values.map(({ re }) => re),
    partWidth,
    options,
  );
  const imaginary = floatFormat(
    values.map(({ im }) => im),
    partWidth,
    { ...options, sign: "+" },
  );
  return ({ re, im }) => {
    const text = imaginary(im);
    const end = text.trimEnd().length;
    return `${real(re)}${text.slice(0, end)}j${text.slice(end)}`;
  };
}
