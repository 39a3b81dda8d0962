// Lowers an elementwise kernel to x86-64 machine code (AVX-512): a pure function from a description and the
// operands' access classes to bytes. The code is a function `void kernel(double *block)`; reach.ts says what
// is in the block.

import { BROADCAST, UNIT } from "../access.js";
import { commonly, type Node, reachable } from "../ir.js";
import type { MapKernel } from "../kernel.js";
import { type ExpandedKernel, expandCalls } from "../math/expand.js";
import { Assembler } from "./assembler.js";
import { Body, lanesPerTurn } from "./body.js";
import {
  advancePointers,
  allocateAll,
  COUNT,
  hasPairs,
  type Lowered,
  movesPointer,
  nextLine,
  operandOf,
  reachesOf,
  setGuards,
  startLine,
  writeFunction,
} from "./frame.js";
import { RAX, r32, r64 } from "./operands.js";
import { canUnroll, inOrder } from "./order.js";
import {
  blockSlot,
  GUARD,
  INDEX,
  INNER_EXTENT,
  INNER_STRIDE,
  MemoryAccess,
  operandSlot,
  type Reach,
} from "./reach.js";
import { Selection } from "./selection.js";
import { type VirtualInstruction, type VirtualRegister, withoutUnused } from "./virtual.js";
import { watchedNodes, watchOdd, watchTurn } from "./watch.js";
import { writeVirtual } from "./write.js";

/** How the code is to be made. */
export interface LowerOptions {
  /**
   * Results are stored past the caches. Only where {@link streamedOutput} allows it, and to addresses that are
   * multiples of an element's size.
   */
  readonly streams?: boolean;
  /** Two turns are made one where that is possible: more code, for those who have many elements. */
  readonly unrolls?: boolean;
  /** Keep the text of the instructions. */
  readonly listing?: boolean;
}

/** The one output of a kernel whose results could be stored past the caches; -1 if there is none such. */
export function streamedOutput(kernel: MapKernel, access: readonly number[]): number {
  if (kernel.outputs.length !== 1 || kernel.where >= 0) return -1;
  const { operand } = kernel.outputs[0]!;
  const { type } = kernel.operands[operand]!;
  const plain = kernel.operands.every(
    (one, at) => one.type.components === 1 || access[at] === BROADCAST,
  );
  const widest = Math.max(...kernel.operands.map((one) => one.type.itemsize));
  return plain && access[operand] === UNIT && type.itemsize === widest ? operand : -1;
}

/** The operands that are read or written: of an integer, for one, isnan reads nothing. */
function touchedReaches(
  kernel: MapKernel,
  reaches: readonly Reach[],
  nodes: readonly Node[],
): readonly Reach[] {
  const touched = new Set([kernel.where, ...kernel.outputs.map(({ operand }) => operand)]);
  for (const node of nodes) if (node.op === "load") touched.add(node.operand);
  return reaches.filter(({ operand }) => touched.has(operand));
}

/** The code of one turn: values of all nodes, a look at their errors, the stores. */
function selectTurn(
  s: Selection,
  memory: MemoryAccess,
  body: Body,
  kernel: ExpandedKernel,
  reaches: readonly Reach[],
  nodes: readonly Node[],
  tail: boolean,
): readonly VirtualInstruction[] {
  const turn = body.turn(tail);
  body.select(turn, nodes);
  let where: VirtualRegister | null = null;
  if (kernel.where >= 0) {
    const [mask] = memory.load(reaches[kernel.where]!, tail);
    // A repeated mask does not say which elements exist.
    where = s.value("bool", "kandq", [mask!, GUARD]);
  }
  if (kernel.odd !== null) watchOdd(s, body.valueOf(turn, kernel.odd), tail, where);
  if (kernel.errors !== null) watchTurn(s, body, turn, kernel.errors, where);
  // All results first: an output may be an input's own memory.
  for (const { operand, roots } of kernel.outputs) {
    const results = roots.map((root) => body.valueOf(turn, root));
    memory.store(reaches[operand]!, results, tail, where);
  }
  return s.take();
}

