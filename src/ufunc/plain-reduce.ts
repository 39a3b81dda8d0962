// The shortest way through a reduction: one array in C order, of a builtin numeric dtype, all of it or along one axis,
// and nothing else asked for; and through running results of a line. It gives what reduce.ts gives, without asking for
// what such a reduction cannot have.

import { elementTypeOf } from "../array/copy.js";
import { exactNumber } from "../array/values.js";
import type { DType } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { watchLevel } from "../core/errstate.js";
import { isPacked, NDArray, newArray, newPacked } from "../core/ndarray.js";
import type { ReduceKernel } from "../kernel/kernel.js";
import type { Operand as KernelOperand } from "../kernel/operand.js";
import { runReduce, runReduceFromFirst } from "../kernel/reductions.js";
import { runAccumulate } from "../kernel/running.js";
import { type BufferViews, viewsOf } from "../memory/buffer-views.js";
import { tracker } from "../memory/tracker.js";
import { allFinite } from "./all-finite.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { PlainReduction, PlainRunning } from "./plain-plans.js";
import { canRaise } from "./reduction-errors.js";
import { reductionKernel } from "./reduction-kernels.js";
import { accumulationLoop, reductionLoop } from "./reduction-loop.js";
import { reportCall } from "./report.js";
import { loopOutput } from "./resolve.js";

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
  if (tracker.listener !== null || ndim === 0 || ndim > 4) return NOT_PLAIN;
  if (dtype.isbuiltin !== 1 || !isPacked(array)) return NOT_PLAIN;
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

/** Results of a reduction along one axis up to which their elements are looked at one by one. */
const FEW = 256;
/** Results of plain reductions, at most. */
const MOST = 2 ** 16;

/** The reduction of a plain array of several axes along one of them; {@link NOT_PLAIN} for all others. */
export function plainReduceAlong(
  info: UfuncInfo,
  array: unknown,
  given: number,
): NDArray | typeof NOT_PLAIN {
  if (!(array instanceof NDArray)) return NOT_PLAIN;
  const { dtype, _shape } = array;
  const ndim = _shape.length;
  const axis = given < 0 ? given + ndim : given;
  if (!(axis >= 0 && axis < ndim) || !Number.isInteger(axis)) return NOT_PLAIN;
  if (tracker.listener !== null || ndim < 2 || ndim > 4) return NOT_PLAIN;
  const size = array.size / _shape[axis]!;
  if (dtype.isbuiltin !== 1 || !isPacked(array) || size > MOST) return NOT_PLAIN;
  const plan = planFor(info, dtype);
  if (plan === null || (plan.floats && watchLevel() === 2)) return NOT_PLAIN;
  array.live();
  const isZero = plan.identity === 0 || plan.identity === false;
  const result = newArray(withoutAxis(_shape, axis), plan.output, "C", isZero);
  const { views } = result.storage;
  const { byteOffset, itemsize } = result;
  if (!plan.fromFirst && !isZero) {
    plan.codec.write(views.dataView, byteOffset, plan.identity);
    repeatFirst(views, byteOffset, itemsize, size * itemsize);
  }
  const byteStrides = result._strides.slice();
  byteStrides.splice(axis, 0, 0);
  const operands = [
    { views: array.storage.views, byteOffset: array.byteOffset, byteStrides: array._strides },
    { views, byteOffset, byteStrides },
  ];
  if (plan.fromFirst) runReduceFromFirst(plan.kernel, _shape, [axis], operands);
  else runReduce(plan.kernel, _shape, [axis], operands);
  return plan.floats && watchLevel() !== 0 && !areFinite(result) ? NOT_PLAIN : result;
}

/** Copies the first of `bytes` bytes, an element's, over all others, twice as many each time. */
function repeatFirst(views: BufferViews, start: number, itemsize: number, bytes: number): void {
  for (let done = itemsize; done < bytes; done *= 2) {
    views.u8.copyWithin(start + done, start, start + Math.min(done, bytes - done));
  }
}

