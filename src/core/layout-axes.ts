// Axis arguments: one axis, a tuple of axes, a permutation. Everything that turns what the caller
// wrote (negative, null, an integer where a tuple may stand) into checked, non-negative axes.

import { AxisError, ValueError } from "../memory/errors.js";
import { pythonType } from "./python-values.js";

/** One axis, several, or null where NumPy's None means all. */
export type AxisArgument = number | readonly number[] | null | undefined;

/**
 * Axis counted from the front. `prefix` names the argument in the error, as in
 * `source: axis 5 is out of bounds for array of dimension 2`.
 *
 * @throws AxisError, or TypeError if the axis is no integer
 */
export function normalizeAxis(axis: number, ndim: number, prefix?: string): number {
  if (!Number.isInteger(axis)) {
    throw new TypeError(
      `'${pythonType(axis)}' object cannot be interpreted as an integer (axis ${String(axis)})`,
    );
  }
  if (axis < -ndim || axis >= ndim) throw new AxisError(axis, ndim, prefix);
  return axis < 0 ? axis + ndim : axis + 0;
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
export function reductionAxes(axes: AxisArgument, ndim: number): number[] {
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
  if (axes.length !== ndim) {
    throw new ValueError(`axes don't match array (got ${axes.length} axes for ${ndim} dimensions)`);
  }
  const result = axisList(axes, ndim);
  if (hasDuplicate(result))
    throw new ValueError(`repeated axis in transpose (got ${axes.join(", ")})`);
  return result;
}

function axisList(axes: AxisArgument, ndim: number, prefix?: string): number[] {
  if (axes === null || axes === undefined) {
    const all = new Array<number>(ndim);
    for (let axis = 0; axis < ndim; axis++) all[axis] = axis;
    return all;
  }
  if (typeof axes === "number") return [normalizeAxis(axes, ndim, prefix)];
  return Array.from(axes, (axis) => normalizeAxis(axis, ndim, prefix));
}

function hasDuplicate(axes: readonly number[]): boolean {
  return new Set(axes).size !== axes.length;
}
