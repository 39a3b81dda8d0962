// np.exceptions: the classes of NumPy's warnings, and the namespace that also holds its errors. The errors
// themselves are defined in memory/errors.ts; when a warning is given is decided where the cause is.

import { someCast } from "./cast-fields.js";
import type { DType } from "./dtype-class.js";
import { AxisError, DTypePromotionError } from "./errors.js";
import { TooHardError } from "./overlap.js";
import { warnOnce } from "./warn.js";

/**
 * The imaginary part of complex values was discarded in a cast (`numpy.exceptions.ComplexWarning`).
 *
 * @example
 * ```ts
 * new np.exceptions.ComplexWarning("told").name; // => ComplexWarning
 * ```
 */
export class ComplexWarning extends Error {
  /** The name that Node shows. */
  override readonly name: string = "ComplexWarning";
}

/**
 * A module is no longer meant to be used (`numpy.exceptions.ModuleDeprecationWarning`).
 *
 * @example
 * ```ts
 * new np.exceptions.ModuleDeprecationWarning("told").name; // => ModuleDeprecationWarning
 * ```
 */
export class ModuleDeprecationWarning extends Error {
  /** The name that Node shows. */
  override readonly name: string = "ModuleDeprecationWarning";
}

/**
 * A fit is badly conditioned (`numpy.exceptions.RankWarning`).
 *
 * @example
 * ```ts
 * new np.exceptions.RankWarning("told").name; // => RankWarning
 * ```
 */
export class RankWarning extends Error {
  /** The name that Node shows. */
  override readonly name: string = "RankWarning";
}

/**
 * Something that users should see will go away (`numpy.exceptions.VisibleDeprecationWarning`).
 *
 * @example
 * ```ts
 * new np.exceptions.VisibleDeprecationWarning("told").name; // => VisibleDeprecationWarning
 * ```
 */
export class VisibleDeprecationWarning extends Error {
  /** The name that Node shows. */
  override readonly name: string = "VisibleDeprecationWarning";
}

/**
 * NumPy's errors and warnings by name. Warnings are Node warnings, given once for each place in the program:
 * `process.on("warning", (w) => …)` receives them.
 *
 * @example
 * ```ts
 * new np.exceptions.AxisError(3, 2).message; // => axis 3 is out of bounds for array of dimension 2
 * new np.exceptions.AxisError(3, 2).ndim; // => 2
 * ```
 */
export const exceptions = Object.freeze({
  AxisError,
  ComplexWarning,
  DTypePromotionError,
  ModuleDeprecationWarning,
  RankWarning,
  TooHardError,
  VisibleDeprecationWarning,
});

const realKinds = "iuf";

function losesParts(from: DType, to: DType): boolean {
  return from.kind === "c" && realKinds.includes(to.kind);
}

/** Gives NumPy's ComplexWarning where a cast between these dtypes, or of a field, drops imaginary parts. */
export function warnOfLostParts(from: DType, to: DType): void {
  const isPlain = from.kind !== "V" && to.kind !== "V";
  if (isPlain ? losesParts(from, to) : someCast(from, to, losesParts)) {
    warnOnce(ComplexWarning, "Casting complex values to real discards the imaginary part");
  }
}
