// np.memory.peak and survivors: which of the arrays that a function makes are alive, as a collection finds them. Only
// collections are asked, never clocks, and never the resident memory: the answers are the same in each run.

import { ValueError } from "../core/errors.js";
import { options } from "../core/options.js";
import { collectGarbage } from "../memory/collect.js";
import { parseBytes } from "../memory/limit.js";
import { type AllocationInfo, listen, type StorageKind } from "../memory/tracker.js";
import { around, checkFunction, whereText } from "./memory-running.js";

/** An array's memory that is alive. */
export interface LiveArray {
  /** Bytes of the memory. */
  readonly bytes: number;
  /** What memory it is. */
  readonly kind: StorageKind;
  /** Shape of the array it was made for; `null` where it was made for none. */
  readonly shape: readonly number[] | null;
  /** Dtype of the array it was made for; `null` where it was made for none. */
  readonly dtype: string | null;
  /** The program's line that made it, as `file:line:column`. */
  readonly where: string | null;
}

interface Followed extends LiveArray {
  readonly storage: WeakRef<object>;
  /** Memory of its own may outlive the storage: the program can hold a typed array over it. */
  readonly buffer: WeakRef<object> | null;
}

/** Follows the memory that is allocated until `stop`, and finds out which of it is alive. */
class Lifetimes {
  /** Bytes that are alive; of those dropped since the last collection it is not known. */
  bytes = 0;
  readonly #pieces = new Map<number, Followed>();
  readonly #grown: () => void;
  readonly stop = listen({
    alloc: (piece) => this.#alloc(piece),
    // what the collector found is taken from the weak references, so that it does not matter when it tells
    free: (piece) => {
      if ((piece as { disposed?: boolean }).disposed !== undefined) this.#remove(piece.id);
    },
    copy() {},
    view() {},
  });

  /** `grown` is called after each allocation. */
  constructor(grown: () => void = () => {}) {
    this.#grown = grown;
  }

  #alloc(piece: AllocationInfo & { readonly buffer?: object }): void {
    this.#pieces.set(piece.id, {
      bytes: piece.bytes,
      kind: piece.kind,
      shape: piece.shape ?? null,
      dtype: piece.dtype ?? null,
      where: whereText(),
      storage: new WeakRef(piece),
      buffer:
        piece.kind === "heap" && piece.buffer !== undefined ? new WeakRef(piece.buffer) : null,
    });
    this.bytes += piece.bytes;
    this.#grown();
  }

  #remove(id: number): void {
    const piece = this.#pieces.get(id);
    if (piece === undefined) return;
    this.#pieces.delete(id);
    this.bytes -= piece.bytes;
  }

  /** Collects, and forgets what is dead. */
  settle(): void {
    collectGarbage();
    for (const [id, { storage, buffer }] of this.#pieces) {
      const isAlive = storage.deref() !== undefined || buffer?.deref() !== undefined;
      if (!isAlive) this.#remove(id);
    }
  }

  /** The live pieces that are none of those `before`, largest first. */
  list(before: ReadonlySet<number> = new Set()): LiveArray[] {
    return [...this.#pieces]
      .filter(([id]) => !before.has(id))
      .map(([, { bytes, kind, shape, dtype, where }]) => ({ bytes, kind, shape, dtype, where }))
      .sort((a, b) => b.bytes - a.bytes);
  }

  ids(): Set<number> {
    return new Set(this.#pieces.keys());
  }
}

/** Options of `peak`. */
export interface PeakOptions {
  /** Bytes, or a text such as `"8MiB"`: it is not looked for peaks that are no higher; 0 by default. */
  readonly above?: number | string | undefined;
}

/** What `np.memory.peak` tells. */
export interface PeakReport<R> {
  /** What the function returned. */
  readonly result: R;
  /** The most bytes that were alive at once; at most `above`, where it was never more. */
  readonly bytes: number;
  /** What was alive then, largest first; nothing where it was never more than `above`. */
  readonly arrays: readonly LiveArray[];
}

export function peak<R>(fn: () => Promise<R>, given?: PeakOptions): Promise<PeakReport<R>>;
export function peak<R>(fn: () => R, given?: PeakOptions): PeakReport<R>;
export function peak(fn: () => unknown, given?: PeakOptions): unknown {
  checkFunction("peak", fn);
  const { above = 0 } = options("peak", given, ["above"]);
  let bytes = sizeOf("above", above);
  let arrays: readonly LiveArray[] = [];
  let known = 0;
  const lifetimes = new Lifetimes(() => {
    if (lifetimes.bytes <= bytes) {
      known = Math.max(known, lifetimes.bytes);
      return;
    }
    lifetimes.settle();
    if (lifetimes.bytes <= bytes) return;
    bytes = lifetimes.bytes;
    arrays = lifetimes.list();
  });
  const report = (result: unknown) => ({
    result,
    bytes: arrays.length > 0 ? bytes : Math.min(bytes, known),
    arrays,
  });
  const result = around(fn, lifetimes.stop);
  return result instanceof Promise ? result.then(report) : report(result);
}

/** Options of `survivors`. */
export interface SurvivorsOptions {
  /** Calls before the one that counts; 0 by default. */
  readonly warmups?: number | undefined;
}

/** What `np.memory.survivors` tells. */
export interface SurvivorsReport {
  /** Bytes of live arrays after the call, less those before it: never below zero. */
  readonly bytes: number;
  /** Arrays that the call made and that are alive, largest first. */
  readonly arrays: readonly LiveArray[];
}

export function survivors(
  fn: () => Promise<unknown>,
  given?: SurvivorsOptions,
): Promise<SurvivorsReport>;
export function survivors(fn: () => unknown, given?: SurvivorsOptions): SurvivorsReport;
export function survivors(
  fn: () => unknown,
  given?: SurvivorsOptions,
): SurvivorsReport | Promise<SurvivorsReport> {
  checkFunction("survivors", fn);
  const { warmups = 0 } = options("survivors", given, ["warmups"]);
  if (!Number.isInteger(warmups) || warmups < 0) {
    throw new ValueError(`warmups is a number of calls, 0 or more (got ${String(warmups)})`);
  }
  const lifetimes = new Lifetimes();
  const settled = () => {
    lifetimes.settle();
    return { bytes: lifetimes.bytes, ids: lifetimes.ids() };
  };
  let before = { bytes: 0, ids: new Set<number>() };
  const calls = (left: number): void | Promise<void> => {
    for (let more = left; more >= 0; more--) {
      if (more === 0) before = settled();
      const pending = callAndDrop(fn);
      if (pending !== undefined)
        return pending.then(() => (more > 0 ? calls(more - 1) : undefined));
    }
  };
  const report = () => {
    const { bytes } = settled();
    return { bytes: Math.max(0, bytes - before.bytes), arrays: lifetimes.list(before.ids) };
  };
  const pending = around(() => calls(warmups), lifetimes.stop);
  return pending instanceof Promise ? pending.then(report) : report();
}

/** A function of its own, so that nothing of the result is on the stack while it is collected. */
function callAndDrop(fn: () => unknown): Promise<void> | undefined {
  const result = fn();
  return result instanceof Promise ? result.then(() => undefined) : undefined;
}

function sizeOf(option: string, size: number | string): number {
  const bytes = parseBytes(size);
  if (bytes >= 0) return bytes;
  throw new ValueError(
    `${option} is a number of bytes or a text such as "2GiB" or "500 MB" (got ${String(size)})`,
  );
}
