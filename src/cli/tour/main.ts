// `strided tour`: memory management with arrays, step by step on real data. Each step shows its code, runs it
// and checks what it says; the exit status tells whether all of it held.

import { datasetPath, MissingData } from "./data.js";
import { Page } from "./page.js";
import { memoryMap, profiling, structured } from "./steps-data.js";
import { contiguous, creation, strides, traversal, views } from "./steps-memory.js";
import { broadcasting, vectorization } from "./steps-speed.js";

/** Runs the tour. Sets the exit status to 1 if a claim fails. */
export async function tourCommand(args: readonly string[]): Promise<void> {
  if (args.length > 0) {
    process.stderr.write(`strided tour takes no arguments (got ${args.join(" ")})\n`);
    process.exitCode = 2;
    return;
  }
  try {
    datasetPath("seattle-weather.csv");
  } catch (error) {
    if (!(error instanceof MissingData)) throw error;
    process.stderr.write(`strided tour: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const page = new Page();
  const start = performance.now();
  page.title(
    "strided: NumPy's array and its memory, in TypeScript",
    `Node ${process.version} on ${process.platform} ${process.arch}. Every output below is computed as you read.`,
  );
  for (const step of [
    contiguous,
    views,
    strides,
    traversal,
    creation,
    vectorization,
    broadcasting,
    profiling,
    memoryMap,
    structured,
  ]) {
    step(page);
  }
  if (!page.finish((performance.now() - start) / 1000)) process.exitCode = 1;
}
