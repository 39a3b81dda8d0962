// np.block: an array put together from a nest of blocks, the innermost lists along the last axis.

import { asArray } from "../array/convert.js";
import { copyArray } from "../array/copy.js";
import { type JoinTarget, joinArrays } from "../array/join.js";
import { ValueError } from "../core/errors.js";
import { MAX_NDIM } from "../core/layout.js";
import { makeView, type NDArray } from "../core/ndarray.js";

const target: JoinTarget = { out: null, dtype: null, casting: "same_kind", operation: "block" };

/**
 * An array of a nest of blocks: those of the innermost lists are joined along the last axis, these
 * along the one before it, and so on. Blocks with fewer axes are given axes of length 1 in front. A
 * new array. A copy.
 *
 * @throws ValueError if the lists are not equally deep or empty, or shapes do not agree
 * @example
 * ```ts
 * const a = np.eye(2, "int64");
 * np.block([[a, np.zeros([2, 1], "int64")], [np.ones([1, 3], "int64")]]); // => [[1 0 0] [0 1 0] [1 1 1]]
 * np.block([1, 2, 3]); // => [1 2 3]
 * ```
 */
export function block(arrays: unknown): NDArray {
  const found: Survey = { depth: -1, ndim: 0, empty: null };
  survey(arrays, [], found);
  // of several empty lists NumPy names the last
  if (found.empty !== null) throw new ValueError(`List at ${found.empty} cannot be empty`);
  const ndim = Math.max(found.depth, found.ndim);
  if (found.depth === 0) return copyArray(asArray(arrays), "C", "block");
  return assemble(arrays, found.depth, ndim);
}

interface Survey {
  depth: number;
  ndim: number;
  /** Where a list is empty. */
  empty: string | null;
}

/** Finds how deep the lists are and the most axes of a block. */
function survey(nest: unknown, path: readonly number[], found: Survey): void {
  if (Array.isArray(nest)) {
    // also what stops at lists that contain themselves
    if (path.length >= MAX_NDIM) {
      throw new ValueError(
        `maximum supported dimension for an ndarray is currently ${MAX_NDIM}: the lists are nested deeper`,
      );
    }
    if (nest.length === 0) {
      found.empty = place(path);
      checkDepth(path.length + 1, path, found);
    }
    for (let i = 0; i < nest.length; i++) survey(nest[i], [...path, i], found);
    return;
  }
  checkDepth(path.length, path, found);
  found.ndim = Math.max(found.ndim, asArray(nest).ndim);
}

function checkDepth(depth: number, path: readonly number[], found: Survey): void {
  if (found.depth < 0) found.depth = depth;
  if (found.depth === depth) return;
  throw new ValueError(
    `List depths are mismatched. First element was at depth ${found.depth}, but there is an element at depth ${depth} (${place(path)})`,
  );
}

function place(path: readonly number[]): string {
  return `arrays${path.map((index) => `[${index}]`).join("")}`;
}

/** Joins a nest of lists so many deep; its blocks all have `ndim` axes afterwards. */
function assemble(nest: unknown, depth: number, ndim: number): NDArray {
  if (depth === 0) return withAxes(asArray(nest), ndim);
  const parts = (nest as readonly unknown[]).map((one) => assemble(one, depth - 1, ndim));
  return joinArrays(parts, -depth, target);
}

function withAxes(array: NDArray, ndim: number): NDArray {
  const missing = ndim - array.ndim;
  if (missing <= 0) return array;
  const { _shape, _strides, byteOffset, dtype } = array;
  return makeView(
    array,
    byteOffset,
    [...new Array<number>(missing).fill(1), ..._shape],
    [...new Array<number>(missing).fill(0), ..._strides],
    dtype,
    "block",
  );
}
