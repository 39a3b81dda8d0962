// Sums over the stretches of a line, short and long, next to each other: pairwise as NumPy adds them, and of elements that
// are converted as if all had been converted beforehand.

import * as np from "strided";
import { expect, test } from "vitest";
import { told } from "../support/told.js";

/** NumPy's pairwise sum of the elements from `start` to `end`. */
function pairwise(
  data: readonly number[],
  start: number,
  end: number,
  round: (x: number) => number,
): number {
  const n = end - start;
  if (n < 8) {
    let sum = -0;
    for (let i = start; i < end; i++) sum = round(sum + data[i]!);
    return sum;
  }
  if (n <= 128) {
    const r = data.slice(start, start + 8);
    let i = start + 8;
    for (; i + 8 <= end; i += 8) for (let k = 0; k < 8; k++) r[k] = round(r[k]! + data[i + k]!);
    const pair = (k: number) => round(r[k]! + r[k + 1]!);
    let sum = round(round(pair(0) + pair(2)) + round(pair(4) + pair(6)));
    for (; i < end; i++) sum = round(sum + data[i]!);
    return sum;
  }
  const half = Math.floor(n / 2);
  const middle = start + half - (half % 8);
  return round(pairwise(data, start, middle, round) + pairwise(data, middle, end, round));
}

/** Places at which stretches begin: of all lengths, from one element on. */
function places(length: number, gaps: readonly number[]): number[] {
  const found = [0];
  for (let at = 0, i = 0; ; i++) {
    at += gaps[i % gaps.length]!;
    if (at >= length) return found;
    found.push(at);
  }
}

const patterns = [
  [1, 129, 130, 2, 137, 1, 1000, 257],
  [1000],
  [129],
  [20_000, 3, 1, 140],
  [8193, 16_384, 16_385],
  [5, 1, 9, 40_000],
];

test.each(["float64", "float32", ">f8", ">f4"] as const)("stretches of %s", (dtype) => {
  const length = 150_000;
  const a = np.multiply(np.sin(np.arange(length)), 1e3).astype(dtype);
  const data = a.tolist() as unknown as number[];
  const round = dtype.endsWith("32") || dtype.endsWith("f4") ? Math.fround : (x: number) => x;
  for (const gaps of patterns) {
    const starts = places(length, gaps);
    const wanted = starts.map((start, i) => {
      const end = i + 1 < starts.length ? starts[i + 1]! : length;
      return round(data[start]! + pairwise(data, start + 1, end, round));
    });
    expect(np.add.reduceat(a, starts).tolist()).toEqual(wanted);
  }
});

test("stretches of elements that are added up in another dtype", () => {
  const length = 60_000;
  const a = np.sin(np.arange(length)).astype("float32");
  const wide = a.astype("float64");
  for (const gaps of patterns) {
    const starts = places(length, gaps);
    const found = np.add.reduceat(a, starts, { dtype: "float64" });
    expect(found.tolist()).toEqual(np.add.reduceat(wide, starts).tolist());
  }
});

test("a stretch that is a negative zero alone stays one", () => {
  const a = np.zeros(1000);
  a.set(np.array([0, 500]), -0);
  const found = np.add.reduceat(a, [0, 1, 400, 500, 501, 502]).tolist() as unknown as number[];
  expect(found.map((x) => Object.is(x, -0))).toEqual([true, false, false, true, false, false]);
});

test.each([
  [np.add, "float16"],
  [np.add, "float32"],
  [np.add, "float64"],
  [np.add, "complex64"],
  [np.multiply, "float16"],
  [np.subtract, "float16"],
  [np.divide, ">f2"],
] as const)("%s: stretches of columns of %s are those of each column", (ufunc, dtype) => {
  const a = np
    .add(np.sin(np.arange(300 * 5)), 1.5)
    .astype(dtype)
    .reshape([300, 5]);
  const starts = [290, 3, 150, 7, 280];
  const together = ufunc.reduceat(a, starts);
  const across = ufunc.reduceat(a.T, starts, { axis: 1 });
  for (let i = 0; i < 5; i++) {
    const alone = ufunc.reduceat(a.at(":", i).copy(), starts).tolist();
    expect(together.at(":", i).tolist()).toEqual(alone);
    expect(across.at(i).tolist()).toEqual(alone);
  }
});

test("halves are multiplied as singles along a line, and rounded once", () => {
  const a = np
    .array([-9, 17, 15, 13], "int16")
    .reshape([4, 1])
    .add(np.zeros([1, 3], "int16"));
  const found = np.multiply.reduceat(a, [0], { dtype: "float16" });
  expect(found.tolist()).toEqual([[-29840, -29840, -29840]]);
});

test("what overflows on the way in halves alone raises nothing, along any axis", () => {
  const a = np
    .array([
      [1000, 2],
      [1000, 2],
      [0.0001, 2],
    ])
    .astype("float16");
  expect(told(() => np.multiply.reduceat(a, [0]))).toEqual([]);
  expect(told(() => np.multiply.reduceat(a, [0, 2, 0]))).toEqual(["overflow: reduceat"]);
});
