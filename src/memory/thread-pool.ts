// Threads that call machine code by address. They start when first asked for, sleep when idle, and keep no process
// alive. What the code computes, and how work is cut into calls, is not known here.

import { builtin } from "./builtin.js";
import { RuntimeError } from "./errors.js";
import { koffiPath } from "./libc.js";

/** Machine code that has been put in executable memory. */
export interface NativeCode {
  /** Calls it with one pointer. */
  readonly call: (pointer: bigint) => void;
  readonly address: number;
  /** Calls it with the pointer that it is called with most, once such a call was made ready. */
  usual: (() => void) | null;
}

/** Calls of one run, at most. */
export const MAX_CALLS = 4095;

// Shared integers; those that different threads write lie in cache lines of their own.
/** Counts runs: what idle threads wait on. */
const EPOCH = 0;
const SLEEPERS = 1;
/** Set once the threads are to end. */
const CLOSED = 2;
/** How many calls of the run are done. */
const DONE = 16;
const WAITING = 17;
/**
 * Per thread: the run's number and how many of the thread's share of calls nobody has taken yet, in one word (taking
 * one is one exchange), what the thread does, its number in the system, and whether it is past loading koffi.
 */
const THREADS = 32;
const THREAD_STEP = 16;
const CLAIM = 0;
const STATE = 1;
const NUMBER = 2;
const LOADED = 3;

const IDLE = 0;
const CALLING = 1;

const COUNT_BITS = 12;

/** The job, as doubles: addresses are below 2^47. */
const JOB_CODE = 0;
const JOB_BLOCKS = 1;
const JOB_STEP = 2;
/** Per thread, the end of its share of the calls. */
const JOB_ENDS = 3;

/** Looks at a word before the calling thread sleeps until the others are done: about 60 µs. */
const SPINS = 4_000;
/**
 * Looks for work before a thread sleeps: longer than it takes to collect dead results and to make a new one, or it would
 * have to be woken for each kernel of a loop, which takes 50 µs.
 */
const IDLE_SPINS = 12_000;
/** Seconds: far longer than any call takes, on a machine that reads its operands from a slow disk. */
const PATIENCE = 120;
/** Milliseconds that a process waits at its end for threads that are still loading. */
const LOADING = 30_000;

/**
 * What each thread runs: its own share of a run, then what others have left. A call is taken before the job is read,
 * for a job stays as it is while one of its calls is not done. One foreign function is called before any code, or
 * koffi ends the process.
 */
const PROGRAM = `
const { control, job, koffi: path, index, threads } = require("node:worker_threads").workerData;
const mine = ${THREADS} + ${THREAD_STEP} * index;
const load = () => {
  const koffi = require(path);
  const library = koffi.load(null);
  let number = 0;
  try { number = library.func("int gettid()")(); } catch { library.func("int getpid()")(); }
  Atomics.store(control, mine + ${NUMBER}, number);
  return [koffi, koffi.proto("void strided_kernel(void *block)")];
};
const loaded = () => {
  Atomics.store(control, mine + ${LOADED}, 1);
  Atomics.notify(control, mine + ${LOADED});
};
let koffi, prototype;
try { [koffi, prototype] = load(); } finally { loaded(); }
const codes = new Map();
const codeAt = (address) => {
  let code = codes.get(address);
  if (code === undefined) codes.set(address, code = koffi.decode(BigInt(address), prototype));
  return code;
};
const share = (thread) => {
  const claim = ${THREADS} + ${THREAD_STEP} * thread + ${CLAIM};
  for (;;) {
    const word = Atomics.load(control, claim);
    const left = word & ${(1 << COUNT_BITS) - 1};
    if (left === 0) return;
    Atomics.store(control, mine + ${STATE}, ${CALLING});
    if (Atomics.compareExchange(control, claim, word, word - 1) === word) {
      const block = job[${JOB_BLOCKS}] + job[${JOB_STEP}] * (job[${JOB_ENDS} + thread] - left);
      codeAt(job[${JOB_CODE}])(BigInt(block));
      Atomics.add(control, ${DONE}, 1);
      if (Atomics.load(control, ${WAITING}) === 1) Atomics.notify(control, ${DONE});
    }
    Atomics.store(control, mine + ${STATE}, ${IDLE});
  }
};
while (Atomics.load(control, ${CLOSED}) === 0) {
  const epoch = Atomics.load(control, ${EPOCH});
  for (let i = 0; i < threads; i++) share((index + i) % threads);
  let spins = ${IDLE_SPINS};
  while (spins > 0 && Atomics.load(control, ${EPOCH}) === epoch) spins--;
  if (spins > 0) continue;
  Atomics.add(control, ${SLEEPERS}, 1);
  Atomics.wait(control, ${EPOCH}, epoch);
  Atomics.sub(control, ${SLEEPERS}, 1);
}
`;

