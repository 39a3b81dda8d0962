// The engine's entry points over random shapes and strides, against loops written out here.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Body } from "../../src/kernel/builder.js";
import { engineInfo } from "../../src/kernel/choice.js";
import { argKernel, castKernel, mapKernel, reduceKernel } from "../../src/kernel/describe.js";
import { runIndexedMap, runMap } from "../../src/kernel/engine.js";
import { elementType, type NumericName } from "../../src/kernel/lanes.js";
import type { Operand } from "../../src/kernel/operand.js";
import { runArg } from "../../src/kernel/positions.js";
import { runReduceAt } from "../../src/kernel/reduce-at.js";
import { runReduce, runReduceFromFirst } from "../../src/kernel/reductions.js";
import { runAccumulate } from "../../src/kernel/running.js";
import { BufferViews, viewsOf } from "../../src/memory/buffer-views.js";
import { read } from "./memory.js";

const add: Body = (b, x, y) => b.add(x!, y!);
const sub: Body = (b, x, y) => b.sub(x!, y!);
const i32 = elementType("int32");
const i64 = elementType("int64");

/** An int32 view over a fresh buffer: any order of axes, gaps, reversals, stretched axes. */
interface View {
  readonly shape: readonly number[];
  readonly operand: Operand;
  /** Byte offset of an element. */
  at(index: readonly number[]): number;
}

interface Layout {
  readonly order: readonly number[];
  readonly gaps: readonly number[];
  readonly reversed: readonly boolean[];
  readonly stretched: readonly boolean[];
  /** Whether the engine is to believe that the buffer is beyond int32 indexes. */
  readonly far: boolean;
}

const AXES = 4;

const layouts = fc.record({
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: AXES, maxLength: AXES }),
  gaps: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: AXES, maxLength: AXES }),
  reversed: fc.array(fc.boolean(), { minLength: AXES, maxLength: AXES }),
  stretched: fc.array(
    fc.integer({ min: 0, max: 3 }).map((x) => x === 0),
    { minLength: AXES, maxLength: AXES },
  ),
  far: fc.integer({ min: 0, max: 4 }).map((x) => x === 0),
});

const shapes = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 9), { maxLength: AXES });

function view(shape: readonly number[], layout: Layout, stretch: boolean, seed: number): View {
  const strides = shape.map(() => 0);
  let step = 4;
  let first = 8;
  for (const axis of layout.order.filter((candidate) => candidate < shape.length)) {
    if (stretch && layout.stretched[axis]) continue;
    strides[axis] = step;
    step *= shape[axis]! * layout.gaps[axis]!;
    if (layout.reversed[axis] && shape[axis]! > 0) {
      first += strides[axis]! * (shape[axis]! - 1);
      strides[axis]! *= -1;
    }
  }
  const views = new BufferViews(new ArrayBuffer(Math.max(step, 4) + 16));
  if (layout.far) Object.defineProperty(views, "byteLength", { value: 2 ** 40 });
  for (let i = 0; i < views.i32.length; i++) views.i32[i] = ((i + seed) * 7919) % 211;
  return {
    shape,
    operand: { views, byteOffset: first, byteStrides: strides },
    at: (index) => index.reduce((sum, i, axis) => sum + i * strides[axis]!, first),
  };
}

