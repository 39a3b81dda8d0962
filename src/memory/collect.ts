// When the collector runs: in full where a limit must know what is dead, and often but shortly while a program makes
// one large result after another. What may be allocated is not decided here.

import { builtin } from "./builtin.js";
import { giveBack } from "./malloc.js";

type Collect = (options?: { type: "minor" }) => void;

let gc: Collect | null = null;
let clearKept: (() => void) | null = null;

function collector(): Collect {
  if (gc === null) {
    const { setFlagsFromString } = builtin("node:v8");
    const { createContext, Script } = builtin("node:vm");
    setFlagsFromString("--expose-gc");
    // Dead buffers are freed at once, not by a thread that a busy machine does not let run: fresh pages instead of theirs
    // cost three times what a sum of 10⁴ doubles does.
    setFlagsFromString("--no-concurrent-array-buffer-sweeping");
    gc = new Script("gc").runInContext(createContext()) as Collect;
  }
  return gc;
}

/**
 * Runs a full collection now, inside synchronous code.
 *
 * A WeakRef keeps its target until the current job ends; running a script in a context that drains its own
 * microtask queue makes V8 forget those, so that the collection below sees every dropped array.
 */
export function collectGarbage(): void {
  if (clearKept === null) {
    const { createContext, runInContext } = builtin("node:vm");
    const own = createContext({}, { microtaskMode: "afterEvaluate" });
    clearKept = () => void runInContext("0", own);
  }
  clearKept();
  collector()();
  giveBack();
}

// V8 lets some 30 to 60 MB of dead results pile up before it looks for them, so that each new one is written to memory
// that no cache holds. A collection of young objects costs 0.05 to 0.1 ms; after each 8 MB it brings a sum of 10⁴ doubles
// from 10 to 5 µs, of 10⁵ from 60 to 36 µs, of 10⁶ from 900 to 450 µs (L2 1 MB, L3 32 MB). Results of 8 MB each take the
// place of the one before: three of them and their operands fill the last cache, and negatives of 10⁶ doubles then take
// 1.3 times as long as with a collection after each.

/** Bytes of new memory between two short collections, at least. */
const INTERVAL = 8 * 1024 * 1024;
/** Bytes of new memory that earn a millisecond of collecting. */
const BYTES_PER_MILLISECOND = 64 * 1024 * 1024;
/** Bytes of new memory between two of them, at most: what is dead must not grow as far as a busy machine is slow. */
const LONGEST = 256 * 1024 * 1024;

/**
 * Milliseconds that the last collections took. The quickest counts: one takes long for once where it is the first, or comes
 * after a pause, or another program had the processor, and the interval must not then become longer than the caches hold.
 */
const recent = [0, 0, 0, 0];
let quickest = 0;
let collections = 0;

let since = 0;
let interval =
  globalThis.process?.env["STRIDED_MALLOC"] === "system" ? Number.POSITIVE_INFINITY : INTERVAL;

/**
 * Called before new memory for an array is asked for: now and then it has the collector find dead young results, so
 * that the new one may take their place. Where that takes long, for the program has many young objects alive, it is done
 * more rarely.
 */
export function collectYoung(bytes: number): void {
  if (since + bytes < interval) {
    since += bytes;
    return;
  }
  since = bytes;
  if (interval === Number.POSITIVE_INFINITY) return;
  try {
    const start = performance.now();
    collectShortly();
    recent[collections++ % recent.length] = performance.now() - start;
    quickest = Math.min(...recent);
    interval = Math.min(LONGEST, Math.max(INTERVAL, quickest * BYTES_PER_MILLISECOND));
    const looks = shared.allowed ? shared.made >= RETAINED : collections % LOOK === 0;
    if (external < 0 || looks) lookForRetained();
  } catch {
    // An engine that is not asked: it collects when it likes.
    interval = Number.POSITIVE_INFINITY;
    shared.allowed = false;
  }
}

/** Milliseconds below which a collection finds little to copy. */
const LITTLE = 0.2;
/** Whether V8 collects young objects on the calling thread alone until this job ends. */
let alone = false;
/** Whether it may be told to: its flags are the whole process's, and a worker that is ended in its job leaves them so. */
let mayBeAlone: boolean | null = null;

/**
 * A collection of young objects, on this thread alone where there are few: to wake V8's helpers takes a quarter of the
 * time then, and they take the processor from ours. V8 takes 4 µs to change its mind, so that it does once in a job.
 */
function collectShortly(): void {
  const collect = collector();
  mayBeAlone ??= typeof setImmediate === "function" && builtin("node:worker_threads").isMainThread;
  if (mayBeAlone && !alone && quickest < LITTLE) {
    alone = true;
    builtin("node:v8").setFlagsFromString("--no-parallel-scavenge");
    setImmediate(together).unref?.();
  } else if (alone && quickest > LITTLE) together();
  collect({ type: "minor" });
}

function together(): void {
  if (!alone) return;
  alone = false;
  builtin("node:v8").setFlagsFromString("--parallel-scavenge");
}

/** Bytes that shared buffers may retain; after as many made it is looked for what they do, which takes 15 µs. */
const RETAINED = 64 * 1024 * 1024;
/** Collections from one look to the next while none are made. */
const LOOK = 8;

/**
 * Buffers of which large pieces are carved live as long as any piece: where a program keeps some of its results, they
 * keep the others' memory. So it is looked for how much of them stays, and beyond {@link RETAINED} pieces get buffers of
 * their own until there is less again.
 */
export const shared = {
  /** Bytes of such buffers that were made since the last look. */
  made: 0,
  /** Whether more may be made. */
  allowed: interval !== Number.POSITIVE_INFINITY,
};

let retained = 0;
let external = -1;

function lookForRetained(): void {
  const now = builtin("node:v8").getHeapStatistics().external_memory;
  // What has grown may be other memory too: that makes the judgement stricter.
  if (external >= 0) retained = Math.max(0, retained + Math.min(now - external, shared.made));
  external = now;
  shared.made = 0;
  shared.allowed = retained < RETAINED;
}
