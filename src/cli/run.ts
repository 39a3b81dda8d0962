// `strided run FILE [-- ARGS]`: runs a program, TypeScript included, with the functions that it passes to
// np.profile instrumented; they print their own tables.

import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { installLoader } from "../profile/hooks/install.js";
import { sharedRecorder } from "../profile/state.js";
import {
  libraryUrl,
  otherCommand,
  programPath,
  reportUsage,
  runProgram,
  UsageError,
} from "./program.js";

export async function runCommand(args: readonly string[]): Promise<void> {
  let path: string;
  let rest: readonly string[];
  try {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined) throw new UsageError("which FILE?");
    path = programPath(file);
    rest = positionals.slice(1);
  } catch (error) {
    reportUsage("run", error);
    return;
  }
  const other = otherCommand(path);
  if (other !== null) {
    await import(pathToFileURL(other).href);
    return;
  }
  installLoader(
    { entry: pathToFileURL(path).href, scope: "profiled", pattern: null, library: libraryUrl },
    sharedRecorder(),
  );
  await runProgram(path, rest);
}
