// Arithmetic on unevaluated sums of two doubles (about 106 bits), enough of it to build the tables
// of this folder so that every entry is correctly rounded, whatever the machine's `Math.exp` does.
// Method: T. J. Dekker, "A floating-point technique for extending the available precision" (1971).
// Built for clearness: nothing here may be called once per random number.

/** The number `high + low`, with `|low|` at most half a unit in the last place of `high`. */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

const SPLIT = 2 ** 27 + 1;

/** `high + low` for doubles that overlap by any amount. */
export function pair(high: number, low = 0): DoubleDouble {
  const sum = high + low;
  const part = sum - high;
  return { high: sum, low: high - (sum - part) + (low - part) };
}

/** The exact product of two doubles. */
export function exactProduct(a: number, b: number): DoubleDouble {
  const product = a * b;
  const aBig = a * SPLIT;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = b * SPLIT;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  const low = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
  return { high: product, low };
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = pair(a.high, b.high);
  const low = pair(a.low, b.low);
  const first = pair(high.high, high.low + low.high);
  return pair(first.high, first.low + low.low);
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = exactProduct(a.high, b.high);
  return pair(product.high, product.low + (a.high * b.low + a.low * b.high));
}

export function negate(a: DoubleDouble): DoubleDouble {
  return { high: -a.high, low: -a.low };
}

/** `a` times a power of two, exact. */
export function scale(a: DoubleDouble, power: number): DoubleDouble {
  return { high: a.high * power, low: a.low * power };
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.high / b.high;
  const rest = add(a, negate(multiply(b, pair(first))));
  const second = rest.high / b.high;
  const last = add(rest, negate(multiply(b, pair(second))));
  return add(pair(first, second), pair(last.high / b.high));
}

export function squareRoot(a: DoubleDouble): DoubleDouble {
  const guess = Math.sqrt(a.high);
  const rest = add(a, negate(exactProduct(guess, guess)));
  return pair(guess, rest.high / (2 * guess));
}

/** ln 2 to 106 bits. */
export const LN2: DoubleDouble = { high: Math.LN2, low: 2.3190468138462996e-17 };

const HALVINGS = 9;
/** 1 / n!, the coefficients of Taylor's series. */
const INVERSE_FACTORIALS: DoubleDouble[] = [pair(1)];
for (let n = 1; n <= 11; n++) {
  INVERSE_FACTORIALS.push(divide(INVERSE_FACTORIALS[n - 1]!, pair(n)));
}

/** e to the `x`: Taylor's series on `x` reduced by multiples of ln 2 and halved nine times. */
export function exponential(x: DoubleDouble): DoubleDouble {
  const twos = Math.round(x.high / LN2.high);
  const reduced = scale(add(x, negate(multiply(LN2, pair(twos)))), 2 ** -HALVINGS);
  let sum = pair(0);
  for (let n = 11; n >= 1; n--) sum = multiply(add(sum, INVERSE_FACTORIALS[n]!), reduced);
  // (1 + s)^2 - 1 = 2 s + s^2 keeps the bits that 1 + s would drop.
  for (let i = 0; i < HALVINGS; i++) sum = add(scale(sum, 2), multiply(sum, sum));
  return scale(add(pair(1), sum), 2 ** twos);
}

/** The natural logarithm of `x`: one step of Newton's iteration doubles the digits of `Math.log`. */
export function logarithm(x: DoubleDouble): DoubleDouble {
  const y = pair(Math.log(x.high));
  return add(y, add(multiply(x, exponential(negate(y))), pair(-1)));
}
