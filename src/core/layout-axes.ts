// Axis arguments: one axis, a tuple of axes, a permutation. Everything that turns what the caller
// wrote (negative, null, an integer where a tuple may stand) into checked, non-negative axes.

import { AxisError, ValueError } from "../memory/errors.js";
import { pythonIndex, pythonList } from "./python-values.js";

/** One axis, several, or null where NumPy's None means all. */
export type AxisArgument = number | readonly number[] | null | undefined;

/**
 * Axis counted from the front. `prefix` names the argument in the error, as in
 * `source: axis 5 is out of bounds for array of dimension 2`.
 *
 * @throws AxisError, or TypeError if the axis is no integer
 */
export function normalizeAxis(axis: number, ndim: number, prefix?: string): number {
  const index = pythonIndex(axis, prefix ?? "axis");
  if (index < -ndim || index >= ndim) throw new AxisError(index, ndim, prefix);
  return index < 0 ? index + ndim : index;
}

/**
 * Axes in the caller's order, as `normalize_axis_tuple`; null means all. `argument` names the
 * argument in errors.
 *
 * @throws AxisError, or ValueError for an axis given twice
 */
export function normalizeAxes(axes: AxisArgument, ndim: number, argument?: string): number[] {
  const result = axisList(axes, ndim, argument);
  if (hasDuplicate(result)) {
    throw new ValueError(argument ? `repeated axis in \`${argument}\` argument` : "repeated axis");
  }
  return result;
}

/**
 * Axes that a reduction removes, ascending; null means all. A 0-d array takes axis 0 and -1, for
 * which nothing is reduced, as NumPy allows.
 *
 * @throws AxisError, or ValueError for an axis given twice
 */
export function reductionAxes(asked: AxisArgument, ndim: number): number[] {
  const axes = isZeroDimensional(asked) ? pythonIndex(asked, "axis") : asked;
  if (ndim === 0 && (axes === 0 || axes === -1)) return [];
  const result = axisList(axes, ndim);
  if (result.length < 2 || axes === null || axes === undefined) return result;
  if (hasDuplicate(result)) throw new ValueError("duplicate value in 'axis'");
  return result.sort((a, b) => a - b);
}

/**
 * Permutation for a transpose; null reverses the axes.
 *
 * @throws ValueError when `axes` is not a permutation of the array's axes
 */
export function transposeAxes(axes: readonly number[] | null | undefined, ndim: number): number[] {
  if (axes === null || axes === undefined) {
    return Array.from({ length: ndim }, (_, axis) => ndim - 1 - axis);
  }
  const given = pythonList(axes, "axes");
  if (given.length !== ndim) {
    throw new ValueError(
      `axes don't match array (got ${given.length} axes for ${ndim} dimensions)`,
    );
  }
  const result = axisList(given as number[], ndim);
  if (hasDuplicate(result))
    throw new ValueError(`repeated axis in transpose (got ${given.join(", ")})`);
  return result;
}

function axisList(axes: AxisArgument, ndim: number, prefix?: string): number[] {
  if (axes === null || axes === undefined) {
    const all = new Array<number>(ndim);
    for (let axis = 0; axis < ndim; axis++) all[axis] = axis;
    return all;
  }
  const several = typeof axes === "object" && !isZeroDimensional(axes);
  if (!several) return [normalizeAxis(axes as number, ndim, prefix)];
  return pythonList(axes, prefix ?? "the axis").map((axis) =>
    normalizeAxis(axis as number, ndim, prefix),
  );
}

const isZeroDimensional = (axes: unknown): boolean =>
  typeof axes === "object" && axes !== null && "ndim" in axes && axes.ndim === 0;

function hasDuplicate(axes: readonly number[]): boolean {
  return new Set(axes).size !== axes.length;
}
