// Which values a ufunc's operands have: such that no error is raised, nothing overflows and all of the function's paths
// that matter are taken.

import type { ValueKind } from "../values.js";

type Range = readonly [number, number];

/** Ranges of floats by ufunc, where the default does not do. */
const FLOATS: Readonly<Record<string, readonly Range[]>> = {
  arccos: [[-1, 1]],
  arccosh: [[1, 100]],
  arcsin: [[-1, 1]],
  arctanh: [[-0.99, 0.99]],
  exp: [[-10, 10]],
  exp2: [[-10, 10]],
  expm1: [[-2, 2]],
  // Where the result is not near 0, all of whose digits would be rounding errors.
  logaddexp: [
    [1, 10],
    [1, 10],
  ],
  logaddexp2: [
    [1, 10],
    [1, 10],
  ],
  ldexp: [
    [-10, 10],
    [-8, 8],
  ],
  log: [[0.001, 1000]],
  log10: [[0.001, 1000]],
  log1p: [[-0.5, 10]],
  log2: [[0.001, 1000]],
  power: [
    [0.1, 10],
    [-3, 3],
  ],
  float_power: [
    [0.1, 10],
    [-3, 3],
  ],
  sqrt: [[0, 1000]],
  divide: [
    [-100, 100],
    [1, 10],
  ],
  floor_divide: [
    [-100, 100],
    [1, 10],
  ],
  remainder: [
    [-100, 100],
    [1, 10],
  ],
  fmod: [
    [-100, 100],
    [1, 10],
  ],
  divmod: [
    [-100, 100],
    [1, 10],
  ],
  reciprocal: [[1, 100]],
};

/** Ranges of integers by ufunc; they are cut to what the dtype holds. */
const INTEGERS: Readonly<Record<string, readonly Range[]>> = {
  left_shift: [
    [0, 3],
    [0, 5],
  ],
  right_shift: [
    [0, 120],
    [0, 5],
  ],
  power: [
    [0, 3],
    [0, 4],
  ],
  ldexp: [
    [-8, 8],
    [-8, 8],
  ],
  gcd: [
    [1, 120],
    [1, 120],
  ],
  lcm: [
    [1, 11],
    [1, 11],
  ],
  reciprocal: [[1, 100]],
  floor_divide: [
    [-100, 100],
    [1, 10],
  ],
  remainder: [
    [-100, 100],
    [1, 10],
  ],
  fmod: [
    [-100, 100],
    [1, 10],
  ],
  divmod: [
    [-100, 100],
    [1, 10],
  ],
  divide: [
    [-100, 100],
    [1, 10],
  ],
};

/** The values of one operand of a ufunc. */
export function domain(ufunc: string, operand: number, dtype: string): ValueKind {
  if (dtype === "bool") return "booleans";
  const integer = /^u?int/.test(dtype);
  const range =
    (integer ? INTEGERS : FLOATS)[ufunc]?.[operand] ?? (integer ? [-60, 60] : [-10, 10]);
  return { range: dtype.startsWith("uint") ? [Math.max(0, range[0]), range[1]] : range };
}

/** Values for cases that are no ufunc's. */
export function ordinary(dtype: string): ValueKind {
  return domain("", 0, dtype);
}
