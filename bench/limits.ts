// What the machine can do at best: how fast memory is copied, by one thread and by all at once (Buffer.copy is the C
// library's memmove), and how fast it multiplies and adds.

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { peakOperations } from "./peak.js";
import type { Limits } from "./record.js";
import { median } from "./statistics.js";

const BYTES = 80_000_000;
const SAMPLES = 9;

const COPIER = `
  const { workerData, parentPort } = require("node:worker_threads");
  const { bytes, samples, gate } = workerData;
  const from = Buffer.alloc(bytes, 1), to = Buffer.alloc(bytes, 2);
  parentPort.postMessage("ready");
  Atomics.wait(gate, 0, 0);
  const times = [];
  for (let k = 0; k < samples; k++) {
    const start = process.hrtime.bigint();
    from.copy(to);
    times.push(Number(process.hrtime.bigint() - start));
  }
  parentPort.postMessage(times);
`;

/** Bytes read and written per nanosecond by so many threads that copy at the same time. */
async function copySpeed(threads: number): Promise<number> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { bytes: BYTES, samples: SAMPLES, gate };
  const workers = Array.from(
    { length: threads },
    () => new Worker(COPIER, { eval: true, workerData }),
  );
  const message = (worker: Worker) =>
    new Promise<unknown>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  await Promise.all(workers.map(message));
  const results = workers.map(message);
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  const times = (await Promise.all(results)) as number[][];
  await Promise.all(workers.map((worker) => worker.terminate()));
  return times.reduce((sum, list) => sum + (2 * BYTES) / median(list), 0);
}

export async function measureLimits(): Promise<Limits> {
  return {
    copy: await copySpeed(1),
    copyAll: await copySpeed(availableParallelism()),
    peak: peakOperations(),
  };
}
