// Lowers the lines of a reduction to x86-64 machine code: each line of elements becomes one value in a list of
// results. Combining the results, and beginning and ending the state, is run-reduce.ts.
//
// Two ways. Pairwise: eight accumulators are the eight lanes of one register, added up in NumPy's order; what is
// left of the line (fewer than eight elements) goes to a list of its own. Associative: any order gives the same
// bits, so four registers of accumulators hide the latency of the operation.

import { type Node, reachable } from "../ir.js";
import type { ReduceKernel } from "../kernel.js";
import { type Lane, laneInfo } from "../lanes.js";
import type { NodeOp } from "../nodes.js";
import { bitsOf, type Scalar } from "../scalar.js";
import { Assembler, type Label } from "./assembler.js";
import { Body, lanesPerTurn } from "./body.js";
import {
  addTo,
  advancePointers,
  allocateAll,
  COUNT,
  countLines,
  hasPairs,
  type Lowered,
  reachesOf,
  setGuards,
  startLine,
  writeFunction,
} from "./frame.js";
import { at, k, masked, RAX, type Register, r32, r64, xmm, ymm, zmm } from "./operands.js";
import {
  ADDRESS,
  blockSlot,
  GUARD,
  INDEX,
  INNER_STRIDE,
  LENGTH,
  LENGTHS,
  LENGTHS_BACK,
  LENGTHS_STEP,
  MemoryAccess,
  OUTER_STRIDE,
  operandSlot,
  RESTS,
  RESTS_STEP,
  RESULTS,
  RESULTS_STEP,
  type Reach,
  STRETCHES,
  STRETCHES_LEFT,
} from "./reach.js";
import { fileOf, NotLowered, Selection, suffix } from "./selection.js";
import { writeVirtual } from "./write.js";

/** Registers that the loop itself uses: accumulators, then scratch. VEX instructions reach them all. */
const ACCUMULATORS = [12, 13, 14, 15];
const SPARE = 11;
const OTHER = 10;
/** Opmask of lanes with a NaN, and of the first lane. */
const SPARE_MASK = 7;
const KEPT = { vector: [...ACCUMULATORS, SPARE, OTHER], mask: [SPARE_MASK] };

const registers = { xmm, ymm, zmm };

/** How a reduction's lines can be added up; null if only another engine can. */
export interface LineStep {
  readonly lane: Lane;
  /**
   * Pairs: pairwise sums of complex numbers, whose parts take turns in memory. The extremes "least" and "greatest" are of
   * those floats that are no NaN.
   */
  readonly op: "pairwise" | "pairs" | "least" | "greatest" | NodeOp;
}

/** Operations whose order does not show, and the state that changes nothing. */
export const identities: Partial<Record<NodeOp, (lane: Lane) => Scalar>> = {
  add: () => 0,
  mul: () => 1,
  xor: () => 0,
  or: () => 0,
  and: () => -1,
  min: (lane) => extremeOf(lane, true),
  max: (lane) => extremeOf(lane, false),
};

function extremeOf(lane: Lane, largest: boolean): Scalar {
  const { kind, bits } = laneInfo[lane];
  if (kind === "f") return largest ? Infinity : -Infinity;
  if (kind === "u") return largest ? -1 : 0;
  const top = 1n << BigInt(bits - 1);
  return largest ? top - 1n : -top;
}

/** Whether a node is the argument of that number, and whether it says that one is NaN. */
const isArgument = (node: Node, number: number) =>
  node.op === "argument" && node.operand === number && node.component === 0;
const isNaNOf = ({ op, args }: Node, number: number) =>
  op === "ne" && args.every((arg) => isArgument(arg, number));

