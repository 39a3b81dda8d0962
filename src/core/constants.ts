// NumPy's constants.

/** The ratio of a circle's circumference to its diameter. */
export const pi = Math.PI;

/** Euler's number, the base of natural logarithms. */
export const e = Math.E;

/** Euler–Mascheroni constant, the limit of the harmonic series minus the logarithm. */
export const euler_gamma = 0.5772156649015329;

/** Positive infinity. */
export const inf = Number.POSITIVE_INFINITY;

/** Not a number. */
export const nan = Number.NaN;

/**
 * A new axis of length 1 in an index.
 *
 * @example
 * ```ts
 * np.array([1, 2]).at(":", np.newaxis).shape; // => 2,1
 * ```
 */
export const newaxis = null;
