// Columns of texts become values, as genfromtxt has it: a column is tried as booleans, then as integers, floats,
// complex numbers and at last as texts; what is missing gets a default.

import { arrayFromValues } from "../../array/convert.js";
import { Complex } from "../../core/complex.js";
import { type DType, dtype as toDType } from "../../core/dtype.js";
import { pyRepr } from "../../core/py-repr.js";
import {
  parseComplex,
  parseFloat64,
  parseInteger,
  pythonType,
  truthFlag,
} from "../../core/python-values.js";
import { checkInteger } from "../../core/weak-scalar.js";
import { DTypeError, OverflowError, ValueError } from "../../memory/errors.js";
import { strip } from "./spaces.js";

/** A way to read a text, the dtype it gives, and the value of what is missing. */
interface Step {
  readonly dtype: DType;
  readonly read: (text: string) => unknown;
  readonly missing: unknown;
}

const int64 = toDType("int64");

function boolean(text: string): boolean {
  const word = text.toUpperCase();
  if (word === "TRUE") return true;
  if (word === "FALSE") return false;
  throw new ValueError("Invalid boolean");
}

/** An integer that int64 holds; what is too large goes on to the floats. */
function smallInteger(text: string): bigint {
  const value = parseInteger(text);
  if (value < -(2n ** 63n) || value >= 2n ** 63n) throw new ValueError("too large");
  return value;
}

/** What C's strtold reads and Python's float does not: `0x1.8p3`, `nan(…)`. */
function longDouble(text: string): number {
  const plain = strip(text);
  if (/^[+-]?nan\(\w*\)$/i.test(plain)) return Number.NaN;
  const found = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i.exec(plain);
  const [, sign, whole, fraction, exponent] = found ?? [];
  const digits = `${whole ?? ""}${fraction ?? ""}`;
  if (digits === "") throw new ValueError(`invalid literal for long double: ${pyRepr(text)}`);
  const shift = Number(exponent ?? 0) - 4 * fraction!.length;
  const size = Number(BigInt(`0x${digits}`)) * 2 ** shift;
  return sign === "-" ? -size : size;
}

const steps: readonly Step[] = [
  { dtype: toDType("bool"), read: boolean, missing: false },
  { dtype: int64, read: smallInteger, missing: -1 },
  { dtype: toDType("float64"), read: (text) => parseFloat64(text), missing: Number.NaN },
  {
    dtype: toDType("complex128"),
    read: parseComplex,
    missing: new Complex(Number.NaN, 0),
  },
  // NumPy tries long doubles, which are float64 here and read hexadecimal floats too
  { dtype: toDType("float64"), read: longDouble, missing: Number.NaN },
  { dtype: toDType("str"), read: (text) => text, missing: "???" },
];

/** How a column of a known dtype is read. */
function stepFor(dtype: DType): Step | null {
  switch (dtype.kind) {
    case "b":
      return steps[0]!;
    case "i":
    case "u": {
      const read = dtype.itemsize === 8 ? wideReader(dtype) : throughFloat;
      return { dtype, read, missing: -1 };
    }
    case "f":
      return { ...steps[2]!, dtype };
    case "c":
      return { ...steps[3]!, dtype };
    case "m":
      return { dtype, read: throughFloat, missing: -1 };
    case "U":
    case "S":
      return { ...steps[5]!, dtype };
    default:
      return null;
  }
}

/** Reads integers that the dtype holds. */
export function wideReader(dtype: DType): (text: string) => bigint {
  return (text) => {
    const value = parseInteger(text);
    if (dtype.kind === "i" && (value >= 2n ** 63n || value < -(2n ** 63n))) {
      throw new OverflowError("Python int too large to convert to C long");
    }
    checkInteger(value, dtype);
    return value;
  };
}

/** Python's `int(float(text))`. */
function throughFloat(text: string): number | bigint {
  const value = parseFloat64(text);
  if (Number.isNaN(value)) throw new ValueError("cannot convert float NaN to integer");
  if (!Number.isFinite(value)) {
    throw new OverflowError("cannot convert float infinity to integer");
  }
  const whole = Math.trunc(value) + 0;
  return Number.isSafeInteger(whole) ? whole : BigInt(whole);
}

