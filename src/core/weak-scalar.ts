// JavaScript values as operands (NEP 50): a number, bigint or Complex has a kind but no size, and
// takes the dtype of the arrays it meets. Which dtype that is, is promotion.ts's business.

import { Complex } from "./complex.js";
import type { DType } from "./dtype.js";
import { OverflowError } from "./errors.js";

/** The kind of a JavaScript value that stands for a Python scalar. */
export type WeakKind = "int" | "float" | "complex";

/**
 * The kind of a weak scalar, or null for anything else. A number with an integer's value is a weak
 * integer as long as it is exact (2 ** 53); above, and with a fraction, it is a weak float.
 */
export function weakKind(value: unknown): WeakKind | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? "int" : "float";
  if (typeof value === "bigint") return "int";
  return value instanceof Complex ? "complex" : null;
}

/** The least and greatest value of an integer dtype, as bigints. */
export function integerBounds(dtype: DType): readonly [least: bigint, greatest: bigint] {
  const bits = BigInt(dtype.itemsize * 8);
  return dtype.kind === "u"
    ? [0n, 2n ** bits - 1n]
    : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

/**
 * Refuses an integer that the dtype can't hold, as NumPy does of Python integers. Only integer dtypes
 * are checked: floats take every integer, rounded.
 *
 * @throws OverflowError
 */
export function checkInteger(value: number | bigint, dtype: DType): void {
  if (dtype.kind !== "i" && dtype.kind !== "u") return;
  // The common case without bigints: doubles are exact far beyond 32 bits.
  if (typeof value === "number" && dtype.itemsize <= 4) {
    const span = 2 ** (dtype.itemsize * 8);
    const least = dtype.kind === "u" ? 0 : -span / 2;
    if (value >= least && value < least + span) return;
  } else {
    const [least, greatest] = integerBounds(dtype);
    const exact = BigInt(value);
    if (exact >= least && exact <= greatest) return;
  }
  throw new OverflowError(
    isBeyondLong(BigInt(value), dtype)
      ? `Python int too large to convert to C long (${value} for ${dtype.typeName})`
      : `Python integer ${value} out of bounds for ${dtype.typeName}`,
  );
}

/** Whether NumPy fails already where it reads the integer: as a C long, or an unsigned one for wide unsigned dtypes. */
function isBeyondLong(value: bigint, dtype: DType): boolean {
  const unsigned = dtype.kind === "u" && dtype.itemsize >= 4;
  return value < -(2n ** 63n) || value >= 2n ** (unsigned ? 64n : 63n);
}