function controlFor(threads: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer((THREADS + THREAD_STEP * threads) * 4));
}

/** A thread that was started, and the word that tells that it is past loading. */
interface Started {
  readonly control: Int32Array;
  readonly loaded: number;
}

/** Those that may still load. */
const loading = new Set<Started>();
let awaits = false;

/** Counts a thread among those that may still load, in place of those that no longer do. */
function noteLoading(thread: Started): void {
  for (const one of loading) {
    if (Atomics.load(one.control, one.loaded) === 1) loading.delete(one);
  }
  loading.add(thread);
  if (!awaits) process.once("exit", () => awaitLoading());
  awaits = true;
}

/** How many threads may still be loading; those that a pool started before it was closed are among them. */
export function loadingThreads(): number {
  return loading.size;
}

/**
 * At the process's end, when Node ends all threads: lets them come out of loading, or the process would abort. Gives up
 * after `patience` milliseconds.
 */
export function awaitLoading(patience = LOADING): void {
  const until = performance.now() + patience;
  for (const { control, loaded } of loading) {
    const left = until - performance.now();
    if (left > 0) Atomics.wait(control, loaded, 0, left);
  }
  loading.clear();
}

/** The calling thread and some others beside it, which share out calls among themselves. */
export class ThreadPool {
  /** Threads that run calls, the calling one among them. */
  readonly threads: number;
  #control: Int32Array;
  readonly #job: Float64Array;
  readonly #workers: { terminate(): unknown; readonly index: number }[] = [];
  readonly #patience: number;
  #started = false;
  #run = 0;

  /** `patience`: seconds without any call done after which threads are given up. */
  constructor(threads: number, patience = PATIENCE) {
    this.threads = threads;
    this.#patience = patience;
    this.#control = controlFor(threads);
    this.#job = new Float64Array(new SharedArrayBuffer((JOB_ENDS + threads) * 8));
  }

