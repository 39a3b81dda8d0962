// A made-up run, for tests of what is printed and drawn.

import type { CaseRecord, RunRecord } from "../../bench/record.js";

export function caseRecord(
  group: string,
  name: string,
  size: number,
  numpy: number,
  one: number,
  all = one,
): CaseRecord {
  const timing = (median: number) => ({ median, least: median });
  return {
    id: `${group}/${name}/${size}`,
    group,
    name,
    size,
    bytes: 24 * size,
    timings: { numpy: timing(numpy), strided: timing(one), "strided-all": timing(all) },
    failures: {},
  };
}

export const run: RunRecord = {
  format: 1,
  date: "2026-01-02",
  machine: { cpu: "A <fast> processor", cores: 2, memoryGiB: 16, system: "linux x64" },
  limits: { copy: 20, copyAll: 30, peak: 80 },
  rounds: 5,
  clock: "wall",
  sides: [
    { name: "numpy", version: "2.4.6", runtime: "Python 3.11" },
    { name: "strided", version: "0.1.0", runtime: "Node", engine: "native", threads: 1 },
    { name: "strided-all", version: "0.1.0", runtime: "Node", engine: "native", threads: 2 },
  ],
  cases: [
    caseRecord("arithmetic", "add", 100, 400, 200),
    caseRecord("arithmetic", "add", 1_000_000, 800_000, 400_000, 100_000),
    caseRecord("copy", "a.T", 10_000, 10_000, 40_000),
  ],
};
