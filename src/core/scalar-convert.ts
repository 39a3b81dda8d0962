// One JavaScript value as a scalar of a dtype: what np.int8(x) does, with Python's rules for text and
// NumPy's for range. Elements of arrays are read and written elsewhere; this makes no arrays.

import { Complex } from "./complex.js";
import { makeDatetime, makeTimedelta } from "./datetime-class.js";
import { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import { type DType, installed } from "./dtype-class.js";
import { DTypeError, OverflowError } from "./errors.js";
import { reportCastOverflow } from "./errstate.js";
import { halfToNumber, numberToHalf } from "./half.js";
import { shown } from "./py-repr.js";
import {
  parseComplex,
  pythonBool,
  pythonFloat,
  pythonInt,
  pythonText,
  pythonType,
} from "./python-values.js";
import { checkInteger } from "./weak-scalar.js";

function refuse(value: unknown, dtype: DType): DTypeError {
  const what = Array.isArray(value) || ArrayBuffer.isView(value) ? "a list" : typeof value;
  return new DTypeError(
    `np.${dtype.typeName}() converts one value, got ${what}; for an array use ` +
      `np.array(values, { dtype: "${dtype.typeName}" })`,
  );
}

function toInteger(value: unknown, dtype: DType): number {
  if (typeof value === "object" && value !== null && !(value instanceof Complex))
    throw refuse(value, dtype);
  const whole = pythonInt(value);
  checkInteger(whole, dtype);
  const result = Number(whole);
  if (!Number.isSafeInteger(result)) {
    throw new RangeError(
      `np.${dtype.typeName}(${whole}) is beyond 2 ** 53, where JavaScript numbers stop being exact: ` +
        "keep the bigint, or store it in an array",
    );
  }
  return result;
}

function toFloat(value: unknown, dtype: DType): number {
  // as in NumPy, None is not a number
  if (value === null) return Number.NaN;
  if (typeof value === "object" && !(value instanceof Complex)) throw refuse(value, dtype);
  return pythonFloat(value);
}

/** A number rounded to the nearest value that the float dtype has. */
export function roundToFloat(value: number, itemsize: number): number {
  if (itemsize === 8) return value;
  const rounded = itemsize === 4 ? Math.fround(value) : halfToNumber(numberToHalf(value));
  if (Math.abs(rounded) === Number.POSITIVE_INFINITY && rounded !== value) reportCastOverflow();
  return rounded;
}

function toComplex(value: unknown, dtype: DType): Complex {
  if (value === null) return new Complex(Number.NaN, Number.NaN);
  if (typeof value === "string") return toComplex(parseComplex(value), dtype);
  const parts = value instanceof Complex ? value : { re: toFloat(value, dtype), im: 0 };
  const size = dtype.itemsize / 2;
  return new Complex(roundToFloat(parts.re, size), roundToFloat(parts.im, size));
}

/** Two real numbers as a complex one. @throws TypeError for anything else */
export function complexOf(re: unknown, im: unknown, dtype: DType): Complex {
  const isReal = (part: unknown) => ["number", "bigint", "boolean"].includes(typeof part);
  if (!isReal(re) || !isReal(im)) {
    throw new TypeError(
      `Could not convert arguments into a complex scalar. '(${shown(re)}, ${shown(im)})' given.`,
    );
  }
  return toComplex(new Complex(pythonFloat(re), pythonFloat(im)), dtype);
}

/** What Python's `bytes(value)` holds, as a string of the same codes without the zeros at its end. */
function toByteText(value: unknown, dtype: DType): string {
  const bytes = Array.isArray(value) ? Uint8Array.from(value as number[]) : value;
  if (bytes instanceof Uint8Array) return String.fromCharCode(...bytes).replace(/\0+$/, "");
  const isCount = typeof value === "boolean" || (Number.isInteger(value) && (value as number) >= 0);
  // that many zeros, all of them at the end
  return isCount ? "" : toText(value, dtype);
}

function toText(value: unknown, dtype: DType): string {
  if (value === null) return "None";
  if (typeof value === "object" && !(value instanceof Complex)) throw refuse(value, dtype);
  return pythonText(value);
}

function toBool(value: unknown, dtype: DType): boolean {
  if (typeof value === "object" && value !== null && !(value instanceof Complex)) {
    throw refuse(value, dtype);
  }
  return pythonBool(value);
}

function toBytes(value: unknown, dtype: DType): Uint8Array {
  if (value instanceof Uint8Array) return value.slice();
  if (value === undefined) {
    throw new TypeError("void() takes at least 1 positional argument (0 given)");
  }
  // no void is smaller than a byte
  if (typeof value === "boolean") return new Uint8Array(1);
  if (typeof value === "bigint" || Number.isInteger(value)) {
    const size = Number(value);
    if (size >= 0 && size < 2 ** 31) return new Uint8Array(Math.max(1, size));
    throw new OverflowError("size must be non-negative and not greater than 2147483647");
  }
  throw new DTypeError(
    `A bytes-like object is required, not '${pythonType(value)}' (np.${dtype.typeName}_ takes a size or a Uint8Array)`,
  );
}

const zeros: Readonly<Record<string, unknown>> = { S: "", U: "" };

/** Whether a value is an array, a list, or any object that may become one. */
function isMany(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return !(value instanceof Complex || value instanceof Datetime64 || value instanceof Timedelta64);
}

/** Converts one value to a scalar of a builtin dtype; no value, to the dtype's zero. */
export function convertScalar(value: unknown, dtype: DType): unknown {
  const given = value === undefined ? (zeros[dtype.kind] ?? 0) : value;
  if (isMany(value) && "biufc".includes(dtype.kind)) return installed.convertMany(value, dtype);
  switch (dtype.kind) {
    case "b":
      return toBool(given, dtype);
    case "i":
    case "u":
      return toInteger(given, dtype);
    case "f":
      return roundToFloat(toFloat(given, dtype), dtype.itemsize);
    case "c":
      return toComplex(given, dtype);
    case "V":
      return toBytes(value, dtype);
    case "S":
      return toByteText(given, dtype);
    case "M":
      return makeDatetime(value);
    case "m":
      return makeTimedelta(value);
    default:
      return toText(given, dtype);
  }
}

function isInRange(value: unknown, { kind, itemsize }: DType): boolean {
  if (typeof value !== "bigint" && !Number.isInteger(value)) return false;
  const bits = BigInt(itemsize * 8);
  const [low, high] = kind === "u" ? [0n, bits] : [-(1n << (bits - 1n)), bits - 1n];
  const whole = BigInt(value as number | bigint);
  return whole >= low && whole < 1n << high;
}

function isRounded(value: number, size: number): boolean {
  return Object.is(roundToFloat(value, size), value);
}

/** Whether an element of a builtin dtype can be this value. */
export function isElement(value: unknown, dtype: DType): boolean {
  switch (dtype.kind) {
    case "b":
      return typeof value === "boolean";
    case "i":
    case "u":
      return isInRange(value, dtype);
    case "f":
      return typeof value === "number" && isRounded(value, dtype.itemsize);
    case "c": {
      const size = dtype.itemsize / 2;
      return value instanceof Complex && isRounded(value.re, size) && isRounded(value.im, size);
    }
    case "S":
    case "U":
      return typeof value === "string" && (dtype.kind === "U" || /^[\0-\xff]*$/.test(value));
    case "V":
      return value instanceof Uint8Array || isRecord(value);
    case "M":
      return value instanceof Datetime64;
    case "m":
      return value instanceof Timedelta64;
    default:
      return false;
  }
}

// A record's value is a plain object by field name.
function isRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}
