// A dtype as a .npy header describes it, in both directions. The header's other parts are npy-header.ts's.

import type { DescrEntry, DescrType, DType } from "../core/dtype.js";
import { readDType } from "../core/dtype.js";
import { pyRepr, pyTuple } from "../core/py-repr.js";
import { shown } from "../core/python-values.js";
import type { DTypeLike } from "../core/types.js";
import { DTypeError, ValueError } from "../memory/errors.js";
import { type Literal, literalRepr, Tuple } from "./python-literal.js";

/**
 * How a header describes a dtype, as Python writes it: `'<f8'`, or a record's fields with its padding as
 * nameless void fields.
 *
 * @throws ValueError for records whose fields overlap or are out of order: they have no description.
 */
export function descrRepr(dtype: DType): string {
  return descrText(dtype.names === null ? dtype.str : dtype.descr);
}

function entriesRepr(entries: readonly DescrEntry[]): string {
  return `[${entries.map(entryRepr).join(", ")}]`;
}

/** The error of a value that describes no dtype. */
function notADescription(value: unknown): ValueError {
  return new ValueError(
    `descr is not a valid dtype descriptor: ${shown(value)} (a string, or a list of [name, type, shape?])`,
  );
}

function entryRepr(entry: DescrEntry): string {
  if (!Array.isArray(entry)) throw notADescription(entry);
  const [label, type, shape] = entry;
  const named =
    typeof label === "string" ||
    (Array.isArray(label) && label.every((one) => typeof one === "string"));
  if (!named || (shape !== undefined && !Array.isArray(shape))) throw notADescription(entry);
  const name = typeof label === "string" ? pyRepr(label) : pyTuple(label.map(pyRepr));
  const parts = [name, descrText(type)];
  if (shape !== undefined) parts.push(pyTuple(shape));
  return pyTuple(parts);
}

/** A description as Python writes it. */
export function descrText(type: DescrType): string {
  if (typeof type === "string") return pyRepr(type);
  if (!Array.isArray(type)) throw notADescription(type);
  if (isSubArray(type)) return pyTuple([descrText(type[0]), pyTuple(type[1])]);
  return entriesRepr(type);
}

// a list of fields holds lists only; a sub-array's second item is a shape
function isSubArray(
  type: Exclude<DescrType, string>,
): type is readonly [type: DescrType, shape: readonly number[]] {
  const second: unknown = type[1];
  return type.length === 2 && Array.isArray(second) && second.every(Number.isInteger);
}

/** Thrown where a dtype holds Python objects, which only Python can read. */
export class ObjectDTypeError extends ValueError {}

/**
 * The dtype that a header describes.
 *
 * @throws ObjectDTypeError where it holds Python objects.
 * @throws ValueError where it is no description of a dtype.
 */
export function dtypeOfDescr(descr: Literal): DType {
  try {
    return readDescr(descr);
  } catch (error) {
    if (!(error instanceof DTypeError)) throw error;
    throw new ValueError(
      `descr is not a valid dtype descriptor: ${literalRepr(descr).slice(0, 300)}; ${error.message}`,
      { cause: error },
    );
  }
}

function readDescr(descr: Literal): DType {
  if (typeof descr === "string") return readName(descr);
  if (descr instanceof Tuple && descr.items.length === 2) {
    return withShape(readDescr(descr.items[0]!), descr.items[1]!);
  }
  if (Array.isArray(descr)) return readFields(descr);
  throw new DTypeError("a dtype is a string, a list of fields, or a (dtype, shape) pair");
}

function readName(name: string): DType {
  if (/^[<>=|]?O\d*$|^object_?$/.test(name)) throw new ObjectDTypeError("Python objects in dtype");
  return readDType(name);
}

function withShape(element: DType, shape: Literal): DType {
  const items = shape instanceof Tuple ? shape.items : Array.isArray(shape) ? shape : [shape];
  if (!items.every((item): item is bigint => typeof item === "bigint")) {
    throw new DTypeError(`a sub-array's shape is a tuple of integers, not ${literalRepr(shape)}`);
  }
  return readDType([element, items.map(Number)]);
}

function readFields(fields: readonly Literal[]): DType {
  const spec = {
    names: [] as string[],
    formats: [] as DType[],
    titles: [] as (string | undefined)[],
    offsets: [] as number[],
  };
  let end = 0;
  for (const field of fields) {
    const { name, title, dtype } = readField(field);
    // NumPy writes padding as void fields without a name
    const isPadding = name === "" && dtype.kind === "V" && dtype.names === null;
    if (!isPadding) {
      spec.names.push(name);
      spec.formats.push(dtype);
      spec.titles.push(title);
      spec.offsets.push(end);
    }
    end += dtype.itemsize;
  }
  const titled = spec.titles.some((title) => title !== undefined);
  const { titles, ...untitled } = spec;
  return readDType({ ...untitled, ...(titled ? { titles } : {}), itemsize: end } as DTypeLike);
}

function readField(field: Literal): { name: string; title: string | undefined; dtype: DType } {
  const parts = field instanceof Tuple ? field.items : Array.isArray(field) ? field : [];
  if (parts.length < 2 || parts.length > 3) {
    throw new DTypeError(
      `a field is (name, dtype) or (name, dtype, shape), not ${literalRepr(field)}`,
    );
  }
  const [label, type, shape] = parts as [Literal, Literal, Literal?];
  const element = readDescr(type);
  const dtype = shape === undefined ? element : withShape(element, shape);
  if (typeof label === "string") return { name: label, title: undefined, dtype };
  if (label instanceof Tuple && label.items.length === 2) {
    const [title, name] = label.items;
    if (typeof title === "string" && typeof name === "string") return { name, title, dtype };
  }
  throw new DTypeError(
    `a field is named by a string or by (title, name), not ${literalRepr(label)}`,
  );
}
