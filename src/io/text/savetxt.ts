// np.savetxt: an array as lines of text. How values are written is percent.ts's.

import { asArray } from "../../array/convert.js";
import type { Complex } from "../../core/complex.js";
import { type DType, dtype as toDType } from "../../core/dtype.js";
import { codecOf } from "../../core/element.js";
import { makeView, NDArray } from "../../core/ndarray.js";
import { options } from "../../core/options.js";
import { array_repr } from "../../core/print.js";
import { pyTuple } from "../../core/py-repr.js";
import { added, pythonRepr, pythonType } from "../../core/python-values.js";
import { builtin } from "../../memory/builtin.js";
import { DTypeError, ValueError } from "../../memory/errors.js";
import { resolvePath } from "../../memory/files.js";
import { type ByteSink, type WritableFile, withSink } from "../byte-streams.js";
import { lengthOf } from "./arguments.js";
import { encodeText } from "./encodings.js";
import { type Format, readFormat, writeFormat } from "./percent.js";

/** What `np.savetxt` takes beside file and array. */
export interface SavetxtOptions {
  /** Python's `%` format: of one value, of a whole row, or one for each column. `"%.18e"` without it. */
  readonly fmt?: string | readonly string[] | undefined;
  /** Between columns; a blank without it. */
  readonly delimiter?: string | undefined;
  /** Ends a line; a line feed without it. */
  readonly newline?: string | undefined;
  /** Text for the beginning of the file; none without it. */
  readonly header?: string | undefined;
  /** Text for its end; none without it. */
  readonly footer?: string | undefined;
  /** What header and footer begin with; `"# "` without it. */
  readonly comments?: string | undefined;
  /** Of the text; UTF-8 without it (latin-1 to a sink that is no path). */
  readonly encoding?: string | null | undefined;
}

const names = ["fmt", "delimiter", "newline", "header", "footer", "comments", "encoding"] as const;

/**
 * Writes an array of one or two axes as text, one line for each row. Returns no array; the array is not copied.
 *
 * @param fname a path (`.gz` is packed), a URL, an open file, or an object with `write`.
 * @throws ValueError for more axes or none, and formats that do not fit the columns.
 * @throws TypeError where a format does not fit the dtype.
 * @throws FileError when the file can't be written.
 *
 * @example
 * ```ts
 * np.savetxt("table.txt", np.array([[1, 2.5], [3, 4]]), { fmt: ["%d", "%.2f"], header: "n x" });
 * np.loadtxt("table.txt"); // => [[1. 2.5] [3. 4. ]]
 * const text = new np.lib.npyio.BytesIO();
 * np.savetxt(text, [1, 2], { fmt: "%d", newline: ";" });
 * new TextDecoder().decode(text.getvalue()); // => 1;2;
 * np.savetxt(text, [[[1]]]); // => ValueError
 * ```
 */
export function savetxt(fname: WritableFile, X: unknown, given?: SavetxtOptions): void {
  const known = options<SavetxtOptions>("savetxt", given, names);
  const { fmt = "%.18e", delimiter = " ", newline = "\n" } = known;
  const { header = "", footer = "", comments = "# " } = known;
  const path = typeof fname === "string" || fname instanceof URL ? resolvePath(fname) : null;
  if (path === null && !isSink(fname)) {
    throw new ValueError(`fname must be a string or file handle (got ${pythonType(fname)})`);
  }
  const encoding = known.encoding ?? (path === null ? "latin1" : "utf-8");
  if (typeof encoding !== "string") throw noEncoding(encoding, path);
  encodeText("", encoding);
  const write = (sink: ByteSink) => {
    const out = new TextWriter(sink, encoding);
    const rows = rowsOf(asArray(X));
    const format = formatOf(rows, fmt, delimiter);
    const remark = (text: unknown) => {
      if (lengthOf(text) > 0) out.write(added(remarked(text, comments), newline));
    };
    remark(header);
    out.flush(); // what it can't encode is told before what is wrong with the rows
    rows.forEach(format, newline, (line) => out.write(line));
    remark(footer);
    out.flush();
  };
  if (path?.endsWith(".gz")) withSink(path, "", (sink) => writePacked(sink, write));
  else if (path !== null && /\.(bz2|xz)$/.test(path)) {
    throw new ValueError(`strided packs .gz files only (got '${path}')`);
  } else withSink(path ?? fname, "", write);
}

