// The package as users install it, in a project of its own: compiled with tsc into a temporary folder's
// node_modules. For tests of the command and of plain `node` programs.

import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { ChildResult } from "./child.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface ScratchProject {
  readonly folder: string;
  /** Writes a file of the project. */
  write(name: string, text: string): void;
  /** Runs `node ARGS` in it. */
  node(...args: string[]): ChildResult;
  /** Runs `strided ARGS` in it. */
  strided(...args: string[]): ChildResult;
}

/** A project with strided in its node_modules, gone after the test file. */
export function scratchProject(): ScratchProject {
  const folder = mkdtempSync(join(tmpdir(), "strided-project-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const installed = join(folder, "node_modules", "strided");
  mkdirSync(installed, { recursive: true });
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = spawnSync(
    process.execPath,
    [compiler, "-p", join(root, "tsconfig.json"), "--outDir", join(installed, "dist")],
    { encoding: "utf8" },
  );
  // Errors of types are `npm run types`'s to refuse; what matters here is that the compiler wrote.
  if (!existsSync(join(installed, "dist", "index.js")))
    throw new Error(`tsc wrote nothing:\n${stdout}`);
  cpSync(join(root, "package.json"), join(installed, "package.json"));
  symlinkSync(join(root, "node_modules"), join(installed, "node_modules"), "dir");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  const command = join(installed, "dist", "cli", "main.js");
  const node = (...args: string[]): ChildResult => {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: "utf8",
      timeout: 110_000,
    });
    return { status, signal, stdout, stderr };
  };
  return {
    folder,
    node,
    strided: (...args) => node(command, ...args),
    write(name, text) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
  };
}
