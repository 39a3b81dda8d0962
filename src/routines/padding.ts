// np.pad: which widths, which mode, with which options. How each mode fills the border is in pad-modes.ts.

import { broadcastTo } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { copyInto } from "../array/copy.js";
import { indexValues } from "../array/index-values.js";
import { toNested } from "../array/values.js";
import { IndexError, ValueError } from "../core/errors.js";
import { makeArray, makeView, NDArray, newArray } from "../core/ndarray.js";
import { isOptions } from "../core/options.js";
import { pythonRepr } from "../core/python-values.js";
import { noteCopy } from "../memory/tracker.js";
import { optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import {
  type Bordered,
  fillConstant,
  fillEdge,
  fillRamp,
  fillReflected,
  fillStatistic,
  fillWrapped,
  type Pair,
} from "./pad-modes.js";

/** How `pad` fills the border. */
export type PadMode =
  | "constant"
  | "edge"
  | "empty"
  | "linear_ramp"
  | "maximum"
  | "mean"
  | "median"
  | "minimum"
  | "reflect"
  | "symmetric"
  | "wrap";

/** Fills the border of one line along an axis in place: its first `width[0]` and last `width[1]` elements. */
export type PadFunction = (
  vector: NDArray,
  width: readonly [before: number, after: number],
  axis: number,
  kwargs: Readonly<Record<string, unknown>>,
) => void;

/** One value for everything, a pair for before and after, or such for each axis. */
export type PerSide<T> = T | readonly T[] | readonly (readonly T[])[] | NDArray;

/** How much to pad: for both sides of every axis, a pair, pairs for each axis, or by axis in an object. */
export type PadWidth =
  | PerSide<number>
  | Readonly<Record<number, number | readonly [before: number, after: number]>>;

/** Options of `pad`; each mode takes those that mean something to it. */
export interface PadOptions {
  /** How the border is filled; `"constant"` by default. */
  mode?: PadMode | PadFunction | undefined;
  /** For `"constant"`: the value of the border, 0 by default. */
  constant_values?: unknown;
  /** For `"linear_ramp"`: the value at the outer end, 0 by default. */
  end_values?: unknown;
  /** For the statistics: how many elements at each edge to take it of; all by default. */
  stat_length?: PerSide<number> | null | undefined;
  /**
   * For `"reflect"` and `"symmetric"`: `"odd"` reflects the values about the edge value too.
   * `"even"` by default.
   */
  reflect_type?: "even" | "odd" | undefined;
}

const names = ["mode", "constant_values", "end_values", "stat_length", "reflect_type"] as const;

const statistics = ["stat_length"] as const;
const takenBy: Readonly<Record<PadMode, readonly string[]>> = {
  constant: ["constant_values"],
  edge: [],
  empty: [],
  linear_ramp: ["end_values"],
  maximum: statistics,
  mean: statistics,
  median: statistics,
  minimum: statistics,
  reflect: ["reflect_type"],
  symmetric: ["reflect_type"],
  wrap: [],
};

/**
 * An array with a border. A new array. A copy.
 *
 * @throws ValueError for negative widths, an unknown mode, or a border that an empty axis cannot
 * have
 * @example
 * ```ts
 * np.pad([1, 2, 3], 2); // => [0 0 1 2 3 0 0]
 * np.pad([1, 2, 3], [1, 2], "edge"); // => [1 1 2 3 3 3]
 * np.pad([1, 2, 3], 2, "reflect"); // => [3 2 1 2 3 2 1]
 * np.pad([[1, 2]], [[1, 0], [0, 1]], "constant", { constant_values: 9 }); // => [[9 9 9] [1 2 9]]
 * ```
 */
export function pad<T>(
  array: T,
  pad_width: PadWidth,
  mode?: PadMode | PadFunction | PadOptions,
  given?: PadOptions | Readonly<Record<string, unknown>>,
): NDArray<ValueKey<T>> {
  const source = asArray(array) as NDArray<ValueKey<T>>;
  const widths = padWidths(pad_width, source.ndim);
  const custom = typeof mode === "function" ? mode : functionIn(mode);
  if (custom !== null) {
    const kwargs: Record<string, unknown> = { ...(isOptions(mode) ? mode : {}), ...given };
    delete kwargs["mode"];
    return padByFunction(source, widths, custom, kwargs);
  }
  const known = optionsOr<PadOptions>("pad", names, "mode", mode, given);
  const way = (known.mode === undefined ? "constant" : known.mode) as PadMode;
  checkMode(way, known);
  const bordered = withBorder(source, widths);
  fillBorder(bordered, way, known);
  noteCopy(bordered.padded.nbytes, "gather", "pad");
  return bordered.padded as NDArray<ValueKey<T>>;
}

function functionIn(mode: unknown): PadFunction | null {
  const found = isOptions(mode) ? mode["mode"] : null;
  return typeof found === "function" ? (found as PadFunction) : null;
}

function checkMode(mode: PadMode, known: PadOptions): void {
  const taken = Object.hasOwn(takenBy, mode) ? takenBy[mode] : undefined;
  if (taken === undefined) {
    throw new ValueError(
      `mode '${typeof mode === "string" ? mode : pythonRepr(mode)}' is not supported (known: ${Object.keys(takenBy).join(", ")})`,
    );
  }
  const given = Object.entries(known).filter(([, value]) => value !== undefined);
  const wrong = given
    .map(([name]) => name)
    .filter((name) => name !== "mode" && !taken.includes(name));
  if (wrong.length > 0) {
    throw new ValueError(
      `unsupported keyword arguments for mode '${mode}': {${wrong.map((name) => `'${name}'`).join(", ")}}`,
    );
  }
}

function padWidths(given: PadWidth, ndim: number): Pair<number>[] {
  if (isOptions(given)) return widthsByAxis(given as Record<string, unknown>, ndim);
  const widths = asArray(given ?? Number.NaN);
  if (widths.dtype.kind !== "i") {
    throw new TypeError(
      `\`pad_width\` must be of integral type. (got ${widths.dtype.name} of shape ${widths._shape.join(", ")})`,
    );
  }
  for (const width of indexValues(widths)) count(width);
  return indexPairs(widths, ndim) as Pair<number>[];
}

function widthsByAxis(given: Record<string, unknown>, ndim: number): Pair<number>[] {
  const widths = Array.from({ length: ndim }, (): Pair<number> => [0, 0]);
  for (const [name, value] of Object.entries(given)) {
    const axis = Number(name);
    if (!Number.isInteger(axis) || axis < -ndim || axis >= ndim) {
      throw new IndexError(
        `list assignment index out of range (pad_width names axis ${name} of ${ndim})`,
      );
    }
    const pair = padWidths(value as PadWidth, 1)[0]!;
    widths[axis < 0 ? axis + ndim : axis] = pair;
  }
  return widths;
}

/** A value for each side of each axis, from whatever broadcasts to `[ndim, 2]`. */
function pairs(given: unknown, ndim: number): Pair<unknown>[] {
  if (!(given instanceof NDArray) && !Array.isArray(given) && !ArrayBuffer.isView(given)) {
    return Array.from({ length: ndim }, () => [given, given]);
  }
  return toNested(broadcastTo(asArray(given), [ndim, 2])) as Pair<unknown>[];
}

/** Values of a border: one or two of them are cast as arrays are, and widen a ramp's dtype; more are single values. */
function valuePairs(given: unknown, ndim: number): Pair<unknown>[] {
  const ends = asArray(given);
  const strong = ends.size <= 2 && !(ends.ndim === 2 && ends._shape[0] === 2);
  if (!strong) return pairs(given, ndim);
  return pairs(given, ndim).map(([before, after]) => [asArray(before), asArray(after)]);
}

function indexPairs(given: unknown, ndim: number): Pair<number | null>[] {
  return pairs(given, ndim).map(([before, after]) => [count(before), count(after)]);
}

function count(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const rounded = Math.round(Number(value));
  // halves go to the even number
  const whole = Math.abs(Number(value) % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
  if (!(whole >= 0)) {
    throw new ValueError(`index can't contain negative values (got ${String(value)})`);
  }
  return whole;
}

/** The array in the middle of a larger one, whose border is not written yet. */
function withBorder(array: NDArray, widths: readonly Pair<number>[]): Bordered {
  const shape = array._shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]);
  const padded = newArray(shape, array.dtype, array.flags.fnc ? "F" : "C");
  const at = widths.reduce(
    (sum, [before], axis) => sum + before * padded._strides[axis]!,
    padded.byteOffset,
  );
  const inner = makeArray(padded.storage, at, array._shape, padded._strides, padded.dtype, padded);
  copyInto(inner, array, "pad");
  return { padded, shape: array._shape, widths };
}

