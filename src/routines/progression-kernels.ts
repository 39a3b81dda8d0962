// Long arithmetic progressions as kernels: start + (base + index) * step over a table of indices, the base moving on from
// line to line. Short ones, and dtypes that have no such kernel, are progression.ts's.

import type { NDArray } from "../core/ndarray.js";
import type { Body } from "../kernel/builder.js";
import { runsNative } from "../kernel/choice.js";
import { cachedMapKernel } from "../kernel/describe.js";
import { runMap } from "../kernel/engine.js";
import { type ElementType, elementType, type NumericName } from "../kernel/lanes.js";
import { type BufferViews, viewsOf } from "../memory/buffer-views.js";

/** Indices in the table. */
const LINE = 1024;
/** Elements from which a kernel pays. */
const LONG = 1000;
/** The first terms are given: of infinite ones the step is NaN, which must not reach them. */
const GIVEN = 2;

const ofFloats: Body = (b, index, base, start, step) =>
  b.add(start!, b.mul(b.cast(b.add(base!, index!), b.lane(start!)), step!));

type Numbers = Float64Array | Int32Array | BigInt64Array;

/** What a dtype's progressions are computed from. */
interface Arithmetic {
  /** The type of indices. */
  readonly index: ElementType;
  /** The type of terms, in which sums and products round or wrap around. */
  readonly term: ElementType;
  readonly make: (buffer: ArrayBuffer) => Numbers;
  /** Indices from 0 on. */
  readonly table: BufferViews;
}

function arithmetic(index: NumericName, term: NumericName, make: Arithmetic["make"]): Arithmetic {
  const type = elementType(index);
  const table = viewsOf(new ArrayBuffer(LINE * type.itemsize));
  fill(make(table.buffer as ArrayBuffer), (i) => i);
  return { index: type, term: elementType(term), make, table };
}

function fill(list: Numbers, value: (i: number) => number): void {
  for (let i = 0; i < list.length; i++) {
    list[i] = (list instanceof BigInt64Array ? BigInt(value(i)) : value(i)) as never;
  }
}

const known = new Map<string, Arithmetic>();

function arithmeticOf({ dtype: { kind, itemsize } }: NDArray): Arithmetic | null {
  const key = kind === "f" ? `f${itemsize}` : itemsize === 8 ? "wide" : "narrow";
  let found = known.get(key);
  if (found !== undefined) return found;
  const floats: Arithmetic["make"] = (buffer) => new Float64Array(buffer);
  if (key === "f8") found = arithmetic("float64", "float64", floats);
  else if (key === "f4") found = arithmetic("float64", "float32", floats);
  else if (key === "wide") {
    found = arithmetic("int64", "int64", (buffer) => new BigInt64Array(buffer));
  } else if (key === "narrow") {
    found = arithmetic("int32", "int32", (buffer) => new Int32Array(buffer));
  } else return null;
  known.set(key, found);
  return found;
}

const terms = new ArrayBuffer(64);
const termViews = viewsOf(terms);

/** Writes start and step where kernels read them. */
function setTerms({ term }: Arithmetic, start: number | bigint, step: number | bigint): void {
  const view = new DataView(terms);
  for (const [at, value] of [
    [0, start],
    [8, step],
  ] as const) {
    if (term.name === "float64") view.setFloat64(at, value as number, true);
    else if (term.name === "float32") view.setFloat32(at, value as number, true);
    else if (term.name === "int64") view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)), true);
    else view.setInt32(at, value as number, true);
  }
}

/**
 * Fills a one-dimensional contiguous array in native byte order from its third element on. False, with nothing done, if it
 * is short or its dtype has no kernel.
 */
export function fillLong(array: NDArray, start: number | bigint, step: number | bigint): boolean {
  const { size, itemsize, dtype } = array;
  if (size < LONG || size >= 2 ** 31 || !runsNative(size) || !"iuf".includes(dtype.kind)) {
    return false;
  }
  const own = arithmeticOf(array);
  if (own === null) return false;
  const stored = dtype.kind === "f" ? own.term : elementType(`int${itemsize * 8}` as NumericName);
  const kernel = cachedMapKernel({
    name: "progression",
    body: ofFloats,
    inputs: [own.index, own.index, own.term, own.term],
    outputs: [stored],
  });
  setTerms(own, start, step);
  const count = size - GIVEN;
  const lines = Math.ceil(count / LINE);
  const bases = viewsOf(new ArrayBuffer(Math.max(64, lines * own.index.itemsize)));
  fill(own.make(bases.buffer as ArrayBuffer), (line) => GIVEN + line * LINE);
  const { views } = array.storage;
  const run = (line: number, rows: number, columns: number) => {
    const wide = own.index.itemsize;
    const at = array.byteOffset + (GIVEN + line * LINE) * itemsize;
    runMap(
      kernel,
      [rows, columns],
      [
        { views: own.table, byteOffset: 0, byteStrides: [0, wide] },
        { views: bases, byteOffset: line * wide, byteStrides: [wide, 0] },
        { views: termViews, byteOffset: 0, byteStrides: [0, 0] },
        { views: termViews, byteOffset: 8, byteStrides: [0, 0] },
        { views, byteOffset: at, byteStrides: [LINE * itemsize, itemsize] },
      ],
    );
  };
  const rows = Math.floor(count / LINE);
  if (rows > 0) run(0, rows, LINE);
  if (count % LINE > 0) run(rows, 1, count % LINE);
  return true;
}
