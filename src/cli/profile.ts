// `strided profile FILE`: runs a program under the line-by-line memory profiler and reports at its end, also
// when it throws or calls process.exit.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { installLoader } from "../profile/hooks/install.js";
import type { FileRecord, Recorder } from "../profile/recorder.js";
import {
  mergeReports,
  type ProfileReport,
  type ProfileSection,
  sectionOf,
} from "../profile/report.js";
import { program, sharedRecorder } from "../profile/state.js";
import { profileTable } from "../profile/table.js";
import {
  libraryUrl,
  otherCommand,
  programPath,
  reportUsage,
  runProgram,
  UsageError,
} from "./program.js";

interface Request {
  readonly path: string;
  readonly args: readonly string[];
  readonly pattern: string | null;
  readonly all: boolean;
  readonly json: boolean;
  readonly output: string | null;
  readonly precision: number;
}

export async function profileCommand(args: readonly string[]): Promise<void> {
  let request: Request;
  try {
    request = readArguments(args);
  } catch (error) {
    reportUsage("profile", error);
    return;
  }
  const other = otherCommand(request.path);
  if (other !== null) {
    await import(pathToFileURL(other).href);
    return;
  }
  const recorder = sharedRecorder();
  const collected: ProfileReport[] = [];
  program.collect = (report) => collected.push(report);
  installLoader(
    {
      entry: pathToFileURL(request.path).href,
      scope: request.all ? "all" : "entry",
      pattern: request.pattern,
      library: libraryUrl,
    },
    recorder,
  );
  if (request.json && request.output === null) divertOutput();
  process.once("exit", () => {
    recorder.unwind(null);
    write(request, finalReport(recorder, collected, request));
  });
  // Loaded before recording starts: what strided itself allocates while loading is not the program's.
  await import(libraryUrl);
  recorder.start();
  await runProgram(request.path, request.args);
}

function readArguments(args: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      function: { type: "string" },
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      output: { type: "string", short: "o" },
      precision: { type: "string", default: "3" },
    },
  });
  const [file, ...rest] = positionals;
  if (file === undefined) throw new UsageError("which FILE?");
  const precision = Number(values.precision);
  if (!Number.isInteger(precision) || precision < 0 || precision > 20) {
    throw new UsageError(
      `--precision takes a number of decimals from 0 to 20, not ${values.precision}`,
    );
  }
  return {
    path: programPath(file),
    args: rest,
    pattern: values.function ?? null,
    all: values.all,
    json: values.json,
    output: values.output ?? null,
    precision,
  };
}

/** What the program passed to np.profile; else what was asked for by name; else whole files. */
function finalReport(
  recorder: Recorder,
  collected: readonly ProfileReport[],
  request: Request,
): ProfileReport {
  if (collected.length > 0 && request.pattern === null && !request.all) {
    return mergeReports(collected);
  }
  const sections: ProfileSection[] = [];
  for (const file of recorder.files.values()) sections.push(...sectionsOf(file, request));
  return {
    version: 1,
    method: "instrumented",
    sections,
    outside: recorder.outside,
    events: recorder.events,
  };
}

function sectionsOf(file: FileRecord, request: Request): ProfileSection[] {
  const whole = file.functions.find((fn) => fn.info.kind === "module");
  if (whole !== undefined && request.pattern === null) {
    return [
      sectionOf(file, {
        name: null,
        startLine: 1,
        endLine: file.text.at(-1) === "" ? file.text.length - 1 : file.text.length,
        calls: 1,
      }),
    ];
  }
  return file.functions
    .filter((fn) => fn.info.selected && fn.calls > 0)
    .map((fn) =>
      sectionOf(file, {
        name: fn.info.name,
        startLine: fn.info.line,
        endLine: fn.info.endLine,
        calls: fn.calls,
      }),
    );
}

/** Standard output is the report's: what the program prints goes to standard error. */
function divertOutput(): void {
  const original = process.stdout.write.bind(process.stdout);
  writeReport = (text) => original(text);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}

let writeReport: (text: string) => unknown = (text) => process.stdout.write(text);

function write(request: Request, report: ProfileReport): void {
  const text = request.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : report.sections.length === 0
      ? emptyText(request)
      : profileTable(report, { precision: request.precision });
  if (request.output === null) writeReport(text);
  else writeFileSync(request.output, text);
}

function emptyText(request: Request): string {
  return request.pattern === null
    ? "Nothing was profiled: none of the functions passed to np.profile was called.\n"
    : `Nothing was profiled: no function whose name matches '${request.pattern}' was called.\n`;
}
