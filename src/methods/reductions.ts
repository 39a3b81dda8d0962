// Reductions as methods: a.sum(0), a.mean(), a.argmax(1). Each is the function of the same name.

import type { DTypeKey } from "../core/types.js";
import { type ArgOptions, argmax, argmin } from "../routines/arg-reductions.js";
import { type CumulativeMethod, cumprod, cumsum } from "../routines/cumulative.js";
import type {
  DTypeReductionMethod,
  ExtremeOptions,
  MeanOptions,
  ReductionMethod,
  SumOptions,
  TruthOptions,
  VarOptions,
} from "../routines/reduction-types.js";
import { all, any, max, min, prod, sum } from "../routines/reductions.js";
import { mean, std, var_ } from "../routines/statistics.js";
import { defineFluent } from "./define.js";

declare module "../core/ndarray.js" {
  interface NDArray<D extends DTypeKey> {
    /** `np.sum` of the array. */
    sum: DTypeReductionMethod<"sum", SumOptions>;
    /** `np.prod` of the array. */
    prod: DTypeReductionMethod<"sum", SumOptions>;
    /** `np.min` of the array. */
    min: ReductionMethod<"same", ExtremeOptions>;
    /** `np.max` of the array. */
    max: ReductionMethod<"same", ExtremeOptions>;
    /** `np.any` of the array. */
    any: ReductionMethod<"bool", TruthOptions>;
    /** `np.all` of the array. */
    all: ReductionMethod<"bool", TruthOptions>;
    /** `np.mean` of the array. */
    mean: DTypeReductionMethod<"mean", MeanOptions>;
    /** `np.std` of the array. */
    std: DTypeReductionMethod<"real-mean", VarOptions>;
    /** `np.var` of the array. */
    var: DTypeReductionMethod<"real-mean", VarOptions>;
    /** `np.argmin` of the array. */
    argmin: ReductionMethod<"int64", ArgOptions>;
    /** `np.argmax` of the array. */
    argmax: ReductionMethod<"int64", ArgOptions>;
    /** `np.cumsum` of the array. */
    cumsum: CumulativeMethod;
    /** `np.cumprod` of the array. */
    cumprod: CumulativeMethod;
  }
}

defineFluent({
  sum,
  prod,
  min,
  max,
  any,
  all,
  mean,
  std,
  var: var_,
  argmin,
  argmax,
  cumsum,
  cumprod,
});
