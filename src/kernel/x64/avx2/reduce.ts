// Lowers the lines of a reduction to x86-64 machine code for AVX2: each line of elements becomes one value in a list of
// results. What becomes of them is ../run-reduce.ts.
//
// Two ways, as in ../reduce.ts. Pairwise: NumPy's eight accumulators are the lanes of one or two registers. Associative:
// any order gives the same bits; the last elements of a line are filled up with what changes nothing.

import { type Node, reachable } from "../../ir.js";
import type { ReduceKernel } from "../../kernel.js";
import { type Lane, laneInfo } from "../../lanes.js";
import type { NodeOp } from "../../nodes.js";
import type { Allocation } from "../allocate.js";
import { Assembler } from "../assembler.js";
import { advancePointers, COUNT, type Lowered, startLine } from "../frame.js";
import { at, type Memory, R14, RAX, r32, r64 } from "../operands.js";
import {
  ADDRESS,
  blockSlot,
  INDEX,
  LENGTH,
  LENGTHS,
  LENGTHS_BACK,
  LENGTHS_STEP,
  OUTER_EXTENT,
  operandSlot,
  RESTS,
  RESTS_STEP,
  RESULTS,
  RESULTS_STEP,
  type Reach,
  STRETCHES,
  STRETCHES_LEFT,
} from "../reach.js";
import { identities, type LineStep, nextStretch } from "../reduce.js";
import { NotLowered, suffix } from "../selection.js";
import type { VirtualInstruction, VirtualRegister } from "../virtual.js";
import { Body, lanesPerTurn } from "./body.js";
import { extremeOfFloats } from "./floats.js";
import { reachesOf, Tail, writeFunction } from "./frame.js";
import { extremeOf, multiply } from "./integers.js";
import { MemoryAccess } from "./memory.js";
import { REGISTER_BYTES, Selection } from "./selection.js";
import { allocateAll, writeVirtual } from "./write.js";

/** NumPy's accumulators. */
const ACCUMULATORS = 8;
/** Registers of accumulators of associative operations, which hide their latency. */
const COPIES = 4;

const precision = (lane: Lane) => (lane === "f64" ? "pd" : "ps");

/** Two values of a line as one. */
export function combine(
  s: Selection,
  { lane, op }: LineStep,
  x: VirtualRegister,
  y: VirtualRegister,
) {
  const isFloat = laneInfo[lane].kind === "f";
  switch (op) {
    case "add":
      return s.value(lane, isFloat ? `vadd${precision(lane)}` : `vpadd${suffix(lane)}`, [x, y]);
    case "mul":
      return multiply(s, lane, [x, y]);
    case "min":
    case "max":
      return (isFloat ? extremeOfFloats : extremeOf)(s, lane, op, [x, y]);
    case "least":
    case "greatest": {
      const best = extremeOfFloats(s, lane, op === "least" ? "min" : "max", [x, y]);
      const isNone = (one: VirtualRegister) =>
        s.value(lane, `vcmp${precision(lane)}`, [one, one, 3]);
      return s.choose(lane, isNone(y), x, s.choose(lane, isNone(x), y, best));
    }
    case "and":
    case "or":
    case "xor":
      return s.value(lane, `vp${op}`, [x, y]);
    default:
      throw new NotLowered(`lines of ${op}`);
  }
}

/** All lanes of a register into its first: halves onto halves. */
function combineLanes(s: Selection, step: LineStep, x: VirtualRegister): VirtualRegister {
  const { bytes } = laneInfo[step.lane];
  let all = x;
  if (x.file === "ymm") all = combine(s, step, all, s.value(step.lane, "vpermq", [all, 0x4e]));
  for (let half = Math.min(16, s.lanes * bytes) / 2; half >= bytes; half /= 2) {
    all = combine(s, step, all, s.value(step.lane, "vpsrldq", [all, half]));
  }
  return all;
}

/** The eight accumulators in NumPy's order: ((0+1)+(2+3))+((4+5)+(6+7)). */
function addLanes(s: Selection, lane: Lane, sums: readonly VirtualRegister[]): VirtualRegister {
  const p = precision(lane);
  const [first, second = first] = sums as [VirtualRegister, VirtualRegister?];
  const pairs = s.value(lane, `vhadd${p}`, [first, second!]);
  const short = (mnemonic: string, x: VirtualRegister, y: VirtualRegister) =>
    s.of("xmm", mnemonic, [s.use(x, "xmm"), s.use(y, "xmm")]);
  if (lane === "f64") {
    const halves = short("vaddpd", pairs, s.of("xmm", "vextracti128", [pairs, 1]));
    return short("vhaddpd", halves, halves);
  }
  const fours = s.value(lane, "vhaddps", [pairs, pairs]);
  const other =
    first.file === "ymm"
      ? s.of("xmm", "vextracti128", [fours, 1])
      : s.of("xmm", "vpsrldq", [fours, 4]);
  return short("vaddps", fours, other);
}

