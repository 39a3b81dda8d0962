// The shortest way through a ufunc call: arrays of builtin numeric dtypes, or one array and a number; fresh results, or
// an `out` of the kind that there would be. It gives what call.ts gives, without asking for what such a call cannot
// have. Where all arrays are packed alike it allocates nothing but the results.

import { type DType, dtype as toDtype } from "../core/dtype.js";
import { watchLevel } from "../core/errstate.js";
import { sameNumbers } from "../core/layout.js";
import { isPacked, NDArray, newArrayWithStrides, newPacked } from "../core/ndarray.js";
import { runFew, runLine, runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { Operand as KernelOperand } from "../kernel/operand.js";
import { viewsOf } from "../memory/buffer-views.js";
import { kernelFor, type UfuncInfo, type Watch } from "./loop-kernels.js";
import { settledScalar } from "./operand.js";
import { layoutFor } from "./plain-layout.js";
import { planFor, scratch, writeScalar } from "./plain-plan.js";
import type { PlainLayout, PlainPlan } from "./plain-plans.js";
import { forgetsCasts, reportCall } from "./report.js";
import { loopInput } from "./resolve.js";

const nothing = viewsOf(new ArrayBuffer(0));

interface Slot {
  views: KernelOperand["views"];
  byteOffset: number;
  byteStrides: readonly number[];
}
const NONE: readonly number[] = [];
const slots: readonly Slot[] = [0, 1, 2, 3].map(() => ({
  views: nothing,
  byteOffset: 0,
  byteStrides: NONE,
}));
/** The first slots, by how many. */
const firstSlots: readonly (readonly KernelOperand[])[] = [0, 1, 2, 3, 4].map((count) =>
  slots.slice(0, count),
);

/** The result of a plain call with up to three arguments, of which `count` are given; `null` where it is not one. */
export function plainCall(
  info: UfuncInfo,
  count: number,
  a: unknown,
  second: unknown,
  third: unknown,
): NDArray | [NDArray, NDArray] | null {
  const { nin } = info.row;
  if (nin > 2) return null;
  let out: NDArray | null = null;
  let mask: NDArray | null = null;
  if (count !== nin) {
    if (count !== nin + 1) return null;
    const given = nin === 1 ? second : third;
    out = givenOut(given);
    if (out === null) return null;
    if (given !== out) mask = (given as { where?: NDArray }).where ?? null;
  }
  const b = nin === 1 ? a : second;
  const array = a instanceof NDArray ? a : b;
  if (!(array instanceof NDArray)) return null;
  const other = array === a ? b : a;
  let alike = isPacked(array);
  if (other !== array) {
    if (other instanceof NDArray) {
      alike &&= isPacked(other) && sameNumbers(array._shape, other._shape);
    } else if (typeof other !== "number") return null;
  }
  const { plain } = info;
  const isSame =
    a instanceof NDArray && b instanceof NDArray && a._dtype === plain.a && b._dtype === plain.b;
  const plan = isSame ? plain.plan : planFor(info, nin, a, b);
  if (plan === null) return null;
  if (typeof a === "number" && !writeScalar(a, plan.inputs[0]!)) return null;
  if (typeof b === "number" && !writeScalar(b, plan.inputs[1]!)) return null;
  if (!alike) return out === null ? stridedCall(info, plan, nin, a, b) : null;
  const meets = out === null ? 0 : meeting(out, plan, array, other);
  if (meets < 0) return null;
  if (mask === null) return packedCall(info, plan, nin, array, a, b, out, meets > 0);
  return maskedCall(info, plan, nin, a, b, out!, mask, meets > 0);
}

/** The array of an `out` that is given alone, or beside an array for a mask; `null` for other options. */
function givenOut(given: unknown): NDArray | null {
  if (given instanceof NDArray) return given;
  if (typeof given !== "object" || given === null || Array.isArray(given)) return null;
  for (const name in given) if (name !== "out" && name !== "where") return null;
  const { out, where } = given as { out?: unknown; where?: unknown };
  if (where !== undefined && !(where instanceof NDArray)) return null;
  return out instanceof NDArray ? out : null;
}

/** Whether an output is an input's very memory (1) or apart from all (0); -1 where it cannot be taken as it is. */
function meeting(out: NDArray, plan: PlainPlan, array: NDArray, other: unknown): -1 | 0 | 1 {
  if (plan.outputs.length !== 1 || out._dtype !== plan.outputs[0] || !out.writeable) return -1;
  if (!isPacked(out) || !sameNumbers(out._shape, array._shape)) return -1;
  const first = meets(out, array);
  const second = other instanceof NDArray ? meets(out, other) : 0;
  if (first < 0 || second < 0) return -1;
  return first === 1 || second === 1 ? 1 : 0;
}

function meets(out: NDArray, input: NDArray): -1 | 0 | 1 {
  if (out.storage.views.buffer !== input.storage.views.buffer) {
    // Different buffers may be the same memory where the program made both of maps or shared memory.
    return isOwn(out) || isOwn(input) ? 0 : -1;
  }
  const start = out.byteOffset;
  const end = start + out.nbytes;
  const from = input.byteOffset;
  if (end <= from || from + input.nbytes <= start) return 0;
  return start === from && out.itemsize === input.itemsize ? 1 : -1;
}

function isOwn(array: NDArray): boolean {
  return array.storage.kind === "slab" || array.storage.kind === "heap";
}

function kernelOf(info: UfuncInfo, plan: PlainPlan, watch: number): MapKernel {
  let kernel = plan.kernels[watch]!;
  if (kernel === null) {
    kernel = kernelFor(info, plan.loop, plan.inputs, plan.outputs, false, watch as Watch);
    plan.kernels[watch] = kernel;
  }
  return kernel;
}

/** All arrays lie as the first does. */
function packedCall(
  info: UfuncInfo,
  plan: PlainPlan,
  nin: number,
  array: NDArray,
  a: unknown,
  b: unknown,
  out: NDArray | null,
  inPlace: boolean,
): NDArray | [NDArray, NDArray] {
  if (a instanceof NDArray) a.live();
  if (nin === 2 && b instanceof NDArray) b.live();
  out?.live();
  const { outputs } = plan;
  const result = out ?? newPacked(array, outputs[0]! as DType);
  const more = outputs.length === 2 ? newPacked(array, outputs[1]! as DType) : null;
  if (plan.checks) checkValues(info, plan, a, b);
  const level = watchLevel();
  const kernel = kernelOf(info, plan, level > 0 && inPlace ? level + 2 : level);
  let flags = more === null ? fewRun(kernel, plan, nin, array, a, b, result) : -1;
  if (flags < 0) {
    fill(slots[0]!, a);
    if (nin === 2) fill(slots[1]!, b);
    fill(slots[nin]!, result);
    if (more !== null) fill(slots[nin + 1]!, more);
    flags = runLine(kernel, array._size, firstSlots[nin + outputs.length]!, plan.along);
    letGo();
  }
  if (flags !== 0)
    reportCall(flags, info.name, array._shape.length < 2, forgetsCasts(info, plan.loop));
  return more === null ? result : [result, more];
}

const bool: DType = toDtype("bool");

/** Into an output, where a packed mask of its shape is true; `null` for other masks. */
function maskedCall(
  info: UfuncInfo,
  plan: PlainPlan,
  nin: number,
  a: unknown,
  b: unknown,
  out: NDArray,
  mask: NDArray,
  inPlace: boolean,
): NDArray | null {
  // beside a mask, casts of all elements count
  if (plan.checks || plan.casts || mask._dtype !== bool || !isPacked(mask)) return null;
  if (!sameNumbers(mask._shape, out._shape) || meets(out, mask) !== 0) return null;
  if (a instanceof NDArray) a.live();
  if (nin === 2 && b instanceof NDArray) b.live();
  out.live();
  mask.live();
  const level = watchLevel();
  const watch = level > 0 && inPlace ? level + 2 : level;
  let kernel = plan.masked[watch]!;
  if (kernel === null) {
    kernel = kernelFor(info, plan.loop, plan.inputs, plan.outputs, true, watch as Watch);
    plan.masked[watch] = kernel;
  }
  fill(slots[0]!, a);
  if (nin === 2) fill(slots[1]!, b);
  fill(slots[nin]!, out);
  fill(slots[nin + 1]!, mask);
  const flags = runLine(kernel, out._size, firstSlots[nin + 2]!, [...plan.along, 1]);
  letGo();
  if (flags !== 0) reportCall(flags, info.name, false, forgetsCasts(info, plan.loop));
  return out;
}

/** The usual run: code that is there, for one result. -1 for others. */
function fewRun(
  kernel: MapKernel,
  plan: PlainPlan,
  nin: number,
  array: NDArray,
  a: unknown,
  b: unknown,
  result: NDArray,
): number {
  const isArray = a instanceof NDArray;
  const views = isArray ? a.storage.views : scratch;
  const offset = isArray ? a.byteOffset : 0;
  const last = result.storage.views;
  const lastOffset = result.byteOffset;
  const { along } = plan;
  const size = array._size;
  if (nin === 1) return runFew(kernel, size, along, views, offset, last, lastOffset, null, 0);
  const isSecond = b instanceof NDArray;
  const second = isSecond ? b.storage.views : scratch;
  const secondOffset = isSecond ? b.byteOffset : 0;
  return runFew(kernel, size, along, views, offset, second, secondOffset, last, lastOffset);
}

/** Arrays that are broadcast, or lie otherwise. `null` where call.ts refuses, or there is nothing to compute. */
function stridedCall(
  info: UfuncInfo,
  plan: PlainPlan,
  nin: number,
  a: unknown,
  b: unknown,
): NDArray | [NDArray, NDArray] | null {
  const layout = layoutFor(plan, nin, a, b);
  if (layout === null) return null;
  if (a instanceof NDArray) a.live();
  if (nin === 2 && b instanceof NDArray) b.live();
  const { outputs } = plan;
  const { shape, strides } = layout;
  const result = newArrayWithStrides(shape, strides[nin]!, outputs[0]! as DType);
  const more =
    outputs.length === 2
      ? newArrayWithStrides(shape, strides[nin + 1]!, outputs[1]! as DType)
      : null;
  if (plan.checks) checkValues(info, plan, a, b);
  fillStrided(0, a, layout);
  if (nin === 2) fillStrided(1, b, layout);
  fillStrided(nin, result, layout);
  if (more !== null) fillStrided(nin + 1, more, layout);
  const operands = firstSlots[nin + outputs.length]!;
  const flags = runMap(kernelOf(info, plan, watchLevel()), shape, operands);
  letGo();
  if (flags !== 0)
    reportCall(flags, info.name, isLine(a) && isLine(b), forgetsCasts(info, plan.loop));
  return more === null ? result : [result, more];
}

/** @throws what the ufunc says of two inputs whose values it refuses */
function checkValues(info: UfuncInfo, { loop }: PlainPlan, a: unknown, b: unknown): void {
  const inputs = [a, b].map((one, i) =>
    one instanceof NDArray ? one : settledScalar(one as number, loopInput(loop, i)),
  );
  info.row.check!(inputs, loop, (one) => one);
}

function isLine(operand: unknown): boolean {
  return !(operand instanceof NDArray) || operand._shape.length < 2;
}

function fill(slot: Slot, operand: unknown): void {
  if (operand instanceof NDArray) {
    slot.views = operand.storage.views;
    slot.byteOffset = operand.byteOffset;
  } else {
    slot.views = scratch;
    slot.byteOffset = 0;
  }
}

function fillStrided(k: number, operand: unknown, layout: PlainLayout): void {
  const slot = slots[k]!;
  fill(slot, operand);
  slot.byteStrides = layout.strides[k]!;
}

/** No array is kept alive. */
function letGo(): void {
  slots[0]!.views = nothing;
  slots[1]!.views = nothing;
  slots[2]!.views = nothing;
  slots[3]!.views = nothing;
}
