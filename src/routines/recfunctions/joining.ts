// Structured arrays joined on the values of their fields, and records that occur more than once: join_by,
// find_duplicates.

import { asArray } from "../../array/convert.js";
import { castArray } from "../../array/copy.js";
import { getIndex } from "../../array/index-get.js";
import { indexValues } from "../../array/index-values.js";
import { type DType, readDType } from "../../core/dtype.js";
import { DTypeError, ValueError } from "../../core/errors.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { added, pythonRepr, pythonType, truthFlag } from "../../core/python-values.js";
import type { FieldLabel } from "../../core/types.js";
import { ufuncs } from "../../ufunc/ufunc.js";
import { optionsOr } from "../arguments.js";
import { concatenate } from "../joining.js";
import { argsort, sortInPlace } from "../sorting/sorting.js";
import { get_fieldstructure } from "./names.js";
import {
  assertArray,
  assign,
  fieldOf,
  flat,
  type MaskOptions,
  nameIn,
  part,
  recordNames,
  refuseClasses,
  type Spec,
  specsOf,
  structOf,
} from "./records.js";
import { filledRecords, isSameLabel, larger } from "./stacking.js";

/** Which records a join keeps: those in both arrays, those in either, or all of the first. */
export type JoinType = "inner" | "outer" | "leftouter";

/** Options of {@link join_by}. */
export interface JoinByOptions extends MaskOptions {
  /** Which records are kept; `"inner"`, those in both arrays, by default. */
  jointype?: JoinType | undefined;
  /** What is put behind the names of the first array's fields that the second has too; `"1"` by default. */
  r1postfix?: string | undefined;
  /** What is put behind the names of the second array's fields that the first has too; `"2"` by default. */
  r2postfix?: string | undefined;
  /** By field, what stands where a record has none; NumPy's fill values (999999, 1e20, `N/A`, true) by default. */
  defaults?: Readonly<Record<string, unknown>> | undefined;
}

const joinNames = [
  "jointype",
  "r1postfix",
  "r2postfix",
  "defaults",
  "usemask",
  "asrecarray",
] as const;

/**
 * Two structured arrays joined on the fields `key`: a record of both for each value of the key, sorted by it. Neither
 * array should have two records of one key. A copy.
 *
 * @param key - the name of a field that both have, or a list of names
 * @param options - options, or the `jointype` alone
 * @throws ValueError for an unknown join, a key that is missing or double, and for names that would be the same
 * @example
 * ```ts
 * const ages = np.array([["Ann", 31], ["Bob", 42]], [["name", "U5"], ["age", "i4"]]);
 * const towns = np.array([["Bob", "Ulm"], ["Cid", "Rom"]], [["name", "U5"], ["town", "U5"]]);
 * np.lib.recfunctions.join_by("name", ages, towns); // => [('Bob', 42, 'Ulm')]
 * np.lib.recfunctions.join_by("name", ages, towns, "leftouter", { defaults: { town: "?" } }); // => [('Ann', 31, '?') ('Bob', 42, 'Ulm')]
 * ```
 */
export function join_by(
  key: string | readonly string[],
  r1: NDArray,
  r2: NDArray,
  jointype?: JoinType | JoinByOptions,
  given?: JoinByOptions,
): NDArray {
  const known = optionsOr<JoinByOptions>("join_by", joinNames, "jointype", jointype, given);
  refuseClasses("join_by", known);
  const { jointype: kind = "inner", r1postfix = "1", r2postfix = "2" } = known;
  if (kind !== "inner" && kind !== "outer" && kind !== "leftouter") {
    throw new ValueError(
      `The 'jointype' argument should be in 'inner', 'outer' or 'leftouter' (got '${typeof kind === "string" ? kind : pythonRepr(kind)}' instead)`,
    );
  }
  const keys = keysOf(key);
  const one = flat(assertArray(r1, "join_by"));
  const two = flat(assertArray(r2, "join_by"));
  checkKeys(keys, one.dtype, "r1");
  checkKeys(keys, two.dtype, "r2");
  const postfixes = [r1postfix, r2postfix] as const;
  checkPostfixes(one.dtype, two.dtype, keys, postfixes);
  const rows = matched(one, two, keys, kind);
  const dtype = structOf(joinedSpecs(one.dtype, two.dtype, keys, postfixes));
  const common = Math.max(rows.common1, rows.common2);
  const own1 = rows.rows1.length - rows.common1;
  const own2 = rows.rows2.length - rows.common2;
  const names = dtype.names!;
  const given1 = new Set<string>();
  const write1 = (output: NDArray): void => {
    for (const name of one.dtype.names!) {
      const selected = taken(fieldOf(one, name), rows.rows1);
      const clash = two.dtype.names!.includes(name) && r2postfix === "" && !keys.includes(name);
      const target = names.includes(name) && !clash ? name : name + r1postfix;
      write(fieldOf(output, target), selected, rows.common1, common, own1);
      given1.add(target);
    }
  };
  const write2 = (output: NDArray): void => {
    for (const name of two.dtype.names!) {
      const selected = taken(fieldOf(two, name), rows.rows2);
      const clash = one.dtype.names!.includes(name) && r1postfix === "" && !keys.includes(name);
      const target = names.includes(name) && !clash ? name : name + r2postfix;
      write(fieldOf(output, target), selected, rows.common2, common + own1, own2);
    }
  };
  const output = filledRecords(
    common + own1 + own2,
    dtype,
    (records) => {
      write1(records);
      write2(records);
    },
    known.defaults,
    (name) => (keys.includes(name) ? 0 : given1.has(name) ? own2 : own1),
  );
  if (keys.length > 0) sortInPlace(output, { order: keys });
  return output;
}

