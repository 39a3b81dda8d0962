// Questions about the fields of dtypes: which there are, and whether two dtypes store the same. No dtype
// is made here; the class is imported as a type, because it calls these.

import type { DType, Field, NamedField } from "./dtype-class.js";
import { ValueError } from "./errors.js";
import { pyRepr } from "./py-repr.js";

/** The field names of a structured dtype. @throws ValueError for any other */
export function namesOf(dtype: DType): readonly string[] {
  if (dtype.names === null) throw new ValueError(`There are no fields in dtype ${dtype}.`);
  return dtype.names;
}

/** A field by name or title. @throws ValueError where there is none */
export function fieldOf(dtype: DType, name: string): Field {
  const names = namesOf(dtype);
  const field = dtype.fields!.get(name);
  if (field === undefined) {
    throw new ValueError(
      `Field named ${pyRepr(name)} not found. The fields are: ${names.map(pyRepr).join(", ")}.`,
    );
  }
  return field;
}

/** The fields of a structured dtype in order, each with its name. */
export function namedFields(dtype: DType): NamedField[] {
  return namesOf(dtype).map((name) => ({ name, ...dtype.fields!.get(name)! }));
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

function sameFields(a: DType, b: DType): boolean {
  if (a.names === null || b.names === null) return a.names === b.names;
  const others = namedFields(b);
  const fields = namedFields(a);
  return (
    fields.length === others.length &&
    fields.every((field, position) => {
      const other = others[position]!;
      return (
        field.name === other.name &&
        field.title === other.title &&
        field.offset === other.offset &&
        sameDType(field.dtype, other.dtype)
      );
    })
  );
}

/** Whether two dtypes store and mean the same. */
export function sameDType(a: DType, b: DType): boolean {
  if (a === b) return true;
  if (a.num !== b.num || a.itemsize !== b.itemsize || a.byteorder !== b.byteorder) return false;
  if (a.unit !== b.unit) return false;
  if (a.subdtype !== null || b.subdtype !== null) {
    return (
      a.subdtype !== null &&
      b.subdtype !== null &&
      sameShape(a.subdtype.shape, b.subdtype.shape) &&
      sameDType(a.subdtype.base, b.subdtype.base)
    );
  }
  return sameFields(a, b);
}