/** The extreme of those of two floats that are no NaN: `isnan(y) ? x : isnan(x) ? y : max(x, y)`. */
function extremeOfNumbers({ op, args }: Node): "least" | "greatest" | null {
  if (op !== "select" || !isNaNOf(args[0]!, 1) || !isArgument(args[1]!, 0)) return null;
  const other = args[2]!;
  if (other.op !== "select" || !isNaNOf(other.args[0]!, 0)) return null;
  if (!isArgument(other.args[1]!, 1)) return null;
  const { op: pick, args: two } = other.args[2]!;
  if ((pick !== "min" && pick !== "max") || !two.every((arg, i) => isArgument(arg, i))) return null;
  return pick === "min" ? "least" : "greatest";
}

/** How the lines of a kernel are reduced here, or null. */
export function lineStep(kernel: ReduceKernel): LineStep | null {
  if (kernel.element.length !== 1 || kernel.where >= 0 || kernel.absorbing !== null) return null;
  // Every step would have to be looked at.
  if (kernel.errors !== null) return null;
  const step = kernel.step[0]!;
  const { op, lane, args } = step;
  const extreme = extremeOfNumbers(step);
  if (extreme !== null) return lane === "f16" ? null : { lane, op: extreme };
  const ordered = args.map((arg) => (arg.op === "argument" ? arg.operand : -1));
  if (ordered.length !== 2 || !ordered.includes(0) || !ordered.includes(1)) return null;
  if (kernel.pairwise) {
    return op === "add" && (lane === "f64" || lane === "f32") ? { lane, op: "pairwise" } : null;
  }
  const { kind, bytes } = laneInfo[lane];
  if (kind === "b" || lane === "f16" || identities[op] === undefined) return null;
  if (kind === "f" && op !== "min" && op !== "max") return null;
  return op === "mul" && bytes === 1 ? null : { lane, op };
}

/** The instruction of an associative operation on registers. */
export function mnemonicOf({ op, lane }: LineStep): string {
  const { kind } = laneInfo[lane];
  const size = suffix(lane);
  switch (op) {
    case "add":
      return `vpadd${size}`;
    case "mul":
      return `vpmull${size}`;
    case "min":
    case "max":
      return `vp${op}${kind === "i" ? "s" : "u"}${size}`;
    default:
      return `vp${op}q`;
  }
}

/** `target` becomes `target op value`; with `guard` only where elements exist. */
function combine(
  asm: Assembler,
  step: LineStep,
  target: Register,
  value: Register,
  guard: boolean,
): void {
  const mask = guard ? GUARD.id : 0;
  const to = mask === 0 ? target : masked(target, mask, false);
  if (laneInfo[step.lane].kind !== "f") {
    const isBitwise = step.op === "and" || step.op === "or" || step.op === "xor";
    if (isBitwise && guard) {
      // The 64-bit operation has no opmask for narrower lanes.
      const spare = registers[target.kind as "zmm"](SPARE);
      asm.emit(mnemonicOf(step), spare, target, value);
      asm.emit(`vmovdqu${laneInfo[step.lane].bits}`, to, spare);
    } else asm.emit(mnemonicOf(step), to, target, value);
    return;
  }
  const p = step.lane === "f64" ? "pd" : "ps";
  if (step.op === "least" || step.op === "greatest") {
    // VRANGE lets numbers win over the quiet NaN that the accumulator begins as; NaN elements are left out.
    asm.emit(`vcmp${p}`, k(SPARE_MASK), value, value, 7);
    if (guard) asm.emit("kandq", k(SPARE_MASK), k(SPARE_MASK), GUARD);
    const control = step.op === "least" ? 4 : 5;
    asm.emit(`vrange${p}`, masked(target, SPARE_MASK, false), target, value, control);
    return;
  }
  const spare = registers[target.kind as "zmm"](SPARE);
  // As operations.ts: the sum of two numbers of which one is NaN is NaN.
  asm.emit(`vcmp${p}`, k(SPARE_MASK), target, value, 3);
  asm.emit(`vrange${p}`, spare, target, value, step.op === "min" ? 4 : 5);
  asm.emit(`vadd${p}`, masked(spare, SPARE_MASK, false), target, value);
  asm.emit(`vmovdqu${laneInfo[step.lane].bits}`, to, spare);
}

