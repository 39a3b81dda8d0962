// Float operations that JavaScript lacks, exactly: fused multiply-add, scaling by powers of two, exponents and
// mantissas. The meaning of the nodes of these names, and how generated JavaScript computes them.

const doubles = new Float64Array(1);
const words = new Uint32Array(doubles.buffer);
const bits = new BigUint64Array(doubles.buffer);

const { abs, fround } = Math;
const FRACTION = (1n << 52n) - 1n;

/** A finite double as m 2^e with an integer m. */
function exactParts(x: number): readonly [bigint, number] {
  doubles[0] = x;
  const raw = bits[0]!;
  const field = Number((raw >> 52n) & 2047n);
  const fraction = raw & FRACTION;
  const magnitude = field === 0 ? fraction : fraction | (1n << 52n);
  return [raw >> 63n ? -magnitude : magnitude, Math.max(field, 1) - 1075];
}

/** m 2^e to the nearest double, ties to even. m is not 0. */
function nearest(m: bigint, e: number): number {
  const sign = m < 0n ? -1 : 1;
  let magnitude = m < 0n ? -m : m;
  let exponent = e;
  // What is cut off below 64 bits, or below the least subnormal number, stays as one sticky bit.
  const length = magnitude.toString(2).length;
  const cut = Math.max(length - 64, -1074 - e - 2);
  if (cut > 0) {
    const rest = magnitude & ((1n << BigInt(cut)) - 1n);
    magnitude = (magnitude >> BigInt(cut)) | (rest === 0n ? 0n : 1n);
    exponent += cut;
  }
  const kept = magnitude.toString(2).length;
  const excess = Math.max(kept - 53, -1074 - exponent);
  if (excess > 0) {
    const half = 1n << BigInt(excess - 1);
    const rest = magnitude & (2n * half - 1n);
    magnitude >>= BigInt(excess);
    if (rest > half || (rest === half && magnitude & 1n)) magnitude += 1n;
    exponent += excess;
  }
  return sign * scaleFloat(Number(magnitude), exponent);
}

function fusedDouble(x: number, y: number, z: number): number {
  const product = x * y;
  // Infinities and NaN, and products that are exactly zero, have no digits to lose.
  if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(z)) {
    return Number.isFinite(x) && Number.isFinite(y) ? z : product + z;
  }
  if (x === 0 || y === 0) return product + z;
  const [mx, ex] = exactParts(x);
  const [my, ey] = exactParts(y);
  const [mz, ez] = exactParts(z);
  const low = Math.min(ex + ey, ez);
  const sum = ((mx * my) << BigInt(ex + ey - low)) + (mz << BigInt(ez - low));
  return sum === 0n ? 0 : nearest(sum, low);
}

/** Singles: their product is exact in a double, and the sum keeps its last bit odd unless it is exact. */
function fusedSingle(x: number, y: number, z: number): number {
  const product = x * y;
  const sum = product + z;
  if (!Number.isFinite(sum)) return fround(sum);
  const back = sum - product;
  const error = product - (sum - back) + (z - back);
  if (error === 0) return fround(sum);
  doubles[0] = sum;
  if ((words[0]! & 1) === 0) bits[0]! += sum > 0 === error > 0 ? 1n : -1n;
  return fround(doubles[0]!);
}

/** x y + z of a float lane, rounded once to it (halves: to single precision). */
export function fusedMultiplyAdd(lane: string, x: number, y: number, z: number): number {
  return lane === "f64" ? fusedDouble(x, y, z) : fusedSingle(x, y, z);
}

/** x y + z of doubles. */
export const fma64 = fusedDouble;
/** x y + z of singles. */
export const fma32 = fusedSingle;

/** x 2^floor(y), rounded once; infinite powers win over NaN. */
export function scaleFloat(x: number, y: number): number {
  if (!Number.isFinite(y)) {
    if (Number.isNaN(y)) return y;
    if (Number.isNaN(x)) return 2 ** y;
    return x * 2 ** y;
  }
  let rest = Math.max(-5000, Math.min(5000, Math.floor(y)));
  let value = x;
  while (rest > 1023) {
    value *= 2 ** 1023;
    rest -= 1023;
  }
  // Small enough steps that only the last one can round.
  while (rest < -1022) {
    value *= 2 ** -968;
    rest += 968;
  }
  return value * 2 ** rest;
}

/** floor(log2(|x|)). */
export function exponentOf(x: number): number {
  const magnitude = abs(x);
  if (!(magnitude < Infinity)) return magnitude === Infinity ? magnitude : x;
  if (magnitude === 0) return -Infinity;
  doubles[0] = magnitude;
  const field = words[1]! >>> 20;
  if (field > 0) return field - 1023;
  return exponentOf(magnitude * 2 ** 54) - 54;
}

/** x 2^-k in [3/4, 3/2) for positive x; 1 for zeros and infinity; NaN for negative numbers. */
export function mantissaOf(x: number): number {
  // A NaN like the processor's, to the last bit.
  if (!(x >= 0)) return Math.sqrt(x);
  if (x === 0 || x === Infinity) return 1;
  const m = scaleFloat(x, -exponentOf(x));
  return m < 1.5 ? m : m / 2;
}

/** The smaller magnitude with the sign of x; that of y for NaN. */
export function limitMagnitude(x: number, y: number): number {
  const limit = abs(y);
  if (Number.isNaN(x)) return limit;
  return abs(x) <= limit || Number.isNaN(limit) ? x : x < 0 ? -limit : limit;
}
