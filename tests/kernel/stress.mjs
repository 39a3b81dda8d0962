// `node tests/kernel/stress.mjs [kernels] [seed]`: so many small kernels on several threads, from wherever a program can
// come back to strided (error callbacks, functions over elements, iterators, expressions in any of them), with exceptions
// out of their middle; each result is compared with what it was the first time.
// `node tests/kernel/stress.mjs --exits [processes] [seed]`: processes that end in the middle of all that. They must
// end with their own status and say nothing.

import { spawnSync } from "node:child_process";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { load, resolve } from "../oracle/ts-hooks.mjs";

// Everything over a few elements is shared out, on more threads than there are processors.
process.env.STRIDED_THREAD_BYTES ??= "1";
process.env.STRIDED_NUM_THREADS ??= "4";
process.env.STRIDED_ENGINE ??= "native";
if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load });
else nodeModule.register("../oracle/ts-hooks-async.mjs", import.meta.url);

const np = await import("../../src/index.ts");
const { Random } = await import("../oracle/random.ts");

const LENGTHS = [16, 100, 200, 513, 1000];
/** Callbacks within callbacks. */
const DEPTH = 4;

class Interruption extends Error {}

/** Operands, all of different values, and results as they were computed first. */
class Stress {
  #random;
  #first = new Map();
  #sets;
  /** What may end the process, called at any depth. */
  #turn;
  nested = 0;
  thrown = 0;
  /** Kernels that ran inside of callbacks, and how many callbacks are open. */
  within = 0;
  #open = 0;

