// Questions about where a dtype stands among NumPy's scalar types: issubdtype and isdtype. The types
// themselves are in scalar-class.ts.

import { DType, type DTypeLike, readDType } from "./dtype.js";
import { DTypeError, ValueError } from "./errors.js";
import { pyRepr } from "./py-repr.js";
import { pythonType } from "./python-values.js";
import {
  type AbstractScalarClass,
  isAbstract,
  type ScalarClass,
  scalarClassOf,
} from "./scalar-class.js";
import type { DTypeKind } from "./scalar-types.js";

/** An abstract scalar type, or anything that describes a dtype. */
export type TypeLike = AbstractScalarClass | DTypeLike;

function classOf(type: TypeLike): AbstractScalarClass | ScalarClass {
  return isAbstract(type) ? type : scalarClassOf(readDType(type));
}

/**
 * Whether the first type is the second or below it in NumPy's hierarchy. Sizes of strings and byte
 * orders do not count.
 *
 * @throws DTypeError for what is neither a dtype nor a type
 * @example
 * ```ts
 * np.issubdtype("int32", np.integer); // => true
 * np.issubdtype("float32", np.floating); // => true
 * np.issubdtype("float32", "float64"); // => false
 * np.issubdtype(np.integer, np.number); // => true
 * ```
 */
export function issubdtype(arg1: TypeLike, arg2: TypeLike): boolean {
  let type: AbstractScalarClass | ScalarClass | null = classOf(arg1);
  const target = classOf(arg2);
  while (type !== null && type !== target) type = type.base;
  return type !== null;
}

const kinds: Readonly<Record<string, readonly DTypeKind[]>> = {
  bool: ["b"],
  "signed integer": ["i"],
  "unsigned integer": ["u"],
  integral: ["i", "u"],
  "real floating": ["f"],
  "complex floating": ["c"],
  numeric: ["i", "u", "f", "c"],
};

/** The array API's names for groups of dtypes. */
export type KindName =
  | "bool"
  | "signed integer"
  | "unsigned integer"
  | "integral"
  | "real floating"
  | "complex floating"
  | "numeric";

/**
 * Whether a dtype is of a kind: a name of the array API standard (`"bool"`, `"signed integer"`,
 * `"unsigned integer"`, `"integral"`, `"real floating"`, `"complex floating"`, `"numeric"`), a dtype,
 * or any of a list of these.
 *
 * @throws ValueError for a name that is no kind, DTypeError for what is no dtype.
 *
 * @example
 * ```ts
 * np.isdtype(np.float32, "real floating"); // => true
 * np.isdtype(np.dtype("bool"), ["integral", "numeric"]); // => false
 * ```
 */
export function isdtype(
  dtype: DType | ScalarClass,
  kind: KindName | DType | ScalarClass | readonly (KindName | DType | ScalarClass)[],
): boolean {
  const type = concrete(dtype);
  if (type === null) {
    throw new DTypeError(
      `dtype argument must be a NumPy dtype, but it is a ${classNameOf(dtype)}.`,
    );
  }
  const wanted = Array.isArray(kind) ? kind : [kind];
  // all of them are looked at, so that none is a mistake
  return wanted.map((one: unknown) => isOfKind(type, one)).includes(true);
}

const classNameOf = (value: unknown): string => `<class '${pythonType(value)}'>`;

function concrete(value: unknown): ScalarClass | AbstractScalarClass | null {
  if (isAbstract(value)) return value;
  if (value instanceof DType) return scalarClassOf(value);
  const { dtype } = (typeof value === "function" ? value : {}) as { dtype?: unknown };
  return dtype instanceof DType ? scalarClassOf(dtype) : null;
}

function isOfKind(type: ScalarClass | AbstractScalarClass, kind: unknown): boolean {
  if (typeof kind === "string") {
    const letters = Object.hasOwn(kinds, kind) ? kinds[kind]! : null;
    if (letters === null) {
      throw new ValueError(
        `kind argument is a string, but ${pyRepr(kind)} is not a known kind name. The known are ` +
          `${Object.keys(kinds).map(pyRepr).join(", ")}.`,
      );
    }
    return !isAbstract(type) && letters.includes(type.dtype.kind);
  }
  const wanted = concrete(kind);
  if (wanted === null) {
    throw new DTypeError(
      `kind argument must be comprised of NumPy dtypes or strings only, but is a ${classNameOf(kind)}.`,
    );
  }
  return wanted === type;
}
