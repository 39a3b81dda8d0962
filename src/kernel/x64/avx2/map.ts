// Lowers an elementwise kernel to x86-64 machine code for AVX2: a pure function from a description and the operands'
// access classes to bytes. The code is a function `void kernel(double *block)`; ../reach.ts says what is in the block.

import { commonly, type Node, reachable } from "../../ir.js";
import type { MapKernel } from "../../kernel.js";
import { type ExpandedKernel, expandCalls } from "../../math/expand.js";
import { Assembler } from "../assembler.js";
import {
  advancePointers,
  COUNT,
  type Lowered,
  movesPointer,
  nextLine,
  operandOf,
  startLine,
} from "../frame.js";
import { type LowerOptions, streamedOutput } from "../map.js";
import { RAX, r32, r64 } from "../operands.js";
import { canUnroll, inOrder } from "../order.js";
import {
  blockSlot,
  INDEX,
  INNER_EXTENT,
  INNER_STRIDE,
  OUTER_EXTENT,
  operandSlot,
  type Reach,
} from "../reach.js";
import { type VirtualInstruction, type VirtualRegister, withoutUnused } from "../virtual.js";
import { watchedNodes } from "../watch.js";
import { Body, lanesPerTurn } from "./body.js";
import { reachesOf, Tail, writeFunction } from "./frame.js";
import { MemoryAccess } from "./memory.js";
import { REGISTER_BYTES, Selection } from "./selection.js";
import { allocateAll, writeVirtual } from "./write.js";

/** The code of one turn: values of all nodes, a look at their errors, the stores. */
function selectTurn(
  s: Selection,
  memory: MemoryAccess,
  body: Body,
  kernel: ExpandedKernel,
  reaches: readonly Reach[],
  nodes: readonly Node[],
): readonly VirtualInstruction[] {
  const turn = body.turn();
  body.select(turn, nodes);
  let where: VirtualRegister | null = null;
  if (kernel.where >= 0) where = memory.load(reaches[kernel.where]!)[0]!;
  if (kernel.odd !== null) body.watchOdd(turn, kernel.odd, where);
  if (kernel.errors !== null) body.watch(turn, kernel.errors, where);
  // All results first: an output may be an input's own memory.
  for (const { operand, roots } of kernel.outputs) {
    const results = roots.map((root) => body.valueOf(turn, root));
    memory.store(reaches[operand]!, results, where);
  }
  return s.take();
}

/** For how many vectors, masks among them, there shall be registers, of 16. */
const ROOMS = [13, 10];

/** The machine code of an elementwise kernel. Throws NotLowered for what it has no code for. */
export function lowerMap(
  source: MapKernel,
  access: readonly number[],
  { streams = false, unrolls = false, listing = false }: LowerOptions = {},
): Lowered {
  const kernel = expandCalls(source);
  const reaches = reachesOf(kernel.operands, access);
  const asm = new Assembler(listing, true);
  const roots = kernel.outputs.flatMap((output) => output.roots);
  const { errors } = kernel;
  const watched = [...roots];
  if (errors !== null) watched.push(...watchedNodes(errors));
  if (kernel.odd !== null) watched.push(kernel.odd);
  const flags = errors === null ? [] : Object.values({ ...errors.flags, ...errors.castFlags });
  const s = new Selection(asm, lanesPerTurn(reaches, reachable([...watched, ...flags])));
  const nodes = commonly(watched);
  const memory = new MemoryAccess(s, false);
  const output = streams ? streamedOutput(kernel, access) : -1;
  // A register that is not full would be stored in pieces.
  const isFull = output >= 0 && s.lanes * reaches[output]!.type.itemsize === REGISTER_BYTES;
  const streamed = isFull ? reaches[output]! : null;
  const outputs = new Set(kernel.outputs.map(({ operand }) => operand));
  const body = new Body(s, memory, reaches, outputs);
  body.hoist(nodes);
  const used = new Set<VirtualRegister>();
  const select = (through: MemoryAccess) =>
    withoutUnused(selectTurn(s, through, body, kernel, reaches, nodes), used);
  let turn = select(memory);
  const whole = streamed === null ? [] : select(new MemoryAccess(s, true));
  const isOrdered = unrolls && streamed === null;
  const first = isOrdered ? select(memory) : [];
  let second: readonly VirtualInstruction[] = [];
  if (isOrdered && canUnroll(reaches)) {
    memory.ahead = s.lanes;
    second = select(memory);
  }
  const before = withoutUnused(s.hoisted, used);
  const registersFor = (code: readonly VirtualInstruction[]) =>
    allocateAll(before, [...code, ...turn]);
  let allocation = registersFor(isOrdered ? first : whole);
  let both: readonly VirtualInstruction[] = [];
  if (isOrdered) {
    const order = inOrder(first, second, allocation, ROOMS, registersFor);
    ({ allocation } = order);
    if (order.turns === 2) both = order.code;
    else turn = order.code;
  }
  const spilled = allocation.slots * REGISTER_BYTES;
  const tail = new Tail(reaches, s.lanes, spilled);
  const room = spilled + tail.room;
  // A masked result is read before it is written; and a kernel may read what it writes.
  const readsOutputs = kernel.where >= 0 || nodes.some((node) => outputs.has(loadedBy(node)));
  const reads = (operand: number) => readsOutputs || !outputs.has(operand);

  const slots = [OUTER_EXTENT, INNER_EXTENT];
  writeFunction(asm, { reaches, lanes: s.lanes, room, slots }, () => {
    const line = asm.label("line");
    asm.bind(line);
    startLine(asm, reaches);
    writeVirtual(asm, before, allocation);
    const parts = { lanes: s.lanes, reaches, tail, reads, outputs };
    const write = () => writeVirtual(asm, turn, allocation);
    const writeBoth = both.length > 0 ? () => writeVirtual(asm, both, allocation) : null;
    if (streamed === null) writeLine(asm, parts, write, writeBoth);
    else writeStreamed(asm, parts, streamed, write, () => writeVirtual(asm, whole, allocation));
    nextLine(asm, reaches.map(operandOf), line);
    if (streamed !== null) asm.emit("sfence");
  });
  return { code: asm.finish(), text: asm.text };
}

