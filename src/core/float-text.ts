// Text of one float: positional ("0.001") or scientific ("1.e-03"), with NumPy's rules for trimming,
// signs and padding, and the text of NumPy's float and complex scalars. Digits come from
// float-digits.ts; what an array's elements have in common is decided in print-number.ts.

import { ValueError } from "../memory/errors.js";
import {
  type Decimal,
  type DigitRequest,
  type FloatWidth,
  generateDigits,
} from "./float-digits.js";

/**
 * What to do with trailing zeros: `"k"` keeps them and the point, `"."` trims zeros and keeps the
 * point, `"0"` trims all but the zero after the point, `"-"` trims zeros and a trailing point.
 */
export type Trim = "k" | "." | "0" | "-";

/** How to write a float; -1 stands for "not given", as in NumPy's own formatter. */
export interface FloatLayout {
  readonly precision: number;
  readonly minDigits: number;
  readonly unique: boolean;
  readonly trim: Trim;
  /** Write "+" before what is not negative. */
  readonly plus: boolean;
  readonly padLeft: number;
}

/** How to write a float with a decimal point only. */
export interface PositionalLayout extends FloatLayout {
  /** Do the digit counts mean digits after the point, or all digits? */
  readonly fractional: boolean;
  readonly padRight: number;
}

/** How to write a float with a power of ten. */
export interface ScientificLayout extends FloatLayout {
  readonly expDigits: number;
}

// NumPy's buffer; longer text is an error there too.
const longest = 16384;
// Also NumPy's: an exponent is never padded beyond this.
const longestExponent = 5;

const zero: Decimal = { digits: "0", exponent: 0 };

function digitsOf(x: number, width: FloatWidth, request: DigitRequest): Decimal {
  if (Math.max(request.most, request.least) >= longest) throw tooLong();
  return x === 0 ? zero : generateDigits(Math.abs(x), width, request);
}

function tooLong(): ValueError {
  return new ValueError(
    `Float formatting result too large: the text would be longer than ${longest} characters`,
  );
}

function signOf(x: number, plus: boolean): string {
  return x < 0 || Object.is(x, -0) ? "-" : plus ? "+" : "";
}

/** "inf" and "nan" of a single value; a nan has no sign. Array printing has its own words. */
function nonFinite(x: number, plus: boolean): string {
  return Number.isNaN(x) ? "nan" : `${signOf(x, plus)}inf`;
}

/** Adds zeros up to `least` digits or trims, as `trim` says; `point` says whether a point is left. */
function trimFraction(
  fraction: string,
  trim: Trim,
  least: number,
): { text: string; point: boolean } {
  if (trim === "k") return { text: fraction.padEnd(least, "0"), point: true };
  let end = fraction.length;
  while (end > 0 && fraction[end - 1] === "0") end--;
  const text = fraction.slice(0, end);
  if (text !== "" || trim === ".") return { text, point: true };
  return trim === "0" ? { text: "0", point: true } : { text, point: false };
}

/** Writes a float without an exponent. */
export function positional(x: number, width: FloatWidth, layout: PositionalLayout): string {
  const { precision, minDigits, unique, trim, plus, padLeft, padRight, fractional } = layout;
  if (!Number.isFinite(x)) return nonFinite(x, plus);
  const asked = unique ? minDigits : precision;
  const { digits, exponent } = digitsOf(x, width, {
    unique,
    count: fractional ? "fraction" : "total",
    most: precision,
    least: minDigits,
    // In a fraction, "k" pads to what was asked for; only zeros beyond that must be the digits' own.
    keepZeros: trim === "k" && !(fractional && asked >= precision),
  });
  let whole = "0";
  let fraction = "";
  if (exponent >= 0) {
    whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
    fraction = digits.slice(exponent + 1);
  } else {
    fraction = "0".repeat(-exponent - 1) + digits;
  }
  const least = fractional ? asked : asked - whole.length;
  const { text: trimmed, point } = trimFraction(fraction, trim, Math.max(least, 0));
  let text = signOf(x, plus) + whole;
  if (padLeft >= longest || padRight >= longest) throw tooLong();
  if (padLeft > text.length) text = text.padStart(padLeft);
  if (point) text += `.${trimmed}`;
  // A point trimmed away leaves its column to a space.
  if (padRight >= trimmed.length)
    text += (point ? "" : " ") + " ".repeat(padRight - trimmed.length);
  return text;
}

/** Writes a float as d.ddd times a power of ten. */
export function scientific(x: number, width: FloatWidth, layout: ScientificLayout): string {
  const { precision, minDigits, unique, trim, plus, padLeft, expDigits } = layout;
  if (!Number.isFinite(x)) return nonFinite(x, plus);
  const asked = unique ? minDigits : precision;
  const { digits, exponent } = digitsOf(x, width, {
    unique,
    count: "total",
    most: precision < 0 ? -1 : precision + 1,
    least: minDigits < 0 ? -1 : minDigits + 1,
    keepZeros: trim === "-" || (trim === "k" && asked < precision),
  });
  const { text: fraction, point: kept } = trimFraction(digits.slice(1), trim, Math.max(asked, 0));
  // NumPy's "-" forgets the point after zeros that were really generated: 1e-03 but 1.e-03.
  const point = kept || digits.length > 1;
  if (padLeft >= longest) throw tooLong();
  const lead = (signOf(x, plus) + digits[0]).padStart(padLeft);
  // An exponent of zero has no digits of its own: they all come from the padding.
  const power = exponent === 0 ? "" : String(Math.abs(exponent));
  const padded = power.padStart(Math.min(expDigits < 0 ? 2 : expDigits, longestExponent), "0");
  return `${lead}${point ? "." : ""}${fraction}e${exponent < 0 ? "-" : "+"}${padded}`;
}

const scalarPositional: PositionalLayout = {
  precision: -1,
  minDigits: -1,
  unique: true,
  trim: "0",
  plus: false,
  padLeft: -1,
  padRight: -1,
  fractional: true,
};
const partPositional: PositionalLayout = { ...scalarPositional, trim: "-" };
const scalarScientific: ScientificLayout = {
  precision: -1,
  minDigits: -1,
  unique: true,
  trim: "-",
  plus: false,
  padLeft: -1,
  expDigits: -1,
};

// From here on digits left of the point would be made up: NumPy writes a power of ten.
const plainBelow: Readonly<Record<FloatWidth, number>> = { 2: 1e3, 4: 1e6, 8: 1e16 };

function scalar(x: number, width: FloatWidth, layout: PositionalLayout, plus: boolean): string {
  const size = Math.abs(x);
  const isPlain = size === 0 || (size >= 1e-4 && size < plainBelow[width]) || !Number.isFinite(x);
  return isPlain
    ? positional(x, width, plus ? { ...layout, plus } : layout)
    : scientific(x, width, plus ? { ...scalarScientific, plus } : scalarScientific);
}

/** `str` of NumPy's float scalars: as short as possible, scientific below 1e-4 and from 1e16 (1e6, 1e3). */
export function floatScalarText(x: number, width: FloatWidth): string {
  return scalar(x, width, scalarPositional, false);
}

/** `str` of NumPy's complex scalars; `width` is that of one part. */
export function complexScalarText(re: number, im: number, width: FloatWidth): string {
  if (re === 0 && !Object.is(re, -0)) return `${scalar(im, width, partPositional, false)}j`;
  const imaginary = scalar(im, width, partPositional, true);
  const sign = Number.isNaN(im) ? "+" : "";
  return `(${scalar(re, width, partPositional, false)}${sign}${imaginary}j)`;
}
