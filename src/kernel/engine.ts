// The engine: which lowering runs, and the entry points through which ufuncs, copies and expressions run
// kernels over operands. It plans loop nests; it knows no dtype rules and no arrays.

import { contiguousStrides, countOf } from "../core/layout.js";
import { BufferViews } from "../memory/buffer-views.js";
import { InternalError, ValueError } from "../memory/errors.js";
import type { Variant } from "./access.js";
import { combineKernel, searchKernel, shortKernel } from "./derived.js";
import { dumping, dumps } from "./dump.js";
import { CAST_SHIFT, DIVIDE, FIRST_SHIFT, INVALID, OVER, UNDER } from "./errors.js";
import { foldLines } from "./fold.js";
import { runIndexed, runLoops, runSingle } from "./js/run.js";
import {
  type ArgKernel,
  BUFFER_ELEMENTS,
  castKernel,
  type Kernel,
  type MapKernel,
  printKernel,
  type ReduceKernel,
} from "./kernel.js";
import { elementType } from "./lanes.js";
import { type Nest, nestText, planNest, withInnerLoop } from "./nest.js";
import { rememberedNest } from "./nests.js";
import type { Operand } from "./operand.js";
import { raised } from "./raised.js";
import { nativeStatus, type VectorName } from "./x64/cpu.js";
import { runNativeFew, runNativeLoops, runNativeSingle } from "./x64/run.js";
import { runNativeAccumulate } from "./x64/run-accumulate.js";
import { runNativeArg } from "./x64/run-arg.js";
import { runNativeReduce } from "./x64/run-reduce.js";
import { countShared, setThreadCount, threadCount } from "./x64/threads.js";

export { setThreadCount };

/** The lowerings there are. */
export const engineNames = ["js", "native"] as const;

/** Name of a lowering. */
export type EngineName = (typeof engineNames)[number];

/** Elements from which machine code is worth its call: 70 ns, measured. */
const NATIVE_FROM = 16;

/** Kernels that ran as machine code. */
let nativeRuns = 0;

/** Which engine was asked for; null leaves the choice to what can be had. */
let wanted: EngineName | null | undefined;
/** Elements from which kernels run as machine code; infinite where they don't. */
let nativeFrom = -1;

function readWanted(): EngineName | null {
  const process = (globalThis as { process?: { env: Record<string, string | undefined> } }).process;
  const forced = process?.env["STRIDED_ENGINE"];
  if (forced === undefined || forced === "") return null;
  if ((engineNames as readonly string[]).includes(forced)) return forced as EngineName;
  throw new ValueError(
    `STRIDED_ENGINE=${forced}: there is no such engine here; known: ${engineNames.join(", ")}`,
  );
}

/** Decides, at the first kernel that is large enough to ask. */
function decide(): void {
  wanted ??= readWanted();
  if (wanted === "js") {
    nativeFrom = Number.POSITIVE_INFINITY;
    return;
  }
  const { available, reason } = nativeStatus();
  if (wanted === "native" && !available) {
    throw new ValueError(`STRIDED_ENGINE=native: machine code cannot run here: ${reason}`);
  }
  nativeFrom = available ? (wanted === "native" ? 1 : NATIVE_FROM) : Number.POSITIVE_INFINITY;
}

/** Whether a kernel over so many elements is to run as machine code. */
export function runsNative(count: number): boolean {
  if (nativeFrom < 0) {
    wanted ??= readWanted();
    // Small kernels load nothing.
    if (wanted === null && count < NATIVE_FROM) return false;
    decide();
  }
  return count >= nativeFrom;
}

/**
 * Elements up to which JavaScript combines a line before machine code has been made ready: a microsecond, measured.
 * Where machine code is asked for by name it runs nevertheless.
 */
const SHORT_LINES = 192;

/** Whether a reduction of so many elements is to run as machine code. */
function reducesNative(count: number): boolean {
  return runsNative(count) && (count > SHORT_LINES || wanted === "native");
}

/** Counts a run of machine code, if it was one. */
export function countNative(done: boolean): boolean {
  if (done) nativeRuns++;
  return done;
}

/** The engine that runs kernels large enough to matter. */
export function engineName(): EngineName {
  if (nativeFrom < 0) decide();
  return nativeFrom === Number.POSITIVE_INFINITY ? "js" : "native";
}

