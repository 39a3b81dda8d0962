// The golden files: a fixed set of cases of the fuzzer with NumPy's answers, so that the tests need
// no Python. `npm run fuzz -- --golden` draws the cases and writes both; golden.py checks or renews
// the answers with another NumPy.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Answer, Case } from "./case.js";
import { GROUPS, makeCase } from "./generate/index.js";
import type { Oracle } from "./python.js";

const FOLDER = fileURLToPath(new URL("./golden/", import.meta.url));
const SEED = 20260801;
const CASES_PER_SHARE = 94;
const LARGEST_CASE = 6000;

export interface GoldenFile {
  readonly numpy: string;
  readonly seed: number;
  readonly cases: readonly Case[];
  readonly answers: readonly Answer[];
}

/** Draws the golden cases anew and writes them with NumPy's answers; large ones are left out. */
export async function writeGolden(oracle: Oracle): Promise<Record<string, number>> {
  mkdirSync(FOLDER, { recursive: true });
  const counts: Record<string, number> = {};
  for (const [group, { share }] of Object.entries(GROUPS)) {
    const cases: Case[] = [];
    for (let number = 0; cases.length < share * CASES_PER_SHARE; number++) {
      const one = makeCase(SEED, number, [group]);
      if (JSON.stringify(one).length < LARGEST_CASE) cases.push(one);
    }
    const answers = await oracle.ask(cases);
    const file: GoldenFile = { numpy: oracle.interpreter.numpy, seed: SEED, cases, answers };
    // A fixed header (no time, no name), so that the same content gives the same bytes.
    writeFileSync(`${FOLDER}${group}.json.gz`, gzipSync(JSON.stringify(file), { level: 9 }));
    counts[group] = cases.length;
  }
  return counts;
}

/** The golden files by group. */
export function readGolden(): Map<string, GoldenFile> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json.gz"));
  return new Map(
    names.map((name) => {
      const text = gunzipSync(readFileSync(`${FOLDER}${name}`)).toString("utf8");
      return [name.replace(".json.gz", ""), JSON.parse(text) as GoldenFile];
    }),
  );
}
