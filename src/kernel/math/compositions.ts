// Functions of the `call` node that are composed of nodes, by name. Accuracy and sources stand where each is
// defined; docs/math.md has the table of errors.

import { exp, exp2 } from "./exponential.js";
import type { Composition } from "./format.js";
import { log } from "./logarithm.js";
import { cos, sin } from "./trigonometry.js";

/** What a function is composed of; functions that are not here are JavaScript's alone. */
export const compositions: Readonly<Record<string, Composition | undefined>> = {
  exp,
  exp2,
  log,
  sin,
  cos,
};
