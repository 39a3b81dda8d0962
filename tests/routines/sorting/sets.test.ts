// Distinct elements, set operations and places in sorted arrays, through the public API; the expected values are
// NumPy's.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const lists = (arrays: unknown) => (arrays as np.NDArray[]).map((one) => one.tolist());
const values = (array: unknown) => (array as np.NDArray).tolist();

describe("unique", () => {
  it("gives distinct elements, and where they are", () => {
    expect(values(np.unique([3, 1, 2, 3, 1]))).toEqual([1, 2, 3]);
    expect(
      lists(
        np.unique(
          [
            ["b", "a"],
            ["b", "c"],
          ],
          {
            return_index: true,
            return_inverse: true,
            return_counts: true,
          },
        ),
      ),
    ).toEqual([
      ["a", "b", "c"],
      [1, 0, 3],
      [
        [1, 0],
        [1, 2],
      ],
      [1, 2, 1],
    ]);
    expect(values(np.unique([]))).toEqual([]);
    expect(np.unique(np.array([2n ** 63n, 1n, 2n ** 63n])).shape).toEqual([2]);
  });

  it("takes all NaN for one, unless told otherwise", () => {
    expect(lists(np.unique([1, Number.NaN, Number.NaN, 2], { return_counts: true }))).toEqual([
      [1, 2, Number.NaN],
      [1, 1, 2],
    ]);
    expect(np.unique([1, Number.NaN, Number.NaN], { equal_nan: false }).size).toBe(3);
  });

  it("takes rows for elements along an axis", () => {
    const rows = [
      [1, 0, 0],
      [1, 0, 0],
      [2, 3, 4],
    ];
    const all = { return_index: true, return_inverse: true, return_counts: true } as const;
    expect(lists(np.unique(rows, { axis: 0, ...all }))).toEqual([
      [
        [1, 0, 0],
        [2, 3, 4],
      ],
      [0, 2],
      [0, 0, 1],
      [2, 1],
    ]);
    expect(values(np.unique(rows, { axis: 1 }))).toEqual([
      [0, 0, 1],
      [0, 0, 1],
      [3, 4, 2],
    ]);
    const records = np.array(
      [
        [2, "a"],
        [1, "b"],
        [2, "a"],
      ],
      {
        dtype: [
          ["n", "i4"],
          ["s", "U1"],
        ],
      },
    );
    expect(np.unique(records).field("n").tolist()).toEqual([1, 2]);
  });

  it("has the array API's forms, with names", () => {
    const found = np.unique_all([3, 1, 3]);
    expect(values(found.values)).toEqual([1, 3]);
    expect(values(found.indices)).toEqual([1, 0]);
    expect(values(found.inverse_indices)).toEqual([1, 0, 1]);
    expect(values(found.counts)).toEqual([1, 2]);
    const [distinct, counts] = np.unique_counts([1, 1]);
    expect(lists([distinct, counts])).toEqual([[1], [2]]);
    expect(values(np.unique_inverse([[2], [1]]).inverse_indices)).toEqual([[1], [0]]);
    expect(values(np.unique_values([2, 1, 2]))).toEqual([1, 2]);
  });

  it("refuses unknown options", () => {
    // @ts-expect-error no such option
    expect(() => np.unique([1], { return_indices: true })).toThrow(
      "unique() got an unexpected keyword argument 'return_indices'",
    );
  });
});

describe("sets", () => {
  it("intersect, unite, take away", () => {
    expect(lists(np.intersect1d([1, 1, 2, 3, 4], [2, 1, 4, 6], { return_indices: true }))).toEqual([
      [1, 2, 4],
      [0, 2, 4],
      [1, 0, 2],
    ]);
    expect(values(np.intersect1d(["a", "b"], ["b", "c"]))).toEqual(["b"]);
    expect(values(np.union1d([-1, 0, 1], [-2, 0.5]))).toEqual([-2, -1, 0, 0.5, 1]);
    expect(values(np.setdiff1d([3, 2, 1, 3], [2]))).toEqual([1, 3]);
    expect(values(np.setxor1d([1, 2, 3], [3, 4]))).toEqual([1, 2, 4]);
    expect(values(np.setxor1d([], []))).toEqual([]);
  });

  it("isin", () => {
    expect(
      values(
        np.isin(
          [
            [0, 2],
            [4, 6],
          ],
          [1, 2, 4, 8],
        ),
      ),
    ).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(values(np.isin([1, Number.NaN], [Number.NaN]))).toEqual([false, false]);
    expect(values(np.isin([1, 2], []))).toEqual([false, false]);
    expect(values(np.isin(["a", "b"], ["b"], { invert: true }))).toEqual([true, false]);
  });
});

describe("searchsorted and digitize", () => {
  it("find places, NaN behind everything", () => {
    expect(np.searchsorted([11, 12, 13], 13)).toBe(2);
    expect(np.searchsorted([11, 12, 13], 13, { side: "right" })).toBe(3);
    expect(values(np.searchsorted([1, 2, 3], [0, 2, 4, Number.NaN]))).toEqual([0, 1, 3, 3]);
    expect(values(np.searchsorted([3, 1, 2], [2], { sorter: [1, 2, 0] }))).toEqual([1]);
    expect(np.searchsorted(["a", "c"], "b")).toBe(1);
    expect(values(np.searchsorted(np.array([1n, 2n ** 62n]), np.array([2n ** 61n])))).toEqual([1]);
    expect(values(np.searchsorted(np.array([5, 3, 1]).at("::-1"), [3, 4]))).toEqual([1, 2]);
    expect(() => np.searchsorted([[1]], 1)).toThrow("object too deep for desired array");
    // @ts-expect-error no such side
    expect(() => np.searchsorted([1], 1, { side: "middle" })).toThrow(
      "search side must be 'left' or 'right' (got 'middle')",
    );
    expect(() => np.searchsorted([1, 2], 1, { sorter: [0, 5] })).toThrow(
      "Sorter index out of range.",
    );
  });

  it("digitize into rising and falling bins", () => {
    const bins = [0, 5, 10, 15, 20];
    expect(values(np.digitize([1.2, 10, 12.4, 15.5, 20], bins, { right: true }))).toEqual([
      1, 2, 3, 4, 4,
    ]);
    expect(values(np.digitize([1, 2, 3], [3, 2, 1]))).toEqual([2, 1, 0]);
    expect(() => np.digitize([1], [3, 1, 2])).toThrow(
      "bins must be monotonically increasing or decreasing",
    );
  });
});
