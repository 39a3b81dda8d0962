// Reductions of a binary ufunc along axes. Running results are in accumulate.ts, those of slices in reduceat.ts,
// element-by-element calls in call.ts, at and outer in scatter.ts.

import { broadcastTo } from "../array/axes.js";
import { asArray, itemOf } from "../array/convert.js";
import { checkUnits, copyArray, copyInto, likeArray } from "../array/copy.js";
import { mayOverlap } from "../array/overlapping.js";
import { exactNumber } from "../array/values.js";
import type { DTypeLike } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { quietly, reportErrors } from "../core/errstate.js";
import {
  type AxisArgument,
  broadcastStrides,
  reductionAxes,
  reductionStrides,
} from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { integerFlag } from "../core/python-values.js";
import { CAST_SHIFT } from "../kernel/errors.js";
import { runReduce, runReduceFromFirst } from "../kernel/reductions.js";
import { whereMask } from "./call-options.js";
import { castFlags } from "./cast-flags.js";
import type { UfuncInfo } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { NOT_PLAIN, plainReduce, plainReduceAlong } from "./plain-reduce.js";
import { needsSteps, reduceBySteps } from "./reduce-steps.js";
import {
  checkBinary,
  convertsOutput,
  oneOut,
  readable,
  singleOut,
  truthful,
} from "./reduction-arguments.js";
import { checkSteps, mayRaise, reportSteps } from "./reduction-errors.js";
import { type ComputedElements, reductionKernel } from "./reduction-kernels.js";
import { reductionLoop } from "./reduction-loop.js";
import { checkReducedAxes, checkReductionShapes } from "./reduction-shapes.js";
import { comesBack, firstThroughOutput, startState, throughOutput } from "./reduction-start.js";
import { forgetsCasts, reportAs, reportCall } from "./report.js";
import { loopInput, loopOutput, wantedDtype } from "./resolve.js";
import { kernelOperand } from "./run-loop.js";

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
  const plain = plainAxis(value, given);
  if (plain !== null) {
    const whole = (value as NDArray)._shape.length === 1;
    const found = whole ? plainReduce(info, value) : plainReduceAlong(info, value, plain);
    if (found !== NOT_PLAIN) return found;
  }
  checkBinary(info, "reduce");
  const known = options<ReduceOptions>(`${info.name}.reduce`, given, reduceNames);
  const result = reduceArray(info, asArray(value), known);
  return result.ndim === 0 && known.out === undefined ? scalarOf(result) : result;
}

/** The axis to reduce where nothing else is asked for; `null` where something is, or the axis is none. */
function plainAxis(value: unknown, given: ReduceOptions | undefined): number | null {
  if (!(value instanceof NDArray)) return null;
  let axis: unknown = 0;
  if (given !== undefined) {
    if (typeof given !== "object" || given === null || given instanceof NDArray) return null;
    for (const name in given) if (name !== "axis") return null;
    if (given.axis !== undefined) axis = given.axis;
  }
  if (typeof axis !== "number") return null;
  const ndim = value._shape.length;
  return Number.isInteger(axis) && axis >= -ndim && axis < ndim ? axis : null;
}

/** The JavaScript value of a 0-d result. @throws RangeError for an unsafe 64-bit integer */
export function scalarOf(array: NDArray): unknown {
  return exactNumber(itemOf(array), array.dtype);
}

