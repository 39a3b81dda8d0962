// The golden file of printouts, as tests read it, and the arrays that its cases describe.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as np from "strided";
import { makeView } from "../../src/core/ndarray.js";

/** A dtype as the generator writes it. */
export type DTypeSpec =
  | string
  | { base: DTypeSpec; shape: number[] }
  | {
      names: string[];
      formats: DTypeSpec[];
      offsets: number[];
      itemsize: number;
      aligned?: boolean;
    };

/** Options or keyword arguments, with formatters by name. */
export type Named = Record<string, unknown> & { formatter?: Record<string, string> };

export interface ArrayCase {
  /** dtype */
  d: DTypeSpec;
  /** memory, base64 */
  b: string;
  /** shape, byte strides, byte offset */
  s: number[];
  t?: number[];
  o?: number;
  /** print options, function, its arguments */
  p?: Named;
  f: string;
  k?: Named;
  /** the text, or the error */
  r?: string;
  e?: [type: string, message: string];
}

export type FloatCase = [
  name: "positional" | "scientific",
  itemsize: number,
  bits: string,
  options: np.FormatFloatPositionalOptions & np.FormatFloatScientificOptions,
  text: string,
];

export interface Digest {
  itemsize: 2 | 4 | 8;
  step: string;
  count: number;
  sha256: string;
}

export interface PrintGolden {
  digests: Digest[];
  arrays: ArrayCase[];
  floats: FloatCase[];
}

/** Reads a golden file, or one of the same form that the generator was told to write. */
export function readGolden(file: URL | string): PrintGolden {
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as PrintGolden;
}

function dtypeOf(spec: DTypeSpec): np.DTypeLike {
  if (typeof spec === "string") return np.dtype(spec);
  if ("base" in spec) return np.dtype([dtypeOf(spec.base), spec.shape] as unknown as np.DTypeLike);
  return np.dtype({ ...spec, formats: spec.formats.map(dtypeOf) } as unknown as np.DTypeLike);
}

/** The very array that NumPy printed: same memory, offset and strides. */
export function arrayOf(one: ArrayCase): np.NDArray {
  const dtype = np.dtype(dtypeOf(one.d)) as np.DType;
  // An empty array has no memory; a view of nothing still needs something to be a view of.
  const bytes = Buffer.from(one.b, "base64");
  const memory = np.frombuffer(bytes.length > 0 ? bytes : new Uint8Array(8), { dtype: "uint8" });
  const strides = one.t ?? contiguous(one.s, dtype.itemsize);
  const start = memory.byteOffset + (one.o ?? 0);
  return makeView(memory as np.NDArray, start, one.s, strides, dtype, "test");
}

function contiguous(shape: readonly number[], itemsize: number): number[] {
  const strides: number[] = [];
  let stride = itemsize;
  for (const length of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= Math.max(length, 1);
  }
  return strides;
}

const formatters: Record<string, (value: never) => string> = {
  angle: () => "<x>",
  lines: () => "a\nbbb\nc",
  wide: () => "w".repeat(20),
  hex: (value: number | bigint) => {
    const size = value < 0 ? -value : value;
    return `${value < 0 ? "-" : ""}0x${size.toString(16)}`;
  },
};

/** Options with the functions that the names stand for. */
export function withFunctions<T>(named: Named | undefined): T {
  if (named?.formatter === undefined) return (named ?? {}) as T;
  const entries = Object.entries(named.formatter).map(([key, name]) => [key, formatters[name]]);
  return { ...named, formatter: Object.fromEntries(entries) } as T;
}

/** What strided prints for a case. */
export function printed(one: ArrayCase): string {
  const array = arrayOf(one);
  return np.printoptions(withFunctions<np.PrintOptionsInit>(one.p), () => {
    const given = withFunctions<np.Array2StringOptions>(one.k);
    switch (one.f) {
      case "str":
        return String(array);
      case "array2string":
        return np.array2string(array, given);
      case "array_str":
        return np.array_str(array, given);
      default:
        return np.array_repr(array, given);
    }
  });
}

const scratch = new DataView(new ArrayBuffer(8));

/** What strided writes for a single float. */
export function writtenFloat([name, itemsize, bits, options]: FloatCase): string {
  scratch.setBigUint64(0, BigInt(bits));
  const x = np.array(scratch.getFloat64(0), { dtype: `f${itemsize}` as "f8" });
  return name === "positional"
    ? np.format_float_positional(x, options)
    : np.format_float_scientific(x, options);
}
