// Medians, quantiles, averages, histograms, differences and what leaves NaN out, through the public API; the expected
// values are NumPy's.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const values = (array: unknown) => (array as np.NDArray).tolist();
const table = () =>
  np.array([
    [10, 7, 4],
    [3, 2, 1],
  ]);

describe("median, quantile, percentile, average", () => {
  it("median", () => {
    expect(np.median(table())).toBe(3.5);
    expect(values(np.median(table(), 0))).toEqual([6.5, 4.5, 2.5]);
    expect(values(np.median(table(), { axis: 1, keepdims: true }))).toEqual([[7], [2]]);
    expect(np.median([1, Number.NaN, 2])).toBeNaN();
    expect(np.median(np.array([[1, 2]], "float32"), 1).dtype.name).toBe("float32");
  });

  it("quantiles by every kind of method", () => {
    expect(values(np.quantile(table(), [0.25, 0.5], 1))).toEqual([
      [5.5, 1.5],
      [7, 2],
    ]);
    expect(np.percentile(table(), 50, { method: "lower" })).toBe(3);
    expect(np.quantile(table(), 0.4, { method: "hazen" })).toBeCloseTo(2.9, 12);
    expect(np.quantile([1, Number.NaN], 0.5)).toBeNaN();
    expect(() => np.quantile([1, 2], 1.5)).toThrow("Quantiles must be in the range [0, 1]");
    expect(() => np.percentile([1, 2], -1)).toThrow("Percentiles must be in the range [0, 100]");
    // @ts-expect-error no such method
    expect(() => np.quantile([1, 2], 0.5, { method: "guess" })).toThrow(
      "'guess' is not a valid method. Use one of: ",
    );
  });

  it("average with weights", () => {
    expect(np.average([1, 2, 3, 4])).toBe(2.5);
    const [mean, weights] = np.average(table().at(":, :2"), {
      axis: 0,
      weights: [1, 3],
      returned: true,
    });
    expect(values(mean)).toEqual([4.75, 3.25]);
    expect(values(weights)).toEqual([4, 4]);
    expect(() => np.average([1, 2], { weights: [1, -1] })).toThrow(
      "Weights sum to zero, can't be normalized",
    );
    expect(() => np.average(table(), { weights: [1, 2] })).toThrow(
      "Axis must be specified when shapes of a and weights differ.",
    );
  });
});

describe("histogram, bincount, interp", () => {
  it("histogram of equal, given and weighted bins", () => {
    const [counts, edges] = np.histogram([1, 2, 1, 4, 5.5], 4);
    expect(values(counts)).toEqual([3, 0, 1, 1]);
    expect(values(edges)).toEqual([1, 2.125, 3.25, 4.375, 5.5]);
    const [density] = np.histogram([1, 2, 1], { bins: [0, 1, 2, 3], density: true });
    expect((values(density) as number[]).map((one) => one.toFixed(6))).toEqual([
      "0.000000",
      "0.666667",
      "0.333333",
    ]);
    const [sums] = np.histogram([0.1, 0.5, 0.9], { bins: 2, range: [0, 1], weights: [1, 2, 3] });
    expect(values(sums)).toEqual([1, 5]);
    expect(() => np.histogram([1], 0)).toThrow("`bins` must be positive, when an integer");
    expect(() => np.histogram([1, Number.POSITIVE_INFINITY])).toThrow(
      "autodetected range of [1.0, inf] is not finite",
    );
  });

  it("bincount", () => {
    expect(values(np.bincount([1, 1, 3], { minlength: 6 }))).toEqual([0, 2, 0, 1, 0, 0]);
    expect(values(np.bincount([0, 1, 1], { weights: [0.5, 1, 2] }))).toEqual([0.5, 3]);
    expect(() => np.bincount([-1])).toThrow("'list' argument must have no negative elements");
    expect(() => np.bincount(np.array([0.5]))).toThrow("according to the rule 'safe'");
  });

  it("interp", () => {
    expect(np.interp(2.5, [1, 2, 3], [3, 2, 0])).toBe(1);
    expect(values(np.interp([0, 1.5, 4], [1, 2, 3], [3, 2, 0], { left: -1 }))).toEqual([
      -1, 2.5, 0,
    ]);
    expect(
      values(np.interp([-180, -170, 185], [190, -190, 350, -350], [5, 10, 3, 4], { period: 360 })),
    ).toEqual([7.5, 5, 6.25]);
    expect(() => np.interp([1], [], [])).toThrow("array of sample points is empty");
  });
});

