// NumPy's older vocabulary of type characters and common types, and its constants of this machine.
// New code asks dtypes themselves, or issubdtype and isdtype.

import { type DType, ownOrReadDType, readDType, scalarDType } from "./dtype.js";
import { DTypeError } from "./errors.js";
import { options as checkedOptions } from "./options.js";
import { pythonType } from "./python-values.js";
import { type ScalarClass, scalarClassOf } from "./scalar-class.js";
import { nativeOrder, scalarTypes } from "./scalar-types.js";
import type { HasDType } from "./types.js";

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
const bySize = "DFdf";

/**
 * The type character of the smallest type that the given ones can be cast to, of those in `typeset`.
 *
 * @param typechars - characters in one string, or a list of characters, dtypes and arrays
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
  typechars: string | readonly (string | DType | HasDType)[],
  options?: MinTypeCodeOptions,
): string {
  const { typeset = "GDFgdf", default: fallback = "d" } = checkedOptions("mintypecode", options, [
    "typeset",
    "default",
  ]);
  if (typeof typeset !== "string") {
    throw new TypeError(
      `argument of type '${pythonType(typeset)}' is not iterable (typeset is text)`,
    );
  }
  if (typeof typechars !== "string" && !Array.isArray(typechars)) {
    throw new TypeError(
      `'${typeof typechars}' object is not iterable: mintypecode takes type characters in a string or a list`,
    );
  }
  const found = new Set(
    [...typechars]
      .map((one) => (typeof one === "string" ? one : ownOrReadDType(one).char))
      .filter((char) => typeset.includes(char)),
  );
  if (found.size === 0) return fallback;
  // A complex number of single precision can't hold a double.
  if (found.has("F") && found.has("d")) return "D";
  return [...bySize].find((char) => found.has(char)) ?? fallback;
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
    if (!"iufc".includes(dtype.kind)) {
      throw new DTypeError(`can't get common type for non-numeric array of dtype ${dtype}`);
    }
    const part = dtype.kind === "f" ? dtype.itemsize : dtype.kind === "c" ? dtype.itemsize / 2 : 8;
    bytes = Math.max(bytes, part);
    isComplex ||= dtype.kind === "c";
  }
  return scalarClassOf(readDType(isComplex ? `c${2 * bytes}` : `f${bytes}`));
}
