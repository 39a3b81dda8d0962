// expectMemory: what a function may do to memory, as a chain that throws; for any test runner. The rules are check.ts's.

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

/** What `expectMemory` throws: an AssertionError as test runners know it. */
export class MemoryAssertionError extends Error {
  override readonly name = "AssertionError";
  /** As Node's own assertions have it. */
  readonly code = "ERR_ASSERTION";
  /** As Node's own assertions have it. */
  readonly operator = "expectMemory";
  /** Bytes that were found. */
  readonly actual: number;
  /** Bytes that were allowed. */
  readonly expected: number;

  constructor({ message, actual, expected }: Verdict) {
    super(message);
    this.actual = actual;
    this.expected = expected;
  }
}

/**
 * Rules for what a function does to memory. Each throws where it does not hold, and is to be awaited, once for the
 * whole chain, where the function is asynchronous.
 *
 * @example
 * ```ts
 * const later = async () => np.ones(1000).at("::2");
 * await expectMemory(later).toAllocateAtMost(8000).copyAtMost(0);
 * ```
 */
export class MemoryExpectation implements PromiseLike<void> {
  readonly #subject: Subject;
  #pending: Promise<void> | null = null;

  constructor(fn: () => unknown) {
    this.#subject = new Subject(fn);
  }

  /**
   * All arrays that are made have `size` bytes at most, dead ones too.
   *
   * @returns the expectation, for more rules: no array
   * @throws MemoryAssertionError where it does not hold, ValueError for a size that is none
   * @example
   * ```ts
   * expectMemory(() => np.ones(1000).add(1)).toAllocateAtMost(16_000);
   * ```
   */
  toAllocateAtMost(size: Size): this {
    return this.#expect(() => allocatesAtMost(this.#subject, size));
  }

  /**
   * At no moment more than `size` bytes of these arrays are alive: what a collection would leave. The function is
   * called once more for it.
   *
   * @returns the expectation, for more rules: no array
   * @throws MemoryAssertionError where it does not hold, ValueError for a size that is none
   * @example
   * ```ts
   * const sum = (a: np.NDArray) => a.add(1).add(2).add(3);
   * expectMemory(() => sum(np.ones(1000))).peakAtMost("24 kB");
   * ```
   */
  peakAtMost(size: Size): this {
    return this.#expect(() => peaksAtMost(this.#subject, size));
  }

  /**
   * At most `size` bytes are copied from array to array.
   *
   * @returns the expectation, for more rules: no array
   * @throws MemoryAssertionError where it does not hold, ValueError for a size that is none
   * @example
   * ```ts
   * expectMemory(() => np.ones([20, 50]).reshape([1000])).copyAtMost(0);
   * ```
   */
  copyAtMost(size: Size): this {
    return this.#expect(() => copiesAtMost(this.#subject, size));
  }

  /**
   * Nothing is copied but what was asked for, by `copy`, `astype` and their kin, or gathered, by index arrays,
   * `concatenate`, `repeat` and their kin: no reshape that needs a copy, no cast on the way, no output that overlaps.
   *
   * @returns the expectation, for more rules: no array
   * @throws MemoryAssertionError where it does not hold
   * @example
   * ```ts
   * expectMemory(() => np.ones([20, 50]).T.copy().ravel()).noHiddenCopies();
   * ```
   */
  noHiddenCopies(): this {
    return this.#expect(() => hasNoHiddenCopies(this.#subject));
  }

  /**
   * At most `size` bytes more are alive after a call than before it, its result dropped. `warmups` calls (1 by default)
   * come before, which may fill caches.
   *
   * @returns the expectation, for more rules: no array
   * @throws MemoryAssertionError where it does not hold, ValueError for a size or `warmups` that are none
   * @example
   * ```ts
   * expectMemory(() => np.ones(1000).sum()).leakAtMost(0, { warmups: 2 });
   * ```
   */
  leakAtMost(size: Size, options?: SurvivorsOptions): this {
    return this.#expect(() => leaksAtMost(this.#subject, size, options));
  }

  /**
   * What `await` calls: settles once all rules of the chain have been looked at.
   *
   * @returns a promise of nothing: no array
   * @throws nothing: the promise fails with a MemoryAssertionError where a rule does not hold
   * @example
   * ```ts
   * await expectMemory(async () => np.ones(10)).leakAtMost(0);
   * ```
   */
  // biome-ignore lint/suspicious/noThenProperty: `await` is how one waits for the rules of an asynchronous function
  then<A = void, B = never>(
    fulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return (this.#pending ?? Promise.resolve()).then(fulfilled, rejected);
  }

  #expect(rule: () => Verdict | Promise<Verdict>): this {
    if (this.#pending !== null) {
      this.#pending = this.#pending.then(rule).then(demand);
      return this;
    }
    const found = rule();
    if (found instanceof Promise) this.#pending = found.then(demand);
    else demand(found);
    return this;
  }
}

function demand(found: Verdict): void {
  if (!found.pass) throw new MemoryAssertionError(found);
}

/**
 * Rules for what a function does to memory, in any test runner. They count the library's own events, never the
 * resident memory: they are exact, and hold on every machine or on none.
 *
 * The function is called once for what it allocates and copies, once more for its peak, and `warmups` + 1 times for what
 * it leaves behind.
 *
 * @param fn The function; where it is asynchronous the chain is to be awaited.
 * @returns rules to chain: no array
 * @throws TypeError if `fn` is no function
 * @example
 * ```ts
 * const work = () => np.ones([100, 100]).T.sum({ axis: 0 });
 * expectMemory(work).toAllocateAtMost("100 kB").copyAtMost(0).noHiddenCopies().leakAtMost(0);
 * expectMemory(() => np.ones([10, 10]).T.ravel()).copyAtMost(0); // => MemoryAssertionError
 * ```
 */
export function expectMemory(fn: () => unknown): MemoryExpectation {
  return new MemoryExpectation(fn);
}
