// The text of arrays: rows, brackets, line breaks, summaries, and what repr adds. It works on anything
// that says where its elements are (an array, or a test's stand-in); what an element looks like is
// decided in print-element.ts. Only elements that are shown are read, so a large array prints as fast
// as its edges.

import {
  type ElementFormat,
  type ElementType,
  elementFormat,
  type ReaderOf,
  scalarText,
  shownPlaces,
} from "./print-element.js";
import type { PrintOptions } from "./print-options.js";
import { lengthOf, pyRepr, pyTuple } from "./py-repr.js";

/** What printing needs to know of an array. */
export interface PrintSource {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: ElementType;
  readonly readerOf: ReaderOf;
}

/** The parameters of `array2string` that are not print options. */
export interface TextFrame {
  /** Between elements; without its trailing blanks also at the end of rows. */
  readonly separator: string;
  /** Text that will stand before the array: following lines are indented by its length. */
  readonly prefix: string;
  /** Text that will stand after the array: lines are shorter by its length. */
  readonly suffix: string;
}

/** NumPy's `array2string`, given options that are complete and checked. */
export function arrayText(source: PrintSource, options: PrintOptions, frame: TextFrame): string {
  const { shape, dtype, readerOf } = source;
  const size = sizeOf(shape);
  if (size === 0) return "[]";
  const summarised = size > options.threshold;
  const shown = shownOffsets(source, summarised ? options.edgeitems : Number.POSITIVE_INFINITY);
  const context = { options, readerOf, scalarFloats: false };
  const format = elementFormat(dtype, shown, shape.length === 0, context);
  const writer: Writer = {
    source,
    format,
    separator: frame.separator,
    rowSeparator: frame.separator.trimEnd(),
    edgeitems: summarised ? options.edgeitems : Number.POSITIVE_INFINITY,
  };
  const indent = " ".repeat(1 + lengthOf(frame.prefix));
  return writeAxis(writer, 0, source.offset, indent, options.linewidth - lengthOf(frame.suffix));
}

/** NumPy's `repr` of an array. */
export function arrayRepr(source: PrintSource, options: PrintOptions, className: string): string {
  const { shape, dtype } = source;
  const prefix = `${className}(`;
  const text = prefix + arrayText(source, options, { separator: ", ", prefix, suffix: ")" });
  const size = sizeOf(shape);
  const isEmptyRow = shape.length === 1 && shape[0] === 0;
  const extras: string[] = [];
  if ((size === 0 && !isEmptyRow) || size > options.threshold)
    extras.push(`shape=${pyTuple(shape)}`);
  if (size === 0 || !isImplied(dtype)) extras.push(`dtype=${shortRepr(dtype)}`);
  if (extras.length === 0) return `${text})`;

  const start = `${text},`;
  const end = `${extras.join(", ")})`;
  const lastLine = lengthOf(start.slice(start.lastIndexOf("\n") + 1));
  const isLong = lastLine + lengthOf(end) + 1 > options.linewidth;
  return `${start}${isLong ? `\n${" ".repeat(prefix.length)}` : " "}${end}`;
}

/** NumPy's `str` of an array without axes: that of its element. */
export function scalarStr(source: PrintSource, options: PrintOptions): string {
  const context = { options, readerOf: source.readerOf, scalarFloats: false };
  return scalarText(source.dtype, source.offset, context);
}

/** NumPy's `str` of an array that has axes. */
export function rowsStr(source: PrintSource, options: PrintOptions): string {
  return arrayText(source, options, { separator: " ", prefix: "", suffix: "" });
}

// --- dtypes in repr -------------------------------------------------------------------------------

/** Whether the elements' text tells the dtype: bool, int64, float64 and complex128. */
function isImplied(dtype: ElementType): boolean {
  if (dtype.names !== null || !dtype.isnative) return false;
  const { kind, itemsize } = dtype;
  if (kind === "i" || kind === "f") return itemsize === 8;
  return kind === "b" || (kind === "c" && itemsize === 16);
}

/** A dtype in the shortest form that NumPy reads back. */
function shortRepr(dtype: ElementType): string {
  if (dtype.names !== null) return dtype.toString();
  if (dtype.kind === "S" || dtype.kind === "U" || dtype.kind === "V" || !dtype.isnative) {
    return `'${dtype}'`;
  }
  return /^[A-Za-z][A-Za-z0-9]*$/.test(dtype.name) ? dtype.name : pyRepr(dtype.name);
}

