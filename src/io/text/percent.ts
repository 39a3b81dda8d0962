// Python's `format % values`, as savetxt and tofile write with it. Elements are passed as their value with
// their dtype; what is a row is not known here.

import { scalarText } from "../../array/cast-text.js";
import { Complex } from "../../core/complex.js";
import { type DType, dtype as toDType } from "../../core/dtype.js";
import { ComplexWarning } from "../../core/exceptions.js";
import { NDArray } from "../../core/ndarray.js";
import { array_repr } from "../../core/print.js";
import { voidText } from "../../core/print-element.js";
import { pyRepr } from "../../core/py-repr.js";
import { isTime, parseFloat64, parseInteger } from "../../core/python-values.js";
import { warnOnce } from "../../core/warn.js";
import { DTypeError, OverflowError, ValueError } from "../../memory/errors.js";
import { type PythonTime, pythonTime } from "./python-times.js";

/** One conversion of a format, such as `%-10.3f`. */
interface Conversion {
  readonly flags: string;
  readonly width: number | null;
  readonly precision: number | null;
  readonly kind: string;
}

/** A format, read. */
export interface Format {
  readonly text: string;
  /** Whether values are Python's own (of an array's `item()`) and not NumPy's scalars. */
  readonly plain: boolean;
  readonly pieces: readonly (string | Conversion | Error)[];
  /** How many values it takes. */
  readonly count: number;
}

