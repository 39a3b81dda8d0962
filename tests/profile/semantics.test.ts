// Programs full of corners run the same with and without hooks, line by line of their output.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { afterAll, expect, test } from "vitest";
import { installHooks } from "../../src/profile/hooks.js";
import { instrument } from "../../src/profile/instrument.js";
import { Recorder } from "../../src/profile/recorder.js";
import { stripTypes } from "../../src/profile/strip-types.js";
import { sourceTools } from "../../src/profile/tools.js";

const programs = new URL("programs/", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "strided-semantics-"));
const tools = sourceTools()!;
const recorder = new Recorder();
const uninstall = installHooks(recorder);
// The engine's own import: vitest must not transform these files.
writeFileSync(join(folder, "import.cjs"), "module.exports = (url) => import(url);");
const nativeImport = createRequire(import.meta.url)(join(folder, "import.cjs")) as (
  url: string,
) => Promise<{ default: (log: (...values: unknown[]) => void) => unknown; order?: unknown }>;

afterAll(() => {
  uninstall();
  rmSync(folder, { recursive: true });
});

async function output(name: string, source: string): Promise<string[]> {
  const file = join(folder, name);
  writeFileSync(file, source);
  const lines: string[] = [];
  const program = await nativeImport(pathToFileURL(file).href);
  await program.default((...values) => lines.push(inspect(values, { depth: 5 })));
  lines.push(inspect(program.order));
  return lines;
}

function javascript(name: string, source: string): string {
  return name.endsWith("ts") ? stripTypes(source, name, !name.endsWith("cts")) : source;
}

// Kept as .txt: formatters and compilers would tidy away the very corners.
for (const file of readdirSync(programs)) {
  const name = file.replace(/\.txt$/, "");
  const source = readFileSync(new URL(file, programs), "utf8");
  const out = name.replace(/ts$/, "js");
  const plain = (): Promise<string[]> => output(`plain-${out}`, javascript(name, source));

  test.each([
    { what: "everything", topLevel: true, select: () => true },
    { what: "functions only", topLevel: false, select: () => true },
    { what: "the top level only", topLevel: true, select: () => false },
  ])(`${name}: $what`, async ({ what, topLevel, select }) => {
    const firstId = recorder.functions.size + 1;
    const result = instrument(tools, source, { file: name, select, topLevel, firstId })!;
    expect(result).not.toBeNull();
    expect(result.functions.length).toBeGreaterThan(0);
    // No line moves.
    expect(result.code.split("\n").length).toBe(source.split("\n").length);
    recorder.register(`${what}-${name}`, source.split("\n"), result.functions);
    const expected = await plain();
    expect(expected.length).toBeGreaterThan(5);
    recorder.start();
    const got = await output(`${what.replaceAll(" ", "-")}-${out}`, javascript(name, result.code));
    recorder.stop();
    expect(recorder.current).toBeNull();
    expect(got).toEqual(expected);
    expect(recorder.events).toBeGreaterThan(0);
    // Without a recording the hooks stand aside.
    expect(
      await output(`idle-${what.replaceAll(" ", "-")}-${out}`, javascript(name, result.code)),
    ).toEqual(expected);
  });
}
