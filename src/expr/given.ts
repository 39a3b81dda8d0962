// The items of an index and the axes of a reduction as JavaScript values, as indexing and reducing take them.

import { IndexError } from "../core/errors.js";
import type { AxisArgument } from "../core/layout.js";
import { NDArray } from "../core/ndarray.js";
import { pythonType } from "../core/python-values.js";
import { Slice } from "../core/slice.js";
import type { GivenTasks, Task } from "./arrange.js";
import type { IndexPart, Node, SpecialNode } from "./nodes.js";
import type { PyScalar } from "./python-scalar.js";

/** What reading an index or axis needs from the evaluation around it. */
export interface GivenContext {
  /** The operands as they were given. */
  readonly raw: readonly unknown[];
  evaluate(task: Task): NDArray | PyScalar;
}

/** An item of an index. @throws IndexError, TypeError for what is none */
export function indexItem(part: IndexPart, tasks: GivenTasks, context: GivenContext): unknown {
  switch (part.kind) {
    case "none":
      return null;
    case "ellipsis":
      return "...";
    case "slice": {
      const [start, stop, step] = [part.start, part.stop, part.step].map((bound) =>
        bound === null ? null : sliceBound(indexItem(bound, tasks, context)),
      );
      return new Slice(start, stop, step);
    }
    case "tuple":
    case "list":
      return part.items.map((item) => indexItem(item, tasks, context));
    case "text":
    case "dtype":
      throw notAnIndex(part.kind === "text" ? "a string" : "a dtype");
    case "operand": {
      const value = context.raw[part.index];
      if (typeof value === "string") throw notAnIndex("a string");
      return value;
    }
    default:
      return itemValue(context.evaluate(tasks.get(part) as Task));
  }
}

function notAnIndex(what: string): IndexError {
  return new IndexError(
    `only integers, slices (\`:\`), ellipsis (\`...\`), numpy.newaxis (\`None\`) and integer or boolean arrays are valid indices (got ${what})`,
  );
}

function itemValue(value: NDArray | PyScalar): unknown {
  if (value instanceof NDArray) return value;
  if (value.kind === "int" || value.kind === "bool") return value.value;
  throw notAnIndex(`the ${value.kind} ${value.value}`);
}

function sliceBound(bound: unknown): number | null {
  if (bound === null || typeof bound === "number") return bound;
  if (typeof bound === "bigint" || typeof bound === "boolean") return Number(bound);
  throw new TypeError(
    `slice indices must be integers or None or have an __index__ method (got ${pythonType(bound)})`,
  );
}

/** The axes of a reduction; null for all. @throws TypeError for what is none */
export function axisValue(
  part: Node | SpecialNode | null,
  tasks: GivenTasks,
  context: GivenContext,
): AxisArgument {
  if (part === null || part.kind === "none") return null;
  const value = axisItem(part, tasks, context);
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.map(axisNumber) : axisNumber(value);
}

function axisItem(part: Node | SpecialNode, tasks: GivenTasks, context: GivenContext): unknown {
  if (part.kind === "operand") return context.raw[part.index];
  if (part.kind === "tuple" || part.kind === "list") {
    return part.items.map((item) => axisItem(item, tasks, context));
  }
  const task = tasks.get(part as Node);
  if (task === undefined) return part.kind;
  const value = context.evaluate(task);
  return value instanceof NDArray || value.kind === "int"
    ? "value" in value
      ? value.value
      : value
    : value.kind;
}

function axisNumber(value: unknown): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw new TypeError(
    `'${value instanceof NDArray ? "ndarray" : typeof value === "string" ? value : pythonType(value)}' object cannot be interpreted as an integer (an axis is an integer, a tuple of them or None; the larger or smaller of two is maximum(x, y) or minimum(x, y))`,
  );
}
