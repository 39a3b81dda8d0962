// np.dtypes: one class for each builtin dtype, for instanceof checks and as constructors. Each stands for its row
// of the table in scalar-types.ts; dtypes themselves are made by dtype-class.ts.

import { DType, type DTypeName, scalarDType } from "./dtype.js";
import { DTypeError, ValueError } from "./errors.js";
import { pythonType } from "./python-values.js";
import { type ScalarClass, scalarClassOf } from "./scalar-class.js";
import type { DTypeKind } from "./scalar-types.js";

/** The class of a builtin dtype in any byte order: call it, or use it right of `instanceof`. */
export interface DTypeClass<D extends DTypeName = DTypeName> {
  /** The dtype in the machine's byte order; the same object every time. */
  (): DType<D>;
  new (): DType<D>;
  /** NumPy's name of it: `"Float64DType"`. */
  readonly name: string;
  /** The dtype, so that the class itself can be given where a dtype is asked for. */
  readonly dtype: DType<D>;
  /** The scalar type of its elements. */
  readonly type: ScalarClass<D>;
  [Symbol.hasInstance](value: unknown): value is DType<D>;
}

/** The class of the dtypes of strings: they have a size. */
export interface SizedDTypeClass<D extends DTypeName>
  extends Pick<DTypeClass<D>, "name" | "dtype" | "type"> {
  /** The dtype of strings of `size` characters. */
  (size: number): DType<D>;
  new (size: number): DType<D>;
  [Symbol.hasInstance](value: unknown): value is DType<D>;
}

/** The class of dtypes that only `np.dtype` makes. */
export interface MadeByDTypeClass<D extends DTypeName>
  extends Pick<DTypeClass<D>, "name" | "dtype" | "type"> {
  (...size: unknown[]): never;
  new (...size: unknown[]): never;
  [Symbol.hasInstance](value: unknown): value is DType<D>;
}

type Make = (name: string, dtype: DType, given: readonly unknown[]) => DType;

function fixed(name: string, dtype: DType, given: readonly unknown[]): DType {
  if (given.length === 0) return dtype;
  throw new DTypeError(
    `currently only the no-argument instantiation is supported; use \`np.dtype\` instead. (${name}() got ${given.length} arguments)`,
  );
}

const largestItemsize = 2 ** 31 - 1;
const bytesPerCharacter: Readonly<Partial<Record<DTypeKind, number>>> = { U: 4, S: 1 };

function sized(name: string, dtype: DType, given: readonly unknown[]): DType {
  const [size] = given;
  if (given.length === 0) {
    throw new DTypeError(
      `function takes exactly 1 positional argument (0 given): the size, as in ${name}(10)`,
    );
  }
  if (given.length > 1) {
    throw new DTypeError(`function takes at most 1 argument (${given.length} given): the size`);
  }
  if (typeof size !== "number" || !Number.isInteger(size)) {
    throw new DTypeError(
      `'${pythonType(size)}' object cannot be interpreted as an integer: ${name} takes the size`,
    );
  }
  if (size < 0) {
    throw new ValueError(`Strings cannot have a negative size but a size of ${size} was given`);
  }
  const bytes = size * bytesPerCharacter[dtype.kind]!;
  if (bytes > largestItemsize) {
    throw new DTypeError(`Strings too large to store inside array. (${name}(${size}))`);
  }
  return scalarDType(dtype.typeName, "=", bytes);
}

function madeByDType(name: string): never {
  throw new DTypeError(
    `Preliminary-API: Flexible/Parametric legacy DType '<class 'numpy.dtypes.${name}'>' can only be instantiated using \`np.dtype(...)\``,
  );
}

function dtypeClass(name: string, typeName: DTypeName, make: Make): unknown {
  const dtype = scalarDType(typeName);
  // a function, not an arrow: it may be called with new
  function made(...given: unknown[]): DType {
    return make(name, dtype, given);
  }
  const text = { value: () => `<class 'numpy.dtypes.${name}'>` };
  return Object.freeze(
    Object.defineProperties(made, {
      name: { value: name },
      dtype: { value: dtype },
      type: { value: scalarClassOf(dtype) },
      toString: text,
      [Symbol.for("nodejs.util.inspect.custom")]: text,
      [Symbol.hasInstance]: {
        value: (value: unknown) => value instanceof DType && value.typeName === typeName,
      },
    }),
  );
}

const one = <D extends DTypeName>(name: string, typeName: D) =>
  dtypeClass(name, typeName, fixed) as DTypeClass<D>;

/** The class of the dtype of signed 8-bit integers. */
const Int8DType = one("Int8DType", "int8");
/** The class of the dtype of unsigned 8-bit integers. */
const UInt8DType = one("UInt8DType", "uint8");
/** The class of the dtype of signed 16-bit integers. */
const Int16DType = one("Int16DType", "int16");
/** The class of the dtype of unsigned 16-bit integers. */
const UInt16DType = one("UInt16DType", "uint16");
/** The class of the dtype of signed 32-bit integers. */
const Int32DType = one("Int32DType", "int32");
/** The class of the dtype of unsigned 32-bit integers. */
const UInt32DType = one("UInt32DType", "uint32");
/** The class of the dtype of signed 64-bit integers. */
const Int64DType = one("Int64DType", "int64");
/** The class of the dtype of unsigned 64-bit integers. */
const UInt64DType = one("UInt64DType", "uint64");
/** The class of the dtype of double-precision floats. */
const Float64DType = one("Float64DType", "float64");
/** The class of the dtype of complex numbers of two float64. */
const Complex128DType = one("Complex128DType", "complex128");

