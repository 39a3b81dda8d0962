// Where an array's memory is, as the array API standard asks: there is one device, the processor.

import { DTypeError, ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { pythonType } from "../core/python-values.js";
import type { DTypeKey } from "../core/types.js";
import { type DLPackCapsule, type DLPackOptions, exportArray } from "../routines/dlpack.js";
import { defineGetter, defineMethods } from "./define.js";

/** Options of `to_device`. */
export interface ToDeviceOptions {
  /** Nothing by default; whatever is given is refused, as NumPy does. */
  readonly stream?: unknown;
}

declare module "../core/ndarray.js" {
  interface NDArray<D extends DTypeKey> {
    /** Where the memory is: always `"cpu"`. */
    readonly device: "cpu";
    /**
     * The array itself, no copy.
     *
     * @throws ValueError for any device but `"cpu"`
     * @example
     * ```ts
     * np.arange(3).to_device("cpu"); // => [0 1 2]
     * ```
     */
    to_device(device: "cpu", options?: ToDeviceOptions): NDArray<D>;
    /**
     * The memory in DLPack's words, for the `from_dlpack` of another library. No copy, unless `copy` is true.
     *
     * @throws ValueError for dtypes, byte orders and strides that DLPack does not know
     * @example
     * ```ts
     * np.zeros([2, 3]).__dlpack__().strides; // => 3,1
     * ```
     */
    __dlpack__(options?: DLPackOptions): DLPackCapsule;
    /**
     * DLPack's word for the processor. Returns no array.
     *
     * @throws nothing
     * @example
     * ```ts
     * np.zeros(3).__dlpack_device__(); // => 1,0
     * ```
     */
    __dlpack_device__(): readonly [type: number, id: number];
  }
}

defineGetter("device", () => "cpu");

defineMethods({
  __dlpack__(this: NDArray, given?: DLPackOptions) {
    return exportArray(this, given);
  },
  __dlpack_device__() {
    return [1, 0] as const;
  },
  to_device(this: NDArray, ...args: [device?: unknown, options?: ToDeviceOptions]) {
    const [device, given] = args;
    if (args.length === 0) {
      throw new DTypeError("to_device() takes exactly 1 positional argument (0 given)");
    }
    const { stream } = options<ToDeviceOptions>("to_device", given, ["stream"]);
    if (typeof device !== "string") {
      const kind = device === null || device === undefined ? "None" : pythonType(device);
      throw new DTypeError(`to_device() argument 1 must be str, not ${kind}`);
    }
    if (stream !== undefined && stream !== null) {
      throw new ValueError("The stream argument in to_device() is not supported");
    }
    if (device !== "cpu") {
      throw new ValueError(`Unsupported device: ${device}. Only 'cpu' is accepted.`);
    }
    return this;
  },
});
