// Errors of complex quotients are those of the steps of Smith's formula; variances report their deviations' errors.

import * as np from "strided";
import { expect, test } from "vitest";

function told(action: () => unknown): string[] {
  const said = new Set<string>();
  const write = (line: string) => said.add(line.replace(/^Warning: |\n$/g, ""));
  np.errstate({ all: "log", under: "ignore", call: { write } }, () => {
    action();
  });
  return [...said].sort();
}

const z = (re: number, im: number) => np.array([new np.Complex(re, im)], "complex64");

test("quotients", () => {
  const divided = (x: np.NDArray, y: np.NDArray) => told(() => np.divide(x, y));
  expect(divided(z(1, 1), z(1, 1))).toEqual([]);
  expect(divided(z(0, 0), z(0, Number.NaN))).toEqual(["invalid value encountered in divide"]);
  expect(divided(z(0, 0), z(3e38, 3e38))).toEqual(["overflow encountered in divide"]);
  expect(divided(z(1, Infinity), z(0, 0))).toEqual(["divide by zero encountered in divide"]);
  expect(divided(z(0, -Infinity), z(0, 1e-40))).toEqual([
    "invalid value encountered in divide",
    "overflow encountered in divide",
  ]);
});

test("reciprocals", () => {
  expect(told(() => np.reciprocal(z(1, Number.NaN)))).toEqual([
    "invalid value encountered in reciprocal",
  ]);
  expect(told(() => np.reciprocal(z(3e38, 3e38)))).toEqual(["overflow encountered in reciprocal"]);
  expect(told(() => np.reciprocal(z(0, Infinity)))).toEqual([]);
});

test("variances", () => {
  expect(told(() => np.var([1e200, -1e200]))).toEqual(["overflow encountered in square"]);
  expect(told(() => np.var([Infinity, 1]))).toEqual(["invalid value encountered in subtract"]);
  expect(told(() => np.nanvar([1e200, -1e200, Number.NaN]))).toEqual([
    "overflow encountered in multiply",
  ]);
});

test("products whose operands overflow in a cast", () => {
  const large = np.array([100000], "int32");
  expect(told(() => np.matmul(large, large, { dtype: "float16" }))).toEqual([
    "overflow encountered in cast",
  ]);
});

test("a loop with indices is named by its ufunc only along one axis", () => {
  expect(told(() => np.divide.at(np.ones([1, 1]), [0], [[0]]))).toEqual([
    "divide by zero encountered in at",
  ]);
  const swapped = np.ones([1], ">f8");
  expect(told(() => np.divide.at(swapped, [0], np.zeros([1], ">f8")))).toEqual([
    "divide by zero encountered in at",
  ]);
  expect(told(() => np.divide.at(np.ones([1]), [0], 0))).toEqual([
    "divide by zero encountered in at",
  ]);
});
