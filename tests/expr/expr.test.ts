// np.expr from the outside: what it reads, where it writes, what it allocates and what it remembers. Results
// against NumPy are in golden.test.ts, against the ufuncs in differential.test.ts.

import * as np from "strided";
import { describe, expect, test } from "vitest";
import type { FusedTask } from "../../src/expr/arrange.js";
import { programOf } from "../../src/expr/expr.js";
import { Program } from "../../src/expr/program.js";
import { Source } from "../../src/expr/source.js";

const a = np.array([1.5, -2, 0.25, 3]);
const b = np.array([4, 3, 2, 1], "float32");
const i = np.array([1, 2, 3, 4], "int8");
const m = np.arange(12, "float64").reshape([3, 4]);

describe("operands", () => {
  test("arrays, typed arrays, nested arrays, numbers, bigints, booleans, complex numbers", () => {
    expect(String(np.expr`${a} + 1`)).toBe("[ 2.5  -1.    1.25  4.  ]");
    expect(np.expr`${new Float32Array([1, 2])} * 2`.dtype.name).toBe("float32");
    expect(String(np.expr`${[1, 2]} + ${[[1], [2]]}`)).toBe("[[2 3]\n [3 4]]");
    expect(np.expr`${i} + ${1}`.dtype.name).toBe("int8");
    expect(np.expr`${i} + ${1.5}`.dtype.name).toBe("float64");
    expect(np.expr`${b} + ${1.5}`.dtype.name).toBe("float32");
    expect(np.expr`${i} + ${10n}`.dtype.name).toBe("int8");
    expect(np.expr`${i} + ${true}`.dtype.name).toBe("int8");
    expect(np.expr`${b} * ${new np.Complex(0, 1)}`.dtype.name).toBe("complex64");
    expect(np.expr`${i} * ${2 ** 60}`.dtype.name).toBe("float64");
  });

  test("a scalar's value is not part of the kernel", () => {
    const scaled = (k: number) => np.expr`${a} * ${k} + ${k}`;
    expect(scaled(2).tolist()).toEqual([5, -2, 2.5, 8]);
    expect(scaled(3).tolist()).toEqual([7.5, -3, 3.75, 12]);
    expect(
      scaled(2 ** 20)
        .at(0)
        .item(),
    ).toBe(2.5 * 2 ** 20);
    expect(scaled(-0).tolist()).toEqual([-0, 0, -0, -0]);
  });

  test("scalars among themselves follow Python and stay weak", () => {
    const n = 3;
    expect(np.expr`${b} * (1 / ${n})`.dtype.name).toBe("float32");
    expect(np.expr<number>`${n} // 2 + 1`).toBe(2);
    expect(np.expr<number>`2 ** ${0.5}`).toBe(2 ** 0.5);
    expect(np.expr`2 ** 100`).toBe(2n ** 100n);
    expect(np.expr<boolean>`${n} == 3.0`).toBe(true);
  });

  test("an array given twice is read once", () => {
    const program = new Program(new Source(["", " * ", " + ", ""]), () => null);
    program.evaluate([a, a, i], null);
    const task = [...program.arrangements.values()][0] as FusedTask;
    expect(task.region?.leaves.length).toBe(2);
  });

  test("more operands than one kernel has", () => {
    const ones = np.ones([3]);
    const names = Array.from({ length: 150 }, (_, k) => `x${k}`);
    const sum = np.expr.compile(names.join(" + "));
    expect(sum(Object.fromEntries(names.map((name) => [name, ones.copy()]))).tolist()).toEqual([
      150, 150, 150,
    ]);
  });

  test("strings compare, and do nothing else", () => {
    const names = np.array(["Ann", "Bob"]);
    expect(np.expr`${names} == ${np.array("Bob")}`.tolist()).toEqual([false, true]);
    expect(np.expr<boolean>`any(${names} == ${["Bob", "Ann"]})`).toBe(false);
    expect(() => np.expr`float32(${names})`).toThrow(np.DTypeError);
  });

  test("disposed operands are refused", () => {
    const gone = np.zeros([1000]);
    gone.dispose();
    expect(() => np.expr`${gone} + 1`).toThrow(np.DisposedError);
  });
});

describe("indexes and axes", () => {
  test("are expressions, and take operands", () => {
    const k = 1;
    expect(np.expr`${m}[${k}]`.tolist()).toEqual([4, 5, 6, 7]);
    expect(np.expr`${m}[${k}:, -1] * 2`.tolist()).toEqual([14, 22]);
    expect(np.expr`${m}[${k} + 1, ::${2}]`.tolist()).toEqual([8, 10]);
    expect(np.expr`${m}[${np.slice(0, 2)}, ${[0, 3]}]`.tolist()).toEqual([
      [0, 3],
      [4, 7],
    ]);
    expect(np.expr`${m}[${null}, ..., 0]`.shape).toEqual([1, 3]);
    expect(np.expr`${a}[${a} > 0] * 2`.tolist()).toEqual([3, 0.5, 6]);
    expect(np.expr`sum(${m}, axis=${[0, 1]})`).toBe(66);
    expect(np.expr`sum(${m}, axis=${k} - 2)`.tolist()).toEqual([6, 22, 38]);
    expect(np.expr`sum(${m}, axis=${null})`).toBe(66);
  });

  test("a view is a view, an operand is itself", () => {
    expect(np.expr`${m}[1:]`.base).toBe(m.base);
    expect(np.expr`${m}.T`.strides).toEqual([8, 32]);
    expect(np.expr`${m}` === m).toBe(true);
    expect(np.expr`+${m}`.base).toBe(null);
  });
});