function keysOf(key: string | readonly string[]): readonly string[] {
  if (typeof key === "string") return [key];
  if (!Array.isArray(key)) {
    throw new DTypeError(
      `'${pythonType(key)}' object is not iterable: the key is a name or a list of names`,
    );
  }
  const double = key.find((name, position) => key.indexOf(name, position + 1) >= 0);
  if (double !== undefined) throw new ValueError(`duplicate join key ${pythonRepr(double)}`);
  return key;
}

function checkKeys(keys: readonly string[], dtype: DType, which: string): void {
  if (dtype.names === null) {
    throw new DTypeError(
      `argument of type 'NoneType' is not iterable: ${which} has no fields (its dtype is ${dtype})`,
    );
  }
  for (const name of keys) {
    if (!dtype.names.includes(name)) {
      throw new ValueError(
        `${which} does not have key field ${pythonRepr(name)} (its fields are ${dtype.names.join(", ")})`,
      );
    }
  }
}

function checkPostfixes(
  one: DType,
  two: DType,
  keys: readonly string[],
  [r1postfix, r2postfix]: readonly [string, string],
): void {
  const shared = one.names!.filter((name) => two.names!.includes(name) && !keys.includes(name));
  if (shared.length > 0 && !truthFlag(r1postfix) && !truthFlag(r2postfix)) {
    throw new ValueError(
      `r1 and r2 contain common names, r1postfix and r2postfix can't both be empty (${shared.join(", ")})`,
    );
  }
}

interface Matched {
  /** Rows of each array: first those in both, `common1` and `common2` of them, then its own. */
  readonly rows1: readonly number[];
  readonly rows2: readonly number[];
  readonly common1: number;
  readonly common2: number;
}

function matched(one: NDArray, two: NDArray, keys: readonly string[], kind: JoinType): Matched {
  const order = one.dtype.names!.filter((name) => keys.includes(name));
  const all = concatenate([keyFields(one, order), keyFields(two, order)]) as NDArray;
  const sorted =
    keys.length === 0 ? [...Array(all.size).keys()] : positions(argsort(all, { order: keys }));
  const inBoth = neighbours(taken(all, sorted));
  const count = one.size;
  const both = sorted.filter((_, place) => inBoth[place]);
  const alone = sorted.filter((_, place) => !inBoth[place]);
  const first = (rows: readonly number[]) => rows.filter((row) => row < count);
  const second = (rows: readonly number[]) =>
    rows.filter((row) => row >= count).map((row) => row - count);
  return {
    rows1: [...first(both), ...(kind === "inner" ? [] : first(alone))],
    rows2: [...second(both), ...(kind === "outer" ? second(alone) : [])],
    common1: first(both).length,
    common2: second(both).length,
  };
}

function keyFields(array: NDArray, names: readonly string[]): NDArray {
  const dtype = structOf(names.map((name): Spec => [name, array.dtype.fields!.get(name)!.dtype]));
  const keys = newArray([array.size], dtype, "C", true);
  for (const name of names) assign(fieldOf(keys, name), fieldOf(array, name));
  return keys;
}

function positions(array: NDArray): number[] {
  return [...indexValues(array)];
}

const int64 = readDType("int64");

function taken(array: NDArray, rows: readonly number[]): NDArray {
  return getIndex(array, [castArray(asArray(rows, "float64"), int64)]);
}