/** What `np.show_config()` says about kernels. */
export interface EngineInfo {
  readonly engine: EngineName;
  readonly engines: readonly EngineName[];
  readonly threads: number;
  /** How many kernels have run as machine code so far. */
  readonly nativeRuns: number;
  /** How often one was shared out among threads. */
  readonly sharedRuns: number;
  /** The vector instructions that machine code is written with. */
  readonly simd: VectorName | "none";
  /** Why there is no machine code; null where there is. */
  readonly reason: string | null;
  /** Features of the processor that matter to kernels. */
  readonly features: readonly string[];
}

/** How kernels run here. */
export function engineInfo(): EngineInfo {
  const engine = engineName();
  const { features, reason, vectors } =
    wanted === "js" ? { features: [], reason: "STRIDED_ENGINE=js", vectors: null } : nativeStatus();
  const threads = engine === "native" ? threadCount() : 1;
  return {
    engine,
    engines: engineNames,
    threads,
    nativeRuns,
    sharedRuns: countShared(),
    simd: vectors ?? "none",
    reason,
    features,
  };
}

const steps: number[] = [];

/**
 * The one forward loop that walks all operands together, its steps in `steps`; -1 if there is none.
 * Allocates nothing: it is the first question of every call.
 */
function singleLoop(shape: readonly number[], operands: readonly Operand[]): number {
  const ndim = shape.length;
  if (ndim === 1) {
    for (let k = 0; k < operands.length; k++) steps[k] = operands[k]!.byteStrides[0]!;
    return shape[0]!;
  }
  let count = 1;
  for (let axis = 0; axis < ndim; axis++) count *= shape[axis]!;
  if (count <= 1) {
    for (let k = 0; k < operands.length; k++) steps[k] = 0;
    return count;
  }
  for (let k = 0; k < operands.length; k++) {
    const strides = operands[k]!.byteStrides;
    let axis = ndim - 1;
    while (shape[axis] === 1) axis--;
    const step = strides[axis]!;
    let expected = step;
    for (; axis >= 0; axis--) {
      if (shape[axis] === 1) continue;
      if (strides[axis] !== expected) return -1;
      expected *= shape[axis]!;
    }
    steps[k] = step;
  }
  return count;
}

const lineShape: number[] = [0];
const lineStrides: number[][] = Array.from({ length: 16 }, () => [0]);
const lineOffsets: readonly number[] = new Array<number>(16).fill(0);
const lineLoops = { shape: lineShape, strides: lineStrides, offsets: lineOffsets };

/** The one loop that `singleLoop` found, as a nest; read before the next is made. */
function line(count: number): typeof lineLoops {
  lineShape[0] = count;
  for (let k = 0; k < Math.min(steps.length, 16); k++) lineStrides[k]![0] = steps[k]!;
  return lineLoops;
}

/** Kernels whose IR was dumped: once is enough. */
const printed = new WeakSet<Kernel>();

function plan(
  kernel: Kernel,
  shape: readonly number[],
  operands: readonly Operand[],
  reduced: readonly number[],
  ordered: readonly number[],
): Nest {
  const nest = rememberedNest(shape, operands, reduced, ordered, () =>
    planNest(
      shape,
      operands.map((operand, k) => ({
        strides: operand.byteStrides,
        itemsize: kernel.operands[k]!.type.itemsize,
      })),
      { reduced, ordered, flip: reduced.length === 0 },
    ),
  );
  if (dumping) {
    if (!printed.has(kernel)) dumps("ir", () => printKernel(kernel));
    printed.add(kernel);
    dumps("plan", () => `plan of ${kernel.name} over (${shape.join(", ")})\n${nestText(nest)}`);
  }
  return nest;
}

export function checkOperands(kernel: Kernel, operands: readonly Operand[]): void {
  if (operands.length !== kernel.operands.length) {
    throw new InternalError(
      `kernel ${kernel.name} has ${kernel.operands.length} operands, ${operands.length} were given`,
    );
  }
}

const NONE: readonly number[] = [];

/**
 * Runs an elementwise kernel over `shape` and returns the floating-point errors it was asked to look for, as bits of
 * errors.ts (as do the other entry points). Operands are in the kernel's order (inputs, outputs, mask), their
 * strides already broadcast to `shape`. Outputs must not overlap inputs except element for element.
 */
