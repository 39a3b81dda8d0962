// IEEE 754 binary16 to and from numbers, exactly rounded (to nearest, ties to even). No arrays here.

const scratch = new ArrayBuffer(8);
const f64 = new Float64Array(scratch);
const u32 = new Uint32Array(scratch);

/** The number that 16 bits of a float16 stand for. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of the float16 nearest to a number, ties to even; NaN becomes the quiet NaN of its sign. */
export function numberToHalf(value: number): number {
  f64[0] = value;
  const high = u32[1]!;
  const sign = (high >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (!(magnitude < 65520)) return value !== value ? sign | 0x7e00 : sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = ((high >>> 20) & 0x7ff) - 1023;
  // 1 ≤ scaled < 2, so the rounded fraction may carry into the exponent, as it should
  const scaled = magnitude / 2 ** exponent;
  return sign | (((exponent + 15) << 10) + roundToEven((scaled - 1) * 1024));
}

// exact for 0 ≤ x < 2^52: adding and subtracting 2^52 rounds to an integer in the current (even) mode
function roundToEven(x: number): number {
  return x + 2 ** 52 - 2 ** 52;
}
