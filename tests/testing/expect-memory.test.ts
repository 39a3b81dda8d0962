import { AssertionError } from "node:assert";
import * as np from "strided";
import { expectMemory, MemoryAssertionError } from "strided/testing";
import { describe, expect, test } from "vitest";
import "strided/testing/vitest";

const flattened = () => np.ones([100, 100]).T.reshape([-1]).size;

/** The error that a chain throws. */
function failure(check: () => unknown): MemoryAssertionError {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(MemoryAssertionError);
    return error as MemoryAssertionError;
  }
  throw new Error("nothing was thrown");
}

describe("expectMemory", () => {
  test("lets through what holds, rule by rule, and counts to the byte", () => {
    expectMemory(flattened)
      .toAllocateAtMost(160_000)
      .copyAtMost("80 kB")
      .peakAtMost(160_000)
      .leakAtMost(0, { warmups: 2 });
    expect(failure(() => expectMemory(flattened).toAllocateAtMost(159_999)).actual).toBe(160_000);
    expect(failure(() => expectMemory(flattened).copyAtMost(79_999)).actual).toBe(80_000);
    expect(failure(() => expectMemory(flattened).peakAtMost(159_999)).actual).toBe(160_000);
  });

  test("names the lines that did it, the largest first", () => {
    const work = () => {
      const a = np.ones([1000, 1000]);
      a.T.reshape([-1]);
      return np.zeros(10, "int16");
    };
    const allocated = failure(() => expectMemory(work).toAllocateAtMost("8MiB"));
    expect(allocated.message).toMatch(
      /^expected the function to allocate at most 8\.00 MiB \(8388608 bytes\); it was 15\.3 MiB \(16000020 bytes\):\n {2}7\.63 MiB {2}float64 \(1000, 1000\) {2}.*expect-memory\.test\.ts:\d+:\d+\n/,
    );
    expect(allocated.message.split("\n").at(-1)).toMatch(/^ {2}20 bytes {2}int16 \(10,\)/);
    const hidden = failure(() => expectMemory(work).noHiddenCopies());
    expect(hidden.message).toMatch(
      /^expected the function to make no hidden copies, which is 0 bytes; it was 7\.63 MiB \(8000000 bytes\):\n {2}7\.63 MiB {2}reshape: the strides cannot be merged .*; reshape before transposing {2}.*expect-memory\.test\.ts:\d+:\d+$/,
    );
    const many = failure(() =>
      expectMemory(() => {
        for (let i = 0; i < 25; i++) np.ones(i + 1);
      }).toAllocateAtMost(0),
    );
    expect(many.message).toMatch(/ {2}200 bytes .*\n(.*\n){9} {2}and 15 more$/);
  });

  test("what was asked for and what is gathered is not hidden", () => {
    const a = np.arange(12).reshape([3, 4]);
    expectMemory(() => {
      a.copy();
      a.astype("float32");
      a.at([[0, 2]]);
      np.concatenate([a, a]);
      np.asarray(a, { order: "F" });
      a.flatten();
    }).noHiddenCopies();
    expect(failure(() => expectMemory(() => a.T.ravel()).noHiddenCopies()).actual).toBe(96);
    const b = np.arange(10);
    const overlapping = () => np.copyto(b.at("1:"), b.at(":-1"));
    expect(failure(() => expectMemory(overlapping).noHiddenCopies()).message).toMatch(
      /overlap|shares/,
    );
  });

  test("a peak is of what is alive, a leak of what stays", () => {
    const loop = () => {
      for (let i = 0; i < 10; i++) np.ones(1000).add(i);
    };
    expectMemory(loop).peakAtMost(16_000).leakAtMost(0);
    const kept: unknown[] = [];
    const leaky = () => void kept.push(np.ones(1000).at(":10"));
    const found = failure(() => expectMemory(leaky).leakAtMost(7999));
    expect(found.message).toMatch(
      /leave behind at most .*: *\n {2}7\.81 KiB {2}float64 \(1000,\) /,
    );
    let cache: np.NDArray | undefined;
    const cached = () => {
      cache ??= np.ones(5000);
      return cache.sum();
    };
    expectMemory(cached).leakAtMost(0);
    cache = undefined;
    expect(failure(() => expectMemory(cached).leakAtMost(0, { warmups: 0 })).actual).toBe(40_000);
  });

  test("is awaited where the function is asynchronous", async () => {
    const work = async () => {
      const a = np.ones(1000);
      await null;
      return a.add(1);
    };
    await expectMemory(work)
      .toAllocateAtMost(16_000)
      .peakAtMost(16_000)
      .leakAtMost(0)
      .copyAtMost(0);
    await expect(
      expectMemory(work).copyAtMost(0).toAllocateAtMost(8000).leakAtMost(0),
    ).rejects.toThrow("allocate at most 7.81 KiB (8000 bytes); it was 15.6 KiB (16000 bytes)");
  });

  test("throws what test runners know, and passes on what the function throws", () => {
    const error = failure(() => expectMemory(() => np.ones(3)).toAllocateAtMost(0));
    const own = new AssertionError({ actual: 24, expected: 0, operator: "expectMemory" });
    expect(error).toMatchObject({ name: own.name, code: own.code, actual: 24, expected: 0 });
    expect(() =>
      expectMemory(() => {
        throw new RangeError("mine");
      }).copyAtMost(0),
    ).toThrow("mine");
  });

  test("refuses what is no function, no size, no option", () => {
    expect(() => expectMemory(np.ones(3) as never)).toThrow(/expectMemory\(\) takes the function/);
    const chain = expectMemory(() => 1);
    expect(() => chain.copyAtMost("much")).toThrow(np.ValueError);
    expect(() => chain.peakAtMost(-1)).toThrow(/a size is a number of bytes or a text/);
    expect(() => chain.leakAtMost(0, { warmup: 2 } as never)).toThrow(/known: warmups/);
    expect(() => chain.leakAtMost(0, { warmups: 0.5 })).toThrow(np.ValueError);
  });
});

describe("matchers", () => {
  test("hold as the chain's rules do, and can be turned round", () => {
    expect(flattened).toAllocateAtMost("160 kB");
    expect(flattened).not.toAllocateAtMost("159 kB");
    expect(flattened).toPeakAtMost(160_000);
    expect(flattened).not.toCopyAtMost(0);
    expect(flattened).not.toMakeNoHiddenCopies();
    expect(flattened).toLeakAtMost(0, { warmups: 2 });
    expect(() => expect(flattened).toCopyAtMost(0)).toThrow(
      /copy at most 0 bytes; it was 78\.1 KiB/,
    );
    expect(() => expect(flattened).not.toCopyAtMost("1MiB")).toThrow(/not to copy at most/);
  });

  test("are awaited where the function is asynchronous", async () => {
    await expect(async () => np.ones(3)).toAllocateAtMost(24);
    await expect(expect(async () => np.ones(3)).toAllocateAtMost(23)).rejects.toThrow("24 bytes");
  });
});
