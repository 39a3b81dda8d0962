// What reduce, accumulate and reduceat ask of their arguments alike. Shapes of outputs are in reduction-shapes.ts.

import { castArray, elementTypeOf } from "../array/copy.js";
import { RuntimeError, ValueError } from "../core/errors.js";
import { type AxisArgument, normalizeAxis, reductionAxes } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { shown } from "../core/python-values.js";
import { truthOf } from "./call.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { loopOutput } from "./resolve.js";

/** What is reduced as there are loops for it: of texts and records, whether they are empty. */
export function truthful({ row }: UfuncInfo, array: NDArray): NDArray {
  return row.rule?.kind === "truth" ? truthOf(array) : array;
}

/** What is reduced, texts and raw bytes (which kernels do not read) as numbers of the loop. @throws ValueError */
export function readable(array: NDArray, loop: Loop): NDArray {
  return elementTypeOf(array.dtype) === null ? castArray(array, loopOutput(loop)) : array;
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

/** What an `out` option holds, out of its list. @throws ValueError for a list of none or several */
export function oneOut(given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  if (given.length !== 1) {
    throw new ValueError(
      `The 'out' tuple must have exactly one entry per ufunc output (one array, got ${given.length})`,
    );
  }
  // nothing at all is no output, a list of nothing is one that is no array
  return given[0] ?? NO_ARRAY;
}

const NO_ARRAY = "null";

/** The one output of a reduction, out of its list; `null` for none. @throws TypeError, ValueError */
export function singleOut(given: unknown): NDArray | null {
  const out = oneOut(given);
  if (out === undefined || out === null) return null;
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

/** @throws ValueError unless one axis is meant: `null` is all of them, which is one only in one dimension; TypeError for an array of none */
export function singleAxis(given: AxisArgument | undefined, ndim: number, method: string): number {
  if (Array.isArray(given))
    for (const axis of given as readonly number[]) normalizeAxis(axis, ndim);
  const axes =
    Array.isArray(given) && given.length > 1
      ? given
      : reductionAxes(given === undefined ? 0 : given, ndim);
  if (ndim === 0) throw new TypeError(`cannot ${method} on a scalar`);
  if (axes.length !== 1) throw new ValueError(`${method} does not allow multiple axes`);
  return axes[0]!;
}
