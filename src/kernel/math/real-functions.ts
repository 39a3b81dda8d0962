// Real functions that JavaScript lacks or defines differently from C99, on doubles.

const doubles = new Float64Array(1);
const halves = new Uint32Array(doubles.buffer);

/** |x| with the sign of y, also of a zero or NaN. */
export function copysign(x: number, y: number): number {
  doubles[0] = y;
  const magnitude = Math.abs(x);
  return halves[1]! >>> 31 ? -magnitude : magnitude;
}

/** C99's pow: 1 to any power, anything to the power 0 and -1 to an infinite power are 1. */
export function pow(x: number, y: number): number {
  if (x === 1 || y === 0) return 1;
  if (x === -1 && (y === Infinity || y === -Infinity)) return 1;
  return x ** y;
}

/** Splits a double into a high part of 26 bits and the rest. */
const SPLIT = 134217729;

/** sqrt(x² + y²) without overflow on the way, within one unit in the last place. */
export function hypot(x: number, y: number): number {
  let big = Math.abs(x);
  let small = Math.abs(y);
  if (small > big) [big, small] = [small, big];
  if (!(big < 1e150 && small > 1e-140)) return hypotExtreme(big, small);
  const h = Math.sqrt(big * big + small * small);
  // One Newton step on the exact residue h² - big² - small².
  const hh = SPLIT * h - (SPLIT * h - h);
  const hl = h - hh;
  const bh = SPLIT * big - (SPLIT * big - big);
  const bl = big - bh;
  const residue =
    (hh - bh) * (hh + bh) + (2 * hh * hl - 2 * bh * bl) + (hl * hl - bl * bl) - small * small;
  return h - residue / (2 * h);
}

function hypotExtreme(big: number, small: number): number {
  if (big === Infinity || small === Infinity) return Infinity;
  if (Number.isNaN(big) || Number.isNaN(small)) return NaN;
  if (small === 0 || big > small * 1e17) return big + small;
  if (big >= 1e150) return hypot(big * 2 ** -600, small * 2 ** -600) * 2 ** 600;
  return hypot(big * 2 ** 600, small * 2 ** 600) * 2 ** -600;
}

/** 2 to the x. */
export function exp2(x: number): number {
  return 2 ** x;
}
