// The distributions of the old RandomState whose draws differ from Generator's: normal numbers by
// the polar method, which makes two at a time and keeps one, and exponential numbers by inversion.
// G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", SIAM Rev. 6, 1964.

import { type BitStream, BLOCK } from "./bit-stream.js";
import { preciseLogs } from "./logarithm.js";

/** The second number of a pair, waiting to be asked for. */
export interface GaussCache {
  value: number;
  waiting: boolean;
}

/** Fills `out` with standard normal doubles. */
export function fillGauss(bits: BitStream, cache: GaussCache, out: Float64Array): void {
  let i = 0;
  if (cache.waiting && out.length > 0) {
    out[i++] = cache.value;
    cache.waiting = false;
    cache.value = 0;
  }
  if (i === out.length) return;
  // A point makes two numbers, so no more points are drawn than are needed at least.
  const due = () => Math.min(BLOCK, Math.ceil((out.length - i) / 2));
  const points = new PolarPoints(due());
  while (i < out.length) {
    points.draw(bits, due());
    for (let p = 0; p < points.count; p++) {
      const square = points.square[p]!;
      const factor = Math.sqrt((-2 * points.log[p]!) / square);
      out[i++] = factor * points.y[p]!;
      const second = factor * points.x[p]!;
      if (i < out.length) {
        out[i++] = second;
      } else {
        cache.value = second;
        cache.waiting = true;
      }
    }
  }
}

/** Points of the unit disc, with their squared distances from the centre and the logarithms of those. */
class PolarPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly square: Float64Array;
  readonly log: Float64Array;
  count = 0;
  readonly #uniform: Float64Array;

  /** For up to `count` points at a time. */
  constructor(count: number) {
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.square = new Float64Array(count);
    this.log = new Float64Array(count);
    this.#uniform = new Float64Array(2 * count);
  }

  /** Draws `count` points of the square around the disc and keeps those in the disc. */
  draw(bits: BitStream, count: number): void {
    const uniform = this.#uniform;
    bits.fillDouble(uniform, 2 * count);
    const { x, y, square } = this;
    let kept = 0;
    for (let i = 0; i < 2 * count; i += 2) {
      const px = 2 * uniform[i]! - 1;
      const py = 2 * uniform[i + 1]! - 1;
      const distance = px * px + py * py;
      x[kept] = px;
      y[kept] = py;
      square[kept] = distance;
      kept += distance < 1 && distance !== 0 ? 1 : 0;
    }
    preciseLogs(square, this.log, kept);
    this.count = kept;
  }
}

/** Fills `out` with standard exponential doubles, by inversion. */
export function fillExponentialByLog(bits: BitStream, out: Float64Array): void {
  bits.fillDouble(out, out.length);
  for (let start = 0; start < out.length; start += BLOCK) {
    const part = out.subarray(start, start + BLOCK);
    for (let i = 0; i < part.length; i++) part[i] = 1 - part[i]!;
    preciseLogs(part, part, part.length);
    for (let i = 0; i < part.length; i++) part[i] = -part[i]!;
  }
}
