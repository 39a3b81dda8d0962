// Arrays as sets: which elements two arrays share and which they do not. Distinct elements of one are in unique.ts.

import { asArray } from "../../array/convert.js";
import { castArray } from "../../array/copy.js";
import { getIndex } from "../../array/index-get.js";
import { ravelArray, reshapeArray } from "../../array/reshape.js";
import { elements } from "../../array/values.js";
import type { DType } from "../../core/dtype.js";
import { dtype as toDtype } from "../../core/dtype.js";
import { RuntimeError, ValueError } from "../../core/errors.js";
import { type NDArray, newArray, newArrayWithStrides } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { promoteDTypes } from "../../core/promotion.js";
import { truthFlag } from "../../core/python-values.js";
import type { Promote } from "../../core/result-types.js";
import { slice } from "../../core/slice.js";
import type { DTypeKey } from "../../core/types.js";
import { integerBounds } from "../../core/weak-scalar.js";
import { reduceArray } from "../../ufunc/reduce.js";
import { infoOf, ufuncs } from "../../ufunc/ufunc.js";
import type { ValueKey } from "../creation.js";
import { full } from "../fresh.js";
import { concatenate } from "../joining.js";
import { take } from "../taking.js";
import { placesIn } from "./searchsorted.js";
import { argsort, sort } from "./sorting.js";
import { unique } from "./unique.js";

type Both<A, B> = Promote<ValueKey<A>, ValueKey<B>> extends infer K extends DTypeKey ? K : DTypeKey;

function joined(a: unknown, b: unknown): NDArray {
  return concatenate([a, b], null) as NDArray;
}

/** Options of `intersect1d`. */
export interface IntersectOptions {
  /** Whether the elements of each array are known to be distinct: saves the work of making them so. */
  assume_unique?: boolean | undefined;
  /** Also give the positions of the common elements in both arrays. */
  return_indices?: boolean | undefined;
}

/**
 * The sorted distinct elements that two arrays share; with `return_indices` also the positions of their first
 * occurrences in each. Copies.
 *
 * @throws TypeError for an unknown option, ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.intersect1d([1, 3, 4, 3], [3, 1, 2, 1]); // => [1 3]
 * ```
 */
export function intersect1d<A, B>(
  ar1: A,
  ar2: B,
  options: IntersectOptions & { return_indices: true },
): [NDArray<Both<A, B>>, NDArray<"int64">, NDArray<"int64">];
export function intersect1d<A, B>(ar1: A, ar2: B, options?: IntersectOptions): NDArray<Both<A, B>>;
export function intersect1d(ar1: unknown, ar2: unknown, given?: IntersectOptions): unknown {
  const known = options<IntersectOptions>("intersect1d", given, [
    "assume_unique",
    "return_indices",
  ]);
  const positions = truthFlag(known.return_indices);
  let first = ravelArray(asArray(ar1));
  let second = ravelArray(asArray(ar2));
  let firstIndex: NDArray | null = null;
  let secondIndex: NDArray | null = null;
  if (!truthFlag(known.assume_unique)) {
    if (positions) {
      [first, firstIndex] = unique(first, { return_index: true });
      [second, secondIndex] = unique(second, { return_index: true });
    } else {
      first = unique(first) as NDArray;
      second = unique(second) as NDArray;
    }
  }
  const all = joined(first, second);
  const order = positions ? argsort(all) : null;
  const sorted = order === null ? sort(all) : take(all, order);
  const twice = ufuncs.equal(
    getIndex(sorted, [slice(1, null)]),
    getIndex(sorted, [slice(null, -1)]),
  ) as NDArray;
  const common = getIndex(getIndex(sorted, [slice(null, -1)]), [twice]);
  if (order === null) return common;
  const inFirst = getIndex(getIndex(order, [slice(null, -1)]), [twice]);
  const inSecond = ufuncs.subtract(
    getIndex(getIndex(order, [slice(1, null)]), [twice]),
    first.size,
  ) as NDArray;
  return [
    common,
    firstIndex === null ? inFirst : take(firstIndex, inFirst),
    secondIndex === null ? inSecond : take(secondIndex, inSecond),
  ];
}

