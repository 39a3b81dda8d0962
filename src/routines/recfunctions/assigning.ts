// Fields written from the fields of the same name: recursive_fill_fields, assign_fields_by_name, require_fields.

import { copyArray, copyInto } from "../../array/copy.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../../core/dtype.js";
import { DTypeError } from "../../core/errors.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { truthFlag } from "../../core/python-values.js";
import type { ResolveDType } from "../../core/types.js";
import { assertArray, assign, fieldOf, lengthOf, part, recordNames } from "./records.js";

/**
 * Writes every field of `output` that `input` has too into its first elements, also within records.
 *
 * @returns `output` itself, no copy
 * @throws ValueError if `input` is longer than `output`, TypeError for arrays without fields
 * @example
 * ```ts
 * const short = np.array([[1, 10], [2, 20]], [["a", "i4"], ["b", "f8"]]);
 * const long = np.zeros(3, short.dtype);
 * np.lib.recfunctions.recursive_fill_fields(short, long); // => [(1, 10.) (2, 20.) (0, 0.)]
 * ```
 */
export function recursive_fill_fields<A extends NDArray>(input: NDArray, output: A): A {
  const source = assertArray(input, "recursive_fill_fields");
  const target = assertArray(output, "recursive_fill_fields");
  orNothing(target, () => fillFields(source, target));
  return output;
}

function fillFields(source: NDArray, target: NDArray): void {
  for (const name of recordNames(target.dtype, "recursive_fill_fields")) {
    if (source.dtype.fields !== null && !source.dtype.fields.has(name)) continue;
    const current = fieldOf(source, name);
    const field = fieldOf(target, name);
    if (current.dtype.names !== null) fillFields(current, field);
    else assign(part(field, 0, lengthOf(current)), current);
  }
}

/** Writes several fields, or, where one of them fails, none. */
function orNothing(target: NDArray, write: () => void): void {
  const before = copyArray(target, "K", "assign_fields_by_name");
  try {
    write();
  } catch (error) {
    copyInto(target, before, "assign_fields_by_name");
    throw error;
  } finally {
    before.dispose();
  }
}

/** Options of {@link assign_fields_by_name}. */
export interface AssignFieldsOptions {
  /** Whether fields that the source lacks become zero, as by default; else they stay as they are. */
  zero_unassigned?: boolean | undefined;
}

/**
 * Assigns a structured array to another by the names of the fields, also within records, where plain assignment goes
 * by their positions. Nothing is returned; `dst` is written to.
 *
 * @throws ValueError if the shapes do not fit, TypeError if only one of the arrays has fields
 * @example
 * ```ts
 * const dst = np.ones(2, [["x", "f4"], ["y", "f4"]]);
 * const src = np.zeros(2, [["y", "i4"], ["z", "i4"]]);
 * np.lib.recfunctions.assign_fields_by_name(dst, src, { zero_unassigned: false });
 * dst; // => [(1., 0.) (1., 0.)]
 * ```
 */
export function assign_fields_by_name(
  dst: NDArray,
  src: NDArray,
  given?: AssignFieldsOptions | boolean,
): void {
  const known =
    typeof given === "boolean"
      ? { zero_unassigned: given }
      : options<AssignFieldsOptions>("assign_fields_by_name", given, ["zero_unassigned"]);
  const target = assertArray(dst, "assign_fields_by_name");
  const source = assertArray(src, "assign_fields_by_name");
  orNothing(target, () =>
    assignByName(
      target,
      source,
      known.zero_unassigned === undefined ? true : known.zero_unassigned,
    ),
  );
}

function assignByName(target: NDArray, source: NDArray, zero: unknown): void {
  const { names } = target.dtype;
  if (names === null) {
    assign(target, source);
    return;
  }
  for (const name of names) {
    if (source.dtype.names === null) {
      throw new DTypeError(
        `argument of type 'NoneType' is not iterable: the target has a field '${name}', an array of dtype ${source.dtype} has none`,
      );
    }
    if (source.dtype.names.includes(name)) {
      assignByName(fieldOf(target, name), fieldOf(source, name), zero);
    } else if (truthFlag(zero)) assignZero(fieldOf(target, name));
  }
}

function assignZero(target: NDArray): void {
  const { names } = target.dtype;
  if (names === null) assign(target, 0);
  else for (const name of names) assignZero(fieldOf(target, name));
}

/**
 * A structured array cast to another dtype by the names of the fields: fields that the new dtype lacks are left out,
 * those that the array lacks are zero. A copy.
 *
 * @throws ValueError for text that is no number, TypeError if only one of the dtypes has fields
 * @example
 * ```ts
 * const a = np.ones(2, [["a", "i4"], ["b", "f8"], ["c", "u1"]]);
 * np.lib.recfunctions.require_fields(a, [["b", "f4"], ["new", "u1"]]); // => [(1., 0) (1., 0)]
 * ```
 */
export function require_fields<const T extends DTypeLike>(
  array: NDArray,
  required_dtype: T,
): NDArray<ResolveDType<T>>;
export function require_fields(array: NDArray, required_dtype: DTypeLike): NDArray {
  const source = assertArray(array, "require_fields");
  const made = newArray(source._shape, toDtype(required_dtype) as DType, "C", true);
  assignByName(made, source, true);
  return made;
}
