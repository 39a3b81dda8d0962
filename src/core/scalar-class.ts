// NumPy's scalar types as values: np.float64 and its like, which name a dtype and convert one value,
// and the abstract types above them (np.floating), which only classify. What converting means is in
// scalar-convert.ts; tests for kinds are in subtypes.ts.

import { type DType, installed, scalarDType } from "./dtype-class.js";
import { convertScalar } from "./scalar-convert.js";
import type { DTypeKind, DTypeName } from "./scalar-types.js";
import type { ItemOf } from "./types.js";

/** A type that classifies dtypes but is none: `np.floating`, `np.integer`. */
export class AbstractScalarClass {
  /** NumPy's name of it. */
  readonly name: string;
  /** The type above, or null for `np.generic`. */
  readonly base: AbstractScalarClass | null;
  /** NumPy's sentence for whoever takes it for a dtype. */
  readonly notADType: string;

  constructor(name: string, base: AbstractScalarClass | null, notADType: string) {
    this.name = name;
    this.base = base;
    this.notADType = notADType;
    Object.freeze(this);
  }

  /** `<class 'numpy.floating'>`, as NumPy writes it. */
  toString(): string {
    return `<class 'numpy.${this.name}'>`;
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * The scalar type of a builtin dtype: usable wherever a dtype is, and callable to convert one value as
 * NumPy converts it. The result is a JavaScript value: `np.float32(0.1)` is the nearest float32 as a
 * number, `np.int8(300)` throws.
 */
export interface ScalarClass<D extends DTypeName = DTypeName> {
  /**
   * Converts one value; without a value, gives the type's zero.
   *
   * @throws OverflowError for an integer that does not fit, ValueError for text that is no number.
   */
  (value?: unknown): ItemOf<D>;
  /** The dtype this names. */
  readonly dtype: DType<D>;
  /** NumPy's name of it: `"float64"`, `"str_"`. */
  readonly name: string;
  /** The abstract type above it. */
  readonly base: AbstractScalarClass;
}

const genericSentence = "Converting `np.generic` to a dtype is not allowed.";
const inexactSentence = "Converting `np.inexact` or `np.floating` to a dtype not allowed";
const integerSentence = "Converting 'np.integer' or 'np.signedinteger' to a dtype is not allowed";

/** The root of all scalar types. */
export const generic = new AbstractScalarClass("generic", null, genericSentence);
/** Integers, floats and complex numbers. Booleans are none. */
export const number = new AbstractScalarClass("number", generic, inexactSentence);
/** Signed and unsigned integers. */
export const integer = new AbstractScalarClass("integer", number, integerSentence);
/** Signed integers. */
export const signedinteger = new AbstractScalarClass("signedinteger", integer, integerSentence);
/** Unsigned integers. */
export const unsignedinteger = new AbstractScalarClass(
  "unsignedinteger",
  integer,
  "Converting `np.unsignedinteger` to a dtype is not allowed",
);
/** Floats and complex numbers. */
export const inexact = new AbstractScalarClass("inexact", number, inexactSentence);
/** Real floating-point numbers. */
export const floating = new AbstractScalarClass("floating", inexact, inexactSentence);
/** Complex numbers. */
export const complexfloating = new AbstractScalarClass(
  "complexfloating",
  inexact,
  "Converting `np.complexfloating` to a dtype is not allowed",
);
/** Types whose elements have any size: strings and void. */
export const flexible = new AbstractScalarClass("flexible", generic, genericSentence);
/** Byte strings and strings. */
export const character = new AbstractScalarClass(
  "character",
  flexible,
  "Converting `np.character` to a dtype is not allowed",
);

const parents: Readonly<Partial<Record<DTypeKind, AbstractScalarClass>>> = {
  b: generic,
  i: signedinteger,
  u: unsignedinteger,
  f: floating,
  c: complexfloating,
  S: character,
  U: character,
  V: flexible,
};

function scalarClass<D extends DTypeName>(typeName: D): ScalarClass<D> {
  const dtype = scalarDType(typeName) as DType as DType<D>;
  const convert = (value?: unknown) => convertScalar(value, dtype) as ItemOf<D>;
  const name = typeName === "str" || typeName === "bytes" ? `${typeName}_` : typeName;
  const text = { value: () => `<class 'numpy.${name}'>` };
  Object.defineProperties(convert, {
    name: { value: name },
    dtype: { value: dtype },
    base: { value: parents[dtype.kind]! },
    toString: text,
    [Symbol.for("nodejs.util.inspect.custom")]: text,
  });
  return Object.freeze(convert) as unknown as ScalarClass<D>;
}

/** Booleans. */
export const bool = scalarClass("bool");
/** Signed 8-bit integers. */
export const int8 = scalarClass("int8");
/** Unsigned 8-bit integers. */
export const uint8 = scalarClass("uint8");
/** Signed 16-bit integers. */
export const int16 = scalarClass("int16");
/** Unsigned 16-bit integers. */
export const uint16 = scalarClass("uint16");
/** Signed 32-bit integers. */
export const int32 = scalarClass("int32");
/** Unsigned 32-bit integers. */
export const uint32 = scalarClass("uint32");
/** Signed 64-bit integers. */
export const int64 = scalarClass("int64");
/** Unsigned 64-bit integers. */
export const uint64 = scalarClass("uint64");
/** Half-precision floats. */
export const float16 = scalarClass("float16");
/** Single-precision floats. */
export const float32 = scalarClass("float32");
/** Double-precision floats, JavaScript's numbers. */
export const float64 = scalarClass("float64");
/** Complex numbers of two float32. */
export const complex64 = scalarClass("complex64");
/** Complex numbers of two float64. */
export const complex128 = scalarClass("complex128");
/** Byte strings. */
export const bytes_ = scalarClass("bytes");
/** Strings of Unicode code points. */
export const str_ = scalarClass("str");
/** Raw bytes and records. NumPy's `np.void`. */
export const voidClass = scalarClass("void");

const classes: readonly ScalarClass[] = [
  bool,
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float16,
  float32,
  float64,
  complex64,
  complex128,
  bytes_,
  str_,
  voidClass,
];

const classByName = new Map(classes.map((one) => [one.dtype.typeName, one]));

/** The scalar type of a dtype's elements. */
export function scalarClassOf(dtype: DType): ScalarClass {
  return classByName.get(dtype.typeName)!;
}

installed.scalarClassOf = scalarClassOf;
