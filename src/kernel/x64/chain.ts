// Lowers running sums and products of floats, whose order shows, to x86-64 machine code: a turn's elements are made and
// stored together, then go onto the state one after the other. Running it is run-accumulate.ts.

import { UNIT } from "../access.js";
import type { ReduceKernel } from "../kernel.js";
import { type Lane, laneInfo } from "../lanes.js";
import { lowerAlong } from "./along.js";
import { COUNT, hasPairs, type Lowered } from "./frame.js";
import { at, type Memory, r64, xmm, ymm, zmm } from "./operands.js";
import { GUARD, INDEX } from "./reach.js";
import { bytesOf } from "./reduce.js";
import { fileOf, NotLowered, suffix } from "./selection.js";

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

/** The input whose consecutive elements are the kernel's own, or -1 if they are made of something else. */
function directInput(kernel: ReduceKernel, access: readonly number[]): number {
  const { op, lane, operand } = kernel.element[0]!;
  if (op !== "load" || access[operand] !== UNIT) return -1;
  const { type } = kernel.operands[operand]!;
  return type.lane === lane && type.components === 1 && !type.swapped ? operand : -1;
}

/** The machine code of running results along lines. Throws NotLowered for what it has no code for. */
export function lowerChain(
  kernel: ReduceKernel,
  { lane, op }: ChainStep,
  access: readonly number[],
  listing: boolean,
): Lowered {
  const { bytes, bits } = laneInfo[lane];
  return lowerAlong(kernel, lane, access, listing, (asm, lanes, reaches) => {
    if (hasPairs(reaches)) throw new NotLowered("running results of pairs");
    const file = registers[fileOf(lanes * bits)];
    const { pointer } = reaches[kernel.output]!;
    const direct = directInput(kernel, access);
    const source = direct < 0 ? pointer : reaches[direct]!.pointer;
    const place = (from: number, element: number): Memory =>
      at(from, element * bytes, { index: INDEX, scale: bytes as 4 | 8 });
    const store = (elements: number, guard: number) => {
      // Elements that lie there as they are go onto the state without being stored first.
      if (direct >= 0) return;
      asm.emit(`vmovdqu${bits}`, { ...place(pointer, 0), mask: guard }, file(elements));
    };
    const next = (element: number) => {
      const from = place(source, element);
      asm.emit(`v${op}${lane === "f64" ? "sd" : "ss"}`, xmm(STATE), xmm(STATE), from);
      asm.emit(lane === "f64" ? "vmovq" : "vmovd", place(pointer, element), xmm(STATE));
    };
    const begin = () => {
      // Nothing yet: the first element comes out as it is.
      const start = asm.constant(bytesOf(lane, op === "add" ? -0 : 1));
      asm.emit(`vpbroadcast${suffix(lane)}`, xmm(STATE), start);
    };
    const turn = (elements: number) => {
      store(elements, 0);
      for (let element = 0; element < lanes; element++) next(element);
    };
    const rest = (elements: number) => {
      store(elements, GUARD.id);
      const one = asm.label("one");
      asm.bind(one);
      next(0);
      asm.emit("add", r64(INDEX), 1);
      asm.emit("dec", r64(COUNT));
      asm.jump("jnz", one);
    };
    return { kept: KEPT, begin, turn, rest };
  });
}
