// Lowers running results of operations whose order does not show (sums, products and extremes of integers) to AVX2: each
// half of a register is combined with itself moved up by one, two … lanes, the upper half with the last lane of the
// lower one, and all with the last lane of the register before. Floats, whose order shows, go one by one.

import { type Node, reachable } from "../../ir.js";
import type { ReduceKernel } from "../../kernel.js";
import { laneInfo } from "../../lanes.js";
import type { NodeOp } from "../../nodes.js";
import { Assembler } from "../assembler.js";
import type { ChainStep } from "../chain.js";
import { type Lowered, nextLine, operandOf, startLine } from "../frame.js";
import { at } from "../operands.js";
import { INDEX, INNER_EXTENT, OUTER_EXTENT, type Reach } from "../reach.js";
import { identities, type LineStep } from "../reduce.js";
import { NotLowered } from "../selection.js";
import type { VirtualRegister } from "../virtual.js";
import { Body, lanesPerTurn } from "./body.js";
import { reachesOf, Tail, writeFunction } from "./frame.js";
import { writeLine } from "./map.js";
import { MemoryAccess } from "./memory.js";
import { combine } from "./reduce.js";
import { REGISTER_BYTES, Selection } from "./selection.js";
import { allocateAll, writeVirtual } from "./write.js";

/** Bytes of a register of which those from `start` up to `end` are all ones. */
const ones = (start: number, end: number) =>
  Uint8Array.from({ length: REGISTER_BYTES }, (_, i) => (i >= start && i < end ? 255 : 0));

/** Lanes of one register combined with all that are before them in it, and with `carry`. */
function run(
  s: Selection,
  step: LineStep,
  element: VirtualRegister,
  identity: VirtualRegister,
  carry: VirtualRegister,
): VirtualRegister {
  const { lane } = step;
  const { bytes } = laneInfo[lane];
  const vector = (mnemonic: string, x: VirtualRegister, control: number) =>
    s.value(lane, mnemonic, [x, control]);
  const where = (mask: Uint8Array, x: VirtualRegister) =>
    s.choose(lane, s.vector(mask, "ymm"), x, identity);
  let running = element;
  for (let by = bytes; by < 16; by *= 2) {
    const halves = ones(by, 16).map((byte, i) => byte | (i >= 16 + by ? 255 : 0));
    running = combine(s, step, running, where(halves, vector("vpslldq", running, by)));
  }
  // The last lane of a half, all over it.
  const lasts = (x: VirtualRegister) => (bytes === 8 ? x : vector("vpshufd", x, 0xff));
  const [low, high] = bytes === 8 ? [0x55, 0xff] : [0x44, 0xee];
  const lower = vector("vpermq", lasts(running), low);
  running = combine(s, step, running, where(ones(16, 32), lower));
  running = combine(s, step, running, carry);
  s.into(carry, "vpermq", [lasts(running), high], true);
  return running;
}

/** The machine code of running results of integers along lines. Throws NotLowered for what it has no code for. */
export function lowerRunning(
  kernel: ReduceKernel,
  step: LineStep,
  access: readonly number[],
  listing: boolean,
): Lowered {
  const { bytes, kind } = laneInfo[step.lane];
  const makeIdentity = identities[step.op as NodeOp];
  if (bytes < 4 || kind === "f" || makeIdentity === undefined) {
    throw new NotLowered("running results of this lane");
  }
  return lowerAlong(kernel, access, listing, (s) => {
    if (s.lanes * bytes < REGISTER_BYTES) throw new NotLowered("elements wider than results");
    const identity = s.constant(step.lane, makeIdentity(step.lane));
    const carry = s.hoist(() => s.copy(identity));
    return (element, store) => store(run(s, step, element, identity, carry));
  });
}

/** The same for sums and products of floats, whose order shows: one after the other, from where the elements will be. */
export function lowerChain(
  kernel: ReduceKernel,
  { lane, op }: ChainStep,
  access: readonly number[],
  listing: boolean,
): Lowered {
  const scalar = lane === "f64" ? "sd" : "ss";
  return lowerAlong(kernel, access, listing, (s, { pointer, type }) => {
    // Nothing yet: the first element comes out as it is.
    const start = s.constant(lane, op === "add" ? -0 : 1);
    const state = s.hoist(() => s.copy(start));
    const scale = type.itemsize as 4 | 8;
    return (element, store) => {
      store(element);
      for (let i = 0; i < s.lanes; i++) {
        const memory = at(pointer, i * scale, { index: INDEX, scale });
        s.into(state, `v${op}${scalar}`, [s.use(state, "xmm"), { memory }], true, "xmm");
        s.general(lane === "f64" ? "vmovq" : "vmovd", { memory }, s.use(state, "xmm"));
      }
    };
  });
}

/** What becomes of a turn's elements; what it gives to `store` goes to the output. */
type WriteTurn = (element: VirtualRegister, store: (results: VirtualRegister) => void) => void;

/** A loop along lines: `begin` selects what is before it, and answers what a turn is. */
function lowerAlong(
  kernel: ReduceKernel,
  access: readonly number[],
  listing: boolean,
  begin: (s: Selection, output: Reach) => WriteTurn,
): Lowered {
  const reaches = reachesOf(kernel.operands, access);
  const output = reaches[kernel.output]!;
  const nodes = reachable(kernel.element);
  const lanes = lanesPerTurn(reaches, nodes);
  const asm = new Assembler(listing, true);
  const s = new Selection(asm, lanes);
  const memory = new MemoryAccess(s, false);
  const body = new Body(s, memory, reaches.slice(0, kernel.inputs), new Set());
  body.hoist(nodes);
  const writeTurn = begin(s, output);
  const turn = body.turn();
  body.select(turn, nodes);
  const element = body.valueOf(turn, kernel.element[0] as Node);
  writeTurn(element, (results) => memory.store(output, [results], null));
  const code = s.take();
  const allocation = allocateAll(s.hoisted, code);
  const spilled = allocation.slots * REGISTER_BYTES;
  const tail = new Tail(reaches, lanes, spilled);
  const outputs = new Set([kernel.output]);
  const reads = (operand: number) => !outputs.has(operand);
  const spec = { reaches, lanes, room: spilled + tail.room, slots: [OUTER_EXTENT, INNER_EXTENT] };
  writeFunction(asm, spec, () => {
    const line = asm.label("line");
    asm.bind(line);
    startLine(asm, reaches);
    writeVirtual(asm, s.hoisted, allocation);
    writeLine(asm, { lanes, reaches, tail, reads, outputs }, () =>
      writeVirtual(asm, code, allocation),
    );
    nextLine(asm, reaches.map(operandOf), line);
  });
  return { code: asm.finish(), text: asm.text };
}
