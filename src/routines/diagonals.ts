// Diagonals of arrays and their sums. Building matrices from diagonals is in matrices.ts.

import { asArray } from "../array/convert.js";
import { setFlatRange } from "../array/flat.js";
import { type DType, type DTypeLike, dtype as toDtype } from "../core/dtype.js";
import { ValueError } from "../core/errors.js";
import { normalizeAxis } from "../core/layout.js";
import { makeView, NDArray } from "../core/ndarray.js";
import type { ReduceOptions } from "../ufunc/reduce.js";
import { reduceArray } from "../ufunc/reduce.js";
import { infoOf, ufuncs } from "../ufunc/ufunc.js";
import { integer, optionsOr } from "./arguments.js";
import type { ValueKey } from "./creation.js";
import { answer } from "./reduction-arguments.js";
import type { ReducedItem, ReducedKey } from "./reduction-types.js";

/** Options of `diagonal`. */
export interface DiagonalOptions {
  /** Which diagonal: above the main one if positive, below it if negative. 0 by default. */
  offset?: number | undefined;
  /** The first axis of the planes; 0 by default. */
  axis1?: number | undefined;
  /** The second axis of the planes; 1 by default. */
  axis2?: number | undefined;
}

/** Options of `trace`. */
export interface TraceOptions extends DiagonalOptions {
  /** The dtype to compute in and put out; small integers are added as 64-bit ones by default. */
  dtype?: DTypeLike | undefined;
  /** An array for the result, which is returned; a new one by default. */
  out?: NDArray | null | undefined;
}

const diagonalNames = ["offset", "axis1", "axis2"] as const;
const defaults = [0, 0, 1];

function diagonalView(array: NDArray, known: DiagonalOptions): NDArray {
  const [offset, axis1, axis2] = diagonalNames.map((name, i) => {
    const given: unknown = known[name];
    if (given !== null) return integer(given === undefined ? defaults[i] : given, name);
    throw new TypeError(`'NoneType' object cannot be interpreted as an integer (${name} is null)`);
  }) as [number, number, number];
  if (array.ndim < 2) {
    throw new ValueError(`diag requires an array of at least two dimensions (got ${array.ndim})`);
  }
  const first = normalizeAxis(axis1, array.ndim, "axis1");
  const second = normalizeAxis(axis2, array.ndim, "axis2");
  if (first === second) throw new ValueError("axis1 and axis2 cannot be the same");
  const { _shape, _strides } = array;
  const rows = _shape[first] + Math.min(offset, 0);
  const columns = _shape[second] - Math.max(offset, 0);
  const length = Math.max(0, Math.min(rows, columns));
  const skipped = offset < 0 ? -offset * _strides[first] : offset * _strides[second];
  const others = (list: readonly number[]) => list.filter((_, i) => i !== first && i !== second);
  return makeView(
    array,
    array.byteOffset + (length === 0 ? 0 : skipped),
    [...others(_shape), length],
    [...others(_strides), _strides[first] + _strides[second]],
    array.dtype,
    "diagonal",
    false,
  );
}

/**
 * The diagonals of the planes that two axes span, as the last axis of the result. A read-only view.
 *
 * @throws ValueError if there are less than two axes, AxisError
 * @example
 * ```ts
 * np.diagonal([[1, 2], [3, 4]]); // => [1 4]
 * np.diagonal([[1, 2], [3, 4]], 1); // => [2]
 * ```
 */
export function diagonal<A>(
  a: A,
  offset?: number | DiagonalOptions,
  given?: DiagonalOptions,
): NDArray<ValueKey<A>> {
  const known = optionsOr<DiagonalOptions>("diagonal", diagonalNames, "offset", offset, given);
  return diagonalView(asArray(a), known) as never;
}

/**
 * The sum along the main diagonal, or along another (`offset`); of arrays of more than two axes, one sum for each
 * plane. Integers smaller than 64 bits are added as 64-bit ones.
 *
 * @returns a JavaScript value for a matrix, else an array. A copy.
 * @throws ValueError if there are less than two axes, AxisError
 * @example
 * ```ts
 * np.trace([[1, 2], [3, 4]]); // => 5
 * ```
 */
export function trace<A>(
  a: A,
  offset?: number | TraceOptions,
  given?: TraceOptions,
): ReducedItem<ReducedKey<"sum", A>>;
export function trace(a: unknown, offset?: number | TraceOptions, given?: TraceOptions): unknown {
  const names = [...diagonalNames, "dtype", "out"] as const;
  const { dtype, out, ...known } = optionsOr<TraceOptions>("trace", names, "offset", offset, given);
  if (out !== undefined && out !== null && !((out as unknown) instanceof NDArray)) {
    throw new TypeError("output must be an array (got what is none as 'out')");
  }
  const settings: ReduceOptions = { axis: -1 };
  // as in NumPy, the byte order of the dtype asked for does not count
  if (dtype !== undefined && dtype !== null) {
    settings.dtype = (toDtype(dtype) as DType).newbyteorder("=");
  }
  if (out !== undefined && out !== null) settings.out = out;
  return answer(reduceArray(infoOf(ufuncs.add), diagonalView(asArray(a), known), settings), out);
}

/** Options of `fill_diagonal`. */
export interface FillDiagonalOptions {
  /** Begin anew, one row further down, where a tall matrix goes on below its diagonal; false by default. */
  wrap?: boolean | undefined;
}

/**
 * Writes values on the main diagonal of an array, in place: one value, or several in turn, repeated as needed. An
 * array of more than two axes needs axes of one length. Returns no array.
 *
 * @throws ValueError for fewer than two axes, axes of different lengths, or a read-only array
 * @example
 * ```ts
 * const a = np.zeros([3, 3], "int64");
 * np.fill_diagonal(a, 5);
 * a; // => [[5 0 0] [0 5 0] [0 0 5]]
 * ```
 */
export function fill_diagonal(
  a: NDArray,
  val: unknown,
  wrap?: boolean | FillDiagonalOptions,
): void {
  const known = optionsOr<FillDiagonalOptions>("fill_diagonal", ["wrap"], "wrap", wrap);
  if (!(a instanceof NDArray)) {
    throw new TypeError(
      `'${Array.isArray(a) ? "list" : typeof a}' object has no attribute 'ndim' (fill_diagonal writes into an array)`,
    );
  }
  const { _shape: shape } = a;
  if (shape.length < 2) throw new ValueError("array must be at least 2-d");
  let stop = a.size;
  let step = 1;
  if (shape.length === 2) {
    step += shape[1];
    if (!known.wrap) stop = Math.min(stop, shape[1] * shape[1]);
  } else {
    if (shape.some((length) => length !== shape[0])) {
      throw new ValueError(
        `All dimensions of input must be of equal length (got shape (${shape.join(", ")}))`,
      );
    }
    for (let axis = 0, lines = 1; axis < shape.length - 1; axis++) {
      lines *= shape[axis];
      step += lines;
    }
  }
  setFlatRange(a, 0, stop, step, val);
}
