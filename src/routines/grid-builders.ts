// mgrid and ogrid: grids of coordinates from slices. meshgrid and indices are in grids.ts.

import { scalarArray } from "../array/convert.js";
import { copyInto } from "../array/copy.js";
import { reshapeArray } from "../array/reshape.js";
import { Complex } from "../core/complex.js";
import { OverflowError, ValueError, ZeroDivisionError } from "../core/errors.js";
import { makeView, type NDArray, newArray } from "../core/ndarray.js";
import { resultDType } from "../core/promotion.js";
import { parseRanges, Slice } from "../core/slice.js";
import { ufuncs } from "../ufunc/ufunc.js";
import { pointsOf } from "./index-builders.js";
import { arange } from "./ranges.js";

/** A slice, as an object or as text: `np.slice(0, 5)`, `"0:5"`, `"-1:1:5j"`. */
export type GridItem = Slice | string;

/** Stands for a float among the numbers whose kinds decide a dtype. */
const doubles = 0.5;

/** One axis of a grid: so many points from `start`, `step` apart. */
interface GridAxis {
  readonly count: number;
  readonly start: number;
  readonly step: number;
  /** What the dtype of the grid follows from. */
  readonly numbers: readonly (number | NDArray)[];
}

/**
 * A dense grid of coordinates, as NumPy's `mgrid[...]`: each argument is a slice (`"0:5"`, `np.slice(0, 5)`), an
 * imaginary step is a number of points with both ends included. One slice gives its range (int64, or float64 if it
 * has fractions), several an array of shape `[N, ...]` with the coordinates along each axis; `[slice]` or `"0:5,"`,
 * Python's tuple of one, gives shape `[1, n]`.
 *
 * @returns a new array (a copy)
 * @throws ValueError for negative lengths, TypeError for what is no slice, ZeroDivisionError for a step of 0
 * @example
 * ```ts
 * np.mgrid("0:3", "0:2"); // => [[[0 0] [1 1] [2 2]] [[0 1] [0 1] [0 1]]]
 * np.mgrid("-1:1:5j"); // => [-1.  -0.5  0.   0.5  1. ]
 * np.mgrid(np.slice(-1, 1, np.complex(0, 3))); // => [-1.  0.  1.]
 * ```
 */
export function mgrid(...items: (GridItem | readonly GridItem[])[]): NDArray {
  const read = slicesOf(items);
  if (read instanceof Slice) return lineOf(read);
  const axes = read.map(axisOf);
  const dtype = resultDType([0, ...axes.flatMap((axis) => axis.numbers)]);
  const shape = axes.map((axis) => checkedLength(axis.count));
  const grid = newArray(shape.length === 0 ? [0] : [shape.length, ...shape], dtype);
  axes.forEach((axis, i) => {
    const line = coordinates(axis, dtype);
    const along = shape.map((_, other) => (other === i ? axis.count : 1));
    const at = grid.byteOffset + i * (grid._strides[0] as number);
    const target = makeView(grid, at, shape, grid._strides.slice(1), dtype, "mgrid");
    copyInto(target, reshapeArray(line, along), "mgrid");
  });
  return grid;
}

/**
 * An open grid of coordinates, as NumPy's `ogrid[...]`: as `mgrid`, but several slices give one array for each axis,
 * of length 1 along all others, which broadcast to the dense grid.
 *
 * @returns new arrays (copies)
 * @throws ValueError for negative lengths, TypeError for what is no slice, ZeroDivisionError for a step of 0
 * @example
 * ```ts
 * const [x, y] = np.ogrid("0:3", "0:2");
 * x.shape; // => 3,1
 * y; // => [[0 1]]
 * ```
 */
