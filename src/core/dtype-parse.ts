// Reads every spelling of a dtype that NumPy has, and the JavaScript ones (constructors, typed arrays).
// Grammar and refusals only: layout is dtype-struct.ts's, strings with commas are dtype-string.ts's.

import { DType, installed, scalarDType, subArrayDType } from "./dtype-class.js";
import { type ItemParts, parseName, readItems } from "./dtype-string.js";
import {
  checkNames,
  fillNames,
  givenOffset,
  placeFields,
  type UnplacedField,
} from "./dtype-struct.js";
import { DTypeError, ValueError } from "./errors.js";
import { VisibleDeprecationWarning } from "./exceptions.js";
import { options as checkedOptions } from "./options.js";
import { pyRepr, pyTuple, pyType, pyValue } from "./py-repr.js";
import { pythonRepr, truthFlag } from "./python-values.js";
import { type DTypeName, scalarTypes } from "./scalar-types.js";
import type { DTypeLike, DTypeSpec, ResolveDType, StructSpec } from "./types.js";
import { warnOnce } from "./warn.js";

/** Options of {@link dtype}. */
export interface DTypeOptions {
  /**
   * Pad the fields of a structured dtype as a C compiler would. False by default: the fields lie
   * side by side.
   */
  readonly align?: boolean | undefined;
  /**
   * Accepted for NumPy's sake: dtypes are immutable, so nothing need be copied. False by default.
   */
  readonly copy?: boolean | undefined;
}

const knownOptions = ["align", "copy"] as const;

/**
 * Makes a dtype from anything that describes one: a name (`"float64"`), a code (`">f8"`, `"U10"`,
 * `"V8"`), a comma string (`"i4, (2,3)f8"`), a list of `[name, dtype, shape?]`, a dictionary
 * (`{ names, formats, offsets?, titles?, itemsize?, aligned? }` or `{ name: [dtype, offset] }`), a
 * `[dtype, shape]` pair, a scalar type (`np.float64`), a JavaScript constructor (`Number`, `BigInt`,
 * `Boolean`, `String`, `Float32Array`), an array (its dtype), or nothing (float64).
 *
 * @throws DTypeError where the specification is not understood.
 * @throws ValueError where names, offsets, shapes or sizes can't be.
 *
 * @example
 * ```ts
 * np.dtype("f4"); // => float32
 * np.dtype(">i2").itemsize; // => 2
 * np.dtype([["pos", "f8", [3]], ["id", "i4"]]); // => [('pos', '<f8', (3,)), ('id', '<i4')]
 * np.dtype("i1, f8", { align: true }).itemsize; // => 16
 * ```
 */
export function dtype<S extends string>(
  // a string that the compiler can see is checked below
  spec: S & (string extends S ? unknown : never),
  options?: DTypeOptions,
): DType;
export function dtype<const S extends DTypeSpec = "float64">(
  spec?: S,
  options?: DTypeOptions,
): DType<ResolveDType<S>>;
export function dtype(spec?: unknown, options?: DTypeOptions): DType {
  const { align = false, copy } = checkedOptions("dtype", options, knownOptions);
  // arrays of several elements are neither true nor false
  truthFlag(copy);
  if (typeof align !== "boolean") warnOfAlign(align);
  return readDType(spec, truthFlag(align));
}

/** A shape in the place of `align` was meant to be in a pair with the dtype. */
function warnOfAlign(align: unknown): void {
  warnOnce(
    VisibleDeprecationWarning,
    "dtype(): align should be passed as Python or NumPy boolean but got `align=" +
      `${pythonRepr(align)}\`. Did you mean to pass a tuple to create a subarray type? (Deprecated NumPy 2.4)`,
  );
}

