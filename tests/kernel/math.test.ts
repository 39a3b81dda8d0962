// Functions composed of nodes: C99's special values (Annex F.9), closeness to JavaScript's functions, and that machine
// code computes just what the nodes mean. How close they are to the truth is measured by bench/ulp.mjs.

import { describe, expect, test } from "vitest";
import { Builder } from "../../src/kernel/builder.js";
import { mapKernel } from "../../src/kernel/describe.js";
import { evaluate, Graph, type Node } from "../../src/kernel/ir.js";
import { elementType } from "../../src/kernel/lanes.js";
import { compositions } from "../../src/kernel/math/compositions.js";
import { kernelFunctions } from "../../src/kernel/math/functions.js";
import { nativeStatus } from "../../src/kernel/x64/cpu.js";
import { runNativeSingle } from "../../src/kernel/x64/run.js";
import { Random } from "../oracle/random.js";
import { blank, place, read } from "./memory.js";

const PI = Math.PI;
const lanes = { f32: "float32", f64: "float64" } as const;
type FloatLane = keyof typeof lanes;

const names = Object.keys(compositions);
const arityOf = (name: string) => (["pow", "hypot", "arctan2"].includes(name) ? 2 : 1);
const roundTo = (lane: FloatLane, x: number) => (lane === "f32" ? Math.fround(x) : x);

/** The value that a composition's nodes mean. */
function meaning(name: string, lane: FloatLane): (...args: number[]) => number {
  const b = new Builder(new Graph());
  const loads = Array.from({ length: arityOf(name) }, (_, at) => b.graph.load(at, lane));
  const root = compositions[name]!(b, ...loads) as Node;
  return (...args) => Number(evaluate([root], { load: (operand) => args[operand]! })[0]);
}

function machine(name: string, lane: FloatLane, columns: readonly (readonly number[])[]): number[] {
  const type = elementType(lanes[lane]);
  const kernel = mapKernel({
    name,
    body: (b, ...inputs) => b.call(name, lane, ...(inputs as Node[])),
    inputs: columns.map(() => type),
    outputs: [type],
  });
  const count = columns[0]!.length;
  const stride = type.itemsize;
  const inputs = columns.map((values) => place([...values], { type, byteOffset: 0, stride }));
  const out = blank(type, count);
  const steps = [...columns, out].map(() => stride);
  expect(runNativeSingle(kernel, count, [...inputs, out], steps)).toBe(true);
  return read(out, type, count) as number[];
}

const I = Infinity;

/** x to f(x), of one operand. */
const specials: Record<string, readonly (readonly [number, number])[]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [I, I],
    [-I, 0],
  ],
  exp2: [
    [0, 1],
    [-0, 1],
    [I, I],
    [-I, 0],
    [10, 1024],
    [-3, 0.125],
    [-149, 2 ** -149],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [I, I],
    [-I, -1],
    [-1000, -1],
    [1000, I],
  ],
  log: [
    [0, -I],
    [-0, -I],
    [1, 0],
    [-1, NaN],
    [-I, NaN],
    [I, I],
  ],
  log2: [
    [0, -I],
    [-0, -I],
    [1, 0],
    [-1, NaN],
    [-I, NaN],
    [I, I],
    [8, 3],
    [2 ** -140, -140],
  ],
  log10: [
    [0, -I],
    [-0, -I],
    [1, 0],
    [-1, NaN],
    [-I, NaN],
    [I, I],
    [1000, 3],
    [1e10, 10],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -I],
    [-2, NaN],
    [-I, NaN],
    [I, I],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [I, NaN],
    [-I, NaN],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [I, NaN],
    [-I, NaN],
  ],
  tan: [
    [0, 0],
    [-0, -0],
    [I, NaN],
    [-I, NaN],
  ],
  arcsin: [
    [0, 0],
    [-0, -0],
    [1, PI / 2],
    [-1, -PI / 2],
    [1.5, NaN],
    [-I, NaN],
  ],
  arccos: [
    [1, 0],
    [-1, PI],
    [0, PI / 2],
    [-0, PI / 2],
    [1.5, NaN],
    [I, NaN],
  ],
  arctan: [
    [0, 0],
    [-0, -0],
    [I, PI / 2],
    [-I, -PI / 2],
  ],
  sinh: [
    [0, 0],
    [-0, -0],
    [I, I],
    [-I, -I],
    [1000, I],
    [-1000, -I],
  ],
  cosh: [
    [0, 1],
    [-0, 1],
    [I, I],
    [-I, I],
    [1000, I],
    [-1000, I],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [I, 1],
    [-I, -1],
    [1e30, 1],
  ],
  arcsinh: [
    [0, 0],
    [-0, -0],
    [I, I],
    [-I, -I],
  ],
  arccosh: [
    [1, 0],
    [0.5, NaN],
    [-1, NaN],
    [-I, NaN],
    [-1e30, NaN],
    [I, I],
  ],
  arctanh: [
    [0, 0],
    [-0, -0],
    [1, I],
    [-1, -I],
    [2, NaN],
    [-I, NaN],
  ],
  cbrt: [
    [0, 0],
    [-0, -0],
    [I, I],
    [-I, -I],
    [27, 3],
    [-8, -2],
    [2 ** -147, 2 ** -49],
  ],
};

