// Memory for rows whose number nobody knows beforehand: it grows as rows come, by what the file's length lets
// expect, and is cut to size at the end.

import type { DType } from "../../core/dtype.js";
import { makeArray, type NDArray } from "../../core/ndarray.js";
import { allocate } from "../../memory/allocator.js";
import type { Storage } from "../../memory/storage.js";

const firstBytes = 2 ** 13;

/** Rows of equal length in memory of their own. */
export class RowMemory {
  readonly #rowBytes: number;
  readonly #dtype: DType;
  #storage: Storage;
  /** Rows that there is room for. */
  capacity: number;
  /** Sees the memory's whole buffer. */
  view: DataView;
  /** Byte of the view at which the first row lies. */
  start: number;

  constructor(dtype: DType, rowBytes: number, atMost: number) {
    this.#dtype = dtype;
    this.#rowBytes = rowBytes;
    this.capacity = Math.min(atMost, Math.max(1, Math.ceil(firstBytes / Math.max(1, rowBytes))));
    this.#storage = this.#allocate(this.capacity);
    this.view = this.#storage.views.dataView;
    this.start = this.#storage.byteOffset;
  }

  #allocate(rows: number): Storage {
    const bytes = Math.max(1, rows * this.#rowBytes);
    return allocate(bytes, { shape: [rows], dtype: this.#dtype.name });
  }

  /** Makes room for more rows: for `expected`, if it is known, and a quarter more otherwise. */
  grow(expected: number, atMost: number): void {
    const least = Math.ceil(this.capacity * 1.25) + 1;
    this.#move(Math.min(atMost, Math.max(least, expected)));
  }

  #move(rows: number): void {
    const before = this.#storage;
    const after = this.#allocate(rows);
    copyBytes(before, after, Math.min(rows, this.capacity) * this.#rowBytes);
    before.dispose();
    this.#storage = after;
    this.capacity = rows;
    this.view = after.views.dataView;
    this.start = after.byteOffset;
  }

  /** The array of the first `rows` rows; it owns the memory. */
  finish(rows: number, shape: readonly number[], strides: readonly number[]): NDArray {
    // a little room to spare costs less than moving everything
    if (rows < this.capacity * 0.9) this.#move(rows);
    return makeArray(this.#storage, this.start, shape, strides, this.#dtype, null);
  }

  /** Gives the memory back. */
  abandon(): void {
    this.#storage.dispose();
  }
}

const pieceBytes = 2 ** 24;

function copyBytes(from: Storage, to: Storage, bytes: number): void {
  for (let at = 0; at < bytes; at += pieceBytes) {
    const length = Math.min(pieceBytes, bytes - at);
    new Uint8Array(to.buffer, to.byteOffset + at, length).set(
      new Uint8Array(from.buffer, from.byteOffset + at, length),
    );
  }
}
