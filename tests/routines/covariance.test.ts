// Covariances, correlations, and quantiles without NaN, held to NumPy's answers.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const table = [
  [0, 1, 4],
  [2, 1, 0.5],
];

describe("cov", () => {
  it("takes rows as variables, or columns", () => {
    expect(String(np.cov(table))).toBe("[[ 4.33333333 -1.41666667]\n [-1.41666667  0.58333333]]");
    expect(np.cov(table, { rowvar: false }).shape).toEqual([3, 3]);
    expect(np.cov([1, 2, 4]).item()).toBeCloseTo(7 / 3, 12);
    expect(np.cov([1, 2, 4]).ndim).toBe(0);
  });

  it("divides by the number of observations less ddof", () => {
    expect(np.cov([1, 2, 4], { bias: true }).item()).toBeCloseTo(14 / 9, 12);
    expect(np.cov([1, 2, 4], { ddof: 0 }).item()).toBeCloseTo(14 / 9, 12);
    expect(() => np.cov([1, 2], { ddof: 0.5 })).toThrow("ddof must be integer");
  });

  it("counts and weighs observations", () => {
    expect(np.cov([1, 2, 4], { fweights: [1, 2, 1] }).item()).toBeCloseTo(1.5833333333333333, 12);
    expect(np.cov([1, 2, 4], { aweights: [1, 2, 1] }).item()).toBeCloseTo(1.9, 12);
    expect(() => np.cov([1, 2], { fweights: [1.5, 1] })).toThrow("fweights must be integer");
    expect(() => np.cov([1, 2], { aweights: [1] })).toThrow(
      "incompatible numbers of samples and aweights",
    );
    expect(() => np.cov([1, 2], { aweights: [-1, 1] })).toThrow("aweights cannot be negative");
  });

  it("takes more variables as y, and complex ones", () => {
    expect(String(np.cov([1, 2, 4], { y: [2, 4, 8] }).shape)).toBe("2,2");
    expect(np.cov(np.array([np.complex(0, 1), 1])).dtype.name).toBe("complex128");
    expect(() => np.cov(np.zeros([1, 1, 1]))).toThrow("m has more than 2 dimensions");
  });
});

describe("corrcoef", () => {
  it("is 1 on the diagonal and never beyond", () => {
    const found = np.corrcoef(table);
    expect(found.item(0, 1)).toBeCloseTo(-0.8910421112136306, 12);
    expect(found.item(0, 0)).toBe(1);
    expect(np.corrcoef([1, 2, 4]).item()).toBe(1);
  });
});

describe("without NaN", () => {
  const a = [
    [10, NaN, 4],
    [3, 2, NaN],
  ];
  it("medians and quantiles leave it out", () => {
    expect(np.nanmedian(a)).toBe(3.5);
    expect(String(np.nanmedian(a, 0))).toBe("[6.5 2.  4. ]");
    expect(String(np.nanmedian(a, 1, { keepdims: true }))).toBe("[[7. ]\n [2.5]]");
    expect(String(np.nanquantile(a, [0, 0.5], 1))).toBe("[[4.  2. ]\n [7.  2.5]]");
    expect(np.nanpercentile(a, 25)).toBe(2.75);
    expect(String(np.nanquantile(a, 0.5, { axis: 0, method: "lower" }))).toBe("[3. 2. 4.]");
  });

  it("nothing else is NaN", () => {
    expect(np.nanmedian([NaN, NaN])).toBeNaN();
    expect(() => np.nanquantile(a, 2)).toThrow("Quantiles must be in the range [0, 1]");
  });
});
