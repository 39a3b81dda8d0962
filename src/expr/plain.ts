// The short way through an expression that is one kernel over arrays of the dtypes that it had before, or one reduction
// of such: it gives what evaluate.ts gives, without asking again for what has not changed. What is not so, or is
// refused, takes the long way.

import { numberTypeOf } from "../array/copy.js";
import type { DType } from "../core/dtype.js";
import { watchLevel } from "../core/errstate.js";
import { broadcastStrides, countOf, sameNumbers } from "../core/layout.js";
import { isPacked, NDArray, newArrayWithStrides, newPacked } from "../core/ndarray.js";
import { runLine, runMap } from "../kernel/engine.js";
import type { MapKernel, ReduceKernel } from "../kernel/kernel.js";
import type { ElementType } from "../kernel/lanes.js";
import type { Operand } from "../kernel/operand.js";
import { runReduce } from "../kernel/reductions.js";
import { type BufferViews, viewsOf } from "../memory/buffer-views.js";
import { tracker } from "../memory/tracker.js";
import { reductionKernel } from "../ufunc/reduction-kernels.js";
import { reductionLoop } from "../ufunc/reduction-loop.js";
import { loopOutput } from "../ufunc/resolve.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { type FusedTask, regionOf, type Task } from "./arrange.js";
import { mapOf } from "./fused.js";
import { resultLayout } from "./layouts.js";
import type { Source } from "./source.js";
import { costlyBefore } from "./stretched.js";
import { bodyOf, type FusedPlan } from "./typing.js";

/** How inputs that do not lie alike are walked, and how the result lies. */
interface PlainLayout {
  readonly shapes: readonly (readonly number[])[];
  readonly strides: readonly (readonly number[])[];
  readonly shape: readonly number[];
  readonly result: readonly number[];
  /** The inputs' strides, broadcast to the shape. */
  readonly spread: readonly (readonly number[])[];
}

/** Layouts remembered by each expression. */
const REMEMBERED = 4;

/** A sum of doubles: its kernel. */
interface PlainSum {
  readonly kernel: ReduceKernel;
}

/** Where sums are made. Never a short typed array of its own: V8 moves those. */
const state = viewsOf(new ArrayBuffer(64));
const still: readonly number[] = [0];

interface Slot {
  views: BufferViews;
  byteOffset: number;
  byteStrides: readonly number[];
}
const EMPTY: Slot = { views: viewsOf(new ArrayBuffer(0)), byteOffset: 0, byteStrides: still };

/** An expression whose operands are all arrays, as it was evaluated last. */
export class PlainExpr {
  readonly task: Task;
  readonly #plan: FusedPlan;
  readonly #classes: readonly number[];
  /** The operand in each slot of the kernel, and its dtype. */
  readonly #operands: readonly number[];
  readonly #dtypes: readonly DType[];
  readonly #along: readonly number[];
  readonly #sum: PlainSum | null;
  readonly #layouts: PlainLayout[] = [];
  /** The kernel's operands, used again by each run; they hold no memory in between. */
  readonly #slots: readonly Slot[];
  /** The kernel into an array of the plan's dtype, once it is made. */
  #kernel: MapKernel | null = null;
  #replaced = 0;

  constructor(
    task: Task,
    plan: FusedPlan,
    classes: readonly number[],
    operands: readonly number[],
    arrays: readonly NDArray[],
  ) {
    const dtypes = arrays.map((one) => one.dtype);
    this.task = task;
    this.#plan = plan;
    this.#classes = classes;
    this.#operands = operands;
    this.#dtypes = dtypes;
    this.#sum = task.task === "reduce" ? sumOf(plan, arrays) : null;
    this.#slots = [...operands, -1].map(() => ({ ...EMPTY }));
    const out = this.#sum === null ? plan.dtype.itemsize : 0;
    this.#along = [...dtypes.map(({ itemsize }) => itemsize), out];
  }

  get plan(): FusedPlan {
    return this.#plan;
  }

