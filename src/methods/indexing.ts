// Iterating and reaching into elements as methods: a.flat, a.getfield(dtype), a.setfield(value, dtype).

import { FlatIter, setFlat } from "../array/flat.js";
import { assignValue } from "../array/index-set.js";
import { fieldBytes } from "../array/reinterpret.js";
import { type DTypeLike, readDType } from "../core/dtype.js";
import { NDArray } from "../core/ndarray.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import { integer, optionsOr } from "../routines/arguments.js";
import { defineMethods } from "./define.js";

declare module "../core/ndarray.js" {
  interface NDArray<D extends DTypeKey> {
    /**
     * The elements in C order as one line: an iterator over JavaScript values that also reads and writes by flat
     * position. No copy is made. Assigning writes all elements in C order, the values repeated as needed.
     *
     * @throws ValueError where a read-only array is assigned to
     * @example
     * ```ts
     * const a = np.array([[1, 2], [3, 4]]);
     * let sum = 0;
     * for (const value of a.flat) sum += value;
     * sum; // => 10
     * a.flat = [7, 8];
     * a; // => [[7 8] [7 8]]
     * ```
     */
    get flat(): FlatIter<D>;
    set flat(value: unknown);
    /**
     * Some bytes of each element, from `offset` on, as another dtype. A view.
     *
     * @throws ValueError if those bytes do not lie within the element
     * @example
     * ```ts
     * np.array([np.complex(1, 2), np.complex(3, 4)]).getfield("float64", 8); // => [2. 4.]
     * ```
     */
    getfield<const T extends DTypeLike>(
      dtype: T,
      offset?: number | { offset?: number | undefined },
    ): NDArray<ResolveDType<T>>;
    /**
     * Writes a value, broadcast, into some bytes of each element, as another dtype. In place; returns no array.
     *
     * @throws ValueError if those bytes do not lie within the element, or the array is read-only
     * @example
     * ```ts
     * const z = np.zeros(2, "complex128");
     * z.setfield(3, "float64", 8);
     * z; // => [0.+3.j 0.+3.j]
     * ```
     */
    setfield(
      value: unknown,
      dtype: DTypeLike,
      offset?: number | { offset?: number | undefined },
    ): void;
  }
}

function bytesOf(
  routine: string,
  array: NDArray,
  dtype: DTypeLike,
  offset?: number | { offset?: number | undefined },
): NDArray {
  if (dtype === undefined) {
    throw new TypeError(`${routine}() missing required argument 'dtype'`);
  }
  const known = optionsOr<{ offset: number }>(routine, ["offset"], "offset", offset);
  return fieldBytes(array, readDType(dtype), integer(known.offset ?? 0, "offset"));
}

Object.defineProperty(NDArray.prototype, "flat", {
  get(this: NDArray) {
    return new FlatIter(this);
  },
  set(this: NDArray, value: unknown) {
    setFlat(this, value);
  },
  configurable: true,
  enumerable: false,
});

defineMethods({
  getfield(this: NDArray, dtype: DTypeLike, offset?: number) {
    return bytesOf("getfield", this, dtype, offset);
  },
  setfield(this: NDArray, value: unknown, dtype: DTypeLike, offset?: number) {
    this.live();
    this.assertWriteable();
    assignValue(bytesOf("setfield", this, dtype, offset), value);
  },
});
