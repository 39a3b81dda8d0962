// np.loadtxt: its parameters, checked as NumPy checks them. Reading rows into memory is read-rows.ts's.

import { transposeArray } from "../../array/axes.js";
import { fieldView } from "../../array/reinterpret.js";
import { type DTypeLike, dtype as toDType } from "../../core/dtype.js";
import { NDArray } from "../../core/ndarray.js";
import { array_repr } from "../../core/print.js";
import { pyRepr } from "../../core/py-repr.js";
import {
  keysOf,
  pythonIndex,
  pythonList,
  pythonRepr,
  pythonType,
  shown,
  truthFlag,
} from "../../core/python-values.js";
import type { ResolveDType } from "../../core/types.js";
import { DTypeError, OverflowError, ValueError } from "../../memory/errors.js";
import { dtypeAndOptions, type Unset, type WithDType } from "../../routines/creation.js";
import { warn } from "../warn.js";
import { sizeArgument } from "./arguments.js";
import { decoded, encodingOf, isWalkable, ndminOf, sourceText, withNdmin } from "./options.js";
import { type Converter, type Converters, type RowOrder, readRows } from "./read-rows.js";
import { fileKind, linesOf, type TextFile, type TextSource, withText } from "./sources.js";
import { isSpace } from "./spaces.js";
import type { RowSyntax } from "./tokenizer.js";

/** What `np.loadtxt` takes beside the file. */
export interface LoadtxtOptions<T extends DTypeLike = DTypeLike> {
  /** Of the result; a record has a field for each column. float64 without it. */
  readonly dtype?: T | undefined;
  /** What begins a comment, to the line's end: `"#"` without it, null for none, several in an array. */
  readonly comments?: string | readonly string[] | null | undefined;
  /** One character between fields; white space without it. */
  readonly delimiter?: string | null | undefined;
  /** A function from text to value for all columns, or functions by column; null (default) for none. */
  readonly converters?: Converters | null | undefined;
  /** Lines to pass over first; 0 without it. */
  readonly skiprows?: number | undefined;
  /** Columns to read, negative ones from the end; all (null) without it. */
  readonly usecols?: number | readonly number[] | null | undefined;
  /** Whether columns come first (default false); of records: an array of arrays, one for each field. */
  readonly unpack?: boolean | undefined;
  /** Least number of axes: 0 (default), 1 or 2. */
  readonly ndmin?: 0 | 1 | 2 | undefined;
  /** Of the text: UTF-8 without it (latin-1 of bytes); `"bytes"` gives converters bytes. */
  readonly encoding?: string | null | undefined;
  /** Most rows to read; comments and empty lines are none. */
  readonly max_rows?: number | null | undefined;
  /** Character that quotes fields; null (default) for none. */
  readonly quotechar?: string | null | undefined;
  /** Accepted for NumPy's sake. */
  readonly like?: unknown;
}

const names = [
  "dtype",
  "comments",
  "delimiter",
  "converters",
  "skiprows",
  "usecols",
  "unpack",
  "ndmin",
  "encoding",
  "max_rows",
  "quotechar",
  "like",
] as const;

/**
 * An array of the numbers (or texts, or records) in a text file, one row for each line. A new array: a copy.
 *
 * The file is read piece by piece: beside the array only a piece of it is in memory.
 *
 * @param fname a path (`.gz` is unpacked as it is read), a URL, an open file, bytes, or lines as an iterable.
 * @param second the dtype, or the options.
 * @throws ValueError for a field that the dtype can't be read from, with its row and column, and for rows of
 * unequal length.
 * @throws FileError when the file can't be read.
 * @throws TypeError for options that are none.
 *
 * @example
 * ```ts
 * np.loadtxt(["0 1", "2 3  # a comment"]); // => [[0. 1.] [2. 3.]]
 * np.savetxt("points.csv", np.array([[1, 2], [3, 4]]), { delimiter: "," });
 * const [x, y] = np.loadtxt("points.csv", { delimiter: ",", unpack: true });
 * y; // => [2. 4.]
 * const people = np.loadtxt(["Alice 25", "Bob 30"], { dtype: [["name", "U10"], ["age", "i4"]] });
 * people.field("age"); // => [25 30]
 * np.loadtxt(["1,a"], { delimiter: "," }); // => ValueError
 * ```
 */
