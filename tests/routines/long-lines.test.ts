// Long lines of elements, which machine code makes: repetitions by counts, ranges, positions of what is not zero. Short
// ones, made one by one, decide.

import * as np from "strided";
import { describe, expect, test } from "vitest";

const dtypes = ["int8", "uint16", "float32", "int64", "float64", "bool", "complex128"] as const;

describe("repeat by counts", () => {
  test.each(dtypes)("%s", (dtype) => {
    const rng = np.random.default_rng(3);
    for (const [n, most] of [
      [64, 2],
      [65, 40],
      [1000, 1],
      [1000, 3],
      [777, 9],
      [100, 300],
    ] as const) {
      const a = rng.integers(0, 100, { size: n }).astype(dtype);
      const counts = rng.integers(0, most + 1, { size: n });
      const wanted = (counts.tolist() as number[]).flatMap((count, i) =>
        new Array<number>(count).fill(i),
      );
      const result = np.repeat(a, counts);
      expect(result.dtype).toBe(a.dtype);
      expect(np.array_equal(result, np.take(a, wanted))).toBe(true);
      const backward = np.repeat(a.at("::-1"), counts.at("::-1")).at("::-1");
      expect(np.array_equal(backward, result)).toBe(true);
    }
  });

  test("counts at the end, none at all, too few", () => {
    const counts = np.zeros(200, "int64");
    expect(np.repeat(np.arange(200), counts).shape).toEqual([0]);
    counts.set(199, 1000);
    expect(np.unique(np.repeat(np.arange(200), counts)).tolist()).toEqual([199]);
    counts.set(0, -1);
    expect(() => np.repeat(np.arange(200), counts)).toThrow("repeats may not contain negative");
    expect(() => np.repeat(np.arange(201), counts)).toThrow("could not be broadcast");
  });
});

describe("ranges", () => {
  test.each([1001, 1002, 1003, 2050, 4097])("of %i terms", (n) => {
    const list = (term: (i: number) => number) => Array.from({ length: n }, (_, i) => term(i));
    expect(np.arange(n).tolist()).toEqual(list((i) => i));
    expect(np.arange(5, 5 - 3 * n, -3).tolist()).toEqual(list((i) => 5 - 3 * i));
    expect(np.arange(0.5, 0.5 + 0.1 * (n - 0.5), 0.1).tolist()).toEqual(
      list((i) => 0.5 + i * (0.6 - 0.5)),
    );
    const { fround } = Math;
    const step = fround(fround(0.1) - 0);
    expect(np.arange(0, 0.1 * (n - 0.5), 0.1, "float32").tolist()).toEqual(
      list((i) => fround(fround(i) * step)),
    );
    expect(np.arange(n, "int8").tolist()).toEqual(list((i) => (i << 24) >> 24));
    expect(np.arange(n, "uint16").tolist()).toEqual(list((i) => i & 0xffff));
    const top = 2n ** 63n;
    const high = np.arange(top, top + BigInt(n), 1n, "uint64");
    expect(high.at(n - 1).itemBigInt()).toBe(top + BigInt(n) - 1n);
    expect(high.at(2).itemBigInt()).toBe(top + 2n);
  });
});

test("positions of what is not zero", () => {
  const a = np.random.default_rng(5).integers(0, 2, { size: 5000 });
  const wanted = (a.tolist() as number[]).flatMap((one, i) => (one ? [i] : []));
  expect(np.flatnonzero(a).tolist()).toEqual(wanted);
  expect(np.nonzero(np.zeros(5000))[0].shape).toEqual([0]);
});

test("positions of many true values, a few, all and none, in lines of every length", () => {
  for (const n of [1, 63, 64, 65, 511, 512, 513, 4096, 70_000, 300_001]) {
    for (const every of [1, 2, 97, n + 1]) {
      const mask = np.equal(np.remainder(np.arange(n), every), every - 1);
      const expected = Array.from({ length: Math.floor(n / every) }, (_, i) => (i + 1) * every - 1);
      expect(np.flatnonzero(mask).tolist()).toEqual(expected);
      expect(np.nonzero(mask.astype("float64"))[0]!.tolist()).toEqual(expected);
    }
  }
});
