// Writing by position or mask, in place: put, place, putmask, put_along_axis. Reading by position is in taking.ts.

import { asArray, isMemory } from "../array/convert.js";
import { assertCastable, castArray, castRefused } from "../array/copy.js";
import { putFew } from "../array/gather-few.js";
import { setIndex } from "../array/index-set.js";
import { copyMasked } from "../array/masked.js";
import { moveItems } from "../array/move-items.js";
import { type Picks, progression } from "../array/picks.js";
import { ravelArray, reshapeArray } from "../array/reshape.js";
import { byteOffsets } from "../array/walk.js";
import { isCastAllowed } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { IndexError, ValueError } from "../core/errors.js";
import { shapeText } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { pythonType } from "../core/python-values.js";
import { flatPositions, truthOf } from "./nonzero.js";
import {
  type PositionList,
  positionArray,
  positionsFromBothEnds,
  type TakeMode,
  takeMode,
} from "./positions.js";
import { alongAxis } from "./taking.js";

const bool = toDtype("bool") as DType;

/** The array to write into, which must be one, and writeable. @throws TypeError, ValueError in NumPy's words */
function checkedTarget(routine: keyof typeof refusals, a: unknown): NDArray {
  const [kind, readOnly] = refusals[routine];
  if (!(a instanceof NDArray)) {
    throw new TypeError(`${kind(pythonType(a))} (${routine} writes into an array)`);
  }
  a.live();
  if (!a.writeable) {
    throw new ValueError(
      `${readOnly} (shape ${shapeText(a._shape)}: a broadcast view, a read-only map or an array locked by setflags({ write: false }); write into a copy())`,
    );
  }
  return a;
}

const refusals = {
  put: [
    (kind: string) => `argument 1 must be numpy.ndarray, not <class '${kind}'>`,
    "put: output array is read-only",
  ],
  place: [
    (kind: string) => `place() argument 1 must be numpy.ndarray, not ${kind}`,
    "WRITEBACKIFCOPY base is read-only",
  ],
  putmask: [() => "putmask: first argument must be an array", "putmask: output array is read-only"],
  put_along_axis: [
    (kind: string) => `'${kind}' object has no attribute 'ndim'`,
    "assignment destination is read-only",
  ],
} as const;

/**
 * Writes values at flat positions (C order) of an array, one after the other, or with `byPosition` each from the same
 * flat position; repeated as often as needed.
 */
function writeFlat(
  target: NDArray,
  positions: PositionList,
  values: NDArray,
  byPosition = false,
): void {
  const count = positions.length;
  if (count === 0) return;
  const { itemsize, size } = values;
  let from: Picks;
  if (size === 1) from = progression(values.byteOffset, 0, count);
  else if (!byPosition && size >= count) from = progression(values.byteOffset, itemsize, count);
  else {
    const list = new Int32Array(count);
    for (let i = 0; i < count; i++) list[i] = (byPosition ? positions[i] : i) % size;
    from = { base: values.byteOffset, stride: itemsize, list, count };
  }
  moveItems(
    { views: target.storage.views, points: flatPlaces(target, positions), strides: [] },
    { views: values.live().views, points: from, strides: [] },
    [],
    target.dtype,
  );
}

function flatPlaces(target: NDArray, positions: PositionList): Picks | Float64Array {
  const { _shape, _strides, byteOffset } = target;
  const stride = lineStride(_shape, _strides);
  if (stride !== null && positions instanceof Int32Array) {
    return { base: byteOffset, stride, list: positions, count: positions.length };
  }
  const places = byteOffsets(byteOffset, _shape, _strides);
  return Float64Array.from(positions, (position) => places[position]);
}

/** The one stride that steps through all elements in C order, null where there is none. */
function lineStride(shape: readonly number[], strides: readonly number[]): number | null {
  let stride: number | null = null;
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 1) continue;
    stride ??= strides[axis];
    if (strides[axis] !== stride * step) return null;
    step *= shape[axis];
  }
  return stride ?? 0;
}

/**
 * The values in one dimension, in memory of their own and in the dtype they are written as.
 *
 * @throws TypeError for an array whose cast the rule forbids; OverflowError and ValueError for other values
 */
function flatValues(values: unknown, dtype: DType, casting: "safe" | "unsafe"): NDArray {
  const array = values instanceof NDArray || isMemory(values) ? asArray(values) : null;
  if (array === null) return ravelArray(asArray(values, dtype));
  if (!isCastAllowed(array.dtype, dtype, casting))
    throw new TypeError(castRefused(array.dtype, dtype, casting, array.ndim));
  return castArray(ravelArray(array), dtype, "C", "put");
}

