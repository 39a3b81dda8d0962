// Taking arrays apart into views: split and its kin, unstack. Nothing is copied.

import { checkedAxis, moveAxes } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { indexValues } from "../array/index-values.js";
import { subarrays } from "../array/values.js";
import { IndexError, MemoryError, ValueError, ZeroDivisionError } from "../core/errors.js";
import { makeView, NDArray } from "../core/ndarray.js";
import { isSequence, pythonIndex, pythonInt, pythonRepr } from "../core/python-values.js";
import { resolveSlice, Slice } from "../core/slice.js";
import type { DTypeKey } from "../core/types.js";
import { integer, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import type { OneOrMore, PartsOf } from "./tuple-types.js";

/** A number of parts, or the positions at which to cut. */
export type Sections = number | bigint | readonly (number | bigint)[] | NDArray | ArrayBufferView;

/** The axis to cut along. */
export type AxisOption = number | { axis?: number | undefined };

/**
 * An array in equal parts along an axis, or cut before the given positions. Views.
 *
 * @throws ValueError if the parts would not be equal
 * @example
 * ```ts
 * const [a, b, c] = np.split(np.arange(6), 3);
 * b; // => [2 3]
 * np.split(np.arange(6), [1, 4])[1]; // => [1 2 3]
 * ```
 */
export function split<T, const S extends Sections>(
  ary: T,
  indices_or_sections: S,
  axis: AxisOption = 0,
): PartsOf<NDArray<ValueKey<T>>, S> {
  return splitAlong("split", ary, indices_or_sections, axisIn("split", axis), true) as never;
}

/**
 * As `split`, but a number of parts need not divide the axis: the first parts are then one longer. Views.
 *
 * @throws ValueError for fewer than one part, AxisError
 * @example
 * ```ts
 * np.array_split(np.arange(5), 2)[0]; // => [0 1 2]
 * ```
 */
export function array_split<T, const S extends Sections>(
  ary: T,
  indices_or_sections: S,
  axis: AxisOption = 0,
): PartsOf<NDArray<ValueKey<T>>, S> {
  return splitAlong(
    "array_split",
    ary,
    indices_or_sections,
    axisIn("array_split", axis),
    false,
  ) as never;
}

/**
 * Parts along the second axis, or along the only one. Views.
 *
 * @throws ValueError for 0-d arrays, and as `split`
 * @example
 * ```ts
 * np.hsplit(np.eye(2), 2)[1]; // => [[0.] [1.]]
 * ```
 */
export function hsplit<T, const S extends Sections>(
  ary: T,
  indices_or_sections: S,
): PartsOf<NDArray<ValueKey<T>>, S> {
  const array = ofAtLeast("hsplit", ary, 1);
  return splitAlong("hsplit", array, indices_or_sections, array.ndim > 1 ? 1 : 0, true) as never;
}

/**
 * Parts along the first axis of an array of at least two. Views.
 *
 * @throws ValueError for fewer axes, and as `split`
 * @example
 * ```ts
 * np.vsplit(np.eye(2), 2)[1]; // => [[0. 1.]]
 * ```
 */
export function vsplit<T, const S extends Sections>(
  ary: T,
  indices_or_sections: S,
): PartsOf<NDArray<ValueKey<T>>, S> {
  return splitAlong("vsplit", ofAtLeast("vsplit", ary, 2), indices_or_sections, 0, true) as never;
}

/**
 * Parts along the third axis of an array of at least three. Views.
 *
 * @throws ValueError for fewer axes, and as `split`
 * @example
 * ```ts
 * np.dsplit(np.zeros([1, 2, 4]), 2)[0].shape; // => 1,2,2
 * ```
 */
export function dsplit<T, const S extends Sections>(
  ary: T,
  indices_or_sections: S,
): PartsOf<NDArray<ValueKey<T>>, S> {
  return splitAlong("dsplit", ofAtLeast("dsplit", ary, 3), indices_or_sections, 2, true) as never;
}

/**
 * The sub-arrays along an axis, without that axis. Views.
 *
 * @throws ValueError for a 0-d array
 * @example
 * ```ts
 * const [x, y] = np.unstack([[1, 2], [3, 4]], 1);
 * y; // => [2 4]
 * ```
 */
export function unstack<T>(x: T, axis: AxisOption = 0): OneOrMore<NDArray<ValueKey<T>>> {
  const array = asArray(x);
  if (array.ndim === 0) throw new ValueError("Input array must be at least 1-d.");
  const along = axisIn("unstack", axis);
  return [...subarrays(moveAxes(array, along, 0))] as never;
}

function axisIn(routine: string, given: AxisOption): number {
  const { axis = 0 } = optionsOr<{ axis: number }>(routine, ["axis"], "axis", given);
  if ((axis as unknown) !== null) return axis;
  throw new TypeError(
    routine === "unstack"
      ? "'NoneType' object is not iterable (the axis is null)"
      : "tuple indices must be integers or slices, not NoneType (the axis is null)",
  );
}

function ofAtLeast(routine: string, ary: unknown, ndim: number): NDArray {
  const array = asArray(ary);
  if (array.ndim >= ndim) return array;
  throw new ValueError(
    `${routine} only works on arrays of ${ndim} or more dimensions (got ${array.ndim})`,
  );
}

function splitAlong<T>(
  routine: string,
  ary: T,
  sections: Sections,
  axis: number,
  equal: boolean,
): NDArray<ValueKey<T>>[] {
  const array = asArray(ary) as NDArray<ValueKey<T>>;
  const asked = pythonIndex(axis, "axis");
  if (asked < -array.ndim || asked >= array.ndim) {
    throw new IndexError(
      `tuple index out of range (axis ${axis} of an array of ${array.ndim} dimensions)`,
    );
  }
  const along = checkedAxis(axis, array.ndim);
  const length = array._shape[along]!;
  const cuts = isCount(sections)
    ? evenCuts(routine, length, countOf(sections), equal)
    : [0, ...positions(sections), null];
  const parts: NDArray<ValueKey<T>>[] = [];
  for (let i = 1; i < cuts.length; i++) {
    parts.push(sliceAlong(array, along, cuts[i - 1]!, cuts[i]!, routine));
  }
  return parts;
}

/** As in Python what has no length is a number. */
function isCount(sections: unknown): boolean {
  const isList = Array.isArray(sections) || typeof sections === "string";
  return !isList && !(sections instanceof NDArray && sections.ndim > 0) && !isSequence(sections);
}

/** Places to cut at, which are ends of slices: null stands for none. */
function positions(sections: unknown): (number | null)[] {
  if (!(sections instanceof NDArray)) {
    return Array.from(sections as ArrayLike<unknown>, cutAt);
  }
  if (sections.ndim > 1 || !"iu".includes(sections.dtype.kind)) {
    if (sections.shape[0] === 0) return [];
    throw notCut(`an array of ${sections.dtype.name}`);
  }
  return Array.from(indexValues(sections));
}

function cutAt(position: unknown): number | null {
  if (position === null || position === undefined) return null;
  if (typeof position === "boolean" || typeof position === "bigint") return Number(position);
  if (typeof position === "number" && Number.isInteger(position)) return position;
  if (position instanceof NDArray && position.ndim === 0) return integer(position, "a position");
  throw notCut(pythonRepr(position));
}

const notCut = (given: string): TypeError =>
  new TypeError(
    `slice indices must be integers or None or have an __index__ method (a place to cut at is ${given})`,
  );

/** More arrays than this are a mistake, and no list of JavaScript could hold many more. */
const MOST_PARTS = 2 ** 26;

function countOf(sections: unknown): number {
  if (sections instanceof NDArray) return integer(sections, "sections");
  return typeof sections === "number" ? sections : Number(pythonInt(sections));
}

/** The first parts take one element more each, until what is left over is gone. */
function evenCuts(routine: string, length: number, count: number, equal: boolean): number[] {
  const parts = Math.trunc(count);
  if (equal) {
    if (parts === 0) {
      throw new ZeroDivisionError(`integer modulo by zero (${routine}() into 0 parts)`);
    }
    if (length % count !== 0) {
      throw new ValueError(
        `array split does not result in an equal division (length ${length} into ${parts} parts; array_split() allows unequal ones)`,
      );
    }
  }
  if (!(parts > 0)) throw new ValueError(`number sections must be larger than 0. (got ${count})`);
  if (parts > MOST_PARTS) {
    throw new MemoryError(`Unable to allocate ${parts} parts; split into at most ${MOST_PARTS}`);
  }
  const each = Math.floor(length / parts);
  const extra = length % parts;
  return Array.from({ length: parts + 1 }, (_, i) => i * each + Math.min(i, extra));
}

/** `array[..., from:to, ...]` along an axis, by Python's rules for positions beyond the ends. */
function sliceAlong<D extends DTypeKey>(
  array: NDArray<D>,
  axis: number,
  from: number,
  to: number | null,
  operation: string,
): NDArray<D> {
  const { start, length } = resolveSlice(new Slice(from, to, null), array._shape[axis]!);
  const shape = array._shape.slice();
  shape[axis] = length;
  const at = array.byteOffset + start * array._strides[axis]!;
  return makeView(array, at, shape, array._strides.slice(), array.dtype, operation);
}
