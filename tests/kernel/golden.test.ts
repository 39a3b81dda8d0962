// Kernels against NumPy's own results (tests/oracle/golden_kernel.py): exactly where both are exact, within
// a few units in the last place for transcendental functions.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Body, Builder, Value } from "../../src/kernel/builder.js";
import { castKernel, mapKernel, reduceKernel } from "../../src/kernel/describe.js";
import { runMap } from "../../src/kernel/engine.js";
import { type ElementType, elementType, type NumericName } from "../../src/kernel/lanes.js";
import * as bits from "../../src/kernel/math/bits.js";
import * as division from "../../src/kernel/math/division.js";
import * as elementary from "../../src/kernel/math/elementary.js";
import type { Operand } from "../../src/kernel/operand.js";
import { runReduce } from "../../src/kernel/reductions.js";
import { runAccumulate } from "../../src/kernel/running.js";
import type { Scalar } from "../../src/kernel/scalar.js";
import { viewsOf } from "../../src/memory/buffer-views.js";
import { blank, type Packed, place, read, same, ulps, unpack } from "./memory.js";

interface Case {
  readonly op: string;
  readonly args: readonly Packed[];
  readonly results: readonly Packed[];
}

interface SumCase {
  readonly case: string;
  readonly axes?: readonly number[];
  readonly dtype: NumericName;
  readonly shape: readonly number[];
  readonly result: Packed;
}

const file = new URL("../oracle/golden/kernel.json.gz", import.meta.url);
const golden = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
  readonly casts: readonly { readonly from: Packed; readonly to: Packed }[];
  readonly exact: readonly Case[];
  readonly near: readonly Case[];
  readonly sums: readonly SumCase[];
};

type Function2 = (b: Builder, x: Value, y: Value) => Value | readonly Value[];
type Function1 = (b: Builder, x: Value) => Value | readonly Value[];

const two =
  (f: Function2): Body =>
  (b, x, y) =>
    f(b, x!, y!);
const one =
  (f: Function1): Body =>
  (b, x) =>
    f(b, x!);

const bodies: Record<string, Body> = {
  add: two((b, x, y) => b.add(x, y)),
  subtract: two((b, x, y) => b.sub(x, y)),
  multiply: two((b, x, y) => b.mul(x, y)),
  divide: two((b, x, y) => b.div(x, y)),
  floor_divide: two(division.floorDivide),
  remainder: two(division.remainder),
  fmod: two((b, x, y) => b.rem(x, y)),
  minimum: two((b, x, y) => b.min(x, y)),
  maximum: two((b, x, y) => b.max(x, y)),
  equal: two((b, x, y) => b.eq(x, y)),
  less: two((b, x, y) => b.lt(x, y)),
  less_equal: two((b, x, y) => b.le(x, y)),
  greater: two((b, x, y) => b.gt(x, y)),
  greater_equal: two((b, x, y) => b.ge(x, y)),
  left_shift: two((b, x, y) => b.shl(x, y)),
  right_shift: two((b, x, y) => b.shr(x, y)),
  bitwise_and: two((b, x, y) => b.and(x, y)),
  bitwise_or: two((b, x, y) => b.or(x, y)),
  bitwise_xor: two((b, x, y) => b.xor(x, y)),
  gcd: two(elementary.gcd),
  lcm: two(elementary.lcm),
  power: two(elementary.power),
  copysign: two(bits.copysign),
  nextafter: two(bits.nextafter),
  ldexp: two(bits.ldexp),
  hypot: two(elementary.hypot),
  arctan2: two(elementary.arctan2),
  logaddexp: two(elementary.logaddexp),
  logaddexp2: two(elementary.logaddexp2),
  negative: one((b, x) => b.neg(x)),
  absolute: one(elementary.absolute),
  invert: one((b, x) => b.not(x)),
  sqrt: one(elementary.sqrt),
  floor: one((b, x) => b.floor(x)),
  ceil: one((b, x) => b.ceil(x)),
  trunc: one((b, x) => b.trunc(x)),
  rint: one((b, x) => b.rint(x)),
  spacing: one(bits.spacing),
  signbit: one(bits.signbit),
  isnan: one((b, x) => b.isnan(x)),
  frexp: one(bits.frexp),
  modf: one(bits.modf),
  exp: one(elementary.exp),
  exp2: one(elementary.exp2),
  expm1: one(elementary.expm1),
  log: one(elementary.log),
  log2: one(elementary.log2),
  log10: one(elementary.log10),
  log1p: one(elementary.log1p),
  sin: one(elementary.sin),
  cos: one(elementary.cos),
  tan: one(elementary.tan),
  arcsin: one(elementary.arcsin),
  arccos: one(elementary.arccos),
  arctan: one(elementary.arctan),
  sinh: one(elementary.sinh),
  cosh: one(elementary.cosh),
  tanh: one(elementary.tanh),
  arcsinh: one(elementary.arcsinh),
  arccosh: one(elementary.arccosh),
  arctanh: one(elementary.arctanh),
  cbrt: one(elementary.cbrt),
};

