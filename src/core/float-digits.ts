// Decimal digits of a binary float: the shortest that read back as the same float16, float32 or
// float64, or the exact value correctly rounded (half to even) at a chosen position. Nothing here
// knows about signs, padding, decimal points or print options: that is float-text.ts.
//
// Two paths give the same digits. `exactDigits` is the definition: long division of the float's
// exact rational value with BigInt, after Steele & White, "How to print floating-point numbers
// accurately" (PLDI 1990). The quick path uses what ECMA-262 guarantees of Number.prototype.toFixed,
// toExponential and toPrecision (exact, but ties go up) and answers only where no tie and no
// interval boundary is in play; each guard says why it is enough.

/** Bytes of a float: 2 (float16), 4 (float32) or 8 (float64). */
export type FloatWidth = 2 | 4 | 8;

/** A positive decimal number d.ddd × 10^exponent; `digits` has no point and at least one digit. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** How many digits to make. */
export interface DigitRequest {
  /** Stop as soon as the digits identify the float among its neighbours. */
  readonly unique: boolean;
  /** Do `most` and `least` count digits after the point ("fraction") or all digits ("total")? */
  readonly count: "fraction" | "total";
  /** Digits at most; -1 for no bound. */
  readonly most: number;
  /** Digits at least, in unique mode; -1 for no bound. */
  readonly least: number;
  /** Are trailing zeros of the digits seen by the caller (they are kept), or trimmed anyway? */
  readonly keepZeros: boolean;
}

interface FloatFormat {
  /** Stored bits of the significand. */
  readonly bits: number;
  /** Exponent of the last bit of a subnormal: the value is m × 2^minExponent. */
  readonly minExponent: number;
}

const formats: Readonly<Record<FloatWidth, FloatFormat>> = {
  2: { bits: 10, minExponent: -24 },
  4: { bits: 23, minExponent: -149 },
  8: { bits: 52, minExponent: -1074 },
};

const scratch = new DataView(new ArrayBuffer(8));

interface Parts {
  readonly significand: bigint;
  /** value = significand × 2^exponent */
  readonly exponent: number;
  /** A power of two whose lower neighbour is half as far as its upper one. */
  readonly unequal: boolean;
}

/** Takes a positive finite float apart; `x` must be representable in the format. */
function partsOf(x: number, width: FloatWidth): Parts {
  const { bits, minExponent } = formats[width];
  scratch.setFloat64(0, x);
  const high = scratch.getUint32(0);
  const fraction = BigInt(high & 0xfffff) * 0x1_0000_0000n + BigInt(scratch.getUint32(4));
  const biased = (high >>> 20) & 0x7ff;
  let significand = biased === 0 ? fraction : fraction + 0x10_0000_0000_0000n;
  let exponent = Math.max(biased, 1) - 1075;
  // The unit in the last place of the narrower format: it can't be finer than its subnormals'.
  const unit = Math.max(exponent + 52 - bits, minExponent);
  if (unit > exponent) {
    significand >>= BigInt(unit - exponent);
    exponent = unit;
  }
  const unequal = significand === 1n << BigInt(bits) && exponent > minExponent;
  return { significand, exponent, unequal };
}

/** Whether `x` is a power of two: the only floats whose neighbours are not equally far. */
function isPowerOfTwo(x: number): boolean {
  scratch.setFloat64(0, x);
  const high = scratch.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  return biased === 0 || ((high & 0xfffff) === 0 && scratch.getUint32(4) === 0);
}

function pow10(n: number): bigint {
  return 10n ** BigInt(n);
}

/** Decimal exponent of a positive float's first digit. */
function exponentOf(x: number): number {
  const text = x.toExponential(20);
  return Number(text.slice(text.indexOf("e") + 1));
}

/**
 * Digits by exact long division: the definition that the quick path must meet.
 *
 * In unique mode digits are made until what has been written, or the same with its last digit one
 * up, lies within the interval that rounds to `x` (ends included where `x`'s significand is even);
 * then, and at a cutoff, the remainder decides which of the two is nearer, the even digit on a tie.
 */
