// Small arrays are carved out of slabs: making an ArrayBuffer costs microseconds, a piece of a slab does not.
// A slab lives as long as any array in it. Pieces given back by dispose() are reused by size class.

import { addressOf } from "./address.js";
import { BufferViews, uninitialised } from "./buffer-views.js";
import { collectYoung, shared } from "./collect.js";
import { boundLibc } from "./libc.js";
import { limitBytes, reserve, spillFolder } from "./limit.js";
import { noteFresh } from "./malloc.js";
import { register, watching } from "./registry.js";
import type { Storage } from "./storage.js";

/** Bytes of a cache line. */
const LINE = 64;
/** Bytes of the largest slabs. */
const LARGE_SLAB = 1024 * 1024;

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
  /** How long they are while little of such buffers is retained (collect.ts looks). */
  readonly #sharedBytes: number;
  readonly #grain: number;
  /** Pieces given back that are kept for each size, and for all sizes together. */
  readonly #mostAlike: number;
  readonly #mostFree: number;
  readonly #free: readonly Piece[][];
  #freePieces = 0;
  #slab: BufferViews | null = null;
  #next = 0;
  /** Where the slab ends. */
  #end = 0;
  /** How far beyond a cache line the slab's memory begins. */
  #skew = 0;

  constructor(
    slabBytes: number,
    grain: number,
    maxPiece: number,
    mostAlike: number,
    mostFree = Number.POSITIVE_INFINITY,
    sharedBytes = slabBytes,
  ) {
    this.#slabBytes = slabBytes;
    this.#sharedBytes = sharedBytes;
    this.#grain = grain;
    this.#mostAlike = mostAlike;
    this.#mostFree = mostFree;
    this.#free = Array.from({ length: maxPiece / grain + 1 }, () => []);
  }

  take(bytes: number, zeroed: boolean): void {
    const shelf = this.#free[this.#classOf(bytes)]!;
    const size = this.#classOf(bytes) * this.#grain;
    const reused = shelf.length > 0 ? shelf.pop() : undefined;
    if (reused !== undefined) {
      this.#freePieces--;
      taken.views = reused.views;
      taken.byteOffset = reused.byteOffset;
    } else {
      // pieces of a cache line and more start on one
      if (size >= LINE) this.#next = onLine(this.#next + this.#skew) - this.#skew;
      if (this.#slab === null || this.#next + size > this.#end) this.#renew();
      taken.views = this.#slab;
      taken.byteOffset = this.#next;
      this.#next += size;
    }
    if (zeroed) taken.views!.u8.fill(0, taken.byteOffset, taken.byteOffset + size);
  }

  release(storage: Storage): void {
    const shelf = this.#free[this.#classOf(storage.byteLength)]!;
    if (shelf.length < this.#mostAlike && this.#freePieces < this.#mostFree) {
      this.#freePieces++;
      shelf.push({ views: storage.views, byteOffset: storage.byteOffset });
    }
  }

  #classOf(bytes: number): number {
    return bytes === 0 ? 1 : Math.ceil(bytes / this.#grain);
  }

  /** @throws MemoryError where a limit leaves no room for a slab; where larger arrays go to files then, small ones stay. */
  #renew(): void {
    const length = shared.allowed && !watching ? this.#sharedBytes : this.#slabBytes;
    // one line more, to begin on one: allocators align less
    const bytes = length + LINE;
    const limited = limitBytes() !== Number.POSITIVE_INFINITY;
    if (limited && spillFolder() === null) reserve(bytes, {});
    collectYoung(length);
    if (length === LARGE_SLAB || length > this.#slabBytes) shared.made += length;
    const slab = new BufferViews(uninitialised(bytes));
    noteFresh(bytes);
    // by which it is asked whether it is attached
    void slab.u8;
    register({ id: nextSlabId--, bytes, kind: "slab" }, slab, limited);
    this.#slab = slab;
    this.#skew = boundLibc() === null ? 0 : addressOf(slab) % LINE;
    this.#next = onLine(this.#skew) - this.#skew;
    this.#end = this.#next + length;
  }
}

function onLine(byte: number): number {
  return (byte + LINE - 1) & -LINE;
}

const maxSmallPiece = 4096;
// A buffer takes as long to make as a hundred pieces to fill. Four times as long ones make a call of 100 doubles take 0.9
// of its time; where many are kept by a few pieces, they are shorter again.
const small = new SlabTier(64 * 1024, 16, maxSmallPiece, 256, Number.POSITIVE_INFINITY, 256 * 1024);

/** Largest piece that always comes from a slab, in bytes. */
export const maxSlabPiece = 32 * 1024;
const medium = new SlabTier(256 * 1024, 512, maxSlabPiece, 256);

/** Largest piece that comes from a slab where nobody asks which arrays there are, and few are kept. */
export const maxLargePiece = 256 * 1024;
const large = new SlabTier(LARGE_SLAB, 1024, maxLargePiece, 16, 64);

function tierOf(bytes: number): SlabTier {
  if (bytes <= maxSmallPiece) return small;
  return bytes <= maxSlabPiece ? medium : large;
}

/** Finds room for `bytes` (at most `maxLargePiece`) and leaves it in `taken`. */
export function takeSlabPiece(bytes: number, zeroed: boolean): void {
  tierOf(bytes).take(bytes, zeroed);
}

/** Gives a piece back for reuse, unless the program holds raw memory over it. */
export function releaseSlabPiece(storage: Storage): void {
  if (!storage.exported) tierOf(storage.byteLength).release(storage);
}
