// The golden cases: NumPy's answers, committed, against strided. Needs no Python.

import { describe, expect, test } from "vitest";
import { runCase } from "./adapter.js";
import { compareAnswers } from "./compare.js";
import { readGolden } from "./golden.js";
import { pythonSnippet } from "./snippet.js";

describe("golden cases", () => {
  const files = readGolden();

  test("are there", () => {
    const total = [...files.values()].reduce((sum, file) => sum + file.cases.length, 0);
    expect(total).toBeGreaterThan(2500);
  });

  test.each([...files.keys()])("%s", (group) => {
    const { cases, answers } = files.get(group)!;
    const failures = cases.flatMap((one, i) => {
      const found = compareAnswers(one, answers[i]!, runCase(one)).filter((each) => !each.soft);
      return found.length === 0
        ? []
        : [`case ${i} ${one.op}: ${found[0]!.kind}\n${found[0]!.text}\n${pythonSnippet(one)}`];
    });
    expect(failures.length, failures.slice(0, 5).join("\n\n")).toBe(0);
  });
});
