// format_float_positional and format_float_scientific: their parameters, defaults and errors. The text
// is made in float-text.ts.

import { OverflowError, ValueError } from "../memory/errors.js";
import type { Complex } from "./complex.js";
import { pythonTimeType } from "./datetime-cast.js";
import { dtype as makeDtype } from "./dtype.js";
import { codecOf } from "./element.js";
import { warnOfLostParts } from "./exceptions.js";
import type { FloatWidth } from "./float-digits.js";
import { positional, scientific, type Trim } from "./float-text.js";
import { NDArray } from "./ndarray.js";
import { options as checked } from "./options.js";
import { pyBytes } from "./py-repr.js";
import {
  isTime,
  pythonFloat,
  pythonIndex,
  pythonText,
  pythonType,
  truthFlag,
} from "./python-values.js";

/** Options of both functions that write one float. */
export interface FormatFloatOptions {
  /** Digits at most after the point; all that are needed by default. */
  readonly precision?: number | null | undefined;
  /**
   * Write as few digits as tell the float from its neighbours (true, the default). If false, the exact
   * value is written to `precision` digits, rounded half to even.
   */
  readonly unique?: boolean | undefined;
  /**
   * What to do with trailing zeros: `"k"` keeps them and the point (the default), `"."` trims zeros
   * and keeps the point, `"0"` trims all but the zero after the point, `"-"` trims zeros and a
   * trailing point.
   */
  readonly trim?: Trim | undefined;
  /** Write a plus before what is not negative (false). */
  readonly sign?: boolean | undefined;
  /**
   * Blanks on the left, so that at least so many characters stand before the point. None by
   * default.
   */
  readonly pad_left?: number | null | undefined;
  /** Digits at least after the point, in unique mode. None by default. */
  readonly min_digits?: number | null | undefined;
}

/** Options of {@link format_float_positional}. */
export interface FormatFloatPositionalOptions extends FormatFloatOptions {
  /** `precision` and `min_digits` count digits after the point (true, the default) or all digits. */
  readonly fractional?: boolean | undefined;
  /**
   * Blanks on the right, so that at least so many characters stand after the point. None by
   * default.
   */
  readonly pad_right?: number | null | undefined;
}

/** Options of {@link format_float_scientific}. */
export interface FormatFloatScientificOptions extends FormatFloatOptions {
  /** Digits at least of the exponent (2). */
  readonly exp_digits?: number | null | undefined;
}

const commonOptions = ["precision", "unique", "trim", "sign", "pad_left", "min_digits"] as const;
const trims: readonly unknown[] = ["k", ".", "0", "-"];
/** C's largest int. */
const MOST = 2 ** 31 - 1;

/** A count as NumPy compares it before it asks for an integer: below zero is an error. */
function comparable(name: string, value: unknown): number {
  if (value === null || value === undefined) return -1;
  const isArray = value instanceof NDArray && value.ndim === 0 && "biuf".includes(value.dtype.kind);
  const number = isArray ? Number(value.item()) : value;
  if (typeof number !== "number" && typeof number !== "bigint" && typeof number !== "boolean") {
    throw new TypeError(
      `'<' not supported between instances of '${pythonType(value)}' and 'int' (${name} must be an integer)`,
    );
  }
  const count = Number(number);
  if (count < 0) throw new ValueError(`${name} must be >= 0 (got ${count})`);
  return count;
}

/** An integer as C reads one; -1 stands for none given. */
function integer(name: string, value: unknown): number {
  if (value === null || value === undefined) return -1;
  const number = pythonIndex(value, name);
  if (Math.abs(number) <= MOST) return number;
  const type = Math.abs(number) < 2 ** 63 ? "int" : "long";
  throw new OverflowError(`Python int too large to convert to C ${type} (${name} is ${number})`);
}

/** A flag as C reads one: an integer that is 0 or not. */
function flag(name: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  return typeof value === "boolean" ? value : pythonIndex(value, name) !== 0;
}

function trimOf(given: unknown): Trim {
  if (given === undefined) return "k";
  if (trims.includes(given)) return given as Trim;
  throw new TypeError(
    `if supplied, trim must be 'k', '.', '0' or '-' found \`${pythonText(given)}\``,
  );
}

/** Looks at the counts in NumPy's order, before what else was given. */
function checkCounts(given: FormatFloatOptions, names: readonly string[], fractional = true): void {
  const counts = new Map(
    names.map((name) => [name, comparable(name, given[name as keyof FormatFloatOptions])]),
  );
  const precision = counts.get("precision")!;
  const least = counts.get("min_digits")!;
  if (!fractional && precision === 0) {
    throw new ValueError("precision must be greater than 0 if fractional=False");
  }
  if (least > 0 && precision > 0 && least > precision) {
    throw new ValueError(
      `min_digits must be less than or equal to precision (got ${least} and ${precision})`,
    );
  }
}

/** Without an end to the digits, the exact value has as many as it takes. */
function checkUnique(unique: boolean, precision: number): void {
  if (!unique && precision < 0) {
    throw new TypeError("in non-unique mode `precision` must be supplied");
  }
}

