// Numbers with one separator between them, as np.fromstring and np.fromfile read them. Both take what NumPy takes,
// which is what C takes: the two differ in how they read a number, and so it is here.

import type { DType } from "../../core/dtype.js";
import { codecOf } from "../../core/element.js";
import { quietly } from "../../core/errstate.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { ValueError } from "../../memory/errors.js";
import { read, readFloat } from "./numbers.js";
import { RowMemory } from "./rows.js";

/** Text that is read front to back; more is appended as it is needed. */
export class TextCursor {
  text: string;
  at = 0;
  readonly #more: () => string | null;

  constructor(text: string, more: () => string | null = () => null) {
    this.text = text;
    this.#more = more;
  }

  /** Appends text behind what is left; false at the end. */
  extend(): boolean {
    const piece = this.#more();
    if (piece === null) return false;
    this.text = this.text.slice(this.at) + piece;
    this.at = 0;
    return true;
  }

  /** The unit at the position; NaN at the end. */
  peek(): number {
    while (this.at >= this.text.length) if (!this.extend()) return Number.NaN;
    return this.text.charCodeAt(this.at);
  }
}

/** C's `isspace`. */
const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13);
const isDigit = (code: number) => code >= 48 && code <= 57;

/** How a number was found: `end` where the text ended before it, `none` where there is none. */
type Found = "value" | "end" | "none";
/** Where the last number found is left. */
const number = { value: 0 as number | bigint, im: 0 };

/** How one element is read. */
export interface ElementGrammar {
  readonly next: (cursor: TextCursor) => Found;
  readonly separator: (cursor: TextCursor, separator: string) => Found;
}

/** Runs a reader until its number does not end with the text at hand, which could go on with more. */
function whole(cursor: TextCursor, readOne: () => number): number {
  for (;;) {
    const end = readOne();
    if (end < cursor.text.length || !cursor.extend()) return end;
  }
}

// --- np.fromstring: strtod, strtol ------------------------------------------------------------------------

/** strtod with C's nan(…); returns the end, which is the start of what is no number. Sets `number`. */
function floatAt(text: string, from: number): number {
  let i = from;
  while (isBlank(text.charCodeAt(i))) i += 1;
  number.value = -1;
  if (!readFloat(text, i, text.length)) return i;
  number.value = read.value;
  i = read.end;
  if (Number.isNaN(read.value) && text[i] === "(") {
    i += 1;
    while (/^[\w]$/.test(text[i] ?? "")) i += 1;
    if (text[i] === ")") i += 1;
  }
  return i;
}

function stringFloat(cursor: TextCursor): Found {
  return taken(cursor, floatAt(cursor.text, cursor.at));
}

/** NumPy takes any progress for a number, also over blanks alone. */
function taken(cursor: TextCursor, end: number): Found {
  if (end === cursor.at) return cursor.at >= cursor.text.length ? "end" : "none";
  cursor.at = end;
  return "value";
}

function stringComplex(cursor: TextCursor): Found {
  const { text } = cursor;
  let i = floatAt(text, cursor.at);
  const first = number.value as number;
  number.im = 0;
  if (text[i] === "+" || text[i] === "-") {
    i = floatAt(text, i);
    const second = number.value as number;
    if (text[i] === "j") {
      number.im = second;
      i += 1;
    }
    number.value = first;
  } else if (text[i] === "j") {
    number.value = 0;
    number.im = first;
    i += 1;
  }
  return taken(cursor, i);
}

const longMax = 2n ** 63n - 1n;

/** strtol and strtoul as Python has them: blanks, a sign (for signed ones), and digits, if there are any. */
function stringInteger(signed: boolean): (cursor: TextCursor) => Found {
  return (cursor) => {
    const { text } = cursor;
    let i = cursor.at;
    while (isBlank(text.charCodeAt(i))) i += 1;
    let negative = false;
    if (signed && (text[i] === "-" || text[i] === "+")) {
      negative = text[i] === "-";
      i += 1;
      while (isBlank(text.charCodeAt(i))) i += 1;
    }
    const start = i;
    while (isDigit(text.charCodeAt(i))) i += 1;
    const size = i === start ? 0n : BigInt(text.slice(start, i));
    if (!signed) number.value = size > 2n ** 64n - 1n ? 2n ** 64n - 1n : size;
    else if (size <= longMax) number.value = negative ? -size : size;
    else number.value = negative && size === longMax + 1n ? -size : longMax;
    return taken(cursor, i);
  };
}

