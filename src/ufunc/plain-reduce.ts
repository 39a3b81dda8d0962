// The shortest way through a full reduction: one array in C order, of a builtin numeric dtype, and nothing else asked
// for. It gives what reduce.ts gives, without asking for what such a reduction cannot have.

import { elementTypeOf } from "../array/copy.js";
import { exactNumber } from "../array/values.js";
import type { DType } from "../core/dtype.js";
import { codecOf, type ElementCodec } from "../core/element.js";
import { watchLevel } from "../core/errstate.js";
import { isCContiguous } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { runReduce, runReduceFromFirst } from "../kernel/engine.js";
import type { ReduceKernel } from "../kernel/kernel.js";
import type { Operand as KernelOperand } from "../kernel/operand.js";
import { viewsOf } from "../memory/buffer-views.js";
import { tracker } from "../memory/tracker.js";
import type { UfuncInfo } from "./loop-kernels.js";
import { reductionKernel } from "./reduce.js";
import { reductionLoop } from "./reduction-loop.js";
import { loopOutput } from "./resolve.js";

/** What a plain reduction needs to know of its dtype. */
interface PlainReduction {
  readonly kernel: ReduceKernel;
  readonly output: DType;
  readonly codec: ElementCodec;
  /** Whether it starts from its first element. */
  readonly fromFirst: boolean;
  readonly identity: unknown;
  /** Whether floats are computed with: errors of their steps show in a result that is not finite. */
  readonly floats: boolean;
}

const plans = new WeakMap<UfuncInfo, (PlainReduction | null | undefined)[]>();

/** Where results are made. Never a short typed array of its own: V8 moves those. */
const state = viewsOf(new ArrayBuffer(64));
const nothing = viewsOf(new ArrayBuffer(0));
const input = { views: nothing, byteOffset: 0, byteStrides: [] as readonly number[] };
const output = { views: state, byteOffset: 0, byteStrides: [] as readonly number[] };
const operands: readonly KernelOperand[] = [input, output];

/** Axes, and strides of what stands still along them, by how many there are. */
const axes: readonly number[][] = [[], [0], [0, 1], [0, 1, 2], [0, 1, 2, 3]];
const still: readonly number[][] = [[], [0], [0, 0], [0, 0, 0], [0, 0, 0, 0]];

/** The answer to what is no plain reduction: reduce.ts knows. */
export const NOT_PLAIN: unique symbol = Symbol("not plain");

/** The value of a full reduction, or {@link NOT_PLAIN}. @throws RangeError for an unsafe 64-bit integer */
export function plainReduce(info: UfuncInfo, array: unknown): unknown {
  if (!(array instanceof NDArray)) return NOT_PLAIN;
  const { dtype, ndim } = array;
  // who watches memory is told of the result's
  if (tracker.listener !== null || ndim === 0 || ndim > 4 || array.size === 0) return NOT_PLAIN;
  if (dtype.isbuiltin !== 1 || !isCContiguous(array._shape, array._strides, dtype.itemsize)) {
    return NOT_PLAIN;
  }
  const plan = planFor(info, dtype);
  if (plan === null || (plan.floats && watchLevel() === 2)) return NOT_PLAIN;
  array.live();
  input.views = array.storage.views;
  input.byteOffset = array.byteOffset;
  input.byteStrides = array._strides;
  output.byteStrides = still[ndim]!;
  if (plan.fromFirst) runReduceFromFirst(plan.kernel, array._shape, axes[ndim]!, operands);
  else {
    plan.codec.write(state.dataView, 0, plan.identity);
    runReduce(plan.kernel, array._shape, axes[ndim]!, operands);
  }
  // no array is kept alive
  input.views = nothing;
  const value = plan.codec.read(state.dataView, 0);
  if (plan.floats && watchLevel() !== 0 && !Number.isFinite(value)) return NOT_PLAIN;
  return exactNumber(value, plan.output);
}

function planFor(info: UfuncInfo, dtype: DType): PlainReduction | null {
  let own = plans.get(info);
  if (own === undefined) {
    own = [];
    plans.set(info, own);
  }
  let plan = own[dtype.num];
  if (plan === undefined) {
    plan = makePlan(info, dtype);
    own[dtype.num] = plan;
  }
  return plan;
}

function makePlan(info: UfuncInfo, dtype: DType): PlainReduction | null {
  const { row } = info;
  const { identity } = row;
  if (elementTypeOf(dtype) === null || row.check !== undefined || row.divides === true) return null;
  const loop = reductionLoop(info, dtype, null, null);
  const made = loopOutput(loop);
  const floats = made.kind === "f" || dtype.kind === "f";
  // complex values and odd identities take the long way
  if (!"biuf".includes(made.kind) || dtype.kind === "c" || identity === -1) return null;
  if (floats && row.sticky !== true && row.errors?.quiet !== true) return null;
  if (row.reorderable !== true) return null;
  const kernel = reductionKernel(info, loop, dtype, made, false);
  const fromFirst = identity === null;
  return { kernel, output: made, codec: codecOf(made), fromFirst, identity, floats };
}
