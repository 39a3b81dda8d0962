// The class DType and its interned builtins. A DType only describes elements; how specifications are
// read is in dtype-parse.ts, how records are laid out in dtype-struct.ts, how dtypes are written in
// dtype-text.ts. Import from dtype.ts.

import { type DatetimeUnit, genericUnit } from "./datetime-unit.js";
import { fieldOf, namedFields, namesOf, sameDType } from "./dtype-fields.js";
import { type OrderRequest, readOrder } from "./dtype-order.js";
import { type DescrEntry, descrOf, dtypeRepr, dtypeStr, dtypeString } from "./dtype-text.js";
import { IndexError, InternalError, ValueError } from "./errors.js";
import { pyRepr, shown } from "./py-repr.js";
import type { ScalarClass } from "./scalar-class.js";
import { type DTypeKind, nativeOrder, type ScalarRow, scalarTypeByName } from "./scalar-types.js";
import type {
  DTypeKey,
  DTypeLike,
  DTypeLikeObject,
  DTypeName,
  FieldName,
  FieldOf,
  KeyOf,
  keyOf,
  PickFields,
} from "./types.js";

/** NumPy's byte order characters: native, little-endian, big-endian, not applicable. */
export type ByteOrder = "=" | "<" | ">" | "|";

/** A field of a structured dtype. */
export interface Field<D extends DTypeKey = DTypeKey> {
  readonly dtype: DType<D>;
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** A second name, where one was given. */
  readonly title?: string;
}

/** A field by position, as `structDType` takes it. */
export interface NamedField extends Field {
  readonly name: string;
}

/** The element and shape of a dtype whose elements are arrays. */
export interface SubDType {
  readonly base: DType;
  readonly shape: readonly number[];
}

interface DTypeParts {
  readonly row: ScalarRow;
  readonly char?: string;
  readonly itemsize: number;
  readonly alignment: number;
  readonly byteorder: ByteOrder;
  readonly names?: readonly string[];
  readonly fields?: ReadonlyMap<string, Field>;
  readonly subdtype?: SubDType;
  readonly isnative?: boolean;
  readonly isalignedstruct?: boolean;
  readonly flags?: number;
  readonly isbuiltin?: 0 | 1;
  readonly unit?: DatetimeUnit;
}

// NumPy's flag bits (`dtype.flags`): what an element needs.
const needsInit = 8;
const needsApi = 16;
const alignedStruct = 128;

function notInstalled(): never {
  throw new InternalError(
    "dtype-parse.ts and scalar-class.ts must be loaded before dtypes are used",
  );
}

/** What methods need of files that need this one; those files put it here when they are loaded. */
export const installed: {
  readDType: (spec: DTypeLike) => DType;
  scalarClassOf: (dtype: DType) => ScalarClass;
  /** Several values (an array, a list) as an array of the dtype; the value of an array without axes. */
  convertMany: (values: unknown, dtype: DType) => unknown;
} = { readDType: notInstalled, scalarClassOf: notInstalled, convertMany: notInstalled };

/**
 * How one element of an array is stored: its kind, size and byte order, and for records the fields.
 * Immutable. Builtin dtypes in either byte order exist once, so `===` works on them; `equals`
 * compares any two. Made by {@link dtype}, never with `new`.
 *
 * @example
 * ```ts
 * const person = np.dtype([["name", "U10"], ["age", "i4"]]);
 * person.itemsize; // => 44
 * person.field("age"); // => int32
 * person; // => [('name', '<U10'), ('age', '<i4')]
 * np.dtype("<f8").equals("float64"); // => true
 * ```
 */
export class DType<D extends DTypeKey = DTypeKey> {
  declare readonly [keyOf]: D;
  /** A letter for the kind of data: `b i u f c S U V M m`. */
  readonly kind: DTypeKind;
  /** NumPy's type character, one for each builtin dtype: `"d"` for float64. */
  readonly char: string;
  /** NumPy's type number, one for each builtin dtype: 12 for float64. */
  readonly num: number;
  /** Bytes of one element. */
  readonly itemsize: number;
  /** The byte boundary that elements should start on. */
  readonly alignment: number;
  /** `"="` native, `"<"` or `">"` where it differs from the machine's, `"|"` where none applies. */
  readonly byteorder: ByteOrder;
  /** Whether every number in an element has the machine's byte order. */
  readonly isnative: boolean;
  /** The builtin dtype's name without size or byte order: `"float64"`, `"str"`, `"void"`. */
  readonly typeName: DTypeName;
  /** Field names in order, or null where the dtype is not structured. */
  readonly names: readonly string[] | null;
  /** Fields by name, and by title where they have one; null where the dtype is not structured. */
  readonly fields: ReadonlyMap<string, Field> | null;
  /** Element and shape of a sub-array dtype such as `"(2,3)f4"`, or null. */
  readonly subdtype: SubDType | null;
  /** Whether the fields were laid out with the alignment of a C struct. */
  readonly isalignedstruct: boolean;
  /** 1 for a builtin dtype in native byte order, 0 for every other. */
  readonly isbuiltin: 0 | 1;
  /** NumPy's flag bits. */
  readonly flags: number;
  /** What a datetime64 or timedelta64 counts; null for every other dtype. NumPy has `np.datetime_data`. */
  readonly unit: DatetimeUnit | null;

