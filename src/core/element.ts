// One element of any dtype at a byte of memory: reading it as a JavaScript value and writing it from one,
// with Python's conversions and NumPy's errors. Bulk work belongs to the kernels.

import { DTypeError, ValueError } from "../memory/errors.js";
import { Complex } from "./complex.js";
import { countOf, type TimeKind } from "./datetime-cast.js";
import { Datetime64, Timedelta64 } from "./datetime-scalar.js";
import type { DType } from "./dtype.js";
import { reportCastOverflow } from "./errstate.js";
import { halfToNumber, numberToHalf } from "./half.js";
import { sizeOf } from "./layout.js";
import {
  isSequence,
  isTime,
  parseComplex,
  pythonBool,
  pythonFloat,
  pythonInt,
  pythonText,
  pythonType,
} from "./python-values.js";
import { checkInteger } from "./weak-scalar.js";

/** Reads and writes one element of a dtype. 64-bit integers read as `bigint` only when a number cannot hold them. */
export interface ElementCodec {
  read(view: DataView, at: number): unknown;
  /** @throws OverflowError, ValueError or TypeError, as Python would, before any byte is written. */
  write(view: DataView, at: number, value: unknown): void;
}

const codecs = new WeakMap<DType, ElementCodec>();

/** The codec of a dtype. */
export function codecOf(dtype: DType): ElementCodec {
  let codec = codecs.get(dtype);
  if (codec === undefined) {
    codec = makeCodec(dtype);
    codecs.set(dtype, codec);
  }
  return codec;
}

function makeCodec(dtype: DType): ElementCodec {
  if (dtype.subdtype !== null) return subarrayCodec(dtype);
  if (dtype.fields !== null) return recordCodec(dtype);
  const little = dtype.byteorder !== ">";
  switch (dtype.kind) {
    case "b":
      return {
        read: (view, at) => view.getUint8(at) !== 0,
        write: (view, at, value) => view.setUint8(at, pythonBool(value) ? 1 : 0),
      };
    case "i":
    case "u":
      return integerCodec(dtype, little);
    case "f":
      return floatCodec(dtype.itemsize, little);
    case "c":
      return complexCodec(dtype.itemsize, little);
    case "S":
      return bytesCodec(dtype.itemsize);
    case "U":
      return strCodec(dtype.itemsize, little);
    case "V":
      return voidCodec(dtype.itemsize);
    case "M":
    case "m":
      return timeCodec(dtype, dtype.kind, little);
  }
}

type NumberGetter = (view: DataView, at: number) => number | bigint;
type NumberSetter = (view: DataView, at: number, value: number) => void;

function integerCodec(dtype: DType, little: boolean): ElementCodec {
  const signed = dtype.kind === "i";
  const bits = dtype.itemsize * 8;
  if (bits === 64) {
    const getBig: (view: DataView, at: number) => bigint = signed
      ? (view, at) => view.getBigInt64(at, little)
      : (view, at) => view.getBigUint64(at, little);
    return {
      read: (view, at) => narrowed(getBig(view, at)),
      write: (view, at, value) => {
        const big = toInteger(value, dtype);
        view.setBigInt64(at, BigInt.asIntN(64, BigInt(big)), little);
      },
    };
  }
  const get = integerGetters[`${signed ? "i" : "u"}${bits}`]!;
  const set = integerSetters[bits]!;
  return {
    read: (view, at) => get(view, at, little),
    write: (view, at, value) => set(view, at, Number(toInteger(value, dtype)), little),
  };
}

function timeCodec(dtype: DType, kind: TimeKind, little: boolean): ElementCodec {
  const unit = dtype.unit!;
  const scalar = kind === "M" ? Datetime64 : Timedelta64;
  return {
    read: (view, at) => scalar.of(view.getBigInt64(at, little), unit),
    write: (view, at, value) => view.setBigInt64(at, countOf(value, unit, kind), little),
  };
}

const integerGetters: Record<string, (view: DataView, at: number, little: boolean) => number> = {
  i8: (view, at) => view.getInt8(at),
  u8: (view, at) => view.getUint8(at),
  i16: (view, at, little) => view.getInt16(at, little),
  u16: (view, at, little) => view.getUint16(at, little),
  i32: (view, at, little) => view.getInt32(at, little),
  u32: (view, at, little) => view.getUint32(at, little),
};

// the setters take any number modulo 2^bits, so one serves signed and unsigned
const integerSetters: Record<
  number,
  (view: DataView, at: number, value: number, little: boolean) => void
