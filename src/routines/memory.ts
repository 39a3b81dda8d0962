// np.memory: what is alive, and budgets; the watchers of what happens have files of their own. The accounting itself is
// the memory floor's; this file words it for users.

import { ValueError } from "../core/errors.js";
import { options } from "../core/options.js";
import { limitBytes, parseBytes, setLimit, spillFolder } from "../memory/limit.js";
import { mappings } from "../memory/mapping.js";
import { emptyPool, pooledBytes } from "../memory/pool.js";
import { largest, registryCounts, watchMemory } from "../memory/registry.js";
import type { StorageKind } from "../memory/tracker.js";
import { on } from "./memory-events.js";
import { explain } from "./memory-explain.js";
import { peak, survivors } from "./memory-lifetimes.js";
import { snapshot } from "./memory-snapshot.js";
import { no_copy, track } from "./memory-track.js";

/** Bytes and pieces of memory. */
export interface MemoryCount {
  /** Bytes of all the pieces. */
  readonly bytes: number;
  /** How many pieces: arrays' own memory, or slabs. */
  readonly pieces: number;
}

/** What `np.memory.info()` tells. All sizes are bytes. */
export interface MemoryInfo {
  /** Memory that arrays hold now; small arrays are counted by the slabs they lie in. */
  readonly live: MemoryCount;
  /** The most that was live at once. */
  readonly peak: number;
  /** Everything allocated so far. */
  readonly allocated: MemoryCount;
  /** Files mapped into memory. */
  readonly mapped: MemoryCount;
  /** Memory given back by `dispose()` and kept for the next array. */
  readonly pool: number;
  /** `live`, by kind of memory. */
  readonly kinds: Readonly<Record<StorageKind, MemoryCount>>;
  /** The limit in force; `null` without one. */
  readonly limit: number | null;
  /** All ArrayBuffers of the process, as V8 counts them, strided's or not. */
  readonly array_buffers: number;
  /** The largest live arrays. */
  readonly largest: readonly {
    readonly bytes: number;
    readonly kind: StorageKind;
    readonly shape: readonly number[] | null;
    readonly dtype: string | null;
  }[];
  /**
   * False if arrays were made before memory was watched, as it is from the first call of `info` or `limit` on and while
   * a profile or `track` runs; those count as live until they are disposed, as far as V8 has not seen them go. Also
   * false once more arrays were dropped inside one synchronous run than are listed one by one. Dropped arrays leave
   * `live` only when the event loop turns.
   */
  readonly exact: boolean;
}

function info(): MemoryInfo {
  watchMemory();
  const counts = registryCounts();
  const mapped = { bytes: mappings.bytes, pieces: mappings.count };
  const limited = limitBytes();
  return {
    live: counts.live,
    peak: counts.peakBytes,
    allocated: counts.allocated,
    mapped,
    pool: pooledBytes(),
    kinds: counts.byKind,
    limit: limited === Number.POSITIVE_INFINITY ? null : limited,
    array_buffers: process.memoryUsage().arrayBuffers,
    largest: largest(5).map(({ bytes, kind, shape, dtype }) => ({
      bytes,
      kind,
      shape: shape ?? null,
      dtype: dtype ?? null,
    })),
    exact: counts.exact,
  };
}

/** Options of `limit`. */
export interface LimitOptions {
  /**
   * A folder: beyond the limit, arrays live in temporary files mapped from there. None by default:
   * beyond the limit is an error.
   */
  spill?: string | undefined;
}

function limit(size: number | string | null, given?: LimitOptions): Disposable {
  const { spill = null } = options("limit", given, ["spill"]);
  const before = [limitBytes(), spillFolder()] as const;
  const bytes = size === null ? null : parseBytes(size);
  if (bytes !== null && !(bytes >= 0)) {
    throw new ValueError(
      `a limit is a number of bytes or a text such as "2GiB" or "500 MB", or null for none (got ${String(size)})`,
    );
  }
  setLimit(bytes, spill);
  return { [Symbol.dispose]: () => setLimit(before[0], before[1]) };
}

/**
 * Memory you can see: what is alive, limits, and what a piece of code allocates and copies.
 *
 * @example
 * ```ts
 * const run = np.memory.track(() => np.ones([100, 100]).T.reshape([10000]));
 * run.bytes_copied; // => 80000
 * run.copies[0]?.reason; // => reshape
 * ```
 */
