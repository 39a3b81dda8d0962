// Expressions against NumPy's answers (tests/oracle/golden_expr.py): dtypes, shapes, memory order, values, errors.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as np from "strided";
import { describe, expect, test } from "vitest";
import { makeView } from "../../src/core/ndarray.js";

interface Packed {
  /** dtype, memory (base64), shape, strides, byte offset */
  d: string;
  b: string;
  s: number[];
  t: number[];
  o?: number;
}

interface Case extends Partial<Packed> {
  /** the expression, its operands, and whether last bits may differ */
  x: string;
  o: never;
  near: boolean;
  /** an error, or a Python value */
  e?: [type: string, message: string];
  v?: [type: string, ...repr: string[]];
}

const golden = JSON.parse(
  gunzipSync(readFileSync(new URL("../oracle/golden/expr.json.gz", import.meta.url))).toString(),
) as Record<"features" | "errors" | "random", Case[]>;

function unpack({ d, b, s, t, o = 0 }: Packed): np.NDArray {
  const bytes = Buffer.from(b, "base64");
  const memory = np.frombuffer(bytes.length > 0 ? bytes : new Uint8Array(16), { dtype: "uint8" });
  const dtype = np.dtype(d) as np.DType;
  return makeView(memory as np.NDArray, memory.byteOffset + o, s, t, dtype, "golden");
}

function evaluate(one: Case): unknown {
  const run = np.expr.compile(one.x);
  const given = one.o as Record<string, Packed>;
  return run(Object.fromEntries(run.operands.map((name) => [name, unpack(given[name])])));
}

const parts = (value: unknown): unknown[] =>
  value instanceof np.Complex ? [value.re, value.im] : [value];

function isNear(got: unknown, wanted: unknown, epsilon: number): boolean {
  if (typeof got !== "number" || typeof wanted !== "number") return got === wanted;
  if (Object.is(got, wanted) || got === wanted) return true;
  return Math.abs(got - wanted) <= epsilon * Math.max(1, Math.abs(wanted));
}

function compare(got: unknown, one: Case): void {
  const wanted = unpack({ d: one.d!, b: one.b!, s: one.s!, t: contiguous(one) });
  if (!(got instanceof np.NDArray)) {
    expect(one.s).toEqual([]);
    compareValues([got], [wanted.item()], one);
    return;
  }
  expect(got.dtype.str).toBe(one.d);
  expect(got.shape).toEqual(one.s);
  // z.real and float64(a) may be the array's own memory in NumPy; an expression's result is new
  if (got.size > 0 && !/real|imag|^float\d+\(\w\)$/.test(one.x)) expect(got.strides).toEqual(one.t);
  compareValues(got.flatten().tolist() as unknown[], wanted.flatten().tolist() as unknown[], one);
}

function contiguous(one: Case): number[] {
  const strides: number[] = [];
  let step = np.dtype(one.d!).itemsize;
  for (let k = one.s!.length - 1; k >= 0; k--) {
    strides[k] = step;
    step *= one.s![k];
  }
  return strides;
}

function compareValues(got: unknown[], wanted: unknown[], one: Case): void {
  const [x, y] = [got.flatMap(parts), wanted.flatMap(parts)];
  const epsilon = !one.near
    ? 0
    : one.d!.endsWith("f2")
      ? 2e-3
      : /f4|c8/.test(one.d!)
        ? 1e-5
        : 1e-12;
  const same = x.length === y.length && x.every((value, k) => isNear(value, y[k], epsilon));
  // shows both lists where they differ
  if (!same) expect(x).toEqual(y);
}

function comparePython(got: unknown, [type, ...repr]: string[]): void {
  if (type === "bool") expect(got).toBe(repr[0] === "True");
  else if (type === "complex") {
    const { re, im } = got as np.Complex;
    expect(re).toBeCloseTo(Number(repr[0]), 12);
    expect(im).toBeCloseTo(Number(repr[1]), 12);
  } else expect(String(got)).toBe(String(type === "int" ? BigInt(repr[0]) : Number(repr[0])));
}

function check(one: Case): void {
  if (one.e !== undefined) {
    expect(() => evaluate(one)).toThrow();
    return;
  }
  let got: unknown;
  try {
    got = evaluate(one);
  } catch (error) {
    // a full reduction to an integer that no JavaScript number is; its message has the value
    const exact = /value (-?\d+) is not exact/.exec((error as Error).message);
    if (exact === null) throw error;
    const wanted = unpack({ d: one.d!, b: one.b!, s: one.s!, t: contiguous(one) });
    expect(exact[1]).toBe(String(wanted.itemBigInt()));
    return;
  }
  if (one.v !== undefined) comparePython(got, one.v);
  else compare(got, one);
}

describe("features", () => {
  for (const one of golden.features) test(one.x, () => check(one));
});

const classes: Record<string, new (...args: never[]) => Error> = {
  AxisError: np.AxisError,
  IndexError: np.IndexError,
  OverflowError: np.OverflowError,
  ZeroDivisionError: np.ZeroDivisionError,
  ValueError: np.ValueError,
  TypeError,
};

describe("errors", () => {
  for (const one of golden.errors) {
    if (one.e === undefined) continue;
    test(one.x, () => {
      const [type, message] = one.e!;
      let error: Error | null = null;
      try {
        evaluate(one);
      } catch (thrown) {
        error = thrown as Error;
      }
      expect(error).not.toBeNull();
      // what the parser refuses already is a syntax error
      if (error instanceof np.ExprSyntaxError) return;
      expect(error).toBeInstanceOf(classes[type]);
      expect(error!.message.slice(0, message.length)).toBe(message);
    });
  }
});

test("random expressions", () => {
  for (const [k, one] of golden.random.entries()) {
    try {
      check(one);
    } catch (error) {
      throw new Error(`${k}: ${one.x} of ${JSON.stringify(one.o)}\n${(error as Error).message}`);
    }
  }
});
