// What `a.shape = …` and `a.strides = …` make of an array's layout, by NumPy's rules. Only arithmetic and refusals:
// the array changes itself.

import { ValueError } from "../memory/errors.js";
import { byteBounds, reshapeStrides, resolveShape } from "./layout.js";
import { isSequence, pythonType } from "./python-values.js";
import { warnOnce } from "./warn.js";

/** An array's layout, as far as it can be given another. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The lengths that a value assigned to `shape` means. @throws TypeError for what is no shape */
function lengthsOf(value: unknown): number[] {
  if (value === null || value === undefined) {
    throw new TypeError("Use () not None as shape arguments (an empty list here)");
  }
  if (typeof value === "number" && !Number.isInteger(value)) {
    throw new TypeError(
      `expected a sequence of integers or a single integer, got '${value}' (as a shape)`,
    );
  }
  const list: unknown[] = isSequence(value) ? Array.from(value) : [value];
  for (const one of list) {
    if (typeof one === "number" && Number.isInteger(one)) continue;
    throw new TypeError(
      `'${pythonType(one)}' object cannot be interpreted as an integer (in a shape)`,
    );
  }
  return list as number[];
}

/** @throws ValueError for a shape of another size, TypeError for one that the memory can't have without a copy */
export function reshapedInPlace(
  { shape, strides }: Layout,
  itemsize: number,
  size: number,
  value: unknown,
): Layout {
  const wanted = resolveShape(lengthsOf(value), size);
  const steps = reshapeStrides(shape, strides, itemsize, wanted, "C");
  if (steps === null) {
    throw new TypeError(
      "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape.",
    );
  }
  return { shape: wanted, strides: steps };
}

/** Where an array's elements may lie: its own first byte, and the bytes of its storage. */
export interface Extent {
  readonly byteOffset: number;
  readonly first: number;
  readonly end: number;
  readonly itemsize: number;
}

/** @throws TypeError for what is no list of integers, ValueError for one that does not fit shape or memory */
export function restridedInPlace(
  shape: readonly number[],
  { byteOffset, first, end, itemsize }: Extent,
  value: unknown,
): readonly number[] {
  warnOnce(
    "DeprecationWarning",
    "Setting the strides on a NumPy array has been deprecated in NumPy 2.4.\nAs an alternative, you can create a new view using np.lib.stride_tricks.as_strided.",
  );
  const list: unknown[] = isSequence(value) ? Array.from(value) : [value];
  if (!list.every((one) => typeof one === "number" && Number.isInteger(one))) {
    throw new TypeError("invalid strides (a list of integers: bytes from element to element)");
  }
  const strides = list as number[];
  if (strides.length !== shape.length) {
    throw new ValueError(
      `strides must be  same length as shape (${shape.length}): got ${strides.length}`,
    );
  }
  const [low, high] = byteBounds(byteOffset, shape, strides, itemsize);
  if (low < first || high > end) {
    throw new ValueError(
      `strides is not compatible with available memory: they reach bytes ${low - first} to ${high - first} of ${end - first}`,
    );
  }
  return strides;
}
