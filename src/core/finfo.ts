// The limits of number dtypes: finfo and iinfo. All values follow from the width of a float's fraction
// and exponent, and from an integer's bits.

import { type DType, readDType, scalarDType } from "./dtype.js";
import { ValueError } from "./errors.js";
import { halfToNumber, numberToHalf } from "./half.js";
import { pythonType } from "./python-values.js";
import type { OperandKey } from "./result-types.js";
import { scalarClassOf } from "./scalar-class.js";
import type { ComplexName, DTypeLike, FloatName, HasDType, IntegerName } from "./types.js";
import { integerBounds, type WeakKind, weakKind } from "./weak-scalar.js";

const inspect = Symbol.for("nodejs.util.inspect.custom");
const rule = "-".repeat(63);

/** A number rounded to a float's width, which overflows without a word. */
function quietly(value: number, itemsize: number): number {
  if (itemsize === 8) return value;
  return itemsize === 4 ? Math.fround(value) : halfToNumber(numberToHalf(value));
}

// --- floats -------------------------------------------------------------------------------------

/**
 * The limits of a float dtype; see {@link finfo}.
 *
 * @example
 * ```ts
 * np.finfo("float32").eps; // => 1.1920928955078125e-7
 * ```
 */
export class FloatInfo<D extends FloatName = FloatName> {
  /** The dtype, in native byte order; of a complex dtype, that of its parts. */
  readonly dtype: DType<D>;
  /** Bits of one value. */
  readonly bits: number;
  /** Distance from 1 to the next greater value. */
  readonly eps: number;
  /** Distance from 1 to the next smaller value. */
  readonly epsneg: number;
  /** Bits of the exponent. */
  readonly nexp: number;
  /** Bits of the exponent, under the name of NumPy's older routine. */
  readonly iexp: number;
  /** Bits of the fraction. */
  readonly nmant: number;
  /** `eps` is 2 to this power. */
  readonly machep: number;
  /** `epsneg` is 2 to this power. */
  readonly negep: number;
  /** The smallest power of 2 that overflows. */
  readonly maxexp: number;
  /** The smallest normal number is 2 to this power. */
  readonly minexp: number;
  /** The greatest finite value. */
  readonly max: number;
  /** The least finite value. */
  readonly min: number;
  /** Decimal digits that survive being stored. */
  readonly precision: number;
  /** 10 to the power of minus `precision`, rounded to the dtype. */
  readonly resolution: number;
  /** The smallest positive value with full precision. */
  readonly smallest_normal: number;
  /** The same, under its older name. */
  readonly tiny: number;
  /** The smallest positive value. */
  readonly smallest_subnormal: number;

  /** @internal Use {@link finfo}. */
  constructor(dtype: DType<D>, exponentBits: number, fractionBits: number) {
    if (typeof exponentBits !== "number" || typeof fractionBits !== "number") {
      throw new TypeError("the limits of a float dtype are given by np.finfo(dtype)");
    }
    this.dtype = dtype;
    this.bits = dtype.itemsize * 8;
    this.nexp = exponentBits;
    this.iexp = exponentBits;
    this.nmant = fractionBits;
    this.machep = -fractionBits;
    this.negep = -fractionBits - 1;
    this.eps = 2 ** this.machep;
    this.epsneg = 2 ** this.negep;
    this.maxexp = 2 ** (exponentBits - 1);
    this.minexp = 2 - this.maxexp;
    this.max = (2 - this.eps) * 2 ** (this.maxexp - 1);
    this.min = -this.max;
    this.precision = Math.floor(fractionBits * Math.log10(2));
    this.resolution = quietly(10 ** -this.precision, dtype.itemsize);
    this.tiny = 2 ** this.minexp;
    this.smallest_normal = this.tiny;
    this.smallest_subnormal = 2 ** (this.minexp - fractionBits);
    Object.freeze(this);
  }