export function loadtxt(fname: TextFile, options?: LoadtxtOptions<Unset>): NDArray<"float64">;
export function loadtxt<const T extends DTypeLike>(
  fname: TextFile,
  options: Omit<WithDType<LoadtxtOptions, T>, "unpack"> & { readonly unpack?: false | undefined },
): NDArray<ResolveDType<T>>;
export function loadtxt<const T extends DTypeLike>(
  fname: TextFile,
  options: WithDType<LoadtxtOptions, T>,
): NDArray<ResolveDType<T>> | readonly NDArray[];
export function loadtxt<const T extends DTypeLike>(
  fname: TextFile,
  dtype: T,
  options?: LoadtxtOptions<Unset> & { readonly unpack?: false | undefined },
): NDArray<ResolveDType<T>>;
export function loadtxt(
  fname: TextFile,
  second?: unknown,
  third?: unknown,
): NDArray | readonly NDArray[] {
  const [asked, known] = dtypeAndOptions("loadtxt", second, third, names);
  const given = known as LoadtxtOptions;
  const dtype = asked ?? toDType("float64");
  const { skiprows = 0, max_rows = null } = given;
  const { encoding, asBytes } = encodingOf(given.encoding);
  const usecols = listOfColumns(given.usecols);
  const ndmin = ndminOf(given.ndmin === undefined ? 0 : given.ndmin);
  const delimiter = decoded(given.delimiter ?? null);
  const quote = given.quotechar ?? null;
  const { single, several } = commentsOf(given.comments, delimiter, quote);
  const skip = countOf(skiprows);
  const maxRows = max_rows === null ? Number.POSITIVE_INFINITY : countOf(max_rows);
  if (typeof fname === "string" || fname instanceof URL) refuseEncoding(encoding, notAFile(fname));
  const plan: RowOrder = {
    dtype,
    syntax: () => syntaxOf(delimiter, single, quote),
    usecols: () => {
      refuseTruth(skiprows, max_rows);
      refuseEncoding(encoding, new DTypeError("encoding must be a unicode string."));
      return columnsOf(usecols, given.usecols);
    },
    skip,
    maxRows,
    converters: given.converters ?? null,
    asBytes,
  };
  const array = withText(fname, encoding, notAFile, (source) =>
    readRows(several === null ? source : withoutComments(source, several), plan),
  );
  const shaped = withNdmin(array, ndmin);
  if (shaped.ndim > 0 && shaped._shape[0] === 0) {
    warn(`loadtxt: input contained no data: "${sourceText(fname)}"`);
  }
  if (!truthFlag(given.unpack)) return shaped;
  if (shaped.dtype.names === null) return transposeArray(shaped);
  return shaped.dtype.names.map((name) => fieldView(shaped, name));
}

function notAFile(file: unknown): ValueError {
  return new ValueError(
    `fname must be a string, filehandle, list of strings,\nor generator. Got ${fileKind(file)} instead.`,
  );
}

/** @throws the refusal given, for what is no name of an encoding */
function refuseEncoding(encoding: unknown, refusal: Error): void {
  if (encoding !== null && typeof encoding !== "string") throw refusal;
}

/** Numbers of lines that the reader takes. @throws TypeError for a truth, OverflowError for too many */
function refuseTruth(...counts: readonly unknown[]): void {
  for (const count of counts) {
    if (typeof count === "boolean") throw new DTypeError(`an integer is required (got ${count})`);
    if (count !== null) sizeArgument(count, "skiprows or max_rows", "long");
  }
}

function countOf(value: unknown): number {
  let count: number;
  try {
    count = pythonIndex(value, "argument");
  } catch (error) {
    throw new DTypeError(`argument must be an integer (got ${shown(value)})`, { cause: error });
  }
  if (count < 0) throw new ValueError(`argument must be nonnegative (got ${count})`);
  return count;
}

/** What stands for columns: all that can be walked, or one column. */
function listOfColumns(usecols: unknown): readonly unknown[] | null {
  if (usecols === undefined || usecols === null) return null;
  return isWalkable(usecols) ? pythonList(keysOf(usecols), "usecols") : [usecols];
}

function columnsOf(list: readonly unknown[] | null, usecols: unknown): readonly number[] | null {
  if (list === null) return null;
  return list.map((column) => {
    let value: number;
    try {
      value = pythonIndex(column, "usecols");
    } catch (error) {
      throw new DTypeError(
        `usecols must be an int or a sequence of ints but it contains at least one element of type '${elementType(column, usecols)}'`,
        { cause: error },
      );
    }
    if (!Number.isSafeInteger(value)) {
      throw new OverflowError("cannot fit 'int' into an index-sized integer");
    }
    return value;
  });
}

