// np.profile as code meets it: wrapping, options, reports. Runs without hooks, as in plain `node`; the
// instrumented way is tested through the command.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import type { ProfileReport } from "../../src/profile/report.js";
import { allocatedRows, tableRows } from "./tables.js";

/** Array bytes by the text of the line. */
function bytesByText(report: ProfileReport | null): Record<string, number> {
  const lines = report!.sections.flatMap((section) => section.lines);
  return Object.fromEntries(
    lines.filter((line) => line.allocated > 0).map((line) => [line.text.trim(), line.allocated]),
  );
}

const quiet = { print: false } as const;

describe("np.profile", () => {
  test("gives a function like the one it got", () => {
    function weigh(this: { factor: number }, a: number, b: string): string {
      return b + a * this.factor;
    }
    const profiled = np.profile(weigh, quiet);
    expect(profiled.name).toBe("weigh");
    expect(profiled.length).toBe(2);
    expect(profiled.report).toBeNull();
    expect(profiled.call({ factor: 2 }, 21, "x")).toBe("x42");
    class Point {
      readonly x: number;
      constructor(x: number) {
        this.x = x;
      }
    }
    const made = np.profile((x: number) => new Point(x), quiet);
    expect(made(3).x).toBe(3);
    // @ts-expect-error: the types of the arguments are kept.
    expect(() => profiled("a", 1)).toThrow(TypeError);
  });

  test("prints a table whose rows are the report's", () => {
    const printed: string[] = [];
    const work = np.profile(
      (n: number) => {
        const a = np.zeros([n]);
        const b = a.copy();
        return b.size;
      },
      { stream: { write: (text) => printed.push(text) }, precision: 1 },
    );
    expect(work(125)).toBe(125);
    const rows = tableRows(printed.join(""));
    expect(Object.values(allocatedRows(rows))).toEqual(["1,000 B", "1,000 B"]);
    const zeros = [...rows.values()].find((row) => row.text.includes("zeros"))!;
    expect(zeros.memory).toMatch(/^\d+\.\d MiB$/);
    expect(zeros.occurrences).toBe("1");
    const { sections, method } = work.report!;
    expect(method).toBe("watched");
    expect(sections.length).toBe(1);
    const copy = sections[0]!.lines.find((line) => line.text.includes("copy"))!;
    expect(copy).toMatchObject({ allocated: 1000, copied: 1000, copies: 1, occurrences: 1 });
    expect(copy.reasons).toEqual({ requested: 1000 });
    expect(JSON.parse(JSON.stringify(work.report))).toEqual(work.report);
  });

  test("profiles again at each call, and nested calls together", () => {
    const down = np.profile((n: number): number => {
      np.zeros([10]);
      return n === 0 ? 0 : down(n - 1);
    }, quiet);
    down(2);
    const first = down.report!;
    expect(first.sections[0]!.lines.find((line) => line.text.includes("zeros"))).toMatchObject({
      allocated: 240,
      allocations: 3,
      occurrences: 3,
    });
    down(0);
    expect(Object.values(bytesByText(down.report))).toEqual([80]);
    expect(Object.values(bytesByText(first))).toEqual([240, 160]);
  });

  test("an exception passes, with the report", () => {
    const failing = np.profile(() => {
      np.zeros([10]);
      throw new RangeError("half way");
    }, quiet);
    expect(failing).toThrow(RangeError);
    expect(Object.values(bytesByText(failing.report))).toEqual([80]);
  });

  test("async functions, until they settle", async () => {
    const later = np.profile(async (n: number) => {
      np.zeros([n]);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return np.ones([n]);
    }, quiet);
    const [a, b] = [later(10), later(20)];
    np.zeros([1000]);
    expect((await a).size + (await b).size).toBe(30);
    expect(Object.values(bytesByText(later.report))).toEqual([240, 240]);
    expect(later.report!.outside.allocated).toBe(8000);
  });

  test("generators, until they are done", () => {
    const arrays = np.profile(function* (n: number) {
      for (let i = 1; i <= n; i++) {
        yield np.zeros([i]);
      }
    }, quiet);
    const all = arrays(3);
    all.next();
    np.zeros([1000]);
    expect(arrays.report).toBeNull();
    expect([...all].length).toBe(2);
    expect(Object.values(bytesByText(arrays.report))).toEqual([48]);
    expect(arrays.report!.outside.allocated).toBe(8000);
  });

  test("callbacks inside the function belong to it", () => {
    const mapping = np.profile(() => {
      return [1, 2, 3].map((n) => {
        return np.zeros([n]);
      });
    }, quiet);
    mapping();
    expect(Object.values(bytesByText(mapping.report))).toEqual([48, 48]);
  });

  test("decorates methods, in both of the decorators' forms", () => {
    const method = function (this: { n: number }): number {
      return np.zeros([this.n]).size;
    };
    const standard = np.profile(method, { kind: "method", name: "method" });
    expect(standard.report).toBeNull();
    const withOptions = np.profile(quiet)(method, { kind: "method", name: "method" });
    expect(withOptions.call({ n: 4 })).toBe(4);
    expect(Object.values(bytesByText(withOptions.report))).toEqual([32]);
    const legacy = (np.profile as unknown as (...args: unknown[]) => PropertyDescriptor)(
      {},
      "method",
      { value: method, writable: true },
    );
    expect(legacy.value).not.toBe(method);
    expect(legacy.writable).toBe(true);
  });

  test("refuses what is no function, and unknown options", () => {
    expect(() => np.profile(3 as never)).toThrow("profile() takes a function, received number");
    expect(() => np.profile(null as never)).toThrow("received null");
    expect(() => np.profile(() => 1, { precison: 2 } as never)).toThrow(/'precison'.*precision/);
    expect(() => np.profile({ what: 1 } as never)).toThrow(TypeError);
  });

  test("leaves nothing listening behind", async () => {
    const { tracker } = await import("../../src/memory/tracker.js");
    np.profile(() => np.zeros([1]), quiet)();
    expect(tracker.listener).toBeNull();
  });
});
