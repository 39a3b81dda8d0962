// The tour is the main job: it must run through, and what it claims must hold. Claims about time are left to the
// tour itself, which a busy machine may disappoint.

import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { scratchProject } from "../support/built.js";

const project = scratchProject();
let output = "";

beforeAll(() => {
  process.env["NO_COLOR"] = "1";
});

describe("strided tour", () => {
  beforeAll(() => {
    const link = join(project.folder, "node_modules", "vega-datasets");
    const data = fileURLToPath(new URL("../../node_modules/vega-datasets", import.meta.url));
    if (!existsSync(link)) symlinkSync(data, link, "dir");
    const run = project.strided("tour");
    output = run.stdout + run.stderr;
  }, 120_000);

  test("shows every step in order", () => {
    const steps = [...output.matchAll(/^── (\d+)\. (.*?) ─/gm)].map((match) => match[2]);
    expect(steps).toEqual([
      "One contiguous block",
      "Views and copies",
      "Strides",
      "What an order costs",
      "Creating arrays",
      "Vectorization",
      "Broadcasting",
      "Line by line: where the memory goes",
      "A file as an array: memory maps",
      "Structured arrays",
    ]);
  });

  test("claims nothing that is not so", () => {
    const broken = output
      .split("\n")
      .filter((line) => line.includes("✗ NOT TRUE") && !/slower|faster|cheaper/.test(line));
    expect(broken).toEqual([]);
    expect(output.match(/✓/g)?.length).toBeGreaterThan(20);
    expect(output).toMatch(/claims/);
  });

  test("is plain text in a log", () => {
    expect(output).not.toContain("\u001b[");
  });

  test("refuses arguments", () => {
    const run = project.strided("tour", "now");
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("takes no arguments");
  });
});