  /** @internal Use {@link dtype}. */
  constructor(parts: DTypeParts) {
    if (typeof parts?.row !== "object") {
      throw new TypeError("dtypes are made by np.dtype(…), never with new");
    }
    this.kind = parts.row.kind;
    this.char = parts.char ?? parts.row.char;
    this.num = parts.row.num;
    this.itemsize = parts.itemsize;
    this.alignment = parts.alignment;
    this.byteorder = parts.byteorder;
    this.isnative = parts.isnative ?? (parts.byteorder === "=" || parts.byteorder === "|");
    this.typeName = parts.row.name;
    this.names = parts.names ?? null;
    this.fields = parts.fields ?? null;
    this.subdtype = parts.subdtype ?? null;
    this.isalignedstruct = parts.isalignedstruct ?? false;
    this.isbuiltin = parts.isbuiltin ?? 0;
    this.flags = parts.flags ?? (parts.row.kind === "U" ? needsInit : 0);
    this.unit = parts.unit ?? null;
    Object.freeze(this);
  }

  /** The name with the size in bits: `"float64"`, `"str320"` for `"U10"`, `"void96"`, or the unit: `"datetime64[D]"`. */
  get name(): string {
    if (this.unit !== null) return `${this.typeName}${this.unit.text}`;
    const sized = this.kind === "S" || this.kind === "U" || this.kind === "V";
    return sized && this.itemsize > 0 ? `${this.typeName}${this.itemsize * 8}` : this.typeName;
  }

  /** The scalar type of an element: `np.float64` for float64. */
  get type(): ScalarClass {
    return installed.scalarClassOf(this);
  }

  /** Byte order, kind and size: `"<f8"`, `"|S5"`, `"<U10"`; a record is `"|V"` and its size. */
  get str(): string {
    return dtypeStr(this);
  }

  /** The dtype of the elements of a sub-array dtype; of any other, the dtype itself. */
  get base(): DType {
    return this.subdtype ? this.subdtype.base : this;
  }

  /** The shape of a sub-array dtype; of any other, `[]`. */
  get shape(): readonly number[] {
    return this.subdtype ? this.subdtype.shape : noShape;
  }

  /** The number of dimensions of a sub-array dtype; of any other, 0. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Whether elements hold references to objects: never, here. */
  get hasobject(): boolean {
    return false;
  }

  /** NumPy's place for remarks on a dtype; strided keeps none. */
  get metadata(): null {
    return null;
  }

  /**
   * The fields as nested lists, with padding as nameless void entries: the array interface's `descr`.
   *
   * @throws ValueError where fields overlap or are out of order.
   */
  get descr(): readonly DescrEntry[] {
    return descrOf(this);
  }

  /**
   * The dtype of one field, by name, title or position; or, given a list of names, a dtype with only
   * those fields, at the same offsets and of the same itemsize. NumPy writes `dt["age"]`.
   *
   * @throws ValueError where there is no such field.
   * @throws IndexError where a position is out of range.
   *
   * @example
   * ```ts
   * const point = np.dtype([["x", "f8"], ["y", "f8"], ["label", "S4"]]);
   * point.field("y"); // => float64
   * point.field(-1); // => |S4
   * point.field(["x", "label"]).itemsize; // => 20
   * ```
   */
  // Generic in `this`, not in D: DType<D> would else not be assignable to DType.
  /**
   * The dtype of one field, as NumPy's `dtype["age"]`, or of several, with their offsets kept, as
   * `dtype[["name", "age"]]`.
   *
   * @returns a dtype
   * @throws ValueError for a field there is not, IndexError for a position beyond the last field
   * @example
   * ```ts
   * const person = np.dtype([["name", "U10"], ["age", "i4"]]);
   * person.field("age"); // => int32
   * ```
   */
  field<This extends DTypeLikeObject<DTypeKey>, const N extends FieldNames<KeyOf<This>>>(
    this: This,
    name: N,
  ): DType<FieldKeys<KeyOf<This>, N>>;
  field(index: number): DType;
  field<This extends DTypeLikeObject<DTypeKey>, const N extends FieldNames<KeyOf<This>>>(
    this: This,
    names: readonly N[],
  ): DType<PickedKeys<KeyOf<This>, N>>;
  field(key: string | number | readonly string[]): DType {
    if (Array.isArray(key)) return pickFields(this, key);
    if (typeof key === "string") return fieldOf(this, key).dtype;
    const names = namesOf(this);
    const index = indexOfField(key);
    const name = names.at(index);
    if (name === undefined || index < -names.length) {
      throw new IndexError(`Field index ${key} out of range. (${this} has ${names.length} fields)`);
    }
    return fieldOf(this, name).dtype;
  }

