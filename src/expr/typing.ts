// A region typed: for leaves of given dtypes and kinds, the loop of each function, resolved as its ufunc would
// resolve it, the casts between them, and the body that is all of them in a row. No shapes and no memory.

import { itemOf } from "../array/convert.js";
import { numberTypeOf } from "../array/copy.js";
import type { Complex } from "../core/complex.js";
import type { DType } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import type { Body, Builder, Value } from "../kernel/builder.js";
import type { MapKernel, ReduceKernel } from "../kernel/kernel.js";
import { type ElementType, elementType, type NumericName } from "../kernel/lanes.js";
import type { Region, RegionArgument } from "./arrange.js";
import type { OperandType, Resolved, ScalarInput } from "./map-functions.js";
import type { ApplyNode } from "./nodes.js";
import type { PyScalar } from "./python-scalar.js";
import { pointAt, type Source } from "./source.js";

/** An input of the kernel: an array leaf as it lies in memory, or a scalar leaf made into an element. */
export interface Slot {
  readonly leaf: number;
  readonly scalar: ScalarInput | null;
  readonly type: ElementType;
  readonly node: ApplyNode;
}

/** Where an argument of a typed function comes from. */
export type TypedArgument =
  | { readonly from: "slot"; readonly slot: number }
  | { readonly from: "op"; readonly op: number }
  | { readonly from: "constant"; readonly value: NDArray };

/** A function with its loop. */
export interface TypedOp {
  readonly node: ApplyNode;
  readonly resolved: Resolved;
  /** Those that the loop reads. */
  readonly args: readonly TypedArgument[];
}

/** A region for certain types, and the kernels made of it. */
export interface FusedPlan {
  readonly slots: readonly Slot[];
  readonly ops: readonly TypedOp[];
  /** Of the result. */
  readonly dtype: DType;
  /** The functions whose rows look at values first. */
  readonly checked: readonly number[];
  /** The kernel for each element type of the result's array. */
  readonly maps: (MapKernel | undefined)[];
  readonly reductions: Map<string, ReduceKernel>;
  /** Parts of the plan, by the functions computed before: see stretched.ts. */
  readonly parts: Map<string, PartialPlan>;
}

/** What is known of a leaf: an array's dtype, or a scalar. */
export type LeafValue = NDArray | PyScalar;

function typeOfLeaf(value: LeafValue): OperandType {
  return "dtype" in value ? { dtype: value.dtype } : { scalar: value };
}

/** @throws UFuncTypeError and others in NumPy's words, with the place */
export function typeRegion(
  region: Region,
  leaves: readonly LeafValue[],
  source: Source,
): FusedPlan {
  const slots: Slot[] = [];
  const arraySlots = new Map<number, number>();
  const ops: TypedOp[] = [];
  const types = leaves.map(typeOfLeaf);

  const slotOf = (leaf: number, scalar: ScalarInput | null, dtype: DType, node: ApplyNode) => {
    const known = scalar === null ? arraySlots.get(leaf) : undefined;
    if (known !== undefined) return known;
    slots.push({ leaf, scalar, type: numberTypeOf(dtype) as ElementType, node });
    if (scalar === null) arraySlots.set(leaf, slots.length - 1);
    return slots.length - 1;
  };
  const argumentOf = (
    arg: RegionArgument,
    scalar: ScalarInput | null,
    node: ApplyNode,
  ): TypedArgument => {
    if ("op" in arg) return { from: "op", op: arg.op };
    const value = leaves[arg.leaf];
    const { task } = region.leaves[arg.leaf];
    if (scalar === null) {
      return { from: "slot", slot: slotOf(arg.leaf, null, (value as NDArray).dtype, node) };
    }
    if (task.task === "scalar" && task.constant !== null) {
      return { from: "constant", value: scalar.make(task.constant) };
    }
    return { from: "slot", slot: slotOf(arg.leaf, scalar, scalar.dtype, node) };
  };

  for (const { node, args } of region.ops) {
    try {
      const operands = args.map((arg) =>
        "op" in arg ? { dtype: ops[arg.op].resolved.output } : types[arg.leaf],
      );
      const resolved = node.apply.resolve(operands);
      ops.push({
        node,
        resolved,
        args: resolved.inputs.map((_, i) => argumentOf(args[i], resolved.scalars[i], node)),
      });
    } catch (error) {
      throw pointAt(error, source, node.span);
    }
  }
  return planOf(slots, ops);
}

function planOf(slots: readonly Slot[], ops: readonly TypedOp[]): FusedPlan {
  const checked: number[] = [];
  ops.forEach(({ node, resolved }, i) => {
    if (node.apply.check !== null && resolved.loop !== null) checked.push(i);
  });
  const { output } = ops[ops.length - 1].resolved;
  return { slots, ops, dtype: output, checked, maps: [], reductions: new Map(), parts: new Map() };
}

