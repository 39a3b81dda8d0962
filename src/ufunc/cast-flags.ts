// The floating-point errors of casts that NumPy makes and strided does not: those of elements that a mask leaves out.

import { copyInto, elementTypeOf } from "../array/copy.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { watchLevel } from "../core/errstate.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { castKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";

const float64 = toDtype("float64") as DType;
const int64 = toDtype("int64") as DType;

/** What the cast of a whole array to `dtype` raises, as bits of the kernel floor's errors. */
export function castFlags(array: NDArray, dtype: DType): number {
  if (watchLevel() === 0 || array.dtype.char === dtype.char || array.size === 0) return 0;
  const [from, to] = [elementTypeOf(array.dtype), elementTypeOf(dtype)];
  if (from === null || to === null || dtype.unit !== null || !canRaise(array.dtype, dtype))
    return 0;
  const scratch = newArray(array._shape, dtype);
  const operands = [array, scratch].map((one) => ({
    views: one.live().views,
    byteOffset: one.byteOffset,
    byteStrides: one._strides,
  }));
  return runMap(castKernel(from, to, false, true), array._shape, operands);
}

/** {@link castFlags} into an output: to times, which a NaN becomes one of without an error, as to the integers they are. */
export function outputFlags(array: NDArray, dtype: DType): number {
  if (dtype.unit === null) return castFlags(array, dtype);
  if (watchLevel() === 0 || array.dtype.kind !== "f") return 0;
  const known = newArray(array._shape, float64);
  copyInto(known, array);
  const { byteOffset, size } = known;
  const values = known.live().views.f64.subarray(byteOffset / 8, byteOffset / 8 + size);
  for (let i = 0; i < size; i++) if (Number.isNaN(values[i])) values[i] = 0;
  return castFlags(known, int64);
}

/** Floats that are cut to integers or to fewer digits, and integers as halves. */
function canRaise(from: DType, to: DType): boolean {
  if (to.kind === "b") return false;
  if (to.char === "e") return from.itemsize > 1;
  if (from.kind !== "f" && from.kind !== "c") return false;
  return "iu".includes(to.kind) || realSize(to) < realSize(from);
}

const realSize = ({ kind, itemsize }: DType): number => (kind === "c" ? itemsize / 2 : itemsize);
