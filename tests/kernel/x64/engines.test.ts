// Machine code against JavaScript: random kernels, bit for bit.

import { expect, test } from "vitest";
import type { Body } from "../../../src/kernel/builder.js";
import { mapKernel, reduceKernel } from "../../../src/kernel/describe.js";
import { runLoops } from "../../../src/kernel/js/run.js";
import { elementType } from "../../../src/kernel/lanes.js";
import { runReduce } from "../../../src/kernel/reductions.js";
import { nativeStatus } from "../../../src/kernel/x64/cpu.js";
import { runNativeSingle } from "../../../src/kernel/x64/run.js";
import { viewsOf } from "../../../src/memory/buffer-views.js";
import { blank, place, read } from "../memory.js";
import { compareEngines, compareLines, comparePlanes } from "../random-kernels.js";

const KERNELS = 3000;
const SEED = 20261123;

test.runIf(nativeStatus().available)(
  `${KERNELS} random kernels of seed ${SEED} give the same bits in machine code and in JavaScript`,
  () => {
    const { native, difference } = compareEngines(SEED, 0, KERNELS);
    expect(difference).toBe(null);
    expect(native).toBeGreaterThan(KERNELS / 3);
  },
);

test.runIf(nativeStatus().available)(
  "so do their planes, in pieces and with loops exchanged",
  () => {
    const { native, difference } = comparePlanes(SEED, 0, KERNELS / 10);
    expect(difference).toBe(null);
    expect(native).toBeGreaterThan(KERNELS / 30);
  },
);

test.runIf(nativeStatus().available)("so do reductions of lines, and searches in them", () => {
  const { native, difference } = compareLines(SEED, 0, KERNELS / 5);
  expect(difference).toBe(null);
  expect(native).toBeGreaterThan(KERNELS / 10);
});

test.runIf(nativeStatus().available)("so do sums of many short lines, side by side", () => {
  for (const name of ["float64", "float32", "int64", "float16"] as const) {
    const type = elementType(name);
    const body: Body = (b, x, y) => b.add(x!, y!);
    const more = { inputs: [type], loop: name, output: type, pairwise: true };
    const kernel = reduceKernel({ name: "sum", body, ...more });
    for (let length = 1; length < 8; length++) {
      const shape = [100, length];
      const numbers = Array.from({ length: 100 * length }, (_, i) => Math.sin(i) * 50);
      const values = name === "int64" ? numbers.map(Math.round) : numbers;
      const x = place(values, { type, byteOffset: 0, stride: type.itemsize });
      const input = { ...x, byteStrides: [type.itemsize * length, type.itemsize] };
      const outs = [blank(type, 100), blank(type, 100)] as const;
      const strides = [[...input.byteStrides], [type.itemsize, 0]];
      const operands = outs.map((out) => [input, { ...out, byteStrides: strides[1]! }]);
      runReduce(kernel, shape, [1], operands[0]!);
      runLoops(kernel, "reduce", { shape, strides, offsets: [0, 0] }, operands[1]!);
      expect(read(outs[0], type, 100)).toEqual(read(outs[1], type, 100));
    }
  }
});

test.runIf(nativeStatus().available)(
  "values that do not fit into registers live on the stack",
  () => {
    const type = elementType("float64");
    const kernel = mapKernel({
      name: "many",
      body: (b, x, y) => {
        const terms = Array.from({ length: 45 }, (_, i) => b.mul(b.add(x!, b.const(x!, i)), y!));
        const masks = terms.slice(0, 9).map((term) => b.lt(term, y!));
        const sum = terms.reverse().reduce((total, term) => b.add(term, total));
        return masks.reduce((total, mask) => b.select(mask, b.neg(total), total), sum);
      },
      inputs: [type, type],
      outputs: [type],
    });
    const numbers = (from: number) =>
      place(
        Array.from({ length: 21 }, (_, i) => from + i * 0.75),
        { type, byteOffset: 0, stride: 8 },
      );
    const [x, y] = [numbers(-4), numbers(-7)];
    const outs = [blank(type, 21), blank(type, 21)] as const;
    expect(runNativeSingle(kernel, 21, [x, y, outs[0]], [8, 8, 8])).toBe(true);
    const strides = [[8], [8], [8]];
    runLoops(kernel, "map", { shape: [21], strides, offsets: [0, 0, 0] }, [x, y, outs[1]]);
    expect(read(outs[0], type, 21)).toEqual(read(outs[1], type, 21));
  },
);

test.runIf(nativeStatus().available)(
  "large results that go past the caches are whole at any address",
  () => {
    const type = elementType("float64");
    const kernel = mapKernel({
      name: "twice",
      body: (b, x) => b.add(x!, x!),
      inputs: [type],
      outputs: [type],
    });
    const count = 2 ** 22 + 5;
    const views = viewsOf(new ArrayBuffer((count + 16) * 8));
    views.f64.forEach((_, i) => {
      views.f64[i] = i;
    });
    for (const start of [0, 1, 5, 7]) {
      const out = viewsOf(new ArrayBuffer((count + 16) * 8));
      const from = { views, byteOffset: 8, byteStrides: [8] };
      const to = { views: out, byteOffset: start * 8, byteStrides: [8] };
      for (const stride of [1, 2, -1, 5]) {
        const length = Math.floor(count / Math.abs(stride));
        const first = stride < 0 ? length : 1;
        const source = { ...from, byteOffset: first * 8 };
        expect(runNativeSingle(kernel, length, [source, to], [stride * 8, 8])).toBe(true);
        let wrong = 0;
        for (let i = 0; i < length; i++) {
          if (out.f64[start + i] !== 2 * (first + i * stride)) wrong++;
        }
        expect(wrong).toBe(0);
      }
      expect([...out.f64.subarray(0, start), out.f64[start + count]]).toEqual(
        new Array(start + 1).fill(0),
      );
    }
  },
);

test.runIf(nativeStatus().available)(
  "operands beyond their buffers, or without one, are refused",
  () => {
    const type = elementType("float64");
    const kernel = mapKernel({
      name: "twice",
      body: (b, x) => b.add(x!, x!),
      inputs: [type],
      outputs: [type],
    });
    const [x, out] = [blank(type, 8), blank(type, 8)];
    expect(runNativeSingle(kernel, 9, [x, out], [8, 8])).toBe(false);
    expect(runNativeSingle(kernel, 2, [x, out], [-8, 8])).toBe(false);
    expect(runNativeSingle(kernel, 5, [x, out], [16, 8])).toBe(false);
    structuredClone(x.views.buffer, { transfer: [x.views.buffer as ArrayBuffer] });
    expect(runNativeSingle(kernel, 1, [x, out], [8, 8])).toBe(false);
  },
);

test.skipIf(nativeStatus().available)(`no machine code here: ${nativeStatus().reason}`, () => {});