function stringSeparator(cursor: TextCursor, separator: string): Found {
  const start = cursor.at;
  let k = 0;
  for (;;) {
    if (cursor.at >= cursor.text.length) return "end";
    const code = cursor.text.charCodeAt(cursor.at);
    if (k === separator.length) return cursor.at === start ? "none" : "value";
    if (separator[k] === " ") {
      if (!isBlank(code)) {
        k += 1;
        continue;
      }
    } else if (separator.charCodeAt(k) !== code) return "none";
    else k += 1;
    cursor.at += 1;
  }
}

// --- np.fromfile: fscanf ----------------------------------------------------------------------------------

function skipBlanks(cursor: TextCursor): void {
  while (isBlank(cursor.peek())) cursor.at += 1;
}

function fileFloat(cursor: TextCursor): Found {
  if (Number.isNaN(cursor.peek())) return "end";
  skipBlanks(cursor);
  if (Number.isNaN(cursor.peek())) return "none";
  const end = whole(cursor, () => floatAt(cursor.text, cursor.at));
  if (end === cursor.at) return "none";
  // a mark of an exponent is read with the number, digits or not
  cursor.at = end;
  const mark = cursor.peek();
  if (Number.isFinite(number.value as number) && (mark === 101 || mark === 69)) {
    cursor.at += 1;
    const sign = cursor.peek();
    if (sign === 43 || sign === 45) cursor.at += 1;
  }
  return "value";
}

function fileComplex(cursor: TextCursor): Found {
  const found = fileFloat(cursor);
  const first = number.value as number;
  number.im = 0;
  const next = cursor.peek();
  if (next === 43 || next === 45) {
    const second = fileFloat(cursor);
    if (second !== "value" || cursor.peek() !== 106) return "none";
    cursor.at += 1;
    number.im = number.value as number;
    number.value = first;
  } else if (next === 106) {
    cursor.at += 1;
    number.value = 0;
    number.im = first;
  } else number.value = first;
  return found;
}

function fileInteger(signed: boolean, bits: number): (cursor: TextCursor) => Found {
  return (cursor) => {
    skipBlanks(cursor);
    if (Number.isNaN(cursor.peek())) return "end";
    const end = whole(cursor, () => {
      let i = cursor.at;
      if (cursor.text[i] === "-" || cursor.text[i] === "+") i += 1;
      while (isDigit(cursor.text.charCodeAt(i))) i += 1;
      return i;
    });
    const digits = cursor.text.slice(cursor.at, end);
    if (!/\d/.test(digits)) return "none";
    const value = BigInt(digits.replace(/^\+/, ""));
    cursor.at = end;
    number.value = BigInt.asIntN(Math.max(bits, 32), saturated(value, signed));
    return "value";
  };
}

/** What strtol or strtoul makes of an integer of any length. */
function saturated(value: bigint, signed: boolean): bigint {
  if (signed) return value > longMax ? longMax : value < -longMax - 1n ? -longMax - 1n : value;
  const size = value < 0n ? -value : value;
  return size > 2n ** 64n - 1n ? 2n ** 64n - 1n : value;
}

function fileSeparator(cursor: TextCursor, separator: string): Found {
  let k = 0;
  let start = 0;
  for (;;) {
    const code = cursor.peek();
    if (Number.isNaN(code)) return "end";
    if (k === separator.length) return k === start ? "none" : "value";
    if (separator[k] === " ") {
      if (!isBlank(code)) {
        k += 1;
        start += 1;
        continue;
      }
      if (k === start) start -= 1;
    } else if (separator.charCodeAt(k) !== code) return "none";
    else k += 1;
    cursor.at += 1;
  }
}

// --- both -------------------------------------------------------------------------------------------------

