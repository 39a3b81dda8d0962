// What is refused, in which words, and where the caret points.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const a = np.array([1.5, -2, 0.25]);
const b = np.array([1, 2]);
const i = np.array([1, 2, 3], "int8");

/** How an interpolated operand is shown. */
const hole = "$" + "{…}";

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "no error";
}

const syntax = (text: string) => message(() => np.expr.compile(text));

test("a syntax error has line, column and source, and is a SyntaxError", () => {
  let error: unknown;
  try {
    np.expr`${a} +
      2 * )`;
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(np.ExprSyntaxError);
  expect(error).toBeInstanceOf(SyntaxError);
  expect(error).toMatchObject({ line: 2, column: 11, source: `${hole} +\n      2 * )` });
});

describe("syntax", () => {
  test.each([
    "",
    "1 + * 2",
    "(a + b",
    "a[1",
    "f(a",
    "a b",
    "a +",
    "1 < a < 2",
    "a and b",
    "not a",
    "a if b else c",
    "a && b",
    "a === b",
    "!a",
    "a ? b : c",
    "a = 2",
    "12abc",
    "007",
    "a.shape",
    "a.cumsum()",
    "np.nope",
    "sine(a)",
    "quantile(a, 0.5)",
    "divmod(a, 2)",
    "sin",
    "sin(a, b)",
    "add(a, b, out=c)",
    "sum(a, ax=1)",
    "sum(a, axis=0, axis=1)",
    "sum(a, 0, 1)",
    "sum(a, keepdims=b)",
    "sum()",
    "float(a)",
    "where(a)",
    "clip(a)",
    "a + None",
    "a + 'x'",
    "(1, 2) + a",
    "[1, 2] + a",
    "a.astype('U5')",
    "a.astype(3)",
    "2(a)",
    "a[]",
    "x = 1\n+ 2",
    "a @",
    '"open',
  ])("%s", (text) => {
    const names = syntax(text);
    expect(names).toMatchSnapshot();
  });

  test("a name in a template is no operand", () => {
    expect(message(() => np.expr`${a} * x`)).toMatchSnapshot();
    expect(message(() => np.expr`${a} * e`)).toMatchSnapshot();
  });

  test("nesting has an end", () => {
    expect(syntax(`${"(".repeat(300)}1${")".repeat(300)}`)).toMatch("too many nested parentheses");
    expect(syntax(`${"-".repeat(300)}1`)).toMatch("too many operators in a row");
    const sum = (terms: number) => Array(terms).fill("a").join(" + ");
    expect(syntax(sum(1001))).toMatch("at most 2000 names, numbers and operators");
    expect(np.expr.compile(sum(1000))({ a: 1 })).toBe(1000);
    expect(
      np.expr
        .compile(sum(1000))({ a: np.ones([2]) })
        .tolist(),
    ).toEqual([1000, 1000]);
  });
});

describe("evaluation", () => {
  test.each<[string, () => unknown]>([
    ["shapes", () => np.expr`2 * (${a} + ${b})`],
    ["dtypes", () => np.expr`1 + ~${a}`],
    ["booleans", () => np.expr`(${a} > 0) - (${a} < 0)`],
    ["bounds", () => np.expr`${i} * 2 + 300`],
    ["bounds of an operand", () => np.expr`${i} + ${300}`],
    ["integer powers", () => np.expr`1 + ${i} ** ${[-1, 1, 1]}`],
    ["computed integer powers", () => np.expr`${i} ** (1 - ${i})`],
    ["axes", () => np.expr`sum(${a} * 2, axis=1)`],
    ["minimum of two", () => np.expr`min(${a}, ${b})`],
    ["axis of a wrong type", () => np.expr`sum(${a}, axis=${"x" as never})`],
    ["index", () => np.expr`${a}[7] + 1`],
    ["index of a wrong type", () => np.expr`${a}[${"1:2" as never}]`],
    ["mask", () => np.expr`${a}[${b} > 1]`],
    ["python", () => np.expr`${a} * (1 / 0)`],
    ["python types", () => np.expr`${a} * (1.5 & 2)`],
    ["string", () => np.expr`${"abc" as never} + ${a}`],
    ["object", () => np.expr`${a} + ${{} as never}`],
    ["undefined", () => np.expr`${a} + ${undefined as never}`],
    ["matmul", () => np.expr`${a} @ ${b}`],
    ["empty", () => np.expr`max(${np.zeros([0])} + 1)`],
    ["output", () => np.expr.into(i)`${a} + 1`],
    [
      "second line",
      () => np.expr`${a} * 2
        + ${b}`,
    ],
  ])("%s", (_, run) => {
    expect(message(run)).toMatchSnapshot();
  });

  test("the stack shows the place too", () => {
    let stack = "";
    try {
      np.expr`${a} + ${b}`;
    } catch (error) {
      stack = (error as Error).stack ?? "";
    }
    expect(stack).toContain(`${hole} + ${hole}\n       ^`);
  });
});
