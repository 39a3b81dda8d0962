// Lowers running sums and products of floats, whose order shows, to x86-64 machine code: a turn's elements are made and
// stored together, then go onto the state one after the other. Running it is run-accumulate.ts.

import { type Node, reachable } from "../ir.js";
import type { ReduceKernel } from "../kernel.js";
import { type Lane, laneInfo } from "../lanes.js";
import { Assembler } from "./assembler.js";
import { Body, lanesPerTurn } from "./body.js";
import {
  advancePointers,
  allocateAll,
  COUNT,
  hasPairs,
  type Lowered,
  reachesOf,
  setGuards,
  startLine,
  writeFunction,
} from "./frame.js";
import { at, type Memory, RAX, r32, r64, xmm, ymm, zmm } from "./operands.js";
import {
  ADDRESS,
  blockSlot,
  GUARD,
  INDEX,
  INNER_EXTENT,
  MemoryAccess,
  OUTER_EXTENT,
  OUTER_STRIDE,
  operandSlot,
} from "./reach.js";
import { bytesOf } from "./reduce.js";
import { fileOf, NotLowered, Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";
import { writeVirtual } from "./write.js";

/** The register of the state. */
const STATE = 15;
const KEPT = { vector: [STATE], mask: [] };
const registers = { xmm, ymm, zmm };

/** How the states of a kernel follow from each other. */
export interface ChainStep {
  readonly lane: Lane;
  readonly op: "add" | "mul";
}

/** The step of a kernel whose elements are added or multiplied as floats, or null. */
export function chainStep(kernel: ReduceKernel): ChainStep | null {
  const isPlain = kernel.element.length === 1 && kernel.where < 0 && kernel.errors === null;
  const { op, lane, args } = kernel.step[0]!;
  if (!isPlain || (op !== "add" && op !== "mul") || (lane !== "f64" && lane !== "f32")) return null;
  const isOrdered = args.every((arg, i) => arg.op === "argument" && arg.operand === i);
  return isOrdered ? { lane, op } : null;
}

/** The machine code of running results along lines. Throws NotLowered for what it has no code for. */
export function lowerChain(
  kernel: ReduceKernel,
  { lane, op }: ChainStep,
  access: readonly number[],
  listing: boolean,
): Lowered {
  const { bytes, bits } = laneInfo[lane];
  const reaches = reachesOf(kernel.operands, access);
  if (hasPairs(reaches)) throw new NotLowered("running results of pairs");
  const asm = new Assembler(listing);
  const nodes = reachable(kernel.element);
  const lanes = lanesPerTurn(reaches, nodes);
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
  const allocation = allocateAll(s.hoisted, code, KEPT);
  if (allocation.slots > 0) throw new NotLowered("running results with values on the stack");
  const file = registers[fileOf(lanes * bits)];
  const { pointer } = reaches[kernel.output]!;
  const place = (element: number): Memory =>
    at(pointer, element * bytes, { index: INDEX, scale: bytes as 4 | 8 });
  const store = (part: typeof whole, guard: number) => {
    writeVirtual(asm, part.code, allocation);
    const { register } = allocation.locations.get(part.value) as { register: number };
    asm.emit(`vmovdqu${bits}`, { ...place(0), mask: guard }, file(register));
  };
  const next = (element: number) => {
    asm.emit(`v${op}${lane === "f64" ? "sd" : "ss"}`, xmm(STATE), xmm(STATE), place(element));
    asm.emit(lane === "f64" ? "vmovq" : "vmovd", place(element), xmm(STATE));
  };

  writeFunction(asm, { reaches, lanes, slots: 0 }, () => {
    const names = ["line", "turn", "rest", "one", "done"] as const;
    const [line, turn, rest, one, done] = names.map((name) => asm.label(name));
    asm.bind(line!);
    startLine(asm, reaches);
    asm.emit("mov", r32(COUNT), lanes);
    setGuards(asm, COUNT, false);
    writeVirtual(asm, s.hoisted, allocation);
    // Nothing yet: the first element comes out as it is.
    const start = asm.constant(bytesOf(lane, op === "add" ? -0 : 1));
    asm.emit(`vpbroadcast${suffix(lane)}`, xmm(STATE), start);
    asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
    asm.emit("xor", r32(INDEX), r32(INDEX));
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jl", rest!);
    asm.align(32);
    asm.bind(turn!);
    store(whole, 0);
    for (let element = 0; element < lanes; element++) next(element);
    advancePointers(asm, reaches);
    asm.emit("add", r64(INDEX), lanes);
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jge", turn!);
    asm.bind(rest!);
    asm.emit("add", r64(COUNT), lanes);
    asm.jump("jz", done!);
    setGuards(asm, COUNT, false);
    store(tail, GUARD.id);
    asm.bind(one!);
    next(0);
    asm.emit("add", r64(INDEX), 1);
    asm.emit("dec", r64(COUNT));
    asm.jump("jnz", one!);
    asm.bind(done!);
    for (const { operand } of reaches) {
      asm.emit("mov", r64(RAX), operandSlot(operand, ADDRESS));
      asm.emit("add", r64(RAX), operandSlot(operand, OUTER_STRIDE));
      asm.emit("mov", operandSlot(operand, ADDRESS), r64(RAX));
    }
    asm.emit("mov", r64(RAX), blockSlot(OUTER_EXTENT));
    asm.emit("dec", r64(RAX));
    asm.emit("mov", blockSlot(OUTER_EXTENT), r64(RAX));
    asm.jump("jg", line!);
  });
  return { code: asm.finish(), text: asm.text };
}
