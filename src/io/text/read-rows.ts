// The rows of a text as one array: which column goes to which byte of a row, and the errors that name row and
// column. Cutting rows into fields is tokenizer.ts's.

import { arrayFromValues } from "../../array/convert.js";
import { castArray } from "../../array/copy.js";
import { type DType, dtype as toDType } from "../../core/dtype.js";
import { codecOf } from "../../core/element.js";
import { contiguousStrides, freshStrides } from "../../core/layout.js";
import { type NDArray, newArray } from "../../core/ndarray.js";
import { isOptions } from "../../core/options.js";
import { pyRepr } from "../../core/py-repr.js";
import { DTypeError, ValueError } from "../../memory/errors.js";
import { warn } from "../warn.js";
import { type FieldWriter, fieldWriter } from "./fields.js";
import { RowMemory } from "./rows.js";
import type { TextSource } from "./sources.js";
import { RowReader, type RowSyntax } from "./tokenizer.js";

/** Makes the value of a field from its text (bytes, with `encoding: "bytes"`). */
export type Converter = (field: never) => unknown;
/** One converter for all columns, or converters by column. */
export type Converters =
  | Converter
  | Readonly<Record<number, Converter>>
  | ReadonlyMap<number, Converter>;

/** How a text becomes an array. */
interface RowPlan {
  readonly dtype: DType;
  readonly usecols: readonly number[] | null;
  readonly skip: number;
  readonly maxRows: number;
  readonly converters: Converters | null;
  readonly asBytes: boolean;
}

/** A plan whose characters and columns are looked at once the file is open. */
export interface RowOrder extends Omit<RowPlan, "usecols"> {
  readonly syntax: () => RowSyntax;
  readonly usecols: () => readonly number[] | null;
}

/** A field of the result: its dtype and its byte in the element. */
interface Slot {
  readonly dtype: DType;
  readonly offset: number;
}

function slotsOf(dtype: DType, offset: number): Slot[] {
  if (dtype.subdtype !== null) {
    const { base, shape } = dtype.subdtype;
    const count = shape.reduce((product, length) => product * length, 1);
    return Array.from({ length: count }, (_, i) =>
      slotsOf(base, offset + i * base.itemsize),
    ).flat();
  }
  if (dtype.names !== null) {
    return dtype.names.flatMap((name) => {
      const field = dtype.fields!.get(name)!;
      return slotsOf(field.dtype, offset + field.offset);
    });
  }
  return [{ dtype, offset }];
}

/** Whether elements have the length or unit that their values need. */
function isFlexible(dtype: DType): boolean {
  if (dtype.kind === "S" || dtype.kind === "U") return dtype.itemsize === 0;
  return /^[<>=|]?[Mm]8$/.test(dtype.str);
}

/**
 * Reads rows to the end, or as many as are wanted.
 *
 * @throws ValueError, TypeError in NumPy's words
 */
export function readRows(source: TextSource, order: RowOrder): NDArray {
  const { dtype, maxRows } = order;
  // NumPy reads such dtypes in blocks of rows, of which there are none here
  if (maxRows === 0 && dtype.subdtype === null && isFlexible(dtype)) {
    throw new ValueError("need at least one array to concatenate");
  }
  const syntax = order.syntax();
  const usecols = order.usecols();
  const plan: RowPlan = { ...order, usecols };
  if (dtype.subdtype !== null) {
    throw new DTypeError(
      "file reader does not support subarray dtypes.  You canput the dtype into a structured one using `np.dtype(('name', dtype))` to avoid this limitation.",
    );
  }
  const slots = slotsOf(dtype, 0);
  const single = slots.length === 1 && slots[0]!.dtype === dtype;
  if (!single && usecols !== null && usecols.length !== slots.length) {
    throw new DTypeError(
      "If a structured dtype is used, the number of columns in `usecols` must match the effective number " +
        `of fields. But ${usecols.length} usecols were given and the number of fields is ${slots.length}.`,
    );
  }
  const rows = new RowReader(source, syntax);
  for (let i = 0; i < plan.skip && !rows.finished; i++) rows.skipLine();
  const reading = { rows, plan, slots, single };
  return single && isFlexible(dtype) ? readSized(reading) : readFixed(reading);
}

interface Reading {
  readonly rows: RowReader;
  readonly plan: RowPlan;
  readonly slots: readonly Slot[];
  readonly single: boolean;
}

/** Columns of the result, once the first row has told; null where only it can. */
function knownColumns({ plan, slots, single }: Reading): number | null {
  return plan.usecols?.length ?? (single ? null : slots.length);
}

/** Rows that NumPy reads at a time where elements have the length that their values need. */
const chunkRows = 50000;

/** Warns of the first line without fields, where rows are counted. */
function warnOfEmpty({ rows, plan }: Reading, maxRows: number, count: () => number): void {
  rows.onEmpty = () => {
    rows.onEmpty = null;
    warn(
      `Input line ${count() + plan.skip + 1} contained no data and will not be counted towards \`max_rows=${maxRows}\`.  This differs from the behaviour in NumPy <=1.22 which counted lines rather than rows.  If desired, the previous behaviour can be achieved by using \`itertools.islice\`.\n` +
        "Please see the 1.23 release notes for an example on how to do this.  If you wish to ignore this warning, use `warnings.filterwarnings`.  This warning is expected to be removed in the future and is given only once per `loadtxt` call.",
    );
  };
}