/** Python's name of what is no column: elements of arrays are NumPy's scalars. */
function elementType(column: unknown, usecols: unknown): string {
  const isElement = column instanceof NDArray && column !== usecols;
  return isElement ? `numpy.${column.dtype.name}` : pythonType(column);
}

interface Comments {
  /** One character that the tokenizer knows. */
  readonly single: string | null;
  /** Several, or longer ones, which are cut off beforehand. */
  readonly several: readonly string[] | null;
}

/** @throws TypeError unless all are texts */
function textsOf(given: unknown): string[] {
  const list = pythonList(keysOf(given), "comments").map(decoded);
  const wrong = list.find((one) => typeof one !== "string");
  if (wrong === undefined && !list.includes(undefined)) return list as string[];
  throw new TypeError(
    `comment control must be a single string or a sequence of strings (got ${shown(wrong)})`,
  );
}

function commentsOf(
  given: LoadtxtOptions["comments"],
  delimiter: string | null,
  quote: string | null,
): Comments {
  if (given === null) return { single: null, several: null };
  const one = decoded(given);
  const list = one === undefined ? ["#"] : typeof one === "string" ? [one] : textsOf(one);
  if (list.includes("")) {
    throw new ValueError(
      "comments cannot be an empty string. Use comments=None to disable comments. (in JavaScript: comments: null)",
    );
  }
  if (list.length === 0) return { single: null, several: null };
  if (list.length === 1 && [...list[0]!].length === 1) return { single: list[0]!, several: null };
  if (list.length > 1 && delimiter !== null && list.includes(delimiter)) {
    const tuple = `(${list.map(pyRepr).join(", ")})`;
    throw new DTypeError(
      `Comment characters '${tuple}' cannot include the delimiter '${delimiter}'`,
    );
  }
  if (quote !== null) {
    throw new ValueError(
      "when multiple comments or a multi-character comment is given, quotes are not supported.  In this case quotechar must be set to None.",
    );
  }
  return { single: null, several: list };
}

function withoutComments(source: TextSource, comments: readonly string[]): TextSource {
  const lines = linesOf(source);
  return {
    byLine: true,
    totalBytes: null,
    bytesRead: 0,
    next() {
      const { done, value } = lines.next();
      if (done === true) return null;
      let line = value;
      for (const comment of comments) {
        const at = line.indexOf(comment);
        if (at >= 0) line = line.slice(0, at);
      }
      return line;
    },
  };
}

/** @throws TypeError for characters that are none, or that can't be told apart */
function syntaxOf(
  delimiter: string | null,
  comment: string | null,
  quote: string | null,
): RowSyntax {
  const syntax = { delimiter: unit(delimiter), comment: unit(comment), quote: unit(quote) };
  const isNewline = (code: number) => code === 10 || code === 13;
  const clash = (one: string, other: string) =>
    new DTypeError(`The values for control characters '${one}' and '${other}' are incompatible`);
  const newline = (one: string) =>
    new DTypeError(`control character '${one}' cannot be a newline (\`\\r\` or \`\\n\`).`);
  if (syntax.comment >= 0) {
    if (isNewline(syntax.comment)) throw newline("comment");
    if (syntax.comment === syntax.quote) throw clash("comment", "quotechar");
    if (syntax.comment === syntax.delimiter) throw clash("comment", "delimiter");
  }
  if (syntax.quote >= 0) {
    if (isNewline(syntax.quote)) throw newline("quotechar");
    if (syntax.quote === syntax.delimiter) throw clash("quotechar", "delimiter");
  }
  if (isNewline(syntax.delimiter)) throw newline("delimiter");
  if (syntax.delimiter < 0) {
    if (isSpace(syntax.comment)) throw clash("delimiter", "comment");
    if (isSpace(syntax.quote)) throw clash("delimiter", "quotechar");
  }
  return syntax;
}

function unit(character: unknown): number {
  if (character === null) return -1;
  if (typeof character !== "string" || character.length !== 1) {
    const shown = character instanceof NDArray ? array_repr(character) : pythonRepr(character);
    throw new DTypeError(
      `Text reading control character must be a single unicode character or None; but got: ${shown.slice(0, 100)}`,
    );
  }
  return character.charCodeAt(0);
}

export type { Converter, Converters };
