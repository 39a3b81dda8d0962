// Moving elements of one size as raw bytes between two strided places, where one side is given by a list of
// places (gather and scatter). No conversion, no dtypes: casts belong to copy.ts. The loops are in move-loops.ts.

import { moveLinesNative, moveNative, movesNative } from "../kernel/moves.js";
import type { BufferViews } from "../memory/buffer-views.js";
import { moveBytes, moveHalves, moveWords } from "./move-loops.js";
import { offsetsOf, type Picks, picksOf } from "./picks.js";
import { byteOffsets } from "./walk.js";

/** One side of a move: memory, and the block of elements that lies at each point. */
export interface MoveSide {
  readonly views: BufferViews;
  /** Each point: absolute byte offsets, or picks. */
  readonly points: Float64Array | Picks;
  /** Byte strides of the block. */
  readonly strides: readonly number[];
  /** Of the side that is written: no element of it is one of the other side's, though both may lie in one buffer. */
  readonly apart?: boolean;
}

/** 32-bit indices reach this far. */
const near = 2 ** 31;
/** Runs of at least this many bytes are moved by the engine's own copy. */
const longRun = 256;

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
  if (to.views.buffer.byteLength >= near || from.views.buffer.byteLength >= near) {
    moveFar(to, from, toBlock, fromBlock, run);
    return;
  }
  const there = nearPicks(to.points);
  const here = nearPicks(from.points);
  const isApart = to.apart === true || to.views.buffer !== from.views.buffer;
  if (isApart && moveBlocksNative(to.views, there, toBlock, from.views, here, fromBlock, run)) {
    return;
  }
  if (run >= longRun) {
    moveRuns(to, from, toBlock, fromBlock, run);
  } else if (toBlock.length <= there.count) {
    for (let b = 0; b < toBlock.length; b++) {
      moveElements(
        to.views,
        shifted(there, toBlock[b]!),
        from.views,
        shifted(here, fromBlock[b]!),
        run,
      );
    }
  } else {
    const toInner = picksOf(toBlock);
    const fromInner = picksOf(fromBlock);
    const [toPoints, fromPoints] = [absolute(to.points), absolute(from.points)];
    for (let p = 0; p < toPoints.length; p++) {
      const [target, source] = [shifted(toInner, toPoints[p]!), shifted(fromInner, fromPoints[p]!)];
      moveElements(to.views, target, from.views, source, run);
    }
  }
}

/** As machine code: each point's element of the block together, or each point's block. */
function moveBlocksNative(
  toViews: BufferViews,
  there: Picks,
  toBlock: Float64Array,
  fromViews: BufferViews,
  here: Picks,
  fromBlock: Float64Array,
  run: number,
): boolean {
  const blocks = toBlock.length;
  if (!movesNative(there.count * blocks, run)) return false;
  const [toStep, fromStep] = [evenStep(toBlock), evenStep(fromBlock)];
  if (toStep !== null && fromStep !== null) {
    const target = lineOf(toViews, there, toBlock[0]!, toStep);
    const source = lineOf(fromViews, here, fromBlock[0]!, fromStep);
    return moveLinesNative(target, source, there.count, blocks, run);
  }
  if (blocks <= there.count) {
    for (let b = 0; b < blocks; b++) {
      const [target, source] = [shifted(there, toBlock[b]!), shifted(here, fromBlock[b]!)];
      if (!moveNative(toViews, target, fromViews, source, run)) return false;
    }
    return true;
  }
  const toInner = picksOf(toBlock);
  const fromInner = picksOf(fromBlock);
  for (let p = 0; p < there.count; p++) {
    const [target, source] = [placeOf(there, p), placeOf(here, p)];
    const [to, from] = [shifted(toInner, target), shifted(fromInner, source)];
    if (!moveNative(toViews, to, fromViews, from, run)) return false;
  }
  return true;
}

/** What the offsets of a block's elements differ by, if it is the same all along. */
function evenStep(offsets: Float64Array): number | null {
  const step = offsets.length > 1 ? offsets[1]! - offsets[0]! : 0;
  for (let i = 2; i < offsets.length; i++) {
    if (offsets[i]! - offsets[i - 1]! !== step) return null;
  }
  return step;
}

function lineOf(views: BufferViews, picks: Picks, offset: number, across: number) {
  const { base, stride, list } = picks;
  return { views, base: base + offset, stride, list, across };
}

function placeOf({ base, stride, list }: Picks, p: number): number {
  return base + stride * (list === null ? p : list[p]!);
}

function nearPicks(points: Float64Array | Picks): Picks {
  return points instanceof Float64Array ? picksOf(points) : points;
}

function absolute(points: Float64Array | Picks): Float64Array {
  return points instanceof Float64Array ? points : offsetsOf(points);
}

function shifted(picks: Picks, bytes: number): Picks {
  return bytes === 0 ? picks : { ...picks, base: picks.base + bytes };
}

/** Elements of `run` bytes, through the widest typed array that their places allow; see {@link MoveSide.apart}. */
export function moveElements(
  toViews: BufferViews,
  to: Picks,
  fromViews: BufferViews,
  from: Picks,
  run: number,
  apart = false,
): void {
  const { count } = to;
  const isApart = apart || toViews.buffer !== fromViews.buffer;
  if (isApart && movesNative(count, run) && moveNative(toViews, to, fromViews, from, run)) return;
  const places = to.base | to.stride | from.base | from.stride | run;
  if ((places & 3) === 0) {
    moveWords(
      { data: toViews.i32, start: to.base / 4, step: to.stride / 4, list: to.list },
      { data: fromViews.i32, start: from.base / 4, step: from.stride / 4, list: from.list },
      count,
      run / 4,
    );
  } else if (run === 2 && (places & 1) === 0) {
    moveHalves(
      { data: toViews.u16, start: to.base / 2, step: to.stride / 2, list: to.list },
      { data: fromViews.u16, start: from.base / 2, step: from.stride / 2, list: from.list },
      count,
    );
  } else {
    moveBytes(
      { data: toViews.u8, start: to.base, step: to.stride, list: to.list },
      { data: fromViews.u8, start: from.base, step: from.stride, list: from.list },
      count,
      run,
    );
  }
}

function moveRuns(
  to: MoveSide,
  from: MoveSide,
  toBlock: Float64Array,
  fromBlock: Float64Array,
  run: number,
): void {
  const [toPoints, fromPoints] = [absolute(to.points), absolute(from.points)];
  const target = to.views.u8;
  const source = from.views.u8;
  for (let p = 0; p < toPoints.length; p++) {
    for (let b = 0; b < toBlock.length; b++) {
      const at = fromPoints[p]! + fromBlock[b]!;
      target.set(source.subarray(at, at + run), toPoints[p]! + toBlock[b]!);
    }
  }
}

/** Memory that 32-bit indices do not reach. */
function moveFar(
  to: MoveSide,
  from: MoveSide,
  toBlock: Float64Array,
  fromBlock: Float64Array,
  run: number,
): void {
  const [toPoints, fromPoints] = [absolute(to.points), absolute(from.points)];
  const target = to.views.dataView;
  const source = from.views.dataView;
  for (let p = 0; p < toPoints.length; p++) {
    for (let b = 0; b < toBlock.length; b++) {
      const there = toPoints[p]! + toBlock[b]!;
      const here = fromPoints[p]! + fromBlock[b]!;
      for (let i = 0; i < run; i++) target.setUint8(there + i, source.getUint8(here + i));
    }
  }
}
