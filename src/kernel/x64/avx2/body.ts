// The body of a loop as it is selected for AVX2, and the look at a turn's floating-point errors. What becomes of the results is map.ts and reduce.ts.

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
import { type KnownValues, lanesFor, TurnBody } from "../turns.js";
import type { VirtualRegister } from "../virtual.js";
import { beyond, castLane } from "./casts.js";
import { isEqual } from "./integers.js";
import { boolOf, maskFor } from "./lanes.js";
import type { MemoryAccess } from "./memory.js";
import { selectNode, widthOf } from "./operations.js";
import { REGISTER_BYTES, type Selection } from "./selection.js";

/** How many elements one turn takes. */
export function lanesPerTurn(reaches: readonly Reach[], nodes: readonly Node[]): number {
  return lanesFor(REGISTER_BYTES, reaches, nodes, widthOf);
}

const errorBits = { divide: DIVIDE, over: OVER, under: UNDER, invalid: INVALID } as const;

/** Selects the nodes of a kernel. */
export class Body extends TurnBody<Selection, KnownValues> {
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

  /** One turn, as yet without values. */
  turn(): KnownValues {
    return { values: new Map(this.hoisted), loaded: new Map() };
  }

  protected override before(): KnownValues {
    return { values: this.hoisted, loaded: new Map() };
  }

  protected override load(reach: Reach): readonly VirtualRegister[] {
    return this.#memory.load(reach);
  }

  protected override selectNode(node: Node, args: readonly VirtualRegister[]): VirtualRegister {
    return selectNode(this.s, node, args);
  }

  protected override asksWhich(): boolean {
    return false;
  }

  protected override selectRarely(
    { args: [condition, rare, common], lane }: Node,
    { values, loaded }: KnownValues,
  ): VirtualRegister {
    const { s } = this;
    const turn = { values: new Map(values), loaded: new Map(loaded) };
    const mask = this.valueOf(turn, condition!);
    const result = s.copy(this.valueOf(turn, common!));
    s.ifAny(mask, () => {
      this.select(turn, commonly([rare!]));
      s.overlay(result, maskFor(s, lane, mask), this.valueOf(turn, rare!));
    });
    return result;
  }

  /** Writes the code that leaves the kernel to another engine where an element is odd. */
  watchOdd(turn: KnownValues, odd: Node, where: VirtualRegister | null): void {
    const { s } = this;
    const value = this.valueOf(turn, odd);
    const mask = where === null ? value : s.value("bool", "vpand", [value, where]);
    s.ifAny(mask, () => s.raise(SUSPECT));
  }

  /** Writes the code that raises a turn's errors. `where` is a bool of the elements that count, if not all do. */
  watch(turn: KnownValues, errors: MapErrors, where: VirtualRegister | null): void {
    const { s } = this;
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
    const { s } = this;
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
    turn: KnownValues,
    node: Node,
    raised: number,
    raiseWhere: (mask: VirtualRegister, raised: number) => void,
  ): void {
    const { s } = this;
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