export function exactDigits(x: number, width: FloatWidth, request: DigitRequest): Decimal {
  const { significand, exponent, unequal } = partsOf(x, width);
  const even = (significand & 1n) === 0n;
  // value = numerator / denominator; `below` and `above` are the half gaps to the neighbours, in
  // the same unit. The factor 4 keeps a quarter of a gap whole.
  const scale = BigInt(Math.max(exponent, 0));
  let numerator = (significand * 4n) << scale;
  let denominator = 4n << BigInt(Math.max(-exponent, 0));
  let above = 2n << scale;
  let below = unequal ? 1n << scale : above;

  let first = exponentOf(x);
  // 21 digits can't tell a float from a power of ten that is nearer than 1e-21 of it.
  const compare = (n: number): boolean =>
    n >= 0 ? numerator >= denominator * pow10(n) : numerator * pow10(-n) >= denominator;
  if (!compare(first)) first--;
  else if (compare(first + 1)) first++;

  const { unique, count, most, least } = request;
  // A value wholly beyond the last allowed position still makes one digit there: 0, or 1 if it
  // rounds up.
  if (count === "fraction" && most >= 0 && first < -most) first = 0 - most;
  let last = Number.NEGATIVE_INFINITY;
  if (most >= 0) last = count === "fraction" ? -most : first + 1 - most;
  let enough = Number.POSITIVE_INFINITY;
  if (unique && least >= 0) enough = count === "fraction" ? -least : first + 1 - least;

  if (first >= 0) {
    denominator *= pow10(first);
  } else {
    const factor = pow10(-first);
    numerator *= factor;
    above *= factor;
    below *= factor;
  }

  let digits = "";
  let position = first;
  let low = false;
  let high = false;
  let digit = 0n;
  for (; ; position--) {
    digit = numerator / denominator;
    numerator -= digit * denominator;
    if (unique) {
      const up = numerator + above;
      low = even ? numerator <= below : numerator < below;
      high = even ? up >= denominator : up > denominator;
      if ((low || high) && position <= enough) break;
    } else if (numerator === 0n) break;
    if (position === last) break;
    digits += digit.toString();
    numerator *= 10n;
    above *= 10n;
    below *= 10n;
  }
  let roundUp = high;
  if (low === high) {
    const twice = numerator * 2n;
    roundUp = twice > denominator || (twice === denominator && (digit & 1n) === 1n);
  }
  if (!roundUp) return { digits: digits + digit.toString(), exponent: first };
  return carry(digits + digit.toString(), first);
}

/** One up in the last digit; nines that overflow are dropped, not kept as zeros. */
function carry(digits: string, exponent: number): Decimal {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "9") end--;
  if (end === 0) return { digits: "1", exponent: exponent + 1 };
  return { digits: digits.slice(0, end - 1) + (Number(digits[end - 1]) + 1), exponent };
}

/** Reads "d.ddde±x". */
function parseExponential(text: string): Decimal {
  const e = text.indexOf("e");
  const mantissa = text.slice(0, e);
  const digits = mantissa.length > 1 ? mantissa[0] + mantissa.slice(2) : mantissa;
  return { digits, exponent: Number(text.slice(e + 1)) };
}

const shortestRequest: DigitRequest = {
  unique: true,
  count: "total",
  most: -1,
  least: -1,
  keepZeros: true,
};

/**
 * The fewest digits that read back as `x` in its own format, the nearest to `x` among those.
 * `x` must be positive and finite.
 */
export function shortestDigits(x: number, width: FloatWidth): Decimal {
  // ECMA-262 Number::toString gives the fewest digits; that engines also take the nearest and, on a
  // tie, the even one is its recommendation, which the tests hold against exactDigits.
  if (width === 8) return parseExponential(x.toExponential());
  return shortestNarrow(x, width) ?? exactDigits(x, width, shortestRequest);
}

const spacing = new Float32Array(1);
const spacingBits = new Uint32Array(spacing.buffer);

/** Half the gap between `x` and its neighbours in a format narrower than float64. */
function halfGap(x: number, width: FloatWidth): number {
  if (width === 4) {
    spacing[0] = x;
    const biased = spacingBits[0]! >>> 23;
    return 2 ** (Math.max(biased, 1) - 151);
  }
  return 2 ** (Math.max(Math.floor(Math.log2(x)), -14) - 11);
}

