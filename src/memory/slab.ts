// Small arrays are carved out of slabs: making an ArrayBuffer costs microseconds, a piece of a slab does not.
// A slab lives as long as any array in it. Pieces given back by dispose() are reused by size class.

import { BufferViews, uninitialised } from "./buffer-views.js";
import { collectYoung } from "./collect.js";
import { register } from "./registry.js";
import type { Storage } from "./storage.js";

const maxFreePerClass = 256;

interface Piece {
  views: BufferViews;
  byteOffset: number;
}

/** The piece that `takeSlabPiece` found; read at once. */
export const taken = { views: null as BufferViews | null, byteOffset: 0 };

let nextSlabId = -1;

/** Slabs of one size, cut into pieces that are multiples of a grain. */
class SlabTier {
  readonly #slabBytes: number;
  readonly #grain: number;
  readonly #free: readonly Piece[][];
  #slab: BufferViews | null = null;
  #next = 0;

  constructor(slabBytes: number, grain: number, maxPiece: number) {
    this.#slabBytes = slabBytes;
    this.#grain = grain;
    this.#next = slabBytes;
    this.#free = Array.from({ length: maxPiece / grain + 1 }, () => []);
  }

  take(bytes: number, zeroed: boolean): void {
    const shelf = this.#free[this.#classOf(bytes)]!;
    const size = this.#classOf(bytes) * this.#grain;
    const reused = shelf.length > 0 ? shelf.pop() : undefined;
    if (reused !== undefined) {
      taken.views = reused.views;
      taken.byteOffset = reused.byteOffset;
    } else {
      // pieces of a cache line and more start on one
      if (size >= 64) this.#next = (this.#next + 63) & ~63;
      if (this.#slab === null || this.#next + size > this.#slabBytes) this.#renew();
      taken.views = this.#slab;
      taken.byteOffset = this.#next;
      this.#next += size;
    }
    if (zeroed) taken.views!.u8.fill(0, taken.byteOffset, taken.byteOffset + size);
  }

  release(storage: Storage): void {
    const shelf = this.#free[this.#classOf(storage.byteLength)]!;
    if (shelf.length < maxFreePerClass) {
      shelf.push({ views: storage.views, byteOffset: storage.byteOffset });
    }
  }

  #classOf(bytes: number): number {
    return bytes === 0 ? 1 : Math.ceil(bytes / this.#grain);
  }

  #renew(): void {
    collectYoung(this.#slabBytes);
    this.#slab = new BufferViews(uninitialised(this.#slabBytes));
    // by which it is asked whether it is attached
    void this.#slab.u8;
    register({ id: nextSlabId--, bytes: this.#slabBytes, kind: "slab" }, this.#slab, false);
    this.#next = 0;
  }
}

const maxSmallPiece = 4096;
const small = new SlabTier(64 * 1024, 16, maxSmallPiece);

/** Largest piece that comes from a slab, in bytes. */
export const maxSlabPiece = 32 * 1024;
const medium = new SlabTier(256 * 1024, 512, maxSlabPiece);

/** Finds room for `bytes` (at most `maxSlabPiece`) and leaves it in `taken`. */
export function takeSlabPiece(bytes: number, zeroed: boolean): void {
  if (bytes <= maxSmallPiece) small.take(bytes, zeroed);
  else medium.take(bytes, zeroed);
}

/** Gives a piece back for reuse, unless the program holds raw memory over it. */
export function releaseSlabPiece(storage: Storage): void {
  if (storage.exported) return;
  if (storage.byteLength <= maxSmallPiece) small.release(storage);
  else medium.release(storage);
}