/** {@link dtype} without types, for specifications that come from outside. */
export function readDType(spec: unknown, align = false): DType {
  if (spec instanceof DType) return spec;
  if (typeof spec === "string") return fromString(spec, align);
  if (spec === null || spec === undefined) return scalarDType("float64");
  if (Array.isArray(spec)) return nested(() => fromArray(spec, align));
  if (typeof spec === "function" || typeof spec === "object") {
    return nested(() => fromObject(spec, align));
  }
  throw notUnderstood(spec);
}

/** The dtype of what carries one, an array above all; else what {@link readDType} reads. */
export function ownOrReadDType(given: unknown): DType {
  const own: unknown = (given as { dtype?: unknown } | null | undefined)?.dtype;
  return own instanceof DType ? own : readDType(given);
}

// a specification that contains itself has no end
const deepest = 100;
let depth = 0;

function nested(read: () => DType): DType {
  if (depth >= deepest) {
    throw new ValueError(
      `a dtype's fields may be nested ${deepest} deep; this specification is deeper, or contains itself`,
    );
  }
  depth += 1;
  try {
    return read();
  } finally {
    depth -= 1;
  }
}

installed.readDType = readDType;

function notUnderstood(spec: unknown): DTypeError {
  return new DTypeError(
    `Cannot interpret '${pyValue(spec)}' as a data type: a dtype is a string such as "float64", ` +
      "a list of [name, dtype], a dictionary with names and formats, or a dtype object",
  );
}

// --- strings ------------------------------------------------------------------------------------

const stringCache = new Map<string, DType>();
const stringCacheLimit = 512;

function fromString(spec: string, align: boolean): DType {
  const known = align ? undefined : stringCache.get(spec);
  if (known !== undefined) return known;
  const read = readItems(spec);
  let made: DType;
  if (read === null) made = parseName(spec);
  else if (!read.isRecord) made = fromItem(read.items[0]!);
  else {
    const fields = read.items.map((item) => ({ name: "", dtype: fromItem(item) }));
    made = placeFields(fillNames(fields), { align });
  }
  if (!align && stringCache.size < stringCacheLimit) stringCache.set(spec, made);
  return made;
}

function fromItem({ name, shape }: ItemParts): DType {
  const element = /^>?\d/.test(name) ? fromString(name, false) : parseName(name);
  return shape === null ? element : withShape(element, shape);
}

// --- arrays -------------------------------------------------------------------------------------

const maximumDimensions = 64;

function isShape(value: unknown): boolean {
  const isCount = (one: unknown) => typeof one === "number" || typeof one === "bigint";
  return Array.isArray(value) ? value.every(isCount) : isCount(value);
}

// [dtype, shape], as against a list whose second item is a field.
function fromArray(spec: readonly unknown[], align: boolean): DType {
  if (spec.length === 2 && isShape(spec[1])) {
    return withShape(readDType(spec[0], align), spec[1]);
  }
  return placeFields(fillNames(listFields(spec, align)), { align });
}

// One by one, so that of several mistakes the first is told.
function* listFields(spec: readonly unknown[], align: boolean): Generator<UnplacedField> {
  for (const field of spec) yield listField(field, align);
}

function listField(field: unknown, align: boolean): UnplacedField {
  if (!Array.isArray(field) || field.length < 2) {
    throw new DTypeError(
      `Field elements must be 2- or 3-tuples, got '${describe(field)}': a structured dtype is a ` +
        'list of fields such as [["x", "f8"], ["y", "f8"]]',
    );
  }
  const [name, title] = readLabel(field[0]);
  if (field.length > 3) {
    throw new DTypeError(
      `Field elements must be tuples with at most 3 elements, got '${describeField(field)}'`,
    );
  }
  const element = readDType(field[1], align);
  const shaped =
    field.length === 3 && field[2] !== undefined ? withShape(element, field[2]) : element;
  return title === undefined ? { name, dtype: shaped } : { name, title, dtype: shaped };
}

