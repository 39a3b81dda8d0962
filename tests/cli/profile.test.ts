// `strided profile`, `strided run` and np.profile in plain `node`, in a project that has strided installed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ProfileReport } from "../../src/profile/report.js";
import { allocatedRows, tableRows } from "../profile/tables.js";
import { scratchProject } from "../support/built.js";

const project = scratchProject();

const three = `import * as np from "strided";

const three = (n) => {
  const a = np.zeros([n]);
  const b = np
    .ones([n, 2])
    .reshape([2, n])
    .copy();
  for (let i = 1; i <= 3; i++) {
    np.zeros([i]);
  }
  const c = np.empty([n], "float32");
  return [a, b, c].length;
};
`;
const threeAllocated = {
  4: "8,000 B",
  6: "16,000 B",
  8: "16,000 B",
  10: "48 B",
  12: "4,000 B",
};

describe("np.profile", () => {
  project.write("decorated.mjs", `${three}console.log(np.profile(three)(1000));\n`);

  test.each([
    { how: "in plain node", run: () => project.node("decorated.mjs") },
    { how: "under strided profile", run: () => project.strided("profile", "decorated.mjs") },
    { how: "under strided run", run: () => project.strided("run", "decorated.mjs") },
  ])("$how: exactly the bytes of three arrays on their lines", ({ run }) => {
    const { status, stdout, stderr } = run();
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^3$/m);
    expect(stdout).toContain("Filename: decorated.mjs\nFunction: three (1 call)\n");
    const rows = tableRows(stdout, "three");
    expect(allocatedRows(rows)).toEqual(threeAllocated);
    expect(rows.get(8)).toMatchObject({ copied: "16,000 B", text: "    .copy();" });
    expect(
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((line) => rows.get(line)!.occurrences),
    ).toEqual(["1", "1", "1", "1", "1", "1", "4", "3", "", "1", "1"]);
    expect([...rows.keys()]).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    for (const line of [3, 4, 12, 13]) {
      expect(rows.get(line)!.memory).toMatch(/^\d+\.\d{3} MiB$/);
      expect(rows.get(line)!.increment).toMatch(/^-?\d+\.\d{3} MiB$/);
    }
  });

  test("the article's memory_intensive_function", () => {
    project.write(
      "article.mjs",
      `import * as np from "strided";

const memory_intensive_function = np.profile(() => {
  const large_array = np.random.rand(1000, 1000);
  const result = np.sum(large_array, { axis: 1 });
  return result;
});
console.log(memory_intensive_function().shape);
`,
    );
    for (const run of [project.node, (file: string) => project.strided("profile", file)]) {
      const { stdout, stderr } = run("article.mjs");
      expect(stderr).toBe("");
      const rows = tableRows(stdout);
      expect(allocatedRows(rows)).toEqual({ 4: "8,000,000 B", 5: "8,000 B" });
      // Written memory is resident: the growth that memory_profiler would show, less what else the process gave back.
      expect(Number.parseFloat(rows.get(4)!.increment)).toBeGreaterThan(6);
    }
  });

  test("without an inspector: array bytes from stack traces alone", () => {
    project.write(
      "traced.mjs",
      `const { getBuiltinModule } = process;
process.getBuiltinModule = (name) =>
  name.includes("inspector") ? undefined : getBuiltinModule.call(process, name);
const { run } = await import("./traced-work.mjs");
run();
`,
    );
    project.write("traced-work.mjs", `${three}export const run = () => np.profile(three)(1000);\n`);
    const { stdout, stderr } = project.node("traced.mjs");
    expect(stderr).toBe("");
    const rows = tableRows(stdout);
    expect(allocatedRows(rows)).toEqual(threeAllocated);
    expect(rows.get(8)).toMatchObject({ copied: "16,000 B", memory: "", occurrences: "" });
    expect(stdout).toContain("Lines come from stack traces here");
  });

  test("methods, recursion, generators, async and exceptions, in plain node too", () => {
    project.write(
      "kinds.mjs",
      `import * as np from "strided";

class Model {
  #rows = 3;
  train(n) {
    return np.zeros([this.#rows, n]);
  }
}
Model.prototype.train = np.profile(Model.prototype.train);
new Model().train(10);

const down = np.profile(function down(n) {
  const a = np.zeros([10]);
  return n === 0 ? 0 : down(n - 1);
});
down(3);

const failing = np.profile(function failing() {
  const a = np.zeros([7]);
  throw new Error("on purpose");
});
try {
  failing();
} catch (error) {
  console.log("caught", error.message);
}

const arrays = np.profile(function* arrays(n) {
  for (let i = 1; i <= n; i++) {
    yield np.zeros([i]);
  }
});
for (const a of arrays(3)) a.copy();

const later = np.profile(async function later() {
  const a = np.zeros([5]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return np.zeros([6]);
});
const waiting = later();
np.zeros([100]);
await waiting;
console.log("done");
`,
    );
    for (const run of [project.node, (file: string) => project.strided("profile", file)]) {
      const { status, stdout, stderr } = run("kinds.mjs");
      expect(stderr).toBe("");
      expect(status).toBe(0);
      expect(stdout).toMatch(/^caught on purpose$/m);
      expect(stdout).toMatch(/^done$/m);
      const allocated = (name: string) => allocatedRows(tableRows(stdout, name));
      expect(allocated("Model.train")).toEqual({ 6: "240 B" });
      expect(allocated("down")).toEqual({ 13: "320 B", 14: "240 B" });
      expect(tableRows(stdout, "down").get(13)!.occurrences).toBe("4");
      expect(allocated("failing")).toEqual({ 19: "56 B" });
      expect(allocated("arrays")).toEqual({ 30: "48 B" });
      expect(allocated("later")).toEqual({ 36: "40 B", 38: "48 B" });
    }
  });
});

