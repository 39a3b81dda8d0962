// Sorting through the public API; the expected values are NumPy's, with its stable kinds.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const values = (array: np.NDArray) => array.tolist();

/** A sequence of integers that looks random and is the same on every run. */
function scrambled(count: number, modulus: number): number[] {
  let state = 12345;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (state % modulus) - modulus / 2;
  });
}

describe("sort", () => {
  it("sorts along any axis, into a copy or in place", () => {
    const a = np.array([
      [3, 1, 2],
      [9, 8, 7],
    ]);
    expect(values(np.sort(a))).toEqual([
      [1, 2, 3],
      [7, 8, 9],
    ]);
    expect(values(np.sort(a, 0))).toEqual([
      [3, 1, 2],
      [9, 8, 7],
    ]);
    expect(values(np.sort(a.at("::-1"), { axis: 0 }))).toEqual([
      [3, 1, 2],
      [9, 8, 7],
    ]);
    expect(values(np.sort(a, null))).toEqual([1, 2, 3, 7, 8, 9]);
    expect(values(a)).toEqual([
      [3, 1, 2],
      [9, 8, 7],
    ]);
    a.at(":, ::-1").sort();
    expect(values(a)).toEqual([
      [3, 2, 1],
      [9, 8, 7],
    ]);
    a.T.sort(0);
    expect(values(a)).toEqual([
      [1, 2, 3],
      [7, 8, 9],
    ]);
  });

  it("puts NaN last and keeps zeros of both signs as they came", () => {
    expect(values(np.sort([2, -0, Number.NaN, 0, -1, -0]))).toEqual([-1, -0, 0, -0, 2, Number.NaN]);
    const many = scrambled(5000, 40).map((x) => (x === 3 ? -0 : x === 4 ? Number.NaN : x));
    for (const dtype of ["float64", "float32", "float16"] as const) {
      const sorted = values(np.sort(np.array(many, dtype))) as number[];
      const rest = many.filter((x) => !Number.isNaN(x)).sort((x, y) => x - y);
      expect(sorted.slice(0, rest.length)).toEqual(rest);
      expect(sorted.slice(rest.length).every(Number.isNaN)).toBe(true);
    }
  });

  it("orders complex numbers by real, then imaginary parts, NaN behind", () => {
    const c = np.complex;
    const z = [c(3, 1), c(Number.NaN, 2), c(1, 5), c(1, Number.NaN), c(Number.NaN, 1), c(1, 2)];
    expect(values(np.argsort(z))).toEqual([5, 2, 0, 3, 4, 1]);
    expect(String(values(np.sort(z)))).toBe("(1+2j),(1+5j),(3+1j),(1+nanj),(nan+1j),(nan+2j)");
  });

  it("sorts every integer width, in any byte order", () => {
    const dtypes = ["i1", "u1", ">i2", "u2", ">i4", "i4", "i8", "u8", ">i8"] as const;
    for (const dtype of dtypes) {
      for (const count of [7, 300, 4000]) {
        const numbers = scrambled(count, 120).map((x) => x + 60);
        const expected = numbers.slice().sort((x, y) => x - y);
        expect(values(np.sort(np.array(numbers, dtype)))).toEqual(expected);
      }
    }
    const big = np.array([2n ** 63n, 1n, 2n ** 64n - 1n], "uint64");
    expect(np.sort(big).itemBigInt(2)).toBe(2n ** 64n - 1n);
    expect(np.sort(np.array([-(2n ** 63n), 5n, -1n])).itemBigInt(0)).toBe(-(2n ** 63n));
  });

  it("sorts text by code points and records field by field", () => {
    expect(values(np.sort(["b", "é", "a", "", "ab", "\u{1f600}", "\uffff"]))).toEqual([
      "",
      "a",
      "ab",
      "b",
      "é",
      "\uffff",
      "\u{1f600}",
    ]);
    const dtype = [
      ["n", "i4"],
      ["s", "S1"],
    ] as const;
    const records = np.array(
      [
        [2, "b"],
        [1, "z"],
        [2, "a"],
      ],
      { dtype },
    );
    expect(values(np.sort(records).field("s"))).toEqual(["z", "a", "b"]);
    expect(values(np.argsort(records, { order: "s" }))).toEqual([2, 0, 1]);
    expect(() => np.sort(records, { order: "x" })).toThrow("unknown field name: x");
    expect(() => np.sort([1, 2], { order: "x" })).toThrow(
      "Cannot specify order when the array has no fields.",
    );
  });

  it("refuses what NumPy refuses", () => {
    expect(() => np.sort(3)).toThrow("axis -1 is out of bounds for array of dimension 0");
    // @ts-expect-error no such kind
    expect(() => np.sort([1], { kind: "x" })).toThrow(
      "sort kind must be one of 'quick', 'heap', or 'stable' (got 'x')",
    );
    expect(() => np.sort([1], { kind: "stable", stable: true })).toThrow(
      "`kind` and keyword parameters can't be provided at the same time. Use only one of them.",
    );
    const locked = np.array([2, 1]);
    locked.setflags({ write: false });
    expect(() => locked.sort()).toThrow("sort array is read-only");
  });
});

describe("argsort, lexsort, partition", () => {
  it("argsort is stable", () => {
    expect(values(np.argsort([2, 1, 2, 1]))).toEqual([1, 3, 0, 2]);
    expect(
      values(
        np.argsort(
          [
            [3, 1],
            [2, 4],
          ],
          0,
        ),
      ),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(values(np.argsort(5))).toEqual([0]);
    for (const count of [50, 3000]) {
      const keys = scrambled(count, 16);
      const expected = keys.map((_, i) => i).sort((i, j) => keys[i] - keys[j] || i - j);
      expect(values(np.argsort(keys))).toEqual(expected);
      expect(values(np.array(keys, "float32").argsort())).toEqual(expected);
    }
  });

  it("lexsort looks at the last key first", () => {
    expect(
      values(
        np.lexsort([
          ["b", "a", "c"],
          [1, 1, 0],
        ]),
      ),
    ).toEqual([2, 1, 0]);
    expect(
      values(
        np.lexsort(
          np.array([
            [9, 4, 0],
            [1, 1, 0],
          ]),
        ),
      ),
    ).toEqual([2, 1, 0]);
    expect(() => np.lexsort([[1, 2], [1]])).toThrow("all keys need to be the same shape");
    expect(() => np.lexsort([])).toThrow("need sequence of keys with len > 0 in lexsort");
  });

  it("partition puts the kth element in its place", () => {
    const a = np.array([7, 1, 5, 3]);
    expect(np.partition(a, 2).item(2)).toBe(5);
    expect(a.item(np.argpartition(a, -1).item(3))).toBe(7);
    expect(() => np.partition(a, 9)).toThrow("kth(=9) out of bounds (4)");
  });
});
