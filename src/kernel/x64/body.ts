// The body of a loop as it is selected: constants and repeated elements before the loop, then leaves and nodes in
// order. What becomes of the results, and the loop itself, is map.ts and reduce.ts.

import { BROADCAST } from "../access.js";
import { commonly, type Node } from "../ir.js";
import { laneInfo } from "../lanes.js";
import { selectNode, widthOf } from "./operations.js";
import { GUARD, type MemoryAccess, type Reach } from "./reach.js";
import type { Selection } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";

/** How many elements one turn takes: as many as the widest lane leaves room for. */
export function lanesPerTurn(reaches: readonly Reach[], nodes: readonly Node[]): number {
  let widest = 1;
  for (const { type } of reaches) widest = Math.max(widest, laneInfo[type.lane].bytes);
  for (const node of nodes) widest = Math.max(widest, widthOf(node));
  return 64 / widest;
}

/** What is known in one turn of the loop. */
export interface Turn {
  readonly values: Map<Node, VirtualRegister>;
  readonly loaded: Map<number, readonly VirtualRegister[]>;
  readonly tail: boolean;
}

/** Selects the nodes of a kernel, once for whole turns and once for the last, partial one. */
export class Body {
  readonly #s: Selection;
  readonly #reaches: readonly Reach[];
  /** Operands that are written: their elements change, even where they are repeated. */
  readonly #outputs: ReadonlySet<number>;
  readonly #memory: MemoryAccess;
  readonly #hoisted = new Map<Node, VirtualRegister>();

  constructor(
    s: Selection,
    memory: MemoryAccess,
    reaches: readonly Reach[],
    outputs: ReadonlySet<number>,
  ) {
    this.#s = s;
    this.#memory = memory;
    this.#reaches = reaches;
    this.#outputs = outputs;
  }

  /** Whether a node is the same for all elements: repeated inputs, and what follows from them and constants. */
  #isFixed(node: Node): boolean {
    if (node.op === "load") {
      const { operand } = node;
      return !this.#outputs.has(operand) && this.#reaches[operand]!.access === BROADCAST;
    }
    return (
      node.op !== "const" &&
      // a function with a loop of its own asks which elements there are, which only a turn knows
      node.op !== "call" &&
      node.args.length > 0 &&
      node.args.every((arg) => arg.op === "const" || this.#hoisted.has(arg))
    );
  }

  /** Selects, before the loop, what does not change in it. Operands first, as `reachable` lists them. */
  hoist(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (!this.#isFixed(node)) continue;
      const value = this.#s.hoist(() => this.#select(node, this.#hoisted, new Map(), false));
      this.#hoisted.set(node, value);
    }
  }

  #select(
    node: Node,
    values: ReadonlyMap<Node, VirtualRegister>,
    loaded: Map<number, readonly VirtualRegister[]>,
    tail: boolean,
  ): VirtualRegister {
    if (node.op === "load") {
      let lanes = loaded.get(node.operand);
      if (lanes === undefined) {
        lanes = this.#memory.load(this.#reaches[node.operand]!, tail);
        loaded.set(node.operand, lanes);
      }
      return lanes[node.component]!;
    }
    if (node.op === "rarely") return this.#selectRarely(node, values, loaded, tail);
    const args = node.args.map((arg) =>
      arg.op === "const" ? this.#s.constant(arg.lane, arg.value!) : values.get(arg)!,
    );
    return selectNode(this.#s, node, args);
  }

  /** The common value, over which the rare one is laid where there is one, in code that is mostly jumped over. */
  #selectRarely(
    { args: [condition, rare, common], lane }: Node,
    values: ReadonlyMap<Node, VirtualRegister>,
    loaded: ReadonlyMap<number, readonly VirtualRegister[]>,
    tail: boolean,
  ): VirtualRegister {
    const s = this.#s;
    const turn = { values: new Map(values), loaded: new Map(loaded), tail };
    // What stands in an opmask beyond the elements there are is nobody's business.
    const mask = s.value("bool", "kandq", [this.valueOf(turn, condition!), GUARD]);
    const result = s.value(lane, lane === "bool" ? "kmovq" : "vmovdqu64", [
      this.valueOf(turn, common!),
    ]);
    s.ifAny(mask, () => {
      this.select(turn, commonly([rare!]));
      const value = this.valueOf(turn, rare!);
      if (lane === "bool") {
        const parts = [
          s.value("bool", "kandq", [mask, value]),
          s.value("bool", "kandnq", [mask, result]),
        ];
        s.into(result, "korq", parts, { over: result });
      } else s.into(result, `vmovdqu${laneInfo[lane].bits}`, [value], { mask, over: result });
    });
    return result;
  }

  /** One turn, as yet without values; `tail` for the last one, which may have fewer elements. */
  turn(tail: boolean): Turn {
    return { values: new Map(this.#hoisted), loaded: new Map(), tail };
  }

  /** Adds the values of nodes to a turn, operands first, as `reachable` lists them. */
  select(turn: Turn, nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (turn.values.has(node) || node.op === "const") continue;
      turn.values.set(node, this.#select(node, turn.values, turn.loaded, turn.tail));
    }
  }

  /** A node's value in a turn. */
  valueOf(turn: Turn, node: Node): VirtualRegister {
    return node.op === "const" ? this.#s.constant(node.lane, node.value!) : turn.values.get(node)!;
  }
}
