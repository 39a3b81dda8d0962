// The bench's own logic: options, values, verification, means, tables, the chart. Nothing is timed.

import { describe, expect, it } from "vitest";
import { makeCase, programFor, sizeName } from "../../bench/case.js";
import { chart } from "../../bench/chart.js";
import { goalsText } from "../../bench/goals.js";
import { passes, readOptions, UsageError } from "../../bench/options.js";
import { meanOf, ratio, runText } from "../../bench/record.js";
import {
  align,
  comparison,
  means,
  ratioText,
  slower,
  slowerText,
  table,
  timeText,
} from "../../bench/report.js";
import { geometricMean, median } from "../../bench/statistics.js";
import { block, blockName, itemsizeOf } from "../../bench/values.js";
import { difference, numbers, type Results } from "../../bench/verify.js";
import { caseRecord, run } from "./run.js";

describe("options", () => {
  it("have defaults, and others with --quick", () => {
    const usual = readOptions([]);
    expect([usual.rounds, usual.sample, usual.sizes, usual.filter]).toEqual([7, 10, null, []]);
    expect(usual.sides).toEqual(["numpy", "numpy-ts", "strided", "strided-all"]);
    const quick = readOptions(["--quick", "--rounds", "5"]);
    expect([quick.rounds, quick.sample, quick.quick]).toEqual([5, 3, true]);
  });

  it("leave out all threads where time on the processor is counted", () => {
    expect(readOptions(["--clock", "cpu"]).sides).toEqual(["numpy", "numpy-ts", "strided"]);
  });

  it("read sizes as they are written", () => {
    expect(readOptions(["--sizes", "100,1e4"]).sizes).toEqual([100, 10_000]);
    expect([100, 10_000, 10_000_000].map(sizeName)).toEqual(["100", "1e4", "1e7"]);
  });

  it.each([
    [["--sizes", "7"], "there is no size 7: 100, 1e4, 1e6, 1e7"],
    [["--sides", "matlab"], "there is no side matlab"],
    [["--rounds", "none"], "--rounds takes a positive number, not none"],
    [["--clock", "sun"], "--clock takes wall or cpu, not sun"],
    [["--fast"], "--fast"],
  ])("refuse %j", (argv, message) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
    expect(() => readOptions(argv)).toThrow(message);
  });

  it("filter by pieces of ids or by a regular expression", () => {
    expect(passes("copy/a/100", [])).toBe(true);
    expect(passes("copy/a/100", ["cast", "copy"])).toBe(true);
    expect(passes("copy/a/100", ["cast"])).toBe(false);
    expect(passes("copy/a/100", ["/^copy.*00$/"])).toBe(true);
    expect(readOptions(["--filter", "(a, b)", "--filter", "c"]).filter).toEqual(["(a, b)", "c"]);
  });
});

describe("means", () => {
  it("are of the middle, and geometric", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
    expect(geometricMean([1, 4])).toBeCloseTo(2, 12);
    expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12);
    expect(geometricMean([])).toBeNaN();
  });

  it("leave out cases that a side has not", () => {
    const lacking = { ...caseRecord("a", "b", 100, 1, 1), timings: {} };
    expect(ratio(lacking, "strided", "numpy")).toBeNaN();
    const mean = meanOf("a", [...run.cases, lacking], "strided-all", "numpy");
    expect([mean.cases, mean.slower]).toEqual([3, 1]);
    expect(mean.mean).toBeCloseTo((2 * 8 * 0.25) ** (1 / 3), 12);
  });
});

describe("values", () => {
  it("are the same every time, and others for another seed", () => {
    const kind = { range: [-5, 5] } as const;
    expect(block("float64", kind, 0, 100)).toEqual(block("float64", kind, 0, 100));
    expect(block("float64", kind, 1, 100)).not.toEqual(block("float64", kind, 0, 100));
    expect(blockName(">f8", kind, 1)).toBe("swapped_f8--5_to_5-1");
  });

  it.each([
    "bool",
    "int8",
    "uint16",
    "int64",
    "uint64",
    "float16",
    "float32",
    "float64",
    "complex64",
  ])("of %s lie in their range", (dtype) => {
    const bytes = block(dtype, { range: [0, 1] }, 3, 200);
    expect(bytes.length).toBe(200 * itemsizeOf(dtype));
    const list = Array.from(numbers(dtype, bytes));
    expect(Math.min(...list)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...list)).toBeLessThanOrEqual(1);
    expect(new Set(list).size).toBeGreaterThan(1);
  });

  it("of a swapped dtype are the native ones, swapped", () => {
    const kind = { range: [0, 1] } as const;
    const swapped = Buffer.from(block(">f8", kind, 0, 10)).swap64();
    expect(new Uint8Array(swapped)).toEqual(block("float64", kind, 0, 10));
  });

  it("of positions are below the length", () => {
    const list = Array.from(numbers("int64", block("int64", { positions: 7 }, 0, 500)));
    expect([Math.min(...list), Math.max(...list)]).toEqual([0, 6]);
  });
});

