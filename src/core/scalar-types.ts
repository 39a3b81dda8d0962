// The one table of builtin dtypes: spellings, sizes and the safe-cast relation. Parsing, promotion,
// scalar type objects, kernels and the type-level keys derive from it; no other list of dtypes may
// exist. Values are NumPy 2's on 64-bit Linux, where `long` is int64.

/** NumPy's kind letters. */
export type DTypeKind = "b" | "i" | "u" | "f" | "c" | "S" | "U" | "V" | "M" | "m";

/** The typed array of `BufferViews` that reads one component of an element in native byte order. */
export type ViewKind = "u8" | "i8" | "u16" | "i16" | "u32" | "i32" | "u64" | "i64" | "f32" | "f64";

interface Row {
  readonly name: string;
  /** NumPy's type character (`dtype.char`). */
  readonly char: string;
  /** NumPy's type number (`dtype.num`). */
  readonly num: number;
  readonly kind: DTypeKind;
  /** Bytes of one element; 0 where the size is part of the dtype (strings, void). */
  readonly itemsize: number;
  readonly alignment: number;
  /** How a component's bits are read; null where elements are byte strings. */
  readonly view: ViewKind | null;
  /** Characters that NumPy gives a number when it becomes a string; 0 for what is none. */
  readonly text: number;
  /** Further names and characters that `dtype()` understands. */
  readonly aliases: readonly string[];
  /** The nearest dtypes that hold every value of this one; safe casting is the transitive closure. */
  readonly safe: readonly string[];
}

/**
 * Builtin dtypes, in the order in which promotion prefers them: of the dtypes that two dtypes can
 * both be cast to safely, the first in this table is the promoted one.
 */
