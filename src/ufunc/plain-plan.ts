// Finds the loop for operands of a plain call: arrays of builtin numeric dtypes and numbers. What is refused, or takes
// more than a look, is left to call.ts, which sees the values.

import { elementTypeOf } from "../array/copy.js";
import { isCastAllowed } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { NDArray } from "../core/ndarray.js";
import { isNumericName } from "../kernel/lanes.js";
import { viewsOf } from "../memory/buffer-views.js";
import { loopFor, type UfuncInfo } from "./loop-kernels.js";
import { checkWeakCast, settledDtypes } from "./operand.js";
import type { PlainPlan } from "./plain-plans.js";
import { loopInput, loopOutput } from "./resolve.js";

// Where a dtype has its number, weak scalars have these; builtin dtypes have less than 24. Numbers in the other byte
// order come after them.
const WEAK_INT = 24;
const WEAK_FLOAT = 25;
const SWAPPED = 32;
const KEYS = 64;

/** A number beside an array, as the kernel reads it. Never a short typed array of its own: V8 moves those. */
export const scratch = viewsOf(new ArrayBuffer(64));

/** What the plan depends on; -1 for what is neither a number nor an array of numbers. */
function keyOf(value: unknown): number {
  if (value instanceof NDArray) {
    // dtypes of records, strings and times come and go: they are not remembered
    const { isbuiltin, num, typeName } = value._dtype;
    if (isbuiltin === 1) return num;
    return isNumericName(typeName) && !value._dtype.isnative ? num + SWAPPED : -1;
  }
  return Number.isSafeInteger(value) ? WEAK_INT : WEAK_FLOAT;
}

/** The plan for one or two operands, each an array or a number; one alone is given twice. */
export function planFor(info: UfuncInfo, nin: number, a: unknown, b: unknown): PlainPlan | null {
  const first = keyOf(a);
  const second = nin === 1 ? 0 : keyOf(b);
  if (first < 0 || second < 0) return null;
  const key = first * KEYS + second;
  const { plain } = info;
  let plan = plain.get(key);
  if (plan === undefined) {
    plan = plannedOrNot(info, nin === 1 ? [a] : [a, b]);
    plain.set(key, plan);
  }
  if (a instanceof NDArray && b instanceof NDArray) {
    plain.a = a._dtype;
    plain.b = b._dtype;
    plain.plan = plan;
  }
  return plan;
}

function plannedOrNot(info: UfuncInfo, operands: readonly unknown[]): PlainPlan | null {
  try {
    return makePlan(info, operands);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function makePlan(info: UfuncInfo, operands: readonly unknown[]): PlainPlan | null {
  const { nin, nout, check, apart, rule } = info.row;
  const isWeak = operands.some((one) => typeof one === "number");
  if (isWeak && (apart === true || rule?.kind === "truth")) return null;
  for (const one of operands) {
    if (one instanceof NDArray && elementTypeOf(one.dtype) === null) return null;
  }
  // A weak scalar settles by its kind; whether its value fits is asked at each call.
  const samples = operands.map((one) =>
    one instanceof NDArray ? one : Number.isSafeInteger(one) ? 1 : 0.5,
  );
  const dtypes = settledDtypes(samples);
  const loop = loopFor(info, dtypes, null);
  const inputs = dtypes.map((dtype, i) =>
    samples[i] instanceof NDArray ? dtype : loopInput(loop, i),
  );
  // what is refused by its value is an integer
  const checks = check !== undefined && !"fc".includes(loopInput(loop, nin - 1).kind);
  for (let i = 0; i < nin; i++) {
    const one = samples[i];
    const to = loopInput(loop, i);
    // values are looked at as the loop takes them
    if (checks && one instanceof NDArray && one.dtype !== to) return null;
    if (typeof one === "number") {
      if (!"iuf".includes(to.kind) || (to.kind !== "f" && one !== 1)) return null;
      checkWeakCast(info.name, i, nin, one, to, "same_kind");
    } else if (!isCastAllowed(dtypes[i]!, to, "same_kind")) return null;
  }
  const outputs = Array.from({ length: nout }, (_, i) => loopOutput(loop, i) as DType);
  const steps = inputs.map((dtype, i) => (samples[i] instanceof NDArray ? dtype.itemsize : 0));
  return {
    inputs,
    outputs,
    loop,
    checks,
    casts: inputs.some((dtype, i) => dtype !== loopInput(loop, i)),
    along: [...steps, ...outputs.map((dtype) => dtype.itemsize)],
    kernels: [null, null, null, null, null],
    masked: [null, null, null, null, null],
    layouts: [],
  };
}

const float64 = toDtype("float64") as DType;
const float32 = toDtype("float32") as DType;

/** Writes a number as the loop reads it; false where that takes more than a look. */
export function writeScalar(value: number, to: DType): boolean {
  if (to === float64) {
    scratch.f64[0] = value;
    return true;
  }
  if (to === float32) {
    scratch.f32[0] = value;
    // what overflows is reported
    return Math.abs(value) < 3e38 || !Number.isFinite(value);
  }
  if (to.kind === "f") return false;
  const { itemsize } = to;
  if (itemsize === 8) {
    if (to.kind === "u" && value < 0) return false;
    scratch.i32[0] = value;
    scratch.i32[1] = Math.floor(value / 2 ** 32);
    return true;
  }
  const span = 2 ** (itemsize * 8);
  const least = to.kind === "u" ? 0 : -span / 2;
  if (value < least || value >= least + span) return false;
  scratch.i32[0] = value;
  return true;
}