describe("results", () => {
  test("of full reductions and scalars are JavaScript values", () => {
    expect(np.expr<number>`sum(${m})`).toBe(66);
    expect(np.expr<number>`sqrt(sum(${a} ** 2)) * 0`).toBe(0);
    expect(np.expr<boolean>`any(${a} > 2)`).toBe(true);
    expect(np.expr<number>`sin(0)`).toBe(0);
    expect(np.expr`sum(${m}, keepdims=True)`.shape).toEqual([1, 1]);
  });

  test("of arrays without axes are arrays", () => {
    expect(np.expr`${np.array(2)} + 1`).toBeInstanceOf(np.NDArray);
  });

  test("in between, a reduction keeps its dtype", () => {
    expect(np.expr`${b} - mean(${b})`.dtype.name).toBe("float32");
    expect(np.expr`${b} - sum(${i})`.dtype.name).toBe("float64");
  });
});

describe("into an array", () => {
  test("casts within same_kind, broadcasts, and answers the array", () => {
    const out = np.zeros([2, 4], "float32");
    expect(np.expr.into(out)`${a} * 2`).toBe(out);
    expect(out.tolist()).toEqual([
      [3, -4, 0.5, 6],
      [3, -4, 0.5, 6],
    ]);
    expect(() => np.expr.into(np.zeros([4], "int64"))`${a} * 2`).toThrow(
      "Cannot cast ufunc 'multiply' output from dtype('float64') to dtype('int64') with casting rule 'same_kind'",
    );
    expect(() => np.expr.into(np.zeros([3]))`${a} + ${a}`).toThrow(
      "operands could not be broadcast together with shapes (4,) (4,) (3,)",
    );
    const locked = np.zeros([4]);
    locked.setflags({ write: false });
    expect(() => np.expr.into(locked)`${a}`).toThrow("output array is read-only");
  });

  test("reads operands that share its memory first", () => {
    const x = np.arange(6, "float64");
    np.expr.into(x.at("1:"))`${x}[:-1] * 10 + ${x}[1:]`;
    expect(x.tolist()).toEqual([0, 1, 12, 23, 34, 45]);
    const y = np.arange(4, "float64");
    const run = np.memory.track(() => np.expr.into(y)`${y} + ${y}[::-1] * 0`);
    expect(run.copies.length).toBe(1);
    expect(y.tolist()).toEqual([0, 1, 2, 3]);
  });

  test("takes reductions, scalars, views", () => {
    const row = np.arange(4, "float64").reshape([1, 4]);
    np.expr.into(row)`sum(${row} * 2, axis=0, keepdims=True)`;
    expect(row.tolist()).toEqual([[0, 2, 4, 6]]);
    np.expr.into(row)`${m}[0]`;
    expect(row.tolist()).toEqual([[0, 1, 2, 3]]);
    np.expr.into(row)`7`;
    expect(row.tolist()).toEqual([[7, 7, 7, 7]]);
    np.expr.into(row)`mean(${m}, axis=0)`;
    expect(row.tolist()).toEqual([[4, 5, 6, 7]]);
    const means = np.zeros([4], "float32");
    np.expr.into(means)`mean(${m} * 2, axis=0)`;
    expect(means.tolist()).toEqual([8, 10, 12, 14]);
    // as np.sum with out, which computes in the output's dtype
    expect(np.expr.into(np.zeros([4], "int8"))`sum(${m}, axis=0)`.tolist()).toEqual([
      12, 15, 18, 21,
    ]);
    expect(() => np.expr.into(i)`2.5`).toThrow("according to the rule 'same_kind'");
  });

  test("refuses what is no array", () => {
    expect(() => np.expr.into(3 as unknown as np.NDArray)).toThrow(TypeError);
  });
});

