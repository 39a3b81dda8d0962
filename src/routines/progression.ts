// Filling an array with an arithmetic progression, in each dtype's own arithmetic: what arange, linspace
// and indices are made of. Which values are asked for is the callers' business.

import type { Complex } from "../core/complex.js";
import { codecOf } from "../core/element.js";
import { numberToHalf } from "../core/half.js";
import type { NDArray } from "../core/ndarray.js";
import { fillLong } from "./progression-kernels.js";

/** A value of a progression: exact integers, floats, or the complex numbers of a complex dtype. */
export type Term = number | bigint | boolean | Complex;

/**
 * Writes `first`, `second` and the terms that follow them into a fresh one-dimensional array of native byte
 * order. As in NumPy the step is the difference of the two *as stored*, and term i is `first + i * step`,
 * computed in the dtype: integers wrap around, floats round.
 *
 * @throws OverflowError if one of the first two does not fit the dtype
 */
export function fillProgression(array: NDArray, first: Term, second: Term): void {
  const { dtype, size } = array;
  if (size === 0) return;
  const codec = codecOf(dtype);
  const view = array.storage.views.dataView;
  const next = array.byteOffset + dtype.itemsize;
  codec.write(view, array.byteOffset, whole(array, first));
  if (size === 1) return;
  codec.write(view, next, whole(array, second));
  if (size === 2) return;
  const start = codec.read(view, array.byteOffset) as Term;
  const stored = codec.read(view, next) as Term;
  if (dtype.kind === "c") fillComplex(array, start as Complex, stored as Complex);
  else if (dtype.kind === "f") fillFloats(array, start as number, stored as number);
  else if (dtype.itemsize === 8) fillWide(array, start as number | bigint, stored as number);
  else fillIntegers(array, start as number, (stored as number) - (start as number));
}

/** Python's int() of a float, so that its bounds are checked as an integer's. */
function whole(array: NDArray, term: Term): Term {
  const { kind } = array.dtype;
  return typeof term === "number" && (kind === "i" || kind === "u") ? Math.trunc(term) : term;
}

// The loops begin at the third term: of infinite terms the step is NaN, which must not reach the first two.

function fillFloats(array: NDArray, start: number, second: number): void {
  const { size, dtype } = array;
  const { views } = array.storage;
  if (dtype.itemsize === 8) {
    const at = array.byteOffset / 8;
    const step = second - start;
    if (fillLong(array, start, step)) return;
    const to = views.f64;
    for (let i = 2; i < size; i++) to[at + i] = start + i * step;
    return;
  }
  // halves are computed as float32 too
  const { fround } = Math;
  const step = fround(second - start);
  if (dtype.itemsize === 4) {
    if (fillLong(array, start, step)) return;
    const at = array.byteOffset / 4;
    const to = views.f32;
    for (let i = 2; i < size; i++) to[at + i] = start + fround(fround(i) * step);
    return;
  }
  const at = array.byteOffset / 2;
  const to = views.u16;
  for (let i = 2; i < size; i++) {
    to[at + i] = numberToHalf(fround(start + fround(fround(i) * step)));
  }
}

function fillComplex(array: NDArray, start: Complex, second: Complex): void {
  const { size, dtype } = array;
  const single = dtype.itemsize === 8;
  const round = single ? Math.fround : (value: number) => value;
  const to = single ? array.storage.views.f32 : array.storage.views.f64;
  const re = round(second.re - start.re);
  const im = round(second.im - start.im);
  let at = array.byteOffset / (dtype.itemsize / 2) + 4;
  for (let i = 2; i < size; i++, at += 2) {
    to[at] = start.re + round(round(i) * re);
    to[at + 1] = start.im + round(round(i) * im);
  }
}

/** Integers of up to 32 bits: products modulo 2^32 are exact in all of them. */
function fillIntegers(array: NDArray, start: number, step: number): void {
  const { size, byteOffset, storage, itemsize } = array;
  const { buffer } = storage.views;
  if (fillLong(array, start, step)) return;
  if (buffer.byteLength < 2 ** 32) {
    const to = [storage.views.i8, storage.views.i16, storage.views.i32][itemsize >> 1]!;
    const at = byteOffset / itemsize;
    for (let i = 2; i < size; i++) to[at + i] = start + Math.imul(i, step);
    return;
  }
  // typed arrays of more than 2^32 elements are not to be had everywhere
  for (let done = 2; done < size; done += longestWindow) {
    const count = Math.min(longestWindow, size - done);
    const Kind = [Int8Array, Int16Array, Int32Array][itemsize >> 1]!;
    const to = new Kind(buffer as ArrayBuffer, byteOffset + done * itemsize, count);
    for (let i = 0; i < count; i++) to[i] = start + Math.imul(done + i, step);
  }
}

const longestWindow = 2 ** 28;

/** 64-bit integers, in two halves where doubles are exact, else as bigints. */
function fillWide(array: NDArray, start: number | bigint, second: number | bigint): void {
  if (array.size > 3 && fillLong(array, start, BigInt(second) - BigInt(start))) return;
  if (typeof start === "number" && typeof second === "number") {
    const step = second - start;
    const last = start + step * (array.size - 1);
    if (Number.isSafeInteger(step * array.size) && Number.isSafeInteger(last)) {
      fillHalves(array, start, step, Math.max(Math.abs(start), Math.abs(last)) < 2 ** 31);
      return;
    }
  }
  const { size } = array;
  const to = array.storage.views.i64;
  const first = BigInt(start);
  const step = BigInt(second) - first;
  const at = array.byteOffset / 8;
  let term = first + 2n * step;
  for (let i = 2; i < size; i++, term += step) to[at + i] = term;
}

function fillHalves(array: NDArray, start: number, step: number, narrow: boolean): void {
  const { size } = array;
  const to = array.storage.views.i32;
  let at = array.byteOffset / 4 + 4;
  if (narrow) {
    let term = start + 2 * step;
    for (let i = 2; i < size; i++, at += 2, term = (term + step) | 0) {
      to[at] = term;
      to[at + 1] = term >> 31;
    }
    return;
  }
  for (let i = 2; i < size; i++, at += 2) {
    const term = start + i * step;
    to[at] = term;
    to[at + 1] = Math.floor(term / 4294967296);
  }
}