> = {
  8: (view, at, value) => view.setInt8(at, value),
  16: (view, at, value, little) => view.setInt16(at, value, little),
  32: (view, at, value, little) => view.setInt32(at, value, little),
};

/** A number when it is exact, else the bigint itself. */
export function narrowed(big: bigint): number | bigint {
  const number = Number(big);
  return Number.isSafeInteger(number) ? number : big;
}

/** Numbers from here on are infinite in single precision. */
const singleLimit = 2 ** 128 - 2 ** 103;

function watchRange(value: number, limit: number): void {
  const size = Math.abs(value);
  if (size >= limit && size < Number.POSITIVE_INFINITY) reportCastOverflow();
}

function floatAccess(bytes: number, little: boolean): { get: NumberGetter; set: NumberSetter } {
  if (bytes === 2) {
    return {
      get: (view, at) => halfToNumber(view.getUint16(at, little)),
      set: (view, at, value) => {
        watchRange(value, 65520);
        view.setUint16(at, numberToHalf(value), little);
      },
    };
  }
  if (bytes === 4) {
    return {
      get: (view, at) => view.getFloat32(at, little),
      set: (view, at, value) => {
        watchRange(value, singleLimit);
        view.setFloat32(at, value, little);
      },
    };
  }
  return {
    get: (view, at) => view.getFloat64(at, little),
    set: (view, at, value) => view.setFloat64(at, value, little),
  };
}

/** Nothing at all is no number: `null` is NaN, as Python's None is to NumPy. */
function numberOf(value: unknown): number {
  return value === null ? Number.NaN : pythonFloat(value);
}

function floatCodec(bytes: number, little: boolean): ElementCodec {
  const { get, set } = floatAccess(bytes, little);
  return { read: get, write: (view, at, value) => set(view, at, numberOf(value)) };
}

function complexCodec(bytes: number, little: boolean): ElementCodec {
  const half = bytes / 2;
  const { get, set } = floatAccess(half, little);
  return {
    read: (view, at) => new Complex(get(view, at) as number, get(view, at + half) as number),
    write: (view, at, value) => {
      const complex = toComplex(value);
      set(view, at, complex.re);
      set(view, at + half, complex.im);
    },
  };
}

function bytesCodec(length: number): ElementCodec {
  return {
    read: (view, at) => {
      let end = length;
      while (end > 0 && view.getUint8(at + end - 1) === 0) end -= 1;
      let text = "";
      for (let i = 0; i < end; i++) text += String.fromCharCode(view.getUint8(at + i));
      return text;
    },
    write: (view, at, value) => {
      const bytes = toByteString(value);
      for (let i = 0; i < length; i++) view.setUint8(at + i, bytes[i] ?? 0);
    },
  };
}

function strCodec(itemsize: number, little: boolean): ElementCodec {
  const length = itemsize / 4;
  return {
    read: (view, at) => {
      let end = length;
      while (end > 0 && view.getUint32(at + 4 * (end - 1), little) === 0) end -= 1;
      let text = "";
      for (let i = 0; i < end; i++) {
        const point = view.getUint32(at + 4 * i, little);
        text += point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
      }
      return text;
    },
    write: (view, at, value) => {
      const text = pythonText(value);
      let i = 0;
      for (const character of text) {
        if (i === length) break;
        view.setUint32(at + 4 * i, character.codePointAt(0)!, little);
        i += 1;
      }
      for (; i < length; i++) view.setUint32(at + 4 * i, 0, little);
    },
  };
}

function voidCodec(length: number): ElementCodec {
  return {
    read: (view, at) =>
      new Uint8Array(view.buffer.slice(view.byteOffset + at, view.byteOffset + at + length)),
    write: (view, at, value) => {
      if (!(value instanceof Uint8Array) && typeof value !== "string") {
        throw new DTypeError(
          `a bytes-like object is required, not '${pythonType(value)}' (a Uint8Array or a latin-1 string)`,
        );
      }
      const bytes = toByteString(value);
      for (let i = 0; i < length; i++) view.setUint8(at + i, bytes[i] ?? 0);
    },
  };
}

