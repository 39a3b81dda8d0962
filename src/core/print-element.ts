// Which format the elements of an array get: by dtype, by the caller's formatters, and for records by
// field. Elements are known by the byte they start at, so that a field is an offset and nothing is
// copied. Numbers are written in print-number.ts, rows and brackets in print.ts.

import { DTypeError } from "../memory/errors.js";
import type { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import type { FloatWidth } from "./float-digits.js";
import { complexScalarText, floatScalarText } from "./float-text.js";
import {
  boolFormat,
  type ComplexParts,
  complexFormat,
  type Format,
  floatFormat,
  integerFormat,
} from "./print-number.js";
import type { FormatterKey, Formatters, PrintOptions } from "./print-options.js";
import { datetimeFormat, timedeltaFormat } from "./print-time.js";
import { pyRepr } from "./py-repr.js";

/** What printing needs to know of a dtype; a `DType` is one. */
export interface ElementType {
  readonly kind: string;
  readonly itemsize: number;
  readonly isnative: boolean;
  readonly name: string;
  readonly names: readonly string[] | null;
  readonly fields: ReadonlyMap<
    string,
    { readonly dtype: ElementType; readonly offset: number }
  > | null;
  readonly subdtype: { readonly base: ElementType; readonly shape: readonly number[] } | null;
  toString(): string;
}

/** Reads the element that starts at a byte, as `item()` gives it, but wide integers as bigint. */
export type ElementReader = (byteOffset: number) => unknown;

/** Gives the reader of a dtype that is neither a record nor a sub-array. */
export type ReaderOf = (dtype: ElementType) => ElementReader;

/** Writes the element that starts at a byte. */
export type ElementFormat = (byteOffset: number) => string;

interface Context {
  readonly options: PrintOptions;
  readonly readerOf: ReaderOf;
  /** Write floats as their scalars' `str`, however many digits: the `str` of a single record. */
  readonly scalarFloats: boolean;
}

/**
 * The format of an array's elements.
 *
 * @param dtype - their dtype
 * @param offsets - the bytes at which the elements that will be shown start
 * @param zeroDimensional - whether the array has no axes
 */
export function elementFormat(
  dtype: ElementType,
  offsets: readonly number[],
  zeroDimensional: boolean,
  context: Context,
): ElementFormat {
  if (dtype.names !== null) return recordFormat(dtype, offsets, zeroDimensional, context);
  const read = context.readerOf(dtype);
  const given = formatterFor(dtype, context);
  const format = given ?? builtinFormat(dtype, offsets.map(read), zeroDimensional, context.options);
  return (offset) => format(read(offset));
}

// The formatter keys of each kind of element; a later one is chosen before an earlier one.
const keysOf: Readonly<Record<string, readonly FormatterKey[]>> = {
  b: ["all", "bool"],
  i: ["all", "int_kind", "int"],
  u: ["all", "int_kind", "int"],
  f: ["all", "float_kind", "float"],
  c: ["all", "complex_kind", "complexfloat"],
  S: ["all", "str_kind", "numpystr"],
  U: ["all", "str_kind", "numpystr"],
  V: ["all", "void"],
  M: ["all", "datetime"],
  m: ["all", "timedelta"],
};

function formatterFor(dtype: ElementType, context: Context): Format<unknown> | null {
  const { formatter } = context.options;
  let found: Formatters["all"] = null;
  for (const key of keysOf[dtype.kind] ?? ["all"]) {
    found = (formatter?.[key] as Formatters["all"]) ?? found;
    if (key === "float_kind" && context.scalarFloats && !formatter?.[key]) {
      found = (value) => floatScalarText(value as number, dtype.itemsize as FloatWidth);
    }
  }
  return found === null || found === undefined ? null : proved(found);
}

/** A caller's function, held to giving text. */
function proved(formatter: (value: unknown) => string): Format<unknown> {
  return (value) => {
    const text: unknown = formatter(value);
    if (typeof text === "string") return text;
    throw new TypeError(`a formatter must return a string (got ${String(text)})`);
  };
}

function builtinFormat(
  dtype: ElementType,
  values: readonly unknown[],
  zeroDimensional: boolean,
  options: PrintOptions,
): Format<unknown> {
  switch (dtype.kind) {
    case "b":
      return boolFormat(zeroDimensional) as Format<unknown>;
    case "i":
    case "u":
      return integerFormat(values as (number | bigint)[], options.sign) as Format<unknown>;
    case "f":
      return floatFormat(
        values as number[],
        dtype.itemsize as FloatWidth,
        options,
      ) as Format<unknown>;
    case "c":
      return complexFormat(
        values as ComplexParts[],
        (dtype.itemsize / 2) as FloatWidth,
        options,
      ) as Format<unknown>;
    case "U":
      return pyRepr as Format<unknown>;
    case "S":
      return bytesRepr as Format<unknown>;
    case "V":
      return voidText as Format<unknown>;
    case "M":
      return datetimeFormat(values as Datetime64[]) as Format<unknown>;
    case "m":
      return timedeltaFormat(values as Timedelta64[]) as Format<unknown>;
    default:
      throw new DTypeError(`elements of dtype ${dtype.name} can't be printed yet`);
  }
}

/** A record: its fields in parentheses, each in the format of that field in all records shown. */
function recordFormat(
  dtype: ElementType,
  offsets: readonly number[],
  zeroDimensional: boolean,
  context: Context,
): ElementFormat {
  const formats = dtype.names!.map((name) => {
    const field = dtype.fields!.get(name)!;
    const starts = offsets.map((offset) => offset + field.offset);
    const format =
      field.dtype.subdtype === null
        ? elementFormat(field.dtype, starts, zeroDimensional, context)
        : subArrayFormat(field.dtype, starts, context);
    return (offset: number) => format(offset + field.offset);
  });
  return (offset) => {
    const texts = formats.map((format) => format(offset));
    return texts.length === 1 ? `(${texts[0]},)` : `(${texts.join(", ")})`;
  };
}

/** Python's `a[:edge]` and `a[-edge:]`: where the first ends and the second begins. */
function edges(length: number, edge: number): { head: number; tail: number } {
  const head = edge < 0 ? Math.max(0, length + edge) : edge;
  // a[-0:] is all of a
  return { head, tail: edge > 0 ? length - edge : Math.min(length, -edge) };
}

/** The places on an axis by which NumPy decides on a format: all, or those at the ends of a longer one. */
export function shownPlaces(length: number, edge: number): number[] {
  const all = Array.from({ length }, (_, i) => i);
  if (length <= 2 * edge) return all;
  const { head, tail } = edges(length, edge);
  return [...all.slice(0, head), ...all.slice(tail)];
}

/** An array within a record: on one line, without regard to its width. */
function subArrayFormat(
  dtype: ElementType,
  offsets: readonly number[],
  context: Context,
): ElementFormat {
  const { threshold, edgeitems } = context.options;
  let base = dtype;
  const shape: number[] = [];
  for (let inner = base.subdtype; inner !== null; inner = base.subdtype) {
    shape.push(...inner.shape);
    base = inner.base;
  }
  const size = shape.reduce((product, length) => product * length, 1);
  const starts: number[] = [];
  for (const offset of offsets) {
    for (let i = 0; i < size; i++) starts.push(offset + i * base.itemsize);
  }
  const format = elementFormat(base, starts, false, context);
  const write = (axis: number, offset: number): string => {
    if (axis === shape.length) return format(offset);
    const length = shape[axis]!;
    const step = shape.slice(axis + 1).reduce((product, n) => product * n, base.itemsize);
    const text = (i: number): string => write(axis + 1, offset + i * step);
    const isSummarised = size > threshold && length > 2 * edgeitems;
    const { head, tail } = isSummarised ? edges(length, edgeitems) : { head: 0, tail: 0 };
    const texts: string[] = [];
    for (let i = 0; i < head; i++) texts.push(text(i));
    if (isSummarised) texts.push("...");
    for (let i = tail; i < length; i++) texts.push(text(i));
    return `[${texts.join(", ")}]`;
  };
  return (offset) => write(0, offset);
}

/** Python's `repr` of bytes that are given as one character each. */
export function bytesRepr(bytes: string): string {
  const double = bytes.includes("'") && !bytes.includes('"');
  const body = bytes.replace(/[^ -~]|[\\']/g, (character) => {
    if (character === "'") return double ? "'" : "\\'";
    const known = bytesEscapes[character];
    return known ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return double ? `b"${body}"` : `b'${body}'`;
}

const bytesEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** NumPy's text of a void scalar: every byte as an escape. */
export function voidText(bytes: Uint8Array): string {
  const escapes = Array.from(
    bytes,
    (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return `b'${escapes.join("")}'`;
}

/** `str` of one element, as of a NumPy scalar: floats in full, text without quotes. */
export function scalarText(dtype: ElementType, offset: number, context: Context): string {
  if (dtype.names !== null) {
    return elementFormat(dtype, [offset], true, { ...context, scalarFloats: true })(offset);
  }
  const value = context.readerOf(dtype)(offset);
  switch (dtype.kind) {
    case "b":
      return value ? "True" : "False";
    case "f":
      return floatScalarText(value as number, dtype.itemsize as FloatWidth);
    case "c": {
      const { re, im } = value as ComplexParts;
      return complexScalarText(re, im, (dtype.itemsize / 2) as FloatWidth);
    }
    case "S":
      return `np.bytes_(${bytesRepr(value as string)})`;
    case "V":
      return voidText(value as Uint8Array);
    default:
      return String(value);
  }
}