describe("differences and diagonals", () => {
  it("diff and ediff1d", () => {
    expect(
      values(
        np.diff([
          [1, 3, 6],
          [0, 5, 6],
        ]),
      ),
    ).toEqual([
      [2, 3],
      [5, 1],
    ]);
    expect(values(np.diff([1, 2, 4], { prepend: 0, append: [9, 9] }))).toEqual([1, 1, 2, 5, 0]);
    expect(values(np.diff([true, false, false]))).toEqual([true, false]);
    expect(
      values(
        np.ediff1d([
          [1, 2],
          [4, 7],
        ]),
      ),
    ).toEqual([1, 2, 3]);
    expect(() => np.diff([1, 2], -1)).toThrow("order must be non-negative but got -1");
    expect(() => np.diff(3)).toThrow("diff requires input that is at least one dimensional");
  });

  it("diagonal is a read-only view; trace adds it up", () => {
    const cube = np.arange(24).reshape([2, 3, 4]);
    const diagonal = np.diagonal(cube, { offset: 1, axis1: 1, axis2: 2 });
    expect(values(diagonal)).toEqual([
      [1, 6, 11],
      [13, 18, 23],
    ]);
    expect(diagonal.base).toBe(cube.base ?? cube);
    expect(diagonal.writeable).toBe(false);
    expect(
      np.trace([
        [1, 2],
        [3, 4],
      ]),
    ).toBe(5);
    expect(values(np.trace(cube))).toEqual([16, 18, 20, 22]);
    expect(() => np.diagonal([1])).toThrow("diag requires an array of at least two dimensions");
  });
});

describe("without NaN", () => {
  const nan = Number.NaN;

  it("sums, extremes, means and variances", () => {
    expect(np.nansum([1, nan, 2])).toBe(3);
    expect(np.nanprod([2, nan, 3])).toBe(6);
    expect(np.nanmax([1, nan, 3])).toBe(3);
    expect(
      np
        .nanmin(
          [
            [nan, 1],
            [nan, nan],
          ],
          1,
        )
        .tolist(),
    ).toEqual([1, nan]);
    expect(
      values(
        np.nanmean(
          [
            [nan, 1],
            [nan, 3],
          ],
          1,
        ),
      ),
    ).toEqual([1, 3]);
    expect(
      values(
        np.nanvar(
          [
            [1, nan, 3],
            [4, 5, nan],
          ],
          1,
        ),
      ),
    ).toEqual([1, 0.25]);
    expect(np.nanstd([1, 2, nan, 4], { ddof: 1 })).toBeCloseTo(1.5275252316519465, 12);
    expect(np.nanmean(np.array([1, 2], "int8"))).toBe(1.5);
    expect(() => np.nanmean([1, nan], { dtype: "int32" })).toThrow(
      "If a is inexact, then dtype must be inexact",
    );
  });

  it("positions", () => {
    expect(np.nanargmax([nan, 1, 3])).toBe(2);
    expect(
      values(
        np.nanargmin(
          [
            [nan, 1],
            [2, nan],
          ],
          1,
        ),
      ),
    ).toEqual([1, 0]);
    expect(() => np.nanargmin([nan])).toThrow("All-NaN slice encountered");
  });

  it("nan_to_num", () => {
    expect(values(np.nan_to_num([nan, 1, Number.NEGATIVE_INFINITY], { neginf: -99 }))).toEqual([
      0, 1, -99,
    ]);
    const most = 3.4028234663852886e38;
    expect(values(np.nan_to_num(np.array([Infinity, -Infinity, nan, 1], "float32")))).toEqual([
      most,
      -most,
      0,
      1,
    ]);
    expect(np.nan_to_num(nan)).toBe(0);
  });
});
