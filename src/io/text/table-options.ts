// What genfromtxt is told of columns and names, as Python reads it: dictionaries by column, lists or single values, and
// numbers that are compared. What becomes of it is genfromtxt.ts's.

import { NDArray } from "../../core/ndarray.js";
import { isOptions } from "../../core/options.js";
import {
  keysOf,
  pythonIndex,
  pythonList,
  pythonType,
  truthFlag,
} from "../../core/python-values.js";
import { DTypeError, IndexError, ValueError } from "../../memory/errors.js";
import { isWalkable } from "./options.js";

export type Pairs = readonly [key: string | number | null, value: unknown][];

/** Functions by column. @throws TypeError for what is no dictionary */
export function convertersOf(given: unknown): Pairs {
  if (given === undefined || !truthFlag(given)) return [];
  const pairs = pairsOf(given);
  if (pairs !== null) return pairs;
  throw new DTypeError(
    `The input argument 'converter' should be a valid dictionary (got '<class '${pythonType(given)}'>' instead)`,
  );
}

/** Pairs of an object by column, whose numbers JavaScript has made texts. */
export function pairsOf(given: unknown): [key: string | number | null, value: unknown][] | null {
  if (given instanceof Map) return [...(given as Map<string | number | null, unknown>)];
  if (!isOptions(given)) return null;
  return Object.entries(given).map(([key, value]) => [
    /^-?\d+$/.test(key) ? Number(key) : key,
    value,
  ]);
}

/** Python's `list[i]`. */
export function itemAt<T>(list: readonly T[], index: number): T {
  if (!Number.isInteger(index)) {
    throw new DTypeError("list indices must be integers or slices, not float (a column)");
  }
  const at = index < 0 ? index + list.length : index;
  if (at < 0 || at >= list.length) throw new IndexError("list index out of range");
  return list[at]!;
}

/** Python's `list(names)`, of names that are neither a text nor taken from the file. */
export function namesOf(names: unknown, isSized: boolean): string[] {
  if (names instanceof NDArray && names.ndim === 0) {
    throw new DTypeError(
      truthFlag(names) || !isSized ? "iteration over a 0-d array" : "len() of unsized object",
    );
  }
  if (!truthFlag(names)) {
    if (typeof names === "object") return [];
    throw new DTypeError(`object of type '${pythonType(names)}' has no len() (names)`);
  }
  return pythonList(keysOf(names), "names").map((name) => {
    if (typeof name === "string") return name;
    throw new DTypeError(`'${pythonType(name)}' object has no attribute 'strip' (a name)`);
  });
}

/** Python's `list(usecols)`, or one column. */
export function columnList(usecols: unknown): (string | number)[] {
  const columns = isWalkable(usecols) ? pythonList(keysOf(usecols), "usecols") : [usecols];
  return columns.map((column) => (typeof column === "string" ? column : columnNumber(column)));
}

export function columnNumber(column: unknown): number {
  // a fraction is refused where it is looked up
  if (typeof column === "number") return column;
  if (column === null || (typeof column === "object" && !(column instanceof NDArray))) {
    throw new DTypeError(
      `'<' not supported between instances of '${pythonType(column)}' and 'int' (a column)`,
    );
  }
  return pythonIndex(column, "usecols");
}

/** Python's `line.split(mark)`. @throws ValueError for no mark */
export function partsOf(line: string, mark: string): string[] {
  if (mark === "") throw new ValueError("empty separator");
  return line.split(mark);
}
