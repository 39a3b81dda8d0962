// Numbers read from a part of a text, without making a string of it where that can be helped. The grammar is
// Python's for floats and NumPy's for integers; nothing is known here of fields and files.

import { isSpace } from "./spaces.js";

/** Where reading a number ended, and the number. One object, so that hot loops make none. */
export const read = {
  value: 0,
  /** First unit that is not part of the number. */
  end: 0,
};

// 10 ** 0 … 10 ** 22 are exact in float64: a mantissa below 2 ** 53 times or through one is rounded once
const exactPowers = Array.from({ length: 23 }, (_, k) => 10 ** k);

/**
 * Reads the longest number at `start`: digits, a point, an exponent, `inf` or `nan`. Sets `read`; false, where
 * there is none.
 */
export function readFloat(text: string, start: number, end: number): boolean {
  let i = start;
  let c = i < end ? text.charCodeAt(i) : 0;
  const negative = c === 45;
  if (negative || c === 43) c = ++i < end ? text.charCodeAt(i) : 0;
  let mantissa = 0;
  let digits = 0; // significant ones
  let scale = 0;
  const first = i;
  while (c >= 48 && c <= 57) {
    if (digits > 0 || c !== 48) {
      digits += 1;
      if (digits <= 15) mantissa = mantissa * 10 + (c - 48);
    }
    c = ++i < end ? text.charCodeAt(i) : 0;
  }
  let count = i - first;
  if (c === 46) {
    const point = i;
    c = ++i < end ? text.charCodeAt(i) : 0;
    while (c >= 48 && c <= 57) {
      if (digits > 0 || c !== 48) {
        digits += 1;
        if (digits <= 15) mantissa = mantissa * 10 + (c - 48);
      }
      c = ++i < end ? text.charCodeAt(i) : 0;
    }
    const fraction = i - point - 1;
    count += fraction;
    scale = -fraction;
  }
  if (count === 0) return readWord(text, start, first, end, negative);
  if (c === 101 || c === 69) {
    let k = i + 1;
    let e = k < end ? text.charCodeAt(k) : 0;
    const down = e === 45;
    if (down || e === 43) e = ++k < end ? text.charCodeAt(k) : 0;
    if (e >= 48 && e <= 57) {
      let exponent = 0;
      while (e >= 48 && e <= 57) {
        if (exponent < 100000) exponent = exponent * 10 + (e - 48);
        e = ++k < end ? text.charCodeAt(k) : 0;
      }
      scale += down ? -exponent : exponent;
      i = k;
    }
  }
  read.end = i;
  if (digits <= 15 && scale >= -22 && scale <= 22) {
    const value = scale < 0 ? mantissa / exactPowers[-scale]! : mantissa * exactPowers[scale]!;
    read.value = negative ? -value : value;
  } else {
    read.value = Number(text.slice(start, i));
  }
  return true;
}

function readWord(
  text: string,
  start: number,
  first: number,
  end: number,
  negative: boolean,
): boolean {
  const word = text.slice(first, Math.min(end, first + 8)).toLowerCase();
  const length = word === "infinity" ? 8 : word.startsWith("inf") || word.startsWith("nan") ? 3 : 0;
  read.end = length === 0 ? start : first + length;
  read.value = word.startsWith("n") ? Number.NaN : negative ? -Infinity : Infinity;
  return length > 0;
}

/** Reads a whole field as a float, white space around it allowed. Sets `read`. */
export function readWholeFloat(text: string, start: number, end: number): boolean {
  let from = start;
  while (from < end && isSpace(text.charCodeAt(from))) from += 1;
  if (from === end || !readFloat(text, from, end)) return false;
  let to = read.end;
  while (to < end && isSpace(text.charCodeAt(to))) to += 1;
  return to === end;
}

/** A whole field as an integer between two bounds that are exact as numbers; null for anything else. */
export function wholeInteger(
  text: string,
  start: number,
  end: number,
  least: number,
  greatest: number,
): number | null {
  const digits = digitsOf(text, start, end);
  if (digits === null || (digits.negative && least === 0)) return null;
  let value = 0;
  for (let i = digits.start; i < digits.end; i++) {
    value = value * 10 + (text.charCodeAt(i) - 48);
    if (value > 2 ** 53) return null;
  }
  if (digits.negative) value = -value;
  return value < least || value > greatest ? null : value + 0;
}

/** As `wholeInteger`, for 64 bits. */
export function wholeBigInteger(
  text: string,
  start: number,
  end: number,
  least: bigint,
  greatest: bigint,
): bigint | null {
  const digits = digitsOf(text, start, end);
  if (digits === null || (digits.negative && least === 0n)) return null;
  if (digits.end - digits.start <= 15) {
    let value = 0;
    for (let i = digits.start; i < digits.end; i++) value = value * 10 + (text.charCodeAt(i) - 48);
    return BigInt(digits.negative ? -value : value);
  }
  let from = digits.start;
  while (from < digits.end - 1 && text.charCodeAt(from) === 48) from += 1;
  if (digits.end - from > 20) return null;
  const size = BigInt(text.slice(from, digits.end));
  const value = digits.negative ? -size : size;
  return value < least || value > greatest ? null : value;
}

const place = { start: 0, end: 0, negative: false };

/** Where the digits of a field lie that is an integer and nothing else. */
function digitsOf(text: string, start: number, end: number): typeof place | null {
  let i = start;
  while (i < end && isSpace(text.charCodeAt(i))) i += 1;
  let c = i < end ? text.charCodeAt(i) : 0;
  place.negative = c === 45;
  if (c === 45 || c === 43) c = ++i < end ? text.charCodeAt(i) : 0;
  place.start = i;
  while (c >= 48 && c <= 57) c = ++i < end ? text.charCodeAt(i) : 0;
  place.end = i;
  if (place.end === place.start) return null;
  while (i < end && isSpace(text.charCodeAt(i))) i += 1;
  return i === end ? place : null;
}

/** The parts of a complex number that was read. */
export const complex = { re: 0, im: 0 };

/** Reads a whole field as a complex number, in parentheses or not. Sets `complex`. */
export function readWholeComplex(text: string, start: number, end: number): boolean {
  const skip = (from: number) => {
    let i = from;
    while (i < end && isSpace(text.charCodeAt(i))) i += 1;
    return i;
  };
  let i = skip(start);
  const open = text[i] === "(" && i < end;
  if (open) i = skip(i + 1);
  if (!readFloat(text, i, end)) return false;
  i = read.end;
  complex.re = read.value;
  complex.im = 0;
  const next = i < end ? text[i] : "";
  if (i === end) return !open;
  if (next === "j") {
    complex.im = complex.re;
    complex.re = 0;
    i += 1;
  } else if (next === "+" || next === "-") {
    if (!readFloat(text, next === "+" ? i + 1 : i, end)) return false;
    i = read.end;
    complex.im = read.value;
    if (i >= end || text[i] !== "j") return false;
    i += 1;
  }
  if (open) {
    i = skip(i);
    if (i >= end || text[i] !== ")") return false;
    i += 1;
  }
  return skip(i) === end;
}