  /**
   * NumPy's `repr`.
   *
   * @example
   * ```ts
   * np.finfo("float16").repr(); // => finfo(resolution=0.001, min=-6.55040e+04, max=6.55040e+04, dtype=float16)
   * ```
   */
  repr(): string {
    // NumPy writes the limits of float16 with six digits, of the others with as few as tell them apart.
    const limit = (value: number) =>
      this.dtype.itemsize === 2
        ? value.toExponential(5).replace(/\+(\d)$/, "+0$1")
        : this.#digits(value);
    return (
      `finfo(resolution=${this.#digits(this.resolution)}, min=${limit(this.min)}, ` +
      `max=${limit(this.max)}, dtype=${this.dtype})`
    );
  }

  /** NumPy's `str`: a small table. */
  toString(): string {
    const digits = (value: number) => this.#digits(value);
    return [
      `Machine parameters for ${this.dtype}`,
      rule,
      `precision = ${this.precision}   resolution = ${digits(this.resolution)}`,
      `machep = ${this.machep}   eps =        ${digits(this.eps)}`,
      `negep =  ${this.negep}   epsneg =     ${digits(this.epsneg)}`,
      `minexp = ${this.minexp}   tiny =       ${digits(this.tiny)}`,
      `maxexp = ${this.maxexp}   max =        ${digits(this.max)}`,
      `nexp =   ${this.nexp}   min =        -max`,
      `smallest_normal = ${digits(this.tiny)}   smallest_subnormal = ${digits(this.smallest_subnormal)}`,
      `${rule}\n`,
    ].join("\n");
  }

  /** What `console.log` shows in Node. */
  [inspect](): string {
    return this.repr();
  }

  // The fewest decimal digits that read back as the same value, with an exponent where NumPy has one.
  #digits(value: number): string {
    const { itemsize } = this.dtype;
    let text = value.toExponential();
    for (let digits = 0; digits < 17; digits++) {
      text = value.toExponential(digits);
      if (quietly(Number(text), itemsize) === value) break;
    }
    const magnitude = Math.abs(value);
    const exponential = magnitude < 1e-4 || magnitude >= (itemsize === 2 ? 1e3 : 1e16);
    return exponential ? text.replace(/([+-])(\d)$/, "$10$2") : String(Number(text));
  }
}

// Bits of exponent and fraction, by itemsize (IEEE 754: binary16, binary32, binary64).
const formats: Readonly<Record<number, readonly [exponent: number, fraction: number]>> = {
  2: [5, 10],
  4: [8, 23],
  8: [11, 52],
};

const valueDTypes: Readonly<Record<WeakKind, DType>> = {
  int: scalarDType("int64"),
  float: scalarDType("float64"),
  complex: scalarDType("complex128"),
};

/**
 * The dtype of an argument that may be a value: what describes none, NumPy asks for its type, and null is the answer
 * where that has no elements.
 */
function argumentDType(argument: unknown): DType | null {
  const kind = weakKind(argument);
  if (kind !== null) return valueDTypes[kind];
  if (typeof argument === "boolean") return scalarDType("bool");
  try {
    return readDType(argument);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return typeof argument === "string" ? scalarDType("str") : null;
  }
}

const infos = new Map<number, FloatInfo>();

type FloatPart<D> = D extends FloatName
  ? D
  : D extends ComplexName
    ? { complex64: "float32"; complex128: "float64" }[D]
    : FloatName;

/** The float dtype that finfo describes: of complex numbers, that of their parts. */
export type FloatOf<T> = FloatPart<OperandKey<T>> extends infer K extends FloatName ? K : never;

/**
 * The limits of a float dtype; of a complex dtype, those of its parts.
 *
 * @param dtype - a dtype, or a value
 * @returns a FloatInfo: numbers, no array
 * @throws ValueError where it is neither float nor complex.
 * @example
 * ```ts
 * np.finfo("float32").eps; // => 1.1920928955078125e-7
 * np.finfo(np.float64).max === Number.MAX_VALUE; // => true
 * np.finfo("complex64").dtype; // => float32
 * ```
 */
