// The natural logarithm, correctly rounded but for about one argument in 30,000. Engines differ in
// the last bit of `Math.log`, and the polar method would show it: one in fourteen results with V8's.
// Method: x = 2^k c (1 + r) with c one of 91 centres, and log(1 + r) by its series; the first two
// terms and the tabulated logarithms carry extra bits (P. T. P. Tang, ACM TOMS 16(4), 1990).

import { logarithm, pair } from "./double-double.js";

const FIRST = 90;
const LAST = 180;
/** 1 over the centre, and the centre's logarithm in two parts, for every centre. */
const TABLE = new Float64Array(3 * (LAST - FIRST + 1));

/** 2^i. */
const POWERS = Float64Array.from({ length: 128 }, (_, i) => 2 ** i);

/** `value` with only its bits of weight 2^-40 and more: sums of a few such numbers are exact. */
const coarse = (value: number) => Math.round(value * 2 ** 40) * 2 ** -40;

function fillTable(): void {
  for (let i = FIRST; i <= LAST; i++) {
    const exact = i === 128 ? pair(0) : logarithm(pair(i / 128));
    const high = coarse(exact.high);
    TABLE.set([128 / i, high, exact.high - high + exact.low], 3 * (i - FIRST));
  }
}

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** Puts the natural logarithms of `count` numbers of `from`, in [2^-120, 1], into `to`. */
export function preciseLogs(from: Float64Array, to: Float64Array, count: number): void {
  if (TABLE[0] === 0) fillTable();
  for (let i = 0; i < count; i++) {
    // Mantissas are taken from [0.703125, 1.40625), so that 1 is a centre: the upper word of 1.40625
    // is 0x3ff68000.
    const x = from[i]!;
    double[0] = x;
    const exponent = (words[1]! - 0x3fe68000) >> 20;
    const mantissa = x * POWERS[-exponent]!;

    const index = (mantissa * 128 + 0.5) | 0;
    const centre = index / 128;
    const at = 3 * (index - FIRST);
    const inverse = TABLE[at]!;
    // r = (mantissa - centre) / centre as q + rest, with the remainder formed exactly.
    const difference = mantissa - centre;
    const q = difference * inverse;
    const big = q * (2 ** 27 + 1);
    const upper = big - (big - q);
    const lower = q - upper;
    const rest = (difference - upper * centre - lower * centre) * inverse;

    // -r^2 / 2 as half + halfRest, and the terms from r^3 / 3 on.
    const square = q * q;
    const half = -0.5 * square;
    const halfRest = -0.5 * (upper * upper - square + 2 * upper * lower + lower * lower);
    const even = 1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9)));
    const odd = 1 / 4 + square * (1 / 6 + square * (1 / 8));
    const series = square * q * (even - q * odd);

    // ln 2 in two parts, the first of 40 fractional bits.
    const base = exponent * 0.6931471805601177 + TABLE[at + 1]!;
    const baseLow = exponent * -1.7239444525614835e-13 + TABLE[at + 2]!;
    const first = base + q;
    const firstLow = q - (first - base);
    const second = first + half;
    const secondLow = half - (second - first);
    to[i] = second + (series + (rest * (1 - q) + halfRest + firstLow + secondLow + baseLow));
  }
}
