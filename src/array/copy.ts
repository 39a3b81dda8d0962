// Copying elements from one layout to another with conversion: numeric dtypes through the cast kernel,
// equal dtypes as raw bytes, strings and records item by item. Whether a cast is allowed is the caller's
// business; overlap of source and target is handled here.

import { type Casting, isCastAllowed } from "../core/casting.js";
import { Complex } from "../core/complex.js";
import { unitOfValue } from "../core/datetime-cast.js";
import {
  commonUnit,
  conversionFactor,
  type DatetimeUnit,
  genericUnit,
} from "../core/datetime-unit.js";
import { type DType, scalarDType, dtype as toDtype, withUnit } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { DTypeError } from "../core/errors.js";
import { reportErrors, watched } from "../core/errstate.js";
import { warnOfLostParts } from "../core/exceptions.js";
import { broadcastStrides, likeStrides, type OrderName, sameNumbers } from "../core/layout.js";
import {
  isPacked,
  makeArray,
  makeView,
  type NDArray,
  newArray,
  newArrayWithStrides,
  newPacked,
} from "../core/ndarray.js";
import { textLength } from "../core/promotion.js";
import type { DTypeKey } from "../core/types.js";
import { castKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import { type ElementType, elementType, isNumericName } from "../kernel/lanes.js";
import { type CopyReason, noteCopy } from "../memory/tracker.js";
import { castItems } from "./cast-items.js";
import { castTimes } from "./cast-times.js";
import { copyFew, copyPacked, packedKernel } from "./copy-packed.js";
import { moveBlocks } from "./move.js";
import { mayOverlap } from "./overlapping.js";
import { byteOffsets } from "./walk.js";

/** Whether a cast changes counts: both are instants, or both spans, and their units differ. */
export function changesUnit(from: DType, to: DType): boolean {
  return from.unit !== null && from.kind === to.kind && from.unit !== to.unit;
}

/**
 * How a dtype's elements lie in memory for the kernels; `null` for strings, records and void. Instants and spans of
 * time are the integers that count them: what their units are is the caller's to know.
 */
export function elementTypeOf(dtype: DType): ElementType | null {
  const name = dtype.unit === null ? dtype.typeName : "int64";
  return isNumericName(name) ? elementType(name, !dtype.isnative) : null;
}

/** As `elementTypeOf`, but times are no numbers either. */
export function numberTypeOf(dtype: DType): ElementType | null {
  return dtype.unit === null ? elementTypeOf(dtype) : null;
}

/**
 * Writes `source`, broadcast to the target's shape and cast to its dtype, into `target`. If they share memory
 * the source is read as it was before.
 */
export function copyInto(target: NDArray, source: NDArray, operation = "copyto"): void {
  target.live();
  source.live();
  if (target.size === 0) {
    // units too far apart are refused even where nothing is to be copied
    checkUnits(source.dtype, target.dtype);
    warnOfLostParts(source.dtype, target.dtype);
    return;
  }
  let from = source;
  if (mayOverlap(target, source)) {
    if (isSameView(target, source)) return;
    from = newArray(source._shape, source.dtype);
    copyDisjoint(from, source);
    noteCopy(from.nbytes, "overlap", operation);
  }
  if (isRefusable(from.dtype, target.dtype)) {
    const cast = laidAs(target);
    copyDisjoint(cast, from);
    noteCopy(cast.nbytes, "cast", operation);
    from = cast;
  }
  copyDisjoint(target, from);
}

/** @throws ValueError for units of times of which none is made of the other */
export function checkUnits(from: DType, to: DType): void {
  if (changesUnit(from, to)) conversionFactor(from.unit!, to.unit!);
}

/** Whether a cast may refuse an element, after it has written others: text, for one, that is no number. */
function isRefusable(from: DType, to: DType): boolean {
  if (from.equals(to)) return false;
  return "SUV".includes(from.kind) || "SUV".includes(to.kind);
}

/** A new array whose elements follow each other as those of another: which of them is refused first depends on it. */
function laidAs(target: NDArray): NDArray {
  const { _shape, _strides, dtype } = target;
  const { itemsize } = dtype;
  const strides = likeStrides(_shape, _strides.map(Math.abs), itemsize, itemsize, "K");
  const fresh = newArrayWithStrides(_shape, strides, dtype);
  let first = fresh.byteOffset;
  const turned = strides.map((stride, axis) => {
    if (_strides[axis]! >= 0) return stride;
    first += stride * (_shape[axis]! - 1);
    return -stride;
  });
  return makeArray(fresh.storage, first, _shape, turned, dtype, fresh);
}

/** {@link copyInto} for memory that nobody else has: what is refused leaves nothing behind. */
export function fillFresh(target: NDArray, source: NDArray, operation: string): void {
  source.live();
  if (target.size === 0) copyInto(target, source, operation);
  else copyDisjoint(target, source);
}

function isSameView(a: NDArray, b: NDArray): boolean {
  return (
    a.byteOffset === b.byteOffset &&
    a.dtype.equals(b.dtype) &&
    sameNumbers(a._shape, b._shape) &&
    sameNumbers(a._strides, b._strides)
  );
}

/**
 * As `copyInto` for two arrays that share no element, which the caller knows: neither overlap nor life of the
 * memory is looked at.
 */
export function copyDisjoint(target: NDArray, source: NDArray): void {
  if (copyPacked(target, source)) return;
  warnOfLostParts(source.dtype, target.dtype);
  const shape = target._shape;
  const strides = sameNumbers(source._shape, shape)
    ? source._strides
    : broadcastStrides(source._shape, source._strides, shape);
  if (copyFew(target, source, strides)) return;
  const from = elementTypeOf(source.dtype);
  const to = elementTypeOf(target.dtype);
  if (from !== null && to !== null) {
    const { storage, byteOffset } = source;
    const input = { views: storage.views, byteOffset, byteStrides: strides };
    const output = {
      views: target.storage.views,
      byteOffset: target.byteOffset,
      byteStrides: target._strides,
    };
    if (changesUnit(source.dtype, target.dtype)) {
      castTimes(shape, output, target.dtype, input, source.dtype);
    } else {
      const kernel =
        packedKernel(source.dtype, target.dtype) ??
        castKernel(from, to, false, from !== to && watched.flags !== 0);
      let flags = runMap(kernel, shape, [input, output]);
      if (target.dtype.unit !== null && isInvalidForNaNAlone(flags, source)) flags = 0;
      if (flags !== 0) reportErrors(flags, "cast");
    }
    return;
  }
  if (source.dtype.equals(target.dtype) && source.dtype.fields === null) {
    moveBlocks(
      {
        views: target.storage.views,
        points: Float64Array.of(target.byteOffset),
        strides: target._strides,
        apart: true,
      },
      { views: source.storage.views, points: Float64Array.of(source.byteOffset), strides },
      shape,
      target.dtype.itemsize,
    );
    return;
  }
  castItems(
    target,
    makeArray(source.storage, source.byteOffset, shape, strides, source.dtype, source),
    copyDisjoint,
  );
}

/** Whether no float of an array but NaN is beyond 64-bit integers: of NaN, NumPy makes NaT without a word. */
function isInvalidForNaNAlone(flags: number, array: NDArray): boolean {
  if (flags === 0) return false;
  const { read } = codecOf(array.dtype);
  const view = array.live().views.dataView;
  for (const at of byteOffsets(array.byteOffset, array._shape, array._strides)) {
    const value = read(view, at);
    const part = value instanceof Complex ? value.re : Number(value);
    if (part >= 2 ** 63 || part < -(2 ** 63)) return false;
  }
  return true;
}

/**
 * A string or void dtype without a length takes the length that elements of `source` need, instants and spans
 * without a unit that of `source`.
 *
 * @param array - what is cast, where there is an array: of text, instants take the unit that it is written to
 */
export function sizedFor(dtype: DType, source: DType, array: NDArray | null = null): DType {
  if (dtype.unit?.base === "generic") {
    refuseRecords(source, dtype);
    return unitFor(dtype, source, array);
  }
  if (dtype.itemsize > 0 || dtype.fields !== null || !"SUV".includes(dtype.kind)) return dtype;
  if (dtype.kind === source.kind) return source;
  if (dtype.kind !== "V") refuseRecords(source, dtype);
  if (dtype.kind === "V") return toDtype(`V${source.itemsize}`) as DType;
  const length = source.kind === "V" ? source.itemsize : textLength(source);
  return toDtype(`${dtype.kind}${Math.max(1, length)}`) as DType;
}

/** Of a record of several fields it cannot be said how long its text is, or what its unit. */
function refuseRecords(source: DType, { kind }: DType): void {
  if (source.names === null || source.names.length < 2) return;
  const name = { U: "Str", S: "Bytes", M: "DateTime64", m: "TimeDelta64" }[kind as "U"];
  throw new DTypeError(
    `cannot cast dtype ${source} to <class 'numpy.dtypes.${name}DType'>. (pick a field, as in field("${source.names[0]}"))`,
  );
}

function unitFor(dtype: DType, source: DType, array: NDArray | null): DType {
  if (source.kind === dtype.kind) return source;
  let unit = source.unit;
  const isText = source.kind === "U" || source.kind === "S";
  if (unit === null && array !== null && isText && dtype.kind === "M") unit = unitOfTexts(array);
  return withUnit(dtype, unit ?? genericUnit);
}

/** The unit that holds every instant written in an array. */
function unitOfTexts(array: NDArray): DatetimeUnit {
  let common = genericUnit;
  const { read } = codecOf(array.dtype);
  const view = array.live().views.dataView;
  for (const at of byteOffsets(array.byteOffset, array._shape, array._strides)) {
    common = commonUnit(common, unitOfValue(read(view, at), "M"), false, false);
  }
  return common;
}

/** NumPy's sentence for a cast that a rule forbids. */
export function castRefused(from: DType, to: DType, casting: Casting, ndim = 1): string {
  const what = ndim === 0 ? "scalar" : "array data";
  return `Cannot cast ${what} from ${from.repr()} to ${to.repr()} according to the rule '${casting}'`;
}

/** Instants and spans of time are no floats, unless they are cast. @throws TypeError */
export function refuseTimes(...arrays: readonly NDArray[]): void {
  for (const { dtype, ndim } of arrays) {
    if (dtype.unit === null) continue;
    throw new TypeError(castRefused(dtype, scalarDType("float64"), "safe", ndim));
  }
}

/** @throws DTypeError where no rule allows the cast: a structure of several fields is no number */
export function assertCastable(from: DType, to: DType, ndim = 1): void {
  if ((from.fields === null && to.fields === null) || isCastAllowed(from, to, "unsafe")) return;
  const name = from.names?.[0];
  const mend = name === undefined ? "" : ` (pick a field, as in field("${name}"))`;
  throw new DTypeError(`${castRefused(from, to, "unsafe", ndim)}${mend}`);
}

/** A copy of another dtype, its memory in `order`. */
export function castArray<D extends DTypeKey>(
  array: NDArray,
  dtype: DType<D>,
  order: OrderName = "K",
  operation = "astype",
): NDArray<D> {
  if (dtype.subdtype !== null) return castToSubArrays(array, dtype, order, operation);
  const isSized = dtype.unit === null && (dtype.itemsize > 0 || dtype.names !== null);
  const sized = isSized ? dtype : (sizedFor(dtype, array.dtype, array) as DType<D>);
  assertCastable(array.dtype, sized, array.ndim);
  if (changesUnit(array.dtype, sized)) conversionFactor(array.dtype.unit!, sized.unit!);
  const fresh = likeArray(array, sized, order);
  fillFresh(fresh, array, operation);
  noteCopy(fresh.nbytes, "cast", operation);
  return fresh;
}

/** Elements that become arrays: each is repeated along the axes that the dtype adds. */
function castToSubArrays<D extends DTypeKey>(
  array: NDArray,
  dtype: DType<D>,
  order: OrderName,
  operation: string,
): NDArray<D> {
  const { base, shape } = dtype.subdtype!;
  assertCastable(array.dtype, base, array.ndim);
  const fresh = likeArray(array, dtype, order);
  const ones = new Array<number>(shape.length).fill(1);
  const still = new Array<number>(shape.length).fill(0);
  const { byteOffset, _shape, _strides } = array;
  const spread = [..._strides, ...still];
  const source = makeView(array, byteOffset, [..._shape, ...ones], spread, array.dtype, operation);
  copyInto(fresh, source, operation);
  noteCopy(fresh.nbytes, "cast", operation);
  return fresh;
}

/** Whether a copy is laid out as Fortran has it, axes of its elements and all. */
function isFortranCopy(array: NDArray, order: OrderName): boolean {
  const { c_contiguous, f_contiguous } = array.flags;
  return order === "F" || (order !== "C" && f_contiguous && !c_contiguous);
}

/** A packed array of numbers cast to a builtin dtype of such, whatever is lost; `null` for all others. */
export function castPacked(array: NDArray, dtype: DType): NDArray | null {
  if (!isPacked(array) || packedKernel(array.dtype, dtype) === null) return null;
  array.live();
  const fresh = newPacked(array, dtype);
  copyPacked(fresh, array);
  noteCopy(fresh.nbytes, "cast", "astype");
  return fresh;
}

/** An uninitialised array of the shape of another, its axes in memory as `order` says. */
export function likeArray<D extends DTypeKey>(
  array: NDArray,
  dtype: DType<D>,
  order: OrderName = "K",
  zeroed = false,
): NDArray<D> {
  // of records, bytes between fields are to be zeros
  const follows = order === "C" ? array._size > 0 : order !== "F" && isPacked(array);
  if (follows && !zeroed && dtype.kind !== "V") return newPacked(array, dtype);
  const { _shape, _strides } = array;
  if (dtype.kind === "V" && dtype.subdtype !== null && isFortranCopy(array, order)) {
    return newArray(_shape, dtype, "F", zeroed);
  }
  if (dtype.itemsize === 0) {
    const flags = array.flags;
    if (order !== "K" || flags.c_contiguous || flags.f_contiguous) {
      const isFortran = order === "F" || (order !== "C" && flags.fnc);
      return newArray(_shape, dtype, isFortran ? "F" : "C", zeroed);
    }
  }
  const strides = likeStrides(_shape, _strides, array.dtype.itemsize, dtype.itemsize, order);
  return newArrayWithStrides(_shape, strides, dtype, zeroed);
}

/** A copy of an array in `order`. */
export function copyArray<D extends DTypeKey>(
  array: NDArray<D>,
  order: OrderName = "C",
  operation = "copy",
  reason: CopyReason = "requested",
): NDArray<D> {
  const fresh = likeArray(array, array.dtype, order);
  fillFresh(fresh, array, operation);
  noteCopy(fresh.nbytes, reason, operation);
  return fresh;
}
