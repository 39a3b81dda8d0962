// np.memit: how much memory a call takes, in the manner of memory_profiler's %memit. Which lines take it is profile.ts's.

import { options } from "../core/options.js";
import { collectGarbage } from "../memory/collect.js";
import { ValueError } from "../memory/errors.js";
import { track } from "../routines/memory-track.js";
import { type PeakMeter, peakMeter } from "./peak-rss.js";
import { memoryMeter } from "./rss.js";

/** Options of `memit`. */
export interface MemitOptions {
  /** Calls to measure, of which the highest peak counts; 1 by default. */
  readonly repeat?: number | undefined;
}

/** What `memit` measured, in bytes. */
export interface MemoryUse {
  /** The most resident memory of the process while the function ran. */
  readonly peak: number;
  /** How much more that is than right before it. */
  readonly increment: number;
  /** Bytes of all arrays that one call makes: exact. */
  readonly allocated: number;
  /** Bytes that one call copies from array to array: exact. */
  readonly copied: number;
  /** Whether the kernel keeps the peak; elsewhere it is what there is when the function returns. */
  readonly exact: boolean;
  /** `peak memory: 101.08 MiB, increment: 5.08 MiB, arrays: 8000000 bytes` */
  toString(): string;
}

let meter: PeakMeter | null = null;

/**
 * Measures the memory of a call: the process's resident memory at its highest, and by how much that is more than before,
 * as memory_profiler's `%memit`; and the bytes of arrays, which are exact. What was dropped before is collected first.
 *
 * @returns a MemoryUse: numbers, no array
 * @throws TypeError if `fn` is no function or an option is unknown, ValueError for a `repeat` that is no count, and whatever
 * `fn` throws
 * @example
 * ```ts
 * const use = np.memit(() => np.ones([100, 100]).add(1));
 * use.allocated; // => 160000
 * ```
 */
export function memit(fn: () => unknown, given?: MemitOptions): MemoryUse {
  if (typeof fn !== "function") {
    throw new TypeError(`memit() takes a function to call (got ${typeof fn})`);
  }
  const { repeat = 1 } = options("memit", given, ["repeat"]);
  if (!Number.isInteger(repeat) || repeat < 1) {
    throw new ValueError(`repeat is a number of calls, 1 or more (got ${String(repeat)})`);
  }
  meter ??= peakMeter();
  const resident = memoryMeter();
  let peak = 0;
  let increment = 0;
  for (let call = 0; call < repeat; call++) {
    collectGarbage();
    const before = resident.read();
    meter.reset();
    fn();
    const most = meter.read();
    peak = Math.max(peak, most);
    increment = Math.max(increment, most - before);
  }
  const { bytes_allocated: allocated, bytes_copied: copied } = track(fn);
  const use = { peak, increment, allocated, copied, exact: meter.source === "kernel" };
  return { ...use, toString: () => text(use) };
}

function text({ peak, increment, allocated, copied }: Omit<MemoryUse, "toString">): string {
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
  const copies = copied > 0 ? `, copied: ${copied} bytes` : "";
  return `peak memory: ${mib(peak)}, increment: ${mib(increment)}, arrays: ${allocated} bytes${copies}`;
}
