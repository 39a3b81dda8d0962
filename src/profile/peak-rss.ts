// The most resident memory that the process had since a moment: Linux forgets the mark of before when it is told to.
// What the numbers mean is the callers' business.

import { memoryMeter } from "./rss.js";
import { builtinIfAny } from "./tools.js";

/** Tells the most resident memory since `reset`. */
export interface PeakMeter {
  /** `kernel`: the kernel keeps the mark; `ends`: only what there is when it is asked. */
  readonly source: "kernel" | "ends";
  reset(): void;
  /** In bytes. */
  read(): number;
}

/** What proc(5) has one write to forget the highest resident set size. */
const FORGET = "5";

/** The best meter that works here. */
export function peakMeter(): PeakMeter {
  return kernelMeter() ?? endsMeter();
}

function kernelMeter(): PeakMeter | null {
  const { process } = globalThis as { process?: NodeJS.Process };
  const fs = builtinIfAny<typeof import("node:fs")>("node:fs");
  if (process?.platform !== "linux" || fs === null) return null;
  const reset = () => fs.writeFileSync("/proc/self/clear_refs", FORGET);
  try {
    reset();
  } catch {
    return null; // not ours to write: a container may forbid it
  }
  return { source: "kernel", reset, read: () => process.resourceUsage().maxRSS * 1024 };
}

function endsMeter(): PeakMeter {
  const meter = memoryMeter();
  return { source: "ends", reset() {}, read: () => meter.read() };
}
