// The reductions an expression can name and what each of them runs.

import type { DType } from "../core/dtype.js";
import { type AxisArgument, reductionAxes, type Shape } from "../core/layout.js";
import type { NDArray } from "../core/ndarray.js";
import { meanOf, varOf } from "../routines/statistics.js";
import { reduceArray } from "../ufunc/reduce.js";
import type { ComputedElements } from "../ufunc/reduction-kernels.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";

/** What a reduction reduces: an array, or elements worked out on the way, for which an array stands. */
export interface Elements {
  readonly array: NDArray;
  readonly computed: ComputedElements | null;
}

/** Options of a reduction, checked by what runs it. */
export interface ReductionOptions {
  axis: AxisArgument;
  keepdims: boolean;
  dtype?: DType | undefined;
  out?: NDArray | undefined;
  ddof?: number | undefined;
}

interface Reduction {
  /** Keyword arguments beside axis and keepdims. */
  readonly keywords: readonly ("dtype" | "ddof")[];
  /** Whether elements may be computed on the way, and the result written into a given array. */
  readonly fuses: boolean;
  readonly run: (elements: Elements, options: ReductionOptions) => NDArray;
}

function combined(ufunc: keyof typeof ufuncs, keywords: Reduction["keywords"]): Reduction {
  const info = infoOf(ufuncs[ufunc]);
  const run: Reduction["run"] = ({ array, computed }, options) =>
    reduceArray(info, array, options, computed);
  return { keywords, fuses: true, run };
}

function spread(routine: "var" | "std"): Reduction {
  // the mean comes first, so the elements are needed twice
  const run: Reduction["run"] = ({ array }, options) => {
    const variance = varOf(routine, array, options);
    if (routine === "var") return variance;
    ufuncs.sqrt(variance, { out: variance, casting: "unsafe" });
    return variance;
  };
  return { keywords: ["dtype", "ddof"], fuses: false, run };
}

const table = {
  sum: combined("add", ["dtype"]),
  prod: combined("multiply", ["dtype"]),
  max: combined("maximum", []),
  min: combined("minimum", []),
  any: combined("logical_or", []),
  all: combined("logical_and", []),
  mean: {
    keywords: ["dtype"],
    fuses: true,
    run: ({ array, computed }, options) => meanOf(array, options, computed),
  },
  var: spread("var"),
  std: spread("std"),
} satisfies Record<string, Reduction>;

/** Name of a reduction. */
export type ReductionName = keyof typeof table;

/** The shape of a reduction's result. @throws AxisError */
export function reducedShape(shape: Shape, { axis, keepdims }: ReductionOptions): Shape {
  const axes = reductionAxes(axis, shape.length);
  if (keepdims) return shape.map((length, k) => (axes.includes(k) ? 1 : length));
  return shape.filter((_, k) => !axes.includes(k));
}

/** The reductions. */
export const reductions: Readonly<Record<ReductionName, Reduction>> = table;

/** Names under which reductions are called. */
export const reductionNames: ReadonlyMap<string, ReductionName> = new Map([
  ...(Object.keys(table) as ReductionName[]).map((name) => [name, name] as const),
  ["amax", "max"],
  ["amin", "min"],
]);
