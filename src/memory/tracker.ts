// The one switch through which everything that happens to memory is told: allocations, frees, copies
// with their reasons, views. Off, it costs one branch. No accounting or reporting lives here.

/** Where a storage's bytes lie. */
export type StorageKind = "heap" | "slab" | "shared" | "mapped" | "spill" | "external";

/** What a listener is told about a piece of memory. */
export interface AllocationInfo {
  readonly id: number;
  readonly bytes: number;
  readonly kind: StorageKind;
  /** Shape and dtype of the array it was made for, where one was. */
  readonly shape?: readonly number[] | undefined;
  readonly dtype?: string | undefined;
}

/**
 * Why bytes were copied. The words are stable: tools group by them.
 *
 * - `requested`: the caller asked for a copy (`copy()`, `flatten`, `np.array` of an array)
 * - `advanced-index`: integer or boolean array indexing cannot be expressed by strides
 * - `reshape`: the strides cannot be merged or split into the new shape
 * - `cast`: the dtype or byte order differs
 * - `order`: the memory order asked for differs from the array's
 * - `overlap`: an output shares memory with an input that must be read first
 * - `gather`: the result joins or picks from several places (concatenate, repeat, take)
 * - `contiguous`: an operation needs its operand in one contiguous piece
 */
export const copyReasons = [
  "requested",
  "advanced-index",
  "reshape",
  "cast",
  "order",
  "overlap",
  "gather",
  "contiguous",
] as const;

/** One of {@link copyReasons}. */
export type CopyReason = (typeof copyReasons)[number];

/** Receives memory events while it is installed. */
export interface TrackerListener {
  alloc(info: AllocationInfo): void;
  free(info: AllocationInfo): void;
  copy(bytes: number, reason: CopyReason, operation: string): void;
  view(operation: string): void;
}

/** The switch: `null` while nobody listens. Read it in hot paths, write it through `listen`. */
export const tracker: { listener: TrackerListener | null } = { listener: null };

const listeners: TrackerListener[] = [];

/** Installs a listener beside those already there; the returned function removes it again. */
export function listen(listener: TrackerListener): () => void {
  listeners.push(listener);
  refresh();
  return () => {
    const at = listeners.indexOf(listener);
    if (at >= 0) listeners.splice(at, 1);
    refresh();
  };
}

function refresh(): void {
  if (listeners.length <= 1) {
    tracker.listener = listeners[0] ?? null;
    return;
  }
  const all = listeners.slice();
  tracker.listener = {
    alloc: (info) => {
      for (const one of all) one.alloc(info);
    },
    free: (info) => {
      for (const one of all) one.free(info);
    },
    copy: (bytes, reason, operation) => {
      for (const one of all) one.copy(bytes, reason, operation);
    },
    view: (operation) => {
      for (const one of all) one.view(operation);
    },
  };
}

/** What was copied up to now, by reason: counted whether anyone listens or not. */
export const copied: ReadonlyMap<CopyReason, { bytes: number; copies: number }> = new Map(
  copyReasons.map((reason) => [reason, { bytes: 0, copies: 0 }]),
);

/** Tells that `bytes` bytes were copied by `operation`, and why. */
export function noteCopy(bytes: number, reason: CopyReason, operation: string): void {
  const sum = copied.get(reason)!;
  sum.bytes += bytes;
  sum.copies += 1;
  if (tracker.listener !== null) tracker.listener.copy(bytes, reason, operation);
}

/** Tells that `operation` made a view. */
export function noteView(operation: string): void {
  if (tracker.listener !== null) tracker.listener.view(operation);
}
