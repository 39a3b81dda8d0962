// Arrays side by side as the fields of one: merge_arrays, append_fields.

import { asArray } from "../../array/convert.js";
import { castArray, copyInto } from "../../array/copy.js";
import { viewAs } from "../../array/reinterpret.js";
import { ravelArray } from "../../array/reshape.js";
import { type DType, type DTypeLike, readDType } from "../../core/dtype.js";
import { DTypeError, IndexError, ValueError } from "../../core/errors.js";
import { NDArray, newArray, newArrayWithStrides } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { pythonList, pythonType, truthFlag } from "../../core/python-values.js";
import { recursive_fill_fields } from "./assigning.js";
import { flatten_descr } from "./names.js";
import {
  fieldOf,
  fillMissing,
  fillWith,
  flat,
  lengthOf,
  type MaskOptions,
  part,
  refuseClasses,
  reportMissing,
  type Spec,
  specsOf,
  structOf,
} from "./records.js";

/** Options of {@link merge_arrays}. */
export interface MergeArraysOptions extends MaskOptions {
  /** What stands where an array is shorter than the longest, or a list of it by field; -1 by default. */
  fill_value?: unknown;
  /** Whether fields within records become fields of the result; `false` by default. */
  flatten?: boolean | undefined;
}

/**
 * Arrays side by side: element `i` of each, flattened, is a field of record `i`. Arrays without names become `f0`,
 * `f1` and so on by position; a record of one field lends its name. Shorter arrays are filled. A copy; of a single
 * structured array, a view.
 *
 * @throws ValueError for no arrays and for names that occur twice, TypeError for a fill value that a field can't have
 * @example
 * ```ts
 * np.lib.recfunctions.merge_arrays([[1, 2], [10.5, 20.5, 30.5]]); // => [( 1, 10.5) ( 2, 20.5) (-1, 30.5)]
 * ```
 */
export function merge_arrays(
  seqarrays: NDArray | readonly unknown[],
  given?: MergeArraysOptions,
): NDArray {
  const known = options<MergeArraysOptions>("merge_arrays", given, [
    "fill_value",
    "flatten",
    "usemask",
    "asrecarray",
  ]);
  refuseClasses("merge_arrays", known);
  const fill = known.fill_value === undefined ? -1 : known.fill_value;
  if (seqarrays instanceof NDArray && seqarrays.ndim === 0) {
    throw new DTypeError("iteration over a 0-d array (seqarrays)");
  }
  return merged(seqarrays, fill, known.flatten);
}

function merged(given: unknown, fill: unknown, asked: unknown): NDArray {
  const whole =
    given instanceof NDArray
      ? given
      : Array.isArray(given) && given.length === 1
        ? asArray(given[0])
        : null;
  if (whole !== null) {
    whole.live();
    const dtype = whole.dtype.names === null ? structOf(specsOf(whole.dtype)) : whole.dtype;
    const wanted = truthFlag(asked) ? structOf(mergedSpecs(whole.dtype, true)) : dtype;
    if (wanted.equals(dtype)) {
      // NumPy takes an array of one number for a list of one
      const isOne = given === whole && whole.ndim > 0 && whole.length === 1;
      const only = isOne && whole.dtype.names === null;
      if (!only) return viewAs(ravelArray(whole), dtype);
      const number = castArray(whole, whole.dtype.newbyteorder("="));
      return viewAs(ravelArray(number), structOf(specsOf(number.dtype)));
    }
  }
  const members = whole === null ? membersOf(given) : [whole];
  return sideBySide(members, fill, truthFlag(asked));
}

function membersOf(given: unknown): NDArray[] {
  if (typeof given !== "string" && !Array.isArray(given)) {
    throw new DTypeError(
      `'${pythonType(given)}' object is not iterable: merge_arrays() takes a list of arrays`,
    );
  }
  if (given.length === 0) throw new ValueError("max() arg is an empty sequence (no arrays)");
  return [...given].map((one) => asArray(one));
}

/** The fields that an array becomes. */
function mergedSpecs(dtype: DType, flatten: boolean): Spec[] {
  if (flatten) return flatten_descr(dtype).map(([name, field]) => [name, field]);
  return dtype.names !== null && dtype.names.length <= 1 ? specsOf(dtype) : [["", dtype]];
}

