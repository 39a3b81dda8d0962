// One field of a text written into memory as an element of a dtype, as NumPy's loadtxt converts it. Growing
// memory for rows is rows.ts's.

import type { DType } from "../../core/dtype.js";
import { codecOf } from "../../core/element.js";
import {
  complex,
  read,
  readWholeComplex,
  readWholeFloat,
  wholeBigInteger,
  wholeInteger,
} from "./numbers.js";

/** Writes text[start:end] at a byte of the memory; false where it is no such element. May throw the reason. */
export type FieldWriter = (
  view: DataView,
  at: number,
  text: string,
  start: number,
  end: number,
) => boolean;

/** The writer for a dtype that has neither fields nor a shape. */
export function fieldWriter(dtype: DType): FieldWriter {
  const little = dtype.byteorder !== ">";
  switch (dtype.kind) {
    case "b":
      return (view, at, text, start, end) => {
        const value = wholeBigInteger(text, start, end, -(2n ** 63n), 2n ** 63n - 1n);
        if (value === null) return false;
        view.setUint8(at, value === 0n ? 0 : 1);
        return true;
      };
    case "i":
    case "u":
      return dtype.itemsize === 8 ? wideInteger(dtype.kind, little) : integer(dtype, little);
    case "f":
      if (dtype.itemsize === 8) return float64(little);
      if (dtype.itemsize === 4) return float32(little);
      return generic(dtype);
    case "c":
      return complexWriter(dtype.itemsize, little);
    case "S":
      return bytesWriter(dtype.itemsize);
    case "U":
      return textWriter(dtype.itemsize / 4, little);
    // of raw bytes NumPy reads none
    case "V":
      return () => false;
    default:
      return generic(dtype);
  }
}

function float64(little: boolean): FieldWriter {
  return (view, at, text, start, end) => {
    if (!readWholeFloat(text, start, end)) return false;
    view.setFloat64(at, read.value, little);
    return true;
  };
}

function float32(little: boolean): FieldWriter {
  return (view, at, text, start, end) => {
    if (!readWholeFloat(text, start, end)) return false;
    view.setFloat32(at, read.value, little);
    return true;
  };
}

function complexWriter(itemsize: number, little: boolean): FieldWriter {
  return (view, at, text, start, end) => {
    if (!readWholeComplex(text, start, end)) return false;
    if (itemsize === 16) {
      view.setFloat64(at, complex.re, little);
      view.setFloat64(at + 8, complex.im, little);
    } else {
      view.setFloat32(at, complex.re, little);
      view.setFloat32(at + 4, complex.im, little);
    }
    return true;
  };
}

function integer(dtype: DType, little: boolean): FieldWriter {
  const bits = dtype.itemsize * 8;
  const least = dtype.kind === "u" ? 0 : -(2 ** (bits - 1));
  const greatest = least + 2 ** bits - 1;
  return (view, at, text, start, end) => {
    const value = wholeInteger(text, start, end, least, greatest);
    if (value === null) return false;
    if (bits === 8) view.setInt8(at, value);
    else if (bits === 16) view.setInt16(at, value, little);
    else view.setInt32(at, value, little);
    return true;
  };
}

function wideInteger(kind: "i" | "u", little: boolean): FieldWriter {
  const least = kind === "u" ? 0n : -(2n ** 63n);
  const greatest = least + 2n ** 64n - 1n;
  return (view, at, text, start, end) => {
    const value = wholeBigInteger(text, start, end, least, greatest);
    if (value === null) return false;
    view.setBigInt64(at, BigInt.asIntN(64, value), little);
    return true;
  };
}

function bytesWriter(itemsize: number): FieldWriter {
  return (view, at, text, start, end) => {
    for (let k = 0; k < itemsize; k++) {
      const code = start + k < end ? text.charCodeAt(start + k) : 0;
      if (code > 255) return false;
      view.setUint8(at + k, code);
    }
    return true;
  };
}

function textWriter(length: number, little: boolean): FieldWriter {
  return (view, at, text, start, end) => {
    let i = start;
    for (let k = 0; k < length; k++) {
      let code = 0;
      if (i < end) {
        code = text.codePointAt(i)!;
        i += code > 0xffff ? 2 : 1;
      }
      view.setUint32(at + 4 * k, code, little);
    }
    return true;
  };
}

/** Any other dtype reads a text as assigning one does. */
function generic(dtype: DType): FieldWriter {
  const codec = codecOf(dtype);
  return (view, at, text, start, end) => {
    codec.write(view, at, text.slice(start, end));
    return true;
  };
}
