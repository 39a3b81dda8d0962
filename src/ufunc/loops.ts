// How a ufunc's row lists its loops: which dtypes go in and come out, and the IR body that computes one
// element. Rows are in the table-*.ts files, resolution in resolve.ts.

import type { DType } from "../core/dtype.js";
import type { NDArray } from "../core/ndarray.js";
import type { Body } from "../kernel/builder.js";
import type { ErrorRule } from "../kernel/errors.js";

/** One inner loop: NumPy's type characters and the meaning of one element. */
export interface Loop {
  readonly inputs: string;
  readonly outputs: string;
  readonly body: Body;
  /** Which floating-point errors there may be, where that is another rule than the row's. */
  readonly errors?: ErrorRule;
  /**
   * What becomes of the errors that were found, where NumPy's follow from how the operands lie: `iterated` tells whether it
   * walks them by an iterator, for the sake of a mask or of memory that outputs share with inputs.
   */
  readonly settled?: (
    flags: number,
    inputs: readonly NDArray[],
    size: number,
    iterated: boolean,
  ) => number;
  /** Of a loop over times that was found for given operands: the dtypes it works in, inputs and outputs. */
  readonly dtypes?: readonly DType[];
}

/**
 * How a ufunc finds its loop where an operand is timed, and in which unit: as `add`, `subtract`, `multiply`, `divide`
 * or `remainder`, as a comparison, as a choice of one operand, or as a ufunc of one operand.
 */
export type TimeRule =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "remainder"
  | "compare"
  | "choose"
  | "one";

/**
 * The result's dtype as a type: the inputs promoted (`promote`; `sum`, `difference` and `product` where times have rules
 * of their own; `numbers` where booleans become int8, and `quotient` with such rules), `bool`,
 * `uint8`, the float that holds them (`float`), that of a division (`divide`), of a complex number's parts (`real`),
 * of the first input as a float (`first`), float64 or complex128 (`double`), a float and an int32 (`frexp`).
 */
export type ResultKind =
  | "promote"
  | "sum"
  | "difference"
  | "product"
  | "quotient"
  | "numbers"
  | "bool"
  | "uint8"
  | "float"
  | "divide"
  | "real"
  | "first"
  | "double"
  | "frexp";

/** The core axes of a generalized ufunc: `"(n?,k),(k,m?)->(n?,m?)"`. */
export interface CoreSignature {
  readonly text: string;
  /** Names of the core axes of each operand, inputs first. */
  readonly operands: readonly (readonly string[])[];
  /** Names of axes that an operand may lack. */
  readonly optional: readonly string[];
}

/** One ufunc, defined once: exports, methods, docs, tests and benchmarks derive from it. */
export interface UfuncRow {
  readonly nin: 1 | 2 | 3;
  readonly nout: 1 | 2;
  /** What the type checker may say of the result's dtype; the loops decide at run time. */
  readonly result: ResultKind;
  /** The value a reduction starts from; `null` if it starts from the first element. */
  readonly identity: number | boolean | null;
  readonly loops: readonly Loop[];
  /** Whether a reduction over several axes may take the elements in any order. */
  readonly reorderable?: boolean;
  /** What a reduction makes of each element before it takes it; the elements themselves if there is none. */
  readonly element?: Body;
  /** Whether floats are summed pairwise, as NumPy's `add` does. */
  readonly pairwise?: boolean;
  /** Whether a reduction along one axis may, too: functions that round, of which NumPy's order does not show. */
  readonly anyOrder?: boolean;
  /** A boolean that no further element can change, so that a reduction may stop. */
  readonly absorbing?: boolean;
  /** Whether an infinity or a NaN on the way shows in a reduction's result, as in sums and products. */
  readonly sticky?: boolean;
  /**
   * Of which loops NumPy has ones with indices too, for `ufunc.at`, which report errors under the ufunc's name: of all, of
   * those of real numbers, or of floats, which it compares by `<` there, so that a NaN is invalid.
   */
  readonly indexed?: "all" | "real" | "compares";
  /** Whether loops of integers divide. */
  readonly divides?: boolean;
  /** What dtypes are looked for when no loop's inputs all are what was given. */
  readonly rule?: ResolutionRule;
  /** How loops over times are found. */
  readonly times?: TimeRule;
  /** Whether NumPy looks for a loop of one dtype throughout, and says so where there is none. */
  readonly uniform?: boolean;
  /** Whether integers beside arrays cast to any number, as the other operand has another dtype. */
  readonly apart?: boolean;
  /** Whether string operands are compared as strings. */
  readonly strings?: "compare";
  /** float16 elements reach the body as they are, not widened to float32: it looks at their bits. */
  readonly exactHalves?: boolean;
  /** Reductions of halves keep single precision until their end, as NumPy's loops of the four operations do. */
  readonly wideHalves?: boolean;
  /** Refuses inputs by their values, before anything is written; `actual` is the array that an input stands for. */
  readonly check?: (
    inputs: readonly NDArray[],
    loop: Loop,
    actual: (array: NDArray) => NDArray,
  ) => void;
  /** Type characters of the loops in NumPy that end by forgetting what casts before them raised. */
  readonly forgets?: string;
  /** Which floating-point errors there may be, and what tells them. */
  readonly errors?: ErrorRule;
  /** The axes that one call takes at a time, of a generalized ufunc: then loops say what becomes of two elements. */
  readonly core?: CoreSignature;
  /** Whether complex elements of the first operand are conjugated. */
  readonly conjugates?: boolean;
  /** One sentence, and the formula where there is one. */
  readonly doc: string;
  /** An example line and its printed result. */
  readonly example: readonly [code: string, result: string];
}

/**
 * Where NumPy departs from "the first loop that all inputs cast to safely":
 *
 * - `divide`: integers and booleans are divided as float64
 * - `no-bool`: booleans alone are refused, with this sentence
 * - `truth`: operands of different dtypes are taken as booleans
 * - `times-only`: anything but instants and spans of time is refused
 */
export type ResolutionRule =
  | { readonly kind: "divide" }
  | { readonly kind: "no-bool"; readonly message: string | null }
  | { readonly kind: "truth" }
  | { readonly kind: "times-only" };

export const integers = "bBhHiIlL";
export const floats = "efd";
export const complexes = "FD";
export const numbers = integers + floats + complexes;
export const reals = integers + floats;

/** Loops whose outputs have the dtype of the inputs. */
export function same(chars: string, nin: 1 | 2 | 3, body: Body, nout: 1 | 2 = 1): Loop[] {
  return [...chars].map((char) => ({
    inputs: char.repeat(nin),
    outputs: char.repeat(nout),
    body,
  }));
}

/** Loops that answer a bool. */
export function test(chars: string, nin: 1 | 2, body: Body): Loop[] {
  return [...chars].map((char) => ({ inputs: char.repeat(nin), outputs: "?", body }));
}

/** Loops given by signatures in NumPy's notation, such as `"ei->e fi->f"`. */
export function mixed(signatures: string, body: Body): Loop[] {
  return signatures.split(" ").map((signature) => {
    const [inputs, outputs] = signature.split("->") as [string, string];
    return { inputs, outputs, body };
  });
}
