// np.lib.stride_tricks: views with any shape and strides. NumPy lets such a view reach outside its memory;
// here the bounds are proved first.

import { asArray } from "../array/convert.js";
import { ValueError } from "../core/errors.js";
import {
  type AxisArgument,
  byteBounds,
  contiguousStrides,
  isCContiguous,
  normalizeAxis,
  shapeText,
  sizeOf,
} from "../core/layout.js";
import { makeView, type NDArray } from "../core/ndarray.js";
import { pythonList } from "../core/python-values.js";
import type { DTypeKey } from "../core/types.js";
import { integer, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { type ShapeLike, shapeOf } from "./shapes.js";

/** Options of `as_strided`. */
export interface AsStridedOptions {
  /** The shape of the view; that of the array by default. */
  shape?: readonly number[] | null | undefined;
  /** Bytes to step along each axis; those of the array by default. */
  strides?: readonly number[] | null | undefined;
  /** Accepted for NumPy's sake; strided has no subclasses to pass through. */
  subok?: boolean | undefined;
  /** Whether the view may be written, if the array may; true by default. */
  writeable?: boolean | undefined;
  /** Accepted for NumPy's sake: strides that leave the memory are always refused. True by default. */
  check_bounds?: boolean | null | undefined;
}

const stridedNames = ["shape", "strides", "subok", "writeable", "check_bounds"] as const;

/**
 * A view of an array's memory with another shape and strides, beginning at the array's first element. Elements
 * may overlap; writing to such a view changes several places at once.
 *
 * @throws ValueError if shape and strides differ in length, or the view would reach outside the memory that the
 *   array's storage holds (NumPy would read whatever lies there)
 * @example
 * ```ts
 * const { as_strided } = np.lib.stride_tricks;
 * as_strided(np.arange(4), [3, 2], [8, 8]); // => [[0 1] [1 2] [2 3]]
 * as_strided(np.arange(4), [5], [8]); // => ValueError
 * ```
 */
export function as_strided<T>(
  x: T,
  shape?: readonly number[] | null | AsStridedOptions,
  strides?: readonly number[] | null | AsStridedOptions,
  given?: AsStridedOptions,
): NDArray<ValueKey<T>> {
  const listed = Array.isArray(strides) || strides === null;
  const known = optionsOr<AsStridedOptions>(
    "as_strided",
    stridedNames,
    "shape",
    shape,
    listed ? { ...given, strides } : (strides ?? given),
  );
  const array = asArray(x) as NDArray<ValueKey<T>>;
  const lengths = known.shape == null ? array._shape.slice() : shapeOf(known.shape);
  const steps = known.strides == null ? defaultStrides(array, lengths) : stepsOf(known.strides);
  return stridedView(array, lengths, steps, "as_strided", known.writeable ?? true);
}

/** Strides as they were given: whether they are integers is said below. */
function stepsOf(strides: unknown): number[] {
  return Array.isArray(strides)
    ? strides.map((one) => (typeof one === "bigint" ? Number(one) : one))
    : shapeOf(strides);
}

/** Without strides a contiguous array is walked contiguously, whatever the shape. */
function defaultStrides(array: NDArray, shape: readonly number[]): number[] {
  const { _shape, _strides, itemsize } = array;
  if (isCContiguous(_shape, _strides, itemsize)) return contiguousStrides(shape, itemsize, "C");
  return _strides.slice();
}

function stridedView<D extends DTypeKey>(
  array: NDArray<D>,
  shape: readonly number[],
  strides: readonly number[],
  operation: string,
  writeable: boolean,
): NDArray<D> {
  if (shape.length !== strides.length) {
    throw new ValueError(
      `mismatch in length of strides and shape (shape ${shapeText(shape)}, strides ${shapeText(strides)})`,
    );
  }
  if (!strides.every(Number.isInteger)) {
    throw new TypeError(`strides must be integers (got ${shapeText(strides)})`);
  }
  sizeOf(shape, array.itemsize);
  const { storage, byteOffset } = array;
  const [low, high] = byteBounds(byteOffset, shape, strides, array.itemsize);
  const first = storage.byteOffset;
  const end = first + storage.byteLength;
  if (low < first || high > end) {
    throw new ValueError(
      `the strided view would reach outside its memory: shape ${shapeText(shape)} with strides ${shapeText(strides)} spans bytes ${low - first} to ${high - first} of the ${storage.byteLength} there are (the array begins at byte ${byteOffset - first})`,
    );
  }
  const may = writeable && array.writeable;
  return makeView(array, byteOffset, shape, strides, array.dtype, operation, may);
}

/** Options of `sliding_window_view`. */
export interface WindowOptions {
  /** The axis for each length of the window; all axes in order by default. */
  axis?: AxisArgument | undefined;
  /** Accepted for NumPy's sake; strided has no subclasses to pass through. */
  subok?: boolean | undefined;
  /** Whether the view may be written; false by default, since its elements overlap. */
  writeable?: boolean | undefined;
}

/**
 * All windows of a size that fit into an array: the last axes run inside the window, the others over its
 * places. A read-only view; nothing is copied.
 *
 * @throws ValueError if the window is larger than the array, or axes and window do not go together
 * @example
 * ```ts
 * const { sliding_window_view } = np.lib.stride_tricks;
 * sliding_window_view(np.arange(5), 3); // => [[0 1 2] [1 2 3] [2 3 4]]
 * sliding_window_view(np.zeros([4, 6]), 2, 1).shape; // => 4,5,2
 * ```
 */
export function sliding_window_view<T>(
  x: T,
  window_shape: ShapeLike,
  axis?: AxisArgument | WindowOptions,
  given?: WindowOptions,
): NDArray<ValueKey<T>> {
  const known = optionsOr<WindowOptions>(
    "sliding_window_view",
    ["axis", "subok", "writeable"],
    "axis",
    axis,
    given,
  );
  const array = asArray(x) as NDArray<ValueKey<T>>;
  const window = shapeOf(window_shape).map((length) => integer(length, "window_shape"));
  if (window.some((length) => length < 0)) {
    throw new ValueError(
      `\`window_shape\` cannot contain negative values (got ${shapeText(window)})`,
    );
  }
  const axes = windowAxes(known.axis, window, array.ndim);
  const places = array._shape.slice();
  axes.forEach((along, i) => {
    if (places[along]! < window[i]!) {
      throw new ValueError(
        `window shape cannot be larger than input array shape (window ${shapeText(window)}, array ${shapeText(array._shape)})`,
      );
    }
    places[along]! -= window[i]! - 1;
  });
  const shape = [...places, ...window];
  const strides = [...array._strides, ...axes.map((along) => array._strides[along]!)];
  return stridedView(array, shape, strides, "sliding_window_view", known.writeable ?? false);
}

function windowAxes(axis: AxisArgument, window: readonly number[], ndim: number): number[] {
  if (axis === undefined || axis === null) {
    if (window.length !== ndim) {
      throw new ValueError(
        `Since axis is \`None\`, must provide window_shape for all dimensions of \`x\`; got ${window.length} window_shape elements and \`x.ndim\` is ${ndim}.`,
      );
    }
    return window.map((_, along) => along);
  }
  // an axis may be named twice: then its windows lie inside windows
  const axes = (typeof axis === "object" ? pythonList(axis, "axis") : [axis]).map((one) =>
    normalizeAxis(one as number, ndim),
  );
  if (axes.length !== window.length) {
    throw new ValueError(
      `Must provide matching length window_shape and axis; got ${window.length} window_shape elements and ${axes.length} axes elements.`,
    );
  }
  return axes;
}

/** `np.lib.stride_tricks`. */
export const stride_tricks = { as_strided, sliding_window_view } as const;
