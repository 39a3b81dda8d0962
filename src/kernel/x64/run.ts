// Runs elementwise kernels as machine code: picks or makes the code for the operands' access classes, fills the
// block and calls.

import { countOf } from "../../core/layout.js";
import { addressOf } from "../../memory/address.js";
import type { BufferViews } from "../../memory/buffer-views.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import { reachable } from "../ir.js";
import type { MapKernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { lowerMap as lowerForAvx2 } from "./avx2/map.js";
import {
  accessClass,
  compile,
  eachPlane,
  invoke,
  invokeFirst,
  isWithin,
  type Loops,
  MAX_BLOCKS,
  MAX_OPERANDS,
  openBlock,
  setExtent,
  setLine,
  setOperand,
  setPlace,
  setSlot,
} from "./call.js";
import { withoutAvx512 } from "./cpu.js";
import { lowerMap, streamedOutput } from "./map.js";
import { isLeft, isSettled, type Leaving, leavingOf } from "./odd.js";
import { type Pieces, piecesOf } from "./planes.js";
import { INNER_EXTENT, OUTER_EXTENT } from "./reach.js";
import { copiesTurned, runTurned, type TurnedPlane, turnedPlane } from "./run-transpose.js";
import { ACCESS_CLASSES } from "./strided.js";
import { callsFor } from "./threads.js";

/**
 * Elements over which a kernel has run when its loops are written anew, two turns at once: such code takes longer to make.
 */
export const unrolling = { after: 2 ** 16 };

/** A kernel's machine code by access classes; null where another engine must run it. */
class MapCode {
  readonly itemsizes: readonly number[];
  /** Bytes of one element of all operands. */
  readonly bytes: number;
  readonly leaving: Leaving;
  /** Steps of the last single loop, and its code: what was asked for last is what is asked for next. */
  readonly lineSteps: number[];
  line: NativeCode | null = null;
  /** The last nest, how it is walked, and the code for it. */
  nest: Loops | null = null;
  pieces: Pieces | null = null;
  plane: NativeCode | null = null;
  /** Whether the kernel copies what {@link turned} may turn round, and how the last nest does. */
  readonly turns: boolean;
  turned: TurnedPlane | null = null;
  /** Elements of the runs so far, and whether they were so many that loops are unrolled. */
  #elements = 0;
  #unrolls = false;
  readonly #codes = new Map<number, NativeCode | null>();
  #lastKey = -1;
  #last: NativeCode | null = null;

  constructor(kernel: MapKernel) {
    this.itemsizes = kernel.operands.map(({ type }) => type.itemsize);
    this.bytes = bytesPerElement(kernel);
    this.leaving = leavingOf(kernel);
    this.lineSteps = kernel.operands.map(() => Number.NaN);
    this.turns = copiesTurned(kernel);
  }

  /** Is told of each run over so many elements. */
  count(elements: number): void {
    if (this.#unrolls) return;
    if (this.#elements >= unrolling.after) {
      this.#unrolls = true;
      // what is remembered is other code from now on
      this.line = null;
      this.nest = null;
    }
    this.#elements += elements;
  }

  get(kernel: MapKernel, streams: boolean): NativeCode | null {
    const unrolls = this.#unrolls;
    let key = (streams ? 1 : 0) + (unrolls ? 2 : 0);
    for (let i = 0; i < kernel.operands.length; i++) key = key * ACCESS_CLASSES + classes[i]!;
    if (key === this.#lastKey) return this.#last;
    let found = this.#codes.get(key);
    if (found === undefined) {
      const access = classes.slice(0, kernel.operands.length);
      const about = `map ${access.join("")}${streams ? " streams" : ""}${unrolls ? " unrolled" : ""}`;
      const lower = withoutAvx512() ? lowerForAvx2 : lowerMap;
      found = compile(kernel, about, (listing) =>
        lower(kernel, access, { streams, unrolls, listing }),
      );
      this.#codes.set(key, found);
    }
    this.#lastKey = key;
    this.#last = found;
    return found;
  }
}

const classes = new Array<number>(MAX_OPERANDS).fill(0);

function codeOf(kernel: MapKernel): MapCode {
  let code = kernel.compiled.native as MapCode | null;
  if (code === null) {
    code = new MapCode(kernel);
    kernel.compiled.native = code;
  }
  return code;
}

/**
 * Bytes of all operands from which results are stored past the caches: what is stored would push out of them what
 * is read next, and a store would first read its line.
 */
const STREAM_BYTES = 28 * 2 ** 20;

/** Bytes of operands that are never worth a thread, whatever the settings (tests share out everything else). */
const SMALL_BYTES = 2 ** 8;

/** Elements in which single loops are cut: whole registers and cache lines of every dtype. */
const GRAIN = 64;

function bytesPerElement(kernel: MapKernel): number {
  let bytes = 0;
  for (const { type } of kernel.operands) bytes += type.itemsize;
  return bytes;
}

/** Whether a single loop's results are to be stored past the caches. */
function isStreamed(kernel: MapKernel, operands: readonly Operand[]): boolean {
  const output = streamedOutput(kernel, classes);
  if (output < 0) return false;
  const { views, byteOffset } = operands[output]!;
  return (addressOf(views) + byteOffset) % kernel.operands[output]!.type.itemsize === 0;
}

/**
 * One loop over `count` elements, each operand moving by `steps` bytes. False, with nothing done, if the kernel
 * or an operand is not for machine code. Allocates nothing once the code is there.
 */
export function runNativeSingle(
  kernel: MapKernel,
  count: number,
  operands: readonly Operand[],
  steps: readonly number[],
): boolean {
  const n = operands.length;
  if (n > MAX_OPERANDS) return false;
  const code = codeOf(kernel);
  code.count(count);
  const { itemsizes, lineSteps } = code;
  let known = code.line !== null;
  for (let k = 0; k < n; k++) {
    const { views, byteOffset } = operands[k]!;
    const step = steps[k]!;
    const reach = step * (count - 1);
    const first = reach < 0 ? byteOffset + reach : byteOffset;
    const end = (reach < 0 ? byteOffset : byteOffset + reach) + itemsizes[k]!;
    // A detached buffer has length 0.
    if (first < 0 || end > views.attachedBytes) return false;
    known &&= step === lineSteps[k];
  }
  const bytes = code.bytes * count;
  const run = known && bytes < STREAM_BYTES ? code.line : lineCode(kernel, bytes, operands, steps);
  if (run === null || isLeft(code.leaving, kernel, operands)) return false;
  const calls = bytes < SMALL_BYTES ? 1 : singleCalls(kernel, bytes, steps);
  if (calls === 1) {
    setLine(0, count, operands, steps, 0);
    invokeFirst(run);
    return code.leaving === "never" || isSettled();
  }
  const part = Math.ceil(count / calls / GRAIN) * GRAIN;
  let next = 0;
  for (let start = 0; start < count; start += part) {
    setLine(next++, Math.min(part, count - start), operands, steps, start);
  }
  invoke(run, next);
  return code.leaving === "never" || isSettled();
}

/**
 * {@link runNativeSingle} of two or three operands (`third` is null of two) over few elements, where it ran last with
 * the same steps: the same proofs, and nothing is stored but the block. False, with nothing done, for all others.
 */
export function runNativeFew(
  kernel: MapKernel,
  count: number,
  steps: readonly number[],
  first: BufferViews,
  firstOffset: number,
  second: BufferViews,
  secondOffset: number,
  third: BufferViews | null,
  thirdOffset: number,
): boolean {
  const code = kernel.compiled.native as MapCode | null;
  if (code === null || code.leaving !== "never") return false;
  code.count(count);
  if (code.line === null) return false;
  const bytes = code.bytes * count;
  if (bytes >= STREAM_BYTES || (bytes >= SMALL_BYTES && callsFor(bytes, MAX_BLOCKS) !== 1)) {
    return false;
  }
  const { itemsizes, lineSteps } = code;
  const turns = count - 1;
  const step0 = steps[0]!;
  const step1 = steps[1]!;
  if (step0 !== lineSteps[0] || step1 !== lineSteps[1]) return false;
  if (!reaches(first, firstOffset, step0 * turns + itemsizes[0]!)) return false;
  if (!reaches(second, secondOffset, step1 * turns + itemsizes[1]!)) return false;
  if (third !== null) {
    const step2 = steps[2]!;
    if (step2 !== lineSteps[2]) return false;
    if (!reaches(third, thirdOffset, step2 * turns + itemsizes[2]!)) return false;
    setPlace(2, third, thirdOffset, step2);
  }
  setPlace(0, first, firstOffset, step0);
  setPlace(1, second, secondOffset, step1);
  setExtent(count);
  invokeFirst(code.line);
  return true;
}

/** Whether so many bytes, walked forward, lie within a buffer. A detached one has none. */
function reaches(views: BufferViews, offset: number, bytes: number): boolean {
  return offset >= 0 && bytes >= 0 && offset + bytes <= views.attachedBytes;
}

/** The code of a single loop, remembered unless it stores past the caches. */
function lineCode(
  kernel: MapKernel,
  bytes: number,
  operands: readonly Operand[],
  steps: readonly number[],
): NativeCode | null {
  const code = codeOf(kernel);
  for (let k = 0; k < operands.length; k++) {
    classes[k] = accessClass(code.itemsizes[k]!, steps[k]!);
  }
  if (bytes >= STREAM_BYTES && isStreamed(kernel, operands)) return code.get(kernel, true);
  for (let k = 0; k < operands.length; k++) code.lineSteps[k] = steps[k]!;
  code.line = code.get(kernel, false);
  return code.line;
}

/** Into how many calls a single loop is to be cut: no two of them may write to the same bytes. */
function singleCalls(kernel: MapKernel, bytes: number, steps: readonly number[]): number {
  const calls = callsFor(bytes, MAX_BLOCKS);
  if (calls === 1) return 1;
  for (const { operand } of kernel.outputs) {
    if (Math.abs(steps[operand]!) < kernel.operands[operand]!.type.itemsize) return 1;
  }
  return calls;
}

/**
 * Whether no two turns of a nest write to the same bytes, but for loops along which an output stays where it is: sorted
 * by stride, each loop steps over all inner ones.
 */
function writesApart(kernel: MapKernel, loops: Loops): boolean {
  return kernel.outputs.every(({ operand }) => {
    const strides = loops.strides[operand]!.map(Math.abs);
    const moving = strides.map((_, loop) => loop).filter((loop) => strides[loop] !== 0);
    let extent = kernel.operands[operand]!.type.itemsize;
    for (const loop of moving.sort((a, b) => strides[a]! - strides[b]!)) {
      if (strides[loop]! < extent && loops.shape[loop]! > 1) return false;
      extent += strides[loop]! * (loops.shape[loop]! - 1);
    }
    return true;
  });
}

/** Whether some output stays where it is along a loop: its turns must follow each other. */
function staysAlong(kernel: MapKernel, loops: Loops, loop: number): boolean {
  return kernel.outputs.some(({ operand }) => loops.strides[operand]![loop] === 0);
}

/** Elements of a plane below which its calls are made one after another. */
const SMALL_PLANE = 512;

/**
 * Bytes of all operands in each line of a strip, at least, divided by how many operands move from line to line: shorter
 * pieces of lines are not read ahead, unless several of them are read at once. 1000 x 1000 doubles add up quicker on one
 * thread than in two halves of each line, but four lines at a time in quarters quicker than on one.
 */
const STRIP_BYTES = 2 ** 15;

/** Nodes up to which a kernel waits for memory rather than for what it computes. */
const FEW_NODES = 16;

/** Whether a kernel's elements take less time to compute than to read. */
function readsMost(kernel: MapKernel): boolean {
  const nodes = reachable(kernel.outputs.flatMap(({ roots }) => roots));
  return nodes.length <= FEW_NODES && nodes.every(({ op }) => op !== "call");
}

/** Calls over the planes of a nest, cut into pieces that are made ready together and run side by side. */
class PlaneCalls {
  readonly #run: NativeCode;
  readonly #loops: Loops;
  readonly #operands: readonly Operand[];
  readonly #lines: number;
  readonly #elements: number;
  /** Lines of one piece, and elements of each. */
  #pieceLines: number;
  #pieceElements: number;
  #atOnce = 1;
  /** Whether planes write to the same bytes, so that each must be done before the next. */
  #planesMeet = false;
  #ready = 0;

  constructor(kernel: MapKernel, run: NativeCode, pieces: Pieces, operands: readonly Operand[]) {
    const { loops } = pieces;
    this.#run = run;
    this.#loops = loops;
    this.#operands = operands;
    const inner = loops.shape.length - 1;
    this.#elements = loops.shape[inner]!;
    this.#lines = inner > 0 ? loops.shape[inner - 1]! : 1;
    this.#pieceLines = Math.min(this.#lines, pieces.lines);
    this.#pieceElements = Math.min(this.#elements, pieces.elements);
    const total = countOf(loops.shape);
    const calls = callsFor(bytesPerElement(kernel) * total, MAX_BLOCKS);
    if (calls === 1 || this.#lines * this.#elements < SMALL_PLANE) return;
    if (!writesApart(kernel, loops) || staysAlong(kernel, loops, inner)) return;
    this.#atOnce = MAX_BLOCKS;
    const stays = loops.shape.map((_, loop) => staysAlong(kernel, loops, loop));
    this.#planesMeet = stays.slice(0, -2).includes(true);
    if (pieces.lines < this.#lines || pieces.elements < this.#elements) return;
    if (stays[inner - 1] || kernel.follows === true) {
      const moving = loops.strides.filter((mine) => mine[inner - 1] !== 0).length;
      const together = kernel.follows === true ? 1 : Math.max(1, moving);
      const bytes = readsMost(kernel) ? STRIP_BYTES / together / bytesPerElement(kernel) : 1;
      const strips = Math.min(calls, Math.max(1, Math.floor(this.#elements / bytes)));
      this.#shareElements(this.#elements / strips);
    } else this.#share(total / calls);
  }

  #shareElements(target: number): void {
    this.#pieceElements = Math.ceil(target / GRAIN) * GRAIN;
  }

  /** Cuts planes into pieces of about `target` elements: whole lines, or parts of a line. */
  #share(target: number): void {
    this.#pieceLines = Math.min(this.#lines, Math.max(1, Math.round(target / this.#elements)));
    if (this.#elements > target) this.#shareElements(target);
  }

  /** The plane whose operands begin at `offsets`; some of its calls may wait for `finish`. */
  plane(offsets: readonly number[]): void {
    for (let line = 0; line < this.#lines; line += this.#pieceLines) {
      for (let element = 0; element < this.#elements; element += this.#pieceElements) {
        this.#piece(offsets, line, element);
      }
    }
    if (this.#planesMeet) this.finish();
  }

  #piece(offsets: readonly number[], line: number, element: number): void {
    const inner = this.#loops.shape.length - 1;
    openBlock(this.#ready++);
    setSlot(OUTER_EXTENT, Math.min(this.#pieceLines, this.#lines - line));
    setSlot(INNER_EXTENT, Math.min(this.#pieceElements, this.#elements - element));
    for (let k = 0; k < this.#operands.length; k++) {
      const mine = this.#loops.strides[k]!;
      const across = inner > 0 ? mine[inner - 1]! : 0;
      const along = mine[inner]!;
      const offset = offsets[k]! + line * across + element * along;
      setOperand(k, this.#operands[k]!.views, offset, across, along);
    }
    if (this.#ready === this.#atOnce) this.finish();
  }

  /** Makes the calls that are ready. */
  finish(): void {
    if (this.#ready > 0) invoke(this.#run, this.#ready);
    this.#ready = 0;
  }
}

/** Finds how a nest is walked, and the code for it. */
function prepareNest(kernel: MapKernel, code: MapCode, nest: Loops): void {
  code.nest = nest;
  code.turned = code.turns ? turnedPlane(nest, code.itemsizes[0]!) : null;
  code.pieces = piecesOf(kernel, nest);
  const { shape, strides } = code.pieces.loops;
  for (let k = 0; k < strides.length; k++) {
    classes[k] = accessClass(code.itemsizes[k]!, strides[k]![shape.length - 1]!);
  }
  code.plane = code.get(kernel, false);
}

/** Whether a nest is one plane, made by one call. */
function isOneCall({ loops: { shape }, lines, elements }: Pieces, code: MapCode): boolean {
  if (shape.length > 2) return false;
  const inner = shape[shape.length - 1]!;
  const outer = shape.length === 2 ? shape[0]! : 1;
  if (outer > lines || inner > elements) return false;
  return outer * inner < SMALL_PLANE || callsFor(code.bytes * outer * inner, MAX_BLOCKS) === 1;
}

/** Fills the open block for a whole nest of one or two loops. */
function fillPlane({ shape, strides, offsets }: Loops, operands: readonly Operand[]): void {
  const inner = shape.length - 1;
  setSlot(OUTER_EXTENT, inner > 0 ? shape[0]! : 1);
  setSlot(INNER_EXTENT, shape[inner]!);
  for (let k = 0; k < operands.length; k++) {
    const { views, byteOffset } = operands[k]!;
    const mine = strides[k]!;
    setOperand(k, views, byteOffset + offsets[k]!, inner > 0 ? mine[0]! : 0, mine[inner]!);
  }
}

/** A nest of loops: its two inner ones in machine code, the others here. False, with nothing done, as above. */
export function runNativeLoops(
  kernel: MapKernel,
  nest: Loops,
  operands: readonly Operand[],
): boolean {
  if (operands.length > MAX_OPERANDS || !isWithin(kernel, nest, operands)) return false;
  const code = codeOf(kernel);
  code.count(countOf(nest.shape));
  if (code.nest !== nest) prepareNest(kernel, code, nest);
  if (code.turned !== null) {
    runTurned(code.turned, nest, operands, writesApart(kernel, nest));
    return true;
  }
  const run = code.plane;
  const pieces = code.pieces!;
  if (run === null || isLeft(code.leaving, kernel, operands)) return false;
  const { loops } = pieces;
  if (isOneCall(pieces, code)) {
    openBlock(0);
    fillPlane(loops, operands);
    invokeFirst(run);
    return code.leaving === "never" || isSettled();
  }
  const calls = new PlaneCalls(kernel, run, pieces, operands);
  eachPlane(loops, operands, (offsets) => calls.plane(offsets));
  calls.finish();
  return code.leaving === "never" || isSettled();
}
