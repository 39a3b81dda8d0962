// What a case is: a small program over a few arrays, as plain JSON, from which the Python call, the
// strided call and both replay snippets derive. Only the description lives here; server.py and
// adapter.ts give it meaning.

/** A dtype: NumPy's string, a list of fields, NumPy's dictionary form, or (base, shape). */
export type DSpec =
  | string
  | { readonly list: readonly FieldSpec[]; readonly align?: boolean }
  | {
      readonly dict: {
        readonly names: readonly string[];
        readonly formats: readonly DSpec[];
        readonly offsets: readonly number[];
        readonly itemsize?: number;
        readonly titles?: readonly string[];
      };
    }
  | { readonly sub: readonly [DSpec, readonly number[]] };

export type FieldSpec =
  | readonly [name: string, type: DSpec]
  | readonly [name: string, type: DSpec, shape: readonly number[]];

/** Functions that both sides know: NumPy's by their names, a few of one or two values, and some that read a field. */
export type FunctionName =
  | "add"
  | "sum"
  | "mean"
  | "triu"
  | "tril"
  | "sub"
  | "less"
  | "twice"
  | "pair"
  | "star"
  | "lines"
  | "length"
  | "halves"
  | "word"
  | "nothing"
  | "refusal";

/**
 * An argument. Plain JSON means itself (a JSON array is Python's tuple); the rest is tagged:
 * `v` variable, `i` integer beyond 2^53, `f` float by text, `c` complex, `l` list, `o` dictionary, `di` dictionary by
 * pairs whose keys may be numbers,
 * `n` a member of the library by name, `d` dtype, `do` dtype object, `ty` Python's type of a number, `sl` slice, `sx` slice of any numbers, `el` Ellipsis, `by` bytes,
 * `tx` the path of a temporary file with these bytes (as latin-1; null for a file that is not there) and this
 * extension,
 * `t` an instant (`M`) or a span of time (`m`), `py` a function.
 */
export type Arg =
  | null
  | boolean
  | number
  | string
  | readonly Arg[]
  | { readonly v: string }
  | { readonly i: string }
  | { readonly f: string }
  | { readonly c: readonly [string, string] }
  | { readonly l: readonly Arg[] }
  | { readonly o: Readonly<Record<string, Arg>> }
  | { readonly n: string }
  | { readonly di: readonly (readonly [key: string | number | null, value: Arg])[] }
  | { readonly d: DSpec }
  | { readonly do: DSpec }
  | { readonly ty: "int" | "float" | "complex" }
  | { readonly sl: readonly [number | null, number | null, number | null] }
  | { readonly sx: readonly [Arg, Arg, Arg] }
  | { readonly el: 1 }
  | { readonly by: string }
  | { readonly tx: readonly [content: string | null, extension: string] }
  | { readonly t: readonly ["M" | "m", count: string, unit: string] }
  | { readonly py: FunctionName };

/** An array laid over memory block `mem`; `offset` and `strides` in bytes. */
export interface ArraySpec {
  readonly mem: number;
  readonly dtype: DSpec;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly readonly?: boolean;
}

interface Named {
  /** The variable that takes the result. */
  readonly to?: string;
  /** Print options in force while the step runs. */
  readonly po?: Readonly<Record<string, Arg>>;
}

export type Step = Named &
  (
    | {
        readonly fn: string;
        readonly args?: readonly Arg[];
        readonly kw?: Readonly<Record<string, Arg>>;
      }
    | {
        readonly m: readonly [array: string, method: string];
        readonly args?: readonly Arg[];
        readonly kw?: Readonly<Record<string, Arg>>;
      }
    | { readonly get: readonly [array: string, index: readonly Arg[]] }
    | { readonly set: readonly [array: string, index: readonly Arg[], value: Arg] }
    | {
        readonly field: readonly [array: string, field: string | { readonly l: readonly string[] }];
      }
    | { readonly item: readonly [tuple: string, position: number] }
    | { readonly attr: readonly [array: string, attribute: string] }
    | { readonly setattr: readonly [array: string, attribute: string, value: Arg] }
    /**
     * A walk with `nditer` (`nested_iters` where `axes` are given): what was seen at each step, then the operands.
     * `write` adds 1 to what may be written, or sets it to 7 unseen; `flat` joins the pieces, whose lengths are NumPy's own affair.
     */
    | {
        readonly walk: Arg;
        readonly kw: Readonly<Record<string, Arg>>;
        readonly axes?: Arg;
        readonly write?: "add" | "set";
        readonly flat?: boolean;
        readonly before?: readonly (readonly [member: string, ...args: Arg[]])[];
      }
    /** What NumPy indexes and strided calls: `np.r_[...]`, `np.r_(...)`. */
    | { readonly brackets: readonly [name: string, items: readonly Arg[]] }
  );

