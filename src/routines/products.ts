// Products of vectors, matrices and stacks of them: matmul, dot, vdot, inner, outer, tensordot, kron. How two
// matrices are multiplied is matrix-product.ts's business.

import { moveAxes, transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { ownedAs, reshapeArray } from "../array/reshape.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { IndexError, MemoryError, ValueError } from "../core/errors.js";
import { quietly, reportedAs } from "../core/errstate.js";
import { countOf, freshStrides, shapeText } from "../core/layout.js";
import { type NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { isOptions, options } from "../core/options.js";
import { pythonList } from "../core/python-values.js";
import type { Promote } from "../core/result-types.js";
import type { DTypeKey } from "../core/types.js";
import { stackProduct } from "../ufunc/matrix-product.js";
import { reportProduct } from "../ufunc/product-errors.js";
import { scalarOf } from "../ufunc/reduce.js";
import type { Operand } from "../ufunc/types.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer } from "./arguments.js";
import {
  asSpans,
  checkDotOutput,
  delivered,
  dotOutput,
  type Factors,
  factorArrays,
  factorsOf,
  resultDtype,
} from "./product-operands.js";

type Key<K> = K extends DTypeKey ? K : DTypeKey;

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
export function dot(
  a: Operand,
  b: Operand,
  options?: { out?: NDArray | null | undefined },
): NDArray;
export function dot(x: Operand, y: Operand, given?: { out?: NDArray | null | undefined }): unknown {
  const out = dotOutput(options("dot", given, ["out"]).out);
  const [left, right] = factorArrays(x, y);
  if (left.ndim === 0 || right.ndim === 0) return scaledBy(left, right, out);
  return dotted(factorsOf("dot", left, right), out);
}

/** Sums over the last axis of one and the last but one of the other. */
function dotted(factors: Factors, out: NDArray | null): unknown {
  const { a, b, dtype, isSpan } = factors;
  const axisB = Math.max(0, b.ndim - 2);
  const k = a._shape[a.ndim - 1]!;
  if (k !== b._shape[axisB]) {
    throw new ValueError(
      `shapes ${shapeText(a._shape)} and ${shapeText(b._shape)} not aligned: ${k} (dim ${a.ndim - 1}) != ${b._shape[axisB]} (dim ${axisB})`,
    );
  }
  const turned = moveAxes(b, axisB, 0);
  if (out !== null) {
    const shape = [...a._shape.slice(0, -1), ...turned._shape.slice(1)];
    checkDotOutput(out, shape, resultDtype(factors));
  }
  if (factors.refusal !== null) throw factors.refusal;
  return delivered(contracted(a, turned, k, dtype), isSpan, out);
}

/** The product with a single value. */
function scaledBy(x: NDArray, y: NDArray, out: NDArray | null): unknown {
  if ([x, y].some(({ dtype }) => dtype.unit !== null)) {
    // spans beside spans are refused in the words of products
    ufuncs.multiply(...(besideTimes([x, y]) as [NDArray, NDArray]));
  }
  const { a, b, dtype, refusal } = factorsOf("dot", x, y);
  if (refusal !== null) throw refusal;
  if (!isForBlas(a, b, dtype)) {
    const made = multiplied(a, b, dtype, out);
    return out === null && made.ndim === 0 ? scalarOf(made) : made;
  }
  if (out !== null) checkDotOutput(out, a.ndim === 0 ? b._shape : a._shape, dtype);
  return delivered(scaled(a, b, dtype), false, out);
}

/** What stands beside times: whole numbers beside spans as spans, which have no products; others as Python has them. */
function besideTimes(operands: readonly NDArray[]): NDArray[] {
  const hasSpan = operands.some(({ dtype }) => dtype.kind === "m");
  return operands.map((one) => {
    const { kind, itemsize } = one.dtype;
    if (kind === "f") return castArray(one, toDtype("float64"));
    if (kind === "c") return castArray(one, toDtype("complex128"));
    const isCount = "bi".includes(kind) || (kind === "u" && itemsize < 8);
    return hasSpan && isCount ? castArray(one, toDtype("timedelta64")) : one;
  });
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
 * The product with a scalar. NumPy leaves matrices and vectors of floats to BLAS, which answers in C order, gives zeros
 * for a factor of zero, whatever stands in the array, and adds products to zeros. One element is multiplied as ever.
 */
function scaled(a: NDArray, b: NDArray, dtype: DType): NDArray {
  if (!isForBlas(a, b, dtype)) return multiplied(a, b, dtype, null);
  const [factor, array] = a.ndim === 0 ? [a, b] : [b, a];
  const zero = scalarOf(asArray(ufuncs.equal(factor, 0))) === true;
  const isAdded = array.size !== 1;
  if (zero && isAdded)
    return newArrayWithStrides(
      array._shape,
      freshStrides(array._shape, dtype.itemsize, "C"),
      dtype,
      true,
    );
  const made = reportedAs("dot", () => asArray(ufuncs.multiply(a, b, { order: "C" })));
  // a zero below zero is none in a sum
  return isAdded ? asArray(ufuncs.add(made, 0, { out: made })) : made;
}

/** Sums over the last axis of `a` and the first of `b`. */
function contracted(a: NDArray, b: NDArray, k: number, dtype: DType): NDArray {
  const outerA = a._shape.slice(0, -1);
  const outerB = b._shape.slice(1);
  const left = reshapeArray(a, [countOf(outerA), k]);
  const right = reshapeArray(b, [k, countOf(outerB)]);
  return ownedAs(matrixProduct(left, right, dtype), [...outerA, ...outerB]);
}

/** The product of two matrices, and its errors. */
function matrixProduct(left: NDArray, right: NDArray, dtype: DType): NDArray {
  const made = quietly(() => stackProduct(left, right, dtype));
  reportProduct(left, right, made, "dot");
  return made;
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
  const factors = factorsOf("vdot", a, b, "function not available for this data type");
  const [left, right] = [factors.a, factors.b];
  if (left.size !== right.size) {
    throw new ValueError(
      `cannot reshape array of size ${right.size} into shape (${left.size},): vdot takes arrays of one size`,
    );
  }
  const flat = (array: NDArray) => reshapeArray(array, [array.size]);
  const first = left.dtype.kind === "c" ? (ufuncs.conjugate(left) as NDArray) : left;
  // NumPy looks for no errors here
  return quietly(() => dotted({ ...factors, a: flat(first), b: flat(right) }, null));
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
export function inner(x: Operand, y: Operand): unknown {
  const [left, right] = factorArrays(x, y);
  if (left.ndim === 0 || right.ndim === 0) return scaledBy(left, right, null);
  const { a, b, dtype, isSpan, refusal } = factorsOf("inner", left, right);
  const k = a._shape[a.ndim - 1]!;
  const other = b._shape[b.ndim - 1]!;
  if (k !== other) {
    // NumPy speaks of the second array with its last two axes swapped
    const swapped = b._shape.slice();
    const before = Math.max(0, b.ndim - 2);
    swapped.splice(before, 2, ...swapped.slice(before).reverse());
    throw new ValueError(
      `shapes ${shapeText(a._shape)} and ${shapeText(swapped)} not aligned: ${k} (dim ${a.ndim - 1}) != ${other} (dim ${before})`,
    );
  }
  if (refusal !== null) throw refusal;
  return delivered(contracted(a, moveAxes(b, b.ndim - 1, 0), k, dtype), isSpan);
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
  const [listA, listB] = contractedAxes(given === undefined ? 2 : given);
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
  const { a: p, b: q, dtype, isSpan, refusal } = factorsOf("tensordot", first, second);
  if (refusal !== null) throw refusal;
  const product = matrixProduct(p, q, dtype);
  // of nothing, the strides are those of a fresh array
  const made = product.size === 0 ? ownedAs(product, product._shape) : product;
  return reshapeArray(asSpans(made, isSpan), [...shapeA, ...shapeB]);
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
  if ((typeof axes !== "object" || axes === null) && typeof axes !== "string") {
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
