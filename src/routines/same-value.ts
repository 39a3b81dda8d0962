// `astype(…, { casting: "same_value" })`: casts of numbers that are refused as soon as one element changes its value.
// The casts themselves are array/copy.ts's.

import { castArray } from "../array/copy.js";
import type { DType } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";

/** C's names of the number types, as NumPy's sentence has them. */
const cNames: Readonly<Record<string, string>> = {
  "?": "bool",
  b: "byte",
  B: "ubyte",
  h: "short",
  H: "ushort",
  i: "int",
  I: "uint",
  l: "long",
  L: "ulong",
  e: "half",
  f: "float",
  d: "double",
  F: "cfloat",
  D: "cdouble",
};

/** Whether the rule knows a cast at all: numbers, and what does not change. */
export function isSameValueCast(from: DType, to: DType): boolean {
  return from.equals(to) || (from.char in cNames && to.char in cNames);
}

function holdsEverywhere(truth: NDArray): boolean {
  return reduceArray(infoOf(ufuncs.logical_and), truth, { axis: null }).item() === true;
}

/** Which elements of two arrays are equal, NaN to NaN. */
function alike(one: NDArray, other: NDArray): NDArray {
  const equal = ufuncs.equal(one, other) as NDArray;
  if (!"fc".includes(one.dtype.kind) || !"fc".includes(other.dtype.kind)) return equal;
  const bothNaN = ufuncs.logical_and(ufuncs.isnan(one) as NDArray, ufuncs.isnan(other) as NDArray);
  return ufuncs.logical_or(equal, bothNaN as NDArray) as NDArray;
}

/** @throws ValueError unless every element of the cast array has its value still; booleans have no value to lose */
export function assertSameValues(array: NDArray, cast: NDArray): void {
  const { dtype: from } = array;
  const { dtype: to } = cast;
  if (array.size === 0 || to.kind === "b" || from.equals(to) || !(from.char in cNames)) return;
  const names = `${cNames[from.char]} to ${cNames[to.char]}`;
  const lost = `could not cast 'same_value' ${names}`;
  if (from.kind === "c" && to.kind !== "c") {
    const parts = castArray(array, from);
    const isReal = ufuncs.equal(parts.imag as NDArray, 0) as NDArray;
    if (!holdsEverywhere(isReal)) throw new ValueError(`${lost}: imag is not 0`);
  }
  // there and back, and side by side: either alone misses what wraps around or is rounded
  const back = castArray(cast, from);
  if (holdsEverywhere(alike(back, array)) && holdsEverywhere(alike(cast, array))) return;
  throw new ValueError(`${lost} (an element would change; casting "unsafe" lets it)`);
}
