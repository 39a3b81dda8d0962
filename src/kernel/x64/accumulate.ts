// Lowers running results of operations whose order does not show (sums, products and extremes of integers) to x86-64
// machine code: each register of elements is combined with itself moved up by one, two, four … lanes, then with the last
// lane of the register before. Running it is run-accumulate.ts.

import type { ReduceKernel } from "../kernel.js";
import { laneInfo } from "../lanes.js";
import { lowerAlong } from "./along.js";
import type { Lowered } from "./frame.js";
import { at, k, masked, RAX, type Register, r64, zmm } from "./operands.js";
import { GUARD, INDEX } from "./reach.js";
import { bytesOf, identities, type LineStep, mnemonicOf } from "./reduce.js";
import { NotLowered, suffix } from "./selection.js";

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
  const mnemonic = mnemonicOf(step);
  const isLaneWise = !mnemonic.endsWith("q") || bytes === 8;
  if (bytes < 4 || kind === "f" || !isLaneWise) {
    throw new NotLowered("running results of this lane");
  }
  return lowerAlong(kernel, step.lane, access, listing, (asm, lanes, reaches) => {
    if (lanes * bytes < 64) throw new NotLowered("elements wider than results");
    const shifts = [1, 2, 4, 8].filter((by) => by < lanes);
    const size = suffix(step.lane);
    const { pointer } = reaches[kernel.output]!;
    const register = (id: number): Register => zmm(id);
    const run = (elements: number, guard: number) => {
      asm.emit("vmovdqu64", register(RUNNING), register(elements));
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
    const begin = () => {
      shifts.forEach((by, i) => {
        const order = asm.constant(numbers(bytes, (lane) => Math.max(0, lane - by)));
        asm.emit("vmovdqu64", zmm(ORDERS[i]!), order);
        asm.emit("mov", r64(RAX), BigInt(2 ** lanes - 2 ** by));
        asm.emit("kmovq", k(MASKS[i]!), r64(RAX));
      });
      asm.emit("vmovdqu64", zmm(LAST), asm.constant(numbers(bytes, () => lanes - 1)));
      const identity = identities[step.op as "add"]!(step.lane);
      asm.emit(`vpbroadcast${size}`, zmm(CARRY), asm.constant(bytesOf(step.lane, identity)));
    };
    return {
      kept: KEPT,
      begin,
      turn: (elements) => run(elements, 0),
      rest: (elements) => run(elements, GUARD.id),
    };
  });
}
