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

const Int8DType = one("Int8DType", "int8");
const UInt8DType = one("UInt8DType", "uint8");
const Int16DType = one("Int16DType", "int16");
const UInt16DType = one("UInt16DType", "uint16");
const Int32DType = one("Int32DType", "int32");
const UInt32DType = one("UInt32DType", "uint32");
const Int64DType = one("Int64DType", "int64");
const UInt64DType = one("UInt64DType", "uint64");
const Float64DType = one("Float64DType", "float64");
const Complex128DType = one("Complex128DType", "complex128");

/** No dtype is of this class: strided has no object dtype. */
export interface ObjectDTypeClass {
  (): never;
  new (): never;
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
  BoolDType: one("BoolDType", "bool"),
  ByteDType: Int8DType,
  BytesDType: dtypeClass("BytesDType", "bytes", sized) as SizedDTypeClass<"bytes">,
  CLongDoubleDType: Complex128DType,
  Complex128DType,
  Complex64DType: one("Complex64DType", "complex64"),
  Float16DType: one("Float16DType", "float16"),
  Float32DType: one("Float32DType", "float32"),
  Float64DType,
  Int16DType,
  Int32DType,
  Int64DType,
  Int8DType,
  IntDType: Int32DType,
  LongDType: Int64DType,
  LongDoubleDType: Float64DType,
  LongLongDType: Int64DType,
  ObjectDType: objectClass(),
  ShortDType: Int16DType,
  StrDType: dtypeClass("StrDType", "str", sized) as SizedDTypeClass<"str">,
  UByteDType: UInt8DType,
  UInt16DType,
  UInt32DType,
  UInt64DType,
  UInt8DType,
  UIntDType: UInt32DType,
  ULongDType: UInt64DType,
  ULongLongDType: UInt64DType,
  UShortDType: UInt16DType,
  VoidDType: dtypeClass("VoidDType", "void", madeByDType) as MadeByDTypeClass<"void">,
});
