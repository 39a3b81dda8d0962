// Changing shape and order as methods that ndarray has beyond those in methods.ts: repeat, mT.

import { swapAxes } from "../array/axes.js";
import { ValueError } from "../core/errors.js";
import type { DTypeKey } from "../core/types.js";
import { type RepeatOptions, type Repeats, repeat } from "../routines/tiling.js";
import { defineFluent, defineGetter } from "./define.js";

declare module "../core/ndarray.js" {
  interface NDArray<D extends DTypeKey> {
    /** `np.repeat` of the array: each element several times. A copy. */
    repeat(repeats: Repeats, axis?: number | null | RepeatOptions): NDArray<D>;
    /** The last two axes exchanged. A view. @throws ValueError for fewer than two axes */
    readonly mT: NDArray<D>;
  }
}

defineFluent({ repeat });

defineGetter("mT", (array) => {
  if (array.ndim < 2) {
    throw new ValueError(
      `matrix transpose with ndim < 2 is undefined (this array has ${array.ndim})`,
    );
  }
  return swapAxes(array, -1, -2);
});