function dtypeOfValue(value: unknown): DType | null {
  try {
    return arrayFromValues([value], null, "C", true).dtype;
  } catch {
    return null;
  }
}

/** The reader of one column. */
export class StringConverter {
  #status = 0;
  #read: (text: string) => unknown;
  #default: unknown;
  #dtype: DType | null;
  readonly #filling: unknown;
  readonly #missing: Set<string>;
  #locked: boolean;
  /** Whether values were found that told the column's dtype. */
  checked = false;
  /** Whether the program's own function reads it. */
  isCustom = false;
  /** The dtype of what that function made of a sample; null for none. */
  tried: DType | null = null;

  /** Of a column whose dtype is known, or (null) to be found. */
  constructor(dtype: DType | null, missing: readonly string[], filling: unknown) {
    this.#filling = filling ?? null;
    this.#missing = new Set([...missing, ""]);
    this.#locked = dtype !== null;
    const step = dtype === null ? steps[0]! : stepFor(dtype);
    this.#read = step?.read ?? ((text) => text);
    this.#dtype = step?.dtype ?? dtype;
    this.#status = dtype === null ? 0 : dtype.kind === "b" || step === null ? 0 : 1;
    // of a column that is to be found, a filling that counts as false is false: that column may stay one of bools
    const first = dtype === null && !truthFlag(this.#filling) ? false : this.#filling;
    this.#default = first ?? step?.missing ?? null;
  }

  /** The dtype of the column's values; null where only the values tell. */
  get dtype(): DType | null {
    return this.#dtype;
  }

  /**
   * Lets a function of the program read the column.
   *
   * @param sample a field that it is tried on, where no filling tells the type of its values
   */
  use(
    read: (text: string) => unknown,
    filling: unknown,
    missing: readonly string[],
    sample: string,
  ): void {
    this.isCustom = true;
    this.#locked = true;
    this.#read = (text) => {
      if (typeof read !== "function") {
        throw new DTypeError(`'${pythonType(read)}' object is not callable (a converter)`);
      }
      try {
        return read(text);
      } catch (error) {
        throw new ValueError(error instanceof Error ? error.message : String(error), {
          cause: error,
        });
      }
    };
    this.#dtype = null;
    if (filling !== null && filling !== undefined) {
      this.#default = filling;
      this.tried = dtypeOfValue(filling);
    } else {
      try {
        this.tried = dtypeOfValue(this.#read(sample));
      } catch {
        // what it refuses here it may still read elsewhere
        this.tried = null;
      }
    }
    for (const text of missing) this.#missing.add(text);
  }

  /** Reads a text; where it can't be read, only what counts as missing gives the default. */
  strict(text: string): unknown {
    try {
      return this.#read(text);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      if (!this.#missing.has(strip(text))) {
        throw new ValueError(`Cannot convert string '${text}'`, { cause: error });
      }
      if (this.#status === 0) this.checked = false;
      return this.#default;
    }
  }

  /** Reads a text; the default where it can't be read. */
  loose(text: string): unknown {
    try {
      return this.#read(text);
    } catch (error) {
      if (error instanceof ValueError) return this.#default;
      throw error;
    }
  }

  /** Finds the first dtype that reads all texts. @throws ValueError where a function of the program can't */
  fit(texts: readonly string[], column: number, firstLine: number): void {
    this.checked = true;
    for (let i = 0; i < texts.length; ) {
      try {
        this.strict(texts[i]!);
        i += 1;
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        if (this.#locked) {
          throw new ValueError(
            `Converter #${column} is locked and cannot be upgraded: (occurred line #${firstLine + i} for value '${texts[i]}')`,
            { cause: error },
          );
        }
        this.#upgrade();
        this.checked = true;
        i = 0;
      }
    }
  }

  #upgrade(): void {
    this.#status += 1;
    const { read, dtype, missing } = steps[this.#status]!;
    this.#read = read;
    this.#dtype = dtype;
    this.#default = this.#filling ?? missing;
  }
}
