// Operand values: deterministic, the same bytes for every side. A block of them is written to a file once; sides repeat
// it to the length they need.

/** Elements of a block. */
export const BLOCK = 1 << 20;

/**
 * What values are like: floats and integers in a range (`[-10, 10]`; of integers inclusive), booleans half of which are
 * true, or positions in an array of some length.
 */
export type ValueKind =
  | { readonly range: readonly [number, number] }
  | "booleans"
  | { readonly positions: number };

/** A generator of numbers in [0, 1): xorshift of 32 bits, good enough for operands. */
function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 88_172_645) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
}

const HALF = new DataView(new ArrayBuffer(4));

/** The bits of a float16 near a value; values here are ordinary, so no subnormals and no rounding to even. */
function halfBits(value: number): number {
  HALF.setFloat32(0, value);
  const bits = HALF.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127;
  if (exponent < -14) return sign;
  return sign | ((exponent + 15) << 10) | ((bits >>> 13) & 0x3ff);
}

type Writer = (view: DataView, offset: number, value: number, little: boolean) => void;

interface Kind {
  readonly itemsize: number;
  readonly integer: boolean;
  readonly write: Writer;
}

function kind(itemsize: number, integer: boolean, write: Writer): Kind {
  return { itemsize, integer, write };
}

const KINDS: Readonly<Record<string, Kind>> = {
  bool: kind(1, true, (view, at, x) => view.setUint8(at, x)),
  int8: kind(1, true, (view, at, x) => view.setInt8(at, x)),
  uint8: kind(1, true, (view, at, x) => view.setUint8(at, x)),
  int16: kind(2, true, (view, at, x, little) => view.setInt16(at, x, little)),
  uint16: kind(2, true, (view, at, x, little) => view.setUint16(at, x, little)),
  int32: kind(4, true, (view, at, x, little) => view.setInt32(at, x, little)),
  uint32: kind(4, true, (view, at, x, little) => view.setUint32(at, x, little)),
  int64: kind(8, true, (view, at, x, little) => view.setBigInt64(at, BigInt(x), little)),
  uint64: kind(8, true, (view, at, x, little) => view.setBigUint64(at, BigInt(x), little)),
  float16: kind(2, false, (view, at, x, little) => view.setUint16(at, halfBits(x), little)),
  float32: kind(4, false, (view, at, x, little) => view.setFloat32(at, x, little)),
  float64: kind(8, false, (view, at, x, little) => view.setFloat64(at, x, little)),
};

const SWAPPED: Readonly<Record<string, string>> = {
  ">i2": "int16",
  ">i4": "int32",
  ">i8": "int64",
  ">f4": "float32",
  ">f8": "float64",
};

/** The parts of a dtype: real lanes of an element, bytes, byte order. */
function lanes(dtype: string): { kind: Kind; count: number; little: boolean } {
  const complex = /^complex(64|128)$/.exec(dtype);
  const name =
    complex === null ? (SWAPPED[dtype] ?? dtype) : complex[1] === "64" ? "float32" : "float64";
  const found = KINDS[name];
  if (found === undefined) throw new Error(`no values for dtype ${dtype}`);
  return { kind: found, count: complex === null ? 1 : 2, little: SWAPPED[dtype] === undefined };
}

/** Bytes of an element. */
export function itemsizeOf(dtype: string): number {
  const { kind, count } = lanes(dtype);
  return kind.itemsize * count;
}

/** A block of values. */
export function block(dtype: string, values: ValueKind, seed = 0, count = BLOCK): Uint8Array {
  const { kind, count: perElement, little } = lanes(dtype);
  const numbers = count * perElement;
  const view = new DataView(new ArrayBuffer(numbers * kind.itemsize));
  const random = generator(seed + 1);
  const next = nextValue(values, kind.integer, random);
  for (let k = 0; k < numbers; k++) kind.write(view, k * kind.itemsize, next(), little);
  return new Uint8Array(view.buffer);
}

function nextValue(values: ValueKind, integer: boolean, random: () => number): () => number {
  if (values === "booleans") return () => (random() < 0.5 ? 1 : 0);
  if ("positions" in values) return () => Math.floor(random() * values.positions);
  const [low, high] = values.range;
  return integer
    ? () => low + Math.floor(random() * (high - low + 1))
    : () => low + random() * (high - low);
}

/** A name for the file of a block. */
export function blockName(dtype: string, values: ValueKind, seed = 0): string {
  const of =
    typeof values === "string"
      ? values
      : "range" in values
        ? values.range.join("_to_")
        : `below_${values.positions}`;
  return `${dtype.replace(">", "swapped_")}-${of}-${seed}`;
}