function readLabel(label: unknown): [name: string, title: string | undefined] {
  if (typeof label === "string") return [label, undefined];
  if (Array.isArray(label) && label.length === 2) {
    const [title, name] = label as readonly unknown[];
    if (title === "" && name === "") {
      throw new DTypeError("Field titles must be non-empty strings (where the name is empty)");
    }
    if (typeof title === "string" && typeof name === "string") return [name, title];
    throw new DTypeError(
      `Field name must be a str: a field is named by a string or by [title, name], got ${describe(label)}`,
    );
  }
  if (Array.isArray(label)) {
    throw new DTypeError(
      `If a tuple, the first element of a field tuple must have two elements, not ${label.length} (title and name)`,
    );
  }
  throw new DTypeError(
    "First element of field tuple is neither a tuple nor str: " +
      `a field is named by a string or by [title, name], got ${describe(label)}`,
  );
}

function describe(value: unknown): string {
  if (typeof value === "string") return pyRepr(value);
  if (Array.isArray(value)) return pyTuple(value.map(describe));
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof DType) return value.repr();
  return isPlain(value) ? describeSpec(value) : String(value);
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A field as Python writes it: a tuple, whose second item may be a list of fields. */
function describeField(field: unknown): string {
  if (!Array.isArray(field)) return describe(field);
  return pyTuple(field.map((item, i) => (i === 1 ? describeSpec(item) : describe(item))));
}

function describeSpec(spec: unknown): string {
  if (Array.isArray(spec)) {
    if (spec.length === 2 && isShape(spec[1])) {
      return pyTuple([describeSpec(spec[0]), describe(spec[1])]);
    }
    return `[${spec.map(describeField).join(", ")}]`;
  }
  if (!isPlain(spec)) return describe(spec);
  const isStruct = "names" in spec && "formats" in spec;
  const entries = Object.entries(spec).map(([key, value]) => {
    if (!Array.isArray(value)) return `${pyRepr(key)}: ${describe(value)}`;
    const items = value.map((item, i) =>
      (isStruct ? key === "formats" : i === 0) ? describeSpec(item) : describe(item),
    );
    return `${pyRepr(key)}: ${isStruct ? `[${items.join(", ")}]` : pyTuple(items)}`;
  });
  return `{${entries.join(", ")}}`;
}

/** The largest of C's ints. */
const largestInt = 2 ** 31 - 1;

/** A dtype of arrays; a bare number gives an unsized string or void its length instead. */
function withShape(element: DType, shape: unknown): DType {
  const isUnsized = element.itemsize === 0 && element.names === null;
  const other = isIntegers(shape) ? null : otherDType(shape);
  if (other !== null) return asWideAs(element, other, isUnsized);
  if (isUnsized) {
    const length = Array.isArray(shape) ? null : integerOf(shape);
    if (length !== null && element.subdtype === null) {
      return sized(element.typeName, element, length);
    }
    if (length === 0) return element;
    throw new ValueError(
      `invalid itemsize in generic type tuple: give ${element.typeName} a length first, such as ` +
        `"${element.kind}10"`,
    );
  }
  // a text without letters is a sequence without items
  const lengths = (Array.isArray(shape) ? shape : shape === "" ? [] : [shape]).map(integerOf);
  if (!lengths.every((length) => length !== null)) {
    throw new ValueError(
      `invalid shape in fixed-type tuple. (${describe(shape)} is not an integer or a list of integers)`,
    );
  }
  if (lengths.length === 0) return element;
  if (lengths.length > maximumDimensions) {
    throw new ValueError(
      `invalid shape in fixed-type tuple: ${lengths.length} dimensions, of at most ${maximumDimensions}.`,
    );
  }
  if (lengths.some((length) => length < 0)) {
    throw new ValueError(
      `invalid shape in fixed-type tuple: dimension smaller then zero. The shape is ${pyTuple(lengths)}.`,
    );
  }
  if (lengths.some((length) => length > largestInt)) {
    throw new ValueError(
      `invalid shape in fixed-type tuple: dimension does not fit into a C int. The shape is ${pyTuple(lengths)}.`,
    );
  }
  const made = subArrayDType(element, lengths);
  if (made.itemsize > largestInt) {
    throw new ValueError(
      "invalid shape in fixed-type tuple: dtype size in bytes must fit into a C int. " +
        `It would be ${made.itemsize}.`,
    );
  }
  return made;
}