/** For how many vectors there shall be registers, of 32. */
const ROOMS = [22, 18, 14];

/** The machine code of an elementwise kernel. Throws NotLowered for what it has no code for. */
export function lowerMap(
  source: MapKernel,
  access: readonly number[],
  { streams = false, unrolls = false, listing = false }: LowerOptions = {},
): Lowered {
  const kernel = expandCalls(source);
  const reaches = reachesOf(kernel.operands, access);
  const asm = new Assembler(listing);
  const roots = kernel.outputs.flatMap((output) => output.roots);
  const { errors } = kernel;
  const watched = [...roots];
  if (errors !== null) watched.push(...watchedNodes(errors));
  if (kernel.odd !== null) watched.push(kernel.odd);
  const flags = errors === null ? [] : Object.values({ ...errors.flags, ...errors.castFlags });
  const all = reachable([...watched, ...flags]);
  const s = new Selection(asm, lanesPerTurn(touchedReaches(kernel, reaches, all), all));
  const nodes = commonly(watched);
  const output = streams ? streamedOutput(kernel, access) : -1;
  // A register that is not full would be stored in pieces.
  const isFull = output >= 0 && s.lanes * reaches[output]!.type.itemsize === 64;
  const streamed = isFull ? reaches[output]! : null;
  const memory = new MemoryAccess(s, streamed !== null);
  const outputs = new Set(kernel.outputs.map(({ operand }) => operand));
  const body = new Body(s, memory, reaches, outputs);
  body.hoist(nodes);
  const used = new Set<VirtualRegister>();
  const select = (tail: boolean) =>
    withoutUnused(selectTurn(s, memory, body, kernel, reaches, nodes, tail), used);
  const tail = select(true);
  const isShared =
    !unrolls && tail.length >= SHARED_FROM && streamed === null && reaches.every(isGuardedWell);
  let whole = isShared ? [] : select(false);
  let second: readonly VirtualInstruction[] = [];
  if (unrolls && canUnroll(reaches)) {
    memory.ahead = s.lanes;
    second = select(false);
  }
  const before = withoutUnused(s.hoisted, used);
  const registersFor = (code: readonly VirtualInstruction[]) =>
    allocateAll(before, [...code, ...tail], undefined, hasPairs(reaches));
  let allocation = registersFor(whole);
  let turns = 1;
  if (unrolls) {
    const order = inOrder(whole, second, allocation, ROOMS, registersFor);
    ({ turns, allocation } = order);
    whole = order.code;
  }

  writeFunction(asm, { reaches, lanes: s.lanes, slots: allocation.slots }, () => {
    const line = asm.label("line");
    asm.bind(line);
    startLine(asm, reaches);
    const parts = {
      before: () => writeVirtual(asm, before, allocation),
      whole: () => writeVirtual(asm, whole, allocation),
      tail: () => writeVirtual(asm, tail, allocation),
    };
    if (isShared) writeSharedLine(asm, s.lanes, parts);
    else writeLine(asm, s.lanes, turns, reaches, streamed, parts);
    nextLine(asm, reaches.map(operandOf), line);
    if (streamed !== null) asm.emit("sfence");
  });
  return { code: asm.finish(), text: asm.text };
}

/** Instructions from which whole turns run through the code of the last one: twice as many take twice as long to make. */
const SHARED_FROM = 8;

/** Whether an operand costs no more under an opmask that has all elements. */
function isGuardedWell({ access, type }: Reach): boolean {
  return access === BROADCAST || (access === UNIT && type.components === 1 && type.itemsize >= 4);
}

/** What stands in a line's code. */
interface LineParts {
  readonly before: () => void;
  readonly whole: () => void;
  readonly tail: () => void;
}

