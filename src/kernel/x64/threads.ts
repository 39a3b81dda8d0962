// How many threads run kernels, and into how many calls one kernel's work is cut. The cut never shows in results:
// the same elements are combined in the same order however many threads there are.

import { builtin } from "../../memory/builtin.js";
import { ValueError } from "../../memory/errors.js";
import { type NativeCode, ThreadPool } from "../../memory/thread-pool.js";

/** Bytes of operands below which sharing them out costs more than it brings, measured. */
const SHARED_FROM = 2 ** 20;
/** One call should have at least this part of them. */
const LEAST_PART = 8;
/** Calls for each thread: those that are late leave theirs to the others. */
const CALLS_PER_THREAD = 4;
/** More threads than any machine's, so that a slip in an option does not exhaust the system. */
const MOST = 1024;

let count = 0;
let sharedFrom = -1;
let sharedRuns = 0;
let pool: ThreadPool | null = null;

/** @throws ValueError for what is no number of threads */
export function checkThreads(threads: unknown, name: string): number {
  if (typeof threads === "number" && Number.isInteger(threads) && threads >= 1 && threads <= MOST) {
    return threads;
  }
  throw new ValueError(
    `${name} must be a whole number from 1 to ${MOST} (got ${String(threads)}): how many threads run kernels`,
  );
}

function fromEnvironment(): number {
  const given = globalThis.process?.env["STRIDED_NUM_THREADS"];
  if (given !== undefined && given !== "")
    return checkThreads(Number(given), "STRIDED_NUM_THREADS");
  const os = builtin("node:os");
  return os.availableParallelism?.() ?? os.cpus().length;
}

/** Bytes from which kernels are shared out: tests make it small. @throws ValueError for what is no number of bytes */
function readSharedFrom(): number {
  const given = globalThis.process?.env["STRIDED_THREAD_BYTES"];
  if (given === undefined || given === "") return SHARED_FROM;
  const bytes = Number(given);
  if (bytes > 0) return bytes;
  throw new ValueError(
    `STRIDED_THREAD_BYTES must be a positive number (got ${given}): bytes of operands from which kernels run on several threads`,
  );
}

/** Threads that run kernels, the calling one among them. */
export function threadCount(): number {
  if (count === 0) count = fromEnvironment();
  return count;
}

/** Changes how many threads run kernels. @throws ValueError for what is no number of threads */
export function setThreadCount(threads: number): void {
  count = checkThreads(threads, "threads");
  pool?.close();
  pool = null;
}

/** Into how many calls work over so many bytes of operands is to be cut; 1 where one thread is quickest. */
export function callsFor(bytes: number, most: number): number {
  if (sharedFrom < 0) sharedFrom = readSharedFrom();
  if (bytes < sharedFrom || threadCount() === 1) return 1;
  const parts = Math.ceil((bytes / sharedFrom) * LEAST_PART);
  return Math.min(most, parts, threadCount() * CALLS_PER_THREAD);
}

/** Runs code on ready blocks, `step` bytes apart, on all threads. */
export function runShared(code: NativeCode, blocks: number, step: number, calls: number): void {
  pool ??= new ThreadPool(threadCount());
  sharedRuns++;
  pool.run(code, blocks, step, calls);
}

/** How often kernels were shared out among threads so far. */
export function countShared(): number {
  return sharedRuns;
}