export function ogrid(item: GridItem): NDArray;
export function ogrid(...items: (GridItem | readonly GridItem[])[]): [NDArray, ...NDArray[]];
export function ogrid(...items: (GridItem | readonly GridItem[])[]): NDArray | NDArray[] {
  const read = slicesOf(items);
  if (read instanceof Slice) return lineOf(read);
  const axes = read.map(axisOf);
  const dtype = resultDType([0, ...axes.flatMap((axis) => axis.numbers)]);
  return axes.map((axis, i) => {
    const line = coordinates(axis, dtype);
    const shape = axes.map((_, other) => (other === i ? line.size : 1));
    const strides = axes.map((_, other) => (other === i ? (line._strides[0] as number) : 0));
    return makeView(line, line.byteOffset, shape, strides, dtype, "ogrid");
  });
}

/** One slice, or the slices of a grid. */
function slicesOf(items: readonly (GridItem | readonly GridItem[])[]): Slice | Slice[] {
  const tuple = items.length === 1 && Array.isArray(items[0]);
  const list = (tuple ? items[0] : items) as readonly unknown[];
  let trailing = false;
  const slices = list.flatMap((item) => {
    const read = typeof item === "string" ? parseRanges(item) : [item];
    if (typeof item === "string" && item.trimEnd().endsWith(",")) trailing = true;
    return read.map((one) => {
      if (one instanceof Slice) return one;
      throw new TypeError(
        `'${typeof one === "number" ? "int" : typeof one}' object has no attribute 'step' (a grid is made of slices, as in "0:5"; got ${String(one)})`,
      );
    });
  });
  return slices.length === 1 && !tuple && !trailing ? (slices[0] as Slice) : slices;
}

function checkedLength(count: number): number {
  if (count < 0) throw new ValueError("negative dimensions are not allowed");
  return count;
}

function realPart(part: number | Complex | null, name: string): number {
  if (typeof part === "number") return part;
  throw new TypeError(
    part === null
      ? `'tuple' object has no attribute 'step' (each slice of a grid needs a ${name})`
      : `the ${name} of a grid's slice must be a real number (got ${String(part)})`,
  );
}

function axisOf(slice: Slice): GridAxis {
  const start = realPart(slice.start ?? 0, "start");
  const stop = realPart(slice.stop, "stop");
  if (slice.step instanceof Complex) {
    const count = pointsOf(slice.step);
    const step = count === 1 ? 1 : (stop - start) / (count - 1);
    return { count, start, step, numbers: [start, stop, doubles] };
  }
  const step = slice.step ?? 1;
  if (step === 0) {
    throw new ZeroDivisionError(
      [start, stop].every(Number.isInteger) ? "division by zero" : "float division by zero",
    );
  }
  const count = Math.ceil((stop - start) / step);
  if (Number.isNaN(count)) throw new ValueError("cannot convert float NaN to integer (a length)");
  if (!Number.isFinite(count)) {
    throw new OverflowError("cannot convert float infinity to integer (a length)");
  }
  return { count, start, step, numbers: [start, stop, step] };
}

/** One slice alone: the range itself. */
function lineOf(slice: Slice): NDArray {
  if (slice.step instanceof Complex) {
    const start = realPart(slice.start ?? 0, "start");
    const stop = realPart(slice.stop, "stop");
    const count = pointsOf(slice.step);
    const step = count === 1 ? count : (stop - start) / (count - 1);
    return coordinates({ count, start, step, numbers: [] }, resultDType([start, stop, doubles]));
  }
  const start = realPart(slice.start ?? 0, "start");
  const step = slice.step ?? 1;
  if (slice.stop === null) return arange(0, start, step);
  return arange(start, realPart(slice.stop, "stop"), step);
}

function coordinates(axis: GridAxis, dtype: ReturnType<typeof resultDType>): NDArray {
  const steps = arange(0, axis.count, 1, { dtype });
  const scaled = ufuncs.multiply(steps, scalarArray(axis.step, dtype)) as NDArray;
  return ufuncs.add(scaled, scalarArray(axis.start, dtype)) as NDArray;
}