/** No dtype is of this class: strided has no object dtype. */
export interface ObjectDTypeClass {
  (): never;
  new (): never;
  /** `"ObjectDType"`. */
  readonly name: string;
  /** Why it is no dtype. */
  readonly notADType: string;
  [Symbol.hasInstance](value: unknown): value is never;
}

const noObjects =
  "strided has no object dtype: array memory is bytes, which the collector does not look into. " +
  "Keep the objects in a JavaScript array, and their numbers or texts in an array";

function objectClass(): ObjectDTypeClass {
  function ObjectDType(): never {
    throw new DTypeError(noObjects);
  }
  const text = { value: () => "<class 'numpy.dtypes.ObjectDType'>" };
  return Object.freeze(
    Object.defineProperties(ObjectDType as unknown as ObjectDTypeClass, {
      notADType: { value: noObjects },
      toString: text,
      [Symbol.for("nodejs.util.inspect.custom")]: text,
      [Symbol.hasInstance]: { value: () => false },
    }),
  );
}

/**
 * The classes of dtypes. `long` is int64 here and `longlong` is the same type, `longdouble` is `double`.
 *
 * @example
 * ```ts
 * np.dtype(">f8") instanceof np.dtypes.Float64DType; // => true
 * np.dtypes.Int16DType(); // => int16
 * np.dtypes.StrDType(10); // => <U10
 * np.dtypes.LongDType === np.dtypes.Int64DType; // => true
 * ```
 */
export const dtypes = Object.freeze({
  /** The class of the dtype of booleans. */
  BoolDType: one("BoolDType", "bool"),
  /** Another name of `Int8DType`. */
  ByteDType: Int8DType,
  /** The class of the dtype of byte strings: call it with their size. */
  BytesDType: dtypeClass("BytesDType", "bytes", sized) as SizedDTypeClass<"bytes">,
  /** Another name of `Complex128DType`. */
  CLongDoubleDType: Complex128DType,
  /** The class of the dtype of complex numbers of two float64. */
  Complex128DType,
  /** The class of the dtype of complex numbers of two float32. */
  Complex64DType: one("Complex64DType", "complex64"),
  /** The class of the dtypes of instants; `np.dtype` makes these. */
  DateTime64DType: dtypeClass(
    "DateTime64DType",
    "datetime64",
    madeByDType,
  ) as MadeByDTypeClass<"datetime64">,
  /** The class of the dtype of half-precision floats. */
  Float16DType: one("Float16DType", "float16"),
  /** The class of the dtype of single-precision floats. */
  Float32DType: one("Float32DType", "float32"),
  /** The class of the dtype of double-precision floats. */
  Float64DType,
  /** The class of the dtype of signed 16-bit integers. */
  Int16DType,
  /** The class of the dtype of signed 32-bit integers. */
  Int32DType,
  /** The class of the dtype of signed 64-bit integers. */
  Int64DType,
  /** The class of the dtype of signed 8-bit integers. */
  Int8DType,
  /** Another name of `Int32DType`. */
  IntDType: Int32DType,
  /** Another name of `Int64DType`. */
  LongDType: Int64DType,
  /** Another name of `Float64DType`. */
  LongDoubleDType: Float64DType,
  /** Another name of `Int64DType`. */
  LongLongDType: Int64DType,
  /** The class of the dtype of objects, which strided does not have. */
  ObjectDType: objectClass(),
  /** Another name of `Int16DType`. */
  ShortDType: Int16DType,
  /** The class of the dtype of strings: call it with their length. */
  StrDType: dtypeClass("StrDType", "str", sized) as SizedDTypeClass<"str">,
  /** The class of the dtypes of spans of time; `np.dtype` makes these. */
  TimeDelta64DType: dtypeClass(
    "TimeDelta64DType",
    "timedelta64",
    madeByDType,
  ) as MadeByDTypeClass<"timedelta64">,
  /** Another name of `UInt8DType`. */
  UByteDType: UInt8DType,
  /** The class of the dtype of unsigned 16-bit integers. */
  UInt16DType,
  /** The class of the dtype of unsigned 32-bit integers. */
  UInt32DType,
  /** The class of the dtype of unsigned 64-bit integers. */
  UInt64DType,
  /** The class of the dtype of unsigned 8-bit integers. */
  UInt8DType,
  /** Another name of `UInt32DType`. */
  UIntDType: UInt32DType,
  /** Another name of `UInt64DType`. */
  ULongDType: UInt64DType,
  /** Another name of `UInt64DType`. */
  ULongLongDType: UInt64DType,
  /** Another name of `UInt16DType`. */
  UShortDType: UInt16DType,
  /** The class of the dtype of raw bytes and records; `np.dtype` makes these. */
  VoidDType: dtypeClass("VoidDType", "void", madeByDType) as MadeByDTypeClass<"void">,
});
