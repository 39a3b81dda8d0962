// Runs turned copies (transpose.ts): finds the planes of a nest that are one, proves what they reach, cuts them into
// calls. What is copied, and why, is the floors' above.

import type { BufferViews } from "../../memory/buffer-views.js";
import type { NativeCode } from "../../memory/thread-pool.js";
import type { MapKernel } from "../kernel.js";
import type { Operand } from "../operand.js";
import {
  eachPlane,
  invoke,
  type Loops,
  MAX_BLOCKS,
  openBlock,
  setOperand,
  setSlot,
} from "./call.js";
import { SOURCE, TARGET } from "./moves.js";
import { turnedSide } from "./planes.js";
import { INNER_EXTENT, OUTER_EXTENT } from "./reach.js";
import { codeFor } from "./run-moves.js";
import { callsFor } from "./threads.js";
import { lowerTranspose, type TurnedBytes } from "./transpose.js";

const codes: (NativeCode | undefined)[] = [];

function turnedCode(bytes: TurnedBytes): NativeCode {
  codes[bytes] ??= codeFor(`transpose ${bytes}`, (listing) => lowerTranspose(bytes, listing));
  return codes[bytes];
}

function isTurned(bytes: number): bytes is TurnedBytes {
  return bytes === 4 || bytes === 8 || bytes === 16;
}

/** Whether a kernel copies elements as they are, of a size that is turned round. */
export function copiesTurned(kernel: MapKernel): boolean {
  if (kernel.operands.length !== 2 || kernel.outputs.length !== 1 || kernel.where >= 0)
    return false;
  const [from, to] = kernel.operands;
  if (kernel.errors !== null || from!.type !== to!.type || !isTurned(from!.type.itemsize))
    return false;
  return kernel.outputs[0]!.roots.every(
    (root, part) => root.op === "load" && root.operand === 0 && root.component === part,
  );
}

/** A plane whose lines are the other's columns: its lines and elements in the target, the strides of both. */
export interface TurnedPlane {
  readonly bytes: TurnedBytes;
  /** Which of the two inner loops steps from line to line of the target. */
  readonly across: number;
  readonly along: number;
  readonly lines: number;
  readonly elements: number;
  readonly toStride: number;
  readonly fromStride: number;
}

/** The two inner loops of a copy as a turned plane; null if they are none. */
export function turnedPlane({ shape, strides }: Loops, bytes: number): TurnedPlane | null {
  const inner = shape.length - 1;
  if (inner < 1 || !isTurned(bytes)) return null;
  const [from, to] = [strides[0]!, strides[1]!];
  const along = to[inner] === bytes ? inner : inner - 1;
  const across = 2 * inner - 1 - along;
  if (to[along] !== bytes || from[across] !== bytes) return null;
  const [lines, elements] = [shape[across]!, shape[along]!];
  const side = turnedSide(bytes);
  const [toStride, fromStride] = [to[across]!, from[along]!];
  // lines of the target that share bytes would show in which order they are written
  if (lines < side || elements < side || Math.abs(toStride) < elements * bytes) return null;
  return { bytes, across, along, lines, elements, toStride, fromStride };
}

/** Fills the next block for a part of a plane. */
function setPart(
  plane: TurnedPlane,
  line: number,
  lines: number,
  element: number,
  elements: number,
  to: BufferViews,
  toOffset: number,
  from: BufferViews,
  fromOffset: number,
): void {
  const { bytes, toStride, fromStride } = plane;
  setSlot(OUTER_EXTENT, lines);
  setSlot(INNER_EXTENT, elements);
  setOperand(TARGET, to, toOffset + line * toStride + element * bytes, toStride, 0);
  setOperand(SOURCE, from, fromOffset + element * fromStride + line * bytes, fromStride, 0);
}

/** Where parts of about `target` of `count` end: none is shorter than a block. */
function partEnds(count: number, parts: number, side: number): number[] {
  const part = Math.max(1, Math.ceil(count / parts / side)) * side;
  const ends: number[] = [];
  for (let end = part; count - end >= side; end += part) ends.push(end);
  ends.push(count);
  return ends;
}

/**
 * Copies the planes of a nest whose reach was proved. `apart` says that no two planes write to the same bytes: then they
 * are shared out among threads.
 */
export function runTurned(
  plane: TurnedPlane,
  loops: Loops,
  operands: readonly Operand[],
  apart: boolean,
): void {
  const { bytes, lines, elements } = plane;
  const run = turnedCode(bytes);
  let total = 2 * bytes;
  for (const length of loops.shape) total *= length;
  const calls = apart ? callsFor(total, MAX_BLOCKS) : 1;
  const atOnce = calls === 1 ? 1 : MAX_BLOCKS;
  const planes = total / (2 * bytes * lines * elements);
  const isWide = elements > lines;
  const ends = partEnds(isWide ? elements : lines, Math.ceil(calls / planes), turnedSide(bytes));
  const [from, to] = [operands[0]!.views, operands[1]!.views];
  let ready = 0;
  eachPlane(loops, operands, (offsets) => {
    let start = 0;
    for (const end of ends) {
      openBlock(ready++);
      const [line, element] = isWide ? [0, start] : [start, 0];
      const [some, few] = isWide ? [lines, end - start] : [end - start, elements];
      setPart(plane, line, some, element, few, to, offsets[1]!, from, offsets[0]!);
      start = end;
      if (ready < atOnce) continue;
      invoke(run, ready);
      ready = 0;
    }
  });
  if (ready > 0) invoke(run, ready);
}

/** The bytes that lines of `length` bytes take lie in their buffer; a detached one has length 0. */
function holds(
  views: BufferViews,
  offset: number,
  stride: number,
  lines: number,
  length: number,
): boolean {
  const last = offset + stride * (lines - 1);
  return Math.min(offset, last) >= 0 && Math.max(offset, last) + length <= views.attachedBytes;
}

/**
 * Copies one plane of a few elements, between buffers' parts that are not the same: line i of the target is column i of
 * the source. False, with nothing done, where that is not for machine code.
 */
export function runNativeTurn(
  to: BufferViews,
  toOffset: number,
  toStride: number,
  from: BufferViews,
  fromOffset: number,
  fromStride: number,
  lines: number,
  elements: number,
  bytes: number,
): boolean {
  if (!isTurned(bytes)) return false;
  const side = turnedSide(bytes);
  if (lines < side || elements < side || Math.abs(toStride) < elements * bytes) return false;
  if (!holds(to, toOffset, toStride, lines, elements * bytes)) return false;
  if (!holds(from, fromOffset, fromStride, elements, lines * bytes)) return false;
  openBlock(0);
  setSlot(OUTER_EXTENT, lines);
  setSlot(INNER_EXTENT, elements);
  setOperand(TARGET, to, toOffset, toStride, 0);
  setOperand(SOURCE, from, fromOffset, fromStride, 0);
  invoke(turnedCode(bytes));
  return true;
}
