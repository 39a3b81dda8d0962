// np.timeit: how long a function takes, in the manner of IPython's %timeit. No memory is measured here.

import { options } from "../core/options.js";

/** Options of `timeit`. */
export interface TimeitOptions {
  /** Runs to time; 7 unless told. */
  readonly repeat?: number | undefined;
  /** Calls in each run; without it as many as make a run last about `target` seconds. */
  readonly number?: number | undefined;
  /** Seconds that a run should last when `number` is left out; 0.05 unless told. */
  readonly target?: number | undefined;
}

/** What `timeit` measured. Times are seconds for one call. */
export interface Timing {
  /** Mean time of one call, in seconds. */
  readonly mean: number;
  /** Standard deviation over the runs. */
  readonly stdev: number;
  /** Least time of one call, in seconds. */
  readonly best: number;
  /** Greatest time of one call, in seconds. */
  readonly worst: number;
  /** Calls in each run. */
  readonly loops: number;
  /** Seconds for one call, run by run. */
  readonly runs: readonly number[];
  /** `1.21 ms ± 35.4 μs per loop (mean ± std. dev. of 7 runs, 100 loops each)` */
  toString(): string;
}

/**
 * Times a function: calibrates how many calls make a run long enough, then takes the mean and the standard
 * deviation of several runs, as IPython's `%timeit`.
 *
 * @returns a Timing: numbers, no array
 * @throws TypeError if `fn` is no function, or an option is unknown
 * @example
 * ```ts
 * const time = np.timeit(() => np.sqrt(np.ones(100)), { repeat: 3, target: 0.001 });
 * time.runs.length; // => 3
 * ```
 */
export function timeit(fn: () => unknown, given?: TimeitOptions): Timing {
  if (typeof fn !== "function") {
    throw new TypeError(`timeit() takes a function to call (got ${typeof fn})`);
  }
  const known = options("timeit", given, ["repeat", "number", "target"]);
  const repeat = known.repeat ?? 7;
  const loops = known.number ?? calibrate(fn, known.target ?? 0.05);
  const runs: number[] = [];
  for (let run = 0; run < repeat; run++) runs.push(seconds(fn, loops) / loops);
  const mean = runs.reduce((sum, one) => sum + one, 0) / runs.length;
  const variance = runs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / runs.length;
  const timing = {
    mean,
    stdev: Math.sqrt(variance),
    best: Math.min(...runs),
    worst: Math.max(...runs),
    loops,
    runs,
  };
  return { ...timing, toString: () => timingText(timing) };
}

function seconds(fn: () => unknown, loops: number): number {
  const start = performance.now();
  for (let i = 0; i < loops; i++) fn();
  return (performance.now() - start) / 1000;
}

/** 1, 2, 5, 10, 20 … calls: the first that last long enough. */
function calibrate(fn: () => unknown, target: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) {
      const loops = power * step;
      if (seconds(fn, loops) >= target || loops >= 1e9) return loops;
    }
  }
}

function timingText(timing: Omit<Timing, "toString">): string {
  const { mean, stdev, loops, runs } = timing;
  const counted = `${runs.length} run${runs.length === 1 ? "" : "s"}, ${loops.toLocaleString("en")} loop${loops === 1 ? "" : "s"} each`;
  return `${timeText(mean)} ± ${timeText(stdev)} per loop (mean ± std. dev. of ${counted})`;
}

const units = [
  ["s", 1],
  ["ms", 1e-3],
  ["μs", 1e-6],
  ["ns", 1e-9],
] as const;

/** Seconds with three significant digits in the unit that fits: `1.21 ms`. */
export function timeText(time: number): string {
  const [unit, scale] = units.find(([, one]) => time >= one) ?? units[3];
  return `${Number((time / scale).toPrecision(3))} ${unit}`;
}
