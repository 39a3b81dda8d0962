// The engine: the entry points through which ufuncs, copies and expressions run elementwise kernels over operands.
// Reductions are in reductions.ts, running.ts and positions.ts; which lowering runs is choice.ts's. It knows no dtype
// rules and no arrays.

import { countOf } from "../core/layout.js";
import type { BufferViews } from "../memory/buffer-views.js";
import { countNative, runsNative } from "./choice.js";
import { dumping } from "./dump.js";
import { runIndexed, runLoops, runSingle } from "./js/run.js";
import type { MapKernel } from "./kernel.js";
import type { Operand } from "./operand.js";
import { raised } from "./raised.js";
import { checkOperands, plan, singleLoop, steps } from "./walk.js";
import { runNativeFew, runNativeLoops, runNativeSingle } from "./x64/run.js";

const NONE: readonly number[] = [];

/**
 * Runs an elementwise kernel over `shape` and returns the floating-point errors it was asked to look for, as bits of
 * errors.ts (as do the other entry points). Operands are in the kernel's order (inputs, outputs, mask), their
 * strides already broadcast to `shape`. Outputs must not overlap inputs except element for element.
 */
export function runMap(
  kernel: MapKernel,
  shape: readonly number[],
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  const count = singleLoop(shape, operands);
  raised.flags = 0;
  if (count === 0) return 0;
  const native = runsNative(count < 0 ? countOf(shape) : count);
  if (!dumping && count > 0) {
    if (native && runNativeSingle(kernel, count, operands, steps)) {
      countNative(true);
      return raised.flags;
    }
    if (runSingle(kernel, "map", count, operands, steps)) return raised.flags;
  }
  const nest = plan(kernel, shape, operands, NONE, NONE);
  if (nest.shape[0] === 0) return 0;
  if (native && runNativeLoops(kernel, nest, operands)) {
    countNative(true);
    return raised.flags;
  }
  runLoops(kernel, "map", nest, operands);
  return raised.flags;
}

/**
 * As {@link runMap} of one loop over `count` elements, at least one, each operand moving by `along` bytes: the way of
 * small arrays, which allocates nothing.
 */
export function runLine(
  kernel: MapKernel,
  count: number,
  operands: readonly Operand[],
  along: readonly number[],
): number {
  raised.flags = 0;
  if (!dumping) {
    if (runsNative(count)) {
      if (runNativeSingle(kernel, count, operands, along)) {
        countNative(true);
        return raised.flags;
      }
    }
    if (runSingle(kernel, "map", count, operands, along)) return raised.flags;
  }
  const lines = operands.map((operand, k) => ({ ...operand, byteStrides: [along[k]!] }));
  return runMap(kernel, [count], lines);
}

/**
 * As {@link runLine} of two or three operands (`third` is null of two), without a list of them; -1, with nothing done,
 * where it takes more than to call code that is there.
 */
export function runFew(
  kernel: MapKernel,
  count: number,
  along: readonly number[],
  first: BufferViews,
  firstOffset: number,
  second: BufferViews,
  secondOffset: number,
  third: BufferViews | null,
  thirdOffset: number,
): number {
  if (dumping || !runsNative(count)) return -1;
  raised.flags = 0;
  const done = runNativeFew(
    kernel,
    count,
    along,
    first,
    firstOffset,
    second,
    secondOffset,
    third,
    thirdOffset,
  );
  if (!done) return -1;
  countNative(true);
  return raised.flags;
}

/**
 * Runs an elementwise kernel over `count` elements in order, unbuffered. Operand k's element i is at
 * `lists[k][i]` bytes from its byte offset where there is a list, else at `i * byteStrides[0]`. An output
 * may be an input's own memory: `ufunc.at`, gather and scatter are made of this.
 */
export function runIndexedMap(
  kernel: MapKernel,
  count: number,
  operands: readonly Operand[],
  lists: readonly (Float64Array | null)[],
): number {
  checkOperands(kernel, operands);
  raised.flags = 0;
  if (count === 0) return 0;
  const moves = operands.map((operand) => operand.byteStrides[0] ?? 0);
  runIndexed(kernel, count, operands, moves, lists);
  return raised.flags;
}
