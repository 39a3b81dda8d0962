// Changing shape and order as methods that ndarray has beyond those in methods.ts: repeat, mT.

import { swapAxes } from "../array/axes.js";
import { resizeInPlace } from "../array/resize.js";
import { ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import type { DTypeKey } from "../core/types.js";
import { type ShapeLike, shapeOf } from "../routines/shapes.js";
import { type RepeatOptions, type Repeats, repeat } from "../routines/tiling.js";
import { defineFluent, defineGetter, defineMethods } from "./define.js";

/** Options of the method `resize`. */
export interface ResizeOptions {
  /** Accepted for NumPy's sake: views stay valid (default true). */
  refcheck?: boolean | undefined;
}

declare module "../core/ndarray.js" {
  interface NDArray<D extends DTypeKey> {
    /**
     * `np.repeat` of the array: each element several times. A copy.
     *
     * @throws ValueError for negative counts, or as many counts as do not fit; AxisError
     * @example
     * ```ts
     * np.array([1, 2]).repeat(2); // => [1 1 2 2]
     * ```
     */
    repeat(repeats: Repeats, axis?: number | null | RepeatOptions): NDArray<D>;
    /**
     * Another shape for the array itself, which must own its memory where the size changes: elements are kept as
     * they lie in memory, new ones are zero. In place; views taken before keep the memory from before, so
     * `refcheck`, which guards them in NumPy, has nothing to refuse. `np.resize` makes a new array.
     *
     * @throws ValueError for negative lengths, a view, or an array with gaps between its elements
     * @example
     * ```ts
     * const a = np.array([[0, 1], [2, 3]]);
     * a.resize([2, 3]);
     * a; // => [[0 1 2] [3 0 0]]
     * ```
     */
    resize(...new_shape: number[]): void;
    resize(new_shape: ShapeLike | null, options?: ResizeOptions): void;
    /** The last two axes exchanged. A view. @throws ValueError for fewer than two axes */
    readonly mT: NDArray<D>;
  }
}

defineFluent({ repeat });

defineMethods({
  resize(this: NDArray, ...given: unknown[]): void {
    const last = given.at(-1);
    if (isOptions(last)) {
      options<ResizeOptions>("resize", last, ["refcheck"]);
      given.pop();
    }
    const [first] = given;
    if (given.length === 0 || (given.length === 1 && first === null)) return;
    resizeInPlace(this, shapeOf(given.length === 1 ? first : given));
  },
});

defineGetter("mT", (array) => {
  if (array.ndim < 2) {
    throw new ValueError(
      `matrix transpose with ndim < 2 is undefined (this array has ${array.ndim})`,
    );
  }
  return swapAxes(array, -1, -2);
});
