// Threads that call machine code: all calls are made once, whoever makes them; lost threads are errors; nothing
// keeps the program alive.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { nativeStatus } from "../../src/kernel/x64/cpu.js";
import { addressOf } from "../../src/memory/address.js";
import { viewsOf } from "../../src/memory/buffer-views.js";
import { installCode } from "../../src/memory/code-memory.js";
import { RuntimeError } from "../../src/memory/errors.js";
import {
  awaitLoading,
  loadingThreads,
  MAX_CALLS,
  ThreadPool,
} from "../../src/memory/thread-pool.js";
import { linesOf, runNode, sourceUrl } from "../support/child.js";

const STEP = 64;

function memory(blocks: number) {
  const views = viewsOf(new ArrayBuffer(blocks * STEP));
  return { words: views.i32, address: addressOf(views) };
}

/** Until the other threads have started. */
const started = () => new Promise((resolve) => setTimeout(resolve, 300));

describe.runIf(nativeStatus().available)("a pool of threads", () => {
  // lock inc dword [rdi]; ret
  const increment = () => installCode(new Uint8Array([0xf0, 0xff, 0x07, 0xc3]));

  test("makes every call once, from the first run on and many times over", async () => {
    const pool = new ThreadPool(3);
    const { words, address } = memory(MAX_CALLS);
    const code = increment();
    let expected = 0;
    const runs = (count: number, times: number) => {
      for (let i = 0; i < times; i++) pool.run(code, address, STEP, count);
      expected += count * times;
    };
    runs(7, 10);
    await started();
    runs(1, 2000);
    runs(2, 2000);
    runs(8, 2000);
    runs(MAX_CALLS, 3);
    await started(); // threads are asleep now
    runs(64, 500);
    let total = 0;
    for (let block = 0; block < MAX_CALLS; block++) total += words[(block * STEP) / 4]!;
    expect(total).toBe(expected);
    expect(words[((MAX_CALLS - 1) * STEP) / 4]).toBe(3);
    pool.close();
    runs(5, 1);
    expect(words[(4 * STEP) / 4]).toBe(10 + 2000 + 3 + 500 + 1);
  });

  test("says so when a thread does not come back, and goes on without it", async () => {
    const pool = new ThreadPool(2, 0.2);
    const { words, address } = memory(2);
    // mov ecx, [rdi]; test ecx, ecx; je end; again: pause; dec ecx; jne again; end: ret
    const wait = installCode(
      Uint8Array.from([0x8b, 0x0f, 0x85, 0xc9, 0x74, 6, 0xf3, 0x90, 0xff, 0xc9, 0x75, 0xfa, 0xc3]),
    );
    pool.run(wait, address, STEP, 2);
    await started();
    words[0] = 2 ** 20; // the calling thread's share: long enough for the other one to wake
    words[STEP / 4] = 2 ** 26;
    const lose = () => {
      // On a busy machine the calling thread may be the quicker one all the same: then it comes back.
      for (let i = 0; i < 5; i++) pool.run(wait, address, STEP, 2);
    };
    expect(lose).toThrow(RuntimeError);
    words.fill(0);
    pool.run(wait, address, STEP, 2);
    pool.close();
  });

  test("does not remember threads that are past loading", async () => {
    const { address } = memory(1);
    const code = increment();
    for (let i = 0; i < 3; i++) {
      const pool = new ThreadPool(3);
      pool.run(code, address, STEP, 1);
      await started();
      pool.close();
    }
    const last = new ThreadPool(2);
    last.run(code, address, STEP, 1);
    // its own, and on a busy machine some that were just started
    expect(loadingThreads()).toBeLessThan(4);
    awaitLoading(20_000);
    expect(loadingThreads()).toBe(0);
    last.close();
  });

  test("is not waited for for ever where a thread never comes out of loading", () => {
    const threads = process.getBuiltinModule("node:worker_threads");
    const { Worker } = threads;
    threads.Worker = class {
      on() {}
      unref() {}
      terminate() {}
    } as never;
    const { words, address } = memory(4);
    try {
      const pool = new ThreadPool(2);
      pool.run(increment(), address, STEP, 4);
      expect([0, 1, 2, 3].map((block) => words[(block * STEP) / 4])).toEqual([1, 1, 1, 1]);
      expect(loadingThreads()).toBe(1);
      const before = performance.now();
      awaitLoading(60);
      expect(performance.now() - before).toBeGreaterThan(50);
      expect(loadingThreads()).toBe(0);
      pool.close();
    } finally {
      threads.Worker = Worker;
    }
  });

  const program = (end: string) => `
    Object.assign(process.env, { STRIDED_ENGINE: "native", STRIDED_NUM_THREADS: "4" });
    const np = await import(${JSON.stringify(sourceUrl("index.ts"))});
    const a = np.ones([1 << 20]);
    for (let i = 0; i < 20; i++) np.add(a, a, { out: a });
    ${end}
    console.log(np.config().threads, np.config().shared_runs > 10, np.sum(a));`;

  test("keeps no process alive", () => {
    expect(linesOf(program(""))).toEqual([`4 true ${2 ** 40}`]);
  });

  test("ends with the process while it works", () => {
    const { status, stderr } = runNode(
      program(
        "setTimeout(() => process.exit(3), 200); for (;;) { np.negative(a, { out: a }); await new Promise(setImmediate); }",
      ),
    );
    expect(stderr).toBe("");
    expect(status).toBe(3);
  });

  test("lets threads come out of loading when the process ends at once", () => {
    const { status, signal, stderr } = runNode(program("process.exit(3);"));
    expect([status, signal, stderr]).toEqual([3, null, ""]);
  });

  test("leaves no warning where a thread of the program's own uses it", () => {
    const inside = `${program("")} process.exit(4);`;
    const { status, stderr } = runNode(`
      const { Worker } = await import("node:worker_threads");
      const worker = new Worker(${JSON.stringify(inside)}, { eval: true, stdout: true });
      worker.once("error", (error) => console.error(error));
      worker.once("exit", (code) => process.exit(code));`);
    expect(stderr).toBe("");
    expect(status).toBe(4);
  });

  test("is nobody's where the program asks for one thread", () => {
    expect(linesOf(program("np.config({ threads: 1 }); np.add(a, a, { out: a });"))).toEqual([
      `1 true ${2 ** 41}`,
    ]);
  });
});

test("numbers of threads that make no sense are refused", () => {
  for (const threads of [0, -1, 1.5, Number.NaN, "2", 2000, null]) {
    expect(() => np.config({ threads: threads as number })).toThrow("whole number from 1 to 1024");
  }
  const program = `process.env.STRIDED_NUM_THREADS = "many";
    process.env.STRIDED_ENGINE = "native";
    const np = await import(${JSON.stringify(sourceUrl("index.ts"))});
    np.config();`;
  if (nativeStatus().available) {
    expect(runNode(program).stderr).toContain("STRIDED_NUM_THREADS must be a whole number");
  }
});