/** Options of `put`. */
export interface PutOptions {
  /** Positions out of bounds: `"raise"` (default), `"wrap"` around, or `"clip"` to the last. */
  mode?: TakeMode | undefined;
}

/**
 * Writes values at positions of the flattened array, in place; values are repeated where there are fewer.
 *
 * @throws IndexError for a position out of bounds, ValueError for a read-only array
 * @example
 * ```ts
 * const a = np.arange(5);
 * np.put(a, [0, -1], [10, 20]);
 * a; // => [10  1  2  3 20]
 * ```
 */
export function put(a: NDArray, ind: unknown, v: unknown, given?: PutOptions): void {
  const isUsual = given === undefined && typeof v === "number" && ind instanceof NDArray;
  if (isUsual && a instanceof NDArray && putFew(a, ind, v)) return;
  const known = options<PutOptions>("put", given, ["mode"]);
  const mode = takeMode(known.mode);
  const target = checkedTarget("put", a);
  const positions = positionArray(ind, "safe");
  if (positions.size > 0 && target.size === 0) {
    throw new IndexError("cannot replace elements of an empty array");
  }
  const values = flatValues(v, target.dtype, "unsafe");
  if (positions.size === 0) return;
  if (values.size === 0) return;
  writeFlat(target, positionsFromBothEnds(positions, target.size, mode, 0), values);
}

/**
 * Writes values, one after the other, where the mask is true, in place; values are repeated where there are fewer.
 *
 * @throws ValueError if the mask has another size, or there are no values
 * @example
 * ```ts
 * const a = np.arange(4);
 * np.place(a, a.greater(1), [70, 80]);
 * a; // => [ 0  1 70 80]
 * ```
 */
export function place(arr: NDArray, mask: unknown, vals: unknown): void {
  const target = checkedTarget("place", arr);
  const where = asArray(mask);
  if (where.size !== target.size) {
    throw new ValueError(
      `place: mask and data must be the same size (got ${where.size} and ${target.size})`,
    );
  }
  assertCastable(where.dtype, bool, where.ndim);
  const values = flatValues(vals, target.dtype, "safe");
  const positions = flatPositions(where);
  if (values.size === 0) {
    if (positions.length === 0) return;
    throw new ValueError("Cannot insert from an empty array!");
  }
  writeFlat(target, positions, values);
}

/**
 * Writes `values[i]` at every place `i` where the mask is true, in place; values are repeated where there are fewer.
 *
 * @throws ValueError if the mask has another size
 * @example
 * ```ts
 * const a = np.arange(4);
 * np.putmask(a, a.greater(1), [70, 80]);
 * a; // => [ 0  1 70 80]
 * ```
 */
export function putmask(a: NDArray, mask: unknown, values: unknown): void {
  const target = checkedTarget("putmask", a);
  const where = asArray(mask);
  if (where.size !== target.size) {
    throw new ValueError(
      `putmask: mask and data must be the same size (got ${where.size} and ${target.size})`,
    );
  }
  assertCastable(where.dtype, bool, where.ndim);
  const source = flatValues(values, target.dtype, "safe");
  if (source.size === 0) return;
  if (source.size === target.size && target.dtype.fields === null) {
    const [given, mask] = [source, truthOf(where)].map((one) => reshapeArray(one, target._shape));
    copyMasked(target, given!, mask!, "putmask");
    return;
  }
  const positions = flatPositions(where);
  writeFlat(target, positions, source, true);
}

/**
 * Writes values into every line along an axis at the positions that `indices` names in that line, in place.
 *
 * @throws ValueError if the arrays have not as many axes, IndexError for positions out of bounds or no integers
 * @example
 * ```ts
 * const a = np.array([[10, 30, 20], [60, 40, 50]]);
 * np.put_along_axis(a, np.array([[1], [0]]), 99, 1);
 * a; // => [[10 99 20] [99 40 50]]
 * ```
 */
export function put_along_axis(
  arr: NDArray,
  indices: unknown,
  values: unknown,
  axis: number | null | { axis?: number | null | undefined } = -1,
): void {
  const [source, index] = alongAxis("put_along_axis", asArray(arr), indices, axis);
  const target = checkedTarget("put_along_axis", arr);
  setIndex(source, index, values);
  // a flattened copy is written back
  if (source.ndim !== target.ndim && !source.flags.owndata) return;
  if (source !== target && source.flags.owndata) {
    writeFlat(target, positionsUpTo(target.size), source);
  }
}

function positionsUpTo(count: number): Int32Array {
  const positions = new Int32Array(count);
  for (let i = 0; i < count; i++) positions[i] = i;
  return positions;
}