export function finfo<const T extends DTypeLike | HasDType | number>(
  dtype: T,
): FloatInfo<FloatOf<T>> {
  const given = argumentDType(dtype);
  if (given === null || (given.kind !== "f" && given.kind !== "c")) {
    throw new ValueError(
      `data type ${given === null ? "<class 'numpy.object_'>" : scalarClassOf(given)} not inexact: finfo takes a float or complex dtype, iinfo an integer one`,
    );
  }
  const itemsize = given.kind === "c" ? given.itemsize / 2 : given.itemsize;
  let info = infos.get(itemsize);
  if (info === undefined) {
    const float = readDType(`f${itemsize}`) as DType as DType<FloatName>;
    info = new FloatInfo(float, ...formats[itemsize]!);
    infos.set(itemsize, info);
  }
  return info as unknown as FloatInfo<FloatOf<T>>;
}

// --- integers -----------------------------------------------------------------------------------

/** What the limits of an integer dtype are given as: bigint where a number would not be exact. */
export type IntegerLimit<D> = D extends "int64" | "uint64" ? bigint : number;

/**
 * The limits of an integer dtype; see {@link iinfo}.
 *
 * @example
 * ```ts
 * np.iinfo("int8").max; // => 127
 * ```
 */
export class IntegerInfo<D extends IntegerName = IntegerName> {
  /** The dtype these are the limits of. */
  readonly dtype: DType<D>;
  /** `"i"` or `"u"`. */
  readonly kind: "i" | "u";
  /** Bits of one value. */
  readonly bits: number;
  /** Kind and bits: `"i32"`. */
  readonly key: string;
  /** The least value; a bigint for 64-bit dtypes. */
  readonly min: IntegerLimit<D>;
  /** The greatest value; a bigint for 64-bit dtypes. */
  readonly max: IntegerLimit<D>;

  /** @internal Use {@link iinfo}. */
  constructor(dtype: DType<D>) {
    if (typeof dtype?.itemsize !== "number") {
      throw new TypeError("the limits of an integer dtype are given by np.iinfo(dtype)");
    }
    const [least, greatest] = integerBounds(dtype as DType);
    const limit = (value: bigint) =>
      (dtype.itemsize === 8 ? value : Number(value)) as IntegerLimit<D>;
    this.dtype = dtype;
    this.kind = dtype.kind as "i" | "u";
    this.bits = dtype.itemsize * 8;
    this.key = `${this.kind}${this.bits}`;
    this.min = limit(least);
    this.max = limit(greatest);
    Object.freeze(this);
  }

  /**
   * NumPy's `repr`.
   *
   * @example
   * ```ts
   * np.iinfo("int8").repr(); // => iinfo(min=-128, max=127, dtype=int8)
   * ```
   */
  repr(): string {
    return `iinfo(min=${this.min}, max=${this.max}, dtype=${this.dtype})`;
  }

  /** NumPy's `str`: a small table. */
  toString(): string {
    const title = `Machine parameters for ${this.dtype}`;
    return `${title}\n${rule}\nmin = ${this.min}\nmax = ${this.max}\n${rule}\n`;
  }

  /** What `console.log` shows in Node. */
  [inspect](): string {
    return this.repr();
  }
}

type IntegerPart<D> = D extends IntegerName ? D : IntegerName;

/** The integer dtype that iinfo describes. */
export type IntegerOf<T> =
  IntegerPart<OperandKey<T>> extends infer K extends IntegerName ? K : never;

/**
 * The limits of an integer dtype. Those of 64-bit dtypes are bigints, for numbers are not exact there.
 *
 * @param int_type - a dtype, or an integer
 * @returns an IntegerInfo: numbers or bigints, no array
 * @throws ValueError where it is no integer dtype.
 * @example
 * ```ts
 * np.iinfo("int8").min; // => -128
 * np.iinfo(np.int64).max; // => 9223372036854775807
 * ```
 */
export function iinfo<const T extends DTypeLike | HasDType | number | bigint>(
  int_type: T,
): IntegerInfo<IntegerOf<T>> {
  const dtype = argumentDType(int_type);
  if (dtype === null || (dtype.kind !== "i" && dtype.kind !== "u")) {
    throw new ValueError(
      `Invalid integer data type '${dtype?.kind ?? "O"}'. iinfo takes an integer dtype, got ${dtype ?? pythonType(int_type)}.`,
    );
  }
  return new IntegerInfo(dtype as unknown as DType<IntegerOf<T>>);
}