/** A text of several lines, each of them a comment. @throws TypeError for what is no text */
function remarked(text: unknown, comments: unknown): string {
  if (text instanceof Uint8Array) {
    throw new DTypeError("a bytes-like object is required, not 'str' (the text is one of bytes)");
  }
  if (typeof text !== "string") {
    throw new DTypeError(
      `'${pythonType(text)}' object has no attribute 'replace' (header, footer)`,
    );
  }
  const mark = added("\n", comments);
  return (comments as string) + text.replaceAll("\n", () => mark);
}

function noEncoding(encoding: unknown, path: string | null): DTypeError {
  const opens = path?.endsWith(".gz") === true ? "TextIOWrapper" : "open";
  return new DTypeError(
    `${opens}() argument 'encoding' must be str or None, not ${pythonType(encoding)}`,
  );
}

function isSink(file: unknown): boolean {
  return (
    typeof file === "number" ||
    typeof (file as { fd?: unknown } | null)?.fd === "number" ||
    typeof (file as Partial<ByteSink> | null)?.write === "function"
  );
}

const blockCharacters = 2 ** 16;

/** Collects lines, and writes blocks. */
class TextWriter {
  readonly #sink: ByteSink;
  readonly #encoding: string;
  #parts: string[] = [];
  #length = 0;

  constructor(sink: ByteSink, encoding: string) {
    this.#sink = sink;
    this.#encoding = encoding;
  }