/** Runs a body over golden arguments; the outputs' values. */
function run({ op, args, results }: Case): Scalar[][] {
  const inputs = args.map(unpack);
  const outputs = results.map((packed) => unpack(packed).type);
  const exactHalves = ["nextafter", "spacing"].includes(op);
  const kernel = mapKernel({
    name: op,
    body: bodies[op]!,
    inputs: inputs.map(({ type }) => type),
    outputs,
    exactHalves,
  });
  const { count } = inputs[0]!;
  const outs = outputs.map((type) => blank(type, count));
  runMap(kernel, [count], [...inputs.map(({ operand }) => operand), ...outs]);
  return outs.map((out, at) => read(out, outputs[at]!, count));
}

function values(packed: Packed): Scalar[] {
  const { operand, type, count } = unpack(packed);
  return read(operand, type, count);
}

/** The arguments of the element that value `at` belongs to. */
function describeArgs({ op, args, results }: Case, at: number): string {
  const element = Math.floor(at / elementType(results[0]!.dtype).components);
  const texts = args.map((packed) => {
    const { components } = elementType(packed.dtype);
    return values(packed)
      .slice(element * components, (element + 1) * components)
      .map((value) => (Object.is(value, -0) ? "-0" : String(value)))
      .join("+i");
  });
  return `${op}[${args[0]!.dtype}](${texts.join(", ")})`;
}

describe("casts", () => {
  test.each(golden.casts.map((c) => [c.from.dtype, c.to.dtype, c] as const))(
    "%s to %s",
    (from, to, c) => {
      const source = unpack(c.from);
      const target = elementType(to);
      const out = blank(target, source.count);
      runMap(castKernel(elementType(from), target), [source.count], [source.operand, out]);
      const input = values(c.from);
      const expected = values(c.to);
      const got = read(out, target, source.count);
      const wrong = got.findIndex((value, i) => !same(value, expected[i]!));
      expect(wrong < 0 ? "" : `${input[wrong]} -> ${got[wrong]}, not ${expected[wrong]}`).toBe("");
    },
  );
});

describe("exact operations", () => {
  test.each(golden.exact.map((c) => [c.op, c.args[0]!.dtype, c] as const))(
    "%s of %s",
    (_, __, c) => {
      const got = run(c);
      c.results.forEach((packed, result) => {
        const expected = values(packed);
        const wrong = got[result]!.findIndex((value, i) => !same(value, expected[i]!));
        expect(
          wrong < 0
            ? ""
            : `${describeArgs(c, wrong)} = ${got[result]![wrong]}, not ${expected[wrong]} (${result})`,
        ).toBe("");
      });
    },
  );
});

