// The body of an AVX2 loop as it is selected: constants and repeated elements before the loop, then leaves and nodes in
// order; and the look at a turn's floating-point errors. What becomes of the results is map.ts and reduce.ts.

import { BROADCAST } from "../../access.js";
import {
  CAST_SHIFT,
  DIVIDE,
  type FlagNodes,
  INVALID,
  type MapErrors,
  OVER,
  SUSPECT,
  tiniestOf,
  UNDER,
} from "../../errors.js";
import { commonly, type Node } from "../../ir.js";
import { laneInfo } from "../../lanes.js";
import type { Reach } from "../reach.js";
import type { VirtualRegister } from "../virtual.js";
import { beyond, castLane } from "./casts.js";
import { isEqual } from "./integers.js";
import { boolOf, maskFor } from "./lanes.js";
import type { MemoryAccess } from "./memory.js";
import { selectNode, widthOf } from "./operations.js";
import { REGISTER_BYTES, type Selection } from "./selection.js";

/** How many elements one turn takes: as many as the widest lane leaves room for. */
export function lanesPerTurn(reaches: readonly Reach[], nodes: readonly Node[]): number {
  let widest = 1;
  for (const { type } of reaches) widest = Math.max(widest, laneInfo[type.lane].bytes);
  for (const node of nodes) widest = Math.max(widest, widthOf(node));
  return REGISTER_BYTES / widest;
}

/** What is known in one turn of the loop. */
export interface Turn {
  readonly values: Map<Node, VirtualRegister>;
  readonly loaded: Map<number, readonly VirtualRegister[]>;
}

const errorBits = { divide: DIVIDE, over: OVER, under: UNDER, invalid: INVALID } as const;

/** Selects the nodes of a kernel. */
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
      node.args.length > 0 &&
      node.args.every((arg) => arg.op === "const" || this.#hoisted.has(arg))
    );
  }

  /** Selects, before the loop, what does not change in it. Operands first, as `reachable` lists them. */
  hoist(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (!this.#isFixed(node)) continue;
      const turn = { values: this.#hoisted, loaded: new Map() };
      const value = this.#s.hoist(() => this.#select(node, turn));
      this.#hoisted.set(node, value);
    }
  }

  #select(node: Node, turn: Turn): VirtualRegister {
    if (node.op === "load") {
      let lanes = turn.loaded.get(node.operand);
      if (lanes === undefined) {
        lanes = this.#memory.load(this.#reaches[node.operand]!);
        turn.loaded.set(node.operand, lanes);
      }
      return lanes[node.component]!;
    }
    if (node.op === "rarely") return this.#selectRarely(node, turn);
    const args = node.args.map((arg) => this.valueOf(turn, arg));
    return selectNode(this.#s, node, args);
  }

  /** The common value, over which the rare one is laid where there is one, in code that is mostly jumped over. */
  #selectRarely({ args: [condition, rare, common], lane }: Node, outer: Turn): VirtualRegister {
    const s = this.#s;
    const turn = { values: new Map(outer.values), loaded: new Map(outer.loaded) };
    const mask = this.valueOf(turn, condition!);
    const result = s.copy(this.valueOf(turn, common!));
    s.ifAny(mask, () => {
      this.select(turn, commonly([rare!]));
      s.overlay(result, maskFor(s, lane, mask), this.valueOf(turn, rare!));
    });
    return result;
  }

  /** One turn, as yet without values. */
  turn(): Turn {
    return { values: new Map(this.#hoisted), loaded: new Map() };
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
    return node.op === "const" ? this.#s.constant(node.lane, node.value!) : turn.values.get(node)!;
  }

  /** Writes the code that leaves the kernel to another engine where an element is odd. */
  watchOdd(turn: Turn, odd: Node, where: VirtualRegister | null): void {
    const s = this.#s;
    const value = this.valueOf(turn, odd);
    const mask = where === null ? value : s.value("bool", "vpand", [value, where]);
    s.ifAny(mask, () => s.raise(SUSPECT));
  }

  /** Writes the code that raises a turn's errors. `where` is a bool of the elements that count, if not all do. */
  watch(turn: Turn, errors: MapErrors, where: VirtualRegister | null): void {
    const s = this.#s;
    const both = (x: VirtualRegister, y: VirtualRegister) => s.value("bool", "vpand", [x, y]);
    const counted = (mask: VirtualRegister) => (where === null ? mask : both(mask, where));
    const raise = (mask: VirtualRegister, raised: number) => s.ifAny(mask, () => s.raise(raised));
    for (const [node, raised] of errors.traps) {
      this.#trap(turn, node, raised, (mask, bits) => raise(counted(mask), bits));
    }
    if (errors.witnesses.length === 0) return;
    const tiny = errors.flags.under !== undefined;
    const odd = counted(
      errors.witnesses
        .map((node) => this.#givesAway(node, this.valueOf(turn, node), tiny))
        .reduce((all, one) => s.value("bool", "vpor", [all, one])),
    );
    s.ifAny(odd, () => {
      const flags = (nodes: FlagNodes, shift: number) => {
        for (const name of ["divide", "over", "under", "invalid"] as const) {
          const node = nodes[name];
          if (node === undefined) continue;
          this.select(turn, commonly([node]));
          raise(both(this.valueOf(turn, node), odd), errorBits[name] << shift);
        }
      };
      flags(errors.flags, 0);
      flags(errors.castFlags, CAST_SHIFT);
    });
  }

  /** A number less itself is 0, an infinity or NaN is none. Where underflow counts, what is too small to be normal. */
  #givesAway(node: Node, x: VirtualRegister, under: boolean): VirtualRegister {
    const s = this.#s;
    const { lane } = node;
    const value = lane === "f16" ? castLane(s, "f16", "f32", x) : x;
    const wide = lane === "f64" ? "f64" : "f32";
    const p = wide === "f64" ? "pd" : "ps";
    const nothing = s.value(wide, `vsub${p}`, [value, value]);
    const odd = s.value(wide, `vcmp${p}`, [nothing, nothing, 3]);
    const { bits, bytes } = laneInfo[wide];
    if (!under) return boolOf(s, bytes, odd);
    const magnitude = s.value(wide, "vpand", [
      value,
      s.repeated(wide, 2n ** BigInt(bits - 1) - 1n),
    ]);
    // less, and false of NaN
    const tiny = s.value(wide, `vcmp${p}`, [magnitude, s.constant(wide, tiniestOf(node)), 17]);
    return boolOf(s, bytes, s.value(wide, "vpor", [odd, tiny]));
  }

  /** Integer divisions by zero or beyond the largest integer, and casts of floats that no integer is. */
  #trap(
    turn: Turn,
    node: Node,
    raised: number,
    raiseWhere: (mask: VirtualRegister, raised: number) => void,
  ): void {
    const s = this.#s;
    const { lane, op, args } = node;
    const [x, y] = args.map((arg) => this.valueOf(turn, arg));
    if (op === "cast") {
      raiseWhere(beyond(s, args[0]!.lane, lane, x!), raised);
      return;
    }
    const { bits, bytes, kind } = laneInfo[lane];
    const is = (value: VirtualRegister, pattern: bigint) =>
      boolOf(s, bytes, isEqual(s, lane, value, s.repeated(lane, pattern)));
    raiseWhere(is(y!, 0n), raised);
    if (op !== "div" || kind !== "i") return;
    const least = is(x!, 1n << BigInt(bits - 1));
    const minusOne = is(y!, (1n << BigInt(bits)) - 1n);
    raiseWhere(s.value("bool", "vpand", [least, minusOne]), OVER);
  }
}