/** The grammar for a dtype; null where NumPy reads no such text. */
export function grammarOf(dtype: DType, ofFile: boolean): ElementGrammar | null {
  const separator = ofFile ? fileSeparator : stringSeparator;
  switch (dtype.subdtype === null ? dtype.kind : "V") {
    case "b":
    case "f":
      return { next: ofFile ? fileFloat : stringFloat, separator };
    case "c":
      return { next: ofFile ? fileComplex : stringComplex, separator };
    case "i":
    case "u": {
      const signed = dtype.kind === "i";
      const bits = dtype.itemsize * 8;
      return { next: ofFile ? fileInteger(signed, bits) : stringInteger(signed), separator };
    }
    case "M":
    case "m":
      return ofFile ? null : { next: stringInteger(true), separator };
    default:
      return null;
  }
}

/** Blanks of a separator stand for any number of blanks, and there may be some before it. */
function normalized(separator: string): string {
  const text = separator.replace(/[ \t-\r]+/g, " ");
  return text.startsWith(" ") ? text : ` ${text}`;
}

/**
 * Reads elements up to the end, or `count` of them.
 *
 * @param trimmed whether fewer than `count` make a shorter array
 * @throws ValueError where neither number nor separator is found, before the end
 */
export function readSeparated(
  cursor: TextCursor,
  dtype: DType,
  grammar: ElementGrammar,
  separatorText: string,
  count: number,
  trimmed: boolean,
): NDArray {
  // as in NumPy, that a number is too large for the dtype is nowhere told
  return quietly(() =>
    readElements(cursor, dtype, grammar, normalized(separatorText), count, trimmed),
  );
}

function readElements(
  cursor: TextCursor,
  dtype: DType,
  grammar: ElementGrammar,
  separator: ReturnType<typeof normalized>,
  count: number,
  trimmed: boolean,
): NDArray {
  const atMost = count < 0 ? Number.POSITIVE_INFINITY : count;
  const put = elementPut(dtype);
  const size = dtype.itemsize;
  const memory = new RowMemory(dtype, size, Math.max(1, atMost));
  let length = 0;
  let state: Found = "value";
  try {
    while (length < atMost && state === "value") {
      state = grammar.next(cursor);
      if (state !== "value") break;
      if (length === memory.capacity) memory.grow(0, atMost);
      put(memory.view, memory.start + length * size);
      length += 1;
      if (length === atMost) break;
      state = grammar.separator(cursor, separator);
    }
    if (state === "none") {
      throw new ValueError(
        `string or file could not be read to its end due to unmatched data (after ${length} elements)`,
      );
    }
    if (trimmed || count < 0 || length === count) {
      return memory.finish(length, [length], [count === 0 ? 0 : size]);
    }
    return padded(memory, length, count, dtype);
  } catch (error) {
    memory.abandon();
    throw error;
  }
}

/** NumPy leaves what was not read as it finds it; here it is zero. */
function padded(memory: RowMemory, length: number, count: number, dtype: DType): NDArray {
  const array = newArray([count], dtype, "C", true);
  const bytes = length * dtype.itemsize;
  const { buffer } = memory.view;
  new Uint8Array(array.storage.buffer, array.byteOffset, bytes).set(
    new Uint8Array(buffer, memory.start, bytes),
  );
  memory.abandon();
  return array;
}

/** Writes the number read. As in NumPy it is written in native byte order, whatever the dtype's is. */
function elementPut(dtype: DType): (view: DataView, at: number) => void {
  const size = dtype.itemsize;
  switch (dtype.kind) {
    case "b":
      return (view, at) => view.setUint8(at, number.value === 0 ? 0 : 1);
    case "f": {
      const codec = codecOf(dtype.newbyteorder("="));
      return (view, at) => codec.write(view, at, number.value);
    }
    case "c":
      return size === 16
        ? (view, at) => {
            view.setFloat64(at, number.value as number, true);
            view.setFloat64(at + 8, number.im, true);
          }
        : (view, at) => {
            view.setFloat32(at, number.value as number, true);
            view.setFloat32(at + 4, number.im, true);
          };
    default:
      return (view, at) => {
        const value = BigInt.asIntN(64, BigInt(number.value));
        if (size === 8) view.setBigInt64(at, value, true);
        else if (size === 4) view.setInt32(at, Number(BigInt.asIntN(32, value)), true);
        else if (size === 2) view.setInt16(at, Number(BigInt.asIntN(16, value)), true);
        else view.setInt8(at, Number(BigInt.asIntN(8, value)));
      };
  }
}
