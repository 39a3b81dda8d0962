// Under STRIDED_ENGINE, STRIDED_CPU and STRIDED_NUM_THREADS the engine that was asked for really runs: what the other tests of such
// a run prove, they prove of it.

import * as np from "strided";
import { afterAll, expect, test } from "vitest";

const wanted = process.env["STRIDED_ENGINE"] ?? "";
const cpu = process.env["STRIDED_CPU"] ?? "";
const threads = process.env["STRIDED_NUM_THREADS"] ?? "";

afterAll(() => {
  const { engine, simd, threads, native_runs, shared_runs } = np.config();
  console.info(
    `engine ${engine} (${simd}), ${threads} threads, ${native_runs} kernels as machine code, ${shared_runs} shared out`,
  );
});

function work(): number {
  const a = np.arange(300_000, "float64").reshape([300, 1000]);
  return np.sum(np.add(a, a.at("::-1"))) + np.max(np.sqrt(a), 0).size;
}

test("kernels run on the engine that was asked for", () => {
  const before = np.config();
  expect(work()).toBe(300_000 * 299_999 + 1000);
  const after = np.config();
  if (wanted !== "") expect(after.engine).toBe(wanted);
  if (cpu !== "" && wanted !== "js") expect([after.engine, after.simd]).toEqual(["native", cpu]);
  if (after.engine === "native") expect(after.native_runs).toBeGreaterThan(before.native_runs);
  else expect(after.native_runs).toBe(0);
});

test("and on as many threads", () => {
  const { engine, threads: used, shared_runs } = np.config();
  if (engine === "js") expect(used).toBe(1);
  else if (threads !== "") expect(used).toBe(Number(threads));
  work();
  const more = np.config().shared_runs - shared_runs;
  if (used === 1) expect(more).toBe(0);
  else expect(more).toBeGreaterThan(0);
});
