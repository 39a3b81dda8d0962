// What the loops of generated code share: where an operand's current element is, how pointers move, how
// leaves are read. The loops themselves are in lower.ts and pairwise.ts.

import { InternalError } from "../../memory/errors.js";
import { type Access, FIRST_OPERAND, INNER_COUNT, OUTER_COUNT, PER_OPERAND } from "../access.js";
import { type Node, reachable } from "../ir.js";
import type { Kernel, ReduceKernel } from "../kernel.js";
import { laneInfo } from "../lanes.js";
import {
  asCondition,
  type JsValue,
  type Place,
  readPlace,
  viewBytes,
  viewOfLane,
  writePlace,
} from "./values.js";
import type { Bindings, LeafReader, Writer } from "./writer.js";

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
  /** Prefix of the operands' index variables: `p` inside a line, `o` outside. */
  readonly pointerName?: "o";
  /** Elements past the pointers at which unit-stride operands are, in an unrolled loop. */
  shift: number;
}

/** The index expression of an operand's current element. */
export function pointerOf(l: Lowering, operand: number): string {
  return pointer(l, operand);
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
  if (l.pointerName) return `${l.pointerName}${operand}`;
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

function isIndexed(access: Access): boolean {
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
function unrolled(l: Lowering, copies: number, inside: () => void): void {
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
function unrollOf(l: Lowering, roots: readonly Node[]): number {
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

/** Declares extents, arrays, offsets and strides. */
export function declareOperands(l: Lowering): void {
  const { w, kernel } = l;
  w.line(`const n1 = ${whole(l, `P[${OUTER_COUNT}]`)}, n0 = ${whole(l, `P[${INNER_COUNT}]`)};`);
  kernel.operands.forEach((_, at) => {
    const base = FIRST_OPERAND + at * PER_OPERAND;
    const parameter = (name: string, add: number) =>
      `${name}${at} = ${whole(l, `P[${base + add}]`)}`;
    w.line(`const a${at} = V[${at}], ${parameter("u", 1)}, ${parameter("s", 2)};`);
    w.line(`let ${parameter("o", 0)};`);
    if (isIndexed(l.access[at]!)) w.line(`const x${at} = X[${at}];`);
  });
}

/** The outer loop over lines; inside it `p` are the operands' pointers. */
export function eachLine(l: Lowering, inside: () => void): void {
  const { w, kernel } = l;
  w.block("for (let j = 0; j < n1; j++)", () => {
    w.line(`let ${kernel.operands.map((_, at) => `p${at} = o${at}`).join(", ")};`);
    inside();
    w.line(kernel.operands.map((_, at) => `o${at} = ${whole(l, `o${at} + u${at}`)};`).join(" "));
  });
}

/** The inner loop over a line's elements; `roots` is what `inside` computes. */
export function eachElement(l: Lowering, roots: readonly Node[], inside: () => void): void {
  const { w } = l;
  const copies = unrollOf(l, roots);
  w.line("let i = 0;");
  if (copies > 1) {
    w.block(`for (const m = n0 - ${copies - 1}; i < m; i += ${copies})`, () => {
      unrolled(l, copies, inside);
    });
  }
  oneByOne(l, "", inside);
}

/** The inner loop, an element at a time; `from` declares `i` unless it is there. */
export function oneByOne(l: Lowering, from: string, inside: () => void): void {
  const { w, kernel } = l;
  w.block(`for (${from}; i < n0; i++)`, () => {
    kernel.operands.forEach((_, at) => {
      if (!isIndexed(l.access[at]!)) return;
      const unit =
        l.access[at] === "indexed" ? viewBytes[viewOfLane[kernel.operands[at]!.type.lane]] : 1;
      const index = `o${at} + x${at}[i]${unit === 1 ? "" : ` * ${1 / unit}`}`;
      w.line(`p${at} = ${whole(l, index)};`);
    });
    inside();
    advance(l);
  });
}

/** Writes, before the inner loop, everything under `roots` that does not change in it. */
export function hoist(l: Lowering, roots: readonly Node[], bindings: Bindings): void {
  const isOutput = (operand: number) => l.kernel.operands[operand]!.role === "out";
  const invariant = new Set<Node>();
  for (const node of reachable(roots)) {
    const fixed =
      node.op === "load"
        ? l.access[node.operand] === "broadcast" && !isOutput(node.operand)
        : node.op === "const" ||
          (node.args.length > 0 && node.args.every((arg) => invariant.has(arg)));
    // what raises an error does so for elements that are computed, which a mask may leave out
    if (!fixed || l.w.trap(node) !== 0) continue;
    invariant.add(node);
    if (node.op !== "const") l.w.value(node, bindings, memoryReader(l));
  }
}

export function store(l: Lowering, operand: number, values: readonly JsValue[]): void {
  values.forEach((value, component) => {
    l.w.line(writePlace(placeOf(l, operand), component, value));
  });
}

/** Guards `inside` with the kernel's mask, if it has one. */
export function masked(l: Lowering, inside: () => void): void {
  const { where } = l.kernel;
  if (where < 0) {
    inside();
    return;
  }
  const mask = readPlace(placeOf(l, where), 0);
  l.w.block(`if (${asCondition(mask)})`, inside);
}
