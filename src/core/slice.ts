// Slices and the index syntax in text: `np.slice`, and what "1:4, ..., None" means. Only syntax and
// Python's slice arithmetic; applying an index to an array is indexing's work.

import { IndexError, ValueError } from "../memory/errors.js";
import { Complex } from "./complex.js";

/** A position in a slice; null and undefined stand for Python's None. */
export type SlicePart = number | Complex | null | undefined;

/** Where a slice begins, how many elements it takes and how far apart they are. */
export interface SliceRange {
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

/** One item of a basic index: an integer, a slice, `...`, or null for a new axis. */
export type BasicItem = number | Slice | "..." | null;

/**
 * Python's `slice` object: `start`, `stop` and `step`, null where not given. As there, what is no integer is refused
 * only where it is used as an index: `np.r_`, `np.mgrid` and `np.ogrid` take fractions, and a complex step as the
 * number of points.
 *
 * @example
 * ```ts
 * np.slice(1, 4) // => slice(1, 4, None)
 * np.slice(null, null, -1).indices(5) // => 4,-1,-1
 * ```
 */
export class Slice {
  /** First position; null for the beginning (of a negative step: the end). */
  readonly start: number | Complex | null;
  /** Position after the last; null for the end (of a negative step: the beginning). */
  readonly stop: number | Complex | null;
  /** Step from one position to the next, which may be negative; null for 1. */
  readonly step: number | Complex | null;

  constructor(start: SlicePart, stop: SlicePart, step: SlicePart) {
    this.start = slicePart(start);
    this.stop = slicePart(stop);
    this.step = slicePart(step);
  }

  /**
   * `[start, stop, step]` for a sequence of `length` elements, as Python's `slice.indices`.
   *
   * @returns three numbers
   * @throws ValueError when the step is 0, TypeError for parts that are no integers
   * @example
   * ```ts
   * np.slice(null, null, -1).indices(3); // => 2,-1,-1
   * ```
   */
  indices(length: number): [start: number, stop: number, step: number] {
    const step = wholePart(this.step, true) ?? 1;
    if (step === 0) throw new ValueError("slice step cannot be zero");
    const lowest = step < 0 ? -1 : 0;
    const highest = step < 0 ? length - 1 : length;
    return [
      clamp(wholePart(this.start), step < 0 ? highest : lowest, lowest, highest, length),
      clamp(wholePart(this.stop), step < 0 ? lowest : highest, lowest, highest, length),
      step,
    ];
  }

  /** Python's repr: `slice(1, 4, None)`. */
  toString(): string {
    return `slice(${this.start ?? "None"}, ${this.stop ?? "None"}, ${this.step ?? "None"})`;
  }
}

function slicePart(value: SlicePart): number | Complex | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return value + 0;
  if (value instanceof Complex) return value;
  throw notAnIndex(value);
}

/** Bounds may be infinite, which reads well for "to the end"; a step may not. */
function wholePart(value: number | Complex | null, finite = false): number | null {
  if (value === null) return null;
  const acceptable =
    typeof value === "number" &&
    (Number.isInteger(value) || (Math.abs(value) === Number.POSITIVE_INFINITY && !finite));
  if (!acceptable) throw notAnIndex(value);
  return value;
}

function notAnIndex(value: unknown): TypeError {
  return new TypeError(
    `slice indices must be integers or None or have an __index__ method (got ${String(value)})`,
  );
}

function clamp(
  value: number | null,
  missing: number,
  lowest: number,
  highest: number,
  length: number,
): number {
  if (value === null) return missing;
  const fromFront = value < 0 ? value + length : value;
  return Math.max(lowest, Math.min(highest, fromFront));
}

/**
 * Make a slice, with Python's meaning of one, two or three arguments.
 *
 * @param start - first position, or (alone) the stop
 * @param stop - position after the last
 * @param step - distance between positions
 * @returns a Slice, an index item: no array
 * @throws TypeError for what is no integer, ValueError for a step of 0 when it is used
 * @example
 * ```ts
 * np.slice(3) // => slice(None, 3, None)
 * np.arange(10).at(np.slice(8, 2, -3)) // => [8 5]
 * ```
 */