/** (x, y) to f(x, y). */
const pairs: Record<string, readonly (readonly [number, number, number])[]> = {
  pow: [
    ...[-I, -2, -0, 0, 1, NaN].map((x) => [x, 0, 1] as const),
    ...[-I, -2, -0, 0.5, NaN].map((y) => [1, y, 1] as const),
    [-1, I, 1],
    [-1, -I, 1],
    [0, -3, I],
    [-0, -3, -I],
    [0, -2, I],
    [-0, -2, I],
    [-0, -0.5, I],
    [0, 3, 0],
    [-0, 3, -0],
    [0, 2, 0],
    [-0, 2, 0],
    [-0, 0.5, 0],
    [-2, 0.5, NaN],
    [-2, 3, -8],
    [-2, 2, 4],
    [0.5, -I, I],
    [2, -I, 0],
    [0.5, I, 0],
    [2, I, I],
    [-0.5, -I, I],
    [-2, I, I],
    [-I, -3, -0],
    [-I, -2, 0],
    [-I, 3, -I],
    [-I, 2, I],
    [-I, 0.5, I],
    [I, -1, 0],
    [I, 1, I],
    [NaN, 1, NaN],
    [2, NaN, NaN],
    [10, 2, 100],
    [2, 1e30, I],
    [2, -1e30, 0],
    [-3, 1e30, I],
  ],
  hypot: [
    [3, 4, 5],
    [-5, 12, 13],
    [0, 0, 0],
    [-0, -0, 0],
    [0, -7, 7],
    [I, NaN, I],
    [NaN, -I, I],
    [NaN, 1, NaN],
    [I, I, I],
    [2 ** 120, 0, 2 ** 120],
  ],
  arctan2: [
    [0, 0, 0],
    [-0, 0, -0],
    [0, -0, PI],
    [-0, -0, -PI],
    [0, 1, 0],
    [-0, 1, -0],
    [0, -1, PI],
    [-0, -1, -PI],
    [1, 0, PI / 2],
    [-1, 0, -PI / 2],
    [1, -0, PI / 2],
    [1, I, 0],
    [-1, I, -0],
    [1, -I, PI],
    [-1, -I, -PI],
    [I, 1, PI / 2],
    [-I, 1, -PI / 2],
    [I, I, PI / 4],
    [I, -I, 0.75 * PI],
    [-I, I, -PI / 4],
    [-I, -I, -0.75 * PI],
    [NaN, 1, NaN],
    [1, NaN, NaN],
    [I, NaN, NaN],
  ],
};

const special = (name: string): readonly (readonly number[])[] =>
  arityOf(name) === 2 ? pairs[name]! : [...specials[name]!, [NaN, NaN]];

/** How many floats lie between two of a lane. */
function apart(lane: FloatLane, x: number, y: number): number {
  if (Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y))) return 0;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return I;
  const step = Math.max(
    2 ** Math.floor(Math.log2(Math.abs(y) || 2 ** -1074)),
    2 ** (lane === "f32" ? -126 : -1022),
  );
  return Math.abs(x - y) / (step * 2 ** (lane === "f32" ? -23 : -52));
}

/** Operands where functions are neither 0 nor infinite, and some of any size. */
function operand(random: Random, name: string, lane: FloatLane): number {
  const wide = random.int(0, 3) === 0;
  const size = wide ? 2 ** random.int(-120, 120) : random.pick([1, 1, 8, 80]);
  const x = roundTo(lane, (random.int(-(10 ** 6), 10 ** 6) / 10 ** 6) * size);
  if (["arcsin", "arccos", "arctanh"].includes(name)) return Math.abs(x) > 1 ? 1 / x : x;
  return x;
}

function operands(name: string, lane: FloatLane, count: number): number[][] {
  const random = new Random(7, names.indexOf(name));
  return Array.from({ length: count }, () =>
    Array.from({ length: arityOf(name) }, () => roundTo(lane, operand(random, name, lane))),
  );
}

describe.each(names)("%s", (name) => {
  test.each(["f64", "f32"] as const)("of special values: %s", (lane) => {
    const f = meaning(name, lane);
    for (const [...row] of special(name)) {
      const wanted = roundTo(lane, row.pop()!);
      const args = row.map((x) => roundTo(lane, x));
      expect([name, ...args, f(...args)]).toEqual([name, ...args, wanted]);
    }
  });

  test.each(["f64", "f32"] as const)("is close to JavaScript's: %s", (lane) => {
    const f = meaning(name, lane);
    for (const args of operands(name, lane, 150)) {
      const wanted = roundTo(lane, kernelFunctions[name]!(...args));
      const off = apart(lane, f(...args), wanted);
      if (off > 4) expect(`${name}(${args}) = ${f(...args)}`).toBe(`${name}(${args}) = ${wanted}`);
    }
  });

  test.runIf(nativeStatus().available).each(["f64", "f32"] as const)(
    "as machine code is what its nodes mean: %s",
    (lane) => {
      const f = meaning(name, lane);
      const rows = [
        ...special(name).map((row) => row.slice(0, -1).map((x) => roundTo(lane, x))),
        ...operands(name, lane, 100),
      ];
      const columns = Array.from({ length: arityOf(name) }, (_, at) => rows.map((row) => row[at]!));
      const wanted = rows.map((row) => [row, f(...row)]);
      expect(machine(name, lane, columns).map((value, i) => [rows[i], value])).toEqual(wanted);
    },
  );
});

test("every composed function is one that JavaScript has too", () => {
  expect(names.filter((name) => kernelFunctions[name] === undefined)).toEqual([]);
});
