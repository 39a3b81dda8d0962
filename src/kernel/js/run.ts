// Runs loop nests with compiled JavaScript: picks access classes, fills the parameter block, steps the
// outer loops, and cuts what indexes of 31 bits cannot reach into windows. Nothing is allocated per call
// for nests of one or two loops.

import type { BufferViews } from "../../memory/buffer-views.js";
import {
  BROADCAST,
  BYTES,
  FIRST_OPERAND,
  INDEXED,
  INDEXED_BYTES,
  INNER_COUNT,
  OUTER_COUNT,
  PER_OPERAND,
  STRIDED,
  UNIT,
  type Variant,
} from "../access.js";
import type { Kernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { codeOf, compile, type JsCode, type JsFunction, type JsOperand } from "./compile.js";

const MAX_OPERANDS = 64;
/** Indexes in generated code are int32. */
const INDEX_LIMIT = 2 ** 31;

// The parameter block and operand list that calls share. Generated code reads them at its start and calls
// nothing that could come back here, so one set is enough.
const parameters = new Float64Array(FIRST_OPERAND + PER_OPERAND * MAX_OPERANDS);
const views: unknown[] = new Array(MAX_OPERANDS).fill(null);
const classes: number[] = new Array(MAX_OPERANDS).fill(0);
const NO_LISTS: readonly null[] = new Array(MAX_OPERANDS).fill(null);

const variantCode: Readonly<Record<Variant, number>> = {
  map: 1,
  reduce: 2,
  combine: 3,
  accumulate: 4,
  arg: 5,
};

/** The whole-buffer typed array of a code of compile.ts. */
function viewFor(from: BufferViews, code: number): unknown {
  switch (code) {
    case 0:
      return from.u8;
    case 1:
      return from.i8;
    case 2:
      return from.u16;
    case 3:
      return from.i16;
    case 4:
      return from.u32;
    case 5:
      return from.i32;
    case 6:
      return from.f32;
    default:
      return from.f64;
  }
}

const arrayTypes = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
] as const;

/** How an operand is reached: by its inner stride, and whether everything is a whole number of elements. */
function accessOf(operand: JsOperand, byteOffset: number, outer: number, inner: number): number {
  const mask = operand.viewBytes - 1;
  if (operand.swapped || ((byteOffset | outer | inner) & mask) !== 0) {
    // Bitwise operators see the low 32 bits, which is all that alignment needs.
    return BYTES;
  }
  if (inner === operand.itemsize) return UNIT;
  return inner === 0 ? BROADCAST : STRIDED;
}

function functionFor(kernel: Kernel, code: JsCode, variant: Variant, count: number): JsFunction {
  let key: number | string = variantCode[variant];
  if (count <= 16) for (let k = 0; k < count; k++) key = (key as number) * 8 + classes[k]!;
  else key = `${variant} ${classes.slice(0, count)}`;
  if (key === code.lastKey) return code.last!;
  let compiled = code.functions.get(key);
  if (compiled === undefined) {
    compiled = compile(kernel, variant, classes.slice(0, count));
    code.functions.set(key, compiled);
  }
  code.lastKey = key;
  code.last = compiled;
  return compiled;
}

/** Lets go of the typed arrays, so that a dropped array's memory is not kept alive from here. */
function release(count: number): void {
  for (let k = 0; k < count; k++) views[k] = null;
}

/** Whether every index into an operand's whole-buffer array fits 31 bits. */
function isNear(operand: Operand): boolean {
  return operand.views.byteLength <= INDEX_LIMIT;
}

/**
 * One loop over `count` elements, each operand moving by `steps` bytes: the path of small arrays.
 * Returns false, having done nothing, if an operand lies in a buffer too large for it.
 */
export function runSingle(
  kernel: Kernel,
  variant: Variant,
  count: number,
  operands: readonly Operand[],
  steps: readonly number[],
): boolean {
  const code = codeOf(kernel);
  const n = code.operands.length;
  for (let k = 0; k < n; k++) if (!isNear(operands[k]!)) return false;
  parameters[OUTER_COUNT] = 1;
  parameters[INNER_COUNT] = count;
  for (let k = 0; k < n; k++) {
    const facts = code.operands[k]!;
    const operand = operands[k]!;
    bind(k, facts, operand.views, operand.byteOffset, 0, steps[k]!);
  }
  functionFor(kernel, code, variant, n)(views, parameters, NO_LISTS);
  release(n);
  return true;
}

