// Casts that kernels do not do: between strings and numbers, records field by field, raw void bytes. One
// element at a time through JavaScript values.

import { tellsOfHalves } from "../core/cast-fields.js";
import { type DType, dtype as toDtype } from "../core/dtype.js";
import { codecOf } from "../core/element.js";
import { ValueError } from "../core/errors.js";
import { reportCastsTogether, reportErrors } from "../core/errstate.js";
import { contiguousStrides } from "../core/layout.js";
import { makeArray, type NDArray, newArray } from "../core/ndarray.js";
import { asciiRefusal, pyBytes, pyRepr } from "../core/py-repr.js";
import { parseFloat64, parseInteger } from "../core/python-values.js";
import { decodable } from "../core/utf8.js";
import { scalarText } from "./cast-text.js";

/** Copies with conversion; handed in by copy.ts, which calls this file for what kernels do not do. */
export type CopyInto = (target: NDArray, source: NDArray) => void;

/** Writes `source` (of the target's shape) into `target`, converting each element. */
export function castItems(target: NDArray, source: NDArray, copyInto: CopyInto): void {
  const to = target.dtype;
  const from = source.dtype;
  if (to.fields !== null) {
    reportCastsTogether(() => {
      const before = nanTexts;
      castToRecords(target, source, copyInto);
      if (nanTexts > before && tellsOfHalves(from, to)) reportErrors(INVALID, "cast");
    });
    return;
  }
  if (from.fields !== null) {
    castFromRecords(target, source, copyInto);
    return;
  }
  if (to.subdtype !== null || from.subdtype !== null) {
    castSubArrays(target, source, copyInto);
    return;
  }
  if (to.kind === "V" && from.kind !== "V") {
    castToBytes(target, source, copyInto);
    return;
  }
  const read = codecOf(from).read;
  const write = codecOf(to).write;
  const convert = conversion(from, to);
  const sourceView = source.storage.views.dataView;
  const targetView = target.storage.views.dataView;
  if (from.kind === "U" && to.kind === "M") {
    // as NumPy, which turns all of the text into bytes before it reads the first instant
    walk(target, source, (_, s) => void asciiOnly(read(sourceView, s) as string, true));
  }
  walk(target, source, (t, s) => write(targetView, t, convert(read(sourceView, s))));
}

/** How often NaN of halves became text. */
let nanTexts = 0;
/** As errstate counts errors. */
const INVALID = 8;

function conversion(from: DType, to: DType): (value: unknown) => unknown {
  if ((to.kind === "U" || to.kind === "S") && from.kind === "V") {
    return () => {
      throw new ValueError("setting an array element with a sequence");
    };
  }
  if ((to.kind === "U" || to.kind === "S") && from.kind !== "U" && from.kind !== "S") {
    const length = to.kind === "U" ? to.itemsize / 4 : to.itemsize;
    const isHalf = from.typeName === "float16";
    return (value) => {
      if (isHalf && Number.isNaN(value)) nanTexts += 1;
      return scalarText(from, value, length);
    };
  }
  if (to.kind === "b" && (from.kind === "U" || from.kind === "S")) {
    return (value) => value !== "";
  }
  if (to.kind === "b" && from.kind === "V") {
    return (value) => (value as Uint8Array).some((byte) => byte !== 0);
  }
  if (from.kind !== to.kind && "SU".includes(from.kind) && "SU".includes(to.kind)) {
    return (value) => asciiOnly(value as string, to.kind === "S");
  }
  if (from.kind === "U" || from.kind === "S") return fromText(from, to);
  if (from.kind === "V" && (to.kind === "i" || to.kind === "u")) {
    return (value) => {
      const text = String.fromCharCode(...(value as Uint8Array));
      return parseInteger(text, pyBytes(text));
    };
  }
  if (from.kind === "V" && from.fields === null && (to.kind === "f" || to.kind === "c")) {
    return (value) => floatOfBytes(value as Uint8Array, to.kind === "c");
  }
  return (value) => value;
}