/** The float to write and the bytes of its dtype: a number is a float64. */
function floatOf(x: unknown): { value: number; width: FloatWidth } {
  if (!(x instanceof NDArray)) {
    if (typeof x === "number" || typeof x === "boolean" || typeof x === "bigint" || isTime(x)) {
      return { value: realNumber(x), width: 8 };
    }
    throw new TypeError(`must be real number, not ${pythonType(x)}`);
  }
  if (x.ndim !== 0) {
    throw new TypeError(
      "only 0-dimensional arrays can be converted to Python scalars; pick an element with at()",
    );
  }
  const { kind, itemsize, names } = x.dtype;
  if (kind === "S" || kind === "U") {
    throw new TypeError(`must be real number, not numpy.${kind === "S" ? "bytes_" : "str_"}`);
  }
  if (names !== null) {
    throw new TypeError("float() argument must be a string or a real number, not 'tuple'");
  }
  const value = codecOf(x.dtype).read(x.live().views.dataView, x.byteOffset);
  if (kind === "f") return { value: value as number, width: itemsize as FloatWidth };
  if (kind === "V") {
    const bytes = pyBytes(String.fromCharCode(...(value as Uint8Array)).replace(/\0+$/, ""));
    throw new ValueError(`could not convert string to float: ${bytes}`);
  }
  if (kind === "c") {
    warnOfLostParts(x.dtype, makeDtype("float64"));
    return { value: (value as Complex).re, width: 8 };
  }
  return { value: realNumber(value), width: 8 };
}

/** Python's `float(value)` of a number, an instant or a span of time. */
function realNumber(value: unknown): number {
  if (isTime(value) && pythonTimeType(value) !== "int") {
    throw new TypeError(
      `float() argument must be a string or a real number, not '${pythonTimeType(value)}'`,
    );
  }
  return pythonFloat(value);
}

/**
 * Writes a float with a decimal point and no exponent.
 *
 * @param x - a number (written as float64), or an array without axes, such as `a.at(0)`, written as an
 *   element of its dtype
 * @throws ValueError for a negative count, `min_digits` above `precision`, `precision` 0 with
 *   `fractional: false`, or text beyond 16384 characters.
 * @throws TypeError for an unknown option, `unique: false` without `precision`, an unknown `trim`.
 *
 * @example
 * ```ts
 * np.format_float_positional(Math.PI); // => 3.141592653589793
 * np.format_float_positional(np.array(Math.PI, "float32")); // => 3.1415927
 * np.format_float_positional(0.1, { unique: false, precision: 20 }); // => 0.10000000000000000555
 * ```
 */
export function format_float_positional(
  x: number | bigint | boolean | NDArray,
  options?: FormatFloatPositionalOptions,
): string {
  const given = checked("format_float_positional", options, [
    ...commonOptions,
    "fractional",
    "pad_right",
  ]);
  const { fractional: asked } = given;
  const isFractional = asked === undefined || truthFlag(asked);
  checkCounts(given, ["precision", "pad_left", "pad_right", "min_digits"], isFractional);
  const precision = integer("precision", given.precision);
  const unique = flag("unique", given.unique, true);
  const fractional = flag("fractional", asked, true);
  const plus = flag("sign", given.sign, false);
  const trim = trimOf(given.trim);
  const padLeft = integer("pad_left", given.pad_left);
  const padRight = integer("pad_right", given.pad_right);
  const minDigits = integer("min_digits", given.min_digits);
  checkUnique(unique, precision);
  const { value, width } = floatOf(x);
  const layout = { precision, minDigits, unique, trim, plus, padLeft };
  return positional(value, width, { ...layout, fractional, padRight });
}

/**
 * Writes a float as digits times a power of ten.
 *
 * @param x - a number (written as float64), or an array without axes, such as `a.at(0)`, written as an
 *   element of its dtype
 * @throws ValueError for a negative count, `min_digits` above `precision`, or text beyond 16384
 *   characters.
 * @throws TypeError for an unknown option, `unique: false` without `precision`, an unknown `trim`.
 *
 * @example
 * ```ts
 * np.format_float_scientific(np.array(Math.PI, "float32")); // => 3.1415927e+00
 * np.format_float_scientific(123456789, { precision: 2, exp_digits: 4 }); // => 1.23e+0008
 * ```
 */
export function format_float_scientific(
  x: number | bigint | boolean | NDArray,
  options?: FormatFloatScientificOptions,
): string {
  const given = checked("format_float_scientific", options, [...commonOptions, "exp_digits"]);
  checkCounts(given, ["precision", "pad_left", "exp_digits", "min_digits"]);
  const precision = integer("precision", given.precision);
  const unique = flag("unique", given.unique, true);
  const plus = flag("sign", given.sign, false);
  const trim = trimOf(given.trim);
  const padLeft = integer("pad_left", given.pad_left);
  const expDigits = integer("exp_digits", given.exp_digits);
  const minDigits = integer("min_digits", given.min_digits);
  checkUnique(unique, precision);
  const { value, width } = floatOf(x);
  const layout = { precision, minDigits, unique, trim, plus, padLeft };
  return scientific(value, width, { ...layout, expDigits });
}
