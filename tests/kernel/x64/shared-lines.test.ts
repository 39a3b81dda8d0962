// What is worked out line by line, or strip by strip, on all threads: the same as by a loop.

import * as np from "strided";
import { expect, test } from "vitest";

/** Numbers that repeat, so that the first of equal extremes counts. */
const numbers = (m: number, n: number) =>
  np.remainder(np.multiply(np.arange(m * n), 7919), 1009).reshape([m, n]);

function firstBest(line: readonly number[], better: (x: number, best: number) => boolean): number {
  let place = 0;
  for (const [i, x] of line.entries()) if (better(x, line[place]!)) place = i;
  return place;
}

test("positions of extremes in many lines", () => {
  for (const [m, n] of [
    [1025, 170],
    [300, 4096],
    [40, 9000],
    [2, 200_000],
  ] as const) {
    for (const dtype of ["float64", "float32", "int64", "int16"] as const) {
      const a = numbers(m, n).astype(dtype);
      const lines = a.tolist() as unknown as number[][];
      const out = np.zeros([m, 2], "int64");
      const greatest = lines.map((line) => firstBest(line, (x, best) => x > best));
      const least = lines.map((line) => firstBest(line, (x, best) => x < best));
      expect(np.argmax(a, 1).tolist()).toEqual(greatest);
      np.argmin(a, 1, { out: out.at(":, 1") });
      expect(out.at(":, 1").tolist()).toEqual(least);
      expect(np.any(out.at(":, 0"))).toBe(false);
    }
  }
});

test("sums, extremes and means along the first axis, of lines of every width", () => {
  for (const [m, n] of [
    [1200, 1000],
    [90, 9000],
    [7, 40_000],
    [20_000, 30],
  ] as const) {
    const a = numbers(m, n);
    const floats = a.astype("float64");
    const data = a.tolist() as unknown as number[][];
    const sums = new Array<number>(n).fill(0);
    const greatest = new Array<number>(n).fill(0);
    for (const line of data) {
      for (let j = 0; j < n; j++) {
        sums[j]! += line[j]!;
        greatest[j] = Math.max(greatest[j]!, line[j]!);
      }
    }
    expect(np.sum(a, 0).tolist()).toEqual(sums);
    expect(np.sum(floats, 0).tolist()).toEqual(sums);
    expect(np.max(floats, 0).tolist()).toEqual(greatest);
    expect(np.mean(floats, 0).tolist()).toEqual(sums.map((sum) => sum / m));
    expect(np.mean(floats.T, -1).tolist()).toEqual(sums.map((sum) => sum / m));
  }
});

test("sums along an outer axis add one line after the other, however many are read at once", () => {
  for (const shape of [
    [67, 3000],
    [9, 128],
    [11, 40_000],
    [3, 13, 5000],
  ]) {
    const axis = shape.length - 2;
    const count = shape.reduce((product, length) => product * length, 1);
    for (const dtype of ["float64", "float32", "float16", "complex128", "int8"] as const) {
      const a = np.multiply(numbers(1, count), 0.1).reshape(shape).astype(dtype);
      const line = (i: number) => np.take(a, i, axis);
      const sum = line(0).copy();
      for (let i = 1; i < shape[axis]!; i++) np.add(sum, line(i), { out: sum });
      const found = np.add.reduce(a, { axis, dtype });
      expect(np.array_equal(found, sum)).toBe(true);
    }
  }
});
