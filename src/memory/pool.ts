// Buffers given back by dispose() wait here for the next allocation of about their size, so that their
// pages are not faulted in again. Only memory that nobody else can see ever enters. Bounded in bytes.

import type { BufferViews } from "./buffer-views.js";

const pageBytes = 4096;
const maxPooledBytes = 256 * 1024 * 1024;

const shelves = new Map<number, BufferViews[]>();
let pooled = 0;

/** The capacity that a request of `bytes` is rounded up to, so that shelves are few. */
export function capacityFor(bytes: number): number {
  return Math.ceil(bytes / pageBytes) * pageBytes;
}

/** A buffer of exactly this capacity with old contents, or null. */
export function takePooled(capacity: number): BufferViews | null {
  const shelf = shelves.get(capacity);
  const views = shelf?.pop();
  if (views === undefined) return null;
  if (shelf!.length === 0) shelves.delete(capacity);
  pooled -= capacity;
  return views;
}

/** Keeps a buffer for reuse; false when the pool is full or the buffer too large for it. */
export function keepPooled(views: BufferViews): boolean {
  const capacity = views.buffer.byteLength;
  if (capacity % pageBytes !== 0 || pooled + capacity > maxPooledBytes) return false;
  const shelf = shelves.get(capacity);
  if (shelf === undefined) shelves.set(capacity, [views]);
  else shelf.push(views);
  pooled += capacity;
  return true;
}

/** Lets go of every kept buffer; the collector takes them. */
export function emptyPool(): void {
  shelves.clear();
  pooled = 0;
}

export function pooledBytes(): number {
  return pooled;
}