  /** The value for operands as given; `null` where it takes the long way. */
  run(raw: readonly unknown[], out: NDArray | null): NDArray | number | null {
    if (!this.#isSame(raw)) return null;
    const first = raw[this.#operands[0]!] as NDArray;
    const alike = this.#areAlike(raw, first);
    if (this.#sum !== null) return alike && out === null ? this.#summed(raw, first) : null;
    if (!alike) return out === null ? this.#strided(raw) : null;
    if (out !== null && !this.#takes(out, raw, first)) return null;
    const result = out ?? newPacked(first, this.#plan.dtype);
    this.#fill(raw);
    fill(this.#slots[this.#operands.length]!, result);
    runLine(this.#map(), first.size, this.#slots, this.#along);
    this.#letGo();
    return result;
  }

  #map(): MapKernel {
    this.#kernel ??= mapOf(this.#plan, numberTypeOf(this.#plan.dtype) as ElementType);
    return this.#kernel;
  }

  #fill(raw: readonly unknown[]): void {
    for (let i = 0; i < this.#operands.length; i++) {
      fill(this.#slots[i]!, raw[this.#operands[i]!] as NDArray);
    }
  }

  #letGo(): void {
    for (let i = 0; i < this.#slots.length; i++) this.#slots[i]!.views = EMPTY.views;
  }

  /** Whether all operands are arrays that are there, of the same dtypes as before. */
  #isSame(raw: readonly unknown[]): boolean {
    const classes = this.#classes;
    if (raw.length !== classes.length) return false;
    for (let k = 0; k < classes.length; k++) {
      // one array that is given twice is read once
      if (classes[k] !== k && raw[k] !== raw[classes[k]!]) return false;
    }
    for (let i = 0; i < this.#operands.length; i++) {
      const array = raw[this.#operands[i]!];
      if (!(array instanceof NDArray) || array._dtype !== this.#dtypes[i]) return false;
      array.live();
    }
    return true;
  }

  #areAlike(raw: readonly unknown[], first: NDArray): boolean {
    for (const k of this.#operands) {
      const array = raw[k] as NDArray;
      if (!isPacked(array) || !sameNumbers(array._shape, first._shape)) return false;
    }
    return true;
  }

  /** Whether a result may be written into an array as it is. */
  #takes(out: NDArray, raw: readonly unknown[], first: NDArray): boolean {
    if (out._dtype !== this.#plan.dtype || !out.writeable || !isPacked(out)) return false;
    if (!sameNumbers(out._shape, first._shape)) return false;
    out.live();
    for (const k of this.#operands) {
      const array = raw[k] as NDArray;
      if (array === out) continue;
      const { kind, views } = out.storage;
      // different buffers may be the same memory where the program made both
      if (kind !== "slab" && kind !== "heap") return false;
      if (array.storage.views !== views) {
        if (array.storage.views.buffer === views.buffer) return false;
        continue;
      }
      const [start, from] = [out.byteOffset, array.byteOffset];
      if (start < from + array.nbytes && from < start + out.nbytes) return false;
    }
    return true;
  }

  #strided(raw: readonly unknown[]): NDArray | null {
    const layout = this.#layouts.find((one) => this.#lies(raw, one));
    if (layout === undefined) return null;
    const { shape, result: strides, spread } = layout;
    const result = newArrayWithStrides(shape, strides, this.#plan.dtype);
    this.#fill(raw);
    for (let i = 0; i < spread.length; i++) this.#slots[i]!.byteStrides = spread[i]!;
    const last = this.#slots[spread.length]!;
    fill(last, result);
    last.byteStrides = strides;
    runMap(this.#map(), shape, this.#slots);
    this.#letGo();
    return result;
  }

  #lies(raw: readonly unknown[], layout: PlainLayout): boolean {
    for (let i = 0; i < this.#operands.length; i++) {
      const { _shape, _strides } = raw[this.#operands[i]!] as NDArray;
      if (!sameNumbers(_shape, layout.shapes[i]!)) return false;
      if (!sameNumbers(_strides, layout.strides[i]!)) return false;
    }
    return true;
  }

  /** Remembers how operands lie that have just taken the long way. */
  learn(raw: readonly unknown[], source: Source): void {
    const taken = this.#operands.map((k) => raw[k]);
    const arrays = taken.filter((one): one is NDArray => one instanceof NDArray);
    if (arrays.length !== taken.length || this.#sum !== null) return;
    if (arrays.some((one, i) => one._dtype !== this.#dtypes[i])) return;
    if (this.#areAlike(raw, arrays[0]!) || this.#layouts.some((one) => this.#lies(raw, one)))
      return;
    const { shape, strides, steps } = resultLayout(this.#plan, arrays, source);
    if (countOf(shape) === 0) return;
    if (steps !== null && costlyBefore(this.#plan, steps).length > 0) return;
    this.#layouts[this.#replaced] = {
      shapes: arrays.map((one) => one._shape.slice()),
      strides: arrays.map((one) => one._strides.slice()),
      shape: shape.slice(),
      result: strides,
      spread: arrays.map((one) => broadcastStrides(one._shape, one._strides, shape)),
    };
    this.#replaced = (this.#replaced + 1) % REMEMBERED;
  }

  #summed(raw: readonly unknown[], first: NDArray): number | null {
    // who watches memory is told of the result's
    if (tracker.listener !== null || watchLevel() === 2) return null;
    this.#fill(raw);
    const lines: Operand[] = [];
    for (let i = 0; i < this.#operands.length; i++) {
      const { views, byteOffset } = this.#slots[i]!;
      lines.push({ views, byteOffset, byteStrides: [this.#along[i]!] });
    }
    lines.push({ views: state, byteOffset: 0, byteStrides: still });
    state.f64[0] = 0;
    runReduce(this.#sum!.kernel, [first.size], still, lines);
    this.#letGo();
    const sum = state.f64[0];
    return watchLevel() !== 0 && !Number.isFinite(sum) ? null : sum;
  }
}

function fill(slot: Slot, array: NDArray): void {
  slot.views = array.storage.views;
  slot.byteOffset = array.byteOffset;
}

/** The kernel of a sum of a plan's elements, which are doubles. */
function sumOf(plan: FusedPlan, inputs: readonly NDArray[]): PlainSum {
  const info = infoOf(ufuncs.add);
  const loop = reductionLoop(info, plan.dtype, null, null);
  const computed = { inputs, element: bodyOf(plan), kernels: plan.reductions };
  return { kernel: reductionKernel(info, loop, plan.dtype, loopOutput(loop), false, computed) };
}

/**
 * The short way for what was just evaluated, where there is one.
 *
 * @param classes - of the operands, as the program has them: the first operand that is the same array
 */
export function plainExpr(
  task: Task,
  classes: readonly number[],
  raw: readonly unknown[],
): PlainExpr | null {
  const fused = fusedIn(task);
  if (fused === null || classes.some((kind) => kind < 0)) return null;
  const region = regionOf(fused);
  const plan = region.last;
  if (plan === null || plan.checked.length > 0 || plan.slots.length === 0) return null;
  const operands: number[] = [];
  for (const { leaf, scalar } of plan.slots) {
    const { task: from } = region.leaves[leaf]!;
    if (scalar !== null || from.task !== "operand") return null;
    operands.push(from.index);
  }
  // operands that no slot reads have no effect, but may have a shape
  if (new Set(classes).size !== new Set(operands).size) return null;
  const arrays: NDArray[] = [];
  for (const k of operands) {
    const array = raw[k];
    if (!(array instanceof NDArray) || array.dtype.isbuiltin !== 1) return null;
    arrays.push(array);
  }
  return new PlainExpr(task, plan, classes, operands, arrays);
}

/** The one region of a task: the task itself, or what is summed up as doubles. */
function fusedIn(task: Task): FusedTask | null {
  if (task.task === "fused") return task;
  if (task.task !== "reduce" || task.over.task !== "fused") return null;
  const { reduction, axis, keepdims, dtype } = task.node;
  if (reduction !== "sum" || axis !== null || keepdims || dtype !== null) return null;
  return regionOf(task.over).last?.dtype.char === "d" ? task.over : null;
}
