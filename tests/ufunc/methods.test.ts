// Corners of the methods of ufuncs, found by calling every method of every ufunc as NumPy does.

import * as np from "strided";
import { expect, test } from "vitest";

test("nextafter reduces halves as halves", () => {
  expect(np.nextafter.reduce(np.array([6, 7], "uint8"))).toBe(6.00390625);
  const steps = np.nextafter.accumulate(np.array([true, false, false]));
  expect(steps.tolist()).toEqual([1, 0.99951171875, 0.9990234375]);
});

test("power refuses negative exponents only where there is a step", () => {
  expect(String(np.power.reduceat(np.array([-2, -3]), [0, 1]))).toBe("[-2 -3]");
  expect(np.power.reduce(np.array([-2, 3]))).toBe(-8);
  const message = "Integers to negative integer powers are not allowed.";
  expect(() => np.power.reduce(np.array([2, -3]))).toThrow(message);
  expect(() => np.power.accumulate(np.array([2, -3]))).toThrow(message);
});

test("common divisors of two repeated numbers come to an end", () => {
  const out = np.zeros([158], "int64");
  np.gcd(np.array([12]), np.array([true]), { out });
  expect(np.sum(out)).toBe(158);
  np.lcm(np.array([4]), np.array([6]), { out });
  expect(np.sum(out)).toBe(158 * 12);
});
