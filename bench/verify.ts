// Holds one side's results against another's, before anything is timed. Bytes first; where they differ, values.

export interface ResultPart {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** A scalar of the language: its dtype says nothing. */
  readonly scalar: boolean;
}

export interface Results {
  readonly parts: readonly ResultPart[];
  readonly data: Uint8Array;
}

/** How far a float may be from NumPy's, relative to it, where a case is `close`. */
const TOLERANCE: Readonly<Record<string, number>> = {
  float16: 4e-3,
  float32: 2e-6,
  float64: 2e-13,
  complex64: 4e-6,
  complex128: 4e-13,
};

/**
 * Whether two results agree; if not, how they differ, in a sentence. `close` multiplies what floats may be off: 0 asks
 * for every bit.
 */
export function difference(ours: Results, theirs: Results, close: number): string | null {
  if (ours.parts.length !== theirs.parts.length) {
    return `${ours.parts.length} results, not ${theirs.parts.length}`;
  }
  let [mineAt, otherAt] = [0, 0];
  for (const [k, mine] of ours.parts.entries()) {
    const other = theirs.parts[k]!;
    const found = differenceOfParts(
      mine,
      ours.data.subarray(mineAt, mineAt + mine.bytes),
      other,
      theirs.data.subarray(otherAt, otherAt + other.bytes),
      close,
    );
    if (found !== null) return found;
    mineAt += mine.bytes;
    otherAt += other.bytes;
  }
  return null;
}

function differenceOfParts(
  mine: ResultPart,
  mineData: Uint8Array,
  other: ResultPart,
  otherData: Uint8Array,
  close: number,
): string | null {
  const scalar = mine.scalar || other.scalar;
  if (mine.shape.join() !== other.shape.join()) {
    return `shape (${mine.shape.join(", ")}), not (${other.shape.join(", ")})`;
  }
  if (mine.dtype !== other.dtype && !scalar) return `dtype ${mine.dtype}, not ${other.dtype}`;
  if (mine.dtype === other.dtype && Buffer.compare(mineData, otherData) === 0) return null;
  const [x, y] = [numbers(mine.dtype, mineData), numbers(other.dtype, otherData)];
  // A scalar of a float32 sum is a float64 in one of the languages.
  const narrow = TOLERANCE[other.dtype] ?? 0;
  const rounded = scalar && mine.dtype !== other.dtype ? narrow / 16 : 0;
  const tolerance = Math.max(close * narrow, rounded);
  return firstDifference(x, y, tolerance, isComplex(other.dtype));
}

function isComplex(dtype: string): boolean {
  return dtype.startsWith("complex");
}

/** The numbers of an array, in float64; the parts of complex ones one after the other. */
export function numbers(dtype: string, data: Uint8Array): ArrayLike<number> {
  const buffer = data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
  switch (dtype) {
    case "bool":
    case "uint8":
      return new Uint8Array(buffer);
    case "int8":
      return new Int8Array(buffer);
    case "int16":
      return new Int16Array(buffer);
    case "uint16":
      return new Uint16Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "uint32":
      return new Uint32Array(buffer);
    case "int64":
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case "uint64":
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case "float16":
      return Float64Array.from(new Uint16Array(buffer), halfValue);
    case "float32":
    case "complex64":
      return new Float32Array(buffer);
    case "float64":
    case "complex128":
      return new Float64Array(buffer);
    default:
      throw new Error(`results of dtype ${dtype} cannot be compared`);
  }
}

function halfValue(bits: number): number {
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function firstDifference(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  tolerance: number,
  complex: boolean,
): string | null {
  for (let k = 0; k < y.length; k++) {
    const [mine, other] = [x[k]!, y[k]!];
    if (mine === other || (Number.isNaN(mine) && Number.isNaN(other))) continue;
    const pair = k ^ 1;
    const scale = complex ? Math.hypot(other, y[pair]!) : Math.abs(other);
    if (Math.abs(mine - other) <= tolerance * scale) continue;
    return `${mine} at ${k}, not ${other}`;
  }
  return null;
}
