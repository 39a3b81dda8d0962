// Products of vectors, matrices and stacks of them: matmul, dot, vdot, inner, outer, tensordot, kron. How two
// matrices are multiplied is matrix-product.ts's business.

import { moveAxes, transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray, copyInto } from "../array/copy.js";
import { ownedAs, reshapeArray } from "../array/reshape.js";
import { type Casting, isCastAllowed, readCasting } from "../core/casting.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { IndexError, MemoryError, UFuncTypeError, ValueError } from "../core/errors.js";
import { reportedAs } from "../core/errstate.js";
import { countOf, freshStrides, sameNumbers, shapeText } from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { promoteDTypes } from "../core/promotion.js";
import { pythonList } from "../core/python-values.js";
import type { Promote } from "../core/result-types.js";
import type { DTypeKey } from "../core/types.js";
import { stackProduct } from "../ufunc/matrix-product.js";
import { scalarOf } from "../ufunc/reduce.js";
import type { Operand } from "../ufunc/types.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer } from "./arguments.js";

type Key<K> = K extends DTypeKey ? K : DTypeKey;

/** The dtype a product is computed in. @throws UFuncTypeError for dtypes without arithmetic */
function productDtype(
  name: string,
  a: NDArray,
  b: NDArray,
  wanted?: DTypeLike,
  casting?: Casting,
): DType {
  for (const one of [a, b]) {
    one.live();
    if (!"biufc".includes(one.dtype.kind)) {
      throw new UFuncTypeError(
        `ufunc '${name}' did not contain a loop with signature matching types (${a.dtype.repr()}, ${b.dtype.repr()}) -> None`,
      );
    }
  }
  if (wanted === undefined) return native(promoteDTypes(a.dtype, b.dtype));
  const dtype = native(toDtype(wanted) as DType);
  const rule = casting === undefined ? "same_kind" : readCasting(casting);
  [a, b].forEach((one, i) => {
    if (!isCastAllowed(one.dtype, dtype, rule)) {
      throw new UFuncTypeError(
        `Cannot cast ufunc '${name}' input ${i} from ${one.dtype.repr()} to ${dtype.repr()} with casting rule '${rule}'`,
      );
    }
  });
  return dtype;
}

function native(dtype: DType): DType {
  return dtype.isnative ? dtype : dtype.newbyteorder("=");
}

/** The result, written to `out` if there is one; a 0-d result becomes a JavaScript value. */
function delivered(
  name: string,
  result: NDArray,
  out: NDArray | undefined,
  casting: Casting,
): unknown {
  if (out === undefined) return result.ndim === 0 ? scalarOf(result) : result;
  if (!(out instanceof NDArray)) throw new TypeError("return arrays must be of ArrayType");
  out.assertWriteable("output array");
  if (!sameNumbers(out._shape, result._shape)) {
    throw new ValueError(
      `${name}: Output operand 0 has a mismatch in its shape: ${shapeText(out._shape)} is not ${shapeText(result._shape)}`,
    );
  }
  if (!isCastAllowed(result.dtype, out.dtype, casting)) {
    throw new UFuncTypeError(
      `Cannot cast ufunc '${name}' output from ${result.dtype.repr()} to ${out.dtype.repr()} with casting rule '${casting}'`,
    );
  }
  copyInto(out, result, name);
  return out;
}

/**
 * The dot product: the inner product of vectors (a JavaScript value), the matrix product of
 * matrices, the product with a scalar; for more axes, sums over the last axis of `a` and the last
 * but one of `b`. Else a new array (a copy).
 *
 * @throws ValueError if the lengths differ, or `out` is not exactly what the result would be
 * @example
 * ```ts
 * np.dot([1, 2, 3], [4, 5, 6]); // => 32
 * np.dot([[1, 0], [0, 2]], [3, 4]); // => [3 8]
 * ```
 */
