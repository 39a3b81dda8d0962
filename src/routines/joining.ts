// Joining arrays: concatenate and the functions that bring their arguments into shape for it. Taking arrays
// apart is in splitting.ts, nests of blocks in blocks.ts.

import { expandDims, transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { type JoinTarget, joinArrays, joinFlat, joinPacked, stackPacked } from "../array/join.js";
import { ravelArray } from "../array/reshape.js";
import { subarrays } from "../array/values.js";
import { type Casting, readCasting } from "../core/casting.js";
import { Complex } from "../core/complex.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { normalizeAxis, sameNumbers, shapeText } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import type { Promote, WeakScalar } from "../core/result-types.js";
import type { DTypeKey, ResolveDType } from "../core/types.js";
import { integer, optionsOr } from "./arguments.js";
import { atLeast } from "./at-least.js";
import type { ValueKey } from "./creation.js";

/** Several arrays: a list of them, or one array whose sub-arrays they are. */
export type Sequence = readonly unknown[] | NDArray;

/** The dtype that the arrays of a sequence have together, as far as their types tell. */
export type JoinKey<T> =
  T extends NDArray<infer D>
    ? D
    : T extends readonly [infer A]
      ? ValueKey<A>
      : T extends readonly [infer A, ...infer R]
        ? Promote<ValueKey<A>, JoinKey<R>>
        : T extends readonly (infer E)[]
          ? ValueKey<E>
          : DTypeKey;

/** Where and as what a joining function writes its result. */
export interface IntoOptions<T extends DTypeLike = DTypeLike> {
  /** An array to write into, of the result's shape. */
  out?: NDArray | null | undefined;
  dtype?: T | null | undefined;
  /** Which casts to the result's dtype are allowed; `"same_kind"` by default. */
  casting?: Casting | undefined;
}

/** Options of `concatenate`. */
export interface ConcatenateOptions<T extends DTypeLike = DTypeLike> extends IntoOptions<T> {
  /** The axis to join along; `null` flattens the arrays first. 0 by default. */
  axis?: number | null | undefined;
}

const concatenateNames = ["axis", "out", "dtype", "casting"] as const;

function joinTarget(operation: string, known: IntoOptions): JoinTarget {
  const { out = null, dtype = null } = known;
  const casting = known.casting === undefined ? "same_kind" : readCasting(known.casting);
  if (out !== null && !(out instanceof NDArray)) {
    throw new TypeError(`'out' must be an array (got ${typeof out})`);
  }
  const wanted = dtype === null ? null : (toDtype(dtype) as DType);
  if (out !== null && wanted !== null) {
    throw new TypeError(
      `concatenate() only takes \`out\` or \`dtype\` as an argument, but both were provided.`,
    );
  }
  if (wanted !== null && wanted.subdtype !== null) {
    throw new TypeError(
      `The dtype \`${wanted.repr()}\` is not a valid dtype for concatenation since it is a subarray dtype (the subarray dimensions would be added as array dimensions).`,
    );
  }
  return {
    out,
    dtype: wanted,
    casting,
    operation,
  };
}

/** The members of a sequence as they were given. @throws TypeError for what is none */
function membersOf(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given;
  if (given instanceof NDArray && given.ndim > 0) return [...subarrays(given)];
  if (ArrayBuffer.isView(given)) return [...subarrays(asArray(given))];
  throw new TypeError(
    `arrays to stack must be passed as a "sequence" type such as list or tuple. (got ${given instanceof NDArray ? "a 0-d array" : typeof given})`,
  );
}

/** The overloads that the joining functions share: what fixes the dtype is `dtype`, or the arrays. */
export interface Joining<O, OT> {
  <const T extends DTypeLike>(
    arrays: Sequence,
    options: OT & { dtype: T },
  ): NDArray<ResolveDType<T>>;
  <const S extends Sequence>(arrays: S, options?: O): NDArray<JoinKey<S>>;
}

/** The same, for functions that take an axis, which may also stand alone, and write into `out`. */
export interface AxisJoining<A, O, OT> {
  <D extends DTypeKey>(arrays: Sequence, options: O & { out: NDArray<D> }): NDArray<D>;
  <const T extends DTypeLike>(
    arrays: Sequence,
    options: OT & { dtype: T },
  ): NDArray<ResolveDType<T>>;
  <const S extends Sequence>(arrays: S, options?: O): NDArray<JoinKey<S>>;
  <D extends DTypeKey>(arrays: Sequence, axis: A, options: O & { out: NDArray<D> }): NDArray<D>;
  <const T extends DTypeLike>(
    arrays: Sequence,
    axis: A,
    options: OT & { dtype: T },
  ): NDArray<ResolveDType<T>>;
  <const S extends Sequence>(arrays: S, axis?: A, options?: O): NDArray<JoinKey<S>>;
}

type Concatenate = AxisJoining<number | null, ConcatenateOptions<never>, ConcatenateOptions>;

/**
 * Arrays one after the other along an axis they have (0 by default), which all other axes must
 * agree on; with axis `null` all of them flattened. A new array, or `out`, of the dtype that they
 * have together. A copy.
 *
 * @throws ValueError if the shapes do not agree, TypeError if `casting` forbids a cast, AxisError
 * @example
 * ```ts
 * np.concatenate([[1, 2], [3]]); // => [1 2 3]
 * np.concatenate([[[1], [2]], [[3], [4]]], 1); // => [[1 3] [2 4]]
 * np.concatenate([[[1], [2]], 3], null); // => [1 2 3]
 * ```
 */
export const concatenate: Concatenate = (
  arrays: Sequence,
  second?: unknown,
  third?: unknown,
): never => {
  if (third === undefined && Array.isArray(arrays)) {
    const axis = second === undefined ? 0 : second;
    const joined = typeof axis === "number" ? joinPacked(arrays, axis, "concatenate") : null;
    if (joined !== null) return joined as never;
  }
  const known = optionsOr<ConcatenateOptions>(
    "concatenate",
    concatenateNames,
    "axis",
    second,
    third,
  );
  if (known.axis !== undefined && known.axis !== null) integer(known.axis, "axis");
  const target = joinTarget("concatenate", known);
  const members = membersOf(arrays);
  const list = members.map((one) => asArray(one));
  if (known.axis === null) return joinFlat(list, weakOperands(members, list), target) as never;
  return joinArrays(list, known.axis ?? 0, target) as never;
};

/** As `concatenate`: the array API's name. */
export const concat = concatenate;

/** Numbers among the arrays are weak: they take the dtype of the arrays. */
function weakOperands(
  members: readonly unknown[],
  arrays: readonly NDArray[],
): (NDArray | WeakScalar)[] {
  return members.map((one, i) =>
    typeof one === "number" || typeof one === "bigint" || one instanceof Complex ? one : arrays[i]!,
  );
}

/** Options of `stack`. */
export interface StackOptions<T extends DTypeLike = DTypeLike> extends IntoOptions<T> {
  /** Where the new axis stands in the result; 0 by default. */
  axis?: number | undefined;
}

/**
 * Arrays of one shape, one after the other along a new axis. A new array, or `out`. A copy.
 *
 * @throws ValueError if the shapes differ, AxisError
 * @example
 * ```ts
 * np.stack([[1, 2], [3, 4]]); // => [[1 2] [3 4]]
 * np.stack([[1, 2], [3, 4]], 1); // => [[1 3] [2 4]]
 * ```
 */
export const stack: AxisJoining<number, StackOptions<never>, StackOptions> = (
  arrays: Sequence,
  second?: unknown,
  third?: unknown,
): never => {
  if (third === undefined && Array.isArray(arrays)) {
    const axis = second === undefined ? 0 : second;
    const joined = typeof axis === "number" ? stackPacked(arrays, axis, "stack") : null;
    if (joined !== null) return joined as never;
  }
  const known = optionsOr<StackOptions>("stack", concatenateNames, "axis", second, third);
  const list = membersOf(arrays).map((one) => asArray(one));
  if (list.length === 0) throw new ValueError("need at least one array to stack");
  const { _shape: shape } = list[0]!;
  const odd = list.find((one) => !sameNumbers(one._shape, shape));
  if (odd !== undefined) {
    throw new ValueError(
      `all input arrays must have the same shape (got ${shapeText(shape)} and ${shapeText(odd._shape)})`,
    );
  }
  // null is no axis here: nothing is flattened
  const axis = normalizeAxis(known.axis === undefined ? 0 : known.axis, shape.length + 1);
  const expanded = list.map((one) => expandDims(one, axis));
  return joinArrays(expanded, axis, joinTarget("stack", known)) as never;
};

const intoNames = ["dtype", "casting"] as const;
type Into<T extends DTypeLike = DTypeLike> = Omit<IntoOptions<T>, "out">;

interface Stacking {
  routine: string;
  names: readonly (keyof IntoOptions)[];
  /** Brings each array into shape. */
  shaped: (array: NDArray) => NDArray;
  axisOf: (arrays: readonly NDArray[]) => number;
}

function stackWith(stacking: Stacking, arrays: Sequence, given: unknown): never {
  const { routine, names, shaped, axisOf } = stacking;
  const known = options<IntoOptions>(routine, given as IntoOptions | undefined, names);
  const list = membersOf(arrays).map((one) => shaped(asArray(one)));
  return joinArrays(list, axisOf(list), joinTarget(routine, known)) as never;
}

const vertically: Stacking = {
  routine: "vstack",
  names: intoNames,
  shaped: (array) => atLeast(array, 2),
  axisOf: () => 0,
};

const horizontally: Stacking = {
  routine: "hstack",
  names: intoNames,
  shaped: (array) => atLeast(array, 1),
  axisOf: ([first]) => (first?.ndim === 1 ? 0 : 1),
};

const inDepth: Stacking = {
  routine: "dstack",
  names: [],
  shaped: (array) => atLeast(array, 3),
  axisOf: () => 2,
};

const asColumns: Stacking = {
  routine: "column_stack",
  names: [],
  shaped: (array) => (array.ndim < 2 ? transposeArray(atLeast(array, 2)) : array),
  axisOf: () => 1,
};

/**
 * Arrays on top of each other: vectors become the rows of a matrix, others are joined along the
 * first axis. A copy.
 *
 * @throws ValueError if there is nothing to stack, or the shapes do not fit
 * @example
 * ```ts
 * np.vstack([[1, 2], [3, 4]]); // => [[1 2] [3 4]]
 * ```
 */
export const vstack: Joining<Into<never>, Into> = (tup: Sequence, given?: unknown): never =>
  stackWith(vertically, tup, given);

/**
 * Arrays beside each other: vectors one after the other, others joined along the second axis. A
 * copy.
 *
 * @throws ValueError if there is nothing to stack, or the shapes do not fit
 * @example
 * ```ts
 * np.hstack([[1, 2], [3, 4]]); // => [1 2 3 4]
 * ```
 */
export const hstack: Joining<Into<never>, Into> = (tup: Sequence, given?: unknown): never =>
  stackWith(horizontally, tup, given);

/**
 * Arrays behind each other, joined along the third axis; vectors and matrices are given one first.
 * A copy.
 *
 * @throws ValueError if there is nothing to stack, or the shapes do not fit
 * @example
 * ```ts
 * np.dstack([[1, 2], [3, 4]]); // => [[[1 3] [2 4]]]
 * ```
 */
export function dstack<const S extends Sequence>(tup: S, ...none: never[]): NDArray<JoinKey<S>> {
  return stackWith(inDepth, tup, none[0]);
}

/**
 * Vectors as the columns of a matrix; matrices are joined beside each other as they are. A copy.
 *
 * @throws ValueError if there is nothing to stack, or the shapes do not fit
 * @example
 * ```ts
 * np.column_stack([[1, 2], [3, 4]]); // => [[1 3] [2 4]]
 * ```
 */
export function column_stack<const S extends Sequence>(
  tup: S,
  ...none: never[]
): NDArray<JoinKey<S>> {
  return stackWith(asColumns, tup, none[0]);
}

/**
 * An array with values at its end: along an axis, or both flattened if none is given. A new array.
 * A copy.
 *
 * @throws ValueError if the shapes do not agree
 * @example
 * ```ts
 * np.append([1, 2], [[3], [4]]); // => [1 2 3 4]
 * np.append([[1, 2]], [[3, 4]], 0); // => [[1 2] [3 4]]
 * ```
 */
export function append<A, B>(
  arr: A,
  values: B,
  axis?: number | null | { axis?: number | null | undefined },
): NDArray<Promote<ValueKey<A>, ValueKey<B>>> {
  const known = optionsOr<{ axis: number | null }>("append", ["axis"], "axis", axis);
  if (known.axis !== undefined && known.axis !== null) integer(known.axis, "axis");
  const arrays = [asArray(arr), asArray(values)];
  const target = joinTarget("append", {});
  if (known.axis !== undefined && known.axis !== null) {
    return joinArrays(arrays, known.axis, target) as never;
  }
  return joinArrays(
    arrays.map((one) => ravelArray(one)),
    0,
    target,
  ) as never;
}
