// Joining arrays along an axis into one piece of memory: the common shape, dtype and memory order, and the
// copies. What the public functions make of their arguments is in routines/joining.ts.

import { type Casting, isCastAllowed } from "../core/casting.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { DTypePromotionError, ValueError } from "../core/errors.js";
import {
  contiguousStrides,
  normalizeAxis,
  sameNumbers,
  shapeText,
  stridesInOrder,
} from "../core/layout.js";
import { isPacked, makeArray, NDArray, newArray, newArrayWithStrides } from "../core/ndarray.js";
import { resultDType, textLength } from "../core/promotion.js";
import type { WeakScalar } from "../core/result-types.js";
import { noteCopy } from "../memory/tracker.js";
import { castRefused, copyArray, copyInto } from "./copy.js";
import { mayOverlap } from "./overlapping.js";
import { moveRuns, movesRuns, sizeBetween } from "./runs-of-bytes.js";

/** Where and as what the joined elements are written. */
export interface JoinTarget {
  out: NDArray | null;
  dtype: DType | null;
  casting: Casting;
  /** Name of the routine, for the copy that it tells of. */
  operation: string;
}

/**
 * One array of several, one after the other along an axis, which all but that axis agree on.
 *
 * @throws ValueError in NumPy's words if they do not agree, AxisError, TypeError for a forbidden cast
 */
export function joinArrays(arrays: readonly NDArray[], axis: number, target: JoinTarget): NDArray {
  if (arrays.length === 0) throw new ValueError("need at least one array to concatenate");
  const { ndim } = arrays[0]!;
  if (ndim === 0) {
    throw new ValueError(
      "zero-dimensional arrays cannot be concatenated (stack() joins them along a new axis)",
    );
  }
  const along = normalizeAxis(axis, ndim);
  const shape = joinedShape(
    arrays.map((one) => one._shape),
    along,
  );
  const { out } = target;
  if (out !== null) checkOutShape(out, shape);
  const dtype = joinedDtype(arrays, arrays, target);
  const result = out ?? freshJoin(arrays, shape, dtype);
  let at = result.byteOffset;
  for (const array of readFirst(arrays, out, target.operation)) {
    const piece = result._shape.slice();
    piece[along] = array._shape[along]!;
    copyInto(part(result, at, piece, result._strides), array, target.operation);
    at += array._shape[along]! * result._strides[along]!;
  }
  noteCopy(result.nbytes, "gather", target.operation);
  return result;
}

/** Whether all are packed arrays of one dtype whose shapes differ along `along` alone; -1 for nowhere. */
function areAlike(arrays: readonly unknown[], along: number): arrays is readonly NDArray[] {
  const first = arrays[0] as NDArray;
  const { _shape, _dtype } = first;
  for (let i = 0; i < arrays.length; i++) {
    const one = arrays[i];
    if (!(one instanceof NDArray) || one._dtype !== _dtype || !isPacked(one)) return false;
    if (one._shape.length !== _shape.length) return false;
    for (let axis = 0; axis < _shape.length; axis++) {
      if (axis !== along && one._shape[axis] !== _shape[axis]) return false;
    }
  }
  return true;
}

/**
 * Packed arrays of one builtin dtype and of as many axes, joined along one of them: the usual case at once. `null`, with
 * nothing done, for all others, and for what is refused.
 */
export function joinPacked(
  arrays: readonly unknown[],
  axis: number,
  operation: string,
): NDArray | null {
  const first = arrays[0];
  if (!(first instanceof NDArray) || first._shape[axis] === undefined) return null;
  if (!areAlike(arrays, axis)) return null;
  const shape = first._shape.slice();
  shape[axis] = 0;
  for (let i = 0; i < arrays.length; i++) shape[axis]! += arrays[i]!._shape[axis]!;
  return joinRuns(arrays, shape, axis, operation);
}

/** The same for arrays of one shape, joined along a new axis. */
export function stackPacked(
  arrays: readonly unknown[],
  axis: number,
  operation: string,
): NDArray | null {
  const first = arrays[0];
  if (!(first instanceof NDArray) || !Number.isInteger(axis)) return null;
  if (axis < 0 || axis > first._shape.length) return null;
  if (!areAlike(arrays, -1)) return null;
  const { _shape } = first;
  const shape = [..._shape.slice(0, axis), arrays.length, ..._shape.slice(axis)];
  return joinRuns(arrays, shape, axis, operation);
}

