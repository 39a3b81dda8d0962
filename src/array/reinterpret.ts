// The same bytes as another dtype, and fields of structured arrays: views, never a byte moved.

import { type DType, type SubDType, dtype as toDtype } from "../core/dtype.js";
import { DTypeError, ValueError } from "../core/errors.js";
import { contiguousStrides } from "../core/layout.js";
import { makeView, type NDArray } from "../core/ndarray.js";

/**
 * The array's bytes read as another dtype; if the item size changes, the last axis is split or merged and must
 * be contiguous.
 *
 * @throws ValueError in NumPy's words if the bytes do not divide so
 */
export function viewAs(array: NDArray, dtype: DType): NDArray {
  if (dtype.subdtype !== null) {
    if (array.itemsize !== dtype.itemsize && array.ndim > 0) {
      throw new ValueError(
        `Changing the dtype to a subarray type is only supported if the total itemsize is unchanged (${array.itemsize} bytes an element, not ${dtype.itemsize})`,
      );
    }
    return unfolded(viewElements(array, dtype), dtype.subdtype);
  }
  return viewElements(array, dtype);
}

/** Elements that are arrays become axes at the end of the shape. */
function unfolded(array: NDArray, { base, shape }: SubDType): NDArray {
  const strides = [...array._strides, ...contiguousStrides(shape, base.itemsize, "C")];
  return makeView(array, array.byteOffset, [...array._shape, ...shape], strides, base, "view");
}

function viewElements(array: NDArray, dtype: DType): NDArray {
  const from = array.dtype.itemsize;
  const to = dtype.itemsize;
  if (to === 0 && dtype.kind === "V" && dtype.names === null) {
    return viewElements(array, toDtype(`V${from}`) as DType);
  }
  if (from === to) {
    return makeView(array, array.byteOffset, array._shape, array._strides, dtype, "view");
  }
  if (to === 0 && from > 0 && "SU".includes(dtype.kind)) {
    throw new ValueError(
      `When changing to a smaller dtype, its size must be a divisor of the size of original dtype (${dtype.name} has no size)`,
    );
  }
  if (to === 0 || from === 0) {
    throw new ValueError(`cannot view ${array.dtype} as ${dtype}: an item size of 0 has no bytes`);
  }
  const last = array.ndim - 1;
  if (last < 0) {
    throw new ValueError(
      "Changing the dtype of a 0d array is only supported if the itemsize is unchanged",
    );
  }
  const length = array._shape[last]!;
  const stride = array._strides[last]!;
  const shape = array._shape.slice();
  const strides = array._strides.slice();
  if (length !== 1 && array.size > 0 && stride !== from) {
    throw new ValueError(
      `To change to a dtype of a different size, the last axis must be contiguous (its stride is ${stride}, its items have ${from} bytes)`,
    );
  }
  if (to < from) {
    if (from % to !== 0) {
      throw new ValueError(
        `When changing to a smaller dtype, its size must be a divisor of the size of original dtype (${from} bytes, not a multiple of ${to})`,
      );
    }
    shape[last] = length * (from / to);
  } else {
    const bytes = length * from;
    if (bytes % to !== 0) {
      throw new ValueError(
        `When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array. (${bytes} bytes, ${to} a piece)`,
      );
    }
    shape[last] = bytes / to;
  }
  strides[last] = to;
  return makeView(array, array.byteOffset, shape, strides, dtype, "view");
}

/**
 * Some bytes of each element, from `offset` on, as another dtype: NumPy's `getfield`. A view.
 *
 * @throws ValueError if they do not lie within the element
 */
export function fieldBytes(array: NDArray, dtype: DType, offset: number): NDArray {
  const { itemsize } = array.dtype;
  if (dtype.itemsize > itemsize) {
    throw new ValueError(
      `new type is larger than original type (${dtype.itemsize} bytes and ${itemsize})`,
    );
  }
  if (dtype.itemsize + offset > itemsize) {
    throw new ValueError(
      `new type plus offset is larger than original type (${dtype.itemsize} + ${offset} bytes and ${itemsize})`,
    );
  }
  if (offset < 0) throw new ValueError(`offset is negative (${offset})`);
  const { subdtype } = dtype;
  const inner = subdtype === null ? [] : subdtype.shape;
  const base = subdtype === null ? dtype : subdtype.base;
  return makeView(
    array,
    array.byteOffset + offset,
    [...array._shape, ...inner],
    [...array._strides, ...contiguousStrides(inner, base.itemsize, "C")],
    base,
    "getfield",
  );
}

/**
 * One field of a structured array, or several as a structured array without the others. Views.
 *
 * @throws ValueError naming the fields there are
 */
export function fieldView(array: NDArray, name: string | readonly string[]): NDArray {
  const { fields, names } = array.dtype;
  if (fields === null || names === null) {
    throw new DTypeError(
      `only structured arrays have fields; this array has dtype ${array.dtype.name}`,
    );
  }
  if (typeof name !== "string") return fieldsView(array, name);
  const field = fields.get(name);
  if (field === undefined) throw noField(name, names);
  const { subdtype } = field.dtype;
  const byteOffset = array.byteOffset + field.offset;
  if (subdtype === null) {
    return makeView(array, byteOffset, array._shape, array._strides, field.dtype, "field");
  }
  return makeView(
    array,
    byteOffset,
    [...array._shape, ...subdtype.shape],
    [...array._strides, ...contiguousStrides(subdtype.shape, subdtype.base.itemsize, "C")],
    subdtype.base,
    "field",
  );
}

function fieldsView(array: NDArray, wanted: readonly string[]): NDArray {
  const { names } = array.dtype;
  const missing = wanted.find((name) => !names!.includes(name));
  if (missing !== undefined) throw noField(missing, names!);
  const dtype = array.dtype.field(wanted);
  return makeView(array, array.byteOffset, array._shape, array._strides, dtype, "field");
}

function noField(name: string, names: readonly string[]): ValueError {
  return new ValueError(`no field of name ${name} (the fields are ${names.join(", ")})`);
}
