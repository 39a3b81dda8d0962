// How the C library's allocator treats the memory of large arrays. Mapping fresh pages, and giving them back, costs more
// than most of what is computed in them.

import type { Libc } from "./libc.js";

// malloc.h of glibc
const M_TRIM_THRESHOLD = -1;
const M_MMAP_THRESHOLD = -3;

const MIB = 1024 * 1024;
/** Larger pieces are mapped, and given back to the system when freed; glibc before 2.35 accepts no more than the second. */
const MAPPED_FROM = [256 * MIB, 32 * MIB];
/** Freed memory that is kept for what comes next. */
const KEPT = 256 * MIB;
/** Of that, what stays at the end of the heap when the rest is given back. */
const KEPT_AT_END = 64 * MIB;
/** Large pieces of zeros are mapped for themselves: their pages cost nothing until they are touched. */
const ZEROS_MAPPED_FROM = 32 * MIB;

/** Bytes of new memory from which large pages are worth asking for. */
export const largePagesFrom = 4 * MIB;

/** The allocator as it is tuned here; null where it is left alone. */
let tuned: Libc | null = null;
let mappedFrom = 0;

/**
 * Lets the allocator keep freed memory instead of giving it back to the system at once: arrays of up to 256 MiB take the
 * place of those that the collector has found dead, without a page fault. Some 256 MiB stay with the process: glibc sees
 * to that at the end of its heap, {@link giveBack} elsewhere. `STRIDED_MALLOC=system` leaves everything as it is.
 */
export function keepFreedMemory(calls: Libc): void {
  if (globalThis.process?.env["STRIDED_MALLOC"] === "system") return;
  if (calls.mallopt === null || !calls.hasSymbol("gnu_get_libc_version")) return;
  // without a way to give memory back, what lies between living arrays is better mapped for itself
  const sizes = calls.heap === null ? MAPPED_FROM.slice(1) : MAPPED_FROM;
  mappedFrom = sizes.find((size) => calls.mallopt!(M_MMAP_THRESHOLD, size)) ?? 0;
  calls.mallopt(M_TRIM_THRESHOLD, KEPT);
  tuned = calls;
  enlargeHeap(calls);
}

/** Bytes of new large arrays since it was looked how much of the heap is free. */
let fresh = 0;
const LOOK_AFTER = 64 * MIB;
/** The least of the heap that was free, and of memory that the process had, since memory was given back. */
let free = 0;
let resident = 0;
/** The heap's length when it was looked at last. */
let heapBytes = 0;

/** Told of each new large array: now and then it is looked how much memory is kept. */
export function noteFresh(bytes: number): void {
  fresh += bytes;
  if (fresh < LOOK_AFTER) return;
  giveBack();
  lookAfterCollections();
}

/** An object that nobody holds: once the collector has found that, it may have found arrays too. */
let sentinel: FinalizationRegistry<null> | null = null;
let watched = false;

/** Also gives back what V8 finds when the program has nothing to do, for as long as the heap is long. */
function lookAfterCollections(): void {
  if (watched || heapBytes < KEPT) return;
  watched = true;
  sentinel ??= new FinalizationRegistry(() => {
    watched = false;
    giveBack();
    lookAfterCollections();
  });
  sentinel.register({}, null);
}

/**
 * Gives free memory back to the system, where there is more than {@link KEPT}. What was given back before counts as free
 * in the allocator's eyes, so more must have become so since, or the process must have become larger.
 */
export function giveBack(): void {
  fresh = 0;
  const heap = tuned?.heap ?? null;
  if (heap === null) return;
  const now = heap.info();
  // what the heap was shortened by comes back without the large pages that were asked for
  if (now.length < heapBytes) asked.clear();
  heapBytes = now.length;
  free = Math.min(free, now.free);
  if (now.free < KEPT) return;
  const bytes = process.memoryUsage.rss();
  resident = Math.min(resident, bytes);
  if (now.free < free + KEPT && bytes < resident + KEPT / 2) return;
  heap.trim(KEPT_AT_END);
  asked.clear();
  const after = heap.info();
  free = after.free;
  heapBytes = after.length;
  resident = process.memoryUsage.rss();
}

/** Runs `make`, which asks for `bytes` of zeros, so that they come as pages that are zero until they are touched. */
export function withZeros<T>(bytes: number, make: () => T): T {
  if (tuned === null || bytes < ZEROS_MAPPED_FROM || bytes >= mappedFrom) return make();
  tuned.mallopt!(M_MMAP_THRESHOLD, ZEROS_MAPPED_FROM);
  try {
    return make();
  } finally {
    tuned.mallopt!(M_MMAP_THRESHOLD, mappedFrom);
  }
}

/** Pieces by which the heap is made larger: just not mapped for themselves. */
const PIECE = 31 * MIB;
const PIECES = 4;

/**
 * Makes the allocator's heap longer and asks for large pages there, before any of it is touched: once small pages lie
 * under freed memory, large ones do not take their place. No page is there until it is written to. Measured on a busy
 * machine, in turns: additions of 10⁶ doubles, result and all, take 0.88 of the time without, of 10⁴ doubles 0.87.
 */
function enlargeHeap(calls: Libc): void {
  const pieces: bigint[] = [];
  for (let i = 0; i < PIECES; i++) {
    const address = calls.malloc(PIECE);
    if (address === 0n) break;
    pieces.push(address);
    askForLargePages(calls, Number(address), PIECE);
  }
  // the last one first, so that each of them joins the end of the heap
  for (const address of pieces.reverse()) calls.free(address);
}

/** Where memory was asked for last, to the bytes that were: it comes again and again, and asking takes 6 µs. */
const asked = new Map<number, number>();
const REMEMBERED = 64;

/** Asks for large pages under new memory: a fault for each 2 MiB instead of each 4 KiB. */
export function askForLargePages(calls: Libc, address: number, length: number): void {
  const advice = calls.constants.MADV_HUGEPAGE;
  if (advice === null) return;
  // what was mapped for itself is gone when it is freed, and with it what was asked
  if (length < mappedFrom) {
    if (asked.get(address) === length) return;
    if (asked.size >= REMEMBERED) asked.clear();
    asked.set(address, length);
  }
  const { pageSize } = calls;
  const start = Math.ceil(address / pageSize) * pageSize;
  const end = Math.floor((address + length) / pageSize) * pageSize;
  try {
    calls.madvise(BigInt(start), end - start, advice);
  } catch {
    // The system has none to give: the memory is as good without.
  }
}
