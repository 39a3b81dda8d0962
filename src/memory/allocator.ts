// Where new memory comes from: a slab for small arrays, a buffer given back earlier, or a fresh buffer,
// zeroed or not. Checks the limit and tells the tracker. Shapes and dtypes pass through as labels only.

import { addressOf } from "./address.js";
import { type AnyBuffer, BufferViews, uninitialised, viewsOf } from "./buffer-views.js";
import { builtin } from "./builtin.js";
import { collectGarbage, collectYoung, shared } from "./collect.js";
import { MemoryError } from "./errors.js";
import { usableLibc } from "./libc.js";
import { limitBytes, refusal, reserve, spillFolder } from "./limit.js";
import { askForLargePages, largePagesFrom, noteFresh, withZeros } from "./malloc.js";
import { mapFile } from "./mapping.js";
import { capacityFor, keepPooled, takePooled } from "./pool.js";
import { register, unregister, watching } from "./registry.js";
import { maxLargePiece, maxSlabPiece, releaseSlabPiece, taken, takeSlabPiece } from "./slab.js";
import { type Label, Storage } from "./storage.js";
import { tracker } from "./tracker.js";

/** What the memory is for, and whether it must read as zeros. */
export interface AllocateOptions {
  zeroed?: boolean;
  /** For the library's own scratch (a scalar on its way into a kernel): no event is told to the tracker. */
  scratch?: boolean;
  shape?: readonly number[];
  dtype?: string;
}

/**
 * As {@link allocate} for an array, which most are: nothing is made but the storage.
 *
 * @throws MemoryError as `allocate` does
 */
export function allocateFor(
  byteLength: number,
  zeroed: boolean,
  shape: readonly number[],
  label: Label,
): Storage {
  if (tracker.listener !== null || !isSlabPiece(byteLength)) {
    return allocate(byteLength, { zeroed, shape, dtype: label.name });
  }
  takeSlabPiece(byteLength, zeroed);
  const { views, byteOffset } = taken;
  return new Storage(views!, byteOffset, byteLength, "slab", true, releaseSlabPiece, shape, label);
}

/**
 * Whether memory is to come from a slab: where pieces are listed one by one, larger ones are to be seen as such, and where
 * many are kept, each is to be freed by itself.
 */
function isSlabPiece(byteLength: number): boolean {
  if (byteLength <= maxSlabPiece) return true;
  return byteLength <= maxLargePiece && shared.allowed && !watching && tracker.listener === null;
}

/**
 * New memory of `byteLength` bytes; uninitialised unless `zeroed`.
 *
 * @throws MemoryError if the limit of `np.memory.limit` or the machine's memory is exceeded.
 */
export function allocate(byteLength: number, options: AllocateOptions = {}): Storage {
  const zeroed = options.zeroed === true;
  const limited = limitBytes() !== Number.POSITIVE_INFINITY;
  const { shape, dtype } = options;
  const label = dtype === undefined ? undefined : { name: dtype };
  let storage: Storage;
  if (isSlabPiece(byteLength)) {
    takeSlabPiece(byteLength, zeroed);
    const { views, byteOffset } = taken;
    const release = releaseSlabPiece;
    storage = new Storage(views!, byteOffset, byteLength, "slab", true, release, shape, label);
  } else {
    if (limited && !reserve(byteLength, options)) return spilled(byteLength);
    const views = heapViews(byteLength, zeroed, options);
    storage = new Storage(views, 0, byteLength, "heap", true, releaseHeap, shape, label);
    register(storage, storage.views, limited);
  }
  if (tracker.listener !== null && options.scratch !== true) tracker.listener.alloc(storage);
  return storage;
}

/** Memory beyond the limit: a map of a file that has no name any more, so that it goes with the map. */
function spilled(byteLength: number): Storage {
  const path = builtin("node:path").join(
    spillFolder()!,
    `strided-${process.pid}-${spills++}.spill`,
  );
  const storage = mapFile(path, { mode: "w+", byteLength, kind: "spill" });
  builtin("node:fs").unlinkSync(path);
  return storage;
}

let spills = 0;

function heapViews(byteLength: number, zeroed: boolean, options: AllocateOptions): BufferViews {
  const capacity = capacityFor(byteLength);
  const reused = takePooled(capacity);
  if (reused !== null) {
    // through float64: a Uint8Array cannot span more than 4 GiB, and capacities are whole pages
    if (zeroed) reused.f64.fill(0);
    return reused;
  }
  collectYoung(capacity);
  try {
    const calls = capacity < largePagesFrom ? null : usableLibc();
    const views = new BufferViews(
      zeroed ? withZeros(capacity, () => new ArrayBuffer(capacity)) : uninitialised(capacity),
    );
    if (calls !== null) askForLargePages(calls, addressOf(views), capacity);
    noteFresh(capacity);
    return views;
  } catch (error) {
    throw new MemoryError(refusal(byteLength, options, "the system refused the memory"), {
      cause: error,
    });
  }
}

function releaseHeap(storage: Storage): void {
  unregister(storage.id, storage.byteLength);
  if (!storage.exported && keepPooled(storage.views)) return;
  detach(storage.buffer);
}

// freed memory of this size is worth a collection (milliseconds) where nothing else frees it at once
const collectFrom = 64 * 1024 * 1024;

/** Makes every typed array over the buffer read as empty, and frees its memory. */
function detach(buffer: AnyBuffer): void {
  if (!(buffer instanceof ArrayBuffer)) return;
  const { byteLength } = buffer;
  const modern = buffer as ArrayBuffer & { transfer?: (length: number) => ArrayBuffer };
  if (modern.transfer !== undefined) {
    modern.transfer(0);
    return;
  }
  // before Node 22 the memory can only be moved to a clone, which the collector must find
  structuredClone(buffer, { transfer: [buffer] });
  if (byteLength >= collectFrom) collectGarbage();
}

/** A storage over memory that the caller owns: nothing is allocated or copied. */
export function external(
  buffer: AnyBuffer,
  byteOffset: number,
  byteLength: number,
  writable = true,
): Storage {
  const shared = typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
  return new Storage(
    viewsOf(buffer),
    byteOffset,
    byteLength,
    shared ? "shared" : "external",
    writable,
    null,
  );
}
