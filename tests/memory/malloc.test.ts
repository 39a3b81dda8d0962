// What freed memory the process keeps: enough for the next results, and no more.

import { expect, it } from "vitest";
import { usableLibc } from "../../src/memory/libc.js";
import { linesOf, sourceUrl } from "../support/child.js";

const givesBack = usableLibc()?.heap !== undefined && usableLibc()?.heap !== null;

/** What a program prints that has `np`, and `mib()`, the memory that the process has. */
function numbersOf(program: string): number[] {
  return linesOf(
    `
    const np = await import(${JSON.stringify(sourceUrl("index.ts"))});
    const mib = () => process.memoryUsage.rss() / 2 ** 20;
    const a = np.ones([4 * 2 ** 20]);
    ${program}`,
    ["--expose-gc"],
  ).map(Number);
}

it.runIf(givesBack)("memory between living arrays is given back", () => {
  const [most, left] = numbersOf(`
    let kept = [];
    for (let i = 0; i < 16; i++) kept.push(np.add(a, i));
    console.log(mib());
    kept = kept.at(-1);
    gc();
    for (let i = 0; i < 4; i++) np.add(a, i);
    console.log(mib() + 0 * kept.at(0));`);
  // 480 MiB were dropped, of which 256 may stay
  expect(left).toBeLessThan(most! - 100);
});

it.runIf(givesBack)("results of a loop take the place of those before", () => {
  const [before, after] = numbersOf(`
    for (let i = 0; i < 20; i++) np.add(a, i);
    console.log(mib());
    for (let i = 0; i < 100; i++) np.add(a, i);
    console.log(mib());`);
  // of 3200 MiB that were made
  expect(after! - before!).toBeLessThan(1000);
});

it("zeros are pages that cost nothing until they are touched", () => {
  const [before, after] = numbersOf(`
    console.log(mib());
    globalThis.zeros = Array.from({ length: 8 }, () => np.zeros([8 * 2 ** 20]));
    console.log(mib());`);
  expect(after! - before!).toBeLessThan(256);
});