function* indices(shape: readonly number[]): Generator<number[]> {
  if (shape.includes(0)) return;
  const index = shape.map(() => 0);
  for (;;) {
    yield index.slice();
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

const get = (v: View, index: readonly number[]) => v.operand.views.i32[v.at(index) / 4]!;

test("elementwise kernels visit every element of any nest", () => {
  const kernel = mapKernel({ name: "sub", body: sub, inputs: [i32, i32], outputs: [i32] });
  fc.assert(
    fc.property(shapes, layouts, layouts, layouts, (shape, a, b, c) => {
      const [x, y] = [view(shape, a, true, 1), view(shape, b, true, 500)];
      const out = view(shape, c, false, 0);
      const before = out.operand.views.i32.slice();
      runMap(kernel, shape, [x.operand, y.operand, out.operand]);
      for (const index of indices(shape)) before[out.at(index) / 4] = get(x, index) - get(y, index);
      expect(out.operand.views.i32).toEqual(before);
    }),
    { numRuns: 400 },
  );
});

/** The output of a reduction: kept axes laid out as given, reduced ones of stride 0. */
function reducedView(shape: readonly number[], axes: readonly number[], layout: Layout): View {
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const v = view(kept, layout, false, 0);
  const strides = v.operand.byteStrides.map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const operand = { ...v.operand, byteStrides: strides };
  return {
    shape: kept,
    operand,
    at: (index) => index.reduce((sum, i, axis) => sum + i * strides[axis]!, operand.byteOffset),
  };
}

const someAxes = fc.subarray([0, 1, 2, 3]);

test("reductions combine every element into its output", () => {
  const kernel = reduceKernel({
    name: "add",
    body: add,
    inputs: [i32],
    loop: "int32",
    output: i32,
  });
  fc.assert(
    fc.property(shapes, someAxes, layouts, layouts, (shape, wanted, a, b) => {
      const axes = wanted.filter((axis) => axis < shape.length);
      const x = view(shape, a, true, 3);
      const out = reducedView(shape, axes, b);
      const expected = out.operand.views.i32.slice();
      for (const index of indices(shape)) expected[out.at(index) / 4]! += get(x, index);
      runReduce(kernel, shape, axes, [x.operand, out.operand]);
      expect(out.operand.views.i32).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

test("masked reductions skip elements", () => {
  const bool = elementType("bool");
  const kernels = (["int32", "float64"] as NumericName[]).map((name) =>
    reduceKernel({
      name: "add",
      body: add,
      inputs: [i32],
      loop: name,
      output: elementType(name),
      pairwise: true,
      where: true,
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 300 }), (mask) => {
      const x = viewsOf(new ArrayBuffer(mask.length * 4));
      let expected = 0;
      mask.forEach((wanted, i) => {
        x.i32[i] = i * 3 - 100;
        if (wanted) expected += x.i32[i]!;
      });
      const m = viewsOf(Uint8Array.from(mask, Number).buffer);
      for (const kernel of kernels) {
        const out = viewsOf(new ArrayBuffer(8));
        runReduce(
          kernel,
          [mask.length],
          [0],
          [
            { views: x, byteOffset: 0, byteStrides: [4] },
            { views: out, byteOffset: 0, byteStrides: [0] },
            { views: m, byteOffset: 0, byteStrides: [bool.itemsize] },
          ],
        );
        expect(kernel.pairwise ? out.f64[0] : out.i32[0]).toBe(expected);
      }
    }),
    { numRuns: 60 },
  );
});

test("reductions without an identity start from first elements", () => {
  const kernel = reduceKernel({
    name: "sub",
    body: sub,
    inputs: [i32],
    loop: "int32",
    output: i32,
  });
  fc.assert(
    fc.property(shapes, fc.nat(3), layouts, layouts, (shape, axis, a, b) => {
      fc.pre(axis < shape.length && shape[axis]! > 0);
      const x = view(shape, { ...a, reversed: a.reversed }, true, 9);
      const out = reducedView(shape, [axis], b);
      const expected = out.operand.views.i32.slice();
      for (const index of indices(shape)) {
        if (index[axis] === 0) expected[out.at(index) / 4] = get(x, index);
        else expected[out.at(index) / 4]! -= get(x, index);
      }
      runReduceFromFirst(kernel, shape, [axis], [x.operand, out.operand]);
      expect(out.operand.views.i32).toEqual(expected);
    }),
    { numRuns: 300 },
  );
  const max = reduceKernel({
    name: "max",
    body: (b, s, x) => b.max(s!, x!),
    inputs: [i32],
    loop: "int32",
    output: i32,
  });
  fc.assert(
    fc.property(shapes, someAxes, layouts, layouts, (shape, wanted, a, b) => {
      const axes = wanted.filter((axis) => axis < shape.length);
      fc.pre(axes.every((axis) => shape[axis]! > 0));
      const x = view(shape, a, true, 9);
      const out = reducedView(shape, axes, b);
      const expected = out.operand.views.i32.slice();
      for (const index of indices(out.shape)) expected[out.at(index) / 4] = -1;
      for (const index of indices(shape)) {
        const at = out.at(index) / 4;
        expected[at] = Math.max(expected[at]!, get(x, index));
      }
      runReduceFromFirst(max, shape, axes, [x.operand, out.operand]);
      expect(out.operand.views.i32).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test("accumulations run along their axis", () => {
  const kernel = reduceKernel({
    name: "sub",
    body: sub,
    inputs: [i32],
    loop: "int32",
    output: i32,
  });
  fc.assert(
    fc.property(shapes, fc.nat(3), layouts, layouts, (shape, axis, a, b) => {
      fc.pre(axis < shape.length);
      const x = view(shape, a, true, 4);
      const out = view(shape, b, false, 0);
      const expected = out.operand.views.i32.slice();
      for (const index of indices(shape)) {
        const before = index.slice();
        before[axis]!--;
        const value = get(x, index);
        expected[out.at(index) / 4] =
          index[axis] === 0 ? value : expected[out.at(before) / 4]! - value;
      }
      runAccumulate(kernel, shape, axis, [x.operand, out.operand]);
      expect(out.operand.views.i32).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("accumulations across long lines go line by line", () => {
  const half = elementType("float16");
  for (const type of [i32, i64, half]) {
    const kernel = reduceKernel({
      name: "add",
      body: add,
      inputs: [i32],
      loop: type.name,
      output: type,
    });
    for (const [rows, columns] of [
      [9, 21],
      [2, 8],
    ] as const) {
      const x = viewsOf(
        Int32Array.from({ length: rows * columns }, (_, i) => (i * 37) % 100).buffer,
      );
      const size = type.itemsize;
      for (const far of [false, true]) {
        const views = new BufferViews(new ArrayBuffer(rows * columns * size));
        if (far) Object.defineProperty(views, "byteLength", { value: 2 ** 40 });
        const out = { views, byteOffset: 0, byteStrides: [columns * size, size] };
        const input = { views: x, byteOffset: 0, byteStrides: [columns * 4, 4] };
        runAccumulate(kernel, [rows, columns], 0, [input, out]);
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let row = 0; row < rows; row++) {
            sum += x.i32[row * columns + column]!;
            const at = (row * columns + column) * size;
            expect(
              read({ ...out, byteOffset: at, byteStrides: [size] }, type, 1).map(Number),
            ).toEqual([sum]);
          }
        }
      }
    }
  }
});

test("arg-reductions give the first of the best", () => {
  const kernel = argKernel({ name: "argmax", better: (b, x, y) => b.gt(y!, x!), input: i32 });
  fc.assert(
    fc.property(shapes, fc.nat(3), layouts, (shape, axis, a) => {
      fc.pre(axis < shape.length && shape[axis]! > 0);
      const x = view(shape, a, true, 4);
      for (let i = 0; i < x.operand.views.i32.length; i++) x.operand.views.i32[i]! %= 3;
      const kept = shape.map((length, at) => (at === axis ? 1 : length));
      const strides: number[] = [];
      let step = 8;
      for (let at = shape.length - 1; at >= 0; at--) {
        strides[at] = at === axis ? 0 : step;
        step *= kept[at]!;
      }
      const out = {
        views: viewsOf(new ArrayBuffer(Math.max(step, 8))),
        byteOffset: 0,
        byteStrides: strides,
      };
      runArg(kernel, shape, axis, [x.operand, out]);
      for (const index of indices(kept)) {
        let best = 0;
        for (let i = 1; i < shape[axis]!; i++) {
          const [here, there] = [index.slice(), index.slice()];
          here[axis] = i;
          there[axis] = best;
          if (get(x, here) > get(x, there)) best = i;
        }
        const at = index.reduce((sum, i, k) => sum + i * strides[k]!, 0) / 8;
        expect(out.views.i64[at]).toBe(BigInt(best));
      }
    }),
    { numRuns: 200 },
  );
});

test("argmax and argmin let the first NaN win", () => {
  const f64 = elementType("float64");
  const c128 = elementType("complex128");
  const out = { views: viewsOf(new ArrayBuffer(8)), byteOffset: 0, byteStrides: [0] };
  const position = (type: typeof f64, body: Body, values: number[]) => {
    const kernel = argKernel({ name: "arg", better: body, input: type });
    const x = {
      views: viewsOf(Float64Array.from(values).buffer),
      byteOffset: 0,
      byteStrides: [type.itemsize],
    };
    runArg(kernel, [values.length / type.components], 0, [x, out]);
    return Number(out.views.i64[0]);
  };
  const greater: Body = (b, x, y) => b.gt(y!, x!);
  const less: Body = (b, x, y) => b.lt(y!, x!);
  expect(position(f64, greater, [1, 5, NaN, 9, NaN])).toBe(2);
  expect(position(f64, less, [1, 5, NaN, -9, NaN])).toBe(2);
  expect(position(f64, less, [NaN, 5])).toBe(0);
  expect(position(f64, greater, [1, 7, 7, 3])).toBe(1);
  expect(position(c128, greater, [1, 0, 5, 2, 5, 3, 5, 3])).toBe(2);
  expect(position(c128, greater, [1, 0, 5, NaN, 5, 3])).toBe(1);
});

test("reduceat reduces between indices", () => {
  const kernel = reduceKernel({
    name: "add",
    body: add,
    inputs: [i64],
    loop: "int64",
    output: i64,
  });
  const x = {
    views: viewsOf(BigInt64Array.from([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]).buffer),
    byteOffset: 0,
    byteStrides: [8],
  };
  const out = { views: viewsOf(new ArrayBuffer(32)), byteOffset: 0, byteStrides: [8] };
  runReduceAt(kernel, [8], 0, [0, 4, 1, 5], [x, out]);
  expect([...out.views.i64]).toEqual([6n, 4n, 10n, 18n]);
  runReduceAt(
    kernel,
    [2, 4],
    1,
    [2, 1],
    [
      { ...x, byteStrides: [32, 8] },
      { ...out, byteStrides: [16, 8] },
    ],
  );
  expect([...out.views.i64]).toEqual([2n, 6n, 6n, 18n]);
});

test("indexed kernels gather, scatter and accumulate in order", () => {
  const x = viewsOf(Int32Array.from([10, 20, 30, 40]).buffer);
  const target = { views: x, byteOffset: 0, byteStrides: [4] };
  const values = {
    views: viewsOf(Int32Array.from([1, 2, 3, 4]).buffer),
    byteOffset: 0,
    byteStrides: [4],
  };
  const list = Float64Array.from([0, 4, 0, 12]);
  const kernel = mapKernel({ name: "add", body: add, inputs: [i32, i32], outputs: [i32] });
  runIndexedMap(kernel, 4, [target, values, target], [list, null, list]);
  expect([...x.i32]).toEqual([14, 22, 30, 44]);
  const out = { views: viewsOf(new ArrayBuffer(32)), byteOffset: 0, byteStrides: [8] };
  runIndexedMap(castKernel(i32, i64), 4, [target, out], [list, null]);
  expect([...out.views.i64]).toEqual([14n, 22n, 14n, 44n]);
  // Offsets that are no whole elements go through a DataView.
  const odd = { views: viewsOf(new ArrayBuffer(16)), byteOffset: 1, byteStrides: [0] };
  runIndexedMap(castKernel(i32, i32), 2, [target, odd], [null, Float64Array.from([6, 0])]);
  expect([odd.views.dataView.getInt32(7, true), odd.views.dataView.getInt32(1, true)]).toEqual([
    14, 22,
  ]);
});

test("a reduction may compute its elements from several inputs", () => {
  const f64 = elementType("float64");
  const kernel = reduceKernel({
    name: "distance",
    body: add,
    element: (b, x, y) => {
      const difference = b.sub(b.cast(x!, "float64"), y!);
      return b.mul(difference, difference);
    },
    inputs: [i32, f64],
    loop: "float64",
    output: f64,
    pairwise: true,
  });
  const x = viewsOf(Int32Array.from({ length: 300 }, (_, i) => i).buffer);
  const y = viewsOf(Float64Array.from({ length: 300 }, (_, i) => i - (i % 3)).buffer);
  const out = { views: viewsOf(new ArrayBuffer(8)), byteOffset: 0, byteStrides: [0] };
  runReduce(
    kernel,
    [300],
    [0],
    [
      { views: x, byteOffset: 0, byteStrides: [4] },
      { views: y, byteOffset: 0, byteStrides: [8] },
      out,
    ],
  );
  expect(out.views.f64[0]).toBe(500);
});

test("logical reductions stop at an absorbing state and are still right", () => {
  const bool = elementType("bool");
  const any = reduceKernel({
    name: "any",
    body: (b, s, x) => b.or(s!, x!),
    inputs: [elementType("float64")],
    loop: "bool",
    output: bool,
    absorbing: true,
  });
  for (const at of [-1, 0, 3, 8, 99]) {
    const values = new Float64Array(100);
    if (at >= 0) values[at] = 0.5;
    const out = { views: viewsOf(new ArrayBuffer(1)), byteOffset: 0, byteStrides: [0] };
    runReduce(
      any,
      [100],
      [0],
      [{ views: viewsOf(values.buffer), byteOffset: 0, byteStrides: [8] }, out],
    );
    expect(out.views.u8[0]).toBe(at >= 0 ? 1 : 0);
  }
});

describe("buffers longer than typed arrays reach", () => {
  const GIB = 2 ** 30;
  const big = new BufferViews(new ArrayBuffer(5 * GIB));
  const u8 = elementType("uint8");
  const at = (byteOffset: number, stride: number): Operand => ({
    views: big,
    byteOffset,
    byteStrides: [stride],
  });
  const bytes = [7, 11, 13, 17];

  function fill(): Operand {
    bytes.forEach((value, i) => {
      big.dataView.setUint8(3 + i * GIB * 1.5, value);
    });
    return at(3, GIB * 1.5);
  }

  test("elementwise kernels work in windows", () => {
    const kernel = mapKernel({ name: "add", body: add, inputs: [u8, u8], outputs: [u8] });
    const start = 4 * GIB + 5;
    for (let i = 0; i < 100; i++) big.dataView.setUint8(start + i, i);
    runMap(kernel, [100], [at(start, 1), at(start + 99, -1), at(start + 200, 1)]);
    for (let i = 0; i < 100; i++) expect(big.dataView.getUint8(start + 200 + i)).toBe(99);
    const x = fill();
    const out = { views: viewsOf(new ArrayBuffer(4)), byteOffset: 0, byteStrides: [1] };
    runMap(kernel, [4], [x, x, out]);
    expect([...out.views.u8]).toEqual(bytes.map((value) => value * 2));
  });

  test("reductions, accumulations and positions too", () => {
    const x = fill();
    const out = { views: viewsOf(new ArrayBuffer(32)), byteOffset: 0, byteStrides: [0] };
    const whole = reduceKernel({
      name: "add",
      body: add,
      inputs: [u8],
      loop: "uint64",
      output: elementType("uint64"),
    });
    runReduce(whole, [4], [0], [x, out]);
    expect(out.views.u64[0]).toBe(48n);
    const float = reduceKernel({
      name: "add",
      body: add,
      inputs: [u8],
      loop: "float64",
      output: elementType("float64"),
      pairwise: true,
    });
    out.views.f64[0] = 0.5;
    runReduce(float, [4], [0], [x, out]);
    expect(out.views.f64[0]).toBe(48.5);
    runAccumulate(whole, [4], 0, [x, { ...out, byteStrides: [8] }]);
    expect([...out.views.u64]).toEqual([7n, 18n, 31n, 48n]);
    const arg = argKernel({ name: "argmax", better: (b, p, q) => b.gt(q!, p!), input: u8 });
    runArg(arg, [4], 0, [x, out]);
    expect(out.views.i64[0]).toBe(3n);
    const list = Float64Array.from([0, 4.5 * GIB]);
    runIndexedMap(castKernel(u8, u8), 2, [x, { ...out, byteStrides: [1] }], [list, null]);
    expect([out.views.u8[0], out.views.u8[1]]).toEqual([7, 17]);
  });
});

test("the engine says what it is", () => {
  const { engine, engines, threads, reason } = engineInfo();
  expect(engines).toEqual(["js", "native"]);
  expect(engines).toContain(engine);
  expect(threads).toBeGreaterThanOrEqual(1);
  if (engine === "js") expect(threads).toBe(1);
  expect(reason === null).toBe(engine === "native");
});