  write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length >= blockCharacters) this.flush();
  }

  flush(): void {
    if (this.#length === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#length = 0;
    this.#sink.write(this.#encoded(parts));
  }

  /** @throws ValueError for what can't be encoded, by its place in its line */
  #encoded(parts: readonly string[]): Uint8Array {
    try {
      return encodeText(parts.join(""), this.#encoding);
    } catch (error) {
      for (const part of parts) encodeText(part, this.#encoding);
      throw error;
    }
  }
}

/** gzip members one after the other, which every reader takes for one file (RFC 1952, 2.2). */
function writePacked(sink: ByteSink, write: (sink: ByteSink) => void): void {
  const { gzipSync } = builtin("node:zlib");
  let parts: Uint8Array[] = [];
  let length = 0;
  const flush = () => {
    sink.write(gzipSync(Buffer.concat(parts)));
    parts = [];
    length = 0;
  };
  write({
    write(bytes) {
      parts.push(bytes);
      length += bytes.length;
      if (length >= 2 ** 23) flush();
    },
  });
  flush();
}

/** The rows of an array, each as values with their dtypes. */
interface Rows {
  readonly array: NDArray;
  readonly columns: number;
  readonly isComplex: boolean;
  forEach(format: Format, newline: string, use: (line: string) => void): void;
}

function rowsOf(array: NDArray): Rows {
  if (array.ndim === 0 || array.ndim > 2) {
    throw new ValueError(
      `Expected 1D or 2D array, got ${array.ndim}D array instead (shape ${pyTuple(array.shape)})`,
    );
  }
  const { dtype } = array;
  const isRecord = dtype.names !== null;
  const slots = isRecord && array.ndim === 1 ? fieldSlots(dtype) : columnSlots(array);
  const isComplex = dtype.kind === "c";
  const read = slots.map(({ dtype: one }) => reader(one));
  const dtypes = slots.flatMap(({ dtype: one }) =>
    isComplex ? [partDType(one), partDType(one)] : [one],
  );
  return {
    array,
    columns: slots.length,
    isComplex,
    forEach(format, newline, use) {
      const length = array.shape[0]!;
      const stride = array.strides[0]!;
      const values: unknown[] = [];
      array.live();
      for (let row = 0; row < length; row++) {
        // a sink that is handed lines may do anything, also give the memory back
        const view = array.touch().views.dataView;
        const start = array.byteOffset + row * stride;
        values.length = 0;
        for (let i = 0; i < slots.length; i++) {
          const value = read[i]!(view, start + slots[i]!.offset, array);
          if (isComplex) values.push((value as Complex).re, (value as Complex).im);
          else values.push(value);
        }
        const line = isComplex
          ? added(writeFormat(format, values, dtypes), newline)
          : lineOf(format, newline, values, dtypes, array.dtype);
        use(isComplex ? line.replaceAll("+-", "-") : line);
      }
    },
  };
}

function lineOf(
  format: Format,
  newline: string,
  values: readonly unknown[],
  dtypes: readonly DType[],
  dtype: DType,
): string {
  try {
    return added(writeFormat(format, values, dtypes), newline);
  } catch (error) {
    if (!(error instanceof DTypeError)) throw error;
    throw new DTypeError(
      `Mismatch between array dtype ('${String(dtype)}') and format specifier ('${format.text}')\n` +
        `(${error.message})`,
      { cause: error },
    );
  }
}

interface Slot {
  readonly dtype: DType;
  readonly offset: number;
}

function fieldSlots(dtype: DType): readonly Slot[] {
  return dtype.names!.map((name) => {
    const { dtype: field, offset } = dtype.fields!.get(name)!;
    return { dtype: field, offset };
  });
}

function columnSlots(array: NDArray): readonly Slot[] {
  const columns = array.ndim === 1 ? 1 : array.shape[1]!;
  const stride = array.ndim === 1 ? 0 : array.strides[1]!;
  return Array.from({ length: columns }, (_, i) => ({ dtype: array.dtype, offset: i * stride }));
}

type SlotReader = (view: DataView, at: number, array: NDArray) => unknown;

/** Sub-arrays and records inside records are written as arrays are. */
function reader(dtype: DType): SlotReader {
  if (dtype.subdtype === null && dtype.names === null) {
    const codec = codecOf(dtype);
    return (view, at) => codec.read(view, at);
  }
  return (_, at, array) => {
    const { base, shape } = dtype.subdtype ?? { base: dtype, shape: [] };
    const strides = shape.map((_, k) => shape.slice(k + 1).reduce((a, b) => a * b, base.itemsize));
    return makeView(array, at, shape, strides, base, "savetxt");
  };
}

function partDType(dtype: DType): DType {
  return toDType(dtype.itemsize === 8 ? "float32" : "float64");
}

function formatOf(rows: Rows, fmt: unknown, delimiter: string): Format {
  const { columns, isComplex } = rows;
  if (Array.isArray(fmt)) {
    if (fmt.length !== columns) {
      throw new DTypeError(
        `fmt has wrong shape.  ${pythonRepr(fmt)} (${fmt.length} formats for ${columns} columns)`,
      );
    }
    return readFormat(joined(fmt, delimiter));
  }
  if (typeof fmt !== "string") {
    const shown = fmt instanceof NDArray ? array_repr(fmt) : pythonRepr(fmt);
    throw new ValueError(`invalid fmt: ${shown}`);
  }
  const count = fmt.split("%").length - 1;
  if (count === 1) {
    const one = isComplex ? ` (${fmt}+${fmt}j)` : fmt;
    return readFormat(joined(new Array<string>(columns).fill(one), delimiter));
  }
  if (count !== (isComplex ? 2 * columns : columns)) {
    throw new ValueError(
      `fmt has wrong number of % formats:  ${fmt} (${count} for ${columns} columns)`,
    );
  }
  return readFormat(fmt);
}

/** Python's `delimiter.join(formats)`. @throws TypeError for what is no text */
function joined(formats: readonly unknown[], delimiter: unknown): string {
  if (delimiter instanceof Uint8Array && formats.length > 0) {
    const found = pythonType(formats[0]);
    throw new DTypeError(`sequence item 0: expected a bytes-like object, ${found} found`);
  }
  if (typeof delimiter !== "string") {
    throw new DTypeError(
      `'${pythonType(delimiter)}' object has no attribute 'join' (the delimiter)`,
    );
  }
  const wrong = formats.findIndex((one) => typeof one !== "string");
  if (wrong < 0) return formats.join(delimiter);
  throw new DTypeError(
    `sequence item ${wrong}: expected str instance, ${pythonType(formats[wrong])} found`,
  );
}
