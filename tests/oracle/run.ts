// Runs batches of cases on both sides, counts failures by class, shrinks one of each class.

import { runCase } from "./adapter.js";
import type { Answer, Case } from "./case.js";
import { compareAnswers } from "./compare.js";
import type { Difference } from "./compare-data.js";
import { makeCase } from "./generate/index.js";
import type { Oracle } from "./python.js";
import { shrink } from "./shrink.js";
import { pythonSnippet, typescriptSnippet } from "./snippet.js";

const BATCH = 200;

/** All failures of one class: operation and kind of difference. */
export interface FailureClass {
  readonly name: string;
  readonly soft: boolean;
  count: number;
  /** The case numbers of the first few. */
  readonly cases: number[];
  readonly difference: Difference;
  readonly first: Case;
  shrunk?: Case;
}

export interface Report {
  readonly seed: number;
  readonly cases: number;
  readonly groups: Readonly<Record<string, { cases: number; failed: number; errors: number }>>;
  readonly failed: number;
  readonly classes: readonly FailureClass[];
  readonly numpy: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly seed: number;
  readonly cases: number;
  readonly groups: readonly string[];
  /** The first case number; a replay of one case starts there. */
  readonly start?: number;
  readonly progress?: (done: number, failed: number) => void;
  /** Called before each case runs in strided, so that a hang can be named. */
  readonly before?: (number: number) => void;
}

const className = (one: Case, difference: Difference): string =>
  `${one.group} · ${one.op}: ${difference.kind}`;

/** Counts what differs in a run. */
class Tally {
  readonly classes = new Map<string, FailureClass>();
  readonly groups: Record<string, { cases: number; failed: number; errors: number }> = {};
  failed = 0;

  add(number: number, one: Case, expected: Answer, differences: readonly Difference[]): void {
    this.groups[one.group] ??= { cases: 0, failed: 0, errors: 0 };
    const group = this.groups[one.group]!;
    group.cases++;
    if (expected.error !== undefined) group.errors++;
    for (const difference of differences) {
      const name = className(one, difference);
      const known = this.classes.get(name);
      if (known !== undefined) {
        known.count++;
        if (known.cases.length < 5) known.cases.push(number);
      } else {
        this.classes.set(name, {
          name,
          soft: difference.soft,
          count: 1,
          cases: [number],
          difference,
          first: one,
        });
      }
    }
    if (differences.some((difference) => !difference.soft)) {
      group.failed++;
      this.failed++;
    }
  }
}

/** Runs random cases of a seed on both sides. */
export async function fuzz(oracle: Oracle, options: RunOptions): Promise<Report> {
  const { seed, cases, groups, start = 0 } = options;
  const began = performance.now();
  const tally = new Tally();
  const batchAt = (from: number): Case[] => {
    const length = Math.max(0, Math.min(BATCH, start + cases - from));
    return Array.from({ length }, (_, i) => makeCase(seed, from + i, groups));
  };
  let batch = batchAt(start);
  let asked = oracle.ask(batch);
  for (let from = start; batch.length > 0; from += BATCH) {
    // strided works while NumPy answers; the next batch is asked for before this one is compared.
    const answers = batch.map((one, i) => {
      options.before?.(from + i);
      return runCase(one);
    });
    // NumPy ends its own cases that take too long
    options.before?.(-1);
    const expected = await asked;
    const next = batchAt(from + BATCH);
    if (next.length > 0) asked = oracle.ask(next);
    batch.forEach((one, i) => {
      tally.add(from + i, one, expected[i]!, compareAnswers(one, expected[i]!, answers[i]!));
    });
    options.progress?.(from + batch.length - start, tally.failed);
    batch = next;
  }
  return {
    seed,
    cases,
    groups: tally.groups,
    failed: tally.failed,
    classes: [...tally.classes.values()].sort((a, b) => b.count - a.count),
    numpy: oracle.interpreter.numpy,
    seconds: (performance.now() - began) / 1000,
  };
}

/** Shrinks the first case of each class that fails hard, the commonest first. */
export async function shrinkClasses(
  oracle: Oracle,
  classes: readonly FailureClass[],
  most: number,
): Promise<void> {
  for (const one of classes.filter((failure) => !failure.soft).slice(0, most)) {
    one.shrunk = await shrink(one.first, async (candidate) => {
      const [expected] = await oracle.ask([candidate]);
      if (expected!.broken !== undefined && one.difference.kind !== "broken case") return false;
      const differences = compareAnswers(candidate, expected!, runCase(candidate));
      return differences.some((difference) => className(candidate, difference) === one.name);
    });
  }
}

/** A failure class as text: count, example, and both replay snippets. */
export function describeClass(one: FailureClass, replay: string): string {
  const example = one.shrunk ?? one.first;
  return [
    `${one.count} × ${one.name}${one.soft ? " (wording only)" : ""}`,
    `  ${one.difference.text}`,
    `  replay: ${replay} --case ${one.cases[0]}   (also ${one.cases.slice(1).join(", ") || "none"})`,
    ...(one.soft ? [] : [indent(pythonSnippet(example)), "", indent(typescriptSnippet(example))]),
  ].join("\n");
}

/** A failure class on few lines: count, example, and the shrunk Python without its data. */
export function briefClass(one: FailureClass): string {
  const lines = pythonSnippet(one.shrunk ?? one.first)
    .split("\n")
    .slice(1, -1);
  const code = lines.filter((line) => !/^m\d+ = /.test(line) || line.length < 80).join("; ");
  const cut = (text: string): string => (text.length > 600 ? `${text.slice(0, 600)}…` : text);
  return `${one.count} × ${one.name} [${one.cases[0]}]\n    ${cut(one.difference.text)}\n    ${cut(code)}`;
}

const indent = (text: string): string => text.replace(/^/gm, "    ");