  /**
   * The same dtype in another byte order, in every field of a record.
   *
   * @param order `"S"` swaps (the default); `"="`, `"<"`, `">"`; `"|"` changes nothing. NumPy's
   *   words (`"little"`, `"big"`, `"native"`, `"swap"`, `"ignore"`) work too.
   * @throws ValueError for any other order.
   *
   * @example
   * ```ts
   * np.dtype("f8").newbyteorder(); // => >f8
   * np.dtype(">f8").newbyteorder("native"); // => float64
   * ```
   */
  newbyteorder(order = "S"): DType<D> {
    return withByteOrder(this, readOrder(order)) as DType<D>;
  }

  /**
   * Whether both dtypes store and mean the same: NumPy's `==`. The other may be any specification.
   *
   * @example
   * ```ts
   * np.dtype("float64").equals("<f8"); // => true
   * np.dtype("float64").equals(">f8"); // => false
   * ```
   */
  equals(other: DTypeLike): boolean {
    if ((this as unknown) === other) return true;
    try {
      return sameDType(this, other instanceof DType ? other : installed.readDType(other));
    } catch {
      // what is no dtype is another
      return false;
    }
  }

  /** NumPy's `str(dtype)`: `float64`, `<U10`, `[('a', '<i4')]`. */
  toString(): string {
    return dtypeString(this);
  }

  /**
   * What `JSON.stringify` writes of a dtype: its code, or the fields; `np.dtype` reads either.
   *
   * @returns a string, or for a structured dtype a list of its fields
   */
  toJSON(): unknown {
    return this.fields === null ? this.str : this.descr;
  }

  /**
   * NumPy's `repr(dtype)`: `dtype('float64')`, `dtype([('a', '<i4')])`.
   *
   * @example
   * ```ts
   * np.dtype("f8").repr(); // => dtype('float64')
   * ```
   */
  repr(): string {
    return dtypeRepr(this);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.repr();
  }
}

/** Field names a dtype is known to have; any string where its key is not known to the compiler. */
type FieldNames<D> = DTypeKey extends D
  ? string
  : [FieldName<D>] extends [never]
    ? D extends DTypeName
      ? never
      : string
    : FieldName<D>;

type FieldKeys<D, N extends string> = [FieldOf<D, N>] extends [never]
  ? DTypeKey
  : Extract<FieldOf<D, N>, DTypeKey>;

type PickedKeys<D, N extends string> = [PickFields<D, N>] extends [never]
  ? DTypeKey
  : PickFields<D, N>;

const noShape: readonly number[] = Object.freeze([]);

// --- construction -------------------------------------------------------------------------------

const interned = new Map<string, DType>();

// Strings and void longer than this are not kept: a program that makes many would never free them.
const longestInterned = 4096;

function hasByteOrder(row: ScalarRow): boolean {
  return row.kind === "U" || (row.view !== null && row.alignment > 1);
}

function hasUnit(row: ScalarRow): boolean {
  return row.kind === "M" || row.kind === "m";
}

/**
 * A builtin dtype of `itemsize` bytes in a byte order, always the same object for the same request.
 *
 * @param unit - what a datetime64 or timedelta64 counts
 */
export function scalarDType(
  name: DTypeName,
  order: ByteOrder = "=",
  itemsize: number = scalarTypeByName.get(name)!.itemsize,
  unit: DatetimeUnit = genericUnit,
): DType {
  const row = scalarTypeByName.get(name)!;
  const swapped = (order === "<" || order === ">") && order !== nativeOrder && hasByteOrder(row);
  const byteorder = swapped ? (order as ByteOrder) : hasByteOrder(row) ? "=" : "|";
  const timed = hasUnit(row);
  const key = timed ? `${byteorder}${name}${unit.text}` : `${byteorder}${name}${itemsize}`;
  const known = interned.get(key);
  if (known !== undefined) return known;
  const isbuiltin = itemsize === row.itemsize && !swapped && !timed ? 1 : 0;
  const parts = { row, itemsize, alignment: row.alignment, byteorder, isbuiltin } as const;
  const made = new DType(timed ? { ...parts, unit } : parts);
  if (itemsize <= longestInterned) interned.set(key, made);
  return made;
}

