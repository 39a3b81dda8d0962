// Results that are made and dropped in synchronous code: their memory is found and used again.

import { expect, it } from "vitest";
import { linesOf, sourceUrl } from "../support/child.js";

/** MiB of buffers that were added while 400 results of 1 MiB were dropped: in half of the turns no more. */
function usualMiB(before: string): number {
  const program = `
    ${before}
    const np = await import(${JSON.stringify(sourceUrl("index.ts"))});
    const a = np.ones([131072]);
    const before = process.memoryUsage().arrayBuffers;
    const added = [];
    for (let turn = 0; turn < 400; turn++) {
      np.add(a, 1);
      added.push(process.memoryUsage().arrayBuffers - before);
    }
    console.log(added.sort((x, y) => x - y)[200] / 2 ** 20);`;
  return Number(linesOf(program)[0]);
}

it("results that nobody holds do not pile up in a loop", () => {
  const usual = usualMiB("");
  expect(usual).toBeGreaterThan(1);
  // Of 400 MiB that were dropped; V8 may keep some 35 where other programs keep the machine busy.
  expect(usual).toBeLessThan(64);
});

it("V8 alone collects where the system's ways are asked for", () => {
  expect(usualMiB('process.env.STRIDED_MALLOC = "system";')).toBeGreaterThan(1);
});