function subarrayCodec(dtype: DType): ElementCodec {
  const { base, shape } = dtype.subdtype!;
  const codec = codecOf(base);
  const read = (view: DataView, at: number, axis: number): unknown => {
    if (axis === shape.length) return codec.read(view, at);
    const step = base.itemsize * sizeOf(shape.slice(axis + 1), base.itemsize);
    return Array.from({ length: shape[axis]! }, (_, i) => read(view, at + i * step, axis + 1));
  };
  const write = (view: DataView, at: number, value: unknown, axis: number): void => {
    if (axis === shape.length) {
      codec.write(view, at, value);
      return;
    }
    const step = base.itemsize * sizeOf(shape.slice(axis + 1), base.itemsize);
    const items = isSequence(value) ? value : null;
    // a scalar fills the whole sub-array, a sequence of length 1 is repeated along its axis
    if (items !== null && items.length !== shape[axis] && items.length !== 1) {
      throw new ValueError(
        `could not broadcast input array from shape (${items.length},) into shape (${shape.join(",")}${shape.length === 1 ? "," : ""})`,
      );
    }
    for (let i = 0; i < shape[axis]!; i++) {
      const item = items === null ? value : items[items.length === 1 ? 0 : i];
      write(view, at + i * step, item, axis + 1);
    }
  };
  return {
    read: (view, at) => read(view, at, 0),
    write: (view, at, value) => write(view, at, value, 0),
  };
}

function recordCodec(dtype: DType): ElementCodec {
  const fields = dtype.names!.map((name) => {
    const field = dtype.fields!.get(name)!;
    return { name, offset: field.offset, codec: codecOf(field.dtype) };
  });
  return {
    read: (view, at) => {
      const record: Record<string, unknown> = {};
      for (const field of fields) record[field.name] = field.codec.read(view, at + field.offset);
      return record;
    },
    write: (view, at, value) => {
      const values = recordValues(dtype, value);
      // through a copy first, so that a bad value in the middle leaves the element as it was
      const scratch = new Uint8Array(dtype.itemsize);
      const target = new Uint8Array(view.buffer, view.byteOffset + at, dtype.itemsize);
      scratch.set(target);
      const scratchView = new DataView(scratch.buffer);
      fields.forEach((field, i) => {
        field.codec.write(scratchView, field.offset, values[i]);
      });
      target.set(scratch);
    },
  };
}

/** The values of a record's fields in order, from an array, an object by field name, or one value for all. */
export function recordValues(dtype: DType, value: unknown): unknown[] {
  const names = dtype.names!;
  if (isSequence(value)) {
    if (value.length !== names.length) {
      throw new ValueError(
        `could not assign tuple of length ${value.length} to structure with ${names.length} fields.`,
      );
    }
    return Array.from(value);
  }
  if (isRecordObject(value)) {
    const record = value as Record<string, unknown>;
    for (const name of Object.keys(record)) {
      if (!names.includes(name)) {
        throw new ValueError(`no field of name ${name}: the fields are ${names.join(", ")}`);
      }
    }
    const missing = names.filter((name) => !(name in record));
    if (missing.length > 0) {
      throw new ValueError(
        `the record lacks the field${missing.length > 1 ? "s" : ""} ${missing.join(", ")}: give every one of ${names.join(", ")}`,
      );
    }
    return names.map((name) => record[name]);
  }
  return names.map(() => value);
}

/** Whether a value is a record written as `{ field: value }`. */
export function isRecordObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null;
}

function toInteger(value: unknown, dtype: DType): number | bigint {
  // unsigned integers take the count of an instant or span as it is; signed ones ask Python for an integer
  if (isTime(value) && dtype.kind === "u") return BigInt.asUintN(dtype.itemsize * 8, value.value);
  const whole = pythonInt(value);
  checkInteger(whole, dtype);
  return whole;
}

function toComplex(value: unknown): Complex {
  if (value instanceof Complex) return value;
  if (typeof value === "string") return parseComplex(value);
  return value === null ? new Complex(Number.NaN, Number.NaN) : new Complex(pythonFloat(value), 0);
}

function toByteString(value: unknown): ArrayLike<number> {
  if (value instanceof Uint8Array) return value;
  const text = pythonText(value);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw notAscii(text);
    bytes[i] = code;
  }
  return bytes;
}

function notAscii(text: string): ValueError {
  const points = [...text];
  const first = points.findIndex((one) => one.codePointAt(0)! > 127);
  let last = first;
  while (last + 1 < points.length && points[last + 1]!.codePointAt(0)! > 127) last += 1;
  const what =
    first === last
      ? `character '${pythonEscape(points[first]!)}' in position ${first}`
      : `characters in position ${first}-${last}`;
  return new ValueError(
    `'ascii' codec can't encode ${what}: ordinal not in range(128) (a bytes (S) array holds single bytes; use dtype "U${points.length}" for the text ${JSON.stringify(text)})`,
  );
}

function pythonEscape(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
