// Standard normal and standard exponential numbers by the ziggurat method (see ziggurat-tables.ts),
// in double and in single precision, taking draws exactly as NumPy's Generator does.
// A rejected candidate is NaN here: no candidate can be.

import type { BitStream } from "./bit-stream.js";
import { DrawBlock32, DrawBlock64 } from "./draw-block.js";
import {
  EXPONENTIAL_TAIL,
  exponentialZiggurat,
  exponentialZigguratFloat,
  NORMAL_TAIL,
  NORMAL_TAIL_INVERSE,
  normalZiggurat,
  normalZigguratFloat,
  type ZigguratTables,
} from "./ziggurat-tables.js";

const { fround } = Math;

/** Fills `out` with standard normal doubles. */
export function fillStandardNormal(bits: BitStream, out: Float64Array): void {
  const tables = normalZiggurat();
  const { inside, width } = tables;
  const block = new DrawBlock64(bits, out.length);
  const words = block.words;
  for (let i = 0; i < out.length; ) {
    block.due = out.length - i;
    block.ready();
    let at = block.at;
    while (at < block.end) {
      // Bits 0-7 choose the layer, bit 8 the sign, bits 9-60 the place in the layer.
      const low = words[at]!;
      const layer = low & 255;
      const place = (words[at + 1]! & 0x1fffffff) * 8388608 + (low >>> 9);
      const x = place * width[layer]! * (1 - ((low >>> 7) & 2));
      at += 2;
      if (place < inside[layer]!) {
        out[i++] = x;
        continue;
      }
      block.at = at;
      block.due = out.length - i;
      const candidate = layer === 0 ? normalTail(block, low) : normalEdge(block, tables, layer, x);
      at = block.at;
      // Accepted or not, the block may have been drawn anew: look at it again.
      if (!Number.isNaN(candidate)) out[i++] = candidate;
      break;
    }
    block.at = at;
  }
}

function normalEdge(
  block: DrawBlock64,
  { density }: ZigguratTables,
  layer: number,
  x: number,
): number {
  const edge = density[layer]!;
  const y = (density[layer - 1]! - edge) * block.nextDouble() + edge;
  return y < Math.exp(-0.5 * x * x) ? x : Number.NaN;
}

/** Marsaglia's method for the tail; the sign is a bit of the draw that chose it. */
function normalTail(block: DrawBlock64, low: number): number {
  for (;;) {
    const x = -NORMAL_TAIL_INVERSE * Math.log1p(-block.nextDouble());
    const y = -Math.log1p(-block.nextDouble());
    if (y + y > x * x) return (low >>> 17) & 1 ? -(NORMAL_TAIL + x) : NORMAL_TAIL + x;
  }
}

/** Fills `out` with standard normal floats. */
export function fillStandardNormalFloat(bits: BitStream, out: Float32Array): void {
  const tables = normalZigguratFloat();
  const block = new DrawBlock32(bits, out.length);
  for (let i = 0; i < out.length; ) {
    block.due = out.length - i;
    const word = block.next();
    const layer = word & 255;
    const place = word >>> 9;
    const x = fround(place * tables.width[layer]!) * (1 - ((word >>> 7) & 2));
    if (place < tables.inside[layer]!) {
      out[i++] = x;
      continue;
    }
    const candidate =
      layer === 0 ? normalTailFloat(block, word) : normalEdgeFloat(block, tables, layer, x);
    if (!Number.isNaN(candidate)) out[i++] = candidate;
  }
}

function normalEdgeFloat(
  block: DrawBlock32,
  tables: ZigguratTables<Float32Array>,
  layer: number,
  x: number,
): number {
  return floatHeight(block, tables, layer) < Math.exp(-0.5 * x * x) ? x : Number.NaN;
}

/** A uniform height within the layer, every operation rounded to single precision. */
function floatHeight(
  block: DrawBlock32,
  { density }: ZigguratTables<Float32Array>,
  layer: number,
): number {
  const edge = density[layer]!;
  return fround(fround(fround(density[layer - 1]! - edge) * block.nextFloat()) + edge);
}

function normalTailFloat(block: DrawBlock32, word: number): number {
  const tail = fround(NORMAL_TAIL);
  const inverse = fround(NORMAL_TAIL_INVERSE);
  for (;;) {
    const x = fround(-inverse * fround(Math.log1p(-block.nextFloat())));
    const y = -fround(Math.log1p(-block.nextFloat()));
    if (fround(y + y) > fround(x * x)) {
      return (word >>> 17) & 1 ? -fround(tail + x) : fround(tail + x);
    }
  }
}

/** Fills `out` with standard exponential doubles. */
export function fillStandardExponential(bits: BitStream, out: Float64Array): void {
  const { inside, width, density } = exponentialZiggurat();
  const block = new DrawBlock64(bits, out.length);
  for (let i = 0; i < out.length; ) {
    block.due = out.length - i;
    block.ready();
    const low = block.words[block.at]!;
    const place = (block.words[block.at + 1]! >>> 0) * 2097152 + (low >>> 11);
    block.at += 2;
    const layer = (low >>> 3) & 255;
    const x = place * width[layer]!;
    if (place < inside[layer]!) {
      out[i++] = x;
    } else if (layer === 0) {
      out[i++] = EXPONENTIAL_TAIL - Math.log1p(-block.nextDouble());
    } else {
      const edge = density[layer]!;
      const y = (density[layer - 1]! - edge) * block.nextDouble() + edge;
      if (y < Math.exp(-x)) out[i++] = x;
    }
  }
}

/** Fills `out` with standard exponential floats. */
export function fillStandardExponentialFloat(bits: BitStream, out: Float32Array): void {
  const tables = exponentialZigguratFloat();
  const tail = fround(EXPONENTIAL_TAIL);
  const block = new DrawBlock32(bits, out.length);
  for (let i = 0; i < out.length; ) {
    block.due = out.length - i;
    const word = block.next();
    const layer = (word >>> 1) & 255;
    const place = word >>> 9;
    const x = fround(place * tables.width[layer]!);
    if (place < tables.inside[layer]!) {
      out[i++] = x;
    } else if (layer === 0) {
      out[i++] = fround(tail - fround(Math.log1p(-block.nextFloat())));
    } else if (floatHeight(block, tables, layer) < fround(Math.exp(-x))) {
      out[i++] = x;
    }
  }
}
