// The frame of code that goes along lines and keeps something from turn to turn: a turn's elements are made in a
// register, and what becomes of them is accumulate.ts's and chain.ts's.

import { type Node, reachable } from "../ir.js";
import type { ReduceKernel } from "../kernel.js";
import type { Lane } from "../lanes.js";
import { Assembler } from "./assembler.js";
import { Body, lanesPerTurn } from "./body.js";
import {
  advancePointers,
  allocateAll,
  COUNT,
  hasPairs,
  type Lowered,
  nextLine,
  operandOf,
  reachesOf,
  setGuards,
  startLine,
  writeFunction,
} from "./frame.js";
import { r32, r64 } from "./operands.js";
import { blockSlot, INDEX, INNER_EXTENT, MemoryAccess, type Reach } from "./reach.js";
import { NotLowered, Selection } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";
import { writeVirtual } from "./write.js";

/** What is written around the elements. */
export interface AlongParts {
  /** Registers that these parts use, and keep from turn to turn. */
  readonly kept: { readonly vector: readonly number[]; readonly mask: readonly number[] };
  /** Before the first turn of a line. */
  readonly begin: () => void;
  /** After a turn's elements have been made, in the register of this number. */
  readonly turn: (elements: number) => void;
  /** The same for the last turn, which has only those of the guard, as many as {@link COUNT} says. */
  readonly rest: (elements: number) => void;
}

/** Writes the loops of a kernel whose elements are one value of `lane`. Throws NotLowered for what it has no code for. */
export function lowerAlong(
  kernel: ReduceKernel,
  lane: Lane,
  access: readonly number[],
  listing: boolean,
  make: (asm: Assembler, lanes: number, reaches: readonly Reach[]) => AlongParts,
): Lowered {
  const reaches = reachesOf(kernel.operands, access);
  const asm = new Assembler(listing);
  const nodes = reachable(kernel.element);
  const lanes = lanesPerTurn(reaches, nodes);
  const parts = make(asm, lanes, reaches);
  const s = new Selection(asm, lanes);
  const inputs = reaches.slice(0, kernel.inputs);
  const body = new Body(s, new MemoryAccess(s, false), inputs, new Set());
  body.hoist(nodes);
  const root = kernel.element[0] as Node;
  const select = (tail: boolean) => {
    const turn = body.turn(tail);
    body.select(turn, nodes);
    const value = s.value(lane, "vmovdqu64", [body.valueOf(turn, root)]);
    return { value, code: s.take() };
  };
  const [whole, tail] = [select(false), select(true)];
  const keepAlive = (register: VirtualRegister) => ({
    mnemonic: "",
    operands: [{ register, file: register.file }],
    defines: null,
    merges: false,
  });
  const code = [...whole.code, keepAlive(whole.value), ...tail.code, keepAlive(tail.value)];
  const allocation = allocateAll(s.hoisted, code, parts.kept);
  if (allocation.slots > 0) throw new NotLowered("running results with values on the stack");
  const elements = (part: typeof whole) => {
    writeVirtual(asm, part.code, allocation);
    return (allocation.locations.get(part.value) as { register: number }).register;
  };

  writeFunction(asm, { reaches, lanes, slots: 0 }, () => {
    const names = ["line", "turn", "rest", "done"] as const;
    const [line, turn, rest, done] = names.map((name) => asm.label(name));
    asm.bind(line!);
    startLine(asm, reaches);
    asm.emit("mov", r32(COUNT), lanes);
    setGuards(asm, COUNT, false);
    writeVirtual(asm, s.hoisted, allocation);
    parts.begin();
    asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
    asm.emit("xor", r32(INDEX), r32(INDEX));
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jl", rest!);
    asm.align(32);
    asm.bind(turn!);
    parts.turn(elements(whole));
    advancePointers(asm, reaches);
    asm.emit("add", r64(INDEX), lanes);
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jge", turn!);
    asm.bind(rest!);
    asm.emit("add", r64(COUNT), lanes);
    asm.jump("jz", done!);
    setGuards(asm, COUNT, hasPairs(reaches));
    parts.rest(elements(tail));
    asm.bind(done!);
    nextLine(asm, reaches.map(operandOf), line!);
  });
  return { code: asm.finish(), text: asm.text };
}
