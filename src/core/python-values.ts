// JavaScript values read as Python reads values: int(x), float(x), bool(x), str(x), bytes. Ranges are checked
// by weak-scalar.ts, storing is element.ts's business.

import { DTypeError, OverflowError, ValueError } from "../memory/errors.js";
import { Complex } from "./complex.js";
import { pythonTimeType } from "./datetime-cast.js";
import { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import { floatScalarText } from "./float-text.js";
import { pyBytes, pyRepr, shown } from "./py-repr.js";

export { shown } from "./py-repr.js";

/** Whether a value is a JavaScript array or typed array (Python's sequence that is no string). */
export function isSequence(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Python's name for the type of a value, for error texts. */
export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (value instanceof Complex) return "complex";
  if (isTime(value)) return pythonTimeType(value);
  if (Array.isArray(value)) return "list";
  if (value instanceof Uint8Array) return "bytes";
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "bigint":
      return "int";
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "object": {
      const proto: unknown = Object.getPrototypeOf(value);
      if (proto === Object.prototype || proto === null) return "dict";
      const name: unknown = value.constructor?.name;
      return name === "NDArray" ? "numpy.ndarray" : typeof name === "string" ? name : "object";
    }
    default:
      return typeof value;
  }
}

/** Python's `text + other`. @throws TypeError where the other is no text */
export function added(text: string, other: unknown): string {
  if (typeof other === "string") return text + other;
  throw new DTypeError(`can only concatenate str (not "${pythonType(other)}") to str`);
}

/** A dictionary's keys, which Python walks in its place; anything else as it is. */
export function keysOf(value: unknown): unknown {
  return isOptionsLike(value) ? Object.keys(value) : value;
}

/** Whether a value is one instant or one span of time. */
export function isTime(value: unknown): value is Datetime64 | Timedelta64 {
  return value instanceof Datetime64 || value instanceof Timedelta64;
}

/** An array of no dimensions, told by what it has: arrays themselves are not known here. */
interface ZeroDimensional {
  readonly ndim: 0;
  readonly dtype: { readonly kind: string };
  itemBigInt(): bigint;
}

/**
 * Python's `operator.index(value)`: an integer, true or false, or a 0-d array of integers. `where` says in the error
 * what the value was for.
 *
 * @throws TypeError for anything else
 */
export function pythonIndex(value: unknown, where: string): number {
  // adding 0 turns -0 into 0
  if (typeof value === "number" && Number.isInteger(value)) return value + 0;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (typeof value === "object" && value !== null && "ndim" in value && "itemBigInt" in value) {
    const array = value as ZeroDimensional;
    if (array.ndim === 0 && "iu".includes(array.dtype.kind)) return Number(array.itemBigInt());
    throw new TypeError(
      `only integer scalar arrays can be converted to a scalar index (${where} is an array of ${array.ndim} dimensions)`,
    );
  }
  const kind = typeof value === "number" ? "float" : scalarType(value);
  throw new TypeError(
    `'${kind}' object cannot be interpreted as an integer (${where} is ${shown(value)})`,
  );
}

/**
 * A flag that NumPy reads as an integer: 0 is false, any other true; not given, false.
 *
 * @throws TypeError for what is no integer
 */
export function integerFlag(value: unknown, name: string): boolean {
  if (typeof value === "boolean") return value;
  return value !== undefined && pythonIndex(value, name) !== 0;
}

/** A flag that NumPy asks for its truth: what is empty or zero is false. */
export function truthFlag(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === undefined) return false;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (isOptionsLike(value)) return Object.keys(value).length > 0;
  if (typeof value === "object" && value !== null && "ndim" in value && "itemBigInt" in value) {
    const array = value as unknown as { readonly size: number; item(): unknown };
    if (array.size === 1) return pythonBool(array.item());
    throw new ValueError(
      array.size === 0
        ? "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
        : "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
    );
  }
  return pythonBool(value);
}

/** As {@link pythonType}, of the scalar that NumPy has for it. */
function scalarType(value: unknown): string {
  if (value instanceof Datetime64) return "numpy.datetime64";
  return value instanceof Timedelta64 ? "numpy.timedelta64" : pythonType(value);
}

/** The items of something that can be walked: Python's `list(value)`. @throws TypeError for anything else */
export function pythonList(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value;
  if (isSequence(value)) return Array.from(value);
  const walks =
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === "function";
  if (walks || typeof value === "string") return [...(value as Iterable<unknown>)];
  throw new TypeError(
    `'${pythonType(value)}' object is not iterable (${where} is ${shown(value)})`,
  );
}

function sequenceRefused(): never {
  throw new ValueError(
    "setting an array element with a sequence. (a list was given where one value is needed)",
  );
}

