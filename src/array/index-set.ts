// Assignment through an index, basic and advanced, with broadcasting of the value. Nothing is written before
// index and value have been proved good.

import { isCastAllowed } from "../core/casting.js";
import { type DType, dtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { DTypeError, ValueError } from "../core/errors.js";
import { warnOfLostParts } from "../core/exceptions.js";
import { broadcastStrides, contiguousStrides, countOf, shapeText } from "../core/layout.js";
import { makeArray, NDArray, newArray } from "../core/ndarray.js";
import { isSequence } from "../core/python-values.js";
import { noteCopy } from "../memory/tracker.js";
import { arrayFromValues, isMemory, scalarArray, viewOfMemory } from "./convert.js";
import { assertCastable, castArray, copyInto, likeArray } from "./copy.js";
import { type AdvancedPart, type IndexPlan, planIndex } from "./index-plan.js";
import { moveItems } from "./move-items.js";
import { mayOverlap } from "./overlapping.js";
import { type Picks, progression } from "./picks.js";
import { toBytes } from "./values.js";
import { byteOffsets } from "./walk.js";

const float64: DType = dtype("float64");

/** `array[items] = value`. */
export function setIndex(array: NDArray, items: readonly unknown[], value: unknown): void {
  array.touch();
  array.assertWriteable();
  const plan = planIndex(array, items);
  if (plan.advanced === null) {
    assignBasic(array, plan, value);
    return;
  }
  array.live();
  scatter(array, plan, plan.advanced, value);
}

/**
 * `array[index] = value` of a line of numbers: the usual case at once. False, with nothing done, for all others, and for
 * what is refused.
 */
export function setNumber(array: NDArray, index: number, value: number): boolean {
  const { _shape, dtype } = array;
  if (_shape.length !== 1 || dtype.isbuiltin !== 1 || !array.writeable) return false;
  const length = _shape[0]!;
  const at = index < 0 ? index + length : index;
  if (!(at >= 0 && at < length) || !Number.isInteger(at)) return false;
  const byte = array.byteOffset + at * array._strides[0]!;
  const { views } = array.touch();
  if (dtype === float64) views.dataView.setFloat64(byte, value, true);
  else if (dtype.kind === "f" || dtype.kind === "i" || dtype.kind === "u") {
    codecOf(dtype).write(views.dataView, byte, value);
  } else return false;
  return true;
}

function assignBasic(array: NDArray, plan: IndexPlan, value: unknown): void {
  if (plan.scalar) {
    if (isScalarValue(value, array)) {
      codecOf(array.dtype).write(array.storage.views.dataView, plan.byteOffset, value);
      return;
    }
    if (array.dtype.kind === "b" && Array.isArray(value)) {
      // a list is true to Python if there is something in it
      codecOf(array.dtype).write(array.storage.views.dataView, plan.byteOffset, value.length > 0);
      return;
    }
    refuseSequence(value, array.dtype);
    if (value instanceof NDArray && array.dtype.kind === "V" && array.dtype.fields === null) {
      // raw bytes take an array's first bytes
      codecOf(array.dtype).write(array.storage.views.dataView, plan.byteOffset, toBytes(value));
      return;
    }
  }
  const target = makeArray(
    array.storage,
    plan.byteOffset,
    plan.shape,
    plan.strides,
    array.dtype,
    array,
  );
  // a nest of lists may be broadcast, but not be deeper than what it is assigned to
  if (array.dtype.fields === null && depthOf(value) > target.ndim) {
    throw new ValueError(
      `setting an array element with a sequence. The requested array would exceed the maximum number of dimension of ${target.ndim}.`,
    );
  }
  assignArray(target, valueArray(value, target));
}

/**
 * One value as an array of no axes, converted as an element of the array is.
 *
 * @throws ValueError or TypeError for a sequence, in the words of the dtype's conversion
 */
export function oneElement(array: NDArray, value: unknown): NDArray {
  const one = newArray([], array.dtype, "C", true);
  setIndex(one, [], value);
  return one;
}

/** @throws TypeError where no rule allows the cast, ValueError where the shapes do not fit */
function assignArray(target: NDArray, source: NDArray): void {
  assertCastable(source.dtype, target.dtype, source.ndim);
  const fitting = fitted(source, target._shape);
  // what may turn out to be no number is read to its end before anything is written
  const read = mayFail(source.dtype, target.dtype) ? mirror(target) : null;
  if (read !== null) copyInto(read, fitting, "set");
  copyInto(target, read ?? fitting, "set");
}

/** Fresh memory laid out as the target's, so that elements are read, and refused, in the same order. */
function mirror(target: NDArray): NDArray {
  const fresh = likeArray(target, target.dtype);
  let start = fresh.byteOffset;
  const strides = fresh._strides.map((stride, axis) => {
    if (target._strides[axis]! >= 0 || target.size === 0) return stride;
    start += (target._shape[axis]! - 1) * stride;
    return -stride;
  });
  return makeArray(fresh.storage, start, target._shape, strides, target.dtype, fresh);
}

/** Whether an element may be refused: text that is read, or that has other characters, and raw bytes. */
function mayFail(from: DType, to: DType): boolean {
  if (to.subdtype !== null) return mayFail(from, to.subdtype.base);
  if (from.subdtype !== null) return mayFail(from.subdtype.base, to);
  if (to.names !== null) {
    return to.names.some((name, i) => {
      const source = from.names === null ? from : from.fields!.get(from.names[i] ?? "")?.dtype;
      return source !== undefined && mayFail(source, to.fields!.get(name)!.dtype);
    });
  }
  if (from.names !== null) return mayFail(from.fields!.get(from.names[0] ?? "")?.dtype ?? to, to);
  if (from.kind === "U") return to.kind !== "U" && to.kind !== "V";
  return (from.kind === "S" || from.kind === "V") && to.kind !== from.kind && to.kind !== "V";
}

function depthOf(value: unknown): number {
  return Array.isArray(value) ? 1 + (value.length === 0 ? 0 : depthOf(value[0])) : 0;
}

function isScalarValue(value: unknown, array: NDArray): boolean {
  if (value instanceof NDArray) return false;
  return array.dtype.fields !== null || array.dtype.kind === "V" || !isSequence(value);
}

/**
 * One element takes no sequence, not even of one value.
 *
 * @throws ValueError or TypeError in the words of the dtype's conversion
 */
export function refuseSequence(value: unknown, dtype: DType): void {
  const isArray = value instanceof NDArray;
  if (isArray && value.ndim === 0 && !isCastAllowed(value.dtype, dtype, "unsafe")) {
    throw recordRefused(value.dtype, dtype);
  }
  if (isArray && (value.ndim === 0 || (dtype.kind === "b" && value.size === 1))) return;
  if (dtype.fields !== null && isArray && value.size !== 1) {
    throw new ValueError(
      `setting an array element with a sequence. (one record takes no array of shape ${shapeText(value._shape)})`,
    );
  }
  if (dtype.fields !== null && isArray && !isCastAllowed(value.dtype, dtype, "unsafe")) {
    throw recordRefused(value.dtype, dtype);
  }
  if (dtype.fields !== null || dtype.kind === "V") return;
  if (dtype.kind === "S" || dtype.kind === "U") {
    throw new ValueError("setting an array element with a sequence");
  }
  if (dtype.unit !== null) {
    const what = dtype.kind === "M" ? "datetime" : "timedelta";
    throw new ValueError(
      `Could not convert object to NumPy ${what} (one element takes no sequence)`,
    );
  }
  if (dtype.kind === "c") {
    throw new TypeError(
      isArray
        ? "only 0-dimensional arrays can be converted to Python scalars"
        : "must be real number, not list",
    );
  }
  if ((dtype.kind === "i" || dtype.kind === "u") && !isArray) {
    throw new TypeError(
      "int() argument must be a string, a bytes-like object or a real number, not 'list'",
    );
  }
  throw new ValueError("setting an array element with a sequence.");
}

function recordRefused(from: DType, to: DType): DTypeError {
  return new DTypeError(
    `Cannot cast array data from ${from.repr()} to ${to.repr()}. (assign a record of as many fields)`,
  );
}

/** `target[...] = value` for a target that is a layout over writable memory. */
export function assignValue(target: NDArray, value: unknown): void {
  assignArray(target, valueArray(value, target));
}

/** The value as an array; JavaScript values are converted as the elements of the target's dtype. */
export function valueArray(value: unknown, target: NDArray): NDArray {
  if (value instanceof NDArray) {
    value.live();
    return value;
  }
  if (isMemory(value) && target.dtype.kind !== "V") return viewOfMemory(value);
  if (target.dtype.fields === null && !isSequence(value)) return scalarArray(value, target.dtype);
  return arrayFromValues(value, target.dtype, "C");
}

/**
 * The source without the leading axes of length 1 that the target lacks, broadcast to the target's shape.
 *
 * @throws ValueError "could not broadcast input array from shape (3,) into shape (2,)"
 */
export function fitted(source: NDArray, shape: readonly number[]): NDArray {
  let skip = 0;
  while (source.ndim - skip > shape.length && source._shape[skip] === 1) skip += 1;
  const from = source._shape.slice(skip);
  const fits =
    from.length <= shape.length &&
    from.every((length, i) => {
      const wanted = shape[shape.length - from.length + i];
      return length === 1 || length === wanted;
    });
  if (!fits) {
    throw new ValueError(
      `could not broadcast input array from shape ${shapeText(from)} into shape ${shapeText(shape)}`,
    );
  }
  const strides = broadcastStrides(from, source._strides.slice(skip), shape);
  return makeArray(source.storage, source.byteOffset, shape, strides, source.dtype, source, false);
}

function scatter(array: NDArray, plan: IndexPlan, advanced: AdvancedPart, value: unknown): void {
  const { position } = advanced;
  const given = valueArray(value, array);
  const resultShape = [
    ...plan.shape.slice(0, position),
    ...advanced.shape,
    ...plan.shape.slice(position),
  ];
  if (advanced.wholeMask) checkMasked(given, advanced.shape[0]!);
  let source = shapedForPoints(given, resultShape);
  checkScattered(given, array.dtype, plan, advanced);
  if (resultShape.includes(0)) {
    // a value that goes nowhere is not even converted, but one alone is, and positions are looked at
    const isAlone = given.ndim === 0 && !advanced.wholeMask && !plan.shape.includes(0);
    if (isAlone && !given.dtype.equals(array.dtype)) castArray(given, array.dtype);
    else if (!advanced.wholeMask) warnOfLostParts(given.dtype, array.dtype);
    if (advanced.picks() === null) advanced.points();
    return;
  }
  if (!given.dtype.equals(array.dtype)) {
    source = shapedForPoints(castArray(given, array.dtype), resultShape);
  } else if (mayOverlap(given, array)) {
    const copy = newArray(given._shape, given.dtype);
    copyInto(copy, given);
    noteCopy(copy.nbytes, "overlap", "set");
    source = shapedForPoints(copy, resultShape);
  }
  const count = advanced.shape.length;
  const strides = source._strides;
  const pointStrides = strides.slice(position, position + count);
  const blockStrides = [...strides.slice(0, position), ...strides.slice(position + count)];
  const picks = advanced.picks();
  const to =
    picks === null
      ? advanced.points().map((offset) => offset + plan.byteOffset)
      : { ...picks, base: plan.byteOffset + picks.base };
  moveItems(
    { views: array.storage.views, points: to, strides: plan.strides, apart: true },
    {
      views: source.live().views,
      points: linePicks(source.byteOffset, advanced.shape, pointStrides),
      strides: blockStrides,
    },
    plan.shape,
    array.dtype,
  );
}

/** Elements of a layout in C order: by one stride where that steps through all of them. */
function linePicks(
  base: number,
  shape: readonly number[],
  strides: readonly number[],
): Float64Array | Picks {
  const steps = contiguousStrides(shape, 1, "C");
  let step: number | null = null;
  for (let k = shape.length - 1; k >= 0; k--) {
    if (shape[k] === 1) continue;
    step ??= strides[k]!;
    if (strides[k] !== step * steps[k]!) return byteOffsets(base, shape, strides);
  }
  return progression(base, step ?? 0, countOf(shape));
}

/** @throws DTypeError where no rule allows the cast, in the words of the loop that NumPy would take */
function checkScattered(given: NDArray, to: DType, plan: IndexPlan, advanced: AdvancedPart): void {
  const { dtype: from } = given;
  if ((from.fields === null && to.fields === null) || isCastAllowed(from, to, "unsafe")) return;
  const texts = `from ${from.repr()} to ${to.repr()}`;
  throw new DTypeError(
    plan.shape.length > 0 || advanced.wholeMask
      ? `Cannot cast array data ${texts}.`
      : `Iterator operand ${advanced.arrays} dtype could not be cast ${texts} according to the rule 'unsafe'`,
  );
}

/** What may be assigned through one mask of the array's own shape. @throws TypeError, ValueError */
function checkMasked(given: NDArray, count: number): void {
  if (given.ndim > 1) {
    throw new TypeError(
      `NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has ${given.ndim} dimensions`,
    );
  }
  if (given.ndim === 1 && given.size !== 1 && given.size !== count) {
    throw new ValueError(
      `NumPy boolean array indexing assignment cannot assign ${given.size} input values to the ${count} output values where the mask is true`,
    );
  }
}

/** @throws ValueError in the words NumPy has for a value that does not fit an indexing result */
function shapedForPoints(source: NDArray, resultShape: readonly number[]): NDArray {
  // where nothing is assigned, NumPy lets leading axes of any length pass
  const nothing = source.size === 0 && resultShape.includes(0);
  let skip = 0;
  while (source.ndim - skip > resultShape.length) {
    const length = source._shape[skip]!;
    if (length !== 1 && (length === 0 || !nothing)) break;
    skip += 1;
  }
  const from = source._shape.slice(skip);
  const lead = resultShape.length - from.length;
  const fits = lead >= 0 && from.every((n, i) => n === 1 || n === resultShape[lead + i]);
  if (!fits) {
    throw new ValueError(
      `shape mismatch: value array of shape ${shapeText(source._shape)} could not be broadcast to indexing result of shape ${shapeText(resultShape)}`,
    );
  }
  const strides = broadcastStrides(from, source._strides.slice(skip), resultShape);
  return makeArray(source.storage, source.byteOffset, resultShape, strides, source.dtype, source);
}
