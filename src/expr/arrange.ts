// A syntax tree arranged for operands of which it is known whether they are arrays or scalars: what Python works
// out on its own, what fuses into one kernel, and what has to be there before. Dtypes and shapes come later.

import { InternalError } from "../core/errors.js";
import {
  type ApplyNode,
  type IndexNode,
  type IndexPart,
  type MatmulNode,
  type Node,
  type OperandNode,
  type ReduceNode,
  type TransposeNode,
  valuesIn,
} from "./nodes.js";
import { type PyScalar, pyOperation } from "./python-scalar.js";
import type { FusedPlan } from "./typing.js";

/** The operands of one evaluation: arrays, Python scalars, or as they were given where only indexes use them. */
export type Values = readonly unknown[];

/** A Python scalar: known from the text, or worked out from scalar operands. */
export interface ScalarTask {
  readonly task: "scalar";
  readonly node: Node;
  /** The value where it depends on no operand. */
  readonly constant: PyScalar | null;
  /** @throws as Python does */
  evaluate(values: Values): PyScalar;
}

/** An operand that is an array. */
export interface OperandTask {
  readonly task: "operand";
  readonly node: OperandNode;
  readonly index: number;
}

/** An elementwise function; with those under it, one kernel. */
export interface FusedTask {
  readonly task: "fused";
  readonly node: ApplyNode;
  readonly args: readonly Task[];
  /** Operands that a kernel for everything under it has. */
  readonly weight: number;
  /** Whether it is computed by a kernel of its own, to keep the one above it within its operands. */
  cut: boolean;
  region: Region | null;
}

/** A reduction; what it reduces fuses into it. */
export interface ReduceTask {
  readonly task: "reduce";
  readonly node: ReduceNode;
  readonly over: Task;
  readonly given: GivenTasks;
}

/** The expressions inside an index or an axis. */
export type GivenTasks = ReadonlyMap<Node, Task>;

/** What is evaluated by other routines, its operands being there. */
export type StepTask =
  | { readonly task: "matmul"; readonly node: MatmulNode; readonly args: readonly [Task, Task] }
  | { readonly task: "transpose"; readonly node: TransposeNode; readonly over: Task }
  | {
      readonly task: "index";
      readonly node: IndexNode;
      readonly over: Task;
      readonly given: GivenTasks;
    };

export type Task = ScalarTask | OperandTask | FusedTask | ReduceTask | StepTask;

/** Whether each operand is a scalar; for arrays, the first operand that is the same array. */
export type Classes = readonly number[];

/** The class of a scalar operand; the class of an array operand is a position. */
export const SCALAR = -1;

/** More operands than this are split over kernels. */
const MAX_LEAVES = 48;

/** The tasks of a tree. */
export function arrange(root: Node, classes: Classes): Task {
  const given = (parts: readonly IndexPart[]): GivenTasks =>
    new Map(parts.flatMap(valuesIn).map((node) => [node, visit(node)]));
  const visit = (node: Node): Task => {
    switch (node.kind) {
      case "operand":
        return operandTask(node, classes[node.index]);
      case "literal":
        return { task: "scalar", node, constant: node.scalar, evaluate: () => node.scalar };
      case "apply":
        return applyTask(node, node.args.map(visit));
      case "reduce":
        return {
          task: "reduce",
          node,
          over: visit(node.arg),
          given: given(node.axis === null ? [] : [node.axis]),
        };
      case "matmul":
        return { task: "matmul", node, args: [visit(node.args[0]), visit(node.args[1])] };
      case "transpose":
        return { task: "transpose", node, over: visit(node.arg) };
      case "index":
        return { task: "index", node, over: visit(node.arg), given: given(node.items) };
      default:
        throw new InternalError(`expr: no task for a ${(node as Node).kind} node`);
    }
  };
  return visit(root);
}

