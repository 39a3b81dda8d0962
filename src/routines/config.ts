// np.config and np.show_config: which engine runs the kernels, on how many threads, and what the machine offers.

import { options } from "../core/options.js";
import { engineInfo, setThreadCount } from "../kernel/choice.js";
import { builtin } from "../memory/builtin.js";
import { libcStatus } from "../memory/libc.js";

/** Options of `config`. */
export interface ConfigOptions {
  /** Threads that kernels run on, from 1: `STRIDED_NUM_THREADS`, or the processor's cores, by default. */
  threads?: number | undefined;
}

/** How strided runs here. */
export interface Config {
  /** The lowering that runs kernels: machine code (`native`) or JavaScript (`js`); tiny arrays always take the latter. */
  readonly engine: string;
  /** The lowerings this build has. */
  readonly engines: readonly string[];
  /** The vector instructions of machine code: `avx512`, `avx2` or `none`; `STRIDED_CPU=avx2` does without AVX-512. */
  readonly simd: string;
  /** Why kernels do not run as machine code; `null` where they do. */
  readonly engine_reason: string | null;
  /** How many kernels have run as machine code so far. */
  readonly native_runs: number;
  /** How often one of them was shared out among threads. */
  readonly shared_runs: number;
  /** Threads that kernels run on, the calling one among them. */
  readonly threads: number;
  /** Whether koffi is there, for memory maps; if not, why. */
  readonly native_calls: string;
  /** Node's version, the system and the processor's architecture. */
  readonly runtime: string;
  /** The processor's model and number of cores. */
  readonly cpu: string;
  /** Features of the processor that machine code uses or could use. */
  readonly cpu_features: readonly string[];
}

/**
 * Sets how kernels run, and returns the configuration in force. Large kernels are shared out among threads, which start
 * at the first such kernel, sleep when idle and do not keep the program alive. Results do not depend on their number.
 * Where kernels run as JavaScript there is one thread.
 *
 * @returns the configuration: names and numbers, no array
 * @throws ValueError for what is no number of threads
 * @example
 * ```ts
 * np.config({ threads: 1 }).threads; // => 1
 * ```
 */
export function config(given?: ConfigOptions): Config {
  const { threads } = options("config", given, ["threads"]);
  if (threads !== undefined) setThreadCount(threads);
  const info = engineInfo();
  const status = libcStatus();
  const cpus = builtin("node:os").cpus();
  return {
    engine: info.engine,
    engines: info.engines,
    simd: info.simd,
    engine_reason: info.reason,
    native_runs: info.nativeRuns,
    shared_runs: info.sharedRuns,
    threads: info.threads,
    native_calls: status.available ? "koffi" : `none: ${status.reason}`,
    runtime: `Node ${process.version} ${process.platform} ${process.arch}`,
    cpu: `${cpus[0]?.model ?? "unknown"} × ${cpus.length}`,
    cpu_features: info.features,
  };
}

/**
 * The configuration as text.
 *
 * @throws nothing
 * @example
 * ```ts
 * np.show_config().includes("engine"); // => true
 * ```
 */
export function show_config(): string {
  return Object.entries(config())
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`)
    .join("\n");
}