/** The same for real and imaginary parts that take turns: each ((0+2)+(4+6)), and so the odd ones. */
function addPairs(s: Selection, lane: Lane, sums: readonly VirtualRegister[]): VirtualRegister {
  const add = (x: VirtualRegister, y: VirtualRegister) =>
    s.of("xmm", `vadd${precision(lane)}`, [s.use(x, "xmm"), s.use(y, "xmm")]);
  // Four accumulators each: a register of doubles, or half of one of singles.
  const fours = sums.length === 2 ? sums : [sums[0]!, s.of("xmm", "vextracti128", [sums[0]!, 1])];
  const twos = fours.map((four) => {
    const isLong = lane === "f64";
    const half = s.of("xmm", isLong ? "vextracti128" : "vpsrldq", [
      s.use(four, isLong ? "ymm" : "xmm"),
      isLong ? 1 : 8,
    ]);
    return add(four, half);
  });
  return add(twos[0]!, twos[1]!);
}

/** The machine code that stores the first lane, or the first two. */
function storeFirst(s: Selection, lane: Lane, count: number, x: VirtualRegister): void {
  const memory = at(RAX);
  const source = s.use(x, "xmm");
  const bytes = laneInfo[lane].bytes * count;
  if (bytes < 4) s.general(`vpextr${suffix(lane)}`, { memory }, source, 0);
  else s.general(bytes === 16 ? "vmovdqu" : bytes === 8 ? "vmovq" : "vmovd", { memory }, source);
}

/** A piece of selected code, and a register that holds its result. */
interface Piece {
  readonly code: readonly VirtualInstruction[];
}

/** The machine code that reduces lines. Throws NotLowered for what it has no code for. */
export function lowerLines(
  kernel: ReduceKernel,
  step: LineStep,
  access: readonly number[],
  listing = false,
): Lowered {
  const reaches = reachesOf(kernel.operands.slice(0, kernel.inputs), access);
  const asm = new Assembler(listing, true);
  const nodes = reachable(kernel.element);
  const lanes = lanesPerTurn(reaches, nodes);
  const { lane } = step;
  const isPairs = step.op === "pairs";
  const isPairwise = step.op === "pairwise" || isPairs;
  if (isPairwise && lanes > ACCUMULATORS) throw new NotLowered("lanes");
  const s = new Selection(asm, lanes);
  const body = new Body(s, new MemoryAccess(s, false), reaches, new Set());
  body.hoist(nodes);
  const element = () => {
    const turn = body.turn();
    body.select(turn, nodes);
    return body.valueOf(turn, kernel.element[0] as Node);
  };
  const copies = isPairwise ? ACCUMULATORS / lanes : COPIES;
  const isOfNumbers = step.op === "least" || step.op === "greatest";
  const identity = isPairwise
    ? s.constant(lane, -0)
    : s.constant(lane, isOfNumbers ? Number.NaN : identities[step.op as NodeOp]!(lane));
  const states = Array.from({ length: copies }, () => s.hoist(() => s.copy(identity)));
  const adding: LineStep = isPairwise ? { lane, op: "add" } : step;
  const into = (state: VirtualRegister, value: VirtualRegister) => {
    s.into(state, "vmovdqu", [combine(s, adding, state, value)], true);
  };
  const extra = operandSlot(reaches.length, ADDRESS);
  const turns = states.map((state): Piece => {
    into(state, element());
    return { code: s.take() };
  });
  const tail = isPairwise
    ? selectRest(s, lane, extra, element)
    : selectTail(s, lane, extra, identity, element, (value) => into(states[0]!, value));
  const result = isPairs
    ? addPairs(s, lane, states)
    : isPairwise
      ? addLanes(s, lane, states)
      : combineLanes(
          s,
          step,
          states.reduce((all, one) => combine(s, step, all, one)),
        );
  s.general("mov", r64(RAX), { memory: blockSlot(RESULTS) });
  storeFirst(s, lane, isPairs ? 2 : 1, result);
  const end: Piece = { code: s.take() };
  const parts = [...turns, tail, end];
  const allocation = allocateAll(
    s.hoisted,
    parts.flatMap(({ code }) => code),
  );
  const spilled = allocation.slots * REGISTER_BYTES;
  const stack = new Tail(reaches, lanes, spilled);
  const spec = { reaches, lanes, room: spilled + stack.room, slots: SLOTS };
  const lines = { asm, reaches, lanes, allocation, stack, before: s.hoisted, turns, tail, end };
  const { bytes } = laneInfo[lane];
  writeFunction(asm, spec, () => writeLines(lines, { isPairwise, bytes, extra }));
  return { code: asm.finish(), text: asm.text };
}