describe("strided profile", () => {
  project.write(
    "program.ts",
    `import * as np from "strided";
import { halves } from "./lib/halves.js";

enum Size { Small = 10, Large = 1000 }

interface Result { readonly total: number }

function work(size: Size): Result {
  const a = np.zeros([size] as const);
  const b = halves(a.size);
  return { total: a.size + b.size };
}

console.log("total", work(Size.Large).total, process.argv.slice(2).join());
`,
  );
  project.write(
    "lib/halves.ts",
    `import { type NDArray, zeros } from "strided";
export function halves(n: number): NDArray {
  const half: number = n / 2;
  return zeros([half]);
}
`,
  );

  test("a TypeScript program with imports: all of the first file", () => {
    const { status, stdout, stderr } = project.strided("profile", "program.ts", "--", "x", "--all");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^total 1500 x,--all$/m);
    const rows = tableRows(stdout);
    expect(allocatedRows(rows)).toEqual({ 9: "8,000 B", 10: "4,000 B", 14: "12,000 B" });
    expect(rows.get(4)!.text).toBe("enum Size { Small = 10, Large = 1000 }");
    expect(rows.size).toBe(14);
    expect(stdout).not.toContain("halves.ts");
  });

  test("--all: every file; --function: by name", () => {
    const all = project.strided("profile", "--all", "program.ts").stdout;
    expect(all).toContain(`Filename: ${join("lib", "halves.ts")}`);
    const named = project.strided("profile", "--function", "hal*", "program.ts").stdout;
    expect(named).toContain("Function: halves (1 call)");
    expect(named).not.toContain("Function: work");
    expect(allocatedRows(tableRows(named))).toEqual({ 4: "4,000 B" });
    expect(named).toContain("Outside these lines: 8,000 B allocated, 0 B copied.");
    const none = project.strided("profile", "--function", "absent", "program.ts").stdout;
    expect(none).toContain("no function whose name matches 'absent' was called");
  });

  test("--json is a report and nothing else; --output writes it", () => {
    const { stdout, stderr } = project.strided("profile", "--json", "program.ts");
    const report = JSON.parse(stdout) as ProfileReport;
    expect(stderr).toContain("total 1500");
    expect(report).toMatchObject({ version: 1, method: "instrumented" });
    const line = report.sections[0]!.lines.find((one) => one.line === 9)!;
    expect(line).toMatchObject({ allocated: 8000, allocations: 1, occurrences: 1, copied: 0 });
    const written = project.strided("profile", "--json", "--output", "out.json", "program.ts");
    expect(written.stdout).toBe("total 1500 \n");
    const file = readFileSync(join(project.folder, "out.json"), "utf8");
    expect((JSON.parse(file) as ProfileReport).sections.length).toBe(1);
  });

  test("CommonJS, with a required file of its own", () => {
    project.write(
      "old.cjs",
      `const np = require("strided");
const made = require("./made.cjs");
function work() {
  return np.zeros([made.size]);
}
console.log(work().size, this === module.exports, require.main === undefined || typeof require.main);
`,
    );
    project.write("made.cjs", "exports.size = 25;\n");
    const { status, stdout, stderr } = project.strided("profile", "old.cjs");
    expect(stderr).not.toContain("Error");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^25 true/m);
    expect(allocatedRows(tableRows(stdout))).toEqual({ 4: "200 B", 6: "200 B" });
  });

  test("CommonJS in TypeScript", () => {
    project.write(
      "typed.cts",
      `import np = require("strided");
const { size } = require("./sized.cjs") as { size: number };
enum Kind { One = 1 }
console.log(np.zeros([size * Kind.One]).size);
export = { size };
`,
    );
    project.write("sized.cts", "const size: number = 12;\nexports.size = size;\n");
    const { status, stdout, stderr } = project.strided("profile", "typed.cts");
    expect(stderr).not.toContain("Error");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^12$/m);
    expect(allocatedRows(tableRows(stdout))).toEqual({ 4: "96 B" });
  });

  test("a program that throws, and one that exits, are reported as far as they came", () => {
    project.write(
      "throws.mjs",
      `import * as np from "strided";
const a = np.zeros([11]);
throw new RangeError("too far");
`,
    );
    const thrown = project.strided("profile", "throws.mjs");
    expect(thrown.status).toBe(1);
    expect(thrown.stderr).toContain("RangeError: too far");
    expect(thrown.stderr).toContain("throws.mjs:3");
    expect(allocatedRows(tableRows(thrown.stdout))).toEqual({ 2: "88 B" });

    project.write(
      "exits.mjs",
      `import * as np from "strided";
function inner() {
  const a = np.zeros([11]);
  process.exit(3);
}
inner();
`,
    );
    const exited = project.strided("profile", "exits.mjs");
    expect(exited.status).toBe(3);
    expect(allocatedRows(tableRows(exited.stdout))).toEqual({ 3: "88 B", 6: "88 B" });
  });

  test("a file that throws while it is required ends its own top level only", () => {
    project.write(
      "requires.cjs",
      `const np = require("strided");
try {
  require("./bad.cjs");
} catch {}
np.zeros([3]);
`,
    );
    project.write("bad.cjs", `require("strided").zeros([2]);\nthrow new Error("bad");\n`);
    const { status, stdout } = project.strided("profile", "--all", "--json", "requires.cjs");
    expect(status).toBe(0);
    const bytes = (JSON.parse(stdout) as ProfileReport).sections.map(({ lines }) =>
      lines.map((line) => line.allocated),
    );
    expect(bytes).toEqual([
      [0, 0, 16, 0, 24],
      [16, 0],
    ]);
  });

  test("a syntax error is the engine's own", () => {
    project.write("broken.mjs", "const = 1;\n");
    const { status, stderr } = project.strided("profile", "broken.mjs");
    expect(status).toBe(1);
    expect(stderr).toContain("SyntaxError");
    expect(stderr).toContain("broken.mjs");
  });

  test("mistakes on the command line", () => {
    for (const [args, message] of [
      [["profile"], "strided profile: which FILE?"],
      [["profile", "absent.ts"], "strided profile: there is no file absent.ts"],
      [["profile", "--wrong", "program.ts"], "strided profile: Unknown option '--wrong'"],
      [["profile", "--precision", "x", "program.ts"], "decimals from 0 to 20, not x"],
      [["run"], "strided run: which FILE?"],
      [["dance"], "there is no command 'dance'"],
    ] as const) {
      const { status, stderr } = project.strided(...args);
      expect(stderr).toContain(message);
      expect(status).toBe(2);
    }
    expect(project.strided("--help").stdout).toContain("Usage: strided <command>");
    expect(project.strided("--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
