// Where an array's memory is, as the array API standard asks: there is one device, the processor.

import { DTypeError, ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { pythonType } from "../core/python-values.js";
import type { DTypeKey } from "../core/types.js";
import { defineGetter, defineMethods } from "./define.js";

/** Options of `to_device`. */
export interface ToDeviceOptions {
  /** Accepted to be refused, as NumPy does. */
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
  }
}

defineGetter("device", () => "cpu");

defineMethods({
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