/** A part of a plan: what it computes, and where each of its slots comes from. */
export interface PartialPlan {
  readonly plan: FusedPlan;
  readonly inputs: readonly (TypedArgument & { readonly from: "slot" | "op" })[];
}

/** The plan of the function `root`, taking the results of the functions `given` as arrays. */
export function partOf(plan: FusedPlan, root: number, given: readonly number[]): PartialPlan {
  const slots: Slot[] = [];
  const ops: TypedOp[] = [];
  const inputs: (TypedArgument & { from: "slot" | "op" })[] = [];
  const places = new Map<string, number>();
  const once = (key: string, make: () => number): number => {
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = make();
    places.set(key, place);
    return place;
  };
  const slotOf = (slot: Slot, input: TypedArgument & { from: "slot" | "op" }): TypedArgument => {
    const key = `${input.from} ${input.from === "slot" ? input.slot : input.op}`;
    const place = once(key, () => {
      inputs.push(input);
      return slots.push(slot) - 1;
    });
    return { from: "slot", slot: place };
  };
  const visit = (op: number): number =>
    once(`result ${op}`, () => {
      const { node, resolved, args } = plan.ops[op];
      const moved = args.map((arg) => argument(arg));
      return ops.push({ node, resolved, args: moved }) - 1;
    });
  const argument = (arg: TypedArgument): TypedArgument => {
    if (arg.from === "constant") return arg;
    if (arg.from === "slot") return slotOf(plan.slots[arg.slot], arg);
    if (!given.includes(arg.op)) return { from: "op", op: visit(arg.op) };
    const { node, resolved } = plan.ops[arg.op];
    const type = numberTypeOf(resolved.output) as ElementType;
    return slotOf({ leaf: -1, scalar: null, type, node }, arg);
  };
  visit(root);
  return { plan: planOf(slots, ops), inputs };
}

/** The functions in a row, as one body of the slots' elements. */
export function bodyOf(plan: FusedPlan): Body {
  return (b, ...inputs) => {
    const results: Value[] = [];
    for (const { args, resolved } of plan.ops) {
      const operands = args.map((arg, i) => {
        const value =
          arg.from === "slot"
            ? inputs[arg.slot]
            : arg.from === "op"
              ? results[arg.op]
              : constant(b, arg.value);
        return operandValue(b, value, resolved.inputs[i], resolved.exactHalves);
      });
      // rounded to the loop's dtype after every function, as an array in between would have been
      const result = resolved.body(b, ...operands) as Value;
      results.push(b.cast(result, resolved.output.typeName as NumericName));
    }
    return results[results.length - 1];
  };
}

/** A value as a loop's body takes it: halves are widened, unless the body looks at their bits. */
function operandValue(b: Builder, value: Value, to: DType, exactHalves: boolean): Value {
  const name = to.typeName as NumericName;
  const cast = b.cast(value, name);
  return name === "float16" && !exactHalves ? b.cast(cast, "float32") : cast;
}

function constant(b: Builder, array: NDArray): Value {
  const { lane, components } = elementType(array.dtype.typeName as NumericName);
  const value = itemOf(array);
  if (components === 1) return b.lit(lane, value as number | bigint | boolean);
  const { re, im } = value as Complex;
  return b.complex(b.lit(lane, re), b.lit(lane, im));
}

// --- the types of leaves as numbers ---------------------------------------------------------------

/** The code of a leaf that no kernel can read. */
export const NO_NUMBER = -1;

const kindCodes = { bool: 100, int: 101, float: 102, complex: 103 } as const;

/** Powers of two at which an integer's fit into some dtype begins or ends. */
const ranges = [-63, -31, -15, -7].map((bits) => -(2 ** -bits));
ranges.push(0, ...[7, 8, 15, 16, 31, 32, 63, 64].map((bits) => 2 ** bits));

/** What typing depends on: equal codes take equal plans. */
export function codeOfLeaf(value: LeafValue, looksAt: "range" | "exponent" | null): number {
  if ("dtype" in value) return numberTypeOf(value.dtype)?.code ?? NO_NUMBER;
  const code = kindCodes[value.kind];
  if (looksAt === null || value.kind === "bool" || value.kind === "complex") return code;
  if (looksAt === "range") {
    if (value.kind === "float") return code;
    return code + 1000 * ranges.filter((bound) => value.value >= bound).length;
  }
  if (value.value === 2) return code + 1000;
  if (value.value === -1) return code + 2000;
  return value.value === 0.5 ? code + 3000 : code;
}
