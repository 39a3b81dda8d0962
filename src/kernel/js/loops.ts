// What the loops of generated code share: where an operand's current element is, how pointers move, how
// leaves are read. The loops themselves are in lower.ts and pairwise.ts.

import { InternalError } from "../../memory/errors.js";
import type { Access } from "../access.js";
import type { Kernel, ReduceKernel } from "../kernel.js";
import { laneInfo } from "../lanes.js";
import { type JsValue, type Place, readPlace } from "./values.js";
import type { LeafReader, Writer } from "./writer.js";

/** Elements of an operand's view from one element of its type to the next in consecutive memory. */
export function elementSpan(kernel: Kernel, operand: number): number {
  const { lane, components } = kernel.operands[operand]!.type;
  return components * (laneInfo[lane].wide ? 2 : 1);
}

/** What the parts of a lowering share. */
export interface Lowering {
  readonly w: Writer;
  readonly kernel: Kernel;
  readonly access: readonly Access[];
}

/** The place of an operand's current element. */
export function placeOf(l: Lowering, operand: number, index = `p${operand}`): Place {
  const { lane, swapped } = l.kernel.operands[operand]!.type;
  const access = l.access[operand]!;
  const bytes = access === "bytes" || access === "indexedBytes";
  return { lane, swapped, array: `a${operand}`, index, bytes };
}

/** How far an operand's pointer moves per element: "" if it does not. */
export function innerStep(l: Lowering, operand: number): string {
  switch (l.access[operand]!) {
    case "unit":
      return `${elementSpan(l.kernel, operand)}`;
    case "strided":
    case "bytes":
      return `s${operand}`;
    default:
      return "";
  }
}

export function isIndexed(access: Access): boolean {
  return access === "indexed" || access === "indexedBytes";
}

/** Reads loads from memory at the operands' pointers. */
export function memoryReader(l: Lowering): LeafReader {
  return (node) => {
    if (node.op !== "load") throw new InternalError(`kernel ${l.kernel.name}: unbound ${node.op}`);
    return readPlace(placeOf(l, node.operand), node.component);
  };
}

/** Moves every pointer to the next element. */
export function advance(l: Lowering): void {
  const moves = l.kernel.operands
    .map((_, at) => [at, innerStep(l, at)] as const)
    .filter(([, step]) => step !== "")
    .map(([at, step]) => `p${at} = p${at} + ${step} | 0;`);
  if (moves.length > 0) l.w.line(moves.join(" "));
}

/** Reads arguments from given values, everything else from memory. */
export function argumentReader(l: Lowering, ...values: (readonly JsValue[])[]): LeafReader {
  const memory = memoryReader(l);
  return (node) => (node.op === "argument" ? values[node.operand]![node.component]! : memory(node));
}

/** The step's result for a state and an element. */
export function stepValues(
  l: Lowering,
  kernel: ReduceKernel,
  state: readonly JsValue[],
  element: readonly JsValue[],
): JsValue[] {
  return l.w.values(kernel.step, new Map(), argumentReader(l, state, element));
}