/** Slots of the block that are read. */
const SLOTS = [
  OUTER_EXTENT,
  LENGTHS,
  LENGTHS_STEP,
  RESULTS,
  RESULTS_STEP,
  RESTS,
  RESTS_STEP,
  LENGTH,
  STRETCHES,
  STRETCHES_LEFT,
  LENGTHS_BACK,
];

/** What is left of a pairwise line: a register of elements, which goes to the list of rests, `extra` bytes on. */
function selectRest(
  s: Selection,
  lane: Lane,
  extra: Memory,
  element: () => VirtualRegister,
): Piece {
  const value = element();
  s.general("mov", r64(RAX), { memory: blockSlot(RESTS) });
  s.general("add", r64(RAX), { memory: extra });
  s.general("vmovdqu", { memory: at(RAX) }, s.use(value, s.file(lane)));
  return { code: s.take() };
}

/** What is left of any other line: lanes beyond its end become what changes nothing. `extra` says where their mask is. */
function selectTail(
  s: Selection,
  lane: Lane,
  extra: Memory,
  identity: VirtualRegister,
  element: () => VirtualRegister,
  add: (value: VirtualRegister) => void,
): Piece {
  const value = element();
  s.general("mov", r64(RAX), { memory: extra });
  const mask = s.value(lane, "vmovdqu", [{ memory: at(RAX) }]);
  add(s.choose(lane, mask, value, identity));
  return { code: s.take() };
}

interface Lines {
  readonly asm: Assembler;
  readonly reaches: readonly Reach[];
  readonly lanes: number;
  readonly allocation: Allocation;
  readonly stack: Tail;
  readonly before: readonly VirtualInstruction[];
  readonly turns: readonly Piece[];
  readonly tail: Piece;
  readonly end: Piece;
}

/** What a line's last elements need to know. */
interface Rest {
  readonly isPairwise: boolean;
  /** Of a lane. */
  readonly bytes: number;
  /** A slot of the block that no operand uses: bytes in the list of rests, or where a mask stands. */
  readonly extra: Memory;
}

/** The loop over lines. */
function writeLines(
  { asm, reaches, lanes, allocation, stack, before, turns, tail, end }: Lines,
  { isPairwise, bytes, extra }: Rest,
): void {
  const names = ["line", "many", "single", "one", "last", "done"] as const;
  const [line, many, single, one, last, done] = names.map((name) => asm.label(name));
  const turn = ({ code }: Piece) => {
    writeVirtual(asm, code, allocation);
    advancePointers(asm, reaches);
    asm.emit("add", r64(INDEX), lanes);
  };
  const all = lanes * turns.length;
  asm.bind(line!);
  startLine(asm, reaches);
  writeVirtual(asm, before, allocation);
  asm.emit("mov", r64(RAX), blockSlot(LENGTHS));
  asm.emit("mov", r32(COUNT), at(RAX));
  asm.emit("add", r64(RAX), blockSlot(LENGTHS_STEP));
  asm.emit("mov", blockSlot(LENGTHS), r64(RAX));
  asm.emit("mov", blockSlot(LENGTH), r64(COUNT));
  stack.start(asm);
  // RAX is 0.
  if (isPairwise) asm.emit("mov", extra, r64(RAX));
  asm.emit("xor", r32(INDEX), r32(INDEX));
  asm.emit("sub", r64(COUNT), all);
  asm.jump("jl", single!);
  asm.align(32);
  asm.bind(many!);
  for (const piece of turns) turn(piece);
  asm.emit("sub", r64(COUNT), all);
  asm.jump("jge", many!);
  asm.bind(single!);
  asm.emit("add", r64(COUNT), all);
  if (turns.length > 1) {
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jl", last!);
    asm.bind(one!);
    turn(isPairwise ? tail : turns[0]!);
    if (isPairwise) {
      asm.emit("mov", r32(RAX), lanes * bytes);
      asm.emit("mov", extra, r64(RAX));
    }
    asm.emit("sub", r64(COUNT), lanes);
    asm.jump("jge", one!);
    asm.bind(last!);
    asm.emit("add", r64(COUNT), lanes);
  }
  asm.emit("test", r64(COUNT), r64(COUNT));
  asm.jump("jz", done!);
  if (!isPairwise) {
    // All ones, then zeros: as many bytes from the middle back as elements have that exist.
    const masks = asm.constant(new Uint8Array(64).fill(255, 0, 32));
    asm.emit("imul", r64(R14), r64(COUNT), bytes);
    asm.emit("lea", r64(RAX), { ...masks, pool: masks.pool + 32, bits: 64 });
    asm.emit("sub", r64(RAX), r64(R14));
    asm.emit("mov", extra, r64(RAX));
  }
  stack.enter(asm, () => true);
  writeVirtual(asm, tail.code, allocation);
  stack.leave(asm, new Set());
  asm.bind(done!);
  writeVirtual(asm, end.code, allocation);
  nextStretch(asm, reaches, line!);
}
