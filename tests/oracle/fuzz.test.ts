// Random cases, live against NumPy where an interpreter has it. The seed is printed; the same one
// replays with `npm run fuzz -- --seed N`.

import { afterAll, describe, expect, test } from "vitest";
import { GROUPS } from "./generate/index.js";
import { findPython, Oracle } from "./python.js";
import { describeClass, fuzz } from "./run.js";

const CASES = 2000;

const { found, tried } = findPython();
if (found === null) {
  console.warn(`live fuzzing skipped, no Python with NumPy 2: ${tried.join("; ")}`);
}

describe.skipIf(found === null)("strided and NumPy, live", () => {
  const oracle = found === null ? null : new Oracle(found);
  afterAll(() => oracle?.close());

  test(`agree on ${CASES} random cases`, { timeout: 240_000 }, async () => {
    const seed = Number(process.env["STRIDED_FUZZ_SEED"] ?? Date.now() % 2 ** 31);
    console.log(`fuzz seed ${seed}, NumPy ${found!.numpy}`);
    const groups = Object.keys(GROUPS);
    const report = await fuzz(oracle!, { seed, cases: CASES, groups });
    const hard = report.classes.filter((one) => !one.soft);
    const replay = `npm run fuzz -- --seed ${seed}`;
    const text = hard
      .slice(0, 5)
      .map((one) => describeClass(one, replay))
      .join("\n\n");
    expect(report.failed, text).toBe(0);
  });
});
