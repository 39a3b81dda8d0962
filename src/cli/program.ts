// Runs a user's program inside this process: as `node FILE ARGS` would, but through our loader.

import { existsSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A mistake on the command line: its message is the whole answer. */
export class UsageError extends Error {}

/** The program named on the command line, as an absolute path with links followed, as Node does. */
export function programPath(file: string): string {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`there is no file ${file}`);
  if (!statSync(path).isFile()) throw new UsageError(`${file} is not a file`);
  return realpathSync(path);
}

/** URL of this package's entry: what the program gets for `import "strided"`. */
export const libraryUrl = new URL("../index.js", import.meta.url).href;

/**
 * The command of the strided that the program itself has installed, if that is not this one: it must take
 * over, since events of one copy are not seen by another.
 */
export function otherCommand(program: string): string | null {
  try {
    const manifest = realpathSync(createRequire(program).resolve("strided/package.json"));
    const own = realpathSync(fileURLToPath(new URL("../../package.json", import.meta.url)));
    const command = join(dirname(manifest), "dist", "cli", "main.js");
    return manifest !== own && existsSync(command) ? command : null;
  } catch {
    // The program has none: it gets ours.
    return null;
  }
}

/** Runs the program; an error of its loading is thrown to Node, which reports it as always. */
export async function runProgram(path: string, args: readonly string[]): Promise<void> {
  process.argv = [process.argv[0]!, path, ...args];
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    // Outside this promise, so that it ends the process as it would have under `node FILE`.
    process.nextTick(() => {
      throw error;
    });
  }
}

/** Answers a mistake on the command line; anything else is passed on. */
export function reportUsage(command: string, error: unknown): void {
  const usage =
    error instanceof UsageError ||
    (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  if (!usage) throw error;
  process.stderr.write(`strided ${command}: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