/** Of a sorted array, which elements are equal to one of their neighbours. */
function neighbours(sorted: NDArray): boolean[] {
  const flags = new Array<boolean>(sorted.size).fill(false);
  if (sorted.size < 2) return flags;
  const last = sorted.size;
  const equal = indexValues(
    ufuncs.equal(part(sorted, 1, last), part(sorted, 0, last - 1)) as NDArray,
  );
  equal.forEach((one, place) => {
    if (one === 0) return;
    flags[place] = true;
    flags[place + 1] = true;
  });
  return flags;
}

function joinedSpecs(
  one: DType,
  two: DType,
  keys: readonly string[],
  [r1postfix, r2postfix]: readonly [string, string],
): Spec[] {
  // as in NumPy, a name with a title is neither the name of a key nor another's
  const isKey = (label: FieldLabel) => typeof label === "string" && keys.includes(label);
  const specs: Spec[] = [
    ...specsOf(one).filter(([label]) => keys.includes(nameIn(label))),
    ...specsOf(one).filter(([label]) => !isKey(label)),
  ];
  for (const [label, type] of specsOf(two)) {
    const at = specs.findIndex(([known]) => isSameLabel(known, label));
    if (at < 0) {
      specs.push([label, type]);
      continue;
    }
    const [, current] = specs[at]!;
    if (isKey(label)) specs[at] = [label, larger(type, current)];
    else {
      const name = untitled(label);
      specs.splice(at, 1, [added(name, r1postfix), current], [added(name, r2postfix), type]);
    }
  }
  return specs;
}

/** @throws TypeError for a name with a title, which takes no postfix */
function untitled(label: FieldLabel): string {
  if (typeof label === "string") return label;
  throw new DTypeError(
    `can only concatenate tuple (not "str") to tuple (both arrays have field '${label[1]}' of title '${label[0]}')`,
  );
}

/** The first `common` rows at the beginning, the `own` others from `start` on. */
function write(target: NDArray, rows: NDArray, common: number, start: number, own: number): void {
  assign(part(target, 0, common), part(rows, 0, common));
  if (own > 0) assign(part(target, start, start + own), part(rows, common, common + own));
}

/** Options of {@link find_duplicates}. */
export interface FindDuplicatesOptions {
  /** The field to compare, also one within a record; the whole records by default. */
  key?: string | null | undefined;
  /** Accepted for NumPy's sake: strided has no masks. Without effect. */
  ignoremask?: boolean | undefined;
  /** Whether to give the positions too, as `[duplicates, positions]`; `false` by default. */
  return_index?: boolean | undefined;
}

/**
 * The records of a structured array that occur more than once, sorted: all of them, as often as they occur. A copy.
 * NumPy takes masked arrays only.
 *
 * @throws TypeError for an array without fields, ValueError for a key that is none of them
 * @example
 * ```ts
 * const a = np.array([[1, 5], [2, 6], [1, 7]], [["a", "i4"], ["b", "i4"]]);
 * np.lib.recfunctions.find_duplicates(a, { key: "a" }); // => [(1, 5) (1, 7)]
 * const [, places] = np.lib.recfunctions.find_duplicates(a, { key: "a", return_index: true });
 * places; // => [0 2]
 * ```
 */
export function find_duplicates(
  a: NDArray,
  options: FindDuplicatesOptions & { return_index: true },
): [duplicates: NDArray, positions: NDArray<"int64">];
export function find_duplicates(
  a: NDArray,
  options?: FindDuplicatesOptions & { return_index?: false | undefined },
): NDArray;
export function find_duplicates(a: NDArray, given?: FindDuplicatesOptions): unknown {
  const known = options<FindDuplicatesOptions>("find_duplicates", given, [
    "key",
    "ignoremask",
    "return_index",
  ]);
  const array = flat(a);
  recordNames(array.dtype, "find_duplicates");
  const compared = keyOf(array, known.key);
  const sorted = positions(argsort(compared));
  const flags = neighbours(taken(compared, sorted));
  const rows = sorted.filter((_, place) => flags[place]);
  // without a mask there is nothing to ignore
  truthFlag(known.ignoremask);
  const duplicates = taken(array, rows);
  if (!truthFlag(known.return_index)) return duplicates;
  return [duplicates, castArray(asArray(rows, "float64"), int64)];
}

function keyOf(array: NDArray, key: unknown): NDArray {
  const structure = get_fieldstructure(array.dtype);
  if (!truthFlag(key)) return array;
  if (typeof key !== "string" || !Object.hasOwn(structure, key)) {
    throw new ValueError(
      `${typeof key === "string" ? key : pythonRepr(key)}: no field of this name (the fields are ${Object.keys(structure).join(", ")})`,
    );
  }
  return [...structure[key]!, key].reduce(fieldOf, array);
}