const conversionPattern = /%(\([^)]*\))?([#0\- +]*)(\d*)(?:\.(\d*))?([hlL]?)([\s\S])?/y;

/**
 * Reads a format. What is wrong with it is thrown where it is used: as in Python, an array without elements is
 * written by any format.
 */
export function readFormat(format: string, plain = false): Format {
  const pieces: (string | Conversion | Error)[] = [];
  let count = 0;
  for (let at = 0; at < format.length; ) {
    const next = format.indexOf("%", at);
    if (next < 0) {
      pieces.push(format.slice(at));
      break;
    }
    if (next > at) pieces.push(format.slice(at, next));
    conversionPattern.lastIndex = next;
    const found = conversionPattern.exec(format)!;
    const piece = pieceOf(found);
    pieces.push(piece);
    if (piece instanceof Error) break;
    if (typeof piece !== "string") count += 1;
    at = next + found[0].length;
  }
  return { text: format, plain, pieces, count };
}

function pieceOf(found: RegExpExecArray): string | Conversion | Error {
  const [all, key, flags, width, precision, , kind] = found;
  if (key !== undefined) return new DTypeError("format requires a mapping");
  if (kind === undefined) return new ValueError("incomplete format");
  if (all === "%%") return "%";
  if (!"diouxXeEfFgGcrsa".includes(kind)) {
    const code = kind.codePointAt(0)!.toString(16);
    const index = found.index + all.length - 1;
    const shown = /^[ -}]$/.test(kind) ? kind : "?";
    return new ValueError(`unsupported format character '${shown}' (0x${code}) at index ${index}`);
  }
  return {
    flags: flags!,
    width: width === "" ? null : Number(width),
    precision: precision === undefined ? null : Number(precision),
    kind,
  };
}

/**
 * Writes values through a format.
 *
 * @throws TypeError for too many or too few values, or one of the wrong kind; ValueError for what is no format
 */
export function writeFormat(
  format: Format,
  values: readonly unknown[],
  dtypes: readonly DType[],
): string {
  let text = "";
  let k = 0;
  for (const piece of format.pieces) {
    if (typeof piece === "string") text += piece;
    else if (piece instanceof Error) throw piece;
    else {
      if (k === values.length) throw new DTypeError("not enough arguments for format string");
      text += convert(piece, values[k], dtypes[k]!, format.plain);
      k += 1;
    }
  }
  if (k < values.length) {
    throw new DTypeError("not all arguments converted during string formatting");
  }
  return text;
}

function convert(conversion: Conversion, given: unknown, dtype: DType, plain: boolean): string {
  const value = plain && isTime(given) ? pythonTime(given) : given;
  switch (conversion.kind) {
    case "s":
    case "r":
    case "a":
      return textConversion(conversion, value, dtype, plain);
    case "c":
      return padded(conversion, characterOf(value, dtype, plain), "");
    case "d":
    case "i":
    case "u":
      return integerConversion(conversion, integerOf(value, dtype, conversion.kind, plain), 10);
    case "o":
      return integerConversion(conversion, indexOf(value, dtype, "o", plain), 8);
    case "x":
    case "X":
      return integerConversion(conversion, indexOf(value, dtype, conversion.kind, plain), 16);
    default:
      return floatConversion(conversion, floatOf(value, dtype, plain));
  }
}

function textConversion(
  conversion: Conversion,
  value: unknown,
  dtype: DType,
  plain: boolean,
): string {
  const { kind, precision } = conversion;
  const known = plain ? pythonDType(dtype) : dtype;
  let text = kind === "s" ? elementText(value, known) : elementRepr(value, known, plain);
  if (kind === "a") text = text.replace(/[\u{80}-\u{10ffff}]/gu, escaped);
  const cut = precision === null ? text : [...text].slice(0, precision).join("");
  return padded({ ...conversion, flags: conversion.flags.replaceAll("0", "") }, cut, "");
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

const isPythonTime = (value: unknown): value is PythonTime =>
  typeof value === "object" && value !== null && "repr" in value && "type" in value;

/** Python's `str` of an element. */
export function elementText(value: unknown, dtype: DType): string {
  if (isPythonTime(value)) return value.text;
  if (typeof value === "bigint") return String(value);
  if (value instanceof NDArray) return String(value);
  if (dtype.kind === "S") return bytesRepr(value as string);
  if (dtype.kind === "b") return value === true ? "True" : "False";
  if (value instanceof Uint8Array) return voidText(value);
  if (dtype.kind === "V") return String(value);
  return scalarText(dtype, value);
}

function elementRepr(value: unknown, dtype: DType, plain: boolean): string {
  if (isPythonTime(value)) return value.repr;
  if (isTime(value)) return value.repr();
  if (value instanceof NDArray && value.ndim > 0) return array_repr(value);
  const text = elementText(value, dtype);
  if (plain) return dtype.kind === "U" ? pyRepr(text) : text;
  if (dtype.kind === "U") return `np.str_(${pyRepr(text)})`;
  if (dtype.kind === "S") return `np.bytes_(${text})`;
  if (dtype.kind === "b") return `np.${text}_`;
  if (value instanceof Complex) return `np.${dtype.name}(${text.replace(/^\(|\)$/g, "")})`;
  if (value instanceof NDArray && value.ndim === 0)
    return `np.void(${text}, dtype=${String(dtype)})`;
  if (value instanceof Uint8Array) return `np.void(${text})`;
  return dtype.kind === "V" ? text : `np.${dtype.name}(${text})`;
}

/** Python's `repr` of bytes, given as latin-1 text. */
export function bytesRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const character = text[i]!;
    if (character === quote || character === "\\") body += `\\${character}`;
    else if (code === 10) body += "\\n";
    else if (code === 13) body += "\\r";
    else if (code === 9) body += "\\t";
    else if (code < 32 || code > 126) body += `\\x${code.toString(16).padStart(2, "0")}`;
    else body += character;
  }
  return `b${quote}${body}${quote}`;
}

function characterOf(value: unknown, dtype: DType, plain: boolean): string {
  if (dtype.kind === "U" && [...(value as string)].length === 1) return value as string;
  if (plain && dtype.kind === "b") return value === true ? "\x01" : "\0";
  if (dtype.kind !== "i" && dtype.kind !== "u") throw new DTypeError("%c requires int or char");
  if (typeof value === "number" && value >= 0 && value <= 0x10ffff) {
    return String.fromCodePoint(value);
  }
  throw new OverflowError("%c arg not in range(0x110000)");
}

const pythonNames: Readonly<Record<string, string>> = {
  b: "bool",
  i: "int",
  u: "int",
  f: "float",
  c: "complex",
  U: "str",
  S: "bytes",
};

/** Python's own numbers are float64 and complex128. */
function pythonDType(dtype: DType): DType {
  if (dtype.kind === "f") return toDType("float64");
  return dtype.kind === "c" ? toDType("complex128") : dtype;
}

