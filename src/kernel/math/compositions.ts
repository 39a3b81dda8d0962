// Functions of the `call` node that are composed of nodes, by name. Accuracy and sources stand where each is
// defined; docs/math.md has the table of errors.

import { exp, exp2, expm1 } from "./exponential.js";
import type { Composition } from "./format.js";
import { cosh, sinh, tanh } from "./hyperbolic.js";
import { arccosh, arcsinh, arctanh } from "./inverse-hyperbolic.js";
import { arccos, arcsin, arctan, arctan2 } from "./inverse-trigonometry.js";
import { log, log1p, log2, log10 } from "./logarithm.js";
import { power } from "./power.js";
import { cbrt, hypot } from "./roots.js";
import { cos, sin, tan } from "./trigonometry.js";

/** What a function is composed of; functions that are not here are JavaScript's alone. */
export const compositions: Readonly<Record<string, Composition | undefined>> = {
  exp,
  exp2,
  expm1,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  arcsin,
  arccos,
  arctan,
  arctan2,
  sinh,
  cosh,
  tanh,
  arcsinh,
  arccosh,
  arctanh,
  cbrt,
  hypot,
  pow: power,
};
