// An array's memory as a typed array, without a copy: how arrays leave strided. Ways in are in convert.ts.

import { ValueError } from "../core/errors.js";
import type { NDArray } from "../core/ndarray.js";
import { scalarTypeByName } from "../core/scalar-types.js";

/** Typed arrays that `data` can be. */
export type DataArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

const constructors = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/**
 * The elements of a C-contiguous array as a typed array over the same memory: of complex numbers two for each
 * element, of float16 their bits, of strings and records their bytes.
 *
 * @throws ValueError if the elements do not lie one after the other, or not in the machine's byte order
 */
export function typedArrayOf(array: NDArray): DataArray {
  const storage = array.live();
  const { dtype } = array;
  if (!array.flags.c_contiguous) {
    throw new ValueError(
      `ndarray is not C-contiguous: its memory is no typed array (strides ${array._strides.join(", ")} of shape ${array._shape.join(", ")}); take np.ascontiguousarray(a).data`,
    );
  }
  const view = scalarTypeByName.get(dtype.typeName)?.view ?? null;
  const make = view === null || dtype.fields !== null ? Uint8Array : constructors[view];
  if (!dtype.isnative && make !== Uint8Array) {
    throw new ValueError(
      `the elements are not in this machine's byte order (${dtype.str}): take a.astype("${dtype.typeName}").data`,
    );
  }
  if (!array.writeable) {
    throw new ValueError(
      "the array is read-only, which a typed array cannot be: take a.copy().data",
    );
  }
  if (array.byteOffset % make.BYTES_PER_ELEMENT !== 0) {
    throw new ValueError("the elements are not aligned: take a.copy().data");
  }
  // raw memory leaves our hands: it must never be given to another array
  storage.exported = true;
  const buffer = storage.buffer as ArrayBuffer;
  return new make(buffer, array.byteOffset, array.nbytes / make.BYTES_PER_ELEMENT);
}