/** How far a result may be from NumPy's. Absent: equal to the bit, but for NaN's payload. */
export interface Tolerance {
  /** Units in the last place of the result's dtype; for complex, relative to the modulus. */
  readonly ulp?: number;
  /** `factor` × epsilon × the variable `bound` that these steps compute (in Python, float64). */
  readonly bound?: readonly Step[];
  readonly factor?: number;
  /** Bytes of the float that was computed with, where the result was then cast to a larger one. */
  readonly loop?: number;
  /** Ulps of numbers below 1 are those of 1: the error is absolute there. */
  readonly absolute?: boolean;
  /** Floats are among the inputs, so that a uint32 may come of a cast that C leaves undefined. */
  readonly fromFloat?: boolean;
  /** -0 and 0 are the same answer. */
  readonly zeroSign?: boolean;
  /** A complex number that is NaN in any part is the same as any other: which one wins is not defined. */
  readonly anyNaN?: boolean;
  /** Complex products that overflow may be infinite or NaN in any part: it shows what is fused. */
  readonly overflow?: boolean;
  /** A flag that strided sets otherwise by design. */
  readonly openFlag?: string;
  /** Only dtype, shape and layout count (uninitialised memory). */
  readonly noData?: boolean;
}

export interface Case {
  /** Group of the fuzzer, and the operation that failures are counted under. */
  readonly group: string;
  readonly op: string;
  /** Memory blocks, base64. */
  readonly mem: readonly string[];
  readonly arrays: Readonly<Record<string, ArraySpec>>;
  readonly steps: readonly Step[];
  /** Variables to compare; absent: every step's result. */
  readonly show?: readonly string[];
  readonly tol?: Tolerance;
  /** `false` where the floating-point errors that NumPy reports follow from how its machine computes: all others count. */
  readonly fpe?: false;
  /** Elements of `of` where the array `by` is false are uninitialised. */
  readonly mask?: { readonly of: string; readonly by: string };
}

/** A dtype as answers spell it. */
export type DWire =
  | string
  | { readonly sub: readonly [DWire, readonly number[]] }
  | {
      readonly names: readonly string[];
      readonly formats: readonly DWire[];
      readonly offsets: readonly number[];
      readonly itemsize: number;
      readonly align: boolean;
    };

export type Wire =
  | {
      readonly k: "array";
      /** An instant or a span: a value, whose memory nobody sees. */
      readonly isValue?: true;
      readonly dtype: DWire;
      readonly shape: readonly number[];
      readonly strides: readonly number[];
      readonly flags: string;
      readonly at: readonly [number | string, number] | null;
      readonly data: string;
    }
  | { readonly k: "scalar"; readonly dtype: DWire; readonly data: string }
  | { readonly k: "dtype"; readonly dtype: DWire; readonly text?: string; readonly repr?: string }
  | { readonly k: "value"; readonly type: "bool"; readonly value: boolean }
  | { readonly k: "value"; readonly type: "int" | "float" | "str"; readonly value: string }
  | { readonly k: "value"; readonly type: "bytes"; readonly value: string }
  | { readonly k: "value"; readonly type: "complex"; readonly value: readonly [string, string] }
  | { readonly k: "tuple"; readonly items: readonly Wire[] }
  | { readonly k: "none" }
  | { readonly k: "object" }
  | { readonly k: "unknown"; readonly type: string; readonly text: string };

export interface WireError {
  readonly step: number;
  readonly class: string;
  readonly mro: readonly string[];
  readonly message: string;
}

export interface Answer {
  readonly results: Readonly<Record<string, Wire>>;
  readonly mem: readonly (string | null)[];
  readonly error?: WireError;
  /** Whether the step that failed left all memory as it was. */
  readonly untouched?: boolean;
  /** Floating-point errors that were reported, in NumPy's words. */
  readonly fpe?: readonly string[];
  /** Warnings, each with its category; of strided's also those that earlier cases gave, which are given once. */
  readonly warned?: readonly string[];
  readonly warnedBefore?: ReadonlySet<string>;
  readonly mask?: string;
  readonly bound?: string | readonly string[];
  /** Bytes of the float that the ufunc's loop computed with. */
  readonly loop?: number;
  /** The description itself could not be run (a defect of the generator). */
  readonly broken?: string;
  /** The case ended the NumPy process: there is nothing to compare with. */
  readonly crashed?: string;
}