/** What lies within one index of the axes before `axis` is one run of each array, and one run of the result. */
function joinRuns(
  arrays: readonly NDArray[],
  shape: readonly number[],
  axis: number,
  operation: string,
): NDArray | null {
  const { _dtype } = arrays[0]!;
  const count = sizeBetween(shape, 0, axis);
  for (let i = 0; i < arrays.length; i++) {
    const one = arrays[i]!;
    if (!movesRuns(one, count, one.nbytes / count)) return null;
  }
  for (let i = 0; i < arrays.length; i++) arrays[i]!.live();
  const result = newArray(shape, _dtype);
  const { views } = result.storage;
  const step = result.nbytes / count;
  let at = result.byteOffset;
  for (let i = 0; i < arrays.length; i++) {
    const one = arrays[i]!;
    const bytes = one.nbytes / count;
    if (!moveRuns({ views, offset: at, step }, one, 0, bytes, count, bytes)) return null;
    at += bytes;
  }
  noteCopy(result.nbytes, "gather", operation);
  return result;
}

/**
 * The shape of arrays joined along an axis.
 *
 * @throws ValueError naming the first two that do not agree
 */
export function joinedShape(shapes: readonly (readonly number[])[], axis: number): number[] {
  const first = shapes[0]!;
  const joined = first.slice();
  for (let i = 1; i < shapes.length; i++) {
    const shape = shapes[i]!;
    if (shape.length !== first.length) {
      throw new ValueError(
        `all the input arrays must have same number of dimensions, but the array at index 0 has ${first.length} dimension(s) and the array at index ${i} has ${shape.length} dimension(s)`,
      );
    }
    for (let k = 0; k < shape.length; k++) {
      if (k === axis) joined[k]! += shape[k]!;
      else if (shape[k] !== first[k]) {
        throw new ValueError(
          `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${k}, the array at index 0 has size ${first[k]} and the array at index ${i} has size ${shape[k]}`,
        );
      }
    }
  }
  return joined;
}

/** Arrays of any shapes, each flattened in C order, one after the other. `operands` may hold weak scalars. */
export function joinFlat(
  arrays: readonly NDArray[],
  operands: readonly (NDArray | WeakScalar)[],
  target: JoinTarget,
): NDArray {
  if (arrays.length === 0) throw new ValueError("need at least one array to concatenate");
  const total = arrays.reduce((sum, one) => sum + one.size, 0);
  const { out } = target;
  if (out !== null) {
    if (out.ndim !== 1) throw new ValueError(`Output array must be 1D (it has ${out.ndim} axes)`);
    if (out.size !== total) {
      throw new ValueError(
        `Output array is the wrong size (it has ${out.size} elements, the joined arrays ${total})`,
      );
    }
  }
  const dtype = joinedDtype(arrays, operands, target);
  const result = out ?? newArray([total], dtype);
  const step = result._strides[0]!;
  let at = result.byteOffset;
  for (const array of readFirst(arrays, out, target.operation)) {
    const strides = contiguousStrides(array._shape, step, "C");
    copyInto(part(result, at, array._shape, strides), array, target.operation);
    at += array.size * step;
  }
  noteCopy(result.nbytes, "gather", target.operation);
  return result;
}

function part(
  whole: NDArray,
  byteOffset: number,
  shape: readonly number[],
  strides: readonly number[],
): NDArray {
  return makeArray(whole.storage, byteOffset, shape, strides, whole.dtype, whole);
}

function checkOutShape(out: NDArray, shape: readonly number[]): void {
  const sizes = `(it is ${shapeText(out._shape)}, the joined arrays are ${shapeText(shape)})`;
  if (out.ndim !== shape.length) {
    throw new ValueError(`Output array has wrong dimensionality ${sizes}`);
  }
  if (!sameNumbers(out._shape, shape)) {
    throw new ValueError(`Output array is the wrong shape ${sizes}`);
  }
}

