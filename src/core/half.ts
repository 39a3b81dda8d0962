// IEEE binary16 in software: bits to number exactly, number to bits with round-half-even.
// JavaScript of this age has no 16-bit float; everything else about halves is composed from these.

// Every machine that runs JavaScript engines is little-endian: the high half of a double is word 1.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

function decode(bits: number): number {
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  let magnitude: number;
  if (exponent === 0) magnitude = fraction * 2 ** -24;
  else if (exponent === 31) magnitude = fraction === 0 ? Infinity : NaN;
  else magnitude = (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

let table: Float32Array | null = null;

/** All 65536 halves as numbers, made when the first kernel needs them (256 KiB). */
export function halfTable(): Float32Array {
  if (table === null) {
    table = new Float32Array(65536);
    for (let bits = 0; bits < 65536; bits++) table[bits] = decode(bits);
  }
  return table;
}

/** The value of a half given by its 16 bits. */
export function halfToNumber(bits: number): number {
  return decode(bits & 0xffff);
}

/** The bits of the half nearest to `x`, ties to even; one rounding, straight from double. */
export function numberToHalf(x: number): number {
  double[0] = x;
  const top = words[1]!;
  const sign = (top >>> 16) & 0x8000;
  const magnitude = x < 0 ? -x : x;
  if (!(magnitude < 65520)) return sign | (Number.isNaN(magnitude) ? 0x7e00 : 0x7c00);
  if (magnitude < 6.103515625e-5) {
    // Subnormal: the unit in the last place is 2^-24, and adding 2^52 of them rounds half to even.
    return sign | (magnitude * 16777216 + 4503599627370496 - 4503599627370496);
  }
  const high = top & 0x7fffffff;
  const low = words[0]!;
  // 42 fraction bits go: keep 10, and fold everything below the rounding bit into one sticky bit.
  const kept = (high >>> 10) - (1008 << 10);
  const rest = ((high & 1023) << 1) | (low === 0 ? 0 : 1);
  return sign | (kept + (rest > 1024 || (rest === 1024 && (kept & 1) === 1) ? 1 : 0));
}