// --- elements -------------------------------------------------------------------------------------

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Where the elements start that are within `edge` of the ends of every axis longer than twice that. */
function shownOffsets({ shape, strides, offset }: PrintSource, edge: number): number[] {
  let offsets = [offset];
  shape.forEach((length, axis) => {
    const stride = strides[axis]!;
    const steps: number[] = [];
    for (const i of shownPlaces(length, edge)) steps.push(i * stride);
    const next: number[] = [];
    for (const start of offsets) for (const step of steps) next.push(start + step);
    offsets = next;
  });
  return offsets;
}

// --- rows -----------------------------------------------------------------------------------------

interface Writer {
  readonly source: PrintSource;
  readonly format: ElementFormat;
  readonly separator: string;
  readonly rowSeparator: string;
  /** Items at each end of a summarised axis; infinite where nothing is summarised. */
  readonly edgeitems: number;
}

const summary = "...";

/**
 * Writes what lies below one axis, in brackets. `indent` is the blank that following lines begin with
 * (the first line's is left to the caller), `width` what is left of the line.
 */
function writeAxis(
  writer: Writer,
  axis: number,
  offset: number,
  indent: string,
  width: number,
): string {
  const { source, format } = writer;
  const { shape, strides } = source;
  if (axis === shape.length) return format(offset);
  const length = shape[axis]!;
  const stride = strides[axis]!;
  const isRow = axis === shape.length - 1;
  const item = isRow
    ? (i: number) => format(offset + i * stride)
    : (i: number) => writeAxis(writer, axis + 1, offset + i * stride, `${indent} `, width - 1);
  const { edgeitems } = writer;
  const isSummarised = length > 2 * edgeitems;
  const leading = isSummarised ? Math.max(edgeitems, 0) : 0;
  // With no edge items, or fewer, NumPy still writes the last one.
  const trailing = isSummarised ? Math.max(edgeitems, 1) : length;

  if (isRow) {
    const row = new Row(indent, width - Math.max(lengthOf(writer.rowSeparator), 1));
    for (let i = 0; i < leading; i++) row.add(item(i), writer.separator);
    if (isSummarised) row.addOneLine(summary, writer.separator);
    for (let i = length - trailing; i < length; i++) {
      row.add(item(i), i < length - 1 ? writer.separator : "");
    }
    return `[${row.text()}]`;
  }
  const parts: string[] = [];
  for (let i = 0; i < leading; i++) parts.push(item(i));
  if (isSummarised) parts.push(summary);
  for (let i = length - trailing; i < length; i++) parts.push(item(i));
  const between = writer.rowSeparator + "\n".repeat(shape.length - 1 - axis) + indent;
  return `[${parts.join(between)}]`;
}

// Where Python's splitlines breaks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it breaks at the separators \x1c to \x1e too
const lineBreak = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** The words of one row, broken into lines. */
class Row {
  readonly #indent: string;
  readonly #width: number;
  readonly #lines: string[] = [];
  #line: string;
  #length: number;

  constructor(indent: string, width: number) {
    this.#indent = indent;
    this.#width = width;
    this.#line = indent;
    this.#length = indent.length;
  }

  #break(start: string): void {
    this.#lines.push(this.#line.trimEnd());
    this.#line = start;
    this.#length = lengthOf(start);
  }

  #append(text: string): void {
    this.#line += text;
    this.#length += lengthOf(text);
  }

  /** Breaks the line if `length` more would be too long and a new line leaves more room. */
  #makeRoom(length: number): boolean {
    const broken = this.#length + length > this.#width && this.#length > this.#indent.length;
    if (broken) this.#break(this.#indent);
    return broken;
  }

  addOneLine(word: string, separator: string): void {
    this.#makeRoom(lengthOf(word));
    this.#append(word + separator);
  }

  /** Adds a word, which may have several lines: they are kept together as a block. */
  add(word: string, separator: string): void {
    const [first, ...rest] = word.split(lineBreak);
    // Python's splitlines sees no line after a final break.
    if (rest.at(-1) === "") rest.pop();
    if (rest.length === 0) {
      this.addOneLine(word, separator);
      return;
    }
    const widest = Math.max(lengthOf(first!), ...rest.map(lengthOf));
    const broken = this.#makeRoom(widest);
    const indent = broken ? this.#indent : " ".repeat(this.#length);
    this.#append(first!);
    for (const line of rest) this.#break(indent + line);
    this.#append(" ".repeat(widest - lengthOf(rest.at(-1)!)) + separator);
  }

  /** All lines; the first without its indent. */
  text(): string {
    this.#lines.push(this.#line);
    return this.#lines.join("\n").slice(this.#indent.length);
  }
}
