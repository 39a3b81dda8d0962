// The names in a record dtype, nested or flat: get_names, get_names_flat, flatten_descr, get_fieldstructure.

import type { DType } from "../../core/dtype.js";
import { DType as DTypeClass } from "../../core/dtype.js";
import { recordNames } from "./records.js";

/** A field's name, or that of a record within the record and its fields' names. */
export type NestedName = string | readonly [name: string, fields: readonly NestedName[]];

function inner(dtype: DType, name: string): DType {
  return dtype.fields!.get(name)!.dtype;
}

/**
 * The names of a dtype's fields; a field that is a record is its name and the names of its fields.
 *
 * @returns names as strings and nested lists
 * @throws DTypeError for a dtype without fields
 * @example
 * ```ts
 * const point = np.dtype([["id", "i4"], ["at", [["x", "f8"], ["y", "f8"]]]]);
 * JSON.stringify(np.lib.recfunctions.get_names(point)); // => ["id",["at",["x","y"]]]
 * ```
 */
export function get_names(adtype: DType): NestedName[] {
  return recordNames(adtype, "get_names").map((name) => {
    const field = inner(adtype, name);
    return field.names === null ? name : [name, get_names(field)];
  });
}

/**
 * The names of a dtype's fields, each record within followed by its fields.
 *
 * @returns names as a list of strings
 * @throws DTypeError for a dtype without fields
 * @example
 * ```ts
 * const point = np.dtype([["id", "i4"], ["at", [["x", "f8"], ["y", "f8"]]]]);
 * np.lib.recfunctions.get_names_flat(point); // => id,at,x,y
 * ```
 */
export function get_names_flat(adtype: DType): string[] {
  return recordNames(adtype, "get_names_flat").flatMap((name) => {
    const field = inner(adtype, name);
    return field.names === null ? [name] : [name, ...get_names_flat(field)];
  });
}

/**
 * The innermost fields of a dtype, each with its dtype; a dtype without fields is one without a name.
 *
 * @returns pairs of name and dtype
 * @throws DTypeError for what is no dtype
 * @example
 * ```ts
 * const point = np.dtype([["id", "i4"], ["at", [["x", "f8"], ["y", "f8"]]]]);
 * np.lib.recfunctions.flatten_descr(point).join(" "); // => id,int32 x,float64 y,float64
 * ```
 */
export function flatten_descr(ndtype: DType): (readonly [name: string, dtype: DType])[] {
  if (ndtype instanceof DTypeClass && ndtype.names === null) return [["", ndtype]];
  return recordNames(ndtype, "flatten_descr").flatMap((name) => {
    const field = inner(ndtype, name);
    return field.names === null ? [[name, field] as const] : flatten_descr(field);
  });
}

/**
 * For the name of every field, also of those within records, the names of the records it lies in, outermost first.
 *
 * @returns an object of lists of names
 * @throws DTypeError for a dtype without fields
 * @example
 * ```ts
 * const point = np.dtype([["id", "i4"], ["at", [["x", "f8"], ["y", "f8"]]]]);
 * JSON.stringify(np.lib.recfunctions.get_fieldstructure(point)); // => {"id":[],"at":[],"x":["at"],"y":["at"]}
 * ```
 */
export function get_fieldstructure(adtype: DType): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  visit(adtype, [], found);
  return found;
}

function visit(
  dtype: DType,
  within: readonly string[],
  found: Record<string, readonly string[]>,
): void {
  for (const name of recordNames(dtype, "get_fieldstructure")) {
    found[name] = within;
    const field = inner(dtype, name);
    if (field.names !== null) visit(field, [...within, name], found);
  }
}
