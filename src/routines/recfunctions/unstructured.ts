// Fields as one more axis, and an axis as fields: structured_to_unstructured, unstructured_to_structured,
// apply_along_fields.

import { copyArray } from "../../array/copy.js";
import { getIndex } from "../../array/index-get.js";
import { viewAs } from "../../array/reinterpret.js";
import type { Casting } from "../../core/casting.js";
import { type DType, type DTypeLike, structDType, subArrayDType } from "../../core/dtype.js";
import { ValueError } from "../../core/errors.js";
import { makeView, type NDArray } from "../../core/ndarray.js";
import { result_type } from "../../core/promotion.js";
import { keysOf, pythonList, truthFlag } from "../../core/python-values.js";
import type { DTypeKey, ResolveDType } from "../../core/types.js";
import { castTo } from "../casting.js";
import { dtypeAndOptions } from "../creation.js";
import { alignOf, assertArray, recordNames, structOf } from "./records.js";

/** The elements of one innermost field: `count` of a dtype from a byte of the record on. */
interface Leaf {
  readonly dtype: DType;
  readonly count: number;
  readonly offset: number;
}

/** The innermost fields of a record, in order; records in a sub-array come one after the other. */
function leavesOf(dtype: DType, start = 0): Leaf[] {
  return recordNames(dtype, "structured_to_unstructured").flatMap((name) => {
    const field = dtype.fields!.get(name)!;
    const { base, shape } = field.dtype;
    const count = shape.reduce((product, length) => product * length, 1);
    const offset = start + field.offset;
    if (base.names === null) return [{ dtype: base, count, offset }];
    return Array.from({ length: count }, (_, i) =>
      leavesOf(base, offset + i * base.itemsize),
    ).flat();
  });
}

const countOf = (leaves: readonly Leaf[]) => leaves.reduce((sum, leaf) => sum + leaf.count, 0);

/** A record of the leaves at their offsets, under names by position. */
function spread(leaves: readonly Leaf[], itemsize: number): DType {
  const fields = leaves.map(({ dtype, count, offset }, position) => ({
    name: `f${position}`,
    dtype: subArrayDType(dtype, [count]),
    offset,
  }));
  return structDType(fields, itemsize, false);
}

/** The leaves one after the other, all of one dtype. */
function packed(leaves: readonly Leaf[], dtype: DType): DType {
  return structOf(
    leaves.map(({ count }, position) => [`f${position}`, subArrayDType(dtype, [count])]),
  );
}

/** Bytes from each element to the next where all are as far apart; `null` where they are not. */
function commonStride(leaves: readonly Leaf[], itemsize: number): number | null {
  const offsets = leaves.flatMap(({ count, offset }) =>
    Array.from({ length: count }, (_, i) => offset + i * itemsize),
  );
  if (offsets.length === 0) return null;
  const step = offsets.length === 1 ? itemsize : offsets[1]! - offsets[0]!;
  const even = offsets.every((offset, i) => i === 0 || offset - offsets[i - 1]! === step);
  return even && step !== 0 ? step : null;
}

/** Options of {@link structured_to_unstructured}. */
export interface StructuredToUnstructuredOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype of the result; what the fields have in common by default. */
  dtype?: T | null | undefined;
  /** Whether to copy where a view would do; `false` by default. */
  copy?: boolean | undefined;
  /** Which casts are allowed; any by default. */
  casting?: Casting | undefined;
}

/**
 * The fields of a structured array as one more axis at the end, records within and sub-arrays laid flat. A view where
 * all fields have the dtype asked for and lie equally far apart; else a copy.
 *
 * @param arr - an array with fields
 * @param dtype - the dtype of the result, or options
 * @throws ValueError for an array without fields, TypeError where the fields have no common dtype or `casting` forbids
 *   the cast
 * @example
 * ```ts
 * const a = np.array([[1, 2, 5], [4, 5, 7]], [["x", "i4"], ["y", "f4"], ["z", "f8"]]);
 * np.lib.recfunctions.structured_to_unstructured(a); // => [[1. 2. 5.] [4. 5. 7.]]
 * np.lib.recfunctions.structured_to_unstructured(a.field(["x", "y"]), "i2").dtype; // => int16
 * ```
 */
export function structured_to_unstructured<const T extends DTypeLike>(
  arr: NDArray,
  dtype: T,
  options?: StructuredToUnstructuredOptions<never>,
): NDArray<ResolveDType<T>>;
export function structured_to_unstructured<const T extends DTypeLike>(
  arr: NDArray,
  options: StructuredToUnstructuredOptions<T> & { dtype: T },
): NDArray<ResolveDType<T>>;
export function structured_to_unstructured(
  arr: NDArray,
  options?: StructuredToUnstructuredOptions<never>,
): NDArray;
export function structured_to_unstructured(
  arr: NDArray,
  second?: unknown,
  third?: unknown,
): NDArray {
  const [asked, given] = dtypeAndOptions("structured_to_unstructured", second, third, [
    "dtype",
    "copy",
    "casting",
  ]);
  const known = given as StructuredToUnstructuredOptions;
  const array = assertArray(arr, "structured_to_unstructured");
  if (array.dtype.names === null) {
    throw new ValueError(`arr must be a structured array (its dtype is ${array.dtype})`);
  }
  const leaves = leavesOf(array.dtype);
  if (leaves.length === 0) {
    throw asked === null
      ? new ValueError("arr has no fields. Unable to guess dtype")
      : new ValueError("arr with no fields is not supported");
  }
  const dtype = asked ?? (result_type(...leaves.map((leaf) => leaf.dtype)) as DType);
  const shape = [...array._shape, countOf(leaves)];
  const step = commonStride(leaves, dtype.itemsize);
  const copy = truthFlag(known.copy);
  if (!copy && step !== null && leaves.every((leaf) => leaf.dtype.equals(dtype))) {
    const start = array.byteOffset + leaves[0]!.offset;
    return makeView(array, start, shape, [...array._strides, step], dtype, "field");
  }
  const fields = viewAs(array, spread(leaves, array.dtype.itemsize));
  const { casting } = known;
  const cast = castTo(fields, packed(leaves, dtype), { copy, casting });
  const strides = [...cast._strides, dtype.itemsize];
  return makeView(cast, cast.byteOffset, shape, strides, dtype, "field");
}

