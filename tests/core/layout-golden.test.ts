// Shape and stride arithmetic against NumPy's own answers, recorded by tests/oracle/layout.py.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as layout from "../../src/core/layout.js";
import { resolveSlice, slice } from "../../src/core/slice.js";

type Layout = [shape: number[], strides: number[], itemsize: number];

interface Golden {
  ufunc: [layout.OrderName, Layout[], boolean[], Layout][];
  like: [layout.OrderName, Layout, Layout][];
  flags: [Layout, boolean, boolean, number[]][];
  reshape: ["C" | "F" | "A", Layout, number[], number[] | null][];
  reduce: [number[], boolean, Layout, Layout][];
  broadcast_to: [Layout, Layout][];
  slice: [(number | null)[], number, number[], number[]][];
}

const file = new URL("../oracle/golden/layout.json.gz", import.meta.url);
const golden = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Golden;

/** Compare all cases of a kind at once, so that a failure shows how many differ. */
function same<Case>(cases: Case[], answer: (one: Case) => [actual: unknown, expected: unknown]) {
  const wrong = cases
    .map((one) => ({ one, pair: answer(one) }))
    .filter(({ pair }) => JSON.stringify(pair[0]) !== JSON.stringify(pair[1]))
    .map(({ one, pair }) => ({ case: JSON.stringify(one), actual: JSON.stringify(pair[0]) }));
  expect(cases.length).toBeGreaterThan(300);
  expect(wrong.length, JSON.stringify(wrong.slice(0, 3), null, 1)).toBe(0);
}

describe("NumPy's layouts", () => {
  it("result of a ufunc, in every order", () => {
    same(golden.ufunc, ([order, operands, buffered, [shape, strides, itemsize]]) => {
      const common = layout.broadcastOperands(operands.map((one) => one[0]));
      const given = operands.map((one, i) => ({
        shape: one[0],
        strides: one[1],
        itemsize: one[2],
        buffered: buffered[i],
      }));
      const chosen = layout.outputStrides(common, itemsize, order, given);
      return [
        [common, chosen],
        [shape, strides],
      ];
    });
  });

  it("copy and empty_like", () => {
    same(golden.like, ([order, [shape, strides, itemsize], result]) => [
      layout.likeStrides(shape, strides, itemsize, result[2], order),
      result[1],
    ]);
  });

  it("contiguity flags and byte bounds", () => {
    same(golden.flags, ([[shape, strides, itemsize], c, f, bounds]) => [
      [
        layout.isCContiguous(shape, strides, itemsize),
        layout.isFContiguous(shape, strides, itemsize),
        layout.byteBounds(0, shape, strides, itemsize),
      ],
      [c, f, bounds],
    ]);
  });

  it("reshape without a copy, or none", () => {
    same(golden.reshape, ([order, [shape, strides, itemsize], newShape, expected]) => [
      layout.reshapeStrides(shape, strides, itemsize, newShape, order),
      expected,
    ]);
  });

  it("result of a reduction and of accumulate", () => {
    same(golden.reduce, ([axes, keepdims, [shape, strides], result]) => [
      layout.reductionStrides(shape, strides, axes, keepdims, result[2]),
      result[1],
    ]);
  });

  it("broadcast_to", () => {
    same(golden.broadcast_to, ([[shape, strides], result]) => [
      layout.broadcastStrides(shape, strides, result[0]),
      result[1],
    ]);
  });

  it("slices", () => {
    same(golden.slice, ([[start, stop, step], length, indices, taken]) => {
      const one = slice(start, stop, step);
      const range = resolveSlice(one, length);
      return [
        [one.indices(length), [range.start, range.length, range.step]],
        [indices, taken],
      ];
    });
  });
});
