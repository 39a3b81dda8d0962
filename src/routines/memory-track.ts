// np.memory.track and no_copy: every allocation, copy and view while a function runs. Which of the arrays stay alive is
// memory-lifetimes.ts's business.

import { CopyError } from "../core/errors.js";
import { formatBytes } from "../memory/limit.js";
import {
  type AllocationInfo,
  type CopyReason,
  listen,
  type StorageKind,
} from "../memory/tracker.js";
import { around, checkFunction, whereText } from "./memory-running.js";

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

export function track<R>(fn: () => Promise<R>): Promise<TrackReport<R>>;
export function track<R>(fn: () => R): TrackReport<R>;
export function track(fn: () => unknown): unknown {
  checkFunction("track", fn);
  const tracking = new Tracking();
  const result = around(fn, tracking.stop);
  return result instanceof Promise
    ? result.then((value: unknown) => tracking.report(value))
    : tracking.report(result);
}

export function no_copy<R>(fn: () => R): R {
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

/** Why bytes were copied, for a sentence, and how to mend it. */
export const reasonText: Readonly<Record<CopyReason, string>> = {
  requested: "a copy was asked for",
  "advanced-index": "integer and boolean array indices cannot be expressed by strides; use slices",
  reshape: "the strides cannot be merged into the new shape; reshape before transposing",
  cast: "the dtype changes; keep one dtype, or pass dtype or out to the ufunc, which casts as it goes",
  order: "another memory order was asked for",
  overlap: "the output shares memory with an input that must be read first; write to other memory",
  gather: "the result joins or picks from several places; write the parts into slices of one array",
  contiguous: "the operation needs contiguous memory",
};

/** What casts, or changes the order, for it was asked to. */
const asked = new Set([
  "array",
  "asanyarray",
  "asarray",
  "ascontiguousarray",
  "asfortranarray",
  "astype",
  "byteswap",
  "copy",
  "require",
]);
/** Reasons for which nobody asks. */
const hidden: ReadonlySet<CopyReason> = new Set([
  "reshape",
  "overlap",
  "contiguous",
  "cast",
  "order",
]);

/** Whether a copy is none that the operation's name tells of: neither asked for, nor a gathering of elements. */
export function isHiddenCopy(copy: Pick<TrackedCopy, "operation" | "reason">): boolean {
  return hidden.has(copy.reason) && !asked.has(copy.operation);
}
