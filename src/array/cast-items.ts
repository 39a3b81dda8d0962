// Casts that kernels do not do: between strings and numbers, records field by field, raw void bytes. One
// element at a time through JavaScript values.

import type { DType } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { ValueError } from "../core/errors.js";
import { broadcastStrides, contiguousStrides } from "../core/layout.js";
import { makeArray, type NDArray } from "../core/ndarray.js";
import { scalarText } from "./cast-text.js";

/** Copies with conversion; handed in by copy.ts, which calls this file for what kernels do not do. */
export type CopyInto = (target: NDArray, source: NDArray) => void;

/** Writes `source` (of the target's shape) into `target`, converting each element. */
export function castItems(target: NDArray, source: NDArray, copyInto: CopyInto): void {
  const to = target.dtype;
  const from = source.dtype;
  if (to.subdtype !== null || from.subdtype !== null) {
    castSubArrays(target, source, copyInto);
    return;
  }
  if (to.fields !== null) {
    castToRecords(target, source, copyInto);
    return;
  }
  if (from.fields !== null) {
    castFromRecords(target, source, copyInto);
    return;
  }
  const read = codecOf(from).read;
  const write = codecOf(to).write;
  const convert = conversion(from, to);
  const sourceView = source.storage.views.dataView;
  const targetView = target.storage.views.dataView;
  walk(target, source, (t, s) => write(targetView, t, convert(read(sourceView, s))));
}

function conversion(from: DType, to: DType): (value: unknown) => unknown {
  if ((to.kind === "U" || to.kind === "S") && from.kind !== "U" && from.kind !== "S") {
    return (value) => scalarText(from, value);
  }
  if (to.kind === "b" && (from.kind === "U" || from.kind === "S")) {
    return (value) => value !== "";
  }
  return (value) => value;
}

function walk(target: NDArray, source: NDArray, visit: (t: number, s: number) => void): void {
  const { _shape: shape, _strides: toStrides } = target;
  const fromStrides = source._strides;
  const counter = new Array<number>(shape.length).fill(0);
  let t = target.byteOffset;
  let s = source.byteOffset;
  for (let i = 0; i < target.size; i++) {
    visit(t, s);
    for (let k = shape.length - 1; k >= 0; k--) {
      t += toStrides[k]!;
      s += fromStrides[k]!;
      if (++counter[k]! < shape[k]!) break;
      t -= shape[k]! * toStrides[k]!;
      s -= shape[k]! * fromStrides[k]!;
      counter[k] = 0;
    }
  }
}

/** Records take records field by field in order (names do not matter), and anything else into every field. */
function castToRecords(target: NDArray, source: NDArray, copyInto: CopyInto): void {
  const names = target.dtype.names!;
  const from = source.dtype;
  if (from.fields !== null && from.names!.length !== names.length) {
    throw new ValueError(
      `structures must have the same number of fields to be cast: ${from.repr()} to ${target.dtype.repr()}`,
    );
  }
  names.forEach((name, i) => {
    const field = fieldOf(target, name);
    copyInto(field, from.fields === null ? source : fieldOf(source, from.names![i]!));
  });
}

function castFromRecords(target: NDArray, source: NDArray, copyInto: CopyInto): void {
  const names = source.dtype.names!;
  if (target.dtype.kind === "V") {
    const raw = makeArray(
      source.storage,
      source.byteOffset,
      source._shape,
      source._strides,
      target.dtype,
      source,
    );
    if (source.dtype.itemsize >= target.dtype.itemsize) copyInto(target, raw);
    return;
  }
  if (names.length !== 1) {
    throw new ValueError(
      `cannot cast a structure with ${names.length} fields to ${target.dtype.name}; pick a field with field("${names[0]}")`,
    );
  }
  copyInto(target, fieldOf(source, names[0]!));
}

/** A field as an array whose dtype may still be a sub-array. */
function fieldOf(array: NDArray, name: string): NDArray {
  const field = array.dtype.fields!.get(name)!;
  return makeArray(
    array.storage,
    array.byteOffset + field.offset,
    array._shape,
    array._strides,
    field.dtype,
    array,
  );
}

/** Sub-array elements become axes at the end of the shape; a scalar side is repeated along them. */
function castSubArrays(target: NDArray, source: NDArray, copyInto: CopyInto): void {
  const to = unfolded(target);
  const from = unfolded(source);
  const extra = to.ndim - target.ndim;
  if (source.dtype.subdtype === null) {
    const strides = [...from._strides, ...new Array<number>(extra).fill(0)];
    copyInto(to, relaid(from, to._shape, strides));
    return;
  }
  const lead = from._strides.slice(0, source.ndim);
  const inner = broadcastStrides(
    from._shape.slice(source.ndim),
    from._strides.slice(source.ndim),
    to._shape.slice(target.ndim),
  );
  copyInto(to, relaid(from, to._shape, [...lead, ...inner]));
}

function relaid(array: NDArray, shape: readonly number[], strides: readonly number[]): NDArray {
  return makeArray(array.storage, array.byteOffset, shape, strides, array.dtype, array);
}

function unfolded(array: NDArray): NDArray {
  const { subdtype } = array.dtype;
  if (subdtype === null) return array;
  return makeArray(
    array.storage,
    array.byteOffset,
    [...array._shape, ...subdtype.shape],
    [...array._strides, ...contiguousStrides(subdtype.shape, subdtype.base.itemsize, "C")],
    subdtype.base,
    array,
  );
}