/** The arrays that an array's fields are, in the order of its specifications. */
function columnsOf(array: NDArray, flatten: boolean): NDArray[] {
  const { names } = array.dtype;
  if (names === null || (!flatten && names.length > 1)) return [array];
  const fields = names.map((name) => fieldOf(array, name));
  return flatten ? fields.flatMap((field) => columnsOf(field, true)) : fields;
}

function sideBySide(members: readonly NDArray[], fill: unknown, flatten: boolean): NDArray {
  const arrays = members.map(flat);
  const dtype = structOf(arrays.flatMap((one) => mergedSpecs(one.dtype, flatten)));
  const length = Math.max(...arrays.map((one) => one.size));
  // as fromiter leaves it, also where it is empty
  const output = newArrayWithStrides([length], [dtype.itemsize], dtype, true);
  let next = 0;
  for (const array of arrays) {
    for (const column of columnsOf(array, flatten)) {
      const target = fieldOf(output, dtype.names![next]!);
      copyInto(part(target, 0, array.size), column, "merge_arrays");
      if (array.size < length) fillWith(part(target, array.size, length), fill, column !== array);
      next += 1;
    }
  }
  return output;
}

/** Options of {@link append_fields}. */
export interface AppendFieldsOptions extends MaskOptions {
  /** The dtype of the new fields, or of each; those of the data by default. */
  dtypes?: DTypeLike | readonly DTypeLike[] | undefined;
  /** What stands where one of several new fields is shorter than another; -1 by default. */
  fill_value?: unknown;
}

/**
 * A structured array with further fields, flattened. Where the array and the new fields differ in length, the result
 * is as long as the longer, and holds what NumPy's masked arrays hold where they are masked (999999, 1e20, `N/A`,
 * true). A copy.
 *
 * @param base - an array; one without fields becomes `f0`
 * @param names - the new field's name, or a list of names
 * @param data - the new field's values, or a list of values for each name
 * @throws ValueError for names that occur twice, and where names, data and dtypes differ in number
 * @example
 * ```ts
 * const a = np.array([[1, 2], [3, 4]], [["x", "i4"], ["y", "f8"]]);
 * np.lib.recfunctions.append_fields(a, "z", [5, 6]); // => [(1, 2., 5) (3, 4., 6)]
 * np.lib.recfunctions.append_fields(a, ["u", "v"], [[1, 2], [3, 4]], { dtypes: "i1" }).dtype.itemsize; // => 14
 * ```
 */
export function append_fields(
  base: NDArray,
  names: string | readonly string[],
  data: unknown,
  given?: AppendFieldsOptions,
): NDArray {
  const known = options<AppendFieldsOptions>("append_fields", given, [
    "dtypes",
    "fill_value",
    "usemask",
    "asrecarray",
  ]);
  refuseClasses("append_fields", known);
  const fill = known.fill_value === undefined ? -1 : known.fill_value;
  const alone = typeof names === "string";
  const labels = alone ? [names] : (pythonList(names, "names") as string[]);
  const values = alone ? [data] : pythonList(data, "data");
  if (labels.length !== values.length) {
    throw new ValueError(
      `The number of arrays does not match the number of names (${values.length} and ${labels.length})`,
    );
  }
  const fields = newFields(labels, values, known.dtypes);
  const first = merged(base, fill, false);
  const rest = fields.length > 1 ? merged(fields, fill, true) : fields[0];
  if (rest === undefined) throw new IndexError("pop from empty list (no fields to append)");
  const length = Math.max(lengthOf(first), lengthOf(rest));
  const dtype = structOf([...specsOf(first.dtype), ...specsOf(rest.dtype)]);
  const output = newArray([length], dtype, "C", true);
  reportMissing(dtype);
  if (first.length !== rest.length) fillMissing(output);
  recursive_fill_fields(first, output);
  return recursive_fill_fields(rest, output);
}

function newFields(
  names: readonly string[],
  values: readonly unknown[],
  given: AppendFieldsOptions["dtypes"],
): NDArray[] {
  const dtypes =
    given === undefined || given === null ? null : Array.isArray(given) ? given : [given];
  if (dtypes !== null && dtypes.length !== 1 && dtypes.length !== values.length) {
    throw new ValueError(
      "The dtypes argument must be None, a dtype, or a list. (one for each name)",
    );
  }
  return values.map((one, position) => {
    const asked: unknown = dtypes === null ? undefined : dtypes[dtypes.length === 1 ? 0 : position];
    const array = asked === undefined ? asArray(one) : asArray(one, readDType(asked));
    return viewAs(array, structOf([[names[position]!, array.dtype]]));
  });
}