/** A reduction that always answers an array (0-d for a full one). */
export function reduceArray(
  info: UfuncInfo,
  operand: NDArray,
  known: ReduceOptions,
  computed: ComputedElements | null = null,
  errorName = "reduce",
): NDArray {
  operand.live();
  // arguments are converted before any of them is looked at, in NumPy's order
  const out = oneOut(known.out);
  const wanted = wantedDtype(known.dtype);
  const given = singleOut(out);
  const keepdims = integerFlag(known.keepdims, "keepdims");
  const where = whereMask(known.where);
  const axes = reductionAxes(known.axis === undefined ? 0 : known.axis, operand.ndim);
  const taken = truthful(info, operand);
  const loop = reductionLoop(info, taken.dtype, wanted, given?.dtype ?? null);
  if (axes.length > 1 && info.row.reorderable !== true) {
    throw new ValueError(
      `reduction operation '${info.name}' is not reorderable, so at most one axis may be specified`,
    );
  }
  const shape = operand._shape;
  const place = resultArray(info, operand, axes, keepdims, loop, given, where);
  // each step takes the result before it as the loop made it
  const converts = given !== null && convertsOutput(loop, given);
  if (converts) checkUnits(loopOutput(loop), given.dtype);
  const result = converts ? resultArray(info, operand, axes, keepdims, loop, null, where) : place;
  const made = loopOutput(loop);
  let state = startState(info, known.initial, made, operand, axes, where);
  const array = readable(taken, loop);
  checkSteps(info, loop, array, state === null ? (axes[0] ?? null) : null, [0]);
  let input =
    given !== null && mayOverlap(given, array)
      ? copyArray(array, "K", info.name, "overlap")
      : array;
  // a span becomes an instant of as many units, whatever they are
  if (state === null && loop.inputs === "Mm" && array.size > 0)
    input = firstThroughOutput(input, axes, loopInput(loop, 1), made).array;
  let begun = 0;
  // NumPy computes beside an output that lies over the input
  const passes = converts && given.size > 0 && !mayOverlap(given, operand);
  const isKept = state !== null || array.dtype.char === made.char;
  if (passes && !(isKept && comesBack(made, given.dtype))) {
    const passed =
      state === null
        ? firstThroughOutput(input, axes, made, given.dtype)
        : throughOutput(state, made, given.dtype);
    // where nothing is added, nothing is read back
    begun = (passed.written | (array.size === 0 ? 0 : passed.read)) << CAST_SHIFT;
    if (state === null) {
      begun |= castFlags(input, made) << CAST_SHIFT;
      input = passed.array;
    } else if (array.size > 0) state = passed.array;
    reportErrors(passed.written, "cast");
  }
  if (state !== null) copyInto(result, state, info.name);
  if (array.size === 0) {
    // an output that nothing is added to is written twice all the same
    if (passes) {
      quietly(() => copyInto(given, result, info.name));
      reportAs(begun, errorName);
    } else if (converts) copyInto(given, result, info.name);
    return place;
  }
  if (needsSteps(loop)) {
    const mask = where === null ? null : broadcastTo(where, shape);
    reduceBySteps(info, input, result, axes, state === null, mask);
    if (converts) copyInto(given, result, info.name);
    return place;
  }
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
  let own = 0;
  if (mayRaise(info, loop, input.dtype, result)) {
    // in the same order of axes, which decides that of the steps
    const again = likeArray(result, result.dtype, "K");
    if (state !== null) copyInto(again, state, info.name);
    own |= run(again, true);
  }
  const forgets = forgetsCasts(info, loop);
  // NumPy casts what a mask leaves out too
  if (where !== null && !forgets) own |= castFlags(input, loopOutput(loop)) << CAST_SHIFT;
  const flags = begun | own;
  if (flags !== 0) {
    // an array of no axes is cast before it is reduced
    const castsFirst = array.ndim === 0;
    const isCalled = state !== null || axes.some((axis) => shape[axis]! > 1);
    // what it begins as has been cast before
    const written = state === null ? flags : forgets ? 0 : begun;
    if (castsFirst && written !== 0) reportErrors(written >> CAST_SHIFT, errorName);
    const rest = castsFirst && state !== null ? own : flags;
    reportSteps(rest, errorName, forgets && !castsFirst && isCalled, castsFirst);
  }
  if (converts) {
    quietly(() => copyInto(given, result, info.name));
    reportCall(castFlags(result, given.dtype), errorName);
  }
  return place;
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
  checkReducedAxes(info.name, given, shape.length, keepdims);
  checkReductionShapes(given._shape, array._shape, axes, keepdims, where?._shape ?? null);
  return given;
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
