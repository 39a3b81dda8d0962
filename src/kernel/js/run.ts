// Runs loop nests with compiled JavaScript: binds operands, steps the outer loops, tiles planes. Nothing
// is allocated per call for a single loop.

import {
  BYTES,
  FIRST_OPERAND,
  INDEXED,
  INDEXED_BYTES,
  INNER_COUNT,
  OUTER_COUNT,
  PER_OPERAND,
  type Variant,
} from "../access.js";
import type { Kernel, ReduceKernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import { codeOf } from "./compile.js";
import { bindFar, runFar } from "./far.js";
import { bind, classes, INDEX_LIMIT, invoke, isNear, parameters, release, views } from "./frame.js";
import { RowBuffer } from "./row-buffer.js";

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
  if (count >= INDEX_LIMIT) return false;
  for (let k = 0; k < n; k++) if (!isNear(operands[k]!)) return false;
  parameters[OUTER_COUNT] = 1;
  parameters[INNER_COUNT] = count;
  for (let k = 0; k < n; k++) {
    const facts = code.operands[k]!;
    const operand = operands[k]!;
    bind(k, facts, operand.views, operand.byteOffset, 0, steps[k]!);
  }
  invoke(kernel, code, variant, n);
  release(n);
  return true;
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
  const buffer = variant === "rows" ? new RowBuffer(kernel as ReduceKernel, loops) : null;
  for (;;) {
    if (buffer) parameters[FIRST_OPERAND + PER_OPERAND * n] = buffer.afterPlane(position);
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
  let near = outerCount < INDEX_LIMIT && innerCount < INDEX_LIMIT;
  for (let k = 0; k < n; k++) near &&= isNear(operands[k]!);
  if (!near) {
    const lines = operands.map((operand, k) => ({
      operand,
      outer: depth > 1 ? loops.strides[k]![inner - 1]! : 0,
      inner: loops.strides[k]![inner]!,
    }));
    runFar(kernel, variant, lines, offsets, outerCount, innerCount);
    return;
  }
  for (let k = 0; k < n; k++) {
    const mine = loops.strides[k]!;
    const outer = depth > 1 ? mine[inner - 1]! : 0;
    bind(k, code.operands[k]!, operands[k]!.views, offsets[k]!, outer, mine[inner]!);
  }
  if (variant === "map" && outerCount > TILE && innerCount > LONG_LINE && disagree(loops, n)) {
    runTiles(kernel, n, outerCount, innerCount);
  } else {
    parameters[OUTER_COUNT] = outerCount;
    parameters[INNER_COUNT] = innerCount;
    invoke(kernel, code, variant, n);
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
function runTiles(kernel: Kernel, n: number, outerCount: number, innerCount: number): void {
  const code = codeOf(kernel);
  const starts = Array.from({ length: n }, (_, k) => parameters[FIRST_OPERAND + k * PER_OPERAND]!);
  for (let j = 0; j < outerCount; j += TILE) {
    parameters[OUTER_COUNT] = Math.min(TILE, outerCount - j);
    for (let i = 0; i < innerCount; i += TILE) {
      parameters[INNER_COUNT] = Math.min(TILE, innerCount - i);
      for (let k = 0; k < n; k++) {
        const base = FIRST_OPERAND + k * PER_OPERAND;
        parameters[base] = starts[k]! + j * parameters[base + 1]! + i * parameters[base + 2]!;
      }
      invoke(kernel, code, "map", n);
    }
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
  if (count >= INDEX_LIMIT || !operands.every(isNear)) {
    operands.forEach((operand, k) => {
      bindFar(k, operand, operand.byteOffset, 0, steps[k]!);
      if (lists[k] != null) classes[k] = INDEXED_BYTES;
    });
    invoke(kernel, code, "map", n, lists, true);
    release(n);
    return;
  }
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
  invoke(kernel, code, "map", n, lists);
  release(n);
}

function isAligned(list: Float64Array, count: number, unit: number): boolean {
  if (unit === 1) return true;
  for (let i = 0; i < count; i++) if (list[i]! % unit !== 0) return false;
  return true;
}
