// A Python with NumPy 2, where there is one: for tests in which the other side must read or write.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

function candidates(): string[] {
  const named = process.env["STRIDED_PYTHON"];
  const ours = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
  return [...(named === undefined ? [] : [named]), ...(existsSync(ours) ? [ours] : []), "python3"];
}

function findPython(): string | null {
  const probe = "import numpy, sys; sys.exit(int(numpy.__version__.split('.')[0]) < 2)";
  return candidates().find((command) => spawnSync(command, ["-c", probe]).status === 0) ?? null;
}

/** The interpreter's command; null where none has NumPy 2. */
export const python: string | null = findPython();

/** Why a test that needs Python is skipped. */
export const noPython = "no Python with NumPy 2 (STRIDED_PYTHON names one)";

/** Runs a program after `import numpy as np`; returns what it prints. Arguments are in sys.argv[1:]. */
export function runPython(program: string, ...args: readonly string[]): string {
  const result = spawnSync(
    python ?? "python3",
    ["-c", `import sys, numpy as np\n${program}`, ...args],
    { encoding: "utf8" },
  );
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout.trimEnd();
}