export function dot<A extends DTypeKey, B extends DTypeKey>(
  a: NDArray<A>,
  b: NDArray<B>,
  options?: { out?: NDArray | undefined },
): NDArray<Key<Promote<A, B>>>;
export function dot(a: Operand, b: Operand, options?: { out?: NDArray | undefined }): NDArray;
export function dot(x: Operand, y: Operand, given?: { out?: NDArray | undefined }): unknown {
  const { out } = options("dot", given, ["out"]);
  const a = asArray(x);
  const b = asArray(y);
  const dtype = productDtype("dot", a, b);
  let result: NDArray;
  if (a.ndim === 0 || b.ndim === 0) {
    if (out instanceof NDArray && !isForBlas(a, b, dtype)) return multiplied(a, b, dtype, out);
    result = scaled(a, b, dtype);
  } else {
    const axisB = Math.max(0, b.ndim - 2);
    const k = a._shape[a.ndim - 1]!;
    if (k !== b._shape[axisB]) {
      throw new ValueError(
        `shapes ${shapeText(a._shape)} and ${shapeText(b._shape)} not aligned: ${k} (dim ${a.ndim - 1}) != ${b._shape[axisB]} (dim ${axisB})`,
      );
    }
    result = contracted(a, moveAxes(b, axisB, 0), k, dtype);
  }
  if (out !== undefined) checkDotOutput(out, result);
  return delivered("dot", result, out, "no");
}

function asDtype(array: NDArray, dtype: DType): NDArray {
  return array.dtype.equals(dtype) ? array : castArray(array, dtype, "K", "dot");
}

/** Whether NumPy leaves a product with a scalar to BLAS: of matrices and vectors of floats. */
function isForBlas(a: NDArray, b: NDArray, dtype: DType): boolean {
  return Math.max(a.ndim, b.ndim) <= 2 && "fdFD".includes(dtype.char);
}

/** Element by element; cast first, as NumPy does: the copies' order is the result's. */
function multiplied(a: NDArray, b: NDArray, dtype: DType, out: NDArray | null): NDArray {
  return asArray(ufuncs.multiply(asDtype(a, dtype), asDtype(b, dtype), { out }));
}

/**
 * The product with a scalar. NumPy leaves matrices and vectors of floats to BLAS, which answers in C order and
 * gives zeros for a factor of zero, whatever stands in the array.
 */
function scaled(a: NDArray, b: NDArray, dtype: DType): NDArray {
  if (!isForBlas(a, b, dtype)) return multiplied(a, b, dtype, null);
  const [factor, array] = a.ndim === 0 ? [a, b] : [b, a];
  const zero = scalarOf(asArray(ufuncs.equal(factor, 0))) === true;
  if (zero && array.ndim > 0)
    return newArrayWithStrides(
      array._shape,
      freshStrides(array._shape, dtype.itemsize, "C"),
      dtype,
      true,
    );
  return reportedAs("dot", () => asArray(ufuncs.multiply(a, b, { order: "C" })));
}

/** Sums over the last axis of `a` and the first of `b`. */
function contracted(a: NDArray, b: NDArray, k: number, dtype: DType): NDArray {
  const outerA = a._shape.slice(0, -1);
  const outerB = b._shape.slice(1);
  const left = reshapeArray(a, [countOf(outerA), k]);
  const right = reshapeArray(b, [k, countOf(outerB)]);
  return ownedAs(stackProduct(left, right, dtype), [...outerA, ...outerB]);
}

function checkDotOutput(out: NDArray, result: NDArray): void {
  const fits =
    out instanceof NDArray &&
    out.dtype.equals(result.dtype) &&
    sameNumbers(out._shape, result._shape) &&
    out.flags.c_contiguous;
  if (!fits) {
    throw new ValueError(
      `output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array): ${result.dtype.name} of shape ${shapeText(result._shape)} is needed`,
    );
  }
}

/**
 * The inner product of two arrays as vectors of all their elements, the first conjugated. A JavaScript value.
 *
 * @returns a number or Complex: a copy, no array
 * @throws ValueError if they have different sizes
 * @example
 * ```ts
 * np.vdot([[1, 2], [3, 4]], [[1, 1], [1, 1]]); // => 10
 * ```
 */
