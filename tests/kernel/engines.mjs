// `node tests/kernel/engines.mjs [kernels] [seed]`: random kernels as machine code and as JavaScript, bit for bit.

import * as nodeModule from "node:module";
import { load, resolve } from "../oracle/ts-hooks.mjs";

if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load });
else nodeModule.register("../oracle/ts-hooks-async.mjs", import.meta.url);

const { compareEngines, compareLines, comparePlanes } = await import("./random-kernels.ts");
const kernels = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 20261123);
const started = performance.now();
let native = 0;
for (let from = 0; from < kernels; from += 10_000) {
  const to = Math.min(kernels, from + 10_000);
  // planes and lines have many elements: one for a hundred kernels, or for twenty
  for (const found of [
    compareEngines(seed, from, to),
    comparePlanes(seed, from, from + Math.ceil((to - from) / 100)),
    compareLines(seed, from, from + Math.ceil((to - from) / 20)),
  ]) {
    native += found.native;
    if (found.difference !== null) {
      console.error(found.difference);
      process.exit(1);
    }
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `seed ${seed}: ${kernels} kernels, ${native} of them machine code, 0 differ (${seconds} s)`,
);
