// What reduce, accumulate and reduceat ask of their arguments alike. Shapes of outputs are in reduction-shapes.ts.

import { asArray } from "../array/convert.js";
import { RuntimeError, ValueError } from "../core/errors.js";
import { type AxisArgument, normalizeAxis, reductionAxes } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { shown } from "../core/python-values.js";
import { truthOf } from "./call.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { loopOutput } from "./resolve.js";

/** What is reduced, as an array that there are loops for. */
export function operandArray({ row }: UfuncInfo, value: unknown): NDArray {
  const array = asArray(value);
  return row.rule?.kind === "truth" ? truthOf(array) : array;
}

export function checkBinary(info: UfuncInfo, method: string): void {
  if (info.row.core !== undefined) {
    throw new RuntimeError(
      `Reduction not defined on ufunc with signature (${info.name} has ${info.row.core.text})`,
    );
  }
  if (info.row.nin !== 2) {
    throw new ValueError(`${method} only supported for binary functions (got ${info.name})`);
  }
  if (info.row.nout !== 1) {
    throw new ValueError(
      `${method} only supported for functions returning a single value (got ${info.name})`,
    );
  }
}

export function singleOut(given: unknown): NDArray | null {
  if (given === undefined || given === null) return null;
  if (Array.isArray(given) && given.length !== 1) {
    throw new ValueError(
      `The 'out' tuple must have exactly one entry per ufunc output (one array, got ${given.length})`,
    );
  }
  const out: unknown = Array.isArray(given) ? given[0] : given;
  if (!(out instanceof NDArray)) {
    throw new TypeError(`return arrays must be of ArrayType (got ${shown(out)} as 'out')`);
  }
  out.live();
  out.assertWriteable("output array");
  return out;
}

/** Whether results are of another dtype than an output: they are converted once, at the end. */
export function convertsOutput(loop: Loop, out: NDArray): boolean {
  return out.dtype.newbyteorder("=") !== loopOutput(loop);
}

/** @throws ValueError unless one axis is meant: `null` is all of them, which is one only in one dimension */
export function singleAxis(given: AxisArgument | undefined, ndim: number, method: string): number {
  if (Array.isArray(given) && given.length > 1) {
    for (const axis of given as readonly number[]) normalizeAxis(axis, ndim);
    throw new ValueError(`${method} does not allow multiple axes`);
  }
  const axes = reductionAxes(given === undefined ? 0 : given, ndim);
  if (axes.length !== 1) throw new ValueError(`${method} does not allow multiple axes`);
  return axes[0]!;
}