/** Whether the floats of a fresh array are all finite. */
function areFinite(array: NDArray): boolean {
  const { itemsize, byteOffset, size } = array;
  if (array.dtype.kind !== "f") return true;
  if (itemsize < 4 || size > FEW) return allFinite(array);
  const { views } = array.storage;
  const numbers = itemsize === 8 ? views.f64 : views.f32;
  const start = byteOffset / itemsize;
  for (let i = start; i < start + size; i++) if (!Number.isFinite(numbers[i])) return false;
  return true;
}

function withoutAxis(shape: readonly number[], axis: number): number[] {
  const rest = shape.slice();
  rest.splice(axis, 1);
  return rest;
}

/** The running results along a packed line of a builtin dtype; {@link NOT_PLAIN} for all others. */
export function plainAccumulate(info: UfuncInfo, array: unknown): NDArray | typeof NOT_PLAIN {
  if (!(array instanceof NDArray) || array._shape.length !== 1) return NOT_PLAIN;
  const { dtype } = array;
  // who watches memory is told of the line's view
  if (tracker.listener !== null || dtype.isbuiltin !== 1 || !isPacked(array)) return NOT_PLAIN;
  // a single step has errors of its own
  if (array.size === 2 && dtype.kind === "c") return NOT_PLAIN;
  const { runnings } = info.plain;
  let plan = runnings[dtype.num];
  if (plan === undefined) {
    plan = makeRunning(info, dtype);
    runnings[dtype.num] = plan;
  }
  if (plan === null) return NOT_PLAIN;
  array.live();
  const level = watchLevel();
  // What sums and products of floats meet shows in their ends, if there are many steps to look at.
  const isLate = level === 1 && plan.endsWell && array.size >= LONG_ACCUMULATION;
  const kernel = runningKernel(info, plan, dtype, isLate ? 0 : level);
  const result = newPacked(array, plan.output);
  const flags = runAccumulate(kernel, array._shape, 0, [
    { views: array.storage.views, byteOffset: array.byteOffset, byteStrides: array._strides },
    { views: result.storage.views, byteOffset: result.byteOffset, byteStrides: result._strides },
  ]);
  if (isLate && !endsFinite(result)) return NOT_PLAIN;
  if (flags !== 0) reportCall(flags, "accumulate");
  return result;
}

/** Elements from which running results are looked at when they are done. */
export const LONG_ACCUMULATION = 256;

/** The kernel of running results that looks for errors as a level of watching has it; at 0 for none. */
function runningKernel(
  info: UfuncInfo,
  plan: PlainRunning,
  dtype: DType,
  level: number,
): ReduceKernel {
  let kernel = plan.kernels[level]!;
  if (kernel === null) {
    const watched = level !== 0 && canRaise(info, plan.loop, dtype);
    kernel = reductionKernel(info, plan.loop, dtype, plan.output, false, null, watched);
    plan.kernels[level] = kernel;
  }
  return kernel;
}

/** Whether the last of a packed line of float32 or float64 is finite. */
function endsFinite({ itemsize, byteOffset, storage, size }: NDArray): boolean {
  const { views } = storage;
  const numbers = itemsize === 8 ? views.f64 : views.f32;
  return Number.isFinite(numbers[byteOffset / itemsize + size - 1]);
}

function makeRunning(info: UfuncInfo, dtype: DType): PlainRunning | null {
  const { row } = info;
  if (elementTypeOf(dtype) === null || row.check !== undefined) return null;
  const loop = accumulationLoop(info, "accumulate", dtype, null, null);
  const output = loopOutput(loop);
  const endsWell = row.sticky === true && "fd".includes(loop.outputs) && output === dtype;
  return { loop, output, endsWell, kernels: [null, null, null] };
}

function planFor(info: UfuncInfo, dtype: DType): PlainReduction | null {
  const { reductions } = info.plain;
  let plan = reductions[dtype.num];
  if (plan === undefined) {
    plan = makePlan(info, dtype);
    reductions[dtype.num] = plan;
  }
  return plan;
}

function makePlan(info: UfuncInfo, dtype: DType): PlainReduction | null {
  const { row } = info;
  const { identity } = row;
  // what is no reduction at all is refused elsewhere
  if (row.nin !== 2 || row.nout !== 1 || row.core !== undefined) return null;
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
