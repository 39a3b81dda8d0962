// Flat positions and positions along each axis, for the shape of an array that need not exist: unravel_index,
// ravel_multi_index. Beyond 2^53 elements the arithmetic is that of bigints.

import { broadcastTo } from "../array/axes.js";
import { asArray } from "../array/convert.js";
import { castArray } from "../array/copy.js";
import { indexValues } from "../array/index-values.js";
import { byteOffsets } from "../array/walk.js";
import { dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import {
  broadcastOperands,
  keepOrderAxes,
  MAX_NDIM,
  type OrderName,
  outputStrides,
  stridesInOrder,
} from "../core/layout.js";
import { makeView, NDArray, newArrayWithStrides } from "../core/ndarray.js";
import { options } from "../core/options.js";
import { readOrder } from "../core/order.js";
import { optionsOr } from "./arguments.js";
import { type TakeMode, takeMode } from "./positions.js";
import { type ShapeLike, shapeOf } from "./shapes.js";

/** Options of `unravel_index`. */
export interface UnravelOptions {
  /** Whether the last (`"C"`, default) or the first axis (`"F"`) runs fastest. */
  order?: "C" | "F" | undefined;
}

/** Options of `ravel_multi_index`. */
export interface RavelOptions extends UnravelOptions {
  /** Positions out of bounds: `"raise"` (default), `"wrap"` or `"clip"`; a list gives one for each axis. */
  mode?: TakeMode | readonly TakeMode[] | undefined;
}

const int64 = toDtype("int64");

function isFortran(order: OrderName): boolean {
  if (order === "A" || order === "K") throw new ValueError("only 'C' or 'F' order is permitted");
  return order === "F";
}

function dimensionsOf(shape: ShapeLike): number[] {
  const lengths = shapeOf(shape);
  if (lengths.length > MAX_NDIM) {
    throw new ValueError(
      `maximum supported dimension for an ndarray is currently ${MAX_NDIM}, found ${lengths.length}`,
    );
  }
  return lengths;
}

function elementsOf(lengths: readonly number[]): bigint {
  return lengths.reduce((product, length) => product * BigInt(length), 1n);
}

/** Integers (or booleans) as NumPy takes positions here. @throws TypeError for anything else */
function integersOf(value: unknown): NDArray {
  const array = asArray(value);
  array.live();
  if (!(value instanceof NDArray) && array.size === 0 && Array.isArray(value)) {
    throw new TypeError(
      "indices must be integral: the provided empty sequence was inferred as float. Wrap it with 'np.array(indices, dtype=np.intp)' (here: np.array(indices, \"int64\"))",
    );
  }
  if (!"iub".includes(array.dtype.kind)) {
    throw new TypeError(`only int indices permitted (got dtype ${array.dtype.name})`);
  }
  return array;
}

/** The axes from the one that runs fastest to the one that runs slowest. */
function fastestFirst(count: number, fortran: boolean): number[] {
  return Array.from({ length: count }, (_, i) => (fortran ? i : count - 1 - i));
}

/**
 * The positions along each axis of flat positions in an array of the given shape: one int64 array for each axis, of
 * the shape of `indices` (views of one new array), or plain numbers for a number.
 *
 * @throws ValueError for a position out of bounds, TypeError for positions that are no integers
 * @example
 * ```ts
 * const a = np.array([[1, 9], [3, 4]]);
 * np.unravel_index(a.argmax(), a.shape); // => 0,1
 * np.unravel_index([22, 41], [7, 6])[0]; // => [3 6]
 * np.unravel_index(31, [2, 4, 5], { order: "F" }); // => 1,3,3
 * ```
 */
export function unravel_index(
  indices: number | bigint,
  shape: ShapeLike,
  order?: "C" | "F" | UnravelOptions,
): number[];
export function unravel_index(
  indices: unknown,
  shape: ShapeLike,
  order?: "C" | "F" | UnravelOptions,
): NDArray<"int64">[];
export function unravel_index(
  indices: unknown,
  shape: ShapeLike,
  order?: "C" | "F" | UnravelOptions,
): NDArray[] | number[] {
  const known = optionsOr<UnravelOptions>("unravel_index", ["order"], "order", order);
  const asked = readOrder(known.order, "C");
  const lengths = dimensionsOf(shape);
  const elements = elementsOf(lengths);
  // a product of -1 says that there is none
  if (elements >= 2n ** 63n || elements < -(2n ** 63n) || elements === -1n) {
    throw new ValueError(
      "dimensions are too large; arrays and shapes with a total size greater than 'intp' are not supported.",
    );
  }
  const given = integersOf(indices);
  const fortran = isFortran(asked);
  if (lengths.length === 0 && given.ndim > 0) {
    for (const value of indexValues(given)) {
      if (value < 0 || value >= 1) throw outOfBounds(value, 1);
    }
    throw new ValueError("multiple indices are not supported for 0d arrays");
  }
  const flat = castArray(given, int64, "C", "unravel_index");
  const places = byteOffsets(0, flat._shape, flat._strides);
  // the table of all positions, one row of them for each index
  const rowBytes = 8 * lengths.length;
  const strides = given._shape.includes(0)
    ? emptyStrides(given._shape, lengths.length)
    : stridesInOrder(given._shape, rowBytes, keepOrderAxes(given._shape, [given._strides]));
  const table = newArrayWithStrides([...given._shape, lengths.length], [...strides, 8], int64);
  const rows = byteOffsets(table.byteOffset, given._shape, strides);
  unravel(flat, places, table, rows, lengths, elements, fortran);
  const parts = lengths.map((_, axis) =>
    makeView(
      table,
      table.byteOffset + (table.size === 0 ? 0 : axis * 8),
      given._shape,
      strides,
      int64,
      "unravel_index",
    ),
  );
  if (given.ndim > 0) return parts;
  const view = table.storage.views.dataView;
  return parts.map((part) => Number(view.getBigInt64(part.byteOffset, true)));
}

/** The strides that NumPy's table has without indices: those of contiguous axes, but that nothing repeats an empty one. */
function emptyStrides(shape: readonly number[], columns: number): number[] {
  return shape.map((_, axis) => {
    const inner = shape.slice(axis + 1);
    return inner.reduce((product, length) => product * length, 8 * columns);
  });
}

function outOfBounds(index: number | bigint, size: number | bigint): ValueError {
  return new ValueError(`index ${index} is out of bounds for array with size ${size}`);
}

function unravel(
  flat: NDArray,
  places: Float64Array,
  table: NDArray,
  rows: Float64Array,
  lengths: readonly number[],
  elements: bigint,
  fortran: boolean,
): void {
  const from = flat.storage.views.dataView;
  const to = table.storage.views.dataView;
  const axes = fastestFirst(lengths.length, fortran);
  const words = table.storage.views.i32;
  const total = Number(elements);
  const small = total <= Number.MAX_SAFE_INTEGER;
  for (let i = 0; i < places.length; i++) {
    const given = from.getBigInt64(flat.byteOffset + places[i], true);
    if (given < 0n || given >= elements) throw outOfBounds(given, elements);
    if (!small) {
      let rest = given;
      for (const axis of axes) {
        const length = BigInt(lengths[axis]);
        to.setBigInt64(rows[i] + 8 * axis, rest % length, true);
        rest /= length;
      }
      continue;
    }
    let rest = Number(given);
    for (const axis of axes) {
      const length = lengths[axis];
      const next = Math.floor(rest / length);
      const at = rows[i] / 4 + 2 * axis;
      const position = rest - next * length;
      words[at] = position;
      words[at + 1] = Math.floor(position / 4294967296);
      rest = next;
    }
  }
}

/**
 * The flat positions of positions along each axis, in an array of the given shape.
 *
 * @returns a new int64 array of the shape that the positions broadcast to, or a number where all of them are numbers
 * @throws ValueError for a position out of bounds in mode `"raise"`, TypeError for positions that are no integers
 * @example
 * ```ts
 * np.ravel_multi_index([[3, 6, 6], [4, 5, 1]], [7, 6]); // => [22 41 37]
 * np.ravel_multi_index([3, 1, 4, 1], [6, 7, 8, 9]); // => 1621
 * np.ravel_multi_index([[3, 6], [4, 5]], [4, 4], { mode: ["clip", "wrap"] }); // => [12 13]
 * ```
 */
export function ravel_multi_index(
  multi_index: readonly number[],
  dims: ShapeLike,
  given?: RavelOptions,
): number;
export function ravel_multi_index(
  multi_index: readonly unknown[] | NDArray,
  dims: ShapeLike,
  given?: RavelOptions,
): NDArray<"int64">;
export function ravel_multi_index(
  multi_index: readonly unknown[] | NDArray,
  dims: ShapeLike,
  given?: RavelOptions,
): NDArray | number {
  const known = options<RavelOptions>("ravel_multi_index", given, ["mode", "order"]);
  const lengths = dimensionsOf(dims);
  const order = readOrder(known.order, "C");
  const modes = modesOf(known.mode, lengths.length);
  const fortran = isFortran(order);
  const elements = elementsOf(lengths.map((length) => (length === 0 ? 1 : length)));
  if (elements >= 2n ** 63n || elements < -(2n ** 63n)) {
    throw new ValueError(
      "invalid dims: array size defined by dims is larger than the maximum possible size.",
    );
  }
  const arrays = coordinatesOf(multi_index, lengths.length).map((one) => integersOf(one));
  const shape = arrays.length === 0 ? [] : broadcastOperands(arrays.map((one) => one._shape));
  const layouts = arrays.map((one) => ({
    shape: one._shape,
    strides: one._strides,
    itemsize: one.itemsize,
  }));
  const result = newArrayWithStrides(shape, outputStrides(shape, 8, "K", layouts), int64);
  if (result.size > 0 && lengths.includes(0)) {
    throw new ValueError("cannot unravel if shape has zero entries (is empty).");
  }
  const steps = lengths.slice();
  let step = 1;
  for (const axis of fastestFirst(lengths.length, fortran)) {
    steps[axis] = step;
    step *= lengths[axis];
  }
  const total = new Float64Array(result.size);
  const exact = Number(elements) <= Number.MAX_SAFE_INTEGER;
  const wide = exact ? null : new BigInt64Array(result.size);
  arrays.forEach((array, axis) => {
    const values = indexValues(broadcastTo(array, shape));
    for (let i = 0; i < values.length; i++) {
      const position = bounded(values[i], lengths[axis], modes[axis]);
      if (wide === null) total[i] += position * steps[axis];
      else wide[i] += BigInt(position) * exactStep(lengths, axis, fortran);
    }
  });
  const view = result.storage.views.dataView;
  const places = byteOffsets(result.byteOffset, shape, result._strides);
  for (let i = 0; i < places.length; i++) {
    view.setBigInt64(places[i], wide === null ? BigInt(total[i]) : wide[i], true);
  }
  if (shape.length > 0) return result;
  return Number(view.getBigInt64(result.byteOffset, true));
}

function exactStep(lengths: readonly number[], axis: number, fortran: boolean): bigint {
  return elementsOf(fortran ? lengths.slice(0, axis) : lengths.slice(axis + 1));
}

function bounded(position: number, length: number, mode: TakeMode): number {
  if (position >= 0 && position < length) return position;
  if (mode === "clip") return position < 0 ? 0 : length - 1;
  if (mode === "wrap") return ((position % length) + length) % length;
  throw new ValueError(
    `invalid entry in coordinates array (${position} along an axis of length ${length})`,
  );
}

function coordinatesOf(given: unknown, count: number): readonly unknown[] {
  let list: readonly unknown[];
  if (Array.isArray(given)) list = given;
  else {
    const array = asArray(given);
    if (array.ndim === 0) {
      throw new TypeError("'int' object is not iterable (multi_index is one array for each axis)");
    }
    const inner = array._shape.slice(1);
    list = Array.from({ length: array._shape[0] }, (_, i) =>
      makeView(
        array,
        array.byteOffset + i * array._strides[0],
        inner,
        array._strides.slice(1),
        array.dtype,
        "ravel_multi_index",
      ),
    );
  }
  if (list.length !== count) {
    throw new ValueError(`parameter multi_index must be a sequence of length ${count}`);
  }
  return list;
}

function modesOf(given: RavelOptions["mode"], count: number): TakeMode[] {
  if (!Array.isArray(given)) return new Array<TakeMode>(count).fill(takeMode(given));
  if (given.length !== count) {
    throw new ValueError(
      `list of clipmodes has wrong length (${given.length} instead of ${count})`,
    );
  }
  return given.map((mode) => takeMode(mode));
}
