// astype: an array of another dtype. Which casts exist is core/casting.ts's, how elements are converted
// array/copy.ts's.

import { asArray } from "../array/convert.js";
import { castArray, castPacked, castRefused, sizedFor } from "../array/copy.js";
import { type Casting, isCastAllowed, readCasting } from "../core/casting.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import type { OrderName } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { readOrder } from "../core/order.js";
import { minScalarType } from "../core/promotion.js";
import { isTime, pythonRepr, pythonType } from "../core/python-values.js";
import type { ScalarLike } from "../core/result-types.js";
import type { HasDType, ResolveDType } from "../core/types.js";
import { assertSameValues, isSameValueCast } from "./same-value.js";

/** Options of the method `astype`. */
export interface AstypeMethodOptions {
  /** Order of the copy's axes in memory; `"K"`, that of the array, by default. */
  order?: OrderName | undefined;
  /** Which casts are allowed; any by default. `"same_value"` refuses those that change an element's value. */
  casting?: Casting | "same_value" | undefined;
  /** Accepted for NumPy's sake; strided has no subclasses to pass through. Without effect. */
  subok?: boolean | undefined;
  /** `false` returns the array itself where nothing has to change; `true` by default. */
  copy?: boolean | undefined;
}

/** Options of {@link astype}. */
export interface AstypeOptions {
  /** `false` returns the array itself where nothing has to change; `true` by default. */
  copy?: boolean | undefined;
  /** `"cpu"`, also by default: arrays live nowhere else. */
  device?: string | null | undefined;
}

/**
 * The array cast to another dtype, whatever is lost: a copy, or with `copy: false` the array itself where it
 * already has the dtype. The shape stays, and the order of the axes in memory.
 *
 * @throws TypeError for what is no array, ValueError for a device that is not `"cpu"` or text that is no number
 * @example
 * ```ts
 * np.astype(np.array([1.7, -1.7]), "int32"); // => [ 1 -1]
 * ```
 */
export function astype<const T extends DTypeLike>(
  x: NDArray,
  dtype: T,
  given?: AstypeOptions,
): NDArray<ResolveDType<T>>;
export function astype(x: NDArray, dtype: DTypeLike, given?: AstypeOptions): NDArray {
  if (isTime(x)) return castTo(asArray(x), toDtype(dtype) as DType, undefined);
  if (!(x instanceof NDArray)) {
    throw new TypeError(
      `Input should be a NumPy array or scalar. It is a <class '${pythonType(x)}'> instead. (np.array makes one)`,
    );
  }
  const { copy, device } = options<AstypeOptions>("astype", given, ["copy", "device"]);
  if (device !== undefined && device !== null && device !== "cpu") {
    throw new ValueError(
      `Device not understood. Only "cpu" is allowed, but received: ${typeof device === "string" ? device : pythonRepr(device)}`,
    );
  }
  return castTo(x, toDtype(dtype) as DType, { copy });
}

/** The method `astype`. */
export function castTo(
  array: NDArray,
  dtype: DType,
  given: AstypeMethodOptions | undefined,
): NDArray {
  const packed = given === undefined ? castPacked(array, dtype) : null;
  if (packed !== null) return packed;
  const known = options("astype", given, ["order", "casting", "subok", "copy"]);
  const sameValue = known.casting === "same_value";
  const casting = sameValue ? "unsafe" : castingOf(known.casting);
  const order = readOrder(known.order, "K");
  array.live();
  const wanted = sizedFor(dtype, array.dtype, array);
  const isUnsized = dtype.itemsize === 0 && (dtype.kind === "S" || dtype.kind === "U");
  if (isUnsized && array.dtype.fields !== null && !isCastAllowed(array.dtype, wanted, "unsafe")) {
    const name = dtype.kind === "S" ? "BytesDType" : "StrDType";
    throw new TypeError(
      `cannot cast dtype ${array.dtype} to <class 'numpy.dtypes.${name}'>. (pick a field, as in field("${array.dtype.names![0]}"))`,
    );
  }
  const allowed = sameValue
    ? isSameValueCast(array.dtype, wanted)
    : isCastAllowed(array.dtype, wanted, casting);
  if (!allowed) {
    const rule = sameValue ? ("same_value" as Casting) : casting;
    throw new TypeError(castRefused(array.dtype, wanted, rule, array.ndim));
  }
  const mayShare = known.copy !== undefined && !known.copy;
  if (mayShare && array.dtype.equals(wanted) && liesIn(array, order)) return array;
  const cast = castArray(array, wanted, order);
  if (sameValue) assertSameValues(array, cast);
  return cast;
}

/** As `readCasting`, with the rule that astype alone has. */
function castingOf(given: unknown): Casting {
  if (given === undefined) return "unsafe";
  try {
    return readCasting(given);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(error.message.replace("'unsafe'", "'unsafe', 'same_value'"));
  }
}

function liesIn(array: NDArray, order: OrderName): boolean {
  if (order === "K") return true;
  if (order === "A") return array.flags.forc;
  return order === "C" ? array.flags.c_contiguous : array.flags.f_contiguous;
}

/**
 * The smallest dtype that holds a value: of integers the smallest integer dtype, unsigned for those
 * of at least 0; of floats the smallest whose range it is in, with no regard to precision. Of an array
 * with dimensions, its dtype; of a list, that of the array made of it.
 *
 * @returns a dtype, no array
 * @throws OverflowError for an integer of more than 64 bits.
 *
 * @example
 * ```ts
 * np.min_scalar_type(255); // => uint8
 * np.min_scalar_type(-1); // => int8
 * np.min_scalar_type(1e50); // => float64
 * ```
 */
export function min_scalar_type(value: HasDType | ScalarLike | string | readonly unknown[]): DType {
  const isList =
    Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  return minScalarType(isList ? asArray(value) : value);
}