function scalarName(dtype: DType, plain: boolean, value: unknown): string {
  if (isPythonTime(value)) return value.type;
  if (plain) return pythonNames[dtype.kind] ?? dtype.name;
  return `numpy.${dtype.kind === "U" ? "str_" : dtype.kind === "S" ? "bytes_" : dtype.name}`;
}

function integerOf(value: unknown, dtype: DType, kind: string, plain: boolean): bigint {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "bigint") return value;
  if (value instanceof Uint8Array) {
    const text = Buffer.from(value).toString("latin1");
    return parseInteger(text, bytesRepr(text));
  }
  if (value instanceof Complex && !plain) return integerOf(realPart(value), dtype, kind, plain);
  if (typeof value !== "number") {
    throw new DTypeError(
      `%${kind} format: a real number is required, not ${scalarName(dtype, plain, value)}`,
    );
  }
  if (Number.isNaN(value)) throw new ValueError("cannot convert float NaN to integer");
  if (!Number.isFinite(value)) {
    throw new OverflowError("cannot convert float infinity to integer");
  }
  return BigInt(Math.trunc(value));
}

/** @throws nothing: NumPy warns */
function realPart(value: Complex): number {
  warnOnce(ComplexWarning, "Casting complex values to real discards the imaginary part");
  return value.re;
}

function indexOf(value: unknown, dtype: DType, kind: string, plain: boolean): bigint {
  if (typeof value === "bigint") return value;
  if (dtype.kind === "i" || dtype.kind === "u") return BigInt(value as number | bigint);
  if (plain && dtype.kind === "b") return value === true ? 1n : 0n;
  throw new DTypeError(
    `%${kind} format: an integer is required, not ${scalarName(dtype, plain, value)}`,
  );
}

function floatOf(value: unknown, dtype: DType, plain: boolean): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof Complex && !plain) return realPart(value);
  if (value instanceof Uint8Array) {
    // of raw bytes Python reads the text that they are
    const text = Buffer.from(value).toString("latin1");
    return parseFloat64(text, bytesRepr(text));
  }
  throw new DTypeError(`must be real number, not ${scalarName(dtype, plain, value)}`);
}

function integerConversion(conversion: Conversion, value: bigint, base: 8 | 10 | 16): string {
  const { flags, precision, kind } = conversion;
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString(base);
  if (kind === "X") digits = digits.toUpperCase();
  if (precision !== null) digits = digits.padStart(precision, "0");
  const prefix = flags.includes("#") ? ({ o: "0o", x: "0x", X: "0X" }[kind] ?? "") : "";
  return padded(conversion, digits, signOf(flags, negative) + prefix);
}