/** All lanes of accumulator 0 into its first: halves onto halves. */
function combineLanes(asm: Assembler, step: LineStep, lanes: number): void {
  const [first] = ACCUMULATORS;
  let bits = lanes * laneInfo[step.lane].bits;
  const halves = (file: (id: number) => Register) => {
    combine(asm, step, file(first!), file(OTHER), false);
  };
  if (bits > 256) {
    asm.emit("vextracti64x4", ymm(OTHER), zmm(first!), 1);
    halves(ymm);
  }
  if (bits > 128) {
    asm.emit("vextracti32x4", xmm(OTHER), ymm(first!), 1);
    halves(xmm);
  }
  for (bits = Math.min(bits, 128) / 2; bits >= laneInfo[step.lane].bits; bits /= 2) {
    asm.emit("vpsrldq", xmm(OTHER), xmm(first!), bits / 8);
    halves(xmm);
  }
}

/** The eight lanes of accumulator 0 in NumPy's order: ((0+1)+(2+3))+((4+5)+(6+7)). */
function addLanes(asm: Assembler, lane: Lane): void {
  const [sum] = ACCUMULATORS;
  if (lane === "f64") {
    asm.emit("vextracti64x4", ymm(SPARE), zmm(sum!), 1);
    asm.emit("vhaddpd", ymm(sum!), ymm(sum!), ymm(SPARE));
    asm.emit("vextracti32x4", xmm(SPARE), ymm(sum!), 1);
    asm.emit("vaddpd", xmm(sum!), xmm(sum!), xmm(SPARE));
    asm.emit("vhaddpd", xmm(sum!), xmm(sum!), xmm(sum!));
    return;
  }
  asm.emit("vhaddps", ymm(sum!), ymm(sum!), ymm(sum!));
  asm.emit("vhaddps", ymm(sum!), ymm(sum!), ymm(sum!));
  asm.emit("vextracti32x4", xmm(SPARE), ymm(sum!), 1);
  asm.emit("vaddps", xmm(sum!), xmm(sum!), xmm(SPARE));
}

/** What is left of a line, whose elements COUNT counts, one after the other onto the sum. */
function addRest(asm: Assembler, lane: Lane): void {
  const { bytes } = laneInfo[lane];
  const whole = asm.label("whole");
  asm.emit("test", r64(COUNT), r64(COUNT));
  asm.jump("jz", whole);
  asm.emit("mov", r64(RAX), blockSlot(RESTS));
  const sum = xmm(ACCUMULATORS[0]!);
  for (let i = 0; i < 7; i++) {
    asm.emit(lane === "f64" ? "vaddsd" : "vaddss", sum, sum, at(RAX, i * bytes));
  }
  asm.bind(whole);
}

/** The same for real and imaginary parts that take turns: each ((0+2)+(4+6)), and so the odd ones. */
function addPairs(asm: Assembler, lane: Lane): void {
  const [sum] = ACCUMULATORS;
  const add = lane === "f64" ? "vaddpd" : "vaddps";
  if (lane === "f64") asm.emit("vextracti64x4", ymm(OTHER), zmm(sum!), 1);
  else asm.emit("vextracti32x4", xmm(OTHER), ymm(sum!), 1);
  for (const half of [sum!, OTHER]) {
    if (lane === "f64") asm.emit("vextracti32x4", xmm(SPARE), ymm(half), 1);
    else asm.emit("vpsrldq", xmm(SPARE), xmm(half), 8);
    asm.emit(add, xmm(half), xmm(half), xmm(SPARE));
  }
  asm.emit(add, xmm(sum!), xmm(sum!), xmm(OTHER));
}

export function bytesOf(lane: Lane, value: Scalar): Uint8Array {
  const bytes = new Uint8Array(laneInfo[lane].bytes);
  const bits = bitsOf(lane, value);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number((bits >> BigInt(8 * i)) & 255n);
  return bytes;
}

