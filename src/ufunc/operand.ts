// A ufunc's operands before their dtypes are settled: arrays, or scalars whose dtype bends to the arrays'
// (NEP 50). Python integers out of range are refused here.

import { asArray, scalarArray } from "../array/convert.js";
import { scalarDtype } from "../array/discover.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype } from "../core/dtype.js";
import { NDArray } from "../core/ndarray.js";
import { result_type } from "../core/promotion.js";
import { pythonInt } from "../core/python-values.js";
import { checkInteger, integerBounds, weakKind } from "../core/weak-scalar.js";

/** A JavaScript value without a dtype of its own. */
export type WeakScalar = number | bigint | Complex;

/** One input: an array, or a weak scalar. */
export type Operand = NDArray | WeakScalar;

const int64 = dtype("int64");
const float64 = dtype("float64");
const complex128 = dtype("complex128");

/** An input as it was given, as an operand. */
export function operandOf(value: unknown): Operand {
  if (value instanceof NDArray) return value;
  if (typeof value === "number" || typeof value === "bigint" || value instanceof Complex) {
    return value;
  }
  return asArray(value);
}

/**
 * The dtype of each operand once weak scalars have bent to the others.
 *
 * @param exact - comparisons answer for any integer: one that does not fit the others' dtype keeps its own
 */
export function settledDtypes(operands: readonly Operand[], exact = false): DType[] {
  const strong: DType[] = [];
  for (const one of operands) if (one instanceof NDArray) strong.push(one.dtype);
  return operands.map((one) => {
    if (one instanceof NDArray) return one.dtype;
    if (strong.length === 0) return ownDtype(one);
    const bent = result_type(...strong, one);
    return exact && !fits(one, bent) ? ownDtypeOrInfinite(one) : bent;
  });
}

/** The dtype a weak scalar has where there is nothing to bend to. */
export function ownDtype(value: WeakScalar): DType {
  if (value instanceof Complex) return complex128;
  if (typeof value === "bigint") return scalarDtype(value);
  return weakKind(value) === "int" ? int64 : float64;
}

function fits(value: WeakScalar, dtype: DType): boolean {
  if (value instanceof Complex || (dtype.kind !== "i" && dtype.kind !== "u")) return true;
  const [least, greatest] = integerBounds(dtype);
  return value >= least && value <= greatest;
}

/** Beyond 64 bits every array element is below (or above), as it is below infinity. */
function ownDtypeOrInfinite(value: WeakScalar): DType {
  if (typeof value === "bigint" && (value >= 2n ** 64n || value < -(2n ** 63n))) return float64;
  return ownDtype(value);
}

/**
 * A weak scalar as a 0-d array of the dtype the loop takes.
 *
 * @param settled - the dtype it bent to, whose bounds it must keep
 * @throws OverflowError "Python integer 300 out of bounds for uint8"
 */
export function settledScalar(value: WeakScalar, to: DType, settled: DType): NDArray {
  if (typeof value === "bigint" && settled === float64 && Math.abs(Number(value)) >= 2 ** 63) {
    return scalarArray(Number(value) < 0 ? -Infinity : Infinity, to);
  }
  if (settled.kind === "i" || settled.kind === "u") {
    checkInteger(pythonInt(value), settled);
    return scalarArray(value, to);
  }
  return scalarArray(value, to);
}