describe("verification", () => {
  const of = (dtype: string, data: ArrayBufferView, scalar = false): Results => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const shape = scalar ? [] : [bytes.length / itemsizeOf(dtype)];
    return { parts: [{ dtype, shape, bytes: bytes.length, scalar }], data: bytes };
  };
  const floats = (...list: number[]) => of("float64", Float64Array.from(list));

  it("takes equal bytes, and any NaN for a NaN", () => {
    expect(difference(floats(1, 2), floats(1, 2), 0)).toBeNull();
    expect(difference(floats(1, Number.NaN), floats(1, -Number.NaN), 0)).toBeNull();
  });

  it("says where values differ", () => {
    expect(difference(floats(1, 2), floats(1, 3), 0)).toBe("2 at 1, not 3");
    expect(difference(floats(1), floats(1, 3), 0)).toBe("shape (1), not (2)");
    const ints = of("int64", BigInt64Array.from([1n]));
    expect(difference(floats(1), ints, 0)).toBe("dtype float64, not int64");
  });

  it("lets close floats pass where that is asked for, and no others", () => {
    const near = floats(1 + 2 ** -52);
    expect(difference(near, floats(1), 1)).toBeNull();
    expect(difference(near, floats(1), 0)).not.toBeNull();
    expect(difference(floats(1.001), floats(1), 1)).not.toBeNull();
    expect(difference(floats(Number.NaN), floats(1), 1)).not.toBeNull();
  });

  it("measures complex numbers by their size", () => {
    const [x, y] = [Float64Array.of(1, 1e-17), Float64Array.of(1, 0)];
    expect(difference(of("complex128", x), of("complex128", y), 1)).toBeNull();
    expect(difference(of("complex128", x), of("complex128", y), 0)).not.toBeNull();
  });

  it("takes a language's number for a scalar of another dtype", () => {
    const sum = Math.fround(0.1);
    const mine = of("float64", Float64Array.of(sum), true);
    expect(difference(mine, of("float32", Float32Array.of(sum), true), 0)).toBeNull();
    expect(difference(mine, of("float32", Float32Array.of(0.2), true), 0)).not.toBeNull();
  });
});

describe("cases", () => {
  it("have one text for all sides, or one for each", () => {
    const shared = makeCase("g", "n", 100, [], "np.zeros([100])");
    expect([shared.id, programFor(shared, "numpy-ts")]).toEqual(["g/n/100", "np.zeros([100])"]);
    const program = { python: "p", strided: "s", "numpy-ts": null };
    const own = makeCase("g", "n", 10_000, [], program);
    expect(
      (["numpy", "strided", "strided-all", "baseline", "numpy-ts"] as const).map((side) =>
        programFor(own, side),
      ),
    ).toEqual(["p", "s", "s", "s", null]);
  });
});

