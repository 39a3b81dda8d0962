// `strided timeit` and `strided memit`, and np.memit beside np.timeit.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import { scratchProject } from "../support/built.js";

const project = scratchProject();

describe("np.memit", () => {
  test("tells exactly the bytes of arrays, and the peak of the process", () => {
    const use = np.memit(() => np.ones([1000, 1000]).T.reshape([-1]), { repeat: 2 });
    expect([use.allocated, use.copied]).toEqual([16_000_000, 8_000_000]);
    expect(use.peak).toBeGreaterThanOrEqual(use.increment);
    expect(String(use)).toMatch(
      /^peak memory: [\d.]+ MiB, increment: [\d.-]+ MiB, arrays: 16000000 bytes, copied: 8000000 bytes$/,
    );
  });

  test("refuses what is no function and no count, and passes on what is thrown", () => {
    expect(() => np.memit(3 as never)).toThrow("memit() takes a function to call (got number)");
    expect(() => np.memit(() => 1, { repeat: 0 })).toThrow(np.ValueError);
    expect(() => np.memit(() => 1, { repeats: 2 } as never)).toThrow(/known: repeat/);
    const thrower = () => {
      throw new RangeError("mine");
    };
    expect(() => np.memit(thrower)).toThrow("mine");
  });
});

describe("the commands", () => {
  test("timeit times an expression, after its set-up", () => {
    const { stdout, status } = project.strided(
      ...["timeit", "-s", "const a = np.ones(10)", "-n", "20", "-r", "3", "a.add(1)"],
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^[\d.]+ \S+ ± [\d.]+ \S+ per loop \(mean ± std\. dev\. of 3 runs, 20 loops each\)\n$/,
    );
  });

  test("memit takes statements too", () => {
    const { stdout } = project.strided("memit", "const a = np.ones(1000); a.add(1)");
    expect(stdout).toMatch(/, arrays: 16000 bytes\n$/);
  });

  test.each([
    [["timeit"], "strided timeit: which CODE?\n"],
    [["timeit", "a b"], "strided timeit: that is no JavaScript: "],
    [["timeit", "-n", "0", "1"], "strided timeit: --number takes a number of times, 1 or more"],
    [["memit", "--number", "3", "1"], "strided memit: Unknown option '--number'"],
  ])("%j is answered in a sentence", (args, sentence) => {
    const { stderr, status } = project.strided(...args);
    expect(stderr).toContain(sentence);
    expect(status).toBe(2);
  });
});