/** Raw bytes read as the text of a float. @throws ValueError in the words NumPy has for each kind */
function floatOfBytes(bytes: Uint8Array, complex: boolean): number {
  const text = String.fromCharCode(...bytes);
  const shown = pyBytes(text);
  try {
    return parseFloat64(text, shown);
  } catch (error) {
    if (complex || !(error instanceof ValueError)) throw error;
    throw new ValueError(`setting an array element with a sequence. (${shown} is no number)`);
  }
}

/** Text read as a number; an error names it as NumPy does, by its scalar type. */
function fromText(from: DType, to: DType): (value: unknown) => unknown {
  const quoted = (value: unknown) =>
    from.kind === "S" ? pyBytes(value as string) : pyRepr(value as string);
  if (to.kind === "i" || to.kind === "u") {
    return (value) => {
      const shown = from.kind === "S" ? quoted(value) : `np.str_(${quoted(value)})`;
      return parseInteger(value as string, shown);
    };
  }
  if (to.kind === "f") {
    const type = from.kind === "S" ? "bytes_" : "str_";
    return (value) => parseFloat64(value as string, `np.${type}(${quoted(value)})`);
  }
  if (to.kind === "c" && from.kind === "S") return (value) => decodable(value as string);
  return (value) => value;
}

/** Bytes become text, and text bytes, as ASCII. @throws ValueError for anything else */
function asciiOnly(text: string, encoding: boolean): string {
  const at = text.search(/[^\0-\x7f]/);
  if (at < 0) return text;
  if (encoding) throw new ValueError(asciiRefusal(text));
  const byte = text.charCodeAt(at).toString(16).padStart(2, "0");
  throw new ValueError(
    `'ascii' codec can't decode byte 0x${byte} in position ${at}: ordinal not in range(128)`,
  );
}

/** Elements become raw bytes as they lie in memory in native order, cut or filled up with zeros. */
function castToBytes(target: NDArray, source: NDArray, copyInto: CopyInto): void {
  const native = source.dtype.newbyteorder("=");
  let from = source;
  if (!native.equals(source.dtype)) {
    from = newArray(source._shape, native);
    copyInto(from, source);
  }
  const bytes = new Uint8Array(target.dtype.itemsize);
  const length = Math.min(bytes.length, native.itemsize);
  const sourceView = from.storage.views.dataView;
  const write = codecOf(target.dtype).write;
  const targetView = target.storage.views.dataView;
  walk(target, from, (t, s) => {
    for (let i = 0; i < length; i++) bytes[i] = sourceView.getUint8(s + i);
    write(targetView, t, bytes);
  });
}

/** The loops over two arrays of one shape: lengths, and each array's first byte and steps. */
interface Course {
  readonly shape: readonly number[];
  readonly to: readonly number[];
  readonly from: readonly number[];
  readonly toStart: number;
  readonly fromStart: number;
}

/** In the order of the target's memory, which decides what an error names: loops that follow each other are one. */
function courseOf(target: NDArray, source: NDArray): Course {
  const shape: number[] = [];
  const to: number[] = [];
  const from: number[] = [];
  let toStart = target.byteOffset;
  let fromStart = source.byteOffset;
  const size = (axis: number) => Math.abs(target._strides[axis]!);
  const axes = target._shape.map((_, axis) => axis).sort((a, b) => size(b) - size(a) || a - b);
  for (const axis of axes) {
    const length = target._shape[axis]!;
    if (length === 1) continue;
    let toStep = target._strides[axis]!;
    let fromStep = source._strides[axis]!;
    if (toStep < 0 && length > 0) {
      // backward axes are walked forward
      toStart += (length - 1) * toStep;
      fromStart += (length - 1) * fromStep;
      toStep = -toStep;
      fromStep = -fromStep;
    }
    const last = shape.length - 1;
    if (last >= 0 && to[last] === toStep * length && from[last] === fromStep * length) {
      shape[last]! *= length;
      to[last] = toStep;
      from[last] = fromStep;
    } else {
      shape.push(length);
      to.push(toStep);
      from.push(fromStep);
    }
  }
  return { shape, to, from, toStart, fromStart };
}

