// Runs a piece of JavaScript in a Node process of its own, with the sources importable: for what may kill
// the process, needs other limits, or must be seen by somebody else.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const register = new URL("./register-typescript.mjs", import.meta.url).href;

/** URL of a source file, to be imported by a child: `sourceUrl("memory/mapping.ts")`. */
export function sourceUrl(path: string): string {
  return new URL(`../../src/${path}`, import.meta.url).href;
}

export interface ChildResult {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `code` as an ES module; `flags` are node's. */
export function runNode(code: string, flags: readonly string[] = []): ChildResult {
  const args = [...flags, "--import", register, "--input-type=module", "--eval", code];
  const result = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
    timeout: 110_000,
  });
  const { status, signal, stdout, stderr } = result;
  return { status, signal, stdout, stderr };
}

/** As runNode, but a child that fails is an error that shows what it said; returns its lines. */
export function linesOf(code: string, flags: readonly string[] = []): string[] {
  const { status, signal, stdout, stderr } = runNode(code, flags);
  if (status !== 0) throw new Error(`child ended with ${signal ?? status}:\n${stdout}${stderr}`);
  return stdout.trimEnd().split("\n");
}
