// The one table of ufuncs. Exports, methods, documentation, tests and benchmarks derive from it.

import type { UfuncRow } from "./loops.js";
import { arithmeticRows } from "./table-arithmetic.js";
import { bitRows } from "./table-bits.js";
import { compareRows } from "./table-compare.js";
import { floatRows } from "./table-float.js";
import { transcendentalRows } from "./table-transcendental.js";

export const ufuncTable = {
  ...arithmeticRows,
  ...compareRows,
  ...bitRows,
  ...transcendentalRows,
  ...floatRows,
} as const satisfies Record<string, UfuncRow>;

export type UfuncName = keyof typeof ufuncTable;

/** Other names under which NumPy has the same ufunc object. */
export const ufuncAliases = {
  abs: "absolute",
  acos: "arccos",
  acosh: "arccosh",
  asin: "arcsin",
  asinh: "arcsinh",
  atan: "arctan",
  atan2: "arctan2",
  atanh: "arctanh",
  bitwise_invert: "invert",
  bitwise_not: "invert",
  bitwise_left_shift: "left_shift",
  bitwise_right_shift: "right_shift",
  conj: "conjugate",
  mod: "remainder",
  pow: "power",
  true_divide: "divide",
} as const satisfies Record<string, UfuncName>;
