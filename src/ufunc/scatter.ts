// The two ufunc methods that pair operands otherwise than element by element: `at` (unbuffered, in order, at
// indices) and `outer` (every element with every element).

import { asArray } from "../array/convert.js";
import { copyArray, copyInto, elementTypeOf } from "../array/copy.js";
import { planIndex } from "../array/index-plan.js";
import { mayOverlap } from "../array/overlapping.js";
import { byteOffsets } from "../array/walk.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { watchLevel } from "../core/errstate.js";
import { broadcastStrides, countOf, shapeText } from "../core/layout.js";
import { makeView, NDArray } from "../core/ndarray.js";
import { isOptions } from "../core/options.js";
import { mapKernel } from "../kernel/describe.js";
import { runIndexedMap } from "../kernel/engine.js";
import { type ErrorRule, stepRule } from "../kernel/errors.js";
import type { Node } from "../kernel/ir.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { ElementType } from "../kernel/lanes.js";
import { callUfunc } from "./call.js";
import { errorSpec, loopBody, namesOf, type UfuncInfo, type Watch } from "./loop-kernels.js";
import { forgetsCasts, reportCall } from "./report.js";
import { resolveLoop } from "./resolve.js";

const bool = toDtype("bool") as DType;

/** NumPy's loops with indices of extremes compare elements by `<`, which a NaN makes invalid; their other loops do not. */
const comparesNaN: ErrorRule = {
  flags: (b, [x, y]) => ({ invalid: b.or(b.isnan(x!), b.isnan(y!)) as Node }),
  ofInputs: true,
};

/** `ufunc.at(a, indices, b)`: `a[indices] = f(a[indices], b)`, each index counted, also repeated ones. */
export function atUfunc(info: UfuncInfo, target: NDArray, indices: unknown, value: unknown): void {
  const { row, name } = info;
  if (row.core !== undefined) {
    throw new TypeError(
      `${name}.at does not support ufunc with non-trivial signature: ${name} has signature ${row.core.text}.`,
    );
  }
  if (row.nout !== 1) throw new ValueError("Only single output ufuncs supported at this time");
  if (row.nin === 2 && value === undefined) {
    throw new ValueError("second operand needed for ufunc");
  }
  if (row.nin === 1 && value !== undefined) {
    throw new ValueError("second operand provided when ufunc is unary");
  }
  if (!(target instanceof NDArray)) throw new TypeError("first operand must be array");
  target.live();
  // Here, as in NumPy, a scalar has the dtype it has by itself, and casts are not checked.
  const given = row.nin === 1 ? null : asArray(value);
  const operandDtypes = given === null ? [target.dtype] : [target.dtype, given.dtype];
  // texts and records count as whether they are empty, where there are no loops for them
  const isTruth = given !== null && row.rule?.kind === "truth";
  const isOdd = (dtype: DType) => "SUV".includes(dtype.kind);
  const kinds = operandDtypes.map(({ kind }) => kind).join("");
  const isText = row.strings === "compare" && (kinds === "SS" || kinds === "UU");
  const isApart = isText || (isTruth && operandDtypes.some(isOdd));
  const dtypes = operandDtypes.map((dtype) => (isTruth && isOdd(dtype) ? bool : dtype));
  const loop = isText ? null : resolveLoop(name, row, dtypes, null);
  const points = pointsOf(target, indices);
  target.assertWriteable("operand array with iterator write flag set");
  const overlaps = given !== null && mayOverlap(target, given);
  const second = overlaps ? copyArray(given, "K", `${name}.at`, "overlap") : given;
  const secondOffsets = second === null ? null : spread(second, points.shape);
  if (isApart || loop === null) {
    oneByOne(info, target, points.offsets, second!, secondOffsets!);
    return;
  }
  const count = points.offsets.length;
  if (count > 0) row.check?.(second === null ? [target] : [target, second], loop, (one) => one);
  const inputs = second === null ? [target] : [target, second];
  const same = inputs.every(
    (one, i) => one.dtype.isnative && one.flags.aligned && one.dtype.char === loop.inputs[i],
  );
  const flat = target.ndim === 1 && (second === null || second.ndim < 2);
  const hasIndices = same && flat && loop.dtypes === undefined;
  const isReal = loop.inputs[0]! >= "a";
  const isNamed = row.indexed === "all" || (row.indexed === "real" && isReal);
  const errorName = hasIndices && isNamed ? name : "at";
  const level = watchLevel();
  const watch = level === 0 ? 0 : ((level + 2) as Watch);
  const compares = hasIndices && row.indexed === "compares" && "fd".includes(loop.inputs[0]!);
  const kernel = kernelOf(info, loop, inputs, watch, compares);
  const here = { views: target.storage.views, byteOffset: 0, byteStrides: [0] };
  const operands = [here, here];
  const lists = [points.offsets, points.offsets];
  if (second !== null) {
    operands.splice(1, 0, { views: second.live().views, byteOffset: 0, byteStrides: [0] });
    lists.splice(1, 0, secondOffsets!);
  }
  if (compares || !forgetsCasts(info, loop)) {
    reportCall(runIndexedMap(kernel, count, operands, lists), compares ? name : errorName);
    return;
  }
  // only what becomes of the last result is not forgotten
  const unwatched = kernelOf(info, loop, inputs, 0);
  const before = Math.max(count - 1, 0);
  const piece = (start: number, end?: number) => lists.map((one) => one.subarray(start, end));
  runIndexedMap(unwatched, before, operands, piece(0, before));
  const flags = runIndexedMap(kernel, count - before, operands, piece(before));
  reportCall(flags, errorName, false, true);
}

