#!/usr/bin/env node
// The command `strided`: finds the subcommand and hands over to it. No work is done here.

import { helpText, version } from "./help.js";

async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  switch (name) {
    case "tour": {
      // Loaded by need: most commands want none of it.
      const tour = "./tour/main.js";
      const { tourCommand } = (await import(tour)) as {
        tourCommand(args: readonly string[]): Promise<void>;
      };
      return tourCommand(rest);
    }
    case "profile":
      return (await import("./profile.js")).profileCommand(rest);
    case "run":
      return (await import("./run.js")).runCommand(rest);
    case "timeit":
    case "memit":
      return (await import("./timeit.js")).measureCommand(name, rest);
    case "version":
    case "--version":
    case "-v":
      process.stdout.write(`${version()}\n`);
      return;
    case undefined:
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(helpText);
      return;
    default:
      process.stderr.write(`strided: there is no command '${name}'\n\n${helpText}`);
      process.exitCode = 2;
  }
}

await main(process.argv.slice(2));
