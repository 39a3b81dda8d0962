// Elementwise kernels that are made from a reduction's description: its combining step over arrays of states or
// elements. They run like any other kernel, on any engine.

import { Graph, type Node, reachable } from "./ir.js";
import type { MapKernel, ReduceKernel } from "./kernel.js";
import { type ElementType, elementType, type Lane, type NumericName } from "./lanes.js";

/** The nodes of `roots` again, in another graph, with arguments replaced by the nodes bound to them. */
function substituted(
  graph: Graph,
  roots: readonly Node[],
  bound: readonly (readonly Node[])[],
): Node[] {
  const copies = new Map<Node, Node>();
  for (const node of reachable(roots)) {
    const args = node.args.map((arg) => copies.get(arg)!);
    let copy: Node;
    switch (node.op) {
      case "load":
        copy = graph.load(node.operand, node.lane, node.component);
        break;
      case "argument":
        copy = bound[node.operand]![node.component]!;
        break;
      case "const":
        copy = graph.constant(node.lane, node.value!);
        break;
      case "call":
        copy = graph.call(node.name, node.lane, args);
        break;
      default:
        copy = graph.node(node.op, node.lane, args);
    }
    copies.set(node, copy);
  }
  return roots.map((root) => copies.get(root)!);
}

/** `output = finish(step(start(output), element))` for every element. */
function stepping(
  kernel: ReduceKernel,
  name: string,
  operands: MapKernel["operands"],
  output: number,
  where: number,
  makeElement: (graph: Graph) => readonly Node[],
): MapKernel {
  const graph = new Graph();
  const { type } = kernel.operands[kernel.output]!;
  const stored = Array.from({ length: type.components }, (_, component) =>
    graph.load(output, type.lane, component),
  );
  const state = substituted(graph, kernel.start, [stored]);
  const next = substituted(graph, kernel.step, [state, makeElement(graph)]);
  return {
    form: "map",
    id: kernel.id,
    name: `${kernel.name}_${name}`,
    compiled: { js: null, wasm: null, native: null },
    operands,
    inputs: operands.filter(({ role }) => role === "in").length,
    where,
    outputs: [{ operand: output, roots: substituted(graph, kernel.finish, [next]) }],
    errors: null,
  };
}

function remembered(
  make: (kernel: ReduceKernel) => MapKernel,
): (kernel: ReduceKernel) => MapKernel {
  const made = new WeakMap<ReduceKernel, MapKernel>();
  return (kernel) => {
    let found = made.get(kernel);
    if (found === undefined) {
      found = make(kernel);
      made.set(kernel, found);
    }
    return found;
  };
}

/** Each element into an output of its own: a reduction whose inner axis is kept. Operands as the reduction's. */
export const combineKernel = remembered((kernel) =>
  stepping(kernel, "combine", kernel.operands, kernel.output, kernel.where, (graph) =>
    substituted(graph, kernel.element, []),
  ),
);

const nameOfLane: Partial<Record<Lane, NumericName>> = {
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
  f32: "float32",
  f64: "float64",
};

/** The element type of a list of states of one lane. */
export function stateType(kernel: ReduceKernel): ElementType {
  return elementType(nameOfLane[kernel.step[0]!.lane]!);
}

/** States of whole lines (operand 0) into outputs (operand 1). For states of one number. */
export const mergeKernel = remembered((kernel) => {
  const type = stateType(kernel);
  const operands = [{ type, role: "in" }, kernel.operands[kernel.output]!] as const;
  return stepping(kernel, "merge", operands, 1, -1, (graph) => [graph.load(0, type.lane)]);
});