export function runMap(
  kernel: MapKernel,
  shape: readonly number[],
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  const count = singleLoop(shape, operands);
  raised.flags = 0;
  if (count === 0) return 0;
  const native = runsNative(count < 0 ? countOf(shape) : count);
  if (!dumping && count > 0) {
    if (native && runNativeSingle(kernel, count, operands, steps)) {
      nativeRuns++;
      return raised.flags;
    }
    if (runSingle(kernel, "map", count, operands, steps)) return raised.flags;
  }
  const nest = plan(kernel, shape, operands, NONE, NONE);
  if (nest.shape[0] === 0) return 0;
  if (native && runNativeLoops(kernel, nest, operands)) {
    nativeRuns++;
    return raised.flags;
  }
  runLoops(kernel, "map", nest, operands);
  return raised.flags;
}

/**
 * As {@link runMap} of one loop over `count` elements, at least one, each operand moving by `along` bytes: the way of
 * small arrays, which allocates nothing.
 */
export function runLine(
  kernel: MapKernel,
  count: number,
  operands: readonly Operand[],
  along: readonly number[],
): number {
  raised.flags = 0;
  if (!dumping) {
    if (runsNative(count)) {
      if (runNativeSingle(kernel, count, operands, along)) {
        nativeRuns++;
        return raised.flags;
      }
    }
    if (runSingle(kernel, "map", count, operands, along)) return raised.flags;
  }
  const lines = operands.map((operand, k) => ({ ...operand, byteStrides: [along[k]!] }));
  return runMap(kernel, [count], lines);
}

/**
 * As {@link runLine} of two or three operands (`third` is null of two), without a list of them; -1, with nothing done,
 * where it takes more than to call code that is there.
 */
export function runFew(
  kernel: MapKernel,
  count: number,
  along: readonly number[],
  first: BufferViews,
  firstOffset: number,
  second: BufferViews,
  secondOffset: number,
  third: BufferViews | null,
  thirdOffset: number,
): number {
  if (dumping || !runsNative(count)) return -1;
  raised.flags = 0;
  const done = runNativeFew(
    kernel,
    count,
    along,
    first,
    firstOffset,
    second,
    secondOffset,
    third,
    thirdOffset,
  );
  if (!done) return -1;
  nativeRuns++;
  return raised.flags;
}

/**
 * Combines elements into outputs that already hold their initial values. `shape` is the input's; the
 * output's strides are 0 along `axes`. Order of additions as NumPy's.
 */
export function runReduce(
  kernel: ReduceKernel,
  shape: readonly number[],
  axes: readonly number[],
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  raised.flags = 0;
  if (axes.length === shape.length && !dumping) {
    const count = singleLoop(shape, operands);
    if (count === 0) return 0;
    if (count > 0) {
      if (!reducesNative(count)) {
        if (runSingle(kernel, "reduce", count, operands, steps)) return raised.flags;
      } else if (decidesEarly(kernel, count, operands)) return raised.flags;
      else if (kernel.errors === null && runNativeReduce(kernel, "reduce", line(count), operands)) {
        nativeRuns++;
        return raised.flags;
      }
    }
  }
  const nest = plan(kernel, shape, operands, axes, NONE);
  if (nest.shape[0] === 0) return 0;
  const variant = reduceVariant(kernel, nest);
  const count = countOf(shape);
  const native = variant === "combine" ? runsNative(count) : reducesNative(count);
  if (native && kernel.errors === null) {
    if (reduceShortLines(kernel, variant, nest, operands)) return raised.flags;
    if (variant === "reduce" && countNative(foldLines(kernel, nest, operands))) return raised.flags;
    const done =
      variant === "combine"
        ? runNativeLoops(combineKernel(kernel), nest, operands)
        : runNativeReduce(kernel, variant, nest, operands);
    if (done) {
      nativeRuns++;
      return raised.flags;
    }
  }
  runLoops(kernel, variant, nest, operands);
  return raised.flags;
}

/** Elements that often decide a reduction which may stop. */
const FIRST_LOOK = 32;

/** Whether a reduction of one line that may stop does so at its first elements, which need no machine code. */
function decidesEarly(kernel: ReduceKernel, count: number, operands: readonly Operand[]): boolean {
  if (kernel.absorbing === null || count <= FIRST_LOOK) return false;
  const { views, byteOffset } = operands[kernel.output]!;
  if (kernel.operands[kernel.output]!.type.name !== "bool") return false;
  return (
    runSingle(kernel, "reduce", FIRST_LOOK, operands, steps) &&
    (views.u8[byteOffset] !== 0) === kernel.absorbing
  );
}

