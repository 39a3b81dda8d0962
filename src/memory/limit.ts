// The budget of np.memory.limit: asks before each allocation whether it still fits, and collects dead
// arrays before saying no. What happens beyond the limit (a MemoryError) is worded here.

import { collectGarbage } from "./collect.js";
import { MemoryError } from "./errors.js";
import { pooledBytes } from "./pool.js";
import { largest, liveByteCount, sweep, watchMemory } from "./registry.js";

const budget: { bytes: number; spill: string | null } = {
  bytes: Number.POSITIVE_INFINITY,
  spill: null,
};

/** The limit in bytes; Infinity when there is none. */
export function limitBytes(): number {
  return budget.bytes;
}

/** The folder for memory beyond the limit; `null` where such memory is refused. */
export function spillFolder(): string | null {
  return budget.spill;
}

/** Sets the limit; `null` removes it. Beyond it memory comes from files in `spill`, if that is given. */
export function setLimit(bytes: number | null, spill: string | null = null): void {
  if (bytes !== null) watchMemory();
  budget.bytes = bytes ?? Number.POSITIVE_INFINITY;
  budget.spill = spill;
}

/** What an allocation is for, for the sentence of a MemoryError. */
export interface Purpose {
  shape?: readonly number[] | undefined;
  dtype?: string | undefined;
}

/**
 * Whether `bytes` more bytes fit in the limit, after collecting garbage if need be; false where they must
 * spill to a file.
 *
 * @throws MemoryError, without a spill folder, naming shape, dtype, bytes wanted and live, and the largest live arrays.
 */
export function reserve(bytes: number, purpose: Purpose): boolean {
  if (liveByteCount() + bytes <= budget.bytes) return true;
  collectGarbage();
  sweep();
  if (provenLiveBytes() + bytes <= budget.bytes) return true;
  if (budget.spill !== null) return false;
  throw new MemoryError(refusal(bytes, purpose, `the limit of ${formatBytes(budget.bytes)}`));
}

/**
 * Live bytes after a collection. Pieces from before the limit was set have no WeakRef to ask, and their
 * finalizers do not run in synchronous code; but all of them are ArrayBuffers, which V8 counts at once.
 */
function provenLiveBytes(): number {
  const buffers = process.memoryUsage().arrayBuffers - pooledBytes();
  return Math.min(liveByteCount(), buffers);
}

/** NumPy's sentence, then what is live. */
export function refusal(bytes: number, purpose: Purpose, cause: string): string {
  const what =
    purpose.shape === undefined
      ? "an array"
      : `an array with shape ${shapeText(purpose.shape)} and data type ${purpose.dtype}`;
  const pieces = largest(5);
  const list = pieces
    .map((p) =>
      p.shape === undefined
        ? `  ${formatBytes(p.bytes)} (${p.kind})`
        : `  ${formatBytes(p.bytes)}  shape ${shapeText(p.shape)}  ${p.dtype}`,
    )
    .join("\n");
  return [
    `Unable to allocate ${allocationText(bytes)} for ${what}: ${cause} (${bytes} bytes wanted, ${provenLiveBytes()} bytes live)`,
    pieces.length > 0
      ? `largest live arrays:\n${list}`
      : "np.memory.info() at the program's start lists which arrays are live",
    "dispose() what is no longer needed, work in blocks or with out:, or raise the limit with np.memory.limit()",
  ].join("\n");
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** Bytes as NumPy writes them: `8.00 GiB`, `800. bytes` becomes `800 bytes`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  if (unit === 0) return `${size} bytes`;
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** A size as NumPy's MemoryError writes it: three digits and always a point, `"728. TiB"`. */
function allocationText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (Math.round(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  if (unit === 0) return `${size} ${units[0]}`;
  const digits = Math.round(size) < 1000 ? size.toPrecision(3) : size.toFixed(0);
  return `${digits}${digits.includes(".") ? "" : "."} ${units[unit]}`;
}

/** Reads "2GiB", "512 MB", 1e9 as bytes. */
export function parseBytes(size: number | string): number {
  if (typeof size === "number") return size;
  const match = /^\s*([\d.]+)\s*([KMGTP]?)(i?)B?\s*$/i.exec(size);
  if (match === null) return Number.NaN;
  const power = " KMGTP".indexOf((match[2] || " ").toUpperCase());
  return Number(match[1]) * (match[3] ? 1024 : 1000) ** power;
}
