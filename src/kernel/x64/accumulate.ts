// Lowers running results of operations whose order does not show (sums, products and extremes of integers) to x86-64
// machine code: each register of elements is combined with itself moved up by one, two, four … lanes, then with the last
// lane of the register before. Running it is run-accumulate.ts.

import { type Node, reachable } from "../ir.js";
import type { ReduceKernel } from "../kernel.js";
import { laneInfo } from "../lanes.js";
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
import { at, k, masked, RAX, type Register, r32, r64, zmm } from "./operands.js";
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
import { bytesOf, identities, type LineStep, mnemonicOf } from "./reduce.js";
import { NotLowered, Selection, suffix } from "./selection.js";
import type { VirtualRegister } from "./virtual.js";
import { writeVirtual } from "./write.js";

/** Registers of the loop: the running results, their lanes moved up, the last result so far, numbers of lanes. */
const [RUNNING, MOVED, CARRY, LAST] = [15, 14, 13, 12];
const ORDERS = [11, 10, 9, 8];
/** Opmasks of the lanes that have one so many below them. */
const MASKS = [7, 6, 5, 4];
const KEPT = { vector: [RUNNING, MOVED, CARRY, LAST, ...ORDERS], mask: MASKS };

function numbers(bytes: number, number: (i: number) => number): Uint8Array {
  const result = new Uint8Array(64);
  for (let i = 0; i < 64 / bytes; i++) result[i * bytes] = number(i);
  return result;
}

/** The machine code of running results along lines. Throws NotLowered for what it has no code for. */
export function lowerRunning(
  kernel: ReduceKernel,
  step: LineStep,
  access: readonly number[],
  listing: boolean,
): Lowered {
  const { bytes, bits, kind } = laneInfo[step.lane];
  const lanes = 64 / bytes;
  const mnemonic = mnemonicOf(step);
  const isLaneWise = !mnemonic.endsWith("q") || bytes === 8;
  if (bytes < 4 || kind === "f" || !isLaneWise)
    throw new NotLowered("running results of this lane");
  const reaches = reachesOf(kernel.operands, access);
  const inputs = reaches.slice(0, kernel.inputs);
  const output = reaches[kernel.output]!;
  const asm = new Assembler(listing);
  const s = new Selection(asm, lanes);
  const nodes = reachable(kernel.element);
  if (lanesPerTurn(reaches, nodes) < lanes) throw new NotLowered("elements wider than results");
  const body = new Body(s, new MemoryAccess(s, false), inputs, new Set());
  body.hoist(nodes);
  const root = kernel.element[0] as Node;
  const select = (tail: boolean) => {
    const turn = body.turn(tail);
    body.select(turn, nodes);
    const value = s.value(step.lane, "vmovdqu64", [body.valueOf(turn, root)]);
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
  const shifts = [1, 2, 4, 8].filter((by) => by < lanes);
  const size = suffix(step.lane);
  const pointer = output.pointer;

  const run = (part: typeof whole, guard: number) => {
    writeVirtual(asm, part.code, allocation);
    const location = allocation.locations.get(part.value) as { register: number };
    const register = (id: number): Register => zmm(id);
    asm.emit("vmovdqu64", register(RUNNING), register(location.register));
    shifts.forEach((_, i) => {
      asm.emit(`vperm${size}`, register(MOVED), register(ORDERS[i]!), register(RUNNING));
      const to = masked(register(RUNNING), MASKS[i]!, false);
      asm.emit(mnemonic, to, register(RUNNING), register(MOVED));
    });
    asm.emit(mnemonic, register(RUNNING), register(RUNNING), register(CARRY));
    const memory = at(pointer, 0, { index: INDEX, scale: bytes as 4 | 8, mask: guard });
    asm.emit(`vmovdqu${bits}`, memory, register(RUNNING));
    asm.emit(`vperm${size}`, register(CARRY), register(LAST), register(RUNNING));
  };

  writeFunction(asm, { reaches, lanes, slots: 0 }, () => {
    const names = ["line", "turn", "rest", "done"] as const;
    const [line, turn, rest, done] = names.map((name) => asm.label(name));
    asm.bind(line!);
    startLine(asm, reaches);
    shifts.forEach((by, i) => {
      const order = asm.constant(numbers(bytes, (lane) => Math.max(0, lane - by)));
      asm.emit("vmovdqu64", zmm(ORDERS[i]!), order);
      asm.emit("mov", r64(RAX), BigInt(2 ** lanes - 2 ** by));
      asm.emit("kmovq", k(MASKS[i]!), r64(RAX));
    });
    asm.emit("vmovdqu64", zmm(LAST), asm.constant(numbers(bytes, () => lanes - 1)));
    const identity = identities[step.op as "add"]!(step.lane);
    asm.emit(`vpbroadcast${size}`, zmm(CARRY), asm.constant(bytesOf(step.lane, identity)));
    asm.emit("mov", r32(COUNT), lanes);
    setGuards(asm, COUNT, false);
    writeVirtual(asm, s.hoisted, allocation);
    asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
    asm.emit("xor", r32(INDEX), r32(INDEX));
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jl", rest!);
    asm.align(32);
    asm.bind(turn!);
    run(whole, 0);
    advancePointers(asm, reaches);
    asm.emit("add", r64(INDEX), lanes);
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jge", turn!);
    asm.bind(rest!);
    asm.emit("add", r64(COUNT), lanes);
    asm.jump("jz", done!);
    setGuards(asm, COUNT, hasPairs(reaches));
    run(tail, GUARD.id);
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
