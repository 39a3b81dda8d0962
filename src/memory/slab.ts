// Small arrays are carved out of slabs: making an ArrayBuffer costs microseconds, a piece of a slab does not.
// A slab lives as long as any array in it. Pieces given back by dispose() are reused by size class.

import { BufferViews, uninitialised } from "./buffer-views.js";
import { register } from "./registry.js";
import type { Storage } from "./storage.js";

/** Largest piece that comes from a slab, in bytes. */
export const maxSlabPiece = 4096;
const slabBytes = 64 * 1024;
const grain = 16;
const maxFreePerClass = 256;

interface Piece {
  views: BufferViews;
  byteOffset: number;
}

let slab: BufferViews | null = null;
let next = slabBytes;
let nextSlabId = -1;
const free: readonly Piece[][] = Array.from({ length: maxSlabPiece / grain + 1 }, () => []);

/** The piece that `takeSlabPiece` found; read at once. */
export const taken = { views: null as BufferViews | null, byteOffset: 0 };

/** Finds room for `bytes` (at most `maxSlabPiece`) and leaves it in `taken`. */
export function takeSlabPiece(bytes: number, zeroed: boolean): void {
  const sizeClass = bytes === 0 ? 1 : Math.ceil(bytes / grain);
  const shelf = free[sizeClass]!;
  const reused = shelf.length > 0 ? shelf.pop() : undefined;
  if (reused !== undefined) {
    taken.views = reused.views;
    taken.byteOffset = reused.byteOffset;
    if (zeroed) reused.views.u8.fill(0, reused.byteOffset, reused.byteOffset + sizeClass * grain);
    return;
  }
  const size = sizeClass * grain;
  // pieces of a cache line and more start on one
  if (size >= 64) next = (next + 63) & ~63;
  if (slab === null || next + size > slabBytes) {
    slab = new BufferViews(uninitialised(slabBytes));
    // by which it is asked whether it is attached
    void slab.u8;
    register({ id: nextSlabId--, bytes: slabBytes, kind: "slab" }, slab, false);
    next = 0;
  }
  taken.views = slab;
  taken.byteOffset = next;
  if (zeroed) slab.u8.fill(0, next, next + size);
  next += size;
}

/** Gives a piece back for reuse, unless the program holds raw memory over it. */
export function releaseSlabPiece(storage: Storage): void {
  if (storage.exported) return;
  const sizeClass = storage.byteLength === 0 ? 1 : Math.ceil(storage.byteLength / grain);
  const shelf = free[sizeClass]!;
  if (shelf.length < maxFreePerClass) {
    shelf.push({ views: storage.views, byteOffset: storage.byteOffset });
  }
}
