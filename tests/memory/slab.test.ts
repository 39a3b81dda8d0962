// Arrays that are pieces of a larger buffer: apart from each other, on cache lines, and seen one by one where
// somebody asks.

import { expect, it } from "vitest";
import { linesOf, sourceUrl } from "../support/child.js";

function answers(program: string): string[] {
  return linesOf(`const np = await import(${JSON.stringify(sourceUrl("index.ts"))});${program}`);
}

it("arrays of up to 256 KiB share buffers, larger ones have their own", () => {
  const kinds = answers(`
    for (const size of [512, 4096, 10000, 32768, 32769]) console.log(np.empty(size).storage.kind);`);
  expect(kinds).toEqual(["slab", "slab", "slab", "slab", "heap"]);
});

it("pieces of a buffer keep apart, and are given out anew once disposed of", () => {
  const [apart, zeros, kept] = answers(`
    const arrays = Array.from({ length: 60 }, (_, i) => np.full([7000 + 97 * i], i));
    console.log(arrays.every((array, i) => array.item(0) === i && np.all(np.equal(array, i))));
    for (const array of arrays.splice(0, 40)) array.dispose();
    console.log(Array.from({ length: 60 }, (_, i) => np.zeros([7000 + 97 * i])).every((array) => !np.any(array)));
    console.log(arrays.every((array, i) => np.all(np.equal(array, i + 40))));`);
  expect([apart, zeros, kept]).toEqual(["true", "true", "true"]);
});

it("memory whose bytes were handed out is never given to another array", () => {
  const [sum] = answers(`
    const first = np.ones([10000]);
    const raw = first.data;
    first.dispose();
    for (let turn = 0; turn < 100; turn++) np.zeros([10000]).dispose();
    console.log(raw.reduce((a, b) => a + b, 0));`);
  expect(sum).toBe("10000");
});

it("arrays are seen one by one once somebody asks", () => {
  const [kind, largest] = answers(`
    np.memory.info();
    const array = np.zeros([100, 100]);
    console.log(array.storage.kind);
    console.log(np.memory.info().largest.some(({ shape }) => String(shape) === "100,100"));`);
  expect([kind, largest]).toEqual(["heap", "true"]);
});

it("results that are kept do not keep the memory of many that are dropped", () => {
  const [mib] = answers(`
    const kept = [];
    for (let turn = 0; turn < 4000; turn++) {
      kept.push(np.empty([5000]));
      np.empty([20000]);
      np.empty([10000]);
    }
    console.log(process.memoryUsage().arrayBuffers / 2 ** 20);`);
  // 153 MiB are kept, 1.1 GiB were made
  expect(Number(mib)).toBeGreaterThan(150);
  expect(Number(mib)).toBeLessThan(600);
});
