// The product of two matrices of any dtype and layout: packs operands, multiplies, casts back. What stacks and
// vectors are to it, gufunc.ts says. A native kernel would take the place of the packed products here.

import { broadcastTo } from "../array/axes.js";
import { copyInto } from "../array/copy.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { broadcastShapes, keepOrderAxes, stridesInOrder } from "../core/layout.js";
import { makeView, type NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { gemmComplex, gemmFloat, gemmInt32, gemmInt64 } from "../kernel/gemm.js";
import { reduceArray } from "./reduce.js";
import { infoOf, ufuncs } from "./ufunc.js";

const float64 = toDtype("float64") as DType;
const int32 = toDtype("int32") as DType;
const int64 = toDtype("int64") as DType;
const complex128 = toDtype("complex128") as DType;

/** Writes the product of an m×k and a k×n matrix into `out` (m×n, any layout, of the operands' dtype). */
export function multiplyMatrices(a: NDArray, b: NDArray, out: NDArray): void {
  const { kind, itemsize } = out.dtype;
  if (out.size === 0) return;
  if (kind === "c") product(a, b, out, complex128);
  else if (kind === "f" || kind === "b") product(a, b, out, float64);
  else if (itemsize <= 4) product(a, b, out, int32);
  else product(a, b, out, fitsDoubles(a, b) ? float64 : int64);
}

function product(a: NDArray, b: NDArray, out: NDArray, working: DType): void {
  const [m, k] = a._shape as [number, number];
  const n = b._shape[1]!;
  const left = packed(a, working);
  const right = packed(b, working);
  const direct = out.dtype === working && out.byteOffset % 8 === 0 && out.flags.c_contiguous;
  const target = direct ? out : newArray([m, n], working, "C", true, true);
  if (direct) copyInto(out, zero(working));
  switch (working) {
    case complex128:
      gemmComplex(m, n, k, doubles(left), doubles(right), doubles(target));
      break;
    case float64:
      gemmFloat(m, n, k, doubles(left), doubles(right), doubles(target));
      break;
    case int32:
      gemmInt32(m, n, k, words(left), words(right), words(target));
      break;
    default:
      gemmInt64(m, n, k, bigs(left), bigs(right), bigs(target));
  }
  if (!direct) copyInto(out, target);
}

function zero(dtype: DType): NDArray {
  return newArray([], dtype, "C", true, true);
}

/** The matrix as a C-contiguous one of the working dtype: itself, or a scratch copy. */
function packed(matrix: NDArray, working: DType): NDArray {
  matrix.live();
  const aligned = matrix.byteOffset % 8 === 0;
  if (matrix.dtype === working && aligned && matrix.flags.c_contiguous) return matrix;
  const copy = newArray(matrix._shape, working, "C", false, true);
  copyInto(copy, matrix);
  return copy;
}

function doubles(matrix: NDArray): Float64Array {
  const count = matrix.nbytes / 8;
  return new Float64Array(matrix.storage.buffer, matrix.byteOffset, count);
}

function words(matrix: NDArray): Int32Array {
  return new Int32Array(matrix.storage.buffer, matrix.byteOffset, matrix.size);
}

function bigs(matrix: NDArray): BigInt64Array {
  return new BigInt64Array(matrix.storage.buffer, matrix.byteOffset, matrix.size);
}

/** Whether every partial sum is an integer that a double holds exactly. */
function fitsDoubles(a: NDArray, b: NDArray): boolean {
  if (a.size === 0 || b.size === 0) return true;
  return largest(a) * largest(b) * a._shape[1]! <= Number.MAX_SAFE_INTEGER;
}

function largest(matrix: NDArray): number {
  const options = { axis: null };
  const values = [ufuncs.maximum, ufuncs.minimum].map((one) => {
    const extreme = reduceArray(infoOf(one), matrix, options);
    return Math.abs(Number(extreme.tolist()));
  });
  return Math.max(...values);
}

/** The products of stacks of matrices, the axes before the last two broadcast. */
export function stackProduct(left: NDArray, right: NDArray, dtype: DType): NDArray {
  const stackA = left._shape.slice(0, -2);
  const stackB = right._shape.slice(0, -2);
  const stack = broadcastShapes(stackA, stackB);
  const [m, k] = left._shape.slice(-2) as [number, number];
  const n = right._shape[right.ndim - 1]!;
  const a = broadcastTo(left, [...stack, m, k]);
  const b = broadcastTo(right, [...stack, k, n]);
  // the matrices lie in C order, the stack of them in the order of the operands' stacks
  const outer = keepOrderAxes(stack, [a._strides.slice(0, -2), b._strides.slice(0, -2)]);
  const strides = [
    ...stridesInOrder(stack, m * n * dtype.itemsize, outer),
    n * dtype.itemsize,
    dtype.itemsize,
  ];
  const out = newArrayWithStrides([...stack, m, n], strides, dtype, k === 0);
  multiplyStacks(a, b, out);
  return out;
}

/** Writes the products of matrices, stack by stack, into `out`; the operands' stacks are as long as its own. */
export function multiplyStacks(a: NDArray, b: NDArray, out: NDArray): void {
  if (out.size === 0 || a._shape[a.ndim - 1] === 0) return;
  const stack = out._shape.slice(0, -2);
  const counter = new Array<number>(stack.length).fill(0);
  let count = 1;
  for (const length of stack) count *= length;
  for (let i = 0; i < count; i++) {
    multiplyMatrices(matrixAt(a, counter), matrixAt(b, counter), matrixAt(out, counter));
    for (let axis = stack.length - 1; axis >= 0; axis--) {
      if (++counter[axis]! < stack[axis]!) break;
      counter[axis] = 0;
    }
  }
}

function matrixAt(stack: NDArray, position: readonly number[]): NDArray {
  let byteOffset = stack.byteOffset;
  for (let axis = 0; axis < position.length; axis++) {
    byteOffset += position[axis]! * stack._strides[axis]!;
  }
  return makeView(
    stack,
    byteOffset,
    stack._shape.slice(-2),
    stack._strides.slice(-2),
    stack.dtype,
    "matmul",
  );
}
