// Options of reductions and statistics with values that are seldom given, as NumPy 2.4 answers them.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const text = (value: unknown): string => String(value).replace(/\s+/g, " ");

describe("weights of quantiles", () => {
  const a = np.array([
    [5, 1, 3],
    [2, 9, 4],
  ]);

  it("counts elements by their weights", () => {
    const weights = [1, 1, 6];
    expect(np.quantile([5, 1, 3], 0.5, { method: "inverted_cdf", weights })).toBe(3);
    expect(np.percentile([5, 1, 3], 95, { method: "inverted_cdf", weights })).toBe(5);
    const both = np.quantile(a, [0.25, 0.9], { axis: 1, method: "inverted_cdf", weights });
    expect(text(both)).toBe("[[3 4] [5 9]]");
    const own = [
      [0, 1, 1],
      [8, 1, 1],
    ];
    const all = { axis: [0, 1], method: "inverted_cdf", weights: own } as const;
    expect(np.quantile(a, 0.5, all)).toBe(2);
  });

  it("leaves NaN and its weight out", () => {
    const given = { method: "inverted_cdf", weights: [1, 90, 5, 1] } as const;
    expect(np.nanquantile([1, NaN, 7, 9], 0.5, given)).toBe(7);
    const lines = np.nanpercentile(
      [
        [1, NaN, 7],
        [NaN, 2, 3],
      ],
      [0, 100],
      { axis: 1, method: "inverted_cdf", weights: np.ones([2, 3]) },
    );
    expect(text(lines)).toBe("[[1. 2.] [7. 3.]]");
  });

  it("refuses what has no meaning", () => {
    const given = (options: object) => () => np.quantile(a, 0.5, options);
    expect(given({ weights: a })).toThrow(
      "Only method 'inverted_cdf' supports weights. Got: linear.",
    );
    expect(given({ weights: np.negative(a), method: "inverted_cdf" })).toThrow(
      "Weights must be non-negative.",
    );
    expect(given({ weights: np.zeros([2, 3]), method: "inverted_cdf" })).toThrow(
      "Weights included NaN, inf or were all zero.",
    );
    expect(given({ weights: [1, 2, 3], method: "inverted_cdf" })).toThrow(
      "Axis must be specified when shapes of a and weights differ.",
    );
  });
});

describe("axes, flags and masks", () => {
  it("takes an array of no dimensions as an axis", () => {
    const a = np.ones([2, 3]);
    const sums = np.sum(a, np.array(0) as never) as unknown as np.NDArray;
    expect(sums.shape).toEqual([3]);
    expect(() => np.sum(a, true as never)).toThrow("an integer is required");
    expect(() => np.cumsum(a, [0] as never)).toThrow(
      "'list' object cannot be interpreted as an integer",
    );
  });

  it("reads flags as integers or by their truth", () => {
    const a = np.ones([2, 3]);
    expect((np.sum(a, { keepdims: 1 as never }) as unknown as np.NDArray).shape).toEqual([1, 1]);
    expect(() => np.sum(a, { keepdims: "yes" as never })).toThrow(
      "'str' object cannot be interpreted as an integer",
    );
    const kept = np.argmax(a, { keepdims: "yes" as never }) as unknown as np.NDArray;
    expect(kept.shape).toEqual([1, 1]);
    expect(np.cumulative_sum([1, 2], { include_initial: 1 as never }).shape).toEqual([3]);
  });

  it("takes single values as masks by their truth, arrays only of booleans", () => {
    expect(np.sum([1, 2, 3], { where: 7 as never })).toBe(6);
    expect(np.sum([1, 2, 3], { where: null as never })).toBe(0);
    expect(() => np.sum([1, 2, 3], { where: np.array([1, 0, 1]) })).toThrow(
      "Cannot cast array data from dtype('int64') to dtype('bool') according to the rule 'safe'",
    );
  });

  it("says of outputs that they must be arrays", () => {
    const out = 3 as never;
    expect(() => np.sum([1, 2], { out })).toThrow("return arrays must be of ArrayType");
    expect(() => np.cumsum([1, 2], { out })).toThrow("output must be an array");
    const two = [np.zeros([]), np.zeros([])] as never;
    expect(() => np.add.reduce([1, 2], { out: two })).toThrow(
      "The 'out' tuple must have exactly one entry per ufunc output",
    );
  });

  it("makes no dtype of an array", () => {
    expect(() => np.sum([1, 2], { dtype: np.ones(2) as never })).toThrow(
      "Cannot construct a dtype from an array",
    );
  });

  it("asks raw bytes for their truth", () => {
    expect(np.any(np.zeros(3, "V2"))).toBe(false);
    expect(np.all(np.frombuffer(new Uint8Array([1, 0, 0, 2]), "V2"))).toBe(true);
  });
});

describe("outputs of other dtypes", () => {
  it("goes on from what running sums were before they were cast", () => {
    const out = np.zeros(5, "i8");
    expect(text(np.cumsum(np.full(5, 0.6), { out }))).toBe("[0 1 1 2 3]");
    expect(text(np.add.reduceat(np.full(5, 0.6), [0, 3], { out: np.zeros(2, "i8") }))).toBe(
      "[1 1]",
    );
  });

  it("lets an output that is no time take part in the choice of a loop", () => {
    const days = np.array(["2020-01-02", "2020-01-01"], "M8[D]");
    expect(() => np.max(days, { out: np.zeros([], "u1") })).toThrow(
      "ufunc 'maximum' did not contain a loop with signature matching types (<class 'numpy.dtypes.UInt8DType'>, <class 'numpy.dtypes.DateTime64DType'>) -> None",
    );
  });
});

describe("variances of other kinds", () => {
  it("computes in the dtype that is asked for", () => {
    expect(np.var([1, 2, 5], { dtype: "i8" })).toBe(3);
    expect(() => np.var([true, false], { dtype: "?" })).toThrow("numpy boolean subtract");
    expect(() => np.var(np.array([1, 2], "m8[s]"))).toThrow("ufunc 'square' not supported");
  });

  it("takes deviations from a complex mean as they are", () => {
    const mean = np.array(np.complex(1, 2));
    expect(String(np.var(np.array([1, 2, 4], "f8"), { mean }))).toBe(
      "(-0.6666666666666666-5.333333333333333j)",
    );
    expect(np.var([1, 2, 3], { mean })).toBe(-2.3333333333333335);
    expect(np.std([1, 2, 3], { correction: 1, ddof: 0 })).toBe(1);
  });
});

describe("medians and quantiles without NaN", () => {
  it("leaves NaT out", () => {
    const spans = np.array([["NaT", 1, 5]], "m8[s]");
    expect(String(np.nanmedian(spans))).toBe("3 seconds");
    expect(text(np.nanquantile(spans, 0.5, 1))).toBe("[3]");
    expect(String(np.nanmedian(np.array(["NaT"], "m8[s]")))).toBe("NaT");
  });

  it("halves sums, which may overflow, along an axis", () => {
    const large = np.full([2, 1], 3e38, "f4");
    expect(text(np.nanmedian(large, 1))).toBe("[inf inf]");
    expect(np.nanmedian(large.at(0))).toBe(np.float32(3e38));
  });
});
