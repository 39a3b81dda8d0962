// Which pieces of memory are alive: counters by kind, and a list of the live pieces with shape and dtype.
// It holds no strong reference to any memory. Deciding what may be allocated is limit.ts's business.
//
// A listed piece costs the collector microseconds: it keeps young what it must tell of (V8 clears such entries only
// in full collections). So pieces are listed one by one only once somebody watches: np.memory, a limit, the
// profiler. Before that they are only counted, and the numbers say that they are not exact.
//
// Pieces leave the list when they are disposed or when the collector finds their buffer dead. The collector's
// callbacks never run inside synchronous code, and each registration costs some bytes until its callback ran,
// so the list is capped: beyond the cap, too, pieces are only counted.

import type { AnyBuffer, BufferViews, Watch } from "./buffer-views.js";
import { type AllocationInfo, type StorageKind, tracker } from "./tracker.js";

const maxListed = 100_000;

/** Bytes and pieces of one kind of memory. */
export interface KindCount {
  bytes: number;
  pieces: number;
}

/** A live piece of memory, as the registry lists it. */
export interface LivePiece extends AllocationInfo {
  /** Lets `sweep` ask whether the buffer is still there; made only when a limit is in force. */
  ref: WeakRef<AnyBuffer> | null;
}

const counts: Record<StorageKind, KindCount> = {
  heap: { bytes: 0, pieces: 0 },
  slab: { bytes: 0, pieces: 0 },
  shared: { bytes: 0, pieces: 0 },
  mapped: { bytes: 0, pieces: 0 },
  spill: { bytes: 0, pieces: 0 },
  external: { bytes: 0, pieces: 0 },
};

const listed = new Map<number, LivePiece>();
const finalizers = new FinalizationRegistry<Watch>(({ id }) => forget(id));
// mapped files are listed too, but their bytes are the file's: they count by kind and not as live memory
const fileBacked: ReadonlySet<StorageKind> = new Set(["mapped", "spill"]);
let liveBytes = 0;
let peakBytes = 0;
let allocatedBytes = 0;
let allocations = 0;
/** Whether pieces are listed one by one. */
export let watching = false;
/** Pieces that are only counted, and what they hold at most: that of those dropped is not known. */
let unlisted = 0;
let unlistedBytes = 0;

/** Adds a live piece; the buffer of `views` is what the collector watches. */
export function register(info: AllocationInfo, views: BufferViews, weakly: boolean): void {
  const inMemory = !fileBacked.has(info.kind);
  if (inMemory) {
    allocatedBytes += info.bytes;
    allocations += 1;
  }
  const isWatched = watching || tracker.listener !== null || !inMemory;
  if (!isWatched || listed.size >= maxListed) {
    unlisted += 1;
    unlistedBytes += info.bytes;
    return;
  }
  const piece: LivePiece = {
    id: info.id,
    bytes: info.bytes,
    kind: info.kind,
    shape: info.shape,
    dtype: info.dtype,
    ref: weakly ? new WeakRef(views.buffer) : null,
  };
  listed.set(info.id, piece);
  const count = counts[info.kind];
  count.bytes += info.bytes;
  count.pieces += 1;
  if (inMemory) liveBytes += info.bytes;
  if (liveBytes + unlistedBytes > peakBytes) peakBytes = liveBytes + unlistedBytes;
  // Once for each buffer, and never taken back: an entry that can be taken back costs microseconds.
  if (views.watch === null) {
    views.watch = { id: info.id };
    finalizers.register(views.buffer, views.watch);
  } else {
    views.watch.id = info.id;
  }
}

/**
 * Lists pieces one by one from now on. Those of before count as alive until they are disposed, but for what V8 knows
 * to be gone.
 */
export function watchMemory(): void {
  if (watching) return;
  watching = true;
  unlistedBytes = Math.min(unlistedBytes, process.memoryUsage().arrayBuffers);
}

/** Removes a piece whose memory was given back. */
export function unregister(id: number, bytes: number): void {
  const piece = listed.get(id);
  if (piece !== undefined) remove(piece);
  else unlistedBytes = Math.max(0, unlistedBytes - bytes);
}

function forget(id: number): void {
  const piece = listed.get(id);
  if (piece === undefined) return;
  remove(piece);
  if (tracker.listener !== null) tracker.listener.free(piece);
}

function remove(piece: LivePiece): void {
  listed.delete(piece.id);
  const count = counts[piece.kind];
  count.bytes -= piece.bytes;
  count.pieces -= 1;
  if (!fileBacked.has(piece.kind)) liveBytes -= piece.bytes;
}

/** Drops the pieces whose buffers the collector has already taken. Returns the bytes freed. */
export function sweep(): number {
  const before = liveBytes;
  for (const piece of listed.values()) {
    if (piece.ref !== null && piece.ref.deref() === undefined) {
      forget(piece.id);
    }
  }
  return before - liveBytes;
}

/** The live pieces of memory (not of files), largest first, at most `most`. */
export function largest(most: number): LivePiece[] {
  return [...listed.values()]
    .filter((piece) => !fileBacked.has(piece.kind))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, most);
}

/** The counters as they stand. */
export function registryCounts(): {
  live: KindCount;
  peakBytes: number;
  allocated: KindCount;
  byKind: Readonly<Record<StorageKind, KindCount>>;
  exact: boolean;
} {
  return {
    live: {
      bytes: liveByteCount(),
      pieces: listed.size - counts.mapped.pieces - counts.spill.pieces,
    },
    peakBytes: Math.max(peakBytes, liveByteCount()),
    allocated: { bytes: allocatedBytes, pieces: allocations },
    byKind: structuredClone(counts),
    exact: unlisted === 0,
  };
}

/** Bytes that are alive: at most, where pieces were not listed. */
export function liveByteCount(): number {
  return liveBytes + unlistedBytes;
}
