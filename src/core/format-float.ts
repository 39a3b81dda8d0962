// format_float_positional and format_float_scientific: their parameters, defaults and errors. The text
// is made in float-text.ts.

import { OverflowError, ValueError } from "../memory/errors.js";
import { codecOf } from "./element.js";
import type { FloatWidth } from "./float-digits.js";
import { positional, scientific, type Trim } from "./float-text.js";
import { NDArray } from "./ndarray.js";
import { options as checked } from "./options.js";

/** Options of both functions that write one float. */
export interface FormatFloatOptions {
  /** Digits at most after the point; all that are needed by default. */
  readonly precision?: number | null | undefined;
  /**
   * Write as few digits as tell the float from its neighbours (true, the default). If false, the exact
   * value is written to `precision` digits, rounded half to even.
   */
  readonly unique?: boolean | null | undefined;
  /**
   * What to do with trailing zeros: `"k"` keeps them and the point (the default), `"."` trims zeros
   * and keeps the point, `"0"` trims all but the zero after the point, `"-"` trims zeros and a
   * trailing point.
   */
  readonly trim?: Trim | null | undefined;
  /** Write a plus before what is not negative (false). */
  readonly sign?: boolean | null | undefined;
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
  readonly fractional?: boolean | null | undefined;
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

/** A count of digits or characters; -1 stands for none given. */
function count(name: string, value: number | null | undefined): number {
  if (value === null || value === undefined) return -1;
  if (!Number.isInteger(value)) {
    throw new TypeError(`${name} must be an integer (got ${String(value)})`);
  }
  if (value < 0) throw new ValueError(`${name} must be >= 0 (got ${value})`);
  return value;
}

interface Common {
  readonly precision: number;
  readonly minDigits: number;
  readonly unique: boolean;
  readonly trim: Trim;
  readonly plus: boolean;
  readonly padLeft: number;
}

function common(given: FormatFloatOptions): Common {
  const precision = count("precision", given.precision);
  const minDigits = count("min_digits", given.min_digits);
  const unique = given.unique ?? true;
  const trim = given.trim ?? "k";
  if (minDigits > 0 && precision > 0 && minDigits > precision) {
    throw new ValueError(
      `min_digits must be less than or equal to precision (got ${minDigits} and ${precision})`,
    );
  }
  if (!unique && precision < 0) {
    throw new TypeError("in non-unique mode `precision` must be supplied");
  }
  if (!trims.includes(trim)) {
    throw new TypeError(`if supplied, trim must be 'k', '.', '0' or '-' found \`${String(trim)}\``);
  }
  const padLeft = count("pad_left", given.pad_left);
  return { precision, minDigits, unique, trim, plus: Boolean(given.sign), padLeft };
}

/** The float to write and the bytes of its dtype: a number is a float64. */
function floatOf(x: unknown): { value: number; width: FloatWidth } {
  if (typeof x === "number" || typeof x === "boolean") return { value: Number(x), width: 8 };
  if (typeof x === "bigint") {
    const value = Number(x);
    if (!Number.isFinite(value)) throw new OverflowError("int too large to convert to float");
    return { value, width: 8 };
  }
  if (!(x instanceof NDArray)) {
    throw new TypeError(`must be real number, not ${x === null ? "null" : typeof x}`);
  }
  if (x.ndim !== 0) {
    throw new TypeError(
      "only 0-dimensional arrays can be converted to Python scalars; pick an element with at()",
    );
  }
  const { kind, itemsize } = x.dtype;
  const value = codecOf(x.dtype).read(x.live().views.dataView, x.byteOffset);
  if (kind === "f") return { value: value as number, width: itemsize as FloatWidth };
  if (kind === "i" || kind === "u" || kind === "b") return { value: Number(value), width: 8 };
  throw new TypeError(`must be real number, not an element of dtype ${x.dtype}`);
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
  const layout = common(given);
  const fractional = given.fractional ?? true;
  if (!fractional && layout.precision === 0) {
    throw new ValueError("precision must be greater than 0 if fractional=False");
  }
  const padRight = count("pad_right", given.pad_right);
  const { value, width } = floatOf(x);
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
  const layout = common(given);
  const expDigits = count("exp_digits", given.exp_digits);
  const { value, width } = floatOf(x);
  return scientific(value, width, { ...layout, expDigits });
}