/**
 * The sorted distinct elements that either of two arrays has. A copy.
 *
 * @throws ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.union1d([-1, 0, 1], [-2, 0, 2]); // => [-2 -1  0  1  2]
 * ```
 */
export function union1d<A, B>(ar1: A, ar2: B): NDArray<Both<A, B>> {
  return unique(joined(ar1, ar2)) as never;
}

/** Options of `setdiff1d` and `setxor1d`. */
export interface SetOptions {
  /** Whether the elements of each array are known to be distinct: saves the work of making them so. */
  assume_unique?: boolean | undefined;
}

/**
 * The sorted distinct elements of the first array that the second has not. A copy.
 *
 * @throws TypeError for an unknown option, ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.setdiff1d([1, 2, 3, 2, 4, 1], [3, 4, 5, 6]); // => [1 2]
 * ```
 */
export function setdiff1d<A>(ar1: A, ar2: unknown, given?: SetOptions): NDArray<ValueKey<A>> {
  const known = options<SetOptions>("setdiff1d", given, ["assume_unique"]);
  const array = asArray(ar1);
  const isDistinct = truthFlag(known.assume_unique);
  const first = isDistinct ? ravelArray(array) : (unique(array) as unknown as NDArray);
  const second = isDistinct ? ar2 : unique(asArray(ar2));
  const rest = isin(first, second, { assume_unique: true, invert: true });
  return getIndex(first, [rest]) as never;
}

/**
 * The sorted distinct elements that only one of two arrays has. A copy.
 *
 * @throws TypeError for an unknown option, ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.setxor1d([1, 2, 3, 2, 4], [2, 3, 5, 7, 5]); // => [1 4 5 7]
 * ```
 */
export function setxor1d<A, B>(ar1: A, ar2: B, given?: SetOptions): NDArray<Both<A, B>> {
  const known = options<SetOptions>("setxor1d", given, ["assume_unique"]);
  const distinct = (one: NDArray) =>
    truthFlag(known.assume_unique) ? one : (unique(one) as unknown as NDArray);
  const all = sort(joined(distinct(asArray(ar1)), distinct(asArray(ar2)))) as NDArray;
  if (all.size === 0) return all as never;
  const differs = ufuncs.not_equal(
    getIndex(all, [slice(1, null)]),
    getIndex(all, [slice(null, -1)]),
  ) as NDArray;
  const edge = newArray([1], toDtype("bool"), "C", true);
  edge.storage.views.u8[edge.byteOffset] = 1;
  const flags = concatenate([edge, differs, edge], 0) as NDArray;
  const alone = ufuncs.logical_and(
    getIndex(flags, [slice(1, null)]),
    getIndex(flags, [slice(null, -1)]),
  ) as NDArray;
  return getIndex(all, [alone]) as never;
}

/** NumPy's table has an entry for each integer between the least and the greatest test element. */
/** The least and the greatest integer of an array that has some. */
function rangeOf(array: NDArray): [bigint, bigint] {
  return [ufuncs.minimum, ufuncs.maximum].map((one) =>
    exactItem(reduceArray(infoOf(one), array, { axis: null })),
  ) as [bigint, bigint];
}

function checkTable(elements: NDArray, tests: NDArray): void {
  if (![elements, tests].every((one) => "biu".includes(one.dtype.kind))) {
    throw new ValueError(
      "The 'table' method is only supported for boolean or integer arrays. Please select 'sort' or None for kind.",
    );
  }
  if (tests.size === 0 || tests.dtype.kind === "b") return;
  const [least, most] = rangeOf(tests);
  const [, greatest] = integerBounds(tests.dtype);
  if (most - least > greatest) {
    throw new RuntimeError(
      "You have specified kind='table', but the range of values in `ar2` or `ar1` exceed the maximum integer of the datatype. Please set `kind` to None or 'sort'.",
    );
  }
}

function exactItem(array: NDArray): bigint {
  return BigInt([...elements(array)][0] as number | bigint);
}

/** Options of `isin`. */
export interface IsinOptions {
  assume_unique?: boolean | undefined;
  /** Whether to answer for elements that are not there. */
  invert?: boolean | undefined;
  /** Accepted for NumPy's sake: the search is by sorting. */
  kind?: "sort" | "table" | null | undefined;
}

