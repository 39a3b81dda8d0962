// The print options: their values, how they are set, checked and put back. How they shape text is in
// print-number.ts, print-element.ts and print.ts.

import { ValueError } from "../memory/errors.js";
import { options as known } from "./options.js";
import { pythonIndex, truthFlag } from "./python-values.js";

/** When to write how many digits of a float (`floatmode`). */
export type FloatMode = "fixed" | "unique" | "maxprec" | "maxprec_equal";

/** What stands before positive floats and integers (`sign`). */
export type SignMode = "-" | "+" | " ";

/**
 * Writes one element, given as `item()` gives it. A method's type, so that a function that takes only
 * some of these values (numbers, but no bigint) may be given.
 */
type Writes<T> = { write(value: T): string }["write"] | null;

/** Functions that write elements in place of the built-in formatting, by kind of element. */
export interface Formatters {
  /** Of booleans. */
  readonly bool?: Writes<boolean>;
  /** Integers; those of 64 bits that are no safe integer come as bigint. */
  readonly int?: Writes<number | bigint>;
  /** Of floats of every width. */
  readonly float?: Writes<number>;
  /** Of complex numbers of both widths. */
  readonly complexfloat?: Writes<{ readonly re: number; readonly im: number }>;
  /** Elements of dtypes `U` and `S`. */
  readonly numpystr?: Writes<string>;
  /** Elements of dtype `V` without fields; fields of a record are written by their own kind. */
  readonly void?: Writes<Uint8Array>;
  /** Of timedelta64 elements. */
  readonly timedelta?: Writes<unknown>;
  /** Of datetime64 elements. */
  readonly datetime?: Writes<unknown>;
  /** NumPy's names for kinds that strided does not have; they are never called. */
  readonly longfloat?: Writes<unknown>;
  /** Of clongdouble, which strided reads as complex128: as `complexfloat`. */
  readonly longcomplexfloat?: Writes<unknown>;
  /** Of objects, which strided has none of. */
  readonly object?: Writes<unknown>;
  /** Elements of every kind that has no function of its own. */
  readonly all?: Writes<unknown>;
  /** As `int`, `float`, `complexfloat` and `numpystr`, which come first. */
  readonly int_kind?: Writes<number | bigint>;
  /** Of floats: NumPy's name for `float` and `longfloat` together. */
  readonly float_kind?: Writes<number>;
  /** Of complex numbers: NumPy's name for `complexfloat` and `longcomplexfloat` together. */
  readonly complex_kind?: Writes<{ readonly re: number; readonly im: number }>;
  /** Of strings and bytes: NumPy's name for `numpystr`. */
  readonly str_kind?: Writes<string>;
}

/** The kinds of element that a formatter can be given for. */
export type FormatterKey = keyof Formatters;

const formatterKeys: readonly FormatterKey[] = [
  "bool",
  "int",
  "timedelta",
  "datetime",
  "float",
  "longfloat",
  "complexfloat",
  "longcomplexfloat",
  "void",
  "numpystr",
  "object",
  "all",
  "int_kind",
  "float_kind",
  "complex_kind",
  "str_kind",
];

/** All print options, as {@link get_printoptions} gives them. */
export interface PrintOptions {
  /** Items shown at the beginning and end of each axis when summarised (3). */
  readonly edgeitems: number;
  /** An array of more elements is summarised (1000). `Infinity` never summarises. */
  readonly threshold: number;
  /**
   * `"fixed"` writes exactly `precision` digits after the point, `"unique"` as many as tell each
   * element from its neighbours, `"maxprec"` (the default) the same but at most `precision`,
   * `"maxprec_equal"` like it with the same number of digits for every element.
   */
  readonly floatmode: FloatMode;
  /** Digits after the point of floats (8). */
  readonly precision: number;
  /** Never write floats in scientific notation (false). */
  readonly suppress: boolean;
  /** Characters per line before a row is broken (75). */
  readonly linewidth: number;
  /** What not-a-number is written as ("nan"). */
  readonly nanstr: string;
  /** What infinity is written as ("inf"). */
  readonly infstr: string;
  /** Before positive values: nothing (`"-"`, the default), a plus or a space. */
  readonly sign: SignMode;
  /** Functions that write elements, by kind; null for none. */
  readonly formatter: Formatters | null;
  /** Writes the repr of every array, if given. */
  readonly override_repr: ((array: unknown) => string) | null;
}

