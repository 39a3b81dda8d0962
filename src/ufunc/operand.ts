// A ufunc's operands before their dtypes are settled: arrays, or scalars whose dtype bends to the arrays'
// (NEP 50). Python integers out of range are refused here.

import { asArray, scalarArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { scalarDtype } from "../array/discover.js";
import type { Casting } from "../core/casting.js";
import { Complex } from "../core/complex.js";
import { type DType, dtype } from "../core/dtype.js";
import { UFuncTypeError } from "../core/errors.js";
import { NDArray } from "../core/ndarray.js";
import { result_type } from "../core/promotion.js";
import { integerBounds, weakKind } from "../core/weak-scalar.js";
import { checkInputCast } from "./resolve.js";

/** A JavaScript value without a dtype of its own. */
export type WeakScalar = number | bigint | Complex;

/** One input: an array, or a weak scalar. */
export type Operand = NDArray | WeakScalar;

const int64 = dtype("int64");
const float64 = dtype("float64");
const complex128 = dtype("complex128");
const span = dtype("timedelta64") as DType;

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
  const timed = strong.some((one) => one.unit !== null);
  return operands.map((one) => {
    if (one instanceof NDArray) return one.dtype;
    if (strong.length === 0 || timed) return ownDtype(one);
    // beside text and records there is nothing to bend to: that there is no loop is said of the dtypes as they are
    if (strong.some(({ kind }) => "SUV".includes(kind))) return ownDtype(one);
    const bent = result_type(...strong, one);
    return exact && strong[0]!.kind !== "b" && !fits(one, bent) ? scalarDtype(one) : bent;
  });
}

/** The dtype a weak scalar has where there is nothing to bend to. */
export function ownDtype(value: WeakScalar): DType {
  if (value instanceof Complex) return complex128;
  return weakKind(value) === "int" ? int64 : float64;
}

function fits(value: WeakScalar, dtype: DType): boolean {
  if (value instanceof Complex || (dtype.kind !== "i" && dtype.kind !== "u")) return true;
  const [least, greatest] = integerBounds(dtype);
  return value >= least && value <= greatest;
}

/** Beyond 64 bits an integer is to integer arrays as an infinity: above, or below, every element. */
export function comparable(value: WeakScalar, operands: readonly Operand[]): WeakScalar {
  if (typeof value !== "bigint" || (value < 2n ** 64n && value >= -(2n ** 63n))) return value;
  const beyond = operands.some((one) => one instanceof NDArray && "iu".includes(one.dtype.kind));
  return beyond ? (value < 0 ? -Infinity : Infinity) : value;
}

/**
 * What a casting rule says of a weak scalar beside arrays: its kind must fit the loop.
 *
 * @throws TypeError
 */
export function checkWeakCast(
  name: string,
  position: number,
  nin: number,
  value: WeakScalar,
  to: DType,
  casting: Casting,
): void {
  if (casting === "unsafe") return;
  const own = ownDtype(value);
  const isWhole = to.kind === "i" || to.kind === "u";
  const fitsKind =
    to.kind === "c" || (to.kind === "f" && own !== complex128) || (isWhole && own === int64);
  if (!fitsKind) checkInputCast(name, position, nin, ownBeside(value, to), to, casting);
}

/**
 * What the casting rule "equiv" says of a weak float or complex number: it has no equivalent but its own dtype. NumPy
 * asks before it looks at the arrays.
 *
 * @throws TypeError
 */
export function checkEquivalent(value: WeakScalar, to: DType): void {
  const own = ownDtype(value);
  if (own === int64) return;
  const bent = ownBeside(value, to);
  if (own !== bent) throw equivalentToNothing(own === complex128 ? "complex" : "float", bent);
}

/** The dtype a weak scalar bends to beside the loop's. */
function ownBeside(value: WeakScalar, to: DType): DType {
  if (to.kind === "m" && weakKind(value) === "int") return span;
  return "biufc".includes(to.kind) ? result_type(to, value) : ownDtype(value);
}

/** NumPy's refusal of a Python scalar under the casting rule "equiv". */
export function equivalentToNothing(kind: string, to: DType): UFuncTypeError {
  return new UFuncTypeError(
    `cannot cast Python ${kind} to ${to.typeName} under the casting rule 'equiv'`,
  );
}

/**
 * A weak scalar as a 0-d array of the dtype the loop takes.
 *
 * @throws OverflowError "Python integer 300 out of bounds for uint8"
 */
export function settledScalar(value: WeakScalar, to: DType): NDArray {
  const own = ownDtype(value);
  const fits =
    own === int64 ? to.kind !== "b" : to.kind === "c" || (to.kind === "f" && own === float64);
  // what only an unsafe cast brings into the loop is cast as an array is
  return fits ? scalarArray(value, to) : castArray(scalarArray(value, own), to);
}
