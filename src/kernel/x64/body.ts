// The body of a loop as it is selected for AVX-512. What becomes of the results, and the loop itself, is map.ts and
// reduce.ts.

import { commonly, type Node } from "../ir.js";
import { laneInfo } from "../lanes.js";
import { selectNode, widthOf } from "./operations.js";
import { GUARD, type MemoryAccess, type Reach } from "./reach.js";
import type { Selection } from "./selection.js";
import { type KnownValues, lanesFor, TurnBody } from "./turns.js";
import type { VirtualRegister } from "./virtual.js";

/** How many elements one turn takes. */
export function lanesPerTurn(reaches: readonly Reach[], nodes: readonly Node[]): number {
  return lanesFor(64, reaches, nodes, widthOf);
}

/** What is known in one turn of the loop. */
export interface Turn extends KnownValues {
  readonly tail: boolean;
}

/** Selects the nodes of a kernel, once for whole turns and once for the last, partial one. */
export class Body extends TurnBody<Selection, Turn> {
  readonly #memory: MemoryAccess;

  constructor(
    s: Selection,
    memory: MemoryAccess,
    reaches: readonly Reach[],
    outputs: ReadonlySet<number>,
  ) {
    super(s, reaches, outputs);
    this.#memory = memory;
  }

  /** One turn, as yet without values; `tail` for the last one, which may have fewer elements. */
  turn(tail: boolean): Turn {
    return { values: new Map(this.hoisted), loaded: new Map(), tail };
  }

  protected override before(): Turn {
    return { values: this.hoisted, loaded: new Map(), tail: false };
  }

  protected override load(reach: Reach, { tail }: Turn): readonly VirtualRegister[] {
    return this.#memory.load(reach, tail);
  }

  protected override selectNode(node: Node, args: readonly VirtualRegister[]): VirtualRegister {
    return selectNode(this.s, node, args);
  }

  protected override asksWhich(node: Node): boolean {
    // a function with a loop of its own
    return node.op === "call";
  }

  protected override selectRarely(
    { args: [condition, rare, common], lane }: Node,
    { values, loaded, tail }: Turn,
  ): VirtualRegister {
    const { s } = this;
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
}