/** A masked turn up to the first address of the output that is a multiple of a register. */
function writeHead(
  asm: Assembler,
  reaches: readonly Reach[],
  { pointer, type }: Reach,
  lanes: number,
  tail: () => void,
) {
  const aligned = asm.label("aligned");
  const elements = () => {
    asm.emit("mov", r64(INDEX), r64(pointer));
    asm.emit("neg", r64(INDEX));
    asm.emit("and", r64(INDEX), 63);
    if (type.itemsize > 1) asm.emit("shr", r64(INDEX), Math.log2(type.itemsize));
  };
  elements();
  asm.emit("test", r64(INDEX), r64(INDEX));
  asm.jump("jz", aligned);
  setGuards(asm, INDEX, false);
  asm.emit("xor", r32(INDEX), r32(INDEX));
  tail();
  elements();
  for (const reach of reaches.filter(movesPointer)) {
    asm.emit("mov", r64(RAX), operandSlot(reach.operand, INNER_STRIDE));
    asm.emit("imul", r64(RAX), r64(INDEX));
    asm.emit("add", r64(reach.pointer), r64(RAX));
  }
  asm.emit("sub", r64(COUNT), r64(INDEX));
  asm.emit("push", r64(COUNT));
  asm.emit("mov", r32(COUNT), lanes);
  setGuards(asm, COUNT, false);
  asm.emit("pop", r64(COUNT));
  asm.bind(aligned);
}

/** One line: `turns` whole turns at a time, then masked ones for what is left. */
function writeLine(
  asm: Assembler,
  lanes: number,
  turns: number,
  reaches: readonly Reach[],
  streamed: Reach | null,
  parts: LineParts,
): void {
  const labels = ["turn", "rest", "last", "done"] as const;
  const [turn, rest, last, done] = labels.map((name) => asm.label(name));
  const step = lanes * turns;
  asm.emit("mov", r32(COUNT), lanes);
  setGuards(asm, COUNT, false);
  parts.before();
  asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
  asm.emit("xor", r32(INDEX), r32(INDEX));
  if (streamed !== null) writeHead(asm, reaches, streamed, lanes, parts.tail);
  asm.emit("sub", r64(COUNT), step);
  asm.jump("jl", rest!);
  asm.align(32);
  asm.bind(turn!);
  parts.whole();
  advancePointers(asm, reaches);
  asm.emit("add", r64(INDEX), step);
  asm.emit("sub", r64(COUNT), step);
  asm.jump("jge", turn!);
  asm.bind(rest!);
  asm.emit("add", r64(COUNT), step);
  asm.jump("jz", done!);
  if (turns === 1) {
    setGuards(asm, COUNT, hasPairs(reaches));
    parts.tail();
    asm.bind(done!);
    return;
  }
  // More than one turn's elements: the first turn has all of its own.
  const more = asm.label("more");
  asm.emit("sub", r64(COUNT), lanes);
  asm.jump("jg", more);
  asm.emit("add", r64(COUNT), lanes);
  asm.bind(last!);
  setGuards(asm, COUNT, false);
  asm.emit("xor", r32(COUNT), r32(COUNT));
  asm.bind(more);
  parts.tail();
  asm.emit("add", r64(INDEX), lanes);
  asm.emit("test", r64(COUNT), r64(COUNT));
  asm.jump("jnz", last!);
  asm.bind(done!);
}

/** One line whose turns are all masked, all but the last one by all elements. */
function writeSharedLine(asm: Assembler, lanes: number, { before, tail }: LineParts): void {
  const [turn, full] = [asm.label("turn"), asm.label("full")];
  asm.emit("mov", r32(COUNT), lanes);
  setGuards(asm, COUNT, false);
  before();
  asm.emit("mov", r64(COUNT), blockSlot(INNER_EXTENT));
  asm.emit("xor", r32(INDEX), r32(INDEX));
  asm.align(32);
  asm.bind(turn);
  asm.emit("cmp", r64(COUNT), lanes);
  asm.jump("jge", full);
  setGuards(asm, COUNT, false);
  asm.bind(full);
  tail();
  asm.emit("add", r64(INDEX), lanes);
  asm.emit("sub", r64(COUNT), lanes);
  asm.jump("jg", turn);
}