export const memory = {
  /**
   * What is alive now, by kind, with the peak and the largest arrays.
   *
   * @returns a report: numbers, no array
   * @throws nothing
   * @example
   * ```ts
   * const a = np.zeros(100000);
   * np.memory.info().live.bytes >= a.nbytes; // => true
   * ```
   */
  info,
  /**
   * Refuses allocations (arrays over 32 KiB are counted one by one, smaller ones by the slabs of 64 or 256 KiB that they lie
   * in) that would bring the live bytes above `size`: a number, or a text such as `"2GiB"`; `null` for no limit. Dropped
   * arrays are collected first. With `spill`, those over 32 KiB go to files instead. `using` restores the limit before.
   *
   * @throws ValueError for a size that is none; later, MemoryError from whatever allocates too much
   * @example
   * ```ts
   * const limit = np.memory.limit("1 MB");
   * np.zeros([1000, 1000]); // => MemoryError
   * limit[Symbol.dispose]();
   * ```
   */
  limit,
  /**
   * Everything allocated, copied and viewed while `fn` runs, with the line that caused it.
   *
   * @returns a report, with what `fn` returned as `result`; a promise of one for an asynchronous
   * function
   * @throws TypeError for what is no function, and whatever `fn` throws
   * @example
   * ```ts
   * const run = np.memory.track(() => np.arange(10).reshape([2, 5]));
   * run.views; // => 1
   * run.bytes_copied; // => 0
   * ```
   */
  track,
  /**
   * Runs `fn`, in which every copy is an error.
   *
   * @returns what `fn` returns
   * @throws CopyError naming the operation and the reason
   * @example
   * ```ts
   * np.memory.no_copy(() => np.arange(6).reshape([2, 3])).shape; // => 2,3
   * np.memory.no_copy(() => np.arange(6).reshape([2, 3]).T.reshape([6])); // => CopyError
   * ```
   */
  no_copy,
  /**
   * Calls `listener` at each event from now on: `"alloc"` and `"free"` of memory, `"copy"` with its reason, `"view"`.
   * Disposing what it returns ends that; what the listener itself does to memory is not told to it. An event's `where`
   * costs 20 µs, and only where it is read.
   *
   * @returns a Disposable: a handle, no array
   * @throws ValueError for an event that there is none of, TypeError for what is no function; later, out of the operation
   * that caused the event, whatever the listener throws
   * @example
   * ```ts
   * const seen: string[] = [];
   * const listening = np.memory.on("copy", ({ operation, reason, bytes }) => seen.push(`${operation}: ${reason}, ${bytes} bytes`));
   * np.ones([2, 3]).T.reshape([6]);
   * listening[Symbol.dispose]();
   * seen; // => reshape: reshape, 48 bytes
   * ```
   */
  on,
  /**
   * The most that arrays made while `fn` runs hold at once, and which ones they are: what a collection at that moment
   * would have left, not what waits for the collector. Each time that more seems to be alive than ever before (and than
   * `above`) the dead are collected, which takes a millisecond or more.
   *
   * @returns a report, with what `fn` returned as `result`; a promise of one for an asynchronous function
   * @throws TypeError for what is no function or an unknown option, ValueError for a size that is none, and whatever `fn`
   * throws
   * @example
   * ```ts
   * const run = np.memory.peak(() => {
   *   for (let i = 0; i < 10; i++) np.ones(1000);
   * });
   * run.bytes; // => 8000
   * ```
   */
  peak,
  /**
   * Which arrays that `fn` makes outlive it, and what it returns: leaks, and caches. `warmups` calls come before, whose
   * arrays do not count, unless they die in the last call; the dead are collected before it is looked.
   *
   * @returns a report: `bytes` more than before, and the arrays; a promise of one for an asynchronous function
   * @throws TypeError for what is no function or an unknown option, ValueError for `warmups` that are no count, and
   * whatever `fn` throws
   * @example
   * ```ts
   * const kept: np.NDArray[] = [];
   * np.memory.survivors(() => kept.push(np.ones(1000)) && np.zeros(500)).bytes; // => 8000
   * ```
   */
  survivors,
  /**
   * What is alive, was allocated and copied up to now, as metrics with OpenTelemetry's names, units and attributes: one for
   * each instrument, a point for each combination of attributes.
   *
   * @returns a report: names and numbers, no array
   * @throws nothing
   * @example
   * ```ts
   * np.memory.snapshot().metrics.map((metric) => metric.name)[0]; // => strided.memory.live
   * ```
   */
  snapshot,
  /**
   * Who owns an array's memory, how it lies, and what would copy it.
   *
   * @returns a report: texts, numbers and verdicts, no array
   * @throws TypeError for what is no array
   * @example
   * ```ts
   * np.memory.explain(np.ones([3, 4]).T).ravel.copies; // => true
   * ```
   */
  explain,
  /**
   * Gives the memory kept for reuse after `dispose()` back to the system.
   *
   * @example
   * ```ts
   * np.memory.empty_pool();
   * np.memory.info().pool; // => 0
   * ```
   */
  empty_pool: emptyPool,
} as const;
