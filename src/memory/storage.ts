// A Storage is one piece of memory that arrays look at: which buffer, which bytes of it, of which kind,
// whether it may be written and whether it is still there. It knows nothing of shapes and dtypes.

import { type AnyBuffer, BufferViews } from "./buffer-views.js";
import { DisposedError } from "./errors.js";
import { type AllocationInfo, type StorageKind, tracker } from "./tracker.js";

/** Gives the memory behind a storage back; runs once, when the storage is disposed. */
export type Release = (storage: Storage) => void;

/** What the elements of an array are called: its dtype, which is asked for its name only when someone wants to know. */
export interface Label {
  readonly name: string;
}

let nextId = 1;
const nothing = new BufferViews(new ArrayBuffer(0));

/**
 * A piece of memory that arrays are views of.
 *
 * @example
 * ```ts
 * np.zeros(3).storage.byteLength >= 24; // => true
 * ```
 */
export class Storage implements AllocationInfo {
  /** A number of its own for each storage. */
  readonly id: number = nextId++;
  /** First byte of this storage within `buffer`. */
  readonly byteOffset: number;
  /** Bytes of this storage. */
  readonly byteLength: number;
  /** What memory it is: `"heap"`, `"slab"`, `"shared"`, `"external"`, `"mapped"`, `"spill"` … */
  readonly kind: StorageKind;
  /** Whether arrays over it may be written at all (a read-only map, a constant). */
  readonly writable: boolean;
  /** Typed arrays over the buffer; an empty buffer once disposed. */
  views: BufferViews;
  /** True once raw memory was handed to the program: it is then never reused for other arrays. */
  exported = false;
  /** Shape of the array it was made for, where it was made for one. */
  readonly shape: readonly number[] | undefined;
  readonly #label: Label | undefined;
  #release: Release | null;
  #gone: string | null = null;

  constructor(
    views: BufferViews,
    byteOffset: number,
    byteLength: number,
    kind: StorageKind,
    writable: boolean,
    release: Release | null,
    shape?: readonly number[] | undefined,
    label?: Label | undefined,
  ) {
    this.views = views;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
    this.kind = kind;
    this.writable = writable;
    this.shape = shape;
    this.#label = label;
    this.#release = release;
  }

  /** Dtype of the array it was made for, where it was made for one. */
  get dtype(): string | undefined {
    return this.#label?.name;
  }

  /** Another name of `byteLength`. */
  get bytes(): number {
    return this.byteLength;
  }

  /** The buffer; an empty one once disposed. */
  get buffer(): AnyBuffer {
    return this.views.buffer;
  }

  /** Whether the memory was given back. */
  get disposed(): boolean {
    return this.#gone !== null;
  }

  /**
   * Proves that the bytes are still there; every access to elements starts here.
   *
   * @throws DisposedError if the storage was disposed, or its buffer detached or shrunk.
   * @example
   * ```ts
   * const a = np.zeros(3);
   * a.dispose();
   * a.storage.assertLive(); // => DisposedError
   * ```
   */
  assertLive(): void {
    if (this.#gone !== null || this.views.attachedBytes < this.byteOffset + this.byteLength) {
      this.#throwGone();
    }
  }

  /**
   * What an operation on a whole array calls for each operand, once, before it touches elements. Storages
   * whose bytes can be lost from outside (a mapped file that is truncated) look for that here.
   *
   * @throws DisposedError as `assertLive` does.
   * @example
   * ```ts
   * const a = np.zeros(3);
   * a.dispose();
   * a.storage.check(); // => DisposedError
   * ```
   */
  check(): void {
    this.assertLive();
  }

  /**
   * What an access to one element calls: as `check`, but storages for which that is a system call do it only
   * where the last one was a while ago.
   *
   * @throws DisposedError as `assertLive` does.
   * @example
   * ```ts
   * np.zeros(3).storage.glance(); // => undefined
   * ```
   */
  glance(): void {
    this.assertLive();
  }

  #throwGone(): never {
    throw new DisposedError(
      this.#gone ??
        "the array's buffer was detached or shrunk (transferred to a worker?): its memory is no longer here; copy the array before transferring its buffer",
    );
  }

  /**
   * Gives the memory back. Every array over it throws from now on. A second call does nothing.
   *
   * @throws nothing: later uses throw DisposedError
   * @example
   * ```ts
   * const a = np.zeros(3);
   * a.storage.dispose();
   * a.at(0); // => DisposedError
   * ```
   */
  dispose(
    reason = "the array's memory was given back by dispose(); keep a copy() of what is still needed",
  ): void {
    if (this.#gone !== null) return;
    const release = this.#release;
    this.#release = null;
    if (release !== null) release(this);
    this.#gone = reason;
    this.views = nothing;
    if (tracker.listener !== null) tracker.listener.free(this);
  }
}
