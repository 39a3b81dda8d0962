// Writing one array into another, and asking that an array be of a certain kind: copyto, require.

import { arrayFromValues, asArray } from "../array/convert.js";
import { castArray, castRefused, copyArray, copyInto, sizedFor } from "../array/copy.js";
import { fitted } from "../array/index-set.js";
import { copyMasked } from "../array/masked.js";
import { type Casting, isCastAllowed, readCasting } from "../core/casting.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { quietly } from "../core/errstate.js";
import { broadcastStrides, sameNumbers, shapeText } from "../core/layout.js";
import { isAligned, NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { pythonList, pythonType, truthFlag } from "../core/python-values.js";
import type { ResolveDType } from "../core/types.js";
import { type WeakKind, weakKind } from "../core/weak-scalar.js";
import { optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";

/** Options of `copyto`. */
export interface CopytoOptions {
  /** Which casts are allowed; `"same_kind"` by default. */
  casting?: Casting | undefined;
  /** Where to copy: a mask that broadcasts to the target. Everywhere by default. */
  where?: unknown;
}

/**
 * Copies values into an array, broadcast to its shape, everywhere or where a mask is true.
 *
 * @throws ValueError if the values do not broadcast or the array is read-only, TypeError for a forbidden cast
 * @example
 * ```ts
 * const a = np.zeros(3);
 * np.copyto(a, [1, 2, 3], { where: [true, false, true] });
 * a; // => [1. 0. 3.]
 * ```
 */
export function copyto(dst: NDArray, src: unknown, given?: CopytoOptions): void {
  if (given === undefined && dst instanceof NDArray && src instanceof NDArray) {
    if (dst._dtype === src._dtype && sameNumbers(dst._shape, src._shape)) {
      dst.live();
      dst.assertWriteable();
      copyInto(dst, src, "copyto");
      return;
    }
  }
  const known = options<CopytoOptions>("copyto", given, ["casting", "where"]);
  if (!(dst instanceof NDArray)) {
    throw new TypeError(
      `copyto() argument 1 must be a numpy.ndarray, not ${pythonType(dst)} (only an array can be written into)`,
    );
  }
  const casting = known.casting === undefined ? "same_kind" : readCasting(known.casting);
  dst.live();
  if (src === null) {
    throw new TypeError(
      `Cannot cast scalar from dtype('O') to ${dst.dtype.repr()} according to the rule '${casting}'`,
    );
  }
  const prepared = weakKind(src) === null ? asArray(src) : src;
  // an integer that does not fit is refused first of all
  const isRead = () => weakFits("int", dst.dtype) || (dst.dtype.kind === "b" && !isLong(src));
  if (weakKind(src) === "int" && isRead()) sourceFor(dst, src, casting);
  const everywhere = known.where === undefined || known.where === true;
  const mask = everywhere ? null : maskOf(known.where);
  // as NumPy, which looks at the target before it asks whether the values may be cast
  dst.assertWriteable();
  const read = () => sourceFor(dst, prepared, casting);
  // NumPy casts a scalar beforehand for several elements, even if the mask leaves out all
  const isLeftOut = mask !== null && dst.size === 1 && maskFor(dst, mask).item() === false;
  const source = isLeftOut || dst.size === 0 ? quietly(read) : read();
  const several = mask !== null && source.ndim === 0 && dst.size > 1;
  const cast = several && "fc".includes(source.dtype.kind) && "biufc".includes(dst.dtype.kind);
  const values = fitted(cast ? castArray(source, dst.dtype) : source, dst._shape);
  if (mask === null) copyInto(dst, values, "copyto");
  else copyMasked(dst, values, maskFor(dst, mask), "copyto");
}

/** Whether an integer is one of C's long. */
const isLong = (value: unknown): boolean =>
  (value as number) >= -(2 ** 63) && (value as number) < 2 ** 63;

const weakDtypes: Readonly<Record<WeakKind, DType>> = {
  int: toDtype("int64") as DType,
  float: toDtype("float64") as DType,
  complex: toDtype("complex128") as DType,
};

const complex64 = toDtype("complex64") as DType;

/** The values as an array that may be cast to the target; a bare number has only its kind to keep. */
function sourceFor(dst: NDArray, src: unknown, casting: Casting): NDArray {
  const kind = weakKind(src);
  if (kind !== null) return weakSource(kind, src, dst.dtype, casting);
  const source = asArray(src);
  if (!isCastAllowed(source.dtype, dst.dtype, casting)) {
    throw forbidden(source.ndim === 0 ? "scalar" : "array data", source.dtype, dst.dtype, casting);
  }
  return source;
}

/** A bare number written as the target's dtype: integers out of range are refused, not wrapped. */
function weakSource(kind: WeakKind, src: unknown, to: DType, casting: Casting): NDArray {
  if (casting === "no" && weakFits(kind, to) && !to.isnative) {
    const native = to.newbyteorder("=");
    arrayFromValues(src, native, "C");
    throw forbidden("scalar", native, to, casting);
  }
  const beyond = typeof src === "bigint" && (src >= 2n ** 63n || src < -(2n ** 63n));
  // beside a small float a complex number is a small one
  const small = kind === "complex" && to.kind === "f" && to.itemsize <= 4;
  const unbent = small ? complex64 : weakDtypes[kind];
  const bent = weakFits(kind, to) ? to : unbent;
  if (casting === "equiv" && (weakDtypes[kind].num !== bent.num || beyond)) {
    throw new TypeError(
      `cannot cast Python ${kind} to ${bent.name} under the casting rule 'equiv' (no dtype is equivalent to a number's)`,
    );
  }
  if (weakFits(kind, to)) return arrayFromValues(src, to, "C");
  const own = arrayFromValues(src, unbent, "C");
  if (!isCastAllowed(unbent, to, casting)) {
    throw forbidden("scalar", unbent, to, casting);
  }
  return castArray(own, to);
}

function weakFits(kind: WeakKind, to: DType): boolean {
  if (to.kind === "c") return true;
  if (to.kind === "f") return kind !== "complex";
  return (to.kind === "i" || to.kind === "u") && kind === "int";
}

function forbidden(what: string, from: DType, to: DType, casting: Casting): TypeError {
  return new TypeError(
    `Cannot cast ${what} from ${from.repr()} to ${to.repr()} according to the rule '${casting}'`,
  );
}

function maskOf(where: unknown): NDArray {
  const mask = where instanceof NDArray ? where : asArray(where, "bool");
  if (mask.dtype.kind !== "b") {
    throw new TypeError(castRefused(mask.dtype, toDtype("bool"), "safe", mask.ndim));
  }
  return mask;
}

function maskFor(dst: NDArray, mask: NDArray): NDArray {
  try {
    broadcastStrides(mask._shape, mask._strides, dst._shape);
  } catch (error) {
    throw new ValueError(
      `could not broadcast where mask from shape ${shapeText(mask._shape)} into shape ${shapeText(dst._shape)}`,
      { cause: error },
    );
  }
  return mask;
}

/** A requirement of `require`, by its letter or name. */
export type Requirement =
  | "C"
  | "F"
  | "A"
  | "W"
  | "O"
  | "E"
  | "C_CONTIGUOUS"
  | "CONTIGUOUS"
  | "F_CONTIGUOUS"
  | "FORTRAN"
  | "ALIGNED"
  | "WRITEABLE"
  | "OWNDATA"
  | "ENSUREARRAY";

const letters: Readonly<Record<string, string>> = {
  C: "C",
  C_CONTIGUOUS: "C",
  CONTIGUOUS: "C",
  F: "F",
  F_CONTIGUOUS: "F",
  FORTRAN: "F",
  A: "A",
  ALIGNED: "A",
  W: "W",
  WRITEABLE: "W",
  O: "O",
  OWNDATA: "O",
  E: "E",
  ENSUREARRAY: "E",
};

/** Options of `require`. */
export interface RequireOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype it must have; its own by default. */
  dtype?: T | null | undefined;
  /**
   * What the array must be: `"C"` or `"F"` contiguous, `"A"`ligned, `"W"`riteable, `"O"`wner of its
   * memory. Nothing by default.
   */
  requirements?: Requirement | readonly Requirement[] | null | undefined;
  /** Accepted for NumPy's sake: every array is strided's own. None by default. */
  like?: NDArray | null | undefined;
}

/**
 * The array itself if it is as required, else a copy that is.
 *
 * @throws ValueError for both `"C"` and `"F"`, or an unknown requirement
 * @example
 * ```ts
 * const a = np.broadcast_to(1, [3]);
 * np.require(a, { requirements: "W" }).flags.writeable; // => true
 * ```
 */
export function require<const T extends DTypeLike>(
  a: unknown,
  options: RequireOptions<T> & { dtype: T },
): NDArray<ResolveDType<T>>;
export function require<A>(a: A, options?: RequireOptions<never>): NDArray<ValueKey<A>>;
export function require<const T extends DTypeLike>(
  a: unknown,
  dtype: T,
  options?: RequireOptions<never>,
): NDArray<ResolveDType<T>>;
export function require(a: unknown, second?: unknown, third?: unknown): NDArray {
  const names = ["dtype", "requirements", "like"] as const;
  const known = optionsOr<RequireOptions>("require", names, "dtype", second, third);
  const wanted = requirementLetters(known.requirements);
  if (wanted.has("C") && wanted.has("F")) {
    throw new ValueError('Cannot specify both "C" and "F" order');
  }
  const dtype = known.dtype === undefined || known.dtype === null ? null : toDtype(known.dtype);
  const order = wanted.has("F") ? "F" : wanted.has("C") ? "C" : "K";
  const made = a instanceof NDArray ? a : asArray(a, (dtype ?? undefined) as DType | undefined);
  // what is made of a list lies as it was asked for
  const array = a !== made && order === "F" ? copyArray(made, "F", "require") : made;
  const { flags } = array;
  const ordered = order === "K" || (order === "C" ? flags.c_contiguous : flags.f_contiguous);
  const sized = dtype === null ? null : sizedFor(dtype as DType, array.dtype, array);
  if (sized !== null && a instanceof NDArray && !sized.equals(array.dtype)) {
    return castArray(array, sized, order, "require");
  }
  const asRequired =
    ordered &&
    (!wanted.has("A") || isAligned(array)) &&
    (!wanted.has("W") || array.writeable) &&
    (!wanted.has("O") || flags.owndata);
  return asRequired ? array : copyArray(array, order === "K" ? "A" : order, "require");
}

function requirementLetters(given: unknown): Set<string> {
  // a text is as many requirements as it has letters
  const list = truthFlag(given) ? pythonList(given, "requirements") : [];
  return new Set(
    list.map((one) => {
      const letter = letters[String(one).toUpperCase()];
      if (letter === undefined) {
        throw new ValueError(
          `${String(one).toUpperCase()} is no requirement (known: C, F, A, W, O, E)`,
        );
      }
      return letter;
    }),
  );
}
