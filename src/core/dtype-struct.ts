// Where the fields of a record go: packed, aligned as C does, or at offsets that the caller gave, and
// the rules that names, titles, offsets and sizes must keep. Field dtypes come already parsed.

import { type DType, type NamedField, structDType } from "./dtype-class.js";
import { ValueError } from "./errors.js";
import { pyRepr } from "./py-repr.js";

/** A field that has no place yet. */
export interface UnplacedField {
  readonly name: string;
  readonly title?: string;
  readonly dtype: DType;
}

/** What the dictionary form may fix beyond names and dtypes. */
export interface StructLayout {
  readonly align: boolean;
  readonly offsets?: readonly number[] | undefined;
  /** The size that was asked for, looked at when all else is known. */
  readonly itemsize?: (() => number) | undefined;
}

function roundUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** The names of a list's fields: an empty one is `f` and its position. Refuses duplicates as they come. */
export function fillNames(fields: Iterable<UnplacedField>): UnplacedField[] {
  const seen = new Set<string>();
  return Array.from(fields, (field, position) => {
    const { title } = field;
    const name = field.name !== "" ? field.name : (title ?? `f${position}`);
    if (seen.has(name) || (title !== undefined && seen.has(title))) {
      throw new ValueError(`field ${pyRepr(name)} occurs more than once`);
    }
    seen.add(name);
    if (title === undefined) return { name, dtype: field.dtype };
    if (seen.has(title)) throw new ValueError("title already used as a name or title.");
    seen.add(title);
    return { name, title, dtype: field.dtype };
  });
}

/** The fields of the dictionary form. Refuses names and titles that occur twice, as they come. */
export function checkNames(fields: Iterable<UnplacedField>): UnplacedField[] {
  const seen = new Set<string>();
  return Array.from(fields, (field) => {
    const { name, title } = field;
    if (seen.has(name)) {
      throw new ValueError(`name already used as a name or title: ${pyRepr(name)}`);
    }
    seen.add(name);
    if (title === undefined) return field;
    if (seen.has(title)) {
      throw new ValueError(`title already used as a name or title. It is ${pyRepr(title)}.`);
    }
    seen.add(title);
    return field;
  });
}

/** An offset that the caller gave, checked. @throws ValueError */
export function givenOffset(offset: number, dtype: DType, align: boolean): number {
  if (!Number.isSafeInteger(offset)) {
    throw new ValueError(`offset ${offset} must be an integer: the field's first byte`);
  }
  if (offset < 0) throw new ValueError(`offset ${offset} cannot be negative`);
  if (align && offset % dtype.alignment !== 0) {
    throw new ValueError(
      `offset ${offset} for NumPy dtype with fields is not divisible by the field alignment ` +
        `${dtype.alignment} with align=True`,
    );
  }
  return offset;
}

function checkedItemsize(requested: number, needed: number, alignment: number): number {
  if (!Number.isSafeInteger(requested) || requested < needed) {
    throw new ValueError(
      `NumPy dtype descriptor requires ${needed} bytes, cannot override to smaller itemsize of ` +
        `${requested}`,
    );
  }
  if (requested % alignment !== 0) {
    throw new ValueError(
      `NumPy dtype descriptor requires alignment of ${alignment} bytes, which is not divisible ` +
        `into the specified itemsize ${requested}`,
    );
  }
  return requested;
}

/** Places the fields and makes the dtype. */
export function placeFields(fields: readonly UnplacedField[], layout: StructLayout): DType {
  const { align, offsets, itemsize } = layout;
  let end = 0;
  let alignment = 1;
  const placed: NamedField[] = fields.map((field, position) => {
    const { dtype } = field;
    if (align) alignment = Math.max(alignment, dtype.alignment);
    const next = align ? roundUp(end, dtype.alignment) : end;
    const offset = offsets === undefined ? next : givenOffset(offsets[position]!, dtype, align);
    // Given offsets may go backwards and overlap; the record ends where the last byte does.
    end = Math.max(end, offset + dtype.itemsize);
    return { ...field, offset };
  });
  if (!Number.isSafeInteger(end)) {
    throw new ValueError(`dtype too large: its fields end at byte ${end}`);
  }
  const needed = roundUp(end, alignment);
  const size = itemsize === undefined ? needed : checkedItemsize(itemsize(), needed, alignment);
  return structDType(placed, size, align);
}
