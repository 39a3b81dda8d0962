// NumPy's older vocabulary of type characters and common types, and its constants of this machine.
// New code asks dtypes themselves, or issubdtype and isdtype.

import { DType, ownOrReadDType, readDType, scalarDType } from "./dtype.js";
import { DTypeError, ValueError } from "./errors.js";
import { options as checkedOptions } from "./options.js";
import { pythonType } from "./python-values.js";
import { type ScalarClass, scalarClassOf } from "./scalar-class.js";
import { nativeOrder, scalarTypes } from "./scalar-types.js";
import type { HasDType } from "./types.js";
import { weakKind } from "./weak-scalar.js";

/** `true`, under NumPy's name. */
export const True_ = true;
/** `false`, under NumPy's name. */
export const False_ = false;
/** Whether this machine stores the least significant byte first. */
export const little_endian: boolean = nativeOrder === "<";

function charactersOf(kinds: string): string {
  return scalarTypes
    .filter((row) => kinds.includes(row.kind))
    .map((row) => row.char)
    .join("");
}

/** The type characters (`dtype.char`) of strided's dtypes, by group. */
export const typecodes = Object.freeze({
  /** The character dtype. */
  Character: "c",
  /** Signed integers. */
  Integer: charactersOf("i"),
  /** Unsigned integers. */
  UnsignedInteger: charactersOf("u"),
  /** Floats. */
  Float: charactersOf("f"),
  /** Complex numbers. */
  Complex: charactersOf("c"),
  /** Integers, signed and unsigned. */
  AllInteger: charactersOf("iu"),
  /** Floats and complex numbers. */
  AllFloat: charactersOf("fc"),
  /** Dates and time differences. */
  Datetime: charactersOf("Mm"),
  /** Every type character. */
  All: charactersOf("biufcSUVMm"),
});

/** The scalar type of each name and alias that `np.dtype` takes. */
export const sctypeDict: Readonly<Record<string, ScalarClass>> = Object.freeze(
  Object.fromEntries(
    scalarTypes.flatMap((row) =>
      [row.name, ...row.aliases.filter((alias) => alias.length > 1)].map((name) => [
        name,
        scalarClassOf(scalarDType(row.name)),
      ]),
    ),
  ),
);

/** Every scalar type. NumPy's tuple also holds Python's own types. */
export const ScalarType: readonly ScalarClass[] = Object.freeze([
  ...new Set(Object.values(sctypeDict)),
]);

/** Options of {@link mintypecode}. */
export interface MinTypeCodeOptions {
  readonly typeset?: string | undefined;
  readonly default?: string | undefined;
}

// Largest first, as mintypecode prefers them.
const bySize = "GDFgdfQqLlIiHhBb?";

/**
 * The type character of the smallest type that the given ones can be cast to, of those in `typeset`.
 *
 * @param typechars - characters in one string, or a list of characters and arrays
 * @param options - `typeset`, the characters to choose from (`"GDFgdf"`), and `default`, the answer
 * where none of the given characters is in it (`"d"`)
 * @throws TypeError for what is no type character
 * @example
 * ```ts
 * np.mintypecode(["d", "f", "F"]); // => D
 * np.mintypecode("il"); // => d
 * ```
 */
export function mintypecode(
  typechars: string | readonly (string | HasDType)[],
  options?: MinTypeCodeOptions,
): string {
  const given = checkedOptions("mintypecode", options, ["typeset", "default"]);
  const { typeset = "GDFgdf", default: fallback = "d" } = given;
  if (typeof typechars !== "string" && !Array.isArray(typechars)) {
    throw new TypeError(
      `'${pythonType(typechars)}' object is not iterable: mintypecode takes type characters in a string or a list`,
    );
  }
  const all = [...typechars].map(characterOf);
  if (typeof typeset !== "string" && !Array.isArray(typeset) && all.length > 0) {
    throw new TypeError(
      `argument of type '${pythonType(typeset)}' object is not iterable (typeset is text)`,
    );
  }
  const found = new Set(all.filter((one) => typeset.includes(one)));
  if (found.size === 0) return fallback;
  // A complex number of single precision can't hold a double.
  if (found.has("F") && found.has("d")) return "D";
  const places = [...found].map((one) => bySize.indexOf(one));
  if (places.includes(-1)) throw new ValueError("substring not found (of no known type)");
  return [...found][places.indexOf(Math.min(...places))]!;
}

/** A type character, or that of the array which NumPy makes of anything else. */
function characterOf(one: unknown): string {
  if (typeof one === "string") return one === "" ? "U" : one;
  if (one === null || one === undefined || one instanceof DType) return "O";
  const weak = weakKind(one);
  if (weak !== null) return { int: "l", float: "d", complex: "D" }[weak];
  return typeof one === "boolean" ? "?" : ownOrReadDType(one).char;
}

/**
 * The inexact scalar type that is common to arrays: float64 for integers, complex where one is.
 *
 * @throws DTypeError for arrays that are not numeric; booleans are not.
 *
 * @example
 * ```ts
 * np.common_type({ dtype: np.dtype("i4") }, { dtype: np.dtype("f4") }); // => <class 'numpy.float64'>
 * ```
 */
export function common_type(...arrays: readonly HasDType[]): ScalarClass {
  let bytes = 2;
  let isComplex = false;
  for (const array of arrays) {
    const dtype = ownOrReadDType(array);
    // spans of time are integers among NumPy's types
    if (!"iufcm".includes(dtype.kind)) {
      throw new DTypeError(`can't get common type for non-numeric array of dtype ${dtype}`);
    }
    const part = dtype.kind === "f" ? dtype.itemsize : dtype.kind === "c" ? dtype.itemsize / 2 : 8;
    bytes = Math.max(bytes, part);
    isComplex ||= dtype.kind === "c";
  }
  return scalarClassOf(readDType(isComplex ? `c${2 * bytes}` : `f${bytes}`));
}
