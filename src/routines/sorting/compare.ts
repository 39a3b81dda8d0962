// The order of elements that have no keys: text by code points, bytes, records field by field. Each comparison
// reads memory; nothing is copied.

import type { Complex } from "../../core/complex.js";
import { NaT } from "../../core/datetime-calendar.js";
import type { DType } from "../../core/dtype.js";
import { codecOf } from "../../core/element.js";
import { DTypeError, ValueError } from "../../core/errors.js";
import type { BufferViews } from "../../memory/buffer-views.js";

/** Negative, 0 or positive as the element at byte `a` of one memory stands before, with or after one at byte `b`. */
export type Comparison = (va: BufferViews, a: number, vb: BufferViews, b: number) => number;

/** How NumPy orders elements of a dtype. @throws TypeError where it does not */
export function comparisonOf(dtype: DType, order: readonly string[] | null = null): Comparison {
  if (dtype.fields !== null) return recordComparison(dtype, order);
  if (order !== null) {
    throw new ValueError("Cannot specify order when the array has no fields.");
  }
  // as NumPy has it, a sub-array is ordered by its bytes
  if (dtype.subdtype !== null) return bytesComparison(dtype.itemsize);
  switch (dtype.kind) {
    case "U":
      return textComparison(dtype);
    case "S":
    case "V":
      return bytesComparison(dtype.itemsize);
    case "M":
    case "m":
      return timeComparison(dtype);
    default:
      return numberComparison(dtype);
  }
}

/** Counts of time, NaT last. */
function timeComparison(dtype: DType): Comparison {
  const compare = wideComparison(dtype);
  const little = dtype.byteorder !== ">";
  const isNaT = (views: BufferViews, at: number) => views.dataView.getBigInt64(at, little) === NaT;
  return (va, a, vb, b) => {
    const verdict = compare(va, a, vb, b);
    if (verdict === 0) return 0;
    // the least of all counts
    if (verdict < 0) return isNaT(va, a) ? 1 : -1;
    return isNaT(vb, b) ? -1 : 1;
  };
}

function textComparison(dtype: DType): Comparison {
  const length = dtype.itemsize / 4;
  if (!dtype.isnative) {
    return (va, a, vb, b) => {
      for (let i = 0; i < length; i++) {
        const x = va.dataView.getUint32(a + 4 * i, false);
        const y = vb.dataView.getUint32(b + 4 * i, false);
        if (x !== y) return x < y ? -1 : 1;
      }
      return 0;
    };
  }
  return (va, a, vb, b) => {
    if (((a | b) & 3) !== 0) return unalignedText(va, a, vb, b, length);
    const left = va.u32;
    const right = vb.u32;
    for (let i = 0, p = a / 4, q = b / 4; i < length; i++, p++, q++) {
      if (left[p] !== right[q]) return left[p] < right[q] ? -1 : 1;
    }
    return 0;
  };
}

function unalignedText(
  va: BufferViews,
  a: number,
  vb: BufferViews,
  b: number,
  length: number,
): number {
  for (let i = 0; i < length; i++) {
    const x = va.dataView.getUint32(a + 4 * i, true);
    const y = vb.dataView.getUint32(b + 4 * i, true);
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function bytesComparison(length: number): Comparison {
  return (va, a, vb, b) => {
    const left = va.u8;
    const right = vb.u8;
    for (let i = 0; i < length; i++) {
      if (left[a + i] !== right[b + i]) return left[a + i] < right[b + i] ? -1 : 1;
    }
    return 0;
  };
}

type Real = number | bigint | boolean;

/** Numbers in ascending order, NaN last. */
function compareReals(x: Real, y: Real): number {
  if (x < y) return -1;
  if (x > y) return 1;
  const xNaN = Number.isNaN(x);
  const yNaN = Number.isNaN(y);
  return xNaN === yNaN ? 0 : xNaN ? 1 : -1;
}

/** 64-bit integers by their words: no bigint is made. */
function wideComparison(dtype: DType): Comparison {
  const little = dtype.byteorder !== ">";
  const flip = dtype.kind === "u" ? 0 : 0x80000000;
  const [low, high] = little ? [0, 4] : [4, 0];
  return (va, a, vb, b) => {
    const x = va.dataView;
    const y = vb.dataView;
    const left = (x.getUint32(a + high, little) ^ flip) >>> 0;
    const right = (y.getUint32(b + high, little) ^ flip) >>> 0;
    if (left !== right) return left < right ? -1 : 1;
    const under = x.getUint32(a + low, little);
    const over = y.getUint32(b + low, little);
    return under === over ? 0 : under < over ? -1 : 1;
  };
}

function numberComparison(dtype: DType): Comparison {
  if (dtype.itemsize === 8 && (dtype.kind === "i" || dtype.kind === "u")) {
    return wideComparison(dtype);
  }
  const { read } = codecOf(dtype);
  if (dtype.kind === "c") {
    return (va, a, vb, b) =>
      compareComplex(read(va.dataView, a) as Complex, read(vb.dataView, b) as Complex);
  }
  if (!"biuf".includes(dtype.kind)) {
    throw new DTypeError(`data type not ordered (dtype ${dtype.name})`);
  }
  return (va, a, vb, b) => compareReals(read(va.dataView, a) as Real, read(vb.dataView, b) as Real);
}

function compareComplex(x: Complex, y: Complex): number {
  const kind = ({ re, im }: Complex) => (Number.isNaN(re) ? 2 : 0) + (Number.isNaN(im) ? 1 : 0);
  return kind(x) - kind(y) || compareReals(x.re, y.re) || compareReals(x.im, y.im);
}

function recordComparison(dtype: DType, order: readonly string[] | null): Comparison {
  const { fields, names } = dtype;
  for (const name of order ?? []) {
    if (!fields!.has(name)) {
      throw new ValueError(`unknown field name: ${name} (the fields are ${names!.join(", ")})`);
    }
  }
  // the fields named come first, the others decide between equals
  const wanted = [...new Set([...(order ?? []), ...names!])];
  const parts = wanted.map((name) => {
    const field = fields!.get(name)!;
    return { offset: field.offset, compare: comparisonOf(field.dtype) };
  });
  return (va, a, vb, b) => {
    for (const { offset, compare } of parts) {
      const verdict = compare(va, a + offset, vb, b + offset);
      if (verdict !== 0) return verdict;
    }
    return 0;
  };
}
