// Moving elements with their dtype in mind: of records that do not fill their bytes, such as views of some fields,
// only the bytes that hold a value. Plain elements go to move.ts as they are.

import type { DType } from "../core/dtype.js";
import { type MoveSide, moveBlocks } from "./move.js";
import type { Picks } from "./picks.js";

/** Bytes of an element from `offset` up to `end`. */
type Run = readonly [offset: number, end: number];

const known = new WeakMap<DType, readonly Run[]>();

/** The runs of bytes that hold a value, in order; the rest is padding, or belongs to fields left out. */
export function heldRuns(dtype: DType): readonly Run[] {
  let runs = known.get(dtype);
  if (runs === undefined) {
    runs = merged(runsOf(dtype));
    known.set(dtype, runs);
  }
  return runs;
}

function runsOf(dtype: DType): Run[] {
  const { itemsize, subdtype, names, fields } = dtype;
  if (subdtype !== null) {
    const inner = heldRuns(subdtype.base);
    const size = subdtype.base.itemsize;
    if (inner.length === 1 && inner[0]![0] === 0 && inner[0]![1] === size) return [[0, itemsize]];
    const count = size === 0 ? 0 : itemsize / size;
    return Array.from({ length: count }, (_, i) =>
      inner.map(([from, to]): Run => [i * size + from, i * size + to]),
    ).flat();
  }
  if (names === null || fields === null) return [[0, itemsize]];
  return names.flatMap((name) => {
    const field = fields.get(name)!;
    return heldRuns(field.dtype).map(([from, to]): Run => [field.offset + from, field.offset + to]);
  });
}

function merged(runs: readonly Run[]): Run[] {
  const sorted = runs.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = result[result.length - 1];
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Moves, for each point in order, the block of `shape` elements of a dtype. */
export function moveItems(
  to: MoveSide,
  from: MoveSide,
  shape: readonly number[],
  dtype: DType,
): void {
  if (dtype.fields === null) {
    moveBlocks(to, from, shape, dtype.itemsize);
    return;
  }
  for (const [offset, end] of heldRuns(dtype)) {
    moveBlocks(shifted(to, offset), shifted(from, offset), shape, end - offset);
  }
}

function shifted(side: MoveSide, bytes: number): MoveSide {
  if (bytes === 0) return side;
  const { points } = side;
  const moved: Float64Array | Picks =
    points instanceof Float64Array
      ? points.map((offset) => offset + bytes)
      : { ...points, base: points.base + bytes };
  return { ...side, points: moved };
}