const isInteger = (value: unknown): boolean => typeof value === "bigint" || Number.isInteger(value);

/** Whether this is what NumPy takes for a shape before it looks for a dtype. */
function isIntegers(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isInteger) : isInteger(value);
}

const integerOf = (value: unknown): number | null => (isInteger(value) ? Number(value) : null);

/** What stands in a shape's place as a dtype, if it is one. */
function otherDType(value: unknown): DType | null {
  if (typeof value === "boolean" || value === undefined) return null;
  try {
    return readDType(value);
  } catch {
    return null;
  }
}

/** A dtype that is to look like another of its size, or to take its size where it has none. */
function asWideAs(element: DType, other: DType, isUnsized: boolean): DType {
  if (!isUnsized && element.itemsize !== other.itemsize) {
    throw new ValueError(
      `mismatch in size of old and new data-descriptor: ${element.itemsize} and ${other.itemsize} bytes`,
    );
  }
  if (other.names !== null && other.names.length > 0) {
    throw new DTypeError(
      `${element} can't have the fields of ${other}: view an array as the other dtype instead`,
    );
  }
  if (!isUnsized || element.subdtype !== null) return element;
  return scalarDType(element.typeName, element.byteorder, other.itemsize);
}

function sized(name: DTypeName, element: DType, length: number): DType {
  if (!Number.isInteger(length) || length < 0 || length > largestInt) {
    throw new ValueError(`invalid itemsize in generic type tuple: ${length}`);
  }
  return scalarDType(name, element.byteorder, element.kind === "U" ? length * 4 : length);
}

// --- objects ------------------------------------------------------------------------------------

// Float64Array and its like, by the table's view kind; the constructors of plain values beside them.
const constructors = new Map<unknown, DTypeName>([
  [Number, "float64"],
  [BigInt, "int64"],
  [Boolean, "bool"],
  [String, "str"],
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
  [Uint8ClampedArray, "uint8"],
  [Int16Array, "int16"],
  [Uint16Array, "uint16"],
  [Int32Array, "int32"],
  [Uint32Array, "uint32"],
  [BigInt64Array, "int64"],
  [BigUint64Array, "uint64"],
  [Float32Array, "float32"],
  [Float64Array, "float64"],
]);

function fromObject(spec: object, align: boolean): DType {
  const name = constructors.get(spec);
  if (name !== undefined) return scalarDType(name);
  const { dtype: carried, notADType } = spec as { dtype?: unknown; notADType?: unknown };
  if (carried instanceof DType) {
    if (!("storage" in spec)) return carried;
    throw new DTypeError("Cannot construct a dtype from an array (its own is its `dtype`)");
  }
  // Abstract scalar types (np.floating) say themselves why they are no dtype.
  if (typeof notADType === "string") throw new DTypeError(notADType);
  const prototype: unknown = Object.getPrototypeOf(spec);
  if (prototype !== Object.prototype && prototype !== null) throw notUnderstood(spec);
  return "names" in spec && "formats" in spec
    ? fromStructSpec(spec as StructSpec, align)
    : fromOffsets(spec as Record<string, unknown>, align);
}

const structKeys = ["names", "formats", "offsets", "titles", "itemsize", "aligned"];

