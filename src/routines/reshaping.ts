// The same elements in another shape: reshape, ravel, squeeze, expand_dims, and what tells a shape.

import { expandDims, squeezeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { ravelArray, reshapeArray } from "../array/reshape.js";
import { type AxisArgument, normalizeAxes, type OrderName } from "../core/layout.js";
import { makeView, type NDArray } from "../core/ndarray.js";
import { readOrder, readShapeOrder } from "../core/order.js";
import type { DTypeKey } from "../core/types.js";
import { optionsOr } from "./arguments.js";
import { readCopy, type ValueKey } from "./creation.js";
import { type ShapeLike, shapeOf } from "./shapes.js";

/** Options of `reshape`. */
export interface ReshapeOptions {
  /** The order in which elements are read and placed: `"C"` (default), `"F"`, or `"A"` for the array's own. */
  order?: "C" | "F" | "A" | undefined;
  /** `true` always copies, `false` never (ValueError if it must), `null` (default) only if it must. */
  copy?: boolean | null | undefined;
}

/** Memory order of a result. */
export interface OrderOptions {
  /** In which order elements are read: `"C"` (default), `"F"`, `"A"` or `"K"`. */
  order?: OrderName | undefined;
}

/**
 * The same elements in another shape; -1 stands for the length that fits. A view where the strides allow it,
 * else a copy.
 *
 * @throws ValueError if the sizes differ, or a copy would be needed with `copy: false`
 * @example
 * ```ts
 * np.reshape([1, 2, 3, 4], [2, -1]); // => [[1 2] [3 4]]
 * np.reshape([1, 2, 3, 4], [2, 2], { order: "F" }); // => [[1 3] [2 4]]
 * ```
 */
export function reshape<T>(
  a: T,
  shape: ShapeLike,
  order?: "C" | "F" | "A" | ReshapeOptions,
): NDArray<ValueKey<T>> {
  const known = optionsOr<ReshapeOptions>("reshape", ["order", "copy"], "order", order);
  const way = readShapeOrder(known.order);
  return reshapeTo(asArray(a) as NDArray<ValueKey<T>>, shape, way, readCopy(known.copy));
}

/** An array in a shape that may be anything; for null, as for Python's None, it keeps its own. */
export function reshapeTo<D extends DTypeKey>(
  array: NDArray<D>,
  shape: unknown,
  order: "C" | "F" | "A",
  copy: boolean | null,
): NDArray<D> {
  if (shape === null) {
    const { byteOffset, _shape, _strides, dtype } = array;
    return makeView(array, byteOffset, _shape, _strides, dtype, "reshape");
  }
  return reshapeArray(array, shapeOf(shape), order, copy);
}

/**
 * The elements in one dimension, in `order` (`"C"` by default, `"K"`: as they lie in memory). A view if the memory
 * is contiguous so, else a copy.
 *
 * @throws ValueError for an order there is not
 * @example
 * ```ts
 * np.ravel([[1, 2], [3, 4]], "F"); // => [1 3 2 4]
 * ```
 */
export function ravel<T>(a: T, order?: OrderName | OrderOptions): NDArray<ValueKey<T>> {
  const known = optionsOr<OrderOptions>("ravel", ["order"], "order", order);
  const way = readOrder(known.order, "C");
  return ravelArray(asArray(a) as NDArray<ValueKey<T>>, way);
}

/**
 * The array without its axes of length 1, all of them or those named. A view.
 *
 * @throws ValueError if a named axis is longer, AxisError for one that is not there
 * @example
 * ```ts
 * np.squeeze([[[1], [2]]]).shape; // => 2
 * np.squeeze([[[1], [2]]], 0).shape; // => 2,1
 * ```
 */
export function squeeze<T>(
  a: T,
  axis?: AxisArgument | { axis?: AxisArgument | undefined },
): NDArray<ValueKey<T>> {
  const known = optionsOr<{ axis: AxisArgument }>("squeeze", ["axis"], "axis", axis);
  return squeezeArray(asArray(a) as NDArray<ValueKey<T>>, known.axis);
}

/**
 * The array with new axes of length 1, at the given places of the result. A view.
 *
 * @throws AxisError, or ValueError for a place given twice
 * @example
 * ```ts
 * np.expand_dims([1, 2], 1).shape; // => 2,1
 * np.expand_dims([1, 2], [0, -1]).shape; // => 1,2,1
 * ```
 */
export function expand_dims<T>(
  a: T,
  axis: number | readonly number[] | { axis: number | readonly number[] },
): NDArray<ValueKey<T>> {
  const known = optionsOr<{ axis: number | readonly number[] }>(
    "expand_dims",
    ["axis"],
    "axis",
    axis,
  );
  if (known.axis === undefined) {
    throw new TypeError("expand_dims() missing 1 required positional argument: 'axis'");
  }
  return expandDims(asArray(a) as NDArray<ValueKey<T>>, known.axis);
}

/**
 * The number of axes of an array, or of what would become one.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.ndim([[1, 2]]); // => 2
 * ```
 */
export function ndim(a: unknown): number {
  return asArray(a).ndim;
}

/**
 * The shape of an array, or of what would become one.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.shape([[1, 2]]); // => 1,2
 * ```
 */
export function shape(a: unknown): readonly number[] {
  return asArray(a).shape;
}

/**
 * The number of elements of an array, all of them or along axes.
 *
 * @throws AxisError
 * @example
 * ```ts
 * np.size([[1, 2, 3]]); // => 3
 * np.size([[1, 2, 3]], 0); // => 1
 * ```
 */
export function size(
  a: unknown,
  axis?: AxisArgument | { axis?: AxisArgument | undefined },
): number {
  const known = optionsOr<{ axis: AxisArgument }>("size", ["axis"], "axis", axis);
  const array = asArray(a);
  const axes = normalizeAxes(known.axis, array.ndim);
  return axes.reduce((count, one) => count * array._shape[one]!, 1);
}
