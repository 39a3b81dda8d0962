// One JavaScript value as a scalar of a dtype: what np.int8(x) does, with Python's rules for text and
// NumPy's for range. Elements of arrays are read and written elsewhere; this makes no arrays.

import { Complex } from "./complex.js";
import type { DType } from "./dtype-class.js";
import { DTypeError, OverflowError, ValueError } from "./errors.js";
import { halfToNumber, numberToHalf } from "./half.js";
import { pyRepr } from "./py-repr.js";
import { checkInteger } from "./weak-scalar.js";

function refuse(value: unknown, dtype: DType): DTypeError {
  const what = Array.isArray(value) || ArrayBuffer.isView(value) ? "a list" : typeof value;
  return new DTypeError(
    `np.${dtype.typeName}() converts one value, got ${what}; for an array use ` +
      `np.array(values, { dtype: "${dtype.typeName}" })`,
  );
}

// Text as Python's int() reads it.
function parseInteger(text: string): bigint {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  if (!/^[+-]?\d+$/.test(plain)) {
    throw new ValueError(`invalid literal for int() with base 10: ${pyRepr(text)}`);
  }
  return BigInt(plain.replace(/^\+/, ""));
}

// Text as Python's float() reads it.
function parseFloat64(text: string): number {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(plain);
  if (special) return special[2] ? (special[1] === "-" ? -Infinity : Infinity) : NaN;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain)) {
    throw new ValueError(`could not convert string to float: ${pyRepr(text)}`);
  }
  return Number(plain);
}

function truncated(value: number): number {
  if (Number.isNaN(value)) throw new ValueError("cannot convert float NaN to integer");
  if (!Number.isFinite(value)) {
    throw new OverflowError("cannot convert float infinity to integer");
  }
  // Adding 0 turns -0 into 0: integers have no negative zero.
  return Math.trunc(value) + 0;
}

function toInteger(value: unknown, dtype: DType): number {
  let whole: number | bigint;
  if (typeof value === "number") whole = truncated(value);
  else if (typeof value === "bigint") whole = value;
  else if (typeof value === "boolean") whole = value ? 1 : 0;
  else if (typeof value === "string") whole = parseInteger(value);
  else if (value instanceof Complex) {
    throw new DTypeError("int() argument must be a real number, not 'complex': take its .re");
  } else throw refuse(value, dtype);
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
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (typeof value === "string") return parseFloat64(value);
  if (value instanceof Complex) {
    throw new DTypeError(
      "float() argument must be a string or a real number, not 'complex': take its .re",
    );
  }
  throw refuse(value, dtype);
}

/** A number rounded to the nearest value that the float dtype has. */
export function roundToFloat(value: number, itemsize: number): number {
  if (itemsize === 8) return value;
  return itemsize === 4 ? Math.fround(value) : halfToNumber(numberToHalf(value));
}

function toComplex(value: unknown, dtype: DType): Complex {
  const parts = value instanceof Complex ? value : { re: toFloat(value, dtype), im: 0 };
  const size = dtype.itemsize / 2;
  return new Complex(roundToFloat(parts.re, size), roundToFloat(parts.im, size));
}

function toText(value: unknown, dtype: DType): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "object" && !(value instanceof Complex)) throw refuse(value, dtype);
  return String(value);
}

// Python's truth: empty text and zero are false; NaN is true.
function toBool(value: unknown, dtype: DType): boolean {
  if (value instanceof Complex) return value.re !== 0 || value.im !== 0;
  if (typeof value === "object" && value !== null) throw refuse(value, dtype);
  return Number.isNaN(value) || Boolean(value);
}

function toBytes(value: unknown, dtype: DType): Uint8Array {
  if (value instanceof Uint8Array) return value.slice();
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
    return new Uint8Array(value);
  }
  throw refuse(value, dtype);
}

const zeros: Readonly<Record<string, unknown>> = { S: "", U: "", V: 0 };

/** Converts one value to a scalar of a builtin dtype; no value, to the dtype's zero. */
export function convertScalar(value: unknown, dtype: DType): unknown {
  const given = value === undefined ? (zeros[dtype.kind] ?? 0) : value;
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
      return toBytes(given, dtype);
    default:
      return toText(given, dtype);
  }
}
