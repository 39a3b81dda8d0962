// What a JavaScript function reduces: an array's elements along axes, line by line, and where the results go. The
// function itself, and what is made of its results, is frompyfunc.ts.

import { broadcastTo, transposeArray } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { elements } from "../array/values.js";
import { ValueError } from "../core/errors.js";
import { type AxisArgument, countOf, reductionAxes } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { outArrays, whereMask } from "../ufunc/call-options.js";
import type { UfuncInfo } from "../ufunc/loop-kernels.js";

/** Options of reductions by a JavaScript function. */
export interface FunctionReduceOptions {
  /** The axis to go along; `reduce` takes several, or `null` for all, if there is an identity. Default 0. */
  axis?: AxisArgument | undefined;
  /** What to start from; by default the identity, or else the first element. */
  initial?: unknown;
  /** Where the result goes; by default a new array. */
  out?: NDArray | readonly [NDArray] | null | undefined;
  /** Whether reduced axes stay, with length 1. Default `false`. */
  keepdims?: boolean | undefined;
  /** Elements to combine, which takes an `initial`. All by default. */
  where?: NDArray | boolean | readonly unknown[] | undefined;
}

/** The elements along an axis, line by line. */
export interface Lines {
  readonly axis: number;
  readonly length: number;
  /** The other axes. */
  readonly shape: readonly number[];
  readonly values: readonly (readonly unknown[])[];
  /** What each line starts from: one value or none. */
  readonly start: readonly unknown[];
  /** The shape of a reduction's result. */
  readonly result: readonly number[];
  readonly out: NDArray | null;
}

export function linesOf(
  { name, identity }: { readonly name: string; readonly identity: unknown },
  method: string,
  value: unknown,
  given: FunctionReduceOptions | undefined,
): Lines {
  const known = method === "reduce" ? reduceNames : (["axis", "out"] as const);
  const read = options<FunctionReduceOptions>(`${name}.${method}`, given, known);
  const array = asArray(value);
  array.live();
  if (array.ndim === 0 && method !== "reduce") throw new TypeError(`cannot ${method} on a scalar`);
  const axes = reductionAxes(read.axis === undefined ? 0 : read.axis, array.ndim);
  if (axes.length !== 1 && method !== "reduce") {
    throw new ValueError(`${method} does not allow multiple axes`);
  }
  if (axes.length > 1 && (identity === undefined || identity === null)) {
    throw new ValueError(
      `reduction operation '${name}' is not reorderable, so at most one axis may be specified`,
    );
  }
  const kept = array._shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const shape = kept.map((i) => array._shape[i]!);
  const length = countOf(axes.map((i) => array._shape[i]!));
  const last = (one: NDArray) => [...elements(transposeArray(one, [...kept, ...axes]))];
  const mask = read.where === undefined || read.where === true ? null : whereMask(read.where);
  if (mask !== null && (read.initial === undefined || read.initial === null)) {
    throw new ValueError(
      `reduction operation '${name}' does not have an identity, so to use a where mask one has to specify 'initial'`,
    );
  }
  const flat = last(array);
  const counted = mask === null ? null : last(broadcastTo(mask, array._shape));
  const values = Array.from({ length: countOf(shape) }, (_, i) => {
    const line = flat.slice(i * length, (i + 1) * length);
    return counted === null ? line : line.filter((_one, k) => counted[i * length + k] === true);
  });
  const start = read.initial ?? identity;
  if (length === 0 && method === "reduce" && (start === undefined || start === null)) {
    throw new ValueError(
      `zero-size array to reduction operation ${name} which has no identity (give initial)`,
    );
  }
  const keepdims = Boolean(read.keepdims);
  return {
    axis: axes[0] ?? 0,
    length,
    shape,
    values,
    start: start === undefined || start === null ? [] : [start],
    result: keepdims ? array._shape.map((n, i) => (axes.includes(i) ? 1 : n)) : shape,
    out: outArrays({ name } as UfuncInfo, read.out, 1)[0]!,
  };
}

const reduceNames = ["axis", "initial", "out", "keepdims", "where"] as const;