function operandTask(node: OperandNode, kind: number): Task {
  if (kind !== SCALAR) return { task: "operand", node, index: kind };
  const evaluate = (values: Values) => values[node.index] as PyScalar;
  return { task: "scalar", node, constant: null, evaluate };
}

function applyTask(node: ApplyNode, args: readonly Task[]): Task {
  const { operator } = node;
  const scalars = args.filter((arg) => arg.task === "scalar");
  if (operator !== null && scalars.length === args.length) {
    const evaluate = (values: Values) =>
      pyOperation(
        operator,
        scalars.map((arg) => arg.evaluate(values)),
      );
    const isConstant = scalars.every((arg) => arg.constant !== null);
    return { task: "scalar", node, constant: isConstant ? folded(evaluate) : null, evaluate };
  }
  return { task: "fused", node, args, weight: weigh(args), cut: false, region: null };
}

/** A constant's value; null if working it out is an error, which is for the evaluation to raise. */
function folded(evaluate: (values: Values) => PyScalar): PyScalar | null {
  try {
    return evaluate([]);
  } catch {
    return null;
  }
}

function weightOf(task: Task): number {
  return task.task === "fused" && !task.cut ? task.weight : 1;
}

/** Adds up the operands, cutting off the heaviest until they are few enough for one kernel. */
function weigh(args: readonly Task[]): number {
  for (;;) {
    const weight = args.reduce((sum, arg) => sum + weightOf(arg), 0);
    if (weight <= MAX_LEAVES) return weight;
    const heaviest = args.reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a));
    (heaviest as FusedTask).cut = true;
  }
}

// --- regions --------------------------------------------------------------------------------------

/** An operand of a region: what has to be there before its kernel runs. */
export interface Leaf {
  readonly task: Task;
  /** What typing depends on beyond a scalar's kind. */
  looksAt: "range" | "exponent" | null;
}

/** A function in a region; its arguments are leaves or results of functions before it. */
export interface RegionOp {
  readonly node: ApplyNode;
  readonly args: readonly RegionArgument[];
}

export type RegionArgument = { readonly leaf: number } | { readonly op: number };

/** What one kernel computes: functions, operands before users, the last one being the result. */
export interface Region {
  readonly leaves: readonly Leaf[];
  readonly ops: readonly RegionOp[];
  /** What was compiled for it, by the types of its leaves. */
  readonly plans: Map<string, FusedPlan>;
  /** The latest of them, and the codes of its leaves' types. */
  lastCodes: readonly number[];
  last: FusedPlan | null;
}

/** The region of which a task is the result, worked out when first asked for. */
export function regionOf(task: FusedTask): Region {
  task.region ??= collect(task);
  return task.region;
}

function collect(root: FusedTask): Region {
  const leaves: Leaf[] = [];
  const ops: RegionOp[] = [];
  const leafOf = (task: Task, looksAt: Leaf["looksAt"]): RegionArgument => {
    const known = leaves.findIndex(
      (leaf) =>
        leaf.task.task === "operand" && task.task === "operand" && leaf.task.index === task.index,
    );
    if (known >= 0) return { leaf: known };
    leaves.push({ task, looksAt });
    return { leaf: leaves.length - 1 };
  };
  const visit = (task: FusedTask): RegionArgument => {
    const { looksAt } = task.node.apply;
    const args = task.args.map((arg) =>
      arg.task === "fused" && !arg.cut ? visit(arg) : leafOf(arg, looksAt),
    );
    ops.push({ node: task.node, args });
    return { op: ops.length - 1 };
  };
  visit(root);
  return { leaves, ops, plans: new Map(), lastCodes: [], last: null };
}

/** Whether a result without axes is a scalar to the user: no array went into it but through a reduction. */
export function isScalarTask(task: Task): boolean {
  switch (task.task) {
    case "scalar":
    case "reduce":
      return true;
    case "fused":
      return task.args.every(isScalarTask);
    case "matmul":
      return true;
    default:
      return false;
  }
}
