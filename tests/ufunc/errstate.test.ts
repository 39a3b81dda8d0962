// Floating-point errors: which are found, in NumPy's words, and what is done about them.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as np from "strided";
import { afterEach, describe, expect, test } from "vitest";

/** What a call reports, in the order in which it does. */
function reports(action: () => unknown, under: np.ErrorMode = "ignore"): string[] {
  const said: string[] = [];
  const call = { write: (line: string) => said.push(line.replace(/^Warning: |\n$/g, "")) };
  np.errstate({ all: "log", under, call }, action);
  return said;
}

const a = (values: unknown, dtype?: np.DTypeLike) => np.array(values, dtype);
const long = (value: number, at = 2500, length = 3000) => {
  const array = np.ones([length]);
  array.set(at, value);
  return array;
};

describe("what is found", () => {
  const cases: readonly [string, () => unknown, string[]][] = [
    ["pole", () => np.divide(a([1.5]), 0), ["divide by zero encountered in divide"]],
    ["0 / 0", () => np.divide(a([0.0]), 0), ["invalid value encountered in divide"]],
    ["a NaN that was there", () => np.add(a([NaN]), 1), []],
    ["an infinity that was there", () => np.multiply(a([Infinity]), 2), []],
    [
      "inf - inf",
      () => np.subtract(a([Infinity]), Infinity),
      ["invalid value encountered in subtract"],
    ],
    ["too large", () => np.multiply(a([1e308]), 10), ["overflow encountered in multiply"]],
    ["one of many", () => np.divide(1, long(0)), ["divide by zero encountered in divide"]],
    ["single", () => np.square(a([1e30], "f4")), ["overflow encountered in square"]],
    ["half", () => np.add(a([6e4], "f2"), a([6e4], "f2")), ["overflow encountered in add"]],
    [
      "two kinds",
      () => np.log(a([-1, 0])),
      ["divide by zero encountered in log", "invalid value encountered in log"],
    ],
    ["comparison", () => np.less(a([NaN]), 1), []],
    ["maximum", () => np.maximum(a([NaN]), 1), []],
    [
      "integer by zero",
      () => np.floor_divide(a([1]), 0),
      ["divide by zero encountered in floor_divide"],
    ],
    [
      "64 bits",
      () => np.remainder(a([1], "u8"), a([0], "u8")),
      ["divide by zero encountered in remainder"],
    ],
    [
      "the least integer by -1",
      () => np.floor_divide(a([-128], "i1"), a([-1], "i1")),
      ["overflow encountered in floor_divide"],
    ],
    ["integers wrap", () => np.multiply(a([2 ** 30], "i4"), a([4], "i4")), []],
    [
      "reciprocal of the integer 0",
      () => np.reciprocal(a([0])),
      ["divide by zero encountered in reciprocal", "invalid value encountered in reciprocal"],
    ],
    ["cast to integer", () => a([NaN]).astype("i4"), ["invalid value encountered in cast"]],
    ["cast to int64", () => a([1e19]).astype("i8"), ["invalid value encountered in cast"]],
    ["cast to uint8, through int32", () => a([300.5]).astype("u1"), []],
    ["cast to single", () => a([1e300]).astype("f4"), ["overflow encountered in cast"]],
    ["cast to half", () => a([70000]).astype("f2"), ["overflow encountered in cast"]],
    [
      "cast on the way in",
      () => np.add(a([1e300]), 1, { dtype: "f4" }),
      ["overflow encountered in cast"],
    ],
    [
      "cast on the way out",
      () => np.add(a([1e300]), 1, { out: np.zeros([1], "f4") }),
      ["overflow encountered in add"],
    ],
    ["sum", () => np.sum(a([1e308, 1e308])), ["overflow encountered in reduce"]],
    ["sum of a NaN", () => np.sum(a([1, NaN])), []],
    [
      "sum of inf - inf",
      () => np.sum(a([Infinity, -Infinity])),
      ["invalid value encountered in reduce"],
    ],
    [
      "sum along an axis",
      () =>
        np.sum(
          a([
            [1e308, 1],
            [1e308, 1],
          ]),
          { axis: 0 },
        ),
      ["overflow encountered in reduce"],
    ],
    ["sum of halves", () => np.sum(a([6e4, 6e4], "f2")), ["overflow encountered in reduce"]],
    ["product", () => np.prod(a([1e200, 1e200])), ["overflow encountered in reduce"]],
    [
      "divisions",
      () => np.floor_divide.reduce(a([3, 0])),
      ["divide by zero encountered in reduce"],
    ],
    ["running sum", () => np.cumsum(a([1e308, 1e308])), ["overflow encountered in accumulate"]],
    [
      "pieces",
      () => np.add.reduceat(a([1e308, 1e308, 1]), [0, 2]),
      ["overflow encountered in reduceat"],
    ],
    ["at", () => np.add.at(a([1e308]), [0, 0], 1e308), ["overflow encountered in add"]],
    [
      "outer",
      () => np.multiply.outer(a([1e200]), a([1e200])),
      ["overflow encountered in multiply"],
    ],
    ["matmul", () => np.matmul(a([[1e308]]), a([[10.5]])), ["overflow encountered in matmul"]],
    [
      "complex",
      () => np.divide(a([new np.Complex(1, 1)]), 0),
      ["divide by zero encountered in divide"],
    ],
    [
      "complex product",
      () => np.multiply(a([new np.Complex(1e308, 1)]), 4),
      ["overflow encountered in multiply"],
    ],
    [
      "floor_divide, subtracted from itself",
      () => np.floor_divide(a([1e308]), 1e-10),
      ["overflow encountered in floor_divide", "invalid value encountered in floor_divide"],
    ],
    [
      "masked out",
      () => np.divide(a([1, 2]), 0, { where: a([false, false]), out: np.zeros([2]) }),
      [],
    ],
    [
      "in place",
      () => {
        const x = long(1e308);
        np.multiply(x, 10, { out: x });
      },
      ["overflow encountered in multiply"],
    ],
    [
      "a NaN in place",
      () => {
        const x = long(NaN);
        np.multiply(x, 10, { out: x });
      },
      [],
    ],
    [
      "a view backwards",
      () => np.sqrt(long(-1, 2501).at("::-2")),
      ["invalid value encountered in sqrt"],
    ],
    [
      "two axes",
      () => np.divide(np.ones([3, 40]).T, np.zeros([40, 3])),
      ["divide by zero encountered in divide"],
    ],
  ];
  test.each(cases)("%s", (_name, action, expected) => {
    expect(reports(action)).toEqual(expected);
  });

  test("underflow, only where it is not ignored", () => {
    const tiny = () => np.multiply(a([1e-200]), 1e-200);
    expect(reports(tiny)).toEqual([]);
    expect(reports(tiny, "log")).toEqual(["underflow encountered in multiply"]);
    expect(reports(() => np.add(a([5e-324]), 5e-324), "log")).toEqual([]);
  });
});