export function vdot(a: Operand, b: Operand): unknown {
  const left = asArray(a);
  const right = asArray(b);
  if (left.size !== right.size) {
    throw new ValueError(
      `cannot reshape array of size ${right.size} into shape (${left.size},): vdot takes arrays of one size`,
    );
  }
  const flat = (array: NDArray) => reshapeArray(array, [array.size]);
  const first = left.dtype.kind === "c" ? (ufuncs.conjugate(left) as NDArray) : left;
  return dot(flat(first), flat(right));
}

/**
 * Sums over the last axes of both: of vectors their inner product.
 *
 * @returns a JavaScript value for two vectors, else a new array (a copy)
 * @throws ValueError if the last axes differ
 * @example
 * ```ts
 * np.inner([[1, 2], [3, 4]], [1, 1]); // => [3 7]
 * ```
 */
export function inner(a: Operand, b: Operand): unknown {
  const left = asArray(a);
  const right = asArray(b);
  if (left.ndim === 0 || right.ndim === 0) return dot(left, right);
  const k = left._shape[left.ndim - 1]!;
  const other = right._shape[right.ndim - 1]!;
  if (k !== other) {
    // NumPy speaks of the second array with its last two axes swapped
    const swapped = right._shape.slice();
    const before = Math.max(0, right.ndim - 2);
    swapped.splice(before, 2, ...swapped.slice(before).reverse());
    throw new ValueError(
      `shapes ${shapeText(left._shape)} and ${shapeText(swapped)} not aligned: ${k} (dim ${left.ndim - 1}) != ${other} (dim ${before})`,
    );
  }
  const dtype = productDtype("inner", left, right);
  const result = contracted(left, moveAxes(right, right.ndim - 1, 0), k, dtype);
  return result.ndim === 0 ? scalarOf(result) : result;
}

/**
 * Every element of one vector times every element of the other: shape (a.size, b.size). A copy.
 *
 * @throws UFuncTypeError for dtypes that cannot be multiplied, DTypeError for objects
 * @example
 * ```ts
 * np.outer([1, 2], [3, 4]); // => [[3 4] [6 8]]
 * ```
 */
export function outer(a: Operand, b: Operand, given?: { out?: NDArray | undefined }): NDArray {
  const { out } = options("outer", given, ["out"]);
  const left = asArray(a);
  const right = asArray(b);
  const column = reshapeArray(left, [left.size, 1]);
  const row = reshapeArray(right, [1, right.size]);
  return ufuncs.multiply(column, row, out === undefined ? {} : { out }) as NDArray;
}

/**
 * Sums of products over several axes: over the last `axes` of `a` and the first `axes` of `b`, or over the axes
 * named for each.
 *
 * @returns a new array (a copy)
 * @throws ValueError if the axes differ in length or are given twice, IndexError for axes that are not there
 * @example
 * ```ts
 * np.tensordot(np.ones([2, 3, 4]), np.ones([3, 4, 5])).shape; // => 2,5
 * ```
 */
