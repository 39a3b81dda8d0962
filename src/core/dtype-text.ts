// How dtypes are written: NumPy's str, repr, `str` and `descr`. Only texts; the class is imported as
// a type, because it calls these.

import type { DType, Field } from "./dtype-class.js";
import { ValueError } from "./errors.js";
import { pyRepr, pyTuple } from "./py-repr.js";
import { nativeOrder } from "./scalar-types.js";

/** One entry of `descr`, as `.npy` files store it. */
export type DescrEntry =
  | readonly [label: string | readonly [title: string, name: string], type: DescrType]
  | readonly [
      label: string | readonly [title: string, name: string],
      type: DescrType,
      shape: readonly number[],
    ];

/** The type of an entry: a dtype string, the entries of a nested record, or a sub-array dtype. */
export type DescrType =
  | string
  | readonly DescrEntry[]
  | readonly [type: DescrType, shape: readonly number[]];

const bytesPerCharacter = 4;

// "<" or ">" where a byte order applies, else nothing.
function orderMark(dtype: DType): string {
  if (dtype.byteorder === "|") return "";
  return dtype.byteorder === "=" ? nativeOrder : dtype.byteorder;
}

/** `dtype.str`: byte order, kind and size. */
export function dtypeStr(dtype: DType): string {
  const size = dtype.kind === "U" ? dtype.itemsize / bytesPerCharacter : dtype.itemsize;
  return `${orderMark(dtype) || "|"}${dtype.kind}${size}${dtype.unit?.text ?? ""}`;
}

// The string that constructs a builtin dtype. Inside records, `short`, numbers are written by code
// (`<i4`); alone and native, by name.
function scalarConstructor(dtype: DType, short: boolean): string {
  switch (dtype.kind) {
    case "b":
      return short ? "'?'" : "'bool'";
    case "M":
    case "m":
      return `'${dtypeStr(dtype)}'`;
    case "S":
    case "V":
      return `'${dtype.kind}${dtype.itemsize === 0 ? "" : dtype.itemsize}'`;
    case "U":
      return `'${orderMark(dtype)}U${dtype.itemsize === 0 ? "" : dtype.itemsize / bytesPerCharacter}'`;
    default:
      return short || !dtype.isnative
        ? `'${orderMark(dtype)}${dtype.kind}${dtype.itemsize}'`
        : `'${dtype.typeName}'`;
  }
}

// What goes into dtype(…), without align.
function constructorText(dtype: DType, short: boolean, withAlign: boolean): string {
  if (dtype.names !== null) return structConstructor(dtype, withAlign);
  if (dtype.subdtype !== null) return subArrayConstructor(dtype);
  return scalarConstructor(dtype, short);
}

function subArrayConstructor(dtype: DType): string {
  const { base, shape } = dtype.subdtype!;
  return `(${constructorText(base, true, false)}, ${pyTuple(shape)})`;
}

function orderedFields(dtype: DType): [name: string, field: Field][] {
  return dtype.names!.map((name) => [name, dtype.fields!.get(name)!]);
}

function roundUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

// Whether the list form says it all: the offsets and size are those that dtype(list) would give.
function isPacked(dtype: DType): boolean {
  const aligned = dtype.isalignedstruct;
  let end = 0;
  // not the dtype's own: some fields of an aligned record are a dtype of alignment 1
  let most = 1;
  for (const [, field] of orderedFields(dtype)) {
    if (aligned) end = roundUp(end, field.dtype.alignment);
    most = Math.max(most, field.dtype.alignment);
    if (field.offset !== end) return false;
    end += field.dtype.itemsize;
  }
  return dtype.itemsize === (aligned ? roundUp(end, most) : end);
}

function structConstructor(dtype: DType, withAlign: boolean): string {
  // str() has no place for align=True outside the dictionary form; repr() has.
  return (withAlign && dtype.isalignedstruct) || !isPacked(dtype)
    ? dictionaryForm(dtype, withAlign)
    : listForm(dtype);
}

function listForm(dtype: DType): string {
  const items = orderedFields(dtype).map(([name, field]) => {
    const label =
      field.title === undefined ? pyRepr(name) : `(${pyRepr(field.title)}, ${pyRepr(name)})`;
    const { subdtype } = field.dtype;
    return subdtype === null
      ? `(${label}, ${constructorText(field.dtype, true, false)})`
      : `(${label}, ${constructorText(subdtype.base, true, false)}, ${pyTuple(subdtype.shape)})`;
  });
  return `[${items.join(", ")}]`;
}

function dictionaryForm(dtype: DType, withAlign: boolean): string {
  const fields = orderedFields(dtype);
  const list = (items: readonly (string | number)[]) => `[${items.join(", ")}]`;
  const entries = [
    `'names': ${list(fields.map(([name]) => pyRepr(name)))}`,
    `'formats': ${list(fields.map(([, field]) => constructorText(field.dtype, true, false)))}`,
    `'offsets': ${list(fields.map(([, field]) => field.offset))}`,
  ];
  if (fields.some(([, field]) => field.title !== undefined)) {
    const titles = fields.map(([, { title }]) => (title === undefined ? "None" : pyRepr(title)));
    entries.push(`'titles': ${list(titles)}`);
  }
  entries.push(`'itemsize': ${dtype.itemsize}`);
  if (withAlign && dtype.isalignedstruct) entries.push("'aligned': True");
  return `{${entries.join(", ")}}`;
}

/** NumPy's `str(dtype)`. */
export function dtypeString(dtype: DType): string {
  if (dtype.names !== null) return structConstructor(dtype, true);
  if (dtype.subdtype !== null) return subArrayConstructor(dtype);
  const flexible = dtype.kind === "S" || dtype.kind === "U" || dtype.kind === "V";
  return flexible || !dtype.isnative ? dtypeStr(dtype) : dtype.name;
}

/** NumPy's `repr(dtype)`. */
export function dtypeRepr(dtype: DType): string {
  const align = dtype.isalignedstruct ? ", align=True" : "";
  return `dtype(${constructorText(dtype, false, false)}${align})`;
}

/** The array interface's `descr`. */
export function descrOf(dtype: DType): readonly DescrEntry[] {
  if (dtype.names === null) return [["", dtypeStr(dtype)]];
  const entries: DescrEntry[] = [];
  let end = 0;
  const padTo = (offset: number) => {
    if (offset > end) entries.push(["", `|V${offset - end}`]);
  };
  for (const [name, field] of orderedFields(dtype)) {
    if (field.offset < end) {
      throw new ValueError(
        "dtype.descr is not defined for types with overlapping or out-of-order fields",
      );
    }
    padTo(field.offset);
    const label = field.title === undefined ? name : ([field.title, name] as const);
    const { subdtype } = field.dtype;
    entries.push(
      subdtype === null
        ? [label, descrType(field.dtype)]
        : [label, descrType(subdtype.base), subdtype.shape],
    );
    end = field.offset + field.dtype.itemsize;
  }
  padTo(dtype.itemsize);
  return entries;
}

function descrType(dtype: DType): DescrType {
  if (dtype.subdtype !== null) return [descrType(dtype.subdtype.base), dtype.subdtype.shape];
  return dtype.names === null ? dtypeStr(dtype) : descrOf(dtype);
}