export const scalarTypes = [
  {
    name: "bool",
    char: "?",
    num: 0,
    kind: "b",
    itemsize: 1,
    alignment: 1,
    view: "u8",
    text: 5,
    aliases: ["bool_"],
    safe: ["int8", "uint8"],
  },
  {
    name: "int8",
    char: "b",
    num: 1,
    kind: "i",
    itemsize: 1,
    alignment: 1,
    view: "i8",
    text: 4,
    aliases: ["byte"],
    safe: ["int16", "float16"],
  },
  {
    name: "uint8",
    char: "B",
    num: 2,
    kind: "u",
    itemsize: 1,
    alignment: 1,
    view: "u8",
    text: 3,
    aliases: ["ubyte"],
    safe: ["int16", "uint16", "float16"],
  },
  {
    name: "int16",
    char: "h",
    num: 3,
    kind: "i",
    itemsize: 2,
    alignment: 2,
    view: "i16",
    text: 6,
    aliases: ["short"],
    safe: ["int32", "float32"],
  },
  {
    name: "uint16",
    char: "H",
    num: 4,
    kind: "u",
    itemsize: 2,
    alignment: 2,
    view: "u16",
    text: 5,
    aliases: ["ushort"],
    safe: ["int32", "uint32", "float32"],
  },
  {
    name: "int32",
    char: "i",
    num: 5,
    kind: "i",
    itemsize: 4,
    alignment: 4,
    view: "i32",
    text: 11,
    aliases: ["intc"],
    safe: ["int64", "float64"],
  },
  {
    name: "uint32",
    char: "I",
    num: 6,
    kind: "u",
    itemsize: 4,
    alignment: 4,
    view: "u32",
    text: 10,
    aliases: ["uintc"],
    safe: ["int64", "uint64", "float64"],
  },
  {
    name: "int64",
    char: "l",
    num: 7,
    kind: "i",
    itemsize: 8,
    alignment: 8,
    view: "i64",
    text: 21,
    aliases: ["int", "int_", "intp", "long", "longlong", "q", "p", "n"],
    safe: ["float64"],
  },
  {
    name: "uint64",
    char: "L",
    num: 8,
    kind: "u",
    itemsize: 8,
    alignment: 8,
    view: "u64",
    text: 20,
    aliases: ["uint", "uintp", "ulong", "ulonglong", "Q", "P", "N"],
    safe: ["float64"],
  },
  {
    name: "float16",
    char: "e",
    num: 23,
    kind: "f",
    itemsize: 2,
    alignment: 2,
    view: "u16",
    text: 32,
    aliases: ["half"],
    safe: ["float32"],
  },
  {
    name: "float32",
    char: "f",
    num: 11,
    kind: "f",
    itemsize: 4,
    alignment: 4,
    view: "f32",
    text: 32,
    aliases: ["single"],
    safe: ["float64", "complex64"],
  },
  {
    name: "float64",
    char: "d",
    num: 12,
    kind: "f",
    itemsize: 8,
    alignment: 8,
    view: "f64",
    text: 32,
    aliases: ["float", "double", "longdouble", "g"],
    safe: ["complex128"],
  },
  {
    name: "complex64",
    char: "F",
    num: 14,
    kind: "c",
    itemsize: 8,
    alignment: 4,
    view: "f32",
    text: 64,
    aliases: ["csingle"],
    safe: ["complex128"],
  },
  {
    name: "complex128",
    char: "D",
    num: 15,
    kind: "c",
    itemsize: 16,
    alignment: 8,
    view: "f64",
    text: 64,
    aliases: ["complex", "cdouble", "clongdouble", "G"],
    safe: [],
  },
  {
    name: "bytes",
    char: "S",
    num: 18,
    kind: "S",
    itemsize: 0,
    alignment: 1,
    view: null,
    text: 0,
    aliases: ["bytes_", "a"],
    safe: [],
  },
  {
    name: "str",
    char: "U",
    num: 19,
    kind: "U",
    itemsize: 0,
    alignment: 4,
    view: null,
    text: 0,
    aliases: ["str_", "unicode"],
    safe: [],
  },
  {
    name: "void",
    char: "V",
    num: 20,
    kind: "V",
    itemsize: 0,
    alignment: 1,
    view: null,
    text: 0,
    aliases: [],
    safe: [],
  },
  {
    name: "datetime64",
    char: "M",
    num: 21,
    kind: "M",
    itemsize: 8,
    alignment: 8,
    view: "i64",
    text: 0,
    aliases: [],
    safe: [],
  },
  {
    name: "timedelta64",
    char: "m",
    num: 22,
    kind: "m",
    itemsize: 8,
    alignment: 8,
    view: "i64",
    text: 0,
    aliases: [],
    safe: [],
  },
] as const satisfies readonly Row[];

export type ScalarRow = (typeof scalarTypes)[number];

/** The name of a builtin dtype, without size: `"float64"`, `"str"`, `"void"`. */
export type DTypeName = ScalarRow["name"];

/** The row of each builtin dtype, by name. */
export const scalarTypeByName: ReadonlyMap<string, ScalarRow> = new Map(
  scalarTypes.map((row) => [row.name, row]),
);

/** Names, characters and aliases of each builtin dtype: what `dtype()` takes without a byte order. */
export const scalarTypeBySpelling: ReadonlyMap<string, ScalarRow> = new Map(
  scalarTypes.flatMap((row) =>
    [row.name, row.char, ...row.aliases].map((spelling) => [spelling, row] as const),
  ),
);

/** Kind and byte count together (`f8`), for the dtypes of one size. */
export const scalarTypeByCode: ReadonlyMap<string, ScalarRow> = new Map(
  scalarTypes
    .filter((row) => row.itemsize > 0)
    .map((row) => [`${row.kind}${row.itemsize}`, row] as const),
);

/** NumPy dtypes that strided does not have, by spelling, under the name NumPy prints. */
export const unsupportedTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    object: ["O", "O8", "object", "object_"],
    float128: ["f16", "float128"],
    complex256: ["c32", "complex256"],
    StringDType: ["T"],
  }).flatMap(([name, spellings]) => spellings.map((spelling) => [spelling, name] as const)),
);

/** This machine's byte order, as dtype strings write it. */
export const nativeOrder: "<" | ">" =
  new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? "<" : ">";