export function tensordot(
  a: Operand,
  b: Operand,
  axes?: ContractedAxes | { axes?: ContractedAxes | undefined },
): NDArray {
  const given = isOptions(axes)
    ? options<{ axes?: ContractedAxes | undefined }>("tensordot", axes, ["axes"]).axes
    : axes;
  const [listA, listB] = contractedAxes(given ?? 2);
  if ([listA, listB].some((list) => new Set(list).size < list.length)) {
    throw new ValueError("duplicate axes are not allowed in tensordot");
  }
  const left = asArray(a);
  const right = asArray(b);
  const match =
    listA.length === listB.length &&
    listA.every((axis, i) => lengthOf(left, axis) === lengthOf(right, listB[i]!));
  if (!match)
    throw new ValueError(
      `shape-mismatch for sum: axes ${listA.join(", ")} of shape ${shapeText(left._shape)} and axes ${listB.join(", ")} of shape ${shapeText(right._shape)} have to be of the same lengths`,
    );
  const axesA = listA.map((axis) => (axis < 0 ? axis + left.ndim : axis));
  const axesB = listB.map((axis) => (axis < 0 ? axis + right.ndim : axis));
  const keptA = left._shape.map((_, axis) => axis).filter((axis) => !axesA.includes(axis));
  const keptB = right._shape.map((_, axis) => axis).filter((axis) => !axesB.includes(axis));
  const k = countOf(axesA.map((axis) => left._shape[axis]!));
  const shapeA = keptA.map((axis) => left._shape[axis]!);
  const shapeB = keptB.map((axis) => right._shape[axis]!);
  const first = reshapeArray(transposeArray(left, [...keptA, ...axesA]), [countOf(shapeA), k]);
  const second = reshapeArray(transposeArray(right, [...axesB, ...keptB]), [k, countOf(shapeB)]);
  const dtype = productDtype("tensordot", left, right);
  const product = stackProduct(first, second, dtype);
  // of nothing, the strides are those of a fresh array
  const made = product.size === 0 ? ownedAs(product, product._shape) : product;
  return reshapeArray(made, [...shapeA, ...shapeB]);
}

/** Far more axes than any array has; to name them all would take for ever. */
const MOST_AXES = 1024;

/** How many axes to sum over, or which of the first and of the second array. */
type ContractedAxes = number | readonly [number | readonly number[], number | readonly number[]];

function lengthOf(array: NDArray, axis: number): number {
  const length = array._shape.at(axis);
  if (length === undefined || axis < -array.ndim) {
    throw new IndexError(
      `tuple index out of range (axis ${axis} of an array of ${array.ndim} dimensions)`,
    );
  }
  return length;
}

function contractedAxes(axes: ContractedAxes): [readonly number[], readonly number[]] {
  if (typeof axes !== "object") {
    const wanted = Math.max(0, integer(axes, "axes"));
    if (wanted > MOST_AXES) {
      throw new MemoryError(`cannot sum over ${wanted} axes: no array has more than ${MOST_AXES}`);
    }
    const count = Array.from({ length: wanted }, (_, i) => i);
    return [count.map((i) => i - count.length), count];
  }
  const both = pythonList(axes, "axes");
  if (both.length !== 2) {
    throw new ValueError(
      both.length < 2
        ? `not enough values to unpack (expected 2, got ${both.length})`
        : "too many values to unpack (expected 2)",
    );
  }
  const list = (one: unknown) =>
    (typeof one === "object" ? pythonList(one, "axes") : [one]).map((axis) =>
      integer(axis, "axes"),
    );
  return [list(both[0]), list(both[1])];
}

/**
 * The Kronecker product: blocks of `b` scaled by the elements of `a`. A copy.
 *
 * @throws UFuncTypeError for dtypes that cannot be multiplied, DTypeError for objects
 * @example
 * ```ts
 * np.kron([1, 10], [1, 2]); // => [ 1 2 10 20]
 * ```
 */
export function kron(a: Operand, b: Operand): NDArray {
  const left = asArray(a);
  const right = asArray(b);
  if (right.ndim === 0) return asArray(ufuncs.multiply(left, right));
  const ndim = Math.max(left.ndim, right.ndim);
  const padded = (array: NDArray) => [
    ...new Array<number>(ndim - array.ndim).fill(1),
    ...array._shape,
  ];
  const shapeA = padded(left);
  const shapeB = padded(right);
  const spread = reshapeArray(
    left,
    shapeA.flatMap((length) => [length, 1]),
  );
  const tiled = reshapeArray(
    right,
    shapeB.flatMap((length) => [1, length]),
  );
  const product = ufuncs.multiply(spread, tiled) as NDArray;
  return reshapeArray(
    asArray(product),
    shapeA.map((length, i) => length * shapeB[i]!),
  );
}