const loadedBy = (node: Node) => (node.op === "load" ? node.operand : -1);

/** What the loop over a line needs to know. */
interface Line {
  readonly lanes: number;
  readonly reaches: readonly Reach[];
  readonly tail: Tail;
  /** Whether the code reads an operand's elements. */
  readonly reads: (operand: number) => boolean;
  readonly outputs: ReadonlySet<number>;
}

/** One line: whole turns, two at a time if there is code for that, then one more on the stack for what is left. */
export function writeLine(
  asm: Assembler,
  line: Line,
  writeTurn: () => void,
  writeBoth: (() => void) | null = null,
): void {
  const { lanes, reaches, tail, reads, outputs } = line;
  const [turn, rest, done] = [asm.label("turn"), asm.label("rest"), asm.label("done")];
  tail.start(asm);
  asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
  asm.emit("xor", r32(INDEX), r32(INDEX));
  if (writeBoth !== null) writeTurns(asm, 2 * lanes, writeBoth);
  asm.emit("sub", r64(COUNT), lanes);
  asm.jump("jl", rest);
  asm.align(32);
  asm.bind(turn);
  writeTurn();
  advancePointers(asm, reaches);
  asm.emit("add", r64(INDEX), lanes);
  asm.emit("sub", r64(COUNT), lanes);
  asm.jump("jge", turn);
  asm.bind(rest);
  asm.emit("add", r64(COUNT), lanes);
  asm.jump("jz", done);
  tail.enter(asm, reads);
  asm.jump("jmp", turn);
  asm.bind(done);
  tail.leave(asm, outputs);
}

/** So many elements at a time while there are as many. No pointer moves. */
function writeTurns(asm: Assembler, elements: number, write: () => void): void {
  const [turns, few] = [asm.label("turns"), asm.label("few")];
  asm.emit("sub", r64(COUNT), elements);
  asm.jump("jl", few);
  asm.align(32);
  asm.bind(turns);
  write();
  asm.emit("add", r64(INDEX), elements);
  asm.emit("sub", r64(COUNT), elements);
  asm.jump("jge", turns);
  asm.bind(few);
  asm.emit("add", r64(COUNT), elements);
}

/**
 * One line whose whole turns store past the caches, which they may only at addresses that are multiples of a register:
 * what comes before the first such one goes by way of the stack, as what is left at the end.
 */
function writeStreamed(
  asm: Assembler,
  line: Line,
  output: Reach,
  writeTurn: () => void,
  writeWhole: () => void,
): void {
  const { lanes, reaches, tail, reads, outputs } = line;
  const names = ["aligned", "turn", "rest", "done"] as const;
  const [aligned, turn, rest, done] = names.map((name) => asm.label(name));
  tail.start(asm);
  asm.emit("mov", r64(COUNT), r64(output.pointer));
  asm.emit("neg", r64(COUNT));
  asm.emit("and", r64(COUNT), REGISTER_BYTES - 1);
  const { itemsize } = output.type;
  if (itemsize > 1) asm.emit("shr", r64(COUNT), Math.log2(itemsize));
  asm.emit("xor", r32(INDEX), r32(INDEX));
  asm.emit("cmp", r64(COUNT), blockSlot(INNER_EXTENT));
  // A line that ends before it is at its last elements at once.
  const isLong = asm.label("long");
  asm.jump("jl", isLong);
  asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
  asm.emit("sub", r64(COUNT), lanes);
  asm.jump("jmp", rest!);
  asm.bind(isLong);
  asm.emit("test", r64(COUNT), r64(COUNT));
  asm.jump("jz", aligned!);
  tail.enter(asm, reads);
  writeTurn();
  tail.leave(asm, outputs);
  startLine(asm, reaches);
  asm.emit("mov", r64(INDEX), tail.count);
  for (const { operand, pointer } of reaches.filter(movesPointer)) {
    asm.emit("mov", r64(RAX), operandSlot(operand, INNER_STRIDE));
    asm.emit("imul", r64(RAX), r64(INDEX));
    asm.emit("add", r64(pointer), r64(RAX));
  }
  tail.start(asm);
  asm.bind(aligned!);
  asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
  asm.emit("sub", r64(COUNT), r64(INDEX));
  asm.emit("sub", r64(COUNT), lanes);
  asm.jump("jl", rest!);
  asm.align(32);
  asm.bind(turn!);
  writeWhole();
  advancePointers(asm, reaches);
  asm.emit("add", r64(INDEX), lanes);
  asm.emit("sub", r64(COUNT), lanes);
  asm.jump("jge", turn!);
  asm.bind(rest!);
  asm.emit("add", r64(COUNT), lanes);
  asm.jump("jz", done!);
  tail.enter(asm, reads);
  writeTurn();
  tail.leave(asm, outputs);
  asm.bind(done!);
}
