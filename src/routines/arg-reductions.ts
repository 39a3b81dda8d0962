// Positions of extremes: argmin and argmax. The extremes themselves are in reductions.ts.

import { moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castRefused, copyInto, elementTypeOf } from "../array/copy.js";
import { ownedAs, ravelArray } from "../array/reshape.js";
import { contiguous } from "../array/values.js";
import { can_cast } from "../core/casting.js";
import { dtype as toDtype } from "../core/dtype.js";
import { DTypeError, ValueError } from "../core/errors.js";
import { normalizeAxis, sameNumbers, shapeText } from "../core/layout.js";
import { isPacked, NDArray, newArray } from "../core/ndarray.js";
import { truthFlag } from "../core/python-values.js";
import type { Body } from "../kernel/builder.js";
import { argKernel } from "../kernel/describe.js";
import type { ArgKernel } from "../kernel/kernel.js";
import { runArg } from "../kernel/positions.js";
import { type BufferViews, viewsOf } from "../memory/buffer-views.js";
import { tracker } from "../memory/tracker.js";
import { kernelOperand } from "../ufunc/run-loop.js";
import { spreadOver } from "./fused-sum.js";
import { checkOut } from "./out-array.js";
import { answer, axisAndOptions } from "./reduction-arguments.js";
import type { Reduction } from "./reduction-types.js";
import { comparisonOf } from "./sorting/compare.js";

/** Options of `argmin` and `argmax`. */
export interface ArgOptions {
  /** The axis to search along; `null` (default) searches the flattened array. */
  axis?: number | null | undefined;
  /** An int64 array for the positions; it is returned. A new one by default. */
  out?: NDArray | null | undefined;
  /** Whether the reduced axis stays, with length 1; false by default. */
  keepdims?: boolean | undefined;
}

const int64 = toDtype("int64");

const better: Record<"argmin" | "argmax", Body> = {
  argmin: (b, best, candidate) => b.lt(candidate, best),
  argmax: (b, best, candidate) => b.gt(candidate, best),
};

/** Of times the first NaT is found: the least count, which one less makes the greatest. */
const laterTime: Body = (b, best, candidate) => {
  const one = b.const(best!, 1);
  return b.gt(b.sub(candidate!, one), b.sub(best!, one));
};

const kernels = new Map<string, ArgKernel>();
/** The kernels of numbers by the codes of their element types. */
const plainKernels: Record<"argmin" | "argmax", ArgKernel[]> = { argmin: [], argmax: [] };

