// Structured arrays one after the other, field by field: stack_arrays.

import { asArray } from "../../array/convert.js";
import { oneElement } from "../../array/index-set.js";
import { can_cast } from "../../core/casting.js";
import type { DType } from "../../core/dtype.js";
import { DTypeError, IndexError, ValueError } from "../../core/errors.js";
import { NDArray, newArray } from "../../core/ndarray.js";
import { isOptions, options } from "../../core/options.js";
import { pythonList, pythonType, truthFlag } from "../../core/python-values.js";
import type { FieldLabel } from "../../core/types.js";
import { concatenate } from "../joining.js";
import {
  assign,
  fieldOf,
  fillMissing,
  flat,
  type MaskOptions,
  nameIn,
  part,
  refuseClasses,
  reportMissing,
  type Spec,
  specsOf,
  structOf,
} from "./records.js";

/** Options of {@link stack_arrays}. */
export interface StackArraysOptions extends MaskOptions {
  /** By field, what stands where an array lacks it; NumPy's fill values (999999, 1e20, `N/A`, true) by default. */
  defaults?: Readonly<Record<string, unknown>> | undefined;
  /** Whether fields of different dtypes take the larger of the two; an error by default. */
  autoconvert?: boolean | undefined;
}

/** The larger of two dtypes: the second only if the first can be cast to it safely. */
export function larger(one: DType, other: DType): DType {
  return !one.equals(other) && can_cast(one, other, "safe") ? other : one;
}

/** How many elements of a field no array has given. */
export type Missing = (name: string) => number;

/**
 * Records that `write` fills where there is something, with defaults where there is nothing: these are looked at when
 * all else is written.
 */
export function filledRecords(
  length: number,
  dtype: DType,
  write: (output: NDArray) => void,
  defaults: Readonly<Record<string, unknown>> | undefined,
  missing: Missing,
): NDArray {
  const output = newArray([length], dtype, "C", true);
  reportMissing(dtype);
  fillMissing(output);
  write(output);
  const known = defaultsOf(dtype, defaults, missing);
  if (known.length === 0) return output;
  for (const [name, value] of known) assign(fieldOf(output, name), value);
  write(output);
  return output;
}

/**
 * The defaults of the fields that there are, each looked at.
 *
 * @throws IndexError for a field that is itself a record, ValueError or TypeError for what the field cannot hold
 */
function defaultsOf(
  dtype: DType,
  defaults: Readonly<Record<string, unknown>> | undefined,
  missing: Missing,
): [string, unknown][] {
  if (!truthFlag(defaults)) return [];
  if (!isOptions(defaults)) {
    throw new DTypeError(
      `'${pythonType(defaults)}' object has no attribute 'items': defaults is an object of values by field`,
    );
  }
  const given = Object.entries(defaults);
  if (given.length > 0 && dtype.names === null) {
    throw new DTypeError(
      `argument of type 'NoneType' is not iterable: an array of dtype ${dtype} has no fields that defaults could be of`,
    );
  }
  const known = given.filter(([name]) => dtype.names!.includes(name));
  const scratch = newArray([], dtype);
  for (const [name, value] of known) {
    const field = fieldOf(scratch, name);
    // the value is looked at before the mask
    if (field.ndim === 0 && field.dtype.names === null) oneElement(field, value);
    else assign(field, value);
    if (field.dtype.names !== null) {
      throw new IndexError(
        `arrays used as indices must be of integer (or boolean) type (field '${name}' is a record: it takes no default)`,
      );
    }
    const values = asArray(value).size;
    const places = missing(name) * field.size;
    if (values !== 1 && values !== places) {
      throw new ValueError(
        `NumPy boolean array indexing assignment cannot assign ${values} input values to the ${places} output values where the mask is true (field '${name}': a default is one value)`,
      );
    }
  }
  return known;
}

/**
 * Arrays one after the other, flattened: each field holds what the arrays have of that name, and defaults where they
 * have none. A copy; a single array is returned itself.
 *
 * @throws TypeError where a field has different dtypes and `autoconvert` is not set
 * @example
 * ```ts
 * const a = np.array([["x", 1]], [["name", "S3"], ["n", "f8"]]);
 * const b = np.array([["y", 2, 3]], [["name", "S3"], ["n", "f8"], ["m", "i4"]]);
 * np.lib.recfunctions.stack_arrays([a, b], { defaults: { m: 0 } }); // => [(b'x', 1., 0) (b'y', 2., 3)]
 * ```
 */
export function stack_arrays(
  arrays: NDArray | readonly unknown[],
  given?: StackArraysOptions,
): NDArray {
  const known = options<StackArraysOptions>("stack_arrays", given, [
    "defaults",
    "usemask",
    "asrecarray",
    "autoconvert",
  ]);
  refuseClasses("stack_arrays", known);
  if (arrays instanceof NDArray) {
    if (arrays.ndim === 0) throw new DTypeError("iteration over a 0-d array (arrays)");
    return arrays;
  }
  const list = pythonList(arrays, "arrays");
  if (list.length === 0) throw new IndexError("list index out of range (no arrays to stack)");
  if (list.length === 1) return asArray(list[0]);
  const members = list.map(flat);
  const specs = stackedSpecs(members, known.autoconvert);
  if (specs.length === 1) {
    const joined = concatenate(members) as NDArray;
    if (joined.dtype.names !== null) reportMissing(joined.dtype);
    defaultsOf(joined.dtype, known.defaults, () => 0);
    return joined;
  }
  const length = members.reduce((sum, one) => sum + one.size, 0);
  const has = (name: string) =>
    members.reduce((sum, { dtype, size }) => sum + (dtype.names?.includes(name) ? size : 0), 0);
  return filledRecords(
    length,
    structOf(specs),
    (output) => writeMembers(output, members),
    known.defaults,
    (name) => length - has(name),
  );
}

function writeMembers(output: NDArray, members: readonly NDArray[]): void {
  const seen = new Set<string>();
  let start = 0;
  for (const array of members) {
    const stop = start + array.size;
    const { names } = array.dtype;
    if (names === null) assign(part(fieldOf(output, `f${seen.size}`), start, stop), array);
    for (const name of names ?? []) {
      assign(part(fieldOf(output, name), start, stop), fieldOf(array, name));
      seen.add(name);
    }
    start = stop;
  }
}

/** Whether two labels are the same: a title counts as part of one. */
export function isSameLabel(one: FieldLabel, other: FieldLabel): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return one[0] === other[0] && one[1] === other[1];
}

function stackedSpecs(members: readonly NDArray[], convert: unknown): Spec[] {
  const specs: Spec[] = [];
  for (const { dtype } of members) {
    for (const [label, type] of specsOf(dtype)) {
      const at = specs.findIndex(([known]) => isSameLabel(known, label));
      if (at < 0) {
        specs.push([label, type]);
        continue;
      }
      const [known, current] = specs[at]!;
      if (truthFlag(convert)) specs[at] = [known, larger(type, current)];
      else if (!type.equals(current)) {
        throw new DTypeError(
          `Incompatible type '${current}' <> '${type}': field '${nameIn(label)}' differs between the arrays (autoconvert takes the larger)`,
        );
      }
    }
  }
  return specs;
}