function readFixed(reading: Reading): NDArray {
  const { rows, plan, single } = reading;
  const { dtype, maxRows } = plan;
  let columns = knownColumns(reading);
  let memory: RowMemory | null = null;
  let place: Placer | null = null;
  let count = 0;
  if (Number.isFinite(maxRows)) warnOfEmpty(reading, maxRows, () => count);
  try {
    while (count < maxRows && rows.next()) {
      columns ??= rows.count;
      if (memory === null || place === null) {
        const rowBytes = single ? dtype.itemsize * columns : dtype.itemsize;
        place = new Placer(reading, columns, rowBytes);
        memory = new RowMemory(dtype, rowBytes, maxRows);
      }
      if (count === memory.capacity) memory.grow(expectedRows(rows, count), maxRows);
      place.row(memory.view, memory.start, count);
      count += 1;
    }
  } catch (error) {
    memory?.abandon();
    throw error;
  }
  const shape = single ? [count, columns ?? 1] : [count];
  if (memory === null) return newArray(shape, dtype);
  // NumPy makes room for the rows that were asked for, and lays them out anew where fewer came
  const lay = count === maxRows ? freshStrides : contiguousStrides;
  return memory.finish(count, shape, lay(shape, dtype.itemsize, "C"));
}

function expectedRows(rows: RowReader, count: number): number {
  return rows.totalBytes === null
    ? 0
    : Math.ceil((rows.totalBytes / rows.bytesUsed) * count * 1.01) + 1;
}

/** Writes the fields of the current row to their places. */
class Placer {
  readonly #reading: Reading;
  readonly #columns: number;
  readonly #rowBytes: number;
  readonly #offsets: readonly number[];
  readonly #writers: readonly FieldWriter[];
  readonly #same: FieldWriter | null;

  constructor(reading: Reading, columns: number, rowBytes: number) {
    const { plan, slots, single } = reading;
    this.#reading = reading;
    this.#columns = columns;
    this.#rowBytes = rowBytes;
    const dtypes = Array.from({ length: columns }, (_, i) => slots[single ? 0 : i]!.dtype);
    this.#offsets = dtypes.map((one, i) => (single ? i * one.itemsize : slots[i]!.offset));
    const converters = convertersOf(plan, columns);
    const plain = new Map([...new Set(dtypes)].map((one) => [one, fieldWriter(one)]));
    this.#writers = dtypes.map((one, i) => {
      const convert = converters[i];
      return convert === undefined ? plain.get(one)! : convertingWriter(one, convert, plan.asBytes);
    });
    const [first] = this.#writers;
    this.#same =
      first !== undefined && plan.usecols === null && this.#writers.every((one) => one === first)
        ? first
        : null;
  }

  row(view: DataView, start: number, index: number): void {
    const { rows, plan } = this.#reading;
    if (plan.usecols === null && rows.count !== this.#columns) this.#refuseCount(index);
    const base = start + index * this.#rowBytes;
    const { text, starts, ends } = rows;
    const columns = this.#columns;
    const offsets = this.#offsets;
    if (this.#same !== null) {
      const write = this.#same;
      for (let i = 0; i < columns; i++) {
        let done = false;
        try {
          done = write(view, base + offsets[i]!, text, starts[i]!, ends[i]!);
        } catch (error) {
          throw this.#unreadable(i, i, index, error);
        }
        if (!done) throw this.#unreadable(i, i, index);
      }
      return;
    }
    for (let i = 0; i < columns; i++) {
      const column = plan.usecols === null ? i : this.#chosen(plan.usecols[i]!, index);
      let done = false;
      try {
        done = this.#writers[i]!(view, base + offsets[i]!, text, starts[column]!, ends[column]!);
      } catch (error) {
        throw this.#unreadable(i, column, index, error);
      }
      if (!done) throw this.#unreadable(i, column, index);
    }
  }

  #chosen(column: number, index: number): number {
    const { count } = this.#reading.rows;
    const at = column < 0 ? column + count : column;
    if (at < 0 || at >= count) {
      throw new ValueError(
        `invalid column index ${column} at row ${index + 1} with ${count} columns`,
      );
    }
    return at;
  }

  #refuseCount(index: number): never {
    const { rows, single } = this.#reading;
    const what = single
      ? `the number of columns changed from ${this.#columns} to ${rows.count} at row ${index + 1}`
      : `the dtype passed requires ${this.#columns} columns but ${rows.count} were found at row ${index + 1}`;
    throw new ValueError(`${what}; use \`usecols\` to select a subset and avoid this error`);
  }

  #unreadable(slot: number, column: number, index: number, cause?: unknown): ValueError {
    const { rows, slots, single } = this.#reading;
    const { dtype } = slots[single ? 0 : slot]!;
    return unreadable(rows, dtype, index, column, cause);
  }
}

