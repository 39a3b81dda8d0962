// How a kernel's nodes are selected for a turn of its loop, whatever the instructions: constants and repeated elements
// before the loop, then leaves and nodes in order. What the instructions are is body.ts's and avx2/body.ts's.

import { BROADCAST } from "../access.js";
import type { Node } from "../ir.js";
import { type Lane, laneInfo } from "../lanes.js";
import type { Reach } from "./reach.js";
import type { VirtualRegister } from "./virtual.js";

/** How many elements one turn takes: as many as the widest lane leaves room for in a register of so many bytes. */
export function lanesFor(
  register: number,
  reaches: readonly Reach[],
  nodes: readonly Node[],
  widthOf: (node: Node) => number,
): number {
  let widest = 1;
  for (const { type } of reaches) widest = Math.max(widest, laneInfo[type.lane].bytes);
  for (const node of nodes) widest = Math.max(widest, widthOf(node));
  return register / widest;
}

/** What is known in one turn of the loop. */
export interface KnownValues {
  readonly values: Map<Node, VirtualRegister>;
  readonly loaded: Map<number, readonly VirtualRegister[]>;
}

/** What of a selection is needed here. */
interface Selecting {
  constant(lane: Lane, value: number | bigint): VirtualRegister;
  hoist(select: () => VirtualRegister): VirtualRegister;
}

/** Selects the nodes of a kernel, for each turn that it is asked for. */
export abstract class TurnBody<S extends Selecting, Turn extends KnownValues> {
  protected readonly s: S;
  readonly #reaches: readonly Reach[];
  /** Operands that are written: their elements change, even where they are repeated. */
  readonly #outputs: ReadonlySet<number>;
  protected readonly hoisted = new Map<Node, VirtualRegister>();

  constructor(s: S, reaches: readonly Reach[], outputs: ReadonlySet<number>) {
    this.s = s;
    this.#reaches = reaches;
    this.#outputs = outputs;
  }

  /** An operand's elements. */
  protected abstract load(reach: Reach, turn: Turn): readonly VirtualRegister[];
  /** A node's instructions. */
  protected abstract selectNode(node: Node, args: readonly VirtualRegister[]): VirtualRegister;
  /** The common value, over which the rare one is laid where there is one, in code that is mostly jumped over. */
  protected abstract selectRarely(node: Node, turn: Turn): VirtualRegister;
  /** A turn before the loop, which knows what has been hoisted so far. */
  protected abstract before(): Turn;
  /** Whether a node's value depends on which elements there are, which only a turn knows. */
  protected abstract asksWhich(node: Node): boolean;

  /** Whether a node is the same for all elements: repeated inputs, and what follows from them and constants. */
  #isFixed(node: Node): boolean {
    if (node.op === "load") {
      const { operand } = node;
      return !this.#outputs.has(operand) && this.#reaches[operand]!.access === BROADCAST;
    }
    return (
      node.op !== "const" &&
      !this.asksWhich(node) &&
      node.args.length > 0 &&
      node.args.every((arg) => arg.op === "const" || this.hoisted.has(arg))
    );
  }

  /** Selects, before the loop, what does not change in it. Operands first, as `reachable` lists them. */
  hoist(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (!this.#isFixed(node)) continue;
      const value = this.s.hoist(() => this.#select(node, this.before()));
      this.hoisted.set(node, value);
    }
  }

  #select(node: Node, turn: Turn): VirtualRegister {
    if (node.op === "load") {
      let lanes = turn.loaded.get(node.operand);
      if (lanes === undefined) {
        lanes = this.load(this.#reaches[node.operand]!, turn);
        turn.loaded.set(node.operand, lanes);
      }
      return lanes[node.component]!;
    }
    if (node.op === "rarely") return this.selectRarely(node, turn);
    return this.selectNode(
      node,
      node.args.map((arg) => this.valueOf(turn, arg)),
    );
  }

  /** Adds the values of nodes to a turn, operands first, as `reachable` lists them. */
  select(turn: Turn, nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (turn.values.has(node) || node.op === "const") continue;
      turn.values.set(node, this.#select(node, turn));
    }
  }

  /** A node's value in a turn. */
  valueOf(turn: Turn, node: Node): VirtualRegister {
    return node.op === "const" ? this.s.constant(node.lane, node.value!) : turn.values.get(node)!;
  }
}