/** Moves on to the next line or stretch, if there is one. RAX is where the result went. */
export function nextStretch(asm: Assembler, reaches: readonly Reach[], line: Label): void {
  asm.emit("add", r64(RAX), blockSlot(RESULTS_STEP));
  asm.emit("mov", blockSlot(RESULTS), r64(RAX));
  const onward = asm.label("onward");
  asm.emit("mov", r64(RAX), blockSlot(STRETCHES_LEFT));
  asm.emit("dec", r64(RAX));
  asm.emit("mov", blockSlot(STRETCHES_LEFT), r64(RAX));
  asm.jump("jg", onward);
  asm.emit("mov", r64(RAX), blockSlot(STRETCHES));
  asm.emit("mov", blockSlot(STRETCHES_LEFT), r64(RAX));
  addTo(asm, blockSlot(LENGTHS), blockSlot(LENGTHS_BACK));
  addTo(asm, blockSlot(RESTS), blockSlot(RESTS_STEP));
  for (const { operand } of reaches) {
    addTo(asm, operandSlot(operand, ADDRESS), operandSlot(operand, OUTER_STRIDE));
  }
  asm.bind(onward);
  for (const { operand } of reaches) {
    asm.emit("mov", r64(RAX), blockSlot(LENGTH));
    asm.emit("imul", r64(RAX), operandSlot(operand, INNER_STRIDE));
    asm.emit("add", r64(RAX), operandSlot(operand, ADDRESS));
    asm.emit("mov", operandSlot(operand, ADDRESS), r64(RAX));
  }
  countLines(asm, line);
}