function unreadable(
  rows: RowReader,
  dtype: DType | "object",
  row: number,
  column: number,
  cause?: unknown,
): ValueError {
  const field = rows.text.slice(rows.starts[column], rows.ends[column]);
  const shown = [...pyRepr(field)].slice(0, 100).join("");
  const why = cause instanceof Error ? ` (${cause.message})` : "";
  return new ValueError(
    `could not convert string ${shown} to ${String(dtype)} at row ${row}, column ${column + 1}.${why}`,
    { cause },
  );
}

function convertingWriter(dtype: DType, convert: Converter, asBytes: boolean): FieldWriter {
  const codec = codecOf(dtype);
  return (view, at, text, start, end) => {
    codec.write(view, at, converted(convert, text.slice(start, end), asBytes));
    return true;
  };
}

function converted(convert: Converter, field: string, asBytes: boolean): unknown {
  const call = convert as (field: string | Uint8Array) => unknown;
  return call(asBytes ? new Uint8Array(Buffer.from(field, "latin1")) : field);
}

/** Converters by column of the result. */
function convertersOf(plan: RowPlan, columns: number): readonly (Converter | undefined)[] {
  const { converters, usecols } = plan;
  const result = new Array<Converter | undefined>(columns);
  if (converters === null) return result;
  if (typeof converters === "function") return result.fill(converters);
  const pairs: (readonly [unknown, unknown])[] =
    converters instanceof Map
      ? [...converters]
      : isOptions(converters)
        ? Object.entries(converters).map(([key, value]) => [numberOr(key), value])
        : refuseConverters();
  for (const [key, convert] of pairs) {
    if (typeof key !== "number" || !Number.isInteger(key)) {
      const shown = typeof key === "string" ? pyRepr(key) : String(key);
      throw new DTypeError(
        `keys of the converters dictionary must be integers; got ${shown.slice(0, 100)}`,
      );
    }
    const column = columnOf(key, usecols, columns);
    if (column === null) continue;
    if (typeof convert !== "function") {
      throw new DTypeError(
        `values of the converters dictionary must be callable, but the value associated with key ${key} is not`,
      );
    }
    result[column] = convert as Converter;
  }
  return result;
}

/** A converter of a column that is not read is no one's. */
function columnOf(key: number, usecols: readonly number[] | null, columns: number): number | null {
  if (usecols !== null) {
    const at = usecols.indexOf(key);
    return at < 0 ? null : at;
  }
  if (key < -columns || key >= columns) {
    throw new ValueError(
      `converter specified for column ${key}, which is invalid for the number of fields ${columns}.`,
    );
  }
  return key < 0 ? key + columns : key;
}

function numberOr(key: string): number | string {
  return /^-?\d+$/.test(key) ? Number(key) : key;
}

function refuseConverters(): never {
  throw new DTypeError(
    "converters must be a dictionary mapping columns to converter functions or a single callable.",
  );
}

/** Texts without a length, and times without a unit: all values first, then what holds them. */
function readSized(reading: Reading): NDArray {
  const { rows, plan } = reading;
  const { dtype, usecols, maxRows } = plan;
  const values: unknown[][] = [];
  let columns = knownColumns(reading);
  let converters: readonly (Converter | undefined)[] | null = null;
  warnOfEmpty(reading, Math.min(maxRows, chunkRows), () => values.length);
  while (values.length < maxRows && rows.next()) {
    columns ??= rows.count;
    converters ??= convertersOf(plan, columns);
    if (usecols === null && rows.count !== columns) {
      throw new ValueError(
        `the number of columns changed from ${columns} to ${rows.count} at row ${values.length + 1}; ` +
          "use `usecols` to select a subset and avoid this error",
      );
    }
    const row = new Array<unknown>(columns);
    for (let i = 0; i < columns; i++) {
      const column = usecols === null ? i : chosen(usecols[i]!, rows.count, values.length);
      const field = rows.text.slice(rows.starts[column], rows.ends[column]);
      const convert = converters[i];
      try {
        row[i] = convert === undefined ? field : converted(convert, field, plan.asBytes);
      } catch (error) {
        // NumPy reads these as objects first
        throw unreadable(rows, "object", values.length, column, error);
      }
    }
    values.push(row);
  }
  // the shortest text that there is has one character
  const least = dtype.kind === "U" || dtype.kind === "S" ? toDType(`${dtype.kind}1`) : dtype;
  if (values.length === 0) return newArray([0, columns ?? 1], least);
  const isText = dtype.kind === "U" || dtype.kind === "S";
  const texts = isText ? values.map((row) => row.map((one) => one ?? "None")) : values;
  const found = arrayFromValues(texts, dtype, "C");
  if (found.dtype.itemsize === 0) return castArray(found, least);
  return found.dtype.kind === dtype.kind ? found : castArray(found, dtype);
}

function chosen(column: number, count: number, row: number): number {
  const at = column < 0 ? column + count : column;
  if (at >= 0 && at < count) return at;
  throw new ValueError(`invalid column index ${column} at row ${row + 1} with ${count} columns`);
}
