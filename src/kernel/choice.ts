// Which lowering runs a kernel: what was asked for, what can be had here, and from how many elements on it pays. How
// kernels run is engine.ts's.

import { ValueError } from "../memory/errors.js";
import { nativeStatus, type VectorName } from "./x64/cpu.js";
import { countShared, setThreadCount, threadCount } from "./x64/threads.js";

export { setThreadCount };

/** The lowerings there are. */
export const engineNames = ["js", "native"] as const;

/** Name of a lowering. */
export type EngineName = (typeof engineNames)[number];

/** Elements from which machine code is worth its call: 70 ns, measured. */
const NATIVE_FROM = 16;

/** Kernels that ran as machine code. */
let nativeRuns = 0;

/** Which engine was asked for; null leaves the choice to what can be had. */
let wanted: EngineName | null | undefined;
/** Elements from which kernels run as machine code; infinite where they don't. */
let nativeFrom = -1;

function readWanted(): EngineName | null {
  const process = (globalThis as { process?: { env: Record<string, string | undefined> } }).process;
  const forced = process?.env["STRIDED_ENGINE"];
  if (forced === undefined || forced === "") return null;
  if ((engineNames as readonly string[]).includes(forced)) return forced as EngineName;
  throw new ValueError(
    `STRIDED_ENGINE=${forced}: there is no such engine here; known: ${engineNames.join(", ")}`,
  );
}

/** Decides, at the first kernel that is large enough to ask. */
function decide(): void {
  wanted ??= readWanted();
  if (wanted === "js") {
    nativeFrom = Number.POSITIVE_INFINITY;
    return;
  }
  const { available, reason } = nativeStatus();
  if (wanted === "native" && !available) {
    throw new ValueError(`STRIDED_ENGINE=native: machine code cannot run here: ${reason}`);
  }
  nativeFrom = available ? (wanted === "native" ? 1 : NATIVE_FROM) : Number.POSITIVE_INFINITY;
}

/** Whether a kernel over so many elements is to run as machine code. */
export function runsNative(count: number): boolean {
  if (nativeFrom < 0) {
    wanted ??= readWanted();
    // Small kernels load nothing.
    if (wanted === null && count < NATIVE_FROM) return false;
    decide();
  }
  return count >= nativeFrom;
}

/** Whether such a kernel is to run as machine code, and there are threads to share it. */
export function runsShared(count: number): boolean {
  return runsNative(count) && threadCount() > 1;
}

/**
 * Elements up to which JavaScript combines a line before machine code has been made ready: a microsecond, measured.
 * Where machine code is asked for by name it runs nevertheless.
 */
const SHORT_LINES = 192;

/** Whether a reduction of so many elements is to run as machine code. */
export function reducesNative(count: number): boolean {
  return runsNative(count) && (count > SHORT_LINES || wanted === "native");
}

/** Counts a run of machine code, if it was one. */
export function countNative(done: boolean): boolean {
  if (done) nativeRuns++;
  return done;
}

/** The engine that runs kernels large enough to matter. */
export function engineName(): EngineName {
  if (nativeFrom < 0) decide();
  return nativeFrom === Number.POSITIVE_INFINITY ? "js" : "native";
}

/** What `np.show_config()` says about kernels. */
export interface EngineInfo {
  readonly engine: EngineName;
  readonly engines: readonly EngineName[];
  readonly threads: number;
  /** How many kernels have run as machine code so far. */
  readonly nativeRuns: number;
  /** How often one was shared out among threads. */
  readonly sharedRuns: number;
  /** The vector instructions that machine code is written with. */
  readonly simd: VectorName | "none";
  /** Why there is no machine code; null where there is. */
  readonly reason: string | null;
  /** Features of the processor that matter to kernels. */
  readonly features: readonly string[];
}

/** How kernels run here. */
export function engineInfo(): EngineInfo {
  const engine = engineName();
  const { features, reason, vectors } =
    wanted === "js" ? { features: [], reason: "STRIDED_ENGINE=js", vectors: null } : nativeStatus();
  const threads = engine === "native" ? threadCount() : 1;
  return {
    engine,
    engines: engineNames,
    threads,
    nativeRuns,
    sharedRuns: countShared(),
    simd: vectors ?? "none",
    reason,
    features,
  };
}