describe("functions to a few units in the last place", () => {
  test.each(golden.near.map((c) => [c.op, c.args[0]!.dtype, c] as const))(
    "%s of %s",
    (_, dtype, c) => {
      const [got] = run(c) as [number[]];
      const expected = values(c.results[0]!) as number[];
      const { lane, components } = elementType(c.results[0]!.dtype);
      const limit = c.op.startsWith("logaddexp") ? 16 : components === 2 ? 64 : 4;
      // NumPy's complex log1p cancels near 0; powers magnify their argument's last bit.
      const relative = c.op === "log1p" ? 1e-9 : c.op === "power" ? 5e-14 : 2e-15;
      const failures: string[] = [];
      for (let i = 0; i < got!.length; i++) {
        let distance = ulps(lane as "f64", got![i]!, expected[i]!);
        if (components === 2 && distance > limit) {
          // A part that cancels is judged by the size of the whole.
          const other = expected[i ^ 1]!;
          const scale = Math.max(Math.abs(expected[i]!), Math.abs(other));
          if (Math.abs(got![i]! - expected[i]!) <= scale * relative) distance = 0;
        }
        if (c.op.startsWith("logaddexp") && distance > limit) {
          // A sum that cancels is judged by what is added.
          const scale = Math.max(...c.args.map((arg) => Math.abs(Number(values(arg)[i]))));
          const digit = lane === "f64" ? 2 ** -52 : lane === "f32" ? 2 ** -23 : 2 ** -10;
          if (Math.abs(got![i]! - expected[i]!) <= scale * digit) distance = 0;
        }
        if (distance > limit) {
          failures.push(`${describeArgs(c, i)} = ${got![i]}, not ${expected[i]} (${distance} ulp)`);
        }
      }
      expect(failures).toEqual([]);
      expect(dtype).toBe(c.args[0]!.dtype);
    },
  );
});

/** The same formula as the generator's. */
function ramp(count: number, name: NumericName, from = 0): Operand {
  const type = elementType(name);
  const doubles = Float64Array.from(
    { length: count },
    (_, i) => ((((i + from) * 7919) % 10007) - 5000) / 7,
  );
  const source = { views: viewsOf(doubles.buffer), byteOffset: 0, byteStrides: [8] };
  const out = blank(type, count);
  runMap(castKernel(elementType("float64"), type), [count], [source, out]);
  return out;
}

const add: Body = (b, x, y) => b.add(x!, y!);

function sum(
  { dtype }: SumCase,
  result: NumericName,
  shape: readonly number[],
  axes: readonly number[],
  operands: readonly Operand[],
): void {
  const type = elementType(dtype);
  const output = elementType(result);
  const kernel = reduceKernel({
    name: "add",
    body: add,
    inputs: [type],
    loop: result,
    output,
    pairwise: true,
    where: operands.length === 3,
  });
  runReduce(kernel, shape, axes, operands);
}

