// np.memory: what is alive, budgets, and everything that happens to memory while a function runs. The
// accounting itself is the memory floor's; this file words it for users.

import { CopyError, ValueError } from "../core/errors.js";
import { isOptions, options } from "../core/options.js";
import { formatBytes, limitBytes, parseBytes, setLimit, spillFolder } from "../memory/limit.js";
import { mappings } from "../memory/mapping.js";
import { emptyPool, pooledBytes } from "../memory/pool.js";
import { largest, registryCounts, watchMemory } from "../memory/registry.js";
import { callSite } from "../memory/stack.js";
import {
  type AllocationInfo,
  type CopyReason,
  listen,
  type StorageKind,
} from "../memory/tracker.js";
import { explain } from "./memory-explain.js";

/** Bytes and pieces of memory. */
export interface MemoryCount {
  readonly bytes: number;
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

/** One event of a tracked run. `where` is the program's line, as `file:line:column`. */
export interface TrackedEvent {
  readonly bytes: number;
  readonly where: string | null;
}

/** Memory that was allocated. */
export interface TrackedAllocation extends TrackedEvent {
  readonly id: number;
  readonly kind: StorageKind;
  readonly shape: readonly number[] | null;
  readonly dtype: string | null;
  /** Whether it was given back before the run ended. */
  readonly freed: boolean;
}

/** Bytes that were copied, by which operation and why. */
export interface TrackedCopy extends TrackedEvent {
  readonly operation: string;
  readonly reason: CopyReason;
}

/** Everything that happened to memory while a function ran. */
export interface TrackReport<R> {
  /** What the function returned. */
  readonly result: R;
  /** Every piece of memory that was allocated. */
  readonly allocations: readonly TrackedAllocation[];
  /** Every copy of elements. */
  readonly copies: readonly TrackedCopy[];
  /** Number of views that were made. */
  readonly views: number;
  /** Bytes of all allocations. */
  readonly bytes_allocated: number;
  /** Bytes of all copies. */
  readonly bytes_copied: number;
  /** Bytes of these allocations that were given back. */
  readonly bytes_freed: number;
  /** The most bytes of these allocations that were alive at once. */
  readonly bytes_peak: number;
  /** The report as text, an allocation or a copy a line. */
  toString(): string;
}

class Tracking {
  readonly allocations: (TrackedAllocation & { freed: boolean })[] = [];
  readonly copies: TrackedCopy[] = [];
  views = 0;
  allocated = 0;
  copied = 0;
  freed = 0;
  live = 0;
  peak = 0;
  readonly #byId = new Map<number, TrackedAllocation & { freed: boolean }>();
  readonly stop = listen({
    alloc: (piece: AllocationInfo) => this.#alloc(piece),
    free: (piece: AllocationInfo) => this.#free(piece),
    copy: (bytes, reason, operation) => {
      this.copied += bytes;
      this.copies.push({ bytes, reason, operation, where: whereText() });
    },
    view: () => {
      this.views += 1;
    },
  });

  #alloc(piece: AllocationInfo): void {
    const entry = {
      id: piece.id,
      bytes: piece.bytes,
      kind: piece.kind,
      shape: piece.shape ?? null,
      dtype: piece.dtype ?? null,
      where: whereText(),
      freed: false,
    };
    this.allocations.push(entry);
    this.#byId.set(piece.id, entry);
    this.allocated += piece.bytes;
    this.live += piece.bytes;
    this.peak = Math.max(this.peak, this.live);
  }

  #free(piece: AllocationInfo): void {
    const entry = this.#byId.get(piece.id);
    if (entry === undefined || entry.freed) return;
    entry.freed = true;
    this.freed += piece.bytes;
    this.live -= piece.bytes;
  }

  report<R>(result: R): TrackReport<R> {
    return {
      result,
      allocations: this.allocations,
      copies: this.copies,
      views: this.views,
      bytes_allocated: this.allocated,
      bytes_copied: this.copied,
      bytes_freed: this.freed,
      bytes_peak: this.peak,
      toString: () => this.#text(),
    };
  }

  #text(): string {
    const lines = [
      `${this.allocations.length} allocations, ${formatBytes(this.allocated)} (peak ${formatBytes(this.peak)})`,
      ...this.allocations.map(
        (one) =>
          `  ${formatBytes(one.bytes).padStart(10)}  ${one.dtype ?? one.kind}${one.shape === null ? "" : ` (${one.shape.join(", ")})`}  ${one.where ?? ""}`,
      ),
      `${this.copies.length} copies, ${formatBytes(this.copied)}`,
      ...this.copies.map(
        (one) =>
          `  ${formatBytes(one.bytes).padStart(10)}  ${one.operation}: ${one.reason}  ${one.where ?? ""}`,
      ),
      `${this.views} views`,
    ];
    return lines.join("\n");
  }
}

function whereText(): string | null {
  const place = callSite();
  return place === null ? null : `${place.file}:${place.line}:${place.column}`;
}

/** Runs `fn` between a start and an end that come once, also for promises and errors. */
function around<R>(fn: () => R, end: () => void): R {
  let result: R;
  try {
    result = fn();
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end) as R;
  end();
  return result;
}

function track<R>(fn: () => Promise<R>): Promise<TrackReport<R>>;
function track<R>(fn: () => R): TrackReport<R>;
function track(fn: () => unknown): unknown {
  checkFunction("track", fn);
  const tracking = new Tracking();
  const result = around(fn, tracking.stop);
  return result instanceof Promise
    ? result.then((value: unknown) => tracking.report(value))
    : tracking.report(result);
}

function no_copy<R>(fn: () => R): R {
  checkFunction("no_copy", fn);
  const stop = listen({
    alloc: () => {},
    free: () => {},
    view: () => {},
    copy: (bytes, reason, operation) => {
      throw new CopyError(
        `${operation} copied ${formatBytes(bytes)}: ${reasonText[reason]} (inside np.memory.no_copy)`,
      );
    },
  });
  return around(fn, stop);
}

const reasonText: Readonly<Record<CopyReason, string>> = {
  requested: "a copy was asked for",
  "advanced-index": "integer and boolean array indices cannot be expressed by strides; use slices",
  reshape: "the strides cannot be merged into the new shape; reshape before transposing",
  cast: "the dtype changes; keep one dtype, or pass dtype or out to the ufunc, which casts as it goes",
  order: "another memory order was asked for",
  overlap: "the output shares memory with an input that must be read first; write to other memory",
  gather: "the result joins or picks from several places; write the parts into slices of one array",
  contiguous: "the operation needs contiguous memory",
};

function checkFunction(name: string, fn: unknown): void {
  if (typeof fn !== "function") {
    throw new TypeError(
      `np.memory.${name}() takes a function to run${isOptions(fn) ? ", not options" : ""} (got ${typeof fn})`,
    );
  }
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
   * Refuses allocations (arrays over 4 KiB are counted one by one, smaller ones not at all) that would bring the
   * live bytes above `size`: a number, or a text such as `"2GiB"`; `null` for no limit. Dropped arrays are
   * collected first. With `spill`, they go to files instead. `using` restores the limit before.
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