  /**
   * Calls code on `count` blocks, `step` bytes apart, in any order and at the same time; returns when all calls
   * are done. The code and whatever the blocks name must stay where they are until then.
   *
   * @throws RuntimeError if a thread was ended during a call, or does not come back: what the calls write is then
   * incomplete, and no other threads are used from there on
   */
  run(code: NativeCode, blocks: number, step: number, count: number): void {
    if (!this.#started) this.#start();
    const control = this.#control;
    const job = this.#job;
    const { threads } = this;
    job[JOB_CODE] = code.address;
    job[JOB_BLOCKS] = blocks;
    job[JOB_STEP] = step;
    this.#run = (this.#run + 1) & 0xffff;
    Atomics.store(control, DONE, 0);
    for (let thread = 0; thread < threads; thread++) {
      job[JOB_ENDS + thread] = Math.floor((count * (thread + 1)) / threads);
    }
    let start = 0;
    for (let thread = 0; thread < threads; thread++) {
      const end = job[JOB_ENDS + thread]!;
      const word = (this.#run << COUNT_BITS) | (end - start);
      Atomics.store(control, THREADS + THREAD_STEP * thread + CLAIM, word);
      start = end;
    }
    Atomics.add(control, EPOCH, 1);
    if (Atomics.load(control, SLEEPERS) > 0) Atomics.notify(control, EPOCH);
    for (let thread = 0; thread < threads; thread++) this.#share(code, thread);
    this.#wait(count);
  }

  /** Makes the calls of a thread's share that nobody has taken. */
  #share(code: NativeCode, thread: number): void {
    const control = this.#control;
    const job = this.#job;
    const claim = THREADS + THREAD_STEP * thread + CLAIM;
    for (;;) {
      const word = Atomics.load(control, claim);
      const left = word & ((1 << COUNT_BITS) - 1);
      if (left === 0) return;
      if (Atomics.compareExchange(control, claim, word, word - 1) !== word) continue;
      code.call(BigInt(job[JOB_BLOCKS]! + job[JOB_STEP]! * (job[JOB_ENDS + thread]! - left)));
      Atomics.add(control, DONE, 1);
    }
  }

  /** Ends the threads; the calling thread makes all calls from now on. */
  close(): void {
    const control = this.#control;
    Atomics.store(control, CLOSED, 1);
    Atomics.add(control, EPOCH, 1);
    Atomics.notify(control, EPOCH);
    // One that still loads ends by itself: ending a thread while it loads koffi ends the process.
    for (const { index, terminate } of this.#workers) {
      if (Atomics.load(control, THREADS + THREAD_STEP * index + LOADED) === 1) terminate();
    }
    this.#workers.length = 0;
  }

  #start(): void {
    this.#started = true;
    const path = koffiPath();
    if (path === null) return;
    const { Worker } = builtin("node:worker_threads");
    for (let i = 0; i < this.threads - 1; i++) {
      try {
        const worker = new Worker(PROGRAM, {
          eval: true,
          name: "strided",
          workerData: {
            control: this.#control,
            job: this.#job,
            koffi: path,
            index: i + 1,
            threads: this.threads,
          },
          // not the program's own flags: hooks of modules and profilers have no business there
          execArgv: [],
          env: {},
          resourceLimits: {
            maxOldGenerationSizeMb: 16,
            maxYoungGenerationSizeMb: 2,
            stackSizeMb: 1,
          },
        });
        // A thread that cannot start takes no calls; the others do.
        worker.on("error", () => {});
        const thread = { control: this.#control, loaded: THREADS + THREAD_STEP * (i + 1) + LOADED };
        noteLoading(thread);
        worker.on("exit", () => {
          Atomics.store(thread.control, thread.loaded, 1);
          loading.delete(thread);
        });
        worker.unref();
        this.#workers.push({ index: i + 1, terminate: () => void worker.terminate() });
      } catch {
        return; // no more threads to be had
      }
    }
  }

  #wait(count: number): void {
    const control = this.#control;
    for (let spins = SPINS; spins > 0; spins--) {
      if (Atomics.load(control, DONE) === count) return;
    }
    Atomics.store(control, WAITING, 1);
    const nap = Math.min(1000, this.#patience * 500);
    let idle = 0;
    for (let last = -1; ; ) {
      const done = Atomics.load(control, DONE);
      if (done === count) break;
      idle = done === last ? idle + 1 : 0;
      last = done;
      if (Atomics.wait(control, DONE, done, nap) === "timed-out") {
        this.#checkThreads((idle * nap) / 1000);
      }
    }
    Atomics.store(control, WAITING, 0);
  }

  /** Whether those who took calls are still there to finish them. */
  #checkThreads(secondsIdle: number): void {
    const { existsSync } = builtin("node:fs");
    const control = this.#control;
    let lost = secondsIdle > this.#patience ? "did not come back from a kernel" : null;
    for (let thread = 1; thread < this.threads; thread++) {
      const own = THREADS + THREAD_STEP * thread;
      const number = control[own + NUMBER]!;
      if (Atomics.load(control, own + STATE) !== CALLING || number === 0) continue;
      if (existsSync("/proc/self/task") && !existsSync(`/proc/self/task/${number}`)) {
        lost = "was ended while it ran a kernel";
      }
    }
    if (lost === null) return;
    Atomics.store(control, WAITING, 0);
    // Nobody may take a call that is left, or count one late towards a later run.
    for (let thread = 0; thread < this.threads; thread++) {
      Atomics.store(control, THREADS + THREAD_STEP * thread + CLAIM, 0);
    }
    this.close();
    this.#control = controlFor(this.threads);
    throw new RuntimeError(
      `a thread of strided ${lost}: the result is incomplete and must not be used (later kernels run on the calling thread)`,
    );
  }
}
