// Where a boolean array is true, as bytes, counts and flat positions: what masks, nonzero and their kin are made of.

import type { NDArray } from "../core/ndarray.js";
import { countTrueNative, positionsNative } from "../kernel/moves.js";
import { viewsOf } from "../memory/buffer-views.js";
import { contiguous } from "./values.js";

/** The bytes of a boolean array in C order; those that are not 0 are true. A view where it is contiguous. */
export function truthBytes(mask: NDArray, operation: string): Uint8Array {
  const flat = contiguous(mask, "C", operation);
  return new Uint8Array(flat.live().buffer as ArrayBuffer, flat.byteOffset, flat.size);
}

/** The bytes four at a time, from the first that lies at a multiple of four. */
function wordsOf(truth: Uint8Array): { lead: number; words: Uint32Array } {
  const lead = Math.min(truth.length, -truth.byteOffset & 3);
  const count = (truth.length - lead) >>> 2;
  const start = count === 0 ? 0 : truth.byteOffset + lead;
  return { lead, words: new Uint32Array(truth.buffer, start, count) };
}

/** Bytes from which machine code pays. */
const large = 512;

/** How many bytes are not 0. */
export function countTrue(truth: Uint8Array): number {
  if (truth.length >= large) {
    const found = countTrueNative(viewsOf(truth.buffer), truth.byteOffset, truth.length);
    if (found >= 0) return found;
  }
  const { lead, words } = wordsOf(truth);
  let count = 0;
  for (let i = 0; i < lead; i++) count += truth[i] === 0 ? 0 : 1;
  // each byte of the sum counts up to 255 words
  for (let start = 0; start < words.length; start += 255) {
    const end = Math.min(start + 255, words.length);
    let sums = 0;
    for (let k = start; k < end; k++) {
      const word = words[k]!;
      // the low bit of each byte: whether any of its bits is set
      let any = word | (word >>> 4);
      any |= any >>> 2;
      any |= any >>> 1;
      sums += any & 0x01010101;
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  for (let i = lead + 4 * words.length; i < truth.length; i++) count += truth[i] === 0 ? 0 : 1;
  return count;
}

/** Masks up to this size are read element by element: an engine's typed array costs more than they do. */
const small = 512;
const scratch = new Int32Array(small);

/** The flat positions where a boolean array is true. */
export function maskPositions(mask: NDArray): Int32Array {
  const { _shape: shape, _strides: strides, size } = mask;
  if (size > small || shape.length !== 1) return truePositions(truthBytes(mask, "mask"));
  const { views } = mask.live();
  if (views.byteLength >= 2 ** 32) return truePositions(truthBytes(mask, "mask"));
  const bytes = views.u8;
  const step = strides[0]!;
  let next = 0;
  for (let i = 0, at = mask.byteOffset; i < size; i++, at += step) {
    scratch[next] = i;
    if (bytes[at] !== 0) next += 1;
  }
  return scratch.slice(0, next);
}

/** The positions of the bytes that are not 0: written without asking, kept where it counts. */
export function truePositions(truth: Uint8Array): Int32Array {
  if (truth.length >= large) {
    const list = positionsNative(viewsOf(truth.buffer), truth.byteOffset, truth.length);
    if (list !== null) return list;
  }
  // one more than there are: the last may be written and not kept
  const found = new Int32Array(countTrue(truth) + 1);
  const { lead, words } = wordsOf(truth);
  let next = 0;
  const tail = lead + 4 * words.length;
  for (let i = 0; i < lead; i++) {
    found[next] = i;
    next += truth[i] === 0 ? 0 : 1;
  }
  for (let k = 0, i = lead; k < words.length; k++, i += 4) {
    const word = words[k]!;
    if (word === 0) continue;
    found[next] = i;
    next += (word & 0xff) === 0 ? 0 : 1;
    found[next] = i + 1;
    next += (word & 0xff00) === 0 ? 0 : 1;
    found[next] = i + 2;
    next += (word & 0xff0000) === 0 ? 0 : 1;
    found[next] = i + 3;
    next += word >>> 24 === 0 ? 0 : 1;
  }
  for (let i = tail; i < truth.length; i++) {
    found[next] = i;
    next += truth[i] === 0 ? 0 : 1;
  }
  return found.subarray(0, next);
}