/** The arrays, or copies of those that writing the output would change before they are read. */
function readFirst(arrays: readonly NDArray[], out: NDArray | null, operation: string): NDArray[] {
  return arrays.map((one) => {
    one.live();
    return out !== null && mayOverlap(out, one) ? copyArray(one, "K", operation, "overlap") : one;
  });
}

/** The dtype of the result. @throws TypeError if an array may not be cast to it */
function joinedDtype(
  arrays: readonly NDArray[],
  operands: readonly (NDArray | WeakScalar)[],
  target: JoinTarget,
): DType {
  const { out, casting } = target;
  if (out !== null) {
    out.live();
    out.assertWriteable("output array");
  }
  const wanted = out?.dtype ?? target.dtype;
  const dtype =
    wanted === null
      ? resultDType(
          operands.map((one) => (typeof one === "object" && "dtype" in one ? one.dtype : one)),
        )
      : sized(wanted, arrays);
  for (const [i, { dtype: from, ndim }] of arrays.entries()) {
    // numbers bend, whatever becomes of them
    const operand = operands[i]!;
    const isWeak = !(typeof operand === "object" && "dtype" in operand);
    if (isWeak && wanted === null) continue;
    if (!isCastAllowed(from, dtype, casting)) {
      throw new TypeError(castRefused(from, dtype, casting, ndim));
    }
  }
  return dtype;
}

/** A string dtype without a length takes the longest text of the arrays' dtypes. */
function sized(dtype: DType, arrays: readonly NDArray[]): DType {
  if (dtype.itemsize > 0 || dtype.names !== null) return dtype;
  if (dtype.kind === "V") return rawFor(arrays);
  if (dtype.kind !== "U" && dtype.kind !== "S") return dtype;
  const length = Math.max(1, ...arrays.map((one) => textLength(one.dtype)));
  return toDtype(`${dtype.kind}${length}`) as DType;
}

/** Raw bytes for the elements of arrays. @throws DTypePromotionError unless they are of one size */
function rawFor(arrays: readonly NDArray[]): DType {
  const sizes = arrays.map((one) => one.itemsize);
  if (sizes.some((size) => size !== sizes[0])) {
    throw new DTypePromotionError(
      `Invalid type promotion with void datatypes of different lengths. Use the \`np.bytes_\` datatype instead to pad the shorter value with trailing zero bytes. (${sizes.join(", ")} bytes)`,
    );
  }
  return toDtype(`V${sizes[0]!}`) as DType;
}

function freshJoin(arrays: readonly NDArray[], shape: readonly number[], dtype: DType): NDArray {
  const strides = stridesInOrder(shape, dtype.itemsize, commonAxisOrder(arrays, shape.length));
  return newArrayWithStrides(shape, strides, dtype);
}

/**
 * Axes from outermost to innermost as most of the arrays have them: by falling absolute stride, where one array
 * that has two axes in C order wins over all that do not. An insertion sort, since the comparison is not
 * transitive and the result must lie in memory as NumPy's does.
 */
function commonAxisOrder(arrays: readonly NDArray[], ndim: number): number[] {
  const order = Array.from({ length: ndim }, (_, axis) => axis);
  for (let position = 1; position < ndim; position++) {
    const axis = order[position]!;
    let place = position;
    for (let before = position - 1; before >= 0; before--) {
      const verdict = outerAxis(arrays, axis, order[before]!);
      if (verdict === "stays") break;
      if (verdict === "moves") place = before;
    }
    order.splice(position, 1);
    order.splice(place, 0, axis);
  }
  return order;
}

/** Whether `axis` moves outside of `other`; nothing is known where no array is longer than 1 along both. */
function outerAxis(
  arrays: readonly NDArray[],
  axis: number,
  other: number,
): "moves" | "stays" | "unknown" {
  let verdict: "moves" | "unknown" = "unknown";
  for (const { _shape, _strides } of arrays) {
    if (_shape[axis] === 1 || _shape[other] === 1) continue;
    if (Math.abs(_strides[axis]!) <= Math.abs(_strides[other]!)) return "stays";
    verdict = "moves";
  }
  return verdict;
}
