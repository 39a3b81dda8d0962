// The floating-point errors of complex powers: those of each step in which NumPy and the C library work them out. What
// the powers are is in complex-functions.ts.

import { DIVIDE, INVALID, OVER } from "../errors.js";
import { C, cexp, clog } from "./complex-functions.js";

const { isFinite: isOrdinary, isNaN: isNone } = Number;
const abs = Math.abs;

let raised = 0;
let round: (x: number) => number = Math.fround;
const double = (x: number): number => x;

function note(made: number, x: number, y: number): number {
  const result = round(made);
  if (isNone(result)) {
    if (!isNone(x) && !isNone(y)) raised |= INVALID;
  } else if (!isOrdinary(result) && isOrdinary(x) && isOrdinary(y)) raised |= OVER;
  return result;
}

const times = (x: number, y: number): number => note(x * y, x, y);
const plus = (x: number, y: number): number => note(x + y, x, y);

function over(x: number, y: number): number {
  const result = round(x / y);
  if (y === 0 && isOrdinary(x) && x !== 0) raised |= DIVIDE;
  else note(x / y, x, y);
  return result;
}

type Pair = readonly [re: number, im: number];

function product([a, b]: Pair, [c, d]: Pair): Pair {
  return [plus(times(a, c), -times(b, d)), plus(times(a, d), times(b, c))];
}

/** Smith's 1 / z. */
function inverse([x, y]: Pair): void {
  // a NaN is in no order
  if (isNone(x) || isNone(y)) raised |= INVALID;
  if (x === 0 && y === 0) {
    over(1, abs(x));
    over(0, abs(y));
    return;
  }
  const [big, small] = abs(x) >= abs(y) ? [x, y] : [y, x];
  const ratio = over(small, big);
  const scale = over(1, plus(big, times(small, ratio)));
  const [p, q] = abs(x) >= abs(y) ? [1, 0] : [0, 1];
  times(plus(p, times(q, ratio)), scale);
  times(plus(q, -times(p, ratio)), scale);
}

/** Powers by repeated multiplication. */
function wholePower(base: Pair, exponent: number): void {
  if (exponent === 1) return;
  if (exponent === 2 || exponent === 3) {
    const square = product(base, base);
    if (exponent === 3) product(base, square);
    return;
  }
  const n = abs(exponent);
  let mask = 1;
  let result: Pair = [1, 0];
  let square = base;
  for (;;) {
    if (n & mask) result = product(result, square);
    mask <<= 1;
    if (n < mask) break;
    square = product(square, square);
  }
  if (exponent < 0) inverse(result);
}

/** C's product, which looks again where both parts are NaN. */
function libraryProduct(x: Pair, y: Pair): Pair {
  const first = product(x, y);
  if (!isNone(first[0]) || !isNone(first[1])) return first;
  const isInfinite = (one: number) => abs(one) === Number.POSITIVE_INFINITY;
  const products = x.flatMap((one) => y.map((other) => round(one * other)));
  if (![...x, ...y, ...products].some(isInfinite)) return first;
  const sign = (one: number, size: number) => (one < 0 || Object.is(one, -0) ? -size : size);
  const boxed = (one: number) => sign(one, isInfinite(one) ? 1 : 0);
  const plain = (one: number) => (isNone(one) ? 0 : one);
  const replaced = (pair: Pair): Pair => {
    const make = pair.some(isInfinite) ? boxed : plain;
    return [make(pair[0]), make(pair[1])];
  };
  const [a, b] = replaced(x);
  const [c, d] = replaced(y);
  return [
    times(Number.POSITIVE_INFINITY, a * c - b * d),
    times(Number.POSITIVE_INFINITY, a * d + b * c),
  ];
}

function exponential([u, v]: Pair): void {
  if (isOrdinary(u)) {
    if (!isOrdinary(v)) {
      raised |= INVALID;
      return;
    }
    cexp(u, v);
    if (!isOrdinary(round(C.re)) || !isOrdinary(round(C.im))) raised |= OVER;
    return;
  }
  const endless = abs(v) === Number.POSITIVE_INFINITY;
  if (isNone(u)) {
    if (v !== 0 && !isNone(v)) raised |= INVALID;
  } else if (u > 0 && endless) raised |= INVALID;
}

function errorsOf(base: Pair, exponent: Pair): number {
  raised = 0;
  const [br, bi] = exponent;
  if (br === 0 && bi === 0) return 0;
  if (base[0] === 0 && base[1] === 0) return br > 0 ? 0 : INVALID;
  if (bi === 0 && Number.isInteger(br) && abs(br) < 100) {
    wholePower(base, br);
    return raised;
  }
  // a NaN is in no order
  if (bi === 0 && isNone(br)) raised |= INVALID;
  clog(base[0], base[1]);
  exponential(libraryProduct(exponent, [round(C.re), round(C.im)]));
  return raised;
}

/** The errors of a power, as bits. */
export function cpowErrors(ar: number, ai: number, br: number, bi: number): number {
  round = double;
  return errorsOf([ar, ai], [br, bi]);
}

/** The same in single precision. */
export function cpowfErrors(ar: number, ai: number, br: number, bi: number): number {
  round = Math.fround;
  return errorsOf([ar, ai], [br, bi]);
}
