// `npm test`: sets itself up and runs all tests. Says which optional companions (NumPy, Chromium) it found,
// and ends with one plain line of counts.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, root } from "./setup.mjs";

install();
build();

function numpyVersion() {
  const candidates = [process.env.STRIDED_PYTHON, join(root, ".venv/bin/python"), "python3"];
  for (const python of candidates.filter(Boolean)) {
    const asked = spawnSync(python, ["-c", "import numpy; print(numpy.__version__)"], {
      encoding: "utf8",
    });
    const version = asked.stdout?.trim() ?? "";
    if (asked.status === 0 && Number.parseInt(version, 10) >= 2) return { python, version };
  }
  return null;
}

const numpy = numpyVersion();
process.stdout.write(
  numpy === null
    ? "NumPy 2 was not found: the live comparison is skipped, golden files stand in for it.\n"
    : `NumPy ${numpy.version} (${numpy.python}): the live comparison runs too.\n`,
);
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => existsSync(path),
);
process.stdout.write(
  chromium === undefined
    ? "Chromium was not found; no test needs it yet.\n"
    : `Chromium: ${chromium}; no test needs it yet.\n`,
);

const folder = mkdtempSync(join(tmpdir(), "strided-test-"));
const report = join(folder, "report.json");
const tests = spawnSync(
  process.execPath,
  [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...(numpy === null ? {} : { STRIDED_PYTHON: numpy.python }) },
  },
);
if (existsSync(report)) {
  const counts = JSON.parse(readFileSync(report, "utf8"));
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = counts;
  process.stdout.write(
    `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped\n`,
  );
}
rmSync(folder, { recursive: true, force: true });
process.exit(tests.status ?? 1);