function fromStructSpec(spec: StructSpec, align: boolean): DType {
  for (const key of Object.keys(spec)) {
    if (!structKeys.includes(key)) {
      throw new DTypeError(
        `a structured dtype has no entry '${key}'; it knows ${structKeys.join(", ")}`,
      );
    }
  }
  const { itemsize } = spec;
  const names = itemsOf(spec.names);
  const formats = itemsOf(spec.formats);
  const offsets = spec.offsets === undefined ? undefined : itemsOf(spec.offsets);
  const titles = spec.titles === undefined ? undefined : itemsOf(spec.titles);
  if (names === null) {
    throw new TypeError(`object of type '${pyType(spec.names)}' has no len() (names are a list)`);
  }
  // as NumPy has it, what is too long does no harm
  const isShort = (list: readonly unknown[] | null | undefined): boolean =>
    list === null || (list !== undefined && list.length < names.length);
  if (formats === null || isShort(formats) || isShort(offsets) || isShort(titles)) {
    throw new ValueError(
      "'names', 'formats', 'offsets', and 'titles' dict entries must have the same length",
    );
  }
  const known = { names, formats };
  const aligned = isAligned(spec.aligned) || align;
  const places: number[] = [];
  function* fields(): Generator<UnplacedField> {
    for (const [position, name] of known.names.entries()) {
      const element = readDType(known.formats[position], aligned);
      if (offsets) {
        const offset = wholeNumber(offsets[position]);
        places.push(givenOffset(offset, element, aligned));
      }
      if (typeof name !== "string") {
        throw new ValueError(`field names must be strings, got ${describe(name)}`);
      }
      const title = titles?.[position] ?? undefined;
      if (title === undefined) yield { name, dtype: element };
      else yield { name, title: titleOf(title), dtype: element };
    }
  }
  const checked = checkNames(fields());
  return placeFields(checked, {
    align: aligned,
    offsets: offsets ? places : undefined,
    itemsize: itemsize === undefined ? undefined : () => wholeNumber(itemsize),
  });
}

/** The items of a list, or the letters of a text; null for what has none. */
function itemsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return [...value];
  return typeof value === "object" && value !== null ? Object.keys(value) : null;
}

/** @throws ValueError for what is neither true nor false */
function isAligned(value: unknown): boolean {
  if (value === undefined || typeof value === "boolean") return value === true;
  throw new ValueError(
    `NumPy dtype descriptor includes 'aligned' entry, but its value is neither True nor False (it is ${describe(value)})`,
  );
}

/** An integer that C takes for an int. @throws TypeError, ValueError */
function wholeNumber(value: unknown): number {
  const number = integerOf(value);
  if (number === null) {
    throw new TypeError(
      typeof value === "boolean"
        ? `an integer is required (got ${describe(value)})`
        : `'${pyType(value)}' object cannot be interpreted as an integer (got ${describe(value)})`,
    );
  }
  if (Math.abs(number) <= largestInt) return number;
  throw new ValueError(`integer won't fit into a C int (got ${describe(value)})`);
}

/** A field's second name. @throws DTypeError for what is no text, which NumPy takes */
function titleOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new DTypeError(`a field's title must be text (got ${describe(value)})`);
}

function fromOffsets(spec: Record<string, unknown>, align: boolean): DType {
  const entries = Object.entries(spec).map(([name, entry]) => {
    if (!Array.isArray(entry) || entry.length < 2 || entry.length > 3) {
      throw new ValueError(
        `entry not a 2- or 3- tuple: '${name}' must be [dtype, offset] or [dtype, offset, title], ` +
          "or give both names and formats",
      );
    }
    const [format, offset, title] = entry as [DTypeLike, number, string?];
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new ValueError(`invalid offset. Field '${name}' has ${String(offset)}.`);
    }
    return { name, format: readDType(format, align), offset, title };
  });
  entries.sort((a, b) => a.offset - b.offset);
  return fromStructSpec(
    {
      names: entries.map((entry) => entry.name),
      formats: entries.map((entry) => entry.format),
      offsets: entries.map((entry) => entry.offset),
      titles: entries.map((entry) => entry.title),
    },
    align,
  );
}

/** The builtin dtype of each type number, in the table's order. */
export const builtinDTypes: readonly DType[] = scalarTypes.map((row) => scalarDType(row.name));
