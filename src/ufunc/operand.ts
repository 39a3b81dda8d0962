// A ufunc's operands before their dtypes are settled: arrays, or scalars whose dtype bends to the arrays'
// (NEP 50). Python integers out of range are refused here.

import { asArray } from "../array/convert.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype } from "../core/dtype.js";
import { NDArray } from "../core/ndarray.js";
import { result_type } from "../core/promotion.js";

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

/** The dtype of each operand once weak scalars have bent to the others. */
export function settledDtypes(operands: readonly Operand[]): DType[] {
  const strong: DType[] = [];
  for (const one of operands) if (one instanceof NDArray) strong.push(one.dtype);
  return operands.map((one) => {
    if (one instanceof NDArray) return one.dtype;
    return strong.length === 0 ? ownDtype(one) : result_type(...strong, one);
  });
}

/** The dtype a weak scalar has where there is nothing to bend to. */
export function ownDtype(value: WeakScalar): DType {
  if (value instanceof Complex) return complex128;
  if (typeof value === "bigint") return asArray(value).dtype;
  return Number.isInteger(value) ? int64 : float64;
}