function signOf(flags: string, negative: boolean): string {
  return negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

/** Fills up to the width: blanks on the left or right, or zeros between sign and digits. */
function padded(conversion: Conversion, body: string, sign: string): string {
  const { flags, width } = conversion;
  const text = sign + body;
  if (width === null || text.length >= width) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (flags.includes("0")) return sign + "0".repeat(missing) + body;
  return " ".repeat(missing) + text;
}

function floatConversion(conversion: Conversion, value: number): string {
  const { flags, kind } = conversion;
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const precision = conversion.precision ?? 6;
  let body: string;
  if (!Number.isFinite(value)) body = Number.isNaN(value) ? "nan" : "inf";
  else {
    const lower = kind.toLowerCase();
    const alternate = flags.includes("#");
    if (lower === "e") body = scientificText(size, precision, alternate);
    else if (lower === "f") body = fixedText(size, precision, alternate);
    else body = generalText(size, precision === 0 ? 1 : precision, alternate);
  }
  if (kind <= "Z") body = body.toUpperCase();
  return padded(conversion, body, signOf(flags, negative && !Number.isNaN(value)));
}

/**
 * JavaScript's toExponential rounds a tie up and Python's to even. A tie has a 5 as its next digit and nothing
 * behind: one more digit tells nearly always that it is none.
 */
function scientificText(x: number, precision: number, alternate: boolean): string {
  let text: string;
  if (precision > 60) text = fromDigits(x, precision);
  else {
    // digit, point, `precision` digits, and the one that tells
    const tie = x.toExponential(precision + 1)[precision + 2] === "5";
    text = tie ? fromDigits(x, precision) : x.toExponential(precision);
  }
  const e = text.indexOf("e");
  const mantissa = text.slice(0, e);
  const exponent = text.slice(e + 2);
  const point = alternate && precision === 0 ? "." : "";
  return `${mantissa}${point}e${text[e + 1]}${exponent.length < 2 ? `0${exponent}` : exponent}`;
}

/** `d.ddde±x` from exact digits, ties to even. */
function fromDigits(x: number, precision: number): string {
  if (x === 0) return `0${precision > 0 ? `.${"0".repeat(precision)}` : ""}e+0`;
  const { digits, exponent } = roundedDigits(x, precision + 1);
  const fraction = digits.slice(1).padEnd(precision, "0");
  return `${digits[0]}${precision > 0 ? `.${fraction}` : ""}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}

/** The first `count` significant digits of x > 0, rounded half to even, and the exponent of the first. */
function roundedDigits(x: number, count: number): { digits: string; exponent: number } {
  const [whole, shift] = fraction(x);
  // x = whole * 2 ** shift; scaled by a power of ten so that the quotient has `count` digits
  let exponent = Math.floor(Math.log10(x));
  for (;;) {
    const scale = count - 1 - exponent;
    const top =
      whole * (scale > 0 ? 10n ** BigInt(scale) : 1n) * (shift > 0 ? 1n << BigInt(shift) : 1n);
    const bottom =
      (scale < 0 ? 10n ** BigInt(-scale) : 1n) * (shift < 0 ? 1n << BigInt(-shift) : 1n);
    let quotient = top / bottom;
    const rest = 2n * (top % bottom);
    if (rest > bottom || (rest === bottom && (quotient & 1n) === 1n)) quotient += 1n;
    const digits = quotient.toString();
    if (digits.length === count) return { digits, exponent };
    exponent += digits.length > count ? 1 : -1;
  }
}

const bits = new DataView(new ArrayBuffer(8));

/** A finite float as integer times power of two. */
function fraction(x: number): [whole: bigint, shift: number] {
  bits.setFloat64(0, x);
  const all = bits.getBigUint64(0);
  const biased = Number((all >> 52n) & 0x7ffn);
  const low = all & 0xf_ffff_ffff_ffffn;
  return biased === 0 ? [low, -1074] : [low | (1n << 52n), biased - 1075];
}

function fixedText(x: number, precision: number, alternate: boolean): string {
  const point = alternate && precision === 0 ? "." : "";
  if (x < 1e21 && precision <= 60) {
    const longer = x.toFixed(precision + 1);
    if (!longer.endsWith("5")) return x.toFixed(precision) + point;
  }
  return exactFixed(x, precision) + point;
}

/** All digits before the point and `precision` behind it, rounded half to even. */
function exactFixed(x: number, precision: number): string {
  const [whole, shift] = fraction(x);
  const top = whole * 10n ** BigInt(precision) * (shift > 0 ? 1n << BigInt(shift) : 1n);
  const bottom = shift < 0 ? 1n << BigInt(-shift) : 1n;
  let quotient = top / bottom;
  const rest = 2n * (top % bottom);
  if (rest > bottom || (rest === bottom && (quotient & 1n) === 1n)) quotient += 1n;
  const digits = quotient.toString().padStart(precision + 1, "0");
  if (precision === 0) return digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function generalText(x: number, precision: number, alternate: boolean): string {
  const scientific = scientificText(x, precision - 1, alternate);
  const exponent = Number(scientific.slice(scientific.indexOf("e") + 1));
  const fixed = exponent >= -4 && exponent < precision;
  const text = fixed ? fixedText(x, precision - 1 - exponent, alternate) : scientific;
  if (alternate || !text.includes(".")) return text;
  const e = text.indexOf("e");
  const mantissa = (e < 0 ? text : text.slice(0, e)).replace(/\.?0+$/, "");
  return e < 0 ? mantissa : mantissa + text.slice(e);
}
