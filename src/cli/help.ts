// What `strided help` and `strided --version` print.

import { readFileSync } from "node:fs";

export const helpText = `Usage: strided <command>

  tour                        walk through NumPy's memory model, on real data
  run FILE [-- ARGS]          run a TypeScript or JavaScript program, functions
                              passed to np.profile instrumented
  profile FILE [-- ARGS]      run it and print where its memory goes, line by line
      --function PATTERN      profile the functions of this name (* is anything)
      --all                   profile every file of the program
      --precision N           decimals of the MiB columns (3)
      --json                  print the report as JSON; the program's own output
                              goes to standard error
      --output FILE           write the report there instead
  timeit CODE                 time a line of JavaScript, np in its sight
      --setup CODE, -s        what runs once before
      --number N, -n          calls in each run (as many as take 50 ms)
      --repeat N, -r          runs (7)
  memit CODE                  how much memory it takes; --setup, --repeat (1)
  help, --help                this text
  --version                   strided's version

Without --function or --all, \`strided profile\` profiles the functions that the
program passes to np.profile, and if there are none, all of FILE.
`;

/** The version of the package that this command belongs to. */
export function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