function kernelOf(routine: "argmin" | "argmax", array: NDArray): ArgKernel {
  const type = elementTypeOf(array.dtype);
  if (type === null) {
    throw new DTypeError(
      `data type not ordered (${routine} is defined for numbers and booleans; this array has dtype ${array.dtype.name})`,
    );
  }
  const later = routine === "argmax" && array.dtype.unit !== null;
  const plain = later ? undefined : plainKernels[routine][type.code];
  if (plain !== undefined) return plain;
  const key = `${routine}${type.code}${later ? "M" : ""}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    kernel = argKernel({ name: routine, better: later ? laterTime : better[routine], input: type });
    kernels.set(key, kernel);
    if (!later) plainKernels[routine][type.code] = kernel;
  }
  return kernel;
}

/** Where a position is found. Never a short typed array of its own: V8 moves those. */
const place = viewsOf(new ArrayBuffer(64));

/** Truth values that are looked at before a kernel is asked: the first of them often decides. */
const FIRST_LOOK = 32;

/** Where the first true or false one of a packed array of truth values is, if it is among the first; else -1. */
function firstTruth({ byteOffset, size }: NDArray, views: BufferViews, wanted: boolean): number {
  const { dataView } = views;
  const end = Math.min(size, FIRST_LOOK);
  for (let i = 0; i < end; i++) {
    if ((dataView.getUint8(byteOffset + i) !== 0) === wanted) return i;
  }
  return -1;
}

/** The position in a packed array of a builtin dtype; -1 for all others. */
function plainPosition(routine: "argmin" | "argmax", array: NDArray): number {
  const { dtype, size } = array;
  // who watches memory is told of the line's view
  if (tracker.listener !== null || dtype.isbuiltin !== 1 || size < 2 || !isPacked(array)) return -1;
  if (elementTypeOf(dtype) === null) return -1;
  const { views } = array.live();
  const known = dtype.kind === "b" ? firstTruth(array, views, routine === "argmax") : -1;
  if (known >= 0) return known;
  runArg(kernelOf(routine, array), [size], 0, [
    { views, byteOffset: array.byteOffset, byteStrides: [dtype.itemsize] },
    { views: place, byteOffset: 0, byteStrides: [0] },
  ]);
  return place.u32[0]! + place.i32[1]! * 2 ** 32;
}

function position(
  routine: "argmin" | "argmax",
  a: unknown,
  second: unknown,
  third: unknown,
): never {
  if (second === undefined && third === undefined && a instanceof NDArray) {
    const at = plainPosition(routine, a);
    if (at >= 0) return at as never;
  }
  const given = axisAndOptions<ArgOptions>(routine, second, third, ["axis", "out", "keepdims"]);
  const out = given.out ?? null;
  const array = asArray(a);
  array.live();
  const keepdims = truthFlag(given.keepdims);
  const flat = given.axis === null || array.ndim === 0;
  const walked = flat ? ravelArray(array) : array;
  const axis = flat && given.axis === null ? 0 : normalizeAxis(given.axis as number, walked.ndim);
  if (!"SU".includes(array.dtype.kind)) kernelOf(routine, array);
  if (walked._shape[axis] === 0) {
    throw new ValueError(
      `attempt to get ${routine} of an empty sequence (axis ${axis} of shape ${shapeText(array._shape)} has no elements)`,
    );
  }
  let found = positionsAlong(routine, walked, axis);
  if (keepdims) {
    const shape = flat ? array._shape.map(() => 1) : array._shape.slice();
    if (!flat) shape[axis] = 1;
    found = ownedAs(found, shape);
  }
  if (out === null) return answer(found, null) as never;
  storePositions(routine, out, found);
  return out as never;
}

/** The positions along an axis that is not empty, as an int64 array without it. */
export function positionsAlong(
  routine: "argmin" | "argmax",
  array: NDArray,
  axis: number,
): NDArray {
  const shape = array._shape;
  const rest = shape.filter((_, one) => one !== axis);
  const found = newArray(rest, int64, "C", shape[axis] === 1);
  if (found.size === 0 || shape[axis] === 1) return found;
  if ("SU".includes(array.dtype.kind)) return textPositions(routine, array, axis, found);
  runArg(kernelOf(routine, array), shape, axis, [
    kernelOperand(array, shape),
    spreadOver(found, shape, [axis], false),
  ]);
  return found;
}

/** As {@link positionsAlong} for text, which no kernel compares. */
function textPositions(
  routine: "argmin" | "argmax",
  array: NDArray,
  axis: number,
  found: NDArray<"int64">,
): NDArray<"int64"> {
  const lines = contiguous(moveAxes(array, axis, array.ndim - 1), "C", routine);
  const { views } = lines.live();
  const compare = comparisonOf(lines.dtype);
  const sign = routine === "argmax" ? 1 : -1;
  const length = array._shape[axis]!;
  const words = found.storage.views.i32;
  for (let line = 0; line < found.size; line++) {
    const start = lines.byteOffset + line * length * lines.itemsize;
    let best = 0;
    for (let i = 1; i < length; i++) {
      const verdict = compare(
        views,
        start + i * lines.itemsize,
        views,
        start + best * lines.itemsize,
      );
      if (verdict * sign > 0) best = i;
    }
    words[found.byteOffset / 4 + 2 * line] = best;
    words[found.byteOffset / 4 + 2 * line + 1] = 0;
  }
  return found;
}

function storePositions(routine: string, out: NDArray, found: NDArray): void {
  checkOut(out, "output must be an array");
  if (!sameNumbers(out._shape, found._shape)) {
    throw new ValueError(
      `output array does not match result of np.${routine}. (expected shape (${found._shape.join(", ")}), got (${out._shape.join(", ")}))`,
    );
  }
  if (!can_cast(out.dtype, int64, "safe")) {
    throw new TypeError(castRefused(out.dtype, int64, "safe", out.ndim));
  }
  copyInto(out, found, routine);
}

/**
 * The position of the greatest element: in the flattened array, or along an axis. The first of equals; a NaN is
 * greater than all.
 *
 * @returns a number, or an int64 array where an axis is given. A copy.
 * @throws ValueError for an empty array, AxisError
 * @example
 * ```ts
 * np.argmax([3, 9, 4]); // => 1
 * np.argmax([[1, 5], [7, 2]], 0); // => [1 0]
 * ```
 */
export const argmax: Reduction<"int64", ArgOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => position("argmax", a, second, third);

/**
 * The position of the least element: in the flattened array, or along an axis. The first of equals; a NaN is less
 * than all.
 *
 * @returns a number, or an int64 array where an axis is given. A copy.
 * @throws ValueError for an empty array, AxisError
 * @example
 * ```ts
 * np.argmin([3, 9, 4]); // => 0
 * np.argmin([[1, 5], [7, 2]], 1); // => [0 1]
 * ```
 */
export const argmin: Reduction<"int64", ArgOptions> = (
  a: unknown,
  second?: unknown,
  third?: unknown,
): never => position("argmin", a, second, third);
