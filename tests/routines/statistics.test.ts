// Means and variances through the public API; the expected values are NumPy's.

import * as np from "strided";
import { describe, expect, it } from "vitest";

const table = () =>
  np.array([
    [1, 2, 3],
    [4, 5, 9],
  ]);
const values = (array: unknown) => (array as np.NDArray).tolist();

async function warningsOf(run: () => void): Promise<string[]> {
  const heard: string[] = [];
  const listener = (warning: Error) => heard.push(`${warning.name}: ${warning.message}`);
  process.on("warning", listener);
  run();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listener);
  return heard;
}

describe("mean", () => {
  it("of integers is float64, of halves is summed in single precision", () => {
    expect(np.mean(table())).toBe(4);
    expect(values(table().mean(0))).toEqual([2.5, 3.5, 6]);
    expect(values(np.mean(table(), { axis: 1, keepdims: true }))).toEqual([[2], [6]]);
    expect(np.mean(np.array([[1, 2]], "int8"), 1).dtype.name).toBe("float64");
    expect(np.mean(np.full([4000], 60000, "float16"))).toBe(60000);
    expect(np.mean(np.full([4, 1], 1, "float16"), 0).dtype.name).toBe("float16");
    expect(np.mean(np.array([np.complex(1, 2), np.complex(3, 4)]))).toEqual(np.complex(2, 3));
    expect(np.mean([1, 2, 6], { where: [true, true, false] })).toBe(1.5);
    expect(np.mean(np.array([[1, 2]]), { axis: 1, dtype: "int32" }).dtype.name).toBe("int32");
  });

  it("of nothing is NaN, with a warning once for each place", async () => {
    const heard = await warningsOf(() => {
      for (let i = 0; i < 3; i++) expect(np.mean([])).toBeNaN();
    });
    expect(heard).toEqual([
      "RuntimeWarning: Mean of empty slice",
      "RuntimeWarning: invalid value encountered in scalar divide",
    ]);
  });
});

describe("var and std", () => {
  it("take ddof or correction", () => {
    expect(np.var([1, 2, 3, 4])).toBe(1.25);
    expect(np.std([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
    expect(values(np.var(table(), 0, { ddof: 1 }))).toEqual([4.5, 4.5, 18]);
    expect(values(table().var({ axis: 0, correction: 1 }))).toEqual([4.5, 4.5, 18]);
    expect(() => np.var([1, 2], { ddof: 1, correction: 1 })).toThrow(
      "ddof and correction can't be provided simultaneously.",
    );
  });

  it("of complex numbers is real", () => {
    const z = np.array([np.complex(1, 1), np.complex(-1, 3)], "complex64");
    expect(np.var(z)).toBe(2);
    expect(np.std(z.reshape([1, 2]), 1).dtype.name).toBe("float32");
  });

  it("takes where, mean and out", () => {
    expect(np.var([1, 2, 100], { where: [true, true, false] })).toBe(0.25);
    const mean = np.mean(table(), { axis: 1, keepdims: true });
    expect(values(np.std(table(), { axis: 1, mean }))).toEqual(values(np.std(table(), 1)));
    const out = np.zeros(2, "float32");
    expect(np.var(table(), 1, { out })).toBe(out);
    expect(out.item(1)).toBeCloseTo(14 / 3, 6);
  });

  it("makes no array of deviations", () => {
    const a = np.ones([1000, 100]);
    const report = np.memory.track(() => np.var(a));
    expect(report.allocations.every(({ bytes }) => bytes < 1000)).toBe(true);
    expect(report.copies.every(({ bytes }) => bytes < 1000)).toBe(true);
  });

  it("without degrees of freedom is NaN or infinite, with a warning", async () => {
    const heard = await warningsOf(() => {
      expect(np.var([5], { ddof: 1 })).toBeNaN();
    });
    expect(heard).toEqual([
      "RuntimeWarning: Degrees of freedom <= 0 for slice",
      "RuntimeWarning: invalid value encountered in scalar divide",
    ]);
  });
});