  constructor(random, turn) {
    this.#random = random;
    this.#turn = turn;
    this.#sets = LENGTHS.map((length) => ({
      a: np.add(np.multiply(np.arange(length), 0.25), 1),
      b: np.subtract(length, np.arange(length, "float64")),
      i: np.remainder(np.multiply(np.arange(length), 7), 31),
      zero: np.zeros(length),
      out: np.empty(length),
      plane: np.arange(6 * length, "float64").reshape([6, length]),
    }));
  }

  /** Whether a result is what it was the first time, byte for byte. */
  #check(name, length, result) {
    const key = `${name} of ${length}`;
    const found = result instanceof np.NDArray ? result.tobytes() : String(result);
    const known = this.#first.get(key);
    if (known === undefined) this.#first.set(key, found);
    else if (typeof found === "string" ? found !== known : Buffer.compare(found, known) !== 0) {
      throw new Error(`${key} differs from what it was`);
    }
  }

  /** Kernels one after the other. */
  plain(times) {
    const which = this.#random.int(0, LENGTHS.length - 1);
    const length = LENGTHS[which];
    const { a, b, out } = this.#sets[which];
    np.copyto(out, a);
    for (let i = 0; i < times; i++) np.add(out, b, { out });
    if (this.#open > 0) this.within += times;
    this.#check(`${times} sums`, length, out);
  }

  one() {
    const which = this.#random.int(0, LENGTHS.length - 1);
    const length = LENGTHS[which];
    const { a, b, i, plane } = this.#sets[which];
    const kinds = {
      quotient: () => np.divide(a, b),
      sum: () => np.sum(a),
      extremes: () => np.max(plane, { axis: 1 }),
      place: () => np.argmax(b),
      cumsum: () => np.cumsum(i),
      columns: () => np.sum(plane, { axis: 0 }),
      fused: () => np.expr`${a} * ${b} + ${i}`,
      total: () => np.expr`sum((${a} - ${b}) ** 2)`,
      taken: () => np.take(a, i, { mode: "wrap" }),
      chosen: () => np.where(np.greater(a, b), a, b),
      turned: () => np.subtract(plane.T, 1),
      copy: () => plane.at("::-1, ::2").copy(),
      sine: () => np.sin(a),
    };
    const name = this.#random.pick(Object.keys(kinds));
    this.#check(name, length, kinds[name]());
  }

  /** Comes back from code of the user's, which may throw. */
  nest(depth) {
    this.nested++;
    const which = this.#random.int(0, LENGTHS.length - 1);
    const { a, b, zero, plane } = this.#sets[which];
    const inside = () => {
      this.#open++;
      try {
        this.#turn();
        this.one();
        if (depth < DEPTH && this.#random.chance(0.4)) this.nest(depth + 1);
        this.plain(this.#random.chance(0.01) ? 1000 : 20);
        if (this.#random.chance(0.15)) throw new Interruption();
      } finally {
        this.#open--;
      }
    };
    /** A function that comes back here each time that it is called. */
    const then = (compute) => (x, y) => {
      inside();
      return compute(x, y);
    };
    /** One that does so the first times. */
    const first = (times, compute) => {
      let left = times;
      return (x, y) => (left-- > 0 ? then(compute) : compute)(x, y);
    };
    const ways = {
      callback: () => np.errstate({ all: "call", call: inside }, () => np.divide(a, zero)),
      inPlace: () => {
        const own = a.copy();
        np.errstate({ all: "call", call: inside }, () => np.divide(own, zero, { out: own }));
      },
      reduction: () =>
        np.errstate({ all: "call", call: inside }, () => np.multiply.reduce(np.multiply(a, 1e300))),
      log: () => {
        const write = () => inside();
        np.errstate({ all: "log", call: { write } }, () => np.expr`${a} / ${zero}`);
      },
      element: () => {
        const same = np.frompyfunc(
          first(2, (x) => x),
          1,
          1,
        );
        same(a);
      },
      vectorized: () => {
        const add = np.vectorize(first(2, (x, y) => x + y));
        add(a.at(":20"), b.at(":20"));
      },
      lines: () => np.vectorize(then(np.sum), { signature: "(n)->()" })(plane),
      iterated: () => {
        const add = first(3, (x) => np.add(x, 1));
        for (const x of np.nditer(a, { flags: ["external_loop", "buffered"] })) add(x);
      },
      elements: () => {
        const add = first(3, (x) => np.add(x, 1));
        for (const x of np.nditer(a)) add(x);
      },
      threads: () => {
        np.config({ threads: this.#random.int(1, 5) });
        inside();
      },
    };
    const names = Object.keys(ways);
    // threads take long to start
    const name = this.#random.chance(0.001) ? "threads" : this.#random.pick(names.slice(0, -1));
    try {
      ways[name]();
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      this.thrown++;
    }
    this.one();
  }
}

function run(kernels, seed) {
  const stress = new Stress(new Random(seed), () => {});
  const started = performance.now();
  const warnings = process.listenerCount("warning");
  let done = 0;
  for (let turn = 0; done < kernels; turn++) {
    stress.plain(20);
    stress.nest(0);
    if (turn % 100 === 0) done = np.config().native_runs;
  }
  const { native_runs, shared_runs, engine } = np.config();
  if (engine !== "native") throw new Error("there is no machine code here");
  if (process.listenerCount("warning") !== warnings) throw new Error("listeners are left");
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `seed ${seed}: ${native_runs} kernels, ${shared_runs} of them shared out, ${stress.within} and more from within ` +
      `callbacks, ${stress.nested} calls that come back, ` +
      `${stress.thrown} exceptions, no difference (${seconds} s)`,
  );
}

/** How a process may end, each with the status that it must end with. */
const endings = {
  exit: 7,
  thrown: 1,
  rejected: 1,
  late: 7,
  first: 7,
  worker: 7,
  quiet: 0,
};

/** The process that ends. */
function end(how, seed) {
  const random = new Random(seed);
  let left = random.int(0, 40);
  const turn = () => {
    if (left-- > 0) return;
    if (how === "exit" || how === "worker") process.exit(7);
    if (how === "thrown") throw new RangeError("on purpose");
  };
  const stress = new Stress(random, turn);
  if (how === "first") {
    // threads are just being started
    stress.plain(random.int(1, 3));
    process.exit(7);
  }
  if (how === "rejected") {
    Promise.resolve().then(() => {
      stress.plain(random.int(1, 3));
      throw new RangeError("on purpose");
    });
    return;
  }
  if (how === "quiet") return stress.plain(random.int(1, 200));
  if (how === "late") setTimeout(() => process.exit(7), random.int(0, 150));
  const some = () => {
    for (let i = 0; i < 20; i++) stress.nest(0);
    setImmediate(some);
  };
  some();
}

/** A thread of the program's own that uses strided and is ended, or ends, while its threads load or work. */
function endWorker(seed) {
  const random = new Random(seed, 1);
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { end: "late", seed } });
  const finish = () => setTimeout(() => process.exit(7), random.int(0, 100));
  if (random.chance(0.5)) worker.once("exit", finish);
  else setTimeout(() => worker.terminate().then(finish), random.int(50, 600));
}

function exits(processes, seed) {
  const started = performance.now();
  const names = Object.keys(endings);
  for (let i = 0; i < processes; i++) {
    const how = names[i % names.length];
    const { status, signal, stderr } = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), "--end", how, String(seed + i)],
      { encoding: "utf8", timeout: 60_000 },
    );
    const said = how === "thrown" || how === "rejected" ? stderr.includes("on purpose") : !stderr;
    if (status !== endings[how] || signal !== null || !said) {
      console.error(`--end ${how} ${seed + i}: ended with ${signal ?? status}\n${stderr}`);
      process.exitCode = 1;
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`seed ${seed}: ${processes} processes ended (${seconds} s)`);
}

const [first, second, third] = process.argv.slice(2);
if (!isMainThread) end(workerData.end, workerData.seed);
else if (first === "--end")
  second === "worker" ? endWorker(Number(third)) : end(second, Number(third));
else if (first === "--exits") exits(Number(second ?? 100), Number(third ?? 1));
else run(Number(first ?? 100_000), Number(second ?? 1));
