// np.genfromtxt: tables with gaps. Which columns, which names, which dtype; cutting lines, reading values and making
// names are the files' beside this.

import { transposeArray } from "../../array/axes.js";
import { arrayFromValues } from "../../array/convert.js";
import { fieldView, viewAs } from "../../array/reinterpret.js";
import { type DType, type DTypeLike, dtype as toDType } from "../../core/dtype.js";
import type { NDArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { pythonIndex, pythonType, shown, truthFlag } from "../../core/python-values.js";
import type { ResolveDType } from "../../core/types.js";
import { DTypeError, IndexError, ValueError } from "../../memory/errors.js";
import type { Unset, WithDType } from "../../routines/creation.js";
import { warn } from "../warn.js";
import { comparable } from "./arguments.js";
import { NameMaker, type NameRules, numbered } from "./field-names.js";
import { type Delimiter, lineSplitter } from "./line-splitter.js";
import {
  decoded,
  encodingOf,
  ndminOf,
  refuseEncoding,
  sourceText,
  textOf,
  withNdmin,
} from "./options.js";
import { fileKind, linesOf, type TextFile, withText } from "./sources.js";
import { strip } from "./spaces.js";
import { StringConverter } from "./string-converter.js";
import {
  columnList,
  convertersOf,
  itemAt,
  namesOf,
  type Pairs,
  pairsOf,
  partsOf,
} from "./table-options.js";
import {
  flattened,
  ofBytes,
  records,
  recordsOf,
  renamed,
  typeOf,
  withBytes,
} from "./table-records.js";

type ByColumn<T> = Readonly<Record<string | number, T>> | ReadonlyMap<string | number | null, T>;

/** What `np.genfromtxt` takes beside the file. */
export interface GenfromtxtOptions<T extends DTypeLike = DTypeLike> extends NameRules {
  /** Of the result; float64 without it, null finds a dtype for each column. */
  readonly dtype?: T | null | undefined;
  /** What begins a comment, to the line's end: `"#"` without it, null for none. */
  readonly comments?: string | null | undefined;
  /** Between fields: a text, one width, or a width for each; white space (null) without it. */
  readonly delimiter?: Delimiter | undefined;
  /** Lines to pass over first; 0 without it. */
  readonly skip_header?: number | undefined;
  /** Rows to leave out at the end; 0 without it. */
  readonly skip_footer?: number | undefined;
  /** Functions from text to value, by column or name; none without it. */
  readonly converters?: ByColumn<(field: never) => unknown> | null | undefined;
  /** Texts that stand for nothing: for all columns (joined by commas), one for each, or by column; none without it. */
  readonly missing_values?: unknown;
  /** Values for what is missing: for all columns, one for each, or by column; by dtype without it. */
  readonly filling_values?: unknown;
  /** Columns to read, by number or name; all (null) without it. */
  readonly usecols?: number | string | readonly (number | string)[] | null | undefined;
  /** Field names; true takes the first line's; null (default) for none. */
  readonly names?: boolean | string | readonly string[] | null | undefined;
  /** Names that get an underscore, beside `return`, `file` and `print`; none (null) without it. */
  readonly excludelist?: readonly string[] | null | undefined;
  /** Characters to delete from names; punctuation without it. */
  readonly deletechars?: string | readonly string[] | null | undefined;
  /** What takes the place of blanks in names; `"_"` without it. */
  readonly replace_space?: string | undefined;
  /** Whether fields lose the white space around them; default false. */
  readonly autostrip?: boolean | undefined;
  /** Whether names keep their case (default true); false or `"upper"`, `"lower"`. */
  readonly case_sensitive?: boolean | "upper" | "lower" | undefined;
  /** Python's format of names that are missing; `"f%i"` without it. */
  readonly defaultfmt?: string | undefined;
  /** Whether columns come first (default false); of records: an array of arrays. */
  readonly unpack?: boolean | undefined;
  /** Refused if true (default false): masked arrays are not there yet. */
  readonly usemask?: boolean | undefined;
  /** Whether what can't be read is taken for missing; default true. */
  readonly loose?: boolean | undefined;
  /** Whether rows of another length are an error (default true), or left out. */
  readonly invalid_raise?: boolean | undefined;
  /** Most rows to read; all (null) without it. */
  readonly max_rows?: number | null | undefined;
  /** Of the text: UTF-8 without it (latin-1 of bytes); `"bytes"` gives converters bytes. */
  readonly encoding?: string | null | undefined;
  /** Least number of axes: 0 (default), 1 or 2. */
  readonly ndmin?: 0 | 1 | 2 | undefined;
  /** Accepted for NumPy's sake; default null. */
  readonly like?: unknown;
}

const optionNames = [
  "dtype",
  "comments",
  "delimiter",
  "skip_header",
  "skip_footer",
  "converters",
  "missing_values",
  "filling_values",
  "usecols",
  "names",
  "excludelist",
  "deletechars",
  "replace_space",
  "autostrip",
  "case_sensitive",
  "defaultfmt",
  "unpack",
  "usemask",
  "loose",
  "invalid_raise",
  "max_rows",
  "encoding",
  "ndmin",
  "like",
] as const;

/**
 * An array from a text file in which fields may be missing. A new array: a copy.
 *
 * Unlike `np.loadtxt` it keeps all fields as texts until the end of the file is reached.
 *
 * @param fname a path (`.gz` is unpacked), a URL, an open file, bytes, or lines as an iterable.
 * @throws ValueError for rows of unequal length, and what can't be read where `loose` is false.
 * @throws FileError when the file can't be read.
 *
 * @example
 * ```ts
 * np.genfromtxt(["1,2", "3,"], { delimiter: "," }); // => [[ 1. 2.] [ 3. nan]]
 * np.genfromtxt(["1,2", "3,"], { delimiter: ",", dtype: "int64", filling_values: 0 }); // => [[1 2] [3 0]]
 * const table = np.genfromtxt(["n name", "1 one", "2 two"], { names: true, dtype: null });
 * table.dtype.names; // => n,name
 * table.field("name"); // => ['one' 'two']
 * np.genfromtxt(["1 2", "3"]); // => ValueError
 * ```
 */
export function genfromtxt(
  fname: TextFile,
  options?: GenfromtxtOptions<never> & { readonly dtype?: undefined },
): NDArray<"float64">;
export function genfromtxt(
  fname: TextFile,
  options: GenfromtxtOptions<never> & { readonly dtype: null },
): NDArray;
export function genfromtxt<const T extends DTypeLike>(
  fname: TextFile,
  options: Omit<WithDType<GenfromtxtOptions, T>, "unpack"> & {
    readonly unpack?: false | undefined;
  },
): NDArray<ResolveDType<T>>;
export function genfromtxt<const T extends DTypeLike>(
  fname: TextFile,
  options: WithDType<GenfromtxtOptions, T | Unset>,
): NDArray | readonly NDArray[];
export function genfromtxt(
  fname: TextFile,
  second?: GenfromtxtOptions,
): NDArray | readonly NDArray[] {
  const given = options<GenfromtxtOptions>("genfromtxt", second, optionNames);
  const { skip_footer = 0, max_rows = null } = given;
  const ndmin = ndminOf(given.ndmin === undefined ? 0 : given.ndmin);
  if (max_rows !== null) {
    if (truthFlag(skip_footer)) {
      throw new ValueError(
        "The keywords 'skip_footer' and 'max_rows' can not be specified at the same time.",
      );
    }
    if (comparable(max_rows, "max_rows") < 1)
      throw new ValueError(`'max_rows' must be at least 1. (got ${shown(max_rows)})`);
  }
  if (truthFlag(given.usemask)) {
    throw new ValueError(
      "usemask: strided has no masked arrays yet; leave it out, and tell what is missing by filling_values",
    );
  }
  const converters = convertersOf(given.converters);
  const { encoding } = encodingOf(given.encoding);
  refuseEncoding(fname, encoding);
  const reading = withText(fname, encoding, notAFile, (source) => {
    const reader = new TableReader(given, fname, converters);
    return reader.read(linesOf(source, reader.skipped));
  });
  const shaped = withNdmin(reading, ndmin);
  if (!truthFlag(given.unpack)) return shaped;
  const { names } = shaped.dtype;
  if (names === null) return transposeArray(shaped);
  if (names.length === 1) return fieldView(shaped, names[0]!);
  return names.map((name) => fieldView(shaped, name));
}

function notAFile(file: unknown): DTypeError {
  return new DTypeError(
    "fname must be a string, a filehandle, a sequence of strings,\n" +
      `or an iterator of strings. Got ${fileKind(file)} instead.`,
  );
}

class TableReader {
  readonly #given: GenfromtxtOptions;
  readonly #fname: unknown;
  readonly #comments: string | null;
  readonly #named: GenfromtxtOptions["names"];
  readonly #functions: Pairs;
  /** Lines to pass over first. */
  readonly skipped: number;
  readonly #split: (line: string) => string[];
  readonly #names: NameMaker;
  readonly #defaultfmt: string;
  #dtype: DType | null = null;
  #fields: string[] | null = null;
  #usecols: number[] | null = null;
  #columns = 0;
  #converters: StringConverter[] = [];
  /** Columns that have a converter, and the keys of all converters: NumPy looks for columns among both. */
  readonly #listed = new Set<number>();
  #rows: string[][] = [];

  constructor(given: GenfromtxtOptions, fname: unknown, converters: Pairs) {
    const { delimiter = null, comments = "#", names = null, defaultfmt = "f%i" } = given;
    this.#given = given;
    this.#fname = fname;
    this.#comments = decoded(comments);
    this.#named = names;
    this.#functions = converters;
    this.#split = lineSplitter(delimiter, this.#comments, truthFlag(given.autostrip));
    this.#names = new NameMaker(given);
    this.#defaultfmt = defaultfmt;
    this.skipped = pythonIndex(
      given.skip_header === undefined ? 0 : given.skip_header,
      "skip_header",
    );
  }

  read(lines: Iterator<string>): NDArray {
    const { line, values } = this.#firstLine(lines);
    const first = this.#nameColumns(values, line);
    this.#makeConverters(values, first);
    this.#collect(first, lines);
    if (this.#dtype === null) {
      this.#converters.forEach((converter, i) => {
        const texts = this.#rows.map((row) => row[i]!);
        converter.fit(texts, i, 1 + this.skipped);
      });
    }
    if (this.#cutFooter > 0) {
      if (!Number.isInteger(this.#cutFooter)) {
        throw new DTypeError(
          "slice indices must be integers or None or have an __index__ method (skip_footer)",
        );
      }
      this.#rows.splice(Math.max(0, this.#rows.length - this.#cutFooter));
    }
    return this.#assemble();
  }

  #cutFooter = 0;

  /** The first line that has fields. */
  #firstLine(lines: Iterator<string>): { line: string; values: string[] } {
    const comments = this.#comments;
    let next = lines.next();
    while (next.done !== true) {
      let line = next.value;
      if (this.#named === true && comments !== null) {
        if (typeof comments !== "string") {
          throw new DTypeError(
            `'in <string>' requires string as left operand, not ${pythonType(comments)}`,
          );
        }
        if (line.includes(comments)) line = partsOf(line, comments).slice(1).join("");
      }
      const values = this.#split(line);
      if (values.length > 0) return { line, values };
      next = lines.next();
    }
    warn(`genfromtxt: Empty input file: "${sourceText(this.#fname)}"`);
    return { line: "", values: [] };
  }

  /** Finds usecols, names and dtype; returns the line that still has to be read, "" for none. */
  #nameColumns(values: string[], line: string): string {
    const names = this.#named;
    let first = line;
    if (names === true) {
      const word = strip(itemAt(values, 0));
      if (this.#comments?.includes(word)) values.shift();
    }
    const chosen = this.#chosenColumns();
    this.#columns = chosen !== null && chosen.length > 0 ? chosen.length : values.length;
    if (names === true) {
      this.#fields = this.#names.names(values.map(strip), "f%i");
      first = "";
    } else if (typeof names === "string") {
      this.#fields = this.#names.names(names.split(",").map(strip), "f%i");
    } else if (names !== null && names !== undefined) {
      const given = namesOf(names, this.#given.dtype !== null);
      this.#fields = given.length > 0 ? this.#names.names(given, "f%i") : [];
    }
    const { dtype } = this.#given;
    if (dtype !== null) this.#dtype = this.#easyDType(dtype === undefined ? "float64" : dtype);
    if (chosen !== null && chosen.length > 0) this.#selectColumns(chosen, values.length);
    else if (this.#fields !== null && this.#dtype !== null) {
      this.#fields = [...(this.#dtype.names ?? noNames())];
    }
    return first;
  }

  #chosenColumns(): (string | number)[] | null {
    const { usecols } = this.#given;
    if (usecols === undefined || usecols === null) return null;
    if (typeof usecols === "string") return usecols.split(",").map(strip);
    return columnList(usecols);
  }

  #selectColumns(chosen: readonly (string | number)[], width: number): void {
    this.#usecols = chosen.map((column) => {
      if (typeof column === "string") return this.#indexOf(column);
      return column < 0 ? column + width : column;
    });
    const fields = this.#dtype?.names?.length ?? 0;
    if (this.#dtype !== null && fields > this.#columns) {
      const { descr } = this.#dtype;
      this.#dtype = toDType(this.#usecols.map((at) => itemAt(descr, at)) as DTypeLike) as DType;
      this.#fields = [...this.#dtype.names!];
    } else if (this.#fields !== null && this.#fields.length > this.#columns) {
      const all = this.#fields;
      this.#fields = this.#usecols.map((at) => itemAt(all, at));
    }
  }

  #indexOf(name: string): number {
    if (this.#fields === null) {
      throw new DTypeError("'NoneType' object has no attribute 'index' (there are no names)");
    }
    const at = this.#fields.indexOf(name);
    if (at < 0) throw new ValueError(`'${name}' is not in list (${this.#fields.join(", ")})`);
    return at;
  }

  /** A dtype with the names asked for, or names for the fields that have none. */
  #easyDType(spec: DTypeLike): DType {
    const names = this.#fields;
    const make = (given: readonly string[], count?: number) =>
      this.#names.names(given, this.#defaultfmt, count);
    let dtype: DType;
    try {
      dtype = toDType(spec) as DType;
    } catch (error) {
      if (!Array.isArray(spec) || !(error instanceof TypeError)) throw error;
      const formats = spec as readonly DTypeLike[];
      const made = make(names ?? formats.map(() => ""), formats.length);
      return toDType({ formats, names: made } as DTypeLike) as DType;
    }
    if (names !== null) {
      if (dtype.names !== null) return renamed(dtype, make(names, dtype.names.length));
      return toDType(make(names).map((name) => [name, typeOf(dtype)]) as DTypeLike) as DType;
    }
    if (dtype.names === null) return dtype;
    const counted = dtype.names.every((name, i) => name === `f${i}`);
    if (counted && this.#defaultfmt !== "f%i") {
      return renamed(dtype, make(dtype.names.map(() => "")));
    }
    return renamed(dtype, make(dtype.names));
  }

  #makeConverters(values: readonly string[], first: string): void {
    const missing = this.#missingValues();
    const filling = this.#fillingValues();
    const flat = this.#dtype === null ? null : flattened(this.#dtype);
    const count =
      flat !== null && flat.length > 1 ? Math.min(flat.length, this.#columns) : this.#columns;
    this.#converters = Array.from({ length: count }, (_, i) => {
      const dtype = flat === null ? null : flat.length > 1 ? flat[i]! : this.#dtype;
      return new StringConverter(dtype, missing[i]!, filling[i]);
    });
    for (const [key, convert] of this.#functions) {
      const column = this.#converterColumn(key);
      if (column === null) {
        if (typeof key === "number") this.#listed.add(key);
        continue;
      }
      // of the first line as it is, whatever columns are chosen
      const at = typeof key === "number" ? key : column;
      const sample = (first === "" ? "" : itemAt(values, at)) || "1";
      const read = convert as (field: string | Uint8Array) => unknown;
      const asBytes = this.#given.encoding === "bytes";
      const call = (text: string) =>
        read(asBytes ? new Uint8Array(Buffer.from(text, "latin1")) : text);
      const reader = typeof convert === "function" ? call : (convert as typeof call);
      const converter = itemAt(this.#converters, column);
      const place = column < 0 ? column + missing.length : column;
      converter.use(reader, filling[place], missing[place]!, sample);
      this.#listed.add(column);
      if (typeof key === "number") this.#listed.add(key);
    }
  }

  #converterColumn(key: string | number | null): number | null {
    if (typeof key === "string") {
      if (this.#fields === null) this.#indexOf(key);
      const at = this.#fields!.indexOf(key);
      return at < 0 ? null : at;
    }
    if (this.#usecols === null) return key;
    const at = this.#usecols.indexOf(key as number);
    return at < 0 ? null : at;
  }

  /** A column of the result from a key; null for one that is not there. */
  #keyColumn(key: string | number): number | null {
    let column: number;
    if (typeof key === "string") {
      if (this.#fields === null) this.#indexOf(key);
      column = this.#fields!.indexOf(key);
      if (column < 0) return null;
    } else column = key;
    const at = this.#usecols?.indexOf(column) ?? -1;
    return at < 0 ? column : at;
  }

  #missingValues(): string[][] {
    const given = this.#given.missing_values;
    const lists = Array.from({ length: this.#columns }, () => [""]);
    if (given === undefined || !truthFlag(given)) return lists;
    const pairs = pairsOf(given);
    if (pairs !== null) {
      for (const [key, value] of pairs) {
        const texts = (Array.isArray(value) ? value : [value]).map(textOf);
        if (key === null) for (const list of lists) list.push(...texts);
        else {
          const column = this.#keyColumn(key);
          if (column !== null) itemAt(lists, column).push(...texts);
        }
      }
    } else if (Array.isArray(given)) {
      given.slice(0, lists.length).forEach((value, i) => {
        const text = textOf(value);
        if (!lists[i]!.includes(text)) lists[i]!.push(text);
      });
    } else {
      const all = decoded(given);
      const texts = typeof all === "string" ? all.split(",") : [textOf(all)];
      for (const list of lists) list.push(...texts);
    }
    return lists;
  }

  #fillingValues(): unknown[] {
    const given = this.#given.filling_values;
    const values = new Array<unknown>(this.#columns).fill(null);
    if (given === undefined || given === null) return values;
    const pairs = pairsOf(given);
    if (pairs !== null) {
      for (const [key, value] of pairs) {
        const column = key === null ? null : this.#keyColumn(key);
        if (column === null) continue;
        if (column >= values.length || column < -values.length) {
          throw new IndexError("list assignment index out of range");
        }
        values[column < 0 ? column + values.length : column] = value;
      }
      return values;
    }
    if (Array.isArray(given)) {
      given.slice(0, values.length).forEach((value, i) => {
        values[i] = value;
      });
      return values;
    }
    return values.fill(given);
  }

  /** Reads the rows; those of another length are told of. */
  #collect(first: string, lines: Iterator<string>): void {
    const { skip_footer = 0, invalid_raise = true, max_rows } = this.#given;
    const skip_header = this.skipped;
    const maxRows =
      max_rows === undefined || max_rows === null ? Number.NaN : comparable(max_rows, "max_rows");
    const footer = comparable(skip_footer, "skip_footer");
    let invalid: [line: number, count: number][] = [];
    const rows = this.#rows;
    let line: string | null = first;
    for (let i = 0; line !== null; i++) {
      const values = this.#split(line);
      if (values.length > 0) {
        const row = this.#selected(values);
        if (row === null) invalid.push([i + skip_header + 1, values.length]);
        else rows.push(row);
        if (row !== null && rows.length === maxRows) break;
      }
      const next = lines.next();
      line = next.done === true ? null : next.value;
    }
    this.#cutFooter = footer;
    if (invalid.length === 0) return;
    const kept = rows.length + invalid.length - footer;
    if (footer > 0) {
      const skipped = invalid.filter(([at]) => at > kept + skip_header).length;
      invalid = invalid.slice(0, invalid.length - skipped);
      this.#cutFooter -= skipped;
    }
    if (invalid.length === 0) return;
    const message = [
      "Some errors were detected !",
      ...invalid.map(
        ([at, count]) => `    Line #${at} (got ${count} columns instead of ${this.#columns})`,
      ),
    ].join("\n");
    if (truthFlag(invalid_raise)) throw new ValueError(message);
    warn(message, "ConversionWarning");
  }

  #selected(values: string[]): string[] | null {
    if (this.#usecols === null) return values.length === this.#columns ? values : null;
    const row: string[] = [];
    for (const column of this.#usecols) {
      const at = column < 0 ? column + values.length : column;
      if (Number.isInteger(at) && (at < 0 || at >= values.length)) return null;
      row.push(itemAt(values, at));
    }
    return row;
  }

  #assemble(): NDArray {
    const loose = this.#given.loose === undefined || truthFlag(this.#given.loose);
    const converters = this.#converters;
    const columns = converters.map((converter, i) =>
      this.#rows.map((row) => (loose ? converter.loose(row[i]!) : converter.strict(row[i]!))),
    );
    const data = this.#rows.map((_, k) => columns.map((column) => column[k]));
    return this.#dtype === null ? this.#found(data) : this.#asked(data, this.#dtype);
  }

  /** The dtype of a column that the program's own function reads: what it made of a sample tells, as in NumPy. */
  #customDType(data: readonly (readonly unknown[])[], column: number): DType {
    const { tried } = this.#converters[column]!;
    if (tried !== null && (data.length === 0 || !isNumber(tried))) return typeOf(tried);
    const found = arrayFromValues(
      data.map((row) => row[column]),
      null,
      "C",
      true,
    ).dtype;
    // JavaScript has one kind of number: all values tell which dtype holds them
    return tried === null || isNumber(found) ? found : typeOf(tried);
  }

  /** Text types without a length get that of the longest text of their column. @throws ValueError where there is no row */
  #sized(dtype: DType, data: readonly (readonly unknown[])[], column: number): DType {
    if (!"US".includes(dtype.kind)) return dtype;
    if (data.length === 0) {
      throw new ValueError("max() arg is an empty sequence (no row tells how long a text is)");
    }
    const longest = Math.max(...data.map((row) => [...lengthy(row[column])].length));
    return toDType(`${dtype.kind}${longest}`) as DType;
  }

  #found(data: readonly (readonly unknown[])[]): NDArray {
    const found = this.#converters.map(
      (converter, i) => converter.dtype ?? this.#customDType(data, i),
    );
    const types = this.#given.encoding === "bytes" ? withBytes(found, data) : found;
    const sized = types.map((dtype, i) => this.#sized(dtype, data, i));
    if (this.#fields !== null) {
      const fields = this.#fields;
      const count = Math.min(fields.length, sized.length);
      return records(data, fields.slice(0, count), sized.slice(0, count));
    }
    const kinds = new Set(
      types.filter((_, i) => this.#converters[i]!.checked).map((dtype) => dtype.kind),
    );
    if (kinds.size === 1) {
      const [kind] = kinds;
      return arrayFromValues(data, types.find((dtype) => dtype.kind === kind)!, "C");
    }
    const names = sized.map((_, i) => numbered(this.#defaultfmt, i));
    return records(data, names, sized);
  }

  #asked(data: readonly (readonly unknown[])[], dtype: DType): NDArray {
    const named =
      this.#fields !== null && this.#fields.length > 0 && dtype.names !== null
        ? renamed(dtype, this.#fields)
        : dtype;
    const flat = flattened(named);
    if (flat.length > 1) {
      const rows = records(
        data,
        flat.map((_, i) => `f${i}`),
        flat,
      );
      return viewAs(rows, named);
    }
    if (named.names !== null) return recordsOf(data, named, (value) => ofBytes(value, flat[0]!));
    if (this.#listed.size === 0) return arrayFromValues(data, named, "C");
    return this.#withCustom(data, named);
  }

  /** Columns that functions of the program read may have another dtype than the one asked for. */
  #withCustom(data: readonly (readonly unknown[])[], dtype: DType): NDArray {
    let isAlike = true;
    const types = this.#converters.map((converter, i) => {
      if (!this.#listed.has(i)) return dtype;
      if (converter.isCustom) {
        const found = this.#customDType(data, i);
        const isSame = found.kind === dtype.kind || (isNumber(found) && isNumber(dtype));
        if (!isSame) isAlike = false;
        const sized = this.#sized(found, data, i);
        return isSame && isNumber(dtype) ? dtype : sized;
      }
      return this.#sized(dtype, data, i);
    });
    if (isAlike) return arrayFromValues(data, dtype, "C");
    if (types.length === 1) return arrayFromValues(data, types[0]!, "C");
    return records(
      data,
      types.map((_, i) => `f${i}`),
      types,
    );
  }
}

function isNumber(dtype: DType): boolean {
  return "iufc".includes(dtype.kind);
}

/** What has a length in Python, of a value in a column of texts. */
function lengthy(value: unknown): string {
  if (typeof value === "string") return value;
  throw new DTypeError(`object of type '${pythonType(value)}' has no len() (in a column of texts)`);
}

function noNames(): never {
  throw new DTypeError("'NoneType' object is not iterable (the dtype has no fields)");
}
