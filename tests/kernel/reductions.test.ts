// Reductions of many elements, which run another way than short ones: extremes of numbers, truths that decide early or
// late, functions folded side by side, positions in masks. What short ones give decides.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const rng = () => np.random.default_rng(7);
const lengths = [63, 64, 65, 255, 1000, 1023, 2047, 2048, 2049, 5000, 70001];

describe("extremes of numbers", () => {
  test.each(lengths)("NaN is left out of %i elements", (n) => {
    for (const dtype of ["float64", "float32", "float16"] as const) {
      const a = np.astype(rng().standard_normal(n), dtype);
      const clean = [np.max(a), np.min(a)];
      const holes = np.full(2 * n, NaN, dtype);
      for (const [i, one] of (a.tolist() as number[]).entries()) holes.set(2 * i + 1, one);
      expect([np.fmax.reduce(holes), np.fmin.reduce(holes)]).toEqual(clean);
      expect([np.nanmax(holes), np.nanmin(holes)]).toEqual(clean);
      expect(np.fmax.reduce(np.full(n, NaN, dtype))).toBeNaN();
    }
  });

  test("zeros are ordered by sign, infinities are numbers", () => {
    const a = np.full(300, NaN);
    a.set(17, -0);
    a.set(201, 0);
    expect([np.fmax.reduce(a), np.fmin.reduce(a)]).toEqual([0, -0]);
    a.set(250, Infinity);
    a.set(3, -Infinity);
    expect([np.fmax.reduce(a), np.fmin.reduce(a)]).toEqual([Infinity, -Infinity]);
  });

  test("along either axis", () => {
    const a = rng().standard_normal([130, 77]);
    a.set([5, 5], NaN);
    for (const axis of [0, 1]) {
      const filled = np.nan_to_num(a, { nan: -9 });
      expect(np.nanmax(a, axis).tolist()).toEqual(np.max(filled, axis).tolist());
    }
  });
});

describe("truths", () => {
  test.each([0, 31, 32, 33, 4095, 4096, 20479, 20480, 99999])("decided by element %i", (at) => {
    for (const dtype of ["bool", "uint8", "float64"] as const) {
      const a = np.zeros(100000, dtype);
      expect([np.any(a), np.logical_or.reduce(a), np.argmax(a)]).toEqual([false, false, 0]);
      a.set(at, 1);
      expect([np.any(a), np.logical_or.reduce(a), np.argmax(a)]).toEqual([true, true, at]);
      const b = np.ones(100000, dtype);
      expect([np.all(b), np.logical_and.reduce(b), np.argmin(b)]).toEqual([true, true, 0]);
      b.set(at, 0);
      expect([np.all(b), np.logical_and.reduce(b), np.argmin(b)]).toEqual([false, false, at]);
    }
  });

  test("positions in lines of masks, into any output", () => {
    const mask = np.zeros([40, 300], "bool");
    for (let i = 1; i < 40; i++) {
      mask.set([i, i * 7], true);
      mask.set([i, 299], true);
    }
    const out = np.full([40, 2], -1, "int64");
    np.argmax(mask, 1, { out: out.at(":", 1) });
    expect(out.at(":", 1).tolist()).toEqual([
      0,
      ...Array.from({ length: 39 }, (_, i) => i * 7 + 7),
    ]);
    expect(np.argmin(mask, 1).tolist()).toEqual(new Array(40).fill(0));
  });

  test("columns of masks and of numbers", () => {
    const a = np.zeros([50, 77]);
    a.set([49, 3], 2);
    a.set([0, 76], NaN);
    const any = np.any(a, 0).tolist() as boolean[];
    expect(any.flatMap((one, i) => (one ? [i] : []))).toEqual([3, 76]);
    expect(np.all(np.equal(a, a), 0).tolist()).toEqual(any.map((_, i) => i !== 76));
  });
});

describe("functions, folded", () => {
  test.each(lengths)("gcd of %i elements", (n) => {
    for (const dtype of ["int64", "uint8", "int32"] as const) {
      const a = np.multiply(rng().integers(0, 20, { size: n }), 6).astype(dtype);
      a.set(n - 1, 66);
      let state = 0;
      const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
      for (const one of a.tolist() as number[]) state = gcd(state, one);
      expect(Number(np.gcd.reduce(a))).toBe(state);
    }
  });

  test.each(lengths)("hypot and sums of logarithms of %i elements", (n) => {
    const a = rng().random(n);
    const list = a.tolist() as number[];
    const near = (result: unknown, wanted: number) =>
      expect(Math.abs((result as number) / wanted - 1)).toBeLessThan(1e-13);
    near(np.hypot.reduce(a), Math.sqrt(list.reduce((sum, x) => sum + x * x, 0)));
    near(np.logaddexp.reduce(a), Math.log(list.reduce((sum, x) => sum + Math.exp(x), 0)));
    near(np.logaddexp2.reduce(a), Math.log2(list.reduce((sum, x) => sum + 2 ** x, 0)));
  });

  test("along axes, backward, with steps, of lines of every length", () => {
    const a = rng().integers(1, 9, { size: [9, 3000] });
    for (const step of ["::-1", "::3", "5:1200:2", "7:100"]) {
      const b = np.multiply(a.at(":", step), 4);
      const lines = (b.tolist() as number[][]).map((line) => np.gcd.reduce(line));
      expect((np.gcd.reduce(b, { axis: 1 }) as np.NDArray).tolist()).toEqual(lines);
      expect((np.gcd.reduce(b.T, { axis: 0 }) as np.NDArray).tolist()).toEqual(lines);
    }
  });

  test("infinities and NaN reach the result and are reported", () => {
    const a = np.ones(5000);
    a.set(4000, 1e308);
    a.set(100, 1.7e308);
    const caught: string[] = [];
    np.errstate({ over: "call", call: (kind: string) => caught.push(kind) }, () => {
      expect(np.hypot.reduce(a)).toBe(Infinity);
    });
    expect(caught).toHaveLength(1);
    expect(np.logaddexp.reduce(np.full(5000, -Infinity))).toBe(-Infinity);
  });
});
