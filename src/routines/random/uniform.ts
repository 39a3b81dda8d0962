// Uniform numbers, and the in-place maps that give a standard distribution a place and a scale.

import { MemoryError } from "../../core/errors.js";
import { type BitStream, BLOCK } from "./bit-stream.js";

/** Fills `out` with floats in [0, 1) that have 24 random bits each. */
export function fillFloat(bits: BitStream, out: Float32Array): void {
  const words = new Int32Array(out.buffer, out.byteOffset, out.length);
  for (let start = 0; start < out.length; start += BLOCK) {
    const end = Math.min(out.length, start + BLOCK);
    bits.fill32(words, start, end - start);
    for (let i = start; i < end; i++) out[i] = (words[i]! >>> 8) * 2 ** -24;
  }
}

/** `out = place + scale * out`. */
export function moveAndScale(out: Float64Array, place: number, scale: number): void {
  for (let i = 0; i < out.length; i++) out[i] = place + scale * out[i]!;
}

/** `out = scale * out`. */
export function scaleAll(out: Float64Array, scale: number): void {
  for (let i = 0; i < out.length; i++) out[i] = scale * out[i]!;
}

/** Fills `out` with standard exponential numbers, -log(1 - u) of a uniform `u`. */
export function fillExponentialByInversion(bits: BitStream, out: Float64Array | Float32Array) {
  if (out instanceof Float64Array) bits.fillDouble(out);
  else fillFloat(bits, out);
  for (let i = 0; i < out.length; i++) out[i] = -Math.log1p(-out[i]!);
}

/** What a typed array of bytes spans in every Node. */
const LONGEST = 2 ** 32 - 4;

/** `length` random bytes. As in NumPy, no bytes take a word too. */
export function randomBytes(bits: BitStream, length: number): Uint8Array {
  if (typeof length !== "number" || Number.isNaN(length)) {
    throw new TypeError(`an integer is required (the number of bytes, got ${String(length)})`);
  }
  const count = Math.max(0, Math.trunc(length));
  if (count > LONGEST) {
    throw new MemoryError(`Unable to allocate ${count} random bytes; draw at most ${LONGEST}`);
  }
  const words = new Int32Array(Math.max(1, Math.ceil(count / 4)));
  bits.fill32(words, 0, words.length);
  return new Uint8Array(words.buffer, 0, count);
}
