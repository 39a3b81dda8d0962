// Replaces functions by name (`call`) with what they are composed of, for lowerings that cannot call JavaScript.
// What is composed of what is compositions.ts; functions without a composition stay as they are.

import { Builder } from "../builder.js";
import type { FlagNodes } from "../errors.js";
import { Graph, type Node, reachable } from "../ir.js";
import type { MapKernel } from "../kernel.js";
import { compositions } from "./compositions.js";

/** Copies nodes to another graph, calls as their compositions. */
class Expansion {
  readonly #builder = new Builder(new Graph());
  readonly #copies = new Map<Node, Node>();

  #copy(node: Node): Node {
    const { graph } = this.#builder;
    const args = node.args.map((arg) => this.#copies.get(arg)!);
    switch (node.op) {
      case "load":
        return graph.load(node.operand, node.lane, node.component);
      case "argument":
        return graph.argument(node.operand, node.lane, node.component);
      case "const":
        return graph.constant(node.lane, node.value!);
      case "lookup":
        return graph.lookup(node.name, node.lane, node.table!, args[0]!);
      case "call": {
        const composition = compositions[node.name];
        const value = composition?.(this.#builder, ...args) ?? null;
        return value === null ? graph.call(node.name, node.lane, args) : value;
      }
      default:
        return graph.node(node.op, node.lane, args);
    }
  }

  node(node: Node): Node {
    for (const one of reachable([node])) {
      if (!this.#copies.has(one)) this.#copies.set(one, this.#copy(one));
    }
    return this.#copies.get(node)!;
  }

  flags(flags: FlagNodes): FlagNodes {
    return Object.fromEntries(
      Object.entries(flags).map(([name, node]) => [name, this.node(node as Node)]),
    );
  }
}

const hasCalls = (roots: readonly Node[]) => reachable(roots).some(({ op }) => op === "call");

const expanded = new WeakMap<MapKernel, MapKernel>();

function expand(kernel: MapKernel): MapKernel {
  const expansion = new Expansion();
  const all = (nodes: readonly Node[]) => nodes.map((node) => expansion.node(node));
  const outputs = kernel.outputs.map(({ operand, roots }) => ({ operand, roots: all(roots) }));
  const { errors } = kernel;
  if (errors === null) return { ...kernel, outputs };
  return {
    ...kernel,
    outputs,
    errors: {
      ...errors,
      witnesses: all(errors.witnesses),
      flags: expansion.flags(errors.flags),
      castFlags: expansion.flags(errors.castFlags),
      traps: new Map([...errors.traps].map(([node, bits]) => [expansion.node(node), bits])),
    },
  };
}

/** The kernel without calls of functions that are composed of nodes; the kernel itself if it has none. */
export function expandCalls(kernel: MapKernel): MapKernel {
  let result = expanded.get(kernel);
  if (result === undefined) {
    result = hasCalls(kernel.outputs.flatMap(({ roots }) => roots)) ? expand(kernel) : kernel;
    expanded.set(kernel, result);
  }
  return result;
}