/** Sets an operand's class, view and parameters, for whole-buffer views. */
function bind(
  k: number,
  facts: JsOperand,
  from: BufferViews,
  byteOffset: number,
  outer: number,
  inner: number,
): void {
  const access = accessOf(facts, byteOffset, outer, inner);
  const base = FIRST_OPERAND + k * PER_OPERAND;
  classes[k] = access;
  if (access === BYTES) {
    views[k] = from.dataView;
    parameters[base] = byteOffset;
    parameters[base + 1] = outer;
    parameters[base + 2] = inner;
  } else {
    views[k] = viewFor(from, facts.view);
    parameters[base] = byteOffset * facts.perByte;
    parameters[base + 1] = outer * facts.perByte;
    parameters[base + 2] = inner * facts.perByte;
  }
}

/** A nest of loops, outermost first, with each operand's byte strides and starting place. */
export interface Loops {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
  readonly offsets: readonly number[];
}

/** Runs a nest: its two inner loops in generated code, the others here. */
export function runLoops(
  kernel: Kernel,
  variant: Variant,
  loops: Loops,
  operands: readonly Operand[],
): void {
  const n = kernel.operands.length;
  const depth = loops.shape.length;
  const outerLoops = Math.max(0, depth - 2);
  const offsets = operands.map((operand, k) => operand.byteOffset + loops.offsets[k]!);
  const position = new Array<number>(outerLoops).fill(0);
  for (;;) {
    runPlane(kernel, variant, loops, operands, offsets);
    let loop = outerLoops - 1;
    for (; loop >= 0; loop--) {
      position[loop]!++;
      for (let k = 0; k < n; k++) offsets[k]! += loops.strides[k]![loop]!;
      if (position[loop]! < loops.shape[loop]!) break;
      for (let k = 0; k < n; k++) offsets[k]! -= loops.strides[k]![loop]! * position[loop]!;
      position[loop] = 0;
    }
    if (loop < 0) return;
  }
}

/** The two inner loops of a nest, from the given byte offsets. */
function runPlane(
  kernel: Kernel,
  variant: Variant,
  loops: Loops,
  operands: readonly Operand[],
  offsets: readonly number[],
): void {
  const n = kernel.operands.length;
  const depth = loops.shape.length;
  const inner = depth - 1;
  const innerCount = loops.shape[inner]!;
  const outerCount = depth > 1 ? loops.shape[inner - 1]! : 1;
  const code = codeOf(kernel);
  let near = true;
  for (let k = 0; k < n; k++) near &&= isNear(operands[k]!);
  if (!near) {
    runFar(kernel, variant, loops, operands, offsets, outerCount, innerCount);
    return;
  }
  for (let k = 0; k < n; k++) {
    const mine = loops.strides[k]!;
    const outer = depth > 1 ? mine[inner - 1]! : 0;
    bind(k, code.operands[k]!, operands[k]!.views, offsets[k]!, outer, mine[inner]!);
  }
  const run = functionFor(kernel, code, variant, n);
  if (variant === "map" && outerCount > TILE && innerCount > LONG_LINE && disagree(loops, n)) {
    runTiles(run, n, outerCount, innerCount);
  } else {
    parameters[OUTER_COUNT] = outerCount;
    parameters[INNER_COUNT] = innerCount;
    run(views, parameters, NO_LISTS);
  }
  release(n);
}

/** Elements along each side of a tile. */
const TILE = 128;
/** A walk across this many cache lines leaves the second-level cache before its neighbour is walked. */
const LONG_LINE = 2048;

/** Whether some operand would rather have the two inner loops the other way round. */
function disagree(loops: Loops, n: number): boolean {
  const inner = loops.shape.length - 1;
  for (let k = 0; k < n; k++) {
    const mine = loops.strides[k]!;
    if (Math.abs(mine[inner]!) > Math.abs(mine[inner - 1]!) && mine[inner - 1] !== 0) return true;
  }
  return false;
}

/** The plane in tiles, so that lines fetched for one operand are used up before they leave the cache. */
function runTiles(run: JsFunction, n: number, outerCount: number, innerCount: number): void {
  const starts = Array.from({ length: n }, (_, k) => parameters[FIRST_OPERAND + k * PER_OPERAND]!);
  for (let j = 0; j < outerCount; j += TILE) {
    parameters[OUTER_COUNT] = Math.min(TILE, outerCount - j);
    for (let i = 0; i < innerCount; i += TILE) {
      parameters[INNER_COUNT] = Math.min(TILE, innerCount - i);
      for (let k = 0; k < n; k++) {
        const base = FIRST_OPERAND + k * PER_OPERAND;
        parameters[base] = starts[k]! + j * parameters[base + 1]! + i * parameters[base + 2]!;
      }
      run(views, parameters, NO_LISTS);
    }
  }
}

