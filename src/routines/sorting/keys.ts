// Numbers as unsigned words that ascend as NumPy orders the numbers: -0 equal to 0, NaN behind everything, complex
// numbers by their real parts first. Elements lie side by side, aligned and in native byte order.

import type { DType } from "../../core/dtype.js";
import type { BufferViews } from "../../memory/buffer-views.js";

const SIGN = 0x80000000;
const LAST = 0xffffffff;

/** A line of `n` elements that lie side by side from a byte of the memory. */
export interface Line {
  readonly views: BufferViews;
  readonly byteOffset: number;
  readonly length: number;
}

/** The words of each element's key, least significant first; `null` for dtypes that have none (text, records). */
export function keysOf(dtype: DType, line: Line): Uint32Array[] | null {
  switch (dtype.kind) {
    case "b":
    case "u":
    case "i":
      return dtype.itemsize === 8 ? wideKeys(line, dtype.kind === "i") : narrowKeys(dtype, line);
    case "M":
    case "m":
      return timeKeys(line);
    case "f":
      return floatKeys(dtype.itemsize, line, 1, 0);
    case "c":
      return complexKeys(dtype.itemsize / 2, line);
    default:
      return null;
  }
}

function narrowKeys(dtype: DType, line: Line): Uint32Array[] {
  const { byteOffset, length, views } = line;
  const key = dtype.kind === "b" ? "u8" : (`${dtype.kind}${dtype.itemsize * 8}` as "u8");
  const from = views[key];
  const start = byteOffset / dtype.itemsize;
  const words = new Uint32Array(length);
  const offset = dtype.kind === "i" ? 2 ** (8 * dtype.itemsize - 1) : 0;
  for (let i = 0; i < length; i++) words[i] = from[start + i] + offset;
  return [words];
}

function wideKeys({ views, byteOffset, length }: Line, signed: boolean): Uint32Array[] {
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  const from = views.u32;
  const flip = signed ? SIGN : 0;
  for (let i = 0, at = byteOffset / 4; i < length; i++, at += 2) {
    low[i] = from[at];
    high[i] = from[at + 1] ^ flip;
  }
  return [low, high];
}

/** Counts of time: the least one is NaT, which one less than nothing brings behind all others. */
function timeKeys(line: Line): Uint32Array[] {
  const [low, high] = wideKeys(line, true) as [Uint32Array, Uint32Array];
  for (let i = 0; i < line.length; i++) {
    if (low[i] === 0) high[i]--;
    low[i]--;
  }
  return [low, high];
}

/** Keys of floats of `bytes` bytes, one in `step`, the first one `skip` floats from the line's beginning. */
function floatKeys(bytes: number, line: Line, step: number, skip: number): Uint32Array[] {
  if (bytes === 8) return doubleKeys(line, step, skip);
  const words = new Uint32Array(line.length);
  const half = bytes === 2;
  const from = half ? line.views.u16 : line.views.u32;
  const infinity = half ? 0x7c00 : 0x7f800000;
  const sign = half ? 0x8000 : SIGN;
  let at = line.byteOffset / bytes + skip;
  for (let i = 0; i < line.length; i++, at += step) {
    const bits = from[at];
    const magnitude = bits & (sign - 1);
    if (magnitude > infinity) words[i] = LAST;
    else if (bits < sign) words[i] = magnitude + sign;
    else words[i] = sign - magnitude;
  }
  return [words];
}

function doubleKeys(
  { views, byteOffset, length }: Line,
  step: number,
  skip: number,
): Uint32Array[] {
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  const from = views.u32;
  let at = byteOffset / 4 + 2 * skip;
  for (let i = 0; i < length; i++, at += 2 * step) {
    const bottom = from[at];
    const top = from[at + 1];
    const magnitude = top & 0x7fffffff;
    if (magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && bottom !== 0)) {
      low[i] = LAST;
      high[i] = LAST;
    } else if (top < SIGN) {
      low[i] = bottom;
      high[i] = top | SIGN;
    } else if (magnitude === 0 && bottom === 0) {
      high[i] = SIGN;
    } else {
      low[i] = ~bottom;
      high[i] = ~top;
    }
  }
  return [low, high];
}

/**
 * NumPy orders complex numbers by real, then imaginary part, those with a NaN behind all others: first where only
 * the imaginary part is NaN (by the real parts), then only the real part (by the imaginary ones), then both.
 */
function complexKeys(bytes: number, line: Line): Uint32Array[] {
  const re = floatKeys(bytes, line, 2, 0);
  const im = floatKeys(bytes, line, 2, 1);
  const kind = new Uint32Array(line.length);
  const isNaNKey = (words: readonly Uint32Array[], i: number) =>
    words.every((word) => word[i] === LAST);
  for (let i = 0; i < line.length; i++) {
    kind[i] = (isNaNKey(re, i) ? 2 : 0) + (isNaNKey(im, i) ? 1 : 0);
  }
  return [...im, ...re, kind];
}

/** Turns the order of keys round, but for NaN, which stays behind all else. */
export function reverseKeys(dtype: DType, words: readonly Uint32Array[]): void {
  // the last word of a complex key says which parts are NaN; each part has keys of its own
  const parts =
    dtype.kind === "c"
      ? [words.slice(0, words.length >> 1), words.slice(words.length >> 1, -1)]
      : [words];
  const hasNaN = "fcMm".includes(dtype.kind);
  for (const part of parts) {
    for (let i = 0; i < part[0]!.length; i++) {
      if (hasNaN && part.every((word) => word[i] === LAST)) continue;
      for (const word of part) word[i] = ~word[i]!;
    }
  }
}

/** Whether position `a`'s key is less than position `b`'s. */
export function lessByKeys(
  words: readonly Uint32Array[],
): (later: number, earlier: number) => boolean {
  if (words.length === 1) {
    const [only] = words;
    return (a, b) => only[a] < only[b];
  }
  if (words.length === 2) {
    const [low, high] = words;
    return (a, b) => high[a] < high[b] || (high[a] === high[b] && low[a] < low[b]);
  }
  return (a, b) => {
    for (let k = words.length - 1; k >= 0; k--) {
      if (words[k][a] !== words[k][b]) return words[k][a] < words[k][b];
    }
    return false;
  };
}
