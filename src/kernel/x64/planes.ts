// How the two inner loops of a nest are walked: which of them runs in machine code as the inner one, and in which
// pieces, so that short lines do not cost more than their elements and what the caches hold is used up.

import type { MapKernel } from "../kernel.js";
import type { Loops } from "./call.js";

/** Lines shorter than this cost more to begin than their elements to compute. */
const SHORT_LINE = 16;
/** Lines across which a short loop runs at once: their elements stay in the first-level cache. */
const BAND = 512;
/** Elements along the inner and outer side of a tile. */
const TILE_INNER = 64;
const TILE_OUTER = 64;
/** Planes of fewer elements stay in the second-level cache anyway. */
const SMALL_PLANE = 2 ** 12;

/** Bytes of a cache line. */
const LINE_BYTES = 64;

/** Lines and elements of the blocks in which turned copies (transpose.ts) walk planes, which must have as many. */
export function turnedSide(bytes: number): number {
  return LINE_BYTES / bytes;
}

/** A nest as it is to run: its loops, and how much of the two inner ones a call takes. */
export interface Pieces {
  readonly loops: Loops;
  readonly lines: number;
  readonly elements: number;
}

/** The loops of a nest with the two inner ones the other way round. */
function swapped(loops: Loops): Loops {
  const swap = <T>(list: readonly T[]): T[] => {
    const last = list.length - 1;
    return [...list.slice(0, last - 1), list[last]!, list[last - 1]!];
  };
  return { shape: swap(loops.shape), strides: loops.strides.map(swap), offsets: loops.offsets };
}

/** Whether some operand would rather have the two inner loops the other way round. */
function disagree(loops: Loops): boolean {
  const inner = loops.shape.length - 1;
  return loops.strides.some((mine) => {
    const outer = Math.abs(mine[inner - 1]!);
    return outer !== 0 && Math.abs(mine[inner]!) > outer;
  });
}

/** Whether a result stays where it is along one of the two inner loops: a sum, in the order of the loops. */
function staysInside(kernel: MapKernel, { shape, strides }: Loops): boolean {
  const inner = shape.length - 1;
  return kernel.outputs.some(
    ({ operand }) => strides[operand]![inner] === 0 || strides[operand]![inner - 1] === 0,
  );
}

/** How a nest is best walked. */
export function piecesOf(kernel: MapKernel, loops: Loops): Pieces {
  const inner = loops.shape.length - 1;
  const whole = { loops, lines: Infinity, elements: Infinity };
  if (inner === 0 || kernel.follows === true || staysInside(kernel, loops)) return whole;
  const length = loops.shape[inner]!;
  const lines = loops.shape[inner - 1]!;
  if (length < SHORT_LINE && lines >= 2 * length && lines >= SHORT_LINE) {
    return { loops: swapped(loops), lines: Infinity, elements: BAND };
  }
  if (lines * length <= SMALL_PLANE || !disagree(loops)) return whole;
  return { loops, lines: TILE_OUTER, elements: TILE_INNER };
}