describe("memory", () => {
  const n = 20_000;
  const [x, y, z] = [np.ones([n]), np.ones([n], "int32"), np.ones([n], "float32")];

  test("only the result is allocated, and nothing copied", () => {
    const run = np.memory.track(
      () =>
        np.expr`where(${x} > 0.5, (${x} - ${y}) ** 2 * 3, sin(${z}) + ${2.5}) / (1 + abs(${z}))`,
    );
    expect(run.allocations.map((one) => one.bytes)).toEqual([n * 8]);
    expect(run.copies).toEqual([]);
    expect(run.result.dtype.name).toBe("float64");
  });

  test("a reduction allocates its result alone", () => {
    const run = np.memory.track(() => np.expr<number>`sum((${x} - ${y}) ** 2 + ${z})`);
    expect(run.bytes_allocated).toBe(8);
    expect(run.result).toBe(n);
  });

  test("an output needs nothing at all", () => {
    const run = np.memory.track(() => np.expr.into(x)`${x} * ${y} - ${z}`);
    expect([run.bytes_allocated, run.copies.length]).toEqual([0, 0]);
  });

  test("of a costly function of a stretched operand only a small scratch array is made", () => {
    const [row, column] = [np.linspace(0, 1, 100), np.ones([100, 1])];
    const run = np.memory.track(() => np.expr`exp(-${row} ** 2) * ${column} + 1`);
    expect(run.allocations.length).toBe(1);
    expect(run.result.strides).toEqual([800, 8]);
    expect(run.result.at(5, 30).item()).toBeCloseTo(Math.exp(-(((30 / 99) * 30) / 99)) + 1, 12);
    const total = np.expr<number>`sum(exp(${row}) * ${column})`;
    expect(total).toBeCloseTo(100 * (np.sum(np.exp(row)) as number), 8);
  });
});

describe("what is remembered", () => {
  let strings: TemplateStringsArray | null = null;
  const tag = (parts: TemplateStringsArray, ...values: np.ExprOperand[]) => {
    strings = parts;
    return np.expr(parts, ...values);
  };

  test("a call site is parsed once, arranged once per kind of operand, compiled once per dtypes", () => {
    const run = (x: np.ExprOperand, y: np.ExprOperand) => tag`${x} * 2 + ${y}`;
    run(a, b);
    const program = programOf(strings!);
    const regions = () =>
      [...program.arrangements.values()].map((task) => (task as FusedTask).region);
    const plans = () => regions().map((region) => region?.plans.size);
    expect(plans()).toEqual([1]);
    run(a, b);
    run(m, np.ones([4], "float32"));
    expect(plans()).toEqual([1]);
    run(i, b);
    expect(plans()).toEqual([2]);
    run(a, 1);
    run(a, 2);
    run(a, 2.5);
    expect(plans()).toEqual([2, 2]);
    expect(programOf(strings!)).toBe(program);
  });

  test("kernels for each output dtype", () => {
    const run = (x: np.NDArray, out: np.NDArray) => np.expr.into(out)`${x} + 1`;
    expect(run(i, np.zeros([4], "int8")).tolist()).toEqual([2, 3, 4, 5]);
    expect(run(i, np.zeros([4], "float64")).tolist()).toEqual([2, 3, 4, 5]);
  });

  test("an error is not remembered", () => {
    const run = (k: number) => np.expr`${i} + ${k}`;
    expect(() => run(1000)).toThrow(np.OverflowError);
    expect(run(1).tolist()).toEqual([2, 3, 4, 5]);
    expect(() => run(1000)).toThrow(np.OverflowError);
  });

  test("integers beyond an array's dtype compare by kernels of their own", () => {
    const less = (k: number | bigint) => np.expr`${i} < ${k}`.tolist();
    expect(less(3)).toEqual([true, true, false, false]);
    expect(less(300)).toEqual([true, true, true, true]);
    expect(less(-300)).toEqual([false, false, false, false]);
    expect(less(2n ** 65n)).toEqual([true, true, true, true]);
    expect(less(2)).toEqual([true, false, false, false]);
  });
});

describe("compiled text", () => {
  test("is a function of named operands", () => {
    const f = np.expr.compile("a * x + np.pi * 0 + sum(a)");
    expect(f.operands).toEqual(["a", "x"]);
    expect(f.source).toBe("a * x + np.pi * 0 + sum(a)");
    expect(f({ a: [1, 2], x: 10 }).tolist()).toEqual([13, 23]);
    const out = np.zeros([2]);
    expect(f({ a: [1, 2], x: 1 }, { out })).toBe(out);
    expect(np.expr.compile("1 + 1")<number>()).toBe(2);
  });

  test("says which operands are missing or too many", () => {
    const f = np.expr.compile("a + b");
    expect(() => f({ a: 1 })).toThrow("operand 'b' is missing (this expression's operands: a, b)");
    expect(() => f({ a: 1, b: 2, c: 3 })).toThrow(
      "'c' is not an operand of this expression (its operands: a, b)",
    );
    expect(() => f(5 as never)).toThrow("takes its operands in one object");
    expect(() => f({ a: 1, b: 2 }, { into: a } as never)).toThrow(
      "unexpected keyword argument 'into'",
    );
  });

  test("an index may use the same operand as the expression", () => {
    expect(
      np.expr
        .compile("a[k] * k")({ a: [5, 6, 7], k: 2 })
        .tolist(),
    ).toBe(14);
  });
});

test("an expression over several lines, with comments", () => {
  const result = np.expr`
    ${a} * 2      # doubled
    + \
    1
  `;
  expect(result.tolist()).toEqual([4, -3, 1.5, 7]);
});

test("np.expr and np.expr.into are tags", () => {
  expect(() => (np.expr as unknown as (text: string) => unknown)("a + b")).toThrow(
    'an expression in a string is np.expr.compile("a * 2")',
  );
  expect(() => (np.expr.into(a) as unknown as (text: string) => unknown)("a")).toThrow(TypeError);
});
