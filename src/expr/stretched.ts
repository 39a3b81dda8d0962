// Costly functions of operands that the result stretches: exp(row) * column is a thousand exponentials or a
// million. Where a function is much smaller than the result, it is worth a small array of its own.

import type { OperandLayout } from "../core/layout.js";
import { countOf } from "../core/layout.js";
import { Builder, type Value } from "../kernel/builder.js";
import { Graph } from "../kernel/ir.js";
import { elementType, type NumericName } from "../kernel/lanes.js";
import type { FusedPlan, TypedOp } from "./typing.js";

/** How many times smaller than the result a function's own result must be. */
const MUCH_SMALLER = 8;

/** Nodes of a body that are no work worth saving. */
const CHEAP = 24;

/** The functions to compute before, outermost ones only; `steps` are the layouts of their results. */
export function costlyBefore(plan: FusedPlan, steps: readonly OperandLayout[]): number[] {
  const total = countOf(steps[steps.length - 1].shape);
  const found: number[] = [];
  const visit = (op: number): void => {
    if (found.includes(op)) return;
    const isSmall = countOf(steps[op].shape) * MUCH_SMALLER <= total;
    if (isSmall && isCostlyUpTo(plan, op)) {
      found.push(op);
      return;
    }
    for (const arg of plan.ops[op].args) if (arg.from === "op") visit(arg.op);
  };
  visit(steps.length - 1);
  return found;
}

function isCostlyUpTo(plan: FusedPlan, op: number): boolean {
  const one = plan.ops[op];
  return isCostly(one) || one.args.some((arg) => arg.from === "op" && isCostlyUpTo(plan, arg.op));
}

const costs = new WeakMap<TypedOp, boolean>();

/** Whether the body calls a function or is long. */
function isCostly(op: TypedOp): boolean {
  let costly = costs.get(op);
  if (costly === undefined) {
    const b = new Builder(new Graph());
    const operands = op.resolved.inputs.map((dtype, i): Value => {
      const { lane, components } = elementType(dtype.typeName as NumericName);
      const re = b.graph.load(i, lane);
      const value = components === 2 ? b.complex(re, b.graph.load(i, lane, 1)) : re;
      return lane === "f16" && !op.resolved.exactHalves ? b.cast(value, "float32") : value;
    });
    op.resolved.body(b, ...operands);
    costly = b.graph.nodes.length > CHEAP || b.graph.nodes.some((node) => node.op === "call");
    costs.set(op, costly);
  }
  return costly;
}
