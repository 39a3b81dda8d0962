// Every public name is documented: what must be said is in scripts/check-docs.mjs, which `npm run lint` runs too.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { expect, test } from "vitest";
import { ufuncTable } from "../../src/ufunc/table.js";

const script = fileURLToPath(new URL("../../scripts/check-docs.mjs", import.meta.url));
const run = (...args: string[]) =>
  execFileSync(process.execPath, [script, ...args], { encoding: "utf8", stdio: "pipe" });

interface Entry {
  name: string;
  doc: string | null;
}

test("every public name is documented", () => {
  expect(run()).toMatch(/all documented/);
});

test("the check sees every exported value", () => {
  const entries = JSON.parse(run("--json")) as Entry[];
  const documented = new Set(entries.map((one) => one.name));
  const docs = new Set<unknown>();
  const missing: string[] = [];
  for (const [name, value] of Object.entries(np)) {
    if (documented.has(`np.${name}`)) docs.add(value);
  }
  for (const [name, value] of Object.entries(np)) {
    // ufuncs are documented by their rows; a second name of one thing is the same value
    const covered = value instanceof np.ufunc || docs.has(value) || documented.has(`np.${name}`);
    if (!covered) missing.push(name);
  }
  expect(missing).toEqual([]);
});

test("every method and property of an array is documented", () => {
  const entries = JSON.parse(run("--json")) as Entry[];
  const documented = new Set(entries.map((one) => one.name));
  const names = Object.getOwnPropertyNames(np.NDArray.prototype).filter(
    (name) => !name.startsWith("_") && name !== "constructor",
  );
  const ufuncs = new Set(
    Object.keys(np).filter((name) => Reflect.get(np, name) instanceof np.ufunc),
  );
  expect(names.filter((name) => !ufuncs.has(name) && !documented.has(`NDArray.${name}`))).toEqual(
    [],
  );
});

test("every ufunc has a sentence and an example", () => {
  for (const [name, row] of Object.entries(ufuncTable)) {
    expect(row.doc, name).toMatch(/^\S.*[.:]$/s);
    expect(row.example[0], name).toContain(`np.${name}`);
  }
});