/** The machine code that reduces lines. Throws NotLowered for what it has no code for. */
export function lowerLines(
  kernel: ReduceKernel,
  step: LineStep,
  access: readonly number[],
  listing = false,
): Lowered {
  const inputs = kernel.operands.slice(0, kernel.inputs);
  const reaches = reachesOf(inputs, access);
  const asm = new Assembler(listing);
  const nodes = reachable(kernel.element);
  const isPairs = step.op === "pairs";
  const isPairwise = step.op === "pairwise" || isPairs;
  // Lanes are NumPy's accumulators where sums are pairwise: eight.
  const lanes = isPairwise ? 8 : lanesPerTurn(reaches, nodes);
  if (isPairwise && lanesPerTurn(reaches, nodes) < 8) throw new NotLowered("lanes");
  const s = new Selection(asm, lanes);
  const body = new Body(s, new MemoryAccess(s, false), reaches, new Set());
  body.hoist(nodes);
  const root = kernel.element[0] as Node;
  const valueIn = (tail: boolean) => {
    const turn = body.turn(tail);
    body.select(turn, nodes);
    return { value: body.valueOf(turn, root), code: s.take() };
  };
  const whole = valueIn(false);
  const tail = valueIn(true);
  const before = s.hoisted;
  // The values are read after their last instruction: keep them in registers until then.
  const keepAlive = (value: typeof whole.value) => ({
    mnemonic: "",
    operands: [{ register: value, file: value.file }],
    defines: null,
    merges: false,
  });
  const allocation = allocateAll(
    before,
    [...whole.code, keepAlive(whole.value), ...tail.code, keepAlive(tail.value)],
    KEPT,
  );
  const file = registers[fileOf(lanes * laneInfo[step.lane].bits)];
  const registerOf = (value: typeof whole.value): Register => {
    const location = allocation.locations.get(value)!;
    if (!("register" in location)) throw new NotLowered("an element on the stack");
    return file(location.register);
  };
  const size = suffix(step.lane);
  const width = laneInfo[step.lane].bits;
  const isOfNumbers = step.op === "least" || step.op === "greatest";
  const identity = isOfNumbers
    ? Number.NaN
    : isPairwise
      ? -0
      : identities[step.op as NodeOp]!(step.lane);
  const constant = asm.constant(bytesOf(step.lane, identity));
  const copies = isPairwise ? 1 : ACCUMULATORS.length;
  const sum = isPairwise ? `vadd${step.lane === "f64" ? "pd" : "ps"}` : "";

  const turn = (copy: number) => {
    writeVirtual(asm, whole.code, allocation);
    const state = file(ACCUMULATORS[copy]!);
    const value = registerOf(whole.value);
    if (isPairwise) asm.emit(sum, state, state, value);
    else combine(asm, step, state, value, false);
    advancePointers(asm, reaches);
    asm.emit("add", r64(INDEX), lanes);
  };

  writeFunction(asm, { reaches, lanes, slots: allocation.slots }, () => {
    const labels = ["line", "many", "single", "one", "last", "done"] as const;
    const [line, many, single, one, last, done] = labels.map((name) => asm.label(name));
    asm.emit("mov", r32(COUNT), lanes);
    setGuards(asm, COUNT, false);
    // Operands that are the same for all lines too would be read here; the others are read in each.
    asm.bind(line!);
    startLine(asm, reaches);
    asm.emit("mov", r32(COUNT), lanes);
    setGuards(asm, COUNT, false);
    writeVirtual(asm, before, allocation);
    asm.emit("mov", r64(RAX), blockSlot(LENGTHS));
    asm.emit("mov", r32(COUNT), at(RAX));
    asm.emit("add", r64(RAX), blockSlot(LENGTHS_STEP));
    asm.emit("mov", blockSlot(LENGTHS), r64(RAX));
    asm.emit("mov", blockSlot(LENGTH), r64(COUNT));
    asm.emit("xor", r32(INDEX), r32(INDEX));
    for (const id of ACCUMULATORS.slice(0, copies)) {
      asm.emit(`vpbroadcast${size}`, file(id), constant);
    }
    if (copies > 1) {
      asm.emit("sub", r64(COUNT), lanes * copies);
      asm.jump("jl", single!);
      asm.align(32);
      asm.bind(many!);
      for (let copy = 0; copy < copies; copy++) turn(copy);
      asm.emit("sub", r64(COUNT), lanes * copies);
      asm.jump("jge", many!);
      asm.bind(single!);
      asm.emit("add", r64(COUNT), lanes * copies);
    }
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jl", last!);
    asm.align(32);
    asm.bind(one!);
    turn(0);
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jge", one!);
    asm.bind(last!);
    asm.emit("add", r64(COUNT), lanes);
    asm.jump("jz", done!);
    setGuards(asm, COUNT, hasPairs(reaches));
    writeVirtual(asm, tail.code, allocation);
    if (isPairwise) {
      // Elements that there are not change nothing.
      asm.emit(`vpbroadcast${size}`, file(SPARE), constant);
      asm.emit(`vmovdqu${width}`, masked(file(SPARE), GUARD.id, false), registerOf(tail.value));
      asm.emit("mov", r64(RAX), blockSlot(RESTS));
      asm.emit(`vmovdqu${width}`, at(RAX), file(SPARE));
    } else combine(asm, step, file(ACCUMULATORS[0]!), registerOf(tail.value), true);
    asm.bind(done!);
    if (isPairs) addPairs(asm, step.lane);
    else if (isPairwise) {
      addLanes(asm, step.lane);
      addRest(asm, step.lane);
    } else {
      for (const id of ACCUMULATORS.slice(1, copies)) {
        combine(asm, step, file(ACCUMULATORS[0]!), file(id), false);
      }
      combineLanes(asm, step, lanes);
    }
    asm.emit("mov", r64(RAX), isPairs ? 3n : 1n);
    asm.emit("kmovq", k(SPARE_MASK), r64(RAX));
    asm.emit("mov", r64(RAX), blockSlot(RESULTS));
    asm.emit(`vmovdqu${width}`, { ...at(RAX), mask: SPARE_MASK }, xmm(ACCUMULATORS[0]!));
    nextStretch(asm, reaches, line!);
  });
  return { code: asm.finish(), text: asm.text };
}
