// Running a typed region: one kernel over the operands into the result, or into a reduction's state. Nothing in
// between is stored. What the region's leaves are is evaluate.ts's business.

import { copyArray, copyInto, numberTypeOf } from "../array/copy.js";
import { mayOverlap, overwrites } from "../array/overlapping.js";
import { countOf } from "../core/layout.js";
import { makeArray, type NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { mapKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import type { MapKernel } from "../kernel/kernel.js";
import type { ElementType } from "../kernel/lanes.js";
import { external } from "../memory/allocator.js";
import { checkOutputCast } from "../ufunc/resolve.js";
import { kernelOperand } from "../ufunc/run-loop.js";
import type { Region } from "./arrange.js";
import { checkOutputShape, type ResultLayout, resultLayout } from "./layouts.js";
import type { PyScalar } from "./python-scalar.js";
import type { Elements } from "./reductions.js";
import { pointAt, type Source } from "./source.js";
import { costlyBefore } from "./stretched.js";
import {
  bodyOf,
  codeOfLeaf,
  type FusedPlan,
  type LeafValue,
  NO_NUMBER,
  type PartialPlan,
  partOf,
  typeRegion,
} from "./typing.js";

/** The plan for leaves of these types, made when first met; null if one is of a dtype that kernels do not know. */
export function planFor(
  region: Region,
  leaves: readonly LeafValue[],
  source: Source,
): FusedPlan | null {
  const { lastCodes } = region;
  const codes = new Array<number>(leaves.length);
  let isLast = region.last !== null;
  for (let i = 0; i < leaves.length; i++) {
    const code = codeOfLeaf(leaves[i], region.leaves[i].looksAt);
    if (code === NO_NUMBER) return null;
    codes[i] = code;
    if (code !== lastCodes[i]) isLast = false;
  }
  if (isLast) return region.last;
  const key = codes.join();
  let plan = region.plans.get(key);
  if (plan === undefined) {
    plan = typeRegion(region, leaves, source);
    region.plans.set(key, plan);
  }
  region.last = plan;
  region.lastCodes = codes;
  return plan;
}

/** The arrays in a plan's slots: leaves as they are, scalars as single elements. */
function inputsOf(plan: FusedPlan, leaves: readonly LeafValue[], source: Source): NDArray[] {
  return plan.slots.map(({ leaf, scalar, node }) => {
    if (scalar === null) return leaves[leaf] as NDArray;
    try {
      return scalar.make(leaves[leaf] as PyScalar);
    } catch (error) {
      throw pointAt(error, source, node.span);
    }
  });
}

/** The region's result in an array: a fresh one, or `out`. */
export function runFused(
  plan: FusedPlan,
  leaves: readonly LeafValue[],
  source: Source,
  out: NDArray | null,
): NDArray {
  const inputs = inputsOf(plan, leaves, source);
  return out === null ? intoFresh(plan, inputs, source) : intoArray(plan, inputs, source, out);
}

/** A plan with its operands there and its values checked. */
interface Prepared {
  readonly plan: FusedPlan;
  readonly inputs: readonly NDArray[];
  readonly layout: ResultLayout;
}

function prepare(plan: FusedPlan, inputs: readonly NDArray[], source: Source): Prepared {
  const layout = resultLayout(plan, inputs, source);
  if (countOf(layout.shape) === 0) return { plan, inputs, layout };
  if (plan.checked.length > 0) checkValues(plan, inputs, source);
  if (layout.steps === null) return { plan, inputs, layout };
  const before = costlyBefore(plan, layout.steps);
  if (before.length === 0) return { plan, inputs, layout };
  const results = new Map(
    before.map((op) => [op, scratchResult(plan, op, inputs, layout.steps![op].shape)]),
  );
  const part = partFor(plan, plan.ops.length - 1, before);
  return { plan: part.plan, inputs: partInputs(part, inputs, results), layout };
}

function partFor(plan: FusedPlan, root: number, given: readonly number[]): PartialPlan {
  const key = `${root}:${given.join()}`;
  let part = plan.parts.get(key);
  if (part === undefined) {
    part = partOf(plan, root, given);
    plan.parts.set(key, part);
  }
  return part;
}

function partInputs(
  part: PartialPlan,
  inputs: readonly NDArray[],
  results: ReadonlyMap<number, NDArray>,
): NDArray[] {
  return part.inputs.map((one) =>
    one.from === "slot" ? inputs[one.slot] : (results.get(one.op) as NDArray),
  );
}

/** The result of a function on the way, in memory of the library's own. */
function scratchResult(
  plan: FusedPlan,
  op: number,
  inputs: readonly NDArray[],
  shape: readonly number[],
): NDArray {
  const part = partFor(plan, op, []);
  const values = newArray(shape, part.plan.dtype, "C", false, true);
  runInto(part.plan, partInputs(part, inputs, new Map()), values);
  return values;
}

function intoFresh(plan: FusedPlan, given: readonly NDArray[], source: Source): NDArray {
  const prepared = prepare(plan, given, source);
  const { shape, strides } = prepared.layout;
  const result = newArrayWithStrides(shape, strides, plan.dtype);
  runInto(prepared.plan, prepared.inputs, result);
  return result;
}

function intoArray(
  plan: FusedPlan,
  given: readonly NDArray[],
  source: Source,
  out: NDArray,
): NDArray {
  const { node } = plan.ops[plan.ops.length - 1];
  try {
    checkOutputCast(node.apply.name, 0, { nin: 1, nout: 1 }, plan.dtype, out.dtype, "same_kind");
  } catch (error) {
    throw pointAt(error, source, node.span);
  }
  if (numberTypeOf(out.dtype) === null) {
    copyInto(out, intoFresh(plan, given, source), "expr");
    return out;
  }
  const prepared = prepare(plan, given, source);
  checkOutputShape(plan, given, prepared.layout, out, source);
  // read first what writing the output would change
  const safe = prepared.inputs.map((one) =>
    overwrites(out, one) ? copyArray(one, "K", "expr", "overlap") : one,
  );
  runInto(prepared.plan, safe, out);
  return out;
}

function runInto(plan: FusedPlan, inputs: readonly NDArray[], result: NDArray): void {
  if (result.size === 0) return;
  const shape = result._shape;
  const operands = inputs.map((one) => kernelOperand(one, shape));
  operands.push(kernelOperand(result, shape));
  runMap(mapOf(plan, numberTypeOf(result.dtype) as ElementType), shape, operands);
}

/** The kernel into an array of the given type. */
export function mapOf(plan: FusedPlan, output: ElementType): MapKernel {
  let kernel = plan.maps[output.code];
  if (kernel === undefined) {
    kernel = mapKernel({
      name: "expr",
      body: bodyOf(plan),
      inputs: plan.slots.map((slot) => slot.type),
      outputs: [output],
      // elements come as they are stored; the body widens halves where a loop wants that
      exactHalves: true,
    });
    plan.maps[output.code] = kernel;
  }
  return kernel;
}

// --- checks of values -----------------------------------------------------------------------------

/** Runs the rows' checks, such as that of integer exponents. What they look at is computed only if they do. */
function checkValues(plan: FusedPlan, inputs: readonly NDArray[], source: Source): void {
  for (const op of plan.checked) {
    const { args, node, resolved } = plan.ops[op];
    const computed = new Map<NDArray, number>();
    const operands = args.map((arg, i) => {
      if (arg.from === "slot") return inputs[arg.slot];
      if (arg.from === "constant") return arg.value;
      const placeholder = layoutArray([], [], resolved.inputs[i]);
      computed.set(placeholder, arg.op);
      return placeholder;
    });
    const read = (array: NDArray) => {
      const from = computed.get(array);
      return from === undefined ? array : arrayOf(plan, from, inputs, source);
    };
    try {
      node.apply.check?.(operands, resolved.loop!, read);
    } catch (error) {
      throw pointAt(error, source, node.span);
    }
  }
}

function arrayOf(plan: FusedPlan, op: number, inputs: readonly NDArray[], source: Source): NDArray {
  const part = partFor(plan, op, []);
  const { shape } = resultLayout(part.plan, partInputs(part, inputs, new Map()), source);
  return scratchResult(plan, op, inputs, shape);
}

// --- reductions -----------------------------------------------------------------------------------

let nowhere: ReturnType<typeof external> | null = null;

/** An array that is a dtype and a layout only, over no memory at all. */
function layoutArray(
  shape: readonly number[],
  strides: readonly number[],
  dtype: FusedPlan["dtype"],
): NDArray {
  nowhere ??= external(new ArrayBuffer(0), 0, 0);
  return makeArray(nowhere, 0, shape, strides, dtype, null);
}

/** The region's elements for a reduction into `out` (or a fresh array): nothing is computed yet. */
export function fusedElements(
  plan: FusedPlan,
  leaves: readonly LeafValue[],
  source: Source,
  out: NDArray | null,
): Elements {
  const prepared = prepare(plan, inputsOf(plan, leaves, source), source);
  const { shape, strides } = prepared.layout;
  // the output holds the reduction's state, so it must not be an input, not even element for element
  const inputs = prepared.inputs.map((one) =>
    out !== null && mayOverlap(out, one) ? copyArray(one, "K", "expr", "overlap") : one,
  );
  return {
    array: layoutArray(shape, strides, plan.dtype),
    computed: { inputs, element: bodyOf(prepared.plan), kernels: prepared.plan.reductions },
  };
}
