// The table of differences is true: every `code // => text` in a row of docs/differences.md runs. The statements of
// one code span share their variables; the text is what the last of them prints.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temp.js";

const page = readFileSync(
  fileURLToPath(new URL("../../docs/differences.md", import.meta.url)),
  "utf8",
);

const here = process.cwd();
const folder = temporaryFolder()(".");
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(here));

const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (---|NumPy \|)/.test(line));

const shown = (value: unknown) => String(value).replace(/\s+/g, " ").trim();

function run(code: string): unknown {
  const last = code.lastIndexOf("; ") + 1;
  return new Function("np", `${code.slice(0, last)} return (${code.slice(last)});`)(np);
}

describe("docs/differences.md", () => {
  for (const row of rows) {
    const cells = row.slice(2, -2).split(" | ");
    test(cells[0]!, () => {
      const modes = np.geterr();
      expect(cells).toHaveLength(4);
      // what it is and why
      expect(cells[1]).not.toBe("");
      const claims = [...row.matchAll(/`([^`]+) \/\/ => ([^`]+)`/g)];
      expect(claims.length).toBeGreaterThan(0);
      for (const [, code, expected] of claims) {
        let found: string;
        try {
          found = shown(run(code!));
        } catch (error) {
          found = (error as Error).name;
        }
        expect(found, code).toBe(expected!.trim());
      }
      np.seterr(modes);
    });
  }
});