/** Lines of fewer elements than this are combined side by side. */
const SHORT_LINE = 8;
/** Lines from which that pays. */
const MANY_LINES = 64;

const shortKernels = new WeakMap<ReduceKernel, Map<number, MapKernel>>();

/** Many short lines: one elementwise kernel, for which each element of a line is an operand. */
function reduceShortLines(
  kernel: ReduceKernel,
  variant: Variant,
  { shape, strides, offsets }: Nest,
  operands: readonly Operand[],
): boolean {
  const inner = shape.length - 1;
  const length = shape[inner]!;
  if (variant !== "reduce" || length >= SHORT_LINE || inner === 0) return false;
  if (shape[inner - 1]! < MANY_LINES || kernel.inputs !== 1 || kernel.where >= 0) return false;
  // Four complex numbers are eight: their sum is no longer a plain one.
  if (kernel.element.length !== 1) return false;
  const known = shortKernels.get(kernel) ?? new Map<number, MapKernel>();
  shortKernels.set(kernel, known);
  let short = known.get(length);
  if (short === undefined) {
    short = shortKernel(kernel, length);
    known.set(length, short);
  }
  const [input, output] = [operands[0]!, operands[kernel.output]!];
  const step = strides[0]![inner]!;
  const spread = Array.from({ length }, (_, i): Operand => {
    return { ...input, byteOffset: input.byteOffset + i * step };
  });
  const outer = (mine: readonly number[]) => mine.slice(0, inner);
  const loops = {
    shape: shape.slice(0, inner),
    strides: [...spread.map(() => outer(strides[0]!)), outer(strides[kernel.output]!)],
    offsets: [...spread.map(() => offsets[0]!), offsets[kernel.output]!],
  };
  return countNative(runNativeLoops(short, loops, [...spread, output]));
}

/** Whether halves are multiplied: NumPy's loop rounds the product when it has come to its end. */
function isHalfProduct({ step, finish }: ReduceKernel): boolean {
  const [product] = step;
  if (step.length !== 1 || product!.op !== "mul" || product!.lane !== "f32") return false;
  return finish[0]!.op !== "argument" && product!.args.every(({ op }) => op === "argument");
}

/** How a reduction's inner loops run: lines shorter than half of NumPy's buffer are summed several at a time. */
function reduceVariant(kernel: ReduceKernel, nest: Nest): Variant {
  const last = nest.reduced.length - 1;
  if (!nest.reduced[last]) return "combine";
  const two = last > 0 && nest.reduced[last - 1]! && nest.shape[last]! * 2 <= BUFFER_ELEMENTS;
  const gathers = kernel.pairwise || isHalfProduct(kernel);
  return gathers && kernel.where < 0 && two ? "rows" : "reduce";
}

/** The elementwise start of a reduction: each output becomes the state of one element. */
const firstKernels = new WeakMap<ReduceKernel, MapKernel>();

/** The kernel that stores a reduction's first elements: element, cast to the output. */
export function firstKernel(kernel: ReduceKernel): MapKernel {
  let first = firstKernels.get(kernel);
  if (first === undefined) {
    first = {
      form: "map",
      id: kernel.id,
      name: `${kernel.name}_first`,
      compiled: { js: null, wasm: null, native: null },
      operands: kernel.operands.slice(0, kernel.inputs + 1),
      inputs: kernel.inputs,
      where: -1,
      outputs: [{ operand: kernel.output, roots: kernel.first }],
      errors: kernel.errors?.first ?? null,
    };
    firstKernels.set(kernel, first);
  }
  return first;
}

/** The operand from `skip` elements further along `axis`. */
export function advanced(operand: Operand, axis: number, skip: number): Operand {
  return {
    views: operand.views,
    byteOffset: operand.byteOffset + operand.byteStrides[axis]! * skip,
    byteStrides: operand.byteStrides,
  };
}

export function withLength(shape: readonly number[], axis: number, length: number): number[] {
  const changed = shape.slice();
  changed[axis] = length;
  return changed;
}

/**
 * As {@link runReduce} for outputs without initial values: each begins as its first element (`maximum`,
 * `initial: None`). No reduced axis may be empty. The kernel must have no mask.
 */
