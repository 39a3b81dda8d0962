// What a run leaves: the JSON file's shape, and the questions that tables and charts ask of it.

import type { SideName } from "./case.js";
import { geometricMean } from "./statistics.js";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
}

/** What the machine itself can do; speeds of copying in bytes read and written per nanosecond (GB/s). */
export interface Limits {
  /** Copying 80 MB from one place to another, by one thread. */
  readonly copy: number;
  /** By one thread per core, each its own. */
  readonly copyAll: number;
  /** Float64 operations per nanosecond (GFLOP/s) of one thread; null where they could not be measured. */
  readonly peak: number | null;
}

export interface SideRecord {
  readonly name: SideName;
  readonly version: string;
  readonly runtime: string;
  readonly engine?: string;
  readonly threads?: number;
}

export interface Timing {
  /** Nanoseconds per call: the median of the samples, and the least. */
  readonly median: number;
  readonly least: number;
}

export interface CaseRecord {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly size: number;
  /** Bytes of operands and results. */
  readonly bytes: number;
  readonly timings: Readonly<Partial<Record<SideName, Timing>>>;
  /** Why a side has no timing: an error, a different result. */
  readonly failures: Readonly<Partial<Record<SideName, string>>>;
}

export interface RunRecord {
  readonly format: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly limits: Limits | null;
  readonly rounds: number;
  /** Whether times are those of a clock or of the processor. */
  readonly clock: "wall" | "cpu";
  readonly sides: readonly SideRecord[];
  readonly cases: readonly CaseRecord[];
}

/** A run as a JSON file: times in four digits, a case on a line, so that runs can be told apart line by line. */
export function runText(run: RunRecord): string {
  const { cases, ...head } = run;
  const short = (key: string, value: unknown) =>
    (key === "median" || key === "least") && typeof value === "number"
      ? Number(value.toPrecision(4))
      : value;
  const lines = cases.map((one) => JSON.stringify(one, short));
  const text = JSON.stringify(head, null, 1).replace(/\n}$/, "");
  return `${text},\n "cases": [\n${lines.join(",\n")}\n]}\n`;
}

/** How many times as fast as another side a side is; NaN where one of them has no timing. */
export function ratio(one: CaseRecord, side: SideName, against: SideName): number {
  const [mine, other] = [one.timings[side], one.timings[against]];
  return mine === undefined || other === undefined ? Number.NaN : other.median / mine.median;
}

/** The side that stands for strided where one number is wanted: all threads, if they were measured. */
export function bestSide(run: RunRecord): SideName {
  return run.sides.some((side) => side.name === "strided-all") ? "strided-all" : "strided";
}

export interface Mean {
  readonly label: string;
  readonly cases: number;
  readonly mean: number;
  /** Cases below 1. */
  readonly slower: number;
}

/** The geometric mean of a side's ratios over some cases. */
export function meanOf(
  label: string,
  cases: readonly CaseRecord[],
  side: SideName,
  against: SideName,
): Mean {
  const ratios = cases.map((one) => ratio(one, side, against)).filter((x) => !Number.isNaN(x));
  return {
    label,
    cases: ratios.length,
    mean: geometricMean(ratios),
    slower: ratios.filter((x) => x < 1).length,
  };
}

/** Cases by a key, in the order of their first. */
export function grouped<K>(
  cases: readonly CaseRecord[],
  key: (one: CaseRecord) => K,
): Map<K, CaseRecord[]> {
  const groups = new Map<K, CaseRecord[]>();
  for (const one of cases) {
    const list = groups.get(key(one));
    if (list === undefined) groups.set(key(one), [one]);
    else list.push(one);
  }
  return groups;
}