describe("what is done", () => {
  afterEach(() => {
    np.seterr({ all: "warn", under: "ignore" });
    np.seterrcall(null);
  });

  test("NumPy's defaults", () => {
    expect(np.geterr()).toEqual({ divide: "warn", over: "warn", under: "ignore", invalid: "warn" });
    expect(np.geterrcall()).toBe(null);
  });

  test("an error is thrown after the results are written", () => {
    const out = np.zeros([2]);
    const run = () => np.divide([1, 2], [2, 0], { out });
    expect(() => np.errstate({ divide: "raise" }, run)).toThrow(np.FloatingPointError);
    expect(() => np.errstate({ all: "raise" }, run)).toThrow(
      "divide by zero encountered in divide",
    );
    expect(out.tolist()).toEqual([0.5, Infinity]);
    expect(np.geterr().divide).toBe("warn");
  });

  test("a function is called with all kinds", () => {
    const seen: [string, number][] = [];
    const before = np.seterrcall((kind, flags) => {
      seen.push([kind, flags]);
    });
    expect(before).toBe(null);
    np.seterr({ all: "call" });
    np.divide([1, 0], 0);
    expect(seen).toEqual([
      ["divide by zero", 9],
      ["invalid value", 9],
    ]);
  });

  test("scopes end, also twice", () => {
    const scope = np.errstate({ all: "ignore" });
    expect(np.geterr().divide).toBe("ignore");
    scope[Symbol.dispose]();
    np.seterr({ divide: "raise" });
    scope[Symbol.dispose]();
    expect(np.geterr().divide).toBe("raise");
    expect(() =>
      np.errstate({ over: "raise" }, () => {
        throw new Error("out");
      }),
    ).toThrow("out");
    expect(np.geterr().over).toBe("warn");
  });

  test("wrong arguments", () => {
    expect(() => np.seterr({ divide: "foo" as "warn" })).toThrow("invalid error mode 'foo'");
    expect(() => np.seterr({ foo: "warn" } as object)).toThrow(TypeError);
    expect(() => np.seterrcall(3 as never)).toThrow(
      "python object must be callable or have a callable write method",
    );
    np.seterr({ all: "call" });
    expect(() => np.divide([1], 0)).toThrow(
      "python callback specified for divide by zero (in  divide) but no function found.",
    );
  });

  test("a warning is given once for each place", () => {
    const hooks = fileURLToPath(new URL("../support/register-typescript.mjs", import.meta.url));
    const entry = new URL("../../src/index.ts", import.meta.url).href;
    const program = `
      const np = await import(${JSON.stringify(entry)});
      process.on("warning", (w) => console.log(w.name + ": " + w.message));
      process.removeAllListeners("warning");
      process.on("warning", (w) => console.log(w.name + ": " + w.message));
      for (let i = 0; i < 3; i++) np.divide([1], 0);
      np.divide([1], 0); np.sqrt([-1]);`;
    const run = execFileSync(
      process.execPath,
      ["--import", hooks, "--input-type=module", "-e", program],
      {
        encoding: "utf8",
      },
    );
    expect(run.trim().split("\n")).toEqual([
      "RuntimeWarning: divide by zero encountered in divide",
      "RuntimeWarning: divide by zero encountered in divide",
      "RuntimeWarning: invalid value encountered in sqrt",
    ]);
  });
});
