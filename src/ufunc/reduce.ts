// Reductions of a binary ufunc along axes: reduce, accumulate and reduceat. Element-by-element calls are in
// call.ts, at and outer in scatter.ts.

import { asArray, itemOf, scalarArray } from "../array/convert.js";
import { castRefused, copyArray, copyInto, elementTypeOf, likeArray } from "../array/copy.js";
import { getIndex } from "../array/index-get.js";
import { indexValues } from "../array/index-values.js";
import { overwrites } from "../array/overlapping.js";
import { exactNumber } from "../array/values.js";
import { isCastAllowed } from "../core/casting.js";
import type { DType, DTypeLike } from "../core/dtype.js";
import { dtype as toDtype } from "../core/dtype.js";
import { IndexError, RuntimeError, ValueError } from "../core/errors.js";
import { reportErrors, watchLevel } from "../core/errstate.js";
import {
  type AxisArgument,
  broadcastStrides,
  keepOrderAxes,
  normalizeAxis,
  reductionAxes,
  reductionStrides,
  shapeText,
  stridesInOrder,
} from "../core/layout.js";
import { makeArray, NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { slice } from "../core/slice.js";
import type { Body } from "../kernel/builder.js";
import { runAccumulate, runReduce, runReduceFromFirst } from "../kernel/engine.js";
import { CAST_SHIFT, type ErrorRule, FIRST_SHIFT, SUSPECT } from "../kernel/errors.js";
import { type ReduceKernel, reduceKernel } from "../kernel/kernel.js";
import { type ElementType, elementType, type NumericName } from "../kernel/lanes.js";
import { runReduceAt } from "../kernel/reduce-at.js";
import { allFinite } from "./all-finite.js";
import { kernelOperand, truthOf, whereMask } from "./call.js";
import { castFlags } from "./cast-flags.js";
import { namesOf, recounted, ruleOf, type UfuncInfo, unitsOf } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { accumulationLoop, reductionLoop } from "./reduction-loop.js";
import {
  checkAccumulatedShape,
  checkReductionShapes,
  checkSlicedShape,
} from "./reduction-shapes.js";
import { forgetsCasts, reportCall } from "./report.js";
import { loopOutput, wantedDtype } from "./resolve.js";
import { noMatchingLoop } from "./resolve-words.js";

const int64 = toDtype("int64");

/** Options of `ufunc.reduce`. */
export interface ReduceOptions {
  /** The axis or axes to reduce: the first by default, all for `null`. */
  axis?: AxisArgument | undefined;
  /**
   * The dtype to compute in; small integers are added and multiplied as 64-bit ones. The input's by
   * default.
   */
  dtype?: DTypeLike | undefined;
  /** An array for the result, which is returned; a new one by default. */
  out?: NDArray | readonly [NDArray] | null | undefined;
  /** Whether reduced axes stay, with length 1. False by default. */
  keepdims?: boolean | undefined;
  /** What to start from; `null` starts from the first element. The ufunc's identity by default. */
  initial?: unknown;
  /** Elements to include. All by default. */
  where?: NDArray | boolean | readonly unknown[];
}

const reduceNames = ["axis", "dtype", "out", "keepdims", "initial", "where"] as const;

/** `ufunc.reduce` with the arguments as the user gave them. */
export function reduceUfunc(info: UfuncInfo, value: unknown, given?: ReduceOptions): unknown {
  checkBinary(info, "reduce");
  const known = options<ReduceOptions>(`${info.name}.reduce`, given, reduceNames);
  const result = reduceArray(info, operandArray(info, value), known);
  return result.ndim === 0 && known.out === undefined ? scalarOf(result) : result;
}

/** What is reduced, as an array that there are loops for. */
function operandArray({ row }: UfuncInfo, value: unknown): NDArray {
  const array = asArray(value);
  return row.rule?.kind === "truth" ? truthOf(array) : array;
}

/** The JavaScript value of a 0-d result. @throws RangeError for an unsafe 64-bit integer */
export function scalarOf(array: NDArray): unknown {
  return exactNumber(itemOf(array), array.dtype);
}

/**
 * Elements worked out from several arrays on their way into a reduction. The array that is reduced then only stands
 * for them: its dtype and layout count, its memory is not read.
 */
export interface ComputedElements {
  /** Broadcast to the array's shape. */
  readonly inputs: readonly NDArray[];
  /** From the inputs' elements to one of the array's dtype. */
  readonly element: Body;
  /** What was compiled for this body and these dtypes. */
  readonly kernels: Map<string, ReduceKernel>;
}

/** A reduction that always answers an array (0-d for a full one). */
export function reduceArray(
  info: UfuncInfo,
  array: NDArray,
  known: ReduceOptions,
  computed: ComputedElements | null = null,
  errorName = "reduce",
): NDArray {
  array.live();
  // arguments are converted before any of them is looked at
  const where = whereMask(known.where);
  const wanted = wantedDtype(known.dtype);
  const axes = reductionAxes(known.axis === undefined ? 0 : known.axis, array.ndim);
  if (array.dtype.unit !== null) reductionLoop(info, array.dtype, wanted, null);
  if (axes.length > 1 && info.row.reorderable !== true) {
    throw new ValueError(
      `reduction operation '${info.name}' is not reorderable, so at most one axis may be specified`,
    );
  }
  const given = singleOut(known.out);
  const loop = reductionLoop(info, array.dtype, wanted, given?.dtype ?? null);
  const shape = array._shape;
  const keepdims = known.keepdims === true;
  const result = resultArray(info, array, axes, keepdims, loop, given, where);
  if (given !== null && recountsOutput(loop, given)) {
    copyInto(given, reduceArray(info, array, { ...known, out: null }, computed), info.name);
    return given;
  }
  const state = startState(info, known, loop, array, axes, where);
  checkSteps(info, loop, array, state === null ? (axes[0] ?? null) : null, [0]);
  const input =
    given !== null && overwrites(given, array)
      ? copyArray(array, "K", info.name, "overlap")
      : array;
  if (state !== null) copyInto(result, state, info.name);
  if (array.size === 0) return given ?? result;
  const masked = where !== null;
  const inputs = computed === null ? [input] : computed.inputs;
  const run = (target: NDArray, watched: boolean): number => {
    const types = [loop, input.dtype, target.dtype] as const;
    const kernel = reductionKernel(info, ...types, masked, computed, watched);
    const spread = spreadAlong(target, array._shape, axes, keepdims);
    const operands = [...inputs.map((one) => kernelOperand(one, shape)), spread];
    if (where !== null) operands.push(kernelOperand(where, shape));
    if (state === null) return runReduceFromFirst(kernel, shape, axes, operands);
    return runReduce(kernel, shape, axes, operands);
  };
  run(result, false);
  let flags = 0;
  if (mayRaise(info, loop, input.dtype, result)) {
    // in the same order of axes, which decides that of the steps
    const again = likeArray(result, result.dtype, "K");
    if (state !== null) copyInto(again, state, info.name);
    flags = run(again, true);
  }
  const forgets = forgetsCasts(info, loop);
  // NumPy casts what a mask leaves out too
  if (where !== null && !forgets) flags |= castFlags(input, loopOutput(loop)) << CAST_SHIFT;
  if (flags !== 0) {
    // an array of no axes is cast before it is reduced
    const castsFirst = array.ndim === 0;
    const isCalled = state !== null || axes.some((axis) => shape[axis]! > 1);
    reportSteps(flags, errorName, forgets && !castsFirst && isCalled, castsFirst);
  }
  return given ?? result;
}

/**
 * Reports what a reduction raised: the casts of its first elements, which are copied beforehand and cast once more
 * among the others, and its steps.
 */
function reportSteps(flags: number, name: string, forgets: boolean, castsFirst: boolean): void {
  const first = flags >> FIRST_SHIFT;
  reportErrors(first, "cast");
  reportCall((flags & (SUSPECT - 1)) | (first << CAST_SHIFT), name, castsFirst, forgets);
}

/** Whether times would be recounted each time that the output is read and written: they are once, at the end. */
function recountsOutput(loop: Loop, out: NDArray): boolean {
  return loop.dtypes !== undefined && out.dtype !== loopOutput(loop);
}

/**
 * Whether a reduction is to be gone through once more, step by step, for its errors. Sums and products that met an
 * infinity or a NaN end in one.
 */
function mayRaise(info: UfuncInfo, loop: Loop, input: DType, result: NDArray): boolean {
  if (!canRaise(info, loop, input)) return false;
  const float = "fc".includes(loopOutput(loop).kind);
  if (!float || watchLevel() === 2 || info.row.sticky !== true) return true;
  return !allFinite(result);
}

/** Whether there is anything to look for in a reduction's steps. */
export function canRaise(info: UfuncInfo, loop: Loop, input: DType): boolean {
  if (watchLevel() === 0) return false;
  // whether a number is zero can be told without an error
  if (info.row.absorbing !== undefined) return false;
  if (info.row.errors?.quiet === true && input.char === loop.outputs) return false;
  const floats = "fc".includes(loopOutput(loop).kind) || "fc".includes(input.kind);
  return floats || info.row.divides === true;
}

function checkBinary(info: UfuncInfo, method: string): void {
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

function singleOut(given: unknown): NDArray | null {
  const out: unknown = Array.isArray(given) ? given[0] : given;
  if (out === undefined || out === null) return null;
  if (!(out instanceof NDArray)) {
    throw new TypeError(`output must be an array (got ${typeof out} as 'out')`);
  }
  out.live();
  out.assertWriteable("output array");
  return out;
}

function keptShape(shape: readonly number[], axes: readonly number[], keepdims: boolean): number[] {
  if (keepdims) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}

function resultArray(
  info: UfuncInfo,
  array: NDArray,
  axes: readonly number[],
  keepdims: boolean,
  loop: Loop,
  given: NDArray | null,
  where: NDArray | null,
): NDArray {
  const shape = keptShape(array._shape, axes, keepdims);
  const made = loopOutput(loop);
  if (given === null) {
    const { _shape, _strides } = array;
    if (where !== null) checkReductionShapes(null, _shape, axes, keepdims, where._shape);
    const mask = where === null ? null : broadcastStrides(where._shape, where._strides, _shape);
    const strides = reductionStrides(_shape, _strides, axes, keepdims, made.itemsize, mask);
    return newArrayWithStrides(shape, strides, made);
  }
  if (given.ndim !== shape.length) {
    throw new ValueError(
      `output parameter for reduction operation ${info.name} has the wrong number of dimensions: Found ${given.ndim} but expected ${shape.length}${keepdims ? " (must match the operand's when keepdims=True)" : ""}`,
    );
  }
  checkReductionShapes(given._shape, array._shape, axes, keepdims, where?._shape ?? null);
  return given;
}

/** The 0-d array that the outputs start as; `null` where they start from their first elements. */
function startState(
  info: UfuncInfo,
  known: ReduceOptions,
  loop: Loop,
  array: NDArray,
  axes: readonly number[],
  where: NDArray | null,
): NDArray | null {
  const state = loopOutput(loop);
  const { identity } = info.row;
  if (known.initial === undefined && identity !== null) {
    // all bits set, the identity of bitwise_and, is no -1 in an unsigned integer
    const allSet = identity === -1 && state.kind === "u";
    return scalarArray(allSet ? (1n << BigInt(8 * state.itemsize)) - 1n : identity, state);
  }
  const initial = known.initial ?? null;
  if (initial !== null) return initial instanceof NDArray ? initial : scalarArray(initial, state);
  if (where !== null) {
    throw new ValueError(
      `reduction operation '${info.name}' does not have an identity, so to use a where mask one has to specify 'initial'`,
    );
  }
  if (axes.some((axis) => array._shape[axis] === 0)) {
    throw new ValueError(
      `zero-size array to reduction operation ${info.name} which has no identity (shape ${shapeText(array._shape)}; \`initial\` gives it a start)`,
    );
  }
  return null;
}

/** The result as an operand over the input's shape: it stands still along the reduced axes. */
function spreadAlong(
  result: NDArray,
  shape: readonly number[],
  axes: readonly number[],
  keepdims: boolean,
) {
  let next = 0;
  const byteStrides = shape.map((_, axis) => {
    if (axes.includes(axis)) {
      if (keepdims) next += 1;
      return 0;
    }
    return result._strides[next++]!;
  });
  return { views: result.storage.views, byteOffset: result.byteOffset, byteStrides };
}

const reduceKernels = new WeakMap<UfuncInfo, Map<string, ReduceKernel>>();

/** The kernel of a reduction, remembered. */
export function reductionKernel(
  info: UfuncInfo,
  loop: Loop,
  input: DType,
  output: DType,
  masked: boolean,
  computed: ComputedElements | null = null,
  watched = false,
  single = false,
): ReduceKernel {
  let kernels = computed === null ? reduceKernels.get(info) : computed.kernels;
  if (kernels === undefined) {
    kernels = new Map();
    reduceKernels.set(info, kernels);
  }
  const from = elementTypeOf(input) as ElementType;
  const to = elementTypeOf(output) as ElementType;
  if (from === null || to === null) throw noMatchingLoop(info.name, [input, input]);
  const units = loop.dtypes === undefined ? "" : unitsOf([loopOutput(loop), input, output]);
  const watch = watched ? watchLevel() : 0;
  const key = `${watch}${single ? "s" : ""}${loop.outputs}${from.code},${to.code}${masked ? "?" : ""}${units}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const state = namesOf(loop.outputs)[0]!;
    kernel = reduceKernel({
      name: `${info.name}.reduce`,
      body: stepOf(loop),
      ...(units === "" ? {} : { element: (b, x) => recounted(b, x!, input, loopOutput(loop)) }),
      ...(computed === null ? { inputs: [from] } : computedSpec(computed, from, to, state)),
      loop: state,
      output: to,
      where: masked,
      pairwise: info.row.pairwise ?? false,
      anyOrder: info.row.anyOrder ?? false,
      exactHalves: info.row.exactHalves ?? false,
      ...(info.row.element === undefined ? {} : { element: info.row.element }),
      ...(info.row.absorbing === undefined ? {} : { absorbing: info.row.absorbing }),
      errors: watch === 0 ? null : { rule: stepRule(info, loop, single), under: watch === 2 },
    });
    kernels.set(key, kernel);
  }
  return kernel;
}

/** The errors of a step; of one that is the `single` one of its loop they are those of the ufunc itself. */
function stepRule(info: UfuncInfo, loop: Loop, single: boolean): ErrorRule {
  const { stepFlags, ...rule } = ruleOf(info, loop);
  return single || stepFlags === undefined ? rule : { ...rule, stepFlags };
}

/**
 * Refuses elements by their values: those that are second operands of a step, which the first of a slice is not.
 *
 * @param axis - along which slices begin at `starts`; `null` where every element is in a step
 */
function checkSteps(
  info: UfuncInfo,
  loop: Loop,
  array: NDArray,
  axis: number | null,
  starts: ArrayLike<number>,
): void {
  const { check } = info.row;
  if (check === undefined) return;
  let taken = array;
  if (axis !== null) {
    const length = array._shape[axis]!;
    const inside = new Set<number>();
    for (let i = 0; i < starts.length; i++) {
      const next = starts[i + 1] ?? length;
      for (let at = starts[i]! + 1; at < next; at++) inside.add(at);
    }
    const items = array._shape.map((_, at) => (at === axis ? [...inside] : slice(null)));
    taken = getIndex(array, items);
  }
  check([array, taken], loop, (one) => one);
}

/** The loop's body over a state and an element of the state's type: `ldexp` alone takes another. */
function stepOf({ inputs, body }: Loop): Body {
  if (inputs[0] === inputs[1]) return body;
  const taken = namesOf(inputs[1]!)[0]!;
  return (b, state, element) => body(b, state!, b.cast(element!, taken));
}

/** What a kernel knows of computed elements: they are summed in the pieces an array of them would have been. */
function computedSpec(
  computed: ComputedElements,
  from: ElementType,
  to: ElementType,
  state: NumericName,
) {
  return {
    inputs: computed.inputs.map((one) => elementTypeOf(one.dtype) as ElementType),
    element: computed.element,
    buffered: from !== elementType(state) || to !== elementType(state),
  };
}

/** Options of `ufunc.accumulate` and `ufunc.reduceat`. */
export interface AccumulateOptions {
  /** The axis to go along; 0 by default. */
  axis?: AxisArgument | undefined;
  /**
   * The dtype to compute in and put out; small integers are added and multiplied as 64-bit ones by
   * default.
   */
  dtype?: DTypeLike | undefined;
  /** An array for the result, which is returned; a new one by default. */
  out?: NDArray | readonly [NDArray] | null | undefined;
}

const accumulateNames = ["axis", "dtype", "out"] as const;

/** `ufunc.accumulate`: the running results along an axis. */
export function accumulateUfunc(
  info: UfuncInfo,
  value: unknown,
  given?: AccumulateOptions,
): NDArray {
  checkBinary(info, "accumulate");
  const known = options<AccumulateOptions>(`${info.name}.accumulate`, given, accumulateNames);
  const array = operandArray(info, value);
  array.live();
  const wanted = wantedDtype(known.dtype);
  if (array.ndim === 0) throw new TypeError("cannot accumulate on a scalar");
  const axis = singleAxis(known.axis, array.ndim, "accumulate");
  const out = singleOut(known.out);
  const loop = accumulationLoop(info, "accumulate", array.dtype, wanted, out?.dtype ?? null);
  const result = alongAxis(array, array._shape, loop, out);
  if (out !== null && recountsOutput(loop, out)) {
    copyInto(out, accumulateUfunc(info, array, { ...known, out: null }), info.name);
    return out;
  }
  checkSteps(info, loop, array, axis, [0]);
  const input =
    out !== null && overwrites(out, array) ? copyArray(array, "K", info.name, "overlap") : array;
  if (array.size === 0) return result;
  const types = [loop, input.dtype, result.dtype] as const;
  const run = (target: NDArray, watched: boolean): number => {
    const single = watched && array._shape[axis] === 2;
    const kernel = reductionKernel(info, ...types, false, null, watched, single);
    return runAccumulate(kernel, array._shape, axis, [
      kernelOperand(input, array._shape),
      kernelOperand(target, array._shape),
    ]);
  };
  const raises = canRaise(info, loop, input.dtype);
  // What sums and products meet shows in their ends, if there are many steps to look at.
  const isLate = raises && array.size >= LONG_ACCUMULATION && input.dtype === result.dtype;
  if (!isLate || !mayEndWell(info, loop)) {
    const flags = run(result, raises);
    if (flags !== 0) reportCall(flags, "accumulate");
    return result;
  }
  run(result, false);
  if (!allFinite(lastAlong(result, axis))) {
    const again = newArray(result._shape, result.dtype, "C", false, true);
    reportCall(run(again, true), "accumulate");
  }
  return result;
}

/** Elements from which running results are looked at when they are done. */
const LONG_ACCUMULATION = 256;

/** Whether errors of running results can be told by their last ones. */
function mayEndWell({ row }: UfuncInfo, { outputs }: Loop): boolean {
  return row.sticky === true && watchLevel() === 1 && "fdg".includes(outputs);
}

/** The last elements along an axis. */
function lastAlong(array: NDArray, axis: number): NDArray {
  const { _shape: shape, _strides: strides, dtype } = array;
  const offset = array.byteOffset + (shape[axis]! - 1) * strides[axis]!;
  const others = <T>(list: readonly T[]) => list.filter((_, at) => at !== axis);
  return makeArray(array.storage, offset, others(shape), others(strides), dtype, array);
}

/** @throws ValueError unless one axis is meant: `null` is all of them, which is one only in one dimension */
function singleAxis(given: AxisArgument | undefined, ndim: number, method: string): number {
  if (Array.isArray(given) && given.length > 1) {
    for (const axis of given as readonly number[]) normalizeAxis(axis, ndim);
    throw new ValueError(`${method} does not allow multiple axes`);
  }
  const axes = reductionAxes(given === undefined ? 0 : given, ndim);
  if (axes.length !== 1) throw new ValueError(`${method} does not allow multiple axes`);
  return axes[0]!;
}

/**
 * A given output of the right shape, or a fresh one in the input's order; along the axis that reduceat slices
 * the input says nothing of the order.
 */
function alongAxis(
  array: NDArray,
  shape: readonly number[],
  loop: Loop,
  out: NDArray | null,
  sliced = -1,
): NDArray {
  const made = loopOutput(loop);
  if (out === null) {
    const strides = array._strides.map((stride, axis) => (axis === sliced ? 0 : stride));
    const axes = keepOrderAxes(shape, [strides]);
    return newArrayWithStrides(shape, stridesInOrder(shape, made.itemsize, axes), made);
  }
  if (out.ndim !== shape.length) {
    throw new ValueError(
      `provided out is the wrong size for the accumulation. (expected ${shapeText(shape)}, got ${shapeText(out._shape)})`,
    );
  }
  if (sliced < 0) checkAccumulatedShape(out._shape, shape);
  else checkSlicedShape(out._shape, array._shape, sliced, shape[sliced]!);
  return out;
}

/** `ufunc.reduceat`: reductions over the slices that begin at each of the indices. */
export function reduceatUfunc(
  info: UfuncInfo,
  value: unknown,
  indices: unknown,
  given?: AccumulateOptions,
): NDArray {
  checkBinary(info, "reduceat");
  const known = options<AccumulateOptions>(`${info.name}.reduceat`, given, accumulateNames);
  const array = operandArray(info, value);
  array.live();
  const wanted = wantedDtype(known.dtype);
  if (array.ndim === 0) throw new TypeError("cannot reduceat on a scalar");
  const axis = singleAxis(known.axis, array.ndim, "reduceat");
  const starts = checkedStarts(info.name, indices, array._shape[axis]!);
  const out = singleOut(known.out);
  const loop = accumulationLoop(info, "reduceat", array.dtype, wanted, out?.dtype ?? null);
  const shape = array._shape.slice();
  shape[axis] = starts.length;
  const result = alongAxis(array, shape, loop, out, axis);
  if (out !== null && recountsOutput(loop, out)) {
    copyInto(out, reduceatUfunc(info, array, indices, { ...known, out: null }), info.name);
    return out;
  }
  checkSteps(info, loop, array, axis, starts);
  const input =
    out !== null && overwrites(out, array) ? copyArray(array, "K", info.name, "overlap") : array;
  if (result.size === 0) return result;
  const run = (target: NDArray, watched: boolean): number => {
    const types = [loop, input.dtype, target.dtype] as const;
    const kernel = reductionKernel(info, ...types, false, null, watched);
    return runReduceAt(kernel, array._shape, axis, starts, [
      kernelOperand(input, array._shape),
      kernelOperand(target, shape),
    ]);
  };
  run(result, false);
  // NumPy casts all elements beforehand, also those of no slice
  let flags = castFlags(input, loopOutput(loop)) << CAST_SHIFT;
  if (mayRaise(info, loop, input.dtype, result)) {
    const again = newArray(result._shape, result.dtype, "C", false, true);
    flags |= run(again, true) & ((1 << CAST_SHIFT) - 1);
  }
  if (flags !== 0) reportCall(flags, "reduceat");
  return result;
}

/** The positions that reduceat is given. @throws IndexError, TypeError, ValueError */
export function checkedStarts(name: string, indices: unknown, length: number): Float64Array {
  const array = asArray(indices);
  if (array.ndim !== 1) {
    throw new ValueError(
      `object too deep for desired array (the indices of reduceat are one-dimensional, got shape ${shapeText(array._shape)})`,
    );
  }
  if (!isCastAllowed(array.dtype, int64, "safe")) {
    throw new TypeError(castRefused(array.dtype, int64, "safe", array.ndim));
  }
  const starts = indexValues(array);
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    if (start < 0 || start >= length) {
      throw new IndexError(`index ${start} out-of-bounds in ${name}.reduceat [0, ${length})`);
    }
  }
  return starts;
}
