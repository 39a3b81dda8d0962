// The public functions that write arrays: array2string, array_repr, array_str, and what String(a) and
// console.log(a) show (methods.ts installs them). Rows and line breaks are in print-layout.ts, elements in print-element.ts.

import { DisposedError } from "../memory/errors.js";
import type { DType } from "./dtype.js";
import { codecOf } from "./element.js";
import { NDArray } from "./ndarray.js";
import { options as checked } from "./options.js";
import type { ElementType } from "./print-element.js";
import { arrayRepr, arrayText, type PrintSource, rowsStr, scalarStr } from "./print-layout.js";
import { currentPrintOptions, mergePrintOptions, type PrintOptionsInit } from "./print-options.js";
import { pyTuple } from "./py-repr.js";
import { shown } from "./python-values.js";

/** Options of {@link array_repr} and {@link array_str}. */
export interface ArrayTextOptions {
  /** Characters per line; `linewidth` of the print options by default. */
  readonly max_line_width?: number | null | undefined;
  /** Digits after the point of floats. As `np.set_printoptions` says by default. */
  readonly precision?: number | null | undefined;
  /**
   * Write numbers that are zero at this precision as zero, and never in scientific notation. As
   * `np.set_printoptions` says by default.
   */
  readonly suppress_small?: boolean | null | undefined;
}

/** Options of {@link array2string}; those left out are the print options. */
export interface Array2StringOptions
  extends ArrayTextOptions,
    Pick<PrintOptionsInit, "formatter" | "threshold" | "edgeitems" | "sign" | "floatmode"> {
  /** Between elements (`" "`). */
  readonly separator?: string | null | undefined;
  /**
   * Text that will stand before the result: following lines are indented by its length. None by
   * default.
   */
  readonly prefix?: string | null | undefined;
  /** Text that will stand after the result: lines are shorter by its length. None by default. */
  readonly suffix?: string | null | undefined;
}

const textOptions = ["max_line_width", "precision", "suppress_small"] as const;
const stringOptions = [
  ...textOptions,
  "separator",
  "prefix",
  "formatter",
  "threshold",
  "edgeitems",
  "sign",
  "floatmode",
  "suffix",
] as const;

function sourceOf(routine: string, array: unknown): PrintSource {
  if (!(array instanceof NDArray)) {
    throw new TypeError(
      `${routine}() takes an array (got ${typeof array}); make one with np.asarray`,
    );
  }
  const view = array.live().views.dataView;
  return {
    shape: array.shape,
    strides: array.strides,
    offset: array.byteOffset,
    dtype: array.dtype,
    readerOf: (dtype: ElementType) => {
      const codec = codecOf(dtype as DType);
      return (byteOffset) => codec.read(view, byteOffset);
    },
  };
}

function printOptions(given: Array2StringOptions): PrintOptionsInit {
  const { max_line_width, suppress_small, ...rest } = given;
  return { ...rest, linewidth: max_line_width, suppress: suppress_small };
}

/**
 * The text of an array without its dtype: elements in brackets, rows below each other, long arrays
 * summarised. Only elements that are shown are read.
 *
 * @param a - an array of any shape and dtype
 * @returns the text, in lines no longer than `max_line_width` where elements allow
 * @throws TypeError for an unknown option, or a `formatter` that gives no string.
 * @throws ValueError as {@link set_printoptions} does.
 *
 * @example
 * ```ts
 * const x = np.array([1e-16, 1, 2, 3]);
 * np.array2string(x, { precision: 2, separator: ",", suppress_small: true }); // => [0.,1.,2.,3.]
 * np.array2string(np.arange(3), { formatter: { int: (n) => `0x${n.toString(16)}` } }); // => [0x0 0x1 0x2]
 * ```
 */
export function array2string(a: NDArray, options?: Array2StringOptions): string {
  const given = checked("array2string", options, stringOptions);
  const source = sourceOf("array2string", a);
  return arrayText(source, mergePrintOptions(printOptions(given)), {
    separator: textOf("separator", given.separator, " "),
    prefix: textOf("prefix", given.prefix, ""),
    suffix: textOf("suffix", given.suffix, ""),
  });
}

/** Text that stands around elements. @throws TypeError for what is no text */
function textOf(name: string, given: unknown, fallback: string): string {
  if (given === undefined || given === null) return fallback;
  if (typeof given === "string") return given;
  throw new TypeError(`${name} must be text (got ${shown(given)})`);
}

/**
 * NumPy's `repr` of an array: `array(…)` with the dtype where the elements don't tell it, and the shape
 * of empty and summarised arrays. `console.log(a)` shows it.
 *
 * @param arr - an array of any shape and dtype
 * @throws TypeError for an unknown option, or a `formatter` that gives no string.
 *
 * @example
 * ```ts
 * np.array_repr(np.array([1, 2])); // => array([1, 2])
 * np.array_repr(np.zeros([0, 3], "float32")); // => array([], shape=(0, 3), dtype=float32)
 * ```
 */
export function array_repr(arr: NDArray, options?: ArrayTextOptions): string {
  const given = checked("array_repr", options, textOptions);
  const { override_repr } = currentPrintOptions();
  if (override_repr !== null) return override_repr(arr);
  const source = sourceOf("array_repr", arr);
  return arrayRepr(source, mergePrintOptions(printOptions(given)), classNameOf(arr));
}

/**
 * NumPy's `str` of an array: its elements in brackets, or, without axes, its only element as it is.
 * `String(a)` is the same.
 *
 * @param a - an array of any shape and dtype
 * @throws TypeError for an unknown option, or a `formatter` that gives no string.
 *
 * @example
 * ```ts
 * np.array_str(np.arange(3)); // => [0 1 2]
 * ```
 */
export function array_str(a: NDArray, options?: ArrayTextOptions): string {
  const given = checked("array_str", options, textOptions);
  const source = sourceOf("array_str", a);
  if (a.ndim === 0) return scalarStr(source, currentPrintOptions());
  return rowsStr(source, mergePrintOptions(printOptions(given)));
}

/** Arrays that are more than arrays, such as memory maps, say in their repr what they are. */
function classNameOf(array: NDArray): string {
  const { reprName } = array as { reprName?: unknown };
  return typeof reprName === "string" ? reprName : "array";
}

/** What `console.log` shows of an array in Node: its repr, also of one that is no longer there. */
export function inspectArray(array: NDArray): string {
  try {
    return array_repr(array);
  } catch (error) {
    // Looking at an array in a log must not end the program.
    if (!(error instanceof DisposedError)) throw error;
    return `${classNameOf(array)}(<disposed>, shape=${pyTuple(array.shape)}, dtype=${array.dtype})`;
  }
}
