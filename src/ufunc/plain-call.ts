// The shortest way through a ufunc call: arrays of one shape in C order, of numeric dtypes, or one such array and a
// number; a fresh result or an `out` of the same kind. It gives what call.ts gives, without asking for what such a
// call cannot have. It allocates nothing but the result.

import { elementTypeOf } from "../array/copy.js";
import { isCastAllowed } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { watchLevel } from "../core/errstate.js";
import { contiguousStrides, isCContiguous, sameNumbers } from "../core/layout.js";
import { NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { Operand as KernelOperand } from "../kernel/operand.js";
import { viewsOf } from "../memory/buffer-views.js";
import { kernelFor, loopFor, type UfuncInfo, type Watch } from "./loop-kernels.js";
import type { Loop } from "./loops.js";
import { checkWeakCast, settledDtypes } from "./operand.js";
import { reportCall } from "./report.js";
import { loopInput, loopOutput } from "./resolve.js";

/** What a call of plain operands needs to know of their dtypes. */
interface PlainPlan {
  readonly inputs: readonly DType[];
  readonly output: DType;
  readonly loop: Loop;
  /** The kernel by how it looks for errors, made when first asked for. */
  readonly kernels: (MapKernel | null)[];
}

/** Plans of a ufunc by the numbers of its operands' dtypes; `null` where there is none. */
const plans = new WeakMap<UfuncInfo, (PlainPlan | null | undefined)[]>();
let lastInfo: UfuncInfo | null = null;
let lastPlans: (PlainPlan | null | undefined)[] = [];

// Where a dtype has its number, weak scalars have these; builtin dtypes have less than 24.
const WEAK_INT = 24;
const WEAK_FLOAT = 25;
const KEYS = 32;

const nothing = viewsOf(new ArrayBuffer(0));
/** A number beside an array, as the kernel reads it. Never a short typed array of its own: V8 moves those. */
const scratch = viewsOf(new ArrayBuffer(64));

interface Slot {
  views: KernelOperand["views"];
  byteOffset: number;
  byteStrides: readonly number[];
}
const slots: readonly Slot[] = [0, 1, 2].map(() => ({
  views: nothing,
  byteOffset: 0,
  byteStrides: [],
}));
const unary: readonly KernelOperand[] = slots.slice(0, 2);
const binary: readonly KernelOperand[] = slots;
/** Strides of a stretched number, by its number of axes. */
const still: number[][] = [[], [0], [0, 0], [0, 0, 0], [0, 0, 0, 0]];

/** The result of a plain call; `null` where the call is not one. */
export function plainCall(info: UfuncInfo, args: readonly unknown[]): NDArray | null {
  const { nin } = info.row;
  if (nin > 2) return null;
  let out: NDArray | null = null;
  if (args.length !== nin) {
    if (args.length !== nin + 1) return null;
    out = givenOut(args[nin]);
    if (out === null) return null;
  }
  const a = args[0];
  const b = args[nin - 1];
  const array = a instanceof NDArray ? a : b;
  if (!(array instanceof NDArray) || !isPlain(array)) return null;
  const other = array === a ? b : a;
  if (other instanceof NDArray) {
    if (other !== array && !(isPlain(other) && sameNumbers(array._shape, other._shape)))
      return null;
  } else if (typeof other !== "number" || array.ndim > 4) return null;
  const plan = planFor(info, nin, a, b);
  if (plan === null) return null;
  if (typeof a === "number" && !writeScalar(a, plan.inputs[0]!)) return null;
  if (typeof b === "number" && !writeScalar(b, plan.inputs[1]!)) return null;
  const meets = out === null ? 0 : meeting(out, plan.output, array, other);
  if (meets < 0) return null;
  return run(info, plan, nin, array, a, b, out, meets > 0);
}

/** The array of an `out` that is given alone; `null` for other options. */
function givenOut(given: unknown): NDArray | null {
  if (given instanceof NDArray) return given;
  if (typeof given !== "object" || given === null || Array.isArray(given)) return null;
  for (const name in given) if (name !== "out") return null;
  const { out } = given as { out?: unknown };
  return out instanceof NDArray ? out : null;
}

function isPlain(array: NDArray): boolean {
  return array.size > 0 && isCContiguous(array._shape, array._strides, array.dtype.itemsize);
}

/** Whether an output is an input's very memory (1) or apart from all (0); -1 where it cannot be taken as it is. */
function meeting(out: NDArray, dtype: DType, array: NDArray, other: unknown): -1 | 0 | 1 {
  if (out.dtype !== dtype || !out.writeable) return -1;
  if (!isPlain(out) || !sameNumbers(out._shape, array._shape)) return -1;
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

function keyOf(value: unknown): number {
  if (value instanceof NDArray) return value.dtype.num;
  return Number.isSafeInteger(value) ? WEAK_INT : WEAK_FLOAT;
}

function planFor(info: UfuncInfo, nin: number, a: unknown, b: unknown): PlainPlan | null {
  if (info !== lastInfo) {
    let own = plans.get(info);
    if (own === undefined) {
      own = [];
      plans.set(info, own);
    }
    lastInfo = info;
    lastPlans = own;
  }
  // dtypes of records and strings come and go, and byte orders share numbers: only builtin ones are remembered
  if (a instanceof NDArray && a.dtype.isbuiltin !== 1) return null;
  if (b instanceof NDArray && b.dtype.isbuiltin !== 1) return null;
  const key = keyOf(a) * KEYS + keyOf(b);
  let plan = lastPlans[key];
  if (plan === undefined) {
    plan = plannedOrNot(info, nin === 1 ? [a] : [a, b]);
    lastPlans[key] = plan;
  }
  return plan;
}

/** What is refused is refused by call.ts, which sees the values. */
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
  if (nout !== 1 || check !== undefined) return null;
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
  for (let i = 0; i < nin; i++) {
    const one = samples[i];
    const to = loopInput(loop, i);
    if (typeof one === "number") {
      if (!"iuf".includes(to.kind) || (to.kind !== "f" && one !== 1)) return null;
      checkWeakCast(info.name, i, nin, one, to, "same_kind");
    } else if (!isCastAllowed(dtypes[i]!, to, "same_kind")) return null;
  }
  return { inputs, output: loopOutput(loop), loop, kernels: [null, null, null, null, null] };
}

const float64 = toDtype("float64") as DType;
const float32 = toDtype("float32") as DType;

/** Writes a number as the loop reads it; false where that takes more than a look. */
function writeScalar(value: number, to: DType): boolean {
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

function run(
  info: UfuncInfo,
  plan: PlainPlan,
  nin: number,
  array: NDArray,
  a: unknown,
  b: unknown,
  out: NDArray | null,
  inPlace: boolean,
): NDArray {
  const shape = array._shape;
  const ndim = shape.length;
  if (a instanceof NDArray) a.live();
  if (b instanceof NDArray) b.live();
  out?.live();
  const result =
    out ??
    newArrayWithStrides(
      shape,
      contiguousStrides(shape, plan.output.itemsize, "C"),
      plan.output as DType,
    );
  const level = watchLevel();
  const watch = level > 0 && inPlace ? level + 2 : level;
  let kernel = plan.kernels[watch]!;
  if (kernel === null) {
    kernel = kernelFor(info, plan.loop, plan.inputs, [plan.output], false, watch as Watch);
    plan.kernels[watch] = kernel;
  }
  fill(slots[0]!, a, ndim);
  if (nin === 2) fill(slots[1]!, b, ndim);
  fill(slots[nin]!, result, ndim);
  const flags = runMap(kernel, shape, nin === 1 ? unary : binary);
  // no array is kept alive
  slots[0]!.views = nothing;
  slots[1]!.views = nothing;
  slots[2]!.views = nothing;
  if (flags !== 0) reportCall(flags, info.name, ndim < 2);
  return result;
}

function fill(slot: Slot, operand: unknown, ndim: number): void {
  if (operand instanceof NDArray) {
    slot.views = operand.storage.views;
    slot.byteOffset = operand.byteOffset;
    slot.byteStrides = operand._strides;
  } else {
    slot.views = scratch;
    slot.byteOffset = 0;
    slot.byteStrides = still[ndim]!;
  }
}
