// What NumPy writes between square brackets, as functions of the items: r_, c_, s_, index_exp, and ix_. Grids of
// coordinates (mgrid, ogrid) are in grid-builders.ts.

import { swapAxes, transposeArray } from "../array/axes.js";
import { arrayFromValues, asArray, isMemory, scalarArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import type { IndexItem } from "../array/index-plan.js";
import { reshapeArray } from "../array/reshape.js";
import { Complex } from "../core/complex.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { NDArray, newArray } from "../core/ndarray.js";
import { resultDType } from "../core/promotion.js";
import { parseIndex, parseRanges, Slice } from "../core/slice.js";
import { atLeast } from "./creation.js";
import { concatenate } from "./joining.js";
import { nonzero } from "./nonzero.js";
import { arange } from "./ranges.js";
import { linspace } from "./spaces.js";

/** Where and how `r_` joins. */
interface Directive {
  axis: number;
  ndmin: number;
  /** Where the axes of an item with fewer than `ndmin` of them go; -1: at the end. */
  trans1d: number;
  matrix: "row" | "column" | null;
}

type Weak = number | bigint | boolean | Complex;

/**
 * Joins slices, numbers and arrays along the first axis, as NumPy's `r_[...]`. Each argument is one item: an array,
 * a number, or a slice, which stands for the range it describes (`"0:5"`, `np.slice(0, 5)`; with an imaginary step
 * for that many points, `"-1:1:6j"`). Slices with fractions are fine, and a string may hold several items between
 * commas. A string without a colon in first place directs: `"1"` the axis to join along, `"0,2"` also the least
 * number of axes, `"0,2,0"` also where the axes of flatter items go; `"r"` and `"c"` make a row or a column (2-d
 * arrays: there is no matrix class here). A copy.
 *
 * @throws ValueError for an unknown directive, or one that is not first, or arrays that do not fit together
 * @example
 * ```ts
 * np.r_(np.array([1, 2, 3]), 0, 0, [4, 5, 6]); // => [1 2 3 0 0 4 5 6]
 * np.r_("0:5", 7); // => [0 1 2 3 4 7]
 * np.r_("-1:1:5j"); // => [-1.  -0.5  0.   0.5  1. ]
 * np.r_("0,2", [1, 2, 3], [4, 5, 6]); // => [[1 2 3] [4 5 6]]
 * ```
 */
export function r_(...items: unknown[]): NDArray {
  return joined({ axis: 0, ndmin: 1, trans1d: -1, matrix: null }, items);
}

/**
 * Puts arrays side by side as columns: `r_` with the directive `"-1,2,0"`. A copy.
 *
 * @throws ValueError for arrays that do not fit together
 * @example
 * ```ts
 * np.c_([1, 2, 3], [4, 5, 6]); // => [[1 4] [2 5] [3 6]]
 * np.c_("0:3", "3:6"); // => [[0 3] [1 4] [2 5]]
 * ```
 */
export function c_(...items: unknown[]): NDArray {
  return joined({ axis: -1, ndmin: 2, trans1d: 0, matrix: null }, items);
}

function joined(directive: Directive, items: readonly unknown[]): NDArray {
  const parts: (NDArray | Weak)[] = [];
  items.forEach((item, i) => {
    if (typeof item !== "string") parts.push(partOf(item, directive));
    else if (item.includes(":")) {
      for (const one of parseRanges(item)) parts.push(partOf(one, directive));
    } else {
      if (i !== 0) throw new ValueError("special directives must be the first entry.");
      direct(directive, item);
    }
  });
  if (parts.length === 0) throw new ValueError("need at least one array to concatenate");
  const dtype = resultDType(parts.map((one) => (one instanceof NDArray ? one.dtype : one)));
  const arrays = parts.map((one) => {
    const array = one instanceof NDArray ? one : scalarArray(one, dtype);
    return atLeast(dtype.equals(array.dtype) ? array : castArray(array, dtype), directive.ndmin);
  });
  const result = concatenate(arrays, { axis: directive.axis });
  if (directive.matrix === null || result.ndim !== 1) return result;
  return reshapeArray(result, directive.matrix === "row" ? [1, result.size] : [result.size, 1]);
}

function direct(directive: Directive, text: string): void {
  if (text === "r" || text === "c") {
    directive.matrix = text === "r" ? "row" : "column";
    return;
  }
  const numbers = text
    .split(",")
    .map((part) => (/^\s*[+-]?\d+\s*$/.test(part) ? Number(part) : NaN));
  const count = Math.min(numbers.length, 3);
  if (numbers.slice(0, numbers.length > 3 ? 2 : count).some((number) => Number.isNaN(number))) {
    throw new ValueError(
      `unknown special directive${numbers.length > 1 ? ` '${text}'` : ""} (got '${text}'; known: "r", "c", "axis", "axis,ndmin", "axis,ndmin,trans1d")`,
    );
  }
  directive.axis = numbers[0];
  if (numbers.length > 1) directive.ndmin = numbers[1];
  if (numbers.length === 3) directive.trans1d = numbers[2];
}

function partOf(item: unknown, directive: Directive): NDArray | Weak {
  const { ndmin, trans1d } = directive;
  if (item instanceof Slice) {
    const range = rangeOf(item);
    if (ndmin <= 1) return range;
    const grown = atLeast(range, ndmin);
    return trans1d === -1 ? grown : swapAxes(grown, -1, trans1d);
  }
  const kind = typeof item;
  if (kind === "number" || kind === "bigint" || kind === "boolean") return item as Weak;
  if (item instanceof Complex) return item;
  const own = asArray(item);
  const array = atLeast(own, ndmin);
  if (trans1d === -1 || own.ndim >= ndmin) return array;
  const added = ndmin - own.ndim;
  const first = trans1d < 0 ? trans1d + added + 1 : trans1d;
  const axes = Array.from({ length: ndmin }, (_, axis) => axis);
  return transposeArray(array, [
    ...axes.slice(0, first),
    ...axes.slice(added),
    ...axes.slice(first, added),
  ]);
}

/** The numbers a slice stands for: `arange`, or `linspace` where the step is imaginary. */
export function rangeOf(slice: Slice): NDArray {
  const start = slice.start ?? 0;
  const step = slice.step ?? 1;
  if (step instanceof Complex) {
    if (slice.stop === null) {
      throw new TypeError(
        "unsupported operand type(s) for -: 'NoneType' and 'int' (a slice with a number of points needs both ends)",
      );
    }
    return linspace(start, slice.stop, { num: pointsOf(step) });
  }
  const real = [start, slice.stop, step].map((part) => {
    if (part instanceof Complex) throw new TypeError("arange() takes real numbers");
    return part;
  });
  if (slice.stop === null) return arange(0, real[0] as number, step);
  return arange(real[0] as number, real[1] as number, step);
}

/** How many points an imaginary step asks for. */
export function pointsOf(step: Complex): number {
  return Math.trunc(Math.hypot(step.re, step.im));
}

/** An index as `at` and `set` take it, its text read: slices, integers, arrays, `"..."` and null. */
function indexItems(items: readonly IndexItem[]): IndexItem[] {
  return items.flatMap((item): IndexItem[] =>
    typeof item === "string" ? [...parseIndex(item)] : [item],
  );
}

/**
 * An index as a value, to be kept and used later: the slice, integer or array itself, or a list of them. As NumPy's
 * `s_[...]`; `np.slice` makes single slices too.
 *
 * @returns the item, or a list of several; arrays are neither viewed nor copied
 * @throws IndexError for text that is no index
 * @example
 * ```ts
 * np.s_("2::2"); // => slice(2, None, 2)
 * const corner = np.index_exp(":2", ":2");
 * np.arange(9).reshape(3, 3).at(...corner); // => [[0 1] [3 4]]
 * ```
 */
export function s_(...items: IndexItem[]): IndexItem | IndexItem[] {
  const read = indexItems(items);
  return read.length === 1 ? (read[0] as IndexItem) : read;
}

/**
 * As `s_`, always a list: what `at(...index)` and `set(index, value)` take.
 *
 * @returns the items in a list; arrays are neither viewed nor copied
 * @throws IndexError for text that is no index
 * @example
 * ```ts
 * const a = np.zeros([2, 3], "int64");
 * a.set(np.index_exp(":", "::2"), 7);
 * a; // => [[7 0 7] [7 0 7]]
 * ```
 */
export function index_exp(...items: IndexItem[]): IndexItem[] {
  return indexItems(items);
}

/**
 * Index arrays that pick the cross product of lists of positions: the first along the first axis,
 * and so on. Masks become the positions where they are true. Views of the arrays given; of
 * lists new arrays.
 *
 * @throws ValueError for lists of more than one axis
 * @example
 * ```ts
 * const a = np.arange(10).reshape(2, 5);
 * a.at(...np.ix_([0, 1], [2, 4])); // => [[2 4] [7 9]]
 * np.ix_([0, 1], [2, 4]).map((one) => one.shape.join("x")); // => 2x1,1x2
 * ```
 */
export function ix_(...args: unknown[]): NDArray[] {
  return args.map((arg, axis) => {
    let list = arg instanceof NDArray || isMemory(arg) ? asArray(arg) : listOf(arg);
    if (list.ndim !== 1) throw new ValueError("Cross index must be 1 dimensional");
    if (list.dtype.kind === "b") list = nonzero(list)[0];
    return reshapeArray(
      list,
      args.map((_, other) => (other === axis ? list.size : 1)),
    );
  });
}

function listOf(arg: unknown): NDArray {
  const list = arrayFromValues(arg, null, "C");
  // an empty list has no dtype of its own
  return list.size === 0 && list.ndim === 1 ? newArray([0], toDtype("int64")) : list;
}
