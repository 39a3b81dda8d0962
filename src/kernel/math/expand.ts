// Replaces functions by name (`call`) with what they are composed of, for lowerings that cannot call JavaScript.
// What is composed of what is compositions.ts; functions without a composition stay as they are.

import { Builder } from "../builder.js";
import type { FlagNodes } from "../errors.js";
import { Graph, type Node, reachable } from "../ir.js";
import type { MapKernel } from "../kernel.js";
import type { Lane } from "../lanes.js";
import { complexCompositions } from "./complex.js";
import { compositions } from "./compositions.js";
import { real } from "./format.js";

/** Copies nodes to another graph, calls as their compositions. */
class Expansion {
  readonly #builder = new Builder(new Graph());
  readonly #copies = new Map<Node, Node>();
  /** Whether any function has operands that its composition is not for. */
  odd: Node | null = null;

  /** A part of a complex function, or its errors: there are none but those of odd operands. */
  #complex(name: string, lane: Lane, args: readonly Node[]): Node | null {
    const [, whole, part] = /^(.*)_(re|im|errors)$/.exec(name) ?? [];
    const composition = complexCompositions[whole ?? ""];
    if (composition === undefined) return null;
    const b = this.#builder;
    const doubles = args.map((arg) => real(b.cast(arg, "f64")));
    const { re, im, odd } = composition(b, ...doubles);
    this.odd = this.odd === null ? odd : b.or(this.odd, odd);
    if (part === "errors") return b.lit(lane, 0);
    return real(b.cast(part === "re" ? re : im, lane));
  }

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
        const value =
          composition?.(this.#builder, ...args) ?? this.#complex(node.name, node.lane, args);
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

/** A kernel whose functions are composed of nodes. */
export interface ExpandedKernel extends MapKernel {
  /** Whether an element is none that the compositions are for, so that another engine must run the kernel; null if all are. */
  readonly odd: Node | null;
}

const expanded = new WeakMap<MapKernel, ExpandedKernel>();

function expand(kernel: MapKernel): ExpandedKernel {
  const expansion = new Expansion();
  const all = (nodes: readonly Node[]) => nodes.map((node) => expansion.node(node));
  const outputs = kernel.outputs.map(({ operand, roots }) => ({ operand, roots: all(roots) }));
  const { errors } = kernel;
  if (errors === null) return { ...kernel, outputs, odd: expansion.odd };
  const expanded = {
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
  return { ...expanded, odd: expansion.odd };
}

/** The kernel without calls of functions that are composed of nodes; the kernel itself if it has none. */
export function expandCalls(kernel: MapKernel): ExpandedKernel {
  let result = expanded.get(kernel);
  if (result === undefined) {
    const calls = hasCalls(kernel.outputs.flatMap(({ roots }) => roots));
    result = calls ? expand(kernel) : { ...kernel, odd: null };
    expanded.set(kernel, result);
  }
  return result;
}