/** Print options to set; those left out, `undefined` or `null` stay as they are. */
export type PrintOptionsInit = { readonly [K in keyof PrintOptions]?: PrintOptions[K] | null };

const optionNames = [
  "precision",
  "threshold",
  "edgeitems",
  "linewidth",
  "suppress",
  "nanstr",
  "infstr",
  "formatter",
  "sign",
  "floatmode",
  "override_repr",
] as const satisfies readonly (keyof PrintOptions)[];

const floatModes = ["fixed", "unique", "maxprec", "maxprec_equal"] as const;
const signModes: readonly SignMode[] = [" ", "+", "-"];

let current: PrintOptions = Object.freeze({
  edgeitems: 3,
  threshold: 1000,
  floatmode: "maxprec",
  precision: 8,
  suppress: false,
  linewidth: 75,
  nanstr: "nan",
  infstr: "inf",
  sign: "-",
  formatter: null,
  override_repr: null,
} as const);

/** The options in force; the object never changes, setting options replaces it. */
export function currentPrintOptions(): PrintOptions {
  return current;
}

function describe(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : String(value);
}

function text(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${name} must be a string (got ${describe(value)})`);
}

function functionOrNull<T>(name: string, value: T): T {
  if (value === null || value === undefined || typeof value === "function") return value;
  throw new TypeError(`${name} must be a function (got ${describe(value)})`);
}

// One check for each option, in NumPy's order and words where it has them, then what it finds out when it prints.
const checks = {
  floatmode: (value: unknown) => {
    if (floatModes.includes(value as FloatMode)) return value;
    const modes = floatModes.map((mode) => `"${mode}"`).join(", ");
    throw new ValueError(`floatmode option must be one of ${modes} (got ${describe(value)})`);
  },
  sign: (value: unknown) => {
    if (signModes.includes(value as SignMode)) return value;
    throw new ValueError(`sign option must be one of ' ', '+', or '-' (got ${describe(value)})`);
  },
  threshold: (value: unknown) => {
    if (Number.isNaN(value)) {
      throw new ValueError(
        "threshold must be non-NAN, try sys.maxsize for untruncated representation (here Infinity)",
      );
    }
    if (isNumber(value)) return plain(value);
    throw new TypeError(`threshold must be numeric (got ${describe(value)})`);
  },
  precision: (value: unknown) => {
    try {
      return pythonIndex(value, "precision");
    } catch {
      throw new TypeError(`precision must be an integer (got ${describe(value)})`);
    }
  },
  edgeitems: (value: unknown) => {
    if (isNumber(value) && Number.isInteger(Number(value))) return plain(value);
    throw new TypeError(`edgeitems must be an integer (got ${describe(value)})`);
  },
  linewidth: (value: unknown) => {
    if (isNumber(value)) return plain(value);
    throw new TypeError(`linewidth must be a number of characters (got ${describe(value)})`);
  },
  suppress: truthFlag,
  nanstr: (value: unknown) => text("nanstr", value),
  infstr: (value: unknown) => text("infstr", value),
  formatter: (value: unknown) => {
    const given = known("formatter", value as Formatters, formatterKeys);
    for (const [key, one] of Object.entries(given)) functionOrNull(`formatter.${key}`, one);
    return given;
  },
  override_repr: (value: unknown) => functionOrNull("override_repr", value),
} satisfies { readonly [K in keyof PrintOptions]: (value: unknown) => unknown };

const isNumber = (value: unknown): value is number | bigint | boolean =>
  typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

/** Truth values stay what they are, as NumPy keeps them: they count as 0 and 1. */
const plain = (value: number | bigint | boolean): number | boolean =>
  typeof value === "bigint" ? Number(value) : value;

const checked = Object.keys(checks) as (keyof PrintOptions)[];

/** The options in force with some replaced. The names are taken as known, the values are checked. */
export function mergePrintOptions(given: PrintOptionsInit): PrintOptions {
  const merged: Record<string, unknown> = { ...current };
  for (const name of checked) {
    const value = given[name];
    if (value !== undefined && value !== null) merged[name] = checks[name](value);
  }
  return merged as unknown as PrintOptions;
}

function replaced(routine: string, given: PrintOptionsInit | undefined): PrintOptions {
  const all = known(routine, given, optionNames);
  // As in NumPy, these two are not kept when they are not given again.
  const fresh = { formatter: null, override_repr: null };
  return Object.freeze({
    ...mergePrintOptions(all),
    ...(all.formatter == null ? { formatter: fresh.formatter } : {}),
    ...(all.override_repr == null ? { override_repr: fresh.override_repr } : {}),
  });
}

/**
 * Sets how arrays are printed, for the whole program, until set again. Options left out stay as they
 * are, except `formatter` and `override_repr`, which every call resets. There is no `legacy` option.
 *
 * @param init - the options to set
 * @throws ValueError for an unknown `floatmode` or `sign`, a NaN `threshold`.
 * @throws TypeError for an unknown option, and for one of a kind that no array can be printed with.
 *
 * @example
 * ```ts
 * np.set_printoptions({ precision: 4 });
 * np.array([1.123456789]); // => [1.1235]
 * np.set_printoptions({ precision: 8, threshold: 5 });
 * np.arange(10); // => [0 1 2 ... 7 8 9]
 * np.set_printoptions({ threshold: 1000 });
 * ```
 */
export function set_printoptions(init?: PrintOptionsInit): void {
  current = replaced("set_printoptions", init);
}

/**
 * The print options in force, in a new object.
 *
 * @example
 * ```ts
 * np.get_printoptions().linewidth; // => 75
 * ```
 */
export function get_printoptions(): PrintOptions {
  return { ...current };
}

/** Print options that hold until they are disposed of, as {@link printoptions} gives them. */
export type PrintOptionsScope = PrintOptions & Disposable;

/**
 * Sets print options for a while: until the end of the block in which the result was declared by
 * `using`, or while `action` runs (an asynchronous one: until it settles). Then the options from
 * before the call hold again. They are those of the whole program: other asynchronous work running
 * meanwhile sees them too.
 *
 * @param init - the options, as in {@link set_printoptions}
 * @param action - run under the options; its result is returned
 * @returns the options in force, disposable; or what `action` returns
 * @returns a scope that restores the options when it is disposed, or what `action` returns: the
 * value, no array of its own
 * @throws the errors of {@link set_printoptions}
 * @example
 * ```ts
 * np.printoptions({ precision: 2 }, () => String(np.array([2 / 3]))); // => [0.67]
 * {
 *   using _ = np.printoptions({ precision: 3 });
 *   np.array([2 / 3]); // => [0.667]
 * }
 * np.array([2 / 3]); // => [0.66666667]
 * ```
 */
export function printoptions(init?: PrintOptionsInit): PrintOptionsScope;
export function printoptions<R>(
  init: PrintOptionsInit | undefined,
  action: (options: PrintOptions) => R,
): R;
export function printoptions<R>(
  init?: PrintOptionsInit,
  action?: (options: PrintOptions) => R,
): PrintOptionsScope | R {
  if (action !== undefined && typeof action !== "function") {
    throw new TypeError(
      `the second argument of printoptions must be a function (got ${describe(action)})`,
    );
  }
  const before = current;
  current = replaced("printoptions", init);
  const restore = (): void => {
    current = before;
  };
  if (action === undefined) return scopeOf(current, restore);
  let result: R;
  try {
    result = action({ ...current });
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as R;
  restore();
  return result;
}

function scopeOf(values: PrintOptions, restore: () => void): PrintOptionsScope {
  const scope = { ...values };
  let open = true;
  const dispose = (): void => {
    // A second disposal must not undo what was set since the first.
    if (open) restore();
    open = false;
  };
  Object.defineProperty(scope, Symbol.dispose, { value: dispose });
  return scope as PrintOptionsScope;
}