const kernels = new WeakMap<UfuncInfo, Map<string, MapKernel>>();

/** The kernel of `ufunc.at` for a loop: from the target, and the second operand if there is one, into the target. */
function kernelOf(
  info: UfuncInfo,
  loop: ReturnType<typeof resolveLoop>,
  inputs: readonly NDArray[],
  watch: Watch,
  compares = false,
): MapKernel {
  const known = kernels.get(info) ?? new Map<string, MapKernel>();
  kernels.set(info, known);
  const key = `${inputs.map(({ dtype }) => dtype.str)} ${loop.inputs}>${loop.outputs} ${watch}${compares}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const spec = errorSpec(info, loop, watch);
  const made = mapKernel({
    name: `${info.name}.at`,
    body: loopBody(
      loop,
      inputs.map((one) => one.dtype),
      [inputs[0]!.dtype],
    ),
    inputs: inputs.map((one) => elementTypeOf(one.dtype) as ElementType),
    outputs: [elementTypeOf(inputs[0]!.dtype) as ElementType],
    loop: { inputs: namesOf(loop.inputs), outputs: namesOf(loop.outputs) },
    exactHalves: info.row.exactHalves ?? false,
    errors: spec === null ? null : { ...spec, rule: compares ? comparesNaN : stepRule(spec.rule) },
  });
  known.set(key, made);
  return made;
}

/** Byte offsets of `target[indices]`, in the order in which the index picks them. */
function pointsOf(
  target: NDArray,
  indices: unknown,
): { shape: readonly number[]; offsets: Float64Array } {
  const items = Array.isArray(indices) && !isIndexList(indices) ? indices : [indices];
  const plan = planIndex(target, items);
  const advanced = plan.advanced;
  if (advanced === null) {
    const offsets = byteOffsets(plan.byteOffset, plan.shape, plan.strides);
    return { shape: plan.shape, offsets };
  }
  const { position } = advanced;
  const shape = [
    ...plan.shape.slice(0, position),
    ...advanced.shape,
    ...plan.shape.slice(position),
  ];
  const before = byteOffsets(0, plan.shape.slice(0, position), plan.strides.slice(0, position));
  const after = byteOffsets(0, plan.shape.slice(position), plan.strides.slice(position));
  const picked = advanced.points();
  const offsets = new Float64Array(countOf(shape));
  let at = 0;
  for (const b of before) {
    for (const p of picked) {
      for (const a of after) offsets[at++] = plan.byteOffset + b + p + a;
    }
  }
  return { shape, offsets };
}

/** A list of integers or of booleans is one index array; a list with anything else in it is a tuple of items. */
function isIndexList(list: readonly unknown[]): boolean {
  const isWhole = (item: unknown) => Number.isInteger(item) || typeof item === "bigint";
  return list.every(isWhole) || list.every((item) => typeof item === "boolean");
}

/** The byte offsets of the second operand beside each point. @throws ValueError where it does not fit */
function spread(array: NDArray, shape: readonly number[]): Float64Array {
  const lead = shape.length - array.ndim;
  const fits = array._shape.every((length, i) => length === 1 || length === shape[lead + i]);
  if (lead < 0 || !fits) {
    throw new ValueError(
      `array is not broadcastable to correct shape (the index picks ${shapeText(shape)}, the operand has ${shapeText(array._shape)})`,
    );
  }
  const strides = broadcastStrides(array._shape, array._strides, shape);
  return byteOffsets(array.byteOffset, shape, strides);
}

/** `at` of texts and records, which no kernel reads: one element after the other. */
function oneByOne(
  info: UfuncInfo,
  target: NDArray,
  offsets: Float64Array,
  second: NDArray,
  secondOffsets: Float64Array,
): void {
  const element = (of: NDArray, at: number) =>
    makeView(of, at, [], [], of.dtype, `${info.name}.at`);
  offsets.forEach((offset, i) => {
    const place = element(target, offset);
    const found = callUfunc(info, [place, element(second, secondOffsets[i]!)]);
    copyInto(place, asArray(found), `${info.name}.at`);
  });
}

/** `ufunc.outer(a, b)`: f of every element of `a` with every element of `b`. */
export function outerUfunc(info: UfuncInfo, args: readonly unknown[]): unknown {
  if (info.row.core !== undefined) {
    throw new TypeError(
      `method outer is not allowed in ufunc with non-trivial signature (${info.name} has ${info.row.core.text})`,
    );
  }
  if (info.row.nin !== 2) {
    throw new ValueError(`outer product only supported for binary functions (got ${info.name})`);
  }
  const last = args[args.length - 1];
  const count = isOptions(last) ? args.length - 1 : args.length;
  if (count !== 2) throw new TypeError(`exactly two arguments expected (got ${count})`);
  const [a, b] = args;
  // Scalars are arrays here, as in NumPy: they do not bend to the other operand's dtype.
  const left = asArray(a);
  const right = asArray(b);
  const ones = new Array<number>(right.ndim).fill(1);
  const zeros = new Array<number>(right.ndim).fill(0);
  const stretched = makeView(
    left,
    left.byteOffset,
    [...left._shape, ...ones],
    [...left._strides, ...zeros],
    left.dtype,
    "outer",
  );
  return callUfunc(info, [stretched, right, ...(isOptions(last) ? [last] : [])]);
}
