// Results that are made and dropped in synchronous code: their memory is found and used again.

import { expect, it } from "vitest";
import { linesOf, sourceUrl } from "../support/child.js";

/** MiB of buffers that were added while 2,000 results of 1 MiB were dropped: in half of the turns no more. */
function usualMiB(before: string): number {
  const program = `
    ${before}
    const np = await import(${JSON.stringify(sourceUrl("index.ts"))});
    const a = np.ones([131072]);
    const before = process.memoryUsage().arrayBuffers;
    const added = [];
    for (let turn = 0; turn < 2000; turn++) {
      np.add(a, 1);
      added.push(process.memoryUsage().arrayBuffers - before);
    }
    console.log(added.sort((x, y) => x - y)[1000] / 2 ** 20);`;
  return Number(linesOf(program)[0]);
}

it("results that nobody holds do not pile up in a loop", () => {
  const usual = usualMiB("");
  expect(usual).toBeGreaterThan(1);
  // Of 2,000 MiB that were dropped. Some 10 where the machine is quiet; where it is so busy that a collection takes
  // milliseconds, up to 256 lie between two of them, and V8 keeps some for itself.
  expect(usual).toBeLessThan(500);
});

it("V8 alone collects where the system's ways are asked for", () => {
  expect(usualMiB('process.env.STRIDED_MALLOC = "system";')).toBeGreaterThan(1);
});