export function runReduceFromFirst(
  kernel: ReduceKernel,
  shape: readonly number[],
  axes: readonly number[],
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  if (shape.length === 1 && axes.length === 1) {
    const flags = reduceLineFromFirst(kernel, shape[0]!, operands);
    if (flags >= 0) return flags;
  }
  let rest = shape.slice();
  for (const axis of axes) rest[axis] = 1;
  const first = runMap(firstKernel(kernel), rest, operands.slice(0, kernel.inputs + 1));
  let flags = ((first | (first >> CAST_SHIFT)) & (DIVIDE | OVER | UNDER | INVALID)) << FIRST_SHIFT;
  // What remains is the box beyond the first index of each reduced axis in turn, the innermost one first: of complex
  // numbers that are NaN in part, the first in memory is the greatest.
  const { byteStrides } = operands[0]!;
  const size = (axis: number) => Math.abs(byteStrides[axis]!);
  const inward = axes.slice().sort((a, b) => size(a) - size(b) || b - a);
  for (const axis of inward) {
    if (shape[axis]! > 1) {
      flags |= runReduce(
        kernel,
        withLength(rest, axis, shape[axis]! - 1),
        axes,
        operands.map((operand) => advanced(operand, axis, 1)),
      );
    }
    rest = withLength(rest, axis, shape[axis]!);
  }
  return flags;
}

/** {@link runReduceFromFirst} of one short line; -1, with nothing done, for all others. */
function reduceLineFromFirst(
  kernel: ReduceKernel,
  count: number,
  operands: readonly Operand[],
): number {
  if (dumping || kernel.errors !== null || kernel.inputs !== 1 || kernel.where >= 0) return -1;
  if (reducesNative(count)) return -1;
  const [input, output] = operands as readonly [Operand, Operand];
  raised.flags = 0;
  steps[0] = input.byteStrides[0]!;
  steps[1] = 0;
  if (!runSingle(firstKernel(kernel), "map", 1, operands, steps)) return -1;
  if (count > 1) {
    const rest = { ...input, byteOffset: input.byteOffset + input.byteStrides[0]! };
    runSingle(kernel, "reduce", count - 1, [rest, output], steps);
  }
  return raised.flags;
}

/** A nest with one more inner loop, of one turn, for an axis of length 1, which plans leave out. */
function withUnitLoop(nest: Nest, axis: number, operands: readonly Operand[]): Nest {
  return {
    ...nest,
    shape: [...nest.shape, 1],
    strides: nest.strides.map((mine, k) => [...mine, operands[k]!.byteStrides[axis]!]),
    axes: [...nest.axes, [axis]],
    reduced: [...nest.reduced, true],
  };
}

/** A nest whose inner loop is the one reduced axis. */
function withAxisInside(nest: Nest, axis: number, operands: readonly Operand[]): Nest {
  const loop = nest.reduced.indexOf(true);
  return loop < 0 ? withUnitLoop(nest, axis, operands) : withInnerLoop(nest, loop);
}

/** Running results along `axis`: `out[0] = in[0]`, then `out[i] = op(out[i - 1], in[i])`. */
export function runAccumulate(
  kernel: ReduceKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): number {
  checkOperands(kernel, operands);
  if (shape[axis]! <= 1) {
    return runMap(firstKernel(kernel), shape, operands.slice(0, kernel.inputs + 1));
  }
  raised.flags = 0;
  const native = runsNative(countOf(shape));
  if (shape.length === 1) {
    const strides = operands.map(({ byteStrides }) => byteStrides);
    const loops = { shape, strides, offsets: operands.map(() => 0) };
    if (native && countNative(runNativeAccumulate(kernel, loops, operands))) return raised.flags;
    steps[0] = operands[0]!.byteStrides[0]!;
    steps[1] = operands[1]!.byteStrides[0]!;
    if (!dumping && runSingle(kernel, "accumulate", shape[0]!, operands, steps)) {
      return raised.flags;
    }
  }
  if (isWalkedAcross(shape, axis, operands)) {
    runChain(kernel, shape, axis, operands);
    return raised.flags;
  }
  const nest = plan(kernel, shape, operands, [axis], [axis]);
  if (nest.shape[0] === 0) return raised.flags;
  const along = withAxisInside(nest, axis, operands);
  if (!native || !countNative(runNativeAccumulate(kernel, along, operands))) {
    runLoops(kernel, "accumulate", along, operands);
  }
  return raised.flags;
}

