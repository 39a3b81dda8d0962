// Every @example in the sources runs, and every `// => text` in one is what the line's expression prints
// (white space folded). An expected error is written as its name.

import { readdirSync, readFileSync } from "node:fs";
import * as os from "node:os";
import * as nodePath from "node:path";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { transformSync } from "@swc/wasm-typescript";
import * as np from "strided";
import * as testing from "strided/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temp.js";

const root = fileURLToPath(new URL("../../src", import.meta.url));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

interface Example {
  line: number;
  code: string[];
}

function examplesOf(text: string): Example[] {
  const found: Example[] = [];
  let current: Example | null = null;
  let tagged = false;
  text.split("\n").forEach((raw, i) => {
    const line = /^\s*\* ?(.*)$/.exec(raw)?.[1];
    if (line === undefined) {
      current = null;
      tagged = false;
      return;
    }
    if (line.startsWith("@example")) tagged = true;
    else if (line.startsWith("@")) tagged = false;
    if (tagged && line.trim() === "```ts") current = { line: i + 1, code: [] };
    else if (line.trim() === "```" && current !== null) {
      found.push(current);
      current = null;
    } else current?.code.push(line);
  });
  return found;
}

const shown = (value: unknown) => String(value).replace(/\s+/g, " ").trim();

/** The example as a program: lines with an expectation become calls of `check`. */
function programOf(code: readonly string[]): string {
  let held = "";
  return code
    .map((raw) => {
      // `using` is younger than some engines: the block's end disposes instead
      const using = /^(\s*)using (\w+) =/.exec(raw);
      if (using !== null) held = using[2]!;
      if (raw.trim() === "}" && held !== "") return `${held}[Symbol.dispose](); }`;
      const line = raw.replace(/^(\s*)using (\w+) =/, "$1const $2 =");
      const match = /^(.*?);?\s*\/\/ => (.*)$/.exec(line);
      if (match === null) return line;
      const [, statement, expected] = match;
      const declared = /^\s*(?:const|let)\s+(\w+)\s*=/.exec(statement!);
      const text = JSON.stringify(expected!.trim());
      return declared === null
        ? `await check(async () => (${statement}), ${text});`
        : `${statement}; await check(async () => ${declared[1]}, ${text});`;
    })
    .join("\n");
}

// examples name files without a folder
const here = process.cwd();
const folder = temporaryFolder()(".");
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(here));

/** The program without its types; wrapped, because `await` stands at its top. */
function stripTypes(program: string): string {
  const wrapped = `(async () => {${program}\n})()`;
  const { code } = transformSync(wrapped, { mode: "strip-only", filename: "example.ts" });
  return `return ${code}`;
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...args: string[]
) => (...values: unknown[]) => Promise<void>;

function classNames(error: unknown): string[] {
  const names: string[] = [];
  for (let one = Object.getPrototypeOf(error); one !== null; one = Object.getPrototypeOf(one)) {
    names.push(one.constructor.name);
  }
  return names.filter((name) => name !== "Object" && name !== "Error");
}

async function check(run: () => Promise<unknown>, expected: string): Promise<void> {
  let value: unknown;
  try {
    value = await run();
  } catch (error) {
    const { name, message } = error as Error;
    // the name of a class above the error's own is as true
    if (classNames(error).includes(expected)) return;
    if (expected === name || expected.startsWith(`${name}: `)) {
      if (expected !== name) expect(`${name}: ${message}`).toContain(expected);
      return;
    }
    throw error;
  }
  expect(shown(value)).toBe(expected.replace(/\s+/g, " "));
}

/** Formats what an example logs, and keeps it to itself. */
const quiet = { log: (...values: unknown[]) => void format(...values) };

for (const path of sources(root)) {
  const examples = examplesOf(readFileSync(path, "utf8"));
  if (examples.length === 0) continue;
  describe(relative(root, path), () => {
    for (const example of examples) {
      test(`example at line ${example.line}`, async () => {
        const program = stripTypes(programOf(example.code));
        const run = new AsyncFunction("np", "check", "console", "expectMemory", program);
        const defaults = np.get_printoptions();
        try {
          await run(np, check, quiet, testing.expectMemory);
        } finally {
          np.set_printoptions(defaults);
        }
      });
    }
  });
}

/** The ```ts blocks of a page, in order: together they are one program. */
function blocksOf(text: string): string[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
}

/** Statements over several lines joined, so that an expectation at their end is of the whole statement. */
function joined(code: string): string[] {
  const lines: string[] = [];
  let depth = 0;
  for (const line of code.split("\n")) {
    const bare = line.replace(/\/\/.*$/, "").replace(/"[^"]*"|`[^`]*`/g, "");
    if (depth > 0) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line);
    for (const character of bare) {
      if ("([{".includes(character)) depth += 1;
      if (")]}".includes(character)) depth -= 1;
    }
  }
  return lines;
}

/** What programs on pages import beside strided. */
const imports = { "node:os": os, "node:path": nodePath, "strided/testing": testing };

const pages = fileURLToPath(new URL("../..", import.meta.url));
const names = readdirSync(join(pages, "docs")).filter((name) => name.endsWith(".md"));

test.each(["README.md", ...names.map((name) => `docs/${name}`)])("%s is true", async (name) => {
  for (const block of blocksOf(readFileSync(join(pages, name), "utf8"))) {
    const program = joined(block)
      .filter((line) => !/^import .* from "strided"/.test(line))
      .map((line) =>
        line.replace(/^import \{ (\w+) \} from ("[^"]+");/, "const { $1 } = imports[$2];"),
      );
    const text = stripTypes(programOf(program));
    const run = new AsyncFunction("np", "check", "console", "imports", text);
    await run(np, check, quiet, imports);
  }
});

test("the table's examples are true", async () => {
  const { ufuncTable } = await import("../../src/ufunc/table.js");
  for (const [name, row] of Object.entries(ufuncTable)) {
    const [code, expected] = row.example;
    const value = await new AsyncFunction("np", `return ${code}`)(np);
    expect(shown(value), name).toBe(expected.replace(/\s+/g, " ").trim());
  }
});

test("every ufunc of the table is exported, and a method", async () => {
  const { ufuncTable, ufuncAliases } = await import("../../src/ufunc/table.js");
  for (const name of [...Object.keys(ufuncTable), ...Object.keys(ufuncAliases)]) {
    expect((np as Record<string, unknown>)[name], name).toBeInstanceOf(np.ufunc);
    expect(name in np.NDArray.prototype, name).toBe(true);
  }
});
