// Bits packed into bytes and unpacked again, along an axis.

import { asArray } from "../array/convert.js";
import { ravelArray } from "../array/reshape.js";
import { byteOffsets } from "../array/walk.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { normalizeAxis } from "../core/layout.js";
import { type NDArray, newArray } from "../core/ndarray.js";
import { integer, optionsOr } from "./arguments.js";

/** The order of bits in a byte: the first one highest (`"big"`), or lowest. */
export type BitOrder = "big" | "little";

/** Options of `packbits`. */
export interface PackOptions {
  /** The axis to pack along; `null` (default) packs the flattened array. */
  axis?: number | null | undefined;
  /** Which bit of a byte comes first: the highest (`"big"`, default) or the lowest. */
  bitorder?: BitOrder | undefined;
}

/** Options of `unpackbits`. */
export interface UnpackOptions extends PackOptions {
  /** How many bits to give along the axis, zeros beyond the last; a negative number leaves out so many. All by default. */
  count?: number | null | undefined;
}

const uint8 = toDtype("uint8");

function isBig(order: unknown, routine: string): boolean {
  if (order === undefined) return true;
  if (typeof order !== "string") {
    const kind = order === null ? "None" : typeof order;
    throw new TypeError(
      `${routine}() argument ${routine === "pack" ? 3 : 4} must be str, not ${kind} (bitorder is 'big' or 'little')`,
    );
  }
  // unpacking, NumPy looks at the first letter only
  const known = routine === "pack" ? order : order.slice(0, 1);
  const isShort = routine === "unpack";
  if (known === (isShort ? "b" : "big")) return true;
  if (known === (isShort ? "l" : "little")) return false;
  throw new ValueError(
    `'order' must ${routine === "pack" ? "be either 'little' or 'big'" : "begin with 'l' or 'b'"} (bitorder is "big" or "little"; got '${order}')`,
  );
}

/** The array with the axis to work along; flattened where none is given. */
function along(
  a: NDArray,
  axis: number | null | undefined,
): { readonly array: NDArray; readonly axis: number } {
  const array = a.ndim === 0 || axis === undefined || axis === null ? ravelArray(a) : a;
  if (axis === undefined || axis === null) return { array, axis: 0 };
  return { array, axis: normalizeAxis(integer(axis, "axis"), array.ndim) };
}

/** A byte of each line along an axis, in C order of the other axes. */
function lineStarts(array: NDArray, axis: number): Float64Array {
  const other = (_: number, i: number) => i !== axis;
  return byteOffsets(array.byteOffset, array._shape.filter(other), array._strides.filter(other));
}

function resultFor(array: NDArray, axis: number, length: number): NDArray<"uint8"> {
  const shape = array._shape.slice();
  shape[axis] = length;
  return newArray(shape, uint8, array.flags.fnc ? "F" : "C", true);
}

/**
 * Truth values packed into the bits of bytes, eight to one, along an axis or of the flattened array; the last byte
 * is filled up with zeros. A uint8 copy.
 *
 * @throws TypeError unless the array holds integers or booleans, AxisError, ValueError for an unknown `bitorder`
 * @example
 * ```ts
 * np.packbits([true, false, true]); // => [160]
 * np.packbits([[1, 0], [1, 1]], { axis: 1, bitorder: "little" }); // => [[1] [3]]
 * ```
 */
export function packbits(
  a: unknown,
  axis?: number | null | PackOptions,
  options?: PackOptions,
): NDArray<"uint8"> {
  const names = ["axis", "bitorder"] as const;
  const known = optionsOr<PackOptions>("packbits", names, "axis", axis, options);
  const big = isBig(known.bitorder, "pack");
  const given = asArray(a);
  if (!"biu".includes(given.dtype.kind)) {
    throw new TypeError(
      `Expected an input array of integer or boolean data type (got dtype ${given.dtype.name})`,
    );
  }
  const { array, axis: at } = along(given, known.axis);
  const n = array._shape[at]!;
  const result = resultFor(array, at, Math.ceil(n / 8));
  const from = array.live().views.u8;
  const to = result.storage.views.u8;
  const { itemsize } = array;
  const step = array._strides[at]!;
  const stride = result._strides[at]!;
  const targets = lineStarts(result, at);
  lineStarts(array, at).forEach((start, line) => {
    for (let i = 0; i < n; i++) {
      const first = start + i * step;
      let bits = 0;
      for (let k = 0; k < itemsize; k++) bits |= from[first + k]!;
      if (bits === 0) continue;
      to[targets[line]! + (i >> 3) * stride]! |= big ? 128 >> (i & 7) : 1 << (i & 7);
    }
  });
  return result;
}

/**
 * The bits of bytes as zeros and ones, eight of each, along an axis or of the flattened array. A uint8 copy.
 *
 * @throws TypeError unless the array is uint8, AxisError, ValueError for an unknown `bitorder` or a `count` that
 *   leaves out more than there is
 * @example
 * ```ts
 * np.unpackbits(np.array([160], "uint8")); // => [1 0 1 0 0 0 0 0]
 * np.unpackbits(np.array([160], "uint8"), { count: 3 }); // => [1 0 1]
 * ```
 */
export function unpackbits(
  a: unknown,
  axis?: number | null | UnpackOptions,
  options?: UnpackOptions,
): NDArray<"uint8"> {
  const names = ["axis", "count", "bitorder"] as const;
  const known = optionsOr<UnpackOptions>("unpackbits", names, "axis", axis, options);
  const big = isBig(known.bitorder, "unpack");
  const given = asArray(a);
  if (given.dtype.name !== "uint8") {
    throw new TypeError(
      `Expected an input array of unsigned byte data type (got dtype ${given.dtype.name})`,
    );
  }
  const { array, axis: at } = along(given, known.axis);
  const bits = array._shape[at]! * 8;
  const result = resultFor(array, at, wantedBits(known.count, bits));
  const n = Math.min(bits, result._shape[at]!);
  const from = array.live().views.u8;
  const to = result.storage.views.u8;
  const step = array._strides[at]!;
  const stride = result._strides[at]!;
  const targets = lineStarts(result, at);
  lineStarts(array, at).forEach((start, line) => {
    for (let i = 0; i < n; i++) {
      const byte = from[start + (i >> 3) * step]!;
      to[targets[line]! + i * stride] = (big ? byte >> (7 - (i & 7)) : byte >> (i & 7)) & 1;
    }
  });
  return result;
}

function wantedBits(count: unknown, bits: number): number {
  if (count === undefined || count === null) return bits;
  const wanted = integer(count, "count");
  if (wanted >= 0) return wanted;
  if (bits + wanted < 0) {
    throw new ValueError(
      `-count larger than number of elements (count is ${wanted}, there are ${bits} bits)`,
    );
  }
  return bits + wanted;
}
