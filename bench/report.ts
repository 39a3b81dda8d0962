// A run as text: the table of cases, means per group and size, what is slower than NumPy.

import { type SideName, sizeName } from "./case.js";
import {
  bestSide,
  type CaseRecord,
  grouped,
  type Mean,
  meanOf,
  type RunRecord,
  ratio,
} from "./record.js";

const TITLES: Readonly<Record<SideName, string>> = {
  numpy: "NumPy",
  "numpy-ts": "numpy-ts",
  strided: "1 thread",
  "strided-all": "all threads",
  baseline: "baseline",
};

/** A time in a unit that suits it. */
export function timeText(nanoseconds: number): string {
  if (Number.isNaN(nanoseconds)) return "";
  const units = ["ns", "µs", "ms", "s"];
  let [value, unit] = [nanoseconds, 0];
  while (value >= 999.5 && unit < 3) {
    value /= 1000;
    unit++;
  }
  return `${value >= 99.95 ? value.toFixed(0) : value.toPrecision(3)} ${units[unit]}`;
}

export function ratioText(value: number): string {
  if (Number.isNaN(value)) return "";
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** Columns side by side; the first to the left, the others to the right. */
export function align(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, k) => {
      widths[k] = Math.max(widths[k] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The sides whose ratio to NumPy is a column. */
function compared(run: RunRecord): SideName[] {
  const names = run.sides.map((side) => side.name);
  return names.filter((name) => name !== "numpy" && names.includes("numpy"));
}

export function header(run: RunRecord): string[] {
  return [
    "case",
    ...run.sides.map((side) => TITLES[side.name]),
    ...compared(run).map((name) => `×${TITLES[name]}`),
  ];
}

export function caseRow(run: RunRecord, one: CaseRecord): string[] {
  return [
    one.id,
    ...run.sides.map(({ name }) =>
      name in one.failures
        ? name === "numpy-ts"
          ? "–"
          : "fails"
        : timeText(one.timings[name]?.median ?? Number.NaN),
    ),
    ...compared(run).map((name) => ratioText(ratio(one, name, "numpy"))),
  ];
}

/** One line for each case. */
export function table(run: RunRecord): string {
  return align([header(run), ...run.cases.map((one) => caseRow(run, one))]);
}

function meanRows(
  run: RunRecord,
  groups: ReadonlyMap<string, readonly CaseRecord[]>,
  sides: readonly SideName[],
): string[][] {
  return [...groups].map(([label, cases]) => {
    const means = sides.map((side): Mean => meanOf(label, cases, side, "numpy"));
    return [
      label,
      String(cases.length),
      ...means.map((mean) => ratioText(mean.mean)),
      String(meanOf(label, cases, bestSide(run), "numpy").slower),
    ];
  });
}

/** Geometric means of the ratios to NumPy, per group and size and over all. */
export function means(run: RunRecord): string {
  const sides = compared(run);
  if (sides.length === 0) return "no NumPy: no ratios";
  const head = (what: string) => [
    what,
    "cases",
    ...sides.map((name) => `×${TITLES[name]}`),
    "below 1",
  ];
  return align([
    head("geometric means"),
    ...meanRows(
      run,
      grouped(run.cases, (one) => one.group),
      sides,
    ),
    ...meanRows(
      run,
      grouped(run.cases, (one) => `size ${sizeName(one.size)}`),
      sides,
    ),
    ...meanRows(run, new Map([["all", run.cases]]), sides),
  ]);
}

/** Cases slower than NumPy's, the slowest first. */
export function slower(run: RunRecord): CaseRecord[] {
  const side = bestSide(run);
  return run.cases
    .filter((one) => ratio(one, side, "numpy") < 1)
    .sort((x, y) => ratio(x, side, "numpy") - ratio(y, side, "numpy"));
}

export function slowerText(run: RunRecord): string {
  const cases = slower(run);
  if (cases.length === 0) return "no case is slower than NumPy's";
  const side = bestSide(run);
  const rows = cases.map((one) => [
    one.id,
    timeText(one.timings.numpy!.median),
    timeText(one.timings[side]!.median),
    ratioText(ratio(one, side, "numpy")),
  ]);
  return align([[`${cases.length} cases below 1`, "NumPy", TITLES[side], "ratio"], ...rows]);
}

/** What went wrong, one line each. What numpy-ts lacks or does otherwise is counted only. */
export function failuresText(run: RunRecord): string {
  const lines = run.cases.flatMap((one) =>
    Object.entries(one.failures)
      .filter(([side]) => side !== "numpy-ts")
      .map(([side, why]) => `${one.id} on ${side}: ${why}`),
  );
  const lacking = run.cases.filter((one) => "numpy-ts" in one.failures).length;
  if (lacking > 0) {
    lines.push(`numpy-ts: ${lacking} cases it has not or answers otherwise (the JSON says how)`);
  }
  return lines.join("\n");
}

/** The machine and the sides. */
export function aboutText(run: RunRecord): string {
  const { cpu, cores, memoryGiB, system } = run.machine;
  const lines = [`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}`];
  if (run.clock === "cpu") lines.push("times are those on the processor, not by the clock");
  for (const { name, version, runtime, engine, threads } of run.sides) {
    const how =
      engine === undefined ? "" : `, ${engine}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    lines.push(`${TITLES[name]}: ${version}, ${runtime}${how}`);
  }
  if (run.limits !== null) {
    const { copy, copyAll, peak } = run.limits;
    lines.push(
      `copying memory: ${copy.toFixed(1)} GB/s by one thread, ${copyAll.toFixed(1)} GB/s by ${cores} (read and written)`,
    );
    if (peak !== null)
      lines.push(`multiply-add: ${peak.toFixed(1)} GFLOP/s of float64 by one thread`);
  }
  return lines.join("\n");
}

/** How cases changed since an earlier run, by the ratio to NumPy where both have it, else by time. */
export function comparison(run: RunRecord, old: RunRecord): string {
  const before = new Map(old.cases.map((one) => [one.id, one]));
  const [side, oldSide] = [bestSide(run), bestSide(old)];
  const rows = run.cases.flatMap((one) => {
    const was = before.get(one.id);
    if (was === undefined) return [];
    const [now, then] = [ratio(one, side, "numpy"), ratio(was, oldSide, "numpy")];
    const change =
      Number.isNaN(now) || Number.isNaN(then)
        ? (was.timings[oldSide]?.median ?? Number.NaN) / (one.timings[side]?.median ?? Number.NaN)
        : now / then;
    return Number.isNaN(change) ? [] : [{ id: one.id, then, now, change }];
  });
  rows.sort((x, y) => x.change - y.change);
  const text = rows
    .filter(({ change }) => change < 0.9 || change > 1.1)
    .map(({ id, then, now, change }) => [id, ratioText(then), ratioText(now), ratioText(change)]);
  const faster = rows.filter(({ change }) => change > 1.1).length;
  const slowerCount = rows.filter(({ change }) => change < 0.9).length;
  return `${align([["changed by more than a tenth", "before", "now", "change"], ...text])}
${rows.length} cases in both runs: ${faster} faster, ${slowerCount} slower`;
}
