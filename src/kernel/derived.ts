// Elementwise kernels that are made from a reduction's description: its combining step over arrays of states or
// elements. They run like any other kernel, on any engine.

import { Graph, type Node, reachable } from "./ir.js";
import type { ArgKernel, MapKernel, ReduceKernel } from "./kernel.js";
import { type ElementType, elementType, type Lane, type NumericName } from "./lanes.js";

/**
 * The nodes of `roots` again, in another graph, with arguments replaced by the nodes bound to them, and operands by those
 * that `from` names.
 */
function substituted(
  graph: Graph,
  roots: readonly Node[],
  bound: readonly (readonly Node[])[],
  from: (operand: number) => number = (operand) => operand,
): Node[] {
  const copies = new Map<Node, Node>();
  for (const node of reachable(roots)) {
    const args = node.args.map((arg) => copies.get(arg)!);
    let copy: Node;
    switch (node.op) {
      case "load":
        copy = graph.load(from(node.operand), node.lane, node.component);
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
      case "lookup":
        copy = graph.lookup(node.name, node.lane, node.table!, args[0]!);
        break;
      default:
        copy = graph.node(node.op, node.lane, args);
    }
    copies.set(node, copy);
  }
  return roots.map((root) => copies.get(root)!);
}

/** `output = finish(step(start(before), element))` for every element; before is the output itself, if nothing is said. */
function stepping(
  kernel: ReduceKernel,
  name: string,
  operands: MapKernel["operands"],
  output: number,
  where: number,
  makeElement: (graph: Graph) => readonly Node[],
  before = output,
): MapKernel {
  const graph = new Graph();
  const { type } = kernel.operands[kernel.output]!;
  const stored = Array.from({ length: type.components }, (_, component) =>
    graph.load(before, type.lane, component),
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

/** Running results line by line. Operands are the inputs, the line of results before, and the line of results. */
export const chainKernel = remembered((kernel): MapKernel => {
  const { inputs, output } = kernel;
  const result = kernel.operands[output]!;
  const operands = [
    ...kernel.operands.slice(0, inputs),
    { ...result, role: "in" as const },
    result,
  ];
  const element = (graph: Graph) => substituted(graph, kernel.element, []);
  const made = stepping(kernel, "chain", operands, inputs + 1, -1, element, inputs);
  return { ...made, follows: true };
});

const nameOfLane: Partial<Record<Lane, NumericName>> = {
  bool: "bool",
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

/** The element type of a list of states. */
export function stateType({ step }: ReduceKernel): ElementType {
  const [{ lane }] = step as readonly [Node];
  if (step.length === 2) return elementType(lane === "f64" ? "complex128" : "complex64");
  return elementType(nameOfLane[lane]!);
}

/** A sum of consecutive complex elements as one of numbers, whose parts take turns. Only its lines are to be run. */
export function partsKernel(kernel: ReduceKernel): ReduceKernel {
  const graph = new Graph();
  const { lane } = kernel.step[0]!;
  const type = elementType(nameOfLane[lane]!);
  return {
    ...kernel,
    compiled: { js: null, wasm: null, native: null },
    operands: kernel.operands.map((operand) => ({ ...operand, type })),
    element: [graph.load(0, lane)],
    step: [graph.node("add", lane, [graph.argument(0, lane), graph.argument(1, lane)])],
  };
}

/** States of whole lines (operand 0) into outputs (operand 1). */
export const mergeKernel = remembered((kernel) => {
  const type = stateType(kernel);
  const operands = [{ type, role: "in" }, kernel.operands[kernel.output]!] as const;
  return stepping(kernel, "merge", operands, 1, -1, (graph) =>
    Array.from({ length: type.components }, (_, part) => graph.load(0, type.lane, part)),
  );
});

/** Kernels over rows of states. */
export interface FoldKernels {
  /** Elements (operand 0) become states (operand 1). */
  readonly first: MapKernel;
  /** Elements into states. */
  readonly step: MapKernel;
  /** States into states. */
  readonly pair: MapKernel;
}

const folds = new WeakMap<ReduceKernel, FoldKernels>();

/** The kernels that combine the elements of a reduction side by side. */
export function foldKernels(kernel: ReduceKernel): FoldKernels {
  let found = folds.get(kernel);
  if (found === undefined) {
    found = makeFold(kernel);
    folds.set(kernel, found);
  }
  return found;
}

function makeFold(kernel: ReduceKernel): FoldKernels {
  const state = stateType(kernel);
  const input = kernel.operands[0]!.type;
  const make = (
    name: string,
    type: ElementType,
    results: (graph: Graph) => readonly Node[],
  ): MapKernel => ({
    form: "map",
    id: kernel.id,
    name: `${kernel.name}_${name}`,
    compiled: { js: null, wasm: null, native: null },
    operands: [
      { type, role: "in" },
      { type: state, role: "out" },
    ],
    inputs: 1,
    where: -1,
    outputs: [{ operand: 1, roots: results(new Graph()) }],
    errors: null,
  });
  const stepped = (graph: Graph, element: readonly Node[]) =>
    substituted(graph, kernel.step, [[graph.load(1, state.lane)], element]);
  const elementOf = (graph: Graph) => substituted(graph, kernel.element, []);
  return {
    first: make("fold_first", input, elementOf),
    step: make("fold", input, (graph) => stepped(graph, elementOf(graph))),
    pair: make("fold_pair", state, (graph) => stepped(graph, [graph.load(0, state.lane)])),
  };
}

/** A reduction to a truth value, as one of bytes: 1 where the element is true. Only its lines are to be run. */
export function bytesKernel(kernel: ReduceKernel): ReduceKernel {
  const graph = new Graph();
  const [element] = substituted(graph, kernel.element, []);
  const bytes = [graph.argument(0, "u8"), graph.argument(1, "u8")];
  return {
    ...kernel,
    compiled: { js: null, wasm: null, native: null },
    element: [graph.node("cast", "u8", [element!])],
    step: [graph.node(kernel.absorbing === true ? "or" : "and", "u8", bytes)],
    absorbing: null,
  };
}

/** Lines of so few elements that each is an operand: combined in order, then into the state. */
export function shortKernel(kernel: ReduceKernel, length: number): MapKernel {
  const graph = new Graph();
  const { type } = kernel.operands[0]!;
  const output = kernel.operands[kernel.output]!.type;
  const elements = Array.from({ length }, (_, operand) =>
    substituted(graph, kernel.element, [], () => operand),
  );
  const stored = Array.from({ length: output.components }, (_, part) =>
    graph.load(length, output.lane, part),
  );
  let state = substituted(graph, kernel.start, [stored]);
  const step = (x: readonly Node[], y: readonly Node[]) => substituted(graph, kernel.step, [x, y]);
  // Pairwise sums of fewer than eight numbers are plain ones, of which the state is no part.
  if (kernel.pairwise) state = step(state, elements.reduce(step));
  else state = elements.reduce(step, state);
  const read = (one: ElementType) => ({ type: one, role: "in" as const });
  return {
    form: "map",
    id: kernel.id,
    name: `${kernel.name}_short`,
    compiled: { js: null, wasm: null, native: null },
    operands: [...elements.map(() => read(type)), { type: output, role: "out" }],
    inputs: length,
    where: -1,
    outputs: [{ operand: length, roots: substituted(graph, kernel.finish, [state]) }],
    errors: null,
  };
}

/** Several lines of a reduction whose inner axis is kept, each an operand, into the line of outputs, one after the other. */
export function linesKernel(kernel: ReduceKernel, lines: number): MapKernel {
  const graph = new Graph();
  const { type } = kernel.operands[0]!;
  const output = kernel.operands[kernel.output]!.type;
  let stored: readonly Node[] = Array.from({ length: output.components }, (_, part) =>
    graph.load(lines, output.lane, part),
  );
  for (let line = 0; line < lines; line++) {
    const element = substituted(graph, kernel.element, [], () => line);
    const state = substituted(graph, kernel.start, [stored]);
    const next = substituted(graph, kernel.step, [state, element]);
    stored = substituted(graph, kernel.finish, [next]);
  }
  const operands = Array.from({ length: lines }, () => ({ type, role: "in" as const }));
  return {
    form: "map",
    id: kernel.id,
    name: `${kernel.name}_lines`,
    compiled: { js: null, wasm: null, native: null },
    operands: [...operands, { type: output, role: "out" }],
    inputs: lines,
    where: -1,
    outputs: [{ operand: lines, roots: stored }],
    errors: null,
  };
}

/** The step of a search along another axis than the inner one: an element, its position, the best so far and its own. */
export function searchKernel(kernel: ArgKernel): MapKernel {
  const graph = new Graph();
  const element = substituted(graph, kernel.element, []);
  const state = elementType(nameOfLane[element[0]!.lane]!);
  const position = elementType("int64");
  const input = kernel.operands[0]!.type;
  const best = [graph.load(2, state.lane)];
  let wins = substituted(graph, [kernel.better], [best, element])[0]!;
  if (kernel.final !== null) {
    const final = substituted(graph, [kernel.final], [best])[0]!;
    wins = graph.node("and", "bool", [wins, graph.node("not", "bool", [final])]);
  }
  const chosen = graph.node("select", state.lane, [wins, element[0]!, best[0]!]);
  const place = [graph.load(1, "i64"), graph.load(3, "i64")];
  const types = [input, position, state, position];
  return {
    form: "map",
    id: kernel.id,
    name: `${kernel.name}_step`,
    compiled: { js: null, wasm: null, native: null },
    operands: [
      ...types.map((type) => ({ type, role: "in" as const })),
      { type: state, role: "out" },
      { type: position, role: "out" },
    ],
    inputs: 4,
    where: -1,
    outputs: [
      { operand: 4, roots: [chosen] },
      { operand: 5, roots: [graph.node("select", "i64", [wins, ...place])] },
    ],
    errors: null,
  };
}

/** The elementwise start of a reduction: each output becomes the state of its first element, cast to the output. */
export const firstKernel = remembered(
  (kernel): MapKernel => ({
    form: "map",
    id: kernel.id,
    name: `${kernel.name}_first`,
    compiled: { js: null, wasm: null, native: null },
    operands: kernel.operands.slice(0, kernel.inputs + 1),
    inputs: kernel.inputs,
    where: -1,
    outputs: [{ operand: kernel.output, roots: kernel.first }],
    errors: kernel.errors?.first ?? null,
  }),
);
