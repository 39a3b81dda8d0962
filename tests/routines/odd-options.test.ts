// Options of histograms, sets, comparisons and differences that are seldom given, as NumPy 2.4 answers them.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const text = (value: unknown): string => String(value).replace(/\s+/g, " ");

describe("bins by name", () => {
  const data = [1, 1, 2, 5, 9];

  it("finds how many there are", () => {
    const counts = Object.fromEntries(
      (["auto", "doane", "fd", "rice", "scott", "sqrt", "stone", "sturges"] as const).map(
        (name) => [name, np.histogram(data, name)[0].size],
      ),
    );
    expect(counts).toEqual({
      auto: 4,
      doane: 5,
      fd: 2,
      rice: 4,
      scott: 2,
      sqrt: 3,
      stone: 7,
      sturges: 4,
    });
  });

  it("gives the edges alone", () => {
    expect(text(np.histogram_bin_edges(data, "sturges"))).toBe("[1. 3. 5. 7. 9.]");
    expect(text(np.histogram_bin_edges(data, { bins: "sqrt", range: [0, 6] }))).toBe(
      "[0. 2. 4. 6.]",
    );
  });

  it("refuses names it does not know, and weights", () => {
    expect(() => np.histogram(data, "x" as never)).toThrow(
      "'x' is not a valid estimator for `bins`",
    );
    expect(() => np.histogram(data, { bins: "auto", weights: data })).toThrow(
      "Automated estimation of the number of bins is not supported for weighted data",
    );
    expect(() => np.histogram(data, 2.5)).toThrow(
      "`bins` must be an integer, a string, or an array",
    );
  });

  it("takes an array of no dimensions as a number", () => {
    expect(np.histogram(data, np.array(3))[0].size).toBe(3);
    expect(np.cov([1, 2, 4], { ddof: np.array(0) as never })).toBeCloseTo(14 / 9);
  });
});

describe("tolerances and flags", () => {
  it("compares within tolerances that are arrays", () => {
    const close = np.isclose([1, 2, 3], [1.1, 2.1, 3.1], { rtol: 0, atol: [0.2, 0.05, 0.2] });
    expect(text(close)).toBe("[ True False True]");
    expect(np.allclose([1, 2], [1.1, 2.1], { rtol: np.array(0.2) })).toBe(true);
  });

  it("counts flags by their truth", () => {
    expect(np.unique([1, 1, 2], { return_counts: 1 as never })).toHaveLength(2);
    expect(text(np.isin([1, 2], [2], { invert: 1 as never }))).toBe("[ True False]");
    expect(np.angle(-1, 1 as never)).toBe(180);
    expect(text(np.vander([2, 3], { N: 3, increasing: 1 as never }))).toBe("[[1 2 4] [1 3 9]]");
    expect(np.cov(np.ones([2, 3]), { rowvar: 0 as never }).shape).toEqual([3, 3]);
  });

  it("copies for nan_to_num only where it has to, if it is told so", () => {
    const a = np.array([1, NaN]);
    expect(np.nan_to_num(a, { copy: null })).toBe(a);
    expect(text(np.nan_to_num([1, NaN], { copy: null }))).toBe("[1. 0.]");
    expect(() => np.nan_to_num([1, NaN], { copy: false })).toThrow("Unable to avoid copy");
  });

  it("refuses null where a number is needed", () => {
    for (const call of [
      () => np.diff([1, 2], { axis: null as never }),
      () => np.trace([[1, 2]], { axis1: null as never }),
      () => np.unwrap([1, 2], { axis: null as never }),
    ]) {
      expect(call).toThrow("'NoneType' object cannot be interpreted as an integer");
    }
    expect(() => np.bincount([1], { minlength: null as never })).toThrow(
      "use 0 instead of None for minlength",
    );
  });
});

describe("numbers among arrays", () => {
  it("bend to unsigned integers, whatever becomes of them", () => {
    const joined = np.concatenate([np.array([1, 2], "u2"), -7], null);
    expect(joined.dtype.name).toBe("uint16");
    expect(text(joined)).toBe("[ 1 2 65529]");
    expect(text(np.union1d(np.array([1, 2], "u2"), 3))).toBe("[1 2 3]");
  });
});

describe("arrays among dtypes", () => {
  it("count as their dtype where NumPy takes both, and are none as an option", () => {
    const a = np.ones(1, "f4");
    expect(np.result_type(a, "i2").name).toBe("float32");
    expect(np.dtype(np.common_type(a, np.ones(1, "i2"))).name).toBe("float64");
    expect(() => np.cumsum([1], { dtype: a as never })).toThrow(
      "Cannot construct a dtype from an array",
    );
  });
});

describe("strides of nothing", () => {
  it("are those of a fresh array", () => {
    const none = np.zeros([3, 0], "u4");
    expect(np.tensordot(none, np.zeros([3, 2], "u4"), [[0], [0]]).strides).toEqual([0, 0]);
    expect(np.cov(np.zeros([0, 2])).strides).toEqual([8, 8]);
  });
});