interface View {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Strides of a reduction's result as NumPy allocates it: in the order in which the input lies in memory. */
function keptStrides(view: View, axes: readonly number[], itemsize: number): number[] {
  const strides = view.shape.map(() => 0);
  const order = view.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  order.sort((p, q) => Math.abs(view.strides[p]!) - Math.abs(view.strides[q]!));
  let step = itemsize;
  for (const axis of order) {
    strides[axis] = step;
    step *= view.shape[axis]!;
  }
  return strides;
}

/** Elements in C order of an operand with strides; axes of stride 0 are left out. */
function readStrided(
  out: Operand,
  type: ElementType,
  shape: readonly number[],
  strides: readonly number[],
): Scalar[] {
  let offsets = [0];
  shape.forEach((length, axis) => {
    if (strides[axis] === 0) return;
    offsets = offsets.flatMap((offset) =>
      Array.from({ length }, (_, i) => offset + i * strides[axis]!),
    );
  });
  return offsets.flatMap((byteOffset) => read({ ...out, byteOffset }, type, 1));
}

describe("sums in NumPy's order of additions", () => {
  test.each(golden.sums.map((c) => [c.case, c.dtype, c.shape.join("x"), c.axes ?? "", c] as const))(
    "%s %s %s %s",
    (kind, name, _, __, c) => {
      const expected = values(c.result);
      const resultType = elementType(c.result.dtype);
      const total = c.shape.reduce((x, y) => x * y, 1);
      const type = elementType(name);
      let x = ramp(total, name);
      if (type.components === 2) {
        const part = elementType(type.lane === "f32" ? "float32" : "float64");
        const complex = blank(type, total);
        const to = (offset: number) => ({ ...complex, byteOffset: offset });
        const copy = castKernel(part, part);
        const [re, im] = [ramp(total, part.name), ramp(total, part.name, 3)];
        runMap(copy, [total], [re, to(0)]);
        runMap(copy, [total], [im, to(part.itemsize)]);
        x = complex;
      }
      if (kind === "product") {
        const scaled = mapKernel({
          name: "scaled",
          body: (b, v) => b.add(b.div(v!, b.const(v!, 900)), b.const(v!, 1.01)),
          inputs: [type],
          outputs: [type],
        });
        runMap(scaled, [total], [x, x]);
        const one = type.components === 2 ? [1, 0] : [1];
        const out = place(one, { type, byteOffset: 0, stride: type.itemsize });
        const kernel = reduceKernel({
          name: "multiply",
          body: (b, s, e) => b.mul(s!, e!),
          inputs: [type],
          loop: name,
          output: type,
        });
        runReduce(kernel, [total], [0], [x, { ...out, byteStrides: [0] }]);
        expect(read(out, type, 1)).toEqual(expected);
        return;
      }
      if (kind === "cumulative") {
        const kernel = reduceKernel({
          name: "add",
          body: add,
          inputs: [type],
          loop: name,
          output: resultType,
        });
        const out = blank(resultType, total);
        runAccumulate(kernel, [total], 0, [x, out]);
        expect(read(out, resultType, total)).toEqual(expected);
        return;
      }
      if (kind === "rows") {
        // Lines with gaps between them: NumPy sums several at a time.
        const [rows, columns] = c.shape as [number, number];
        const width = c.axes![0]!;
        const input = {
          ...ramp(rows * width, name),
          byteStrides: [width * type.itemsize, type.itemsize],
        };
        const out = { ...blank(resultType, 1), byteStrides: [0, 0] };
        sum(c, c.result.dtype, [rows, columns], [0, 1], [input, out]);
        expect(read(out, resultType, 1)).toEqual(expected);
        return;
      }
      if (kind.startsWith("axes")) {
        const views: Record<string, { shape: number[]; strides: number[]; offset: number }> = {
          C: { shape: [6, 35, 20], strides: [700, 20, 1], offset: 0 },
          F: { shape: [20, 6, 35], strides: [1, 700, 20], offset: 0 },
          sliced: { shape: [3, 35, 17], strides: [1400, -20, 1], offset: 34 * 20 + 1 },
        };
        const view = views[kind.slice(5)]!;
        const axes = c.axes!;
        const kept = view.shape.filter((_, axis) => !axes.includes(axis));
        const size = kept.reduce((p, q) => p * q, 1);
        const out = blank(resultType, size);
        const outStrides = keptStrides(view, axes, resultType.itemsize);
        const input = {
          views: x.views,
          byteOffset: view.offset * type.itemsize,
          byteStrides: view.strides.map((stride) => stride * type.itemsize),
        };
        sum(c, c.result.dtype, view.shape, axes, [input, { ...out, byteStrides: outStrides }]);
        const got = readStrided(out, resultType, view.shape, outStrides);
        expect(got).toEqual(expected);
        return;
      }
      const out = blank(resultType, 1);
      const operands: Operand[] = [x, { ...out, byteStrides: [0] }];
      if (kind === "reversed") {
        const last = Math.max(0, total - 1) * type.itemsize;
        operands[0] = { ...x, byteOffset: last, byteStrides: [-type.itemsize] };
      }
      if (kind === "masked") {
        const mask = Uint8Array.from({ length: total }, (_, i) =>
          i % 5 !== 2 || (i >= 40 && i < 90) ? 1 : 0,
        );
        operands.push({ views: viewsOf(mask.buffer), byteOffset: 0, byteStrides: [1] });
      }
      sum(c, c.result.dtype, [total], [0], operands);
      expect(read(out, resultType, 1)).toEqual(expected);
    },
  );
});
