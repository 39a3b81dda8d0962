// Complex functions where C99 and NumPy say what a formula alone would not.

import * as np from "strided";
import { expect, test } from "vitest";

const z = (re: number, im: number, dtype: "complex128" | "complex64" = "complex128") =>
  np.array([new np.Complex(re, im)], dtype);
const parts = (array: np.NDArray): [number, number] => {
  const { re, im } = array.item() as np.Complex;
  return [re, im];
};

test("powers of zero follow the exponent's real part", () => {
  expect(parts(np.power(z(0, 0), z(1, 0.5)))).toEqual([0, 0]);
  expect(parts(np.power(z(0, 0), z(1, NaN)))).toEqual([0, 0]);
  expect(parts(np.power(z(0, 0), z(-1, 0)))).toEqual([NaN, NaN]);
});

test("powers recover infinities as C99's product does", () => {
  expect(parts(np.power(z(0, -1), z(-Infinity, -Infinity)))).toEqual([0, 0]);
});

test("atan far from zero is not yet a right angle", () => {
  expect(parts(np.arctan(z(1e10, 1)))[0]).toBe(1.5707963266948965);
  expect(parts(np.arctanh(z(1, 1e10)))[1]).toBe(1.5707963266948965);
});

test("log1p, exp2 and expm1 are NumPy's plain formulas, in the operand's precision", () => {
  expect(parts(np.log1p(z(1e-300, 0)))).toEqual([0, 0]);
  expect(parts(np.log1p(z(9.999999350456404e-39, 0, "complex64")))).toEqual([0, 0]);
  expect(parts(np.expm1(z(90, 1e-38, "complex64")))).toEqual([Infinity, Infinity]);
});

test("signs of zeros", () => {
  expect(parts(np.exp(z(-Infinity, -Infinity)))).toEqual([0, -0]);
  expect(parts(np.cosh(z(-0, Infinity)))).toEqual([NaN, 0]);
});