describe("the report", () => {
  it("writes times and ratios in few digits", () => {
    expect([0.5, 12.34, 999.4, 999.6, 1234567, 2e9].map(timeText)).toEqual([
      "0.500 ns",
      "12.3 ns",
      "999 ns",
      "1.00 µs",
      "1.23 ms",
      "2.00 s",
    ]);
    expect([0.123, 9.99, 9.996, 12.34, 123.4].map(ratioText)).toEqual([
      "0.12",
      "9.99",
      "10.0",
      "12.3",
      "123",
    ]);
  });

  it("aligns columns", () => {
    expect(
      align([
        ["a", "bb"],
        ["ccc", "d"],
      ]),
    ).toBe("a    bb\nccc   d");
  });

  it("lists cases, what is slower, and means", () => {
    expect(table(run)).toMatchInlineSnapshot(`
      "case                      NumPy  1 thread  all threads  ×1 thread  ×all threads
      arithmetic/add/100       400 ns    200 ns       200 ns       2.00          2.00
      arithmetic/add/1000000   800 µs    400 µs       100 µs       2.00          8.00
      copy/a.T/10000          10.0 µs   40.0 µs      40.0 µs       0.25          0.25"
    `);
    expect(slower(run).map((one) => one.id)).toEqual(["copy/a.T/10000"]);
    expect(slowerText(run)).toMatchInlineSnapshot(`
      "1 cases below 1    NumPy  all threads  ratio
      copy/a.T/10000   10.0 µs      40.0 µs   0.25"
    `);
    expect(means(run)).toMatchInlineSnapshot(`
      "geometric means  cases  ×1 thread  ×all threads  below 1
      arithmetic           2       2.00          4.00        0
      copy                 1       0.25          0.25        1
      size 100             1       2.00          2.00        0
      size 1e6             1       2.00          8.00        0
      size 1e4             1       0.25          0.25        1
      all                  3       1.00          1.59        1"
    `);
  });

  it("compares runs by their ratios", () => {
    const old = { ...run, cases: [caseRecord("copy", "a.T", 10_000, 10_000, 80_000)] };
    expect(comparison(run, old)).toMatchInlineSnapshot(`
      "changed by more than a tenth  before   now  change
      copy/a.T/10000                  0.13  0.25    2.00
      1 cases in both runs: 1 faster, 0 slower"
    `);
  });
});

describe("the file of a run", () => {
  it("holds the run, a case on a line", () => {
    const text = runText(run);
    expect(JSON.parse(text)).toEqual(run);
    expect(text.split("\n").filter((line) => line.startsWith('{"id"'))).toHaveLength(3);
    const long = { ...run, cases: [caseRecord("a", "b", 100, 1234.5678, 1 / 3)] };
    expect(runText(long)).toContain('"numpy":{"median":1235,"least":1235}');
  });
});

describe("goals", () => {
  it("are said of what was measured", () => {
    const cases = [
      caseRecord("arithmetic", "add float64", 100, 500, 450),
      { ...caseRecord("arithmetic", "add float64 out", 1e7, 15e6, 14e6, 10e6), bytes: 240e6 },
      caseRecord("expr", "a * b + c", 1e7, 30e6, 20e6, 5e6),
    ].map((one) => ({ ...one, id: one.id.replace("10000000", "1e7") }));
    expect(goalsText({ ...run, cases })).toMatchInlineSnapshot(`
      "goal                                                  wanted         measured
      all cases, all threads                              2× NumPy            2.15×      met
      all cases, one thread                             1.3× NumPy            1.21×  not met
      every case, all threads                             1× NumPy     0 of 3 below      met
      arithmetic/add float64/100                            400 ns           450 ns  not met
      expr/a * b + c/1e7                                  3× NumPy            6.00×      met
      arithmetic/add float64 out/1e7, one thread   80 % of copying  17.1 GB/s, 86 %      met
      arithmetic/add float64 out/1e7, all threads  80 % of copying  24.0 GB/s, 80 %      met"
    `);
    expect(goalsText({ ...run, cases: [] })).toBe("");
  });
});

describe("the chart", () => {
  const svg = chart(run);

  it("is one SVG of its own, for light and dark pages", () => {
    expect(svg.startsWith("<svg xmlns=")).toBe(true);
    expect(svg).not.toMatch(/href|<script|@import|url\(/);
    expect(svg).toContain("prefers-color-scheme: dark");
  });

  it("has a row for each group and a dot for each case", () => {
    expect(svg.match(/<g>/g)).toHaveLength(3);
    expect(svg.match(/h0/g)!.length).toBe(2 * run.cases.length + 3);
    expect(svg).toContain("A &lt;fast&gt; processor");
  });

  it("puts what is faster further right, and what is off the axis at its end", () => {
    const places = [1 / 1000, 1 / 2, 1, 2, 1000, 2000].map((faster) => {
      const one = { ...run, cases: [caseRecord("a", "b", 100, faster, 1)] };
      return Number(/M([\d.]+) [\d.]+h0"\/>(?=<path class="thread)/.exec(chart(one))![1]);
    });
    expect(places).toEqual([...places].sort((x, y) => x - y));
    expect(new Set(places).size).toBe(5);
  });
});
