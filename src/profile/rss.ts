// Reads the resident set size of the process, as cheaply as the system allows. Only reading: what a change
// of it means is the recorder's.

import { builtinIfAny } from "./tools.js";

/** Reads the resident set size in bytes. */
export interface MemoryMeter {
  /** `statm`: /proc/self/statm (about 2 µs); `process`: process.memoryUsage.rss(); `none`: always 0. */
  readonly source: "statm" | "process" | "none";
  read(): number;
}

/** The cheapest meter that works here. */
export function memoryMeter(): MemoryMeter {
  return statmMeter() ?? processMeter() ?? { source: "none", read: () => 0 };
}

function processMeter(): MemoryMeter | null {
  const { process } = globalThis as { process?: NodeJS.Process };
  const rss = process?.memoryUsage?.rss;
  return rss === undefined ? null : { source: "process", read: () => rss() };
}

/** Linux keeps the size in pages, as the second number of an open file that can be read again and again. */
function statmMeter(): MemoryMeter | null {
  const { process } = globalThis as { process?: NodeJS.Process };
  const fs = builtinIfAny<typeof import("node:fs")>("node:fs");
  if (process?.platform !== "linux" || fs === null) return null;
  let file: number;
  try {
    file = fs.openSync("/proc/self/statm", "r");
  } catch {
    return null;
  }
  const text = new Uint8Array(64);
  const pages = (): number => {
    const length = fs.readSync(file, text, 0, text.length, 0);
    let at = 0;
    while (at < length && text[at] !== 32) at++;
    let value = 0;
    for (at++; at < length && text[at] !== 32; at++) value = value * 10 + (text[at]! - 48);
    return value;
  };
  // The size of a page is not told: it is the power of two nearest to what the slow way says.
  const seen = pages();
  if (seen === 0) return null;
  const pageBytes = 2 ** Math.round(Math.log2(process.memoryUsage.rss() / seen));
  return { source: "statm", read: () => pages() * pageBytes };
}
