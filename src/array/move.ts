// Moving elements of one size as raw bytes between two strided places, where one side is given by a list of
// byte offsets (gather and scatter). No conversion, no dtypes: casts belong to copy.ts.

import type { BufferViews } from "../memory/buffer-views.js";
import { byteOffsets } from "./walk.js";

/** One side of a move: memory, and the block of elements that lies at each point. */
export interface MoveSide {
  readonly views: BufferViews;
  /** Byte offset of each point. */
  readonly points: Float64Array;
  /** Byte strides of the block. */
  readonly strides: readonly number[];
}

/** Moves, for each point in order, the block of `shape` elements of `itemsize` bytes. */
export function moveBlocks(
  to: MoveSide,
  from: MoveSide,
  shape: readonly number[],
  itemsize: number,
): void {
  // axes that are contiguous on both sides become part of the run of bytes
  let run = itemsize;
  let axes = shape.length;
  while (axes > 0 && to.strides[axes - 1] === run && from.strides[axes - 1] === run) {
    run *= shape[axes - 1]!;
    axes -= 1;
  }
  const outer = shape.slice(0, axes);
  const toBlock = byteOffsets(0, outer, to.strides);
  const fromBlock = byteOffsets(0, outer, from.strides);
  if (toBlock.length === 0 || run === 0) return;
  const move = moverFor(to, from, run, [...toBlock, ...fromBlock]);
  const count = to.points.length;
  for (let p = 0; p < count; p++) {
    const target = to.points[p]!;
    const source = from.points[p]!;
    for (let b = 0; b < toBlock.length; b++) move(target + toBlock[b]!, source + fromBlock[b]!);
  }
}

type Move = (to: number, from: number) => void;

const longRun = 64;

function moverFor(to: MoveSide, from: MoveSide, run: number, blocks: readonly number[]): Move {
  const large = Math.max(to.views.buffer.byteLength, from.views.buffer.byteLength) >= 2 ** 32;
  if (large) return throughDataView(to.views.dataView, from.views.dataView, run);
  const aligned = (bytes: number) =>
    run % bytes === 0 &&
    blocks.every((offset) => offset % bytes === 0) &&
    allMultiples(to.points, bytes) &&
    allMultiples(from.points, bytes);
  if (run >= longRun) return throughSet(to.views.u8, from.views.u8, run);
  if (run >= 4 && aligned(4)) return throughWords(to.views.u32, from.views.u32, run);
  if (run === 2 && aligned(2)) {
    const target = to.views.u16;
    const source = from.views.u16;
    return (t, s) => {
      target[t / 2] = source[s / 2]!;
    };
  }
  const target = to.views.u8;
  const source = from.views.u8;
  return (t, s) => {
    for (let i = 0; i < run; i++) target[t + i] = source[s + i]!;
  };
}

function allMultiples(offsets: Float64Array, of: number): boolean {
  for (let i = 0; i < offsets.length; i++) if (offsets[i]! % of !== 0) return false;
  return true;
}

function throughWords(target: Uint32Array, source: Uint32Array, run: number): Move {
  if (run === 4) {
    return (to, from) => {
      target[to / 4] = source[from / 4]!;
    };
  }
  if (run === 8) {
    return (to, from) => {
      target[to / 4] = source[from / 4]!;
      target[to / 4 + 1] = source[from / 4 + 1]!;
    };
  }
  const words = run / 4;
  return (to, from) => {
    const t = to / 4;
    const s = from / 4;
    for (let i = 0; i < words; i++) target[t + i] = source[s + i]!;
  };
}

function throughSet(target: Uint8Array, source: Uint8Array, run: number): Move {
  return (to, from) => target.set(source.subarray(from, from + run), to);
}

function throughDataView(target: DataView, source: DataView, run: number): Move {
  return (to, from) => {
    for (let i = 0; i < run; i++) target.setUint8(to + i, source.getUint8(from + i));
  };
}
