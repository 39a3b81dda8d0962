// Several values as an array of a scalar type: np.float32([1, 2]). One value is core/scalar-convert.ts's.

import type { DType } from "../core/dtype.js";
import { NDArray } from "../core/ndarray.js";
import { asArray, isMemory, itemOf } from "./convert.js";
import { castArray } from "./copy.js";

/** The values as an array of the dtype; the one value of an array without axes. */
export function convertMany(values: unknown, dtype: DType): unknown {
  return plainValue(converted(values, dtype));
}

/** An array of the dtype is itself, as in NumPy. */
function converted(values: unknown, dtype: DType): NDArray {
  if (!(values instanceof NDArray) && !isMemory(values)) return asArray(values, dtype);
  const array = asArray(values);
  return array.dtype.equals(dtype) ? array : castArray(array, dtype);
}

function plainValue(array: NDArray): unknown {
  return array.ndim === 0 ? itemOf(array) : array;
}
