// The text of a report: memory_profiler's columns and ours.

import { expect, test } from "vitest";
import { emptySums } from "../../src/profile/recorder.js";
import type { ProfileLine, ProfileReport } from "../../src/profile/report.js";
import { mergeReports } from "../../src/profile/report.js";
import { profileTable } from "../../src/profile/table.js";

function line(number: number, text: string, facts: Partial<ProfileLine> = {}): ProfileLine {
  return {
    line: number,
    text,
    occurrences: null,
    memory: null,
    increment: null,
    ...emptySums(),
    own: emptySums(),
    reasons: {},
    ...facts,
  };
}

const mebi = 2 ** 20;

const report: ProfileReport = {
  version: 1,
  method: "instrumented",
  events: 12,
  outside: { ...emptySums(), allocated: 24 },
  sections: [
    {
      file: "/far/away/work.ts",
      name: "work",
      startLine: 9,
      endLine: 12,
      calls: 1,
      lines: [
        line(9, "function work() {", { occurrences: 1, memory: 38 * mebi, increment: 0 }),
        line(10, "  const a = np.ones([1000, 1000]);", {
          occurrences: 1,
          memory: 46.25 * mebi,
          increment: 7.63 * mebi,
          allocated: 8_000_000,
        }),
        line(11, "  for (const row of a) total(row.copy());", {
          occurrences: 1001,
          memory: 46.25 * mebi,
          increment: -0.0001 * mebi,
          allocated: 8_000_000,
          copied: 8_000_000,
          reasons: { requested: 8_000_000 },
        }),
        line(12, "}"),
      ],
    },
  ],
};

test("a table", () => {
  expect(`\n${profileTable(report)}`).toBe(`
Filename: /far/away/work.ts
Function: work (1 call)

Line #    Mem usage    Increment  Occurrences       Allocated          Copied   Line Contents
=============================================================================================
     9   38.000 MiB    0.000 MiB            1                                   function work() {
    10   46.250 MiB    7.630 MiB            1     8,000,000 B                     const a = np.ones([1000, 1000]);
    11   46.250 MiB    0.000 MiB        1,001     8,000,000 B     8,000,000 B     for (const row of a) total(row.copy());
    12                                                                          }

Outside these lines: 24 B allocated, 0 B copied.

`);
});

test("precision, whole files, columns as wide as they must be", () => {
  const [section] = report.sections;
  const wide = {
    ...section!,
    name: null,
    lines: [line(1, "x", { allocated: 123_456_789_012_345, memory: 3 * mebi })],
  };
  expect(
    `\n${profileTable({ ...report, outside: emptySums(), sections: [wide] }, { precision: 0 })}`,
  ).toBe(
    `
Filename: /far/away/work.ts

Line #    Mem usage    Increment  Occurrences             Allocated          Copied   Line Contents
===================================================================================================
     1        3 MiB                           123,456,789,012,345 B                   x

`,
  );
});

test("reports of the same lines are added up", () => {
  const merged = mergeReports([report, report]);
  expect(merged.events).toBe(24);
  expect(merged.outside.allocated).toBe(48);
  expect(merged.sections.length).toBe(1);
  expect(merged.sections[0]!.calls).toBe(2);
  expect(merged.sections[0]!.lines[2]).toMatchObject({
    occurrences: 2002,
    memory: 46.25 * mebi,
    copied: 16_000_000,
    reasons: { requested: 16_000_000 },
  });
  expect(merged.sections[0]!.lines[3]).toMatchObject({ occurrences: null, memory: null });
});
