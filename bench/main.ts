// `npm run bench`: reads options, finds the sides, runs the cases, prints and writes what was measured.

import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { buildIfStale } from "./build.js";
import { type Case, sizeName } from "./case.js";
import { allCases, select } from "./cases/index.js";
import { chart } from "./chart.js";
import { findSides } from "./find.js";
import { goalsText } from "./goals.js";
import { measureLimits } from "./limits.js";
import { type Options, readOptions, USAGE, UsageError } from "./options.js";
import {
  type CaseRecord,
  type Machine,
  type RunRecord,
  runText,
  type SideRecord,
} from "./record.js";
import * as report from "./report.js";
import { Runner } from "./runner.js";

function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
  };
}

function progress(done: number, total: number, started: number, id: string): void {
  if (!process.stderr.isTTY) {
    if (done % 50 === 0) process.stderr.write(`${done} of ${total} cases\n`);
    return;
  }
  const seconds = (performance.now() - started) / 1000;
  const left = done === 0 ? "" : `, ${Math.ceil((seconds / done) * (total - done))} s left`;
  process.stderr.write(`\r\x1b[K${done} of ${total}${left}  ${id}`);
}

/** Asks the sides what they are; leaves out a second strided that would run as the first does. */
async function introduce(runner: Runner): Promise<SideRecord[]> {
  const sides: SideRecord[] = [];
  for (const [name, side] of [...runner.sides]) {
    const { version, runtime, engine, threads } = await side.about();
    if (name === "strided-all" && threads === 1 && runner.sides.has("strided")) {
      process.stderr.write("all threads: strided has one thread here, the column is left out\n");
      runner.drop(name);
      continue;
    }
    sides.push({
      name,
      version,
      runtime,
      ...(engine === undefined ? {} : { engine }),
      ...(threads === undefined ? {} : { threads }),
    });
  }
  return sides;
}

async function measure(cases: readonly Case[], options: Options): Promise<RunRecord> {
  if (options.sides.some((side) => side.startsWith("strided"))) await buildIfStale();
  const { launches, missing } = findSides(options, availableParallelism());
  for (const why of missing) process.stderr.write(`left out: ${why}\n`);
  if (launches.length === 0) throw new UsageError("no side is left to run");
  const runner = new Runner(launches);
  try {
    const sides = await introduce(runner);
    process.stderr.write("measuring the machine …\n");
    const limits = await measureLimits();
    const plan = { rounds: options.rounds, sample: options.sample * 1e6, warm: 40e6 };
    const records: CaseRecord[] = [];
    const started = performance.now();
    for (const [k, one] of cases.entries()) {
      progress(k, cases.length, started, one.id);
      records.push(await runner.run(one, plan));
    }
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    return {
      format: 1,
      date: new Date().toISOString().slice(0, 10),
      machine: machine(),
      limits,
      rounds: options.rounds,
      clock: options.clock,
      sides,
      cases: records,
    };
  } finally {
    runner.close();
  }
}

function readRun(path: string): RunRecord {
  const run = JSON.parse(readFileSync(path, "utf8")) as RunRecord;
  if (run.format !== 1) throw new UsageError(`${path} is not a run of this bench`);
  return run;
}

function print(run: RunRecord, options: Options): void {
  const parts = [
    report.table(run),
    report.failuresText(run),
    report.slowerText(run),
    report.means(run),
    goalsText(run),
    report.aboutText(run),
  ];
  if (options.compare !== null) parts.push(report.comparison(run, readRun(options.compare)));
  process.stdout.write(`${parts.filter((text) => text !== "").join("\n\n")}\n`);
}

/** Runs the bench; the status says whether every result of strided was NumPy's. */
export async function main(argv: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const cases = select(allCases(), options);
  if (options.list) {
    for (const one of cases) process.stdout.write(`${one.id}\n`);
    const sizes = new Set(cases.map((one) => sizeName(one.size)));
    const groups = new Set(cases.map((one) => one.group));
    process.stdout.write(
      `${cases.length} cases in ${[...groups].join(", ")}; sizes ${[...sizes].join(", ")}\n`,
    );
    return 0;
  }
  if (options.from === null && cases.length === 0) {
    process.stderr.write("no case passes (--list lists them)\n");
    return 2;
  }
  const run = options.from === null ? await measure(cases, options) : readRun(options.from);
  if (options.json !== null) writeFileSync(options.json, runText(run));
  if (options.svg !== null) writeFileSync(options.svg, chart(run));
  print(run, options);
  const wrong = run.cases.some((one) => "strided" in one.failures || "strided-all" in one.failures);
  return wrong ? 1 : 0;
}