export function slice(stop: SlicePart): Slice;
export function slice(start: SlicePart, stop: SlicePart, step?: SlicePart): Slice;
export function slice(...parts: SlicePart[]): Slice {
  if (parts.length === 0) throw new TypeError("slice expected at least 1 argument, got 0");
  if (parts.length > 3) {
    throw new TypeError(`slice expected at most 3 arguments, got ${parts.length}`);
  }
  return parts.length === 1
    ? new Slice(null, parts[0], null)
    : new Slice(parts[0], parts[1], parts[2]);
}

/**
 * The elements a slice takes from an axis of `length`. An empty one is `{ start: 0, length: 0,
 * step: 1 }`, as NumPy makes its views, so that its offset never leaves the array.
 *
 * @throws ValueError when the step is 0
 */
export function resolveSlice(slice: Slice, length: number): SliceRange {
  const [start, stop, step] = slice.indices(length);
  const span = step < 0 ? start - stop : stop - start;
  if (span <= 0) return { start: 0, length: 0, step: 1 };
  const stride = step < 0 ? -step : step;
  return { start, length: Math.floor((span - 1) / stride) + 1, step };
}

const INTEGER = /^[+-]?\d+(?:_\d+)*$/;
const CACHE_LIMIT = 512;
/** Index strings are mostly literals in loops: remember what they mean. */
const parsed = new Map<string, readonly BasicItem[]>();

/**
 * Read an index in NumPy's syntax: `"1:4"`, `"::-1"`, `"..."`, `"None"`, `"-1"`, and several of them
 * between commas, `"1:4, ..., None"`.
 *
 * @throws IndexError when the text is none of these
 */
export function parseIndex(text: string): readonly BasicItem[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const parts = text.split(",");
  // A trailing comma makes a tuple in Python: "0," is (0,).
  if (parts.length > 1 && parts[parts.length - 1].trim() === "") parts.pop();
  const items = parts.map((part) => parseItem(part.trim(), text));
  if (parsed.size >= CACHE_LIMIT) parsed.clear();
  parsed.set(text, items);
  return items;
}

function parseItem(part: string, text: string): BasicItem {
  if (part === "...") return "...";
  if (part === "Ellipsis") return "...";
  if (part === "None" || part === "newaxis" || part === "np.newaxis") return null;
  if (INTEGER.test(part)) return toInteger(part);
  if (part.includes(":")) {
    const bounds = part.split(":").map((bound) => parseBound(bound.trim(), text));
    if (bounds.length <= 3) return new Slice(bounds[0], bounds[1], bounds[2]);
  }
  throw badIndex(text);
}

function parseBound(bound: string, text: string): number | null {
  if (bound === "" || bound === "None") return null;
  if (!INTEGER.test(bound)) throw badIndex(text);
  return toInteger(bound);
}

function toInteger(text: string): number {
  return Number(text.replaceAll("_", "")) + 0;
}

/**
 * Read what stands between the brackets of `np.r_` and `np.mgrid`: slices and numbers between commas, where numbers
 * may have fractions and a step may be imaginary, `"0:1:0.25, -1:1:5j"`.
 *
 * @throws ValueError when the text is none of these
 */
export function parseRanges(text: string): (number | Slice)[] {
  const parts = text.split(",");
  if (parts.length > 1 && parts[parts.length - 1].trim() === "") parts.pop();
  return parts.map((part) => {
    const bounds = part.split(":").map((bound) => parseNumber(bound.trim(), text));
    if (bounds.length === 1 && typeof bounds[0] === "number") return bounds[0];
    if (bounds.length === 1 || bounds.length > 3) throw badRange(text);
    return new Slice(bounds[0], bounds[1], bounds[2]);
  });
}

function parseNumber(text: string, whole: string): number | Complex | null {
  if (text === "" || text === "None") return null;
  const imaginary = text.endsWith("j");
  const digits = imaginary ? text.slice(0, -1) : text;
  const value = Number(digits.replaceAll("_", ""));
  if (digits === "" || Number.isNaN(value)) throw badRange(whole);
  return imaginary ? new Complex(0, value) : value + 0;
}

function badRange(text: string): ValueError {
  return new ValueError(
    `slices and numbers are needed here, as in "0:5" or "-1:1:5j" (got the string ${JSON.stringify(text)})`,
  );
}

function badIndex(text: string): IndexError {
  return new IndexError(
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean " +
      `arrays are valid indices (got the string ${JSON.stringify(text)}; ` +
      'write a slice as "1:4", read a field of a structured array with field("name"))',
  );
}