/** Bytes that one call may span from its window's beginning. */
const WINDOW_BYTES = 2 ** 30;

/**
 * The plane in pieces short enough for windows: typed arrays that begin near the piece instead of at the
 * buffer's first byte. Reductions are cut only where their order of additions allows (between lines, or in
 * chunks that keep the state in the output).
 */
function runFar(
  kernel: Kernel,
  variant: Variant,
  loops: Loops,
  operands: readonly Operand[],
  offsets: readonly number[],
  outerCount: number,
  innerCount: number,
): void {
  const n = kernel.operands.length;
  const depth = loops.shape.length;
  const code = codeOf(kernel);
  let widest = 1;
  for (let k = 0; k < n; k++) widest = Math.max(widest, Math.abs(loops.strides[k]![depth - 1]!));
  const cuts = variant === "map" || variant === "combine" || variant === "reduce";
  const piece = cuts ? Math.min(innerCount, Math.floor(WINDOW_BYTES / widest)) : innerCount;
  for (let j = 0; j < outerCount; j++) {
    for (let i = 0; i < innerCount; i += piece) {
      const count = Math.min(piece, innerCount - i);
      parameters[OUTER_COUNT] = 1;
      parameters[INNER_COUNT] = count;
      for (let k = 0; k < n; k++) {
        const inner = loops.strides[k]![depth - 1]!;
        const outer = depth > 1 ? loops.strides[k]![depth - 2]! : 0;
        const first = offsets[k]! + j * outer + i * inner;
        bindWindow(k, code.operands[k]!, operands[k]!.views, first, inner, count);
      }
      functionFor(kernel, code, variant, n)(views, parameters, NO_LISTS);
      release(n);
    }
  }
}

/** As `bind`, through a view that covers just the bytes of one piece. */
function bindWindow(
  k: number,
  facts: JsOperand,
  from: BufferViews,
  byteOffset: number,
  inner: number,
  count: number,
): void {
  const access = accessOf(facts, byteOffset, 0, inner);
  const reach = inner * (count - 1);
  const first = Math.min(byteOffset, byteOffset + reach);
  const length = Math.abs(reach) + facts.itemsize;
  const base = FIRST_OPERAND + k * PER_OPERAND;
  classes[k] = access;
  parameters[base + 1] = 0;
  if (access === BYTES) {
    views[k] = new DataView(from.buffer, first, length);
    parameters[base] = byteOffset - first;
    parameters[base + 2] = inner;
  } else {
    const ArrayType = arrayTypes[facts.view]!;
    views[k] = new ArrayType(from.buffer as ArrayBuffer, first, length / facts.viewBytes);
    parameters[base] = (byteOffset - first) * facts.perByte;
    parameters[base + 2] = inner * facts.perByte;
  }
}

/** One loop whose operands may be found by lists of byte offsets (relative to their own). */
export function runIndexed(
  kernel: Kernel,
  count: number,
  operands: readonly Operand[],
  steps: readonly number[],
  lists: readonly (Float64Array | null)[],
): void {
  const code = codeOf(kernel);
  const n = code.operands.length;
  parameters[OUTER_COUNT] = 1;
  parameters[INNER_COUNT] = count;
  for (let k = 0; k < n; k++) {
    const facts = code.operands[k]!;
    const operand = operands[k]!;
    if (lists[k] == null) {
      bind(k, facts, operand.views, operand.byteOffset, 0, steps[k]!);
      continue;
    }
    bind(k, facts, operand.views, operand.byteOffset, 0, 0);
    classes[k] =
      classes[k] === BYTES || !isAligned(lists[k]!, count, facts.viewBytes)
        ? INDEXED_BYTES
        : INDEXED;
    if (classes[k] === INDEXED_BYTES) {
      views[k] = operand.views.dataView;
      parameters[FIRST_OPERAND + k * PER_OPERAND] = operand.byteOffset;
    }
  }
  functionFor(kernel, code, "map", n)(views, parameters, lists);
  release(n);
}

function isAligned(list: Float64Array, count: number, unit: number): boolean {
  if (unit === 1) return true;
  for (let i = 0; i < count; i++) if (list[i]! % unit !== 0) return false;
  return true;
}
