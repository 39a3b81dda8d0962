// NumPy's scalar types as values: np.float64 and its like, which name a dtype and convert one value,
// and the abstract types above them (np.floating), which only classify. What converting means is in
// scalar-convert.ts; tests for kinds are in subtypes.ts.

import {
  type Datetime64Class,
  makeDatetime,
  makeTimedelta,
  type Timedelta64Class,
} from "./datetime-class.js";
import { type DType, installed, scalarDType } from "./dtype-class.js";
import { DTypeError } from "./errors.js";
import type { NDArray } from "./ndarray.js";
import { complexOf, convertScalar, isElement } from "./scalar-convert.js";
import type { DTypeKind, DTypeName } from "./scalar-types.js";
import type { ItemOf } from "./types.js";

/**
 * A type that classifies dtypes but is none: `np.floating`, `np.integer`. Like every scalar type it stands right of
 * `instanceof`: a value is an instance where an element of a dtype below the type can be that value. JavaScript
 * does not tell 3.0 from 3, so 3 is both an `np.integer` and an `np.floating`.
 */
export interface AbstractScalarClass {
  /** Calling is an error: no value is of an abstract type alone. @throws DTypeError */
  (value?: unknown): never;
  /** NumPy's name of it. */
  readonly name: string;
  /** The type above, or null for `np.generic`. */
  readonly base: AbstractScalarClass | null;
  /** NumPy's sentence for whoever takes it for a dtype. */
  readonly notADType: string;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** Whether a value is an abstract scalar type. */
export function isAbstract(value: unknown): value is AbstractScalarClass {
  return typeof value === "function" && "notADType" in value;
}

function abstractClass(
  name: string,
  base: AbstractScalarClass | null,
  notADType: string,
  mend = "call a concrete type such as np.float64",
): AbstractScalarClass {
  const refuse = () => {
    throw new DTypeError(`cannot create 'numpy.${name}' instances: ${mend}`);
  };
  const text = { value: () => `<class 'numpy.${name}'>` };
  const made: AbstractScalarClass = Object.defineProperties(
    refuse as unknown as AbstractScalarClass,
    {
      name: { value: name },
      base: { value: base },
      notADType: { value: notADType },
      toString: text,
      [Symbol.for("nodejs.util.inspect.custom")]: text,
      [Symbol.hasInstance]: {
        value: (value: unknown) =>
          classes.some(
            (one) => isBelow(one, made) && value instanceof (one as unknown as () => void),
          ),
      },
    },
  );
  return Object.freeze(made);
}

function isBelow(type: ScalarClass, above: AbstractScalarClass): boolean {
  let base: AbstractScalarClass | null = type.base;
  while (base !== null && base !== above) base = base.base;
  return base !== null;
}

/**
 * The scalar type of a builtin dtype: usable wherever a dtype is, and callable to convert one value as
 * NumPy converts it. The result is a JavaScript value: `np.float32(0.1)` is the nearest float32 as a
 * number, `np.int8(300)` throws.
 */
export interface ScalarClass<D extends DTypeName = DTypeName> {
  /**
   * Converts one value, and an array or a list of numbers to an array of the dtype (an array of the dtype is itself, others are copied); without a value, gives
   * the type's zero.
   *
   * @throws OverflowError for an integer that does not fit, ValueError for text that is no number.
   */
  (values: NDArray | ArrayBufferView | readonly unknown[]): NDArray;
  (value?: unknown): ItemOf<D>;
  /** The dtype this names. */
  readonly dtype: DType<D>;
  /** NumPy's name of it: `"float64"`, `"str_"`. */
  readonly name: string;
  /** The abstract type above it. */
  readonly base: AbstractScalarClass;
  /** Whether an element of the type can have this value: `1.5 instanceof np.float64`. */
  [Symbol.hasInstance](value: unknown): boolean;
}

/** A complex scalar type, which takes a real and an imaginary part too. */
export interface ComplexScalarClass<D extends "complex64" | "complex128"> extends ScalarClass<D> {
  /** @throws TypeError for parts that are no real numbers */
  (real: number, imaginary: number): ItemOf<D>;
}

const genericSentence = "Converting `np.generic` to a dtype is not allowed.";
const inexactSentence = "Converting `np.inexact` or `np.floating` to a dtype not allowed";
const integerSentence = "Converting 'np.integer' or 'np.signedinteger' to a dtype is not allowed";

/** The root of all scalar types. */
export const generic = abstractClass("generic", null, genericSentence);
/** Integers, floats and complex numbers. Booleans are none. */
export const number = abstractClass("number", generic, inexactSentence);
/** Signed and unsigned integers. */
export const integer = abstractClass("integer", number, integerSentence);
/** Signed integers. */
export const signedinteger = abstractClass("signedinteger", integer, integerSentence);
/** Unsigned integers. */
export const unsignedinteger = abstractClass(
  "unsignedinteger",
  integer,
  "Converting `np.unsignedinteger` to a dtype is not allowed",
);
/** Floats and complex numbers. */
export const inexact = abstractClass("inexact", number, inexactSentence);
/** Real floating-point numbers. */
export const floating = abstractClass("floating", inexact, inexactSentence);
/** Complex numbers. */
export const complexfloating = abstractClass(
  "complexfloating",
  inexact,
  "Converting `np.complexfloating` to a dtype is not allowed",
);
/** Types whose elements have any size: strings and void. */
export const flexible = abstractClass("flexible", generic, genericSentence);
/** Byte strings and strings. */
export const character = abstractClass(
  "character",
  flexible,
  "Converting `np.character` to a dtype is not allowed",
);

/**
 * Objects, for which strided has no dtype: the type exists so that questions about it have answers.
 * `np.dtype(np.object_)` throws.
 */
export const object_ = abstractClass(
  "object_",
  generic,
  "strided has no object dtype: array memory is bytes, which the collector does not look into. " +
    "Keep the objects in a JavaScript array, and their numbers or texts in an array",
  "strided has no object dtype; a JavaScript value needs no conversion to be an object",
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
  M: generic,
  m: signedinteger,
};

function scalarClass<D extends DTypeName>(
  typeName: D,
  make?: (...given: readonly unknown[]) => unknown,
): ScalarClass<D> {
  const dtype = scalarDType(typeName) as DType as DType<D>;
  const convert =
    make === undefined
      ? (value?: unknown, imaginary?: unknown) =>
          dtype.kind === "c" && imaginary !== undefined
            ? complexOf(value, imaginary, dtype)
            : convertScalar(value, dtype)
      : (...given: readonly unknown[]) => make(...given);
  const name = typeName === "str" || typeName === "bytes" ? `${typeName}_` : typeName;
  const text = { value: () => `<class 'numpy.${name}'>` };
  Object.defineProperties(convert, {
    name: { value: name },
    dtype: { value: dtype },
    base: { value: parents[dtype.kind]! },
    [Symbol.hasInstance]: { value: (given: unknown) => isElement(given, dtype) },
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
export const complex64 = scalarClass("complex64") as ComplexScalarClass<"complex64">;
/** Complex numbers of two float64. */
export const complex128 = scalarClass("complex128") as ComplexScalarClass<"complex128">;
/** Byte strings. */
export const bytes_ = scalarClass("bytes");
/** Strings of Unicode code points. */
export const str_ = scalarClass("str");
/** Raw bytes and records. NumPy's `np.void`. */
export const voidClass = scalarClass("void");
/** Instants. */
export const datetime64 = scalarClass("datetime64", makeDatetime) as Datetime64Class;
/** Spans of time. */
export const timedelta64 = scalarClass("timedelta64", makeTimedelta) as Timedelta64Class;

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
  datetime64,
  timedelta64,
];

const classByName = new Map(classes.map((one) => [one.dtype.typeName, one]));

/** The scalar type of a dtype's elements. */
export function scalarClassOf(dtype: DType): ScalarClass {
  return classByName.get(dtype.typeName)!;
}

installed.scalarClassOf = scalarClassOf;