/**
 * For every element whether it is among the test elements. NaN is equal to nothing. A copy, of the shape of
 * `element`.
 *
 * @throws TypeError for an unknown option, ValueError for a kind there is not
 * @example
 * ```ts
 * np.isin([[0, 2], [4, 6]], [1, 2, 4, 8]); // => [[False  True] [ True False]]
 * ```
 */
export function isin(
  element: unknown,
  test_elements: unknown,
  given?: IsinOptions,
): NDArray<"bool"> {
  const known = options<IsinOptions>("isin", given, ["assume_unique", "invert", "kind"]);
  const { kind } = known;
  if (kind !== undefined && kind !== null && kind !== "sort" && kind !== "table") {
    throw new ValueError(`Invalid kind: '${String(kind)}'. Please use None, 'sort' or 'table'.`);
  }
  const invert = truthFlag(known.invert);
  const elements = asArray(element);
  const tests = ravelArray(asArray(test_elements));
  if (kind === "table") checkTable(elements, tests);
  if (elements.size === 0) {
    const common = promoteDTypes(elements.dtype, tests.dtype);
    // bytes that are no text are refused all the same
    refuseBytes([tests], common, known);
    // as in NumPy, nothing taken by position has no strides
    const nothing = newArrayWithStrides([0], [0], toDtype("bool"));
    if (elements.ndim === 1) return getIndex(nothing, ["..."]);
    return reshapeArray(nothing, elements._shape) as NDArray<"bool">;
  }
  if (tests.size === 0) {
    const none = newArray([elements.size], toDtype("bool"), "C", true);
    const found = (invert ? ufuncs.logical_not(none) : none) as NDArray<"bool">;
    return reshapeArray(found, elements._shape);
  }
  const textKind = (one: NDArray) => ("SU".includes(one.dtype.kind) ? one.dtype.kind : "");
  if (textKind(elements) !== textKind(tests) && tests.size < 10 * elements.size ** 0.145) {
    // few test elements are compared one by one: text is equal to no number
    return reshapeArray(
      full([elements.size], invert, { dtype: "bool" }),
      elements._shape,
    ) as NDArray<"bool">;
  }
  const dtype = promoteDTypes(elements.dtype, tests.dtype);
  const areWhole = [elements, tests].every((one) => "iu".includes(one.dtype.kind));
  if (areWhole && dtype.kind === "f" && tests.size < 10 * elements.size ** 0.145) {
    // one by one, signed and unsigned integers are compared exactly: as floats they would not be
    const found = full(elements._shape, false, { dtype: "bool" }) as NDArray<"bool">;
    for (let i = 0; i < tests.size; i++) {
      const equal = ufuncs.equal(elements, getIndex(tests, [i])) as NDArray;
      ufuncs.logical_or(found, equal, { out: found });
    }
    const answer = (invert ? ufuncs.logical_not(found) : found) as NDArray<"bool">;
    // as NumPy's, which is reshaped, a view
    return getIndex(answer, ["..."]);
  }
  const flat = ravelArray(elements);
  refuseBytes([flat, tests], dtype, known);
  const sorted = sort(dtype.equals(tests.dtype) ? tests : castArray(tests, dtype)) as NDArray;
  const wanted = dtype.equals(flat.dtype) ? flat : castArray(flat, dtype);
  const places = placesIn(sorted, wanted, "left");
  const nearest = take(sorted, places, { mode: "clip" }) as NDArray;
  const compare = invert ? ufuncs.not_equal : ufuncs.equal;
  return reshapeArray(compare(nearest, wanted) as NDArray<"bool">, elements._shape);
}

/** Refuses bytes that are no text where they are to become some: the least of them, for NumPy sorts them before. */
function refuseBytes(arrays: readonly NDArray[], common: DType, known: IsinOptions): void {
  if (common.kind !== "U") return;
  for (const one of arrays) {
    if (one.dtype.kind !== "S") continue;
    castArray(truthFlag(known.assume_unique) ? one : (sort(one) as NDArray), common);
  }
}
