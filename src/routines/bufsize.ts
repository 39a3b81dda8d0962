// getbufsize and setbufsize. NumPy's ufuncs cast through a buffer of so many elements; strided's kernels cast as they
// go and have no buffer, so the number is kept and nothing more.

import { DTypeError, ValueError } from "../core/errors.js";
import { pythonType } from "../core/python-values.js";

let size = 8192;

/**
 * Elements in the buffer of NumPy's ufuncs, which strided's do not need: they cast as they go. Returns a number, no
 * array.
 *
 * @throws nothing
 * @example
 * ```ts
 * np.getbufsize(); // => 8192
 * ```
 */
export function getbufsize(): number {
  return size;
}

/**
 * Sets what `getbufsize` gives, and returns what it gave before. Nothing runs otherwise for it, and no array is
 * copied.
 *
 * @throws ValueError for a size that NumPy does not take: below 16, above 10,000,000, or no multiple of 16.
 * @throws TypeError for what is no integer.
 * @example
 * ```ts
 * np.setbufsize(4096); // => 8192
 * np.setbufsize(8192); // => 4096
 * np.setbufsize(17); // => ValueError
 * ```
 */
export function setbufsize(bufsize: number): number {
  if (typeof bufsize !== "number" && typeof bufsize !== "bigint" && typeof bufsize !== "boolean") {
    throw new DTypeError(
      `'<' not supported between instances of '${pythonType(bufsize)}' and 'int'`,
    );
  }
  const asked = Number(bufsize);
  if (asked < 0) throw new ValueError(`buffer size must be non-negative (got ${asked})`);
  if (!Number.isInteger(asked)) {
    throw new DTypeError(`'float' object cannot be interpreted as an integer (got ${asked})`);
  }
  if (asked > 10_000_000) throw new ValueError(`Buffer size, ${asked}, is too big`);
  if (asked < 5) throw new ValueError(`Buffer size, ${asked}, is too small`);
  if (asked % 16 !== 0) throw new ValueError(`Buffer size, ${asked}, is not a multiple of 16`);
  const before = size;
  size = asked;
  return before;
}
