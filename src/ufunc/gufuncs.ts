// The generalized ufuncs: matmul, matvec, vecmat, vecdot. What they compute is in gufunc.ts; here are their rows,
// their names and what the type checker may say of them.

import type { NDArray } from "../core/ndarray.js";
import type { Promote } from "../core/result-types.js";
import type { DTypeKey, Known } from "../core/types.js";
import type { Body } from "../kernel/builder.js";
import { callGufunc, type GufuncOptions } from "./gufunc.js";
import { type CoreSignature, numbers, same, type UfuncRow } from "./loops.js";
import type { Operand, UfuncMembers } from "./types.js";
import { makeUfunc } from "./ufunc.js";

/** A ufunc whose operands are vectors and matrices. */
export interface Gufunc extends UfuncMembers<"promote"> {
  <K extends DTypeKey>(
    x1: Operand,
    x2: Operand,
    out: NDArray<K> | (Omit<GufuncOptions, "out"> & { out: NDArray<K> | readonly [NDArray<K>] }),
  ): NDArray<K>;
  <A extends DTypeKey, B extends DTypeKey>(
    x1: NDArray<A>,
    x2: NDArray<B>,
    options?: Omit<GufuncOptions, "dtype" | "signature" | "sig">,
  ): NDArray<Known<Promote<A, B>>>;
  (x1: Operand, x2: Operand, options?: GufuncOptions): NDArray;
}

/** `"(m,n),(n)->(m)"` as lists of names. */
function parsed(text: string): CoreSignature {
  const operands = [...text.matchAll(/\(([^)]*)\)/g)].map(([, names]) =>
    names === "" ? [] : names!.split(",").map((name) => name.replace("?", "")),
  );
  return { text, operands, optional: [...text.matchAll(/(\w+)\?/g)].map(([, name]) => name!) };
}

const and: Body = (b, x, y) => b.and(x!, y!);
const times: Body = (b, x, y) => b.mul(x!, y!);

function gufunc(
  name: string,
  signature: string,
  conjugates: boolean,
  doc: string,
  example: readonly [string, string],
): Gufunc {
  const row: UfuncRow = {
    nin: 2,
    nout: 1,
    result: "promote",
    identity: null,
    loops: [...same("?", 2, and), ...same(numbers, 2, times)],
    core: parsed(signature),
    conjugates,
    uniform: true,
    doc,
    example,
  };
  return makeUfunc(name, row, callGufunc) as unknown as Gufunc;
}

/**
 * The matrix product: of two matrices, of stacks of matrices (broadcast), of a matrix and a vector; of two vectors
 * their inner product as a JavaScript value. A ufunc with signature `(n?,k),(k,m?)->(n?,m?)` in the operands'
 * common dtype. A copy.
 *
 * @throws ValueError if the inner lengths differ, stacks do not broadcast, or an operand is a scalar
 * @throws UFuncTypeError for dtypes without arithmetic, or casts that `casting` refuses
 * @throws AxisError for `axes` that an operand has not
 * @example
 * ```ts
 * np.matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]); // => [[19 22] [43 50]]
 * np.matmul([1, 2, 3], [4, 5, 6]); // => 32
 * ```
 */
export const matmul: Gufunc = gufunc(
  "matmul",
  "(n?,k),(k,m?)->(n?,m?)",
  false,
  "The matrix product of two arrays.",
  ["np.matmul([[1, 2], [3, 4]], [1, 1])", "[3 7]"],
);

/**
 * Matrices times vectors: for stacks of either, every matrix times its vector. A ufunc with signature
 * `(m,n),(n)->(m)` in the operands' common dtype. A copy.
 *
 * @throws ValueError if the lengths differ, stacks do not broadcast, or an operand has too few axes
 * @throws UFuncTypeError for dtypes without arithmetic, or casts that `casting` refuses
 * @throws AxisError for `axes` that an operand has not
 * @example
 * ```ts
 * np.matvec([[0, 1], [2, 0]], [[1, 2], [3, 4]]); // => [[2 2] [4 6]]
 * ```
 */
export const matvec: Gufunc = gufunc("matvec", "(m,n),(n)->(m)", false, "Matrices times vectors.", [
  "np.matvec([[1, 2], [3, 4]], [1, 1])",
  "[3 7]",
]);

/**
 * Vectors times matrices, complex vectors conjugated: for stacks of either, every vector times its matrix. A ufunc
 * with signature `(n),(n,m)->(m)` in the operands' common dtype. A copy.
 *
 * @throws ValueError if the lengths differ, stacks do not broadcast, or an operand has too few axes
 * @throws UFuncTypeError for dtypes without arithmetic, or casts that `casting` refuses
 * @throws AxisError for `axes` that an operand has not
 * @example
 * ```ts
 * np.vecmat([[1, 2], [3, 4]], [[0, 1], [2, 0]]); // => [[4 1] [8 3]]
 * ```
 */
export const vecmat: Gufunc = gufunc(
  "vecmat",
  "(n),(n,m)->(m)",
  true,
  "Vectors (conjugated) times matrices.",
  ["np.vecmat([1, 1], [[1, 2], [3, 4]])", "[4 6]"],
);

/**
 * Inner products of vectors along their last axes, the first conjugated if complex: of two vectors a JavaScript
 * value, of stacks of them an array of the broadcast shape. A ufunc with signature `(n),(n)->()` in the operands'
 * common dtype. A copy.
 *
 * @throws ValueError if the lengths differ, stacks do not broadcast, or an operand is a scalar
 * @throws UFuncTypeError for dtypes without arithmetic, or casts that `casting` refuses
 * @throws AxisError for an `axis` that an operand has not
 * @example
 * ```ts
 * np.vecdot([[1, 2], [3, 4]], [10, 1]); // => [12 34]
 * np.vecdot([[1, 2], [3, 4]], [[1, 1], [1, 1]], { axis: 0, keepdims: true }); // => [[4 6]]
 * ```
 */
export const vecdot: Gufunc = gufunc(
  "vecdot",
  "(n),(n)->()",
  true,
  "Inner products of vectors, the first conjugated.",
  ["np.vecdot([1, 2], [3, 4])", "11"],
);