/** Text as Python's `int()` reads it; `shown` is how an error names it. @throws ValueError */
export function parseInteger(text: string, shown = pyRepr(text)): bigint {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  if (!/^[+-]?\d+$/.test(plain)) {
    throw new ValueError(`invalid literal for int() with base 10: ${shown}`);
  }
  return BigInt(plain.replace(/^\+/, ""));
}

/** Text as Python's `float()` reads it; `shown` is how an error names it. @throws ValueError */
export function parseFloat64(text: string, shown = pyRepr(text)): number {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(plain);
  if (special) return special[2] ? (special[1] === "-" ? -Infinity : Infinity) : Number.NaN;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain)) {
    throw new ValueError(`could not convert string to float: ${shown}`);
  }
  return Number(plain);
}

const realPart = String.raw`[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)`;
const complexText = new RegExp(`^(${realPart})?(?:([+-]?(?:${realPart})?)j)?$`, "i");

/** Text as Python's `complex()` reads it: `1+2j`, `(3)`, `-j`. @throws ValueError */
export function parseComplex(text: string): Complex {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  const inner = /^\((.*)\)$/.exec(plain)?.[1]?.trim() ?? plain;
  const found = complexText.exec(inner);
  const [, re, im] = found ?? [];
  const joined = re !== undefined && im !== undefined && !/^[+-]/.test(im);
  if (found === null || inner === "" || joined) {
    // "5j" reads as a real part without its last digit: the whole is imaginary then
    const alone = new RegExp(`^(${realPart}|[+-]?)j$`, "i").exec(inner);
    if (alone === null) throw new ValueError("complex() arg is a malformed string");
    return new Complex(0, signedOne(alone[1]!));
  }
  return new Complex(re === undefined ? 0 : parseFloat64(re), im === undefined ? 0 : signedOne(im));
}

/** The number before a `j`, where a bare sign stands for one. */
function signedOne(text: string): number {
  return text === "" || text === "+" ? 1 : text === "-" ? -1 : parseFloat64(text);
}

/**
 * Python's `int(value)`: floats lose their fraction.
 *
 * @throws ValueError, OverflowError, TypeError in Python's words
 */
export function pythonInt(value: unknown): number | bigint {
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return value;
    case "string":
      return parseInteger(value);
    case "number":
      if (Number.isNaN(value)) throw new ValueError("cannot convert float NaN to integer");
      if (!Number.isFinite(value)) {
        throw new OverflowError("cannot convert float infinity to integer");
      }
      // adding 0 turns -0 into 0: integers have no negative zero
      return Math.trunc(value) + 0;
    default:
      if (isSequence(value)) return sequenceRefused();
      if (isTime(value) && pythonTimeType(value) === "int") return value.value;
      throw new DTypeError(
        `int() argument must be a string, a bytes-like object or a real number, not '${pythonType(value)}'`,
      );
  }
}

/** Python's `float(value)`. @throws ValueError, OverflowError, TypeError in Python's words */
export function pythonFloat(value: unknown): number {
  switch (typeof value) {
    case "number":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "bigint": {
      const number = Number(value);
      if (!Number.isFinite(number)) throw new OverflowError("int too large to convert to float");
      return number;
    }
    case "string":
      return parseFloat64(value);
    default:
      if (isSequence(value)) return sequenceRefused();
      if (isTime(value)) return Number(value.value);
      throw new DTypeError(
        `float() argument must be a string or a real number, not '${pythonType(value)}'`,
      );
  }
}

/** Python's `bool(value)`: empty text and zero are false, NaN is true. */
export function pythonBool(value: unknown): boolean {
  if (value instanceof Complex) return value.re !== 0 || value.im !== 0;
  if (isSequence(value)) return sequenceRefused();
  if (isTime(value)) return value.value !== 0n;
  return Number.isNaN(value) || Boolean(value);
}

/** A value as Python's `repr` writes it, in error texts. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" && !Number.isInteger(value)) return floatScalarText(value, 8);
  if (isTime(value)) return value.repr();
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  if (value instanceof Complex) return String(value);
  if (value instanceof Uint8Array) return pyBytes(String.fromCharCode(...value.subarray(0, 4096)));
  if (!isOptionsLike(value)) return shown(value);
  const items = Object.entries(value).map(([key, item]) => `${pyRepr(key)}: ${pythonRepr(item)}`);
  return `{${items.join(", ")}}`;
}

const isOptionsLike = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Python's `str(value)` for the text of a `U` element; bytes are read as latin-1. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof Uint8Array) return String.fromCharCode(...value);
  if (isSequence(value)) return sequenceRefused();
  if (typeof value === "number" && !Number.isInteger(value)) return floatScalarText(value, 8);
  return String(value);
}
