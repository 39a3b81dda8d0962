// Arrays in a common shape without copying: broadcast_to, broadcast_arrays, broadcast_shapes.

import { broadcastTo } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { broadcastShapes, sameNumbers } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import type { ValueKey } from "./creation.js";
import { type ShapeLike, shapeOf } from "./shapes.js";
import type { ArrayArgument, ArraysOf } from "./tuple-types.js";

/**
 * A read-only view of an array in a larger shape: axes of length 1 and missing leading axes are repeated with a
 * stride of 0.
 *
 * @throws ValueError if the array does not broadcast to the shape
 * @example
 * ```ts
 * np.broadcast_to([1, 2], [2, 2]); // => [[1 2] [1 2]]
 * np.broadcast_to([1, 2], [2, 2]).strides; // => 0,8
 * ```
 */
export function broadcast_to<T>(
  array: T,
  shape: ShapeLike,
  given?: { subok?: boolean | undefined },
): NDArray<ValueKey<T>> {
  options<{ subok?: boolean | undefined }>("broadcast_to", given, ["subok"]);
  return broadcastTo(asArray(array) as NDArray<ValueKey<T>>, shapeOf(shape));
}

/**
 * Arrays in their common shape. Arrays that have it already are returned themselves, the others as read-only
 * views.
 *
 * @throws ValueError if there is no common shape
 * @example
 * ```ts
 * const [x, y] = np.broadcast_arrays([1, 2], [[3], [4]]);
 * y; // => [[3 3] [4 4]]
 * ```
 */
export function broadcast_arrays<const X extends readonly ArrayArgument[]>(...args: X): ArraysOf<X>;
export function broadcast_arrays<const X extends readonly ArrayArgument[]>(
  ...args: [...X, options: { subok?: boolean | undefined }]
): ArraysOf<X>;
export function broadcast_arrays(...args: unknown[]): NDArray[] {
  const last = args[args.length - 1];
  const hasOptions = isOptions(last);
  if (hasOptions) options<{ subok?: boolean | undefined }>("broadcast_arrays", last, ["subok"]);
  const arrays = (hasOptions ? args.slice(0, -1) : args).map((one) => asArray(one));
  const shape = broadcastShapes(...arrays.map((one) => one._shape));
  return arrays.map((one) => (sameNumbers(one._shape, shape) ? one : broadcastTo(one, shape)));
}

/**
 * The shape that shapes broadcast to.
 *
 * @throws ValueError if there is none
 * @example
 * ```ts
 * np.broadcast_shapes([3, 1], 4, [2, 1, 1]); // => 2,3,4
 * ```
 */
export function broadcast_shapes(...shapes: ShapeLike[]): number[] {
  return broadcastShapes(...shapes.map((shape) => shapeOf(shape)));
}
