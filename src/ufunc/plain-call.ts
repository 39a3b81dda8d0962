// The shortest way through a ufunc call: arrays alone, of one shape, in C order, of numeric dtypes. It gives what
// call.ts gives, without asking for what such a call cannot have.

import { elementTypeOf } from "../array/copy.js";
import { isCastAllowed } from "../core/casting.js";
import type { DType } from "../core/dtype.js";
import { watchLevel } from "../core/errstate.js";
import { contiguousStrides, isCContiguous, sameNumbers } from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import { kernelFor, loopFor, type UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { reportCall } from "./report.js";
import { loopInput, loopOutput } from "./resolve.js";

/** What a call of plain arrays needs to know of their dtypes. */
interface PlainPlan {
  readonly output: DType;
  readonly loop: Loop;
  /** The kernel by how it looks for errors, made when first asked for. */
  readonly kernels: (MapKernel | null)[];
}

const plainPlans = new WeakMap<UfuncInfo, Map<DType, Map<DType, PlainPlan | null>>>();

/** The result of a plain call; `null` where the call is not one. */
export function plainCall(info: UfuncInfo, args: readonly unknown[]): NDArray | null {
  const { nin } = info.row;
  const a = args[0];
  const b = args[nin - 1];
  if (nin > 2 || args.length !== nin || !(a instanceof NDArray) || !(b instanceof NDArray))
    return null;
  if (!isPlain(a) || (b !== a && (!isPlain(b) || !sameNumbers(a._shape, b._shape)))) return null;
  const plan = plainPlan(info, a, b);
  if (plan === null) return null;
  a.live();
  b.live();
  const shape = a._shape;
  const strides = contiguousStrides(shape, plan.output.itemsize, "C");
  const out = newArrayWithStrides(shape, strides, plan.output);
  const operands = nin === 1 ? [a, out] : [a, b, out];
  const watch = watchLevel();
  let kernel = plan.kernels[watch]!;
  if (kernel === null) {
    const dtypes = nin === 1 ? [a.dtype] : [a.dtype, b.dtype];
    kernel = kernelFor(info, plan.loop, dtypes, [plan.output], false, watch);
    plan.kernels[watch] = kernel;
  }
  const flags = runMap(
    kernel,
    shape,
    operands.map((one) => ({
      views: one.storage.views,
      byteOffset: one.byteOffset,
      byteStrides: one._strides,
    })),
  );
  if (flags !== 0) reportCall(flags, info.name, a.ndim < 2);
  return out;
}

function isPlain(array: NDArray): boolean {
  return array.size > 0 && isCContiguous(array._shape, array._strides, array.dtype.itemsize);
}

function plainPlan(info: UfuncInfo, a: NDArray, b: NDArray): PlainPlan | null {
  let plans = plainPlans.get(info);
  if (plans === undefined) {
    plans = new Map();
    plainPlans.set(info, plans);
  }
  let row = plans.get(a.dtype);
  if (row === undefined) {
    row = new Map();
    plans.set(a.dtype, row);
  }
  let plan = row.get(b.dtype);
  if (plan === undefined) {
    plan = makePlainPlan(info, a, b);
    // dtypes of records and strings come and go: only builtin ones are remembered
    if (plan !== null) row.set(b.dtype, plan);
  }
  return plan;
}

function makePlainPlan(info: UfuncInfo, a: NDArray, b: NDArray): PlainPlan | null {
  const { nin, nout, check } = info.row;
  const builtin = a.dtype.isbuiltin === 1 && b.dtype.isbuiltin === 1;
  if (nout !== 1 || check !== undefined || !builtin) return null;
  if (elementTypeOf(a.dtype) === null || elementTypeOf(b.dtype) === null) return null;
  const inputs = nin === 1 ? [a] : [a, b];
  const loop = loopFor(
    info,
    inputs.map((one) => one.dtype),
    null,
  );
  const output = loopOutput(loop);
  const casts = inputs.every((one, i) => isCastAllowed(one.dtype, loopInput(loop, i), "same_kind"));
  if (!casts) return null;
  return { output, loop, kernels: [null, null, null] };
}