/** The places where the innermost `inner` loops begin; of no loops, the one element. */
function walkCourse(
  { shape, to, from, toStart, fromStart }: Course,
  inner: number,
  visit: (t: number, s: number) => void,
): void {
  const outer = Math.max(0, shape.length - inner);
  const counter = new Array<number>(outer).fill(0);
  const turns = shape.slice(0, outer).reduce((product, length) => product * length, 1);
  let t = toStart;
  let s = fromStart;
  for (let i = 0; i < turns; i++) {
    visit(t, s);
    for (let k = outer - 1; k >= 0; k--) {
      t += to[k]!;
      s += from[k]!;
      if (++counter[k]! < shape[k]!) break;
      t -= shape[k]! * to[k]!;
      s -= shape[k]! * from[k]!;
      counter[k] = 0;
    }
  }
}

function walk(target: NDArray, source: NDArray, visit: (t: number, s: number) => void): void {
  walkCourse(courseOf(target, source), 0, visit);
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
  const fill = (to: NDArray, values: NDArray) =>
    names.forEach((name, i) => {
      copyInto(fieldOf(to, name), from.fields === null ? values : fieldOf(values, from.names![i]!));
    });
  const course = courseOf(target, source);
  if (course.shape.length < 2 || !holdsText(from)) {
    fill(target, source);
    return;
  }
  // as NumPy, all fields of a line before the next line: which text is refused first depends on it
  const length = course.shape.at(-1)!;
  const line = (array: NDArray, at: number, step: number) =>
    makeArray(array.storage, at, [length], [step], array.dtype, array);
  walkCourse(course, 1, (t, s) =>
    fill(line(target, t, course.to.at(-1)!), line(source, s, course.from.at(-1)!)),
  );
}

/** Whether elements are text, or hold some, that a cast may refuse. */
function holdsText({ kind, subdtype, fields }: DType): boolean {
  if (subdtype !== null) return holdsText(subdtype.base);
  if (fields !== null) return [...fields.values()].some(({ dtype }) => holdsText(dtype));
  return kind === "S" || kind === "U" || kind === "V";
}

function castFromRecords(target: NDArray, source: NDArray, copyInto: CopyInto): void {
  const names = source.dtype.names!;
  if (target.dtype.kind === "V" && names.length > 1) {
    const raw = toDtype(`V${source.dtype.itemsize}`) as DType;
    copyInto(target, relaid(source, source._shape, source._strides, raw));
    return;
  }
  // of several fields none is meant: assertCastable has refused before
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
  if (target.dtype.subdtype === null) {
    // a single element takes the first of the sub-array's
    copyInto(target, relaid(from, source._shape, lead));
    return;
  }
  castBlocks(to, from, target.ndim, source.ndim, copyInto);
}

/**
 * Sub-arrays of any two shapes, after `toLead` and `fromLead` axes of other kinds. Their axes meet from the last one on:
 * one of length 1 is repeated, of a longer one the start is copied, a shorter one leaves zeros, and of axes without a
 * counterpart the first element is taken.
 */
function castBlocks(
  to: NDArray,
  from: NDArray,
  toLead: number,
  fromLead: number,
  copyInto: CopyInto,
): void {
  const shape = to._shape.slice();
  const strides = from._strides.slice(0, fromLead);
  const shift = from.ndim - to.ndim;
  for (let axis = toLead; axis < to.ndim; axis++) {
    const own = axis + shift;
    const length = own < fromLead ? 1 : from._shape[own]!;
    strides.push(length === 1 ? 0 : from._strides[own]!);
    if (length !== 1) shape[axis] = Math.min(length, shape[axis]!);
  }
  if (shape.some((length, axis) => length < to._shape[axis]!)) {
    const zero = newArray([], to.dtype, "C", true);
    copyInto(to, relaid(zero, to._shape, new Array<number>(to.ndim).fill(0)));
  }
  copyInto(relaid(to, shape, to._strides), relaid(from, shape, strides));
}

function relaid(
  array: NDArray,
  shape: readonly number[],
  strides: readonly number[],
  dtype: DType = array.dtype,
): NDArray {
  return makeArray(array.storage, array.byteOffset, shape, strides, dtype, array);
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
