// What the loops of generated code share: where an operand's current element is, how pointers move, how
// leaves are read. The loops themselves are in lower.ts and pairwise.ts.

import { InternalError } from "../../memory/errors.js";
import type { Access } from "../access.js";
import { type Node, reachable } from "../ir.js";
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
  /** Indexes may exceed 31 bits: they are left as doubles, and memory is read through DataViews. */
  readonly far: boolean;
  /** The operand that holds a line's one result and does not move along it, or -1. */
  readonly still: number;
  /** Elements past the pointers at which unit-stride operands are, in an unrolled loop. */
  shift: number;
}

/** An index or count as int32, which V8 computes with fastest; as it is where it may be larger. */
export function whole(l: Lowering, expression: string): string {
  return l.far ? expression : `${expression} | 0`;
}

/** The place of an operand's current element. */
export function placeOf(l: Lowering, operand: number, index = pointer(l, operand)): Place {
  const { lane, swapped } = l.kernel.operands[operand]!.type;
  const access = l.access[operand]!;
  const bytes = access === "bytes" || access === "indexedBytes";
  return { lane, swapped, array: `a${operand}`, index, bytes };
}

/** Whether an operand moves by a constant from element to element. */
function isUnit(l: Lowering, operand: number): boolean {
  return l.access[operand] === "unit" && operand !== l.still;
}

function pointer(l: Lowering, operand: number): string {
  if (l.shift === 0 || !isUnit(l, operand)) return `p${operand}`;
  return `p${operand} + ${l.shift * elementSpan(l.kernel, operand)}`;
}

/** How far an operand's pointer moves per element: "" if it does not. */
export function innerStep(l: Lowering, operand: number): string {
  if (operand === l.still) return "";
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
  movePointers(l, (at) => innerStep(l, at));
}

/** Moves pointers by the steps that `step` gives; "" leaves one where it is. */
function movePointers(l: Lowering, step: (operand: number) => string): void {
  const moves = l.kernel.operands
    .map((_, at) => [at, step(at)] as const)
    .filter(([, by]) => by !== "")
    .map(([at, by]) => `p${at} = ${whole(l, `p${at} + ${by}`)};`);
  if (moves.length > 0) l.w.line(moves.join(" "));
}

/**
 * `inside` for `copies` elements in a row. Pointers of unit-stride operands move once at the end, by a
 * constant; `inside` sees them through {@link placeOf}.
 */
export function unrolled(l: Lowering, copies: number, inside: () => void): void {
  for (let copy = 0; copy < copies; copy++) {
    l.shift = copy;
    inside();
    movePointers(l, (at) => (isUnit(l, at) ? "" : innerStep(l, at)));
  }
  l.shift = 0;
  movePointers(l, (at) => (isUnit(l, at) ? `${copies * elementSpan(l.kernel, at)}` : ""));
}

/** Whether an operation calls a function too long to be worth repeating. */
function isHeavy(node: Node): boolean {
  if (node.op === "call") return true;
  return node.lane === "f16" ? node.op !== "load" : node.op === "rem";
}

/**
 * How many elements one turn of the inner loop takes. V8 checks for interrupts at every turn and reloads
 * all addresses after the check: for small bodies that costs more than the work (measured: 1.9 ns against
 * 1.1 for an addition).
 */
export function unrollOf(l: Lowering, roots: readonly Node[]): number {
  if (l.access.some(isIndexed)) return 1;
  const nodes = reachable(roots);
  if (nodes.some(isHeavy)) return 1;
  return nodes.length <= 8 ? 8 : nodes.length <= 24 ? 4 : 1;
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