function fillBorder(bordered: Bordered, mode: PadMode, known: PadOptions): void {
  const ndim = bordered.shape.length;
  if (mode === "empty") return;
  if (mode === "constant") {
    fillConstant(bordered, valuePairs(known.constant_values ?? 0, ndim));
    return;
  }
  if (bordered.shape.includes(0)) {
    const axis = bordered.shape.findIndex(
      (length, i) => length === 0 && bordered.widths[i]!.some((width) => width > 0),
    );
    if (axis >= 0) {
      throw new ValueError(
        `can't extend empty axis ${axis} using modes other than 'constant' or 'empty' (got '${mode}')`,
      );
    }
    return;
  }
  switch (mode) {
    case "edge":
      fillEdge(bordered);
      break;
    case "linear_ramp":
      fillRamp(bordered, valuePairs(known.end_values ?? 0, ndim));
      break;
    case "wrap":
      fillWrapped(bordered);
      break;
    case "reflect":
    case "symmetric":
      fillReflected(bordered, mode === "symmetric", known.reflect_type === "odd");
      break;
    default:
      fillStatistic(bordered, mode, indexPairs(known.stat_length ?? null, ndim));
  }
}

/** The border starts as zeros; the function is called for every line along each axis in turn. */
function padByFunction<D extends NDArray>(
  array: D,
  widths: readonly Pair<number>[],
  fill: PadFunction,
  kwargs: Readonly<Record<string, unknown>>,
): never {
  const bordered = withBorder(array, widths);
  fillConstant(
    bordered,
    widths.map(() => [0, 0]),
  );
  const { padded } = bordered;
  noteCopy(padded.nbytes, "gather", "pad");
  widths.forEach((width, axis) => {
    const others = padded._shape.map((_, i) => i).filter((i) => i !== axis);
    const lines = others.reduce((total, i) => total * padded._shape[i]!, 1);
    for (let line = 0; line < lines; line++) {
      let rest = line;
      let at = padded.byteOffset;
      for (let k = others.length - 1; k >= 0; k--) {
        const length = padded._shape[others[k]!]!;
        at += (rest % length) * padded._strides[others[k]!]!;
        rest = Math.floor(rest / length);
      }
      const shape = [padded._shape[axis]!];
      const strides = [padded._strides[axis]!];
      const vector = makeView(padded, at, shape, strides, padded.dtype, "pad");
      fill(vector, width, axis, kwargs);
    }
  });
  return padded as never;
}