/** Whether another axis lies closer in memory than `axis` for all operands, and is long enough to matter. */
function isWalkedAcross(
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): boolean {
  return shape.some(
    (length, other) =>
      other !== axis &&
      length >= 8 &&
      operands.every(
        ({ byteStrides }) => Math.abs(byteStrides[other]!) < Math.abs(byteStrides[axis]!),
      ),
  );
}

/** Running results line by line: each line of outputs from the one before, in the order of memory. */
function runChain(
  kernel: ReduceKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): void {
  const inputs = operands.slice(0, kernel.inputs + 1);
  // what the first line raises is kept for the others to add to
  runMap(firstKernel(kernel), withLength(shape, axis, 1), inputs);
  const rest = operands.map((operand) => advanced(operand, axis, 1));
  const nest = plan(kernel, withLength(shape, axis, shape[axis]! - 1), rest, [axis], [axis]);
  if (nest.shape[0] === 0) return;
  const along = withAxisInside(nest, axis, operands);
  // The axis just outside of the innermost of the others.
  runLoops(kernel, "chain", withInnerLoop(along, along.shape.length - 2), rest);
}

/**
 * The position of the best element along `axis`, which must not be empty: the first of equals; a NaN wins.
 * The output's stride along `axis` is 0.
 */
export function runArg(
  kernel: ArgKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): void {
  checkOperands(kernel, operands);
  const native = reducesNative(countOf(shape));
  if (shape.length === 1 && !native) {
    steps[0] = operands[0]!.byteStrides[0]!;
    steps[1] = 0;
    if (runSingle(kernel, "arg", shape[0]!, operands, steps)) return;
  }
  if (native && isWalkedAcross(shape, axis, operands.slice(0, 1))) {
    if (runArgAcross(kernel, shape, axis, operands)) return;
  }
  const nest = plan(kernel, shape, operands, [axis], [axis]);
  if (nest.shape[0] === 0) return;
  const along = withAxisInside(nest, axis, operands);
  if (native && countNative(runNativeArg(kernel, along, operands))) return;
  runLoops(kernel, "arg", along, operands);
}

const searchKernels = new WeakMap<ArgKernel, MapKernel>();

/** Positions of the best by walking the elements as they lie: each next line is held against the best so far. */
function runArgAcross(
  kernel: ArgKernel,
  shape: readonly number[],
  axis: number,
  operands: readonly Operand[],
): boolean {
  const [input, output] = operands as readonly [Operand, Operand];
  if (kernel.element.length !== 1 || kernel.element[0]!.lane === "bool") return false;
  let step = searchKernels.get(kernel);
  if (step === undefined) {
    step = searchKernel(kernel);
    searchKernels.set(kernel, step);
  }
  const line = withLength(shape, axis, 1);
  const state = step.operands[4]!.type;
  const strides = contiguousStrides(line, state.itemsize, "C");
  const best: Operand = {
    views: new BufferViews(new ArrayBuffer(countOf(line) * state.itemsize)),
    byteOffset: 0,
    byteStrides: strides,
  };
  const turn = new BufferViews(new ArrayBuffer(64));
  const still = shape.map(() => 0);
  const position: Operand = { views: turn, byteOffset: 0, byteStrides: still };
  const width = castKernel(kernel.operands[0]!.type, state);
  runMap(width, line, [input, best]);
  const whole = castKernel(elementType("int64"), kernel.operands[1]!.type);
  runMap(whole, line, [position, output]);
  for (let i = 1; i < shape[axis]!; i++) {
    turn.u32[0] = i;
    const element = advanced(input, axis, i);
    runMap(step, line, [element, position, best, output, best, output]);
  }
  return true;
}

/**
 * Runs an elementwise kernel over `count` elements in order, unbuffered. Operand k's element i is at
 * `lists[k][i]` bytes from its byte offset where there is a list, else at `i * byteStrides[0]`. An output
 * may be an input's own memory: `ufunc.at`, gather and scatter are made of this.
 */
export function runIndexedMap(
  kernel: MapKernel,
  count: number,
  operands: readonly Operand[],
  lists: readonly (Float64Array | null)[],
): number {
  checkOperands(kernel, operands);
  raised.flags = 0;
  if (count === 0) return 0;
  const moves = operands.map((operand) => operand.byteStrides[0] ?? 0);
  runIndexed(kernel, count, operands, moves, lists);
  return raised.flags;
}
