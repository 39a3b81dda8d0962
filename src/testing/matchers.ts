// The rules of check.ts as matchers, in the form that `expect.extend` of vitest and jest takes.

import type { SurvivorsOptions } from "../routines/memory-lifetimes.js";
import {
  allocatesAtMost,
  copiesAtMost,
  hasNoHiddenCopies,
  leaksAtMost,
  peaksAtMost,
  type Size,
  Subject,
  type Verdict,
} from "./check.js";

/** What a matcher answers to its runner. */
export interface MatcherResult {
  /** Whether the rule holds. */
  pass: boolean;
  /** Another name for `Verdict.message`: what was expected, and the lines that did it. */
  message(): string;
  /** Bytes that were found. */
  actual: number;
  /** Bytes that were allowed. */
  expected: number;
}

/** The matchers as `expect(fn)` has them; `R` is what the runner's matchers return. */
export interface MemoryMatchers<R = unknown> {
  /** Another name for `expectMemory(fn).toAllocateAtMost(size)`, as `expect(fn)` has it. */
  toAllocateAtMost(size: Size): R;
  /** Another name for `expectMemory(fn).peakAtMost(size)`, as `expect(fn)` has it. */
  toPeakAtMost(size: Size): R;
  /** Another name for `expectMemory(fn).copyAtMost(size)`, as `expect(fn)` has it. */
  toCopyAtMost(size: Size): R;
  /** Another name for `expectMemory(fn).noHiddenCopies()`, as `expect(fn)` has it. */
  toMakeNoHiddenCopies(): R;
  /** Another name for `expectMemory(fn).leakAtMost(size, options)`, as `expect(fn)` has it. */
  toLeakAtMost(size: Size, options?: SurvivorsOptions): R;
}

type Answer = MatcherResult | Promise<MatcherResult>;

function answer(found: Verdict | Promise<Verdict>): Answer {
  return found instanceof Promise ? found.then(result) : result(found);
}

function result({ pass, message, actual, expected }: Verdict): MatcherResult {
  return { pass, message: () => message, actual, expected };
}

/**
 * Matchers for `expect.extend` of vitest and jest: `toAllocateAtMost`, `toPeakAtMost`, `toCopyAtMost`,
 * `toMakeNoHiddenCopies`, `toLeakAtMost`. `import "strided/testing/vitest"` (or `jest`) adds them, with their types.
 */
export const memoryMatchers = {
  /** Another name for `expectMemory(fn).toAllocateAtMost(size)`, as a runner calls it. */
  toAllocateAtMost: (fn: unknown, size: Size): Answer =>
    answer(allocatesAtMost(new Subject(fn), size)),
  /** Another name for `expectMemory(fn).peakAtMost(size)`, as a runner calls it. */
  toPeakAtMost: (fn: unknown, size: Size): Answer => answer(peaksAtMost(new Subject(fn), size)),
  /** Another name for `expectMemory(fn).copyAtMost(size)`, as a runner calls it. */
  toCopyAtMost: (fn: unknown, size: Size): Answer => answer(copiesAtMost(new Subject(fn), size)),
  /** Another name for `expectMemory(fn).noHiddenCopies()`, as a runner calls it. */
  toMakeNoHiddenCopies: (fn: unknown): Answer => answer(hasNoHiddenCopies(new Subject(fn))),
  /** Another name for `expectMemory(fn).leakAtMost(size, options)`, as a runner calls it. */
  toLeakAtMost: (fn: unknown, size: Size, options?: SurvivorsOptions): Answer =>
    answer(leaksAtMost(new Subject(fn), size, options)),
};
