// The chart on the front page is drawn from the run that is kept, and the run tells nothing of who made it.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { chart } from "../../bench/chart.js";
import { type RunRecord, runText } from "../../bench/record.js";

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
const text = read("bench/results.json");
const run = JSON.parse(text) as RunRecord;

it("the chart is that of the results", () => {
  expect(read("docs/benchmarks.svg")).toBe(chart(run));
});

it("the results are a run of the bench, whose every case strided got right", () => {
  expect(runText(run)).toBe(text);
  expect(run.cases.length).toBeGreaterThan(400);
  expect(run.sides.map((side) => side.name)).toEqual(expect.arrayContaining(["numpy", "strided"]));
  expect(run.cases.filter((one) => "strided" in one.failures)).toEqual([]);
});

it("the results name no paths", () => {
  expect(text).not.toMatch(/\/(home|work|root|tmp|usr|opt)\//);
});
