// The command line of the fuzzer (`npm run fuzz`): reads options, runs, prints, writes reports.

import { writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { coverage } from "./coverage.js";
import { GROUPS } from "./generate/index.js";
import { writeGolden } from "./golden.js";
import { findPython, Oracle } from "./python.js";
import { briefClass, describeClass, fuzz, type Report, shrinkClasses } from "./run.js";

const USAGE = `npm run fuzz -- [options]
  --seed N        the seed (default: from the clock; always printed)
  --cases N       how many cases (default 20000)
  --case N        one case only, by its number, with both snippets
  --only A,B      groups: ${Object.keys(GROUPS).join(", ")}
  --show N        how many classes of failure to print (default 20)
  --brief         a line or two for each class, without snippets
  --wording       print differences of wording too
  --coverage      list what NumPy and strided both have and no case called
  --report FILE   write all of it as JSON
  --golden        write the golden cases instead (tests/oracle/golden)`;

interface Options {
  seed: number;
  cases: number;
  one: number | undefined;
  groups: string[];
  show: number;
  wording: boolean;
  coverage: boolean;
  brief: boolean;
  report: string | undefined;
  golden: boolean;
}

function readOptions(argv: readonly string[]): Options {
  const options: Options = {
    seed: Date.now() % 2 ** 31,
    cases: 20_000,
    one: undefined,
    groups: Object.keys(GROUPS),
    show: 20,
    wording: false,
    coverage: false,
    brief: false,
    report: undefined,
    golden: false,
  };
  for (let i = 0; i < argv.length; i++) {
    const name = argv[i]!;
    const value = (): string => {
      const given = argv[++i];
      if (given === undefined) throw new Error(`${name} needs a value`);
      return given;
    };
    if (name === "--seed") options.seed = Number(value());
    else if (name === "--cases") options.cases = Number(value());
    else if (name === "--case") options.one = Number(value());
    else if (name === "--only") options.groups = value().split(",");
    else if (name === "--show") options.show = Number(value());
    else if (name === "--brief") options.brief = true;
    else if (name === "--wording") options.wording = true;
    else if (name === "--coverage") options.coverage = true;
    else if (name === "--report") options.report = value();
    else if (name === "--golden") options.golden = true;
    else throw new Error(`unknown option ${name}\n${USAGE}`);
  }
  const unknown = options.groups.filter((group) => GROUPS[group] === undefined);
  if (unknown.length > 0) throw new Error(`unknown group ${unknown.join(", ")}\n${USAGE}`);
  return options;
}

const HANG_SECONDS = 60;

/** Ends the process with the case's number when one case takes far too long. */
function startWatch(): { before: (number: number) => void; stop: () => void } {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  Atomics.store(shared, 0, -1);
  const code = `
    const { workerData } = require("node:worker_threads");
    let last = -1, since = Date.now();
    setInterval(() => {
      const now = Atomics.load(workerData, 0);
      if (now !== last) { last = now; since = Date.now(); }
      else if (now >= 0 && Date.now() - since > ${HANG_SECONDS * 1000}) {
        require("node:fs").writeSync(2, "\\ncase " + now + " has been running for ${HANG_SECONDS} s: giving up\\n");
        process.kill(process.pid, "SIGKILL");
      }
    }, 500);`;
  const worker = new Worker(code, { eval: true, workerData: shared });
  worker.unref();
  return {
    before: (number) => {
      Atomics.store(shared, 0, number);
    },
    stop: () => {
      Atomics.store(shared, 0, -1);
      void worker.terminate();
    },
  };
}

function printReport(report: Report, options: Options): void {
  const replay = `npm run fuzz -- --seed ${options.seed} --only ${options.groups.join(",")}`;
  const shown = report.classes.filter((one) => !one.soft || options.wording).slice(0, options.show);
  for (const one of shown) {
    console.log(options.brief ? briefClass(one) : `\n${describeClass(one, replay)}`);
  }
  console.log("");
  for (const [name, group] of Object.entries(report.groups)) {
    const { cases, failed, errors } = group;
    console.log(
      `  ${name.padEnd(14)}${String(cases).padStart(7)} cases ${String(failed).padStart(6)} differ  (${errors} where NumPy raises)`,
    );
  }
  const hard = report.classes.filter((one) => !one.soft);
  const soft = report.classes.filter((one) => one.soft);
  const wording = soft.reduce((sum, one) => sum + one.count, 0);
  console.log(
    `\nseed ${report.seed}, NumPy ${report.numpy}: ${report.cases} cases in ${report.seconds.toFixed(1)} s, ${report.failed} differ in ${hard.length} classes; ${wording} of wording or invisible layout in ${soft.length}`,
  );
  const kinds = new Map<string, number>();
  for (const one of soft)
    kinds.set(one.difference.kind, (kinds.get(one.difference.kind) ?? 0) + one.count);
  for (const [kind, count] of kinds) console.log(`  ${count} × ${kind}`);
}

/** Runs the fuzzer; the exit status says whether anything differs. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  const options = readOptions(argv);
  const { found, tried } = findPython();
  if (found === null) {
    console.error(`no Python with NumPy 2 (set STRIDED_PYTHON):\n  ${tried.join("\n  ")}`);
    return 2;
  }
  console.log(`seed ${options.seed}, ${found.command} with NumPy ${found.numpy}`);
  const oracle = new Oracle(found);
  if (options.golden) {
    const counts = await writeGolden(oracle);
    for (const [file, count] of Object.entries(counts)) console.log(`${file}: ${count}`);
    oracle.close();
    return 0;
  }
  const watch = startWatch();
  const single = options.one === undefined ? {} : { start: options.one };
  const report = await fuzz(oracle, {
    seed: options.seed,
    cases: options.one === undefined ? options.cases : 1,
    groups: options.groups,
    before: watch.before,
    progress: (done, failed) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} cases, ${failed} differ `);
    },
    ...single,
  });
  watch.stop();
  const covered = coverage(await oracle.names());
  await shrinkClasses(oracle, report.classes, Math.min(options.show, 40));
  oracle.close();
  printReport(report, options);
  console.log(`${covered.called} of ${covered.shared} callables that NumPy has too were called`);
  if (options.coverage) console.log(`  never: ${covered.never.join(" ")}`);
  if (options.report !== undefined)
    writeFileSync(options.report, `${JSON.stringify(report, null, 1)}\n`);
  return report.failed === 0 ? 0 : 1;
}