/** Options of {@link unstructured_to_structured}. */
export interface UnstructuredToStructuredOptions<T extends DTypeLike = DTypeLike> {
  /** The dtype of the result, with as many elements in its fields as the last axis has; without it, see `names`. */
  dtype?: T | null | undefined;
  /** Names of the fields, which then have the array's dtype; `f0`, `f1` and so on by default. */
  names?: readonly string[] | null | undefined;
  /** Whether the fields are padded as a C compiler would; `false` by default. */
  align?: boolean | undefined;
  /** Whether to copy where a view would do; `false` by default. */
  copy?: boolean | undefined;
  /** Which casts are allowed; any by default. */
  casting?: Casting | undefined;
}

/**
 * The last axis of an array as the fields of a structured array. A view where the array is contiguous and the fields
 * have its dtype; else a copy.
 *
 * @param arr - an array of at least one dimension
 * @param dtype - the dtype of the result, or options
 * @throws ValueError for a 0-d array, a last axis of another length than the fields, and where both dtype and names
 *   are given, TypeError where `casting` forbids the cast
 * @example
 * ```ts
 * const a = np.arange(6).reshape(2, 3);
 * np.lib.recfunctions.unstructured_to_structured(a, { names: ["x", "y", "z"] }); // => [(0, 1, 2) (3, 4, 5)]
 * np.lib.recfunctions.unstructured_to_structured(a, "f4, (2,)i2"); // => [(0., [1, 2]) (3., [4, 5])]
 * ```
 */
export function unstructured_to_structured<const T extends DTypeLike>(
  arr: NDArray,
  dtype: T,
  options?: UnstructuredToStructuredOptions<never>,
): NDArray<ResolveDType<T>>;
export function unstructured_to_structured<const T extends DTypeLike>(
  arr: NDArray,
  options: UnstructuredToStructuredOptions<T> & { dtype: T },
): NDArray<ResolveDType<T>>;
export function unstructured_to_structured(
  arr: NDArray,
  options?: UnstructuredToStructuredOptions<never>,
): NDArray;
export function unstructured_to_structured(
  arr: NDArray,
  second?: unknown,
  third?: unknown,
): NDArray {
  const [asked, given] = dtypeAndOptions("unstructured_to_structured", second, third, [
    "dtype",
    "names",
    "align",
    "copy",
    "casting",
  ]);
  const known = given as UnstructuredToStructuredOptions;
  const array = assertArray(arr, "unstructured_to_structured");
  if (array.ndim === 0) throw new ValueError("arr must have at least one dimension");
  const length = array._shape.at(-1)!;
  if (length === 0) throw new ValueError("last axis with size 0 is not supported");
  const dtype = asked === null ? namedDType(array, known) : matchingDType(length, asked, known);
  const leaves = leavesOf(dtype);
  const whole = array.flags.c_contiguous ? array : copyArray(array, "C", "ascontiguousarray");
  const fields = viewAs(whole, packed(leaves, array.dtype));
  const { casting } = known;
  const copy = truthFlag(known.copy);
  const cast = castTo(fields, spread(leaves, dtype.itemsize), { copy, casting });
  return getIndex(viewAs(cast, dtype), ["...", 0]) as NDArray<DTypeKey>;
}

function namedDType(array: NDArray, { names, align }: UnstructuredToStructuredOptions): DType {
  const given = names ?? Array.from({ length: array._shape.at(-1)! }, (_, i) => `f${i}`);
  const labels = pythonList(keysOf(given), "names");
  if (labels.length === 0) {
    throw new ValueError("not enough values to unpack (expected 3, got 0) (there are no names)");
  }
  return structOf(
    labels.map((name) => [name as string, array.dtype]),
    alignOf(align),
  );
}

function matchingDType(
  length: number,
  dtype: DType,
  { names, align }: UnstructuredToStructuredOptions,
): DType {
  if (names !== undefined && names !== null)
    throw new ValueError("don't supply both dtype and names");
  const count = countOf(leavesOf(dtype));
  if (length !== count) {
    throw new ValueError(
      `The length of the last dimension of arr must be equal to the number of fields in dtype (${length} and ${count})`,
    );
  }
  if (truthFlag(align) && !dtype.isalignedstruct) {
    throw new ValueError("align was True but dtype is not aligned");
  }
  return dtype;
}

/**
 * A reduction over the fields of each record, as if they were one more axis: `func` gets the fields as the last axis
 * of an array of their common dtype, and `{ axis: -1 }`. View or copy is what `func` gives.
 *
 * @throws ValueError for an array without fields
 * @example
 * ```ts
 * const a = np.array([[1, 2, 6], [4, 5, 6]], [["x", "i4"], ["y", "f4"], ["z", "f8"]]);
 * np.lib.recfunctions.apply_along_fields(np.mean, a); // => [3. 5.]
 * ```
 */
export function apply_along_fields<R>(
  func: (array: NDArray, options: { axis: -1 }) => R,
  arr: NDArray,
): R {
  const array = assertArray(arr, "apply_along_fields");
  if (array.dtype.names === null) {
    throw new ValueError(`arr must be a structured array (its dtype is ${array.dtype})`);
  }
  return func(structured_to_unstructured(array), { axis: -1 });
}
