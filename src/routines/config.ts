// np.config and np.show_config: which engine runs the kernels, on how many threads, and what the machine offers.

import { cpus } from "node:os";
import { ValueError } from "../core/errors.js";
import { options } from "../core/options.js";
import { engineInfo } from "../kernel/engine.js";
import { libcStatus } from "../memory/libc.js";

/** Options of `config`. */
export interface ConfigOptions {
  /** Threads that kernels may use. 1 by default. */
  threads?: number | undefined;
}

/** How strided runs here. */
export interface Config {
  /** The lowering that runs kernels: machine code (`native`) or JavaScript (`js`); tiny arrays always take the latter. */
  readonly engine: string;
  /** The lowerings this build has. */
  readonly engines: readonly string[];
  /** Why kernels do not run as machine code; `null` where they do. */
  readonly engine_reason: string | null;
  /** How many kernels have run as machine code so far. */
  readonly native_runs: number;
  /** Threads that kernels use. */
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
 * Sets how kernels run, and returns the configuration in force. Kernels run on the calling thread.
 *
 * @returns the configuration: names and numbers, no array
 * @throws ValueError for a setting that this engine cannot have
 * @example
 * ```ts
 * np.config().threads; // => 1
 * ```
 */
export function config(given?: ConfigOptions): Config {
  const { threads } = options("config", given, ["threads"]);
  const info = engineInfo();
  if (threads !== undefined && threads !== 1) {
    throw new ValueError(`threads must be 1 (got ${threads}): kernels run on the calling thread`);
  }
  const status = libcStatus();
  return {
    engine: info.engine,
    engines: info.engines,
    engine_reason: info.reason,
    native_runs: info.nativeRuns,
    threads: info.threads,
    native_calls: status.available ? "koffi" : `none: ${status.reason}`,
    runtime: `Node ${process.version} ${process.platform} ${process.arch}`,
    cpu: `${cpus()[0]?.model ?? "unknown"} × ${cpus().length}`,
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