/** The dtype of one byte as a character (`"c"`): equal to `"S1"`, with a type character of its own. */
export const characterDType: DType = new DType({
  row: scalarTypeByName.get("bytes")!,
  char: "c",
  itemsize: 1,
  alignment: 1,
  byteorder: "|",
});

/** A dtype whose elements are arrays of `base`. The shape is taken as valid. */
export function subArrayDType(base: DType, shape: readonly number[]): DType {
  return new DType({
    row: scalarTypeByName.get("void")!,
    itemsize: shape.reduce((product, length) => product * length, base.itemsize),
    alignment: base.alignment,
    byteorder: "|",
    subdtype: Object.freeze({ base, shape: Object.freeze([...shape]) }),
    // as NumPy has it: an array of swapped numbers is bytes to it
    isnative: true,
    isalignedstruct: base.isalignedstruct,
    flags: base.flags,
  });
}

/** A structured dtype of fields at given offsets. Names, titles and offsets are taken as valid. */
export function structDType(
  fields: readonly NamedField[],
  itemsize: number,
  aligned: boolean,
  alignment = aligned ? Math.max(1, ...fields.map((field) => field.dtype.alignment)) : 1,
  inherited = 0,
  titlesFirst = false,
): DType {
  const byName = new Map<string, Field>();
  let flags = inherited | needsApi | (aligned ? alignedStruct : 0);
  for (const { name, title, dtype, offset } of fields) {
    const field = Object.freeze(title === undefined ? { dtype, offset } : { dtype, offset, title });
    if (title !== undefined && titlesFirst) byName.set(title, field);
    byName.set(name, field);
    if (title !== undefined) byName.set(title, field);
    flags |= dtype.flags & ~alignedStruct;
  }
  return new DType({
    row: scalarTypeByName.get("void")!,
    itemsize,
    alignment,
    byteorder: "|",
    names: Object.freeze(fields.map((field) => field.name)),
    fields: byName,
    isnative: fields.every((field) => field.dtype.isnative),
    isalignedstruct: aligned,
    flags,
  });
}

// --- methods ------------------------------------------------------------------------------------

/** A field's position. @throws TypeError for what is none */
function indexOfField(key: unknown): number {
  const isIndex = typeof key === "bigint" || Number.isInteger(key);
  return isIndex ? Number(key) : refuseKey(key);
}

function refuseKey(key: unknown): never {
  throw new TypeError(
    `Field key must be an integer field offset, single field name, or list of field names. (got ${shown(key)})`,
  );
}

function pickFields(dtype: DType, names: readonly string[]): DType {
  if (namesOf(dtype) && names.some((name) => typeof name !== "string")) refuseKey(names);
  const seen = new Set<string>();
  const known = namesOf(dtype);
  const fields = (names as readonly string[]).map((name) => {
    if (!known.includes(name)) {
      throw new ValueError(
        dtype.fields!.has(name)
          ? `cannot use field titles in multi-field index (${pyRepr(name)} is a title)`
          : `${String(name)} is no field. The fields are: ${known.map(pyRepr).join(", ")}.`,
      );
    }
    const field = fieldOf(dtype, name);
    if (seen.has(name)) throw new ValueError(`duplicate field of name ${pyRepr(name)}`);
    seen.add(name);
    return { name, ...field };
  });
  // The view keeps the record's size and offsets: it is a window on the same memory.
  // As in NumPy it is still an aligned struct, but asks for no alignment, and keeps titles before names.
  return structDType(fields, dtype.itemsize, dtype.isalignedstruct, 1, dtype.flags, true);
}

const opposite = nativeOrder === "<" ? ">" : "<";

function withByteOrder(dtype: DType, request: OrderRequest): DType {
  if (request === "keep") return dtype;
  if (dtype.names !== null) {
    const fields = namedFields(dtype).map((field) => ({
      ...field,
      dtype: withByteOrder(field.dtype, request),
    }));
    return structDType(fields, dtype.itemsize, dtype.isalignedstruct);
  }
  if (dtype.subdtype !== null) {
    return subArrayDType(withByteOrder(dtype.subdtype.base, request), dtype.subdtype.shape);
  }
  if (dtype.byteorder === "|") return dtype;
  const order = request === "swap" ? (dtype.isnative ? opposite : "=") : request;
  return scalarDType(dtype.typeName, order, dtype.itemsize, dtype.unit ?? undefined);
}

/** The same kind of instants or time spans counted in another unit, in native byte order. */
export function withUnit(dtype: DType, unit: DatetimeUnit): DType {
  return scalarDType(dtype.typeName, "=", dtype.itemsize, unit);
}
