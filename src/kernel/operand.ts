// What an engine needs to know of an array: which memory, where in it, how far apart its elements are.

import type { BufferViews } from "../memory/buffer-views.js";

/** An operand of a kernel run. Its type is in the kernel's description. */
export interface Operand {
  readonly views: BufferViews;
  /** Of the first element, within the views' buffer. */
  readonly byteOffset: number;
  /** One per axis of the run's shape, in bytes; 0 where the operand is stretched or reduced. */
  readonly byteStrides: readonly number[];
}