/**
 * Shortest digits of a float16 or float32 by trying p = 1, 2, 3 … digits, or null where that can't
 * be proved right.
 *
 * The interval that rounds to `x` has ends `lo` and `hi` that are exact in float64. A candidate is
 * the p-digit decimal nearest to `x`; if it is outside, so are all others of p digits, the interval
 * being symmetric. Reading the candidate into a float64 `d` is monotonic, so `lo < d < hi` proves
 * that the decimal is inside and `d < lo` or `d > hi` that it is not; on an end nothing is proved.
 * Powers of two (asymmetric) and exact ties between two candidates are left to the exact path.
 *
 * Of a normal float the search begins at 3 or 6 digits: these lie further apart (relatively 1/999,
 * 1/999999) than the interval is wide (2^-10, 2^-23), so at most one is inside, and any shorter
 * decimal inside is that one with zeros at its end.
 */
function shortestNarrow(x: number, width: FloatWidth): Decimal | null {
  if (isPowerOfTwo(x)) return null;
  const half = halfGap(x, width);
  const lo = x - half;
  const hi = x + half;
  const normal = x >= (width === 4 ? 2 ** -126 : 2 ** -14);
  for (let p = normal ? (width === 4 ? 6 : 3) : 1; p <= 9; p++) {
    const text = x.toExponential(p - 1);
    const d = Number(text);
    if (d === lo || d === hi) return null;
    if (d > lo && d < hi) {
      const found = parseExponential(text);
      if (isTie(x, p - 1 - found.exponent)) return null;
      return { digits: withoutZeros(found.digits), exponent: found.exponent };
    }
  }
  return null;
}

function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits[end - 1] === "0") end--;
  return end === digits.length ? digits : digits.slice(0, end);
}

/**
 * Whether `x` may lie exactly half way between two decimals of `places` digits after the point.
 *
 * x = (2n+1)/2 × 10^-places means that x × 2^(places+1) is an odd integer (5^places is odd). The
 * scaling by a power of two is exact unless it overflows or underflows, and then it is not a tie.
 */
function isTie(x: number, places: number): boolean {
  const shift = places + 1;
  if (shift > 1074 || shift < -1074) return false;
  const scaled = shift > 1000 ? x * 2 ** 1000 * 2 ** (shift - 1000) : x * 2 ** shift;
  return Math.abs(scaled % 2) === 1;
}

/** Digits of a positive finite float as asked for. */
export function generateDigits(x: number, width: FloatWidth, request: DigitRequest): Decimal {
  return quickDigits(x, width, request) ?? exactDigits(x, width, request);
}

function quickDigits(x: number, width: FloatWidth, request: DigitRequest): Decimal | null {
  const { unique, count, most, least } = request;
  if (!unique) return roundedDigits(x, request, most);
  const shortest = shortestDigits(x, width);
  const written =
    count === "total" ? shortest.digits.length : shortest.digits.length - 1 - shortest.exponent;
  // Shortest digits that don't fit are not cut: the exact value is rounded there.
  if (most >= 0 && written > most) return roundedDigits(x, request, most);
  // Digits beyond the shortest are the exact value's. Where the interval is symmetric, ending by it
  // is rounding to the nearest; a power of two is left to the definition.
  if (least >= 0 && written < least) {
    return isPowerOfTwo(x) ? null : roundedDigits(x, request, least);
  }
  return shortest;
}

/** The exact value rounded to `most` digits by the platform; null where that may not be meant. */
function roundedDigits(x: number, request: DigitRequest, most: number): Decimal | null {
  const { count, keepZeros } = request;
  const rounded = count === "total" ? roundedInTotal(x, most) : roundedInFraction(x, most);
  // The platform writes zeros also where nothing remains or nines were carried away.
  return keepZeros && rounded?.digits.endsWith("0") ? null : rounded;
}

function roundedInTotal(x: number, most: number): Decimal | null {
  if (most < 1 || most > 101) return null;
  const found = parseExponential(x.toExponential(most - 1));
  // A result of 1000… may have been 999… before it was rounded: then the exponent was one less.
  const first = found.digits[0] === "1" ? exponentOf(x) : found.exponent;
  return isTie(x, most - 1 - first) ? null : found;
}

function roundedInFraction(x: number, most: number): Decimal | null {
  if (most > 100 || x >= 1e21 || isTie(x, most)) return null;
  const text = x.toFixed(most);
  const point = text.indexOf(".");
  const whole = point < 0 ? text : text.slice(0, point);
  if (whole !== "0") {
    const digits = point < 0 ? whole : whole + text.slice(point + 1);
    return { digits, exponent: whole.length - 1 };
  }
  if (point < 0) return { digits: "0", exponent: 0 };
  let start = point + 1;
  while (start < text.length - 1 && text[start] === "0") start++;
  return { digits: text.slice(start), exponent: point - start };
}
