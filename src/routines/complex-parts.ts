// Complex numbers taken apart, and questions about what an array holds: real, imag, angle, iscomplexobj.

import { asArray, itemOf } from "../array/convert.js";
import { likeArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { finfo } from "../core/finfo.js";
import { makeView, NDArray, newArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { truthFlag } from "../core/python-values.js";
import type { RealKey, ScalarLike } from "../core/result-types.js";
import type { Known } from "../core/types.js";
import { reduceArray, scalarOf } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { isScalarValue, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";

/** The dtype of a complex dtype's parts, in the same byte order. */
function partDtype(dtype: DType): DType {
  const part = toDtype(dtype.itemsize === 8 ? "float32" : "float64") as DType;
  return dtype.isnative ? part : part.newbyteorder("S");
}

/** The real or imaginary parts of a complex array, as a view. */
export function partOf(array: NDArray, part: "re" | "im"): NDArray {
  const dtype = partDtype(array.dtype);
  const start = array.byteOffset + (part === "im" ? dtype.itemsize : 0);
  return makeView(
    array,
    start,
    array._shape,
    array._strides,
    dtype,
    part === "re" ? "real" : "imag",
  );
}

/**
 * The real parts of a complex array, as a view; a real array itself.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.real(np.array([np.complex(1, 2), np.complex(3, 4)])); // => [1. 3.]
 * ```
 */
export function real(val: ScalarLike): number;
export function real<A>(val: A): NDArray<Known<RealKey<ValueKey<A>>>>;
export function real(val: unknown): unknown {
  const array = asArray(val);
  const parts = array.dtype.kind === "c" ? partOf(array, "re") : array;
  return isScalarValue(val) ? itemOf(parts) : parts;
}

/**
 * The imaginary parts of a complex array, as a view; of a real array zeros, as a new read-only array.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.imag(np.array([np.complex(1, 2), np.complex(3, 4)])); // => [2. 4.]
 * ```
 */
export function imag(val: ScalarLike): number;
export function imag<A>(val: A): NDArray<Known<RealKey<ValueKey<A>>>>;
export function imag(val: unknown): unknown {
  const array = asArray(val);
  if (isScalarValue(val)) return val instanceof Complex ? val.im : 0;
  if (array.dtype.kind === "c") return partOf(array, "im");
  const zeros = likeArray(array, array.dtype, array.flags.fnc ? "F" : "C", true);
  zeros.setflags({ write: false });
  return zeros;
}

/**
 * The angles of complex numbers in the plane, from -π to π; in degrees with `deg`. A copy.
 *
 * @throws TypeError for text, or an unknown option
 * @example
 * ```ts
 * np.angle([np.complex(0, 1), np.complex(-1, 0)], true); // => [ 90. 180.]
 * ```
 */
export function angle(z: ScalarLike, deg?: boolean | { deg?: boolean | undefined }): number;
export function angle(z: unknown, deg?: boolean | { deg?: boolean | undefined }): NDArray;
export function angle(
  z: unknown,
  deg: boolean | { deg?: boolean | undefined } = false,
): NDArray | number {
  const degrees = truthFlag(
    isOptions(deg) ? options<{ deg?: boolean | undefined }>("angle", deg, ["deg"]).deg : deg,
  );
  const array = asArray(z);
  const isComplex = array.dtype.kind === "c";
  const re = isComplex ? partOf(array, "re") : array;
  const im = isComplex ? partOf(array, "im") : 0;
  const radians = ufuncs.arctan2(im, re);
  // as NumPy's `*=` does, so that the result lies in memory as the angles do
  const into = radians instanceof NDArray && radians.ndim > 0 ? { out: radians } : {};
  const angles = degrees ? ufuncs.multiply(radians, 180 / Math.PI, into) : radians;
  return isScalarValue(z) ? (scalarOf(angles) as number) : angles;
}

/**
 * Whether a value is, or is an array of, complex numbers by its dtype.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.iscomplexobj(np.array([1, 2], "complex64")); // => true
 * ```
 */
export function iscomplexobj(x: unknown): boolean {
  return asArray(x).dtype.kind === "c";
}

/**
 * Whether a value is not, and is no array of, complex numbers by its dtype.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.isrealobj([1, 2]); // => true
 * ```
 */
export function isrealobj(x: unknown): boolean {
  return !iscomplexobj(x);
}

/**
 * Which elements have an imaginary part other than zero. A copy.
 *
 * @throws DTypePromotionError for text
 * @example
 * ```ts
 * np.iscomplex([np.complex(1, 2), np.complex(3, 0)]); // => [ True False]
 * ```
 */
export function iscomplex(x: ScalarLike): boolean;
export function iscomplex(x: unknown): NDArray<"bool">;
export function iscomplex(x: unknown): NDArray<"bool"> | boolean {
  if (isScalarValue(x)) return x instanceof Complex && x.im !== 0;
  const array = asArray(x);
  if (array.dtype.kind === "c") return ufuncs.not_equal(partOf(array, "im"), 0) as NDArray<"bool">;
  return getIndex(newArray(array._shape, toDtype("bool"), "C", true), ["..."]);
}

/**
 * Which elements have no imaginary part other than zero. A copy.
 *
 * @throws DTypePromotionError for text
 * @example
 * ```ts
 * np.isreal([np.complex(1, 2), np.complex(3, 0)]); // => [False  True]
 * ```
 */
export function isreal(x: ScalarLike): boolean;
export function isreal(x: unknown): NDArray<"bool">;
export function isreal(x: unknown): NDArray<"bool"> | boolean {
  if (isScalarValue(x)) return !iscomplex(x as ScalarLike);
  const array = asArray(x);
  const part = imag(array);
  // an instant is no number: not even its imaginary part is 0 to NumPy, which broadcasts the two
  if (array.dtype.kind === "M") {
    const ones = new Array<number>(part.ndim).fill(1);
    const zero = newArray(ones, part.dtype, "C", true);
    return ufuncs.not_equal(part, zero) as NDArray<"bool">;
  }
  return ufuncs.equal(part, 0) as NDArray<"bool">;
}

/** Options of `real_if_close`. */
export interface RealIfCloseOptions {
  /** How small imaginary parts must be: in epsilons of the dtype beyond 1, else absolutely (default 100). */
  tol?: number | undefined;
}

/**
 * The real parts of a complex array, as a view, where all imaginary parts are close to zero; else the array itself.
 *
 * @throws TypeError for a `tol` that is no number
 * @example
 * ```ts
 * np.real_if_close([np.complex(2.1, 4e-14), np.complex(5.2, 3e-15)], 1000); // => [2.1 5.2]
 * ```
 */
export function real_if_close(
  a: unknown,
  tol?: number | RealIfCloseOptions,
  given?: RealIfCloseOptions,
): NDArray {
  const known = optionsOr<RealIfCloseOptions>("real_if_close", ["tol"], "tol", tol, given);
  const array = asArray(a);
  if (array.dtype.kind !== "c") return array;
  const wanted: unknown = known.tol ?? 100;
  if (typeof wanted !== "number" && typeof wanted !== "bigint") {
    throw new TypeError(`tol must be a number (got ${String(wanted)})`);
  }
  const bound = wanted > 1 ? finfo(array.dtype).eps * Number(wanted) : Number(wanted);
  const sizes = ufuncs.absolute(partOf(array, "im")) as NDArray;
  const close = ufuncs.less(sizes, bound) as NDArray;
  const all = reduceArray(infoOf(ufuncs.logical_and), close, { axis: null });
  return all.item() === true ? partOf(array, "re") : array;
}

/**
 * Whether a value is a scalar: a number, bigint, boolean, string or Complex. Arrays, also 0-d ones, are not.
 *
 * @throws nothing
 * @example
 * ```ts
 * np.isscalar(3.1); // => true
 * np.isscalar([3.1]); // => false
 * ```
 */
export function isscalar(element: unknown): boolean {
  if (element instanceof NDArray) return false;
  return (
    typeof element === "number" ||
    typeof element === "bigint" ||
    typeof element === "boolean" ||
    typeof element === "string" ||
    element instanceof Complex
  );
}
