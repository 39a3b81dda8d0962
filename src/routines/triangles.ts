// Triangles of matrices: copies with zeros on the other side of a diagonal. Matrices of ones are matrices.ts's.

import { asArray } from "../array/convert.js";
import { elementTypeOf } from "../array/copy.js";
import { copyMasked } from "../array/masked.js";
import type { DType } from "../core/dtype.js";
import { broadcastShapes, outputStrides } from "../core/layout.js";
import { type NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { promoteDTypes } from "../core/promotion.js";
import type { Body } from "../kernel/builder.js";
import { mapKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import { type ElementType, elementType } from "../kernel/lanes.js";
import { viewsOf } from "../memory/buffer-views.js";
import { kernelOperand } from "../ufunc/run-loop.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { lowerTriangle } from "./matrices.js";

/**
 * A copy of a matrix (or of each matrix of a stack) with zeros above the k-th diagonal.
 *
 * @throws TypeError for a 0-d array, ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.tril([[1, 2], [3, 4]]); // => [[1 0] [3 4]]
 * ```
 */
export function tril<T>(m: T, k: number | { k?: number | undefined } = 0): NDArray<ValueKey<T>> {
  return triangle("tril", m, k);
}

/**
 * A copy of a matrix (or of each matrix of a stack) with zeros below the k-th diagonal.
 *
 * @throws TypeError for a 0-d array, ValueError for lists of unequal lengths
 * @example
 * ```ts
 * np.triu([[1, 2], [3, 4]]); // => [[1 2] [0 4]]
 * ```
 */
export function triu<T>(m: T, k: number | { k?: number | undefined } = 0): NDArray<ValueKey<T>> {
  return triangle("triu", m, k);
}

type Routine = "tril" | "triu";

function triangle<T>(
  routine: Routine,
  m: T,
  k: number | { k?: number | undefined },
): NDArray<ValueKey<T>> {
  const { k: given = 0 } = optionsOr<{ k: number }>(routine, ["k"], "k", k);
  const array = asArray(m) as NDArray<ValueKey<T>>;
  if (array.ndim === 0) {
    throw new TypeError(
      `tri() missing 1 required positional argument: 'N' (${routine}() takes arrays of at least one dimension)`,
    );
  }
  const diagonal = integer(given, "k");
  array.live();
  const plane = array.ndim === 1 ? [array.size, array.size] : array._shape.slice(-2);
  const [rows, columns] = plane as [number, number];
  const shape = broadcastShapes(plane, array._shape);
  const dtype = promoteDTypes(array.dtype, array.dtype) as DType<ValueKey<T>>;
  const strides = outputStrides(shape, dtype.itemsize, "K", [
    { shape: plane, strides: [columns, 1], itemsize: 1 },
    { shape: array._shape, strides: array._strides, itemsize: array.itemsize },
  ]);
  const [from, to] = [elementTypeOf(array.dtype), elementTypeOf(dtype)];
  const isNumeric = from !== null && to !== null;
  const made = newArrayWithStrides(shape, strides, dtype, !isNumeric);
  if (!isNumeric) {
    copyMasked(made, array, maskOf(routine, rows, columns, diagonal), routine);
  } else if (made.size > 0) {
    const along = (axis: number, step: number) =>
      shape.map((_, at) => (at === shape.length + axis ? step : 0));
    // Beyond its corners a matrix has no diagonal: the numbers stay small.
    const above = Math.min(columns, Math.max(-rows, diagonal));
    runMap(triangleKernel(routine, from, to), shape, [
      kernelOperand(array, shape),
      { views: countedFrom(above, rows), byteOffset: 0, byteStrides: along(-2, 4) },
      { views: countedFrom(0, columns), byteOffset: 0, byteStrides: along(-1, 4) },
      kernelOperand(made, shape),
    ]);
  }
  return made;
}

/** True where elements of a matrix are kept. */
function maskOf(routine: Routine, rows: number, columns: number, k: number): NDArray {
  if (routine === "tril") return lowerTriangle(rows, columns, k);
  return ufuncs.logical_not(lowerTriangle(rows, columns, k - 1)) as NDArray;
}

/** So many whole numbers, from one on. */
function countedFrom(first: number, count: number) {
  const list = new Int32Array(new ArrayBuffer(Math.max(64, 4 * count)));
  for (let i = 0; i < count; i++) list[i] = first + i;
  return viewsOf(list.buffer);
}

const kernels = new Map<string, MapKernel>();

/** An element of a matrix, the column of the diagonal in its row, its own column; what it becomes. */
function triangleKernel(routine: Routine, from: ElementType, to: ElementType): MapKernel {
  const key = `${routine} ${from.code} ${to.code}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const body: Body = (b, x, diagonal, column) => {
      const value = b.cast(x!, to.name);
      const isKept = routine === "tril" ? b.le(column!, diagonal!) : b.ge(column!, diagonal!);
      return b.select(isKept, value, b.const(value, 0));
    };
    const place = elementType("int32");
    kernel = mapKernel({
      name: routine,
      body,
      inputs: [from, place, place],
      outputs: [to],
      exactHalves: true,
    });
    kernels.set(key, kernel);
  }
  return kernel;
}
