// Arrays with fewer fields, with other names of fields, or with the fields laid out anew: drop_fields, rename_fields,
// repack_fields.

import { castArray } from "../../array/copy.js";
import { viewAs } from "../../array/reinterpret.js";
import { DType, namedFields, structDType } from "../../core/dtype.js";
import { DTypeError } from "../../core/errors.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { isOptions, options } from "../../core/options.js";
import { keysOf, pythonList, pythonType, truthFlag } from "../../core/python-values.js";
import { recursive_fill_fields } from "./assigning.js";
import {
  alignOf,
  assertArray,
  labelOf,
  type MaskOptions,
  recordNames,
  refuseClasses,
  type Spec,
  structOf,
} from "./records.js";

/** Options of {@link drop_fields}. */
export type DropFieldsOptions = MaskOptions;

/**
 * A structured array without the fields of these names, wherever they stand, also within records; a record that
 * loses all its fields goes too. A copy.
 *
 * @throws TypeError for an array without fields
 * @example
 * ```ts
 * const a = np.array([[1, [2, 3]], [4, [5, 6]]], [["a", "i8"], ["b", [["ba", "f8"], ["bb", "i8"]]]]);
 * np.lib.recfunctions.drop_fields(a, "a"); // => [((2., 3),) ((5., 6),)]
 * np.lib.recfunctions.drop_fields(a, ["ba", "bb"]); // => [(1,) (4,)]
 * ```
 */
export function drop_fields(
  base: NDArray,
  drop_names: string | readonly string[],
  given?: DropFieldsOptions,
): NDArray {
  const known = options<DropFieldsOptions>("drop_fields", given, ["usemask", "asrecarray"]);
  refuseClasses("drop_fields", known);
  const array = assertArray(base, "drop_fields");
  const dropped = new Set(
    typeof drop_names === "string"
      ? [drop_names]
      : (pythonList(keysOf(drop_names), "drop_names") as string[]),
  );
  const dtype = structOf(without(array.dtype, dropped));
  return recursive_fill_fields(array, newArray(array._shape, dtype, "C", true));
}

function without(dtype: DType, dropped: ReadonlySet<string>): Spec[] {
  return recordNames(dtype, "drop_fields").flatMap((name): Spec[] => {
    if (dropped.has(name)) return [];
    const field = dtype.fields!.get(name)!.dtype;
    if (field.names === null) return [[name, field]];
    const left = without(field, dropped);
    return left.length === 0 ? [] : [[name, structOf(left)]];
  });
}

/**
 * A structured array under other names: `namemapper` gives the new name of each field that is to have one, wherever
 * it stands. A view.
 *
 * @throws ValueError for names that occur twice, and where there is padding between the fields, TypeError for an
 *   array without fields
 * @example
 * ```ts
 * const a = np.zeros(2, [["a", "i4"], ["b", [["ba", "f8"], ["bb", "f8"]]]]);
 * np.lib.recfunctions.rename_fields(a, { a: "A", bb: "BB" }).dtype; // => [('A', '<i4'), ('b', [('ba', '<f8'), ('BB', '<f8')])]
 * ```
 */
export function rename_fields(
  base: NDArray,
  namemapper: Readonly<Record<string, string>>,
): NDArray {
  const array = assertArray(base, "rename_fields");
  if (!isOptions(namemapper)) {
    recordNames(array.dtype, "rename_fields");
    throw new DTypeError(
      `'${pythonType(namemapper)}' object has no attribute 'get': namemapper is an object of names by name`,
    );
  }
  return viewAs(array, structOf(renamed(array.dtype, namemapper)));
}

function renamed(dtype: DType, mapper: Readonly<Record<string, string>>): Spec[] {
  return recordNames(dtype, "rename_fields").map((name): Spec => {
    const field = dtype.fields!.get(name)!.dtype;
    const label = Object.hasOwn(mapper, name) ? mapper[name]! : name;
    return [label, field.names === null ? field : structOf(renamed(field, mapper))];
  });
}

/** Options of {@link repack_fields}. */
export interface RepackFieldsOptions {
  /** Whether fields are padded as a C compiler would; `false` by default: packed. */
  align?: boolean | undefined;
  /** Whether records within the records are laid out anew too; `false` by default. */
  recurse?: boolean | undefined;
}

/**
 * A structured array or dtype with its fields one after the other: padding and overlaps are gone. A copy of the
 * array, or the array itself where its fields lie so already; of a dtype, a dtype.
 *
 * @throws DTypeError for what is neither
 * @example
 * ```ts
 * const aligned = np.dtype("u1, i8", { align: true });
 * np.lib.recfunctions.repack_fields(aligned).itemsize; // => 9
 * np.lib.recfunctions.repack_fields(np.zeros(2, aligned)).strides; // => 9
 * ```
 */
export function repack_fields<A extends NDArray | DType>(a: A, given?: RepackFieldsOptions): A;
export function repack_fields(a: NDArray | DType, given?: RepackFieldsOptions): unknown {
  const known = options<RepackFieldsOptions>("repack_fields", given, ["align", "recurse"]);
  if (!(a instanceof DType)) assertArray(a, "repack_fields");
  const dtypeGiven = a instanceof DType ? a : a.dtype;
  // what lays out no fields is not asked for its truth
  const isRecord = dtypeGiven.names !== null;
  const align = isRecord && alignOf(known.align);
  const recurse = isRecord && truthFlag(known.recurse);
  if (a instanceof DType) return repacked(a, align, recurse);
  const array = assertArray(a, "repack_fields");
  const dtype = repacked(array.dtype, align, recurse);
  if (dtype.equals(array.dtype)) return array;
  return castArray(array, dtype, "K", "repack_fields");
}

/** As NumPy has it, a record laid out anew asks for no alignment where it stands in another. */
function unaligned(dtype: DType): DType {
  if (dtype.names === null) return dtype;
  return structDType(namedFields(dtype), dtype.itemsize, dtype.isalignedstruct, 1);
}

function repacked(dtype: DType, align: boolean, recurse: boolean): DType {
  if (dtype.names === null) return dtype;
  const specs = namedFields(dtype).map((field): Spec => {
    const inner = recurse ? unaligned(repacked(field.dtype, align, true)) : field.dtype;
    return [labelOf(field), inner];
  });
  return structOf(specs, align);
}
